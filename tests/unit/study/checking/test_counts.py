"""Each rule about counts, on a study that breaks it and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oxyura.schema.settings import CalibrationSettings

ALBATROSS = {"migrant_id": "albatross", "source_id": "survey"}


def counted(study, years=5, **cells):
    """Add counts of the albatross with errors, as rows 2 and on of counts."""
    for year in range(2000, 2000 + years):
        study.add("counts", **{**ALBATROSS, "year": float(year), "value": 900.0, "error": 50.0, **cells})
    return study


def success(study, years=5, **cells):
    base = {"quantity": "breeding_success", "value": 0.3, "error": None, "n": 100.0, "class": "adult"}
    return counted(study, years, **{**base, **cells})


def open_fit(study):
    """Leave recruitment to the counts."""
    return study.drop("fits", 3)


CASES = {
    "nobody counted": (
        lambda study: counted(study).edit("counts", 3, value=0.0),
        [("count_zero", "counts.csv", 3, "value", "0")],
    ),
    "one year twice": (
        lambda study: counted(study).edit("counts", 3, year=2000.0),
        [("duplicate_key", "counts.csv", 3, None, "albatross, 2000")],
    ),
    "negative": (
        lambda study: counted(study).edit("counts", 3, value=-1.0),
        [],
    ),
    "pairs of a population of individuals": (
        lambda study: counted(study, unit="pairs"),
        [("count_unit", "counts.csv", row, "unit", "pairs") for row in range(2, 7)],
    ),
    "at a site where they are not": (
        lambda study: counted(study, site_id="ocean"),
        [("count_elsewhere", "counts.csv", row, "site_id", "ocean") for row in range(2, 7)],
    ),
    "at a site where they are not in that stage": (
        lambda study: counted(study, site_id="gough", stage="nonbreeding"),
        [("count_elsewhere", "counts.csv", row, "site_id", "gough") for row in range(2, 7)],
    ),
    "stage that is none": (
        lambda study: counted(study).edit("counts", 2, stage="breding"),
        [("unknown_stage", "counts.csv", 2, "stage", "breding")],
    ),
    "class that is none": (
        lambda study: counted(study).edit("counts", 2, class_="adlut"),
        [("unknown_class", "counts.csv", 2, "class", "adlut")],
    ),
    "half of a series an index": (
        lambda study: counted(study).edit("counts", 4, covers="part"),
        [("count_series_differs", "counts.csv", 4, "covers", "part")],
    ),
    "success of those who do not breed": (
        lambda study: success(study, **{"class": "juvenile"}),
        [("success_without_rate", "counts.csv", row, "class", "juvenile") for row in range(2, 7)],
    ),
    "success above 1": (
        lambda study: success(study, stage="nonbreeding", to_class="adult", value=1.2, **{"class": "juvenile"}),
        [("success_above_one", "counts.csv", row, "value", "1.2") for row in range(2, 7)],
    ),
    "two counts for three numbers": (
        lambda study: counted(open_fit(study), 2, error=None),
        [("too_few_counts", "counts.csv", 2, "migrant_id", "albatross")],
    ),
    "indices without a whole count": (
        lambda study: counted(study, 1, covers="part", error=None),
        [("too_few_counts", "counts.csv", 2, "migrant_id", "albatross")],
    ),
    "the abundance counted again": (
        lambda study: counted(study.edit("migrants", 2, abundance_year=2002.0)).edit("counts", 4, value=1000.0),
        [("count_is_abundance", "counts.csv", 4, "value", "1000")],
    ),
    "an invader that came later": (
        lambda study: counted(study.edit("presences", 2, first_year=2003.0)),
        [("counts_before_first_year", "presences.csv", 2, "first_year", "2003")],
    ),
    "attempts of a count": (
        lambda study: counted(study).edit("counts", 2, n=10.0),
        [("column_not_used", "counts.csv", 2, "n", "10")],
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), CASES.values(), ids=CASES)
def test_rule(study, spoil, expected):
    spoil(study)
    assert study.places() == expected


@pytest.mark.parametrize(
    "add",
    [
        counted,
        lambda study: counted(study, error=None),
        lambda study: counted(study, site_id="gough"),
        lambda study: counted(study, stage="nonbreeding", site_id="ocean"),
        lambda study: counted(study, covers="part", error=None, effort=3.0),
        lambda study: counted(study, unit="pairs", factor=2.0),
        success,
        lambda study: counted(success(study), series="plot"),
    ],
)
def test_sound_counts_are_told_nothing_grave(study, add):
    add(study)
    assert study.codes() == []


def test_a_parameter_without_target_is_fitted_to_counts(study):
    assert open_fit(study).codes() == ["fit_not_identified"]
    assert counted(study).codes() == []
    study.settings = replace(study.settings, calibration=CalibrationSettings(use=False))
    assert study.codes() == ["fit_not_identified"]


def test_counts_that_nothing_uses_are_noted(study):
    counted(study)
    assert study.of("counts_not_used") == []
    study.settings = replace(study.settings, calibration=CalibrationSettings(use=False))
    assert [problem.row for problem in study.of("counts_not_used")] == [2]
    study.drop("counts").add("counts", migrant_id="petrel", year=2001.0, value=300.0, source_id="survey")
    assert [problem.value for problem in study.of("counts_not_used")] == ["petrel"]


def test_effort_of_a_whole_count_is_noted(study):
    counted(study).edit("counts", 3, effort=2.0)
    assert [(problem.code, problem.row) for problem in study.of("effort_not_used")] == [("effort_not_used", 3)]
