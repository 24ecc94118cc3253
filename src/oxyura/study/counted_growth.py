"""Growth and risk read from counts alone, for migrants without an annual cycle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oxyura.annual_cycle.count_series import list_series
from oxyura.annual_cycle.diffusion import Diffusion, fit_diffusion, risk_curve
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.intervals import Band
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet

_LEAST_COUNTS = 3
_RISK_DRAWS = 2000


@dataclass(frozen=True)
class CountedGrowth:
    """Growth of one series of counts, as Brownian motion of its logarithm (Dennis et al. 1991).

    Parameters
    ----------
    series : str
        Name of the series.
    years : tuple of int
    counted : tuple of float
        By effort where the series covers a part.
    diffusion : Diffusion
        Mean and variance of the change of ln N per year.
    growth : Band
        exp(mean), the median growth per year, with its 95 % limits.
    risk : tuple of Band, or None
        Chance of having fallen to the study's threshold by each year from the last count on, year 0 first; None where
        the series covers a part, or has fallen to it already.
    threshold : float
    """

    series: str
    years: tuple[int, ...]
    counted: tuple[float, ...]
    diffusion: Diffusion
    growth: Band
    risk: tuple[Band, ...] | None
    threshold: float

    def to_json(self) -> dict[str, object]:
        """Return everything by name."""
        return {
            "series": self.series,
            "years": list(self.years),
            "counted": list(self.counted),
            "growth": self.growth.to_json(),
            "variance": self.diffusion.variance,
            "risk": None if self.risk is None else [one.to_json() for one in self.risk],
            "threshold": self.threshold,
        }


def read_counted_growth(tables: TableSet, migrant_id: str, settings: Settings) -> tuple[CountedGrowth, ...]:
    """Read growth and risk from every series of three counts or more.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    migrant_id : str
    settings : Settings
        Horizon, threshold and seed.

    Notes
    -----
    Errors of counting are taken for noise of growth, so that variance, interval and risk are upper bounds where counts
    are uncertain.
    """
    table = tables["counts"].matching("migrant_id", migrant_id)
    if not settings.calibration.use or not len(table):
        return ()
    found = []
    for one in list_series(table):
        if one.quantity != "abundance" or len(one.rows) < _LEAST_COUNTS:
            continue
        rows = np.array(one.rows)
        years, counted = table.numbers("year")[rows], table.numbers("value")[rows]
        counted = counted / table.numbers("effort", 1.0)[rows] if one.part else counted
        diffusion = fit_diffusion(years, counted)
        # A site, class or part of the population has no threshold of its own.
        is_whole = one.name == "all" and not one.part
        risk = None
        if is_whole and settings.quasi_extinction_threshold > 0 and counted[-1] > settings.quasi_extinction_threshold:
            rng = Draws(settings.seed, 1).generator("counted_risk", migrant_id, one.name)
            horizon = settings.horizon_years
            risk = risk_curve(
                diffusion, float(counted[-1]), settings.quasi_extinction_threshold, horizon, rng, _RISK_DRAWS
            )
        found.append(
            CountedGrowth(
                one.name,
                tuple(int(year) for year in years),
                tuple(float(count) for count in counted),
                diffusion,
                Band(*(float(np.exp(at)) for at in (diffusion.drift, diffusion.drift_low, diffusion.drift_high))),
                risk,
                settings.quasi_extinction_threshold,
            )
        )
    return tuple(found)
