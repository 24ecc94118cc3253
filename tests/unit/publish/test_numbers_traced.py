"""Every number printed in report.html comes from the answer, the tables or the settings of the study."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oxyura.publish.number_words import THIN
from oxyura.publish.report_page import render_report
from oxyura.study.assessment import Assessment
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study
from unit.publish.flyway import make_flyway
from unit.publish.report_numbers import admissible, printed_numbers, untraced

CASEBOOK = (
    "gough",
    "gough-seabirds",
    "nesting-turtles",
    "townsend-shearwater",
    "balearic-shearwater",
    "white-headed-duck",
    "amsterdam",
)


@pytest.fixture(scope="module", params=["pochard", "flyway", "counted flyway", *CASEBOOK])
def study(request: pytest.FixtureRequest, assessment: Assessment) -> Assessment:
    if request.param == "pochard":
        return assessment
    if request.param.endswith("flyway"):
        return assess_study(make_flyway(counted=request.param.startswith("counted")))
    shipped = read_study(casebook_path(request.param))
    return assess_study(replace(shipped, settings=replace(shipped.settings, draws=25)))


def test_every_number_of_the_page_is_traced(study: Assessment) -> None:
    html = render_report(study)
    assert untraced(html, study) == []
    assert len(printed_numbers(html, study)) > 60


def test_a_misprint_in_any_digit_is_nearly_always_found(study: Assessment) -> None:
    allowed = admissible(study)
    numbers = {printed.number for printed in printed_numbers(render_report(study), study)}
    long = [
        number for number in numbers if sum(letter.isdigit() for letter in number) >= 3 and _is_more_than_zero(number)
    ]
    missed = [number for number in long if _misprint(number) in allowed]
    assert len(missed) <= 0.15 * len(long), missed


def _is_more_than_zero(number: str) -> bool:
    return any(letter in "123456789" for letter in number)


def _misprint(number: str) -> str:
    """Return the number with its last digit that is not zero raised by one."""
    digits = number.removesuffix(f"{THIN}%")
    at = max(place for place, letter in enumerate(digits) if letter in "123456789")
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        ("</main>", f"<p>It shrinks by 12.34{THIN}% a year.</p></main>"),
        ("</main>", f"<p>4{THIN}711 birds</p></main>"),
        ("</main>", '<div role="img" aria-label="61.7 birds"></div></main>'),
        ("</svg>", '<text x="1" y="2">61.7</text></svg>'),
        ("</desc>", " and 61.7 birds</desc>"),
        ("</td>", "<span>61.7</span></td>"),
    ],
)
def test_a_planted_number_is_found(assessment: Assessment, place: str, planted: str) -> None:
    html = render_report(assessment)
    spoilt = html.replace(place, planted, 1)
    assert spoilt != html
    (found,) = untraced(spoilt, assessment)
    assert found.number in planted
