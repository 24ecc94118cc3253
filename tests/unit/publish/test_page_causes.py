"""Attribution, verdicts, gaps and the answer of the whole study."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oxyura.impacts.verdicts import SEVERITY
from oxyura.publish.labels import Labels, read_labels
from oxyura.publish.language import words_for
from oxyura.publish.number_words import THIN
from oxyura.publish.page_attribution import list_attributions
from oxyura.publish.page_unknown import list_gaps
from oxyura.publish.page_verdicts import list_verdicts, verdict_meanings, verdict_note
from oxyura.publish.study_answer import answer_study
from oxyura.schema.intervals import band
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import make_study, year_records

EN = words_for("en")


@pytest.fixture(scope="module")
def labels(assessment: Assessment) -> Labels:
    return read_labels(assessment.study.tables)


def said(assessment: Assessment) -> tuple[str, str, str]:
    answer = answer_study(assessment, read_labels(assessment.study.tables))
    who, how_much, what = (text.replace(THIN, " ") for text in (answer.who, answer.how_much, answer.what_to_do))
    return who, how_much, what


def with_impacts(*changes: dict[str, Any]) -> Assessment:
    records = year_records()
    records["impacts"] = [{**row, **change} for row, change in zip(records["impacts"], changes, strict=True)]
    return assess_study(make_study(records))


def test_shares_add_up_to_the_total(assessment: Assessment, labels: Labels) -> None:
    figure = next(row for row in list_attributions(assessment, labels) if row.lines)
    attribution = assessment.migrants[0].attribution
    assert attribution is not None
    assert np.sum([share.share for share in attribution.shares], axis=0) == pytest.approx(attribution.total)
    assert {line.name for line in figure.lines if line.kind in ("invader", "pressure")} == {
        "Hunting by people",
        "American Mink",
    }
    total = next(line for line in figure.lines if line.kind == "total")
    assert total.yearly == EN.signed_gain(band(attribution.total).median)
    assert (total.alone, total.last) == ("", "")


def test_a_cause_of_unknown_size_has_no_number(assessment: Assessment, labels: Labels) -> None:
    figure = list_attributions(assessment, labels)[0]
    assert figure.unsized == (("Common Carp", "survival, breeding"),)
    assert "Common Carp" not in {line.name for line in figure.lines}
    assert "Common Carp: of unknown size, no share" in figure.description


def test_without_an_observed_growth_nothing_is_called_unexplained(assessment: Assessment, labels: Labels) -> None:
    assert not list_attributions(assessment, labels)[0].has_observed
    records = year_records()
    records["migrants"][0] |= {"observed_growth": 0.9}
    observed = assess_study(make_study(records))
    figure = list_attributions(observed, read_labels(observed.study.tables))[0]
    assert figure.has_observed
    assert figure.lines[-1].kind == "unexplained"
    assert figure.lines[-1].yearly.startswith("−")


def test_the_gravest_verdicts_come_first(assessment: Assessment, labels: Labels) -> None:
    rows = list_verdicts(assessment, labels).rows
    ranks = [SEVERITY.index(row.verdict) for row in rows]
    assert ranks == sorted(ranks)
    assert len(rows) == len(assessment.pairs)
    mink = rows[0]
    assert (mink.verdict, mink.invader.name, mink.sites) == ("demonstrated_threat", "American Mink", "The Lagoon")
    assert mink.on_rate[0][0].replace(THIN, " ") == "−40 % (−60 % to −20 %)"
    assert [source.number for source in mink.sources] == [2]


def test_an_open_question_has_its_precaution_and_what_settles_it() -> None:
    opened = with_impacts({"effect_high": 0.2}, {"effect_high": 0.2}, {})
    row = next(row for row in list_verdicts(opened, read_labels(opened.study.tables)).rows if row.verdict == "unproven")
    assert row.precaution
    assert row.would_settle
    who = said(opened)[0]
    assert "the evidence does not decide, which with precaution is read as a threat" in who


def test_an_effect_without_limits_is_shown_as_such() -> None:
    bare = with_impacts({"effect_low": None, "effect_high": None}, {}, {})
    rows = list_verdicts(bare, read_labels(bare.study.tables)).rows
    row = next(row for row in rows if row.species.name == "Marbled Pochard" and row.invader.name == "American Mink")
    assert [(size.replace(THIN, " "), rate) for size, rate in row.on_rate] == [("−40 %, no interval", "young raised")]


def test_no_impact_says_why(assessment: Assessment) -> None:
    # The tern is on no list.
    assert verdict_note(assessment, "grey-tern", "no_demonstrated_impact", EN).startswith("not listed")
    assert verdict_note(assessment, "marbled-pochard", "demonstrated_threat", EN) == ""


def test_every_verdict_has_a_meaning() -> None:
    assert set(verdict_meanings(EN)) == set(SEVERITY)


def test_the_answer_names_the_threat_the_loss_and_what_is_missing(assessment: Assessment) -> None:
    who, how_much, what = said(assessment)
    assert who.startswith("American Mink is a demonstrated threat to Marbled Pochard")
    assert "In the model American Mink takes 6.3" in how_much
    assert "of unknown size, and so without a number: Common Carp" in how_much
    assert "the study lists no measure on offer" in what
    assert "no recovery is promised" in what


def test_a_decline_that_stays_is_said() -> None:
    records = year_records()
    records["vital_rates"][1] |= {"value": 0.5}
    assert "even without the invaders it would be expected to shrink" in said(assess_study(make_study(records)))[1]


def test_no_threat_is_not_called_one() -> None:
    none = assess_study(make_study({**year_records(), "impacts": []}))
    who, _, what = said(none)
    assert who.startswith("No invader is shown to be a threat")
    assert "recovery" in what


def test_gaps_are_listed_by_kind(assessment: Assessment, labels: Labels) -> None:
    gaps = {gap.title: gap.lines for gap in list_gaps(assessment, labels)}
    assert gaps["How large a known effect is"] == ("Common Carp on survival of Marbled Pochard, breeding",)
    assert any("A Delta" in line for line in gaps["Whether an invader is there"])
    assert any("Hunting by people" in line for line in gaps["How sure a number is"])
    assert "Without density the results are upper bounds." in gaps["What the study leaves out"]


def test_many_gaps_leave_the_rest_to_the_files(assessment: Assessment, labels: Labels) -> None:
    pairs = tuple(
        replace(pair, invader_id=f"{pair.invader_id}-{number}", judgement=replace(pair.judgement, verdict="unproven"))
        for number in range(30)
        for pair in assessment.pairs[:1]
    )
    gap = list_gaps(replace(assessment, pairs=pairs), labels)[0]
    assert (len(gap.lines), gap.more) == (20, 10)


# How red-blind and green-blind people see linear RGB (Machado, Oliveira and Fernandes 2009).
_BLINDNESS = {
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
}
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def _as_seen(colour: str, blindness: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a colour in CIELAB as seen."""
    srgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    xyz = _TO_XYZ @ np.clip(np.array(_BLINDNESS[blindness]) @ linear, 0, 1) / np.array([0.9505, 1, 1.089])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("blindness", list(_BLINDNESS))
def test_colours_that_mean_something_differ_without_red_and_green(blindness: str, repository: Path) -> None:
    style = (repository / "src/oxyura/publish/templates/report.css").read_text("utf-8")
    colours = dict(re.findall(r"--(rust|sea|after): (#[0-9a-f]{6})", style))
    assert set(colours) == {"rust", "sea", "after"}
    for one, other in combinations(colours, 2):
        distance = np.linalg.norm(_as_seen(colours[one], blindness) - _as_seen(colours[other], blindness))
        assert distance > 20, (one, other)
