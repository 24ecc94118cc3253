"""What the tables say of one study's routes: shares by stage and site, and how invaders come to sites."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from oxyura.schema.table import TableSet, number_of, number_or_nan, text_of


@dataclass(frozen=True)
class Way:
    """How an invader comes to a site.

    Parameters
    ----------
    pathways : tuple of str
        By which it came, or comes.
    arrives, may_arrive : bool
        Whether its rate of arrival is above 0; or its upper limit alone.
    is_stated : bool
        Whether `arrivals` speaks of it.
    """

    pathways: tuple[str, ...]
    arrives: bool
    may_arrive: bool
    is_stated: bool


def read_ways(tables: TableSet) -> dict[tuple[str, str], Way]:
    """Return how each invader comes to each site, by (invader_id, site_id), as far as the tables say."""
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    rates: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for row in tables["presences"].records():
        if row["pathway"] is not None:
            found[str(row["invader_id"]), str(row["site_id"])][str(row["pathway"])] = None
    for row in tables["arrivals"].records():
        key = str(row["invader_id"]), str(row["site_id"])
        rate, high = number_or_nan(row["rate_per_year"]) > 0, number_or_nan(row["high"]) > 0
        rates[key].append((rate, rate or high))
        if rate or high:
            found[key][str(row["pathway"])] = None
    return {
        key: Way(
            tuple(found.get(key, ())),
            any(rate for rate, _ in rates.get(key, ())),
            any(high for _, high in rates.get(key, ())),
            key in rates,
        )
        for key in {**found, **rates}
    }


Shares = dict[tuple[str, str], dict[str, tuple[float, bool]]]


def read_shares(tables: TableSet) -> tuple[Shares, dict[str, frozenset[str]]]:
    """Return the share of the population by migrant and stage at each site, and whether anybody counted it."""
    rows: dict[tuple[str, str], dict[str, dict[str | None, tuple[float, bool]]]] = {}
    stages: dict[str, set[str]] = defaultdict(set)
    for migrant, stage in zip(tables["stages"].words("migrant_id"), tables["stages"].words("stage"), strict=True):
        stages[migrant].add(stage)
    for row in tables["distribution"].records():
        migrant, stage = str(row["migrant_id"]), str(row["stage"])
        stages[migrant].add(stage)
        counted = text_of(row["survey_status"]) not in (None, "not_surveyed")
        at = rows.setdefault((migrant, stage), {}).setdefault(str(row["site_id"]), {})
        at[text_of(row["class"])] = (number_or_nan(row["share"]), counted)
    parts = _class_shares(tables)
    shares: Shares = {}
    for (migrant, stage), sites in rows.items():
        classes = sorted({name for at in sites.values() for name in at if name is not None})
        part = parts.get(migrant, {})
        known = set(classes) <= set(part)
        for site, at in sites.items():
            whole, counted = at.get(None, (0.0, True))
            if classes:
                own = [at.get(name, (whole, counted)) for name in classes]
                heavy = [part[name] if known else 1.0 for name in classes]
                whole = sum(w * share for w, (share, _) in zip(heavy, own, strict=True)) / (sum(heavy) or 1.0)
                counted = all(each for _, each in own)
            shares.setdefault((migrant, stage), {})[site] = (whole, counted)
    return shares, {migrant: frozenset(names) for migrant, names in stages.items()}


def _class_shares(tables: TableSet) -> dict[str, dict[str, float]]:
    """Return the part of each class in its population, where `initial_share` gives it."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in tables["classes"].records():
        share = number_of(row["initial_share"])
        if share is not None:
            found[str(row["migrant_id"])][str(row["class"])] = share
    return found
