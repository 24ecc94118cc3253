from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from oxyura.policy.coherence import Coherence, Question
from oxyura.publish.coherence_files import (
    additions_csv,
    coherence_json,
    exposures_csv,
    frontier_csv,
    gaps_csv,
    write_coherence,
)
from oxyura.publish.coherence_page import propose, render_coherence
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Settings
from oxyura.study.flyway_coherence import assess_flyway, judge_flyway_study
from oxyura.study.package import Study
from unit.policy.small_flyway import Records, flyway_records, rule
from unit.publish.pochard import make_study
from unit.publish.test_report_page import ATTACK, Page

SETTINGS = Settings(title="A tern between three Parties", date="2026-01-15")


def records() -> Records:
    """The small flyway with the evidence that gives its verdicts."""

    def impact(invader: str, stage: str, evidence: str, **more: object) -> dict[str, object]:
        return {
            "impact_id": f"{invader}-{stage}",
            "invader_id": invader,
            "migrant_id": "tern",
            "stage": stage,
            "mechanism": "predation",
            "rate": "survival",
            "evidence": evidence,
            "confidence": "low",
            **more,
        }

    sized = {"effect": -0.3, "effect_low": -0.4, "effect_high": -0.2}
    return {
        **flyway_records(),
        "impacts": [
            impact("mink", "breeding", "demonstrated", **sized),
            impact("cordgrass", "postbreeding_migration", "inferred", **sized),
            impact("cordgrass", "nonbreeding", "inferred", **sized),
            impact("duck", "breeding", "expert"),
            impact("rat", "breeding", "expert"),
            impact("myna", "postbreeding_migration", "demonstrated", **sized),
        ],
        "regulations": [rule("Neogale vison", ("NL",), instrument="The Mink Act")],
    }


def study_of(rows: Records) -> Study:
    return make_study(rows, SETTINGS)


@pytest.fixture(scope="module")
def study() -> Study:
    return study_of(records())


@pytest.fixture(scope="module")
def coherence(study: Study) -> Coherence:
    return assess_flyway([study])


@pytest.fixture(scope="module")
def page(coherence: Coherence, study: Study) -> Page:
    return Page(render_coherence(coherence, [study]))


def test_verdicts_are_those_of_a_meeting(study: Study) -> None:
    harm = judge_flyway_study(study).harm
    # The myna is absent from the bay: its absence today excuses no gap.
    assert harm["tern", "myna", "postbreeding_migration"] == "demonstrated_threat"
    assert harm["tern", "cordgrass", "nonbreeding"] == "inferred_threat"
    assert harm["tern", "duck", "breeding"] == "unproven"
    assert harm["tern", "mink", "nonbreeding"] == "not_assessed"


def test_the_page_is_whole_and_asks_nothing_from_outside(page: Page) -> None:
    assert page.open == page.wrong == []
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for a in page.all("a") if str(a.get("href", "")).startswith("#")}
    assert targets <= set(ids)


def test_the_page_says_what_to_add_and_what_is_assumed(page: Page, coherence: Coherence) -> None:
    told = coherence.readings["told"]
    assert told.closed_now == pytest.approx(1 / 3)
    for words in (
        "Of an exposure of 1.10, 30.3 % is closed today and 69.7 % is open.",
        "SN: Cordgrass",
        "also at sites in NL, if it comes from here",
        "The Mink Act",
        "15 January 2026",
        "From where an invader comes is in no table",
        "The site has no country, so no Party can list anything there.",
    ):
        assert words in page.text
    assert "Delta" in page.text


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_page_in_other_languages(coherence: Coherence, study: Study, language: str) -> None:
    html = render_coherence(coherence, [study], language)
    assert f'<html lang="{language}">' in html
    assert Page(html).wrong == []
    assert "1,10" in html


def test_a_language_that_is_not_there(coherence: Coherence, study: Study) -> None:
    with pytest.raises(InputError, match="does not write"):
        render_coherence(coherence, [study], "de")


