"""Laws that the plain implementation keeps on random studies, and that random studies keep themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from properties.random_studies import write_random_study
from published.reference_cycle import elasticities, headline, reachable_part, starting_numbers
from published.reference_eigen import dominant
from published.reference_rates import TODAY, AnnualCycle, Case, StageYear, read_tables


def random_cycles(directory: Path, seeds: range) -> Iterator[AnnualCycle]:
    """Write random studies and return the cycles of their migrants."""
    for seed in seeds:
        write_random_study(directory, np.random.default_rng(seed))
        tables = read_tables(directory)
        for migrant in tables["migrants"]:
            yield AnnualCycle(tables, migrant)


def test_random_studies_repeat_with_their_seed_and_differ_without(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        write_random_study(tmp_path / name, np.random.default_rng(seed))
    texts = {
        name: {path.name: path.read_text() for path in (tmp_path / name).iterdir()} for name in ("one", "same", "other")
    }
    assert texts["one"] == texts["same"] != texts["other"]


def test_lambda_is_the_growth_that_random_populations_settle_at(tmp_path: Path) -> None:
    for cycle in random_cycles(tmp_path, range(20, 28)):
        cycle.density_rows, cycle.trend_rows = {}, []
        cycle.model_rows = {name: [] for name in cycle.model_rows}
        start = starting_numbers(cycle)
        trajectory = headline(cycle, start, 600)["trajectory"]
        value = headline(cycle, start, 1)["lambda"]
        if trajectory[-1] > 1e-200:
            assert (trajectory[600] / trajectory[580]) ** (1 / 20) == pytest.approx(value, rel=1e-3)


def test_elasticities_are_slopes_of_lambda(tmp_path: Path) -> None:
    step, rates = 1e-6, set()
    for cycle in random_cycles(tmp_path, range(12)):
        start, stages = starting_numbers(cycle), cycle.year(TODAY)
        value = dominant(reachable_part(cycle, start, TODAY)[1])[0]
        for row in elasticities(cycle, start)[::4]:
            changed = [changed_rate(stage, row, 1 - step) for stage in stages]
            cycle.year = every_case(changed)
            below = dominant(reachable_part(cycle, start, TODAY)[1])[0]
            assert (value - below) / step / value == pytest.approx(row["value"], abs=1e-4)
            cycle.year = every_case(stages)
            rates.add(row["rate"])
    assert rates == {"survival", "fecundity", "transition"}


def every_case(stages: list[StageYear]) -> Callable[[Case], list[StageYear]]:
    """Return a year that is the same in every scenario."""
    return lambda _: stages


def changed_rate(stage: StageYear, row: dict[str, Any], change: float) -> StageYear:
    """Return a stage with one rate times a change below one; what a transition loses goes to the others."""
    if stage.name != row["stage"]:
        return stage
    state = (row["site"], row["class"])
    survival, fecundity, transition = dict(stage.survival), dict(stage.fecundity), dict(stage.transition)
    if row["rate"] == "survival":
        survival[state] *= change
    elif row["rate"] == "fecundity":
        fecundity[state] = {**fecundity[state], row["to_class"]: fecundity[state][row["to_class"]] * change}
    else:
        old = transition[state][row["to_class"]]
        others = {to: share for to, share in transition[state].items() if to != row["to_class"]}
        if old < 1:
            others = {to: share * (1 - old * change) / (1 - old) for to, share in others.items()}
        else:
            others[row["class"]] = 1 - old * change
        transition[state] = {row["to_class"]: old * change, **others}
    return replace(stage, survival=survival, transition=transition, fecundity=fecundity)
