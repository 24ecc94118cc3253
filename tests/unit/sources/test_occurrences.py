from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oxyura.schema.errors import InputError, LimitError
from oxyura.sources import delimited
from oxyura.sources.occurrences import read_occurrences
from oxyura.sources.study_rows import InvaderSought, SiteSought

TODAY = date(2026, 6, 1)
DUCK = InvaderSought("ruddy-duck", "Oxyura jamaicensis", 2498305)
RAT = InvaderSought("brown-rat", "Rattus norvegicus")
DOEL = SiteSought("doel", 51.3, 4.27)
HONDO = SiteSought("hondo", 38.2, -0.75)
HEADER = "scientificName,decimalLatitude,decimalLongitude,eventDate"
GOOD = "Oxyura jamaicensis,51.3,4.27,2011-05-01"


def read(*paths, invaders=(DUCK, RAT), sites=(DOEL, HONDO), within=None, **options):
    found = read_occurrences(paths, invaders, sites, within, today=TODAY, **options)
    for count in found.counts:
        assert count.rows_in == count.used + count.quarantined
        assert count.used == count.matched + count.other_taxon + count.elsewhere
    assert sum(count.quarantined for count in found.counts) == len(found.quarantine)
    assert len(found.presences) == len(invaders) * len(sites)
    return found


def present(found):
    return {
        (row.invader_id, row.site_id): (row.first_year, row.last_year, row.records)
        for row in found.presences
        if row.status == "present"
    }


def test_records_become_presences_and_silence_stays_not_surveyed(table):
    path = table(
        HEADER, GOOD, "Oxyura jamaicensis (Gmelin),51.31,4.28,1999", "Rattus norvegicus,38.2,-0.75,2020-01-05T10:00"
    )
    found = read(path)
    assert present(found) == {("ruddy-duck", "doel"): (1999, 2011, 2), ("brown-rat", "hondo"): (2020, 2020, 1)}
    silent = [row for row in found.presences if row.status == "not_surveyed"]
    assert {(row.invader_id, row.site_id) for row in silent} == {("ruddy-duck", "hondo"), ("brown-rat", "doel")}
    assert all((row.first_year, row.last_year, row.records) == (None, None, None) for row in silent)
    assert found.presences[0].source_id == found.sources[0].source_id == "records"


