"""An island on which rats halve the young of a seabird: 0.8 + 0.4 × 0.5 = 1 with them, 1.2 without."""

from __future__ import annotations

from typing import Any

from oxyura.actions.portfolio import choose_portfolio
from oxyura.actions.results import PortfolioResult
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.settings import Budget, Objective, Settings
from oxyura.schema.table import TableSet, table_from_records

Row = dict[str, Any]
HORIZON = 10
PLENTY = Budget(1e9, "EUR", 2024)


def rate(kind: str, value: float, **more: Any) -> Row:
    return {"migrant_id": "petrel", "stage": "year", "class": "all", "rate": kind, "value": value, **more}


def impact(invader: str = "rat", effect: float | None = -0.5, kind: str = "fecundity", **more: Any) -> Row:
    return {
        "impact_id": f"{invader}-{kind}",
        "invader_id": invader,
        "migrant_id": "petrel",
        "stage": "year",
        "mechanism": "predation",
        "rate": kind,
        "effect": effect,
        "evidence": "demonstrated",
        "confidence": "high",
        **more,
    }


def presence(invader: str = "rat", site: str = "island", status: str = "present", **more: Any) -> Row:
    means = {"establishment_means": "introduced"}
    return {"invader_id": invader, "site_id": site, "status": status, **means, **more}


def pressure(effect: float, kind: str = "survival") -> Row:
    return {
        "pressure_id": "bycatch",
        "name": "Bycatch",
        "iucn_threat": "5.4",
        "migrant_id": "petrel",
        "stage": "year",
        "rate": kind,
        "effect": effect,
        "evidence": "demonstrated",
        "confidence": "high",
    }


def measure(name: str = "bait", kind: str = "eradicate", **more: Any) -> Row:
    targets = {"pressure_ids": ("bycatch",)} if kind == "protect" else {"invader_ids": ("rat",)}
    if kind in ("restore", "reinforce"):
        targets = {}
    return {
        "measure_id": name,
        "kind": kind,
        **targets,
        "cost": 100.0,
        "currency": "EUR",
        "price_year": 2024.0,
        "success_probability": 1.0,
        **more,
    }


def side_effect(effect: float, name: str = "bait", kind: str = "survival", **more: Any) -> Row:
    return {"measure_id": name, "migrant_id": "petrel", "rate": kind, "effect": effect, **more}


def tables(**more: list[Row]) -> TableSet:
    """Return the island, or what `more` says instead."""
    records: dict[str, list[Row]] = {
        "sites": [{"site_id": "island", "name": "Island"}],
        "migrants": [
            {"migrant_id": "petrel", "scientific_name": "Avis", "abundance": 100.0, "abundance_unit": "individuals"}
        ],
        "stages": [{"migrant_id": "petrel", "stage": "year", "position": 1.0, "start_week": 1.0, "end_week": 52.0}],
        "distribution": [
            {"migrant_id": "petrel", "stage": "year", "site_id": "island", "share": 1.0, "survey_status": "surveyed"}
        ],
        "vital_rates": [rate("survival", 0.8), rate("fecundity", 0.4)],
        "invaders": [{"invader_id": name, "scientific_name": name} for name in ("rat", "cat")],
        "presences": [presence()],
        "impacts": [impact()],
        "measures": [measure()],
    }
    records.update(more)
    return TableSet({name: table_from_records(name, rows, f"{name}.csv") for name, rows in records.items()})


def cycle_of(given: TableSet, draws: int | None = None, seed: int = 1) -> Cycle:
    """Return the annual cycle, at point values where no draws are asked for."""
    drawn = Draws(seed, 1, deterministic=True) if draws is None else Draws(seed, draws)
    return read_cycle(given, "petrel", drawn)


def choose(
    given: TableSet,
    budget: Budget | None = PLENTY,
    *,
    draws: int | None = None,
    objective: Objective | None = None,
    horizon: int = HORIZON,
) -> PortfolioResult:
    """Choose among the measures of the island."""
    settings = Settings("t", horizon_years=horizon, budget=budget, objective=objective or Objective())
    return choose_portfolio(given, settings, {"petrel": cycle_of(given, draws)})


def gain(given: TableSet, **more: Any) -> float:
    """Return the objective of the best portfolio."""
    chosen = choose(given, **more).chosen
    assert chosen is not None
    return chosen.objective
