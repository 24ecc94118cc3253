"""Who could pay: windows of funders held against the measures of the run, what money buys, and what remains."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oxyura.policy.funding import Costed, Funder, FundingMatch, match_funders, read_funders
from oxyura.publish.brief_text import clean
from oxyura.publish.documents.document import Block, Document, Paragraph, Section, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.report_parts import Record, bullets, by_study, cell, endings_of, question, runs_of
from oxyura.publish.documents.wording import bound, code, joined, linked, named, paragraph, phrase, plain, say
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.result_folder import OutputFile
from oxyura.publish.summary import to_bytes
from oxyura.study.assessment import Assessment
from oxyura.study.reporting_facts import cost_measures

FUNDING_FILE = "funding.json"
PORTFOLIO = "portfolio"
_FUNDERS = "tables/funders.csv"


@dataclass(frozen=True)
class Funding:
    """What a run says about money.

    Parameters
    ----------
    on : str
        The day on which windows are open or closed, YYYY-MM-DD.
    measures : tuple of Costed
        Measures on offer; those chosen first.
    chosen : tuple of str
        measure_ids of the portfolio.
    gains : mapping of str to float
        What the portfolio loses without each of its measures, in the unit of the objective.
    matches : tuple of FundingMatch
    funders : tuple of Funder
    """

    on: str
    measures: tuple[Costed, ...]
    chosen: tuple[str, ...]
    gains: Mapping[str, float]
    matches: tuple[FundingMatch, ...]
    funders: tuple[Funder, ...]

    def gain_per_million(self, measure: Costed) -> float | None:
        """Return what a million units of money of a chosen measure buy; None where that cannot be told."""
        gain = self.gains.get(measure.measure_id)
        return None if gain is None or measure.cost <= 0 else gain / measure.cost * 1e6


def read_funding(assessment: Assessment) -> Funding:
    """Hold the funders of a study against the measures of its run."""
    plan = assessment.plan
    chosen = () if plan.chosen is None else plan.chosen.measures
    costed = sorted(cost_measures(assessment), key=lambda measure: measure.measure_id not in chosen)
    gains = {} if plan.chosen is None else {row.measure_id: row.loss_if_dropped for row in plan.chosen.why_in}
    funders = read_funders(assessment.study.tables["funders"])
    on = assessment.study.settings.date or ""
    return Funding(on, tuple(costed), chosen, gains, match_funders(funders, costed, on), funders)


def write_funding(record: Record) -> OutputFile:
    """Return `funding.json`: costs, gains per million, and every window held against every measure."""
    funding = read_funding(record.assessment)
    said: dict[str, Any] = {
        "date": funding.on,
        "objective": record.assessment.plan.gain,
        "measures": {
            measure.measure_id: {
                "cost": measure.cost,
                "currency": measure.currency,
                "price_year": measure.price_year,
                "chosen": measure.measure_id in funding.chosen,
                "gain": _finite(funding.gains.get(measure.measure_id)),
                "gain_per_million": _finite(funding.gain_per_million(measure)),
            }
            for measure in funding.measures
        },
        "matches": [
            {
                "funder": match.funder.funder_id,
                "measure": match.measure.measure_id,
                "answer": match.answer,
                "pays": match.pays,
                "remains": match.remains,
                "conditions": [
                    {"name": each.name, "holds": each.holds, "reason": str(each.reason)} for each in match.conditions
                ],
            }
            for match in funding.matches
        ],
    }
    return OutputFile(
        f"{record.folder}{FUNDING_FILE}",
        to_bytes(said),
        "application/json",
        "Measures with their cost, and which funder could pay them",
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def funding_document(records: Sequence[Record], party_name: str, words: Translation) -> Document:
    """Return who could pay for the measures of the runs; numbers point into `funding.json` beside it."""
    found = [read_funding(record.assessment) for record in records]
    dates = [each.on for each in found if each.on]
    return Document(
        words.gettext("Invasive alien species: who could pay"),
        words.term("country", party_name) if party_name else words.gettext("All Parties of the study"),
        words.language,
        (
            Section(
                "buys",
                words.gettext("What money buys"),
                by_study(records, "buys", [tuple(_buys(*pair)) for pair in zip(records, found, strict=True)]),
            ),
            Section(
                "windows",
                words.gettext("Which window could pay for which measure"),
                by_study(records, "windows", [tuple(_windows(*pair)) for pair in zip(records, found, strict=True)]),
            ),
            Section(
                "remains",
                words.gettext("What remains to be found"),
                by_study(records, "remains", [tuple(_remains(*pair)) for pair in zip(records, found, strict=True)]),
            ),
            *endings_of(records),
        ),
        runs_of(records),
        landscape=True,
        date=max(dates, default=""),
    )


def _buys(record: Record, funding: Funding) -> Iterator[Block]:
    words, plan = record.words, record.assessment.plan
    if not funding.measures:
        yield plain(words.gettext("No measure is on offer, so there is nothing to pay for."))
        return
    single = sum(migrant.population is not None for migrant in record.assessment.migrants) == 1
    yield Table(
        words.gettext("Measures on offer and what they cost"),
        tuple(words.gettext(text) for text in ("Measure", "Cost", "Chosen", "Gain per million")),
        tuple(_measure_row(measure, funding, words, single=single) for measure in funding.measures),
        (34, 28, 12, 26),
        captioned=False,
        row_headings=True,
    )
    unit = (
        words.gettext("change of growth per year")
        if single
        else words.gettext("units of the objective, over several populations")
    )
    if plan.chosen is not None and plan.chosen.measures:
        yield say(
            words,
            "Gain per million: what the plan loses without the measure (%(unit)s), for each million of its currency. "
            "It holds for the whole measure: half the money does not buy half of it.",
            tone="quiet",
            unit=unit,
        )
    else:
        yield plain(words.gettext("The run chooses no measure, so what money buys cannot be told."), tone="caution")


def _measure_row(
    measure: Costed, funding: Funding, words: Translation, *, single: bool
) -> tuple[tuple[Paragraph, ...], ...]:
    place = (FUNDING_FILE, "measures", measure.measure_id)
    chosen, rate = measure.measure_id in funding.chosen, funding.gain_per_million(measure)
    gain: tuple[Paragraph, ...] = cell(words.gettext("not chosen"))
    if chosen:
        gain = cell(words.gettext("cannot be told"))
    if rate is not None:
        shown = words.gain(rate, signed=True) if single else words.significant(rate)
        gain = cell(bound(shown, make_pointer(*place, "gain_per_million")))
    return (
        cell(named(measure_name(measure.measure_id))),
        cell(
            phrase(
                words,
                "%(cost)s %(currency)s, prices of %(year)s",
                cost=bound(words.exact(measure.cost), make_pointer(*place, "cost")),
                currency=code(measure.currency),
                year=bound(str(measure.price_year), make_pointer(*place, "price_year")),
            )
        ),
        cell(words.gettext("yes") if chosen else words.gettext("no")),
        gain,
    )


def _windows(record: Record, funding: Funding) -> Iterator[Block]:
    words = record.words
    if not funding.funders:
        yield question(
            words.gettext("Which funders are open to this country, until when, and for how much? The study names none.")
        )
        return
    yield bullets(_window(record, funder) for funder in funding.funders)
    rows = tuple(
        _match_row(record, position, match)
        for position, match in enumerate(funding.matches)
        if match.measure.measure_id in funding.chosen or not funding.chosen
    )
    if rows:
        yield Table(
            words.gettext("Windows held against measures"),
            tuple(words.gettext(text) for text in ("Measure", "Funder", "Could it pay?", "Why", "It pays", "Remains")),
            rows,
            (18, 18, 12, 28, 12, 12),
            captioned=False,
            row_headings=True,
        )


def _window(record: Record, funder: Funder) -> Paragraph:
    words = record.words
    parts: list[tuple[Span, ...]] = []
    if funder.ceiling is not None:
        amount = bound(words.exact(funder.ceiling), make_pointer(_FUNDERS, funder.funder_id, "ceiling"))
        currency = code(funder.currency) if funder.currency else Span(words.gettext("of no stated currency"))
        parts.append(phrase(words, "up to %(amount)s %(currency)s", amount=amount, currency=currency))
    if funder.deadline:
        parts.append(phrase(words, "until %(day)s", day=code(words.date(funder.deadline))))
    title = clean(funder.name) + (f", {clean(funder.window)}" if funder.window else "")
    said = joined(words, parts) or (Span(words.gettext("neither amount nor deadline is stated")),)
    link = linked(funder.url, funder.url) if funder.url else ""
    source = record.labels.source(funder.source_id)
    cited = named(source.citation) if source else Span(words.gettext("No source is given."))
    return say(
        words,
        "%(funder)s: %(terms)s. %(source)s %(link)s",
        funder=named(title, strong=True),
        terms=said,
        source=cited,
        link=link,
    )


def _match_row(record: Record, position: int, match: FundingMatch) -> tuple[tuple[Paragraph, ...], ...]:
    words = record.words
    answers = {
        "all": words.gettext("all of it"),
        "part": words.gettext("part of it"),
        "no": words.gettext("no"),
        "cannot_be_told": words.gettext("cannot be told"),
    }
    why = [each for each in match.conditions if each.holds != "yes"] or list(match.conditions)
    place = (FUNDING_FILE, "matches", position)

    def money(value: float | None, key: str) -> tuple[Paragraph, ...]:
        return cell("–" if value is None else bound(words.exact(value), make_pointer(*place, key)))

    return (
        cell(named(measure_name(match.measure.measure_id))),
        cell(named(clean(match.funder.name))),
        cell(answers[match.answer]),
        tuple(paragraph(code(clean(words.tell(each.reason)))) for each in why),
        money(match.pays, "pays"),
        money(match.remains, "remains"),
    )


def _remains(record: Record, funding: Funding) -> Iterator[Block]:
    words = record.words
    if not funding.chosen:
        yield plain(words.gettext("The run chooses no measure, so nothing remains to be found."))
        return
    for name in funding.chosen:
        positions = [
            position
            for position, match in enumerate(funding.matches)
            if match.measure.measure_id == name and match.pays is not None and match.answer != "no"
        ]
        measure = next((one for one in funding.measures if one.measure_id == name), None)
        if measure is None:
            continue
        currency = code(measure.currency)
        if not positions:
            cost = bound(words.exact(measure.cost), make_pointer(FUNDING_FILE, "measures", name, "cost"))
            yield say(
                words,
                "%(measure)s: no window here is known to pay for it, so all of %(cost)s %(currency)s remains.",
                measure=named(measure_name(name), strong=True),
                cost=cost,
                currency=currency,
            )
            continue
        best = max(positions, key=lambda position: funding.matches[position].pays or 0.0)
        yield say(
            words,
            "%(measure)s: with %(funder)s alone, %(remains)s %(currency)s remains.",
            measure=named(measure_name(name), strong=True),
            funder=named(clean(funding.matches[best].funder.name)),
            remains=bound(
                words.exact(funding.matches[best].remains), make_pointer(FUNDING_FILE, "matches", best, "remains")
            ),
            currency=currency,
        )
    yield plain(
        words.gettext(
            "Whether funders pay together is not stated, so their amounts are not added up; nothing is converted."
        ),
        tone="quiet",
    )
