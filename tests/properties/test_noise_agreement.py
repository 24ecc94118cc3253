"""The engine and the plain second implementation meet the same noisy years, given the same normal numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.catastrophes import CatastropheYears
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.projection import project_census
from oxyura.annual_cycle.year_noise import NormalYears
from oxyura.study.tiers import tiers_of
from properties.random_studies import write_random_study
from published.reference_cycle import starting_numbers
from published.reference_noise import noisy_census, probit_normal, stream_of
from published.reference_rates import AnnualCycle, read_tables

YEARS = 5
BATCH = 10


def noisy(cycle: Cycle) -> Cycle:
    """Return a cycle at point values whose years differ."""
    return replace(cycle, draws=replace(cycle.draws, deterministic=False))


def numbers_of_years(cycle: Cycle) -> dict[tuple[str, ...], list[float]]:
    """Return the normal numbers of the years, by what names them in the reference."""
    z = NormalYears(cycle.noise, cycle.draws).next_years(YEARS)[0]
    return {stream[1:]: z[:, number].tolist() for number, stream in enumerate(cycle.noise.streams)}


def renamed(stream: tuple[str, ...], migrant: str) -> tuple[str, ...]:
    """Return the engine's name of the stream that the reference names by group, parameter or place."""
    if stream[0] in ("correlation_group", "parameter"):
        return stream[0], migrant, stream[1]
    stage, site, class_, rate, to_class = stream
    return "vital_rates", migrant, stage, site, class_, rate, to_class


@pytest.mark.parametrize("first", range(0, 60, BATCH))
def test_noisy_years_equal_the_reference(first: int, tmp_path: Path) -> None:
    varied = 0
    for seed in range(first, first + BATCH):
        folder = tmp_path / str(seed)
        write_random_study(folder, np.random.default_rng(40_000 + seed))
        study = oxyura.read_study(folder)
        tables = read_tables(folder)
        for migrant in tables["migrants"]:
            name = migrant["migrant_id"]
            if tiers_of(study.tables)[name] != "full":
                continue
            cycle = noisy(read_cycle(study.tables, name, Draws(study.settings.seed, 1, deterministic=True)))
            if not cycle.years_vary:
                continue
            plain = AnnualCycle(tables, migrant)
            given = numbers_of_years(cycle)
            rows = [row for group in plain.vital_rows.values() for row in group if row["sd_between_years"]]
            normals = {stream_of(row): given[renamed(stream_of(row), name)] for row in rows}
            strikes = CatastropheYears(cycle.catastrophes, cycle.draws).next_years(YEARS)[0]
            struck = {one: strikes[:, number].tolist() for number, one in enumerate(cycle.catastrophes.names)}
            expected = noisy_census(plain, starting_numbers(plain), normals, struck, YEARS)
            found = project_census(cycle, YEARS).census[0]
            by_class = [[sum(n[site, c] for site in plain.sites) for c in plain.classes] for n in expected]
            order = [plain.classes.index(c) for c in cycle.structure.classes]
            assert np.allclose(found, np.array(by_class)[:, order], rtol=1e-12, atol=1e-12), (seed, name)
            varied += 1
    assert varied > BATCH // 3


def test_what_is_carried_over_and_modelled_is_among_what_is_compared(tmp_path: Path) -> None:
    carrying = modelled = 0
    for seed in range(60):
        folder = tmp_path / str(seed)
        write_random_study(folder, np.random.default_rng(40_000 + seed))
        study = oxyura.read_study(folder)
        for name, tier in tiers_of(study.tables).items():
            if tier == "full":
                cycle = noisy(read_cycle(study.tables, name, Draws(study.settings.seed, 1, deterministic=True)))
                carrying += cycle.years_vary and any(curve.felt_in is not None for curve in cycle.targets.curves)
                modelled += cycle.years_vary and cycle.mechanisms.any
    assert carrying > 5
    assert modelled > 5


def test_the_reference_matches_mean_and_spread_as_the_engine_does() -> None:
    from oxyura.annual_cycle.year_noise import probit_normal as engine

    for mean, sd in ((0.9, 0.05), (0.3, 0.2), (0.5, 0.02), (0.98, 0.1)):
        location, scale = (float(values[0, 0]) for values in engine(np.array([[mean]]), np.array([sd])))
        assert probit_normal(mean, sd) == pytest.approx((location, scale), rel=1e-9)
