"""The first page of a Party pack, to paste into an e-mail: who harms whom, what is regulated, what to do, cost."""

from __future__ import annotations

from oxyura import __version__
from oxyura.impacts.verdicts import SEVERITY
from oxyura.policy.national_list import SECTIONS, Candidate, asks_here
from oxyura.publish.brief_text import shorten
from oxyura.publish.documents.document import Block, Document, Paragraph, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import (
    bound,
    code,
    dated,
    joined,
    named,
    paragraph,
    phrase,
    plain,
    say,
    say_count,
    tally,
)
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.party_pack_page import Cell, below, capital, cell, fit, page, sentences, shortened, text_line
from oxyura.publish.party_pack_rows import MOST_ROWS, FirstRow, Offer, best_offer, first_rows
from oxyura.publish.party_pack_sources import source_lines
from oxyura.publish.party_pack_words import PackWords
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.schema.sentences import term

_WIDEST_NAME, _WIDEST_REASON, _WIDEST_CITATION = 60, 230, 240
_OPEN = ("proposed", "precaution", "examine")


def describe_first_page(pack: PackWords) -> Document:
    """Put the first page together."""
    words, drawn = pack.words, pack.gathered.drawn
    rows = first_rows(drawn.candidates)
    shown = rows[:MOST_ROWS]
    grid = Table(
        words.gettext("Who harms whom, when and where, how sure that is, what is regulated, what to do and its cost"),
        (
            words.gettext("Migrant"),
            words.gettext("Alien species"),
            words.gettext("Season"),
            words.gettext("Where"),
            words.gettext("How sure"),
            words.gettext("Regulated already?"),
            words.gettext("What to do"),
            words.gettext("Cost"),
        ),
        tuple(_row(pack, row, number) for number, row in enumerate(shown)),
        (13, 12, 11, 12, 17, 14, 13, 8),
    )
    more = len(rows) - len(shown)
    blocks: list[Block] = [_answer(pack), grid if shown else plain(words.gettext("No pair to show."))]
    if more:
        blocks.append(
            below(
                pack.say_count(
                    "%(number)s more pair of migrant and alien species is in the list.",
                    "%(number)s more pairs of migrant and alien species are in the list.",
                    more,
                )
            )
        )
    # The sources are those that what stands above has cited.
    blocks += (*source_lines(pack, _WIDEST_CITATION), *_footer(pack))
    return page(
        pack,
        words.say("Alien species that harm migratory species: %(party)s", party=pack.party_name),
        blocks,
    )


def _answer(pack: PackWords) -> Paragraph:
    words, drawn = pack.words, pack.gathered.drawn
    asking = {each.name: [pair for pair in each.pairings if asks_here(pair)] for each in drawn.candidates}
    near = [name for name, pairs in asking.items() if pairs]
    names = list(dict.fromkeys(pair.migrant_name for pairs in asking.values() for pair in pairs))
    if not drawn.candidates:
        return say(
            words,
            "Nothing given here is a ground to list a species for %(party)s: no record of harm to a listed migrant, "
            "and no rule in force.",
            party=pack.party_name,
        )
    if not near:
        said = say(
            words,
            "No study given here has a listed migrant in %(party)s that an alien species is on record against.",
            party=pack.party_name,
        )
    else:
        number = tally(words, len(near))
        said = say_count(
            words,
            "%(species)s on record against %(number)s listed migrant that uses %(party)s.",
            "%(species)s on record against %(number)s listed migrants that use %(party)s.",
            len(names),
            species=say_count(
                words, "%(number)s alien species", "%(number)s alien species", len(near), number=number
            ).spans,
            number=tally(words, len(names)),
            party=pack.party_name,
        )
    counts = {
        section: bound(words.exact(len(drawn.in_section(section))), make_pointer(SUMMARY_FILE, "counts", section))
        for section in SECTIONS
    }
    counted = phrase(
        words,
        "On the list: %(regulated)s regulated already, %(elsewhere)s regulated elsewhere on the flyway, %(proposed)s "
        "proposed, %(examine)s to be examined.",
        regulated=counts["regulated"],
        elsewhere=counts["regulated_elsewhere"],
        proposed=counts["proposed"],
        examine=counts["examine"],
    )
    return paragraph(said.spans, " ", counted, tone="lead")


