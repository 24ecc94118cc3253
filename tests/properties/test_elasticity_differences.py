"""Elasticities of the engine are the slopes of its λ, rate by rate, and small removals those of all rates at a site."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.readings import measure_elasticities
from oxyura.annual_cycle.site_removal import measure_removals
from oxyura.study.package import Study
from properties.study_variants import random_study, rows_of, with_rows

SEEDS = st.integers(min_value=1_000, max_value=1_199)
POINT = Draws(1, 1, deterministic=True)
STEP = 1e-6


def growth(study: Study, migrant: str) -> tuple[float, int]:
    """Return λ and the rates that had to be clipped."""
    projection = project(read_cycle(study.tables, migrant, POINT), 1)
    return float(projection.asymptotic[0]), projection.clipped


def reach(rows: list[dict[str, Any]], row: dict[str, Any], sites: tuple[str, ...]) -> set[str]:
    """Return the sites where a row holds: a blank one wherever no row of the same rate names the site."""
    if row.get("site_id"):
        return {row["site_id"]}
    same = ("migrant_id", "stage", "class", "rate")
    target = row.get("to_class") or row["class"]
    named = {
        other.get("site_id")
        for other in rows
        if all(other[name] == row[name] for name in same) and (other.get("to_class") or other["class"]) == target
    }
    return set(sites) - named


@given(seed=SEEDS, pick=st.integers(0, 10**6))
@settings(deadline=None, max_examples=25)
def test_elasticities_are_slopes(seed: int, pick: int) -> None:
    study = random_study(seed)
    rows = rows_of(study, "vital_rates")
    chosen = [row for row in rows if row["rate"] in ("survival", "fecundity")]
    assume(chosen)
    row = chosen[pick % len(chosen)]
    cycle = read_cycle(study.tables, row["migrant_id"], POINT)
    elasticities = measure_elasticities(cycle)
    value, clipped = growth(study, row["migrant_id"])
    assume(elasticities is not None and not clipped and row["value"] > 0)

    lower = [{**other, "value": other["value"] * (1 - STEP)} if other is row else other for other in rows]
    less, _ = growth(with_rows(study, "vital_rates", lower), row["migrant_id"])

    target = None if row["rate"] == "survival" else row.get("to_class") or row["class"]
    here = reach(rows, row, cycle.structure.sites)
    expected = sum(
        one.value
        for one in elasticities or ()
        if (one.rate, one.class_, one.to_class, one.stage) == (row["rate"], row["class"], target, row["stage"])
        and one.site in here
    )
    assert (value - less) / STEP / value == pytest.approx(expected, abs=2e-5)


@given(seed=SEEDS)
@settings(deadline=None, max_examples=25)
def test_small_changes_of_every_site_change_lambda_once_for_each_stage(seed: int) -> None:
    study = random_study(seed)
    for migrant in {row["migrant_id"] for row in rows_of(study, "stages")}:
        cycle = read_cycle(study.tables, migrant, POINT)
        projection = project(cycle, 1)
        assume(measure_elasticities(cycle) is not None)
        removals = measure_removals(cycle, projection.starts, change=-STEP)
        assert removals is not None
        changes = [one.lambda_change for one in removals]
        assert None not in changes
        stages = len(cycle.structure.stages)
        slope = -sum(change or 0.0 for change in changes) / STEP / float(projection.asymptotic[0])
        assert slope == pytest.approx(stages, abs=1e-3)
