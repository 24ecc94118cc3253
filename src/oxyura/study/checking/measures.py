"""Measures: which can be taken together, what they act on, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table
from oxyura.study.checking.findings import Finding, find, number_text, word_text
from oxyura.study.checking.index import StudyIndex

_OF_INVADERS = ("prevent", "detect", "eradicate", "contain", "control")
_WHERE_INVADERS_ARE = ("eradicate", "control")
_BY_REDUCTION = ("control", "protect")
_BY_SIDE_EFFECT = ("restore", "reinforce")


def find_circular_requirements(index: StudyIndex) -> Iterator[Finding]:
    """Find measures that require each other in a circle."""
    table = index["measures"]
    requires = _lists(table, "requires")
    places = dict(zip(reversed(table.words("measure_id")), range(len(table) - 1, -1, -1), strict=True))
    for circle in _circles(requires):
        if len(circle) == 1:
            message = sentence("'%(circle)s' requires itself.", circle=circle[0])
        else:
            message = sentence("The measures %(circle)s require each other in a circle.", circle=word_text(circle))
        at = min(places[name] for name in circle)
        yield find("requires_circle", table, message, at=at, column="requires", value=";".join(circle))


def _lists(table: Table, column: str) -> dict[str, tuple[str, ...]]:
    return dict(zip(table.words("measure_id"), table.lists(column), strict=True))


def _circles(requires: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Yield the groups of measures each of which leads back to itself, by Tarjan's algorithm without recursion."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in sorted(requires):
        if root in number:
            continue
        walk = [(root, iter(requires[root]))]
        number[root] = lowest[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while walk:
            name, following = walk[-1]
            for other in following:
                if other not in requires:
                    continue
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    walk.append((other, iter(requires[other])))
                    break
                if other in on_stack:
                    lowest[name] = min(lowest[name], number[other])
            else:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    circle = [stack.pop()]
                    while circle[-1] != name:
                        circle.append(stack.pop())
                    on_stack.difference_update(circle)
                    if len(circle) > 1 or name in requires[name]:
                        yield sorted(circle)


def find_contradictions(index: StudyIndex) -> Iterator[Finding]:
    """Find measures that exclude themselves, or what they require."""
    table = index["measures"]
    requires, excludes = _lists(table, "requires"), _lists(table, "excludes")
    for at, name in enumerate(table.words("measure_id")):
        if name in table.lists("excludes")[at]:
            yield find(
                "excludes_itself",
                table,
                sentence("'%(name)s' excludes itself.", name=name),
                at=at,
                column="excludes",
                value=name,
            )
        both = {
            other
            for other in requires[name]
            if other != name and (other in excludes[name] or name in excludes.get(other, ()))
        }
        if both:
            message = sentence(
                "'%(name)s' requires %(both)s and excludes it too: it can never be taken.",
                name=name,
                both=word_text(both),
            )
            yield find("requires_and_excludes", table, message, at=at, column="requires")


def _on_offer(table: Table) -> Iterator[int]:
    """Yield the measures that can still be taken: those without an outcome."""
    return (at for at, outcome in enumerate(table.columns["outcome"]) if outcome is None)


def find_measures_without_target(index: StudyIndex) -> Iterator[Finding]:
    """Find measures that name nothing to act on, and those that would do nothing."""
    table = index["measures"]
    with_side_effect = index.ids("measure_effects")
    with_trend = set(index["invader_trends"].texts("measure_id"))
    reduction = table.numbers("reduction")
    offered = set(_on_offer(table))
    for at, (name, kind) in enumerate(zip(table.words("measure_id"), table.words("kind"), strict=True)):
        for kinds, column in ((_OF_INVADERS, "invader_ids"), (("protect",), "pressure_ids")):
            if kind in kinds and not table.columns[column][at]:
                message = sentence("A measure of the kind %(kind)s must name its %(column)s.", kind=kind, column=column)
                yield find("measure_without_target", table, message, at=at, column=column)
        if at in offered and kind in _BY_REDUCTION and not reduction[at] > 0 and name not in with_trend:
            message = sentence(
                "'%(name)s' has no reduction, so a measure of the kind %(kind)s changes nothing.", name=name, kind=kind
            )
            yield find("measure_without_effect", table, message, at=at, column="reduction")
        if at in offered and kind in _BY_SIDE_EFFECT and name not in with_side_effect:
            message = sentence(
                "'%(name)s' has no row in measure_effects, so a measure of the kind %(kind)s changes nothing.",
                name=name,
                kind=kind,
            )
            yield find("measure_without_effect", table, message, at=at, column="measure_id")


def find_measures_on_absent_invaders(index: StudyIndex) -> Iterator[Finding]:
    """Find measures on offer against an invader that is not at their site."""
    table = index["measures"]
    for at in _on_offer(table):
        site, kind = table.columns["site_id"][at], table.columns["kind"][at]
        if kind not in _WHERE_INVADERS_ARE:
            continue
        for invader in dict.fromkeys(table.columns["invader_ids"][at]):
            if invader not in index.ids("invaders"):
                continue
            statuses = index.statuses.get(invader, {})
            found = {statuses[site]} if site in statuses else set() if site else set(statuses.values())
            if "present" in found:
                continue
            where = sentence("at '%(site)s'", site=site) if site else sentence("at any site")
            if "not_surveyed" in found:
                message = sentence(
                    "Whether '%(invader)s' is %(where)s has not been surveyed.", invader=invader, where=where
                )
                yield find(
                    "measure_on_unsurveyed_invader",
                    table,
                    message,
                    at=at,
                    column="invader_ids",
                    value=invader,
                )
            else:
                known = sentence("says %(found)s", found=word_text(found)) if found else sentence("has no row")
                message = sentence(
                    "'%(invader)s' is not present %(where)s (presences %(known)s).",
                    invader=invader,
                    where=where,
                    known=known,
                )
                yield find("measure_on_absent_invader", table, message, at=at, column="invader_ids", value=invader)


def find_other_money(index: StudyIndex) -> Iterator[Finding]:
    """Find measures on offer in another currency, or the prices of another year, than the budget."""
    table = index["measures"]
    offered = list(_on_offer(table))
    currencies, years = table.columns["currency"], table.numbers("price_year")
    budget = index.settings.budget if index.settings is not None else None
    if budget is None:
        kinds = {
            sentence("%(currencies)s of %(years)s", currencies=currencies[at], years=number_text(years[at]))
            for at in offered
        }
        if len(kinds) > 1:
            message = sentence("Measures are priced in %(kinds)s: their costs cannot be added.", kinds=word_text(kinds))
            yield find("currencies_mixed", table, message, at=offered[0], column="currency", value="")
        return
    for at in offered:
        if currencies[at] != budget.currency:
            message = sentence(
                "The cost is in %(currencies)s, the budget in %(currency)s.",
                currencies=currencies[at],
                currency=budget.currency,
            )
            yield find("currency_differs", table, message, at=at, column="currency")
        if years[at] != budget.price_year:
            message = sentence(
                "The cost is in prices of %(years)s, the budget in those of %(price_year)s.",
                years=number_text(years[at]),
                price_year=budget.price_year,
            )
            yield find("price_year_differs", table, message, at=at, column="price_year")


def find_outcome_years_without_outcome(index: StudyIndex) -> Iterator[Finding]:
    """Find years of an outcome that is not given."""
    table = index["measures"]
    for at in _on_offer(table):
        if not np.isnan(table.numbers("outcome_year")[at]):
            message = "outcome_year is given but outcome is empty."
            yield find("outcome_year_without_outcome", table, message, at=at, column="outcome_year")


def find_interactions_with_itself(index: StudyIndex) -> Iterator[Finding]:
    """Find invaders that are said to act on their own abundance."""
    table = index["interactions"]
    columns = (table.words("invader_id"), table.words("other_invader_id"))
    for at, (invader, other) in enumerate(zip(*columns, strict=True)):
        if invader == other:
            message = sentence(
                "The row is about what removing '%(invader)s' does to '%(invader)s' itself.", invader=invader
            )
            yield find("interaction_with_itself", table, message, at=at, column="other_invader_id")


RULES = (
    find_circular_requirements,
    find_contradictions,
    find_measures_without_target,
    find_measures_on_absent_invaders,
    find_other_money,
    find_outcome_years_without_outcome,
    find_interactions_with_itself,
)
