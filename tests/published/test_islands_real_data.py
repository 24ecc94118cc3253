"""The world's islands: every row accounted for, the ACAP species whole, and no score turned into a number.

Files: ``islands`` (input tables of Holmes et al. 2019, PLOS ONE, doi 10.1371/journal.pone.0212128; 2,415 islands) and
``cms-listings`` (Species+, to 2012-02-23). What is expected is counted here from the files, without any of our code.
"""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest

from oxyura.study.checked import check_study, read_study
from oxyura.study.importing_islands import import_islands
from oxyura.study.running import judge_migrants

ROWS = {"islands.csv": 2_415, "aliens.csv": 5_517, "natives.csv": 2_641, "interactions.csv": 23_684, "EF.csv": 18}
# The Balearic Shearwater came under ACAP after the day of the list, and is in it for Appendix I.
SHEARWATER = "Puffinus mauretanicus"


@pytest.fixture(scope="module")
def folder(data_dir):
    return data_dir / "islands"


@pytest.fixture(scope="module")
def listings(data_dir):
    return data_dir / "cms-listings" / "cms_listings_2012-02-23.csv"


@pytest.fixture(scope="module")
def imported(folder, listings, tmp_path_factory):
    into = tmp_path_factory.mktemp("islands") / "world"
    return import_islands(folder, listings, into), into


@pytest.fixture(scope="module")
def study(imported):
    return read_study(imported[1])


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_row_is_accounted_for(imported, folder):
    report, into = imported
    counts = {count.file: count for count in report.counts}
    assert {file: counts[file].rows_in for file in ROWS} == ROWS
    assert {file: len(read(folder / file)) for file in ROWS} == ROWS
    for count in report.counts:
        assert count.rows_in == count.used + count.quarantined
    quarantined = Counter(row["file"] for row in read(into / "quarantine.csv"))
    assert {file: counts[file].quarantined for file in counts} == {file: quarantined[file] for file in counts}
    assert counts["islands.csv"].used == 2_415
    nameless = sum(not row["Scientific_Name"] for row in read(folder / "aliens.csv"))
    assert report.quarantined["The row names no invader, only what kind of animal it is."] == nameless == 143


def test_the_study_is_valid_and_of_tier_evidence(imported, study):
    problems = check_study(imported[1]).problems
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert set(judge_migrants(study).values()) <= {"unproven", "not_assessed"}
    assert len(study.tables["sites"]) == 2_415
    assert all(country for country in study.tables["sites"].texts("country"))


def test_invasions_stand_as_the_tables_have_them(study, folder):
    table = study.tables["presences"]
    found = Counter(status for status, note in zip(table.words("status"), table.words("notes"), strict=True)
                    if "interactions.csv" not in note)  # fmt: skip
    named = {}
    for row in read(folder / "aliens.csv"):
        if row["Scientific_Name"]:
            named[row["Island_Code"], " ".join(row["Scientific_Name"].split())] = row["Invasive_Status"].strip()
    said = Counter(named.values())
    assert found == {"present": said["Confirmed"] + said["On-going eradication"], "not_surveyed": said["Suspected"]}


def test_acap_species_are_complete(study, folder, listings):
    """Every score on them stands in the study, on its island; with the Balearic Shearwater 109 of them are above 0."""
    acap = {row["scientific_name"] for row in read(listings) if row["instrument"].strip() == "ACAP"}
    wanted = Counter()
    for row in read(folder / "interactions.csv"):
        if row["Target_Species"] in acap | {SHEARWATER}:
            code = row["Island_Code"].removesuffix(".0")
            wanted[code, row["Target_Species"], row["Invasive_Species"], int(row["impact_score"])] += 1
    by_acap = Counter(key[1] in acap for key in wanted.elements())
    above = Counter(key[1] in acap for key in wanted.elements() if key[3] > 0)
    assert (by_acap[True], by_acap[False]) == (102, 48)
    assert (above[True], above[False], above.total()) == (74, 35, 109)

    names = {
        row[key]: row["scientific_name"]
        for table, key in (("migrants", "migrant_id"), ("invaders", "invader_id"))
        for row in study.tables[table].records()
    }
    found = Counter(
        (
            row["site_id"].rpartition("-")[2],
            names[row["migrant_id"]],
            names[row["invader_id"]],
            int(row["impact_score"]),
        )
        for row in study.tables["impacts"].records()
        if names[row["migrant_id"]] in acap | {SHEARWATER}
    )
    assert found == wanted
    instruments = dict(
        zip(
            study.tables["migrants"].words("scientific_name"),
            study.tables["migrants"].lists("instruments"),
            strict=True,
        )
    )
    assert {name for name, by in instruments.items() if "ACAP" in by} == {
        name for name in names.values() if name in acap
    }


