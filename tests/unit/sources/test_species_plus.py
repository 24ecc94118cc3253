"""Exports of CMS listings: both forms, every row accounted for, nothing coerced."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from oxyura.schema.errors import InputError
from oxyura.sources.listing_lookup import ListingLookup
from oxyura.sources.listing_notes import limit_of
from oxyura.sources.species_plus import ListingsFile, read_listings_file
from oxyura.sources.synonyms import read_synonyms

DATED = ("rank", "scientific_name", "genus", "family", "appendix", "effective_from", "is_current", "instrument")
DATED += ("populations_iso2", "excluded_populations_iso2", "notes")
DOWNLOAD = ("Id", "Phylum", "Class", "Order", "Family", "Genus", "ScientificName", "Author", "Rank", "Agreement")
DOWNLOAD += ("Listing", "Listed under", "Date", "Note", "All_DistributionFullNames", "All_DistributionISOCodes")
DOWNLOAD += ("NativeDistributionFullNames", "Introduced_Distribution", "Reintroduced_Distribution")
TODAY = date(2026, 1, 15)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a list in the form of the header, from rows given by column."""

    def written(header: tuple[str, ...], *rows: dict[str, str], name: str = "list.csv", delimiter: str = ",") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, delimiter=delimiter, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written


def dated(name: str, appendix: str = "II", instrument: str = "CMS", **cells: str) -> dict[str, str]:
    said = {"rank": "species", "scientific_name": name, "appendix": appendix, "instrument": instrument}
    return {**said, "effective_from": "1994-01-01", "is_current": "1", **cells}


def downloaded(name: str, listing: str = "II", agreement: str = "CMS", **cells: str) -> dict[str, str]:
    said = {"ScientificName": name, "Rank": "SPECIES", "Listing": listing, "Agreement": agreement}
    return {**said, "Genus": name.split(maxsplit=1)[0], "Family": "Anatidae", **cells}


def read(path: Path, **options: str) -> ListingsFile:
    return read_listings_file(path, today=TODAY, **options)


@pytest.fixture(scope="module")
def of_2012(data_dir: Path) -> ListingsFile:
    return read_listings_file(data_dir / "cms-listings" / "cms_listings_2012-02-23.csv")


def test_every_row_of_2012_is_used_or_set_aside(of_2012: ListingsFile) -> None:
    assert (of_2012.count.rows_in, of_2012.count.used, of_2012.count.quarantined) == (620, 614, 6)
    assert len(of_2012.entries) == 614
    assert of_2012.quarantine.reasons == {"The row names no instrument.": 4, "The name is not that of a species.": 2}
    assert (of_2012.form, of_2012.date, of_2012.warnings) == ("dated", "2012-02-23", ())


