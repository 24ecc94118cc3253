"""The plain second implementation against closed forms (T1 to T4) and rules worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from published.reference_cycle import reference_population, starting_numbers
from published.reference_eigen import dominant
from published.reference_rates import TODAY, AnnualCycle, read_tables
from study_packages import (
    MIGRANT,
    SOURCE,
    t1_beverton_holt,
    t2_two_limits,
    t3_two_by_two,
    t4_hybrid_immigration,
    write_study,
)


def answer(study: Path, years: int, removed: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the results of the only migrant."""
    return reference_population(study, years, removed)[MIGRANT]


def beverton_holt_census(loss: float, t: int) -> float:
    """Return the closed form of T1."""
    r, s, a, c, start = 1.8, 0.75, 0.002, 0.003 / (1 - loss), 10.0
    k = (r * s - 1) / (a + c * r)
    return k / (1 + (k / start - 1) * (r * s) ** -t)


@pytest.mark.parametrize(
    ("loss", "limit", "after_20"),
    [(0.0, 47.2972972973, 46.864932834040), (0.3, 36.0294117647, 35.798918156659)],
)
def test_t1_two_season_beverton_holt(tmp_path: Path, loss: float, limit: float, after_20: float) -> None:
    found = answer(t1_beverton_holt(tmp_path / "t1", winter_loss=loss), 20)
    expected = [beverton_holt_census(loss, t) for t in range(21)]
    assert found["trajectory"] == pytest.approx(expected, rel=1e-12)
    assert found["trajectory"][20] == pytest.approx(after_20, rel=1e-12)
    assert found["equilibrium"] == pytest.approx(limit, rel=1e-11)
    assert found["growth"] == pytest.approx((after_20 / 10) ** (1 / 20), rel=1e-12)
    assert found["lambda"] == pytest.approx(1.35, rel=1e-13)


def test_t1_without_invaders_has_the_winter_back(tmp_path: Path) -> None:
    study = t1_beverton_holt(tmp_path / "t1", winter_loss=0.3)
    without = answer(study, 20)["scenarios"]["without_invaders"]
    assert without["trajectory"][20] == pytest.approx(46.864932834040, rel=1e-12)
    assert answer(study, 20, frozenset({"habitat-taker"}))["trajectory"] == without["trajectory"]


@pytest.mark.parametrize(
    ("loss", "competition", "limit"),
    [(0.0, 0.0, 800.0), (0.2, 0.0, 695.6521739130435), (0.0, 1e-4, 2000 / 3), (0.2, 1e-4, 4000 / 7)],
)
def test_t2_two_limits(tmp_path: Path, loss: float, competition: float, limit: float) -> None:
    found = answer(t2_two_limits(tmp_path / "t2", loss, competition), 50)
    assert found["equilibrium"] == pytest.approx(limit, rel=1e-11)
    assert found["lambda"] == pytest.approx(1.4, rel=1e-13)


def test_t3_two_breeding_and_two_winter_sites(tmp_path: Path) -> None:
    found = answer(t3_two_by_two(tmp_path / "t3"), 400)
    autumn = [[0.7 * 0.8, 0.2 * 0.75], [0.3 * 0.7, 0.8 * 0.85]]
    spring = [[0.6 * 0.9, 0.1 * 0.8], [0.4 * 0.88, 0.9 * 0.9]]
    born, winter = [2.2, 1.9], [0.8, 0.7]
    a = [[sum(spring[i][w] * winter[w] * autumn[w][j] for w in range(2)) * born[j] for j in range(2)] for i in range(2)]
    trace, det = a[0][0] + a[1][1], a[0][0] * a[1][1] - a[0][1] * a[1][0]
    value = (trace + math.sqrt(trace**2 - 4 * det)) / 2
    columns = [a[0][0] + a[1][0], a[0][1] + a[1][1]]
    assert value == pytest.approx(1.0532093927, abs=1e-10)
    assert columns == pytest.approx([1.1669812, 1.008292], abs=1e-9)

    assert found["lambda"] == pytest.approx(value, rel=1e-13)
    breeding = found["contributions"]["breeding"]
    assert [breeding["b1"], breeding["b2"]] == pytest.approx(columns, rel=1e-13)
    assert breeding["w1"] is None
    share = a[0][1] / (a[0][1] + value - a[0][0])
    assert share * breeding["b1"] + (1 - share) * breeding["b2"] == pytest.approx(value, rel=1e-13)
    assert found["trajectory"][400] / found["trajectory"][399] == pytest.approx(value, rel=1e-12)
    assert found["equilibrium"] is None


