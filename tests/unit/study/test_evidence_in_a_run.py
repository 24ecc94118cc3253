"""A study whose impact takes its effect from evidence: the same in verdicts, growth, plan and what a reader is told."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from oxyura.schema.table import TableSet, table_from_records
from oxyura.study import assess_study, plan_measures, project_population, read_study
from oxyura.study.package import Study
from oxyura.study.running import judge_migrants
from oxyura.study.templates import create_study

RECORD: dict[str, Any] = {
    "invader_id": "house-mouse",
    "migrant_id": "example-petrel",
    "stage": "breeding",
    "mechanism": "predation",
    "rate": "fecundity",
    "design": "control_impact",
    "scale": "rate_ratio",
    "consequence": "performance",
}


def record(name: str, ratio: float, **cells: Any) -> dict[str, Any]:
    size = {"effect": ratio, "effect_low": 0.9 * ratio, "effect_high": 1.1 * ratio, "source_id": f"source-{name}"}
    return {**RECORD, "evidence_id": name, **size, **cells}


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return the study that a user begins with."""
    study = read_study(create_study(tmp_path_factory.mktemp("study") / "petrel"))
    return replace(study, settings=replace(study.settings, draws=60))


def with_evidence(study: Study, *evidence: dict[str, Any], **impact: Any) -> Study:
    """Return the study with its impact left to evidence, its rates free of it, its invader as abundant as is said."""
    abundance = impact.pop("relative_abundance", None)
    empty = dict.fromkeys(("effect", "effect_low", "effect_high"))
    impacts = [{**row, **empty, **impact} for row in study.tables["impacts"].records()]
    presences = [
        {**row, "relative_abundance": abundance} if row["invader_id"] == "house-mouse" else row
        for row in study.tables["presences"].records()
    ]
    rates = [{**row, "observed_with": ()} for row in study.tables["vital_rates"].records()]
    tables = {"impacts": impacts, "evidence": evidence, "presences": presences, "vital_rates": rates}
    made = {name: table_from_records(name, rows, f"{name}.csv") for name, rows in tables.items()}
    return replace(study, tables=study.tables.replacing(**made))


def written(study: Study, effect: float, **impact: Any) -> Study:
    return with_evidence(study, effect=effect, effect_low=effect, effect_high=effect, **impact)


def test_an_assessment_reckons_with_what_the_evidence_says(starter: Study) -> None:
    study = with_evidence(starter, record("a", 0.5))
    answer, by_hand = assess_study(study), assess_study(
        with_evidence(starter, effect=-0.5, effect_low=-0.55, effect_high=-0.45, source_id="source-a")
    )  # fmt: skip
    [pooled] = answer.pooled
    assert (pooled.effect, pooled.low, pooled.high) == pytest.approx((-0.5, -0.55, -0.45))
    assert [row.effect for row in answer.impacts if row.kind == "invader"] == pytest.approx([-0.5] * 2)
    growth, same = (each.migrants[0].population for each in (answer, by_hand))
    assert growth is not None
    assert same is not None
    assert growth.now.growth == pytest.approx(same.now.growth)
    assert answer.migrants[0].verdict == by_hand.migrants[0].verdict == "demonstrated_threat"
    assert by_hand.pooled == ()
    assert np.isnan(answer.study.tables["impacts"].numbers("effect")).all()


def test_every_way_to_run_a_study_sees_it(starter: Study) -> None:
    study = with_evidence(starter, record("a", 0.5))
    alone = replace(study, tables=TableSet({**study.tables.tables, "evidence": table_from_records("evidence", [])}))
    assert judge_migrants(study) == {"example-petrel": "demonstrated_threat"}
    assert judge_migrants(alone) == {"example-petrel": "unproven"}
    answer = assess_study(study)
    population = answer.migrants[0].population
    assert population is not None
    growth = project_population(study)["example-petrel"].now.growth
    assert growth == pytest.approx(population.now.growth)
    assert (growth < project_population(alone)["example-petrel"].now.growth).all()
    frontier = plan_measures(study).frontier
    assert frontier == answer.plan.frontier
    assert frontier != plan_measures(alone).frontier


def test_reasons_say_of_how_many_records(starter: Study) -> None:
    evidence = [record("a", 0.5), record("a2", 0.45, source_id="source-a"), record("b", 0.5), record("c", 0.55)]
    answer = assess_study(with_evidence(starter, *evidence), deterministic=True)
    [pair] = [pair for pair in answer.pairs if pair.mechanism == "predation"]
    assert any("4 records of 3 sources" in reason for reason in pair.judgement.reasons)


def test_what_a_reader_must_know(starter: Study) -> None:
    evidence = [record("a", 0.5, borrowed="yes"), record("b", 0.6), record("b2", 0.6, source_id="source-b")]
    warnings = assess_study(with_evidence(starter, *evidence), deterministic=True).warnings
    codes = {caution.code for caution in warnings}
    assert {"evidence_borrowed", "evidence_of_two_sources", "evidence_counted_twice"} <= codes
    assert not any(caution.code == "unknown_size" and "house-mouse" in caution.where for caution in warnings)


def test_growth_follows_the_form_of_the_response(starter: Study) -> None:
    def growth(**cells: Any) -> float:
        study = written(starter, -0.6, **cells)
        return float(project_population(study, deterministic=True)["example-petrel"].now.growth[0])

    half = {"relative_abundance": 0.5}
    by_form = {
        "measured": growth(),
        "saturating": growth(response="saturating", response_parameter=0.2, **half),
        "exponential": growth(**half),
        "linear": growth(response="linear", **half),
        "threshold": growth(response="threshold", response_parameter=0.8, **half),
    }
    growths = list(by_form.values())
    assert all(low < high for low, high in itertools.pairwise(growths))
    assert growth(response="linear", relative_abundance=1.0) == by_form["measured"]
    assert growth(response="unknown", **half) == by_form["exponential"]


def test_unknown_response_is_shown_both_ways(starter: Study) -> None:
    study = written(starter, -0.6, response="unknown", relative_abundance=0.5)
    answer = assess_study(study, deterministic=True)
    [row] = [row for row in answer.impacts if row.acts and row.kind == "invader"]
    assert row.factor == pytest.approx(0.4**0.5)
    assert (row.factor_low, row.factor_high) == pytest.approx((0.4, 1.0))
    assert [caution.code for caution in answer.warnings].count("response_unknown") == 1
    known = assess_study(written(starter, -0.6, relative_abundance=0.5), deterministic=True)
    assert "response_unknown" not in {caution.code for caution in known.warnings}
