"""A small study: one migrant with a whole year, one of which only harm is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oxyura.schema.problems import Problem
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.package import InputFile, Study

Records = Mapping[str, Sequence[Mapping[str, Any]]]

SETTINGS = Settings(
    title="A pochard, carp & mink", horizon_years=10, draws=20, seed=4, date="2026-01-15", question="Who harms it?"
)


def make_study(records: Records, settings: Settings = SETTINGS, problems: Sequence[Problem] = ()) -> Study:
    tables = {name: table_from_records(name, rows, f"{name}.csv") for name, rows in records.items() if rows}
    files = (InputFile("migrants.csv", 120, "ab" * 32), InputFile("study.toml", 80, "cd" * 32))
    return Study("pochard", settings, TableSet(tables), files, tuple(problems))


def year_records() -> dict[str, list[dict[str, Any]]]:
    """Return the tables: a year of four stages over two sites, exposure of every kind, a scenario and a pressure."""
    stages = [
        ("breeding", 1, 18, 30),
        ("postbreeding_migration", 2, 31, 40),
        ("nonbreeding", 3, 41, 9),
        ("prebreeding_migration", 4, 10, 17),
    ]
    shares = {"breeding": (1.0, 0.0), "nonbreeding": (0.25, 0.75)}
    shares |= {"postbreeding_migration": (0.5, 0.5), "prebreeding_migration": (0.5, 0.5)}

    def impact(
        impact_id: str, invader: str, migrant: str, rate: str, effect: float | None, **more: Any
    ) -> dict[str, Any]:
        return {
            "impact_id": impact_id,
            "invader_id": invader,
            "migrant_id": migrant,
            "stage": "breeding",
            "mechanism": "predation",
            "rate": rate,
            "effect": effect,
            "evidence": "demonstrated",
            "confidence": "medium",
            "source_id": "field-2020",
            **more,
        }

    return {
        "sites": [
            {"site_id": "lagoon", "name": "The Lagoon", "country": "ES", "lat": 38.2, "lon": -0.75},
            {
                "site_id": "delta",
                "name": "A Delta",
                "country": "ES",
                "lat": 36.123456,
                "lon": -6.654321,
                "geometry_wkt": "POINT (-6.654321 36.123456)",
                "sensitive": "yes",
            },
        ],
        "migrants": [
            {
                "migrant_id": "marbled-pochard",
                "scientific_name": "Aythya exempli",
                "population": "Western flyway",
                "cms_appendix": "I/II",
                "instruments": ("AEWA",),
                "abundance": 1200.0,
                "abundance_unit": "individuals",
                "abundance_year": 2020.0,
                "source_id": "count-2020",
                "notes": "-1 bird was not counted.",
            },
            {
                "migrant_id": "grey-tern",
                "scientific_name": "Sterna exempli",
                "abundance": 300.0,
                "abundance_unit": "pairs",
                "source_id": "count-2020",
            },
        ],
        "stages": [
            {
                "migrant_id": "marbled-pochard",
                "stage": stage,
                "position": float(position),
                "start_week": float(start),
                "end_week": float(end),
            }
            for stage, position, start, end in stages
        ]
        + [
            {
                "migrant_id": "grey-tern",
                "stage": "breeding",
                "position": 1.0,
                "start_week": 20.0,
                "end_week": 28.0,
            }
        ],
        "distribution": [
            {
                "migrant_id": "marbled-pochard",
                "stage": stage,
                "site_id": site,
                "share": share,
                "survey_status": "surveyed",
                "source_id": "count-2020",
            }
            for stage, pair in shares.items()
            for site, share in zip(("lagoon", "delta"), pair, strict=True)
        ]
        + [
            {
                "migrant_id": "grey-tern",
                "stage": "breeding",
                "site_id": "lagoon",
                "share": 1.0,
                "survey_status": "expert",
            }
        ],
        "vital_rates": [
            {
                "migrant_id": "marbled-pochard",
                "stage": "breeding",
                "class": "all",
                "rate": "fecundity",
                "value": 0.6,
                "low": 0.5,
                "high": 0.7,
                "source_id": "field-2020",
            },
            {
                "migrant_id": "marbled-pochard",
                "stage": "nonbreeding",
                "class": "all",
                "rate": "survival",
                "value": 0.7,
                "source_id": "field-2020",
            },
            {
                "migrant_id": "grey-tern",
                "stage": "breeding",
                "class": "pair",
                "rate": "fecundity",
                "value": 0.8,
                "source_id": "field-2020",
            },
        ],
        "invaders": [
            {"invader_id": "american-mink", "scientific_name": "Neogale vison"},
            {"invader_id": "common-carp", "scientific_name": "Cyprinus carpio"},
        ],
        "presences": [
            {
                "invader_id": "american-mink",
                "site_id": "lagoon",
                "status": "present",
                "establishment_means": "introduced",
                "share_exposed": 0.4,
                "source_id": "field-2020",
            },
            {"invader_id": "common-carp", "site_id": "lagoon", "status": "absent"},
        ],
        "impacts": [
            impact(
                "mink-eggs",
                "american-mink",
                "marbled-pochard",
                "fecundity",
                -0.4,
                effect_low=-0.6,
                effect_high=-0.2,
            ),
            impact("mink-terns", "american-mink", "grey-tern", "fecundity", -0.5, effect_low=-0.7, effect_high=-0.3),
            impact("carp-food", "common-carp", "marbled-pochard", "survival", None, evidence="expert"),
        ],
        "pressures": [
            {
                "pressure_id": "hunting",
                "name": "Hunting by people",
                "iucn_threat": "5.1",
                "migrant_id": "marbled-pochard",
                "stage": "nonbreeding",
                "rate": "survival",
                "effect": -0.1,
                "evidence": "inferred",
                "confidence": "low",
            }
        ],
        "scenarios": [
            {
                "scenario_id": "drought",
                "name": "A dry decade",
                "migrant_id": "marbled-pochard",
                "rate": "fecundity",
                "effect": -0.3,
                "source_id": "field-2020",
            }
        ],
        "sources": [
            {"source_id": "count-2020", "citation": "A count (2020).", "licence": "CC BY 4.0"},
            {
                "source_id": "field-2020",
                "citation": "A field study (2020).",
                "doi": "10.1000/(SICI)1<1::A>2",
                "url": "https://example.org/study?a=1&b=2",
                "accessed": "2026-01-10",
                "note": "Table 2.",
            },
        ],
    }