def test_t3_elasticities_of_each_stage_sum_to_one(tmp_path: Path) -> None:
    rows = answer(t3_two_by_two(tmp_path / "t3"), 10)["elasticities"]
    assert sum(row["value"] for row in rows if row["stage"] == "breeding") == pytest.approx(1, rel=1e-12)
    assert sum(row["value"] for row in rows if row["stage"] == "nonbreeding") == pytest.approx(1, rel=1e-12)
    assert {row["site"] for row in rows if row["stage"] == "nonbreeding"} == {"w1", "w2"}


def test_t4_hybrid_immigration(tmp_path: Path) -> None:
    found = answer(t4_hybrid_immigration(tmp_path / "t4"), 50)
    pure = [count / 1000 for count in found["trajectory_by_class"]["pure"]]
    assert pure == pytest.approx([0.99**t for t in range(51)], rel=1e-12)
    assert 1 - pure[50] == pytest.approx(0.3949939329, abs=1e-10)
    assert found["lambda"] == pytest.approx(1, rel=1e-13)
    assert found["trajectory"] == pytest.approx([1000] * 51, rel=1e-12)


def small_study(directory: Path, **tables: list[dict[str, Any]]) -> Path:
    """Write one migrant: 100 adults in two stages, summer and winter, at sites a and b."""
    base: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": site, "name": site, "country": "ES"} for site in ("a", "b")],
        "migrants": [{"migrant_id": MIGRANT, "scientific_name": "Avis exempli", "abundance": 100}],
        "stages": [
            {"migrant_id": MIGRANT, "stage": stage, "position": k} for k, stage in ((1, "summer"), (2, "winter"))
        ],
        "distribution": [
            {"stage": "summer", "site_id": "a", "share": 1.0},
            {"stage": "winter", "site_id": "a", "share": 1.0},
            {"stage": "winter", "site_id": "b", "share": 0.0},
        ],
        "vital_rates": [{"stage": "summer", "class": "adult", "rate": "survival", "value": 0.5}],
        "invaders": [{"invader_id": "rat", "scientific_name": "Rattus", "native_countries": "FR;NA"}],
        **tables,
    }
    for name in ("distribution", "movements", "vital_rates", "density", "impacts", "pressures", "classes"):
        if name in base:
            base[name] = [{"migrant_id": MIGRANT, "source_id": SOURCE, **row} for row in base[name]]
    return write_study(directory, base)


def rat(effect: Any = -0.4, **columns: Any) -> dict[str, Any]:
    """Return an impact row of the rat on summer survival."""
    return {
        "impact_id": "rat-eats",
        "invader_id": "rat",
        "stage": "summer",
        "rate": "survival",
        "effect": effect,
        **columns,
    }


def at_a(**columns: Any) -> list[dict[str, Any]]:
    """Return the rat's presence at site a."""
    return [{"invader_id": "rat", "site_id": "a", "status": "present", **columns}]


@pytest.mark.parametrize(
    ("presence", "impacts", "factor", "factor_without"),
    [
        (at_a(), [rat()], 0.6, 1.0),
        (at_a(status="eradicated"), [rat()], 1.0, 1.0),
        (at_a(status="not_surveyed"), [rat()], 1.0, 1.0),
        (at_a(), [rat("")], 1.0, 1.0),
        (at_a(share_exposed=0.5, relative_abundance=2), [rat()], 1 + 0.5 * (0.36 - 1), 1.0),
        (at_a(establishment_means="native"), [rat()], 0.6, 0.6),
        (at_a(), [rat(), rat(-0.2, site_id="a"), rat(-0.1, site_id="b")], 0.8, 1.0),
        (at_a(), [rat(), rat("", site_id="a")], 1.0, 1.0),
        (at_a(), [rat(), rat(-0.2, impact_id="rat-disturbs")], 0.48, 1.0),
    ],
)
def test_an_impact_acts_on_its_rate_inside_the_year(
    tmp_path: Path, presence: Any, impacts: Any, factor: float, factor_without: float
) -> None:
    found = answer(small_study(tmp_path, presences=presence, impacts=impacts), 1)
    assert found["lambda"] == pytest.approx(0.5 * factor, rel=1e-13)
    assert found["scenarios"]["without_invaders"]["lambda"] == pytest.approx(0.5 * factor_without, rel=1e-13)


def test_removed_causes_are_named_one_by_one(tmp_path: Path) -> None:
    pressures = [{"pressure_id": "hunting", "stage": "summer", "rate": "survival", "effect": -0.5}]
    study = small_study(tmp_path, presences=at_a(), impacts=[rat()], pressures=pressures)
    for removed, value in (((), 0.15), (("rat",), 0.25), (("hunting",), 0.3), (("rat", "hunting"), 0.5)):
        assert answer(study, 1, frozenset(removed))["lambda"] == pytest.approx(value, rel=1e-13)
    assert answer(study, 1)["scenarios"]["without_invaders"]["lambda"] == pytest.approx(0.25, rel=1e-13)