def test_every_meeting_of_an_acap_species_can_be_judged(study, folder, listings):
    """109 pairs of a species and an invader on an island: 107 by their presences, 2 by a score alone."""
    acap = {row["scientific_name"] for row in read(listings) if row["instrument"].strip() == "ACAP"}
    invaders = {}
    for row in read(folder / "aliens.csv"):
        invaders.setdefault(row["Island_Code"], set()).add(row["Scientific_Name"])
    wanted = {
        (row["Island_Code"].removesuffix(".0"), row["Scientific_name"], invader)
        for row in read(folder / "natives.csv")
        if row["Scientific_name"] in acap
        for invader in invaders.get(row["Island_Code"], ())
    }
    scored = {
        (row["Island_Code"].removesuffix(".0"), row["Target_Species"], row["Invasive_Species"])
        for row in read(folder / "interactions.csv")
        if row["Target_Species"] in acap
    }
    assert (len(wanted), len(scored - wanted), len(wanted | scored)) == (107, 2, 109)
    tables = study.tables
    names = {
        row[key]: row["scientific_name"]
        for table, key in (("migrants", "migrant_id"), ("invaders", "invader_id"))
        for row in tables[table].records()
    }
    at_site = {}
    for row in tables["presences"].records():
        at_site.setdefault(row["site_id"], set()).add(names[row["invader_id"]])
    found = {
        (row["site_id"].rpartition("-")[2], names[row["migrant_id"]], invader)
        for row in tables["distribution"].records()
        if names[row["migrant_id"]] in acap
        for invader in at_site.get(row["site_id"], ())
    }
    assert found == wanted | scored


def test_no_score_becomes_a_number(study):
    impacts = study.tables["impacts"]
    assert all(impacts.numbers(name).size and not (impacts.numbers(name) == impacts.numbers(name)).any()
               for name in ("effect", "effect_low", "effect_high"))  # fmt: skip
    assert set(impacts.numbers("impact_score").tolist()) == {0.0, 1.0, 2.0}
    scored = zip(impacts.numbers("impact_score"), impacts.words("evidence"), strict=True)
    assert {(score > 0, evidence) for score, evidence in scored} == {(False, "none"), (True, "expert")}


def test_scores_are_given_to_pairs_of_species_and_carried_over_the_islands(folder):
    scores = {}
    for row in read(folder / "interactions.csv"):
        scores.setdefault((row["Target_Species"], row["Invasive_Species"]), set()).add(row["impact_score"])
    assert (len(scores), sum(len(found) > 1 for found in scores.values())) == (18_158, 18)


def test_equal_shares_are_those_of_the_files(study, folder):
    """``Irreplace`` is 1 / number of islands: that the shares are equal is the files' own reading."""
    table = study.tables["distribution"]
    keys = zip(table.words("site_id"), table.words("migrant_id"), strict=True)
    codes = [site.rpartition("-")[2] + migrant for site, migrant in keys]
    shares = dict(zip(codes, table.numbers("share").tolist(), strict=True))
    for row in read(folder / "natives.csv"):
        key = row["Island_Code"].removesuffix(".0") + row["Scientific_name"].lower().replace(" ", "-")
        if key in shares:
            assert shares[key] == pytest.approx(float(row["Irreplace"]))


def test_limits_are_those_of_the_files(study, folder):
    limits = {row["Animal_category"]: row for row in read(folder / "EF.csv")}
    facts = {row["invader_id"]: row for row in study.tables["feasibility"].records()}
    for invader, category in (("mus-musculus", "Rodent_Mus"), ("sus-scrofa", "Ungulate"), ("felis-catus", "Cat")):
        assert facts[invader]["largest_area_km2"] == float(limits[category]["largest_feasible_area"])
        assert facts[invader]["most_people"] == float(limits[category]["human_pop_cutoff"])
    assert "South Georgia" in facts["mus-musculus"]["notes"]


def test_bounds_share_one_draw_across_islands(folder, listings, tmp_path):
    bounds = tmp_path / "bounds.csv"
    bounds.write_text("score,rate,effect_low,effect_high,source\n2,fecundity,-0.9,0,A test\n", encoding="utf-8")
    report = import_islands(folder, listings, tmp_path / "bound", score_bounds=bounds)
    assert any("score 0, 1" in text for text in report.warnings)
    table = read_study(tmp_path / "bound").tables["impacts"]
    sized = table.where(table.numbers("impact_score") == 2)
    assert set(sized.numbers("effect_low").tolist()) == {-0.9}
    islands = Counter(sized.words("impact_id"))
    pairs = {(row["invader_id"], row["migrant_id"]) for row in sized.records()}
    assert len(islands) == len(pairs)
    assert max(islands.values()) > 5


def test_a_second_import_changes_nothing(imported, folder, listings):
    report = import_islands(folder, listings, imported[1])
    assert [(rows.table, rows.added, rows.updated) for rows in report.tables if rows.added or rows.updated] == []
    assert json.dumps(report.quarantined, sort_keys=True) == json.dumps(imported[0].quarantined, sort_keys=True)
