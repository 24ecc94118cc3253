"""Who could pay for what: windows of funders held against measures, with nothing converted between currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.answers import Link, all_of
from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table, number_of, text_of

CouldPay = Literal["all", "part", "no", "cannot_be_told"]


@dataclass(frozen=True)
class Funder:
    """A row of `funders`."""

    funder_id: str
    name: str
    window: str
    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    ceiling: float | None
    currency: str | None
    deadline: str | None
    url: str | None
    source_id: str | None


@dataclass(frozen=True)
class Costed:
    """A measure, or several, with what it costs.

    Parameters
    ----------
    measure_id, kind : str
    countries : tuple of str
        Of its sites; empty where no site, or no country of it, is given.
    cost : float
        Over its whole duration.
    currency : str
    price_year : int
    """

    measure_id: str
    kind: str
    countries: tuple[str, ...]
    cost: float
    currency: str
    price_year: int


@dataclass(frozen=True)
class FundingMatch:
    """One funder and one measure.

    Parameters
    ----------
    funder : Funder
    measure : Costed
    answer : {'all', 'part', 'no', 'cannot_be_told'}
        What of the cost the funder could pay.
    conditions : tuple of Link
        What has to hold for it to pay: country, kind, deadline, currency, ceiling.
    pays, remains : float or None
        In the currency of the measure; None unless the answer is ``all`` or ``part``.
    """

    funder: Funder
    measure: Costed
    answer: CouldPay
    conditions: tuple[Link, ...]
    pays: float | None
    remains: float | None


def read_funders(table: Table) -> tuple[Funder, ...]:
    """Return the windows of funders, in the order of the table."""

    def words(cell: object) -> tuple[str, ...]:
        return cell if isinstance(cell, tuple) else ()

    return tuple(
        Funder(
            str(row["funder_id"]),
            str(row["name"]),
            text_of(row["window"]) or "",
            words(row["eligible_countries"]),
            tuple(word.casefold() for word in words(row["measure_kinds"])),
            number_of(row["ceiling"]),
            text_of(row["currency"]),
            text_of(row["deadline"]),
            text_of(row["url"]),
            text_of(row["source_id"]),
        )
        for row in table.records()
    )


def match_funders(funders: Sequence[Funder], measures: Sequence[Costed], on: str) -> tuple[FundingMatch, ...]:
    """Hold every window against every measure, on a day.

    Parameters
    ----------
    funders : sequence of Funder
    measures : sequence of Costed
    on : str
        YYYY-MM-DD; a window whose last day is earlier is closed.

    Notes
    -----
    Amounts in other currencies are never converted: such a window answers ``cannot_be_told``. Prices of another year
    are not brought up to date either.
    """
    return tuple(_match(funder, measure, on) for measure in measures for funder in funders)


def _match(funder: Funder, measure: Costed, on: str) -> FundingMatch:
    gates = (_country(funder, measure), _kind(funder, measure), _deadline(funder, on))
    amounts = (_currency(funder, measure), _ceiling(funder))
    conditions = (*gates, *amounts)
    if any(gate.holds == "no" for gate in gates):
        return FundingMatch(funder, measure, "no", conditions, None, None)
    if all_of(condition.holds for condition in conditions) != "yes" or funder.ceiling is None:
        return FundingMatch(funder, measure, "cannot_be_told", conditions, None, None)
    pays = min(funder.ceiling, measure.cost)
    answer: CouldPay = "all" if pays >= measure.cost else "part" if pays > 0 else "no"
    return FundingMatch(funder, measure, answer, conditions, pays, measure.cost - pays)


def _country(funder: Funder, measure: Costed) -> Link:
    if not funder.countries:
        return Link("country", "unknown", sentence("which countries may ask is not stated"))
    if not measure.countries:
        return Link("country", "unknown", sentence("the country of the measure is not stated"))
    places = {place for country in measure.countries for place in (country, country[:2])}
    if places.intersection(funder.countries):
        return Link("country", "yes", sentence("the country may ask"))
    return Link(
        "country", "no", sentence("%(country)s is not among the countries that may ask", country=measure.countries)
    )


def _kind(funder: Funder, measure: Costed) -> Link:
    if not funder.kinds or measure.kind in funder.kinds:
        return Link("kind", "yes", sentence("it pays for this kind of measure"))
    return Link("kind", "no", sentence("it does not pay for this kind of measure"))


def _deadline(funder: Funder, on: str) -> Link:
    if funder.deadline is None:
        return Link("deadline", "unknown", sentence("the last day for proposals is not stated"))
    if funder.deadline < on:
        return Link("deadline", "no", sentence("the last day for proposals, %(day)s, is past", day=funder.deadline))
    return Link("deadline", "yes", sentence("proposals are taken until %(day)s", day=funder.deadline))


def _currency(funder: Funder, measure: Costed) -> Link:
    if funder.currency is None:
        return Link("currency", "unknown", sentence("the window has no currency, so its amount says nothing"))
    if funder.currency != measure.currency:
        return Link(
            "currency",
            "unknown",
            sentence(
                "it pays in %(theirs)s and the measure costs %(ours)s: nothing is converted",
                theirs=funder.currency,
                ours=measure.currency,
            ),
        )
    return Link("currency", "yes", sentence("the currency is the same"))


def _ceiling(funder: Funder) -> Link:
    if funder.ceiling is None:
        return Link("ceiling", "unknown", sentence("the most that it gives is not stated"))
    return Link("ceiling", "yes", sentence("the most that it gives is stated"))


def best_windows(matches: Sequence[FundingMatch]) -> Mapping[str, FundingMatch]:
    """Return, by measure_id, the window that would pay most; only windows of which that can be told."""
    found: dict[str, FundingMatch] = {}
    for match in matches:
        if match.pays is None:
            continue
        best = found.get(match.measure.measure_id)
        if best is None or (best.pays or 0.0) < match.pays:
            found[match.measure.measure_id] = match
    return found
