"""The casebook's evidence-only entries and controls: what must not be called a threat, and the figures behind it.

The first half reads the tables with the csv module alone; the second half runs the program.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from oxyura.schema.problems import StudyError
from oxyura.study.casebook_studies import casebook_names
from oxyura.study.checked import read_study
from oxyura.study.judged_studies import JudgedStudy, judge_study

STUDIES = (
    "casuarina-turtles",
    "monarch",
    "other-drivers",
    "sacred-ibis",
    "sturgeons",
    "wadden-sea-oyster",
    "water-hyacinth",
    "white-nose-fungus",
    "yellow-sea",
)
NETWORKS = ("monarch", "yellow-sea")
EVIDENCE_ONLY = tuple(name for name in STUDIES if name not in NETWORKS)
THREATS = {"demonstrated_threat", "inferred_threat"}
CASEBOOK = "src/oxyura/casebook"
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def casebook(repository: Path) -> Path:
    return repository / CASEBOOK


def read(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one(rows: Rows, **where: str) -> dict[str, str]:
    (found,) = (row for row in rows if all(row[column] == value for column, value in where.items()))
    return found


@cache
def judged(name: str) -> JudgedStudy:
    return judge_study(read_study(name))


def rules(name: str) -> Mapping[tuple[str, str], set[tuple[str, str]]]:
    """Verdict and rule of every pair of a study, by migrant and invader."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for pair in judged(name).pairs:
        found.setdefault((pair.migrant_id, pair.invader_id), set()).add((pair.judgement.verdict, pair.judgement.rule))
    return found


@pytest.mark.parametrize("study", STUDIES)
def test_every_row_has_its_source_and_mark(casebook: Path, study: str) -> None:
    folder = casebook / study
    sources = {row["source_id"] for row in read(folder, "sources")}
    for path in sorted(folder.glob("*.csv")):
        if path.stem in ("sources", "invaders"):
            continue
        for row in read(folder, path.stem):
            assert row["source_id"] in sources, (path.name, row)
            assert row["notes"].startswith(("V: ", "R: ", "A: ")), (path.name, row)
            assert row["notes"].startswith("A: ") or row["source_id"] != "casebook-definition", (path.name, row)


@pytest.mark.parametrize("study", EVIDENCE_ONLY)
def test_evidence_reaches_no_further(study: str) -> None:
    assert judged(study).tier == "evidence"


@pytest.mark.parametrize("study", NETWORKS)
def test_networks_reach_growth(study: str) -> None:
    assert judged(study).tier == "full"


def test_bats_that_died_in_europe(casebook: Path) -> None:
    """No death among 4,047: the limit is that of Clopper and Pearson."""
    row = one(read(casebook / "white-nose-fungus", "impacts"), impact_id="fungus-mouse-eared")
    assert float(row["effect"]) == 0
    assert float(row["effect_low"]) == pytest.approx(-(1 - 0.025 ** (1 / 4047)), abs=5e-7)
    assert "4,047 infected of 20,268" in row["notes"]


def test_yellow_sea_figures(casebook: Path) -> None:
    folder = casebook / "yellow-sea"
    shares = {
        (row["migrant_id"], row["stage"], row["site_id"]): float(row["share"]) for row in read(folder, "distribution")
    }
    spoonbill = "spoon-billed-sandpiper"
    assert shares[spoonbill, "prebreeding_migration", "southern-jiangsu"] == pytest.approx(62 / 490, abs=5e-4)
    assert shares[spoonbill, "postbreeding_migration", "southern-jiangsu"] == pytest.approx(225 / 490, abs=5e-4)
    (dongtan,) = read(folder, "measures")
    assert float(dongtan["reduction"]) == pytest.approx(1 - 729 / 2067, abs=5e-4)


@pytest.mark.parametrize("name", ["european-eel", "south-georgia", *STUDIES])
def test_no_control_is_called_a_threat(name: str) -> None:
    assert not THREATS & set(judged(name).verdicts.values())


@pytest.mark.parametrize("name", ["european-eel", "south-georgia", "yellow-sea", "sturgeons", "water-hyacinth"])
def test_open_questions_stay_open(name: str) -> None:
    assert set(judged(name).verdicts.values()) == {"unproven"}
    for pair in judged(name).pairs:
        assert pair.judgement.would_settle


def test_oysters_call_for_no_action() -> None:
    """No size was read for either bird, but studies compared and found no effect: nothing to spend money on."""
    study = judged("wadden-sea-oyster")
    assert set(study.verdicts) == {"eurasian-curlew", "eurasian-oystercatcher"}
    assert set(study.verdicts.values()) == {"no_demonstrated_impact"}
    assert {pair.judgement.rule for pair in study.pairs} == {"studied_none_found"}
    assert len(study.tables["measures"]) == 0
    records = study.tables["evidence"]
    assert "decline" not in records.words("consequence")
    assert records.words("consequence").count("no_effect") == 3


