"""The list as a Darwin Core Archive: taxa, distribution, species profile, relations to migrants, and metadata.

What is exchanged is data, not a sheet: cells are not changed as in CSV files for spreadsheets, only tabs, line ends and
other control characters become spaces, because the tables are parted by tabs without quotes.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from oxyura.policy.listed_facts import Pairing, Sighting
from oxyura.policy.national_list import Candidate
from oxyura.policy.species_names import name_key
from oxyura.publish.party_pack_eml import Publisher, draw_eml
from oxyura.publish.party_pack_words import PackWords

_DWC, _GBIF, _DC = "http://rs.tdwg.org/dwc/terms/", "http://rs.gbif.org/terms/1.0/", "http://purl.org/dc/terms/"
_NO_TIME = (1980, 1, 1, 0, 0, 0)

# Kinds of organism in plain words; a kingdom that no word here tells stays empty.
_KINGDOMS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "bird", "mammal", "reptile", "amphibian", "fish", "insect", "arachnid", "crustacean", "snail", "bivalve",
            "mollusc", "sea squirt", "worm", "nematode", "cnidarian", "bryozoan", "echinoderm", "comb jelly", "sponge",
            "animal",
        ),
        "Animalia",
    ),
    **dict.fromkeys(("plant", "grass", "tree", "shrub", "herb", "fern"), "Plantae"),
    "fungus": "Fungi", "chromist": "Chromista", "bacterium": "Bacteria", "virus": "Viruses", "protozoan": "Protozoa",
}  # fmt: skip
_RELATIONS: Mapping[str, str] = {
    "predation": "preys on",
    "competition": "competes with",
    "hybridisation": "hybridises with",
    "disease_transmission": "transmits a disease to",
    "parasitism": "parasitises",
    "poisoning": "poisons",
    "grazing": "grazes or tramples plants needed by",
    "structural": "changes the habitat structure of",
    "physical": "changes the physical habitat of",
    "chemical": "changes the chemical habitat of",
    "biofouling": "grows on",
    "indirect": "affects, through another species,",
}


@dataclass(frozen=True)
class _Table:
    """One file of the archive: its row type, its terms with their namespace, and its rows; the id comes first."""

    name: str
    row_type: str
    terms: tuple[str, ...]
    rows: tuple[Sequence[str], ...]

    def text(self) -> str:
        heads = ["id", *(term.rsplit("/", 1)[-1] for term in self.terms)]
        lines = ["\t".join(heads), *("\t".join(map(_plain, row)) for row in self.rows)]
        return "".join(f"{line}\n" for line in lines)


def write_archive(pack: PackWords, publisher: Publisher) -> bytes:
    """Return the archive; the same list gives the same bytes.

    Parameters
    ----------
    pack : PackWords
    publisher : Publisher
        Who publishes it, as the metadata state.
    """
    ids = _taxon_ids(pack.gathered.drawn.candidates, pack.party)
    core = _taxa(pack, ids)
    extensions = (_distribution(pack, ids), _profiles(pack, ids), _relations(pack, ids))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, text in (
            ("meta.xml", _meta(core, extensions)),
            ("eml.xml", draw_eml(pack, publisher)),
            *((table.name, table.text()) for table in (core, *extensions)),
        ):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, text.encode("utf-8", "replace"), compresslevel=9)
    return packed.getvalue()


def _taxon_ids(candidates: Sequence[Candidate], party: str) -> dict[str, str]:
    """Return an identifier per name that stays the same from one list of the Party to the next."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for candidate in sorted(candidates, key=lambda each: each.name.casefold()):
        base = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", candidate.name.casefold())).strip("-")[:120]
        wanted = f"{party.lower()}-{base or 'taxon'}"
        number, unique = 1, wanted
        while unique in taken:
            number += 1
            unique = f"{wanted}-{number}"
        taken.add(unique)
        found[candidate.name] = unique
    return found


def _taxa(pack: PackWords, ids: Mapping[str, str]) -> _Table:
    rows = []
    for each in pack.gathered.drawn.candidates:
        ranks = {1: "genus", 2: "species", 3: "subspecies"}
        rank = ranks.get(len(name_key(each.name)), "")
        remarks = "; ".join((f"section: {each.section}", *(str(reading.reason) for reading in each.rules)))
        taxon = ids[each.name]
        rows.append((taxon, taxon, each.name, rank, _KINGDOMS.get(each.group.casefold(), ""), remarks))
    terms = ("taxonID", "scientificName", "taxonRank", "kingdom", "taxonRemarks")
    return _Table("taxon.txt", f"{_DWC}Taxon", tuple(_DWC + term for term in terms), tuple(rows))


def _distribution(pack: PackWords, ids: Mapping[str, str]) -> _Table:
    rows: list[Sequence[str]] = []
    for each in pack.gathered.drawn.candidates:
        rows.append((ids[each.name], *_in_party(pack, each)))
        rows += [(ids[each.name], *row) for row in _at_sites(pack, each)]
    dwc = (
        "locationID", "countryCode", "locality", "occurrenceStatus", "establishmentMeans", "degreeOfEstablishment",
        "pathway", "eventDate", "occurrenceRemarks",
    )  # fmt: skip
    terms = (*(_DWC + term for term in dwc), f"{_DC}source")
    return _Table("distribution.txt", f"{_GBIF}Distribution", terms, tuple(rows))


