"""Which migrants concern a Party, and what the casebook brings for them: its own, or borrowed from elsewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.sources.listing_entries import WHOLE_RANKS
from oxyura.sources.listing_lookup import ListingLookup
from oxyura.sources.names import canonical_name, slug
from oxyura.sources.species_plus import ListingsFile
from oxyura.study.party_casebook import CasebookMigrant, Record
from oxyura.study.party_rows import GatheredStudy

# What is copied for a population of the Party's own; the models of higher tiers stay in the casebook.
_OWN_TABLES = ("stages", "classes", "distribution", "impacts", "evidence", "pressures")
_STRENGTH = {"demonstrated": 0, "inferred": 1, "expert": 2}


@dataclass(frozen=True)
class ChosenMigrants:
    """The migrants that a Party's study begins with.

    Parameters
    ----------
    own : tuple of CasebookMigrant
        Populations of the casebook with a site in the Party.
    others : mapping of str to (str, tuple of CasebookMigrant)
        Scientific name, and the same taxon elsewhere in the casebook, by the name's key.
    warnings : tuple of str
        What a person should know.
    """

    own: tuple[CasebookMigrant, ...]
    others: dict[str, tuple[str, tuple[CasebookMigrant, ...]]]
    warnings: tuple[str, ...] = ()


@dataclass
class Strengths:
    """How well pairs are evidenced where they were studied.

    Parameters
    ----------
    of_pair : dict
        0 demonstrated, 1 inferred, 2 expert, by migrant_id and invader_id.
    borrowed : int
        Records of evidence taken over from elsewhere.
    stages : dict of str to set of str
        Stages taken over, by migrant_id.
    other_calendar : list of str
        Impacts that were left out, since they were studied in stages of another calendar.
    """

    of_pair: dict[tuple[str, str], int] = field(default_factory=dict)
    borrowed: int = 0
    stages: dict[str, set[str]] = field(default_factory=dict)
    other_calendar: list[str] = field(default_factory=list)

    def note(self, migrant: str, invader: str, evidence: object) -> None:
        """Keep the best evidence of a pair."""
        strength = _STRENGTH.get(str(evidence))
        if strength is not None:
            pair = migrant, invader
            self.of_pair[pair] = min(strength, self.of_pair.get(pair, strength))


def choose_migrants(
    casebook: Sequence[CasebookMigrant],
    party: str,
    named: Sequence[str],
    listed: ListingsFile | None,
    lookup: ListingLookup | None,
) -> ChosenMigrants:
    """Choose the migrants of a Party: the casebook's there, those of the list's ranges, those that the user names.

    Raises
    ------
    InputError
        A name is neither in the casebook nor in the list; the nearest is offered.
    """
    own: dict[str, list[CasebookMigrant]] = {}
    for migrant in casebook:
        listed_there = migrant.is_listed or (lookup is not None and lookup.find(migrant.name).is_listed)
        if migrant.sites_in(party) and listed_there:
            same = own.setdefault(migrant.key, [])
            # One study speaks for a taxon; two models of one population would count it twice.
            if all(other.study == migrant.study for other in same):
                same.append(migrant)
    names = dict(_named(casebook, named, listed, lookup))
    warnings = []
    if listed is not None and listed.ranges:
        names |= _native_in(listed, party)
    elif listed is not None:
        warnings.append(
            sentence(
                "The list of listings says nothing of ranges, so it ties no species to a country. Name your migrants "
                "with --migrants, or use the download of Species+, which has the distribution."
            )
        )
    others = {
        key: (name, tuple(migrant for migrant in casebook if migrant.key == key))
        for key, name in names.items()
        if key not in own
    }
    return ChosenMigrants(tuple(each for same in own.values() for each in same), others, tuple(warnings))


def _native_in(listed: ListingsFile, party: str) -> dict[str, str]:
    """Return the species whose native range in the list includes a country; their subspecies go with them."""
    names = {entry.key: entry.name for entry in listed.entries if entry.rank not in WHOLE_RANKS}
    return {
        key: names[key]
        for key, found in listed.ranges.items()
        if party in found.native and len(key.split()) == 2 and key in names
    }


def _named(
    casebook: Sequence[CasebookMigrant],
    named: Sequence[str],
    listed: ListingsFile | None,
    lookup: ListingLookup | None,
) -> Iterable[tuple[str, str]]:
    known = {migrant.key: migrant.name for migrant in casebook}
    if listed is not None:
        known |= {entry.key: entry.name for entry in listed.entries if entry.rank not in WHOLE_RANKS}
    for text in named:
        name = canonical_name(text)
        if name is None or len(name.key.split()) < 2:
            raise InputError(
                sentence("%(text)s is no scientific name of a species.", text=repr(text[:60])),
                where="--migrants",
                remedy='Write them with ; between, such as "Oxyura leucocephala;Grus grus".',
            )
        if name.key in known or (lookup is not None and lookup.find(text).is_listed):
            yield name.key, name.name
            continue
        near = difflib.get_close_matches(name.key, known, 1, 0.6) if len(name.key) < 100 else []
        raise InputError(
            sentence(
                "%(name)s is neither in the casebook nor in the list of listings."
                if listed
                else "%(name)s is neither in the casebook nor in a list given.",
                name=name.name,
            ),
            where="--migrants",
            remedy=sentence("Most like it is %(known)s.", known=known[near[0]])
            if near
            else "Give your own list with --listings.",
        )


def add_casebook_migrants(gathered: GatheredStudy, chosen: ChosenMigrants, party: str, aliens: set[str]) -> Strengths:
    """Add the migrants with what the casebook knows of them.

    Parameters
    ----------
    gathered : GatheredStudy
        Takes the rows.
    chosen : ChosenMigrants
        The migrants.
    party : str
        ISO code.
    aliens : set of str
        Names (as for comparison) of the alien species of the Party: evidence against others is not borrowed.
    """
    strengths = Strengths()
    for migrant in chosen.own:
        _add_own(gathered, migrant, party, strengths)
    for name, elsewhere in chosen.others.values():
        migrant_id = gathered.free_id("migrants", slug(name))
        gathered.add("migrants", {"migrant_id": migrant_id, "scientific_name": name})
        for migrant in elsewhere:
            _describe(gathered, migrant, migrant_id)
            _borrow(gathered, migrant, migrant_id, aliens, strengths)
    return strengths


def _add_own(gathered: GatheredStudy, migrant: CasebookMigrant, party: str, strengths: Strengths) -> None:
    study, tables = migrant.study, migrant.tables
    own = gathered.own_id(study, "migrants", migrant.migrant_id)
    invaders: set[str] = set()
    for record in migrant.records("migrants"):
        gathered.take(study, tables, "migrants", record, migrant_id=own)
    for table in _OWN_TABLES:
        for record in migrant.records(table):
            ids = {
                column: gathered.own_id(study, target, str(record[column]))
                for column, target in (
                    ("impact_id", "impacts"),
                    ("evidence_id", "evidence"),
                    ("pressure_id", "pressures"),
                )
                if record.get(column) is not None
            }
            row = gathered.take(study, tables, table, record, migrant_id=own, **ids)
            if record.get("invader_id") is not None:
                invaders.add(str(record["invader_id"]))
            if table == "impacts":
                strengths.note(own, str(row["invader_id"]), record["evidence"])
    sites = migrant.sites | {str(record["site_id"]) for record in migrant.records("impacts")}
    for record in tables["presences"].records():
        if record["site_id"] in sites and (
            record["invader_id"] in invaders or record["site_id"] in migrant.sites_in(party)
        ):
            gathered.take(study, tables, "presences", record)


def _describe(gathered: GatheredStudy, migrant: CasebookMigrant, migrant_id: str) -> None:
    """Add what the casebook says of the species: its common name and its listing; no numbers."""
    columns = ("cms_appendix", "instruments", "listing_date", "listing_source")
    for record in migrant.records("migrants"):
        cells = {name: record[name] for name in columns}
        # The casebook tells populations apart in brackets.
        common = str(record["vernacular_name"] or "").partition(" (")[0]
        gathered.take(migrant.study, migrant.tables, "migrants", cells, migrant_id=migrant_id, vernacular_name=common)


def _borrow(
    gathered: GatheredStudy, migrant: CasebookMigrant, migrant_id: str, aliens: set[str], strengths: Strengths
) -> None:
    """Take over the evidence against the same species elsewhere, for invaders that the Party has; no size comes along.

    What an invader does to another population is not known to be what it does to this one: the impact is inferred and
    without a size of its own; its records, marked as borrowed, give it one where they can.
    """
    study, tables = migrant.study, migrant.tables
    names = dict(zip(tables["invaders"].words("invader_id"), tables["invaders"].words("scientific_name"), strict=True))
    known = strengths.stages.get(migrant_id)
    taken = False
    for record in migrant.records("impacts"):
        name = canonical_name(names.get(str(record["invader_id"]), ""))
        if name is None or name.key not in aliens or record["evidence"] == "none":
            continue
        # One migrant has one calendar: what was studied in stages of another one cannot be put beside it.
        if known is not None and record["stage"] not in known:
            strengths.other_calendar.append(f"{record['impact_id']} of the casebook study {study}")
            continue
        _borrow_impact(gathered, migrant, migrant_id, record, strengths)
        taken = True
    if not taken or known is not None:
        return
    strengths.stages[migrant_id] = {str(record["stage"]) for record in migrant.records("stages")}
    for record in migrant.records("stages"):
        note = f"Borrowed from the casebook study {study}: check the weeks for your population."
        gathered.take(study, tables, "stages", record, migrant_id=migrant_id, notes=note)


def _borrow_impact(
    gathered: GatheredStudy, migrant: CasebookMigrant, migrant_id: str, record: Record, strengths: Strengths
) -> None:
    study, tables = migrant.study, migrant.tables
    impact = gathered.own_id(study, "impacts", str(record["impact_id"]), f"borrowed-{record['impact_id']}")
    said = f"Borrowed from {migrant.migrant_id} of the casebook study {study}, where it is {record['evidence']}"
    size = f", with an effect of {record['effect']:g} there" if isinstance(record["effect"], float) else ""
    kept = {name: record[name] for name in ("invader_id", "stage", "mechanism", "rate", "applies_to", "source_id")}
    row = gathered.take(
        study,
        tables,
        "impacts",
        kept,
        impact_id=impact,
        migrant_id=migrant_id,
        evidence="inferred",
        confidence="low",
        notes=f"{said}{size}.",
    )
    strengths.note(migrant_id, str(row["invader_id"]), record["evidence"])
    same = ("invader_id", "stage", "mechanism", "rate")
    for found in migrant.records("evidence"):
        informs = found["impact_id"] in (None, record["impact_id"]) and all(
            found[name] == record[name] for name in same
        )
        if not informs:
            continue
        own = gathered.own_id(study, "evidence", str(found["evidence_id"]), f"borrowed-{found['evidence_id']}")
        place = found["place"] or _site_name(migrant, found["site_id"]) or study
        cells = {name: cell for name, cell in found.items() if name not in ("site_id", "class")}
        gathered.take(
            study,
            tables,
            "evidence",
            cells,
            evidence_id=own,
            migrant_id=migrant_id,
            impact_id=impact,
            place=place,
            borrowed="yes",
        )
        strengths.borrowed += 1


def _site_name(migrant: CasebookMigrant, site: object) -> str:
    sites = migrant.tables["sites"]
    return dict(zip(sites.words("site_id"), sites.words("name"), strict=True)).get(str(site), "")
