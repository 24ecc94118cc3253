"""The rows that a new study begins with: a small invented case that can be run, and that a user writes over."""

from __future__ import annotations

from collections.abc import Mapping

from oxyura.schema.tables import TABLES

Rows = tuple[Mapping[str, str], ...]

# What a study needs for an answer; the other tables are added when there is something to put into them.
CORE_TABLES = (
    "sites",
    "migrants",
    "stages",
    "distribution",
    "vital_rates",
    "invaders",
    "presences",
    "impacts",
    "pressures",
    "measures",
    "sources",
)

_PETREL = {"migrant_id": "example-petrel"}
_SOURCE = {"source_id": "example"}

# The worked row of each table names places, stages and species; these rows make the ones that it does not name.
_MORE_ROWS: Mapping[str, Rows] = {
    "sites": ({"site_id": "open-sea", "name": "Open sea", **_SOURCE},),
    "stages": ({**_PETREL, "stage": "nonbreeding", "position": "2", "start_week": "21", "end_week": "35", **_SOURCE},),
    "distribution": (
        {
            **_PETREL,
            "stage": "nonbreeding",
            "site_id": "open-sea",
            "share": "1",
            "survey_status": "expert",
            **_SOURCE,
        },
    ),
    "vital_rates": (
        {
            **_PETREL,
            "stage": "breeding",
            "class": "adult",
            "rate": "fecundity",
            "value": "0.04",
            "parameter": "recruitment",
            "observed_with": "mouse-on-chicks",
            **_SOURCE,
        },
    ),
    "counts": tuple(
        {**_PETREL, "year": str(year), "value": value, "error": error, **_SOURCE}
        for year, value, error in ((2012, "4250", "300"), (2015, "4020", "280"), (2018, "3990", "280"))
    ),
    "fits": ({**_PETREL, "target": "growth", "value": "0.986", **_SOURCE},),
    "invaders": ({"invader_id": "cat", "scientific_name": "Felis catus", "group": "mammal"},),
    "presences": (
        {"invader_id": "cat", "site_id": "example-island", "status": "absent", "last_year": "2021", **_SOURCE},
    ),
}


# What the worked rows of mechanisms lean on, in a study with every table.
_ROWS_FOR_MECHANISMS: Mapping[str, Rows] = {
    "classes": ({**_PETREL, "class": "hybrid", "counted": "no", "initial_share": "0", **_SOURCE},),
    "vital_rates": tuple(
        {**_PETREL, "stage": stage, "class": "hybrid", "rate": rate, "value": value, "observed_with": cause, **_SOURCE}
        for stage, rate, value, cause in (
            ("nonbreeding", "survival", "0.95", "longline-bycatch"),
            ("breeding", "fecundity", "0.04", "mouse-on-chicks"),
        )
    ),
    "invaders": (
        {"invader_id": "alien-petrel", "scientific_name": "Pterodroma exempli", "group": "bird"},
        {"invader_id": "avian-cholera", "scientific_name": "Pasteurella multocida", "group": "bacterium"},
        {"invader_id": "ice-plant", "scientific_name": "Carpobrotus edulis", "group": "plant"},
    ),
    "presences": tuple(
        {"invader_id": name, "site_id": "example-island", "status": "present", **_SOURCE}
        for name in ("alien-petrel", "avian-cholera", "ice-plant")
    ),
}


def starter_rows(table: str, *, whole: bool = False) -> Rows:
    """Return the rows of a new study's table: the worked row of its declaration, and those that it leans on.

    `whole` asks for those of a study with every table.
    """
    more = (*_MORE_ROWS.get(table, ()), *(_ROWS_FOR_MECHANISMS.get(table, ()) if whole else ()))
    return (dict(TABLES[table].example), *more)
