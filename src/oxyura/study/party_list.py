"""A Party's national list, gathered from studies, its checklist of alien species and a table of parties."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from oxyura.policy.list_changes import LIST_ITSELF, EntryChange, compare_lists
from oxyura.policy.listed_facts import Entry, PartyFacts
from oxyura.policy.national_list import NationalList, draw_up_list
from oxyura.policy.regulations import read_regulations
from oxyura.schema.conventions import Membership
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import count_sentence, sentence
from oxyura.schema.vocabularies import COUNTRY
from oxyura.sources.conventions import PartiesFile, read_parties
from oxyura.sources.country_names import country_name
from oxyura.sources.griis import GriisImport, read_griis
from oxyura.sources.synonyms import NO_SYNONYMS, Synonyms, read_synonyms
from oxyura.study.checked import read_study
from oxyura.study.judged_studies import JudgedStudy, judge_study
from oxyura.study.party_view import StudyView


@dataclass(frozen=True)
class PartyList:
    """A Party's list with everything that it was drawn up from.

    Parameters
    ----------
    party, party_name : str
        ISO code, and English name.
    drawn : NationalList
        The list.
    facts : PartyFacts
        What it was drawn up from.
    studies : tuple of JudgedStudy
        In the order in which they were given.
    checklist : GriisImport or None
        The national checklist; None where none was given, or none of the Party is in the file.
    changes : tuple of EntryChange or None
        Against the earlier checklist; None where none was given.
    earlier : GriisImport or None
        That earlier checklist.
    parties : PartiesFile or None
        The table of parties.
    warnings : tuple of str
        What a person should know.
    """

    party: str
    party_name: str
    drawn: NationalList
    facts: PartyFacts
    studies: tuple[JudgedStudy, ...]
    checklist: GriisImport | None
    changes: tuple[EntryChange, ...] | None
    earlier: GriisImport | None
    parties: PartiesFile | None
    warnings: tuple[str, ...]


def gather_list(
    party: str,
    studies: Sequence[str],
    *,
    griis: Sequence[Path] = (),
    since: Path | None = None,
    conventions: Path | None = None,
    synonyms: Path | None = None,
    encoding: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> PartyList:
    """Read studies and checklists, judge the pairs, and draw up the list.

    Parameters
    ----------
    party : str
        ISO 3166-1 alpha-2 code.
    studies : sequence of str
        Folders, workbooks, or names of the casebook.
    griis : sequence of Path
        The Party's GRIIS checklist.
    since : Path, optional
        An earlier version of it.
    conventions : Path, optional
        Table of parties to conventions.
    synonyms : Path, optional
        Table with the columns `synonym` and `accepted`, for names that differ between studies, checklist and rules.
    encoding : str, optional
        Encoding of the studies' CSV files where that is not UTF-8.
    progress : callable, optional
        Called with a short sentence before each step that takes a while.

    Raises
    ------
    InputError
        The code is no country, a study or file cannot be used, or the checklist is of another country.
    StudyError
        A study has errors.
    """
    say = progress or (lambda sentence: None)
    country = _party_code(party)
    if since is not None and not griis:
        raise InputError(
            "There is no checklist to compare the earlier one with.", where="--since", remedy="Give --griis too."
        )
    parties = None if conventions is None else read_parties(conventions)
    names = NO_SYNONYMS if synonyms is None else read_synonyms(synonyms)
    say("Reading the checklist")
    checklist = _read_checklist(griis, country)
    earlier = None if since is None else _read_checklist((since,), country)
    judged = []
    for name in studies:
        study = read_study(name, encoding=encoding)
        # Not where it stands, which may be a folder of the server's own.
        say(sentence("Judging %(name)s", name=study.name))
        judged.append(judge_study(study))
    _refuse_same_names(judged)
    facts = _facts(country, judged, checklist, names)
    memberships: tuple[Membership, ...] = () if parties is None else parties.of(country)
    changes = None
    if earlier is not None and checklist is not None:
        changes = (*_list_itself(earlier, checklist), *compare_lists(_entries(earlier), _entries(checklist)))
    return PartyList(
        country,
        country_name(country),
        draw_up_list(facts, memberships),
        facts,
        tuple(judged),
        checklist,
        changes,
        earlier,
        parties,
        (*names.warnings, *_warnings(country, griis, judged, facts, checklist, parties)),
    )


def _party_code(text: str) -> str:
    code = text.strip().upper()
    if code in COUNTRY:
        return code
    remedy = "Great Britain is GB." if code == "UK" else "Use two letters, such as ES for Spain."
    raise InputError(
        sentence("%(text)s is no ISO 3166-1 country code.", text=repr(text[:20])), where="--party", remedy=remedy
    )


def _read_checklist(paths: Sequence[Path], country: str) -> GriisImport | None:
    """Read the checklist; one of another country is refused, a table of many without the Party is not."""
    if not paths:
        return None
    found = read_griis(paths, country)
    if found.invaders:
        return found
    others = Counter(
        row.value.upper()[:2] for row in found.quarantine if row.column == "countryCode" and row.value.strip()
    )
    if len(others) == 1:
        other = next(iter(others))
        raise InputError(
            sentence("The checklist is of %(other)s, not of %(country)s.", other=other, country=country),
            where=", ".join(path.name for path in paths),
            remedy=sentence("Give the archive of %(country)s, or --party %(other)s.", country=country, other=other),
        )
    if not others:
        raise InputError(
            sentence("No row of the checklist could be used for %(country)s.", country=country),
            where=", ".join(path.name for path in paths),
            remedy=next(
                (sentence("The first reason: %(reason)s", reason=row.reason) for row in found.quarantine),
                "It has no rows.",
            ),
        )
    return None


def _refuse_same_names(judged: Sequence[JudgedStudy]) -> None:
    names = Counter(each.study.name for each in judged)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise InputError(
            sentence("Two studies have the name %(twice)s.", twice=twice[0]),
            where="STUDY",
            remedy="Give each once, or rename one folder.",
        )


def _list_itself(before: GriisImport, now: GriisImport) -> Iterator[EntryChange]:
    """Yield what the two versions say otherwise of themselves."""
    old, new = (
        {
            "citation": "; ".join(source.citation for source in each.sources),
            "licence": "; ".join(source.licence for source in each.sources),
            # The note begins with the name of the file.
            "version": "; ".join(source.note.partition("; ")[2] for source in each.sources),
        }
        for each in (before, now)
    )
    fields = tuple((column, old[column], new[column]) for column in old if old[column] != new[column])
    if fields:
        yield EntryChange("changed", LIST_ITSELF, fields)


def _facts(party: str, judged: Sequence[JudgedStudy], checklist: GriisImport | None, names: Synonyms) -> PartyFacts:
    views = [StudyView(each, party) for each in judged]
    dates = [each.study.settings.date for each in judged if each.study.settings.date]
    return PartyFacts(
        party,
        max(dates, default=datetime.date.today().isoformat()),
        tuple(pairing for view in views for pairing in view.pairings()),
        tuple(sighting for view in views for sighting in view.sightings()),
        () if checklist is None else _entries(checklist),
        tuple(rule for each in judged for rule in read_regulations(each.study.name, each.tables)),
        checklist is not None,
        frozenset(country for view in views for country in view.flyway),
        {synonym: names.accepted(synonym) for synonym in names.names},
    )


def _entries(checklist: GriisImport) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            each.scientific_name,
            each.listed_as,
            each.group,
            each.is_invasive,
            each.establishment_means,
            each.status,
            each.first_year,
            each.habitat,
            each.areas,
            each.source_id,
        )
        for each in checklist.invaders
    )


def _warnings(
    party: str,
    griis: Sequence[Path],
    judged: Sequence[JudgedStudy],
    facts: PartyFacts,
    checklist: GriisImport | None,
    parties: PartiesFile | None,
) -> Iterator[str]:
    if checklist is None:
        given = ", ".join(path.name for path in griis)
        if given:
            yield sentence(
                "%(file)s has no list of %(party)s: what is present rests on the studies alone.",
                file=given,
                party=party,
            )
        else:
            yield sentence("No national checklist was given (--griis): what is present rests on the studies alone.")
    else:
        yield from checklist.warnings
    if not any(pairing.basis != "elsewhere" for pairing in facts.pairings):
        yield sentence(
            "No study given has a migrant at a site in %(party)s: what they record is to be examined, and nothing of "
            "it is proposed.",
            party=party,
        )
    if parties is None:
        yield sentence("No table of parties was given (--conventions): which conventions bind this Party is not known.")
    else:
        yield from _parties_warnings(party, parties)
    if not facts.rules:
        yield sentence("No study has a table regulations: nothing is known to be forbidden already.")
    for each in judged:
        count = sum(problem.severity == "warning" for problem in each.study.problems)
        if count:
            yield count_sentence(
                "The study %(study)s has %(number)s warning: 'oxyura check' tells it.",
                "The study %(study)s has %(number)s warnings: 'oxyura check' lists them.",
                count,
                study=each.study.name,
            )


def _parties_warnings(party: str, parties: PartiesFile) -> Iterator[str]:
    disputed = tuple(each.convention for each in parties.of(party) if each.answer == "disputed")
    if disputed:
        yield sentence(
            "The sources of %(file)s disagree on %(conventions)s: both sides are shown.",
            file=parties.name,
            conventions=disputed,
        )
    if all(each.answer in ("not_bound", "not_known") for each in parties.of(party)):
        yield sentence(
            "%(file)s has no convention in force for %(party)s. A territory is bound through the State that it belongs "
            "to, of which this table says nothing.",
            file=parties.name,
            party=party,
        )
    if parties.unknown_states:
        yield sentence(
            "%(file)s has codes of states that are none of ISO 3166-1, left aside: %(states)s.",
            file=parties.name,
            states=parties.unknown_states[:10],
        )
