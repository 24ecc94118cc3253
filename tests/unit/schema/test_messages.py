"""Errors, problems and ceilings say what is wrong, where, and what to do."""

from __future__ import annotations

import json

import pytest

from oxyura.schema.errors import InputError, LimitError, ServiceMissingError
from oxyura.schema.limits import DRAWS, Limit
from oxyura.schema.problems import Problem, StudyError


def test_error_reads_as_place_message_remedy() -> None:
    error = InputError("The year is missing.", where="a.csv, row 2", remedy="Add it.")
    assert str(error) == "a.csv, row 2: The year is missing. Add it."
    assert str(InputError("Gone.")) == "Gone."
    assert (error.exit_code, LimitError("x").exit_code, ServiceMissingError("x").exit_code) == (2, 2, 3)


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ({"file": "a.csv", "row": 7, "column": "value"}, "a.csv, row 7, column value"),
        ({"file": "w.xlsx [sites]", "row": 7, "cell": "D7", "column": "lat"}, "w.xlsx [sites], cell D7, column lat"),
        ({"file": "a.csv"}, "a.csv"),
        ({}, ""),
    ],
)
def test_place_in_words(place: dict[str, object], where: str) -> None:
    problem = Problem("error", "code", "message", **place)  # type: ignore[arg-type]
    assert problem.where == where
    assert json.loads(json.dumps(problem.to_json()))["where"] == where


def test_study_error_counts_errors_and_shows_the_first() -> None:
    problems = [
        Problem("note", "n", "a note"),
        Problem("error", "e", "It is wrong.", file="a.csv", row=3),
        Problem("error", "e", "It is wrong too."),
    ]
    error = StudyError(problems, where="my-study")
    assert "2 errors" in str(error)
    assert "a.csv, row 3: It is wrong." in str(error)
    assert error.problems == tuple(problems)
    assert "1 error." in str(StudyError(problems[:2]))


def test_ceiling_speaks_plainly_and_lets_the_maximum_pass() -> None:
    DRAWS.check(DRAWS.maximum)
    with pytest.raises(LimitError, match=r"at most 100,000 draws are accepted\. Lower draws") as caught:
        DRAWS.check(100_001, "study.toml")
    assert caught.value.where == "study.toml"
    with pytest.raises(LimitError, match="is 1,000,000"):
        Limit("The size", 10, "bytes", "Shrink it.").check(10**6)