def test_what_a_study_says_is_text_and_never_markup() -> None:
    rows = records()
    rows["sites"] = [{**row, "name": row["name"] + ATTACK} for row in rows["sites"]]
    rows["invaders"] = [{**row, "vernacular_name": ATTACK} for row in rows["invaders"]]
    rows["migrants"] = [{**row, "vernacular_name": ATTACK} for row in rows["migrants"]]
    rows["regulations"] = [rule("Neogale vison", ("NL",), instrument=ATTACK)]
    spoilt = study_of(rows)
    found = Page(render_coherence(assess_flyway([spoilt]), [spoilt]))
    assert not found.all("script")
    assert not found.all("img")
    assert found.wrong == []


def test_no_cell_is_run_as_a_formula() -> None:
    long = "=" + "é" * 299
    rows = records()
    rows["invaders"] = [
        {**row, "scientific_name": f"{start}{row['scientific_name']}"}
        for row, start in zip(rows["invaders"], ("=", "+", "-", "@", "\t="), strict=True)
    ]
    rows["sites"][1]["site_id"] = "bay"
    rows["invaders"].append({"invader_id": "long", "scientific_name": long})
    rows["invaders"].append({"invader_id": "rtl", "scientific_name": "\u202eعربي genus"})
    found = assess_flyway([study_of(rows)])
    for text in (gaps_csv(found), additions_csv(found), exposures_csv(found), frontier_csv(found)):
        for row in csv.reader(io.StringIO(text)):
            assert all(not cell or cell[0] not in "=+-@\t\r\n" for cell in row)
    assert found.gaps


def test_tables_hold_what_the_answer_holds(coherence: Coherence) -> None:
    gaps = list(csv.DictReader(io.StringIO(gaps_csv(coherence))))
    assert [(row["party"], row["invader"]) for row in gaps] == [
        (gap.listing.party, coherence.names[gap.listing.taxon]) for gap in coherence.gaps
    ]
    exposures = list(csv.DictReader(io.StringIO(exposures_csv(coherence))))
    assert len(exposures) == len(coherence.reaches)
    told = [float(row["exposure_told"]) for row in exposures if row["counts_told"] == "yes"]
    assert sum(told) == pytest.approx(coherence.readings["told"].total)
    by_site = {(row["invader_id"], row["site_id"]): row for row in exposures}
    assert by_site["mink", "colony"]["closed_by_possible"] == "closed"
    assert by_site["cordgrass", "sea"]["closed_by_possible"] == "no listing"
    assert " or " in by_site["cordgrass", "bay"]["closed_by_possible"]
    frontier = list(csv.DictReader(io.StringIO(frontier_csv(coherence))))
    assert {row["reading"] for row in frontier} == {"told", "possible"}
    assert all(float(row["bound"]) >= float(row["closed"]) - 1e-9 for row in frontier)


def test_the_proposal_is_the_best_set_of_ten_at_most(coherence: Coherence) -> None:
    assert {gap.listing for gap in propose(coherence)} == set(coherence.readings["possible"].smallest)


def test_the_folder_is_whole_and_the_same_each_time(coherence: Coherence, study: Study, tmp_path: Path) -> None:
    first = write_coherence(coherence, [study], tmp_path / "a")
    write_coherence(coherence, [study], tmp_path / "b")
    names = sorted(path.name for path in first.iterdir())
    assert names == [
        "additions.csv",
        "coherence.html",
        "exposures.csv",
        "frontier.csv",
        "gaps.csv",
        "ro-crate-metadata.json",
        "summary.json",
    ]
    assert all((first / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    assert json.loads((first / "summary.json").read_text("utf-8")) == json.loads(json.dumps(coherence_json(coherence)))
    with pytest.raises(InputError, match="already holds a result"):
        write_coherence(coherence, [study], tmp_path / "a")
    write_coherence(coherence, [study], tmp_path / "a", force=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="left alone"):
        write_coherence(coherence, [study], tmp_path / "mine", force=True)


def test_nothing_to_add_is_said(study: Study) -> None:
    rows = records() | {"presences": [], "arrivals": [], "impacts": []}
    alone = study_of(rows)
    found = assess_flyway([alone], Question())
    page = Page(render_coherence(found, [alone]))
    assert "Nothing to add" in page.text
    assert found.gaps == ()


def test_one_name_is_one_study(study: Study) -> None:
    with pytest.raises(InputError, match="Two studies are called"):
        assess_flyway([study, study])
    with pytest.raises(InputError, match="No study is given"):
        assess_flyway([])
