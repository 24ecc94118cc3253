"""The facts that national reports ask, as blocks: each from the run, and as a question where it is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.policy.convention_reports import Fact
from oxyura.publish.brief_text import clean
from oxyura.publish.documents.document import Block, Paragraph, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.report_parts import (
    Record,
    bullets,
    cell,
    invader_phrase,
    migrant_phrase,
    question,
    sites_phrase,
    weeks_phrase,
)
from oxyura.publish.documents.wording import (
    Phrase,
    bound,
    bound_band,
    code,
    dated,
    joined,
    named,
    paragraph,
    phrase,
    plain,
    say,
    tally,
)
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.study.reporting_facts import MeasureFact, PlacedPair

_MOST_LINES = 12
_MEASURES = "tables/measures.csv"


def answer(fact: Fact, record: Record) -> tuple[Block, ...]:
    """Return what a run says of a fact, with questions for what it does not know."""
    return tuple(_ANSWERS[fact](record))


def _threats(record: Record) -> Iterator[Block]:
    words, facts = record.words, record.facts
    if facts.threats:
        yield Table(
            words.gettext("Invasive alien species that are a threat, and to whom"),
            tuple(
                words.gettext(text)
                for text in ("Invasive alien species", "Migratory population", "When and where", "How", "Verdict")
            ),
            tuple(_threat_row(record, one) for one in facts.threats[:_MOST_LINES]),
            (20, 20, 24, 22, 14),
            captioned=False,
        )
        if len(facts.threats) > _MOST_LINES:
            yield _more(record, len(facts.threats) - _MOST_LINES)
    else:
        yield plain(words.gettext("No invader is shown to be a threat to a population of this study here."))
    yield from _growth(record)
    for one in facts.open_pairs[:_MOST_LINES]:
        yield say(
            words,
            "Does %(invader)s harm %(migrant)s? The evidence does not decide; read with precaution, it is a threat.",
            tone="question",
            invader=invader_phrase(record.labels, one.pair.invader_id),
            migrant=migrant_phrase(record.labels, one.pair.migrant_id),
        )


def _threat_row(record: Record, one: PlacedPair) -> tuple[tuple[Paragraph, ...], ...]:
    words, labels, pair = record.words, record.labels, one.pair
    where = sites_phrase(labels, one.sites or pair.sites)
    weeks = weeks_phrase(record.assessment, pair.migrant_id, pair.stage, words)
    how = named(words.term("mechanism", pair.mechanism)) if pair.mechanism else words.gettext("not stated")
    sizes = [
        say(
            words,
            "%(rate)s: %(size)s",
            rate=named(labels.rate(rate)),
            size=bound_band(
                words,
                size,
                words.signed_percent,
                make_pointer(SUMMARY_FILE, "pairs", one.position, "effect_on_rate", rate),
            ),
        )
        for rate, size in pair.effect_on_rate.items()
    ]
    return (
        cell(invader_phrase(labels, pair.invader_id)),
        cell(migrant_phrase(labels, pair.migrant_id)),
        (paragraph(named(labels.stage(pair.stage))), *((paragraph(weeks),) if weeks else ()), paragraph(where)),
        (paragraph(how), *(sizes or (plain(words.gettext("size not known"), tone="quiet"),))),
        cell(words.term("verdict", pair.judgement.verdict)),
    )


def _growth(record: Record) -> Iterator[Block]:
    words = record.words
    for migrant in record.assessment.migrants:
        population = migrant.population
        if population is None or migrant.migrant_id not in record.facts.listings:
            continue
        place = (SUMMARY_FILE, "migrants", migrant.migrant_id)
        name = migrant_phrase(record.labels, migrant.migrant_id)
        now = bound_band(words, population.now.growth_band, words.yearly, make_pointer(*place, "growth_now"))
        if not population.alien_causes:
            yield say(
                words,
                "Growth of %(migrant)s per year, in the model: %(now)s today. What the invaders take of it is not "
                "known.",
                migrant=name,
                now=now,
            )
            continue
        without = population.scenarios[WITHOUT_INVADERS].growth_band
        yield say(
            words,
            "Growth of %(migrant)s per year, in the model: %(now)s today and %(without)s without the invaders.",
            migrant=name,
            now=now,
            without=bound_band(words, without, words.yearly, make_pointer(*place, "growth_without_invaders")),
        )


def _sites(record: Record) -> Iterator[Block]:
    words, labels, facts = record.words, record.labels, record.facts
    by_site: dict[str, tuple[Span, ...]] = {}
    for each in facts.invaders:
        said = phrase(
            words,
            "%(invader)s: %(status)s",
            invader=named(labels.invader(each.invader_id).name),
            status=labels.presence(each.status),
        )
        before = (*by_site[each.site_id], Span("; ")) if each.site_id in by_site else ()
        by_site[each.site_id] = (*before, *said)
    if by_site:
        yield Table(
            words.gettext("Sites, and the alien species there"),
            (words.gettext("Site"), words.gettext("Alien species")),
            tuple((cell(named(labels.site(site))), cell(said)) for site, said in list(by_site.items())[:_MOST_LINES]),
            (35, 65),
            captioned=False,
            row_headings=True,
        )
        if len(by_site) > _MOST_LINES:
            yield _more(record, len(by_site) - _MOST_LINES)
    else:
        yield plain(words.gettext("The study states no alien species at a site here."))
    yield question(words.gettext("Which other sites of the Party matter, and what is known of alien species there?"))


def _inventory(record: Record) -> Iterator[Block]:
    words, labels = record.words, record.labels
    names = dict.fromkeys(each.invader_id for each in record.facts.invaders)
    if names:
        yield say(
            words,
            "Alien species of this study here: %(species)s.",
            species=joined(words, [invader_phrase(labels, name) for name in names]),
        )
    else:
        yield plain(words.gettext("The study states no alien species at a site here."))
    yield question(
        words.gettext("Is there a national list of alien species, of which date, and how many species does it hold?")
    )


def _pathways(record: Record) -> Iterator[Block]:
    words, labels = record.words, record.labels
    known = {(each.invader_id, each.pathway) for each in record.facts.invaders if each.pathway is not None}
    for invader, pathway in sorted(known):
        yield say(
            words,
            "%(invader)s: %(pathway)s.",
            invader=invader_phrase(labels, invader),
            pathway=words.term("pathway", PATHWAY_TERMS.get(pathway, pathway)),
        )
    unknown = dict.fromkeys(
        each.invader_id for each in record.facts.invaders if each.invader_id not in {invader for invader, _ in known}
    )
    if unknown:
        yield say(
            words,
            "By which pathway did %(species)s come?",
            tone="question",
            species=joined(words, [invader_phrase(labels, name) for name in unknown]),
        )
    if not known and not unknown:
        yield plain(words.gettext("The study states no alien species at a site here."))
    yield question(words.gettext("Which pathways has the Party given priority, and how are they managed?"))


def _establishment(record: Record) -> Iterator[Block]:
    yield question(
        record.words.gettext(
            "How many alien species established in each year? First records alone do not tell it where search has "
            "changed."
        )
    )


def _rules(record: Record) -> Iterator[Block]:
    words = record.words
    if not record.facts.rules:
        yield question(words.gettext("Which laws or lists restrict these alien species? The study names none here."))
        return
    yield Table(
        words.gettext("Rules on the alien species of this study"),
        tuple(words.gettext(text) for text in ("Rule", "Species", "In force from", "It forbids")),
        tuple(
            (
                cell(named(rule.instrument)),
                cell(named(rule.taxon, emphasised=True) if rule.taxon else words.gettext("not stated")),
                cell(dated(words, rule.date) if rule.date else words.gettext("not stated")),
                cell(
                    words.joined([words.term("restriction", word) for word in rule.forbids])
                    or words.gettext("not stated")
                ),
            )
            for rule in record.facts.rules[:_MOST_LINES]
        ),
        (40, 20, 16, 24),
        captioned=False,
    )


def _strategy(record: Record) -> Iterator[Block]:
    yield question(
        record.words.gettext(
            "Does the national biodiversity strategy, or another national plan, address these species, and where?"
        )
    )


def _control(record: Record) -> Iterator[Block]:
    words = record.words
    taken = [one for one in record.facts.measures if one.state in ("done", "under_way")]
    if taken:
        yield bullets(_measure(record, one) for one in taken)
    else:
        yield plain(words.gettext("The study names no measure that has been taken here."))
    yield question(words.gettext("What else has been done, where, by whom, and since when?"))


def _outcome(record: Record) -> Iterator[Block]:
    words = record.words
    taken = [one for one in record.facts.measures if one.outcome is not None]
    if taken:
        yield bullets(_measure(record, one) for one in taken)
    else:
        yield plain(words.gettext("The study knows the outcome of no measure here."))
    yield question(words.gettext("What does monitoring show of the populations since then?"))


def _measure(record: Record, one: MeasureFact) -> Paragraph:
    words, labels = record.words, record.labels
    outcomes = {
        "succeeded": words.gettext("worked"),
        "failed": words.gettext("did not work"),
        "pending": words.gettext("under way, outcome not known"),
    }
    whom = joined(words, [named(labels.invader(name).name) for name in one.invaders])
    values: dict[str, Phrase] = {
        "measure": named(measure_name(one.measure_id)),
        "kind": words.term("measure", one.kind),
        "whom": whom or words.gettext("no species named"),
        "site": named(labels.site(one.site_id)),
    }
    if one.outcome is None:
        return Paragraph(phrase(words, "%(measure)s: %(kind)s, %(whom)s, %(site)s.", **values))
    values["outcome"] = outcomes.get(one.outcome, one.outcome)
    return Paragraph(phrase(words, "%(measure)s: %(kind)s, %(whom)s, %(site)s; %(outcome)s.", **values))


def _planned(record: Record) -> Iterator[Block]:
    words, chosen = record.words, record.assessment.plan.chosen
    proposed = [one for one in record.facts.measures if one.state == "chosen"]
    if chosen is None or not proposed:
        note = record.assessment.plan.note
        yield plain(words.gettext("The run proposes no measure here."))
        if note:
            yield paragraph(Span(clean(words.tell(note))), tone="quiet")
        yield question(words.gettext("Which measures are planned, with which money, and until when?"))
        return
    yield bullets(_measure(record, one) for one in proposed)
    yield say(
        words,
        "Together the measures that the run proposes cost %(cost)s %(currency)s, in prices of %(year)s.",
        cost=bound(words.exact(chosen.cost.value), make_pointer(SUMMARY_FILE, "portfolio", "cost")),
        currency=code(chosen.currency),
        year=bound(str(chosen.price_year), make_pointer(SUMMARY_FILE, "portfolio", "price_year")),
    )
    for migrant, after in chosen.migrants.items():
        if migrant in record.facts.listings:
            place = make_pointer(SUMMARY_FILE, "migrants", migrant, "growth_after_portfolio")
            yield say(
                words,
                "Growth of %(migrant)s per year after them, in the model: %(after)s.",
                migrant=migrant_phrase(record.labels, migrant),
                after=bound_band(words, after.growth_after, words.yearly, place),
            )
    yield question(words.gettext("Are these measures decided, who carries them out, and who pays?"))


def _limits(record: Record) -> Iterator[Block]:
    words, chosen = record.words, record.assessment.plan.chosen
    costly = [row.measure_id for row in chosen.not_taken if row.reason == "costs_too_much"] if chosen else []
    if costly:
        yield say(
            words,
            "The money of the study does not reach: %(measures)s.",
            measures=joined(words, [named(measure_name(name)) for name in costly]),
        )
    yield question(words.gettext("What limits action: law, money, methods, access, consent of people?"))


def _research(record: Record) -> Iterator[Block]:
    words, labels = record.words, record.labels
    gaps = record.assessment.gaps
    if not record.facts.gaps:
        yield plain(words.gettext("The run finds no gap that would change a verdict or a choice."))
    for position in record.facts.gaps[:_MOST_LINES]:
        unknown = gaps[position].unknown
        where = make_pointer(SUMMARY_FILE, "gaps", position)
        yield paragraph(
            Span(clean(labels.tell(unknown.sentence)), pointer=f"{where}/sentence"),
            " ",
            Span(clean(labels.tell(unknown.would_settle)), pointer=f"{where}/would_settle"),
        )
    if len(record.facts.gaps) > _MOST_LINES:
        yield _more(record, len(record.facts.gaps) - _MOST_LINES)
    yield question(words.gettext("Which of this is being studied, and by whom?"))


def _more(record: Record, number: int) -> Paragraph:
    return say(record.words, "%(more)s more", tone="quiet", more=tally(record.words, number))


_ANSWERS: Mapping[Fact, Callable[[Record], Iterator[Block]]] = MappingProxyType(
    {
        "threats": _threats,
        "sites": _sites,
        "inventory": _inventory,
        "pathways": _pathways,
        "establishment": _establishment,
        "rules": _rules,
        "strategy": _strategy,
        "control": _control,
        "outcome": _outcome,
        "planned": _planned,
        "limits": _limits,
        "research": _research,
    }
)
