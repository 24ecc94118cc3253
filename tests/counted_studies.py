"""A small counted population in plain numbers, and worlds drawn from its prior, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import beta, gamma

from oxyura.schema.settings import CalibrationSettings, Settings
from oxyura.schema.table import TableSet, table_from_records

SWAN = {"migrant_id": "swan"}
ABUNDANCE, ABUNDANCE_SD, LAST_YEAR = 1000.0, 60.0, 2020

# Mean and standard deviation of rates; limits are 1.96 of it on either side.
RATES = {"adult": (0.85, 0.03), "juvenile": (0.6, 0.06), "fecundity": (0.35, 0.06)}

# Scales of the half-normal priors of noise between years and of the error of ln counts.
PROCESS_SD, COUNT_SD = 0.1, 0.2

Z = 1.959963984540054


def swan_tables(counts: Sequence[Mapping[str, Any]], **replaced: Sequence[Mapping[str, Any]]) -> TableSet:
    """Return a study of one migrant: one site, two stages, young that count from their second year on."""
    records: dict[str, Sequence[Mapping[str, Any]]] = {
        "sites": [{"site_id": "lake", "name": "Lake"}],
        "migrants": [
            {
                **SWAN,
                "scientific_name": "Cygnus exempli",
                "abundance": ABUNDANCE,
                "abundance_low": ABUNDANCE - Z * ABUNDANCE_SD,
                "abundance_high": ABUNDANCE + Z * ABUNDANCE_SD,
                "abundance_unit": "females",
                "abundance_year": float(LAST_YEAR),
            }
        ],
        "stages": [
            {**SWAN, "stage": "breeding", "position": 1.0, "start_week": 14.0, "end_week": 39.0},
            {**SWAN, "stage": "nonbreeding", "position": 2.0, "start_week": 40.0, "end_week": 13.0},
        ],
        "classes": [{**SWAN, "class": "adult"}, {**SWAN, "class": "juvenile", "counted": "no"}],
        "distribution": [
            {**SWAN, "stage": stage, "site_id": "lake", "share": 1.0, "survey_status": "surveyed"}
            for stage in ("breeding", "nonbreeding")
        ],
        "vital_rates": [
            rate("breeding", "adult", "fecundity", *RATES["fecundity"], to_class="juvenile"),
            rate("nonbreeding", "adult", "survival", *RATES["adult"]),
            rate("nonbreeding", "juvenile", "survival", *RATES["juvenile"]),
            rate("breeding", "juvenile", "transition", 1.0, 0.0, to_class="adult"),
        ],
        "counts": [{**SWAN, **row} for row in counts],
    }
    return TableSet(
        {name: table_from_records(name, rows, f"{name}.csv") for name, rows in (records | replaced).items() if rows}
    )


def rate(stage: str, class_: str, kind: str, value: float, sd: float, **cells: Any) -> dict[str, Any]:
    """Return a row of `vital_rates`, without limits where the standard deviation is 0."""
    limits = {"low": value - Z * sd, "high": value + Z * sd} if sd else {}
    return {**SWAN, "stage": stage, "class": class_, "rate": kind, "value": value, **limits, **cells}


def swan_settings(draws: int = 400, seed: int = 1) -> Settings:
    """Return settings for the study, the prior of noise as :func:`draw_world` has it."""
    return Settings("Swans", 20, draws, seed, calibration=CalibrationSettings(True, PROCESS_SD, COUNT_SD))


@dataclass(frozen=True)
class World:
    """A world with known parameters, and what was counted in it."""

    growth: float
    process_sd: float
    numbers: np.ndarray
    counts: tuple[dict[str, float], ...]


def draw_world(rng: np.random.Generator, years: int = 15, error: float | None = 0.1) -> World:
    """Draw rates and noise from the prior, run the population, and count it with a relative error.

    Parameters
    ----------
    rng : numpy.random.Generator
    years : int
        From the first count to the last; of those between one in five is missing.
    error : float, optional
        Known to the counter; None: drawn from its prior too, and not told.

    Notes
    -----
    A juvenile of the year becomes adult at its next breeding stage: adults next year = adult survival · adults +
    juvenile survival · young counted from now, so that λ² = s λ + f j of the two-class matrix below. The number in the
    last year has the distribution that the abundance states; noise multiplies the whole population.
    """
    adult, juvenile = (drawn_beta(*RATES[name], rng) for name in ("adult", "juvenile"))
    mean, sd = RATES["fecundity"]
    fecundity = gamma.rvs(mean**2 / sd**2, scale=sd**2 / mean, random_state=rng)
    # Census before breeding, (adults, last year's young): the young breed at once in the stage that makes them adults.
    matrix = np.array([[adult, adult], [fecundity * juvenile, 0.0]])
    growth = float(np.abs(np.linalg.eigvals(matrix)).max())
    process_sd = abs(PROCESS_SD * rng.standard_normal())
    variance = np.log1p((ABUNDANCE_SD / ABUNDANCE) ** 2)
    ln_last = np.log(ABUNDANCE) - variance / 2 + np.sqrt(variance) * rng.standard_normal()
    changes = np.log(growth) + process_sd * rng.standard_normal(years - 1)
    numbers = np.exp(ln_last - np.concatenate([np.cumsum(changes[::-1])[::-1], [0.0]]))
    ln_sd = abs(COUNT_SD * rng.standard_normal()) if error is None else np.sqrt(np.log1p(error**2))
    seen = numbers * np.exp(ln_sd * rng.standard_normal(years))
    kept = rng.random(years) > 0.2
    kept[[0, -2]] = True
    counts = tuple(
        {"year": float(LAST_YEAR - years + 1 + at), "value": float(seen[at])}
        | ({} if error is None else {"error": float(error * seen[at])})
        for at in np.flatnonzero(kept)
    )
    return World(growth, process_sd, numbers, counts)


def drawn_beta(mean: float, sd: float, rng: np.random.Generator) -> float:
    """Draw from a beta of this mean and standard deviation."""
    size = mean * (1 - mean) / sd**2 - 1
    return float(beta.rvs(mean * size, (1 - mean) * size, random_state=rng))