def test_used_rows_are_told_apart(table):
    found = read(
        table(HEADER, GOOD, "Anas platyrhynchos,51.3,4.27,2011", "Oxyura jamaicensis,52.3,4.27,2011", "x,0,0,")
    )
    (count,) = found.counts
    assert (count.rows_in, count.used, count.quarantined) == (4, 3, 1)
    assert (count.matched, count.other_taxon, count.elsewhere) == (1, 1, 1)


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        ("Oxyura jamaicensis,,4.27,2011", "no coordinates", "decimalLatitude"),
        ("Oxyura jamaicensis,51.3,,2011", "no coordinates", "decimalLatitude"),
        ("Oxyura jamaicensis,5I.3,4.27,2011", "latitude is not a number", "decimalLatitude"),
        ("Oxyura jamaicensis,51.3,east,2011", "longitude is not a number", "decimalLongitude"),
        ("Oxyura jamaicensis,91,4.27,2011", "not between -90 and 90", "decimalLatitude"),
        ("Oxyura jamaicensis,51.3,181,2011", "not between -180 and 180", "decimalLongitude"),
        ("Oxyura jamaicensis,0,0.0,2011", "0, 0", "decimalLatitude"),
        ("Oxyura jamaicensis,1e99,4.27,2011", "not between", "decimalLatitude"),
        ("Oxyura jamaicensis,1e999999,4.27,2011", "not a number", "decimalLatitude"),
        (f"Oxyura jamaicensis,{'9' * 400},4.27,2011", "not a number", "decimalLatitude"),
        ("Oxyura jamaicensis,nan,4.27,2011", "not a number", "decimalLatitude"),
        ("Oxyura jamaicensis,inf,4.27,2011", "not a number", "decimalLatitude"),
        ("Oxyura jamaicensis,51.3,4.27,", "no year", "eventDate"),
        ("Oxyura jamaicensis,51.3,4.27,spring", "cannot be read", "eventDate"),
        ("Oxyura jamaicensis,51.3,4.27,2026-06-02", "future", "eventDate"),
        ("Oxyura jamaicensis,51.3,4.27,1990/2010", "several years", "eventDate"),
        (",51.3,4.27,2011", "names no species", "scientificName"),
        ("Oxyura jamaicensis,51.3,4.27", "3 cells where the file has 4", ""),
        ("Oxyura jamaicensis,51.3,4.27,2011,x", "5 cells where the file has 4", ""),
        ("Oxyura jamaicensis,51.3\0,4.27,2011", "NUL byte", ""),
        ("Anas acuta,,4.27,2011", "no coordinates", "decimalLatitude"),
    ],
)
def test_bad_rows_are_set_aside_with_reason_row_and_text(table, row, reason, column):
    found = read(table(HEADER, GOOD, row, GOOD))
    (aside,) = found.quarantine
    assert reason in aside.reason
    assert (aside.file, aside.row, aside.column) == ("records.csv", 3, column)
    assert aside.raw == row[:500]
    assert present(found) == {("ruddy-duck", "doel"): (2011, 2011, 2)}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("basisOfRecord", "FossilSpecimen", "fossil"),
        ("basisOfRecord", "FOSSIL_SPECIMEN", "fossil"),
        ("basisOfRecord", "LIVING_SPECIMEN", "living specimen"),
        ("occurrenceStatus", "ABSENT", "not found"),
        ("occurrenceStatus", "0", "not found"),
        ("occurrenceStatus", "doubtful", "doubtful"),
        ("occurrenceStatus", "perhaps", "not known"),
        ("coordinateUncertaintyInMeters", "5001", "less well than the distance"),
        ("coordinateUncertaintyInMeters", "-1", "not a number of metres"),
        ("coordinateUncertaintyInMeters", "about 10", "not a number of metres"),
    ],
)
def test_records_that_are_no_presence_are_set_aside(table, column, value, reason):
    found = read(table(f"{HEADER},{column}", f"{GOOD},{value}"))
    (aside,) = found.quarantine
    assert reason in aside.reason
    assert (aside.column, aside.value) == (column, value)
    assert present(found) == {}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("basisOfRecord", "PRESERVED_SPECIMEN"),
        ("basisOfRecord", ""),
        ("occurrenceStatus", "PRESENT"),
        ("occurrenceStatus", ""),
        ("coordinateUncertaintyInMeters", "5000"),
        ("coordinateUncertaintyInMeters", ""),
    ],
)
def test_records_that_are_a_presence_count(table, column, value):
    assert len(present(read(table(f"{HEADER},{column}", f"{GOOD},{value}")))) == 1


def test_uncertainty_matters_only_where_the_record_would_count(table):
    row = "Oxyura jamaicensis,52.3,4.27,2011,90000"
    (count,) = read(table(f"{HEADER},coordinateUncertaintyInMeters", row)).counts
    assert (count.elsewhere, count.quarantined) == (1, 0)


def test_distance_can_be_chosen(table):
    path = table(HEADER, "Oxyura jamaicensis,51.4,4.27,2011")
    assert present(read(path)) == {}
    assert len(present(read(path, within=12))) == 1


def test_a_record_may_lie_at_several_sites(table):
    twin = SiteSought("kallo", 51.31, 4.28)
    found = read(table(HEADER, GOOD), sites=(DOEL, twin))
    assert set(present(found)) == {("ruddy-duck", "doel"), ("ruddy-duck", "kallo")}
    assert found.counts[0].matched == 1


def test_outlines_decide_where_a_site_has_one(table):
    site = SiteSought("polder", 51.3, 4.27, geometry_wkt="POLYGON ((4 51, 4.2 51, 4.2 51.5, 4 51.5, 4 51))")
    path = table(HEADER, GOOD, "Oxyura jamaicensis,51.1,4.1,2005")
    assert present(read(path, sites=(site,))) == {("ruddy-duck", "polder"): (2005, 2005, 1)}


def test_key_goes_before_name_and_year_stands_in_for_a_bad_date(table):
    header = "taxonKey,scientificName,decimalLatitude,decimalLongitude,eventDate,year"
    path = table(
        header, "2498305,Erismatura sp.,51.3,4.27,,2001", ",Oxyura jamaicensis,51.3,4.27,spring,2003", delimiter="\t"
    )
    assert present(read(path)) == {("ruddy-duck", "doel"): (2001, 2003, 2)}


