"""Migratory connectivity of a study, from its movements and coordinates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.population import project_migrant
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.stage_connectivity import Connectivity, measure_connectivity
from oxyura.migrants.connectivity import connectivity_strength
from oxyura.spacetime.great_circle import great_circle_km
from study_packages import MIGRANT, SOURCE, t3_two_by_two, write_study

PLACES = {"b1": (60.0, 10.0), "b2": (55.0, 60.0), "w1": (5.0, 0.0), "w2": (-10.0, 35.0)}


def of_t3(folder: Path, places: dict[str, tuple[float, float]]) -> dict[tuple[str, str], Connectivity]:
    tables = oxyura.read_study(t3_two_by_two(folder)).tables
    cycle = read_cycle(tables, MIGRANT, Draws(1, 1, deterministic=True))
    found = measure_connectivity(cycle, project(cycle, 1).starts, places)
    return {(one.from_stage, one.to_stage): one for one in found}


def test_mc_of_t3_is_that_of_those_who_arrive(tmp_path: Path) -> None:
    found = of_t3(tmp_path / "t3", PLACES)
    assert set(found) == {("breeding", "nonbreeding"), ("nonbreeding", "breeding")}

    # 500 at each breeding site, 2.2 and 1.9 after breeding, then share × path survival.
    arrived = np.array([[1100 * 0.7 * 0.8, 1100 * 0.3 * 0.7], [950 * 0.2 * 0.75, 950 * 0.8 * 0.85]])
    pairs = [np.array([PLACES[name] for name in names]).T for names in (("b1", "b2"), ("w1", "w2"))]
    far = [great_circle_km(lat[:, None], lon[:, None], lat, lon) for lat, lon in pairs]
    expected = connectivity_strength(arrived / arrived.sum(axis=1, keepdims=True), *far, arrived.sum(axis=1))
    autumn = found["breeding", "nonbreeding"].strength
    assert autumn is not None
    assert autumn.median == pytest.approx(float(expected), abs=1e-12)
    assert 0 < autumn.median < 1


def test_without_coordinates_it_says_which_sites_lack_them(tmp_path: Path) -> None:
    some = {name: place for name, place in PLACES.items() if name != "w2"}
    found = of_t3(tmp_path / "t3", some)["breeding", "nonbreeding"]
    assert (found.strength, found.unknown, found.without_coordinates) == (None, "no_coordinates", ("w2",))


def test_everyone_at_one_place_tells_nothing(tmp_path: Path) -> None:
    found = of_t3(tmp_path / "t3", {**PLACES, "w2": PLACES["w1"]})["breeding", "nonbreeding"]
    assert (found.strength, found.unknown) == (None, "one_place")


def flyway(folder: Path, mixing: float) -> Path:
    """Write three stages on two flyways; a share of each crosses over on the way to the second stage."""
    stages = ("breeding", "stopover", "nonbreeding")
    sites = [
        (f"{stage}-{side}", 60.0 - 25 * at, lon)
        for at, stage in enumerate(stages)
        for side, lon in (("e", 60.0), ("w", 0.0))
    ]
    legs = [
        (
            stages[at],
            f"{stages[at]}-{left}",
            stages[(at + 1) % 3],
            f"{stages[(at + 1) % 3]}-{reached}",
            share if at == 0 else 1.0,
        )
        for at in range(3)
        for left in "ew"
        for reached, share in (
            ("e", mixing if left == "w" else 1 - mixing),
            ("w", mixing if left == "e" else 1 - mixing),
        )
        if at == 0 or left == reached
    ]
    migrant = {"scientific_name": "Avis exempli", "abundance": 100, "abundance_unit": "pairs", "source_id": SOURCE}
    limits = {"share_low": 0.3, "share_high": 0.7, "survey_status": "surveyed"}
    rates = {"survival": 0.8, "fecundity": 0.25}
    columns = ("from_stage", "from_site", "to_stage", "to_site")
    tables: dict[str, list[dict[str, object]]] = {
        "migrants": [migrant],
        "stages": [
            {"stage": stage, "position": at + 1, "start_week": at * 17 + 1, "end_week": at * 17 + 17}
            for at, stage in enumerate(stages)
        ],
        "distribution": [{"stage": name[:-2], "site_id": name, "share": 0.5, **limits} for name, _, _ in sites],
        "movements": [{**dict(zip(columns, leg, strict=False)), "share": leg[4]} for leg in legs],
        "vital_rates": [{"stage": "breeding", "class": "all", "rate": rate, "value": rates[rate]} for rate in rates],
    }
    places = [{"site_id": name, "name": name, "lat": lat, "lon": lon} for name, lat, lon in sites]
    named = {name: [{"migrant_id": MIGRANT, **row} for row in rows] for name, rows in tables.items()}
    return write_study(folder, {"sites": places, **named}, draws=50)


@pytest.mark.parametrize(("mixing", "strength"), [(0.0, 1.0), (0.5, 0.0), (0.25, 0.25)])
def test_two_flyways_that_mix(tmp_path: Path, mixing: float, strength: float) -> None:
    # Half the animals on each side and two distances: MC is the correlation of sides, (1 - 2 m)².
    study = oxyura.read_study(flyway(tmp_path / "flyway", mixing))
    population = project_migrant(study.tables, MIGRANT, study.settings, deterministic=True)
    found = {(one.from_stage, one.to_stage): one.strength for one in population.year.connectivity}

    assert set(found) == {
        ("breeding", "stopover"),
        ("stopover", "nonbreeding"),
        ("nonbreeding", "breeding"),
        ("breeding", "nonbreeding"),
    }
    for pair in (("breeding", "stopover"), ("breeding", "nonbreeding")):
        band = found[pair]
        assert band is not None
        assert band.median == pytest.approx(strength, abs=1e-9)
    kept = found["stopover", "nonbreeding"]
    assert kept is not None
    assert kept.median == pytest.approx(1.0)


def test_draws_give_an_interval(tmp_path: Path) -> None:
    study = oxyura.read_study(flyway(tmp_path / "flyway", 0.2))
    population = project_migrant(study.tables, MIGRANT, study.settings)
    band = population.year.connectivity[0].strength
    assert band is not None
    assert band.low < band.median < band.high
