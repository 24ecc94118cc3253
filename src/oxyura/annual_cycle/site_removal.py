"""What taking a site away, or making it worse or better, does to growth: the importance of a site to the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.linear_year import asymptotic_growth, is_small
from oxyura.annual_cycle.plain_year import Year
from oxyura.annual_cycle.reverse_year import ReverseYear, worth_after_a_year
from oxyura.schema.errors import InputError

Floats = NDArray[np.float64]

Sense = Literal["individuals", "rates"]

# Values in all steps together; beyond it the answer would take longer than the projection it comes with.
_LARGEST = 2_000_000_000
_LARGEST_FOR_DRAWS = 30_000_000
_MOST_SITES_FOR_LAMBDA = 100
_CASES_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class SiteRemoval:
    """What a change δ of one site does to a population, at low density.

    Parameters
    ----------
    site_id : str
        The site.
    effect : array, shape (draws,)
        Importance: |growth - growth with the change| over a year, averaged over the stages at which the year may be
        begun, with the individuals at the stage's start as weights.
    growth_change : array, shape (draws,)
        The same with its sign: growth with the change less growth without.
    lambda_change : float or None
        λ with the change less λ without, at the first draw; None where the model is too large for it.
    """

    site_id: str
    effect: Floats
    growth_change: Floats
    lambda_change: float | None


def measure_removals(
    cycle: Cycle, starts: Floats, *, change: float = -1.0, sense: Sense = "individuals"
) -> tuple[SiteRemoval, ...] | None:
    """Return what a change of each site alone does to growth over a year, and to λ.

    Parameters
    ----------
    cycle : Cycle
        The annual cycle, of one draw or of many.
    starts : array, shape (draws, stages, classes, sites)
        State at each stage's start: year 1 of a projection, or counts in every stage.
    change : float
        δ: -1 takes the site away, -0.3 leaves 70 %, 0.2 adds a fifth. Not below -1.
    sense : {'individuals', 'rates'}
        What is multiplied by 1 + δ: the individuals at the site at the start of every stage, or the site's rates, that
        is survival and fecundity where a row of `vital_rates` gives them, survival to at most 1.

    Returns
    -------
    tuple of SiteRemoval or None
        In the order of the sites; None where there are too many sites, classes and stages.

    Raises
    ------
    InputError
        δ is below -1 or no number.

    Notes
    -----
    With N_s the state at the start of stage s, A_s the low-density year begun there and D the diagonal matrix that is
    1 + δ at the site and 1 elsewhere, the year with the change is A_s with every factor M multiplied by D on the right,
    and the effect is Σ_s |1·(A_s - A_s(δ)) N_s| / Σ_s 1·N_s. This is the season-averaged measure of Sample et al. 2020,
    whose published values for two networks tests/published/test_networks.py reproduces.
    """
    if not (np.isfinite(change) and change >= -1.0):
        raise InputError(
            f"A site cannot change by {change:g}.", where="change", remedy="Give -1 (gone) or more, such as -0.3."
        )
    if sense not in ("individuals", "rates"):
        raise InputError(f"{sense!r} is no sense of a change.", where="sense", remedy="Give individuals or rates.")
    year = cycle.year()
    if _size(starts) > _LARGEST:
        return None
    worse = _changed(cycle, year, change, sense)
    # Individuals that change in number take the same rates on, so their worth changes in proportion.
    at_site = 1.0 + change if sense == "individuals" else ReverseYear(worse)
    lost, gained, total = _changes(ReverseYear(year), at_site, starts)
    lambdas = _lambda_changes(cycle, year, worse)
    return tuple(
        SiteRemoval(name, lost[site] / total, gained[site] / total, lambdas.get(site))
        for site, name in enumerate(cycle.structure.sites)
    )


def can_be_drawn(starts: Floats) -> bool:
    """Tell whether the change of each site is cheap enough to be worked out for every draw."""
    return _size(starts) <= _LARGEST_FOR_DRAWS


def _size(starts: Floats) -> int:
    draws, stages, classes, sites = starts.shape
    return int(draws * sites * stages * stages * classes * sites)


def _changed(cycle: Cycle, year: Year, change: float, sense: Sense) -> Year:
    """Return the year in which every site has changed."""
    if sense == "individuals":
        return replace(year, flow_value=year.flow_value * (1.0 + change))
    layout, n_classes = cycle.layout, len(cycle.structure.classes)
    stage_of = np.repeat(np.arange(year.n_stages), np.diff(layout.start))
    survival = np.zeros((year.flow_value.shape[0], year.n_stages * n_classes, year.flow_value.shape[2]))
    origin = stage_of * n_classes + layout.from_class
    for flow in np.flatnonzero(~layout.is_young):
        survival[:, origin[flow]] += year.flow_value[:, flow]
    given = np.zeros(survival.shape[1:], dtype=bool)
    for target in cycle.targets.rates.survival:
        given[target.stage * n_classes + target.class_] = target.row >= 0
    wanted = np.where(given, np.minimum(survival * (1.0 + change), 1.0), survival)
    factor = np.divide(wanted, survival, out=np.ones_like(survival), where=survival > 0)
    flows = np.where(layout.is_young[:, None], year.flow_value * (1.0 + change), year.flow_value * factor[:, origin])
    return replace(year, flow_value=np.ascontiguousarray(flows))


def _changes(reverse: ReverseYear, at_site: ReverseYear | float, starts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return, summed over stages, |loss| and gain by site and draw, and the individuals by draw.

    `at_site` is what holds at the changed site: the year there, or by what its individuals are multiplied.
    """
    draws, stages, classes, sites = starts.shape
    lost, gained = np.zeros((sites, draws)), np.zeros((sites, draws))
    total = starts.sum(axis=(1, 2, 3))
    blocks = np.array_split(np.arange(sites), max(1, -(-sites * draws * classes * sites // _CASES_AT_ONCE)))
    for stage in range(stages):
        n = starts[:, stage]
        now = (worth_after_a_year(reverse, stage)[0] * n).sum(axis=(1, 2))
        for block in blocks:
            value = np.ones((len(block), *reverse.shape))
            case = np.arange(len(block))
            for step in reversed(range(stages)):
                here = (stage + step) % stages
                after = reverse.before_move(here, value)
                value = reverse.before_stage(here, after)
                # Sites meet in moves only, so each case takes the changed stage at its own site.
                if isinstance(at_site, float):
                    value[case, ..., block] *= at_site
                else:
                    value[case, ..., block] = at_site.before_stage(here, after)[case, ..., block]
            then = (value * n).sum(axis=(2, 3))
            lost[block] += np.abs(now - then)
            gained[block] += then - now
    return lost, gained, np.where(total > 0, total, 1.0)


def _lambda_changes(cycle: Cycle, year: Year, worse: Year) -> Mapping[int, float]:
    """Return the change of λ at the first draw by site; nothing where the model is too large."""
    states, sites = cycle.structure.n_states, range(len(cycle.structure.sites))
    if cycle.draws.count > 1 or not is_small(1, states) or len(sites) > _MOST_SITES_FOR_LAMBDA:
        return {}
    now = float(asymptotic_growth(year, cycle.start)[0])
    found = {}
    for site in sites:
        flows = year.flow_value.copy()
        flows[..., site] = worse.flow_value[..., site]
        found[site] = float(asymptotic_growth(replace(year, flow_value=flows), cycle.start)[0]) - now
    return found
