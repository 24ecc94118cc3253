"""Writes what pages show into the files of a run; called in the worker, where the assessment is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oxyura.apps.web.views.decision_table import write_decision
from oxyura.apps.web.views.flyway_gaps import judge_flyway
from oxyura.apps.web.views.study_pages import to_bytes, view_study
from oxyura.publish.language import LANGUAGES, words_for
from oxyura.publish.result_folder import OutputFile

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment


def view_file(language: str) -> str:
    """Return the name of the file that holds a study's pages in a language."""
    return f"web/{language}.json"


def write_views(assessment: Assessment) -> tuple[OutputFile, ...]:
    """Return what pages show of an assessment, a file for each language, and what decisions are shown from."""
    coherence = judge_flyway(assessment.study)
    pages = (
        OutputFile(
            view_file(language),
            to_bytes(view_study(assessment, words_for(language), coherence)),
            "application/json",
            "What the pages of the web application show",
        )
        for language in LANGUAGES
    )
    return (*pages, *write_decision(assessment))
