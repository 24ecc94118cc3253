"""Crowding that is felt in one stage and lowers survival or breeding in a later one, against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle.carry_over import carried_into
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.plain_year import advance_year, project_years
from oxyura.annual_cycle.projection import project, project_census
from oxyura.annual_cycle.readings import find_equilibrium
from oxyura.annual_cycle.young import count_young_lost
from oxyura.schema.table import TableSet, table_from_records
from properties.noisy_cycles import noisy_cycles

Row = dict[str, Any]
CERTAIN = Draws(1, 1, deterministic=True)
WHO = {"migrant_id": "m"}


def cycle(stages: dict[str, dict[str, float]], rates: list[Row], draws: Draws = CERTAIN, **tables: list[Row]) -> Cycle:
    """Return the cycle of a migrant that is where each stage says, by share."""
    sites = list(dict.fromkeys(site for homes in stages.values() for site in homes))
    records: dict[str, list[Row]] = {
        "sites": [{"site_id": site, "name": site} for site in sites],
        "migrants": [{**WHO, "scientific_name": "A", "abundance": 100.0, "abundance_unit": "individuals"}],
        "stages": [
            {**WHO, "stage": stage, "position": number + 1.0, "start_week": 1.0, "end_week": 1.0}
            for number, stage in enumerate(stages)
        ],
        "distribution": [
            {**WHO, "stage": stage, "site_id": site, "share": share, "survey_status": "surveyed"}
            for stage, homes in stages.items()
            for site, share in homes.items()
        ],
        "vital_rates": [{**WHO, "class": "all", **row} for row in rates],
        **tables,
    }
    given = TableSet({name: table_from_records(name, rows) for name, rows in records.items()})
    return read_cycle(given, "m", draws)


def carried(stage: str, felt: str, a: float, terms: str, **cells: Any) -> Row:
    row = {**WHO, "stage": stage, "form": "beverton_holt", "a": a, "applies_to": terms, "carry_over_stage": felt}
    return row | cells


def test_winter_crowding_lowers_breeding() -> None:
    s, b, c = 0.7, 1.1, 0.004
    found = cycle(
        {"winter": {"w": 1.0}, "breeding": {"b": 1.0}},
        [
            {"stage": "winter", "rate": "survival", "value": s},
            {"stage": "breeding", "rate": "fecundity", "value": b},
        ],
        density=[carried("breeding", "winter", c, "fecundity")],
    )
    n, expected = 100.0, [100.0]
    for _ in range(12):
        n = s * n * (1 + b / (1 + c * n))
        expected.append(n)
    assert project(found, 12).trajectories[0] == pytest.approx(expected, rel=1e-12)
    assert find_equilibrium(found) == pytest.approx((b * s / (1 - s) - 1) / c, rel=1e-9)
    assert project(found, 2).asymptotic == pytest.approx(s * (1 + b), rel=1e-12)


@pytest.mark.parametrize("loss", [0.0, 0.4])
def test_fuelling_habitat_lost_at_a_stopover_lowers_survival_on_the_way(loss: float) -> None:
    r, a = 1.6, 0.002
    pressure = {
        **WHO, "pressure_id": "drainage", "name": "Drainage", "iucn_threat": "7.2", "stage": "stopover",
        "rate": "capacity", "effect": -loss, "evidence": "expert", "confidence": "low",
    }  # fmt: skip
    found = cycle(
        {"stopover": {"s": 1.0}, "flight": {"s": 1.0}, "breeding": {"b": 1.0}},
        [
            {"stage": "flight", "rate": "survival", "value": 1.0},
            {"stage": "breeding", "rate": "fecundity", "value": r - 1},
        ],
        density=[carried("flight", "stopover", a, "survival")],
        pressures=[pressure],
    )
    k = (r - 1) * (1 - loss) / a
    years = np.arange(16)
    assert project(found, 15).trajectories[0] == pytest.approx(k / (1 + (k / 100 - 1) * r**-years), rel=1e-12)
    assert find_equilibrium(found) == pytest.approx(k, rel=1e-9)


@pytest.mark.parametrize("effect", [0.0, -0.5])
def test_condition_gained_at_a_stopover_is_a_class(effect: float) -> None:
    share, gain, lean, fat, young = {"flat": 0.7, "bay": 0.3}, {"flat": 0.7, "bay": 0.4}, 0.8, 0.95, 0.35
    impact = {
        **WHO, "impact_id": "dogs", "invader_id": "dog", "stage": "stopover", "rate": "transition", "class": "lean",
        "to_class": "fat", "mechanism": "predation", "effect": effect, "evidence": "expert", "confidence": "low",
    }  # fmt: skip
    rest = [{"stage": "arrival", "rate": "transition", "class": "fat", "to_class": "lean", "value": 1.0}]
    found = cycle(
        {"stopover": share, "flight": share, "arrival": {"north": 1.0}, "breeding": {"north": 1.0}},
        [
            *(
                {
                    "stage": "stopover",
                    "rate": "transition",
                    "class": "lean",
                    "to_class": "fat",
                    "site_id": s,
                    "value": t,
                }
                for s, t in gain.items()
            ),
            {"stage": "flight", "rate": "survival", "class": "lean", "value": lean},
            {"stage": "flight", "rate": "survival", "class": "fat", "value": fat},
            *rest,
            {"stage": "breeding", "rate": "fecundity", "class": "lean", "to_class": "lean", "value": young},
        ],
        impacts=[impact],
        invaders=[{"invader_id": "dog", "scientific_name": "Canis familiaris"}],
        presences=[{"invader_id": "dog", "site_id": "flat", "status": "present"}],
    )
    arrived = {site: gain[site] * (1 + effect if site == "flat" else 1) for site in share}
    in_condition = sum(share[site] * arrived[site] for site in share)
    growth = (lean + (fat - lean) * in_condition) * (1 + young)
    years = np.arange(6)
    assert project(found, 5).trajectories[0] == pytest.approx(100 * growth**years, rel=1e-12)
    assert project(found, 1).asymptotic == pytest.approx(growth, rel=1e-12)


def test_those_who_meet_carry_the_mean_of_where_they_were() -> None:
    a = {"v": 0.01, "w": 0.002}
    found = cycle(
        {"winter": {"v": 0.6, "w": 0.4}, "spring": {"b": 1.0}, "breeding": {"b": 1.0}},
        [
            {"stage": "winter", "rate": "survival", "site_id": "v", "value": 0.5},
            {"stage": "winter", "rate": "survival", "site_id": "w", "value": 0.9},
            {"stage": "breeding", "rate": "fecundity", "value": 2.0},
        ],
        density=[carried("breeding", "winter", a[site], "fecundity", site_id=site) for site in a],
        classes=[],
        movements=[
            {**WHO, "from_stage": "winter", "from_site": site, "to_stage": "spring", "to_site": "b", "share": 1.0}
            | ({"survival": 0.8} if site == "v" else {})
            for site in ("v", "w")
        ],
    )
    came = {"v": 60 * 0.5 * 0.8, "w": 40 * 0.9}
    d = {"v": 1 / (1 + a["v"] * 60), "w": 1 / (1 + a["w"] * 40)}
    mean = sum(came[site] * d[site] for site in came) / sum(came.values())
    assert project(found, 1).trajectories[0, 1] == pytest.approx(sum(came.values()) * (1 + 2 * mean), rel=1e-12)
    starts = project(found, 1).starts
    place = found.structure.site_index["b"]
    assert carried_into(found.year(), 2, starts)[0][0, 0, place] == pytest.approx(mean, rel=1e-12)


def test_young_lost_follow_what_their_parents_carry() -> None:
    impact = {
        **WHO, "impact_id": "rats", "invader_id": "rat", "stage": "breeding", "rate": "fecundity",
        "mechanism": "predation", "effect": -0.5, "evidence": "demonstrated", "confidence": "high",
    }  # fmt: skip
    found = cycle(
        {"winter": {"w": 1.0}, "breeding": {"b": 1.0}},
        [{"stage": "breeding", "rate": "fecundity", "value": 1.2}],
        density=[carried("breeding", "winter", 0.01, "fecundity")],
        impacts=[impact],
        invaders=[{"invader_id": "rat", "scientific_name": "Rattus"}],
        presences=[{"invader_id": "rat", "site_id": "b", "status": "present"}],
    )
    lost = count_young_lost(found, project(found, 1).starts)
    assert lost == pytest.approx([100 * 1.2 * 0.5 / (1 + 0.01 * 100)], rel=1e-12)


def with_carry_over(draws: int, *, by_chance: bool = False) -> list[Cycle]:
    cycles = [one for seed in range(24) for one in noisy_cycles(seed, draws, by_chance=by_chance)]
    return [one for one in cycles if any(curve.felt_in is not None for curve in one.targets.curves)]


def test_the_kernel_carries_as_the_plain_year_does() -> None:
    cycles = with_carry_over(3)
    assert len(cycles) > 4
    for one in cycles:
        year, n = one.year(), one.start
        _, census, _ = project_years(year, n, 3)
        for number in range(3):
            n = advance_year(year, n)
            assert np.allclose(census[:, number], n.sum(axis=2), rtol=1e-12)


def test_whole_animals_carry_too() -> None:
    for one in with_carry_over(4, by_chance=True)[:4]:
        census = project_census(one, 4).census
        assert np.array_equal(census, np.round(census))
        assert census.min() >= 0
