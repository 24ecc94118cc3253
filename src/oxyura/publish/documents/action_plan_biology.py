"""The biological assessment of an action plan: what the study knows of a population, and what the form asks beyond."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.policy.action_plan_facts import MigrantFacts
from oxyura.publish.documents.action_plan_words import PlanPage, headed
from oxyura.publish.documents.document import Block, Paragraph, Section, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import (
    bound,
    bound_band,
    code,
    named,
    paragraph,
    phrase,
    plain,
    say,
    say_count,
    tally,
)
from oxyura.publish.labels import listing_of
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.schema.table import number_of, text_of

_MOST_PLACES = 12
_MIGRANTS_FILE = "tables/migrants.csv"


def biology_section(page: PlanPage) -> Section:
    """Return what the study knows of each population, and as questions what the form asks beyond it."""
    words = page.words
    parts = tuple(
        Section(
            f"biology-{one.migrant_id}", headed(page.labels.migrant(one.migrant_id).name), tuple(_biology(page, one))
        )
        for one in page.plan.facts.migrants
    )
    missing = tuple(
        plain(text, tone="question")
        for text in (
            words.gettext("What is its category on the IUCN Red List, and since when?"),
            words.gettext("Which habitats does it need in each stage, and what does it feed on?"),
            words.gettext("Which national plans and laws protect it already, and where?"),
        )
    )
    left_out = tuple(_left_out(page))
    return Section("biology", words.gettext("Biological assessment"), (*left_out, *parts, *(missing if parts else ())))


def _left_out(page: PlanPage) -> Iterator[Block]:
    names = page.plan.facts.left_out
    if names:
        yield say_count(
            page.words,
            "Left out, for neither CMS nor one of its instruments lists it: %(names)s.",
            "Left out, for neither CMS nor one of its instruments lists them: %(names)s.",
            len(names),
            tone="quiet",
            names=page.migrants(names),
        )


def _biology(page: PlanPage, facts: MigrantFacts) -> Iterator[Block]:
    words, name = page.words, facts.migrant_id
    row = next(page.assessment.study.tables["migrants"].matching("migrant_id", name).records())
    lines: list[tuple[str, Paragraph]] = [
        (words.gettext("Scientific name"), paragraph(named(facts.scientific_name, emphasised=True))),
        (words.gettext("Population"), paragraph(named(text_of(row["population"]) or words.gettext("not stated")))),
        (
            words.gettext("Listed"),
            paragraph(code(listing_of(facts.appendix, facts.instruments, words))),
        ),
    ]
    countries = dict.fromkeys(page.plan.facts.countries.get(site) for site in facts.sites)
    placed = [country for country in countries if country is not None]
    if placed:
        where = page.countries(placed, unplaced=None in countries)
        lines.append((words.gettext("Range States, by the sites of the study"), paragraph(where)))
    abundance, year = number_of(row["abundance"]), number_of(row["abundance_year"])
    if abundance is not None:
        size = bound(words.exact(abundance), make_pointer(_MIGRANTS_FILE, name, "abundance"))
        unit = words.term("unit", text_of(row["abundance_unit"]) or "individuals")
        said = phrase(words, "%(size)s %(unit)s", size=size, unit=unit)
        if year is not None:
            when = bound(f"{year:.0f}", make_pointer(_MIGRANTS_FILE, name, "abundance_year"))
            said = phrase(words, "%(size)s (%(year)s)", size=said, year=when)
        lines.append((words.gettext("Numbers"), paragraph(said)))
    observed = number_of(row["observed_growth"])
    if observed is not None:
        change = bound(words.yearly(observed), make_pointer(_MIGRANTS_FILE, name, "observed_growth"))
        lines.append((words.gettext("Observed change a year"), paragraph(change)))
    place = (SUMMARY_FILE, "migrants", name)
    if facts.growth_now is not None:
        now = bound_band(words, facts.growth_now, words.yearly, make_pointer(*place, "growth_now"))
        lines.append((words.gettext("Expected change a year, as things are"), paragraph(now)))
        risk = bound(words.percent(facts.extinction), make_pointer(*place, "quasi_extinction_now", "probability"))
        lines.append((words.gettext("Chance of quasi-extinction within the horizon"), paragraph(risk)))
        pure = page.purity(name)
        if pure is not None:
            share = bound_band(words, pure, words.percent, make_pointer(*place, "purity_at_horizon"))
            lines.append((words.gettext("Share of pure individuals at the horizon, as things are"), paragraph(share)))
    else:
        lines.append(
            (
                words.gettext("Expected change a year, as things are"),
                plain(words.gettext("not told: the study has no annual cycle of it"), tone="question"),
            )
        )
    yield Table(
        words.say("What is known of %(name)s", name=headed(page.labels.migrant(name).name)),
        (words.gettext("What"), words.gettext("Value")),
        tuple(((plain(what),), (value,)) for what, value in lines),
        (38, 62),
        captioned=False,
        row_headings=True,
    )
    yield from _year(page, facts)


def _year(page: PlanPage, facts: MigrantFacts) -> Iterator[Block]:
    """Yield where the population is, stage by stage."""
    words, labels = page.words, page.labels
    table = page.assessment.study.tables["distribution"]
    has_class = any(value is not None for value in table.texts("class"))
    rows = []
    mine = table.matching("migrant_id", facts.migrant_id)
    for stage, site, group, share in zip(
        mine.words("stage"), mine.words("site_id"), mine.texts("class"), mine.numbers("share"), strict=True
    ):
        if share > 0:
            keys = (facts.migrant_id, stage, site, *((group or "",) if has_class else ()))
            pointer = make_pointer("tables/distribution.csv", *keys, "share")
            who = (named(group), Span(": ")) if group else ()
            rows.append(
                (
                    (paragraph(named(labels.stage(stage))),),
                    (paragraph(named(labels.site(site))),),
                    (paragraph(*who, bound(words.percent(share), pointer)),),
                )
            )
    if not rows:
        yield plain(words.gettext("Where is it in each stage of the year? The study does not say."), tone="question")
        return
    yield Table(
        words.say("Where %(name)s is in the year", name=headed(labels.migrant(facts.migrant_id).name)),
        (words.gettext("Stage"), words.gettext("Site"), words.gettext("Share of the population")),
        tuple(rows[:_MOST_PLACES]),
        (34, 42, 24),
    )
    if len(rows) > _MOST_PLACES:
        more = len(rows) - _MOST_PLACES
        yield say(words, "%(more)s more", tone="quiet", more=tally(words, more))
