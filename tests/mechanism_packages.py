"""Small study folders whose answer under a mechanism has a closed form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from study_packages import MIGRANT, SOURCE, write_study

INVADER = "newcomer"
BASIS = {"evidence": "expert", "confidence": "low", "source_id": SOURCE}
Tables = dict[str, list[dict[str, Any]]]


def model(stage: str, **cells: Any) -> dict[str, Any]:
    """Return a row of a model on the one migrant."""
    return {
        "impact_id": "the-model", "invader_id": INVADER, "migrant_id": MIGRANT, "stage": stage, "site_id": "lagoon",
        **BASIS, **cells,
    }  # fmt: skip


def present(site: str, invader: str = INVADER, **cells: Any) -> dict[str, Any]:
    """Return the presence of an alien."""
    return {
        "invader_id": invader, "site_id": site, "status": "present", "establishment_means": "introduced",
        "source_id": SOURCE, **cells,
    }  # fmt: skip


def one_class(directory: Path, n: float, growth: float, tables: Tables, **settings: Any) -> Path:
    """Write a population that is multiplied by ``growth`` a year: all survive the year, then breed.

    Survival 1 in the first stage, in which mechanisms act, and fecundity ``growth - 1`` in the second.
    """
    rates = [
        {"stage": "year", "class": "all", "rate": "survival", "value": 1.0},
        {"stage": "breeding", "class": "all", "rate": "fecundity", "value": growth - 1.0},
    ]
    return write(directory, n, ("year", "breeding"), rates, tables, **settings)


def two_classes(directory: Path, pure: float, hybrid: float, rates: Tables, tables: Tables, **settings: Any) -> Path:
    """Write pure individuals and hybrids at one place in a year of one stage, both counted."""
    shares = [
        {
            "migrant_id": MIGRANT, "class": name, "counted": "yes", "initial_share": n / (pure + hybrid),
            "source_id": SOURCE,
        }
        for name, n in (("pure", pure), ("hybrid", hybrid))
    ]  # fmt: skip
    rows = [{"stage": "year", **row} for row in rates["vital_rates"]]
    return write(directory, pure + hybrid, ("year",), rows, {"classes": shares, **tables}, **settings)


def write(
    directory: Path, n: float, stages: tuple[str, ...], rates: list[dict[str, Any]], tables: Tables, **settings: Any
) -> Path:
    """Write a study of one migrant at one lagoon, with a harbour nearby and an invader at the lagoon."""
    width = 52 // len(stages)
    frame: Tables = {
        "sites": [
            {"site_id": "lagoon", "name": "Lagoon", "country": "ES"},
            {"site_id": "harbour", "name": "Harbour", "country": "GB"},
        ],
        "migrants": [
            {
                "migrant_id": MIGRANT, "scientific_name": "Avis exempli", "abundance": n,
                "abundance_unit": "individuals", "abundance_year": 2020, "source_id": SOURCE,
            }
        ],
        "stages": [
            {
                "migrant_id": MIGRANT, "stage": stage, "position": at + 1, "start_week": at * width + 1,
                "end_week": (at + 1) * width, "source_id": SOURCE,
            }
            for at, stage in enumerate(stages)
        ],
        "distribution": [
            {
                "migrant_id": MIGRANT, "stage": stage, "site_id": "lagoon", "share": 1.0,
                "survey_status": "surveyed", "source_id": SOURCE,
            }
            for stage in stages
        ],
        "vital_rates": [{"migrant_id": MIGRANT, "source_id": SOURCE, **row} for row in rates],
        "invaders": [{"invader_id": INVADER, "scientific_name": "Invasor exempli"}],
        "presences": [present("lagoon")],
    }  # fmt: skip
    return write_study(directory, {**frame, **tables}, **settings)
