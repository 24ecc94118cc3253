"""No result of a shipped study holds NaN or an infinity, in any of its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import oxyura
from finite_outputs import find_no_numbers, in_json, in_text
from oxyura.apps.cli.reporting import write_json
from oxyura.publish import write_assessment
from oxyura.publish.plan_files import plan_json
from oxyura.publish.summary import population_json
from oxyura.schema.errors import InputError
from oxyura.study.casebook_studies import casebook_names


def test_what_is_no_number_is_found() -> None:
    assert in_text("growth NaN a year, x=-inf and ∞")
    assert in_text('<path d="M 0,nan L 1,2"/>')
    assert in_text("Nandu, infinite, information, COP11/Inf.32, Nan-Shan, L’Inf") == []
    assert in_json('{"a": [NaN, 1.0, {"b": -Infinity}], "c": "nan"}')
    assert in_json('{"a": [null, 1.0], "c": "none"}') == []


@pytest.mark.parametrize("name", casebook_names())
def test_no_file_of_an_assessment_holds_nan(name: str, tmp_path: Path) -> None:
    study = oxyura.read_study(name)
    study = replace(study, settings=replace(study.settings, draws=30))
    for deterministic in (False, True):
        write_assessment(oxyura.assess_study(study, deterministic=deterministic), tmp_path / str(deterministic))
    assert find_no_numbers(tmp_path) == []
    assert len(list(tmp_path.rglob("*.parquet"))) > 5


@pytest.mark.parametrize("name", ["gough", "monarch", "townsend-shearwater"])
def test_no_answer_on_the_terminal_holds_nan(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    study = oxyura.read_study(name)
    study = replace(study, settings=replace(study.settings, draws=30))
    write_json(population_json(oxyura.project_population(study)))
    assert in_json(capfd.readouterr().out) == []
    try:
        plan = oxyura.plan_measures(study)
    except InputError:
        return
    write_json(plan_json(plan))
    assert in_json(capfd.readouterr().out) == []
