"""What a calibration finds: parameters before and after, the course of the population, and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.calibrated_draws import CalibratedDraws
from oxyura.annual_cycle.count_unknowns import Kind
from oxyura.schema.intervals import Band, band

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CalibratedParameter:
    """A number before and after the counts.

    Parameters
    ----------
    name : str
        As a reader knows it.
    kind : Kind
        ``number`` (with limits in the study), ``fit`` (open in `fits`), ``level`` (abundance in the first year), or a
        standard deviation: ``process_sd``, ``count_sd``, ``success_sd``.
    stream : tuple of str
        Its random stream.
    prior, posterior : Band
        Median and 95 % interval.
    contraction : float
        1 less the variance after over the variance before, on the scale on which the prior is normal.
    shift : float
        Mean after, in standard deviations of the prior from its centre; beyond 2 counts and study contradict each
        other.
    error : float
        Monte Carlo error of the posterior's mean, in the number's unit.
    identified : bool
        Whether counts say more of it than was known; contraction of 0.2 or more.
    profile : tuple of (float, float)
        For one that is not identified: value, and how much worse, in ln units, everything else can be made to fit.
    """

    name: str
    kind: Kind
    stream: tuple[str, ...]
    prior: Band
    posterior: Band
    contraction: float
    shift: float
    error: float
    identified: bool
    profile: tuple[tuple[float, float], ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return everything by name, the stream left out."""
        return {
            "name": self.name,
            "kind": self.kind,
            "prior": self.prior.to_json(),
            "posterior": self.posterior.to_json(),
            "contraction": self.contraction,
            "shift": self.shift,
            "error": self.error,
            "identified": self.identified,
            "profile": [list(point) for point in self.profile],
        }


@dataclass(frozen=True)
class FittedSeries:
    """Counts beside what would be counted in the same years, counted again.

    Parameters
    ----------
    name, quantity : str
    years : tuple of int
    counted : tuple of float
    expected : tuple of Band
        Posterior predictive: median and 95 % interval.
    tails : tuple of float
        How likely each count lies as far out as it does, to either side, by what all other counts say.
    """

    name: str
    quantity: str
    years: tuple[int, ...]
    counted: tuple[float, ...]
    expected: tuple[Band, ...]
    tails: tuple[float, ...]

    @property
    def inside(self) -> tuple[bool, ...]:
        """Whether each count lies in its interval."""
        return tuple(one.low <= count <= one.high for count, one in zip(self.counted, self.expected, strict=True))

    def to_json(self) -> dict[str, object]:
        """Return everything by name."""
        return {
            "name": self.name,
            "quantity": self.quantity,
            "years": list(self.years),
            "counted": list(self.counted),
            "expected": [one.to_json() for one in self.expected],
            "inside": list(self.inside),
            "tails": list(self.tails),
        }


def summarise_series(
    name: str, quantity: str, years: NDArray[np.int64], counted: Floats, again: Floats, tails: Floats
) -> FittedSeries:
    """Summarise what would be counted again, shape (draws, counts), beside what was."""
    return FittedSeries(
        name,
        quantity,
        tuple(int(year) for year in years),
        tuple(float(count) for count in counted),
        tuple(band(again[:, at]) for at in range(again.shape[1])),
        tuple(tails.tolist()),
    )


@dataclass(frozen=True)
class Diagnostics:
    """How the sampler fared.

    Parameters
    ----------
    counts : int
        Data.
    runs, particles : int
        Independent runs, and particles of each.
    temperatures, sweeps : int
        Steps from prior to posterior, and moves of every particle; the most of any run.
    least_effective, least_acceptance : float
        Smallest effective sample size at a step, smallest share of moves accepted.
    distinct : int
        Different draws of the posterior.
    log_evidence, log_evidence_error : float
        ln of the prior mean of the likelihood, and its Monte Carlo error.
    greatest_spread : float
        Standard deviation of the runs' means, in standard deviations of the posterior; the greatest of any parameter.
    """

    counts: int
    runs: int
    particles: int
    temperatures: int
    sweeps: int
    least_effective: float
    least_acceptance: float
    distinct: int
    log_evidence: float
    log_evidence_error: float
    greatest_spread: float

    def to_json(self) -> dict[str, float]:
        """Return everything by name."""
        return dict(vars(self))


@dataclass(frozen=True)
class Calibration:
    """One migrant's annual cycle in the light of its counts.

    Parameters
    ----------
    migrant_id : str
    parameters : tuple of CalibratedParameter
    untouched : tuple of str
        Uncertain numbers that no count depends on: they keep their draws.
    years : tuple of int
        Of the trajectory.
    trajectory : tuple of Band
        The population at each census, as `abundance` counts it.
    growth_counted : Band or None
        Growth per year from the first counted year to the last; None where only breeding success was counted.
    growth_before, growth_after : Band
        λ under today's causes by the study alone, and with the counts.
    series : tuple of FittedSeries
    correlations : tuple of (str, str, float)
        Pairs of parameters that counts tie together, by 0.5 or more.
    diagnostics : Diagnostics
    draws, point_draws : CalibratedDraws
        For :func:`~oxyura.annual_cycle.cycle.read_cycle`: draws of the posterior, and its centre.
    """

    migrant_id: str
    parameters: tuple[CalibratedParameter, ...]
    untouched: tuple[str, ...]
    years: tuple[int, ...]
    trajectory: tuple[Band, ...]
    growth_counted: Band | None
    growth_before: Band
    growth_after: Band
    series: tuple[FittedSeries, ...]
    correlations: tuple[tuple[str, str, float], ...]
    diagnostics: Diagnostics
    draws: CalibratedDraws = field(repr=False)
    point_draws: CalibratedDraws = field(repr=False)

    @property
    def unlikely(self) -> tuple[tuple[str, int], ...]:
        """Counts, by series and year, outside intervals that hold all counts together 95 times in a hundred.

        By Bonferroni's inequality each of them is as wide as 95 % of all leave it, 1 - 0.05 / counts.
        """
        least = 0.05 / max(sum(len(one.tails) for one in self.series), 1)
        return tuple(
            (one.name, year)
            for one in self.series
            for year, tail in zip(one.years, one.tails, strict=True)
            if tail < least
        )

    @property
    def unidentified(self) -> tuple[str, ...]:
        """Parameters of which the counts say nothing that was not known."""
        return tuple(parameter.name for parameter in self.parameters if not parameter.identified)

    @property
    def contradicted(self) -> tuple[str, ...]:
        """Parameters that the counts take beyond two standard deviations of what the study says."""
        return tuple(
            parameter.name
            for parameter in self.parameters
            if parameter.kind in ("number", "fit") and abs(parameter.shift) > 2.0
        )

    def to_json(self) -> dict[str, object]:
        """Return everything by name, the draws left out."""
        return {
            "parameters": [parameter.to_json() for parameter in self.parameters],
            "unidentified": list(self.unidentified),
            "contradicted": list(self.contradicted),
            "untouched": list(self.untouched),
            "years": list(self.years),
            "trajectory": [one.to_json() for one in self.trajectory],
            "growth_counted": None if self.growth_counted is None else self.growth_counted.to_json(),
            "growth_before": self.growth_before.to_json(),
            "growth_after": self.growth_after.to_json(),
            "series": [one.to_json() for one in self.series],
            "correlations": [list(pair) for pair in self.correlations],
            "diagnostics": self.diagnostics.to_json(),
        }
