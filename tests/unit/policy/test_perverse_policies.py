"""Policies: what blocks a measure, what opens a pathway, and what a row leaves out."""

from __future__ import annotations

import pytest

from oxyura.policy.climate_measures import read_climate_rules
from oxyura.policy.perverse_policies import check_policies
from oxyura.study.rule_files import shipped_climate_rules

from .small_study import tables

RULES = read_climate_rules(shipped_climate_rules())
MEASURE = {
    "measure_id": "bait",
    "kind": "eradicate",
    "invader_ids": ("rat",),
    "site_id": "island",
    "cost": 1.0,
    "currency": "EUR",
    "price_year": 2020,
    "success_probability": 0.9,
}
BAN = {
    "policy_id": "ban",
    "name": "Ban",
    "kind": "rule",
    "effect": "forbids",
    "measure_kinds": ("eradicate",),
    "taxa": ("any",),
    "territory": ("ES",),
    "date": "2015-01-01",
}
SUBSIDY = {
    "policy_id": "pay",
    "name": "Subsidy",
    "kind": "subsidy",
    "effect": "encourages",
    "pathways": ("corridor",),
    "taxa": ("any",),
    "territory": ("KE",),
    "date": "2015-01-01",
}


def check(policy, portfolio=None, on="2020-01-01", **changes):
    found = {"measures": [MEASURE], "policies": [policy], **changes}
    (checked,) = check_policies(tables(**found), RULES, on, portfolio=portfolio)
    return checked


@pytest.mark.parametrize(
    ("change", "answer", "words"),
    [
        ({}, "blocks", ""),
        ({"taxa": ("Rattus",)}, "blocks", ""),
        ({"taxa": ("Mus musculus",)}, "no_block_shown", ""),
        ({"taxa": ()}, "cannot_be_told", "names no taxon"),
        ({"territory": ()}, "cannot_be_told", "no territory"),
        ({"territory": ("PT",)}, "no_block_shown", ""),
        ({"territory": ("ES-CN",)}, "blocks", ""),
        ({"date": None}, "cannot_be_told", "has no date"),
        ({"date": "2030-01-01"}, "no_block_shown", ""),
        ({"until": "2019-12-31"}, "no_block_shown", ""),
        ({"measure_kinds": ("control",)}, "no_block_shown", ""),
        ({"measure_kinds": ()}, "cannot_be_told", "no kind of measure"),
        ({"methods": ("aerial baiting",)}, "cannot_be_told", "by what method bait is done is not stated"),
        ({"measure_ids": ("bait",), "methods": ("aerial baiting",), "taxa": (), "territory": ()}, "blocks", ""),
        ({"effect": "restricts"}, "cannot_be_told", "whether its conditions can be met"),
        ({"effect": "requires"}, "no_block_shown", ""),
    ],
)
def test_what_blocks_a_measure(change, answer, words):
    checked = check({**BAN, **change})
    assert checked.blocks == answer
    reasons = " ".join(link.reason for one in checked.measures for link in one.links)
    assert words in reasons
    if answer == "no_block_shown" and change.get("effect") != "requires":
        assert checked.left_alone == 1


def test_what_a_row_leaves_out_is_said():
    checked = check({"policy_id": "p", "name": "p", "kind": "rule", "effect": "encourages"})
    assert checked.not_stated == (
        "It names no taxon.",
        "It states no territory.",
        "It has no date.",
        "It names no source.",
        "It names neither a pathway nor a kind of measure.",
    )
    assert (checked.blocks, checked.opens) == ("no_block_shown", "cannot_be_told")


def test_the_portfolio_is_marked_where_there_is_one():
    assert check(BAN).measures[0].in_portfolio is None
    assert check(BAN, portfolio=["bait"]).measures[0].in_portfolio is True
    assert check(BAN, portfolio=[]).measures[0].in_portfolio is False


def test_a_measure_that_is_history_is_not_held_against_a_rule():
    assert check(BAN, measures=[{**MEASURE, "outcome": "succeeded"}]).blocks == "no_block_shown"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, "opens_a_pathway"),
        ({"pathways": ("waterwaysBasinsSeas",)}, "opens_a_pathway"),
        ({"pathways": ("tunnelsBridges",)}, "no_opening_shown"),
        ({"pathways": ("hitchhikersShip",)}, "no_opening_shown"),
        ({"pathways": ("any",)}, "opens_a_pathway"),
        ({"pathways": (), "measure_kinds": ("canal",)}, "opens_a_pathway"),
        ({"pathways": (), "measure_kinds": ("habitat_corridor",)}, "no_opening_shown"),
        ({"taxa": ()}, "cannot_be_told"),
        ({"territory": ("TZ",)}, "no_opening_shown"),
        ({"territory": ()}, "cannot_be_told"),
        ({"effect": "forbids"}, "no_opening_shown"),
    ],
)
def test_what_opens_a_pathway(change, answer):
    assert check({**SUBSIDY, **change}).opens == answer


def test_a_policy_that_names_a_climate_measure_furthers_what_its_kind_opens():
    climate = [{"climate_measure_id": "dig", "name": "Canal", "kind": "canal", "site_ids": ("north-basin",)}]
    checked = check({**SUBSIDY, "pathways": (), "measure_ids": ("dig",)}, climate_measures=climate)
    assert checked.opens == "opens_a_pathway"
    assert checked.pathways[0].scientific_name == "Eichhornia crassipes"


def test_pathways_of_natives_are_no_openings():
    presences = [{"invader_id": "hyacinth", "site_id": "north-basin", "status": "present", "pathway": "corridor"}]
    presences[0]["establishment_means"] = "native"
    assert check(SUBSIDY, presences=presences).opens == "no_opening_shown"
