"""Six studies of islands, lakes and a park (C6, C7, C12 to C15), against their sources.

The first half reads the tables with the csv module alone, so that what is tested is the tables and nothing of the
program; the second half runs the program.
"""

from __future__ import annotations

import csv
import gzip
import math
import shutil
from pathlib import Path

import pytest

import oxyura
from oxyura.publish.answers import answer_for
from oxyura.publish.labels import read_labels
from oxyura.study.assessment import Assessment

Rows = list[dict[str, str]]

STUDIES = ("marion", "macquarie", "amsterdam", "zonar", "seville", "uist")
CASEBOOK = "src/oxyura/casebook"
Z = 1.959963984540054
HORIZON = 30

WADERS = ("lapwing", "dunlin", "redshank", "snipe")


@pytest.fixture(scope="module")
def casebook(repository: Path) -> Path:
    return repository / CASEBOOK


def read(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one(rows: Rows, **where: str) -> dict[str, str]:
    (found,) = (row for row in rows if all(row[column] == value for column, value in where.items()))
    return found


def size_of(row: dict[str, str]) -> list[float]:
    return [float(row[column]) for column in ("effect", "effect_low", "effect_high")]


def ratio_with_limits(ratio: float, variance: float) -> list[float]:
    """Return ratio - 1 and its 95 % limits, evenly about the logarithm."""
    return [ratio * math.exp(sign * Z * math.sqrt(variance)) - 1 for sign in (0, -1, 1)]


@pytest.mark.parametrize("study", STUDIES)
def test_every_row_has_its_source_and_mark(casebook: Path, study: str) -> None:
    folder = casebook / study
    known = {row["source_id"] for row in read(folder, "sources")}
    for path in sorted(folder.glob("*.csv")):
        if path.stem in {"sources", "invaders"}:
            continue
        for line, row in enumerate(read(folder, path.stem), start=2):
            where = f"{study}/{path.name}:{line}"
            assert row["source_id"] in known, where
            assert row["notes"].startswith(("V: ", "R: ", "A: ")), where
            assert None not in row, f"{where}: more cells than columns"


def test_marion_growth_of_burrows(casebook: Path) -> None:
    """Burrows of 1979 and 2013 by Dilley, Schramm & Ryan (2017)."""
    years = 2013 - 1979
    migrants = read(casebook / "marion", "migrants")
    white_chinned, grey = (one(migrants, migrant_id=name) for name in ("white-chinned-petrel", "grey-petrel"))

    assert float(white_chinned["observed_growth"]) == pytest.approx((12_123 / 3_727) ** (1 / years), abs=5e-7)
    assert float(white_chinned["observed_growth"]) == pytest.approx(1.0353, abs=5e-5)
    assert f"growth {(243_613 / 156_214) ** (1 / years):.4f}" in white_chinned["notes"]
    assert float(grey["observed_growth"]) == pytest.approx((1 / 3.1) ** (1 / years), abs=5e-7)
    assert float(grey["observed_growth"]) < 1 < float(white_chinned["observed_growth"])


def test_marion_borrows_the_success_of_gough(casebook: Path, data_dir: Path) -> None:
    summary = one(read(data_dir / "gough", "gough_breeding_success_summary"), abbr="GRPE")
    expected = float(summary["gough.bs"]) / float(summary["typical.bs"]) - 1
    record = one(read(casebook / "marion", "evidence"), evidence_id="gough-grey")
    impact = one(read(casebook / "marion", "impacts"), impact_id="mouse-grey")
    assert record["borrowed"] == "yes"
    assert float(record["effect"]) == float(impact["effect"]) == pytest.approx(expected)


def test_marion_chance_of_baiting_is_that_of_gough(casebook: Path) -> None:
    columns = ("success_probability", "success_low", "success_high")
    marion = one(read(casebook / "marion", "measures"), measure_id="mouse-baiting-2028")
    gough = one(read(casebook / "gough", "measures"), measure_id="baiting-again")
    assert [marion[column] for column in columns] == [gough[column] for column in columns]


def test_macquarie_sizes(casebook: Path) -> None:
    folder = casebook / "macquarie"
    growth = {row["migrant_id"]: row["observed_growth"] for row in read(folder, "migrants")}
    assert (float(growth["blue-petrel"]), float(growth["grey-petrel"])) == (1.14, 1.10)
    (release,) = read(folder, "interactions")
    shipped = [float(release[column]) for column in ("low", "effect", "high")]
    assert shipped == [0.0, 130_000 / 10_000 - 1, 130_000 / 4_000 - 1]
    assert release["evidence"] == "expert"
    harm = {(row["measure_id"], float(row["effect"])) for row in read(folder, "measure_effects")}
    assert harm == {("rabbits-rats-mice", -0.30), ("all-four", -0.30)}
    done = one(read(folder, "measures"), measure_id="baiting-2011-2014")
    assert (done["outcome"], done["outcome_year"], done["cost"], done["currency"]) == (
        "succeeded",
        "2014",
        "24000000",
        "AUD",
    )


def test_macquarie_costs_are_those_of_the_database(casebook: Path, data_dir: Path) -> None:
    with gzip.open(data_dir / "costs" / "invacost_4.1.csv.gz", "rt", newline="", encoding="utf-8") as file:
        records = {row["Cost_ID"]: row for row in csv.DictReader(file)}

    def total(cost_id: str) -> float:
        row = records[cost_id]
        years = int(row["Probable_ending_year_adjusted"]) - int(row["Probable_starting_year_adjusted"]) + 1
        return float(row["Cost_estimate_per_year_2017_USD_exchange_rate"]) * years

    costs = {row["measure_id"]: float(row["cost"]) for row in read(casebook / "macquarie", "measures")}
    assert costs["cats-only"] == pytest.approx(total("361"), abs=0.5)
    assert costs["rabbits-rats-mice"] == pytest.approx(total("148"), abs=0.5)
    assert costs["all-four"] == pytest.approx(total("361") + total("148"), abs=1)


def test_amsterdam_disease_is_the_gain_of_vaccination_turned_round(casebook: Path) -> None:
    impacts = read(casebook / "amsterdam", "impacts")
    disease = one(impacts, impact_id="cholera-yellow-nosed")
    assert float(disease["effect"]) == pytest.approx(0.14 / 0.46 - 1, abs=1e-12)
    assert disease.get("effect_low", "") == ""
    assert {row["effect"] for row in impacts if row is not disease} == {""}
    pairs = {row["migrant_id"]: int(row["abundance"]) for row in read(casebook / "amsterdam", "migrants")}
    assert pairs == {"indian-yellow-nosed-albatross": 29_671, "sooty-albatross": 515, "amsterdam-albatross": 65}


def test_zonar_signs_by_guild(casebook: Path) -> None:
    """Diving ducks and coots lose, fish-eaters gain; no size was read, and a gain is never written as a harm."""
    folder = casebook / "zonar"
    signs = {row["migrant_id"]: row["direction"] for row in read(folder, "evidence")}
    assert signs == {
        "white-headed-duck-medina": "decrease",
        "common-pochard-medina": "decrease",
        "eurasian-coot-medina": "decrease",
        "white-headed-duck-zonar": "decrease",
        "great-cormorant-medina": "increase",
    }
    impacts = read(folder, "impacts")
    assert {row["migrant_id"] for row in impacts} == {name for name, sign in signs.items() if sign == "decrease"}
    assert {row["effect"] for row in impacts} == {""}


def test_seville_limits_follow_from_the_percentages(casebook: Path) -> None:
    """Trees worked back from 49 trees in 2013, -70 % since and -81 % in all."""
    trees_2017 = round(49 * (1 - 0.70))
    trees_2003 = round(trees_2017 / (1 - 0.81))
    assert (trees_2017, trees_2003) == (15, 79)
    impact = one(read(casebook / "seville", "impacts"), impact_id="parakeet-tree-holes")
    variance = 1 / trees_2017 + 1 / trees_2003
    assert size_of(impact) == pytest.approx(ratio_with_limits(0.19, variance), abs=1e-6)
    record = one(read(casebook / "seville", "evidence"), evidence_id="trees-2003-2017")
    assert float(record["standard_error"]) == pytest.approx(math.sqrt(variance), abs=1e-6)


def test_seville_even_the_fewest_trees_decide(casebook: Path) -> None:
    """The smallest whole numbers that round to -81 % and, from some year between, to -70 %."""
    fewest = next(
        (after, before)
        for after in range(1, 100)
        for before in range(after, 100)
        for between in range(after, before)
        if round(100 * after / before) == 19 and round(100 * after / between) == 30
    )
    assert fewest == (3, 16)
    after, before = fewest
    assert ratio_with_limits(after / before, 1 / after + 1 / before)[2] == pytest.approx(-0.36, abs=5e-3)
    assert "3 and 16 trees" in one(read(casebook / "seville", "impacts"), impact_id="parakeet-tree-holes")["notes"]


def test_uist_effect_is_that_of_the_nests(casebook: Path) -> None:
    """15 of 53 nests taken by hedgehogs, 3 of 52 inside fences (Jackson 2001)."""
    spared, nests, spared_inside, nests_inside = 53 - 15, 53, 52 - 3, 52
    variance = 1 / spared - 1 / nests + 1 / spared_inside - 1 / nests_inside
    expected = ratio_with_limits((spared / nests) / (spared_inside / nests_inside), variance)
    impacts, evidence = read(casebook / "uist", "impacts"), read(casebook / "uist", "evidence")
    for name in WADERS:
        assert size_of(one(impacts, impact_id=f"hedgehog-{name}")) == pytest.approx(expected, abs=1e-6)
        record = one(evidence, evidence_id=f"exclosure-{name}")
        counts = [int(record[column]) for column in ("events_with", "n_with", "events_without", "n_without")]
        assert counts == [spared, nests, spared_inside, nests_inside]
    hatched, hatched_inside = 24, 32
    assert (round(100 * (1 - hatched / nests)), round(100 * (1 - hatched_inside / nests_inside))) == (55, 38)
    every_cause = ratio_with_limits(
        (hatched / nests) / (hatched_inside / nests_inside),
        1 / hatched - 1 / nests + 1 / hatched_inside - 1 / nests_inside,
    )
    written = "{:.3f} ({:.3f} to {:.3f})".format(*every_cause)
    assert written in one(impacts, impact_id="hedgehog-lapwing")["notes"]
    assert f"{(1 - 0.39) / (1 + 0.09) - 1:.2f}" in one(evidence, evidence_id="counts-lapwing")["notes"]


@pytest.fixture(scope="module")
def assessments() -> dict[str, Assessment]:
    return {name: oxyura.assess_study(oxyura.read_study(name), deterministic=True) for name in STUDIES}


EXPECTED = {
    "marion": {"white-chinned-petrel": "unproven", "grey-petrel": "unproven"},
    "macquarie": {
        "grey-petrel": "unproven",
        "blue-petrel": "no_demonstrated_impact",
        "northern-giant-petrel": "unproven",
    },
    "amsterdam": {
        "indian-yellow-nosed-albatross": "unproven",
        "sooty-albatross": "unproven",
        "amsterdam-albatross": "unproven",
    },
    "zonar": {
        "white-headed-duck-medina": "unproven",
        "common-pochard-medina": "unproven",
        "eurasian-coot-medina": "unproven",
        "great-cormorant-medina": "not_assessed",
        "white-headed-duck-zonar": "unproven",
    },
    "seville": {"greater-noctule-seville": "demonstrated_threat"},
    "uist": {
        **{f"{name}-south-uist": "demonstrated_threat" for name in WADERS},
        "ringed-plover-south-uist": "unproven",
        "lapwing-galloway": "no_demonstrated_impact",
    },
}


@pytest.mark.parametrize("study", STUDIES)
def test_verdicts(assessments: dict[str, Assessment], study: str) -> None:
    assert {migrant.migrant_id: migrant.verdict for migrant in assessments[study].migrants} == EXPECTED[study]


@pytest.mark.parametrize("study", STUDIES)
def test_check_finds_no_errors(study: str) -> None:
    assert [problem for problem in oxyura.check_study(study).problems if problem.severity == "error"] == []


def test_hedgehog_is_alien_on_uist_and_native_in_galloway(assessments: dict[str, Assessment]) -> None:
    alien = {row.site_id: row.alien for row in assessments["uist"].exposures}
    assert alien == {"south-uist": True, "galloway": False}
    (pair,) = (pair for pair in assessments["uist"].pairs if pair.migrant_id == "lapwing-galloway")
    assert pair.judgement.rule == "native"
    met = {row.migrant_id: (row.exposed, row.exposed_alien) for row in assessments["uist"].stage_exposures}
    assert met["lapwing-galloway"] == (1.0, 0.0)
    assert met["lapwing-south-uist"] == (1.0, 1.0)


def test_a_native_that_is_met_is_said_to_be_native(assessments: dict[str, Assessment]) -> None:
    study = assessments["uist"]
    labels = read_labels(study.study.tables)
    said = {each.migrant_id: answer_for(study, each, labels).sentences for each in study.migrants}
    assert any(one.endswith("in the stage breeding. It is native there.") for one in said["lapwing-galloway"])
    assert not any("native" in one for one in said["lapwing-south-uist"])


def test_blue_petrel_is_not_asked_about(assessments: dict[str, Assessment]) -> None:
    rules = {pair.judgement.rule for pair in assessments["macquarie"].pairs if pair.migrant_id == "blue-petrel"}
    assert rules == {"not_listed"}


def test_macquarie_cats_alone_warn(assessments: dict[str, Assessment]) -> None:
    plan = assessments["macquarie"].plan
    assert plan.chosen is not None
    assert plan.chosen.measures == ("cats-only",)
    warned = {(warning.code, warning.where) for warning in plan.warnings}
    assert ("releases_another", "measure cats-only") in warned
    assert ("release_not_known", "measure cats-only") in warned
    (release,) = (warning.message for warning in plan.warnings if warning.code == "releases_another")
    assert "'rabbit' is expected to reach 13 times" in release
    (baiting,) = (other for other in plan.chosen.not_taken if other.measure_id == "rabbits-rats-mice")
    assert baiting.gain_if_added is not None
    assert baiting.gain_if_added == pytest.approx(math.log(0.7) / HORIZON, rel=0.1)


def without_rows(study: Path, target: Path, table: str, column: str, *values: str) -> Path:
    """Copy a study, leaving out the rows of a table that have one of the values."""
    shutil.copytree(study, target)
    rows = read(study, table)
    with (target / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row[column] not in values)
    return target


def test_macquarie_baiting_kills_giant_petrels(casebook: Path, tmp_path: Path) -> None:
    """With the cats not on offer alone the plan takes all four, and the trajectory shows what the bait kills."""
    folder = without_rows(casebook / "macquarie", tmp_path / "all", "measures", "measure_id", "cats-only")
    measures = (folder / "measures.csv").read_text(encoding="utf-8").replace("cats-only;", "")
    (folder / "measures.csv").write_text(measures, encoding="utf-8")
    plan = oxyura.assess_study(oxyura.read_study(folder), deterministic=True).plan
    assert plan.chosen is not None
    assert plan.chosen.measures == ("all-four",)
    birds = [year.median for year in plan.chosen.migrants["northern-giant-petrel"].trajectory_after]
    assert birds[0] == 1500
    assert birds[1] == pytest.approx(0.7 * 1500, rel=0.01)
    assert max(birds[1:]) < 0.75 * 1500
    assert plan.chosen.migrants["northern-giant-petrel"].gain < 0 < plan.chosen.migrants["grey-petrel"].gain


def test_macquarie_cats_account_for_the_growth(assessments: dict[str, Assessment]) -> None:
    """10 % a year without cats, none with them: ln 1.10."""
    (pair,) = (
        pair
        for pair in assessments["macquarie"].pairs
        if (pair.migrant_id, pair.invader_id) == ("grey-petrel", "feral-cat")
    )
    assert pair.effect_on_growth is not None
    assert pair.effect_on_growth.median == pytest.approx(math.log(1.10), abs=1e-6)


def test_amsterdam_disease_outlives_the_predators(casebook: Path, tmp_path: Path) -> None:
    """With rats, cats and mice gone the disease still takes as much growth, and its verdict is the same."""
    folder = tmp_path / "amsterdam"
    shutil.copytree(casebook / "amsterdam", folder)
    presences = read(folder, "presences")
    with (folder / "presences.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, presences[0].keys())
        writer.writeheader()
        for row in presences:
            gone = row["invader_id"] != "pasteurella"
            writer.writerow({**row, "status": "eradicated"} if gone else row)
    found = []
    for study in (casebook / "amsterdam", folder):
        assessment = oxyura.assess_study(oxyura.read_study(study), deterministic=True)
        (pair,) = (
            pair
            for pair in assessment.pairs
            if (pair.migrant_id, pair.mechanism) == ("indian-yellow-nosed-albatross", "disease_transmission")
        )
        assert pair.effect_on_growth is not None
        found.append((pair.judgement.verdict, pair.effect_on_growth.median))
    assert found[0] == found[1]
    assert found[0][1] > 0.05
