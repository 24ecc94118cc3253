"""What a plan takes from an assessment is what the assessment says."""

from __future__ import annotations

from functools import cache

from oxyura.study.action_planning import gather_facts, plan_actions
from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study


@cache
def run(name: str) -> Assessment:
    return assess_study(read_study(name))


def test_positions_lead_back_to_the_run() -> None:
    assessment = run("macquarie")
    facts = gather_facts(assessment)
    for pair in facts.pairs:
        told = assessment.pairs[pair.position]
        assert (told.migrant_id, told.invader_id, told.stage) == (pair.migrant_id, pair.invader_id, pair.stage)
    for gap in facts.gaps:
        assert assessment.gaps[gap.position].unknown.kind == gap.kind
    chosen = assessment.plan.chosen
    assert chosen is not None
    for measure in facts.measures:
        if measure.position is not None:
            row = (chosen.why_in if measure.chosen else chosen.not_taken)[measure.position]
            assert row.measure_id == measure.measure_id


def test_only_listed_migrants_unless_one_is_named() -> None:
    facts = gather_facts(run("macquarie"))
    assert [migrant.migrant_id for migrant in facts.migrants] == ["grey-petrel", "northern-giant-petrel"]
    assert facts.left_out == ("blue-petrel",)
    named = gather_facts(run("macquarie"), "blue-petrel")
    assert [migrant.migrant_id for migrant in named.migrants] == ["blue-petrel"]
    assert plan_actions(run("macquarie"), "blue-petrel").threats == ()


def test_weights_of_gaps_follow_their_order() -> None:
    order = ["decides", "may_become_threat", "cannot_be_told", "changes_nothing"]
    for name in ("gough", "macquarie", "white-headed-duck", "amsterdam", "marion"):
        weights = [order.index(gap.weight) for gap in gather_facts(run(name)).gaps]
        assert weights == sorted(weights), name


def test_what_is_done_already_is_neither_chosen_nor_refused() -> None:
    measures = {one.measure_id: one for one in gather_facts(run("gough")).measures}
    assert (measures["baiting-2021"].chosen, measures["baiting-2021"].why_not) == (False, "")
    assert measures["baiting-again"].chosen
    assert measures["baiting-later"].why_not == "excluded"


def test_countries_come_from_sites_and_their_subdivisions() -> None:
    facts = gather_facts(run("gough"))
    assert facts.countries == {"gough": "SH", "open-ocean": None}
    assert facts.country_names["SH"].startswith("Saint Helena")
