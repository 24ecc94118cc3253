"""A small study for policy questions: two basins and an island, three migrants, invaders with and without pathways."""

from __future__ import annotations

from typing import Any

from oxyura.schema.table import TableSet, table_from_records

Row = dict[str, Any]

BASE: dict[str, list[Row]] = {
    "sites": [
        {"site_id": "north-basin", "name": "North basin", "country": "KE"},
        {"site_id": "south-basin", "name": "South basin", "country": "TZ"},
        {"site_id": "island", "name": "Island", "country": "ES", "subdivision": "ES-CN"},
        {"site_id": "nowhere", "name": "A place without a country"},
    ],
    "migrants": [
        {"migrant_id": "stork", "scientific_name": "Ciconia ciconia", "cms_appendix": "II"},
        {"migrant_id": "tern", "scientific_name": "Sterna hirundo"},
    ],
    "stages": [
        {"migrant_id": "stork", "stage": "breeding", "position": 1, "start_week": 10, "end_week": 30},
        {"migrant_id": "stork", "stage": "nonbreeding", "position": 2, "start_week": 31, "end_week": 9},
        {"migrant_id": "tern", "stage": "breeding", "position": 1, "start_week": 18, "end_week": 30},
    ],
    "distribution": [
        {"migrant_id": "stork", "stage": "breeding", "site_id": "island", "share": 1.0, "survey_status": "surveyed"},
        {"migrant_id": "stork", "stage": "nonbreeding", "site_id": "south-basin", "share": 0.4}
        | {"survey_status": "estimated"},
        {"migrant_id": "stork", "stage": "nonbreeding", "site_id": "island", "share": 0.6, "survey_status": "expert"},
        {"migrant_id": "tern", "stage": "breeding", "site_id": "island", "share": 1.0, "survey_status": "surveyed"},
    ],
    "invaders": [
        {"invader_id": "hyacinth", "scientific_name": "Eichhornia crassipes", "group": "plant"},
        {"invader_id": "cane", "scientific_name": "Arundo donax", "group": "grass", "native_countries": ("IN",)},
        {"invader_id": "rat", "scientific_name": "Rattus rattus", "group": "mammal"},
    ],
    "presences": [
        {"invader_id": "hyacinth", "site_id": "north-basin", "status": "present"}
        | {"establishment_means": "introduced", "pathway": "waterwaysBasinsSeas"},
        {"invader_id": "hyacinth", "site_id": "south-basin", "status": "absent"},
        {"invader_id": "cane", "site_id": "island", "status": "present", "establishment_means": "introduced"},
        {"invader_id": "rat", "site_id": "island", "status": "present", "establishment_means": "introduced"}
        | {"pathway": "hitchhikersShip"},
    ],
    "impacts": [
        {"impact_id": "mats", "invader_id": "hyacinth", "migrant_id": "stork", "stage": "nonbreeding"}
        | {"mechanism": "physical", "rate": "survival", "evidence": "expert", "confidence": "low"},
    ],
}


def tables(**changes: list[Row]) -> TableSet:
    """Return the study's tables, some of them replaced."""
    rows = {**BASE, **changes}
    return TableSet({name: table_from_records(name, records) for name, records in rows.items() if records})
