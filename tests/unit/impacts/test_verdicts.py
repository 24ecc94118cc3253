"""Verdicts follow the rules, and say by which."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.impacts.verdicts import SEVERITY, Finding, Judgement, Meeting, Record, judge_pair, worst_verdict
from oxyura.schema.sentences import Sentence

PRESENT = [Meeting("gough", 1.0, "present", True)]


def record(**changes: Any) -> Record:
    said: dict[str, Any] = {
        "effect_id": "mouse",
        "file_row": "impacts.csv, row 2",
        "site_id": None,
        "rate": "fecundity",
        "evidence": "demonstrated",
        "effect": -0.5,
        "low": -0.6,
        "high": -0.4,
        "source_id": None,
    }
    return Record(**{**said, **changes})


def judge(*records: Record, meetings: list[Meeting] | None = None, listed: bool = True) -> Judgement:
    met = PRESENT if meetings is None else meetings
    return judge_pair("Albatross", "Mouse", listed=listed, meetings=met, records=records)


@pytest.mark.parametrize(
    ("changes", "verdict", "rule"),
    [
        ({}, "demonstrated_threat", "interval_excludes_no_effect"),
        ({"evidence": "inferred"}, "inferred_threat", "interval_excludes_no_effect"),
        ({"evidence": "expert"}, "inferred_threat", "interval_excludes_no_effect"),
        ({"high": 0.1}, "unproven", "evidence_does_not_decide"),
        ({"low": None, "high": None}, "unproven", "evidence_does_not_decide"),
        ({"effect": None, "low": None, "high": None}, "unproven", "evidence_does_not_decide"),
        ({"evidence": "none", "effect": None, "low": None, "high": None}, "unproven", "evidence_does_not_decide"),
        ({"effect": 0.0, "low": -0.04, "high": 0.05}, "no_demonstrated_impact", "harm_excluded"),
        ({"effect": 0.3, "low": 0.1, "high": 0.5}, "no_demonstrated_impact", "harm_excluded"),
        ({"effect": 0.0, "low": -0.06, "high": 0.05}, "unproven", "evidence_does_not_decide"),
        ({"site_id": "elsewhere"}, "not_assessed", "no_record"),
    ],
)
def test_rules(changes: dict[str, Any], verdict: str, rule: str) -> None:
    found = judge(record(**changes))
    assert (found.verdict, found.rule) == (verdict, rule)
    if rule != "no_record":
        assert "impacts.csv, row 2" in found.reasons[0]
    assert bool(found.would_settle) == bool(found.precaution) == (verdict == "unproven")


def test_one_record_that_shows_harm_decides() -> None:
    assert judge(record(high=0.1), record()).verdict == "demonstrated_threat"
    assert judge(record(evidence="expert"), record()).verdict == "demonstrated_threat"


def test_the_precautionary_reading_names_the_worst_that_is_not_excluded() -> None:
    assert "−60 %" in judge(record(high=0.2)).precaution
    assert "unknown size" in judge(record(effect=None, low=None, high=None)).precaution


def test_reasons_say_what_is_known_before_they_name_the_record() -> None:
    (shown,) = judge(record()).reasons
    assert shown == (
        "Demonstrated: fecundity changes by −50 % (−60 % to −40 %), an interval that excludes no effect "
        "(record mouse: impacts.csv, row 2)."
    )
    (open_,) = judge(record(effect=None, low=None, high=None, rate="path_survival", evidence="expert")).reasons
    assert (
        open_ == "An effect on path survival is reported (expert), of unknown size (record mouse: impacts.csv, row 2)."
    )
    assert all(isinstance(said, Sentence) for said in (shown, open_))


def test_an_overlap_alone_is_never_a_threat() -> None:
    assert judge().verdict == "not_assessed"


def test_a_host_that_is_not_listed() -> None:
    found = judge(record(), listed=False)
    assert (found.verdict, found.rule) == ("no_demonstrated_impact", "not_listed")


def test_an_invader_that_is_native_where_they_meet() -> None:
    found = judge(record(), meetings=[Meeting("great-britain", 1.0, "present", False)])
    assert (found.verdict, found.rule) == ("no_demonstrated_impact", "native")


def test_alien_at_one_of_two_sites_is_enough() -> None:
    meetings = [Meeting("great-britain", 0.5, "present", False), Meeting("south-uist", 0.5, "present", True)]
    assert judge(record(), meetings=meetings).verdict == "demonstrated_threat"


def test_an_invader_that_is_gone() -> None:
    gone = [Meeting("south-georgia", 1.0, "eradicated", True)]
    assert judge(record(), meetings=gone).rule == "eradicated"
    assert judge(record(effect=None, low=None, high=None), meetings=gone).verdict == "unproven"


def test_they_do_not_meet() -> None:
    absent = [Meeting("gough", 1.0, "absent", True), Meeting("far", 0.0, "present", True)]
    assert judge(record(), meetings=absent).rule == "do_not_meet"
    assert judge(record(), meetings=[]).rule == "no_distribution"


def test_not_surveyed_is_tried_both_ways() -> None:
    unknown = [Meeting("gough", 1.0, "not_surveyed", True)]
    found = judge(record(), meetings=unknown)
    assert (found.verdict, found.rule) == ("unproven", "not_surveyed_both_ways")
    assert "demonstrated threat" in found.precaution
    assert "survey for Mouse at gough" in found.would_settle


def test_not_surveyed_elsewhere_does_not_weaken_what_is_known() -> None:
    meetings = [*PRESENT, Meeting("inaccessible", 0.2, "not_surveyed", True)]
    assert judge(record(), meetings=meetings).verdict == "demonstrated_threat"


@given(
    st.sampled_from(["present", "absent", "eradicated", "not_surveyed"]),
    st.floats(-1, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(["demonstrated", "inferred", "expert"]),
)
def test_a_threat_needs_an_interval_below_nothing(
    presence: str, effect: float, below: float, above: float, evidence: str
) -> None:
    one = record(effect=effect, low=max(-1.0, effect - below), high=effect + above, evidence=evidence)
    found = judge(one, meetings=[Meeting("a", 0.5, presence, True)])
    if found.verdict in ("demonstrated_threat", "inferred_threat"):
        assert one.high is not None
        assert one.high < 0
        assert presence == "present"


def test_the_gravest_verdict_stands_for_all() -> None:
    assert worst_verdict(["unproven", "inferred_threat", "not_assessed"]) == "inferred_threat"
    assert worst_verdict([]) == "not_assessed"
    assert len(SEVERITY) == 5


NOTHING_FOUND = Finding("record beds: evidence.csv, row 2", compared=True, consequence="none")
UNSIZED = record(effect=None, low=None, high=None, evidence="inferred")


@pytest.mark.parametrize(
    ("records", "findings", "rule"),
    [
        ([UNSIZED], [NOTHING_FOUND], "studied_none_found"),
        ([UNSIZED], [NOTHING_FOUND, Finding("", compared=True, consequence="unknown")], "studied_none_found"),
        ([UNSIZED], [NOTHING_FOUND, Finding("", compared=False, consequence="harm")], "evidence_does_not_decide"),
        ([UNSIZED], [Finding("", compared=False, consequence="none")], "evidence_does_not_decide"),
        ([UNSIZED], [NOTHING_FOUND, Finding("", True, "unknown", "decrease")], "evidence_does_not_decide"),
        ([UNSIZED, record(high=0.1)], [NOTHING_FOUND], "evidence_does_not_decide"),
        ([record()], [NOTHING_FOUND], "interval_excludes_no_effect"),
        ([UNSIZED], [], "evidence_does_not_decide"),
    ],
)
def test_comparison_that_found_nothing(records: list[Record], findings: list[Finding], rule: str) -> None:
    found = judge_pair("Albatross", "Mouse", listed=True, meetings=PRESENT, records=records, findings=findings)
    assert found.rule == rule
    if rule == "studied_none_found":
        assert found.verdict == "no_demonstrated_impact"
        assert found.reasons == (
            "A comparison with and without Mouse found no effect on Albatross (record beds: evidence.csv, row 2).",
        )
        assert "not excluded" in found.precaution


def test_sign_without_a_size_is_said() -> None:
    fewer = Finding("record sign: evidence.csv, row 2", compared=True, consequence="harm", direction="decrease")
    found = judge_pair("Duck", "Carp", listed=True, meetings=PRESENT, records=[UNSIZED], findings=[fewer])
    assert found.verdict == "unproven"
    assert found.reasons[-1] == (
        "With Carp there was less, by an amount that is not on record, for Duck (record sign: evidence.csv, row 2)."
    )


def test_gain_is_no_harm() -> None:
    more = Finding("record sign: evidence.csv, row 2", compared=True, consequence="none", direction="increase")
    found = judge_pair("Heron", "Carp", listed=True, meetings=PRESENT, records=[UNSIZED], findings=[more])
    assert found.verdict == "no_demonstrated_impact"
    assert found.reasons[0].startswith("With Carp there was more")
