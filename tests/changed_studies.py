"""A small study with a growth rate in closed form, and others that differ from it in named ways."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from oxyura.study.checked import read_study
from oxyura.study.differences import RunInput
from study_packages import write_study

Rows = dict[str, list[dict[str, Any]]]
Edit = Callable[[Rows], None]

SOURCE = {"source_id": "worked-example"}
BREEDING, YOUNG, WINTER, EFFECT = 0.97, 0.06, 0.95, -0.4


def growth(breeding: float = BREEDING, young: float = YOUNG, winter: float = WINTER, effect: float = EFFECT) -> float:
    """Return growth per year: one class lives through the breeding stage, breeds, and lives through the winter."""
    return (breeding + young * (1 + effect)) * winter


def _rate(stage: str, rate: str, value: float) -> dict[str, Any]:
    return {"migrant_id": "petrel", "stage": stage, "class": "all", "rate": rate, "value": value, **SOURCE}


def tables() -> Rows:
    """Return the tables of the study: a petrel at a colony with mice."""
    return copy.deepcopy(
        {
            "sites": [
                {"site_id": "colony", "name": "Colony", "lat": -40.25, "lon": -9.75, **SOURCE},
                {"site_id": "ocean", "name": "Open ocean", "lat": -35.25, "lon": 5.5, **SOURCE},
            ],
            "migrants": [
                {
                    "migrant_id": "petrel",
                    "scientific_name": "Procellaria cinerea",
                    "cms_appendix": "II",
                    "abundance": 1000,
                    "abundance_unit": "individuals",
                    **SOURCE,
                }
            ],
            "stages": [
                {"migrant_id": "petrel", "stage": "breeding", "position": 1, "start_week": 1, "end_week": 26},
                {"migrant_id": "petrel", "stage": "nonbreeding", "position": 2, "start_week": 27, "end_week": 52},
            ],
            "distribution": [
                {
                    "migrant_id": "petrel",
                    "stage": stage,
                    "site_id": site,
                    "share": 1,
                    "survey_status": "surveyed",
                    **SOURCE,
                }
                for stage, site in (("breeding", "colony"), ("nonbreeding", "ocean"))
            ],
            "vital_rates": [
                _rate("breeding", "survival", BREEDING),
                _rate("breeding", "fecundity", YOUNG),
                _rate("nonbreeding", "survival", WINTER),
            ],
            "invaders": [{"invader_id": "mouse", "scientific_name": "Mus musculus", "native_countries": "IN"}],
            "presences": [
                {"invader_id": "mouse", "site_id": "colony", "status": "present", "establishment_means": "introduced"}
            ],
            "impacts": [impact("mouse", EFFECT)],
            "measures": [
                {
                    "measure_id": "baiting",
                    "kind": "eradicate",
                    "invader_ids": "mouse",
                    "site_id": "colony",
                    "cost": 1000000,
                    "currency": "GBP",
                    "price_year": 2021,
                    "success_probability": 0.9,
                    **SOURCE,
                }
            ],
        }
    )


def impact(invader: str, effect: float) -> dict[str, Any]:
    """Return a row of impacts: an invader takes chicks."""
    return {
        "impact_id": f"{invader}-on-chicks",
        "invader_id": invader,
        "migrant_id": "petrel",
        "stage": "breeding",
        "mechanism": "predation",
        "rate": "fecundity",
        "effect": effect,
        "evidence": "demonstrated",
        "confidence": "high",
        **SOURCE,
    }


def set_cell(table: str, row: int, column: str, value: object) -> Edit:
    """Return what writes a cell; rows count from 0."""

    def edit(rows: Rows) -> None:
        rows[table][row][column] = value

    return edit


def fewer_young(rows: Rows) -> None:
    """Fecundity falls from .06 to .04."""
    rows["vital_rates"][1]["value"] = 0.04


def harder_winter(rows: Rows) -> None:
    """Survival in winter falls from .95 to .9."""
    rows["vital_rates"][2]["value"] = 0.9


def dearer(rows: Rows) -> None:
    """The measure costs more, which changes no population."""
    rows["measures"][0]["cost"] = 1200000


def other_words(rows: Rows) -> None:
    """Notes, names and sources change."""
    rows["sites"][0]["name"] = "The colony"
    rows["vital_rates"][0]["notes"] = "As read."
    rows["sources"] = [
        {"source_id": "worked-example", "citation": "Another citation", "licence": "CC0-1.0", "accessed": "2026-01-15"},
        {"source_id": "second", "citation": "A second one", "licence": "CC0-1.0", "accessed": "2026-01-15"},
    ]


def rats_arrive(rows: Rows) -> None:
    """A new invader: where it is, and what it does."""
    rows["invaders"].append({"invader_id": "rat", "scientific_name": "Rattus rattus", "native_countries": "IN"})
    rows["presences"].append(
        {"invader_id": "rat", "site_id": "colony", "status": "present", "establishment_means": "introduced"}
    )
    rows["impacts"].append(impact("rat", -0.2))


def second_migrant(rows: Rows) -> None:
    """A new population with all its tables."""
    for name in ("migrants", "stages", "distribution", "vital_rates", "impacts"):
        for row in [row for row in rows[name] if row["migrant_id"] == "petrel"]:
            rows[name].append({**row, "migrant_id": "albatross"})


def second_colony(rows: Rows) -> None:
    """A new site that takes a part of the population from the other."""
    rows["sites"].append({"site_id": "islet", "name": "Islet", "lat": -40.5, "lon": -9.5, **SOURCE})
    rows["distribution"][0]["share"] = 0.7
    rows["distribution"].append({**rows["distribution"][0], "site_id": "islet", "share": 0.3})


def backwards(rows: Rows) -> None:
    """The same rows in another order."""
    for name in rows:
        rows[name].reverse()


def write_changed(folder: Path, *edits: Edit, title: str = "Petrels among mice", **settings: Any) -> Path:
    """Write the study with some changes."""
    rows = tables()
    for edit in edits:
        edit(rows)
    return write_study(folder, rows, title=title, **{"draws": 20, **settings})


def read_changed(folder: Path, edits: Iterable[Edit] = (), **settings: Any) -> RunInput:
    """Return the study with some changes, read, at point values."""
    return RunInput(read_study(write_changed(folder, *edits, **settings)), deterministic=True)
