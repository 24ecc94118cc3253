"""A small flyway: a network of five sites, effects pooled from records, counts, scores, limits of feasibility."""

from __future__ import annotations

from typing import Any

from oxyura.schema.settings import Budget, Settings
from oxyura.study.package import Study
from unit.publish.pochard import make_study

SETTINGS = Settings(
    title="A tern between two seas",
    question="What do mink and cordgrass take from it?",
    horizon_years=20,
    draws=40,
    seed=11,
    date="2026-03-01",
    quasi_extinction_threshold=400,
    budget=Budget(500_000.0, "EUR", 2022),
)

_TERN = "marsh-tern"
_STAGES = (
    ("breeding", 1, 16, 30),
    ("postbreeding_migration", 2, 31, 40),
    ("nonbreeding", 3, 41, 6),
    ("prebreeding_migration", 4, 7, 15),
)
_SITES = (
    ("north-colony", "North Colony", "NL", 53.4, 5.8),
    ("south-colony", "South Colony", "FR", 46.2, -1.2),
    ("stopover-bay", "Stopover Bay", "MA", 35.2, -6.1),
    ("west-coast", "West Coast", "SN", 14.6, -17.2),
    ("inner-delta", "Inner Delta", "ML", 15.2, -4.1),
)
_SHARES = {
    "breeding": (0.7, 0.3, 0.0, 0.0, 0.0),
    "postbreeding_migration": (0.0, 0.0, 1.0, 0.0, 0.0),
    "nonbreeding": (0.0, 0.0, 0.0, 0.6, 0.4),
    "prebreeding_migration": (0.0, 0.0, 1.0, 0.0, 0.0),
}
_MOVES = (
    ("breeding", "north-colony", "postbreeding_migration", "stopover-bay", 1.0, 0.95),
    ("breeding", "south-colony", "postbreeding_migration", "stopover-bay", 1.0, 0.97),
    ("postbreeding_migration", "stopover-bay", "nonbreeding", "west-coast", 0.6, 0.96),
    ("postbreeding_migration", "stopover-bay", "nonbreeding", "inner-delta", 0.4, 0.93),
    ("nonbreeding", "west-coast", "prebreeding_migration", "stopover-bay", 1.0, 0.96),
    ("nonbreeding", "inner-delta", "prebreeding_migration", "stopover-bay", 1.0, 0.94),
    ("prebreeding_migration", "stopover-bay", "breeding", "north-colony", 0.7, 0.97),
    ("prebreeding_migration", "stopover-bay", "breeding", "south-colony", 0.3, 0.98),
)


