"""Obligations by task: force for a Party, gaps, overlaps, and rows of the study's own."""

from __future__ import annotations

from oxyura.policy.obligations import read_duties, read_obligations, read_tasks, shipped_obligations
from oxyura.schema.conventions import CONVENTIONS, Membership, Statement
from oxyura.schema.funding_tables import TASK
from oxyura.schema.table import table_from_records

DUCK = (("I/II", ("AEWA",)),)


def membership(convention: str, state: str) -> Membership:
    return Membership(convention, (Statement("A source", state),))


BOUND = {name: membership(name, "in_force") for name in CONVENTIONS}


def tasks(*rows, listings=DUCK, memberships=BOUND, party="ES"):
    own = table_from_records("obligations", list(rows))
    duties = read_duties(read_obligations(own, {"s": "A source"}, party), listings, memberships)
    return {task.task: task for task in read_tasks(duties)}


def test_shipped_rows_name_known_conventions_tasks_and_sources() -> None:
    for each in shipped_obligations():
        assert each.convention in CONVENTIONS
        assert each.task in TASK.terms
        assert each.says
        assert each.role
        assert each.citation
        assert each.url.startswith("http")
        assert each.force in ("binding", "standard", "guidance")


def test_every_task_has_an_answer() -> None:
    found = tasks()
    assert list(found) == list(TASK.terms)
    assert found["control"].answer == "binding"
    assert found["trade"].answer == "guidance_only"


def test_a_party_that_is_not_bound_has_a_gap() -> None:
    found = tasks(memberships={**BOUND, "BWM": membership("BWM", "not_listed")})
    assert found["ships"].answer == "nothing"
    assert [duty.answer for duty in found["ships"].duties] == ["not_bound"]
    assert tasks(memberships={})["ships"].answer == "cannot_be_told"


def test_a_provision_is_only_about_the_migrants_it_names() -> None:
    asked = {duty.obligation.obligation_id for task in tasks(listings=(("II", ()),)).values() for duty in task.duties}
    assert not asked & {"cms-prevent", "aewa-protect", "acap-control"}
    assert "cbd-control" in asked


def test_several_offices_are_an_overlap() -> None:
    found = tasks()["prevent"]
    assert found.is_shared
    assert "national focal point for CBD" in found.roles
    assert not tasks()["ships"].is_shared


def test_a_row_of_the_study_names_the_institution_and_keeps_the_rest() -> None:
    row = {"obligation_id": "cbd-control", "convention": "CBD", "task": "control", "authority": "The ministry"}
    (duty,) = [duty for duty in tasks(row)["control"].duties if duty.obligation.obligation_id == "cbd-control"]
    assert duty.obligation.authority == "The ministry"
    assert duty.obligation.provision == "Article 8(h)"
    assert duty.obligation.force == "binding"
    assert duty.obligation.own


def test_a_law_of_the_partys_own_fills_a_gap_there_only() -> None:
    row = {
        "obligation_id": "own-law",
        "convention": "National act",
        "task": "list",
        "force": "binding",
        "territory": ("ES-AN",),
    }
    assert tasks(row)["list"].answer == "binding"
    assert tasks(row, party="FR")["list"].answer == "guidance_only"
