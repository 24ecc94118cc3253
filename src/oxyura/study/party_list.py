"""A Party's national list, gathered from studies, its checklist of alien species and a table of parties."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oxyura.invaders.presence import read_presences
from oxyura.migrants.listing import read_listings
from oxyura.policy.list_changes import EntryChange, compare_lists
from oxyura.policy.listed_facts import Basis, Entry, Pairing, PartyFacts, Rule, Sighting
from oxyura.policy.national_list import NationalList, draw_up_list
from oxyura.schema.conventions import Membership
from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet, number_of, text_of
from oxyura.schema.vocabularies import COUNTRY
from oxyura.sources.conventions import PartiesFile, read_parties
from oxyura.sources.griis import GriisImport, read_griis
from oxyura.study.checked import read_study
from oxyura.study.judged_studies import JudgedStudy, judge_study
from oxyura.study.pairs import Pair


@dataclass(frozen=True)
class PartyList:
    """A Party's list with everything that it was drawn up from.

    Parameters
    ----------
    party : str
        ISO code.
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
    say("Reading the checklist")
    checklist = _read_checklist(griis, country)
    earlier = None if since is None else _read_checklist((since,), country)
    judged = []
    for name in studies:
        say(f"Judging {name}")
        judged.append(judge_study(read_study(name, encoding=encoding)))
    _refuse_same_names(judged)
    facts = _facts(country, judged, checklist)
    memberships: tuple[Membership, ...] = () if parties is None else parties.of(country)
    changes = None
    if earlier is not None and checklist is not None:
        changes = compare_lists(_entries(earlier), _entries(checklist))
    return PartyList(
        country,
        draw_up_list(facts, memberships),
        facts,
        tuple(judged),
        checklist,
        changes,
        earlier,
        parties,
        tuple(_warnings(country, griis, judged, facts, checklist, parties)),
    )


def _party_code(text: str) -> str:
    code = text.strip().upper()
    if code in COUNTRY:
        return code
    remedy = "Great Britain is GB." if code == "UK" else "Use two letters, such as ES for Spain."
    raise InputError(f"{text[:20]!r} is no ISO 3166-1 country code.", where="--party", remedy=remedy)


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
            f"The checklist is of {other}, not of {country}.",
            where=", ".join(path.name for path in paths),
            remedy=f"Give the archive of {country}, or --party {other}.",
        )
    if not others:
        raise InputError(
            f"No row of the checklist could be used for {country}.",
            where=", ".join(path.name for path in paths),
            remedy=next((f"The first reason: {row.reason}" for row in found.quarantine), "It has no rows."),
        )
    return None


def _refuse_same_names(judged: Sequence[JudgedStudy]) -> None:
    names = Counter(each.study.name for each in judged)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise InputError(
            f"Two studies have the name {twice[0]}.", where="STUDY", remedy="Give each once, or rename one folder."
        )


