"""First records are read from a table, a study or a checklist; what cannot be used is refused with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oxyura.schema.errors import InputError
from oxyura.study.first_records import find_first_records
from study_packages import SOURCE, write_study


def table(folder: Path, text: str) -> str:
    file = folder / "records.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def rows(*lines: str, start: int = 1950) -> str:
    return "\n".join(["year,count", *(f"{start + year},1" for year in range(30)), *lines]) + "\n"


def test_a_table_is_read_in_any_order(tmp_path: Path) -> None:
    found = find_first_records(table(tmp_path, rows("1949,3", "1948,0")))
    assert (found.kind, found.records.first_year, found.records.total) == ("table", 1948, 33)
    assert found.records.counts[:2].tolist() == [0, 3]
    assert found.undated is None


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (rows("1990,-1"), "row 32, column count", "-1 is no count"),
        (rows("1980,2.5"), "row 32, column count", "'2.5' is no whole number"),
        (rows("1980,"), "row 32, column count", "'' is no whole number"),
        (rows("nineteen,1"), "row 32, column year", "'nineteen' is no whole number"),
        (rows("1960,1"), "row 32, column year", "1960 stands twice"),
        (rows("1982,1"), "records.csv", "The years 1980, 1981 are missing"),
        (rows("99999999999999999999,1"), "row 32, column year", "is no whole number"),
        (rows("20260,1"), "records.csv", "20260 is no year"),
        (rows("1980,1,extra"), "row 32", "cells"),
        ("jahr,zahl\n1950,1\n", "row 1", "has no column year, count"),
        ("year,count\n", "records.csv", "no year of first records"),
        ("year,count\n1950,12\n", "records.csv", "say nothing of a rate"),
    ],
)
def test_a_bad_table_is_refused_with_place_and_remedy(tmp_path: Path, text: str, where: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        find_first_records(table(tmp_path, text))
    assert words in refused.value.message
    assert where in refused.value.where
    assert refused.value.remedy


def test_effort_is_used_where_asked_and_mentioned_where_not(tmp_path: Path) -> None:
    lines = "\n".join(["year,count,effort", *(f"{1950 + year},1,{year + 0.5}" for year in range(30))])
    location = table(tmp_path, lines + "\n")
    used = find_first_records(location, use_effort=True).records.effort
    assert used is not None
    assert used[:2].tolist() == [0.5, 1.5]
    unused = find_first_records(location)
    assert unused.records.effort is None
    assert "--effort" in unused.notes[0]
    with pytest.raises(InputError, match="'much' is no number"):
        find_first_records(table(tmp_path, lines.replace("0.5\n", "much\n", 1) + "\n"), use_effort=True)


def study(folder: Path, years: list[int | None], **more: Any) -> str:
    tables: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": site, "name": site, "country": "ES"} for site in ("north", "south")],
        "migrants": [
            {
                "migrant_id": "bird", "scientific_name": "Avis prima", "abundance": 10, "abundance_unit": "pairs",
                "abundance_year": 2020, "source_id": SOURCE,
            }
        ],
        "invaders": [
            {"invader_id": f"alien-{number}", "scientific_name": f"Genus species{number}"}
            for number in range(len(years))
        ],
        "presences": [
            {
                "invader_id": f"alien-{number}", "site_id": site, "status": "present",
                "establishment_means": "introduced", "first_year": None if year is None else year + later,
                "last_year": 2020, "source_id": SOURCE,
            }
            for number, year in enumerate(years)
            for site, later in (("north", 0), ("south", 5))
        ],
        **more,
    }  # fmt: skip
    return str(write_study(folder, tables))


def test_a_study_counts_each_alien_once_in_its_first_year(tmp_path: Path) -> None:
    found = find_first_records(study(tmp_path / "s", [1950 + 3 * number for number in range(20)] + [None]))
    assert (found.kind, found.records.total, found.undated) == ("study", 20, 1)
    assert (found.records.first_year, found.records.last_year) == (1950, 2020)
    assert "1 alien species without a year" in found.notes[1]


def test_a_study_that_dates_few_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2 of 5 alien species have a year") as refused:
        find_first_records(study(tmp_path / "s", [1950, 1990, None, None, None]))
    assert "first_year" in refused.value.remedy


def test_effort_of_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no effort"):
        find_first_records(study(tmp_path / "s", [1950]), use_effort=True)


def test_a_checklist_without_dates_says_so(data_dir: Path) -> None:
    folder = data_dir / "griis" / "archives"
    with pytest.raises(InputError, match="41 of 795 alien species have a year"):
        find_first_records(str(folder / "griis-new-zealand.zip"))
    with pytest.raises(InputError, match=r"^griis-kenya\.zip: 0 of \d+ alien species"):
        find_first_records(str(folder / "griis-kenya.zip"))
