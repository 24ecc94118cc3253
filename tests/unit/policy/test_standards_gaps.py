"""Pathways that no standard covers, and standards that contradict each other."""

from __future__ import annotations

import pytest

from oxyura.policy.standards import read_standards
from oxyura.policy.standards_gaps import find_standard_gaps
from oxyura.schema.policy_tables import SHIPPED_STANDARDS
from oxyura.schema.table import empty_table, table_from_records
from oxyura.study.rule_files import shipped_standards

from .small_study import tables

NONE = empty_table(SHIPPED_STANDARDS)
SHIP_RULE = {
    "standard_id": "ship-rule",
    "instrument": "Example Convention",
    "standard": "Article 1",
    "force": "binding",
    "demand": "restricts",
    "act": "transport",
    "taxa": ("any",),
    "pathways": ("transportStowaway",),
    "reach": "parties",
    "year": 2000,
}


def paper(*rows, on="2020-01-01", shipped=NONE, **changes):
    own = table_from_records("instruments", list(rows))
    return find_standard_gaps(tables(**changes), read_standards(shipped, own, {"s": "A source"}), on)


def answer(found, invader="rat"):
    return next(pair for pair in found.pairs if pair.invader_id == invader)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "covered"),
        ({"pathways": ("hitchhikersShip",)}, "covered"),
        ({"pathways": ("ballastWater",)}, "gap"),
        ({"pathways": ()}, "cannot_be_told"),
        ({"taxa": ("Mus musculus",)}, "gap"),
        ({"taxa": ()}, "cannot_be_told"),
        ({"groups": ("bird",)}, "gap"),
        ({"demand": "encourages"}, "gap"),
        ({"act": "control"}, "gap"),
        ({"year": 2021}, "gap"),
        ({"year": None}, "cannot_be_told"),
        ({"reach": "territory", "territory": ("ES",)}, "covered"),
        ({"reach": None, "territory": ("ES-CN",)}, "covered"),
        ({"reach": "territory", "territory": ("PT",)}, "gap"),
        ({"reach": "territory", "territory": ()}, "cannot_be_told"),
    ],
)
def test_whether_a_pathway_is_covered(change, expected):
    pair = answer(paper({**SHIP_RULE, **change}))
    assert (pair.pathway, pair.area, pair.answer) == ("hitchhikersShip", "ES-CN", expected)


def test_a_general_duty_is_told_and_closes_no_gap():
    pair = answer(paper({**SHIP_RULE, "pathways": ("any",)}))
    assert (pair.answer, pair.general, pair.covered_by) == ("gap", ("ship-rule",), ())


def test_guidance_covers_without_binding():
    pair = answer(paper({**SHIP_RULE, "force": "guidance"}))
    assert (pair.answer, pair.binding) == ("covered", False)
    assert answer(paper(SHIP_RULE)).binding


def test_invaders_without_a_pathway_are_named():
    assert paper().without_pathway == ("cane",)


def test_own_rows_replace_shipped_ones_and_bring_their_source():
    own = {**SHIP_RULE, "standard_id": "bern-hunting", "territory": ("ES",), "reach": "territory", "source_id": "s"}
    found = {one.standard_id: one for one in paper(own, shipped=shipped_standards()).standards}
    assert len(found) == len(shipped_standards())
    assert (found["bern-hunting"].own, found["bern-hunting"].citation) == (True, "A source")
    assert not found["bwm-d2"].own


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"demand": "forbids"}, {"demand": "encourages"}, "yes"),
        ({"demand": "forbids"}, {"demand": "permits"}, "yes"),
        ({"demand": "restricts"}, {"demand": "requires"}, "unknown"),
        ({"demand": "restricts"}, {"demand": "permits"}, None),
        ({"demand": "forbids"}, {"demand": "restricts"}, None),
        ({"demand": "forbids"}, {"demand": "permits", "act": "import"}, None),
        ({"demand": "forbids"}, {"demand": "permits", "taxa": ()}, "unknown"),
        ({"demand": "forbids", "taxa": ("Rattus",)}, {"demand": "permits", "taxa": ("Rattus rattus",)}, "yes"),
        ({"demand": "forbids", "taxa": ("Mus musculus",)}, {"demand": "permits", "taxa": ("Felis catus",)}, None),
        ({"demand": "forbids"}, {"demand": "permits", "pathways": ("hunting",)}, None),
        ({"demand": "forbids"}, {"demand": "permits", "pathways": ("hitchhikersShip",)}, "yes"),
        ({"demand": "forbids"}, {"demand": "permits", "reach": "territory", "territory": ("ES",)}, "unknown"),
        ({"demand": "forbids", "until": "1999-12-31"}, {"demand": "permits"}, None),
        ({"demand": "forbids"}, {"demand": "permits", "year": None}, "unknown"),
    ],
)
def test_contradictions(first, second, expected):
    found = paper({**SHIP_RULE, **first}, {**SHIP_RULE, "standard_id": "other", **second}).contradictions
    assert [one.answer for one in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("ES",), ("ES",), "yes"),
        (("ES",), ("ES-CN",), "yes"),
        (("ES-AN",), ("ES-CN",), None),
        (("ES",), ("PT",), None),
        (("ES",), (), "unknown"),
    ],
)
def test_where_contradictions_hold(first, second, expected):
    here = {**SHIP_RULE, "reach": "territory", "demand": "forbids", "territory": first}
    there = {**here, "standard_id": "other", "demand": "permits", "territory": second}
    assert [one.answer for one in paper(here, there).contradictions] == ([] if expected is None else [expected])


def test_the_shipped_standards_name_their_source_and_do_not_contradict_each_other():
    found = paper(shipped=shipped_standards())
    assert found.contradictions == ()
    assert {one.instrument for one in found.standards} >= {
        "Convention on Biological Diversity", "CITES", "International Maritime Organization", "Bern Convention",
        "International Plant Protection Convention", "World Organisation for Animal Health",
        "Convention on Wetlands", "Convention on Migratory Species",
    }  # fmt: skip
    for one in found.standards:
        assert one.citation
        assert one.url
        assert one.date or one.year
    assert answer(found).answer == "gap"
