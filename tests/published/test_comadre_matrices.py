"""Every matrix of the COMADRE extract is used or set aside with a reason; growth rates come through the import.

Inputs: data/comadre/matrices_listed_species.json; growth rates: those of the casebook studies townsend-shearwater and
nesting-turtles.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.population import Population
from oxyura.sources.comadre import read_comadre
from oxyura.sources.matrix_screening import screen_matrices
from oxyura.study.importing_matrices import find_matrices, import_matrix

SHEARWATER, LOGGERHEAD = "Puffinus auricularis", "Caretta caretta"


@pytest.fixture(scope="module")
def file(data_dir: Path) -> Path:
    return data_dir / "comadre" / "matrices_listed_species.json"


@pytest.fixture(scope="module")
def published(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return found


def imported(file: Path, species: str, matrix: str, folder: Path) -> Population:
    import_matrix(find_matrices(file, species), species, folder, matrix=matrix, abundance=1000)
    assert oxyura.check_study(folder).is_valid
    (answer,) = oxyura.project_population(oxyura.read_study(folder), deterministic=True).values()
    return answer


@pytest.mark.parametrize(
    ("species", "matrix", "growth", "digits"),
    [
        (SHEARWATER, "92", 1.00137, 5),
        (SHEARWATER, "93", 0.94322, 5),
        (SHEARWATER, "94", 0.99432, 5),
        (SHEARWATER, "95", 0.93625, 5),
        (LOGGERHEAD, "120", 0.9450, 4),
        (LOGGERHEAD, "121", 0.9516, 4),
    ],
)
def test_growth_rates(file: Path, tmp_path: Path, species: str, matrix: str, growth: float, digits: int) -> None:
    answer = imported(file, species, matrix, tmp_path / "study")
    assert round(answer.now.lambda_band.median, digits) == growth


def test_every_matrix_is_used_or_set_aside(file: Path, published: list[dict[str, Any]]) -> None:
    records = read_comadre(file)
    usable, aside = screen_matrices(records)

    assert len(records) == len(published) == 147
    assert sorted(one.record.number for one in (*usable, *aside)) == list(range(1, 148))
    assert (len(usable), len(aside)) == (127, 20)
    for one in usable:
        matrix = published[one.record.number - 1]
        np.testing.assert_allclose(one.survival + one.births, np.array(matrix["A"]), rtol=0, atol=1e-9)
        assert one.growth == pytest.approx(matrix["lam"], rel=1e-9)


def test_reasons_why_matrices_are_set_aside(file: Path) -> None:
    _, aside = screen_matrices(read_comadre(file))
    reasons = {one.record.number: one.reason for one in aside}

    assert "no number" in reasons[147]
    assert "Nothing is born" in reasons[100]
    assert "No birth carries the population on" in reasons[143]
    band = [number for number, reason in reasons.items() if "outside the band from 0.5 to 2" in reason]
    assert len(band) == 16
    assert len(reasons) == 20


def test_generation_length_is_the_mean_age_of_parents(file: Path, tmp_path: Path) -> None:
    for species, matrix in ((SHEARWATER, "92"), (LOGGERHEAD, "120"), ("Chelonia mydas", "144")):
        answer = imported(file, species, matrix, tmp_path / matrix)
        one = next(one for one in find_matrices(file, species).usable if one.record.identifier == matrix)
        # Young all join the first class: their mothers' ages are summed over the life of a cohort.
        cohort, weighted, total = np.eye(len(one.survival))[0], 0.0, 0.0
        for age in range(1, 4000):
            born = (one.births @ cohort)[0] * one.growth**-age
            weighted, total = weighted + age * born, total + born
            cohort = one.survival @ cohort
        assert total == pytest.approx(1.0, abs=1e-9)
        assert answer.year.generation_length == pytest.approx(weighted, rel=1e-7)


def test_a_subspecies_counts_to_its_species_and_names_are_cleaned(file: Path) -> None:
    assert len(find_matrices(file, "Falco peregrinus").usable) == 29
    assert len(find_matrices(file, "Falco peregrinus anatum").usable) == 1
    assert len(find_matrices(file, "phoca vitulina").usable) == 1
    count = find_matrices(file, LOGGERHEAD).count
    assert (count.rows_in, count.used + count.quarantined, count.matched) == (147, 147, 9)
