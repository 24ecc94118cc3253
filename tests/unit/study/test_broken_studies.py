"""Studies that make no sense, from file to file: told by table, row and remedy, or answered in numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import oxyura
from finite_outputs import find_no_numbers, in_json
from oxyura.apps.cli.reporting import write_json
from oxyura.publish import write_assessment
from oxyura.publish.summary import population_json
from oxyura.schema.errors import InputError
from oxyura.study.package import Study
from study_packages import MIGRANT, SOURCE, Tables, write_study

OF = {"migrant_id": MIGRANT, "source_id": SOURCE}


def rate(stage: str, class_: str, kind: str, value: float, to_class: str | None = None, **cells: Any) -> dict[str, Any]:
    return {**OF, "stage": stage, "class": class_, "rate": kind, "value": value, "to_class": to_class, **cells}


def journey(stage: str, site: str, to_stage: str, to_site: str, share: float, **cells: Any) -> dict[str, Any]:
    ends = {"from_stage": stage, "from_site": site, "to_stage": to_stage, "to_site": to_site}
    return {**OF, **ends, "share": share, **cells}


def place(stage: str, site: str, share: float) -> dict[str, Any]:
    return {**OF, "stage": stage, "site_id": site, "share": share, "survey_status": "surveyed"}


ADULTS = rate("winter", "adult", "survival", 0.8, low=0.75, high=0.85)
YOUNG = rate("summer", "adult", "fecundity", 0.5, "young", low=0.3, high=0.7)
FIRST_WINTER = rate("winter", "young", "survival", 0.4)
GROWN = rate("summer", "young", "transition", 1.0, "adult")
STORM = {**OF, "catastrophe_id": "storm", "stage": "winter", "rate": "survival"}
CROWD = {**OF, "stage": "winter", "form": "beverton_holt", "a": 0.001}


def sound(**replaced: Any) -> dict[str, Any]:
    """Return a study of birds at two lakes in summer and on one coast in winter, with some tables replaced."""
    return {
        "sites": [{"site_id": site, "name": site, "country": "ES"} for site in ("lake", "pond", "coast")],
        "migrants": [
            {**OF, "scientific_name": "Avis exempli", "abundance": 1000.0, "abundance_unit": "individuals"}
            | {"abundance_year": 2020}
        ],
        "stages": [
            {**OF, "stage": "summer", "position": 1, "start_week": 14, "end_week": 39},
            {**OF, "stage": "winter", "position": 2, "start_week": 40, "end_week": 13},
        ],
        "classes": [{**OF, "class": "adult"}, {**OF, "class": "young", "counted": "no"}],
        "distribution": [place("summer", "lake", 0.6), place("summer", "pond", 0.4), place("winter", "coast", 1.0)],
        "movements": [
            *(journey("summer", site, "winter", "coast", 1.0, survival=0.9) for site in ("lake", "pond")),
            *(journey("winter", "coast", "summer", site, 0.5, survival=0.95) for site in ("lake", "pond")),
        ],
        "vital_rates": [ADULTS, YOUNG, FIRST_WINTER, GROWN],
        **replaced,
    }


def moved(*changes: tuple[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the journeys with some cells changed, rows as a spreadsheet counts them."""
    rows = sound()["movements"]
    for row, cells in changes:
        rows[row - 2] |= cells
    return rows


