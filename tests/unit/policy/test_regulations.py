"""One reading of `regulations` for a Party's list and for a flyway: taxon, place and day, in three values."""

from __future__ import annotations

import pytest

from oxyura.policy.listed_facts import PartyFacts
from oxyura.policy.listing_standing import Lists
from oxyura.policy.regulation_readings import faults_of, rules_about
from oxyura.policy.regulations import Regulation, holds_at, is_about, is_in_force

DUCK = ("oxyura", "jamaicensis")


def rule(**changes):
    values = {
        "study": "duck",
        "row": 2,
        "regulation_id": "decree",
        "name": "Oxyura jamaicensis (Gmelin, 1789)",
        "rank": None,
        "instrument": "The Decree",
        "territory": ("ES",),
        "date": "2013-08-02",
        "forbids": ("keeping",),
    }
    return Regulation(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, "yes"),
        ({"name": "Oxyura", "rank": None}, "yes"),
        ({"name": "Oxyura jamaicensis", "rank": "genus"}, "yes"),
        ({"name": "Oxyura leucocephala"}, "no"),
        ({"name": "Oxyura jamaicensis rubida"}, "unknown"),
        ({"name": "Anatidae"}, "unknown"),
        ({"name": "Oxyura", "rank": "higher"}, "unknown"),
        ({"name": None}, "no"),
        ({"name": "  "}, "no"),
    ],
)
def test_about_a_species(changes, holds):
    assert is_about(rule(**changes), DUCK) == holds


@pytest.mark.parametrize(
    ("territory", "country", "subdivision", "holds"),
    [
        (("ES", "PT"), "ES", None, "yes"),
        (("ES",), "ES", "ES-IB", "yes"),
        (("ES-IB",), "ES", "ES-IB", "yes"),
        (("ES-IB",), "ES", "ES-AN", "no"),
        (("ES-IB",), "ES", None, "unknown"),
        (("PT",), "ES", None, "no"),
        ((), "ES", None, "unknown"),
        (("ES",), None, None, "unknown"),
        (("ES",), None, "ES-IB", "yes"),
    ],
)
def test_at_a_place(territory, country, subdivision, holds):
    assert holds_at(rule(territory=territory), country, subdivision) == holds


@pytest.mark.parametrize(("date", "holds"), [("2013-08-02", "yes"), ("2013-08-03", "no"), (None, "unknown")])
def test_on_a_day(date, holds):
    assert is_in_force(rule(date=date), "2013-08-02") == holds


def test_faults_stand_in_the_order_of_the_columns():
    bare = rule(name="", territory=(), date=None, forbids=())
    assert bare.faults == ("no_taxon", "no_territory", "no_date", "no_restriction")
    odd = rule(name="Anatidae", forbids=("keeping", "looking"))
    assert odd.faults == ("higher_taxon", "unknown_restriction")
    assert len(faults_of(bare)) == 4
    assert "looking is none of the restrictions" in faults_of(odd)[1]
    assert rule().faults == ()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "Oxyura"},
        {"name": "Oxyura jamaicensis rubida"},
        {"name": "Oxyura leucocephala"},
        {"name": None},
        {"territory": ()},
        {"territory": ("PT",)},
        {"territory": ("ES-IB",)},
        {"date": None},
        {"date": "2030-01-01"},
    ],
)
def test_a_list_and_a_flyway_never_contradict_each_other(changes):
    asked = rule(**changes)
    standing = Lists([asked], "2026-01-01").standing(" ".join(DUCK), "ES", None)
    readings = rules_about(["Oxyura jamaicensis"], PartyFacts("ES", "2026-01-01", rules=(asked,)))
    reach = readings[0].reach if readings else None
    expected = {
        "in_force": "yes",
        "in_part": "unknown",
        "not_told": "unknown",
        "elsewhere": "no",
        "later": "no",
        None: "no",
    }
    assert standing.holds == expected[reach]