def test_bats_and_the_white_nose_fungus() -> None:
    found = rules("white-nose-fungus")
    fungus = "white-nose-fungus"
    assert found == {
        ("greater-mouse-eared-bat", fungus): {("no_demonstrated_impact", "native")},
        ("little-brown-bat", fungus): {("no_demonstrated_impact", "not_listed")},
        ("northern-long-eared-bat", fungus): {("no_demonstrated_impact", "not_listed")},
    }


def test_were_the_fungus_alien_in_europe_harm_would_still_be_excluded(casebook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bats"
    shutil.copytree(casebook / "white-nose-fungus", folder)
    presences = (folder / "presences.csv").read_text(encoding="utf-8")
    (folder / "presences.csv").write_text(presences.replace(",native,", ",introduced,"), encoding="utf-8")
    pairs = {pair.migrant_id: pair.judgement for pair in judge_study(read_study(str(folder))).pairs}
    assert pairs["greater-mouse-eared-bat"].verdict == "no_demonstrated_impact"
    assert pairs["greater-mouse-eared-bat"].rule == "harm_excluded"


def test_other_drivers_are_named() -> None:
    study = judged("other-drivers")
    pressures = study.tables["pressures"]
    assert set(pressures.words("migrant_id")) == set(study.verdicts)
    assert rules("other-drivers") == {("saiga", "pasteurella"): {("no_demonstrated_impact", "native")}}
    others = {migrant: verdict for migrant, verdict in study.verdicts.items() if migrant != "saiga"}
    assert set(others) == {"aquatic-warbler", "basra-reed-warbler", "mediterranean-monk-seal"}
    assert set(others.values()) == {"not_assessed"}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_drivers_beside_the_invader_are_named(name: str) -> None:
    study = judged(name)
    assert set(study.tables["pressures"].words("migrant_id")) == set(study.verdicts)


def test_monarch_is_open() -> None:
    found = rules("monarch")
    for invader in ("black-swallow-wort", "pale-swallow-wort"):
        assert {verdict for verdict, _ in found["monarch", invader]} == {"unproven", "not_assessed"}
    assert ("no_demonstrated_impact", "native") in found["monarch", "tropical-milkweed"]


def test_the_ibis_is_protected_in_africa_and_an_invader_in_france() -> None:
    found = rules("sacred-ibis")
    assert found["african-sacred-ibis", "sacred-ibis"] == {("no_demonstrated_impact", "native")}
    assert {verdict for verdict, _ in found["eurasian-spoonbill", "sacred-ibis"]} == {"unproven"}


@pytest.mark.parametrize(
    ("study", "migrant", "site"),
    [
        (
            "sacred-ibis",
            {"migrant_id": "ibis-france", "scientific_name": "Threskiornis aethiopicus", "cms_appendix": "II"},
            "grand-lieu",
        ),
        (
            "white-headed-duck",
            {"migrant_id": "ruddy-uk", "scientific_name": "Oxyura jamaicensis", "cms_appendix": "II"},
            "united-kingdom",
        ),
    ],
)
def test_a_listing_never_protects_what_was_brought(
    casebook: Path, tmp_path: Path, study: str, migrant: dict[str, str], site: str
) -> None:
    folder = tmp_path / study
    shutil.copytree(casebook / study, folder)
    name, source = migrant["migrant_id"], "casebook-definition"
    amount = {"abundance": "100", "abundance_unit": "individuals"}
    append(folder / "migrants.csv", {**migrant, **amount, "source_id": source})
    append(
        folder / "stages.csv",
        dict(
            zip(
                ("migrant_id", "stage", "position", "start_week", "end_week", "source_id"),
                (name, "year", "1", "1", "52", source),
                strict=True,
            )
        ),
    )
    append(
        folder / "distribution.csv",
        {
            "migrant_id": name,
            "stage": "year",
            "site_id": site,
            "share": "1",
            "survey_status": "surveyed",
            "source_id": source,
        },
    )
    with pytest.raises(StudyError) as failure:
        read_study(str(folder))
    assert "alien_migrant" in {problem.code for problem in failure.value.problems}


def test_no_alien_stands_among_the_migrants(casebook: Path) -> None:
    for name in casebook_names():
        listed = {row["scientific_name"] for row in read(casebook / name, "migrants")}
        assert "Oxyura jamaicensis" not in listed


def append(path: Path, row: Mapping[str, str]) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        columns = next(csv.reader(file))
    with path.open("a", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerow([row.get(column, "") for column in columns])
