"""The casebook against its sources: the matrices in COMADRE and the summary of breeding success on Gough.

Studies are read with the csv module alone, so that what is tested is the tables and nothing of the program.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Rows = list[dict[str, str]]
Matrix = np.ndarray[Any, np.dtype[np.float64]]
Factor = Callable[[str, str, str], float]

STUDIES = ("gough-seabirds", "nesting-turtles", "townsend-shearwater")
CROUSE, CROWDER, SHEARWATER = "10.2307/1939225", "10.2307/1941948", "10.1016/S0006-3207(03)00171-X"
LISTED = {
    "tristan-albatross",
    "atlantic-yellow-nosed-albatross",
    "sooty-albatross",
    "southern-giant-petrel",
    "grey-petrel",
}
Z = 1.959963984540054
SAME = 1e-12


@pytest.fixture(scope="module")
def casebook(repository: Path) -> Path:
    return repository / "src" / "oxyura" / "casebook"


@pytest.fixture(scope="module")
def published(data_dir: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((data_dir / "comadre" / "matrices_listed_species.json").read_text("utf-8"))
    return found


def read(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def published_matrix(records: Iterable[dict[str, Any]], doi: str, size: int, treatment: str = "") -> Matrix:
    (record,) = (r for r in records if r["doi"] == doi and r["dim"] == size and treatment in {"", r["treat"]})
    return np.array(record["A"], dtype=float)


def matrix_of(rows: Rows, migrant: str, factor: Factor = lambda rate, source, target: 1.0) -> Matrix:
    """Put the rates of a one-stage migrant together: column = from, row = to."""
    mine = [row for row in rows if row["migrant_id"] == migrant]
    order = list(dict.fromkeys(row["class"] for row in mine))
    size = len(order)
    survival, passing, births = np.ones(size), np.zeros((size, size)), np.zeros((size, size))
    for row in mine:
        j = order.index(row["class"])
        value = float(row["value"]) * factor(row["rate"], row["class"], row["to_class"])
        if row["rate"] == "survival":
            survival[j] = value
        else:
            target = order.index(row["to_class"])
            (passing if row["rate"] == "transition" else births)[target, j] = value
    passing[np.diag_indices(size)] = 1.0 - passing.sum(axis=0)
    return np.asarray(passing * survival + births)


def growth(matrix: Matrix) -> float:
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def factor_of(*causes: Rows) -> Factor:
    """Multiply 1 + effect of every row that names the rate; a blank class or target is every one."""

    def factor(rate: str, source: str, target: str) -> float:
        return math.prod(
            1.0 + float(row["effect"])
            for rows in causes
            for row in rows
            if row["rate"] == rate and row.get("class", "") in {"", source} and row.get("to_class", "") in {"", target}
        )

    return factor


def rows_of(rows: Rows, column: str, value: str) -> Rows:
    found = [row for row in rows if row[column] == value]
    assert found, value
    return found


@pytest.mark.parametrize(
    ("migrant", "doi", "size"),
    [
        ("loggerhead-crouse", CROUSE, 7),
        ("loggerhead-crowder", CROWDER, 5),
        ("flatback-cape-york", CROUSE, 7),
        ("olive-ridley-cape-york", CROUSE, 7),
        ("hawksbill-bath", CROUSE, 7),
    ],
)
def test_turtle_rates_rebuild_the_published_matrix(
    casebook: Path, published: list[dict[str, Any]], migrant: str, doi: str, size: int
) -> None:
    rebuilt = matrix_of(read(casebook / "nesting-turtles", "vital_rates"), migrant)

    np.testing.assert_allclose(rebuilt, published_matrix(published, doi, size), rtol=0, atol=SAME)


@pytest.mark.parametrize(
    ("migrant", "scenario", "expected"),
    [
        ("loggerhead-crouse", "", 0.9450),
        ("loggerhead-crowder", "", 0.9516),
        ("loggerhead-crouse", "fecundity_x0.3", 0.8951),
        ("loggerhead-crouse", "fecundity_x2", 0.9815),
    ],
)
def test_turtle_growth_is_the_published_one(casebook: Path, migrant: str, scenario: str, expected: float) -> None:
    study = casebook / "nesting-turtles"
    scenarios = rows_of(read(study, "scenarios"), "scenario_id", scenario) if scenario else []

    matrix = matrix_of(read(study, "vital_rates"), migrant, factor_of(scenarios))

    assert growth(matrix) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("impact", "taken", "nests"),
    [("pig-flatback", 179, 254), ("pig-olive-ridley", 179, 254), ("mongoose-hawksbill", 25, 63)],
)
def test_nest_losses_are_shares_of_the_nests_with_wilson_limits(
    casebook: Path, impact: str, taken: int, nests: int
) -> None:
    (row,) = rows_of(read(casebook / "nesting-turtles", "impacts"), "impact_id", impact)
    share = taken / nests
    middle = (share + Z**2 / (2 * nests)) / (1 + Z**2 / nests)
    half = Z * math.sqrt(share * (1 - share) / nests + Z**2 / (4 * nests**2)) / (1 + Z**2 / nests)

    assert float(row["effect"]) == pytest.approx(-share, abs=SAME)
    assert float(row["effect_low"]) == pytest.approx(-middle - half, abs=1e-6)
    assert float(row["effect_high"]) == pytest.approx(-middle + half, abs=1e-6)


@pytest.mark.parametrize(
    ("causes", "scenario", "treatment", "expected"),
    [
        ((), "", "Unmanipulated", 1.00137),
        (("pressures",), "", "Habitat Degradation (HD)", 0.94322),
        (("impacts",), "", "Low Predation (LP)", 0.99432),
        (("impacts", "pressures"), "no-habitat-degradation", "Low Predation (LP)", 0.99432),
        (("impacts", "pressures"), "no-habitat-degradation-high-predation", "High Predation (HP)", 0.93625),
        (("impacts", "pressures"), "no-cause", "Unmanipulated", 1.00137),
    ],
)
def test_shearwater_causes_rebuild_the_published_matrices(
    casebook: Path,
    published: list[dict[str, Any]],
    causes: tuple[str, ...],
    scenario: str,
    treatment: str,
    expected: float,
) -> None:
    rebuilt = shearwater(casebook / "townsend-shearwater", causes, scenario)

    np.testing.assert_allclose(rebuilt, published_matrix(published, SHEARWATER, 6, treatment), rtol=0, atol=SAME)
    assert growth(rebuilt) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("scenario", "predation", "expected", "by_growth_rates"),
    [
        ("", "Low Predation (LP)", 0.9359286254, 0.9365820126),
        ("high-predation", "High Predation (HP)", 0.8731150733, 0.8818884502),
    ],
)
def test_shearwater_joint_effect_acts_on_the_rates(
    casebook: Path,
    published: list[dict[str, Any]],
    scenario: str,
    predation: str,
    expected: float,
    by_growth_rates: float,
) -> None:
    base, habitat, cats = (
        published_matrix(published, SHEARWATER, 6, name)
        for name in ("Unmanipulated", "Habitat Degradation (HD)", predation)
    )
    joint = np.divide(habitat * cats, base, out=np.zeros_like(base), where=base > 0)

    rebuilt = shearwater(casebook / "townsend-shearwater", ("impacts", "pressures"), scenario)

    np.testing.assert_allclose(rebuilt, joint, rtol=0, atol=SAME)
    assert growth(rebuilt) == pytest.approx(expected, abs=1e-9)
    shortcut = growth(habitat) * growth(cats) / growth(base)
    assert shortcut == pytest.approx(by_growth_rates, abs=1e-9)


def shearwater(study: Path, causes: tuple[str, ...], scenario: str) -> Matrix:
    tables = [read(study, table) for table in causes]
    if scenario:
        tables.append(rows_of(read(study, "scenarios"), "scenario_id", scenario))
    return matrix_of(read(study, "vital_rates"), "townsend-shearwater", factor_of(*tables))


@pytest.fixture(scope="module")
def gough_summary(data_dir: Path) -> dict[str, dict[str, str]]:
    rows = read(data_dir / "gough", "gough_breeding_success_summary")
    return {f"mouse-{row['abbr'].lower()}": row for row in rows}


def test_gough_numbers_are_those_of_the_summary(casebook: Path, gough_summary: dict[str, dict[str, str]]) -> None:
    study = casebook / "gough-seabirds"
    migrants = {row["migrant_id"]: row for row in read(study, "migrants")}
    rates = {row["migrant_id"]: row for row in read(study, "vital_rates")}
    impacts = read(study, "impacts")

    assert {row["impact_id"] for row in impacts} == set(gough_summary)
    for impact in impacts:
        source, migrant = gough_summary[impact["impact_id"]], impact["migrant_id"]
        rate = rates[migrant]
        assert migrant.replace("-", " ") == source["species"].lower().replace("-", " ").replace("'", "")
        assert migrants[migrant]["abundance_unit"] == "pairs"
        assert float(migrants[migrant]["abundance"]) == float(source["est_pop"])
        assert (rate["rate"], rate["observed_with"]) == ("fecundity", impact["impact_id"])
        assert float(rate["value"]) == float(source["gough.bs"])
        freed = float(rate["value"]) / (1 + float(impact["effect"]))
        assert freed == pytest.approx(float(source["typical.bs"]), abs=SAME)


def test_gough_intervals_follow_from_the_summary(casebook: Path, gough_summary: dict[str, dict[str, str]]) -> None:
    for impact in read(casebook / "gough-seabirds", "impacts"):
        source = gough_summary[impact["impact_id"]]
        limits = impact["effect_low"], impact["effect_high"]
        if min(int(source["gough.count"]), int(source["typical.count"])) < 2:
            assert limits == ("", ""), impact["impact_id"]
            continue
        variance = sum(
            float(source[f"{side}.sd"]) ** 2 / int(source[f"{side}.count"]) / float(source[f"{side}.bs"]) ** 2
            for side in ("gough", "typical")
        )
        ratio = math.log(float(source["gough.bs"]) / float(source["typical.bs"]))
        expected = [math.exp(ratio + sign * Z * math.sqrt(variance)) - 1 for sign in (-1, 1)]
        assert [float(limit) for limit in limits] == pytest.approx(expected, abs=1e-6), impact["impact_id"]


def test_gough_losses_of_young_per_year(casebook: Path) -> None:
    study = casebook / "gough-seabirds"
    pairs = {row["migrant_id"]: float(row["abundance"]) for row in read(study, "migrants")}
    fledged = {row["migrant_id"]: float(row["value"]) for row in read(study, "vital_rates")}
    lost = {}
    for impact in read(study, "impacts"):
        migrant, effect = impact["migrant_id"], float(impact["effect"])
        lost[migrant] = pairs[migrant] * fledged[migrant] / (1 + effect) * -effect
    listed = {row["migrant_id"] for row in read(study, "migrants") if row.get("cms_appendix")}

    assert len(lost) == 10
    assert sum(lost.values()) == pytest.approx(1_739_485, abs=1e-3)
    assert listed == LISTED
    assert sum(lost[migrant] for migrant in listed) == pytest.approx(2_985, abs=1e-6)


@pytest.mark.parametrize("study", STUDIES)
def test_every_number_has_its_source_and_mark(casebook: Path, study: str) -> None:
    folder = casebook / study
    known = {row["source_id"] for row in read(folder, "sources")}
    numbers = ["vital_rates", "impacts", "pressures", "scenarios", "migrants", "distribution", "stages"]

    for path in sorted(folder.glob("*.csv")):
        if path.stem == "sources":
            continue
        for line, row in enumerate(read(folder, path.stem), start=2):
            where = f"{study}/{path.name}:{line}"
            source = row.get("source_id", "")
            assert not source or source in known, where
            if path.stem in numbers:
                assert source, where
            if source:
                assert row["notes"].startswith(("V: ", "R: ", "A: ")), where
