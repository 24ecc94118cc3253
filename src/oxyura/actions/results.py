"""The answer about measures: the chosen portfolio, the frontier over budgets, what comes next and what to mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.intervals import Band

Floats = NDArray[np.float64]
Gain = Literal["ln_growth", "ln_lambda"]
WhyOut = Literal["adds_nothing", "costs_too_much", "excluded", "changes_nothing", "requirement_failed", "switched_off"]


@dataclass(frozen=True)
class Cost:
    """The cost of measures together, in one currency and the prices of one year.

    Parameters
    ----------
    value : float
        Sum of the costs in the table; this is what a budget must hold.
    low, high : float
        Central 95 % of the draws; equal to the value where no cost has limits.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class MigrantAfter:
    """What becomes of one migrant after a portfolio; bands pool draws and outcomes.

    Parameters
    ----------
    migrant_id : str
    gain : float
        Expected change of the objective's unit, before the migrant's weight.
    gain_band : Band
        The same, over draws and outcomes.
    growth_after : Band
        Growth per year over the horizon.
    lambda_after : Band
        λ of the last year.
    abundance_after : Band
        Counted individuals at the horizon.
    trajectory_after : tuple of Band
        Counted individuals at each census, today first.
    outcomes : {'exact', 'sampled'}
        Whether every outcome of the measures was projected, or one for each draw.
    purity_after : Band or None
        Share of pure individuals at the horizon; None without hybridisation, and where nobody is left.
    spread_after : tuple of tuple of float
        Counted individuals at each census at 10, 25, 75 and 90 % of draws and outcomes.
    """

    migrant_id: str
    gain: float
    gain_band: Band
    growth_after: Band
    lambda_after: Band
    abundance_after: Band
    trajectory_after: tuple[Band, ...]
    outcomes: Literal["exact", "sampled"]
    purity_after: Band | None = None
    spread_after: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class WhyIn:
    """What a measure of the portfolio brings: the objective less that of the portfolio without it.

    `dropped` names what goes with it, because it requires the measure.
    """

    measure_id: str
    loss_if_dropped: float
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class NotTaken:
    """Why a measure on offer is not in the portfolio.

    Parameters
    ----------
    measure_id : str
    reason : str
        `adds_nothing`: there is money for it, and with it the objective is not higher. `costs_too_much`: the money left
        does not pay for it. `excluded`: it cannot be taken together with the portfolio. `changes_nothing`: it acts on
        nothing that the models of the migrants know the size of. `requirement_failed`: it requires a measure that has
        been taken without success so far. `switched_off`: it, or a measure that it requires, was to be left out.
    gain_if_added : float or None
        Change of the objective if it were taken as well, with `others`, whatever that costs; None where it cannot be.
    others : tuple of str
        Measures that it requires and that are not in the portfolio either; those that exclude it; those that failed.
    """

    measure_id: str
    reason: WhyOut
    gain_if_added: float | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Portfolio:
    """The best set of measures under the budget.

    Parameters
    ----------
    measures : tuple of str
        In the order of the study; none where nothing that can be afforded is worth taking.
    cost : Cost
    currency : str
    price_year : int
    objective : float
        Σ weight · E[gain] over migrants of tier `full`.
    bound : float
        Upper bound of the objective over all sets under the budget: equal to it, for every set has been evaluated.
    gap : float
        Bound less objective: 0.
    over_budget : float
        Share of the draws in which the portfolio costs more than the budget.
    migrants : mapping of str to MigrantAfter
        Every migrant of tier `full`.
    why_in : tuple of WhyIn
    not_taken : tuple of NotTaken
    """

    measures: tuple[str, ...]
    cost: Cost
    currency: str
    price_year: int
    objective: float
    bound: float
    gap: float
    over_budget: float
    migrants: Mapping[str, MigrantAfter]
    why_in: tuple[WhyIn, ...]
    not_taken: tuple[NotTaken, ...]


