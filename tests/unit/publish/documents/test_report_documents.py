"""Drafts for national reports, who does what, who could pay, shared monitoring: traced, and honest about gaps."""

from __future__ import annotations

import json
import shutil
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from oxyura.policy.convention_reports import SCHEMES
from oxyura.publish.documents.document import Bullets, Document, Paragraph, Section, Table
from oxyura.publish.documents.funding_document import funding_document, write_funding
from oxyura.publish.documents.monitoring_document import monitoring_document, write_monitoring
from oxyura.publish.documents.obligations_document import obligations_document
from oxyura.publish.documents.report_document import report_document
from oxyura.publish.documents.report_parts import files_of, read_records
from oxyura.publish.documents.soundness import check_document, sections_in
from oxyura.publish.documents.tracing import untraced
from oxyura.publish.language import words_for
from oxyura.schema.conventions import CONVENTIONS, Membership, Statement
from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study

BOUND = {name: Membership(name, (Statement("A source", "in_force", "1999-11-01"),)) for name in CONVENTIONS}
CASES = [
    (("gough",), "SH"),
    (("white-headed-duck",), "ES"),
    (("gough", "white-headed-duck"), "ES"),
    (("macquarie",), "AU"),
    (("casuarina-turtles",), ""),
]


@cache
def run(name: str) -> Assessment:
    return assess_study(read_study(name))


def written(names: tuple[str, ...], party: str, language: str = "en", memberships=BOUND):
    words = words_for(language)
    records = read_records([run(name) for name in names], party, words)
    documents: dict[str, Document] = {
        key: report_document(scheme, records, memberships, "Spain" if party else "", words)
        for key, scheme in SCHEMES.items()
    }
    documents["who"] = obligations_document(records, memberships, "Spain" if party else "", words)
    documents["funding"] = funding_document(records, "Spain" if party else "", words)
    documents["monitoring"] = monitoring_document(records, words)
    others = (*files_of(records), *map(write_funding, records), *map(write_monitoring, records))
    return documents, others


def texts(blocks) -> str:
    found = []
    for block in blocks:
        match block:
            case Paragraph():
                found.append(block.text)
            case Bullets():
                found += [texts(item) for item in block.items]
            case Table():
                found += [texts(cell) for row in block.rows for cell in row]
            case Section():
                found += [block.title, texts(block.blocks)]
    return "\n".join(found)


def questions(blocks) -> list[str]:
    found = []
    for block in blocks:
        match block:
            case Paragraph() if block.tone == "question":
                found.append(block.text)
            case Section():
                found += questions(block.blocks)
            case Table():
                found += [text for row in block.rows for cell in row for text in questions(cell)]
    return found


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize(("names", "party"), CASES, ids=[f"{'-'.join(names)}-{party}" for names, party in CASES])
def test_every_number_comes_from_the_run(names: tuple[str, ...], party: str, language: str) -> None:
    documents, others = written(names, party, language)
    for key, document in documents.items():
        check_document(document)
        assert untraced(document, others) == [], key


def test_several_studies_point_into_their_own_folders() -> None:
    documents, others = written(("gough", "white-headed-duck"), "")
    names = {file.name for file in others}
    assert {"summary.json", "studies/gough/summary.json", "studies/white-headed-duck/summary.json"} <= names
    assert len(documents["cms"].run.split()) == 2
    keys = [section.key for section in sections_in(documents["cms"].blocks)]
    assert "cms-pressures-gough" in keys
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", SCHEMES)
def test_what_the_form_asks_and_nobody_knows_stays_a_question(key: str) -> None:
    documents, _ = written(("white-headed-duck",), "ES")
    assert questions(documents[key].blocks), key


def test_a_form_that_was_not_read_is_said() -> None:
    documents, _ = written(("gough",), "SH")
    for key in ("acap", "bern", "eurobats"):
        assert "The form of this report was not read" in texts(documents[key].blocks)
    assert "The form of this report was not read" not in texts(documents["cms"].blocks)


def test_a_scheme_that_does_not_cover_the_taxa_says_so_and_drafts_nothing() -> None:
    documents, _ = written(("gough",), "SH")
    keys = [section.key for section in sections_in(documents["aewa"].blocks)]
    assert "The scheme does not cover these populations" in texts(documents["aewa"].blocks)
    assert not [key for key in keys if key.startswith("aewa-")]
    assert "acap-threats" in [section.key for section in sections_in(documents["acap"].blocks)]


def test_a_party_that_does_not_belong_is_told() -> None:
    outside = {**BOUND, "AEWA": Membership("AEWA", (Statement("A source", "not_listed"),))}
    documents, _ = written(("white-headed-duck",), "ES", memberships=outside)
    assert "does not belong to the scheme and owes it no report" in texts(documents["aewa"].blocks)
    assert "does not belong to the scheme" not in texts(documents["cms"].blocks)
    documents, _ = written(("white-headed-duck",), "ES", memberships={})
    assert "no source given here says whether it binds this Party" in texts(documents["cms"].blocks)