def test_french_spreadsheets_with_decimal_commas_are_read(tmp_path):
    path = tmp_path / "fr.csv"
    header = b"\xef\xbb\xbfscientificName;decimalLatitude;decimalLongitude;year\r\n"
    path.write_bytes(header + b"Oxyura jamaicensis;51,3;4,27;2011\r\n;;;\r\n")
    found = read(path)
    assert present(found) == {("ruddy-duck", "doel"): (2011, 2011, 1)}


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("eeacellcode", "1kmE3922N3144"),
        ("eeacellcode", "10kmE392N314"),
        ("eqdgccellcode", "E004N51CB"),
        ("mgrscellcode", "31UES8883"),
    ],
)
def test_cubes_are_matched_by_their_cells_and_counted(table, column, code):
    header = f"year,{column},specieskey,species,occurrences"
    rows = [f"{year},{code},2498305,Oxyura jamaicensis,{count}" for year, count in ((2015, 7), (2019, 5))]
    found = read(table(header, *rows, delimiter="\t"))
    assert present(found) == {("ruddy-duck", "doel"): (2015, 2019, 12)}


def test_cells_coarser_than_the_distance_say_so(table):
    path = table("year,eqdgccellcode,species", "2015,E004N51C,Oxyura jamaicensis", "2016,E004N51CB,Rattus norvegicus")
    notes = {row.invader_id: row.notes for row in read(path, sites=(DOEL,), within=20).presences}
    assert "recorded in the cell, not at the site itself" in notes["ruddy-duck"]
    assert notes["brown-rat"] == ""


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2015,,Oxyura jamaicensis,1", "no cell code"),
        ("2015,1kmE3922,Oxyura jamaicensis,1", "not one of the grid"),
        ("2015,E004N51CB,Oxyura jamaicensis,1", "not one of the grid"),
        (",1kmE3922N3144,Oxyura jamaicensis,1", "no year"),
        ("2015,1kmE3922N3144,Oxyura jamaicensis,0", "whole number above 0"),
        ("2015,1kmE3922N3144,Oxyura jamaicensis,1.5", "whole number above 0"),
        ("2015,1kmE3922N3144,Oxyura jamaicensis,", "whole number above 0"),
        ("2015,1kmE3922N3144,Oxyura jamaicensis,99999999999999999", "whole number above 0"),
        ("2015,1kmE3922N3144,,1", "names no species"),
    ],
)
def test_bad_rows_of_cubes_are_set_aside(table, row, reason):
    found = read(table("year,eeacellcode,species,occurrences", row))
    assert [reason in aside.reason for aside in found.quarantine] == [True]


def test_a_fault_in_a_year_column_names_that_column(table):
    found = read(table("year,eeacellcode,species", "19x5,1kmE3922N3144,Oxyura jamaicensis"))
    assert [(aside.column, aside.value) for aside in found.quarantine] == [("year", "19x5")]


META = (
    '<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml"><core encoding="UTF-8" fieldsTerminatedBy="\\t" '
    'fieldsEnclosedBy="" ignoreHeaderLines="1" rowType="http://rs.tdwg.org/dwc/terms/Occurrence"><files>'
    '<location>occurrence.txt</location></files><id index="0"/>{fields}</core></archive>'
)


def archive(zipped, terms, body):
    fields = "".join(
        f'<field index="{place}" term="http://rs.tdwg.org/dwc/terms/{term}"/>'
        for place, term in enumerate(terms, start=1)
    )
    eml = "<eml><dataset><title>Records</title></dataset></eml>"
    return zipped("records.zip", {"meta.xml": META.format(fields=fields), "occurrence.txt": body, "eml.xml": eml})


def test_darwin_core_archives_are_read_by_their_meta(zipped):
    terms = ("scientificName", "decimalLatitude", "decimalLongitude", "eventDate")
    body = "id\tname\tlat\tlon\twhen\n1\tOxyura jamaicensis\t51.3\t4.27\t2011\n2\tOxyura jamaicensis\t\t\t2011\n"
    found = read(archive(zipped, terms, body))
    assert present(found) == {("ruddy-duck", "doel"): (2011, 2011, 1)}
    assert found.counts[0].file == "records.zip!occurrence.txt"
    assert found.sources[0].citation == "Records."
    assert [row.row for row in found.quarantine] == [3]


