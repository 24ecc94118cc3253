"""The measures of a study, ready to be asked again and again: under any budget, with measures forced in and out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from oxyura.actions.appraisal import Appraisal
from oxyura.actions.candidates import not_weighed, read_gains, that_matter, why_nothing
from oxyura.actions.cautions import warn_of_choice, warn_of_offers, warn_of_releases, warn_of_set
from oxyura.actions.choice import PricedSet, find_frontier, next_best
from oxyura.actions.drawn_sets import compare_by_draw
from oxyura.actions.measures import Catalogue, Measure, money_of, read_catalogue
from oxyura.actions.pricing import price_sets, sets_to_price
from oxyura.actions.requests import Request, read_request
from oxyura.actions.results import FrontierPoint, Gain, NotTaken, PlanWarning, PortfolioResult, SetOutcome
from oxyura.actions.sets import Set, affordable, list_sets, set_cost
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import Figure, count_sentence, sentence
from oxyura.schema.settings import Budget, Settings
from oxyura.schema.table import TableSet

_ALTERNATIVES = 5


@dataclass(frozen=True)
class OnOffer:
    """What competes in a study where nobody asks for anything else.

    Parameters
    ----------
    measures : tuple of Measure
        Those that change something, and what they require; what one requires comes before it.
    costs : tuple of float
        Of each of them, over the horizon.
    not_weighed : tuple of NotTaken
        The others on offer.
    currency : str
    price_year : int
    """

    measures: tuple[Measure, ...]
    costs: tuple[float, ...]
    not_weighed: tuple[NotTaken, ...]
    currency: str
    price_year: int


@dataclass(frozen=True)
class _Field:
    """What competes under one request: of the catalogue what is switched on, and of that what is weighed up."""

    request: Request
    catalogue: Catalogue
    weighed: tuple[Measure, ...]
    idle: tuple[Measure, ...]


class PlanDesk:
    """What the measures of a study bring, kept between questions.

    Nothing that depends neither on a budget nor on a set is read twice, and no set is weighed up, or described, twice.
    One thread at a time may ask.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks, fitted parameters in place.
    settings : Settings
        Horizon, objective, and seed and number of draws where there is no cycle.
    cycles : mapping of str to Cycle
        The annual cycle of every migrant of tier `full`, read from the same tables with the same draws.

    Raises
    ------
    InputError
        Measures require each other in a circle; a number of a measure is out of its range.
    """

    def __init__(self, tables: TableSet, settings: Settings, cycles: Mapping[str, Cycle]) -> None:
        self._tables, self._cycles, self._horizon = tables, cycles, settings.horizon_years
        self._catalogue = read_catalogue(tables)
        self._gain: Gain = settings.objective.outcome or "ln_growth"
        offers = self._catalogue.offers
        self._gains = read_gains(tables, settings, cycles if offers else {}, self._gain, offers)
        draws = next((cycle.draws for cycle in cycles.values()), Draws(settings.seed, settings.draws))
        self._appraisal = Appraisal(offers, self._gains, draws, self._horizon)
        self._position = {measure.measure_id: at for at, measure in enumerate(offers)}

    def choose(
        self,
        budget: Budget | None,
        *,
        include: Collection[str] = (),
        exclude: Collection[str] = (),
        by_draw: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> PortfolioResult:
        """Choose the best set of measures under a budget.

        Parameters
        ----------
        budget : Budget, optional
            Without one nothing is chosen, and the frontier says what each would bring.
        include, exclude : collection of str
            Measures that every set holds, with what they require, and those that none does, with what requires them.
        by_draw : bool
            Compare the best sets draw by draw, which values of information need.
        progress : callable, optional
            Called with a short sentence now and then while sets are evaluated.

        Raises
        ------
        InputError
            The budget is in another currency or price year than a measure that is switched on; a measure that is asked
            for cannot be taken, contradicts another or is not affordable.
        LimitError
            More than 2¹⁵ sets can be taken.
        """
        field = self._field(include, exclude)
        money = money_of(self._tables["measures"], field.catalogue.offers, budget)
        result = self._nothing_yet(field)
        obstacle = why_nothing(field.catalogue.offers, field.weighed, self._cycles, money)
        if obstacle is not None:
            warnings = result.warnings if obstacle.code == "no_measures" else (*result.warnings, obstacle)
            return replace(result, note=obstacle.message, warnings=warnings)
        forced = self._positions(field.request.forced_in)
        self._refuse_costly(forced, budget)
        among = [self._position[measure.measure_id] for measure in field.weighed]
        sets, end = sets_to_price(self._appraisal, budget, forced, among)
        priced = price_sets(sets, self._appraisal, progress or (lambda sentence: None))
        result = replace(
            result,
            frontier=tuple(self._appraisal.point(one) for one in find_frontier(priced)),
            frontier_end=end,
            evaluated=len(priced),
        )
        if budget is None:
            result = self._without_budget(priced, result)
        else:
            result = self._under_budget(priced, result, field, budget, by_draw=by_draw)
        for gains in self._gains.values():
            gains.forget_rows()
        return result

    def on_offer(self, budget: Budget | None) -> OnOffer | None:
        """Return what competes where nobody asks for anything else; None where nothing can be weighed up.

        Raises
        ------
        InputError
            The budget is in another currency or price year than a measure.
        """
        field = self._field((), ())
        money = money_of(self._tables["measures"], self._catalogue.offers, budget)
        if money is None or why_nothing(self._catalogue.offers, field.weighed, self._cycles, money) is not None:
            return None
        costs = tuple(self._appraisal.costs[self._position[one.measure_id]] for one in field.weighed)
        return OnOffer(field.weighed, costs, not_weighed(self._catalogue, field.idle), *money)

    def list_sets(self, most: int) -> tuple[tuple[str, ...], ...] | None:
        """Return every set of what competes that can be taken, the smallest first; None where there are more."""
        among = self._positions([one.measure_id for one in self._field((), ()).weighed])
        found = list_sets(self._appraisal.offers, self._appraisal.costs, None, most, among=among)
        return None if found is None else tuple(self._appraisal.names(chosen) for chosen in found)

    def price(self, measures: Collection[str]) -> FrontierPoint:
        """Return what a set, with what it requires, costs and is worth; raises as `evaluate`."""
        request = read_request(self._tables["measures"], self._catalogue, include=measures)
        return self._appraisal.point(self._appraisal.price(self._positions(request.forced_in)))

    def evaluate(self, measures: Collection[str]) -> SetOutcome:
        """Return what comes of one set of measures, whatever it costs and whether or not it is a good one.

        Parameters
        ----------
        measures : collection of str
            What they require comes with them.

        Raises
        ------
        InputError
            A measure does not exist or cannot be taken, or two of them exclude each other.
        """
        table = self._tables["measures"]
        request = read_request(table, self._catalogue, include=measures)
        chosen = self._positions(request.forced_in)
        taken, priced = self._appraisal.measures(chosen), self._appraisal.price(chosen)
        money = money_of(table, taken or self._catalogue.offers, None)
        obstacle = why_nothing(self._catalogue.offers, taken or self._catalogue.offers, self._cycles, money or ("", 0))
        idle = [one for one in taken if one not in that_matter(taken, self._gains)] if self._cycles else []
        after = self._appraisal.after(chosen)
        mixed = sentence("Measures are priced in different currencies or price years, so their costs cannot be added.")
        warnings = [
            *warn_of_offers(self._tables, Catalogue(taken, (), {}), idle, self._horizon),
            *([] if obstacle is None else [obstacle]),
            *([] if money or not taken else [PlanWarning("currencies_mixed", "measures", mixed)]),
            *warn_of_set(after.values(), taken),
            *warn_of_releases(self._tables, taken),
        ]
        return SetOutcome(
            measures=self._appraisal.names(chosen),
            brought=self._names(request.forced_in.difference(measures)),
            cost=self._appraisal.cost(chosen) if money or not taken else None,
            currency=money[0] if money else "",
            price_year=money[1] if money else None,
            gain=self._gain,
            objective=priced.objective,
            before=self._appraisal.after(()),
            after=after,
            why_in=self._appraisal.why_in(priced),
            warnings=tuple(dict.fromkeys(warnings)),
        )

    def _field(self, include: Collection[str], exclude: Collection[str]) -> _Field:
        request = read_request(self._tables["measures"], self._catalogue, include, exclude)
        off = request.switched_off
        on = tuple(measure for measure in self._catalogue.offers if measure.measure_id not in off)
        barred = {name: other for name, other in self._catalogue.barred.items() if name not in off}
        mattering = that_matter(on, self._gains)
        weighed = tuple(one for one in on if one in mattering or one.measure_id in request.forced_in)
        idle = tuple(one for one in on if one not in mattering)
        return _Field(request, replace(self._catalogue, offers=on, barred=barred), weighed, idle)

    def _nothing_yet(self, field: _Field) -> PortfolioResult:
        """Return an answer that says what competes, and nothing of what is best."""
        idle = field.idle if self._cycles else ()
        return PortfolioResult(
            on_offer=_in_order(field.weighed),
            gain=self._gain,
            chosen=None,
            note="",
            frontier=(),
            frontier_end=None,
            alternatives=(),
            evaluated=0,
            warnings=tuple(warn_of_offers(self._tables, field.catalogue, idle, self._horizon)),
            forced_in=self._names(field.request.forced_in),
            switched_off=self._names(field.request.switched_off),
        )

    def _refuse_costly(self, forced: Set, budget: Budget | None) -> None:
        """Raise InputError where what is forced into the plan costs more than the budget."""
        cost = set_cost(self._appraisal.costs, forced)
        if budget is None or affordable(cost, budget.amount):
            return
        names = self._appraisal.names(forced)
        raise InputError(
            count_sentence(
                "%(measures)s costs %(cost)s %(currency)s, more than the budget of %(budget)s.",
                "%(measures)s cost %(cost)s %(currency)s, more than the budget of %(budget)s.",
                len(names),
                measures=tuple(names),
                cost=Figure(f"{cost:,.2f}"),
                currency=budget.currency,
                budget=Figure(f"{budget.amount:,.2f}"),
            ),
            where="include",
            remedy=sentence(
                "Raise the budget to %(cost)s or more, or force fewer measures into the plan.",
                cost=Figure(f"{cost:,.2f}"),
            ),
        )

    def _without_budget(self, priced: Sequence[PricedSet], result: PortfolioResult) -> PortfolioResult:
        warning = PlanWarning(
            "no_budget",
            "study.toml",
            sentence("No budget is given: nothing is chosen, and the frontier shows what each would bring."),
        )
        plans = find_frontier(priced)
        taken = [self._appraisal.measures(plan.chosen) for plan in plans]
        releases = [found for measures in taken for found in warn_of_releases(self._tables, measures)]
        warnings = dict.fromkeys([*result.warnings, warning, *releases])
        return replace(result, note=warning.message, warnings=tuple(warnings))

    def _under_budget(
        self, priced: Sequence[PricedSet], result: PortfolioResult, field: _Field, budget: Budget, *, by_draw: bool
    ) -> PortfolioResult:
        appraisal = self._appraisal
        within = [one for one in priced if affordable(one.cost, budget.amount)]
        best = find_frontier(within)[-1]
        idle = [measure for measure in field.idle if measure not in field.weighed]
        chosen = appraisal.describe(best, not_weighed(field.catalogue, idle), budget, field.request.switched_off)
        measures = appraisal.measures(best.chosen)
        warnings = [*warn_of_choice(chosen, measures, len(within), budget), *warn_of_releases(self._tables, measures)]
        others = next_best(within, best, appraisal.offers, _ALTERNATIVES, self._positions(field.request.forced_in))
        return replace(
            result,
            chosen=chosen,
            alternatives=tuple(appraisal.alternative(best, other) for other in others),
            warnings=tuple(dict.fromkeys([*result.warnings, *warnings])),
            drawn=compare_by_draw(appraisal, within, best) if by_draw else None,
        )

    def _positions(self, names: Collection[str]) -> Set:
        return tuple(sorted(self._position[name] for name in names))

    def _names(self, names: Collection[str]) -> tuple[str, ...]:
        """Return measures in the order of the study."""
        return tuple(name for name in self._tables["measures"].words("measure_id") if name in names)


def _in_order(measures: Collection[Measure]) -> tuple[str, ...]:
    return tuple(measure.measure_id for measure in sorted(measures, key=lambda one: one.row))