@dataclass(frozen=True)
class FrontierPoint:
    """From this budget on, this set is the best."""

    budget: float
    measures: tuple[str, ...]
    cost: Cost
    objective: float


@dataclass(frozen=True)
class Alternative:
    """A next best set under the budget: what it leaves out of the portfolio and takes instead.

    `difference` is its objective less that of the portfolio.
    """

    measures: tuple[str, ...]
    cost: Cost
    objective: float
    difference: float
    left_out: tuple[str, ...]
    instead: tuple[str, ...]


@dataclass(frozen=True)
class PlanWarning:
    """Something a reader of the plan must know: a stable code, the place, a plain sentence."""

    code: str
    where: str
    message: str


@dataclass(frozen=True)
class DrawnSets:
    """Sets of measures under the budget with their objective in every draw.

    Parameters
    ----------
    sets : tuple of tuple of str
        Measures by name; the chosen set first, then by objective.
    gains : array, shape (sets, draws)
        The objective, the mean over what may come of the measures in the draw.
    complete : bool
        Whether every set under the budget is here; else only the best, and values of information are lower bounds.
    exact : bool
        Whether every outcome of the measures was projected. Where a sample was, luck, which no study can foretell, is
        in `gains`, and the value of knowing everything is too high.
    """

    sets: tuple[tuple[str, ...], ...]
    gains: Floats
    complete: bool
    exact: bool


@dataclass(frozen=True)
class PortfolioResult:
    """Everything that is said about measures.

    Parameters
    ----------
    on_offer : tuple of str
        Measures that were weighed up.
    gain : {'ln_growth', 'ln_lambda'}
        What the objective adds up.
    chosen : Portfolio or None
        None without a budget, and where nothing can be weighed up.
    note : str
        Why nothing is chosen; empty where something is.
    frontier : tuple of FrontierPoint
        From no money on, each point better than the one before; empty where nothing can be weighed up.
    frontier_end : float or None
        Budget up to which the frontier is known; None: up to all the money that could be spent.
    alternatives : tuple of Alternative
        The next best sets, best first.
    evaluated : int
        Number of sets evaluated.
    warnings : tuple of PlanWarning
    drawn : DrawnSets or None
        The best sets under the budget draw by draw; None at point values, where nothing is chosen, and where that was
        not asked for.
    forced_in : tuple of str
        Measures that every set had to hold, with what they require; in the order of the study.
    switched_off : tuple of str
        Measures that no set was to hold, with what requires them.
    """

    on_offer: tuple[str, ...]
    gain: Gain
    chosen: Portfolio | None
    note: str
    frontier: tuple[FrontierPoint, ...]
    frontier_end: float | None
    alternatives: tuple[Alternative, ...]
    evaluated: int
    warnings: tuple[PlanWarning, ...]
    drawn: DrawnSets | None = field(default=None, compare=False)
    forced_in: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetOutcome:
    """What comes of a set of measures that somebody put together.

    Parameters
    ----------
    measures : tuple of str
        In the order of the study.
    brought : tuple of str
        Those of them that were not named, and are required by one that was.
    cost : Cost or None
        None where the measures are priced in different currencies or price years.
    currency : str
    price_year : int or None
    gain : {'ln_growth', 'ln_lambda'}
        What the objective adds up.
    objective : float
        Σ weight · E[gain] over migrants of tier `full`.
    before, after : mapping of str to MigrantAfter
        What becomes of every migrant of tier `full` without measures on offer, and after the set.
    why_in : tuple of WhyIn
        What each measure brings, negative where the set is better without it.
    warnings : tuple of PlanWarning
    """

    measures: tuple[str, ...]
    brought: tuple[str, ...]
    cost: Cost | None
    currency: str
    price_year: int | None
    gain: Gain
    objective: float
    before: Mapping[str, MigrantAfter]
    after: Mapping[str, MigrantAfter]
    why_in: tuple[WhyIn, ...]
    warnings: tuple[PlanWarning, ...]
