"""A flyway of three Parties and the sea, and a fourth from which an invader comes; every value known by hand."""

from __future__ import annotations

from typing import Any

from oxyura.impacts.verdicts import Verdict
from oxyura.policy.route_exposure import FlywayStudy
from oxyura.schema.table import TableSet, table_from_records

Records = dict[str, list[dict[str, Any]]]

HARM: dict[tuple[str, str, str], Verdict] = {
    ("tern", "mink", "breeding"): "demonstrated_threat",
    ("tern", "cordgrass", "postbreeding_migration"): "inferred_threat",
    ("tern", "cordgrass", "nonbreeding"): "inferred_threat",
    ("tern", "duck", "breeding"): "unproven",
    ("tern", "rat", "breeding"): "unproven",
    ("tern", "myna", "postbreeding_migration"): "demonstrated_threat",
    ("tern", "myna", "breeding"): "not_assessed",
}


def flyway_records() -> Records:
    """Return the tables: breeding in NL, on the way in MA, in winter 60 % in SN and 40 % at sea."""
    stages = ("breeding", "postbreeding_migration", "nonbreeding")
    shares = (("breeding", "colony", 1.0), ("postbreeding_migration", "bay", 1.0))
    shares = (*shares, ("nonbreeding", "delta", 0.6), ("nonbreeding", "sea", 0.4))
    return {
        "sites": [
            {"site_id": "colony", "name": "Colony", "country": "NL", "lat": 53.0, "lon": 5.0},
            {"site_id": "bay", "name": "Bay", "country": "MA", "lat": 35.0, "lon": -6.0},
            {"site_id": "delta", "name": "Delta", "country": "SN", "lat": 16.0, "lon": -16.0},
            {"site_id": "sea", "name": "Sea"},
            {"site_id": "park", "name": "Park", "country": "GB", "lat": 52.0, "lon": 0.0},
        ],
        "migrants": [{"migrant_id": "tern", "scientific_name": "Sterna exempli", "cms_appendix": "II"}],
        "stages": [
            {"migrant_id": "tern", "stage": stage, "position": n, "start_week": n, "end_week": n}
            for n, stage in enumerate(stages, start=1)
        ],
        "distribution": [
            {"migrant_id": "tern", "stage": stage, "site_id": site, "share": share, "survey_status": "surveyed"}
            for stage, site, share in shares
        ],
        "invaders": [
            {"invader_id": "mink", "scientific_name": "Neogale vison"},
            {"invader_id": "cordgrass", "scientific_name": "Spartina alterniflora Loisel."},
            {"invader_id": "duck", "scientific_name": "Oxyura jamaicensis"},
            {"invader_id": "rat", "scientific_name": "Rattus norvegicus"},
            {"invader_id": "myna", "scientific_name": "Acridotheres tristis"},
        ],
        "presences": [
            there("mink", "colony", pathway="escapeFromConfinement"),
            there("cordgrass", "delta", share_exposed=0.5),
            there("duck", "park"),
            there("duck", "colony", status="absent"),
            there("rat", "delta"),
            there("rat", "colony", status="absent"),
            there("myna", "bay", status="absent"),
        ],
        "arrivals": [
            {"invader_id": "cordgrass", "site_id": "bay", "pathway": "hullFouling", "rate_per_year": 0.1},
            {"invader_id": "duck", "site_id": "colony", "pathway": "naturalDispersal", "rate_per_year": 0.2},
            {"invader_id": "myna", "site_id": "bay", "pathway": "pet", "rate_per_year": 0.05},
        ],
    }


def there(invader: str, site: str, **more: Any) -> dict[str, Any]:
    """Return a presence of an alien."""
    return {
        "invader_id": invader,
        "site_id": site,
        "status": "present",
        "establishment_means": "introduced",
        **more,
    }


def rule(name: str | None, territory: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """Return a row of `regulations`."""
    return {
        "regulation_id": f"rule-{name}-{'-'.join(territory)}",
        "scientific_name": name,
        "instrument": "An Act",
        "territory": territory,
        "date": "2015-01-01",
        "forbids": ("import",),
        **more,
    }


def make_flyway(
    records: Records | None = None,
    *,
    name: str = "flyway",
    harm: dict[tuple[str, str, str], Verdict] | None = None,
    date: str = "2026-01-15",
) -> FlywayStudy:
    """Return the study of some tables."""
    rows = flyway_records() if records is None else records
    tables = {table: table_from_records(table, cells, f"{table}.csv") for table, cells in rows.items() if cells}
    return FlywayStudy(name, TableSet(tables), HARM if harm is None else harm, date)
