from __future__ import annotations

import gzip

import pytest

from oxyura.schema.errors import InputError, LimitError
from oxyura.sources.record_files import open_records


def layout_of(path, encoding="utf-8"):
    with open_records(path, encoding) as (table,):
        return table.layout, table.grid


def test_a_gbif_download_is_tab_separated_whatever_its_name(table):
    header = "gbifID,species,scientificName,decimalLatitude,decimalLongitude,eventDate,taxonKey"
    layout, grid = layout_of(table(header, delimiter="\t", name="0012345.csv"))
    assert (layout.delimiter, layout.quote, grid) == ("\t", "", None)
    assert layout.places["taxonKey"] == 6


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_delimiters_and_case_are_found(table, delimiter):
    layout, _ = layout_of(table("SCIENTIFICNAME,Decimallatitude,decimalLONGITUDE,year", delimiter=delimiter))
    assert layout.delimiter == delimiter
    assert set(layout.places) == {"scientificName", "decimalLatitude", "decimalLongitude", "year"}


def test_headers_may_be_full_terms(table):
    header = "http://rs.tdwg.org/dwc/terms/scientificName,dwc:decimalLatitude,dwc:decimalLongitude,dwc:year"
    assert layout_of(table(header))[0].places == {
        "scientificName": 0,
        "decimalLatitude": 1,
        "decimalLongitude": 2,
        "year": 3,
    }


def test_the_term_itself_goes_before_what_only_means_the_same(table):
    layout, _ = layout_of(table("lat,latitude,decimalLatitude,lon,species,year"))
    assert (layout.places["decimalLatitude"], layout.places["decimalLongitude"]) == (2, 3)


@pytest.mark.parametrize(
    ("column", "grid"),
    [("eeacellcode", "eea"), ("eeaCellCode", "eea"), ("eqdgcCellCode", "eqdgc"), ("mgrscellcode", "mgrs")],
)
def test_cubes_are_known_by_their_cell_column(table, column, grid):
    layout, found = layout_of(table(f"year,{column},specieskey,species,occurrences"))
    assert (found, layout.places["cellCode"]) == (grid, 1)


def test_a_plain_cell_column_is_known_by_its_codes(table):
    path = table("year,cellCode,species", "2020,,Mus musculus", "2020,E008N54BA,Mus musculus")
    assert layout_of(path)[1] == "eqdgc"


def test_gzipped_and_zipped_tables_are_opened(table, tmp_path, zipped):
    path = table("species,decimalLatitude,decimalLongitude,year", "Mus musculus,1,2,2020")
    packed = tmp_path / "records.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    with open_records(packed) as (found,), found.open() as stream:
        assert stream.read() == path.read_bytes()
    archive = zipped("download.zip", {"0012.csv": path.read_bytes(), "citations.txt": "x", "rights.txt": "y"})
    with open_records(archive) as (found,), found.open() as stream:
        assert found.layout.file == "download.zip!0012.csv"
        assert stream.read() == path.read_bytes()


def test_a_gzip_bomb_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("oxyura.sources.record_files._GZIP_FREE_BYTES", 2**20)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"species,year,decimalLatitude,decimalLongitude\n" + bytes(40 * 2**20)))
    with open_records(path) as (found,), found.open() as stream, pytest.raises(LimitError, match="as a bomb does"):
        stream.read()


def test_a_damaged_gzip_is_said(tmp_path):
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"species,year,decimalLatitude,decimalLongitude\n" * 100)[:-20])
    with pytest.raises(InputError, match="damaged"), open_records(path):
        pass


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("decimalLatitude,decimalLongitude,year", "a species"),
        ("species,year", "a place"),
        ("species,decimalLatitude,year", "a place"),
        ("species,decimalLatitude,decimalLongitude", "a time"),
        ("\x89PNG", "a species"),
        ("", "empty"),
    ],
)
def test_tables_that_lack_something_are_refused(table, header, said):
    with pytest.raises(InputError, match=said):
        layout_of(table(header))


def test_other_files_are_refused_with_what_to_do(zipped, checklist, tmp_path):
    workbook = zipped("study.xlsx", {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    two = zipped("two.zip", {"a.csv": "x", "b.csv": "y"})
    for path, said, remedy in (
        (workbook, "a workbook", "CSV"),
        (two, "2 tables", "Darwin Core archive"),
        (checklist([]), "its core is Taxon", "import griis"),
        (tmp_path / "none.csv", "cannot be read", "name"),
    ):
        with pytest.raises(InputError, match=said) as caught, open_records(path):
            pass
        assert remedy in caught.value.remedy
