"""Every kind of document, in every language, over studies of the casebook: traced, sound, and opened by others.

No number of a document may stand without the run behind it: each is followed to `summary.json` or a file beside it, and
a misprint of any of them is found.
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from document_text import outline
from oxyura.policy.awareness import read_audiences
from oxyura.policy.convention_reports import SCHEMES
from oxyura.publish.documents.action_plan_document import make_action_plan, write_action_plan
from oxyura.publish.documents.action_plan_words import PlanPage
from oxyura.publish.documents.awareness_document import awareness_document, find_concern
from oxyura.publish.documents.document import Document, Paragraph, Picture, Section, Span
from oxyura.publish.documents.docx_writer import write_docx
from oxyura.publish.documents.funding_document import funding_document, write_funding
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.documents.monitoring_document import monitoring_document, write_monitoring
from oxyura.publish.documents.obligations_document import obligations_document
from oxyura.publish.documents.pathway_plan_document import make_pathway_plan
from oxyura.publish.documents.report_document import report_document
from oxyura.publish.documents.report_parts import files_of, read_records
from oxyura.publish.documents.soundness import faults_in, sections_in
from oxyura.publish.documents.tracing import numbers_in, spans_in, untraced
from oxyura.publish.documents.typst_writer import write_pdf
from oxyura.publish.labels import read_labels
from oxyura.publish.language import LANGUAGES, words_for
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.conventions import CONVENTIONS, Membership, Statement
from oxyura.schema.table import table_from_records
from oxyura.study.action_planning import plan_actions
from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.pathway_planning import plan_pathway
from oxyura.study.plan_auditing import audit_existing_plan
from oxyura.study.running import assess_study

# Its population is read as listed here, for its two causes of known size are not what either takes alone.
SEVERAL_CAUSES = "townsend-shearwater"
# A plan that is chosen, hybridisation, several migrants of one study, several causes at once, and no demography.
STUDIES = ("gough", "white-headed-duck", "macquarie", SEVERAL_CAUSES, "marion")
PATHWAY = "escapeFromConfinement"
BOUND = {name: Membership(name, (Statement("A source", "in_force", "1999-11-01"),)) for name in CONVENTIONS}
UA = "{http://www.aiim.org/pdfua/ns/id/}part"

Written = tuple[Document, Sequence[OutputFile]]


@cache
def run(name: str) -> Assessment:
    study = read_study(name)
    if name == SEVERAL_CAUSES:
        records = [{**row, "cms_appendix": "II"} for row in study.tables["migrants"].records()]
        listed = table_from_records("migrants", records)
        study = replace(study, tables=study.tables.replacing(migrants=listed))
    return assess_study(study)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an existing plan's table, and an earlier issue of each plan that is not quite that of now."""
    place = tmp_path_factory.mktemp("earlier")
    with open(place / "plan.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["threat", "action"], ["Hunting", "Close the season in autumn"]])
    for name in STUDIES:
        now = run(name)
        settings = replace(now.study.settings, title="An earlier title")
        earlier = replace(now, study=replace(now.study, settings=settings))
        write_action_plan(earlier, plan_actions(earlier), place / name, formats=["html"])
    return place


def documents(name: str, language: str, folder: Path) -> Iterator[tuple[str, Written]]:
    """Yield every kind of document that a study gives, with the files that stand beside it."""
    assessment, words = run(name), words_for(language)
    migrant = assessment.migrants[0].migrant_id
    plan = plan_actions(assessment)
    yield "action-plan", make_action_plan(assessment, plan, language)
    yield "re-issue", make_action_plan(assessment, plan, language, since=folder / name)
    audit, chapter = audit_existing_plan(assessment, folder / "plan.csv")
    yield "audit", make_action_plan(assessment, chapter, language, audit=audit)
    page = PlanPage(assessment, plan, read_labels(assessment.study.tables, words))
    yield "pathway-plan", make_pathway_plan(page, plan_pathway(assessment, plan, PATHWAY))
    records = read_records([assessment], "ES", words)
    others = (*files_of(records), *map(write_funding, records), *map(write_monitoring, records))
    for key, scheme in SCHEMES.items():
        yield f"report-{key}", (report_document(scheme, records, BOUND, "Spain", words), others)
    yield "who-does-what", (obligations_document(records, BOUND, "Spain", words), others)
    yield "funding", (funding_document(records, "Spain", words), others)
    yield "monitoring", (monitoring_document(records, words), others)
    for audience in read_audiences().values():
        brief = awareness_document(assessment, find_concern(assessment, migrant=migrant), audience, words)
        yield f"brief-{audience.audience_id}", (brief, others)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STUDIES)
def test_every_number_of_every_document_comes_from_the_run(name: str, language: str, folder: Path) -> None:
    kinds = []
    for kind, (document, files) in documents(name, language, folder):
        assert list(faults_in(document)) == [], kind
        assert untraced(document, files) == [], kind
        kinds.append(kind)
    assert len(kinds) == 4 + len(SCHEMES) + 3 + len(read_audiences())


