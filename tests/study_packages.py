"""Small study folders for tests: a writer of tables and the four exact tests of the annual cycle.

Each builder writes a folder of CSV files with a ``study.toml`` and returns its path. A key that a row leaves
out is written as an empty cell, which is how a study says "missing".
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Tables = Mapping[str, Sequence[Mapping[str, Any]]]

MIGRANT = "test-migrant"
SOURCE = "worked-example"

SOURCES_TABLE = [
    {
        "source_id": SOURCE,
        "citation": "Worked example with a closed-form answer",
        "licence": "CC0-1.0",
        "accessed": "2026-01-15",
    }
]


def write_study(directory: Path, tables: Tables, **settings: Any) -> Path:
    """Write a study folder: ``study.toml`` and one CSV per table that has rows.

    ``settings`` replace or extend the defaults of ``study.toml``. Numbers are written with all their digits.
    Without a ``sources`` table of its own, the study gets one with the row ``worked-example``.
    """
    directory.mkdir(parents=True, exist_ok=True)
    toml = {
        "title": "Test study",
        "horizon_years": 20,
        "draws": 100,
        "seed": 1,
        "date": datetime.date(2026, 1, 15),
        **settings,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in toml.items()]
    (directory / "study.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, rows in {"sources": SOURCES_TABLE, **tables}.items():
        if not rows:
            continue
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (directory / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return directory


def t1_beverton_holt(directory: Path, winter_loss: float = 0.0) -> Path:
    """Write T1: two seasons, each with Beverton-Holt density; an invader may take some winter habitat.

    Spring to autumn N_a = R N / (1 + a N) with R = .8 + 1.0, winter N' = S N_a / (1 + c N_a); R 1.8, S .75,
    a .002, c .003, N0 10. A ``winter_loss`` L is an impact of -L on ``capacity`` in the winter stage, so that
    c becomes c / (1 - L).
    """
    tables = _frame(
        sites=("breeding-ground", "winter-ground"),
        stages=("breeding", "nonbreeding"),
        homes={"breeding": {"breeding-ground": 1.0}, "nonbreeding": {"winter-ground": 1.0}},
        abundance=10,
    )
    tables["vital_rates"] = [
        _rate("breeding", "all", "survival", 0.8),
        _rate("breeding", "all", "fecundity", 1.0),
        _rate("nonbreeding", "all", "survival", 0.75),
    ]
    tables["density"] = [
        _density("breeding", "beverton_holt", 0.002),
        _density("nonbreeding", "beverton_holt", 0.003),
    ]
    if winter_loss:
        tables |= _habitat_loss("nonbreeding", "winter-ground", -winter_loss)
    return write_study(directory, tables, title="T1 two-season Beverton-Holt", horizon_years=20)


def t2_two_limits(directory: Path, winter_loss: float = 0.0, competition: float = 0.0) -> Path:
    """Write T2: one stage with two linear limits, one on fecundity and one on survival.

    N* = (b0 - d0) / (b' + (d' + c') / A_w) with b0 .6, d0 .2, b' 2e-4, d' 3e-4, c' = ``competition`` and
    A_w = 1 - ``winter_loss``: the loss is an impact on ``capacity`` that names ``applies_to`` survival.
    """
    tables = _frame(("home",), ("year",), {"year": {"home": 1.0}}, abundance=100)
    tables["vital_rates"] = [_rate("year", "all", "survival", 0.8), _rate("year", "all", "fecundity", 0.6)]
    tables["density"] = [
        _density("year", "linear", 2e-4 / 0.6, applies_to="fecundity"),
        _density("year", "linear", (3e-4 + competition) / 0.8, applies_to="survival"),
    ]
    if winter_loss:
        tables |= _habitat_loss("year", "home", -winter_loss, applies_to="survival")
    return write_study(directory, tables, title="T2 two limits in one stage", horizon_years=50)


def t3_two_by_two(directory: Path) -> Path:
    """Write T3: two breeding and two winter sites with every path between them, no density."""
    tables = _frame(
        sites=("b1", "b2", "w1", "w2"),
        stages=("breeding", "nonbreeding"),
        homes={"breeding": {"b1": 0.5, "b2": 0.5}, "nonbreeding": {"w1": 0.5, "w2": 0.5}},
        abundance=1000,
    )
    tables["vital_rates"] = [
        _rate("breeding", "all", "survival", 1.0),
        _rate("breeding", "all", "fecundity", 1.2, site_id="b1"),
        _rate("breeding", "all", "fecundity", 0.9, site_id="b2"),
        _rate("nonbreeding", "all", "survival", 0.8, site_id="w1"),
        _rate("nonbreeding", "all", "survival", 0.7, site_id="w2"),
    ]
    autumn = [
        ("b1", "w1", 0.7, 0.8),
        ("b1", "w2", 0.3, 0.7),
        ("b2", "w1", 0.2, 0.75),
        ("b2", "w2", 0.8, 0.85),
    ]
    spring = [("w1", "b1", 0.6, 0.9), ("w1", "b2", 0.4, 0.88), ("w2", "b1", 0.1, 0.8), ("w2", "b2", 0.9, 0.9)]
    tables["movements"] = [_move("breeding", "nonbreeding", *path) for path in autumn]
    tables["movements"] += [_move("nonbreeding", "breeding", *path) for path in spring]
    return write_study(directory, tables, title="T3 two breeding and two winter sites", horizon_years=20)


def t4_hybrid_immigration(directory: Path, immigration: float = 0.01) -> Path:
    """Write T4: a pure class that turns hybrid at a constant yearly share, everyone survives."""
    tables = _frame(("lagoon",), ("year",), {"year": {"lagoon": 1.0}}, abundance=1000)
    tables["classes"] = [
        {"migrant_id": MIGRANT, "class": "pure", "counted": "yes", "initial_share": 1.0, "source_id": SOURCE},
        {
            "migrant_id": MIGRANT,
            "class": "hybrid",
            "counted": "yes",
            "initial_share": 0.0,
            "source_id": SOURCE,
        },
    ]
    tables["vital_rates"] = [
        _rate("year", "pure", "survival", 1.0),
        _rate("year", "hybrid", "survival", 1.0),
        _rate("year", "pure", "transition", immigration, to_class="hybrid"),
    ]
    return write_study(directory, tables, title="T4 hybrid immigration", horizon_years=50)


def _frame(
    sites: Sequence[str], stages: Sequence[str], homes: Mapping[str, Mapping[str, float]], abundance: float
) -> dict[str, list[dict[str, Any]]]:
    width = 52 // len(stages)
    return {
        "sites": [{"site_id": site, "name": site.replace("-", " ").title(), "country": "ES"} for site in sites],
        "migrants": [
            {
                "migrant_id": MIGRANT,
                "scientific_name": "Avis exempli",
                "abundance": abundance,
                "abundance_unit": "individuals",
                "abundance_year": 2020,
                "source_id": SOURCE,
            }
        ],
        "stages": [
            {
                "migrant_id": MIGRANT,
                "stage": stage,
                "position": index + 1,
                "start_week": index * width + 1,
                "end_week": (index + 1) * width,
                "source_id": SOURCE,
            }
            for index, stage in enumerate(stages)
        ],
        "distribution": [
            {
                "migrant_id": MIGRANT,
                "stage": stage,
                "site_id": site,
                "share": share,
                "survey_status": "surveyed",
                "source_id": SOURCE,
            }
            for stage, shares in homes.items()
            for site, share in shares.items()
        ],
    }


def _rate(stage: str, name: str, rate: str, value: float, *, site_id: str = "", to_class: str = "") -> dict[str, Any]:
    return {
        "migrant_id": MIGRANT,
        "stage": stage,
        "site_id": site_id,
        "class": name,
        "rate": rate,
        "to_class": to_class,
        "value": value,
        "source_id": SOURCE,
    }


def _density(stage: str, form: str, a: float, applies_to: str = "") -> dict[str, Any]:
    return {
        "migrant_id": MIGRANT,
        "stage": stage,
        "form": form,
        "a": a,
        "applies_to": applies_to,
        "source_id": SOURCE,
    }


def _move(
    from_stage: str, to_stage: str, from_site: str, to_site: str, share: float, survival: float
) -> dict[str, Any]:
    return {
        "migrant_id": MIGRANT,
        "from_stage": from_stage,
        "from_site": from_site,
        "to_stage": to_stage,
        "to_site": to_site,
        "share": share,
        "survival": survival,
        "source_id": SOURCE,
    }


def _habitat_loss(stage: str, site: str, effect: float, applies_to: str = "") -> dict[str, list[dict[str, Any]]]:
    return {
        "invaders": [{"invader_id": "habitat-taker", "scientific_name": "Planta exempli"}],
        "presences": [
            {
                "invader_id": "habitat-taker",
                "site_id": site,
                "status": "present",
                "establishment_means": "introduced",
                "source_id": SOURCE,
            }
        ],
        "impacts": [
            {
                "impact_id": "habitat-loss",
                "invader_id": "habitat-taker",
                "migrant_id": MIGRANT,
                "stage": stage,
                "site_id": site,
                "mechanism": "structural",
                "rate": "capacity",
                "applies_to": applies_to,
                "effect": effect,
                "evidence": "demonstrated",
                "confidence": "high",
                "source_id": SOURCE,
            }
        ],
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return repr(float(value)) if isinstance(value, float) else str(value)


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case datetime.date():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return repr(value)
