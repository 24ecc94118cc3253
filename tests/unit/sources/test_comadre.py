"""Matrices from JSON: how they are read, and why some cannot be a year."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oxyura.schema.errors import InputError
from oxyura.sources.comadre import is_of_species, read_comadre
from oxyura.sources.matrix_screening import MatrixAside, UsableMatrix, screen_matrices
from oxyura.sources.matrix_study import rows_of_matrix

A = [[0.0, 1.2], [0.5, 0.8]]
U = [[0.0, 0.0], [0.5, 0.8]]
BASE: dict[str, Any] = {"species": "Avis exempli", "authors": "One; Two", "year": "1999.0", "A": A, "U": U}


def write(folder: Path, *records: Any) -> Path:
    path = folder / "matrices.json"
    path.write_text(json.dumps(list(records)), encoding="utf-8")
    return path


def screened(folder: Path, **changes: Any) -> UsableMatrix | MatrixAside:
    (record,) = read_comadre(write(folder, {**BASE, **changes}))
    usable, aside = screen_matrices([record])
    return (*usable, *aside)[0]


def reason(folder: Path, **changes: Any) -> str:
    found = screened(folder, **changes)
    assert isinstance(found, MatrixAside)
    return found.reason


def usable(folder: Path, **changes: Any) -> UsableMatrix:
    found = screened(folder, **changes)
    assert isinstance(found, UsableMatrix), found
    return found


def test_the_names_of_the_database_and_the_short_ones_read_alike(tmp_path: Path) -> None:
    long = {
        "SpeciesAccepted": "Avis_exempli",
        "Authors": "One; Two",
        "YearPublication": 1999,
        "MatrixPopulation": "North  shore",
        "MatrixTreatment": "<NA>",
        "ProjectionInterval": "1",
        "MatrixID": 240123,
        "Lat": "40.5",
        "Lon": -3,
        "matA": A,
        "matU": U,
    }
    one, other = read_comadre(write(tmp_path, long, {**BASE, "pop": "NA", "lat": "NaN", "lon": "3"}))
    assert (one.identifier, one.species, one.year, one.population) == ("240123", "Avis exempli", "1999", "North shore")
    assert (one.treatment, one.interval, one.lat, one.lon) == ("", "1", 40.5, -3.0)
    assert (other.identifier, other.species, other.year, other.population, other.lat) == (
        "2",
        "Avis exempli",
        "1999",
        "",
        None,
    )
    assert one.A == other.A == ((0.0, 1.2), (0.5, 0.8))


def test_growth_and_flags_of_a_usable_matrix(tmp_path: Path) -> None:
    found = usable(tmp_path, treat="Nestbox", comp="Individual")
    assert found.growth == pytest.approx(np.abs(np.linalg.eigvals(np.array(A))).max())
    assert found.steps == 1
    assert found.flags == (
        "treatment: Nestbox",
        "projection interval not stated, taken as a year",
        "of a single period or population",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"A": []}, "no matrix matA"),
        ({"A": "0 1"}, "no matrix matA"),
        ({"A": [0, 1]}, "no matrix matA"),
        ({"A": [[0.0] * 201] * 201}, "of 200 classes at most"),
        ({"U": None}, "births cannot be told"),
        ({"A": [[0, 1.2, 0], [0.5, 0.8, 0]]}, "matA is not square"),
        ({"A": [[0, 1.2], [0.5]]}, "matA is not square"),
        ({"U": [[0.5]]}, "matU is not square"),
        ({"A": [[0, float("nan")], [0.5, 0.8]]}, "no number"),
        ({"A": [[0, None], [0.5, 0.8]]}, "no number"),
        ({"A": [[0, "1.2"], [0.5, 0.8]]}, "no number"),
        ({"A": [[0, True], [0.5, 0.8]]}, "no number"),
        ({"A": [[0, float("inf")], [0.5, 0.8]]}, "not finite"),
        ({"A": [[0, -1.2], [0.5, 0.8]]}, "negative"),
        ({"U": [[0, 0], [0.6, 0.8]]}, "matU is larger than matA"),
        ({"A": [[0, 1.2], [0.5, 1.1]], "U": [[0, 0], [0.5, 1.1]]}, "More of class 2 live on than there are"),
        ({"A": U}, "Nothing is born"),
        ({"matF": [[0, 1.0], [0, 0]]}, "do not sum to matA"),
        ({"ProjectionInterval": 2}, "cannot be converted exactly"),
        ({"ProjectionInterval": 0.4}, "cannot be converted exactly"),
        ({"ProjectionInterval": "monthly"}, "no number of years"),
        ({"ProjectionInterval": -1}, "is none"),
        ({"ProjectionInterval": 0.001}, "cannot be converted exactly"),
        ({"comp": "Seasonal"}, "one season"),
        ({"A": [[0, 9.0], [0.5, 0.8]]}, "outside the band from 0.5 to 2"),
        ({"A": [[0, 1e308], [0.5, 0.8]], "U": [[0, 0], [0.5, 0.8]]}, "outside the band"),
        ({"A": [[0, 0.01], [0.1, 0.1]], "U": [[0, 0], [0.1, 0.1]]}, "outside the band"),
        ({"A": [[0, 5.0], [0, 0.8]], "U": [[0, 0], [0, 0.8]]}, "No birth carries the population on"),
    ],
)
def test_reasons(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    assert expected in reason(tmp_path, **changes)


def test_the_band_is_the_users(tmp_path: Path) -> None:
    (record,) = read_comadre(write(tmp_path, {**BASE, "A": [[0, 9.0], [0.5, 0.8]]}))
    assert len(screen_matrices([record], 0.1, 5)[0]) == 1


def test_repeated_numbers_are_flagged(tmp_path: Path) -> None:
    found, _ = screen_matrices(read_comadre(write(tmp_path, BASE, BASE, {**BASE, "species": "Avis altera"})))
    assert ["the same numbers as matrix 1" in one.flags for one in found] == [False, True, False]


def test_births_of_matF_and_clones_are_both_births(tmp_path: Path) -> None:
    found = usable(tmp_path, matF=[[0, 1.0], [0, 0]], matC=[[0, 0.2], [0, 0]])
    assert found.births.tolist() == [[0, 1.2], [0, 0]]
    assert "clones count as births" in found.flags


def test_a_matrix_of_half_a_year_makes_two_equal_stages(tmp_path: Path) -> None:
    found = usable(tmp_path, ProjectionInterval=0.5)
    assert found.growth == pytest.approx(usable(tmp_path).growth ** 2)
    rows = rows_of_matrix(found, "bird", "Avis exempli", 10.0)
    assert [(row.stage, row.start_week, row.end_week) for row in rows.stages] == [("step-1", 1, 26), ("step-2", 27, 52)]
    assert {row.stage for row in rows.rates} == {"step-1", "step-2"}


def test_the_rows_of_a_matrix(tmp_path: Path) -> None:
    lives = [[0.1, 0.0, 0.0], [0.3, 0.0, 0.0], [0.2, 0.7, 0.9]]
    whole = [[0.1, 0.0, 1.5], [0.3, 0.0, 0.0], [0.2, 0.7, 0.9]]
    rows = rows_of_matrix(
        usable(tmp_path, A=whole, U=lives, doi="10.1000/x", pop="=North"), "bird", "Avis exempli", None
    )
    rates = {(row.class_, row.rate, row.to_class): row.value for row in rows.rates}
    assert rates == {
        ("class-1", "survival", ""): pytest.approx(0.6),
        ("class-1", "transition", "class-2"): pytest.approx(0.5),
        ("class-1", "transition", "class-3"): pytest.approx(1 / 3),
        ("class-2", "survival", ""): 0.7,
        ("class-2", "transition", "class-3"): 1.0,
        ("class-3", "survival", ""): 0.9,
        ("class-3", "fecundity", "class-1"): 1.5,
    }
    assert (rows.migrant.abundance, rows.migrant.abundance_unit) == (None, "")
    assert [row.source_id for row in rows.sources] == ["one-1999-matrix-1", "comadre"]
    assert rows.sources[0].doi == "10.1000/x"
    assert any("How many" in question for question in rows.decide)


def test_named_classes(tmp_path: Path) -> None:
    rows = rows_of_matrix(usable(tmp_path, MatrixClassAuthor=["First year", "Adult "]), "bird", "Avis", 1.0)
    assert [row.class_ for row in rows.classes] == ["first-year", "adult"]
    rows = rows_of_matrix(usable(tmp_path, MatrixClassAuthor=["Adult", "adult"]), "bird", "Avis", 1.0)
    assert [row.class_ for row in rows.classes] == ["class-1", "class-2"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Avis exempli", True),
        ("avis_exempli", True),
        ("Avis exempli minor", False),
        ("Avis", False),
        ("", False),
        ("Avis exemplaris", False),
    ],
)
def test_species(tmp_path: Path, asked: str, found: bool) -> None:
    (record,) = read_comadre(write(tmp_path, BASE))
    assert is_of_species(record, asked) is found


@pytest.mark.parametrize(
    "content",
    [b"", b"RDX2\n", b"{}", b"[]", b"[1, 2]", b'[{"species": "x"}]', b"\xff\xfe[", b"[" * 100_000, b'{"a": 1e5}'],
)
def test_files_that_are_no_list_of_matrices(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "matrices.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_comadre(path)
    assert error.value.remedy
    with pytest.raises(InputError, match="no such file"):
        read_comadre(tmp_path / "none.json")


def test_hostile_cells_are_numbers_or_none(tmp_path: Path) -> None:
    path = tmp_path / "matrices.json"
    path.write_text('[{"species": "A\\u0000vis  b\\n", "A": [[1' + "0" * 400 + ']], "U": [[0]]}]')
    (record,) = read_comadre(path)
    assert record.species == "Avis b"
    assert screen_matrices([record])[1][0].reason == "matA has a cell that is not finite."
