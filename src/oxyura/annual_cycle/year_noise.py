"""Noise between years: what the rates of a year are around their drawn means, from one normal number per group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.vital_rates import RateRow

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Stream = tuple[str, ...]

# The greatest share of m (1 - m) that the variance of a probability may be.
_MOST_VARIANCE = 0.95

# A smaller spread against the mean, and a mean nearer to 0 or 1, leave a rate as it is.
_LEAST = 1e-9

_NEWTON_STEPS, _SETTLED = 60, 1e-14


@dataclass(frozen=True)
class RateNoise:
    """How the rates of one migrant differ between years.

    Parameters
    ----------
    row : int64 array, shape (noisy,)
        Positions of the rows of `vital_rates` that differ.
    probability : bool array, shape (noisy,)
        Survival and transition; the others are fecundities.
    group : int64 array, shape (noisy,)
        Position of each row's stream: rows of one stream share the normal number of the year.
    mean, location, scale : array, shape (draws, noisy)
        With z the year's normal number a probability is Φ(location + scale · z), a fecundity
        mean · exp(scale · z - scale² / 2); the mean itself where scale is 0.
    streams : tuple of tuple of str
        Their names.
    autocorrelation : array, shape (streams,)
        Correlation of a stream's normal number with that of the year before.
    """

    row: Ints
    probability: Bools
    group: Ints
    mean: Floats
    location: Floats
    scale: Floats
    streams: tuple[Stream, ...]
    autocorrelation: Floats

    @property
    def any(self) -> bool:
        """Whether any rate differs between years."""
        return bool(len(self.row))

    def values(self, means: Floats, z: Floats) -> Floats:
        """Return every row's value in a year, shape (draws, rows): the plain statement of the compiled noise.

        Parameters
        ----------
        means : array, shape (draws, rows)
            The drawn values.
        z : array, shape (draws, streams)
            Normal numbers of the year.
        """
        values = means.copy()
        own = z[:, self.group]
        scale = self.scale
        varied = np.where(
            self.probability,
            scipy.special.ndtr(self.location + scale * own),
            self.mean * np.exp(scale * own - scale**2 / 2),
        )
        values[:, self.row] = np.where(scale > 0, varied, self.mean)
        return values


def match_noise(rows: Sequence[RateRow], values: Floats) -> RateNoise:
    """Give each row with `sd_between_years` the noise with its drawn mean and that standard deviation.

    Parameters
    ----------
    rows : sequence of RateRow
    values : array, shape (draws, rows)
        Their drawn values.
    """
    noisy = [position for position, row in enumerate(rows) if row.sd_between_years > 0]
    streams = tuple(dict.fromkeys(rows[position].noise_stream for position in noisy))
    probability = np.array([rows[position].family == "probability" for position in noisy], dtype=bool)
    mean = np.ascontiguousarray(values[:, noisy])
    sd = np.array([rows[position].sd_between_years for position in noisy])
    location, scale = np.zeros_like(mean), np.zeros_like(mean)
    location[:, probability], scale[:, probability] = probit_normal(mean[:, probability], sd[probability])
    scale[:, ~probability] = log_normal_scale(mean[:, ~probability], sd[~probability])
    correlation = dict.fromkeys(streams, 0.0)
    for position in noisy:
        if not np.isnan(rows[position].autocorrelation):
            correlation[rows[position].noise_stream] = rows[position].autocorrelation
    return RateNoise(
        np.array(noisy, dtype=np.int64),
        probability,
        np.array([streams.index(rows[position].noise_stream) for position in noisy], dtype=np.int64),
        mean,
        location,
        scale,
        streams,
        np.array(list(correlation.values()), dtype=np.float64),
    )


def probit_normal(mean: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Return location and scale such that Φ(location + scale · z), z standard normal, has this mean and sd.

    Parameters
    ----------
    mean : array, shape (draws, rows)
        Probabilities.
    sd : array, broadcast to the shape of `mean`
        Lowered where no probability of that mean can have it.

    Returns
    -------
    location, scale : array, shape of `mean`
        scale is 0 where the probability does not vary.

    Notes
    -----
    With a = Φ⁻¹(mean) and ρ = scale² / (1 + scale²) the second moment is the bivariate normal Φ₂(a, a; ρ), so the
    variance is mean (1 - mean) - 2 T(a, tan(π/4 - θ/2)) with sin θ = ρ and T Owen's function [Owen1956]_. Its slope in
    θ is exp(-a² / (1 + sin θ)) / 2π, which grows with θ, so that Newton's steps from above never overshoot.
    """
    sd = np.broadcast_to(sd, mean.shape)
    varies = (sd > _LEAST * np.maximum(mean, _LEAST)) & (mean > _LEAST) & (mean < 1 - _LEAST)
    m = mean[varies]
    a = scipy.special.ndtri(m)
    variance = np.minimum(sd[varies] ** 2, _MOST_VARIANCE * m * (1 - m))
    theta = np.minimum(variance * 2 * np.pi * np.exp(np.minimum(a**2, 700.0)), np.pi / 2)
    settled = np.zeros(theta.shape, dtype=bool)
    for _ in range(_NEWTON_STEPS):
        excess = m * (1 - m) - 2 * scipy.special.owens_t(a, np.tan(np.pi / 4 - theta / 2)) - variance
        step = excess * 2 * np.pi * np.exp(a**2 / (1 + np.sin(theta)))
        # One that has settled stays, so that it does not depend on which others are matched with it.
        settled |= np.abs(step) <= _SETTLED * theta
        theta = np.where(settled, theta, np.clip(theta - step, 0.0, np.pi / 2))
        if settled.all():
            break
    rho = np.sin(theta)
    location, scale = np.zeros(mean.shape), np.zeros(mean.shape)
    location[varies] = a / np.sqrt(1 - rho)
    scale[varies] = np.sqrt(rho / (1 - rho))
    return location, scale


def log_normal_scale(mean: Floats, sd: Floats) -> Floats:
    """Return the scale such that mean · exp(scale · z - scale² / 2) has this mean and sd: √ln(1 + sd² / mean²)."""
    varies = (mean > 0) & (sd > _LEAST * mean)
    ratio = np.divide(np.broadcast_to(sd, mean.shape), mean, out=np.zeros_like(mean), where=varies)
    return np.asarray(np.sqrt(np.log1p(ratio**2)))


class NormalYears:
    """The normal numbers of the years of one projection, stream by stream, each correlated with the year before.

    Streams are named by the rates and not by the run, so that every counterfactual meets the same years; asking for
    the years in several parts gives the same numbers as asking for them at once.

    Parameters
    ----------
    noise : RateNoise
    draws : Draws
    replicate : int
        0 for the run itself; another number gives other years.
    """

    def __init__(self, noise: RateNoise, draws: Draws, replicate: int = 0) -> None:
        again = (f"replicate {replicate}",) if replicate else ()
        self._streams = [draws.years(*stream, *again) for stream in noise.streams]
        self._correlation = noise.autocorrelation
        self._last: Floats | None = None
        self._draws = draws.count

    def next_years(self, years: int) -> Floats:
        """Return the normal numbers of the years that follow, shape (draws, years, streams)."""
        z = np.empty((self._draws, years, len(self._streams)))
        for number, stream in enumerate(self._streams):
            z[:, :, number] = stream.normal(years).T
        if self._correlation.any():
            fresh = np.sqrt(1.0 - self._correlation**2)
            for year in range(years):
                if self._last is not None:
                    z[:, year] = self._correlation * self._last + fresh * z[:, year]
                self._last = z[:, year]
        return z
