from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from pyarrow import parquet

from oxyura.schema.errors import InputError
from oxyura.sources.griis import read_griis
from oxyura.sources.griis_words import IS_INVASIVE, belongs, misplaced
from oxyura.sources.study_rows import InvaderSought, SiteSought

TODAY = date(2026, 6, 1)


def read(*paths, country="ES"):
    found = read_griis(paths, country, TODAY)
    for count in found.counts:
        assert count.rows_in == count.used + count.quarantined
    assert sum(count.quarantined for count in found.counts) == len(found.quarantine)
    return found


def reasons(found):
    return [row.reason for row in found.quarantine]


def test_a_row_becomes_an_invader_and_a_presence_of_the_country(checklist):
    row = {"scientificName": "Oxyura jamaicensis (Gmelin, 1789)", "isInvasive": "Invasive"}
    found = read(checklist([row]))
    (invader,) = found.invaders
    assert (invader.invader_id, invader.scientific_name) == ("oxyura-jamaicensis", "Oxyura jamaicensis")
    assert (invader.is_invasive, invader.establishment_means, invader.group) == ("yes", "introduced", "bird")
    assert invader.row.notes == "GRIIS: listed as Oxyura jamaicensis (Gmelin, 1789); invasive; habitat terrestrial"
    (presence,) = found.country_presences
    assert (presence.site_id, presence.status, presence.establishment_means) == ("es", "present", "introduced")
    assert (found.country_site.site_id, found.country_site.country) == ("es", "ES")
    assert presence.source_id == found.sources[0].source_id == "griis-nowhere-2-3"
    assert found.sources[0].licence == "CC BY 4.0"


def test_at_a_site_a_national_list_says_only_how_the_species_came(checklist):
    found = read(checklist([{"scientificName": "Mus musculus"}]))
    rows = found.presences_at(
        [SiteSought("ebro", country="ES"), SiteSought("douro", country="PT"), SiteSought("nowhere")]
    )
    (row,) = rows
    assert (row.site_id, row.status, row.establishment_means) == ("ebro", "not_surveyed", "introduced")
    assert "GRIIS lists it for ES (present); nothing says it is at this site" in row.notes


def test_a_list_of_a_part_of_a_country_speaks_for_that_part(checklist):
    found = read(checklist([{"scientificName": "Mus musculus", "countryCode": "SH-TA"}]), country="SH")
    gough = SiteSought("gough", country="SH", subdivision="SH-TA")
    ascension = SiteSought("ascension", country="SH", subdivision="SH-AC")
    unsaid = SiteSought("somewhere", country="SH")
    rows = {row.site_id: row for row in found.presences_at([gough, ascension, unsaid])}
    assert set(rows) == {"gough", "somewhere"}
    assert rows["gough"].establishment_means == "introduced"
    assert rows["somewhere"].establishment_means == ""
    assert "subdivision is not given" in rows["somewhere"].notes


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Invasive", "yes"), ("invasive", "yes"), ("YES", "yes"), ("Yes", "yes"), ("TRUE", "yes"),
        ("FALSE", "no"), ("no", "no"),
        ("Null", "not_stated"), ("NULL", "not_stated"), ("null", "not_stated"), ("", "not_stated"),
        ("To be evaluated", "not_stated"), ("Not specified", "not_stated"), ("Invasive?", "not_stated"),
    ],
)  # fmt: skip
def test_words_for_invasive_are_harmonised(checklist, word, meaning):
    found = read(checklist([{"scientificName": "Mus musculus", "isInvasive": word}]))
    assert [invader.is_invasive for invader in found.invaders] == [meaning]


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("Alien", "introduced"), ("alien", "introduced"), ("introduced", "introduced"),
        ("Cryptogenic|Uncertain", "uncertain"), ("cryptogenic/uncertain", "uncertain"),
        ("Cryptogenic|Uncerain", "uncertain"),
        ("Native|Alien", "uncertain"), ("Alien/Native", "uncertain"), ("native", "native"), ("vagrant", "vagrant"),
        ("nativeReintroduced", "nativeReintroduced"),
        ("introducedAssistedColonisation", "introducedAssistedColonisation"),
        ("Null", ""), ("", ""),
    ],
)  # fmt: skip
def test_words_for_establishment_are_darwin_core_terms(checklist, word, term):
    found = read(checklist([{"scientificName": "Mus musculus", "establishmentMeans": word}]))
    assert [invader.establishment_means for invader in found.invaders] == [term]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("present", "present"),
        ("absent", "absent"),
        ("Eradicated", "eradicated"),
        ("Uncertain", "not_surveyed"),
        ("", "not_surveyed"),
    ],
)
def test_words_for_status(checklist, word, status):
    found = read(checklist([{"scientificName": "Mus musculus", "occurrenceStatus": word}]))
    assert [row.status for row in found.country_presences] == [status]