def test_differences_between_forms_are_shown_both_ways() -> None:
    documents, _ = written(("white-headed-duck",), "ES")
    said = texts(documents["cms"].blocks)
    assert "What this form asks and some other does not:" in said
    assert "What some other form asks and this one does not:" in said
    other = said.split("What some other form asks and this one does not:")[1].split("\n")[0]
    assert "the rate at which alien species establish" in other


def test_nothing_is_said_twice_or_left_dangling() -> None:
    documents, _ = written(("gough",), "SH")
    said = "\n".join(texts(document.blocks) for document in documents.values())
    assert "Ramsar Ramsar" not in said
    assert not [line for line in said.split("\n") if line.startswith((";", ","))]
    sites = texts(documents["acap"].blocks)
    assert "House Mouse: present" in sites
    monitoring = texts(documents["monitoring"].blocks)
    assert "outcome of a measure" in monitoring
    assert "\nSH\n" not in monitoring


def test_a_party_without_a_site_is_told() -> None:
    documents, _ = written(("gough", "white-headed-duck"), "ES")
    assert "has no site in Spain" in texts(documents["cbd"].blocks)


def test_ecosystems_are_said_to_be_beyond_the_models() -> None:
    documents, _ = written(("gough",), "SH")
    for document in documents.values():
        assert "functioning of ecosystems" in texts(document.blocks)


def test_gaps_and_overlaps_of_offices() -> None:
    documents, _ = written(("white-headed-duck",), "ES")
    said = texts(documents["who"].blocks)
    assert "Regulate trade: Only recommendations ask it." in said
    assert "Keep alien species out: " in said.split("Overlaps")[1]
    assert "Which institution is the maritime administration" in said


def study_with(tmp_path: Path, **tables: str) -> Assessment:
    with as_file(files("oxyura.casebook").joinpath("white-headed-duck")) as folder:
        shutil.copytree(folder, tmp_path / "duck")
    for name, text in tables.items():
        (tmp_path / "duck" / f"{name}.csv").write_text(text, encoding="utf-8")
    return assess_study(read_study(str(tmp_path / "duck")), deterministic=True)


def test_funders_are_held_against_the_plan(tmp_path: Path) -> None:
    assessment = study_with(
        tmp_path,
        funders="funder_id,name,eligible_countries,ceiling,currency,deadline\n"
        "part,Part fund,GB,1000000,GBP,2027-03-31\nlate,Late fund,GB,9000000,GBP,2020-01-01\n"
        "mute,\u0635\u0646\u062f\u0648\u0642 \u0627\u0644\u0628\u064a\u0626\u0629,GB,9000000,,2027-03-31\n",
    )
    words = words_for("en")
    records = read_records([assessment], "GB", words)
    document = funding_document(records, "United Kingdom", words)
    others = (*files_of(records), *map(write_funding, records))
    assert untraced(document, others) == []
    said = texts(document.blocks)
    assert "2020-01-01, is past" in said
    assert "the window has no currency, so its amount says nothing" in said
    assert "with Part fund alone, 3\u202f600\u202f000 GBP remains" in said
    assert "\u0635\u0646\u062f\u0648\u0642" in said
    answer = json.loads(write_funding(records[0]).content)
    assert [match["answer"] for match in answer["matches"]] == ["part", "no", "cannot_be_told"]
    measure = answer["measures"]["uk-programme-2005"]
    assert measure["gain_per_million"] == pytest.approx(measure["gain"] / measure["cost"] * 1e6)


def test_a_study_without_funders_or_measures_is_told() -> None:
    documents, _ = written(("casuarina-turtles",), "")
    said = texts(documents["funding"].blocks)
    assert "No measure is on offer, so there is nothing to pay for." in said
    assert "The study names none." in said


def test_the_institution_of_the_study_stands_beside_its_role(tmp_path: Path) -> None:
    assessment = study_with(
        tmp_path,
        obligations="obligation_id,convention,task,authority,territory\ncbd-control,CBD,control,The ministry,ES\n",
    )
    words = words_for("en")
    document = obligations_document(read_records([assessment], "ES", words), BOUND, "Spain", words)
    said = texts(document.blocks)
    assert "National focal point for CBD: The ministry." in said


def test_monitoring_names_metric_when_where_effort_and_why() -> None:
    documents, others = written(("gough",), "SH")
    table = next(
        block
        for section in sections_in(documents["monitoring"].blocks)
        for block in section.blocks
        if isinstance(block, Table)
    )
    said = texts([table])
    assert "weeks 1 to 48 of the year" in said
    assert "At least 3.3 times the measurements" in said
    assert "Gough Island" in said
    lines = json.loads(next(file.content for file in others if file.name == "monitoring.json"))["lines"]
    assert len(lines) == len(table.rows)