def _row(pack: PackWords, row: FirstRow, number: int) -> tuple[Cell, ...]:
    pairing, candidate = row.pairing, row.candidate
    migrant = pack.migrant(pairing)
    seasons = dict.fromkeys(pack.season(each) for each in row.pairings)
    what, cost = _what_to_do(pack, row, number)
    return (
        cell(
            text_line(_short_name(migrant.name), bold=True),
            below(_short_name(migrant.scientific_name), italic=True),
            below(code(pack.listing(pairing))),
        ),
        cell(
            text_line(_short_name(species_name(pack, candidate)), bold=True),
            below(_short_name(candidate.name), italic=True),
        ),
        cell(*(line for stage, months in seasons for line in (text_line(named(stage)), below(months)) if line.text)),
        cell(text_line(pack.places(pairing)), below(_basis(pack, row))),
        cell(
            text_line(pack.verdict(pairing), bold=True),
            text_line(pack.size(pairing)),
            below(shortened(sentences(pack.why(pairing)[:1]), _WIDEST_REASON), pack.cite(pairing)),
        ),
        cell(*regulated_lines(pack, candidate)),
        what,
        cost,
    )


def _short_name(name: str, widest: float = _WIDEST_NAME) -> Span:
    return named(shorten(fit(name), widest))


def species_name(pack: PackWords, candidate: Candidate) -> str:
    """Return the common name of a species, or its scientific one where no study gives another."""
    if candidate.vernacular:
        return fit(candidate.vernacular)
    if candidate.pairings:
        pairing = candidate.pairings[0]
        return fit(pack.of(pairing.study).invader(pairing.invader_id).name)
    return fit(candidate.name)


def _basis(pack: PackWords, row: FirstRow) -> tuple[Span, ...]:
    words, pairing = pack.words, row.pairing
    match pairing.basis:
        case "here":
            return () if pairing.sites else _where_it_was(pack, row)
        case "flyway":
            return phrase(words, "not known to meet in %(party)s, which the migrant uses", party=pack.party_name)
    return phrase(words, "elsewhere: no site of the migrant in %(party)s is in the study", party=pack.party_name)


def _where_it_was(pack: PackWords, row: FirstRow) -> tuple[Span, ...]:
    """Return the sites of the Party from which the species was removed, as far as its study says so."""
    gone = [
        named(each.site_name)
        for each in row.candidate.sightings
        if each.study == row.pairing.study and each.status == "eradicated" and each.country == pack.party
    ]
    return phrase(pack.words, "eradicated at %(sites)s", sites=joined(pack.words, gone)) if gone else ()


def regulated_lines(pack: PackWords, candidate: Candidate) -> tuple[Paragraph, ...]:
    """Return whether a rule names the species, with each rule and its source."""
    words = pack.words
    head = {
        "in_force": words.gettext("Yes"),
        "in_part": words.gettext("In a part"),
        "later": words.gettext("Not yet"),
        "elsewhere": words.gettext("Elsewhere"),
        "not_told": words.gettext("Cannot be told"),
    }
    order = tuple(head)
    rules = sorted(candidate.rules, key=lambda each: order.index(each.reach))
    if not rules:
        none = words.gettext("No rule is on record")
        unknown = words.gettext("Not known: no study has a table of rules")
        return (text_line(none if pack.gathered.facts.rules else unknown),)
    return (
        text_line(head[rules[0].reach], bold=True),
        *(below(pack.rules_line(reading)) for reading in rules),
    )


def _what_to_do(pack: PackWords, row: FirstRow, number: int) -> tuple[Cell, Cell]:
    words = pack.words
    doing = list(_restrictions(pack, row.candidate))
    costs: list[Paragraph] = []
    measure = best_offer(pack.gathered, row)
    if measure is not None:
        # What the Party can do itself comes first: a measure abroad stands below, a measure at home above.
        doing.insert(len(doing) if measure.abroad else 0, text_line(_measure_words(pack, measure)))
        costs += _cost_lines(pack, measure, make_pointer(SUMMARY_FILE, "first_rows", number, "measure"))
    if row.pairing.would_settle:
        doing.append(below(words.gettext("and measure its effect: the list says how")))
    if not costs:
        costs.append(below(words.gettext("no cost on record")))
    return cell(*doing), cell(*costs)


