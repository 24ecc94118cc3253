"""A listed family reaches a population only within its native range."""

from __future__ import annotations

import pytest

from oxyura.sources.listing_entries import ListingEntry, Range
from oxyura.sources.listing_lookup import FoundListings
from oxyura.study.listing_decisions import decide_listing

FAMILY = ListingEntry(2, "Oxyura jamaicensis", "oxyura jamaicensis", "species", "CMS", "II", "", ("Anatidae spp.",), "")
NORTH_AMERICA = Range(frozenset({"US", "CA"}), frozenset({"ES", "GB"}), True)


def ruddy_duck(range_: Range | None = NORTH_AMERICA) -> FoundListings:
    return FoundListings("Oxyura jamaicensis", (), (FAMILY,), (), range=range_)


def test_family_holds_where_the_species_is_native() -> None:
    decision = decide_listing(ruddy_duck(), migrant_id="ruddy", countries=frozenset({"US"}))
    assert (decision.appendix, decision.is_dated, decision.decide) == ("II", True, ())
    assert "Anatidae spp." in decision.warnings[0]


@pytest.mark.parametrize("countries", [{"ES"}, {"US", "ES"}, {"GB"}])
def test_family_never_reaches_an_introduced_population(countries: set[str]) -> None:
    decision = decide_listing(ruddy_duck(), migrant_id="ruddy", countries=frozenset(countries))
    assert (decision.appendix, decision.instruments, decision.is_dated) == ("", (), False)
    assert "alien at" in decision.decide[0]


@pytest.mark.parametrize(("range_", "countries"), [(None, {"US"}), (NORTH_AMERICA, set()), (NORTH_AMERICA, {"FR"})])
def test_family_is_asked_where_the_range_does_not_tell(range_: Range | None, countries: set[str]) -> None:
    decision = decide_listing(ruddy_duck(range_), migrant_id="ruddy", countries=frozenset(countries))
    assert (decision.appendix, len(decision.decide)) == ("", 1)


def test_study_that_has_it_as_alien_is_believed() -> None:
    decision = decide_listing(ruddy_duck(), migrant_id="ruddy", countries=frozenset({"US"}), alien_at=("lake",))
    assert decision.appendix == ""
    assert "lake" in decision.decide[0]


def test_answer_that_a_person_wrote_is_not_asked_again() -> None:
    decision = decide_listing(ruddy_duck(None), migrant_id="ruddy", appendix="II")
    assert decision.decide == ()
    assert decision.is_dated
