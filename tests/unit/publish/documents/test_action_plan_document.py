"""An action plan as a document: every number from the run, sound in every language, honest where little is known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from document_text import outline
from oxyura.policy.action_plan import ActionPlan
from oxyura.publish.documents.action_plan_rows import PLAN_FILE, list_rows
from oxyura.publish.documents.docx_writer import write_docx
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.documents.pointers import Folder
from oxyura.publish.documents.soundness import faults_in
from oxyura.publish.documents.tracing import untraced
from oxyura.publish.documents.typst_writer import write_pdf
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.errors import InputError
from oxyura.study.action_planning import plan_actions
from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study
from unit.publish.documents.planned import Records, assess, assessed, written
from unit.publish.pochard import SETTINGS


def check(assessment: Assessment, language: str = "en", plan: ActionPlan | None = None, **more: Any) -> str:
    """Return the text of a plan whose every number comes from the run and that can be written."""
    document, files = written(assessment, language, plan, **more)
    assert list(faults_in(document)) == []
    assert untraced(document, files) == []
    return outline(document)


def plan_json(files: tuple[OutputFile, ...]) -> dict[str, Any]:
    return dict(json.loads(next(file.content for file in files if file.name == PLAN_FILE)))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_number_comes_from_the_run(language: str) -> None:
    assert "Anas" not in check(assessed(), language)


def test_the_form_is_whole() -> None:
    text = check(assessed())
    for heading in (
        "## Summary",
        "## Biological assessment",
        "## Threats, in descending priority",
        "## Goal and purpose",
        "## Objective 1:",
        "### Result 1.1:",
        "## Objective 2:",
        "## Objective 3:",
        "## Measures weighed up",
        "## Guidance that applies",
        "## What is not known",
        "## Licences and sources",
        "## The run",
    ):
        assert f"\n{heading}" in text, heading
    for words in (
        "Applicable to: Spain",
        "Indicator:",
        "Means of verification:",
        "Guidance: [",
        "managers of the site",
    ):
        assert words in text, words


def test_measures_are_chosen_refused_and_done_each_with_its_reason() -> None:
    text = check(assessed())
    measures = text.split("## Measures weighed up")[1].split("\n## ")[0].split("\n")
    lines = {line.split(" / ")[0]: line for line in measures if " | " in line}
    assert lines["Trap mink"].endswith("| chosen")
    assert "the money left does not pay for it" in lines["Fence and trap"]
    assert "did not work, 2015" in lines["Shoot mink"]
    assert "chance of success" not in lines["Shoot mink"]
    assert "1.1.1 Eradicate American Mink at The Lagoon (Trap mink)." in text
    assert "EUR 800 in prices of 2020; chance of success 80 % (60 % to 90 %); starts after 2 years; runs 1 year" in text
    assert "Limit the harm that Trap mink itself does to Marbled Pochard." in text
    assert "young raised" not in text.split("Limit the harm")[1].split("\n")[0]


def test_other_pressures_and_what_cannot_be_told_apart_are_named() -> None:
    text = check(assessed())
    assert "Hunting by people on Marbled Pochard" in text
    assert "are not credited with what they do not cause" in text


def test_unlisted_populations_are_left_out_and_said_to_be() -> None:
    assert "Left out, for neither CMS nor one of its instruments lists it: Grey Tern." in check(assessed())


def test_every_row_of_the_plan_is_in_the_file_with_pointers_that_lead_somewhere() -> None:
    assessment = assessed()
    _, files = written(assessment)
    found, folder = plan_json(files), Folder.of(files)
    plan = plan_actions(assessment)
    keys = {
        *(one.key for one in plan.threats),
        *(one.key for one in plan.pressures),
        *(one.key for one in plan.actions()),
    }
    assert keys < set(found["rows"])
    numeric = 0
    for key, row in found["rows"].items():
        for name, pointer in row["pointers"].items():
            value = folder.follow(pointer)
            if name in row["values"] and name != "shortfall" and row["values"][name] is not None:
                assert value == pytest.approx(row["values"][name]), (key, name)
                numeric += 1
    assert numeric > 15
    assert list(list_rows(plan, assessment)) == list(found["rows"])


def test_the_same_run_gives_the_same_plan_to_the_letter() -> None:
    assert written(assess()) == written(assess())


def test_one_migrant_alone() -> None:
    plan = plan_actions(assessed(), "grey-tern")
    text = check(assessed(), plan=plan)
    assert "Grey Tern (Sterna exempli)" in text
    assert "Marbled Pochard" not in text.split("## Objective 1")[0]
    # A measure's harm to another population is told all the same.
    assert "Limit the harm that Trap mink itself does to Marbled Pochard." in text
    with pytest.raises(InputError, match="no migrant 'dodo'"):
        plan_actions(assessed(), "dodo")


def test_a_study_without_measures_gets_a_plan_that_says_so() -> None:
    def drop(records: Records) -> None:
        del records["measures"], records["measure_effects"]

    text = check(assess(drop, SETTINGS))
    assert "The study has no measures on offer" in text
    assert "Work out a measure against American Mink at The Lagoon" in text


def test_measures_without_a_budget() -> None:
    text = check(assess(settings=SETTINGS))
    assert "No measures are chosen:" in text
    assert "no choice has been made" in text


def test_very_long_names_names_from_right_to_left_and_marks_are_written_as_names() -> None:
    arabic = "بطة بيضاء الرأس" * 20
    hostile = '<script>alert("x")</script> & =HYPERLINK(A) #x $x$ %(name)s \u202e'

    def rename(records: Records) -> None:
        records["migrants"][0]["vernacular_name"] = arabic
        records["invaders"][0]["vernacular_name"] = hostile * 5
        records["sites"][0]["name"] = f"Lagune {'7' * 300}"

    strange = assess(rename)
    text = check(strange, "es")
    assert arabic in text
    assert "\u202e" not in text
    document, _ = written(strange)
    for write in (write_html, write_docx, write_pdf):
        assert len(write(document)) > 1000
    assert b"<script>" not in write_html(document)


@pytest.mark.parametrize(
    ("study", "language"),
    [("casuarina-turtles", "fr"), ("sturgeons", "es"), ("european-eel", "en"), ("sacred-ibis", "fr")],
)
def test_studies_of_tier_evidence_get_a_plan(study: str, language: str) -> None:
    assessment = assess_study(read_study(study))
    text = check(assessment, language)
    assert "## " in text


def test_a_study_without_listed_populations_gets_a_page_that_says_so() -> None:
    def unlist(records: Records) -> None:
        for row in records["migrants"]:
            row.pop("cms_appendix", None)
            row.pop("instruments", None)

    text = check(assess(unlist))
    assert "there is nothing to plan" in text
    assert "## Objective 1" not in text


def test_a_study_without_threats() -> None:
    def clear(records: Records) -> None:
        records["impacts"] = []
        records["presences"] = [{**row, "status": "absent"} for row in records["presences"]]

    text = check(assess(clear))
    assert "shows no invasive alien species to be a threat" in text
    assert "The study gives no ground for an action under this objective." in text


def test_many_threats_are_cut_and_counted() -> None:
    def add(records: Records) -> None:
        template = records["impacts"][2]
        for number in range(60):
            name = f"invader-{number}"
            records["invaders"].append({"invader_id": name, "scientific_name": f"Aliena exempli{number}"})
            records["presences"].append(
                {"invader_id": name, "site_id": "lagoon", "status": "present", "establishment_means": "introduced"}
            )
            records["impacts"].append({**template, "impact_id": f"harm-{number}", "invader_id": name})

    assert "more stand in plan.json." in check(assess(add))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="does not write in 'xx'"):
        written(assessed(), "xx")


def test_no_half_document_for_a_plan_without_an_annual_cycle() -> None:
    assessment = assessed()
    bare = replace(
        assessment, migrants=tuple(replace(one, population=None, attribution=None) for one in assessment.migrants)
    )
    document, _ = written(bare, plan=plan_actions(bare))
    assert "not told: the study has no annual cycle of it" in outline(document)