# Every error has its table and its row, which the file counts from 2.
REFUSED: dict[str, tuple[Tables, dict[str, Any], tuple[str, str, int | None]]] = {
    "movements take more than all": (
        sound(movements=moved((4, {"share": 0.7}))), {}, ("movement_share_above_one", "movements.csv", 4),
    ),
    "one movement takes more than all": (
        sound(movements=moved((4, {"share": 1.2}))), {}, ("out_of_range", "movements.csv", 4),
    ),
    "a stage that no one reaches": (
        sound(movements=moved((2, {"survival": 0.0}), (3, {"survival": 0.0}))), {},
        ("stage_not_reached", "movements.csv", 2),
    ),
    "an all-zero year": (
        sound(vital_rates=[{**ADULTS, "value": 0.0, "low": None, "high": None}, FIRST_WINTER, GROWN]), {},
        ("year_of_zeros", "vital_rates.csv", 2),
    ),
    "a population without start": (
        sound(distribution=[place("winter", "coast", 1.0)]), {}, ("no_start_distribution", "migrants.csv", 2),
    ),
    "more parameters than targets": (
        sound(
            vital_rates=[{**ADULTS, "parameter": "s"}, {**YOUNG, "parameter": "f"}, FIRST_WINTER, GROWN],
            fits=[
                {**OF, "parameter": "s", "lower": 0.1, "upper": 0.9},
                {**OF, "parameter": "f", "lower": 0.1, "upper": 0.9},
                {**OF, "target": "growth", "value": 1.0},
            ],
        ),
        {}, ("fit_not_identified", "fits.csv", 2),
    ),
    "more parameters than counts": (
        sound(counts=[{**OF, "year": 2020, "value": 900.0}]), {}, ("too_few_counts", "counts.csv", 2),
    ),
    "a catastrophe more often than always": (
        sound(catastrophes=[{**STORM, "effect": -0.3, "probability_per_year": 1.5}]), {},
        ("out_of_range", "catastrophes.csv", 2),
    ),
    "a catastrophe that leaves less than none": (
        sound(catastrophes=[{**STORM, "effect": -1.3, "probability_per_year": 0.1}]), {},
        ("out_of_range", "catastrophes.csv", 2),
    ),
    "rows of a catastrophe that do not strike together": (
        sound(
            catastrophes=[
                {**STORM, "effect": -0.3, "probability_per_year": 0.1},
                {**STORM, "effect": -0.3, "probability_per_year": 0.2, "class": "young"},
            ]
        ),
        {}, ("catastrophe_differs", "catastrophes.csv", 3),
    ),
    "crowding carried from a stage that comes later": (
        sound(density=[{**CROWD, "stage": "summer", "carry_over_stage": "winter"}]), {},
        ("carry_over_not_earlier", "density.csv", 2),
    ),
    "crowding carried from no stage": (
        sound(density=[{**CROWD, "carry_over_stage": "moult"}]), {}, ("unknown_stage", "density.csv", 2),
    ),
    "noise that is less than none": (
        sound(vital_rates=[{**ADULTS, "sd_between_years": -0.1}, YOUNG, FIRST_WINTER, GROWN]), {},
        ("out_of_range", "vital_rates.csv", 2),
    ),
    "years that remember for ever": (
        sound(vital_rates=[{**ADULTS, "sd_between_years": 0.1, "autocorrelation": 1.0}, YOUNG, FIRST_WINTER, GROWN]),
        {}, ("out_of_range", "vital_rates.csv", 2),
    ),
    "no replicates": (sound(), {"noise": {"replicates": 0}}, ("out_of_range", "study.toml", None)),
}  # fmt: skip

