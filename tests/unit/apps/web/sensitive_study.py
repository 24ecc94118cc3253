"""A study with sites that nobody may know exactly, with coordinates that would be noticed anywhere."""

from __future__ import annotations

from pathlib import Path

from study_packages import write_study

SECRET = "secret-colony"
# Digits that no other number of the study has.
LAT, LON = -40.3187524961, -9.9346218753
OUTLINE = ((-9.93517, -40.31829), (-9.93402, -40.31829), (-9.93402, -40.31911), (-9.93517, -40.31911))
# The same place as people write it: decimals with a comma, minutes, metres of two projections, the military grid.
WRITTEN = (
    f"{LAT} {LON}",
    "40,31875 S; 9,93462 W",
    "40.32° S 9.93° W",
    "40°19'07.5\" S 9°56'04.6\" W",
    "40° 19.125′ S, 9° 56.077′ W",
    "S 40 19 07, W 9 56 04",
    "-1105917 -4912371",
    "420593 E 5536444 N",
    "29GMM2059336444",
)


def write_sensitive_study(folder: Path, lat: float = LAT, *, cost: float = 1_000_000) -> Path:
    """Write a small study of an albatross at a colony that is sensitive and an ocean that is not."""
    told = "; ".join(WRITTEN)
    corners = ", ".join(f"{lon} {lat}" for lon, lat in (*OUTLINE, OUTLINE[0]))
    source = {"source_id": "worked-example"}
    rate = {"migrant_id": "albatross", "class": "all", **source}
    tables = {
        "sites": [
            {
                "site_id": SECRET,
                "name": f"Secret colony ({LAT}, 40°19'07\" S)",
                "country": "SH",
                "lat": repr(lat),
                "lon": repr(LON),
                "geometry_wkt": f"POLYGON (({corners}))",
                "sensitive": "yes",
                "designations": f"Reserve at {LAT}",
                "notes": f"Nests counted at {told}.",
                **source,
            },
            {
                "site_id": "ocean",
                "name": "Open ocean",
                "lat": "-35.25",
                "lon": "5.5",
                # What a spreadsheet would run.
                "notes": '=HYPERLINK("https://evil.example/","Read more")',
                **source,
            },
        ],
        "migrants": [
            {
                "migrant_id": "albatross",
                "scientific_name": "Diomedea dabbenena",
                "vernacular_name": "@SUM(1)",
                "population": "=1+1",
                "cms_appendix": "I",
                "abundance": 1000,
                "abundance_unit": "individuals",
                "abundance_year": 2020,
                **source,
            }
        ],
        "stages": [
            {"migrant_id": "albatross", "stage": "breeding", "position": 1, "start_week": 1, "end_week": 26},
            {"migrant_id": "albatross", "stage": "nonbreeding", "position": 2, "start_week": 27, "end_week": 52},
        ],
        "distribution": [
            {
                "migrant_id": "albatross",
                "stage": stage,
                "site_id": site,
                "share": 1,
                "survey_status": "surveyed",
                "notes": f"From {told}." if site == SECRET else "",
                **source,
            }
            for stage, site in (("breeding", SECRET), ("nonbreeding", "ocean"))
        ],
        "vital_rates": [
            {**rate, "stage": "breeding", "rate": "survival", "value": 0.97},
            {**rate, "stage": "breeding", "rate": "fecundity", "value": 0.06},
            {**rate, "stage": "nonbreeding", "rate": "survival", "value": 0.95},
        ],
        "invaders": [{"invader_id": "mouse", "scientific_name": "Mus musculus", "native_countries": "IN"}],
        "presences": [
            {
                "invader_id": "mouse",
                "site_id": SECRET,
                "status": "present",
                "establishment_means": "introduced",
                "notes": f"Trapped at {told}.",
                **source,
            }
        ],
        "impacts": [
            {
                "impact_id": "mice-on-chicks",
                "invader_id": "mouse",
                "migrant_id": "albatross",
                "stage": "breeding",
                "mechanism": "predation",
                "rate": "fecundity",
                "effect": -0.4,
                "effect_low": -0.5,
                "effect_high": -0.3,
                "evidence": "demonstrated",
                "confidence": "high",
                "site_id": SECRET,
                "notes": f"Seen at {told}.",
                **source,
            }
        ],
        "measures": [
            {
                "measure_id": "baiting",
                "kind": "eradicate",
                "invader_ids": "mouse",
                "site_id": SECRET,
                "notes": f"Bait at {told}.",
                "cost": cost,
                "currency": "GBP",
                "price_year": 2021,
                "success_probability": 0.9,
                **source,
            }
        ],
    }
    return write_study(folder, tables, title="Albatross at a secret place", draws=50)
