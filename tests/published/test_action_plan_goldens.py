"""The action plans of three cases, word for word: a change of a plan is a change of its text under tests/goldens.

``python -m published.test_action_plan_goldens`` (in tests/) writes them anew; the difference is then to be read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from document_text import outline
from oxyura.publish.documents.action_plan_document import make_action_plan
from oxyura.publish.documents.tracing import untraced
from oxyura.study.action_planning import plan_actions
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study

CASES = ("gough", "white-headed-duck", "macquarie")
GOLDENS = Path(__file__).resolve().parents[1] / "goldens"


def text_of(case: str) -> str:
    """Return the plan's text up to what every document ends with, which names the version of the program."""
    assessment = assess_study(read_study(case))
    document, files = make_action_plan(assessment, plan_actions(assessment))
    assert untraced(document, files) == []
    return outline(document, until="unknown")


@pytest.mark.parametrize("case", CASES)
def test_the_plan_is_the_golden_one(case: str) -> None:
    golden = (GOLDENS / f"action-plan-{case}.txt").read_text(encoding="utf-8")
    assert text_of(case) == golden


if __name__ == "__main__":
    for name in CASES:
        (GOLDENS / f"action-plan-{name}.txt").write_text(text_of(name), encoding="utf-8")