# Odd, and still answered; the warning with its place.
ANSWERED: dict[str, tuple[Tables, dict[str, Any], tuple[str, str, int | None] | None]] = {
    "sound": (sound(), {}, None),
    "a place that no path feeds": (
        sound(
            movements=moved((4, {"share": 1.0}), (5, {"share": 0.0})),
        ),
        {}, ("site_not_reached", "distribution.csv", 3),
    ),
    "growth that swings": (
        sound(
            vital_rates=[
                rate("winter", "adult", "survival", 0.0),
                {**YOUNG, "value": 60.0, "low": 50.0, "high": 70.0},
                rate("winter", "young", "survival", 0.05),
                rate("winter", "young", "transition", 1.0, "grown"),
                rate("winter", "grown", "transition", 1.0, "old"),
                rate("winter", "old", "transition", 1.0, "adult"),
            ]
        ),
        {}, ("year_that_swings", "vital_rates.csv", 2),
    ),
    "nobody breeds": (
        sound(vital_rates=[ADULTS, {**YOUNG, "value": 0.0, "low": None, "high": None}, FIRST_WINTER, GROWN]), {}, None,
    ),
    "nobody left at all": (
        sound(migrants=[{**sound()["migrants"][0], "abundance": 0.0}]), {}, ("abundance_zero", "migrants.csv", 2),
    ),
    "a catastrophe that leaves nobody": (
        sound(catastrophes=[{**STORM, "effect": -1.0, "probability_per_year": 0.5}]), {}, None,
    ),
    "a catastrophe every year": (
        sound(catastrophes=[{**STORM, "effect": -1.0, "probability_per_year": 1.0}]), {},
        ("catastrophe_every_year", "catastrophes.csv", 2),
    ),
    "a catastrophe that makes more": (
        sound(catastrophes=[{**STORM, "effect": 4.0, "probability_per_year": 0.2}]), {},
        ("catastrophe_above_one", "catastrophes.csv", 2),
    ),
    "no room": (
        sound(density=[{**OF, "stage": "winter", "form": "ceiling", "capacity": 0.0}]), {},
        ("no_room", "density.csv", 2),
    ),
    "crowding beyond all measure": (sound(density=[{**CROWD, "a": 1e300}]), {}, None),
    "crowding carried to young that are not": (
        sound(density=[{**CROWD, "carry_over_stage": "summer", "applies_to": "fecundity"}]), {},
        ("crowding_of_no_young", "density.csv", 2),
    ),
    "crowding carried": (sound(density=[{**CROWD, "carry_over_stage": "summer", "applies_to": "survival"}]), {}, None),
    "more noise than a number can have": (
        sound(
            vital_rates=[{**ADULTS, "sd_between_years": 0.9}, {**YOUNG, "sd_between_years": 9.0}, FIRST_WINTER, GROWN]
        ),
        {}, ("noise_too_wide", "vital_rates.csv", 2),
    ),
    "whole animals of whom there are few": (
        sound(migrants=[{**sound()["migrants"][0], "abundance": 1.0}]), {"noise": {"demographic": True}},
        ("risk_from_the_start", "migrants.csv", 2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_table_row_and_remedy(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tables, settings, (code, file, row) = REFUSED[name]
    folder = write_study(tmp_path / "study", tables, **settings)
    report = oxyura.check_study(str(folder))
    found = [problem for problem in report.problems if problem.code == code]
    assert [(problem.severity, problem.file, problem.row) for problem in found] == [("error", file, row)]
    assert found[0].message
    assert found[0].remedy
    with pytest.raises(InputError):
        oxyura.read_study(str(folder))
    write_json({"problems": [problem.to_json() for problem in report.problems]})
    assert in_json(capfd.readouterr().out) == []


@pytest.mark.parametrize("name", ANSWERED)
def test_answered_without_nan_or_infinity(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tables, settings, warned = ANSWERED[name]
    folder = write_study(tmp_path / "study", tables, draws=25, horizon_years=6, **settings)
    study = oxyura.read_study(str(folder))
    if warned is not None:
        code, file, row = warned
        found = [problem for problem in oxyura.check_study(str(folder)).problems if problem.code == code]
        assert (file, row) in [(problem.file, problem.row) for problem in found]
        assert found[0].remedy
    for deterministic in (False, True):
        out = tmp_path / f"out-{deterministic}"
        write_assessment(oxyura.assess_study(study, deterministic=deterministic), out)
        assert find_no_numbers(out) == []
        assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["migrants"]
    write_json(population_json(oxyura.project_population(study)))
    assert in_json(capfd.readouterr().out) == []


@pytest.mark.parametrize("run", [oxyura.assess_study, oxyura.project_population])
def test_numbers_without_end_name_the_fecundity(run: Callable[[Study], object], tmp_path: Path) -> None:
    endless = {**YOUNG, "value": 1e20, "low": None, "high": None}
    tables = sound(vital_rates=[ADULTS, endless, FIRST_WINTER, GROWN])
    study = oxyura.read_study(str(write_study(tmp_path / "study", tables, horizon_years=100)))
    with pytest.raises(InputError, match="beyond all measure within") as refused:
        run(study)
    assert refused.value.where == "vital_rates, row 3, column value"
    assert refused.value.remedy


@pytest.mark.parametrize("run", [oxyura.assess_study, oxyura.project_population])
def test_counted_classes_of_whom_nobody_is_there(run: Callable[[Study], object], tmp_path: Path) -> None:
    endless = {**YOUNG, "value": 1e280, "low": None, "high": None}
    tables = sound(vital_rates=[ADULTS, endless, FIRST_WINTER, GROWN])
    study = oxyura.read_study(str(write_study(tmp_path / "study", tables)))
    with pytest.raises(InputError, match="cannot be shared among its classes") as refused:
        run(study)
    assert refused.value.where == "classes, column initial_share"
    assert refused.value.remedy


def test_a_fit_that_does_not_converge_names_its_rows(tmp_path: Path) -> None:
    tables = sound(
        vital_rates=[ADULTS, {**YOUNG, "parameter": "f"}, FIRST_WINTER, GROWN],
        fits=[
            {**OF, "parameter": "f", "lower": 1e300, "upper": 1.7e308},
            {**OF, "target": "growth", "value": 1.0},
        ],
    )
    study = oxyura.read_study(str(write_study(tmp_path / "study", tables)))
    with pytest.raises(InputError, match="does not converge") as refused:
        oxyura.project_population(study)
    assert refused.value.where == "fits, row 3"
    assert "lower and upper" in refused.value.remedy


def test_counts_that_no_rate_allows_name_their_rows(tmp_path: Path) -> None:
    """Numbers known to the digit that no course of the rates can follow."""
    counts = [{**OF, "year": 2011 + t, "value": 1e-300 if t % 2 else 1e300, "error": 1e-9} for t in range(10)]
    study = oxyura.read_study(str(write_study(tmp_path / "study", sound(counts=counts))))
    with pytest.raises(InputError) as refused:
        oxyura.project_population(study)
    assert refused.value.where == "counts, rows 2 to 11"
    assert refused.value.remedy
