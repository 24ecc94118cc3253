"""Impact indicators of a region as published tools add them up: from categories to species, to sites, to the region.

Scores are ordinal. An MR is worse than an MO, but not by one, nor by ten: the numbers are a convention, sums and means
of them hang on it, and no score is a change of a rate or of a population.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from types import MappingProxyType
from typing import Literal

Scale = Literal["linear_from_0", "linear_from_1", "exponential"]
Method = Literal["precautionary", "precautionary_cumulative", "mean", "mean_cumulative", "cumulative"]

ORDINAL_WARNING = (
    "Scores are ordinal: they order categories of impact and are no amounts. Sums and means depend on the scale, and "
    "none is a change of a rate or of a population."
)

SCALES: Mapping[Scale, Mapping[str, float]] = MappingProxyType(
    {
        "linear_from_0": {"MC": 0.0, "MN": 1.0, "MO": 2.0, "MR": 3.0, "MV": 4.0},
        "linear_from_1": {"MC": 1.0, "MN": 2.0, "MO": 3.0, "MR": 4.0, "MV": 5.0},
        "exponential": {"MC": 1.0, "MN": 10.0, "MO": 100.0, "MR": 1_000.0, "MV": 10_000.0},
    }
)

_WITHIN: Mapping[Method, Literal["maximum", "mean", "by_mechanism"]] = MappingProxyType(
    {
        "precautionary": "maximum",
        "precautionary_cumulative": "maximum",
        "mean": "mean",
        "mean_cumulative": "mean",
        "cumulative": "by_mechanism",
    }
)


@dataclass(frozen=True)
class CategoryRecord:
    """One category of an invader by one mechanism; ``DD`` gives no score."""

    invader_id: str
    mechanism: str
    category: str


@dataclass(frozen=True)
class SpeciesScore:
    """The scores of one invader, over its records.

    Parameters
    ----------
    invader_id : str
    maximum : float
        The gravest.
    mean : float
        The mean over its different pairs of mechanism and category.
    by_mechanism : float
        The sum over mechanisms of the gravest of each.
    """

    invader_id: str
    maximum: float
    mean: float
    by_mechanism: float


@dataclass(frozen=True)
class SiteScore:
    """The score of one site; `low` and `high` differ where nobody has looked for an invader that would count.

    Parameters
    ----------
    site_id : str
    low, high : float or None
        Over all ways in which the invaders that nobody has looked for may be there or not; 0 where no alien is there;
        None where only invaders without a score are known to be there.
    present : tuple of str
        Invaders that are there, with a score.
    not_surveyed : tuple of str
        Invaders with a score that nobody has looked for.
    without_score : tuple of str
        Invaders that are there, or may be, and have no score (data deficient): left out, which is not zero.
    warning : str
        That scores are ordinal.
    """

    site_id: str
    low: float | None
    high: float | None
    present: tuple[str, ...]
    not_surveyed: tuple[str, ...]
    without_score: tuple[str, ...]
    warning: str = ORDINAL_WARNING

    @property
    def score(self) -> float | None:
        """The score, where it is known; None where `low` and `high` differ, or there is none."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class RegionScore:
    """The sum of the scores of all sites.

    Parameters
    ----------
    method : Method
    scale : Scale
    low, high : float
        Over all ways in which what nobody has surveyed may be.
    sites : tuple of SiteScore
    without_score : tuple of str
        Invaders left out at one site at least, because they have no score.
    warning : str
        That scores are ordinal.
    """

    method: Method
    scale: Scale
    low: float
    high: float
    sites: tuple[SiteScore, ...]
    without_score: tuple[str, ...]
    warning: str = ORDINAL_WARNING

    @property
    def score(self) -> float | None:
        """The score, where it is known."""
        return self.low if self.low == self.high else None


def score_species(records: Iterable[CategoryRecord], scale: Scale) -> dict[str, SpeciesScore]:
    """Turn the categories of each invader into its scores.

    Parameters
    ----------
    records : iterable of CategoryRecord
        A category that stands twice for one mechanism counts once, as in the published tool.
    scale : {'linear_from_0', 'linear_from_1', 'exponential'}
        MC to MV as 0 to 4, 1 to 5, or 1 to 10⁴.

    Returns
    -------
    dict of str to SpeciesScore
        By invader_id; an invader whose every record is ``DD`` is not in it.

    Notes
    -----
    Ordinal numbers (see the head of this module). Source: [YahayaEtAl2026]_, background.
    """
    values = SCALES[scale]
    found: dict[str, dict[tuple[str, str], float]] = {}
    for record in records:
        if record.category in values:
            of_species = found.setdefault(record.invader_id, {})
            of_species[record.mechanism, record.category] = values[record.category]
    return {invader: _score(invader, scores) for invader, scores in found.items()}


