"""The sections that every document ends with, and the identifier of the run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oxyura.publish.assessment_files import make_files
from oxyura.publish.documents.document import Document, Section
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.documents.matter import back_matter
from oxyura.publish.documents.run import run_identifier
from oxyura.publish.documents.tracing import spans_in, untraced
from oxyura.publish.language import words_for
from oxyura.study.package import InputFile


def whole(assessment, language="en"):
    return Document("A plan", "", language, back_matter(assessment, words_for(language)), run_identifier(assessment))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_number_of_it_comes_from_the_run(assessment, language):
    document = whole(assessment, language)
    assert untraced(document, make_files(assessment)) == []
    assert sum(1 for span in spans_in(document.blocks) if span.pointer) >= 4


def test_it_says_what_is_not_known_the_sources_and_the_run(assessment):
    document = whole(assessment)
    assert [block.key for block in document.blocks if isinstance(block, Section)] == ["unknown", "sources", "run"]
    text = write_html(document).decode()
    for said in (
        "functioning of ecosystems",
        "A field study (2020).",
        "CC BY 4.0",
        run_identifier(assessment),
        "ab" * 32,
    ):
        assert said in text


def test_a_study_without_sources_is_said_to_have_none(assessment):
    tables = assessment.study.tables
    bare = replace(
        assessment,
        study=replace(
            assessment.study, tables=type(tables)({t.spec.name: t for t in tables if t.spec.name != "sources"})
        ),
    )
    assert "names no source" in write_html(whole(bare)).decode()


def test_the_identifier_is_that_of_inputs_settings_and_version_and_of_nothing_else(assessment):
    first = run_identifier(assessment)
    assert len(first) == 16
    assert int(first, 16) >= 0
    study = assessment.study
    assert run_identifier(replace(assessment, study=replace(study, files=study.files[::-1]))) == first
    others = [
        replace(assessment, version="9"),
        replace(assessment, study=replace(study, settings=replace(study.settings, seed=5))),
        replace(assessment, study=replace(study, settings=replace(study.settings, horizon_years=11))),
        replace(assessment, study=replace(study, files=(*study.files[1:], InputFile("migrants.csv", 120, "ee" * 32)))),
    ]
    assert len({first, *map(run_identifier, others)}) == 5
