"""Each rule about evidence records and responses, on a study that breaks it and nothing else."""

from __future__ import annotations

import pytest

RATIO = {"scale": "rate_ratio", "effect": 0.5, "effect_low": 0.4, "effect_high": 0.7}
CHICKS = {"invader_id": "mouse", "rate": "fecundity", "consequence": "performance"}


def sized(study, name="a", **cells):
    """Add a record of the mice's effect on chicks, by default a sound one, as row 3 of evidence."""
    return study.add("evidence", like=2, evidence_id=name, **{**CHICKS, **RATIO, **cells})


def open_impact(study):
    """Leave the mice's impact to its evidence."""
    return study.edit("impacts", 2, effect=None, effect_low=None, effect_high=None)


def blank(**cells):
    return {**dict.fromkeys(("effect", "effect_low", "effect_high")), **cells}


COUNTS = blank(scale="counts", events_with=3.0, n_with=10.0, events_without=6.0, n_without=10.0)
MEANS = blank(
    scale="means", mean_with=2.0, sd_with=1.0, n_with=20.0, mean_without=4.0, sd_without=1.0, n_without=20.0
)  # fmt: skip

CASES = {
    "fall in per cent": (
        lambda study: sized(study, **blank(scale="proportional_change", effect=-50.0)),
        [("evidence_impossible", "evidence.csv", 3, "effect", "-50")],
    ),
    "survival above 1 from its base": (
        lambda study: sized(study, rate="survival", invader_id="cat", base_risk=0.9, effect=1.5, effect_high=1.9),
        [("evidence_impossible", "evidence.csv", 3, "effect", "1.5")],
    ),
    "more events than animals": (
        lambda study: sized(study, **COUNTS | {"events_with": 30.0}),
        [("evidence_impossible", "evidence.csv", 3, "events_with", "30")],
    ),
    "scale without effect": (
        lambda study: sized(study, effect=None),
        [("evidence_incomplete", "evidence.csv", 3, "effect", None)],
    ),
    "odds ratio without base": (
        lambda study: sized(study, scale="odds_ratio"),
        [("evidence_without_base_risk", "evidence.csv", 3, "base_risk", None)],
    ),
    "sd without n": (
        lambda study: sized(study, **MEANS | {"n_with": None}),
        [("evidence_without_n", "evidence.csv", 3, "n_with", None)],
    ),
    "events without n": (
        lambda study: sized(study, **COUNTS | {"n_without": None}),
        [("evidence_without_n", "evidence.csv", 3, "n_without", None)],
    ),
    "limits beside the effect": (
        lambda study: sized(study, effect_low=0.6),
        [("evidence_interval", "evidence.csv", 3, "effect_low", "0.6")],
    ),
    "one limit": (
        lambda study: sized(study, effect_high=None),
        [("evidence_interval", "evidence.csv", 3, "effect_high", None)],
    ),
    "direction against the numbers": (
        lambda study: sized(study, direction="increase"),
        [("evidence_direction", "evidence.csv", 3, "direction", "increase")],
    ),
    "numbers without a scale": (
        lambda study: sized(study, scale=None),
        [("evidence_scale_missing", "evidence.csv", 3, "scale", None)],
    ),
    "the same data twice": (
        lambda study: sized(sized(study, "a"), "b"),
        [("evidence_counted_twice", "evidence.csv", 4, "evidence_id", "b")],
    ),
    "size without interval": (
        lambda study: sized(study, effect_low=None, effect_high=None),
        [("evidence_without_interval", "evidence.csv", 3, "effect", "0.5")],
    ),
    "mean near 0": (
        lambda study: sized(study, **MEANS | {"mean_with": 0.5}),
        [("evidence_mean_near_zero", "evidence.csv", 3, "mean_with", "0.5")],
    ),
    "impact of another rate": (
        lambda study: sized(study, impact_id="cat-on-adults"),
        [("evidence_of_other_impact", "evidence.csv", 3, "impact_id", "cat-on-adults")],
    ),
    "impact that is not there": (
        lambda study: sized(study, impact_id="mouse-on-chick"),
        [("unknown_reference", "evidence.csv", 3, "impact_id", "mouse-on-chick")],
    ),
    "another taxon": (
        lambda study: sized(study, studied_taxon="Diomedea exulans"),
        [("evidence_taxon_not_borrowed", "evidence.csv", 3, "borrowed", None)],
    ),
    "evidence of what has none": (
        lambda study: sized(open_impact(study).edit("impacts", 2, evidence="none")),
        [("evidence_for_none", "impacts.csv", 2, "evidence", "none")],
    ),
    "saturating without parameter": (
        lambda study: study.edit("impacts", 2, response="saturating"),
        [("response_parameter_missing", "impacts.csv", 2, "response_parameter", None)],
    ),
    "parameter of a line": (
        lambda study: study.edit("impacts", 2, response="linear", response_parameter=0.5),
        [("column_not_used", "impacts.csv", 2, "response_parameter", "0.5")],
    ),
    "threshold above where it was measured": (
        lambda study: study.edit("impacts", 2, response="threshold", response_parameter=1.5),
        [("response_threshold_above_one", "impacts.csv", 2, "response_parameter", "1.5")],
    ),
    "two responses of one impact": (
        lambda study: study.add("impacts", like=2, site_id="gough", response="linear"),
        [("response_differs", "impacts.csv", 4, "response", "linear")],
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), CASES.values(), ids=CASES)
def test_rule(study, spoil, expected):
    spoil(study)
    assert study.places() == expected


@pytest.mark.parametrize("cells", [{}, COUNTS, MEANS, {"scale": "odds_ratio", "base_risk": 0.6}])
def test_sound_records_are_told_nothing_grave(study, cells):
    sized(open_impact(study), **cells)
    assert study.grave() == []


def test_effect_of_evidence_is_not_of_unknown_size(study):
    sized(open_impact(study))
    assert study.of("unknown_effect") == []
    study.drop("evidence", 3)
    assert [problem.row for problem in study.of("unknown_effect")] == [2]


def test_effect_of_evidence_is_judged_as_a_written_one(study):
    """A breeding success of 0.9 measured among mice that take nine tenths would have been 9."""
    sized(open_impact(study), effect=0.1, effect_low=0.05, effect_high=0.2)
    study.edit("vital_rates", 2, observed_with=("mouse-on-chicks",), rate="survival", value=0.9)
    study.edit("impacts", 2, rate="survival")
    study.edit("evidence", 3, rate="survival")
    assert "observed_with_above_one" in study.codes()


def test_written_effect_stands_beside_evidence(study):
    sized(study)
    [note] = study.of("written_effect_stands")
    assert (note.severity, note.row, note.column) == ("note", 2, "effect")


def test_records_that_no_impact_takes_up(study):
    sized(study, mechanism="competition")
    [note] = study.of("evidence_informs_nothing")
    assert (note.severity, note.file, note.row) == ("note", "evidence.csv", 3)


def test_thousand_records_of_hostile_figures(study):
    for position in range(1000):
        sized(study, f"r{position}", effect=float(10 ** (position % 600 - 300)), effect_low=None, effect_high=None)
    assert {problem.severity for problem in study.of("evidence_without_interval")} == {"warning"}