def flyway_records() -> dict[str, list[dict[str, Any]]]:
    """Return the tables of the flyway."""
    site_ids = [site for site, *_ in _SITES]
    return {
        "sites": [
            {"site_id": site, "name": name, "country": country, "lat": lat, "lon": lon}
            for site, name, country, lat, lon in _SITES
        ],
        "migrants": [
            {
                "migrant_id": _TERN,
                "scientific_name": "Sterna palustris",
                "population": "East Atlantic",
                "cms_appendix": "II",
                "instruments": ("AEWA",),
                "listing_date": "2012-02-23",
                "listing_source": "listing",
                "abundance": 6000.0,
                "abundance_unit": "individuals",
                "abundance_year": 2016.0,
                "source_id": "counts",
            },
            {
                "migrant_id": "white-knot",
                "scientific_name": "Calidris alba exempli",
                "cms_appendix": "I/II",
                "abundance": 900.0,
                "abundance_unit": "individuals",
                "source_id": "counts",
            },
        ],
        "stages": [
            {"migrant_id": _TERN, "stage": stage, "position": at, "start_week": first, "end_week": last}
            for stage, at, first, last in _STAGES
        ]
        + [{"migrant_id": "white-knot", "stage": "nonbreeding", "position": 1, "start_week": 40, "end_week": 12}],
        "distribution": [
            {"migrant_id": _TERN, "stage": stage, "site_id": site, "share": share, "survey_status": "surveyed"}
            for stage, shares in _SHARES.items()
            for site, share in zip(site_ids, shares, strict=True)
            if share
        ]
        + [
            {
                "migrant_id": "white-knot",
                "stage": "nonbreeding",
                "site_id": "west-coast",
                "share": 1.0,
                "survey_status": "expert",
            }
        ],
        "movements": [
            {
                "migrant_id": _TERN,
                "from_stage": stage,
                "from_site": here,
                "to_stage": after,
                "to_site": there,
                "share": share,
                "survival": survival,
            }
            for stage, here, after, there, share, survival in _MOVES
        ],
        "vital_rates": [
            _rate("breeding", "fecundity", 0.32, 0.26, 0.38),
            _rate("breeding", "survival", 0.98, 0.97, 0.99),
            _rate("nonbreeding", "survival", 0.93, 0.90, 0.95),
        ],
        "invaders": [
            {"invader_id": "american-mink", "scientific_name": "Neogale vison"},
            {"invader_id": "smooth-cordgrass", "scientific_name": "Sporobolus alterniflorus"},
            {"invader_id": "black-rat", "scientific_name": "Rattus rattus"},
        ],
        "presences": [
            _there("american-mink", "north-colony"),
            {**_there("smooth-cordgrass", "west-coast"), "share_exposed": 0.5, "relative_abundance": 0.4},
            _there("black-rat", "south-colony"),
        ],
        "impacts": [
            _impact("mink-on-broods", "american-mink", "breeding", "predation", "fecundity", eicat="MN"),
            _impact("rat-on-eggs", "black-rat", "breeding", "predation", "fecundity"),
            _impact(
                "cordgrass-on-roosts",
                "smooth-cordgrass",
                "nonbreeding",
                "structural",
                "survival",
                effect=-0.06,
                effect_low=-0.1,
                effect_high=-0.02,
                response="unknown",
            ),
            _impact("cordgrass-on-food", "smooth-cordgrass", "prebreeding_migration", "structural", "survival"),
            {
                **_impact("rat-score", "black-rat", "nonbreeding", "not_stated", "vital_rates"),
                "migrant_id": "white-knot",
                "evidence": "expert",
                "impact_score": 2,
                "score_scale": "0 to 3, 3 the gravest",
            },
        ],
        "evidence": [
            _record("mink-a", "american-mink", 0.55, 0.12, "decline", year=2011),
            _record("mink-b", "american-mink", 0.72, 0.10, "performance", source_id="study-b", year=2014),
            _record("mink-c", "american-mink", 0.48, 0.20, "performance", source_id="study-c", year=2018),
            _record(
                "mink-d",
                "american-mink",
                0.66,
                0.15,
                "performance",
                source_id="study-d",
                borrowed="yes",
                studied_taxon="Sterna hirundo",
            ),
            _record("mink-twice", "american-mink", 0.55, 0.12, "decline", year=2011),
            _record("mink-bare", "american-mink", 0.5, None, "unknown", source_id="study-b"),
            _record("rat-a", "black-rat", 0.8, 0.08, "performance"),
            _record("rat-b", "black-rat", 0.7, 0.1, "no_effect", source_id="study-c", design="diet"),
        ],
        "pressures": [
            {
                "pressure_id": "drought",
                "name": "Drought in the delta",
                "iucn_threat": "11.2",
                "migrant_id": _TERN,
                "stage": "nonbreeding",
                "site_id": "inner-delta",
                "rate": "survival",
                "effect": -0.05,
                "effect_low": -0.09,
                "effect_high": -0.01,
                "evidence": "inferred",
                "confidence": "low",
                "source_id": "study-b",
            }
        ],
        "measures": [
            {
                "measure_id": "trapping",
                "kind": "eradicate",
                "invader_ids": ("american-mink",),
                "site_id": "north-colony",
                "cost": 400_000.0,
                "currency": "EUR",
                "price_year": 2022,
                "duration_years": 2,
                "success_probability": 0.8,
                "success_low": 0.6,
                "success_high": 0.93,
                "source_id": "study-c",
            }
        ],
        "feasibility": [
            {"invader_id": "black-rat", "largest_area_km2": 308.0, "most_people": 120, "source_id": "study-d"}
        ],
        "sources": [
            {"source_id": "counts", "citation": "Counts of the flyway (2024).", "licence": "CC BY 4.0"},
            {"source_id": "listing", "citation": "A list of listed species.", "licence": "terms of use"},
            *(
                {"source_id": f"study-{letter}", "citation": f"Study {letter.upper()}.", "licence": "CC0"}
                for letter in "abcd"
            ),
        ],
    }


def count_rows() -> list[dict[str, Any]]:
    """Return ten years of counts of the tern, with errors."""
    values = (6020, 5790, 5880, 5530, 5610, 5330, 5240, 5290, 4980, 4900)
    return [
        {"migrant_id": _TERN, "year": 2007 + at, "value": float(value), "error": 220.0, "source_id": "counts"}
        for at, value in enumerate(values)
    ]


def make_flyway(*, counted: bool = False, settings: Settings = SETTINGS, **tables: list[dict[str, Any]]) -> Study:
    """Return the study; with its counts, which calibrate it, where asked for."""
    records = {**flyway_records(), **({"counts": count_rows()} if counted else {}), **tables}
    return make_study(records, settings)


def _rate(stage: str, rate: str, value: float, low: float, high: float) -> dict[str, Any]:
    named = {"migrant_id": _TERN, "stage": stage, "class": "all", "rate": rate}
    return {**named, "value": value, "low": low, "high": high, "source_id": "study-a"}


def _there(invader: str, site: str) -> dict[str, Any]:
    named = {"invader_id": invader, "site_id": site, "status": "present"}
    return {**named, "establishment_means": "introduced", "source_id": "study-a"}


def _impact(name: str, invader: str, stage: str, mechanism: str, rate: str, **more: Any) -> dict[str, Any]:
    return {
        "impact_id": name,
        "invader_id": invader,
        "migrant_id": _TERN,
        "stage": stage,
        "mechanism": mechanism,
        "rate": rate,
        "evidence": "demonstrated",
        "confidence": "medium",
        "source_id": "study-a",
        **more,
    }


def _record(
    name: str, invader: str, ratio: float, error: float | None, consequence: str, **more: Any
) -> dict[str, Any]:
    return {
        "evidence_id": name,
        "invader_id": invader,
        "migrant_id": _TERN,
        "stage": "breeding",
        "place": "Wadden coast",
        "mechanism": "predation",
        "rate": "fecundity",
        "design": "before_after_control_impact",
        "scale": "rate_ratio",
        "effect": ratio,
        "standard_error": error,
        "consequence": consequence,
        "confidence": "medium",
        "source_id": "study-a",
        **more,
    }
