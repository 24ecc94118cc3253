"""Growth and shares if part of what causes take would be lost anyway: the other end of a result without density."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from oxyura.annual_cycle.actions import Action, ActionKind
from oxyura.annual_cycle.attribution import Attribution, Outcome, outcome_in_ln, removable_causes, share_out
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.hybridisation import IMMIGRATION
from oxyura.annual_cycle.mechanisms import OTHER_PREY_OF
from oxyura.annual_cycle.projection import Projection, project
from oxyura.schema.intervals import Band, band

# The far end of the range, a stated assumption and no estimate: docs/decisions/0013-compensation.md.
MOST_COMPENSATED = 0.5

# Lower rates can be made up for; hybrids that come to breed, and other prey that feeds a predator, are no rate.
_NO_RATES = (IMMIGRATION, OTHER_PREY_OF)

# Compensation is a matter of bounds: above so many causes it is sampled, at the price of two more.
_MOST_EXACT = 8
_MOST_SETS = 1 << (_MOST_EXACT + 1)


@dataclass(frozen=True)
class Ends:
    """A number at both ends of the range of compensation, each with the interval of its draws.

    Parameters
    ----------
    without : Band
        Without compensation, as everywhere else in the answer.
    most : Band
        With the greatest compensation of the range.
    """

    without: Band
    most: Band

    @property
    def low(self) -> float:
        """The lower of the two medians."""
        return min(self.without.median, self.most.median)

    @property
    def high(self) -> float:
        """The higher of the two medians."""
        return max(self.without.median, self.most.median)


@dataclass(frozen=True)
class CompensatedShare:
    """The share of one cause at both ends of the range, in ln units per year."""

    cause_id: str
    kind: ActionKind
    share: Ends


@dataclass(frozen=True)
class Compensation:
    """What a population without `density` rows may gain less, if losses make up for each other.

    Parameters
    ----------
    most : float
        Greatest share of what a cause takes that would be lost without it too; the least is 0.
    growth_without_invaders, lambda_without_invaders : Ends
        Growth per year over the horizon, and in the long run, without invaders.
    shares : tuple of CompensatedShare
        In the order of the study; none where the population dies out in some draw, for ln growth is then no number.
    total : Ends or None
        What removing all causes together brings, in ln units per year; None where there are no shares.
    """

    most: float
    growth_without_invaders: Ends
    lambda_without_invaders: Ends
    shares: tuple[CompensatedShare, ...]
    total: Ends | None


def find_compensation(
    cycle: Cycle, years: int, attribution: Attribution, without_invaders: Projection, most: float = MOST_COMPENSATED
) -> Compensation:
    """Return growth without invaders, and the shares of causes, from no compensation to the greatest.

    Parameters
    ----------
    cycle : Cycle
        Without density.
    years : int
        Horizon.
    attribution : Attribution
        Without compensation.
    without_invaders : Projection
        Without compensation.
    most : float
        Greatest share of losses that are compensated.

    Notes
    -----
    The far end is worked out with the same draws. Up to 8 causes all sets are evaluated, beyond that orders are
    sampled.
    """
    far = project(remove_compensated(cycle, cycle.alien_causes, most), years)
    growth = Ends(without_invaders.growth_band, far.growth_band)
    asymptotic = Ends(without_invaders.lambda_band, far.lambda_band)
    if not _is_finite(attribution):
        return Compensation(most, growth, asymptotic, (), None)
    compensated = _share_out(cycle, years, attribution.outcome, most)
    if not _is_finite(compensated):
        return Compensation(most, growth, asymptotic, (), None)
    shares = tuple(
        CompensatedShare(near.cause_id, near.kind, Ends(band(near.share), band(other.share)))
        for near, other in zip(attribution.shares, compensated.shares, strict=True)
    )
    return Compensation(most, growth, asymptotic, shares, Ends(band(attribution.total), band(compensated.total)))


def _is_finite(attribution: Attribution) -> bool:
    return all(np.isfinite(values).all() for values in (attribution.total, *(one.share for one in attribution.shares)))


def _share_out(cycle: Cycle, years: int, outcome: Outcome, compensated: float) -> Attribution:
    return share_out(
        removable_causes(cycle),
        outcome,
        lambda removed: outcome_in_ln(remove_compensated(cycle, removed, compensated), years, outcome),
        cycle.draws.generator("attribution", cycle.structure.migrant_id, "compensated"),
        most_exact=_MOST_EXACT,
        budget=_MOST_SETS,
        where=f"migrant {cycle.structure.migrant_id}",
    )


def remove_compensated(cycle: Cycle, removed: Collection[str], compensated: float) -> Cycle:
    """Return the cycle when causes are taken away and a share of what they took is lost all the same.

    Parameters
    ----------
    cycle : Cycle
        The annual cycle.
    removed : collection of str
        Causes taken away, invaders only where they are alien.
    compensated : float
        Share κ of the loss, 0 (as if there were no compensation) to 1 (removal brings nothing).

    Notes
    -----
    Where a cause leaves the share f of a rate, its removal takes that share to 1 - κ · (1 - f) instead of 1. Mortality
    is additive at κ = 0 and completely compensatory at κ = 1, the two hypotheses of [BurnhamAnderson1984]_; what lies
    between is partial compensation [Peron2013]_. It holds for every rate, since breeding success may stand as fecundity
    or as a transition. Today's rates stay as they are. What a cause brings is dampened alike. Immigration of hybrids,
    and other prey of a predator, go with their cause.
    """
    left = (_left_of(action, compensated) if action.cause_id in removed else action for action in cycle.causes)
    return replace(cycle, causes=tuple(left))


def _left_of(action: Action, compensated: float) -> Action:
    """Return what is left of the action of a removed cause."""
    if action.rate in _NO_RATES:
        return replace(action, relative_abundance=np.where(action.alien, 0.0, action.relative_abundance))
    return replace(action, share_exposed=np.where(action.alien, compensated, 1.0) * action.share_exposed)
