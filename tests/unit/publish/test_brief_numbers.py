"""Every number of the one-page summary can be found again: in summary.json, or in tables/measures.csv."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from docx import Document

from oxyura.publish.brief_docx import write_brief
from oxyura.publish.language import MONTHS, words_for
from oxyura.publish.number_words import THIN
from oxyura.publish.summary import summarise
from oxyura.schema.settings import Budget
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import SETTINGS, make_study, year_records

EN = words_for("en")
NUMBER = re.compile(rf"\d(?:[\d{THIN}]*\d)?(?:\.\d+)?")
MEASURE = {
    "kind": "eradicate",
    "invader_ids": ("american-mink",),
    "cost": 250_000.0,
    "cost_per_year": 12_345.0,
    "currency": "EUR",
    "price_year": 2020.0,
    "success_probability": 0.83,
}


@pytest.fixture(scope="module")
def planned() -> Assessment:
    measures = [{**MEASURE, "measure_id": name} for name in ("trapping", "rafts")]
    settings = replace(SETTINGS, budget=Budget(900_000.0, "EUR", 2020))
    return assess_study(make_study({**year_records(), "measures": measures}, settings))


def leaves(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def known_numbers(assessment: Assessment) -> set[str]:
    summary = summarise(assessment)
    shown = {summary["version"]}
    measures = [value for row in assessment.study.tables["measures"].records() for value in row.values()]
    for number in (*leaves(summary), *leaves(measures)):
        for show in (EN.significant, EN.exact, EN.percent, EN.yearly, EN.gain, lambda each: EN.significant(each, 4)):
            shown.update(NUMBER.findall(show(number)))
        # Years and seeds are written without spaces.
        shown.add(f"{number:.0f}")
    by_verdict: dict[str, set[str]] = {}
    for pair in summary["pairs"]:
        by_verdict.setdefault(pair["verdict"], set()).add(pair["migrant"])
    shown.update(str(len(migrants)) for migrants in (*by_verdict.values(), summary["migrants"]))
    for listing in summary["listings"]["dated"]:
        shown.update(str(int(part)) for part in listing["date"].split("-"))
    year, month, day = summary["date"].split("-")
    return shown | {str(int(day)), MONTHS[int(month) - 1], year, "95"}


def shown_numbers(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs[2:]), *cells])
    return NUMBER.findall(re.sub(r"Oxyura \S+", "", text))


def test_every_number_can_be_found_again(planned: Assessment) -> None:
    shown, known = shown_numbers(write_brief(planned)), known_numbers(planned)
    assert len(shown) > 20
    assert f"250{THIN}000" in shown
    assert [number for number in shown if number.lstrip("−+") not in known] == []


def test_a_number_from_elsewhere_would_be_seen(planned: Assessment) -> None:
    other = replace(planned, draws=123_457)
    assert [number for number in shown_numbers(write_brief(other)) if number not in known_numbers(planned)] == [
        f"123{THIN}457"
    ]