def test_what_a_cause_takes_alone_and_its_share_among_all_are_told_apart() -> None:
    """Shares add up to the whole loss; what removing one brings does not, and only that is said to be without it."""
    assessment = run(SEVERAL_CAUSES)
    plan = plan_actions(assessment)
    (threat,) = plan.threats
    assert threat.share is not None
    assert threat.alone is not None
    assert threat.shortfall is not None
    assert threat.is_shared
    assert threat.alone.median > threat.share.median
    assert threat.shortfall.median == pytest.approx(-math.expm1(-20 * threat.alone.median))
    document, _ = make_action_plan(assessment, plan)
    text = outline(document).replace("\u202f", " ")
    alone, share = (
        words_for("en").signed_gain(one.median).replace("\u202f", " ") for one in (threat.alone, threat.share)
    )
    assert f"{alone} (no interval is known) a year without it" in text
    assert f"among all causes together: {share}" in text


@pytest.mark.parametrize("name", STUDIES)
def test_a_misprint_is_found_in_every_document(name: str, folder: Path) -> None:
    language = language_of(name)
    for kind, (document, files) in documents(name, language, folder):
        bound = list(
            dict.fromkeys(span for span in spans_in(document.blocks) if span.pointer and _prints(span, document))
        )
        if not bound:
            assert kind.startswith(("report-", "brief-", "funding", "who-does-what")), kind
            continue
        chosen = bound[:: max(1, len(bound) // 12)]
        wrong = [replace(span, text=misprint(span.text)) for span in chosen]
        blocks = tuple(Paragraph((span,)) for span in wrong)
        missed = len(wrong) - len(untraced(replace(document, title="T", subtitle="", blocks=blocks), files))
        assert missed == 0, (kind, [span.text for span in wrong])
        planted = replace(document, blocks=(*document.blocks, Paragraph((Span("There are 987654 of them."),))))
        assert len(untraced(planted, files)) == 1, kind


def language_of(name: str) -> str:
    """Return a language for a study, so that all of them come up."""
    return list(LANGUAGES)[STUDIES.index(name) % len(LANGUAGES)]


def _prints(span: Span, document: Document) -> bool:
    return any(number.value for number in numbers_in(span.text, document.language))


def misprint(text: str) -> str:
    """Return a text with its first digit other than zero misprinted."""
    at = next(at for at, sign in enumerate(text) if sign in "123456789")
    return f"{text[:at]}{int(text[at]) % 9 + 1}{text[at + 1 :]}"


@pytest.mark.parametrize("name", STUDIES)
def test_every_pdf_is_accessible_and_every_figure_is_said(name: str, folder: Path) -> None:
    language = language_of(name)
    for kind, (document, _) in documents(name, language, folder):
        # Typst refuses to write what does not conform.
        with pikepdf.open(io.BytesIO(write_pdf(document))) as pdf:
            with pdf.open_metadata() as metadata:
                assert metadata[UA] == "1", kind
            assert bool(pdf.Root.MarkInfo.Marked), kind
            assert str(pdf.Root.Lang).startswith(language), kind
            figures = list(_elements(pdf.Root.StructTreeRoot, "/Figure"))
        pictures = [block for block in _blocks(document) if isinstance(block, Picture)]
        assert len(figures) == len(pictures), kind
        assert all(str(figure.Alt).strip() for figure in figures), kind
        said = re.findall(r'<img [^>]*alt="([^"]*)"', write_html(document).decode())
        assert len(said) == len(pictures), kind
        assert all(said), kind


def _blocks(document: Document) -> Iterator[object]:
    yield from document.blocks
    for section in sections_in(document.blocks):
        yield from (block for block in section.blocks if not isinstance(block, Section))


def _elements(element: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the elements of a kind below one of a PDF's structure."""
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from _elements(each, kind)
    elif isinstance(element, pikepdf.Dictionary):
        if str(element.get("/S", "")) == kind:
            yield element
        if "/K" in element:
            yield from _elements(element.K, kind)


@pytest.mark.slow
def test_libreoffice_opens_and_converts_every_kind(folder: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        missing = "LibreOffice is not installed (Debian, Ubuntu: libreoffice-writer-nogui)"
        if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
            pytest.fail(missing)
        pytest.skip(missing)
    expected: Mapping[str, Document] = {kind: one for kind, (one, _) in documents("gough", "fr", folder)}
    for kind, document in expected.items():
        (tmp_path / f"{kind}.docx").write_bytes(write_docx(document))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    made = sorted(str(path) for path in tmp_path.glob("*.docx"))
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *made],
        check=True,
        capture_output=True,
        timeout=300,
    )
    for kind, document in expected.items():
        with pikepdf.open(tmp_path / f"{kind}.pdf") as pdf:
            assert len(pdf.pages) >= 1, kind
            assert str(pdf.docinfo.get("/Title", document.title)) == document.title, kind
