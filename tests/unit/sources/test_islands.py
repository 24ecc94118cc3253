from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from oxyura.schema.errors import InputError, LimitError
from oxyura.sources.country_names import country_code
from oxyura.sources.island_names import Naming, free_id
from oxyura.sources.island_rows import IslandsImport, TaxonListing
from oxyura.sources.islands import read_islands
from oxyura.sources.score_bounds import read_score_bounds

HEADERS = {
    "islands.csv": (
        "Island_Code", "Corrected_Island_Name", "CountryTerritory", "Corrected_Latitude", "Corrected_Longitude",
        "Area", "Population_size", "Human_Habitation_Type",
    ),
    "aliens.csv": ("Island_Code", "Scientific_Name", "IC_Nominate_Type", "Invasive_Status"),
    "natives.csv": (
        "Island_Code", "Animal_type", "Scientific_name", "IUCN", "Insular_or_Continental", "Present_Breeding_Status",
    ),
    "interactions.csv": ("Island_Code", "Target_Species", "IUCN", "Invasive_Species", "impact_score"),
    "EF.csv": ("ID", "Animal_category", "largest_feasible_area", "human_pop_cutoff"),
}  # fmt: skip
ROWS: dict[str, list[tuple[str, ...]]] = {
    "islands.csv": [
        ("1.0", "Windy Island ", "SOUTH GEORGIA AND THE SOUTH SANDWICH ISLANDS", "-54.5", "-36.5", "20", "3", "None"),
        ("2.0", "Windy Island", "SAINT BARTHÉLEMY", "-50", "180.5", "", "", "Research Station"),
        ("3.0", "", "ATLANTIS", "0", "0", "1e-05", "0", "None"),
    ],
    "aliens.csv": [
        ("1.0", "Rattus spp.", "Rodent_Rattus", "Confirmed "),
        ("2.0", "Mus musculus", "Rodent_Mus", "Suspected"),
        ("3.0", "Felis  catus", "Cat", "On-going eradication"),
    ],
    "natives.csv": [
        ("1.0", "Seabird", "Avis exempli", "EN", "Insular", "Confirmed"),
        ("2.0", "Seabird", "Avis exempli", "EN", "Insular & Continental", "Potential Breeding"),
        ("3.0", "Reptile", "Lacerta ignota", "CR", "Insular", "Confirmed"),
    ],
    "interactions.csv": [
        ("1.0", "Avis exempli", "EN", "Rattus spp.", "2"),
        ("2.0", "Avis exempli", "EN", "Mus musculus", "2"),
        ("1.0", "Avis exempli", "EN", "Mus musculus", "2"),
        ("2.0", "Avis exempli", "EN", "Rattus rattus", "0"),
        ("3.0", "Lacerta ignota", "CR", "Felis catus", "1"),
    ],
    "EF.csv": [("14", "Rodent_Rattus", "308.22", "1000.0"), ("4", "Cat", "293.0544", "1000.0")],
}
LISTED = {"Avis exempli": TaxonListing("I", ("ACAP",), "2012-02-23", "the-list")}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the tables, some of their rows added or replaced."""

    def make(
        added: Mapping[str, Sequence[Sequence[str]]] | None = None,
        replaced: Mapping[str, bytes] | None = None,
        left_out: Sequence[str] = (),
    ) -> Path:
        for name, header in HEADERS.items():
            with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows((header, *ROWS[name], *(added or {}).get(name, ())))
        for name, content in (replaced or {}).items():
            (tmp_path / name).write_bytes(content)
        for name in left_out:
            (tmp_path / name).unlink()
        return tmp_path

    return make


def read(folder: Path, **options: object) -> IslandsImport:
    found = read_islands(folder, lambda name, _: LISTED.get(name), **options)
    for count in found.counts:
        assert count.rows_in == count.used + count.quarantined
        assert count.used == count.matched + count.other_taxon
    assert sum(count.quarantined for count in found.counts) == len(found.quarantine)
    return found


def reasons(found: IslandsImport) -> list[tuple[str, int, str]]:
    return [(row.file, row.row, row.reason) for row in found.quarantine]


def test_islands_become_sites(write):
    sites = read(write()).sites
    assert [(site.site_id, site.name, site.country) for site in sites] == [
        ("windy-island-1", "Windy Island", "GS"),
        ("windy-island-2", "Windy Island", "BL"),
        ("island-3", "Island 3", ""),
    ]
    assert [(site.lat, site.lon, site.area_km2, site.people) for site in sites] == [
        (-54.5, -36.5, 20.0, 3),
        (-50.0, -179.5, None, None),
        (0.0, 0.0, 1e-05, 0),
    ]
    assert sites[1].notes == "island code 2; longitude given as 180.5; people of a research station only"
    assert sites[2].notes == "island code 3; country given as ATLANTIS"


def test_only_listed_natives_become_migrants(write):
    found = read(write())
    (migrant,) = found.migrants
    assert (migrant.migrant_id, migrant.cms_appendix, migrant.instruments) == ("avis-exempli", "I", ("ACAP",))
    assert (migrant.listing_date, migrant.listing_source) == ("2012-02-23", "the-list")
    assert "lives on continents too" in migrant.notes
    assert "abundance not given" in migrant.notes
    assert {count.file: count.other_taxon for count in found.counts}["natives.csv"] == 1


def test_a_listing_is_asked_for_with_the_countries_of_all_islands(write):
    asked = {}
    read_islands(write(), lambda name, countries: asked.update({name: countries}))
    assert asked == {"Avis exempli": frozenset({"GS", "BL"}), "Lacerta ignota": frozenset()}


def test_shares_are_equal_and_say_so(write):
    first, second = read(write()).distribution
    assert (first.share, second.share) == (0.5, 0.5)
    assert (first.survey_status, second.survey_status) == ("expert", "not_surveyed")
    assert first.notes.startswith("breeding status Confirmed; A: equal shares of the 2 islands given")


def test_the_only_island_holds_the_whole_population(write):
    folder = write()
    keep = (folder / "natives.csv").read_text(encoding="utf-8").splitlines()[:2]
    (folder / "natives.csv").write_text("\n".join(keep), encoding="utf-8")
    (only,) = read(folder).distribution
    assert (only.share, only.notes) == (1.0, "breeding status Confirmed; the only island given")


def test_presences_are_as_the_tables_say_and_never_absent(write):
    presences = {(row.invader_id, row.site_id): row for row in read(write()).presences}
    status = {key: row.status for key, row in presences.items()}
    assert status == {
        ("rattus-spp", "windy-island-1"): "present",
        ("mus-musculus", "windy-island-2"): "not_surveyed",
        ("felis-catus", "island-3"): "present",
        ("mus-musculus", "windy-island-1"): "not_surveyed",
        ("rattus-rattus", "windy-island-2"): "not_surveyed",
    }
    assert presences["felis-catus", "island-3"].notes == "status On-going eradication in the tables of islands"
    assert "not among the invaders of the island" in presences["mus-musculus", "windy-island-1"].notes
    assert {row.establishment_means for row in presences.values()} == {"introduced"}


def test_an_eradicated_invader_is_eradicated(write):
    found = read(write({"aliens.csv": [("2.0", "Capra hircus", "Ungulate", "Eradicated")]}))
    assert ("capra-hircus", "eradicated") in {(row.invader_id, row.status) for row in found.presences}


def test_a_genus_stays_a_genus(write):
    names = {row.invader_id: row.scientific_name for row in read(write()).invaders}
    assert names["rattus-spp"] == "Rattus spp."
    assert names["rattus-rattus"] == "Rattus rattus"
    assert names["felis-catus"] == "Felis catus"


def test_scores_stay_scores(write):
    impacts = read(write()).impacts
    assert [(row.impact_id, row.site_id, row.impact_score) for row in impacts] == [
        ("avis-exempli-rattus-spp-score-2", "windy-island-1", 2),
        ("avis-exempli-mus-musculus-score-2", "windy-island-2", 2),
        ("avis-exempli-mus-musculus-score-2", "windy-island-1", 2),
        ("avis-exempli-rattus-rattus-score-0", "windy-island-2", 0),
    ]
    assert {(row.effect, row.effect_low, row.effect_high) for row in impacts} == {(None, None, None)}
    assert {(row.mechanism, row.rate, row.confidence) for row in impacts} == {("not_stated", "vital_rates", "low")}
    assert [row.evidence for row in impacts] == ["expert", "expert", "expert", "none"]
    assert all(row.score_scale.startswith("0 to 3, ordinal") for row in impacts)


def bounds_file(folder: Path, *rows: str, header: str = "score,rate,effect_low,effect_high,source") -> Path:
    path = folder / "bounds.csv"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return path


def test_bounds_are_shared_across_islands(write):
    folder = write()
    bounds = read_score_bounds(bounds_file(folder, "2,fecundity,-0.8,-0.2,Workshop 2026"), 3)
    found = read(folder, bounds=bounds)
    mouse = [row for row in found.impacts if row.invader_id == "mus-musculus"]
    assert len({row.impact_id for row in mouse}) == 1
    assert {(row.rate, row.effect, row.effect_low, row.effect_high) for row in mouse} == {
        ("fecundity", -0.5, -0.8, -0.2)
    }
    assert {row.source_id for row in mouse} == {"workshop-2026"}
    assert "the middle of the bounds" in mouse[0].notes
    (zero,) = (row for row in found.impacts if row.impact_score == 0)
    assert (zero.effect, zero.evidence) == (None, "none")
    assert any("nothing of the score 0" in text for text in found.warnings)
    assert [source.source_id for source in found.sources] == ["holmes-2019-islands", "workshop-2026"]


def test_a_bound_on_score_0_is_a_judgement_like_any_other(write):
    folder = write()
    bounds = read_score_bounds(bounds_file(folder, "0,survival,-0.1,0,Me", "2,survival,-1,0,Me"), 3)
    assert {row.evidence for row in read(folder, bounds=bounds).impacts} == {"expert"}


def test_no_bounds_no_effect_by_default(write):
    assert any("Scores stay scores" in text for text in read(write()).warnings)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("4,fecundity,-0.8,-0.2,Me", "no score"),
        ("1.5,fecundity,-0.8,-0.2,Me", "no score"),
        (",fecundity,-0.8,-0.2,Me", "no number"),
        ("2,joy,-0.8,-0.2,Me", "no rate"),
        ("2,vital_rates,-0.8,-0.2,Me", "no rate"),
        ("2,fecundity,-0.2,-0.8,Me", "run from"),
        ("2,fecundity,-1.2,-0.8,Me", "run from"),
        ("2,fecundity,nan,-0.8,Me", "no number"),
        ("2,fecundity,-inf,-0.8,Me", "no number"),
        ("2,fecundity,-0.8,-0.2,", "No source"),
        ("2,fecundity,-0.8", "cells"),
    ],
)
def test_bounds_that_cannot_be_used_are_named(tmp_path, row, said):
    with pytest.raises(InputError, match=said) as failure:
        read_score_bounds(bounds_file(tmp_path, "1,fecundity,-0.2,0,Me", row), 3)
    assert failure.value.where.startswith("bounds.csv, row 3")


def test_bounds_for_a_score_stand_once(tmp_path):
    with pytest.raises(InputError, match="stands twice"):
        read_score_bounds(bounds_file(tmp_path, "1,fecundity,-0.2,0,Me", "1,survival,-0.2,0,Me"), 3)


def test_an_effect_given_lies_within_its_bounds(tmp_path):
    header = "score,rate,effect,effect_low,effect_high,source"
    bounds = read_score_bounds(bounds_file(tmp_path, "1,fecundity,-0.7,-0.8,0,Me", header=header), 3)
    assert (bounds[1].effect, bounds[1].is_middle) == (-0.7, False)
    with pytest.raises(InputError, match="outside its bounds"):
        read_score_bounds(bounds_file(tmp_path, "1,fecundity,0.1,-0.8,0,Me", header=header), 3)


def test_limits_of_feasibility_are_facts(write):
    limits = {row.invader_id: row for row in read(write()).feasibility}
    assert set(limits) == {"rattus-spp", "felis-catus"}
    assert (limits["rattus-spp"].largest_area_km2, limits["rattus-spp"].most_people) == (308.22, 1000)
    assert "Older than South Georgia" in limits["rattus-spp"].notes
    assert "South Georgia" not in limits["felis-catus"].notes
    assert "no veto" in limits["felis-catus"].notes


def test_without_limits_the_rest_is_read(write):
    found = read(write(left_out=["EF.csv"]))
    assert found.feasibility == ()
    assert any("no EF.csv" in text for text in found.warnings)


ASIDE = {
    "latitude": ("islands.csv", ("4", "A", "", "91", "0", "", "", ""), "The latitude is no number from -90 to 90."),
    "longitude": ("islands.csv", ("4", "A", "", "0", "361", "", "", ""), "The longitude is no number"),
    "no number": ("islands.csv", ("4", "A", "", "nan", "0", "", "", ""), "The latitude is no number from -90 to 90."),
    "huge number": ("islands.csv", ("4", "A", "", "0", "1e999", "", "", ""), "The longitude is no number"),
    "area": ("islands.csv", ("4", "A", "", "0", "0", "-1", "", ""), "The area is no number above 0."),
    "people": ("islands.csv", ("4", "A", "", "0", "0", "", "many", ""), "The number of people is no whole number"),
    "code": ("islands.csv", ("=1+1", "A", "", "0", "0", "", "", ""), "The island has no code that can be read."),
    "too few cells": ("islands.csv", ("4", "A"), "The row has 2 cells where the file has 8 columns."),
    "unknown island": ("aliens.csv", ("9", "Mus musculus", "Rodent_Mus", "Confirmed"), "islands.csv has no usable row"),
    "nameless invader": ("aliens.csv", ("1", "", "Ungulate", "Confirmed"), "The row names no invader, only what kind"),
    "unknown status": ("aliens.csv", ("1", "Mus musculus", "Rodent_Mus", "Maybe"), "The status 'Maybe' is not one"),
    "repeated invader": ("aliens.csv", ("1", "Rattus spp.", "Rodent_Rattus", "Confirmed"), "The row repeats row 2."),
    "breeding status": ("natives.csv", ("3", "Seabird", "Avis exempli", "", "", "Gone"), "The breeding status 'Gone'"),
    "nameless native": ("natives.csv", ("3", "Seabird", "", "", "", "Confirmed"), "The row names no native species."),
    "score above 3": ("interactions.csv", ("1", "Avis exempli", "", "Felis catus", "4"), "The impact score is no"),
    "no score": ("interactions.csv", ("1", "Avis exempli", "", "Felis catus", ""), "The impact score is no"),
    "half a score": ("interactions.csv", ("1", "Avis exempli", "", "Felis catus", "1.5"), "The impact score is no"),
    "score of nobody": ("interactions.csv", ("1", "Avis exempli", "", "", "1"), "The row names no invader."),
    "score on nobody": ("interactions.csv", ("1", "", "", "Felis catus", "1"), "The row names no native species."),
    "native elsewhere": (
        "interactions.csv",
        ("3", "Avis exempli", "", "Felis catus", "1"),
        "natives.csv does not place",
    ),
    "native and alien": ("aliens.csv", ("2", "Avis exempli", "Bird", "Confirmed"), "aliens.csv has this native among"),
    "line break": ("interactions.csv", ("1", "Avis exempli", "", "Felis\r\ncatus", "1"), "The cell holds a line break"),
    "NUL": ("aliens.csv", ("1", "Felis\0catus", "Cat", "Confirmed"), "The cell holds a line break or another control"),
    "limit": ("EF.csv", ("5", "Dog", "-3", "10"), "The area is no number of 0 or more."),
    "limit of nobody": ("EF.csv", ("5", "", "3", "10"), "The row names no kind of animal."),
}


@pytest.mark.parametrize("case", ASIDE)
def test_a_row_that_cannot_be_used_is_set_aside_with_the_reason(write, case):
    file, row, reason = ASIDE[case]
    (aside, *others) = read(write({file: [row]})).quarantine
    if case == "native and alien":
        # The invader stands; the native, and what is scored on it there, is set aside.
        assert [(aside.file, aside.row), *((other.file, other.row) for other in others)] == [
            ("natives.csv", 3),
            ("interactions.csv", 3),
            ("interactions.csv", 5),
        ]
        assert aside.reason.startswith(reason)
        return
    assert others == []
    assert aside.file == file
    assert aside.row > len(ROWS[file])
    assert aside.reason.startswith(reason)


def test_rows_that_disagree_are_all_set_aside(write):
    found = read(
        write(
            {
                "aliens.csv": [("1.0", "rattus spp", "Rodent_Rattus", "Suspected")],
                "islands.csv": [("3", "Another", "", "1", "1", "", "", "")],
            }
        )
    )
    said = reasons(found)
    assert ("aliens.csv", 2, "Rows 2 and 5 speak of the same thing and disagree.") in said
    assert ("aliens.csv", 5, "Rows 2 and 5 speak of the same thing and disagree.") in said
    assert [file for file, _, reason in said if reason.startswith("Rows 4 and 5")] == ["islands.csv"] * 2
    # What stands on an island that was set aside cannot be placed.
    assert ("aliens.csv", 4, "islands.csv has no usable row for this island.") in said
    assert "island-3" not in {site.site_id for site in found.sites}


@pytest.mark.parametrize("name", ["islands.csv", "aliens.csv", "natives.csv", "interactions.csv"])
def test_a_missing_file_is_named(write, name):
    with pytest.raises(InputError, match=f"There is no file {name}"):
        read(write(left_out=[name]))


def test_a_folder_in_place_of_a_file_is_no_file(write):
    folder = write(left_out=["aliens.csv"])
    (folder / "aliens.csv").mkdir()
    with pytest.raises(InputError, match=r"There is no file aliens\.csv"):
        read(folder)


def test_the_folder_must_be_one(tmp_path):
    with pytest.raises(InputError, match="no folder"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Island,Name\n1,A\n", "has no column Island_Code"),
        (b"", "Its first line says: nothing"),
        (b"Island_Code,Island_Code,Scientific_Name,Invasive_Status\n", "more than once"),
        ("Island_Code,Scientific_Name,Invasive_Status\n1,Ratón,Confirmed\n".encode("cp1252"), "not UTF-8"),
        ("Island_Code,Scientific_Name,Invasive_Status\n".encode("utf-16"), "has no column|UTF-16"),
        (b"PK\x03\x04" + bytes(50), "has no column"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(write, content, said):
    with pytest.raises(InputError, match=said):
        read(write(replaced={"aliens.csv": content}))


def test_another_encoding_can_be_named(write):
    content = "Island_Code;Scientific_Name;Invasive_Status\n1;Mus musculus Linné;Confirmed\n".encode("cp1252")
    folder = write(replaced={"aliens.csv": content})
    (folder / "islands.csv").write_text(
        "\n".join(
            (
                "Island_Code,Corrected_Island_Name,Corrected_Latitude,Corrected_Longitude",
                "1,A,0,0",
                "2,B,0,0",
                "3,C,0,0",
            )
        ),
        encoding="utf-8",
    )
    found = read(folder, encoding="cp1252")
    assert next(row.scientific_name for row in found.invaders) == "Mus musculus Linné"


def test_a_file_beyond_any_real_one_is_refused(write, monkeypatch):
    from oxyura.schema.limits import FILE_BYTES, Limit

    small = Limit(FILE_BYTES.name, 100, FILE_BYTES.unit, FILE_BYTES.remedy)
    monkeypatch.setattr("oxyura.sources.named_columns.FILE_BYTES", small)
    with pytest.raises(LimitError):
        read(write())


def test_a_study_keeps_its_own_identifiers(write):
    found = read(
        write(),
        known_invaders=[("ship-rat", "Rattus rattus (Linnaeus, 1758)"), ("mus-musculus", "Mus spretus")],
        known_migrants=[("petrel", "Avis exempli")],
    )
    assert {row.migrant_id for row in found.impacts} == {"petrel"}
    assert {"ship-rat", "mus-musculus-2"} <= {row.invader_id for row in found.presences}
    assert "ship-rat" not in {row.invader_id for row in found.invaders}


def test_identifiers_are_short_and_free():
    taken: set[str] = set()
    names = [free_id("x" * 80, taken) for _ in range(3)]
    assert names == ["x" * 64, "x" * 62 + "-2", "x" * 62 + "-3"]
    naming = Naming([])
    assert naming.id_of("Hystricomorpha spp") == naming.id_of("Hystricomorpha spp.")


def test_countries_by_name():
    assert country_code(" KOREA,  DEMOCRATIC PEOPLE'S REPUBLIC OF") == "KP"
    assert country_code("Reunion") == country_code("RÉUNION") == "RE"
    assert country_code("United") is None