def test_archives_whose_header_contradicts_meta_are_refused(zipped):
    terms = ("scientificName", "decimalLatitude", "decimalLongitude", "year")
    body = "id\tscientificName\tdecimalLongitude\tdecimalLatitude\tyear\n1\tOxyura jamaicensis\t4.27\t51.3\t2011\n"
    with pytest.raises(InputError, match=r"header and meta\.xml disagree"):
        read(archive(zipped, terms, body))


def test_windows_1252_is_refused_and_read_when_asked_for(table):
    path = table(f"{HEADER},recordedBy", f"{GOOD},Gérard", encoding="cp1252")
    with pytest.raises(InputError, match="Byte 0xE9") as caught:
        read(path)
    assert caught.value.where == "records.csv, row 2"
    assert len(present(read(path, encoding="cp1252"))) == 1


def test_several_files_add_up(table):
    one, two = table(HEADER, GOOD, name="one.csv"), table(HEADER, GOOD, GOOD, name="two.csv")
    found = read(one, two)
    assert present(found) == {("ruddy-duck", "doel"): (2011, 2011, 3)}
    row = found.presences[0]
    assert (row.source_id, row.notes) == ("two", "also from one")
    assert [source.source_id for source in found.sources] == ["one", "two"]


def test_licences_of_the_records_go_into_the_source(table):
    found = read(
        table(f"{HEADER},license", f"{GOOD},CC_BY_NC_4_0", f"{GOOD},CC0_1_0", "Anas acuta,51.3,4.27,2011,CC_BY_4_0")
    )
    assert found.sources[0].licence == "CC BY-NC 4.0; CC0 1.0"


def test_what_a_person_should_know(table):
    header = f"{HEADER},individualCount,geodeticDatum"
    old = "Rattus norvegicus,38.2,-0.75,1911,0,ED50"
    found = read(table(header, old), sites=(HONDO, SiteSought("nowhere")))
    said = " ".join(found.warnings)
    assert "no coordinates, so that no record can be matched to them: nowhere" in said
    assert "1 matched records give 0 individuals" in said
    assert "1 matched records name a datum other than WGS 84" in said
    assert "1 presences rest only on records of more than 30 years ago" in said


@pytest.mark.parametrize(("invaders", "sites", "table_name"), [((), (DOEL,), "invaders"), ((DUCK,), (), "sites")])
def test_a_study_without_invaders_or_sites_is_told(table, invaders, sites, table_name):
    with pytest.raises(InputError, match=f"no {table_name}"):
        read_occurrences([table(HEADER)], invaders, sites)


def test_too_many_combinations_are_refused(table):
    sites = [SiteSought(str(number), 0.0, 0.0) for number in range(2000)]
    invaders = [InvaderSought(str(number), f"Aus b{'u' * number}s") for number in range(1500)]
    with pytest.raises(LimitError):
        read_occurrences([table(HEADER)], invaders, sites)


cells = st.one_of(
    st.sampled_from(["Oxyura jamaicensis", "51.3", "4.27", "2011", "", "0", "-999", "1kmE3922N3144", '"', "é", "\0"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n,\t"), max_size=8),
)  # fmt: skip
rows = st.lists(st.lists(cells, min_size=1, max_size=6), max_size=25)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, st.sampled_from(["\t", ","]), st.integers(20, 400), st.booleans())
def test_no_row_is_lost_whatever_it_holds(tmp_path, written, delimiter, size, cube):
    """Every line that is not blank is used or set aside, once, in blocks of any size."""
    header = ["species", "eeacellcode", "year", "occurrences"] if cube else HEADER.split(",")
    path = tmp_path / "any.csv"
    # Without marks in a comma file a line is a row: with them, what one mark opens may run over lines.
    lines = [delimiter.join(cell for cell in row).replace('"', "'" if delimiter == "," else '"') for row in written]
    path.write_text("\n".join([delimiter.join(header), *lines]) + "\n", encoding="utf-8", newline="")
    before, delimited.BLOCK_BYTES = delimited.BLOCK_BYTES, size
    try:
        found = read(path)
    finally:
        delimited.BLOCK_BYTES = before
    assert found.counts[0].rows_in == sum(1 for line in lines if line)
    numbers = [row.row for row in found.quarantine]
    assert len(set(numbers)) == len(numbers)
