"""A study without errors or warnings, to be spoilt in one place by each test."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest

from oxyura.schema.problems import Problem
from oxyura.schema.settings import Budget, Settings
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.checking import check_tables

ALBATROSS = {"migrant_id": "albatross"}
FROM = {"source_id": "survey"}

VALID: dict[str, list[dict[str, Any]]] = {
    "sites": [
        {"site_id": "gough", "name": "Gough Island", "country": "SH", "lat": -40.3, "lon": -9.9, **FROM},
        {"site_id": "coast", "name": "The coast", "country": "ZA", "subdivision": "ZA-WC"},
        {"site_id": "ocean", "name": "The ocean"},
    ],
    "migrants": [
        {
            **ALBATROSS,
            "scientific_name": "Diomedea dabbenena",
            "abundance": 1000.0,
            "abundance_low": 900.0,
            "abundance_high": 1100.0,
            "abundance_unit": "individuals",
            **FROM,
        },
        {
            "migrant_id": "petrel",
            "scientific_name": "Procellaria cinerea",
            "abundance": 300.0,
            "abundance_unit": "pairs",
            "adult_survival": 0.9,
            "age_at_first_breeding": 6.0,
            **FROM,
        },
    ],
    "stages": [
        {**ALBATROSS, "stage": "breeding", "position": 1, "start_week": 40, "end_week": 10, **FROM},
        {**ALBATROSS, "stage": "nonbreeding", "position": 2, "start_week": 11, "end_week": 39, **FROM},
    ],
    "classes": [
        {**ALBATROSS, "class": "juvenile", "counted": "no"},
        {**ALBATROSS, "class": "adult"},
    ],
    "distribution": [
        {**ALBATROSS, "stage": stage, "site_id": site, "class": class_, "share": share, "survey_status": "surveyed"}
        | FROM
        for stage, site, class_, share in (
            ("breeding", "gough", None, 0.7),
            ("breeding", "coast", None, 0.3),
            ("breeding", "gough", "adult", 0.6),
            ("breeding", "coast", "adult", 0.4),
            ("nonbreeding", "ocean", None, 1.0),
        )
    ],
    "movements": [
        {**ALBATROSS, "from_stage": "breeding", "from_site": site, "to_stage": "nonbreeding", "to_site": "ocean"}
        | {"share": 1.0, "survival": 0.9}
        | FROM
        for site in ("gough", "coast")
    ]
    + [
        {**ALBATROSS, "from_stage": "nonbreeding", "from_site": "ocean", "to_stage": "breeding", "to_site": site}
        | {"share": share, "class": class_}
        | FROM
        for site, share, class_ in (("gough", 0.6, None), ("coast", 0.4, None))
    ],
    "vital_rates": [
        {**ALBATROSS, "stage": "breeding", "rate": "survival", "class": "adult", "value": 0.95, **FROM}
        | {"low": 0.93, "high": 0.97, "sd_between_years": 0.02},
        {**ALBATROSS, "stage": "breeding", "rate": "survival", "class": "juvenile", "value": 0.8, **FROM},
        {**ALBATROSS, "stage": "breeding", "rate": "fecundity", "class": "adult", "to_class": "juvenile"}
        | {"value": 0.3, "parameter": "breeding-success", "observed_with": ("mouse-on-chicks",), **FROM},
        {**ALBATROSS, "stage": "nonbreeding", "rate": "transition", "class": "juvenile", "to_class": "adult"}
        | {"value": 0.2, "parameter": "recruitment", **FROM},
        {**ALBATROSS, "stage": "nonbreeding", "rate": "survival", "class": "adult", "value": 0.9, **FROM},
        {**ALBATROSS, "stage": "nonbreeding", "rate": "survival", "class": "adult", "value": 0.7, **FROM}
        | {"site_id": "ocean"},
    ],
    "density": [
        {**ALBATROSS, "stage": "breeding", "form": "ceiling", "capacity": 5000.0, **FROM},
        {**ALBATROSS, "stage": "breeding", "form": "ricker", "a": 0.001, "applies_to": "fecundity", **FROM},
    ],
    "fits": [
        {**ALBATROSS, "parameter": "recruitment", "lower": 0.0, "upper": 1.0, **FROM},
        {**ALBATROSS, "target": "growth", "value": 1.01, "scenario_id": "without_invaders", **FROM},
    ],
    "invaders": [
        {"invader_id": "mouse", "scientific_name": "Mus musculus", "native_countries": ("FR", "DE")},
        {"invader_id": "cat", "scientific_name": "Felis catus"},
        {"invader_id": "rat", "scientific_name": "Rattus rattus"},
    ],
    "presences": [
        {"invader_id": "mouse", "site_id": "gough", "status": "present", "establishment_means": "introduced"}
        | {"first_year": 1888, "last_year": 2021, "share_exposed": 0.8, **FROM},
        {"invader_id": "cat", "site_id": "coast", "status": "present"},
        {"invader_id": "mouse", "site_id": "coast", "status": "absent"},
    ],
    "arrivals": [
        {"invader_id": "rat", "site_id": "gough", "pathway": "hitchhikersShip", "rate_per_year": 0.02, **FROM},
    ],
    "impacts": [
        {**ALBATROSS, "impact_id": "mouse-on-chicks", "invader_id": "mouse", "stage": "breeding"}
        | {"mechanism": "predation", "rate": "fecundity", "effect": -0.5, "effect_low": -0.6, "effect_high": -0.4}
        | {"evidence": "demonstrated", "confidence": "high", "source_id": "mice"},
        {**ALBATROSS, "impact_id": "cat-on-adults", "invader_id": "cat", "stage": "breeding", "site_id": "coast"}
        | {"mechanism": "predation", "rate": "survival", "class": "adult", "effect": -0.1}
        | {"evidence": "expert", "confidence": "low", "source_id": "mice"},
    ],
    "pressures": [
        {**ALBATROSS, "pressure_id": "bycatch", "name": "Bycatch", "iucn_threat": "5.4", "stage": "nonbreeding"}
        | {"rate": "survival", "class": "adult", "effect": -0.05, "evidence": "inferred", "confidence": "medium"}
        | {"source_id": "mice"},
    ],
    "evidence": [
        {**ALBATROSS, "evidence_id": "cat-seen", "invader_id": "cat", "stage": "breeding", "mechanism": "predation"}
        | {"rate": "survival", "design": "observation", "consequence": "unknown", "source_id": "mice"},
    ],
    "scenarios": [
        {"scenario_id": "worse", "name": "Worse at sea", "rate": "survival", "effect": -0.1, "ramp_years": 10.0} | FROM,
    ],
    "measures": [
        {"measure_id": "bait", "kind": "eradicate", "invader_ids": ("mouse",), "site_id": "gough", "cost": 9e6}
        | {"currency": "GBP", "price_year": 2021, "success_probability": 0.8, **FROM},
        {"measure_id": "night-setting", "kind": "protect", "pressure_ids": ("bycatch",), "cost": 1e5}
        | {"currency": "GBP", "price_year": 2021, "success_probability": 0.9, "reduction": 0.5, **FROM},
        {"measure_id": "old-trial", "kind": "control", "invader_ids": ("rat",), "cost": 1e4, "reduction": 0.2}
        | {"currency": "ZAR", "price_year": 1999, "success_probability": 0.5, "outcome": "failed", **FROM},
    ],
    "measure_effects": [
        {**ALBATROSS, "measure_id": "bait", "rate": "survival", "effect": -0.01, "from_year": 1, "to_year": 1, **FROM},
    ],
    "interactions": [
        {"invader_id": "cat", "other_invader_id": "mouse", "effect": 0.5, "evidence": "inferred", **FROM},
    ],
    "sources": [
        {"source_id": "survey", "citation": "A survey"},
        {"source_id": "mice", "citation": "A study of mice"},
    ],
}

SETTINGS = Settings("A study", horizon_years=30, draws=100, budget=Budget(1e7, "GBP", 2021))


class SpoiltStudy:
    """The valid study, to be changed; rows are counted as a spreadsheet does, the header being row 1."""

    def __init__(self) -> None:
        self.records = copy.deepcopy(VALID)
        self.settings: Settings | None = SETTINGS
        self.skip_rows: Mapping[str, Collection[int]] | None = None

    def edit(self, table: str, row: int, **cells: Any) -> SpoiltStudy:
        self.records[table][row - 2].update({name.rstrip("_"): cell for name, cell in cells.items()})
        return self

    def add(self, table: str, like: int | None = None, **cells: Any) -> SpoiltStudy:
        record = {} if like is None else dict(self.records[table][like - 2])
        record.update({name.rstrip("_"): cell for name, cell in cells.items()})
        self.records.setdefault(table, []).append(record)
        return self

    def drop(self, table: str, *rows: int) -> SpoiltStudy:
        self.records[table] = [
            record for row, record in enumerate(self.records[table], start=2) if rows and row not in rows
        ]
        return self

    def tables(self) -> TableSet:
        return TableSet(
            {
                name: table_from_records(name, records, f"{name}.csv")
                for name, records in self.records.items()
                if records
            }
        )

    def problems(self) -> tuple[Problem, ...]:
        return check_tables(self.tables(), self.settings, skip_rows=self.skip_rows)

    def of(self, code: str) -> list[Problem]:
        return [problem for problem in self.problems() if problem.code == code]

    def grave(self) -> list[Problem]:
        return [problem for problem in self.problems() if problem.severity != "note"]

    def codes(self) -> list[str]:
        return [problem.code for problem in self.grave()]

    def places(self) -> list[tuple[str, str, int | None, str | None, str | None]]:
        return [(p.code, p.file, p.row, p.column, p.value) for p in self.grave()]


@pytest.fixture
def study() -> SpoiltStudy:
    return SpoiltStudy()


@pytest.fixture(scope="session")
def make_study() -> Callable[[], SpoiltStudy]:
    return SpoiltStudy
