"""An existing plan is held against the threats: named outright, in other words, or not at all."""

from __future__ import annotations

import pytest

from oxyura.policy.action_plan_drafting import draw_up_plan
from oxyura.policy.plan_audit import InvaderNames, PlanAudit, PlannedAction, audit_plan
from unit.policy.plan_facts import facts

NAMES = (
    InvaderNames("rat", "Rattus rattus", "Ship Rat", "mammal"),
    InvaderNames("cat", "Felis catus", "Feral cat", "mammal"),
    InvaderNames("mink", "Neovison vison", "American Mink", "mammal"),
    InvaderNames("carp", "Cyprinus carpio", "Carp", "fish"),
)


def audit(*actions: str) -> PlanAudit:
    planned = [PlannedAction(row, "", action, "") for row, action in enumerate(actions, start=2)]
    return audit_plan(draw_up_plan(facts()).threats, NAMES, planned, "plan.csv", 0)


def lacking(found: PlanAudit) -> list[str]:
    return [one.threat.invader_id for one in found.answered("no")]


def test_two_threats_without_an_action_are_found_and_no_others() -> None:
    found = audit("Eradicate ship rats by bait", "Reduce bycatch in long-line fisheries", "Drain no more wetland")
    assert lacking(found) == ["cat", "mink"]
    assert [one.threat.invader_id for one in found.answered("yes")] == ["rat"]


@pytest.mark.parametrize(
    "words",
    ["Trap rats", "RATTUS  RATTUS", "control of R. rattus", "Ship-rats", "ship rat", "Fórce out the Ship Rat, now"],
)
def test_an_invader_may_be_named_in_several_ways(words: str) -> None:
    assert [one.threat.invader_id for one in audit(words).answered("yes")] == ["rat"]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Keep out Felis species", ["cat"]),
        ("Remove introduced mammals", ["rat", "cat", "mink"]),
        ("Work against invasive alien species", ["rat", "cat", "mink"]),
        ("Lutter contre les espèces exotiques", ["rat", "cat", "mink"]),
        ("Bring in rattan furniture", []),
        ("Plant vineyards", []),
    ],
)
def test_what_cannot_be_told_is_asked(words: str, asked: list[str]) -> None:
    found = audit(words)
    assert [one.threat.invader_id for one in found.answered("unknown")] == asked
    assert not found.answered("yes")


def test_a_row_about_one_invader_says_nothing_of_the_others() -> None:
    found = audit("Eradicate invasive ship rats, an introduced mammal")
    assert lacking(found) == ["cat", "mink"]


def test_the_column_of_scientific_names_counts() -> None:
    planned = [PlannedAction(2, "Nest predation", "Fence the colony", "Neovison vison")]
    found = audit_plan(draw_up_plan(facts()).threats, NAMES, planned, "plan.csv", 0)
    assert [one.threat.invader_id for one in found.answered("yes")] == ["mink"]


def test_an_empty_plan_lacks_everything() -> None:
    assert lacking(audit()) == ["rat", "cat", "mink"]


def test_a_word_that_two_invaders_share_is_asked_about() -> None:
    planned = [PlannedAction(2, "", "Trap rats", "")]
    two = (*NAMES, InvaderNames("norway-rat", "Rattus norvegicus", "Norway Rat", "mammal"))
    found = audit_plan(draw_up_plan(facts()).threats, two, planned, "plan.csv", 0)
    assert [one.threat.invader_id for one in found.answered("unknown")] == ["rat"]