def test_a_list_without_a_status_column_states_presence_by_listing(checklist):
    found = read(
        checklist([{"scientificName": "Mus musculus"}], distribution=("id", "countryCode", "establishmentMeans"))
    )
    assert [row.status for row in found.country_presences] == ["present"]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"isInvasive": "Terrestrial", "habitat": "Null"}, "isInvasive", "value of habitat"),
        ({"isInvasive": "Terrestrial", "habitat": "Invasive"}, "isInvasive", "value of habitat"),
        ({"countryCode": "Present", "occurrenceStatus": "ES"}, "countryCode", "value of occurrenceStatus"),
        ({"occurrenceStatus": "Alien", "establishmentMeans": "Present"}, "occurrenceStatus", "of establishmentMeans"),
        ({"taxonRank": "ACCEPTED", "taxonomicStatus": "SPECIES"}, "taxonRank", "value of taxonomicStatus"),
        ({"isInvasive": "Invasive in the north."}, "isInvasive", "is not known for isInvasive"),
        ({"establishmentMeans": "Alein"}, "establishmentMeans", "is not known"),
        ({"countryCode": "PT"}, "countryCode", "about PT, not ES"),
        ({"countryCode": ""}, "countryCode", "names no country"),
        ({"scientificName": ""}, "scientificName", "names no species"),
        ({"scientificName": "Abies Ã—insignis"}, "scientificName", "probably says 'Abies ×insignis'"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_trusted_are_set_aside_with_the_reason(checklist, cells, column, said):
    rows = [
        {"scientificName": "Mus musculus"},
        {"scientificName": "Rattus rattus"},
        {"scientificName": "Sus scrofa", **cells},
    ]
    found = read(checklist(rows))
    assert [invader.invader_id for invader in found.invaders] == ["mus-musculus", "rattus-rattus"]
    (aside,) = found.quarantine
    assert said in aside.reason
    assert (aside.column, aside.row, aside.value) == (column, 4, cells[column])


def test_the_place_of_a_fault_is_the_file_that_holds_it(checklist):
    found = read(
        checklist([{"scientificName": "Mus musculus"}, {"scientificName": "Sus scrofa", "isInvasive": "Marine"}])
    )
    (aside,) = found.quarantine
    assert (aside.file, aside.row) == ("griis-nowhere.zip!speciesprofile.txt", 3)
    assert aside.raw == "1\tMarine\tTerrestrial"


def test_a_list_with_swapped_columns_is_set_aside_whole(checklist):
    swapped = {"taxonRank": "ACCEPTED", "taxonomicStatus": "SPECIES"}
    names = ("Mus musculus", "Rattus rattus", "Sus scrofa")
    found = read(
        checklist([{"scientificName": name, **swapped} for name in names] + [{"scientificName": "Ovis aries"}])
    )
    assert found.invaders == ()
    assert "In 3 of 4 rows of this list taxonRank holds values of taxonomicStatus" in reasons(found)[3]
    assert any("whole list" in text and "set aside, 4 rows" in text for text in found.warnings)


def test_a_header_that_contradicts_meta_sets_the_list_aside(checklist, zipped):
    body = "id\tisInvasive\thabitat\n0\tTerrestrial\tInvasive\n".replace("isInvasive\thabitat", "habitat\tisInvasive")
    found = read(checklist([{"scientificName": "Mus musculus"}], extra={"speciesprofile.txt": body}))
    assert found.invaders == ()
    assert "columns are in doubt" in reasons(found)[0]


def test_rows_of_several_countries_are_chosen(checklist):
    rows = [{"scientificName": "Mus musculus"}, {"scientificName": "Rattus rattus", "countryCode": "PT"}]
    path = checklist(rows)
    assert [invader.invader_id for invader in read(path, country="pt").invaders] == ["rattus-rattus"]


def test_namibia_is_a_country(checklist):
    found = read(checklist([{"scientificName": "Mus musculus", "countryCode": "NA"}]), country="NA")
    assert [row.site_id for row in found.country_presences] == ["na"]


@pytest.mark.parametrize("code", ["", "Spain", "ESP", "ZZ", "UK", "E", "ES-", "ES-ABCD", "../"])
def test_what_is_no_country_is_refused(checklist, code):
    with pytest.raises(InputError, match="no ISO 3166-1") as caught:
        read(checklist([]), country=code)
    assert ("GB" in caught.value.remedy) is (code == "UK")


def test_synonyms_are_gathered_under_the_name_the_list_accepts(checklist):
    rows = [
        {
            "scientificName": "Achatina fulica (Férussac, 1821)",
            "acceptedNameUsage": "Lissachatina fulica (Férussac, 1821)",
            "taxonomicStatus": "SYNONYM",
        },
        {"scientificName": "Lissachatina fulica (Férussac, 1821)", "isInvasive": "Invasive"},
        {"scientificName": "Aus bus", "acceptedNameUsage": "Cus dus", "taxonomicStatus": "PROPARTE_SYNONYM"},
    ]
    found = read(checklist(rows))
    assert [invader.scientific_name for invader in found.invaders] == ["Aus bus", "Lissachatina fulica"]
    snail = found.invaders[1]
    assert snail.is_invasive == "yes"
    assert snail.listed_as == ("Achatina fulica (Férussac, 1821)", "Lissachatina fulica (Férussac, 1821)")


def test_a_study_keeps_its_own_identifiers(checklist):
    names = ("Oxyura jamaicensis (Gmelin, 1789)", "Mus musculus", "Rattus rattus")
    found = read(checklist([{"scientificName": name} for name in names]))
    study = [
        InvaderSought("ruddy-duck", "Oxyura jamaicensis"),
        InvaderSought("mus-musculus", "Micromys minutus"),
        InvaderSought("odd", "???"),
    ]
    fitted = found.for_study(study)
    assert [invader.invader_id for invader in fitted.invaders] == ["mus-musculus-2", "ruddy-duck", "rattus-rattus"]
    assert [row.invader_id for row in fitted.country_presences] == ["mus-musculus-2", "ruddy-duck", "rattus-rattus"]
    assert fitted.counts == found.counts


def test_a_study_may_know_a_species_by_its_older_name(checklist):
    row = {
        "scientificName": "Achatina fulica (Férussac, 1821)",
        "acceptedNameUsage": "Lissachatina fulica (Férussac, 1821)",
        "taxonomicStatus": "SYNONYM",
    }
    found = read(checklist([row])).for_study([InvaderSought("snail", "Achatina fulica")])
    assert [invader.invader_id for invader in found.invaders] == ["snail"]


def test_lists_that_disagree_are_told(checklist):
    rows = [
        {"scientificName": "Mus musculus", "isInvasive": "Invasive"},
        {"scientificName": "Mus musculus L.", "isInvasive": "FALSE", "establishmentMeans": "native"},
    ]
    found = read(checklist(rows))
    (invader,) = found.invaders
    assert (invader.is_invasive, invader.establishment_means) == ("not_stated", "uncertain")
    assert len(found.warnings) == 2


def test_years_are_those_of_records_and_not_of_the_list(checklist):
    dates = ["2019", "2019", "2019", "2019", "2019", "1868", "1987-05", "2999", "19th century"]
    rows = [
        {"scientificName": f"Aus b{'u' * number}s", "eventDate": text} for number, text in enumerate(dates, start=1)
    ]
    years = {invader.first_year for invader in read(checklist(rows)).invaders}
    assert years == {None, 1868, 1987}


def test_rows_that_do_not_join_are_set_aside(checklist):
    extra = {
        "distribution.txt": "id\tcountryCode\toccurrenceStatus\testablishmentMeans\teventDate\n"
        "0\tES\tPresent\tAlien\t\n0\tPT\tPresent\tAlien\t\n7\tES\tPresent\tAlien\t\nshort\n",
        "speciesprofile.txt": "id\tisInvasive\thabitat\n0\tInvasive\tMarine\n0\tFALSE\tMarine\n",
    }
    found = read(checklist([{"scientificName": "Mus musculus"}], extra=extra))
    assert found.counts[0].rows_in == 4
    assert found.counts[0].used == 0
    said = reasons(found)
    assert sum("says two different things" in text for text in said) == 2
    assert sum("is not in the core table" in text for text in said) == 1
    assert sum("has 1 cells where the file has 5" in text for text in said) == 1


def test_ids_that_stand_twice_are_set_aside(checklist):
    found = read(checklist([{"scientificName": "Mus musculus"}, {"scientificName": "Rattus rattus", "id": "0"}]))
    assert [invader.invader_id for invader in found.invaders] == ["mus-musculus"]
    assert "stands in the core table before" in reasons(found)[0]


def test_two_files_are_counted_apart(checklist):
    first = checklist([{"scientificName": "Mus musculus"}], name="one.zip")
    second = checklist(
        [{"scientificName": "Mus musculus"}, {"scientificName": "", "isInvasive": "Null"}], name="two.zip"
    )
    found = read(first, second)
    assert [(count.file, count.rows_in, count.used) for count in found.counts] == [("one.zip", 1, 1), ("two.zip", 2, 1)]
    assert len(found.invaders) == 1


def test_an_archive_of_records_is_no_checklist(zipped):
    meta = (
        '<archive xmlns="http://rs.tdwg.org/dwc/text/"><core rowType="http://rs.tdwg.org/dwc/terms/Occurrence">'
        '<files><location>a.txt</location></files><id index="0"/></core></archive>'
    )
    with pytest.raises(InputError, match="core is Occurrence") as caught:
        read(zipped("made.zip", {"meta.xml": meta, "a.txt": "1\n"}))
    assert "import occurrences" in caught.value.remedy


def test_the_table_of_all_lists(tmp_path):
    rows = {
        "title": ["List - Spain", "List - Spain", "List - Chile"],
        "version": ["1.4", "1.4", None],
        "scientificName": ["Mus musculus", None, "Rattus rattus"],
        "countryCode": ["ES", "ES", "CL"],
        "isInvasive": ["Null", "Null", "Invasive"],
    }
    path = tmp_path / "all.parquet"
    parquet.write_table(pa.table(rows), path)
    found = read(path)
    assert [invader.invader_id for invader in found.invaders] == ["mus-musculus"]
    assert found.sources[0].citation == "List - Spain. Version 1.4."
    assert [row.row for row in found.quarantine] == [3, 4]


@pytest.mark.parametrize("content", [b"PAR1 and nothing", b"PK\x03\x04", b"", b"id\tname\n"])
def test_files_that_are_no_checklists_are_said(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read(path)


def test_every_harmonised_word_belongs_to_its_column():
    assert all(belongs("isInvasive", word) for word in IS_INVASIVE)
    assert (
        misplaced({"isInvasive": "yes", "habitat": "Freshwater|Marine", "countryCode": "ES", "kingdom": "Plantae"})
        is None
    )