@pytest.mark.parametrize(("country", "alien"), [("ES", True), ("FR", False), ("NA", False), ("", True)])
def test_native_countries_decide_where_the_presence_does_not(tmp_path: Path, country: str, alien: bool) -> None:
    sites = [
        {"site_id": "a", "name": "a", "country": country},
        {"site_id": "b", "name": "b", "country": "ES"},
    ]
    presences = at_a(establishment_means="uncertain")
    found = answer(small_study(tmp_path, sites=sites, presences=presences, impacts=[rat()]), 1)
    assert found["scenarios"]["without_invaders"]["lambda"] == pytest.approx(0.5 if alien else 0.3, rel=1e-13)


@pytest.mark.parametrize(
    ("presence", "base"),
    [
        (at_a(), 0.5 / 0.6),
        (at_a(status="eradicated", share_exposed=0.5), 0.5 / 0.8),
        ([], 0.5 / 0.6),
    ],
)
def test_observed_with_frees_the_rate_whatever_the_status(tmp_path: Path, presence: Any, base: float) -> None:
    rates = [
        {
            "stage": "summer",
            "class": "adult",
            "rate": "survival",
            "value": 0.5,
            "observed_with": "rat-eats; gone",
        }
    ]
    found = answer(small_study(tmp_path, presences=presence, impacts=[rat()], vital_rates=rates), 1)
    assert found["scenarios"]["without_invaders"]["lambda"] == pytest.approx(base, rel=1e-13)
    acting = 0.6 if presence and presence[0]["status"] == "present" else 1.0
    assert found["lambda"] == pytest.approx(base * acting, rel=1e-13)


def test_a_targeted_transition_leaves_the_rest_to_the_others_in_their_proportions(tmp_path: Path) -> None:
    rates = [
        {"stage": "summer", "class": "x", "rate": "transition", "to_class": "y", "value": 0.4},
        {"stage": "summer", "class": "x", "rate": "transition", "to_class": "z", "value": 0.2},
    ]
    classes = [{"class": c, "initial_share": share} for c, share in (("x", 1), ("y", 0), ("z", 0))]
    for effect, expected in ((-0.5, [8 / 15, 0.2, 4 / 15]), (0.5, [4 / 15, 0.6, 2 / 15]), (2.0, [0, 1, 0])):
        impacts = [rat(effect, rate="transition", to_class="y")]
        study = small_study(
            tmp_path / str(effect), vital_rates=rates, classes=classes, presences=at_a(), impacts=impacts
        )
        by_class = answer(study, 1)["trajectory_by_class"]
        assert [by_class[c][1] / 100 for c in "xyz"] == pytest.approx(expected, abs=1e-14)


def test_default_moves_take_the_least_and_class_rows_of_distribution_replace_blank_ones(
    tmp_path: Path,
) -> None:
    distribution = [
        {"stage": "summer", "site_id": "a", "share": 0.8},
        {"stage": "summer", "site_id": "b", "share": 0.2},
        {"stage": "winter", "site_id": "a", "share": 0.6},
        {"stage": "winter", "site_id": "b", "share": 0.4},
        {"stage": "winter", "site_id": "a", "class": "adult", "share": 0.2},
        {"stage": "winter", "site_id": "b", "class": "adult", "share": 0.8},
    ]
    rates = [
        {"stage": "winter", "site_id": "a", "class": "adult", "rate": "survival", "value": 0.5},
        {"stage": "winter", "class": "adult", "rate": "survival", "value": 1.0},
    ]
    found = answer(small_study(tmp_path, distribution=distribution, vital_rates=rates), 1)
    # 80 at a: 20 stay and halve, 60 go to b; b keeps its 20, so 80 of 90 winter birds are at b.
    assert found["trajectory"] == pytest.approx([100, 90], rel=1e-13)
    # Back: a keeps all; of b's 80 birds 0.2 / 0.8 stay.
    assert found["contributions"]["summer"] == pytest.approx({"a": 0.25 * 0.5 + 0.75, "b": 1.0}, rel=1e-13)


def test_path_survival_acts_on_arrival_also_for_those_who_stay(tmp_path: Path) -> None:
    impacts = [
        rat(-0.5, stage="winter", rate="path_survival"),
        rat(-0.9, stage="winter", rate="path_survival", site_id="a", from_site="b"),
    ]
    found = answer(small_study(tmp_path, presences=at_a(), impacts=impacts), 1)
    assert found["lambda"] == pytest.approx(0.25, rel=1e-13)


