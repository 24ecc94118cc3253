"""The first page of a Party pack, to paste into an e-mail: who harms whom, what is regulated, what to do, cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oxyura import __version__
from oxyura.impacts.verdicts import SEVERITY
from oxyura.policy.listed_facts import Pairing
from oxyura.policy.national_list import SECTIONS, Candidate, asks_here
from oxyura.publish.brief_text import shorten
from oxyura.publish.documents.document import Block, Document, Paragraph, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import bound, paragraph, phrase, say, say_count, tally
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.party_pack_page import Cell, below, cell, fit, page, sentences, text_line
from oxyura.publish.party_pack_sources import source_lines
from oxyura.publish.party_pack_words import PackWords
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.schema.sentences import term

MOST_ROWS = 10
_WIDEST_NAME, _WIDEST_REASON, _WIDEST_CITATION = 60, 230, 240


@dataclass(frozen=True)
class FirstRow:
    """A migrant and a species of the list, in every stage that has the same verdict."""

    candidate: Candidate
    pairings: tuple[Pairing, ...]

    @property
    def pairing(self) -> Pairing:
        """The gravest."""
        return self.pairings[0]


@dataclass(frozen=True)
class _Offer:
    """A row of `measures` of a study, and whether it is at a site outside the Party."""

    study: str
    row: Mapping[str, object]
    abroad: bool


def first_rows(candidates: tuple[Candidate, ...]) -> tuple[FirstRow, ...]:
    """Return every pair of migrant and listed species, what asks for action in the Party first."""
    groups: dict[tuple[str, str], list[tuple[Candidate, Pairing]]] = {}
    for candidate in candidates:
        for pairing in candidate.pairings:
            groups.setdefault((pairing.migrant_name, candidate.name), []).append((candidate, pairing))
    rows = []
    for found in groups.values():
        found.sort(key=lambda each: (not asks_here(each[1]), each[1].basis == "elsewhere", each[1].rank))
        same = tuple(pairing for _, pairing in found if pairing.verdict == found[0][1].verdict)
        rows.append(FirstRow(found[0][0], same))
    return tuple(sorted(rows, key=lambda row: (not asks_here(row.pairing), row.pairing.rank, row.candidate.name)))


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
        tuple(_row(pack, row) for row in shown),
        (13, 12, 9, 12, 18, 14, 13, 9),
    )
    more = len(rows) - len(shown)
    left = words.say_count(
        "%(number)s more pair of migrant and alien species is in the list.",
        "%(number)s more pairs of migrant and alien species are in the list.",
        more,
        number=words.exact(more),
    )
    blocks: list[Block] = [_answer(pack), grid if shown else text_line(words.gettext("No pair to show."))]
    if more:
        blocks.append(below(left))
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


def _row(pack: PackWords, row: FirstRow) -> tuple[Cell, ...]:
    pairing, candidate = row.pairing, row.candidate
    migrant = pack.migrant(pairing)
    seasons = dict.fromkeys(pack.season(each) for each in row.pairings)
    what, cost = _what_to_do(pack, row)
    return (
        cell(
            text_line(shorten(fit(migrant.name), _WIDEST_NAME), bold=True, name=True),
            below(shorten(fit(migrant.scientific_name), _WIDEST_NAME), italic=True, name=True),
            below(pack.listing(pairing)),
        ),
        cell(
            text_line(shorten(species_name(pack, candidate), _WIDEST_NAME), bold=True, name=True),
            below(shorten(fit(candidate.name), _WIDEST_NAME), italic=True, name=True),
        ),
        cell(*(line for stage, months in seasons for line in (text_line(stage), below(months)) if line.text)),
        cell(text_line(pack.places(pairing), name=True), below(_basis(pack, row))),
        cell(
            text_line(pack.verdict(pairing), bold=True),
            text_line(pack.size(pairing)),
            below(f"{shorten(sentences(pack.reasons(pairing)[:1]), _WIDEST_REASON)} {pack.cite(pairing)}".strip()),
        ),
        cell(*regulated_lines(pack, candidate)),
        what,
        cost,
    )


def species_name(pack: PackWords, candidate: Candidate) -> str:
    """Return the common name of a species, or its scientific one where no study gives another."""
    if candidate.vernacular:
        return fit(candidate.vernacular)
    if candidate.pairings:
        pairing = candidate.pairings[0]
        return fit(pack.of(pairing.study).invader(pairing.invader_id).name)
    return fit(candidate.name)


def _basis(pack: PackWords, row: FirstRow) -> str:
    words, pairing = pack.words, row.pairing
    match pairing.basis:
        case "here":
            return "" if pairing.sites else _where_it_was(pack, row)
        case "flyway":
            return words.say("not known to meet in %(party)s, which the migrant uses", party=pack.party_name)
    return words.say("elsewhere: no site of the migrant in %(party)s is in the study", party=pack.party_name)


def _where_it_was(pack: PackWords, row: FirstRow) -> str:
    """Return the sites of the Party from which the species was removed, as far as its study says so."""
    gone = [
        fit(each.site_name)
        for each in row.candidate.sightings
        if each.study == row.pairing.study and each.status == "eradicated" and each.country == pack.party
    ]
    return pack.words.say("eradicated at %(sites)s", sites=pack.words.joined(gone)) if gone else ""


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


def _what_to_do(pack: PackWords, row: FirstRow) -> tuple[Cell, Cell]:
    words, candidate = pack.words, row.candidate
    doing: list[Paragraph] = []
    costs: list[Paragraph] = []
    measure = _best_measure(pack, row)
    kinds = [
        pack.kind(option.kind) for option in candidate.options if option.state in ("proposed", "precaution", "examine")
    ]
    state = next((each.state for each in candidate.options if each.state in ("proposed", "precaution", "examine")), "")
    if kinds:
        values = {"restrictions": words.joined(kinds)}
        message = {
            "proposed": words.say("Restrict: %(restrictions)s", **values),
            "precaution": words.say("Restrict with precaution: %(restrictions)s", **values),
            "examine": words.say("Examine whether to restrict: %(restrictions)s", **values),
        }[state]
        if candidate.section == "regulated":
            message = words.say("Not on record as forbidden, and to be weighed: %(restrictions)s", **values)
        doing.append(text_line(message))
    elif candidate.section == "regulated":
        doing.append(text_line(words.gettext("Hold to the rules in force")))
    if measure is not None:
        # What the Party can do itself comes first: a measure abroad stands below, a measure at home above.
        doing.insert(len(doing) if measure.abroad else 0, text_line(_measure_words(pack, measure)))
        costs += _cost_lines(pack, measure)
    if row.pairing.would_settle:
        doing.append(below(words.gettext("and measure its effect: the list says how")))
    if not costs:
        costs.append(below(words.gettext("no cost on record")))
    return cell(*doing), cell(*costs)


def _best_measure(pack: PackWords, row: FirstRow) -> _Offer | None:
    """Return the first measure on offer against the species where the pair meets, else at a site of the Party.

    None is offered for a pair that is no matter of the Party: what others do on their ground is theirs to choose.
    """
    pairing = row.pairing
    if pairing.basis == "elsewhere":
        return None
    tables = pack.tables[pairing.study]
    sites = tables["sites"]
    here = {
        site
        for site, country in zip(sites.words("site_id"), sites.texts("country"), strict=True)
        if country == pack.party
    }
    offers = [
        record
        for record in tables["measures"].records()
        if isinstance(record["invader_ids"], tuple)
        and pairing.invader_id in record["invader_ids"]
        and record["outcome"] is None
    ]
    anywhere = {str(record["site_id"]) for record in offers}
    for wanted in (here & set(pairing.sites), here, set(pairing.sites), anywhere):
        for each in offers:
            if each["site_id"] is None or each["site_id"] in wanted:
                return _Offer(pairing.study, each, each["site_id"] is not None and each["site_id"] not in here)
    return None


def _measure_words(pack: PackWords, measure: _Offer) -> str:
    words, row = pack.words, measure.row
    kind = words.term("measure", str(row["kind"]))
    name = shorten(fit(measure_name(str(row["measure_id"]))), 40)
    said = words.say("%(kind)s: %(name)s", kind=f"{kind[:1].upper()}{kind[1:]}", name=name)
    if not measure.abroad:
        return said
    site = pack.of(measure.study).site(str(row["site_id"]))
    return words.say("%(measure)s (at %(site)s)", measure=said, site=shorten(fit(site), 40))


def _cost_lines(pack: PackWords, measure: _Offer) -> list[Paragraph]:
    words, row = pack.words, measure.row
    currency = fit(str(row["currency"] or ""))
    once, yearly, year = row["cost"], row["cost_per_year"], row["price_year"]
    source = pack.of(measure.study).source(None if row["source_id"] is None else str(row["source_id"]))
    lines = []
    if isinstance(once, float):
        lines.append(text_line(f"{words.money(once, currency)} {pack.sources.cite([source])}".strip()))
    if isinstance(yearly, float) and yearly > 0:
        lines.append(below(words.say("and %(money)s a year", money=words.money(yearly, currency))))
    if isinstance(year, float):
        lines.append(below(words.say("prices of %(year)s", year=f"{year:.0f}")))
    return lines


def _footer(pack: PackWords) -> tuple[Paragraph, ...]:
    words, gathered = pack.words, pack.gathered
    studies = ", ".join(fit(each.study.name) for each in gathered.studies)
    made = f"Oxyura {__version__} · " + words.say("studies: %(names)s", names=studies)
    if gathered.checklist is not None:
        lists = "; ".join(fit(source.citation) for source in gathered.checklist.sources)
        made += " · " + words.say("checklist: %(lists)s", lists=shorten(lists, _WIDEST_CITATION))
    meaning = [words.tell(term("verdict", verdict)) for verdict in SEVERITY[:3]]
    return (
        below(made),
        below(
            words.say(
                "%(demonstrated)s: measured, and the interval excludes no effect; %(inferred)s: carried over or judged "
                "by experts; %(unproven)s: they meet and the evidence does not decide. A draft from data, no legal "
                "advice: every rule and provision is a fact with its source, to be read there.",
                demonstrated=meaning[0],
                inferred=meaning[1],
                unproven=meaning[2],
            )
        ),
    )
