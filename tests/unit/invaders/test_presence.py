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
