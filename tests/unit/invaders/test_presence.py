"""Alien or native is decided per presence."""

from __future__ import annotations

import pytest

from oxyura.invaders.presence import is_alien, read_presences
from oxyura.schema.table import TableSet, table_from_records


@pytest.mark.parametrize(
    ("means", "country", "native", "expected"),
    [
        ("introduced", "GB", ("GB",), (True, "presence")),
        ("introducedAssistedColonisation", None, (), (True, "presence")),
        ("native", "ES", (), (False, "presence")),
        ("nativeReintroduced", "ES", (), (False, "presence")),
        ("nativeEndemic", "ES", (), (False, "presence")),
        ("vagrant", "ES", (), (False, "presence")),
        ("uncertain", "GB", ("GB",), (False, "country")),
        (None, "FR", ("GB",), (True, "country")),
        (None, None, ("GB",), (True, "default")),
        (None, "FR", (), (True, "default")),
    ],
)
def test_alien_or_native(
    means: str | None, country: str | None, native: tuple[str, ...], expected: tuple[bool, str]
) -> None:
    assert is_alien(means, country, native) == expected


@pytest.mark.parametrize(
    ("means", "country", "native", "subdivision", "expected"),
    [
        (None, "GB", ("GB",), "GB-ELS", (False, "country")),
        (None, "GB", ("GB-SRY",), "GB-SRY", (False, "subdivision")),
        (None, "GB", ("GB-SRY",), "GB-ELS", (True, "subdivision")),
        (None, None, ("GB-SRY",), "GB-ELS", (True, "subdivision")),
        (None, None, ("GB",), "GB-ELS", (False, "country")),
        (None, "GB", ("GB-SRY",), None, (True, "default")),
        (None, "FR", ("GB-SRY",), None, (True, "country")),
        ("introduced", "GB", ("GB-ELS",), "GB-ELS", (True, "presence")),
        ("native", "GB", ("FR",), "GB-ELS", (False, "presence")),
    ],
)
def test_subdivision_is_looked_up_before_the_country(
    means: str | None, country: str | None, native: tuple[str, ...], subdivision: str, expected: tuple[bool, str]
) -> None:
    assert is_alien(means, country, native, subdivision) == expected


def test_hedgehog_is_alien_on_uist_and_native_in_great_britain_in_one_table() -> None:
    sites = [
        {"site_id": "south-uist", "name": "South Uist", "country": "GB", "subdivision": "GB-ELS"},
        {"site_id": "surrey", "name": "A wood in Surrey", "country": "GB", "subdivision": "GB-SRY"},
    ]
    hedgehog = {"invader_id": "hedgehog", "status": "present"}
    tables = TableSet(
        {
            "sites": table_from_records("sites", sites),
            "invaders": table_from_records(
                "invaders",
                [{"invader_id": "hedgehog", "scientific_name": "Erinaceus europaeus", "native_countries": ("GB",)}],
            ),
            "presences": table_from_records(
                "presences",
                [
                    {**hedgehog, "site_id": "south-uist", "establishment_means": "introduced"},
                    {**hedgehog, "site_id": "surrey"},
                ],
            ),
        }
    )
    found = read_presences(tables)
    assert {site: presence.alien for (_, site), presence in found.items()} == {"south-uist": True, "surrey": False}
    assert [presence.decided_by for presence in found.values()] == ["presence", "country"]


def test_presences_take_country_and_defaults_from_the_tables() -> None:
    tables = TableSet(
        {
            "sites": table_from_records("sites", [{"site_id": "uist", "name": "South Uist", "country": "GB"}]),
            "invaders": table_from_records(
                "invaders",
                [{"invader_id": "hedgehog", "scientific_name": "Erinaceus europaeus", "native_countries": ("GB",)}],
            ),
            "presences": table_from_records(
                "presences", [{"invader_id": "hedgehog", "site_id": "uist", "status": "present"}]
            ),
        }
    )
    presence = read_presences(tables)["hedgehog", "uist"]
    assert presence.acts
    assert not presence.alien
    assert (presence.share_exposed, presence.relative_abundance) == (1.0, 1.0)
