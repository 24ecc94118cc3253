"""Every Darwin Core pathway concept has one place in the Convention's scheme, or is marked as having none."""

from __future__ import annotations

from collections import Counter

from oxyura.policy.pathway_crosswalk import ABOVE_CATEGORIES, CATEGORIES, CROSSWALK, name_of
from oxyura.schema.pathways import PATHWAY_TERMS


def test_all_53_concepts_are_mapped_and_no_other() -> None:
    assert len(CROSSWALK) == 53
    assert set(CROSSWALK) == set(PATHWAY_TERMS)
    assert all(concept == place.concept for concept, place in CROSSWALK.items())


def test_six_categories_and_44_subcategories() -> None:
    subcategories = [place for place in CROSSWALK.values() if place.subcategory is not None]
    assert len(CATEGORIES) == 6
    assert len(subcategories) == len({place.subcategory for place in subcategories}) == 44
    assert Counter(place.category for place in subcategories) == {
        "releaseInNature": 8,
        "escapeFromConfinement": 12,
        "transportContaminant": 10,
        "transportStowaway": 11,
        "corridor": 2,
        "unaided": 1,
    }


def test_a_category_maps_to_itself_and_three_concepts_to_none() -> None:
    assert all(CROSSWALK[concept].category == concept for concept in CATEGORIES)
    assert all(CROSSWALK[concept].subcategory is None for concept in CATEGORIES)
    without = {concept for concept, place in CROSSWALK.items() if place.category is None}
    assert without == set(ABOVE_CATEGORIES) == {"intentional", "unintentional", "corridorAndDispersal"}
    assert sorted(name for names in ABOVE_CATEGORIES.values() for name in names) == sorted(CATEGORIES)


def test_subcategories_stand_under_the_category_that_darwin_core_lists_them_under() -> None:
    """The vocabulary lists each category before its own subcategories."""
    category = None
    for concept in PATHWAY_TERMS:
        if concept in CATEGORIES:
            category = concept
        elif concept not in ABOVE_CATEGORIES:
            assert CROSSWALK[concept].category == category, concept


def test_odd_spelling_of_the_vocabulary_is_kept() -> None:
    assert name_of("contaminateBait") == "Contaminated bait"
    assert "contaminantBait" not in CROSSWALK
