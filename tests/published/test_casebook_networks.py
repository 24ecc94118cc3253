"""The casebook's two networks (C8, C10): what they reproduce, and that they name another driver than the invader.

The first half of each part reads the tables with the csv module alone; the second half runs the program.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import oxyura
from oxyura.annual_cycle.population import Population
from oxyura.schema.intervals import Band, band
from oxyura.study.assessment import Assessment, MigrantAssessment

Rows = list[dict[str, str]]
CASEBOOK = "src/oxyura/casebook"
PRINTED = 1e-4

SITES = ("mexico", "south", "central", "north")
SUMMER = ("june", "july", "august")
EGGS = "eggs-on-black-swallow-wort"


@pytest.fixture(scope="module")
def casebook(repository: Path) -> Path:
    return repository / CASEBOOK


def read(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def some(rows: Rows, **where: str) -> Rows:
    return [row for row in rows if all(row[column] == value for column, value in where.items())]


def one(rows: Rows, **where: str) -> dict[str, str]:
    (found,) = some(rows, **where)
    return found


@cache
def population(name: str) -> Population:
    (answer,) = oxyura.project_population(oxyura.read_study(name), deterministic=True).values()
    return answer


@cache
def assessed(name: str) -> Assessment:
    return oxyura.assess_study(oxyura.read_study(name))


def migrant_of(name: str, migrant_id: str) -> MigrantAssessment:
    (found,) = (migrant for migrant in assessed(name).migrants if migrant.migrant_id == migrant_id)
    return found


def shares(migrant: MigrantAssessment) -> dict[str, tuple[str, Band]]:
    assert migrant.attribution is not None
    return {share.cause_id: (share.kind, band(share.share)) for share in migrant.attribution.shares}


# Monarch.


@dataclass(frozen=True)
class Season:
    """A sheet of the published workbook, nodes in the order of SITES."""

    name: str
    number: np.ndarray
    survival: np.ndarray
    transition: np.ndarray
    path_survival: np.ndarray


@pytest.fixture(scope="module")
def seasons(data_dir: Path) -> tuple[Season, ...]:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(data_dir / "networks/monarch/metric_inputs_monarch.xlsx", data_only=True)

    def block(cells: list[tuple[object, ...]], first: int, columns: slice) -> np.ndarray:
        return np.array([[float(str(value)) for value in cells[row][columns]] for row in range(first, first + 4)])

    found = []
    for sheet in book.worksheets:
        cells = list(sheet.iter_rows(values_only=True))
        nodes = block(cells, 2, slice(2, 4))
        starts = {str(row[0]): line for line, row in enumerate(cells) if row[0] in ("Path Transition", "Path Survival")}
        paths = [block(cells, starts[title] + 1, slice(2, 6)) for title in ("Path Transition", "Path Survival")]
        found.append(Season(sheet.title.lower(), nodes[:, 0], nodes[:, 1], *paths))
    return tuple(found)


def growth_of(seasons: tuple[Season, ...], north: float) -> float:
    """Growth of the network when what each butterfly of the north leaves in summer is multiplied."""
    year = np.eye(4)
    for season in seasons:
        local = season.survival.copy()
        local[3] *= north if season.name in SUMMER else 1.0
        year = (season.transition * season.path_survival).T @ np.diag(local) @ year
    return float(np.abs(np.linalg.eigvals(year)).max())


def test_monarch_rates_and_paths_are_those_of_the_workbook(casebook: Path, seasons: tuple[Season, ...]) -> None:
    folder = casebook / "monarch"
    rates, moves = read(folder, "vital_rates"), read(folder, "movements")
    assert [row["stage"] for row in read(folder, "stages")] == [season.name for season in seasons]
    for season in seasons:
        for node, site in enumerate(SITES):
            here = {row["rate"]: float(row["value"]) for row in some(rates, stage=season.name, site_id=site)}
            left = some(moves, from_stage=season.name, from_site=site)
            if season.number[node] == 0:
                assert not here
                assert not left
                continue
            assert sum(here.values()) == pytest.approx(season.survival[node], rel=1e-9)
            assert set(here) == ({"survival"} if season.name == "winter" else {"survival", "fecundity"})
            found = {row["to_site"]: (float(row["share"]), float(row["survival"])) for row in left}
            assert found == {
                goal: pytest.approx((season.transition[node, at], season.path_survival[node, at]))
                for at, goal in enumerate(SITES)
                if season.transition[node, at] > 0
            }


def test_monarch_contributions_and_growth_are_the_printed_ones() -> None:
    """Sample et al. (2019): Mexico, South, Central, North."""
    answer = population("monarch")
    assert tuple(answer.contributions.mean) == SITES
    assert list(answer.contributions.mean.values()) == pytest.approx(
        [1.0, 0.9415, 1.2468, 0.7157], abs=PRINTED, rel=0.0
    )
    assert answer.now.lambda_band.median == pytest.approx(1.0, abs=PRINTED, rel=0.0)
    assert answer.now.growth_band.median == pytest.approx(1.0, abs=PRINTED, rel=0.0)


def test_monarch_removals_are_the_printed_ones() -> None:
    removals = population("monarch").year.removals
    assert removals is not None
    assert [float(removal.effect[0]) for removal in removals] == pytest.approx(
        [1.0, 1.0, 0.9629, 0.6449], abs=PRINTED, rel=0.0
    )


def test_monarch_keeps_the_numbers_of_every_season(casebook: Path, seasons: tuple[Season, ...]) -> None:
    rows = read(casebook / "monarch", "distribution")
    for season in seasons:
        found = [float(row["share"]) for site in SITES for row in some(rows, stage=season.name, site_id=site)]
        kept = season.number[season.number > 0] / season.number.sum()
        assert found == pytest.approx(list(kept), rel=1e-8)


def test_monarch_eggs_on_the_sink(casebook: Path) -> None:
    """15.4 % of the eggs, none of which lives: births × .846, with the range of what studies found around it."""
    rows = some(read(casebook / "monarch", "impacts"), impact_id=EGGS)
    assert {(row["stage"], row["site_id"]) for row in rows} == {(stage, "north") for stage in SUMMER}
    for row in rows:
        assert 1 + float(row["effect"]) == pytest.approx(0.846)
        assert (float(row["effect_low"]), float(row["effect_high"])) == (-0.245, 0.0)
        assert row["notes"].count("A: ") == 1
    held = some(read(casebook / "monarch", "vital_rates"), observed_with=EGGS)
    assert {(row["stage"], row["site_id"], row["rate"]) for row in held} == {
        (stage, "north", "fecundity") for stage in SUMMER
    }


def test_monarch_exposure_is_bounded_by_the_north_east(casebook: Path) -> None:
    """Every butterfly of the north-east: 15 of 12 + 17 + 15 per cent of those born in the three northern regions."""
    rows = read(casebook / "monarch", "presences")
    row = one(rows, invader_id="black-swallow-wort", site_id="north")
    assert float(row["share_exposed"]) == pytest.approx(15 / (12 + 17 + 15), abs=5e-3)
    assert float(row["relative_abundance"]) == 0.5
    assert row["notes"].count("A: ") == 2


def test_monarch_growth_in_counts(casebook: Path) -> None:
    counts = read(casebook / "monarch", "counts")
    years, areas = (np.array([float(row[column]) for row in counts]) for column in ("year", "value"))
    assert list(years) == list(range(1994, 2019))
    line = stats.linregress(years, np.log(areas))
    reach = stats.t.ppf(0.975, len(years) - 2) * line.stderr
    row = one(read(casebook / "monarch", "migrants"))
    for column, slope in (
        ("observed_growth", line.slope),
        ("observed_growth_low", line.slope - reach),
        ("observed_growth_high", line.slope + reach),
    ):
        assert float(row[column]) == pytest.approx(math.exp(slope), abs=5e-4)


def test_monarch_without_swallow_wort_and_with_more_of_it(seasons: tuple[Season, ...]) -> None:
    answer = population("monarch")
    met = 1 + 0.34 * (0.846**0.5 - 1)
    for scenario, left in (
        ("without_invaders", 1.0),
        ("north-east-as-the-pastures", 1 - 0.34 * 0.154),
        ("every-northern-butterfly", 0.846),
    ):
        found = answer.scenarios[scenario].lambda_band.median
        assert found == pytest.approx(growth_of(seasons, left / met), abs=2e-5)


def test_monarch_needs_one_in_eighty_of_its_births(casebook: Path) -> None:
    """Six months of breeding lie in every line of descent, so a change of all births counts six times."""
    answer = population("monarch")
    now, fewer = answer.now.lambda_band.median, answer.scenarios["births-lower-everywhere"].lambda_band.median
    (effect,) = (
        float(row["effect"])
        for row in some(read(casebook / "monarch", "scenarios"), scenario_id="births-lower-everywhere")
    )
    assert fewer / now == pytest.approx((1 + effect) ** 6, rel=1e-9)
    assert fewer == pytest.approx(0.931, abs=1e-4)


def test_swallow_wort_is_not_credited_with_the_decline() -> None:
    """Its share does not exclude none, is below what stays unexplained, and its removal brings no recovery."""
    monarch = migrant_of("monarch", "monarch")
    assert monarch.verdict == "unproven"
    ((cause, (kind, share)),) = shares(monarch).items()
    assert (cause, kind) == ("black-swallow-wort", "invader")
    assert share.low <= 0 < share.median
    unexplained = monarch.causes.unexplained
    assert unexplained is not None
    assert -unexplained.median > share.high > share.median
    assert 0.931 * math.exp(share.high) < 1


def test_nor_would_it_be_at_its_ceiling(seasons: tuple[Season, ...]) -> None:
    """As dense as in the three pastures, all over the north-east: still less than what counts lost."""
    answer = population("monarch")
    free = answer.scenarios["without_invaders"].lambda_band.median
    gain = math.log(free / answer.scenarios["north-east-as-the-pastures"].lambda_band.median)
    met = 1 + 0.34 * (0.846**0.5 - 1)
    assert gain == pytest.approx(
        math.log(growth_of(seasons, 1 / met) / growth_of(seasons, (1 - 0.34 * 0.154) / met)), abs=1e-4
    )
    assert 0 < gain < -math.log(0.931)


def test_drivers_of_the_monarch_without_a_size_are_listed() -> None:
    unsized = {cause.cause_id for cause in migrant_of("monarch", "monarch").causes.unsized}
    assert {"host-plant-loss", "weather", "winter-forest-loss", "pale-swallow-wort", "tropical-milkweed"} == unsized


# Great Knot.


def test_great_knot_year_is_the_published_one(casebook: Path) -> None:
    """Survival .63 and output .15 in 2011-2012 (Piersma et al. as in BirdLife International)."""
    rates = some(read(casebook / "yellow-sea", "vital_rates"), migrant_id="great-knot")
    ways = [float(row["value"]) for row in some(rates, parameter="survival-on-the-way")]
    assert math.prod(ways) == pytest.approx(0.63, abs=1e-8)
    assert ways[0] * float(one(rates, rate="fecundity")["value"]) == pytest.approx(0.15, abs=1e-8)
    assert {row["observed_with"] for row in some(rates, parameter="survival-on-the-way")} == {"reclamation"}


def test_great_knots_halve_within_four_years() -> None:
    answer = population("yellow-sea")
    growth = answer.now.growth_band.median
    assert growth == pytest.approx(0.63 + 0.15, abs=1e-8)
    assert math.log(0.5) / math.log(growth) == pytest.approx(2.79, abs=0.005)
    course = answer.now.trajectories[0]
    assert course[0] == 292_000
    assert int(np.argmax(course <= course[0] / 2)) in (3, 4)


def test_reclamation_has_the_size_of_saemangeum(casebook: Path) -> None:
    rows = some(read(casebook / "yellow-sea", "pressures"), migrant_id="great-knot")
    assert {row["pressure_id"] for row in rows} == {"reclamation"}
    assert math.prod(1 + float(row["effect"]) for row in rows) == pytest.approx(1 - 90_000 / 380_000, abs=2e-4)
    for row in rows:
        assert not row.get("effect_low")
        assert "A: that size" in row["notes"]


def test_great_knots_as_counted(casebook: Path) -> None:
    """77.8 % fewer in 22 years."""
    observed = (1 - 0.778) ** (1 / 22)
    row = one(read(casebook / "yellow-sea", "migrants"), migrant_id="great-knot")
    assert float(row["observed_growth"]) == pytest.approx(observed, abs=5e-4)
    scenario = population("yellow-sea").scenarios["as-counted-for-22-years"]
    assert scenario.lambda_band.median == pytest.approx(observed, abs=1e-5)


def test_reclamation_is_named_first_and_cordgrass_is_unproven() -> None:
    knot = migrant_of("yellow-sea", "great-knot")
    assert knot.verdict == "unproven"
    ((cause, (kind, share)),) = shares(knot).items()
    assert (cause, kind) == ("reclamation", "pressure")
    factor = 1 / (1 - 0.1264)
    assert share.median == pytest.approx(math.log((0.63 * factor**2 + 0.15 * factor) / 0.78), abs=1e-4)
    unexplained = knot.causes.unexplained
    assert unexplained is not None
    assert share.median > abs(unexplained.median)
    assert {cause.cause_id for cause in knot.causes.unsized} == {"smooth-cordgrass"}


def test_removing_cordgrass_brings_nothing_back() -> None:
    answer = population("yellow-sea")
    assert answer.scenarios["without_invaders"].lambda_band == answer.now.lambda_band


def test_one_chain_carries_every_great_knot() -> None:
    """Every bird passes every stage, so each place of the chain contributes the growth of the whole."""
    contributions = population("yellow-sea").contributions.mean
    assert set(contributions) >= {"australia", "yalu-jiang", "yellow-sea-other", "north-east-siberia"}
    assert list(contributions.values()) == pytest.approx([0.78] * len(contributions), abs=1e-8)


def test_tiers(casebook: Path) -> None:
    tiers = {
        (name, migrant.migrant_id): migrant.tier
        for name in ("monarch", "yellow-sea")
        for migrant in assessed(name).migrants
    }
    assert {key for key, tier in tiers.items() if tier == "full"} == {
        ("monarch", "monarch"),
        ("yellow-sea", "great-knot"),
    }
    assert set(tiers.values()) == {"full", "evidence"}
