"""A plan follows from its facts: order of threats, an action for each, Parties, time scales, and keys that stay."""

from __future__ import annotations

from dataclasses import replace

from oxyura.policy.action_plan import Action, ActionPlan
from oxyura.policy.action_plan_drafting import draw_up_plan
from oxyura.policy.action_plan_facts import SideEffect
from unit.policy.plan_facts import DUCK, facts, gap, invader, measure, pair


def actions(plan: ActionPlan) -> dict[str, Action]:
    found = {action.key: action for action in plan.actions()}
    assert len(found) == len(list(plan.actions())), "keys are unique"
    return found


def test_threats_stand_in_descending_priority_and_unknown_sizes_last_of_their_kind() -> None:
    plan = draw_up_plan(facts())
    assert [(one.invader_id, one.priority.word, one.priority.basis) for one in plan.threats] == [
        ("rat", "high", "shortfall"),
        ("cat", "high", "verdict"),
        ("mink", "medium", "shortfall"),
    ]
    assert [one.invader_id for one in plan.unsized] == ["cat"]
    assert plan.threats[1].confounded_with == ("hunting",)
    assert plan.dismissed == (("duck", "carp"),)


def test_other_pressures_are_named_the_sized_ones_first() -> None:
    plan = draw_up_plan(facts())
    assert [(one.pressure_id, one.alone is None) for one in plan.pressures] == [("drainage", False), ("hunting", True)]
    assert plan.pressures[1].rates == ("survival",)
    assert plan.confounded == (("duck", ("cat", "hunting")),)


def test_every_threat_has_an_action() -> None:
    plan = draw_up_plan(facts())
    against = {name for action in plan.actions() for name in action.invaders if action.kind != "research"}
    assert {threat.invader_id for threat in plan.threats} <= against


def test_a_chosen_measure_is_an_action_once_with_its_search() -> None:
    found = actions(draw_up_plan(facts()))
    bait, search = found["action:measure:bait"], found["action:confirm:bait"]
    assert (bait.kind, bait.number, bait.countries, bait.time_scale) == ("eradicate", "1.1.1", ("PT",), "immediate")
    assert search.number == "1.1.2"
    assert sum("bait" in action.measures for action in found.values()) == 2


def test_a_measure_too_dear_asks_for_money_and_one_that_adds_nothing_is_weighed_again() -> None:
    found = actions(draw_up_plan(facts()))
    assert found["action:fund:trap"].countries == ("ES",)
    cheap = measure("trap", ("mink",), chosen=False, why_not="adds_nothing", site_id=None)
    again = actions(draw_up_plan(facts(measures=(cheap,))))
    assert again["action:revisit:mink"].measures == ("trap",)
    assert again["action:design:rat"].sites == ("island",)


def test_where_nothing_is_on_offer_a_measure_is_to_be_worked_out() -> None:
    plan = draw_up_plan(facts(measures=()))
    kinds = {action.key: action.kind for action in plan.actions()}
    assert [kinds[f"action:design:{name}"] for name in ("rat", "cat", "mink")] == ["design"] * 3


def test_an_invader_is_acted_on_where_no_migrant_of_the_plan_is_too() -> None:
    known = dict(facts().invaders) | {"rat": invader("rat", status={"island": "present", "port": "present"})}
    found = actions(draw_up_plan(facts(invaders=known)))
    assert found["action:design:rat"].sites == ("port",)
    assert found["action:list"].countries == ("ES", "PT", "FR")
    assert found["action:list"].unplaced


def test_what_is_gone_or_removed_is_kept_out_and_the_open_sea_is_nobodys() -> None:
    found = actions(draw_up_plan(facts()))
    assert found["action:biosecurity:mink"].sites == ("island",)
    assert found["action:biosecurity:rat"].sites == ("island",)
    assert "action:biosecurity:carp" not in found
    coming = dict(facts().invaders) | {"carp": invader("carp", status={"lagoon": "absent"}, expected=("lagoon",))}
    assert actions(draw_up_plan(facts(invaders=coming)))["action:biosecurity:carp"].sites == ("lagoon",)


def test_pending_measures_go_on_and_harm_of_a_measure_is_guarded_against() -> None:
    under_way = measure("bait", ("rat", "cat"), chosen=False, outcome="pending", position=None)
    harmful = replace(under_way, harms=(SideEffect("duck", "survival", -0.3), SideEffect("duck", "survival", 0.1)))
    found = actions(draw_up_plan(facts(measures=(harmful,))))
    assert found["action:measure:bait"].time_scale == "ongoing"
    assert found["action:guard:bait"].migrants == ("duck",)


def test_measures_start_when_the_table_says() -> None:
    for delay, scale in ((None, "immediate"), (3.0, "short"), (5.0, "medium"), (13.0, "long")):
        plan = draw_up_plan(facts(measures=(measure("bait", ("rat",), start_delay=delay),)))
        assert actions(plan)["action:measure:bait"].time_scale == scale


def test_gaps_that_decide_become_research_and_others_are_counted() -> None:
    plan = draw_up_plan(facts())
    found = actions(plan)
    research = found["action:gap:unknown_size:duck:cat::breeding:predation"]
    survey = found["action:gap:not_surveyed:duck:cat::breeding:predation"]
    assert (research.kind, research.priority.word, research.gap) == ("research", "high", 0)
    assert (survey.kind, survey.priority.word) == ("survey", "medium")
    assert plan.gaps_left == 1
    assert found["action:find_pathway"].invaders == ("cat",)
    assert "secretariat" in found["action:count"].roles


def test_keys_do_not_depend_on_other_rows() -> None:
    with_all = {key: action.kind for key, action in actions(draw_up_plan(facts())).items()}
    fewer = facts(pairs=(pair("mink", "unproven", 0, sites=("lagoon",)),), gaps=(gap(0, "decides"),))
    assert {key: action.kind for key, action in actions(draw_up_plan(fewer)).items()}.items() <= with_all.items()


def test_guidance_is_attached_by_instrument_and_group() -> None:
    petrel = replace(DUCK, instruments=("ACAP",))
    assert "acap-eradication" in actions(draw_up_plan(facts(migrants=(petrel,))))["action:measure:bait"].guidelines
    assert "acap-eradication" not in actions(draw_up_plan(facts()))["action:measure:bait"].guidelines


def test_nothing_to_plan_gives_a_plan_without_rows() -> None:
    plan = draw_up_plan(facts(migrants=(), pairs=(), gaps=(), measures=(), invaders={}))
    assert (plan.threats, list(plan.actions()), [one.kind for one in plan.objectives]) == (
        (),
        [],
        ["act", "prevent", "know"],
    )


def test_without_threats_only_counting_is_left() -> None:
    plan = draw_up_plan(facts(pairs=(), gaps=(), measures=(), invaders={}))
    assert [action.kind for action in plan.actions()] == ["count"]


def test_invaders_that_are_gone_are_told_apart_from_those_without_a_record() -> None:
    gone = pair("mink", "not_assessed", 0, rule="no_record", mechanism=None, sites=())
    met = pair("carp", "not_assessed", 1, rule="no_record", mechanism=None)
    plan = draw_up_plan(facts(pairs=(gone, met)))
    assert plan.past == (("duck", "mink"),)
    assert plan.open_pairs == (("duck", "carp"),)