def test_counts_by_instrument_are_those_of_the_file(of_2012: ListingsFile, data_dir: Path) -> None:
    with (data_dir / "cms-listings" / "cms_listings_2012-02-23.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    aside = {row.row for row in of_2012.quarantine}
    expected = Counter(row["instrument"].strip() for number, row in enumerate(rows, 2) if number not in aside)
    assert Counter(entry.instrument for entry in of_2012.entries) == expected
    assert (expected["CMS"], expected["AEWA"], expected["EUROBATS"], expected["ACAP"]) == (387, 56, 45, 30)


def test_families_are_listed_as_families(of_2012: ListingsFile) -> None:
    families = {entry.name for entry in of_2012.entries if entry.rank == "family"}
    assert len(families) == 13
    assert "Anatidae" in families
    assert of_2012.families["oxyura"] == "anatidae"


@pytest.mark.parametrize(
    ("name", "appendix", "instruments", "by_family"),
    [
        ("Oxyura leucocephala (Scopoli, 1769)", "I/II", ("AEWA",), True),
        ("Diomedea dabbenena", "II", ("ACAP",), False),
        ("Puffinus mauretanicus", "I", (), False),
        ("Nyctalus lasiopterus", "", ("EUROBATS",), False),
        ("Anguilla anguilla", "", (), False),
    ],
)
def test_taxa_of_the_casebook_in_the_list_of_2012(
    of_2012: ListingsFile, name: str, appendix: str, instruments: tuple[str, ...], by_family: bool
) -> None:
    found = ListingLookup(of_2012).find(name)
    assert (found.appendix, found.instruments, bool(found.higher)) == (appendix, instruments, by_family)


def test_population_listing_is_never_of_the_whole_taxon(of_2012: ListingsFile) -> None:
    found = ListingLookup(of_2012).find("Otis tarda")
    assert found.appendix == "II"
    assert (found.partial[0].what, found.partial[0].limit) == ("Appendix I", "Middle-European population.")


def test_ruddy_duck_is_in_the_list_by_its_family_alone(of_2012: ListingsFile) -> None:
    found = ListingLookup(of_2012).find("Oxyura jamaicensis")
    assert (found.whole, [entry.name for entry in found.higher]) == ((), ["Anatidae"])


@pytest.mark.parametrize(
    ("note", "limit"),
    [
        ("", ""),
        ("Formerly listed as <i>Diomedea bulleri</i>.", ""),
        ("Formerly included in <i>Saiga tatarica</i>, sensu Wilson & Reeder (1993)", ""),
        ("All populations", ""),
        ("All migratory <i>Grus</i> spp.", ""),
        ("[FAMILY ADDITION Scolopacidae spp.] This includes the sub-family Phalaropodinae, formerly listed", ""),
        ("See <i>Otaria byronia</i> for full details of legislation, distribution, etc.", ""),
        ("Danube population.", "Danube population."),
        ("North Pacific.\n\nInitially included within <i>Eubalaena glacialis</i>", "North Pacific."),
        ("Only African populations; formerly included in <i>M. schreibersii</i>.", None),
        ("Formerly listed as the subspecies <i>tatarica</i> only", None),
        ("Something nobody foresaw", None),
    ],
)
def test_notes_about_names_limit_nothing_and_every_other_does(note: str, limit: str | None) -> None:
    assert limit_of(note) == limit if limit is not None else limit_of(note) != ""


def test_download_of_species_plus(write: Write) -> None:
    path = write(
        DOWNLOAD,
        downloaded(
            "Branta ruficollis",
            "I/II",
            **{"Listed under": "Anatidae spp.,Branta ruficollis", "Date": "**I** 15/07/1997\n**II** 01/01/1994"},
        ),
        downloaded("Branta ruficollis", "", "AEWA", Date="01/11/1999"),
        downloaded(
            "Oxyura jamaicensis",
            **{"Listed under": "Anatidae spp.", "Date": "**II** 01/01/1994"},
            All_DistributionFullNames="Canada,Spain,Taiwan, Province of China,Atlantis",
            All_DistributionISOCodes="CA,ES,TW,QQ",
            NativeDistributionFullNames="Canada",
            Introduced_Distribution="Spain,Taiwan, Province of China",
        ),
        downloaded(
            "Phocoena phocoena",
            "I/II",
            Date="**I** 16/05/2024\n**II** 12/01/1989\n**II** 12/12/1991",
            Note="**I** Baltic Proper population\n**II** North and Baltic Sea populations\n**II** Black Sea population",
        ),
        downloaded("Stenella attenuata", Date="**II** 1991-12-12", Note="**II** All populations"),
        name="cms_listings_2025-03-01 10:12_comma_separated.csv".replace(":", ""),
    )
    listings = read(path)
    lookup = ListingLookup(listings)
    assert (listings.form, listings.date, listings.dated_by) == ("download", "2025-03-01", "the file's name")
    assert (listings.count.used, listings.count.quarantined) == (5, 0)
    goose = lookup.find("Branta ruficollis")
    assert (goose.appendix, goose.instruments, goose.higher) == ("I/II", ("AEWA",), ())
    ruddy = lookup.find("Oxyura jamaicensis")
    assert ruddy.range is not None
    assert (ruddy.range.native, ruddy.range.introduced) == ({"CA"}, {"ES", "TW"})
    assert ruddy.alien_in(frozenset({"ES", "CA"})) == ("ES",)
    assert len(ruddy.higher) == 1
    porpoise = lookup.find("Phocoena phocoena")
    assert (porpoise.appendix, len(porpoise.partial)) == ("", 2)
    assert lookup.find("Stenella attenuata").appendix == "II"


def test_semicolons_and_other_spellings_of_the_header(write: Write) -> None:
    header = tuple(name.upper().replace("_", " ") for name in DATED)
    row = {name.upper().replace("_", " "): cell for name, cell in dated("Grus grus").items()}
    listings = read(write(header, row, delimiter=";"))
    assert [entry.name for entry in listings.entries] == ["Grus grus"]
    assert (listings.date, listings.dated_by) == ("1994-01-01", "latest entry into force")
    assert "--date" in listings.warnings[0]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"instrument": ""}, "instrument"),
        ({"instrument": "A;B"}, "instrument"),
        ({"appendix": "III"}, "appendix"),
        ({"appendix": ""}, "appendix"),
        ({"instrument": "AEWA", "appendix": "II"}, "appendix"),
        ({"is_current": "0"}, "iscurrent"),
        ({"is_current": ""}, "iscurrent"),
        ({"rank": "kind"}, "rank"),
        ({"scientific_name": "None None"}, "scientificname"),
        ({"scientific_name": ""}, "scientificname"),
        ({"scientific_name": "ANATIDAE"}, "scientificname"),
        ({"rank": "subspecies"}, "scientificname"),
        ({"effective_from": "soon"}, "effectivefrom"),
        ({"effective_from": "2012-13-45"}, "effectivefrom"),
    ],
)
def test_what_is_not_understood_is_set_aside(write: Write, changes: dict[str, str], column: str) -> None:
    listings = read(write(DATED, dated("Grus grus"), {**dated("Anser anser"), **changes}))
    [row] = listings.quarantine
    assert (row.row, row.column, listings.count.used) == (3, column, 1)


