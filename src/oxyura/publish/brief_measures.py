"""What can be done about an invader at some sites, and what it costs, from the study's measures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from oxyura.publish.brief_text import clean, shorten
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.study.assessment import Assessment

_WIDEST_NAME = 30


@dataclass(frozen=True)
class Action:
    """One thing to do, or that was done.

    Parameters
    ----------
    what : str
        The measure in words.
    state : str
        Whether it is chosen, on offer, under way or history; empty where there is nothing to say.
    cost : str
        Cost once; empty where there is none to pay.
    cost_details : tuple of str
        Running cost, year of the prices.
    """

    what: str
    state: str = ""
    cost: str = ""
    cost_details: tuple[str, ...] = ()


def actions_against(
    assessment: Assessment, invader_id: str, sites: Collection[str], words: Translation
) -> tuple[Action, ...]:
    """Return what the study offers against one invader at some sites, chosen measures first.

    Parameters
    ----------
    assessment : Assessment
    invader_id : str
    sites : collection of str
        Where; a measure without a site acts at every one.
    words : Translation

    Returns
    -------
    tuple of Action
        The first, how many more there are, and what failed before. Without anything on offer: what was done last.
        Empty where the study has no measure on that invader at these sites.
    """
    chosen = chosen_measures(assessment)
    rows = [
        row
        for row in assessment.study.tables["measures"].records()
        if invader_id in _names(row["invader_ids"]) and (row["site_id"] is None or row["site_id"] in sites)
    ]
    offers = [row for row in rows if row["outcome"] is None]
    history = [row for row in rows if row["outcome"] is not None]
    if not offers:
        return tuple(_history(row, words) for row in history[-1:])
    if chosen is not None:
        offers.sort(key=lambda row: str(row["measure_id"]) not in chosen)
    n_chosen = 0 if chosen is None else sum(str(row["measure_id"]) in chosen for row in offers)
    actions = [_offer(offers[0], chosen, words)]
    if n_chosen > 1:
        more = n_chosen - 1
        actions.append(
            Action("", words.say_count("and %(number)s more chosen", "and %(number)s more chosen", more, number=more))
        )
    elif len(offers) > 1 and not n_chosen:
        more = len(offers) - 1
        actions.append(
            Action(
                "", words.say_count("and %(number)s more on offer", "and %(number)s more on offer", more, number=more)
            )
        )
    failed = [row for row in history if row["outcome"] == "failed"]
    if failed:
        actions.append(Action("", words.say("tried before: %(outcome)s", outcome=_outcome(failed[-1], words))))
    return tuple(actions)


def chosen_measures(assessment: Assessment) -> frozenset[str] | None:
    """Return the measures of the plan; None where none could be chosen."""
    chosen = assessment.plan.chosen
    return None if chosen is None else frozenset(chosen.measures)


def _offer(row: Mapping[str, object], chosen: frozenset[str] | None, words: Translation) -> Action:
    state = words.gettext("on offer")
    if chosen is not None:
        is_chosen = str(row["measure_id"]) in chosen
        state = words.gettext("chosen") if is_chosen else words.gettext("on offer, not chosen")
    success = row["success_probability"]
    if isinstance(success, float):
        state += ", " + words.say("success %(share)s", share=words.percent(success))
    cost, details = _cost(row, words)
    return Action(_name(row, words), state, cost, details)


def _cost(row: Mapping[str, object], words: Translation) -> tuple[str, tuple[str, ...]]:
    currency = clean(str(row["currency"] or ""))
    once, yearly, year = row["cost"], row["cost_per_year"], row["price_year"]
    details = []
    if isinstance(yearly, float) and yearly > 0:
        details.append(words.say("and %(money)s a year", money=words.money(yearly, currency)))
    if isinstance(year, float):
        details.append(words.say("prices of %(year)s", year=f"{year:.0f}"))
    return words.money(once, currency) if isinstance(once, float) else "", tuple(details)


def _history(row: Mapping[str, object], words: Translation) -> Action:
    return Action(_name(row, words), _outcome(row, words))


def _outcome(row: Mapping[str, object], words: Translation) -> str:
    if row["outcome"] == "pending":
        return words.gettext("under way, outcome not known")
    outcome, year = words.term("outcome", str(row["outcome"])), row["outcome_year"]
    return f"{outcome}, {year:.0f}" if isinstance(year, float) else outcome


def _name(row: Mapping[str, object], words: Translation) -> str:
    kind = words.term("measure", str(row["kind"]))
    named = shorten(clean(measure_name(str(row["measure_id"]))), _WIDEST_NAME)
    return words.say("%(kind)s: %(name)s", kind=kind[:1].upper() + kind[1:], name=named)


def _names(cell: object) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()