def _score(invader: str, scores: Mapping[tuple[str, str], float]) -> SpeciesScore:
    gravest: dict[str, float] = {}
    for (mechanism, _), value in scores.items():
        gravest[mechanism] = max(value, gravest.get(mechanism, value))
    return SpeciesScore(invader, max(scores.values()), fsum(scores.values()) / len(scores), fsum(gravest.values()))


def score_sites(
    species: Mapping[str, SpeciesScore],
    statuses: Mapping[tuple[str, str], str],
    invaders: Sequence[str],
    sites: Sequence[str],
    method: Method,
) -> tuple[SiteScore, ...]:
    """Score every site by one of the five methods.

    Parameters
    ----------
    species : mapping of str to SpeciesScore
    statuses : mapping of (invader_id, site_id) to str
        ``present``, ``absent``, ``eradicated`` or ``not_surveyed``; a pair that is missing is not surveyed. A presence
        that is native goes in as ``absent``.
    invaders, sites : sequence of str
        All of the study.
    method : Method

    Notes
    -----
    | method | within a species | across the species of a site |
    |---|---|---|
    | precautionary | maximum | maximum |
    | precautionary cumulative | maximum | sum |
    | mean | mean | mean |
    | mean cumulative | mean | sum |
    | cumulative | sum over mechanisms of the maximum | sum |

    The methods are those of [YahayaEtAl2026]_. Its data are occurrences, so that it has no site that nobody has
    surveyed; the bounds are ours. Scores are ordinal.
    """
    within = _WITHIN[method]
    scores = {invader: float(getattr(one, within)) for invader, one in species.items()}
    return tuple(_score_site(site, scores, statuses, invaders, method) for site in sites)


def score_region(sites: Sequence[SiteScore], method: Method, scale: Scale) -> RegionScore:
    """Add up the scores of sites; a site without a score adds nothing and is in `sites` to see.

    Notes
    -----
    A sum, as in version 0.6.1 of [YahayaEtAl2026]_; versions before divided by the number of sites.
    """
    return RegionScore(
        method,
        scale,
        fsum(site.low for site in sites if site.low is not None),
        fsum(site.high for site in sites if site.high is not None),
        tuple(sites),
        tuple(dict.fromkeys(invader for site in sites for invader in site.without_score)),
    )


def _score_site(
    site: str,
    scores: Mapping[str, float],
    statuses: Mapping[tuple[str, str], str],
    invaders: Sequence[str],
    method: Method,
) -> SiteScore:
    status = {invader: statuses.get((invader, site), "not_surveyed") for invader in invaders}
    present = [name for name in invaders if status[name] == "present" and name in scores]
    unknown = [name for name in invaders if status[name] == "not_surveyed" and name in scores]
    unscored = [name for name in invaders if status[name] in ("present", "not_surveyed") and name not in scores]
    sure = [scores[name] for name in present]
    maybe = [scores[name] for name in unknown]
    low, high = _bounds(sure, maybe, method)
    nothing_scored = not sure and not maybe and bool(unscored)
    return SiteScore(
        site,
        None if nothing_scored else low,
        None if nothing_scored else high,
        tuple(present),
        tuple(unknown),
        tuple(unscored),
    )


def _bounds(sure: Sequence[float], maybe: Sequence[float], method: Method) -> tuple[float, float]:
    """Return the least and the greatest score over every choice among those that may be there."""
    if method == "precautionary":
        return max(sure, default=0.0), max([*sure, *maybe], default=0.0)
    if method != "mean":
        return fsum(sure), fsum([*sure, *maybe])
    # The mean of those known and the k least (or greatest) of the others is the extreme for each k.
    rising = sorted(maybe)
    low = min(_mean([*sure, *rising[:count]]) for count in range(len(maybe) + 1))
    high = max(_mean([*sure, *rising[len(maybe) - count :]]) for count in range(len(maybe) + 1))
    return low, high


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values) if values else 0.0
