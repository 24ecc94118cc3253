"""The list itself: every species with standing, way in, evidence, rules, restriction options and what carries them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from oxyura.policy.list_changes import CHANGES
from oxyura.policy.national_list import SECTIONS, Candidate, Section
from oxyura.policy.restriction_options import Option
from oxyura.publish.brief_text import shorten
from oxyura.publish.documents.document import Block, Document, Paragraph, Span, Table
from oxyura.publish.documents.document import Section as DocumentSection
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import (
    Phrase,
    bound,
    code,
    dated,
    joined,
    named,
    phrase,
    plain,
    say,
    say_count,
    spans_of,
)
from oxyura.publish.party_pack_first import regulated_lines, species_name
from oxyura.publish.party_pack_grounds import describe_conventions, describe_provisions, ground_words
from oxyura.publish.party_pack_page import Cell, below, capital, cell, fit, page, section, sentences, text_line
from oxyura.publish.party_pack_sources import source_lines
from oxyura.publish.party_pack_words import PackWords, plain_source
from oxyura.publish.result_folder import SUMMARY_FILE

_WIDEST_NAME, _WIDEST_NOTE = 120, 400
_MOST_PAIRS, _MOST_CHANGES, _MOST_REASONS, _MOST_SITES, _MOST_STUDIES = 6, 40, 12, 3, 2


def describe_list(pack: PackWords) -> Document:
    """Put the document of the list together."""
    words = pack.words
    blocks: list[Block] = [_counts(pack), *_warnings(pack)]
    blocks += [_section(pack, each) for each in SECTIONS]
    blocks.append(section("grounds", words.gettext("Legal grounds"), describe_provisions(pack)))
    blocks.append(
        section("binds", words.gettext("What binds this Party, source by source"), describe_conventions(pack))
    )
    blocks.append(section("left-out", words.gettext("Not on the list"), _left_out(pack)))
    if pack.gathered.drawn.faulty_rules:
        title = words.gettext("Rows of the table of rules that leave something out")
        blocks.append(section("faulty-rules", title, _faulty_rules(pack)))
    if pack.gathered.changes is not None:
        title = words.gettext("What changed since the earlier checklist")
        blocks.append(section("changes", title, _changes(pack)))
    draft = words.gettext(
        "A draft from data, no legal advice. Provisions and rules are told in our words, each with its source: read it "
        "there before relying on it."
    )
    drawn = phrase(words, "Drawn up on %(date)s.", date=dated(words, pack.gathered.drawn.date))
    blocks.append(section("sources", words.gettext("Sources"), (*source_lines(pack), below(drawn, " ", draft))))
    title = words.say("List of alien species that restrictions might apply to: %(party)s", party=pack.party_name)
    return page(pack, title, blocks)


def _at(*steps: str | int) -> str:
    return make_pointer(SUMMARY_FILE, *steps)


def _warnings(pack: PackWords) -> Iterator[Paragraph]:
    for number, warning in enumerate(pack.gathered.warnings):
        yield below(pack.told("", warning, _at("warnings", number)))


def _how_many(pack: PackWords, number: int, pointer: str) -> Paragraph:
    words = pack.words
    return below(phrase(words, "Species here: %(number)s.", number=bound(words.exact(number), pointer)))


def _counts(pack: PackWords) -> Paragraph:
    words, gathered = pack.words, pack.gathered
    if gathered.checklist is None:
        return plain(words.gettext("No national checklist stands behind this list."), tone="lead")
    counts = gathered.checklist.counts

    def of(number: int, *steps: str) -> Span:
        return bound(words.exact(number), _at(*steps))

    return say(
        words,
        "Checklist: %(rows)s rows read, %(used)s used for %(species)s species, %(aside)s set aside with the reason in "
        "quarantine.csv. Listed here: %(listed)s species; the others are in checklist.csv, each with the reason.",
        tone="lead",
        rows=of(sum(each.rows_in for each in counts), "checklist", "rows_read"),
        used=of(sum(each.used for each in counts), "checklist", "rows_used"),
        species=of(len(gathered.checklist.invaders), "checklist", "species"),
        aside=of(sum(each.quarantined for each in counts), "checklist", "rows_set_aside"),
        listed=of(len(gathered.drawn.candidates), "species"),
    )


def _section(pack: PackWords, which: Section) -> DocumentSection:
    words = pack.words
    titles = {
        "regulated": words.gettext("Regulated already"),
        "regulated_elsewhere": words.gettext("Regulated elsewhere on the flyway"),
        "proposed": words.gettext("Proposed"),
        "examine": words.gettext("To be examined"),
    }
    meanings = {
        "regulated": words.gettext("A rule in force in the Party, or in a part of it, names the species."),
        "regulated_elsewhere": words.gettext(
            "Harm to a listed migrant that uses the Party is on record, and a country on the same flyway regulates the "
            "species."
        ),
        "proposed": words.gettext(
            "Harm to a listed migrant that uses the Party is on record, and no rule known here names the species. "
            "Where the harm is unproven, the restriction is a matter of precaution."
        ),
        "examine": words.gettext(
            "Harm to a listed migrant is on record elsewhere, and no study here shows that the migrant uses the Party; "
            "or they meet, and no record speaks of an effect."
        ),
    }
    found = pack.gathered.drawn.in_section(which)
    blocks: list[Block] = [below(meanings[which]), _how_many(pack, len(found), _at("counts", which))]
    if found:
        table = Table(
            titles[which],
            (
                words.gettext("Species"),
                words.gettext("Standing in the Party, and way in"),
                words.gettext("Evidence"),
                words.gettext("Rules"),
                words.gettext("Restriction options"),
            ),
            tuple(_row(pack, candidate) for candidate in found),
            (14, 19, 27, 16, 24),
            captioned=False,
        )
        blocks.append(table)
    return section(which, titles[which], blocks)


def _row(pack: PackWords, candidate: Candidate) -> tuple[Cell, ...]:
    return (
        cell(
            text_line(named(shorten(species_name(pack, candidate), _WIDEST_NAME)), bold=True),
            below(named(shorten(fit(candidate.name), _WIDEST_NAME)), italic=True),
            below(named(candidate.group)),
        ),
        cell(*_standing(pack, candidate)),
        cell(*_evidence(pack, candidate)),
        cell(*regulated_lines(pack, candidate), *_rule_notes(candidate)),
        cell(*_options(pack, candidate), *_settle(pack, candidate)),
    )


def _rule_notes(candidate: Candidate) -> Iterator[Paragraph]:
    """Yield what the rows of the rules note, such as a date that was not read in the rule itself."""
    for note in dict.fromkeys(fit(reading.rule.notes) for reading in candidate.rules if reading.rule.notes):
        yield below(named(shorten(note, _WIDEST_NOTE)), italic=True)


def _standing(pack: PackWords, candidate: Candidate) -> Iterator[Paragraph]:
    words = pack.words
    on_flyway = any(each.on_flyway and each.status == "present" for each in candidate.sightings)
    yield text_line(
        {
            "present": words.gettext("Present"),
            "eradicated": words.gettext("Eradicated: its return is to be prevented"),
            "doubtful": words.gettext("Doubtful"),
            "not_yet": words.gettext("Not yet present, on the flyway")
            if on_flyway
            else words.gettext("Not yet present, known elsewhere"),
            "not_told": words.gettext("Not known here, on the flyway")
            if on_flyway
            else words.gettext("Not known here, known elsewhere"),
        }[candidate.standing],
        bold=True,
    )
    reasons = enumerate(candidate.standing_reasons)
    yield below(
        sentences([pack.told("", reason, pack.at(candidate, "standing_reasons", place)) for place, reason in reasons])
    )
    ways = [each for each in candidate.sightings if each.pathway]
    if not ways:
        yield below(words.gettext("Way in: not on record"))
    for pathway in candidate.pathways:
        where = [each for each in ways if each.pathway == pathway]
        sites = [named(name) for name in dict.fromkeys(each.site_name for each in where)]
        shown = (*joined(words, sites[:_MOST_SITES]), *([Span(" …")] if len(sites) > _MOST_SITES else []))
        cited = pack.sources.cite(pack.of(each.study).source(each.source) for each in where)
        said = phrase(words, "Way in: %(pathway)s (%(sites)s)", pathway=pack.pathways([pathway]), sites=shown)
        yield below(said, cited)
    if candidate.entry is not None and pack.gathered.checklist is not None:
        lists = [each for each in pack.gathered.checklist.sources if each.source_id == candidate.entry.source]
        cited = pack.sources.cite(plain_source(each.citation, each.url) for each in lists)
        if cited:
            yield below(phrase(words, "National checklist %(source)s", source=code(cited[0].text.strip())))


def _evidence(pack: PackWords, candidate: Candidate) -> Iterator[Paragraph]:
    words = pack.words
    if not candidate.pairings:
        yield below(
            words.gettext(
                "No harm to a listed migrant is on record in these studies; it is here because a rule names it."
            )
        )
    for pairing in candidate.pairings[:_MOST_PAIRS]:
        migrant = pack.migrant(pairing)
        stage, months = pack.season(pairing)
        yield text_line(
            phrase(
                words,
                "%(verdict)s: %(migrant)s (%(listing)s)",
                verdict=pack.verdict(pairing),
                migrant=named(shorten(fit(migrant.name), _WIDEST_NAME)),
                listing=code(pack.listing(pairing)),
            ),
            bold=True,
        )
        mechanism = words.term("mechanism", pairing.mechanism) if pairing.mechanism else ""
        yield below(
            sentences(
                [
                    _listed((mechanism, named(stage[:1].lower() + stage[1:]), months, pack.places(pairing))),
                    *pack.why(pairing),
                ]
            ),
            pack.cite(pairing),
        )
        yield below(phrase(words, "Study: %(name)s", name=named(pairing.study)))
    more = len(candidate.pairings) - _MOST_PAIRS
    if more > 0:
        yield below(pack.say_count("and %(number)s more, in pairs.csv", "and %(number)s more, in pairs.csv", more))


def _listed(parts: Sequence[Phrase]) -> tuple[Span, ...]:
    """Return phrases with commas between them, the first with a capital."""
    found: list[Span] = []
    for part in filter(None, map(spans_of, parts)):
        found += [Span(", "), *part] if found else part
    return capital(found)


def _options(pack: PackWords, candidate: Candidate) -> Iterator[Paragraph]:
    """Yield the options, those of one state, reason and ground together."""
    words = pack.words
    groups: dict[tuple[str, str, tuple[str, ...]], list[Option]] = {}
    for option in candidate.options:
        key = (option.state, option.reason, tuple(reading.hook.hook_id for reading in option.hooks))
        groups.setdefault(key, []).append(option)
    for options in groups.values():
        kinds = words.joined([pack.kind(option.kind) for option in options])
        yield text_line(
            words.say(
                "%(kinds)s: %(state)s", kinds=f"{kinds[:1].upper()}{kinds[1:]}", state=state_words(pack, options[0])
            ),
            bold=True,
        )
        grounds = [ground_words(pack, reading) for reading in options[0].hooks]
        yield below(sentences([pack.told("", options[0].reason, pack.at(options[0], "reason"))]))
        if grounds:
            yield below(phrase(words, "Grounds: %(provisions)s", provisions=code("; ".join(grounds))))


def state_words(pack: PackWords, option: Option) -> str:
    """Return the state of an option in words."""
    words = pack.words
    return {
        "in_force": words.gettext("forbidden already"),
        "in_part": words.gettext("forbidden in a part of the Party"),
        "proposed": words.gettext("proposed"),
        "precaution": words.gettext("with precaution"),
        "examine": words.gettext("to be examined"),
        "not_indicated": words.gettext("not indicated"),
        "not_told": words.gettext("cannot be told"),
    }[option.state]


def _settle(pack: PackWords, candidate: Candidate) -> Iterator[Paragraph]:
    words = pack.words
    wanted = {str(each.would_settle): each for each in reversed(candidate.pairings) if each.would_settle}
    for pairing in list(reversed(wanted.values()))[:_MOST_STUDIES]:
        study = pack.told("", pairing.would_settle, pack.at(pairing, "would_settle"))
        yield below(phrase(words, "Would settle it: %(study)s", study=study))


def _left_out(pack: PackWords) -> Iterator[Block]:
    words, left = pack.words, pack.gathered.drawn.left_out
    yield _how_many(pack, len(left), _at("not_listed"))
    yield below(words.gettext("Each species with its reason is in checklist.csv."))
    reasons = {str(each.reason): each.reason for each in left}
    for reason, number in Counter(str(each.reason) for each in left).most_common(_MOST_REASONS):
        shown = bound(words.exact(number), _at("left_out", reason))
        yield below(shown, f": {fit(words.tell(reasons[reason]))}")
    invasive = sum(each.is_invasive == "yes" for each in left)
    if invasive:
        yield below(
            say_count(
                words,
                "%(number)s of them is called invasive by the checklist: no study given here holds it against a "
                "migrant.",
                "%(number)s of them are called invasive by the checklist: no study given here holds them against a "
                "migrant.",
                invasive,
                number=bound(words.exact(invasive), _at("not_listed_called_invasive")),
            ).spans
        )


def _faulty_rules(pack: PackWords) -> Iterator[Block]:
    words = pack.words
    for number, each in enumerate(pack.gathered.drawn.faulty_rules):
        rule = each.rule
        where = phrase(
            words,
            "%(study)s, regulations, row %(row)s",
            study=named(rule.study),
            row=bound(str(rule.row), _at("faulty_rules", number, "row")),
        )
        faults: list[Span] = []
        for place, fault in enumerate(each.faults):
            told = pack.told("", fault, _at("faulty_rules", number, "faults", place))
            faults += [Span("; "), *told] if faults else told
        yield below(where, " (", named(rule.instrument), "): ", faults, ".")


def _changes(pack: PackWords) -> Iterator[Block]:
    words, changes = pack.words, pack.gathered.changes
    if changes is None:
        return
    numbers = Counter(each.change for each in changes)
    yield text_line(
        phrase(
            words,
            "%(new)s new, %(gone)s gone, %(changed)s said otherwise.",
            **{change: bound(words.exact(numbers[change]), _at("changes", change)) for change in CHANGES},
        )
    )
    titles = {"new": words.gettext("new"), "gone": words.gettext("gone"), "changed": words.gettext("said otherwise")}
    for change in changes[:_MOST_CHANGES]:
        fields = "; ".join(f"{column}: {before or '–'} → {now or '–'}" for column, before, now in change.fields)
        text = (Span(f"{titles[change.change]}: "), named(change.name))
        yield below(text, (Span(" ("), named(fields), Span(")")) if fields else ())
    if len(changes) > _MOST_CHANGES:
        yield below(words.gettext("All of them are in changes.csv."))