def _facts(party: str, judged: Sequence[JudgedStudy], checklist: GriisImport | None) -> PartyFacts:
    views = [_StudyView(each, party) for each in judged]
    dates = [each.study.settings.date for each in judged if each.study.settings.date]
    return PartyFacts(
        party,
        max(dates, default=datetime.date.today().isoformat()),
        tuple(pairing for view in views for pairing in view.pairings()),
        tuple(sighting for view in views for sighting in view.sightings()),
        () if checklist is None else _entries(checklist),
        tuple(rule for each in judged for rule in _rules(each.study.name, each.tables)),
        checklist is not None,
        frozenset(country for view in views for country in view.flyway),
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


def _rules(study: str, tables: TableSet) -> Iterator[Rule]:
    table = tables["regulations"]
    for row, record in zip(table.rows.tolist(), table.records(), strict=True):
        territory, forbids = record["territory"], record["forbids"]
        yield Rule(
            study,
            row,
            str(record["regulation_id"]),
            text_of(record["scientific_name"]),
            text_of(record["rank"]),
            str(record["instrument"]),
            territory if isinstance(territory, tuple) else (),
            text_of(record["date"]),
            tuple(word.strip().casefold() for word in forbids) if isinstance(forbids, tuple) else (),
            text_of(record["url"]),
            text_of(record["source_id"]),
            text_of(record["notes"]) or "",
        )


class _StudyView:
    """One study as a Party sees it: which migrants use it, and what meets them there and elsewhere."""

    def __init__(self, judged: JudgedStudy, party: str) -> None:
        self.judged, self.tables, self.party = judged, judged.tables, party
        self.name = judged.study.name
        sites = self.tables["sites"]
        self.countries = dict(zip(sites.words("site_id"), sites.texts("country"), strict=True))
        self.site_names = dict(zip(sites.words("site_id"), sites.words("name"), strict=True))
        self.presences = read_presences(self.tables)
        self.users = {migrant for migrant, site in self._stays() if self.countries.get(site) == party}
        self.flyway_sites = {site for migrant, site in self._stays() if migrant in self.users}
        self.flyway = {country for site in self.flyway_sites if (country := self.countries.get(site)) is not None}

    def _stays(self) -> Iterator[tuple[str, str]]:
        table = self.tables["distribution"]
        shares = table.numbers("share", 1.0)
        for migrant, site, share in zip(table.words("migrant_id"), table.words("site_id"), shares, strict=True):
            if share > 0:
                yield migrant, site

    def pairings(self) -> Iterator[Pairing]:
        listings = read_listings(self.tables)
        migrants, invaders = self._names("migrants", "migrant_id"), self._names("invaders", "invader_id")
        sources = self._sources()
        for pair in self.judged.pairs:
            listing = listings.get(pair.migrant_id)
            sites = sorted(pair.sites, key=lambda site: self.countries.get(site) != self.party)
            yield Pairing(
                self.name,
                pair.migrant_id,
                pair.invader_id,
                invaders.get(pair.invader_id, pair.invader_id),
                migrants.get(pair.migrant_id, pair.migrant_id),
                None if listing is None else listing.appendix,
                () if listing is None else listing.instruments,
                pair.stage,
                pair.mechanism,
                pair.judgement.verdict,
                pair.judgement.rule,
                pair.judgement.reasons,
                pair.judgement.would_settle,
                self._basis(pair),
                tuple(sites),
                tuple(pair.effect_on_rate.items()),
                tuple(sources.get((pair.migrant_id, pair.invader_id, pair.stage, pair.mechanism), ())),
            )

    def _basis(self, pair: Pair) -> Basis:
        if pair.migrant_id not in self.users:
            return "elsewhere"
        used = {site for migrant, site in self._stays() if migrant == pair.migrant_id}
        for site in used:
            presence = self.presences.get((pair.invader_id, site))
            known = presence is not None and presence.status in ("present", "eradicated")
            if known and self.countries.get(site) == self.party:
                return "here"
        return "flyway"

    def _names(self, table: str, key: str) -> Mapping[str, str]:
        return dict(zip(self.tables[table].words(key), self.tables[table].words("scientific_name"), strict=True))

    def _sources(self) -> Mapping[tuple[str, str, str, str | None], dict[str, None]]:
        """Return the sources of the records of every pair, in the order of the tables."""
        found: dict[tuple[str, str, str, str | None], dict[str, None]] = {}
        for name in ("impacts", "evidence"):
            for record in self.tables[name].records():
                source = text_of(record["source_id"])
                key = (
                    str(record["migrant_id"]),
                    str(record["invader_id"]),
                    str(record["stage"]),
                    text_of(record["mechanism"]),
                )
                if source is not None:
                    found.setdefault(key, {})[source] = None
        return found

    def sightings(self) -> Iterator[Sighting]:
        invaders = {str(record["invader_id"]): record for record in self.tables["invaders"].records()}
        for record in self.tables["presences"].records():
            invader, site = str(record["invader_id"]), str(record["site_id"])
            presence, species = self.presences[invader, site], invaders.get(invader, {})
            year = number_of(record["first_year"])
            yield Sighting(
                self.name,
                invader,
                str(species.get("scientific_name") or invader),
                site,
                self.site_names.get(site) or site,
                self.countries.get(site),
                presence.status,
                presence.alien,
                presence.decided_by != "default",
                text_of(record["establishment_means"]),
                text_of(record["degree_of_establishment"]),
                text_of(record["pathway"]),
                None if year is None else int(year),
                text_of(record["source_id"]),
                site in self.flyway_sites,
                text_of(species.get("vernacular_name")) or "",
                text_of(species.get("group")) or "",
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
            yield f"{given} has no list of {party}: what is present rests on the studies alone."
        else:
            yield "No national checklist was given (--griis): what is present rests on the studies alone."
    else:
        yield from checklist.warnings
    if not any(pairing.basis != "elsewhere" for pairing in facts.pairings):
        yield (
            f"No study given has a migrant at a site in {party}: what they record is to be examined, and nothing of it "
            "is proposed."
        )
    if parties is None:
        yield "No table of parties was given (--conventions): which conventions bind this Party is not known."
    else:
        disputed = [each.convention for each in parties.of(party) if each.answer == "disputed"]
        if disputed:
            yield f"The sources of {parties.name} disagree on {', '.join(disputed)}: both sides are shown."
        if parties.unknown_states:
            states = ", ".join(parties.unknown_states[:10])
            yield f"{parties.name} has codes of states that are none of ISO 3166-1, left aside: {states}."
    if not facts.rules:
        yield "No study has a table regulations: nothing is known to be forbidden already."
    for each in judged:
        errors = sum(problem.severity == "warning" for problem in each.study.problems)
        if errors:
            yield f"The study {each.study.name} has {errors} warnings: see 'oxyura check {each.study.name}'."