def test_row_of_another_width_is_set_aside(write: Write) -> None:
    path = write(DATED, dated("Grus grus"))
    path.write_text(path.read_text(encoding="utf-8") + "species,Anser anser\n", encoding="utf-8")
    [row] = read(path).quarantine
    assert "2 cells" in row.reason


def test_populations_by_country_limit_a_listing(write: Write) -> None:
    rows = dated("Anser anser", populations_iso2="KZ, KG"), dated("Grus grus", excluded_populations_iso2="ZW")
    assert [entry.limit for entry in read(write(DATED, *rows)).entries] == [
        "Populations of KZ, KG.",
        "Except populations of ZW.",
    ]


def test_unknown_form_names_what_it_has_and_what_is_expected(write: Write) -> None:
    path = write(("Scientific Name", "Rank", "Listing", "Party", "Full note"), {"Listing": "II"})
    with pytest.raises(InputError) as caught:
        read(path)
    for word in ("Scientific Name, Rank, Listing, Party", "Agreement", "effective_from"):
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "known form"),
        (b"PK\x03\x04", "packed"),
        ("rank\n".encode("utf-16"), "UTF-8"),
        (b"rank\0\n", "no text"),
        (b'rank,scientific_name,appendix,instrument,effective_from\nspecies,"Grus', "breaks off"),
        (b"rank,scientific_name,appendix,instrument,effective_from\nspecies,Grus grus,IV,CMS,1979-01-01\n", "appendix"),
        (b"rank,rank,scientific_name,appendix,instrument,effective_from\n", "twice"),
    ],
)
def test_file_that_is_no_list(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        read(path)


def test_date_is_given_or_found(write: Write) -> None:
    path = write(DATED, dated("Grus grus"), name="cms_listings_2012-02-23.csv")
    assert read(path, listed_on="2020-02-22").date == "2020-02-22"
    for wrong in ("2999-01-01", "yesterday", "2020-02-30"):
        with pytest.raises(InputError, match="--date"):
            read(path, listed_on=wrong)
    undated = write(DATED, {**dated("Grus grus"), "effective_from": ""})
    with pytest.raises(InputError, match="Nothing says"):
        read(undated)


def test_species_listing_covers_its_subspecies_and_not_the_reverse(write: Write) -> None:
    subspecies = dated("Anser albifrons flavirostris", rank="subspecies")
    lookup = ListingLookup(read(write(DATED, dated("Grus grus"), subspecies)))
    assert lookup.find("Grus grus lilfordi").appendix == "II"
    found = lookup.find("Anser albifrons")
    assert (found.appendix, [entry.name for entry in found.partial]) == ("", ["Anser albifrons flavirostris"])


def test_nearest_name_is_offered_and_never_taken(write: Write) -> None:
    lookup = ListingLookup(read(write(DATED, dated("Oxyura leucocephala"), dated("Ardea alba"))))
    found = lookup.find("Oxyura leucocephalla")
    assert (found.is_listed, found.nearest) == (False, "Oxyura leucocephala")
    assert lookup.find("Casmerodius albus").nearest is None


def test_synonyms_are_resolved_both_ways(write: Write, tmp_path: Path) -> None:
    table = tmp_path / "synonyms.csv"
    table.write_text(
        "synonym,accepted\nCasmerodius albus,Ardea alba\nEgretta alba,Ardea alba\n"
        "Anser x,Anser anser\nAnser x,Anser fabalis\nGrus grus,Grus grus\n12,13\n",
        encoding="utf-8",
    )
    synonyms = read_synonyms(table)
    lookup = ListingLookup(read(write(DATED, dated("Casmerodius albus"))), synonyms)
    assert [lookup.find(name).appendix for name in ("Ardea alba", "Egretta alba", "Casmerodius albus")] == ["II"] * 3
    assert len(synonyms.warnings) == 2


def test_synonyms_in_a_circle_end(tmp_path: Path) -> None:
    table = tmp_path / "synonyms.csv"
    table.write_text("synonym;accepted\nAnser aa;Anser bb\nAnser bb;Anser aa\nAnser cc;Anser bb\n", encoding="utf-8")
    synonyms = read_synonyms(table)
    assert {synonyms.accepted(name) for name in ("anser aa", "anser bb", "anser cc")} == {"anser aa"}


def test_table_of_synonyms_without_its_columns(tmp_path: Path) -> None:
    table = tmp_path / "synonyms.csv"
    table.write_text("old,new\nA b,C d\n", encoding="utf-8")
    with pytest.raises(InputError, match="old, new"):
        read_synonyms(table)
