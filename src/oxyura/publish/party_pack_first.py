"""The first page of a Party pack, to paste into an e-mail: who harms whom, what is regulated, what to do, cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oxyura import __version__
from oxyura.impacts.verdicts import SEVERITY
from oxyura.policy.listed_facts import Pairing
from oxyura.policy.national_list import SECTIONS, Candidate
from oxyura.publish.brief_layout import COLOURS
from oxyura.publish.brief_text import shorten
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.party_pack_page import Cell, Grid, Line, PackPage, below, cell, fit, sentences
from oxyura.publish.party_pack_sources import source_lines
from oxyura.publish.party_pack_words import PackWords
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


def first_rows(candidates: tuple[Candidate, ...]) -> tuple[FirstRow, ...]:
    """Return every pair of migrant and listed species, what asks for action in the Party first."""
    groups: dict[tuple[str, str], list[tuple[Candidate, Pairing]]] = {}
    for candidate in candidates:
        for pairing in candidate.pairings:
            groups.setdefault((pairing.migrant_name, candidate.name), []).append((candidate, pairing))
    rows = []
    for found in groups.values():
        found.sort(key=lambda each: (each[1].basis == "elsewhere", each[1].rank))
        same = tuple(pairing for _, pairing in found if pairing.verdict == found[0][1].verdict)
        rows.append(FirstRow(found[0][0], same))
    return tuple(sorted(rows, key=lambda row: (row.pairing.basis == "elsewhere", row.pairing.rank, row.candidate.name)))


def describe_first_page(pack: PackWords) -> PackPage:
    """Put the first page together."""
    words, drawn = pack.words, pack.gathered.drawn
    rows = first_rows(drawn.candidates)
    shown = rows[:MOST_ROWS]
    grid = Grid(
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
    blocks: tuple[Grid, ...] = (grid,) if shown else ()
    return PackPage(
        words.say("Alien species that harm migratory species: %(party)s", party=pack.party_name),
        words.say("Draft of %(date)s, for the national list under CMS Resolution 11.28", date=words.date(drawn.date)),
        (Line(_answer(pack)), *(() if shown else (Line(words.gettext("No pair to show.")),))),
        (*blocks, *((below(left),) if more else ())),
        (*source_lines(pack, _WIDEST_CITATION), *_footer(pack)),
    )


def _answer(pack: PackWords) -> str:
    words, drawn = pack.words, pack.gathered.drawn
    near = [each for each in drawn.candidates if each.basis in ("here", "flyway")]
    names = list(dict.fromkeys(pairing.migrant_name for each in near for pairing in each.pairings))
    numbers = {section: len(drawn.in_section(section)) for section in SECTIONS}
    if not drawn.candidates:
        return words.say(
            "Nothing given here is a ground to list a species for %(party)s: no record of harm to a listed migrant, "
            "and no rule in force.",
            party=pack.party_name,
        )
    if not near:
        said = words.say(
            "No study given here has a listed migrant in %(party)s that an alien species is on record against.",
            party=pack.party_name,
        )
    else:
        species = words.say_count("%(number)s alien species", "%(number)s alien species", len(near), number=len(near))
        said = words.say_count(
            "%(species)s on record against %(number)s listed migrant that uses %(party)s.",
            "%(species)s on record against %(number)s listed migrants that use %(party)s.",
            len(names),
            species=species,
            number=len(names),
            party=pack.party_name,
        )
    counted = words.say(
        "On the list: %(regulated)s regulated already, %(elsewhere)s regulated elsewhere on the flyway, %(proposed)s "
        "proposed, %(examine)s to be examined.",
        regulated=numbers["regulated"],
        elsewhere=numbers["regulated_elsewhere"],
        proposed=numbers["proposed"],
        examine=numbers["examine"],
    )
    return f"{said} {counted}"


def _row(pack: PackWords, row: FirstRow) -> tuple[Cell, ...]:
    pairing, candidate = row.pairing, row.candidate
    migrant = pack.migrant(pairing)
    seasons = dict.fromkeys(pack.season(each) for each in row.pairings)
    what, cost = _what_to_do(pack, row)
    return (
        cell(
            Line(shorten(fit(migrant.name), _WIDEST_NAME), bold=True, name=True),
            below(shorten(fit(migrant.scientific_name), _WIDEST_NAME), italic=True, name=True),
            below(pack.listing(pairing)),
        ),
        cell(
            Line(shorten(species_name(pack, candidate), _WIDEST_NAME), bold=True, name=True),
            below(shorten(fit(candidate.name), _WIDEST_NAME), italic=True, name=True),
        ),
        cell(*(line for stage, months in seasons for line in (Line(stage), below(months)))),
        cell(Line(pack.places(pairing), name=True), below(_basis(pack, pairing))),
        cell(
            Line(pack.verdict(pairing), bold=True, colour=COLOURS[pairing.verdict]),
            Line(pack.size(pairing)),
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


def _basis(pack: PackWords, pairing: Pairing) -> str:
    words = pack.words
    match pairing.basis:
        case "here":
            return ""
        case "flyway":
            return words.say("not known to meet in %(party)s, which the migrant uses", party=pack.party_name)
    return words.say("elsewhere: no site of the migrant in %(party)s is in the study", party=pack.party_name)


def regulated_lines(pack: PackWords, candidate: Candidate) -> tuple[Line, ...]:
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
        return (Line(none if pack.gathered.facts.rules else unknown),)
    return (
        Line(head[rules[0].reach], bold=True),
        *(below(pack.rules_line(reading)) for reading in rules),
    )


def _what_to_do(pack: PackWords, row: FirstRow) -> tuple[Cell, Cell]:
    words, candidate = pack.words, row.candidate
    doing: list[Line] = []
    costs: list[Line] = []
    measure = _best_measure(pack, row)
    if measure is not None:
        doing.append(Line(_measure_words(pack, measure)))
        costs += _cost_lines(pack, measure)
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
            message = words.say("Not forbidden by these rules, and to be weighed: %(restrictions)s", **values)
        doing.append(Line(message))
    elif candidate.section == "regulated":
        doing.append(Line(words.gettext("Hold to the rules in force")))
    if row.pairing.would_settle:
        doing.append(below(words.gettext("and measure its effect: the list says how")))
    if not costs:
        costs.append(below(words.gettext("no cost on record")))
    return cell(*doing), cell(*costs)


def _best_measure(pack: PackWords, row: FirstRow) -> Mapping[str, object] | None:
    """Return the first measure on offer against the species where the pair meets, else at a site of the Party."""
    pairing = row.pairing
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
    for wanted in (here & set(pairing.sites), here, set(pairing.sites)):
        found = next((each for each in offers if each["site_id"] is None or each["site_id"] in wanted), None)
        if found is not None:
            return {**found, "study": pairing.study, "here": here}
    return next(({**each, "study": pairing.study, "here": here} for each in offers), None)


def _measure_words(pack: PackWords, measure: Mapping[str, object]) -> str:
    words = pack.words
    kind = words.term("measure", str(measure["kind"]))
    name = shorten(fit(measure_name(str(measure["measure_id"]))), 40)
    said = words.say("%(kind)s: %(name)s", kind=f"{kind[:1].upper()}{kind[1:]}", name=name)
    site, here = measure["site_id"], measure["here"]
    if site is None or (isinstance(here, set) and site in here):
        return said
    labels = pack.of(str(measure["study"]))
    return words.say("%(measure)s (at %(site)s)", measure=said, site=shorten(fit(labels.site(str(site))), 40))


def _cost_lines(pack: PackWords, measure: Mapping[str, object]) -> list[Line]:
    words, currency = pack.words, fit(str(measure["currency"] or ""))
    once, yearly, year = measure["cost"], measure["cost_per_year"], measure["price_year"]
    source = pack.of(str(measure["study"])).source(None if measure["source_id"] is None else str(measure["source_id"]))
    lines = []
    if isinstance(once, float):
        lines.append(Line(f"{words.money(once, currency)} {pack.sources.cite([source])}".strip()))
    if isinstance(yearly, float) and yearly > 0:
        lines.append(below(words.say("and %(money)s a year", money=words.money(yearly, currency))))
    if isinstance(year, float):
        lines.append(below(words.say("prices of %(year)s", year=f"{year:.0f}")))
    return lines


def _footer(pack: PackWords) -> tuple[Line, ...]:
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