def _restrictions(pack: PackWords, candidate: Candidate) -> tuple[Paragraph, ...]:
    words = pack.words
    kinds = [pack.kind(option.kind) for option in candidate.options if option.state in _OPEN]
    if not kinds:
        regulated = candidate.section == "regulated"
        return (text_line(words.gettext("Hold to the rules in force")),) if regulated else ()
    values = {"restrictions": words.joined(kinds)}
    if candidate.section == "regulated":
        return (text_line(words.say("Not on record as forbidden, and to be weighed: %(restrictions)s", **values)),)
    state = next(each.state for each in candidate.options if each.state in _OPEN)
    said = {
        "proposed": words.say("Restrict: %(restrictions)s", **values),
        "precaution": words.say("Restrict with precaution: %(restrictions)s", **values),
        "examine": words.say("Examine whether to restrict: %(restrictions)s", **values),
    }[state]
    return (text_line(said),)


def _measure_words(pack: PackWords, measure: Offer) -> tuple[Span, ...]:
    words, row = pack.words, measure.row
    kind = words.term("measure", str(row["kind"]))
    name = _short_name(measure_name(str(row["measure_id"])), 40)
    said = phrase(words, "%(kind)s: %(name)s", kind=f"{kind[:1].upper()}{kind[1:]}", name=name)
    if not measure.abroad:
        return said
    site = pack.of(measure.study).site(str(row["site_id"]))
    return phrase(words, "%(measure)s (at %(site)s)", measure=said, site=_short_name(site, 40))


def _cost_lines(pack: PackWords, measure: Offer, pointer: str) -> list[Paragraph]:
    words, row = pack.words, measure.row
    currency = fit(str(row["currency"] or ""))
    once, yearly, year = (measure.number(column) for column in ("cost", "cost_per_year", "price_year"))
    source = pack.of(measure.study).source(None if row["source_id"] is None else str(row["source_id"]))
    lines = []
    if once is not None:
        money = bound(words.money(once, currency), f"{pointer}/cost")
        lines.append(text_line(money, pack.sources.cite([source])))
    if yearly is not None and yearly > 0:
        money = bound(words.money(yearly, currency), f"{pointer}/cost_per_year")
        lines.append(below(phrase(words, "and %(money)s a year", money=money)))
    if year is not None:
        shown = bound(f"{year:.0f}", f"{pointer}/price_year")
        lines.append(below(phrase(words, "prices of %(year)s", year=shown)))
    return lines


def _footer(pack: PackWords) -> tuple[Paragraph, ...]:
    words, gathered = pack.words, pack.gathered
    studies = named(", ".join(each.study.name for each in gathered.studies))
    made: list[Span] = [
        Span("Oxyura "),
        bound(__version__, make_pointer(SUMMARY_FILE, "version")),
        Span(" · "),
        dated(words, gathered.drawn.date),
        Span(" · "),
        *phrase(words, "studies: %(names)s", names=studies),
    ]
    if gathered.checklist is not None:
        lists = "; ".join(fit(source.citation) for source in gathered.checklist.sources)
        made += [Span(" · "), *phrase(words, "checklist: %(lists)s", lists=code(shorten(lists, _WIDEST_CITATION)))]
    meaning = [words.tell(term("verdict", verdict)) for verdict in SEVERITY[:3]]
    return (
        below(made),
        below(
            capital(
                phrase(
                    words,
                    "%(demonstrated)s: measured, and the interval excludes no effect; %(inferred)s: carried over or "
                    "judged by experts; %(unproven)s: they meet and the evidence does not decide. A draft from data, "
                    "no legal advice: every rule and provision is a fact with its source, to be read there.",
                    demonstrated=meaning[0],
                    inferred=meaning[1],
                    unproven=meaning[2],
                )
            )
        ),
    )
