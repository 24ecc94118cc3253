from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as DocumentObject

from oxyura.publish.brief_docx import write_brief
from oxyura.publish.brief_layout import SIZES, fitting_size
from oxyura.publish.brief_page import describe_brief
from oxyura.publish.language import words_for
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Settings
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import make_study, year_records

ATTACK = '=HYPERLINK("http://x")\x00\x0b\ud800<w:p>&amp;\'\u202e'
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_MIGRANTS = 12


def read(content: bytes) -> DocumentObject:
    return Document(io.BytesIO(content))


def crowded(filler: str) -> Assessment:
    """Twelve populations and an invader at three places, every name as long as `filler`, a measure for each."""
    records = year_records()
    tern = records["migrants"][1]
    names = [f"tern-{number}" for number in range(MOST_MIGRANTS)]
    sites = [{"site_id": f"site-{number}", "name": f"{filler} {number}"} for number in range(4)]
    impact = {**records["impacts"][1], "evidence": "demonstrated"}
    measure: dict[str, Any] = {
        "kind": "reinforce",
        "invader_ids": ("american-mink",),
        "cost": 123_456_789_012.0,
        "cost_per_year": 98_765_432_109.0,
        "currency": "EUR",
        "price_year": 2020.0,
        "success_probability": 0.123,
    }
    rows: dict[str, list[dict[str, Any]]] = {
        **records,
        "sites": sites,
        "migrants": [
            {
                **tern,
                "migrant_id": name,
                "vernacular_name": filler,
                "scientific_name": filler,
                "cms_appendix": "I/II",
                "instruments": (filler, filler),
            }
            for name in names
        ],
        "stages": [
            {"migrant_id": name, "stage": stage, "position": float(at), "start_week": 1.0 + 20 * at, "end_week": 20.0}
            for name in names
            for at, stage in enumerate(("breeding", filler))
        ],
        "distribution": [
            {"migrant_id": name, "stage": stage, "site_id": site["site_id"], "share": 0.25, "survey_status": "expert"}
            for name in names
            for stage in ("breeding", filler)
            for site in sites
        ],
        "vital_rates": [],
        "invaders": [{"invader_id": "american-mink", "vernacular_name": filler, "scientific_name": f"{filler} b"}],
        "presences": [
            {"invader_id": "american-mink", "site_id": site["site_id"], "status": "present"} for site in sites[:2]
        ],
        "impacts": [
            {**impact, "impact_id": f"{name}-{stage}", "migrant_id": name, "stage": stage}
            for name in names
            for stage in ("breeding", filler)
        ],
        "pressures": [],
        "scenarios": [],
        "measures": [
            {**measure, "measure_id": filler},
            {**measure, "measure_id": "two"},
            {**measure, "measure_id": "three", "outcome": "failed", "outcome_year": 2019.0},
        ],
    }
    settings = Settings(title=f"{filler} " * 9, question=f"{filler} " * 20, date="2026-01-15", draws=3)
    return assess_study(make_study(rows, settings))


def test_the_page_is_a_title_an_answer_a_table_and_a_footer(assessment: Assessment) -> None:
    document, page = read(write_brief(assessment)), describe_brief(assessment, words_for("en"))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said == [page.title, page.question, page.answer, *page.footer]
    assert [paragraph.style.name for paragraph in document.paragraphs if paragraph.style][:2] == [
        "Heading 1",
        "Subtitle",
    ]
    (table,) = document.tables
    assert tuple(cell.text for cell in table.rows[0].cells) == page.headings
    assert table.rows[1].cells[0].text == "Marbled Pochard\nAythya exempli\nCMS I/II, AEWA"
    assert len(table.rows) == 1 + len(page.rows)


def test_the_table_can_be_heard(assessment: Assessment) -> None:
    document = read(write_brief(assessment, "fr"))
    rows = document.tables[0]._tbl.tr_lst
    assert [len(row.findall(f".//{WORD}tblHeader")) for row in rows] == [1] + [0] * (len(rows) - 1)
    assert all(len(row.findall(f".//{WORD}cantSplit")) == 1 for row in rows)
    assert document.tables[0]._tbl.find(f".//{WORD}tblCaption") is not None
    languages = {element.get(f"{WORD}val") for element in document.styles.element.iter(f"{WORD}lang")}
    assert languages == {"fr-FR"}
    assert document.core_properties.language == "fr-FR"


def test_the_sheet_is_a4(assessment: Assessment) -> None:
    section = read(write_brief(assessment)).sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_the_same_assessment_gives_the_same_bytes(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_brief(assessment)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    monkeypatch.setattr(time, "time", lambda: 2e9)
    try:
        assert write_brief(assessment) == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_its_only_date_is_that_of_the_study(assessment: Assessment) -> None:
    content = write_brief(assessment)
    properties = read(content).core_properties
    assert properties.created == properties.modified == datetime(2026, 1, 15, tzinfo=UTC)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        assert not re.search(rb"python-docx|generated by|<dc:creator>(?!Oxyura)", archive.read("docProps/core.xml"))
    assert not [name for name in names if "thumbnail" in name or name == "docProps/app.xml"]


def test_a_hostile_study_stays_text() -> None:
    records = year_records()
    spoilt = [{**row, "vernacular_name": ATTACK} for row in records["migrants"]]
    sites = [{**row, "name": ATTACK} for row in records["sites"]]
    settings = Settings(title=ATTACK, question=ATTACK, date=ATTACK, horizon_years=5, draws=2)
    hostile = assess_study(make_study({**records, "migrants": spoilt, "sites": sites}, settings))
    document = read(write_brief(hostile))
    shown = document.tables[0].rows[1].cells
    assert shown[0].text.startswith('\'=HYPERLINK("http://x")')
    assert "<w:p>&amp;'" in document.paragraphs[0].text
    for row in document.tables[0].rows:
        for cell in row.cells:
            assert not cell.text.startswith(("=", "+", "-", "@"))
    assert document.core_properties.created == datetime(1980, 1, 1, tzinfo=UTC)
    with zipfile.ZipFile(io.BytesIO(write_brief(hostile))) as archive:
        links = [name for name in archive.namelist() if b'TargetMode="External"' in archive.read(name)]
        assert links == []
        assert not re.search(rb"<w:(instrText|fldSimple|hyperlink)", archive.read("word/document.xml"))


def test_an_unknown_language_is_refused(assessment: Assessment) -> None:
    with pytest.raises(InputError, match="does not write in 'de'"):
        write_brief(assessment, "de")


def test_a_fuller_page_is_set_smaller(assessment: Assessment) -> None:
    page = describe_brief(assessment, words_for("en"))
    assert fitting_size(page) == SIZES[0]
    full = describe_brief(crowded("Very Long Name " * 6), words_for("fr"))
    assert SIZES[-1] <= fitting_size(full) < SIZES[0]
    assert fitting_size(replace(full, rows=())) == SIZES[0]


@pytest.mark.slow
@pytest.mark.parametrize("filler", ["Atlantic Yellow-nosed Albatross " * 3, "W" * 90, "鸟" * 60])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_fullest_page_is_one_page(filler: str, language: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    reader = shutil.which("pdfinfo")
    if office is None or reader is None:
        missing = "soffice or pdfinfo is missing (Debian, Ubuntu: libreoffice-writer-nogui, poppler-utils)"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    file = tmp_path / "summary.docx"
    file.write_bytes(write_brief(crowded(filler), language))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(tmp_path)})
    said = subprocess.run([reader, str(tmp_path / "summary.pdf")], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Pages:\s+1$", said, re.MULTILINE), said
    assert "(A4)" in said