def _in_party(pack: PackWords, candidate: Candidate) -> Sequence[str]:
    """Return the statement about the whole Party; absence only where somebody states it."""
    entry = candidate.entry
    stated_absent = entry is not None and entry.status == "absent"
    status = {"present": "present", "eradicated": "absent"}.get(candidate.standing, "absent" if stated_absent else "")
    here = [each for each in candidate.sightings if each.country == pack.party and each.pathway]
    pathways = dict.fromkeys(each.pathway for each in here if each.pathway)
    checklist = pack.gathered.checklist
    lists = {} if checklist is None else {each.source_id: each.citation for each in checklist.sources}
    return (
        pack.party,
        pack.party,
        "",
        status,
        entry.means if entry is not None else _means(candidate.sightings, pack.party),
        "",
        # One cell holds one term: where several ways are on record, the rows of the sites have them.
        next(iter(pathways)) if len(pathways) == 1 else "",
        str(entry.first_year) if entry is not None and entry.first_year is not None else "",
        "; ".join(map(str, candidate.standing_reasons)),
        lists.get(entry.source, "") if entry is not None else "",
    )


def _means(sightings: Sequence[Sighting], party: str) -> str:
    found = {each.means for each in sightings if each.country == party and each.means}
    return found.pop() if len(found) == 1 else "uncertain" if found else ""


def _at_sites(pack: PackWords, candidate: Candidate) -> Iterator[Sequence[str]]:
    """Yield a statement per site of which somebody knows; a site that is sensitive is not named."""
    for each in candidate.sightings:
        if each.status == "not_surveyed":
            continue
        sensitive = each.site_id in _sensitive(pack, each.study)
        source = pack.of(each.study).source(each.source)
        yield (
            "" if sensitive else f"{each.study}:{each.site_id}",
            each.country or "",
            "" if sensitive else each.site_name,
            "present" if each.status == "present" else "absent",
            each.means or "",
            each.degree or "",
            each.pathway or "",
            "" if each.first_year is None else str(each.first_year),
            "; ".join(
                part
                for part in (
                    "eradicated" if each.status == "eradicated" else "",
                    "the site is sensitive and withheld" if sensitive else "",
                )
                if part
            ),
            "" if source is None else source.citation,
        )


def _sensitive(pack: PackWords, study: str) -> frozenset[str]:
    sites = pack.tables[study]["sites"]
    flags = zip(sites.words("site_id"), sites.texts("sensitive"), strict=True)
    return frozenset(site for site, flag in flags if flag == "yes")


def _profiles(pack: PackWords, ids: Mapping[str, str]) -> _Table:
    rows = []
    for each in pack.gathered.drawn.candidates:
        if each.entry is not None:
            invasive = {"yes": "true", "no": "false"}.get(each.entry.is_invasive, "")
            rows.append((ids[each.name], invasive, each.entry.habitat.lower()))
    return _Table("speciesprofile.txt", f"{_GBIF}SpeciesProfile", (f"{_GBIF}isInvasive", f"{_DWC}habitat"), tuple(rows))


def _relations(pack: PackWords, ids: Mapping[str, str]) -> _Table:
    rows = []
    for each in pack.gathered.drawn.candidates:
        for number, pairing in enumerate(each.pairings, start=1):
            keys = pack.tables[pairing.study]["migrants"].matching("migrant_id", pairing.migrant_id)
            gbif = [key for key in keys.numbers("gbif_key").tolist() if not math.isnan(key)]
            related = f"https://www.gbif.org/species/{gbif[0]:.0f}" if gbif else f"{pairing.study}:{pairing.migrant_id}"
            verb = _relation(pairing)
            sources = [pack.of(pairing.study).source(name) for name in pairing.sources]
            rows.append(
                (
                    ids[each.name],
                    f"{ids[each.name]}-{number}",
                    ids[each.name],
                    related,
                    verb,
                    " | ".join(source.citation for source in sources if source is not None),
                    f"verdict: {pairing.verdict}; stage: {pairing.stage}; {' '.join(map(str, pairing.reasons))}",
                    pairing.migrant_name,
                )
            )
    terms = (
        "resourceRelationshipID", "resourceID", "relatedResourceID", "relationshipOfResource",
        "relationshipAccordingTo", "relationshipRemarks", "scientificName",
    )  # fmt: skip
    return _Table(
        "resourcerelationship.txt", f"{_DWC}ResourceRelationship", tuple(_DWC + term for term in terms), tuple(rows)
    )


def _relation(pairing: Pairing) -> str:
    if not pairing.on_record:
        return "occurs together with"
    verb = _RELATIONS.get(pairing.mechanism or "", "affects")
    return f"suspected: {verb}" if pairing.verdict == "unproven" else verb


def _meta(core: _Table, extensions: Sequence[_Table]) -> str:
    parts = [_described(core, "core", "id"), *(_described(table, "extension", "coreid") for table in extensions)]
    body = "".join(parts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml">\n' + body + "</archive>\n"
    )


def _described(table: _Table, tag: str, key: str) -> str:
    fields = "".join(
        f"    <field index={quoteattr(str(index))} term={quoteattr(term)}/>\n"
        for index, term in enumerate(table.terms, start=1)
    )
    return (
        f'  <{tag} encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" '
        f'ignoreHeaderLines="1" rowType={quoteattr(table.row_type)}>\n'
        f"    <files><location>{table.name}</location></files>\n"
        f'    <{key} index="0"/>\n{fields}  </{tag}>\n'
    )


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
