"""An audit writes the chapter on what a plan lacks, and only that; a pathway plan tells what is on record of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from document_text import outline
from oxyura.publish.documents.action_plan_document import make_action_plan
from oxyura.publish.documents.action_plan_words import PlanPage
from oxyura.publish.documents.pathway_plan_document import make_pathway_plan
from oxyura.publish.documents.soundness import faults_in
from oxyura.publish.documents.tracing import untraced
from oxyura.publish.labels import read_labels
from oxyura.publish.language import words_for
from oxyura.schema.errors import InputError
from oxyura.study.action_planning import plan_actions
from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.pathway_planning import plan_pathway
from oxyura.study.plan_auditing import audit_existing_plan
from oxyura.study.running import assess_study


@cache
def run(name: str) -> Assessment:
    return assess_study(read_study(name))


def audited(tmp_path: Path, rows: str, language: str = "en") -> tuple[list[str], str]:
    path = tmp_path / "plan.csv"
    path.write_text(f"threat,action\n{rows}", encoding="utf-8")
    assessment = run("macquarie")
    audit, plan = audit_existing_plan(assessment, path, "grey-petrel")
    document, files = make_action_plan(assessment, plan, language, audit=audit)
    assert list(faults_in(document)) == []
    assert untraced(document, files) == []
    return [one.threat.invader_id for one in audit.answered("no")], outline(document, until="unknown")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_invaders_missing_for_two_threats_gives_exactly_those_two(tmp_path: Path, language: str) -> None:
    rows = "Predation,Eradicate feral cats\nGrazing,Shoot Oryctolagus cuniculus\nBycatch,Set lines at night\n"
    lacking, text = audited(tmp_path, rows, language)
    assert lacking == ["ship-rat", "house-mouse"]
    begin, chapter = text.split("\n## ", 2)[1], text.split("\n## ", 2)[2]
    assert "Feral cat" in begin
    for name in ("Feral cat", "European Rabbit"):
        assert name not in chapter.split("\n### ")[0]
        assert f"{name} no longer" not in chapter
    assert "Ship Rat" in chapter
    assert "House Mouse" in chapter


def test_only_the_chapter_is_written(tmp_path: Path) -> None:
    _, text = audited(tmp_path, "Predation,Eradicate feral cats\n")
    titles = [line for line in text.split("\n") if line.startswith("## ")]
    assert titles[:2] == ["## What the plan lacks", "## Threats, in descending priority"]
    assert not {"## Summary", "## Biological assessment", "## Measures weighed up"} & set(titles)
    assert "are counted, so that" not in text


def test_a_plan_that_lacks_nothing_gets_no_chapter(tmp_path: Path) -> None:
    lacking, text = audited(tmp_path, "All,Cats\nAll,Ship rats\nAll,House mice\nAll,Rabbits\n")
    assert lacking == []
    assert "No threat is without an action." in text
    assert "## Objective" not in text


def test_rows_about_invaders_at_large_are_asked_about(tmp_path: Path) -> None:
    lacking, text = audited(tmp_path, "Predation,Remove introduced mammals\n")
    assert lacking == []
    assert "? Is Ship Rat, a threat to Grey Petrel, among what row 2 means: “Remove introduced mammals”?" in text


def pathway(name: str, term: str, language: str = "en") -> str:
    assessment = run(name)
    plan = plan_actions(assessment)
    page = PlanPage(assessment, plan, read_labels(assessment.study.tables, words_for(language)))
    document, files = make_pathway_plan(page, plan_pathway(assessment, plan, term))
    assert list(faults_in(document)) == []
    assert untraced(document, files) == []
    return outline(document, until="unknown")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_pathway_plan_tells_who_comes_whom_it_harms_and_what_binds(language: str) -> None:
    text = pathway("white-headed-duck", "EscapeFromConfinement", language)
    assert "Ruddy Duck (Oxyura jamaicensis)" in text
    assert "1960" in text
    assert "White-headed Duck" in text
    assert "Conservation Guidelines No. 10" in text


def test_a_narrower_pathway_is_asked_about() -> None:
    text = pathway("white-headed-duck", "publicGardenZooAquaria")
    assert "no invasive alien species that came" in text
    assert "? Did Ruddy Duck come by this pathway? On record is a broader one: escape from confinement." in text


def test_a_study_that_states_no_pathway_is_asked_for_it() -> None:
    assert "? How did House Mouse come? The study states no pathway." in pathway("gough", "hitchhikersShip")


def test_a_word_that_is_no_pathway_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="no pathway") as caught:
        pathway("gough", "balastwater")
    assert "Did you mean ballastWater?" in caught.value.remedy
