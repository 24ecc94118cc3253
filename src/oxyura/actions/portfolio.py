"""The best portfolio of measures under a budget, by evaluating every set that can be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from oxyura.actions.appraisal import Appraisal
from oxyura.actions.cautions import warn_of_choice, warn_of_offers, warn_of_releases
from oxyura.actions.choice import PricedSet, find_frontier, next_best
from oxyura.actions.doing import read_reach
from oxyura.actions.drawn_sets import compare_by_draw
from oxyura.actions.evaluation import MigrantGains
from oxyura.actions.measures import Catalogue, Measure, money_of, read_catalogue
from oxyura.actions.results import Gain, NotTaken, PlanWarning, PortfolioResult
from oxyura.actions.sets import Set, affordable, list_sets, with_required
from oxyura.annual_cycle.cycle import Cycle
from oxyura.schema.errors import LimitError
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Budget, Settings
from oxyura.schema.table import TableSet

MOST_SETS = 2**15

# Up to so many sets in all, the frontier goes on beyond the budget.
MOST_FRONTIER_SETS = 2**10

_ALTERNATIVES = 5
_PROGRESS_SETS = 100


def choose_portfolio(
    tables: TableSet,
    settings: Settings,
    cycles: Mapping[str, Cycle],
    *,
    progress: Callable[[str], None] | None = None,
) -> PortfolioResult:
    """Choose the best set of measures under the budget of a study.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks, fitted parameters in place.
    settings : Settings
        Horizon, budget, objective.
    cycles : mapping of str to Cycle
        The annual cycle of every migrant of tier `full`, read from the same tables with the same draws.
    progress : callable, optional
        Called with a short sentence now and then while the sets are evaluated.

    Returns
    -------
    PortfolioResult
        Without a budget nothing is chosen, and the frontier says what each budget would bring.

    Raises
    ------
    InputError
        The budget is in another currency or price year than a measure; measures require each other in a circle; a
        number of a measure is out of its range.
    LimitError
        More than 2¹⁵ sets can be taken.

    Notes
    -----
    The objective is Σ weight · E[ln growth after - ln growth now] over the migrants, or of ln λ where the study asks
    for it. The expectation is over draws and over the outcomes of the measures. Of sets that are equally good the
    cheapest is chosen, then the smallest, then the first by name.
    """
    catalogue = read_catalogue(tables)
    money = money_of(tables["measures"], catalogue.offers, settings.budget)
    gain: Gain = settings.objective.outcome or "ln_growth"
    gains = _read_gains(tables, settings, cycles if catalogue.offers else {}, gain, catalogue.offers)
    offers = _that_matter(catalogue.offers, gains)
    idle = tuple(measure for measure in catalogue.offers if measure not in offers) if cycles else ()
    result = PortfolioResult(
        on_offer=tuple(measure.measure_id for measure in sorted(offers, key=lambda one: one.row)),
        gain=gain,
        chosen=None,
        note="",
        frontier=(),
        frontier_end=None,
        alternatives=(),
        evaluated=0,
        warnings=tuple(warn_of_offers(tables, catalogue, idle, settings.horizon_years)),
    )
    obstacle = _why_nothing(catalogue, offers, cycles, money)
    if obstacle is not None:
        warnings = result.warnings if obstacle.code == "no_measures" else (*result.warnings, obstacle)
        return replace(result, note=obstacle.message, warnings=warnings)
    draws = next(iter(cycles.values())).draws
    appraisal = Appraisal(offers, gains, draws, settings.horizon_years)
    sets, end = _sets_to_evaluate(appraisal, settings.budget)
    priced = list(_price(sets, appraisal, progress or (lambda sentence: None)))
    result = replace(
        result,
        frontier=tuple(appraisal.point(one) for one in find_frontier(priced)),
        frontier_end=end,
        evaluated=len(priced),
    )
    if settings.budget is None:
        return _without_budget(tables, appraisal, priced, result)
    return _under_budget(tables, appraisal, priced, result, catalogue, idle, settings.budget)


def _read_gains(
    tables: TableSet, settings: Settings, cycles: Mapping[str, Cycle], gain: Gain, offers: Sequence[Measure]
) -> dict[str, MigrantGains]:
    table = tables["migrants"]
    weights = dict(zip(table.words("migrant_id"), table.numbers("weight", 1.0), strict=True))
    return {
        migrant: MigrantGains(
            read_reach(tables, cycle, settings.horizon_years, offers), gain, float(weights[migrant]), offers
        )
        for migrant, cycle in cycles.items()
    }


def _that_matter(offers: Sequence[Measure], gains: Mapping[str, MigrantGains]) -> tuple[Measure, ...]:
    """Return the measures that change something for a migrant, and those that such measures require."""
    touching: frozenset[str] = frozenset().union(*(one.touching for one in gains.values()))
    needed: set[int] = set()
    for measure, required in zip(offers, with_required(offers), strict=True):
        if measure.measure_id in touching:
            needed |= required
    return tuple(measure for position, measure in enumerate(offers) if position in needed)


def _why_nothing(
    catalogue: Catalogue, offers: Sequence[Measure], cycles: Mapping[str, Cycle], money: tuple[str, int] | None
) -> PlanWarning | None:
    """Return why nothing can be weighed up, or None."""
    if not catalogue.offers:
        return PlanWarning("no_measures", "measures", sentence("No measure is on offer."))
    if not cycles:
        return PlanWarning(
            "no_full_tier",
            "measures",
            sentence("No migrant has an annual cycle (tier full), so what measures would bring cannot be computed."),
        )
    if not offers:
        nothing = sentence("No measure on offer acts on anything of known size in a model.")
        return PlanWarning("nothing_to_weigh", "measures", nothing)
    if money is None:
        return PlanWarning(
            "currencies_mixed",
            "measures",
            sentence("Measures are priced in different currencies or price years, so their costs cannot be added."),
        )
    return None


def _sets_to_evaluate(appraisal: Appraisal, budget: Budget | None) -> tuple[list[Set], float | None]:
    """Return the sets, and the budget up to which they are all there (None: all of them).

    Raises
    ------
    LimitError
        There are more than 2¹⁵.
    """
    amount = None if budget is None else budget.amount
    everything = list_sets(appraisal.offers, appraisal.costs, None, MOST_SETS if amount is None else MOST_FRONTIER_SETS)
    if everything is not None:
        return everything, None
    within = None if amount is None else list_sets(appraisal.offers, appraisal.costs, amount, MOST_SETS)
    if within is None:
        raise LimitError(
            f"The {len(appraisal.offers)} measures on offer can be taken together in more than {MOST_SETS:,} ways.",
            where="measures",
            remedy="Join measures that belong together into one, say with excludes which rule each other out, or lower "
            "the budget.",
        )
    return within, amount


def _price(sets: Sequence[Set], appraisal: Appraisal, say: Callable[[str], None]) -> Iterator[PricedSet]:
    for number, chosen in enumerate(sets):
        if number % _PROGRESS_SETS == 0:
            say(f"Weighing up {len(sets):,} sets of measures, {number:,} done")
        yield appraisal.price(chosen)


def _without_budget(
    tables: TableSet, appraisal: Appraisal, priced: Sequence[PricedSet], result: PortfolioResult
) -> PortfolioResult:
    warning = PlanWarning(
        "no_budget",
        "study.toml",
        sentence("No budget is given: nothing is chosen, and the frontier shows what each would bring."),
    )
    plans = find_frontier(priced)
    releases = [found for plan in plans for found in warn_of_releases(tables, appraisal.measures(plan.chosen))]
    warnings = dict.fromkeys([*result.warnings, warning, *releases])
    return replace(result, note=warning.message, warnings=tuple(warnings))


def _under_budget(
    tables: TableSet,
    appraisal: Appraisal,
    priced: Sequence[PricedSet],
    result: PortfolioResult,
    catalogue: Catalogue,
    idle: Sequence[Measure],
    budget: Budget,
) -> PortfolioResult:
    within = [one for one in priced if affordable(one.cost, budget.amount)]
    best = find_frontier(within)[-1]
    not_weighed = [NotTaken(measure.measure_id, "changes_nothing", 0.0) for measure in idle]
    not_weighed += [NotTaken(name, "requirement_failed", None, (other,)) for name, other in catalogue.barred.items()]
    chosen = appraisal.describe(best, not_weighed, budget)
    measures = appraisal.measures(best.chosen)
    warnings = [*warn_of_choice(chosen, measures, len(within), budget), *warn_of_releases(tables, measures)]
    return replace(
        result,
        chosen=chosen,
        alternatives=tuple(
            appraisal.alternative(best, other) for other in next_best(within, best, appraisal.offers, _ALTERNATIVES)
        ),
        warnings=tuple(dict.fromkeys([*result.warnings, *warnings])),
        drawn=compare_by_draw(appraisal, within, best),
    )
