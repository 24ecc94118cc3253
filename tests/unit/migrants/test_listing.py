"""Listings: who is protected, and what documents are stamped with."""

from __future__ import annotations

import pytest

from oxyura.migrants.listing import (
    AlienPopulation,
    ListingStamp,
    protected_migrants,
    read_listings,
    same_taxon,
    stamp_listings,
    taxon_words,
)
from oxyura.schema.table import TableSet, table_from_records


def tables(*names: str) -> TableSet:
    """Return a study of migrants `m0`, `m1` … and the invaders Ruddy Duck, dog and wild boar."""
    migrants = [{"migrant_id": f"m{place}", "scientific_name": name} for place, name in enumerate(names)]
    invaders = [
        {"invader_id": "ruddy", "scientific_name": "Oxyura jamaicensis (Gmelin, 1789)"},
        {"invader_id": "dog", "scientific_name": "Canis lupus familiaris"},
        {"invader_id": "boar", "scientific_name": "Sus scrofa"},
    ]
    return TableSet(
        {"migrants": table_from_records("migrants", migrants), "invaders": table_from_records("invaders", invaders)}
    )


@pytest.mark.parametrize(
    ("name", "invader"),
    [
        ("Oxyura jamaicensis", "ruddy"),
        ("OXYURA jamaicensis", "ruddy"),
        ("Oxyura jamaicensis rubida", "ruddy"),
        ("Sus scrofa Linnaeus, 1758", "boar"),
        ("Oxyura leucocephala", None),
        ("Canis lupus", None),
        ("Canis lupus familiaris", "dog"),
        ("Oxyura", None),
    ],
)
def test_one_taxon_is_the_species_or_a_part_of_it(name: str, invader: str | None) -> None:
    assert list(same_taxon(tables(name))) == ([] if invader is None else [("m0", invader)])


def test_authors_are_no_part_of_a_name() -> None:
    assert taxon_words("Anser caerulescens atlanticus (Kennard, 1927)") == ("anser", "caerulescens", "atlanticus")
    assert taxon_words("") == ("",)


def test_listed_and_nowhere_alien_is_protected() -> None:
    records = [
        {"migrant_id": "a", "scientific_name": "A a", "cms_appendix": "I"},
        {"migrant_id": "b", "scientific_name": "B b", "instruments": ("AEWA",)},
        {"migrant_id": "c", "scientific_name": "C c"},
    ]
    listings = read_listings(TableSet({"migrants": table_from_records("migrants", records)}))
    alien = [AlienPopulation("b", "x", "s", "country", True), AlienPopulation("a", "x", "s", "default", False)]
    assert protected_migrants(listings, []) == {"a": True, "b": True, "c": False}
    assert protected_migrants(listings, alien) == {"a": True, "b": False, "c": False}


def test_stamp_names_every_list_and_what_is_as_written() -> None:
    records = [
        {"migrant_id": "a", "scientific_name": "A a", "listing_date": "2012-02-23", "listing_source": "old"},
        {"migrant_id": "b", "scientific_name": "B b", "listing_date": "2026-01-05", "listing_source": "new"},
        {"migrant_id": "c", "scientific_name": "C c", "cms_appendix": "I"},
        {"migrant_id": "d", "scientific_name": "D d", "listing_date": "2012-02-23", "listing_source": "old"},
    ]
    listings = read_listings(TableSet({"migrants": table_from_records("migrants", records)}))
    expected = ListingStamp((("2026-01-05", "new"), ("2012-02-23", "old")), ("c",))
    assert stamp_listings(listings.values()) == expected
