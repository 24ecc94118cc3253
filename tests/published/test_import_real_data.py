"""Importing real lists and records: nothing is lost, and what comes out is what plain counting of the files says.

Files: ``griis/archives`` and ``griis_all_latest.parquet`` (Global Register of Introduced and Invasive Species,
CC BY 4.0), ``belgium-alien-cube``, ``occurrences`` (INBO, CC0) and ``gbif-cubes``.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import Counter
from datetime import date

import numpy as np
import pytest

from oxyura.sources.griis import read_griis
from oxyura.sources.griis_files import read_checklists
from oxyura.sources.griis_words import misplaced
from oxyura.sources.occurrences import read_occurrences
from oxyura.sources.quarantine import quarantine_rows
from oxyura.sources.study_rows import InvaderSought, SiteSought
from oxyura.spacetime.cells import locate_cells
from oxyura.spacetime.great_circle import great_circle_km

TODAY = date(2026, 6, 1)
ARCHIVES = {
    "australia": "AU", "china": "CN", "ecuador": "EC", "kazakhstan": "KZ", "kenya": "KE", "mauritania": "MR",
    "netherlands": "NL", "new-zealand": "NZ", "portugal": "PT", "qatar": "QA", "saint-lucia-2.14": "LC",
    "saint-lucia-2.15": "LC", "senegal": "SN", "south-africa": "ZA", "spain": "ES", "tristan-da-cunha": "SH",
    "turkey": "TR",
}  # fmt: skip


@pytest.fixture(scope="module")
def archives(data_dir):
    return data_dir / "griis" / "archives"


@pytest.fixture(scope="module")
def all_lists(data_dir):
    return data_dir / "griis" / "griis_all_latest.parquet"


def balanced(found):
    for count in found.counts:
        assert count.rows_in == count.used + count.quarantined
    assert sum(count.quarantined for count in found.counts) == len(found.quarantine)
    assert sum(1 for _ in quarantine_rows(found.quarantine)) == len(found.quarantine) + 1
    return found


def member(path, name):
    """Rows of a member of an archive, read without any of our code."""
    with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_archive_is_known(archives):
    assert {path.stem.removeprefix("griis-") for path in archives.glob("*.zip")} == set(ARCHIVES)


@pytest.mark.parametrize(("name", "country"), ARCHIVES.items())
def test_archives_lose_no_row_and_no_statement(archives, name, country):
    path = archives / f"griis-{name}.zip"
    found = balanced(read_griis([path], country, TODAY))
    taxa, profiles = member(path, "taxon.txt"), member(path, "speciesprofile.txt")
    assert found.counts[0].rows_in == len(taxa)
    assert {row["isInvasive"].casefold() for row in profiles} <= {"null", "invasive", "yes", ""}
    called_invasive = {row["id"] for row in profiles if row["isInvasive"].casefold() in ("invasive", "yes")}
    listed = {row["scientificName"] for row in taxa if row["id"] in called_invasive}
    taken = {entry for invader in found.invaders if invader.is_invasive == "yes" for entry in invader.listed_as}
    aside = {row.value for row in found.quarantine}
    assert {" ".join(entry.split()) for entry in listed} <= taken | aside
    assert len({invader.invader_id for invader in found.invaders}) == len(found.invaders)
    assert all(row.establishment_means in ("introduced", "uncertain", "") for row in found.country_presences)
    (source,) = found.sources
    assert source.licence == "CC BY 4.0"
    assert "Pagad S" in source.citation


def test_damaged_names_are_set_aside_and_explained(archives):
    found = balanced(read_griis([archives / "griis-portugal.zip"], "PT", TODAY))
    assert len(found.quarantine) == 5
    assert all(row.column == "scientificName" and "Ã" in row.value for row in found.quarantine)
    assert any("'Abies ×insignis Carriere ex Bailly'" in row.reason for row in found.quarantine)


def test_facts_of_single_lists(archives):
    spain = {i.invader_id: i for i in read_griis([archives / "griis-spain.zip"], "ES", TODAY).invaders}
    assert spain["oxyura-jamaicensis"].establishment_means == "introduced"
    assert {invader.first_year for invader in spain.values()} == {None}  # 2019 in all rows is the list's own date
    zealand = {i.invader_id: i for i in read_griis([archives / "griis-new-zealand.zip"], "NZ", TODAY).invaders}
    assert zealand["perca-fluviatilis"].first_year == 1868
    tristan = balanced(read_griis([archives / "griis-tristan-da-cunha.zip"], "SH", TODAY))
    assert {area for invader in tristan.invaders for area in invader.areas} == {"SH-TA"}
    gough = SiteSought("gough", country="SH", subdivision="SH-TA")
    mouse = next(row for row in tristan.presences_at([gough]) if row.invader_id == "mus-musculus")
    assert (mouse.status, mouse.establishment_means) == ("not_surveyed", "introduced")


def test_two_versions_of_a_list_are_counted_apart_and_merged(archives):
    paths = [archives / f"griis-saint-lucia-{version}.zip" for version in ("2.14", "2.15")]
    found = balanced(read_griis(paths, "LC", TODAY))
    assert [count.used for count in found.counts] == [113, 113]
    assert len(found.invaders) == 113
    assert [source.source_id for source in found.sources] == ["griis-saint-lucia-2-14", "griis-saint-lucia-2-15"]


def test_the_wrong_country_sets_everything_aside(archives):
    found = balanced(read_griis([archives / "griis-kenya.zip"], "TZ", TODAY))
    assert (found.invaders, found.counts[0].used, len(found.quarantine)) == ((), 0, 271)
    assert set(found.quarantine.reasons) == {"The row is about KE, not TZ."}


def test_lists_with_swapped_columns_are_found_in_the_whole_register(all_lists):
    swapped = {}
    nulls = rows = 0
    for checklist in read_checklists(all_lists):
        pairs = Counter(misplaced(row.cells) for row in checklist.rows)
        nulls += sum(row.cells["isInvasive"] == "Null" for row in checklist.rows)
        rows += len(checklist.rows)
        wrong = len(checklist.rows) - pairs[None]
        if 2 * wrong > len(checklist.rows):
            swapped[checklist.source.citation] = max((pair for pair in pairs if pair), key=pairs.__getitem__)
    assert (rows, nulls) == (123_638, 88_925)
    ranks = [citation for citation, pair in swapped.items() if set(pair) & {"taxonRank", "taxonomicStatus"}]
    others = [citation for citation in swapped if citation not in ranks]
    assert len(ranks) + len(others) == 32
    assert any("Great Britain. Version" in citation for citation in ranks)
    assert [citation.split(" - ")[1] for citation in others if "Slovakia" in citation] == ["Slovakia. Version 1.1."]


def test_a_swapped_list_gives_nothing_and_says_why(all_lists):
    found = balanced(read_griis([all_lists], "GB", TODAY))
    assert found.counts[0].rows_in == 123_638
    assert {invader.source_id.rsplit("-great-britain", 1)[0][-8:] for invader in found.invaders} == {"-islands"}
    assert any("Great Britain" in text and "2,848 rows" in text for text in found.warnings)


def test_belgian_records(data_dir):
    path = data_dir / "occurrences" / "belgium_invasive_occurrences_dwc.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    number = Counter(row["scientificName"] for row in rows)
    invaders = [InvaderSought(f"i{place}", name) for place, name in enumerate(number)]
    found = balanced(read_occurrences([path], invaders, [SiteSought("belgium", 50.8, 4.4)], 300, today=TODAY))
    assert found.counts[0].rows_in == found.counts[0].matched == 967
    assert [row.records for row in found.presences] == list(number.values())
    duck = next(row for row, name in zip(found.presences, number, strict=True) if name == "Oxyura jamaicensis")
    years = [int(row["eventDate"][:4]) for row in rows if row["scientificName"] == "Oxyura jamaicensis"]
    assert (duck.records, duck.first_year, duck.last_year) == (98, min(years), max(years))
    assert found.sources[0].licence == "CC0 1.0"
    assert any("give 0 individuals" in text for text in found.warnings)


@pytest.fixture(scope="module")
def alien_cube(data_dir):
    path = data_dir / "belgium-alien-cube" / "be_alien_vertebrates_cube.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return path, list(csv.DictReader(stream))


def test_cells_of_the_belgian_cube_lie_where_the_cube_says(alien_cube):
    _, rows = alien_cube
    cells = locate_cells([row["eeaCellCode"] for row in rows], "eea")
    assert cells.valid.all()
    lat = np.array([float(row["lat"]) for row in rows])
    lon = np.array([float(row["lon"]) for row in rows])
    assert great_circle_km(lat, lon, cells.lat, cells.lon).max() < 0.001


def test_belgian_cube(alien_cube):
    path, rows = alien_cube
    ours = [row for row in rows if row["species"] == "Oxyura jamaicensis"]
    per_cell = Counter(row["eeaCellCode"] for row in ours)
    code = per_cell.most_common(1)[0][0]
    there = [row for row in ours if row["eeaCellCode"] == code]
    duck = InvaderSought("ruddy-duck", "Oxyura jamaicensis", int(there[0]["speciesKey"]))
    goose = InvaderSought("canada-goose", "Branta canadensis")
    site = SiteSought("pond", float(there[0]["lat"]), float(there[0]["lon"]))
    found = balanced(read_occurrences([path], [duck, goose], [site], 0.2, today=TODAY))
    # Half the diagonal of the cell is 707 m: records known less well than that are not believed at the pond.
    vague = [row for row in there if float(row["minCoordinateUncertaintyInMeters"] or 0) > 707]
    sure = [row for row in there if row not in vague]
    (count,) = found.counts
    assert (count.rows_in, count.quarantined, count.matched) == (51_112, len(vague), len(sure))
    assert all("known less well" in reason for reason in found.quarantine.reasons)
    years = [int(row["year"]) for row in sure]
    present, absent = found.presences
    assert present.records == sum(int(row["occurrences"]) for row in sure) > 500
    assert (present.first_year, present.last_year) == (min(years), max(years))
    assert absent.status == "not_surveyed"


@pytest.mark.parametrize(
    ("file", "column", "species", "site"),
    [
        ("denmark_mammals_cube_eea.csv", "eeacellcode", "Lepus europaeus", SiteSought("denmark", 56.0, 10.5)),
        ("denmark_mammals_cube_eqdgc.csv", "eqdgccellcode", "Lepus europaeus", SiteSought("denmark", 56.0, 10.5)),
        ("denmark_mammals_cube_mgrs.csv", "mgrscellcode", "Lepus europaeus", SiteSought("denmark", 56.0, 10.5)),
        ("montenegro_bryophytes_cube_eea.csv", "eeacellcode", "Tortula muralis", SiteSought("montenegro", 42.7, 19.3)),
    ],
)
def test_gbif_cubes(data_dir, file, column, species, site):
    path = data_dir / "gbif-cubes" / file
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    found = balanced(read_occurrences([path], [InvaderSought("it", species)], [site], 500, today=TODAY))
    (count,) = found.counts
    dated = [row for row in rows if row["year"]]
    ours = [row for row in dated if row["species"] == species]
    assert (count.rows_in, count.used, count.matched) == (len(rows), len(dated), len(ours))
    assert set(found.quarantine.reasons) <= {"The record has no year."}
    (presence,) = found.presences
    assert presence.records == sum(int(row["occurrences"]) for row in ours) > 0
    years = [int(row["year"]) for row in ours]
    assert (presence.first_year, presence.last_year) == (min(years), max(years))
    assert all(row[column] for row in rows)
