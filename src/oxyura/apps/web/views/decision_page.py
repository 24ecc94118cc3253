"""What the page of a decision shows: the budget, the measures, why each is in or out, what comes of it, what else."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.actions.results import NotTaken, WhyIn
from oxyura.apps.web.views.decision_choice import MEASURE_FIELD, Choice, frontier
from oxyura.apps.web.views.decision_table import AfterFacts, DecisionTable, SetFacts
from oxyura.apps.web.views.figures import Figure, limits_in_words
from oxyura.apps.web.views.frontier_drawing import Shown, draw_frontier
from oxyura.apps.web.views.growth_view import PlacedFigure
from oxyura.apps.web.views.invader_page import MeasureView
from oxyura.apps.web.views.migrant_page import MigrantPage
from oxyura.apps.web.views.study_pages import StudyPages
from oxyura.publish.interval_axis import Axis, build_axis
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import gain_words, measure_name, priced, reason_out
from oxyura.schema.intervals import Band

_STEPS = 100


@dataclass(frozen=True)
class Slider:
    """The budget as a control: from nothing to `most` in steps; `said` is the budget in words."""

    most: float
    step: float
    value: float
    exact: str
    said: str


@dataclass(frozen=True)
class Switch:
    """A measure that can be switched, with why it is in or out and what hangs on it."""

    field: str
    is_on: bool
    measure: MeasureView
    why: str
    brings: str
    brings_more: str


@dataclass(frozen=True)
class After:
    """What the set does to a population."""

    migrant: MigrantPage
    rows: tuple[PlacedFigure, ...]
    gain: Figure
    animals: Figure
    animals_now: Figure
    sampled: bool


@dataclass(frozen=True)
class OtherSet:
    """Another set: what it is, what it costs and brings, how it differs, and the query that shows it."""

    names: str
    cost: str
    gain: str
    difference: str
    query: tuple[tuple[str, str], ...]
    is_shown: bool


@dataclass(frozen=True)
class DecisionView:
    """Everything that the page shows of a decision."""

    slider: Slider
    drawing: Markup
    headline: str
    said: str
    cost: Figure
    gain: Figure | None
    against_best: str
    clashes: tuple[str, ...]
    switches: tuple[Switch, ...]
    never: tuple[Switch, ...]
    axis: Axis | None
    after: tuple[After, ...]
    points: tuple[OtherSet, ...]
    alternatives: tuple[OtherSet, ...]


class DecisionWriter:
    """Puts a choice into words.

    Parameters
    ----------
    table : DecisionTable
    pages : StudyPages
        Of the study, in the language of the page.
    words : Translation
    """

    def __init__(self, table: DecisionTable, pages: StudyPages, words: Translation) -> None:
        self._table, self._pages, self._words = table, pages, words
        self._measures = {one.measure_id: one for one in pages.measures}
        nothing = table.find(())
        self._now = {} if nothing is None else {one.migrant_id: one for one in nothing.after}
        self._single = len(self._now) == 1
        self._sources = tuple(sorted({number for one in pages.measures for number in _sources(one)}))

    def write(self, choice: Choice) -> DecisionView:
        """Return what the page shows of a choice."""
        table, words = self._table, self._words
        points, chosen = frontier(table), choice.chosen
        most = self._most(points, choice)
        shown = Shown(
            choice.budget,
            None if chosen is None else chosen.cost.value,
            None if chosen is None else chosen.objective,
            chosen is not None and frozenset(chosen.measures) == frozenset(choice.best.measures),
        )
        size = math.expm1 if self._single else float
        show = words.signed_percent if self._single else words.significant
        axis, after = self._after(chosen)
        return DecisionView(
            slider=self._slider(choice.budget, most),
            drawing=draw_frontier(
                points, shown, most, size, show, words.say("budget, %(currency)s", currency=table.currency), words
            ),
            headline=self._headline(choice),
            said=self._said(choice),
            cost=self._cost(choice),
            gain=None if chosen is None else self._gain(chosen),
            against_best=self._against_best(choice),
            clashes=tuple(self._clash(one.measure_id, one.other, one.lacks) for one in choice.clashes),
            switches=self._switches(choice),
            never=self._never(choice),
            axis=axis,
            after=after,
            points=tuple(self._other(one, None, choice, by_budget=True) for one in points),
            alternatives=tuple(self._other(one, choice.best, choice) for one in choice.alternatives),
        )

    def _most(self, points: Sequence[SetFacts], choice: Choice) -> float:
        costs = [one.cost.value for one in self._table.sets]
        return max(*costs, points[-1].cost.value, choice.budget, self._table.budget or 0.0) * 1.04 or 1.0

    def _slider(self, budget: float, most: float) -> Slider:
        step = 10.0 ** math.floor(math.log10(most / _STEPS))
        most = math.ceil(most / step) * step
        said = priced(budget, self._table.currency, self._table.price_year, self._words)
        return Slider(most, step, math.ceil(round(budget / step, 6)) * step, f"{budget:g}", said)

    def _headline(self, choice: Choice) -> str:
        words = self._words
        names = self._names(choice.measures)
        if choice.by_hand:
            return words.say("By hand: %(measures)s", measures=names)
        within = priced(choice.budget, self._table.currency, self._table.price_year, words)
        if not self._table.complete:
            return words.say("Best known within %(budget)s: %(measures)s", budget=within, measures=names)
        return words.say("Best within %(budget)s: %(measures)s", budget=within, measures=names)

    def _said(self, choice: Choice) -> str:
        words = self._words
        if choice.clashes:
            return words.gettext("These measures cannot be taken together.")
        if choice.chosen is None:
            return words.gettext("What these measures would bring has not been computed yet.")
        return words.say(
            "It costs %(cost)s and brings %(gain)s.",
            cost=words.money(choice.chosen.cost.value, self._table.currency),
            gain=gain_words(choice.chosen.objective, words, single=self._single),
        )

    def _names(self, measures: Sequence[str]) -> str:
        return self._words.joined([measure_name(name) for name in measures]) or self._words.gettext("nothing")

    def _clash(self, measure: str, other: str, lacks: bool) -> str:
        words, names = self._words, {"measure": measure_name(measure), "other": measure_name(other)}
        if lacks:
            return words.say("%(measure)s requires %(other)s: switch it on as well.", **names)
        return words.say("%(measure)s and %(other)s exclude each other: switch one of them off.", **names)

    def _cost(self, choice: Choice) -> Figure:
        words, table = self._words, self._table
        if choice.chosen is None:
            value = math.fsum(one.cost for one in table.offers if one.measure_id in choice.measures)
            cost = Band(value, value, value)
        else:
            given = choice.chosen.cost
            cost = Band(given.value, given.low, given.high)
        return Figure(
            words.money(cost.median, table.currency),
            words.gettext("Cost of these measures together"),
            words.say("prices of %(year)s", year=table.price_year),
            limits_in_words(cost, words.significant, words),
            words.gettext("Added up from the tables of the study."),
            self._sources,
        )

    def _gain(self, chosen: SetFacts) -> Figure:
        words = self._words
        return Figure(
            gain_words(chosen.objective, words, single=self._single),
            words.gettext("Expected gain of these measures together"),
            "" if self._single else words.gettext("ln units a year, weighted over the populations"),
            "",
            self._how(),
            self._sources,
        )

    def _how(self) -> str:
        run, words = self._pages.run, self._words
        years = words.exact(run.horizon_years)
        if run.draws == 1:
            return words.say("Computed from point values over %(years)s years.", years=years)
        return words.say(
            "Computed: over %(draws)s draws and over success and failure of the measures, over %(years)s years.",
            draws=words.exact(run.draws),
            years=years,
        )

    def _against_best(self, choice: Choice) -> str:
        words, difference = self._words, choice.difference
        parts = []
        if choice.over_budget and choice.chosen is not None:
            more = words.money(choice.chosen.cost.value - choice.budget, self._table.currency)
            parts.append(words.say("It costs %(money)s more than the budget.", money=more))
        if choice.by_hand and difference is not None:
            if difference < -1e-12:
                less = gain_words(difference, words, single=self._single)
                parts.append(
                    words.say(
                        "The best within the budget is %(measures)s; against it this set changes the gain by %(gain)s.",
                        measures=self._names(choice.best.measures),
                        gain=less,
                    )
                )
            elif not choice.over_budget and self._table.complete:
                parts.append(words.gettext("Nothing better can be had within the budget."))
            elif not choice.over_budget:
                parts.append(
                    words.gettext("Nothing better is known within the budget; not every set has been computed.")
                )
        return " ".join(parts)

    def _switches(self, choice: Choice) -> tuple[Switch, ...]:
        why_in = {one.measure_id: one for one in choice.why_in}
        why_out = {one.measure_id: one for one in choice.why_out}
        found = []
        for offer in self._table.offers:
            name, is_on = offer.measure_id, offer.measure_id in choice.measures
            if name not in self._measures:
                continue
            why, brings, more = "", "", ""
            if name in why_in:
                why, brings, more = self._in(why_in[name], choice)
            elif name in why_out:
                why, brings = self._out(why_out[name], choice)
            found.append(Switch(MEASURE_FIELD + name, is_on, self._measures[name], why, brings, more))
        return tuple(found)

    def _never(self, choice: Choice) -> tuple[Switch, ...]:
        return tuple(
            Switch("", False, self._measures[one.measure_id], reason_out(one, self._words), "", "")
            for one in self._table.never
            if one.measure_id in self._measures
        )

    def _in(self, row: WhyIn, choice: Choice) -> tuple[str, str, str]:
        words = self._words
        if math.isnan(row.loss_if_dropped):
            return words.gettext("in: what it brings has not been computed yet"), "", ""
        brings = gain_words(row.loss_if_dropped, words, single=self._single)
        if row.loss_if_dropped > 1e-12:
            why = words.gettext("in: without it the gain would be smaller")
        elif row.loss_if_dropped < -1e-12:
            why = words.gettext("switched on, and the gain would be larger without it")
        else:
            why = words.gettext("switched on, and it adds nothing")
        more = ""
        if row.dropped:
            more = words.say("with %(measures)s, which requires it", measures=self._names(row.dropped))
        return why, brings, more

    def _out(self, row: NotTaken, choice: Choice) -> tuple[str, str]:
        words = self._words
        brings = "" if row.gain_if_added is None else gain_words(row.gain_if_added, words, single=self._single)
        if row.reason == "costs_too_much" and row.gain_if_added is None:
            return words.gettext("out: what it would bring has not been computed yet"), ""
        if row.reason == "adds_nothing" and row.gain_if_added is not None and row.gain_if_added > 1e-12:
            return words.gettext("affordable, and the gain would be larger with it"), brings
        return reason_out(row, words), brings

    def _after(self, chosen: SetFacts | None) -> tuple[Axis | None, tuple[After, ...]]:
        words = self._words
        if chosen is None or not chosen.after:
            return None, ()
        pairs = [(self._now[one.migrant_id], one) for one in chosen.after if one.migrant_id in self._now]
        axis = build_axis((_change(one.growth) for pair in pairs for one in pair), words.signed_percent)
        found = []
        for now, then in pairs:
            migrant = self._pages.migrant(then.migrant_id)
            if migrant is not None:
                found.append(self._one_after(migrant, now, then, axis))
        return axis, tuple(found)

    def _one_after(self, migrant: MigrantPage, now: AfterFacts, then: AfterFacts, axis: Axis) -> After:
        words = self._words

        def figure(band: Band, show: Callable[[float], str], what: str, unit: str) -> Figure:
            return Figure(show(band.median), what, unit, limits_in_words(band, show, words), self._how(), self._sources)

        yearly = words.gettext("a year")
        years = words.say("animals after %(years)s years", years=words.exact(self._pages.run.horizon_years))
        rows = [(words.gettext("as things are"), "now", now)]
        rows.append((words.gettext("after these measures"), "after", then))
        return After(
            migrant,
            tuple(
                PlacedFigure(
                    name,
                    css,
                    figure(one.growth, words.yearly, words.say("Growth, %(course)s", course=name), yearly),
                    axis.place(_change(one.growth)),
                )
                for name, css, one in rows
            ),
            figure(
                Band(then.gain, then.gain_band.low, then.gain_band.high),
                words.signed_gain,
                words.gettext("Expected gain in growth"),
                yearly,
            ),
            figure(then.abundance, words.significant, words.gettext("Animals after these measures"), years),
            figure(now.abundance, words.significant, words.gettext("Animals as things are"), years),
            then.sampled,
        )

    def _other(self, one: SetFacts, best: SetFacts | None, choice: Choice, *, by_budget: bool = False) -> OtherSet:
        words, budget = self._words, one.cost.value if by_budget else choice.budget
        query = [("budget", f"{budget:.17g}")]
        if not by_budget:
            query += [("by", "hand"), *((MEASURE_FIELD + name, "1") for name in one.measures)]
        difference = ""
        if best is not None:
            difference = gain_words(one.objective - best.objective, words, single=self._single)
        return OtherSet(
            self._names(one.measures),
            words.money(one.cost.value, self._table.currency),
            gain_words(one.objective, words, single=self._single),
            difference,
            tuple(query),
            frozenset(one.measures) == frozenset(choice.measures),
        )


def _sources(measure: MeasureView) -> tuple[int, ...]:
    return () if measure.line.source is None else (measure.line.source.number,)


def _change(growth: Band) -> Band:
    return Band(growth.median - 1, growth.low - 1, growth.high - 1)
