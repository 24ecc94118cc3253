"""Whether a row reaches a species, a pathway, a place and a day; what it leaves out is never a yes or a no."""

from __future__ import annotations

import pytest

from oxyura.policy.subjects import Place, broader_pathways, in_force, reaches_pathway, reaches_place, reaches_taxon
from oxyura.schema.pathways import PATHWAY_TERMS

DATES = {"date": None, "year": None, "until": None}


@pytest.mark.parametrize(
    ("taxa", "holds"),
    [
        (("Rattus rattus",), "yes"),
        (("  rattus   RATTUS ",), "yes"),
        (("Rattus",), "yes"),
        (("any",), "yes"),
        (("Any",), "yes"),
        (("Mus musculus",), "no"),
        (("Rattusia",), "unknown"),
        (("Muridae",), "unknown"),
        (("Rattus rattus frugivorus",), "unknown"),
        ((), "unknown"),
    ],
)
def test_taxa(taxa, holds):
    assert reaches_taxon(taxa, "Rattus rattus").holds == holds


@pytest.mark.parametrize(
    ("group", "groups", "holds"),
    [
        ("mammal", ("bird",), "no"),
        ("tree", ("plant",), "yes"),
        ("mammal", ("plant", "shrub"), "no"),
        ("oiseau", ("bird",), "yes"),
        ("mammal", ("waterfowl",), "yes"),
        (None, ("bird",), "yes"),
    ],
)
def test_only_a_group_that_is_surely_another_one_is_kept_out(group, groups, holds):
    assert reaches_taxon(("any",), "Rattus rattus", group=group, groups=groups).holds == holds


def test_names_of_any_length_and_direction():
    long = "أ" * 300
    assert reaches_taxon((long,), long).holds == "yes"
    assert reaches_taxon(("x" * 300,), "Rattus rattus").holds == "unknown"


@pytest.mark.parametrize(
    ("pathways", "holds"),
    [
        (("pet",), "yes"),
        (("escapeFromConfinement",), "yes"),
        (("any",), "yes"),
        (("horticulture",), "no"),
        (("releaseInNature",), "no"),
        (("intentional",), "yes"),
        ((), "unknown"),
    ],
)
def test_pathways(pathways, holds):
    assert reaches_pathway(pathways, "pet").holds == holds


def test_a_pathway_known_by_its_category_only_may_be_another_one():
    assert reaches_pathway(("pet",), "escapeFromConfinement").holds == "unknown"
    assert reaches_pathway(("hunting",), "escapeFromConfinement").holds == "no"
    assert reaches_pathway(("hunting",), "intentional").holds == "unknown"


def test_every_concept_but_the_topmost_has_a_broader_one():
    assert {term for term in PATHWAY_TERMS if not broader_pathways(term)} == {
        "intentional", "unintentional", "corridorAndDispersal",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("territory", "place", "holds"),
    [
        (("ES",), Place("a", "ES", None), "yes"),
        (("ES-CN",), Place("a", "ES", "ES-CN"), "yes"),
        (("ES-CN",), Place("a", None, "ES-CN"), "yes"),
        (("ES-CN",), Place("a", "ES", None), "unknown"),
        (("ES-CN",), Place("a", "ES", "ES-AN"), "no"),
        (("PT",), Place("a", "ES", None), "no"),
        (("ES",), Place("a", None, None), "unknown"),
        (("ES",), None, "unknown"),
        ((), Place("a", "ES", None), "unknown"),
    ],
)
def test_places(territory, place, holds):
    assert reaches_place(territory, place).holds == holds


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        ({"date": "2020-05-01"}, "yes"),
        ({"date": "2020-05-02"}, "no"),
        ({"date": "2019-05-01", "until": "2020-04-30"}, "no"),
        ({"date": "2019-05-01", "until": "2020-05-01"}, "yes"),
        ({"year": 2019.0}, "yes"),
        ({"year": 2021.0}, "no"),
        ({"year": 2020.0}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_in_force(cells, holds):
    assert in_force({**DATES, **cells}, "2020-05-01").holds == holds
