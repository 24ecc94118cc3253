"""A Party's study begins with what is known, invents nothing, and asks the rest, most decisive first."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet
from oxyura.study import assess_study, check_study
from oxyura.study import read_study as read_sound_study
from oxyura.study.party_casebook import open_casebook
from oxyura.study.party_rows import GatheredStudy
from oxyura.study.party_start import PartyStart, start_from_party
from oxyura.study.reading import read_study

DOWNLOAD = (
    "ScientificName,Family,Genus,Rank,Agreement,Listing,Listed under,Date,Note,All_DistributionFullNames,"
    "All_DistributionISOCodes,NativeDistributionFullNames,Introduced_Distribution\n"
)


@pytest.fixture(scope="module")
def archives(data_dir: Path) -> Path:
    return data_dir / "griis" / "archives"


@pytest.fixture(scope="module")
def of_2012(data_dir: Path) -> Path:
    return data_dir / "cms-listings" / "cms_listings_2012-02-23.csv"


@pytest.fixture(scope="module")
def spain(archives: Path, of_2012: Path, tmp_path_factory: pytest.TempPathFactory) -> PartyStart:
    folder = tmp_path_factory.mktemp("spain") / "es"
    return start_from_party(folder, "es", [archives / "griis-spain.zip"], listings=of_2012)


def tables_of(start: PartyStart) -> TableSet:
    return read_study(start.study).tables


def test_spain_can_be_checked_and_assessed_at_once(spain: PartyStart) -> None:
    assert spain.check.is_valid
    assessment = assess_study(read_sound_study(spain.study), deterministic=True)
    assert {migrant.tier for migrant in assessment.migrants} == {"evidence"}
    by_id = {migrant.migrant_id: migrant.verdict for migrant in assessment.migrants}
    assert by_id["greater-noctule-seville"] == "demonstrated_threat"


def test_spain_has_its_casebook_migrants_and_no_other(spain: PartyStart) -> None:
    names = set(tables_of(spain)["migrants"].words("scientific_name"))
    assert {"Oxyura leucocephala", "Puffinus mauretanicus", "Nyctalus lasiopterus"} <= names
    assert not names & {"Diomedea dabbenena", "Oxyura jamaicensis", "Anguilla anguilla"}
    assert len(tables_of(spain)["migrants"]) == spain.migrants


def test_only_invasive_or_evidenced_aliens_come_in(spain: PartyStart) -> None:
    tables = tables_of(spain)
    evidenced = set(tables["impacts"].words("invader_id")) | set(tables["evidence"].words("invader_id"))
    casebook = {record["invader_id"] for migrant in open_casebook() for record in migrant.tables["invaders"].records()}
    others = set(tables["invaders"].words("invader_id")) - evidenced - casebook
    assert others
    notes = dict(zip(tables["invaders"].words("invader_id"), tables["invaders"].words("notes"), strict=True))
    assert all("; invasive" in notes[invader] for invader in others)
    assert spain.left_out > 500
    assert len(set(tables["invaders"].words("scientific_name"))) == spain.invaders


def test_national_list_puts_no_invader_at_a_site(spain: PartyStart) -> None:
    table = tables_of(spain)["presences"]
    from_list = [
        status
        for status, notes in zip(table.words("status"), table.words("notes"), strict=True)
        if notes.startswith("GRIIS")
    ]
    assert from_list
    assert set(from_list) == {"not_surveyed"}


def test_no_number_is_invented(spain: PartyStart) -> None:
    """Every abundance and share of the new study stands in a study of the casebook."""
    known = {
        (name, record[column])
        for migrant in open_casebook()
        for name, column in (("migrants", "abundance"), ("distribution", "share"))
        for record in migrant.records(name)
    }
    tables = tables_of(spain)
    for name, column in (("migrants", "abundance"), ("distribution", "share")):
        assert {(name, record[column]) for record in tables[name].records()} <= known


def test_listings_are_dated(spain: PartyStart) -> None:
    rows = {row["scientific_name"]: row for row in tables_of(spain)["migrants"].records()}
    assert rows["Puffinus mauretanicus"]["listing_date"] == "2012-02-23"
    assert spain.listing_date == "2012-02-23"


def test_most_decisive_questions_come_first(spain: PartyStart) -> None:
    page = (spain.study / "QUESTIONS.md").read_text(encoding="utf-8")
    assert f"\n{len(spain.questions)}. " in page
    order = [question.why for question in spain.questions if question.invader_id and question.site_id]
    demonstrated = [place for place, why in enumerate(order) if "demonstrated" in why]
    inferred = [place for place, why in enumerate(order) if "inferred" in why]
    assert max(demonstrated, default=-1) < min(inferred)
    tables = tables_of(spain)
    surveys = [place for place, each in enumerate(spain.questions) if not each.migrant_id]
    assert min(surveys) > max(place for place, each in enumerate(spain.questions) if each.migrant_id)
    ids = {name: set(tables[name].words(f"{name[:-1]}_id")) for name in ("migrants", "invaders", "sites")}
    for question in spain.questions:
        assert question.migrant_id in ids["migrants"] | {""}
        assert question.invader_id in ids["invaders"] | {""}
        assert question.site_id in ids["sites"] | {""}


def test_evidence_from_elsewhere_is_borrowed_without_a_size_of_its_own(archives: Path, tmp_path: Path) -> None:
    start = start_from_party(
        tmp_path / "pt", "PT", [archives / "griis-portugal.zip"], migrants=("Nyctalus lasiopterus", "Vanellus vanellus")
    )
    tables = tables_of(start)
    assert start.check.is_valid
    assert set(tables["evidence"].words("borrowed")) == {"yes"}
    assert len(tables["evidence"]) == start.borrowed > 0
    assert set(tables["impacts"].words("evidence")) == {"inferred"}
    for record in (*tables["impacts"].records(), *tables["migrants"].records()):
        assert record.get("effect") is None
        assert record.get("abundance") is None
    assert len(tables["distribution"]) == 0
    assert "hedgehog" not in tables["invaders"].words("invader_id")
    first = [question.migrant_id for question in start.questions]
    assert first.index("nyctalus-lasiopterus") < first.index("vanellus-vanellus")


def test_study_that_cannot_be_assessed_is_not_begun(spain: PartyStart, archives: Path) -> None:
    with pytest.raises(InputError, match="already"):
        start_from_party(spain.study, "ES", [archives / "griis-spain.zip"])


def test_ranges_of_the_list_tie_species_to_the_party(archives: Path, tmp_path: Path) -> None:
    path = tmp_path / "cms_listings_2025-01-31.csv"
    path.write_text(
        DOWNLOAD
        + 'Grus grus,Gruidae,Grus,SPECIES,CMS,II,Grus spp.,**II** 01/01/1979,,"Spain,France","ES,FR","Spain,France",\n'
        + 'Oxyura jamaicensis,Anatidae,Oxyura,SPECIES,CMS,II,Anatidae spp.,,,"Canada,Spain","CA,ES",Canada,Spain\n'
        + "Gazella dorcas,Bovidae,Gazella,SPECIES,CMS,I,Gazella dorcas,,,Egypt,EG,Egypt,\n",
        encoding="utf-8",
    )
    start = start_from_party(tmp_path / "es", "ES", [archives / "griis-spain.zip"], listings=path)
    rows = {row["scientific_name"]: row for row in tables_of(start)["migrants"].records()}
    assert rows["Grus grus"]["abundance"] is None
    assert "Oxyura jamaicensis" not in rows
    assert "Gazella dorcas" not in rows
    assert start.check.is_valid


def test_one_workbook(archives: Path, tmp_path: Path) -> None:
    start = start_from_party(tmp_path / "nl", "NL", [archives / "griis-netherlands.zip"], xlsx=True)
    assert start.study.name == "nl.xlsx"
    assert check_study(start.study).is_valid
    assert (tmp_path / "nl.QUESTIONS.md").exists()


@pytest.mark.parametrize(
    ("party", "options", "words"),
    [
        ("XX", {}, "--party"),
        ("UK", {}, "GB"),
        ("PT", {}, "is of ES, not of PT"),
        ("ES", {"migrants": ("Oxyura leucocefala",)}, "Oxyura leucocephala"),
        ("ES", {"migrants": ("duck",)}, "no scientific name"),
        ("ES", {"migrants": ("Oxyura jamaicensis",)}, "alien in ES"),
    ],
)
def test_what_cannot_be_begun_leaves_nothing(
    archives: Path, tmp_path: Path, party: str, options: dict[str, tuple[str, ...]], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        start_from_party(tmp_path / "new", party, [archives / "griis-spain.zip"], **options)
    assert not list(tmp_path.iterdir())


def test_rows_set_aside_are_kept(archives: Path, of_2012: Path, tmp_path: Path) -> None:
    start = start_from_party(tmp_path / "pt", "PT", [archives / "griis-portugal.zip"], listings=of_2012)
    with (start.study / "quarantine.csv").open(encoding="utf-8", newline="") as file:
        files = [row["file"].split("!")[0] for row in csv.DictReader(file)]
    assert (files.count(of_2012.name), files.count("griis-portugal.zip")) == (6, 5)


def test_identifiers_of_two_studies_stay_apart() -> None:
    gathered = GatheredStudy()
    gathered.add("sites", {"site_id": "lake", "name": "A lake", "country": "ES"})
    assert gathered.own_id("one", "sites", "lake") == "lake-one"
    assert gathered.own_id("one", "sites", "lake") == "lake-one"
    assert gathered.own_id("two", "sites", "lake") == "lake-two"
    assert len(gathered.free_id("sites", "x" * 80)) == 64


def test_every_party_of_the_casebook_can_begin(archives: Path, tmp_path: Path) -> None:
    """Australia, South Africa, Tristan da Cunha: their casebook rows copied alone still make a sound study."""
    for party, name in (("AU", "australia"), ("ZA", "south-africa"), ("SH", "tristan-da-cunha"), ("CN", "china")):
        start = start_from_party(tmp_path / party, party, [archives / f"griis-{name}.zip"])
        errors = [problem for problem in start.check.problems if problem.severity == "error"]
        assert (party, errors) == (party, [])
        assert json.dumps([question.text for question in start.questions])
        shutil.rmtree(start.study)


def test_listing_of_the_casebook_is_held_against_the_partys_own(archives: Path, of_2012: Path, tmp_path: Path) -> None:
    """The casebook has the Northern Lapwing on Appendix II, by its family; the list agrees, and dates it."""
    names = ("Vanellus vanellus",)
    start = start_from_party(tmp_path / "pt", "PT", [archives / "griis-portugal.zip"], listings=of_2012, migrants=names)
    [row] = tables_of(start)["migrants"].records()
    assert (row["cms_appendix"], row["listing_date"]) == ("II", "2012-02-23")
    assert row["listing_source"] == "species-plus-2012-02-23"
    assert not [question for question in start.questions if "cms_appendix" in question.table]