def test_scenarios_ramp_and_act_only_on_rates_with_a_row(tmp_path: Path) -> None:
    scenarios = [{"scenario_id": "worse", "rate": "survival", "effect": -0.2, "ramp_years": 4}]
    found = answer(small_study(tmp_path, scenarios=scenarios), 5)["scenarios"]["worse"]
    factors = [0.5 * (1 - 0.2 * min(1, t / 4)) for t in range(1, 6)]
    expected = [100 * math.prod(factors[:t]) for t in range(6)]
    assert found["trajectory"] == pytest.approx(expected, rel=1e-13)
    assert found["lambda"] == pytest.approx(0.4, rel=1e-13)


def test_ceilings_take_the_minimum_and_forms_multiply(tmp_path: Path) -> None:
    density = [
        {"stage": "winter", "form": "ceiling", "capacity": 40},
        {"stage": "winter", "form": "ceiling", "applies_to": "survival", "capacity": 30},
        {"stage": "summer", "form": "ricker", "a": 0.002},
        {"stage": "summer", "site_id": "a", "form": "ricker", "a": 0.001},
        {"stage": "summer", "form": "linear", "a": 0.001, "applies_to": "survival"},
        {"stage": "summer", "form": "beverton_holt", "a": 9.0, "applies_to": "fecundity"},
    ]
    rates = [{"stage": "summer", "class": "adult", "rate": "survival", "value": 0.3}]
    found = answer(small_study(tmp_path / "d", density=density, vital_rates=rates), 1)
    assert found["trajectory"][1] == pytest.approx(100 * 0.3 * math.exp(-0.1) * 0.9, rel=1e-13)
    found = answer(small_study(tmp_path / "c", density=density[:2]), 1)
    assert found["trajectory"][1] == pytest.approx(30, rel=1e-13)
    impacts = [rat(-0.5, stage="winter", rate="capacity")]
    found = answer(small_study(tmp_path / "i", density=density[:2], presences=at_a(), impacts=impacts), 1)
    assert found["trajectory"][1] == pytest.approx(15, rel=1e-13)


def test_only_counted_classes_make_up_the_abundance(tmp_path: Path) -> None:
    classes = [
        {"class": "adult", "counted": "yes", "initial_share": 2},
        {"class": "young", "counted": "no", "initial_share": 3},
    ]
    found = answer(small_study(tmp_path, classes=classes), 1)
    assert found["trajectory"] == pytest.approx([100, 50], rel=1e-13)
    assert found["trajectory_by_class"]["young"] == pytest.approx([150, 150], rel=1e-13)


def test_the_stable_structure_starts_the_population(tmp_path: Path) -> None:
    rates = [
        {"stage": "summer", "class": "adult", "rate": "survival", "value": 0.9},
        {"stage": "summer", "class": "adult", "rate": "fecundity", "to_class": "young", "value": 0.5},
        {"stage": "summer", "class": "young", "rate": "survival", "value": 0.6},
        {"stage": "winter", "class": "young", "rate": "transition", "to_class": "adult", "value": 1.0},
        {"stage": "summer", "class": "never", "rate": "survival", "value": 0.2},
    ]
    found = answer(small_study(tmp_path, vital_rates=rates), 30)
    assert found["lambda"] == pytest.approx(1.4, rel=1e-13)
    assert found["trajectory"] == pytest.approx([100 * 1.4**t for t in range(31)], rel=1e-12)
    assert found["trajectory_by_class"]["never"][0] == 0


def test_structure_of_matrices_that_fall_apart_or_swing() -> None:
    value, structure = dominant([[0.5, 0.0], [0.5, 0.9]])
    assert value == 0.9
    assert structure == [0.0, 1.0]
    value, structure = dominant([[0.0, 2.0], [0.5, 0.0]])
    assert value == pytest.approx(1.0, rel=1e-14)
    assert structure == pytest.approx([2 / 3, 1 / 3], rel=1e-14)
    value, structure = dominant([[1.1, 0.0, 0.0], [0.0, 1.1, 0.0], [0.2, 0.0, 0.3]])
    assert value == 1.1
    assert structure == pytest.approx([4 / 9, 4 / 9, 1 / 9], rel=1e-8)


def test_equal_rates_keep_the_distribution_under_default_moves(tmp_path: Path) -> None:
    distribution = [
        {"stage": stage, "site_id": site, "share": share}
        for stage, shares in (("summer", (0.7, 0.3)), ("winter", (0.1, 0.9)))
        for site, share in zip("ab", shares, strict=True)
    ]
    tables = read_tables(small_study(tmp_path, distribution=distribution))
    cycle = AnnualCycle(tables, tables["migrants"][0])
    n = starting_numbers(cycle)
    for stage, shares in zip(cycle.year(TODAY) * 3, ((0.1, 0.9), (0.7, 0.3)) * 3, strict=True):
        n = stage.advance(n)
        assert [count / sum(n.values()) for count in n.values()] == pytest.approx(shares, rel=1e-13)
