"""The course of a counted population, drawn given its unknowns, and what would have been counted along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from oxyura.annual_cycle.breeding_counts import draw_success, success_log_likelihood, success_tails
from oxyura.annual_cycle.count_model import CountModel, CountTrace
from oxyura.annual_cycle.count_series import CountSeries

Floats = NDArray[np.float64]

# Of a count that is known for certain.
_LEAST_VARIANCE = 1e-24


@dataclass(frozen=True)
class Courses:
    """Courses of a population, one for each draw.

    Parameters
    ----------
    ln_number : array, shape (draws, years)
        ln of the counted population at each census.
    counted : tuple of array, shape (draws, counts)
        By series of abundance, what would be counted if counted again.
    raised : tuple of array, shape (draws, counts)
        By series of breeding success, what might be seen in another such year.
    tails : tuple of array, shape (counts,)
        By series, of abundance and then of success: how likely a count lies as far out as this one, to either side, by
        what all other counts say.
    """

    ln_number: Floats
    counted: tuple[Floats, ...]
    raised: tuple[Floats, ...]
    tails: tuple[Floats, ...]


def draw_courses(model: CountModel, z: Floats, rng: np.random.Generator) -> Courses:
    """Draw a course for each draw of the unknowns.

    Parameters
    ----------
    model : CountModel
    z : array, shape (draws, unknowns)
        From the posterior.
    rng : numpy.random.Generator

    Notes
    -----
    Shares that indices cover are drawn from what the filter says of them at the end; with these known the filter runs
    again, and ln N is drawn backwards from the last year to the first, each given the next.
    """
    filtered, _ = model.run(z)
    shares = _draw_shares(filtered.mean[:, 1:], filtered.covariance[:, 1:, 1:], rng)
    _, trace = model.run(z, shares)
    process_variance = next(iter(model.values("process_sd", z).values()), np.zeros(len(z))) ** 2
    course = _draw_backwards(trace, process_variance, rng)
    smoothed = _smooth(trace, process_variance)
    again = [_read_again(model, z, trace, shares, position) for position in range(len(model.counts.series))]
    counted = tuple(_count_again(*one, course, rng) for one in zip(model.counts.series, again, strict=True))
    tails = [_tails_of(*one, smoothed) for one in zip(model.counts.series, again, strict=True)]
    raised = tuple(
        np.stack([draw_success(one, at, *trace.raised[position, at], rng) for at in range(len(one.years))], axis=1)
        for position, one in enumerate(model.counts.success)
    )
    seen = [
        np.array(
            [
                _tail(
                    *success_tails(one, at, *trace.raised[position, at]),
                    success_log_likelihood(one, at, *trace.raised[position, at]),
                )
                for at in range(len(one.years))
            ]
        )
        for position, one in enumerate(model.counts.success)
    ]
    return Courses(course, counted, raised, (*tails, *seen))


def _tail(at_most: Floats, at_least: Floats, log_likelihood: Floats) -> float:
    """Return twice the smaller probability of a count, by draws that have not seen it.

    Each draw weighs 1 / its likelihood of the count, which takes the count out of the posterior; no weight is above
    √draws times the mean [Ionides2008]_.
    """
    weight = np.exp(log_likelihood.min() - log_likelihood)
    weight = np.minimum(weight, np.sqrt(len(weight)) * weight.mean())
    return float(min(2.0 * min(weight @ at_most, weight @ at_least) / weight.sum(), 1.0))


def _draw_shares(mean: Floats, covariance: Floats, rng: np.random.Generator) -> Floats:
    if not mean.shape[1]:
        return mean
    size = np.arange(mean.shape[1])
    jittered = covariance.copy()
    jittered[:, size, size] += 1e-12
    root = np.linalg.cholesky(jittered)
    return np.asarray(mean + np.einsum("dij,dj->di", root, rng.standard_normal(mean.shape)))


def _draw_backwards(trace: CountTrace, process_variance: Floats, rng: np.random.Generator) -> Floats:
    years = len(trace.mean)
    course = np.empty((years, len(process_variance)))

    def drawn(mean: Floats, variance: Floats) -> Floats:
        return np.asarray(mean + np.sqrt(np.maximum(variance, 0.0)) * rng.standard_normal(len(mean)))

    course[-1] = drawn(trace.mean[-1], trace.variance[-1])
    for year in range(years - 2, -1, -1):
        variance, slope = trace.variance[year], trace.slope[year]
        ahead = slope**2 * variance + process_variance
        gain = np.divide(slope * variance, ahead, out=np.zeros_like(ahead), where=ahead > 0)
        missed = course[year + 1] - (trace.mean[year] + trace.change[year])
        course[year] = drawn(trace.mean[year] + gain * missed, variance - gain * slope * variance)
    return course.T


def _smooth(trace: CountTrace, process_variance: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of ln N given all counts, shape (years, draws) each (Rauch, Tung and Striebel's way)."""
    mean, variance = np.stack(trace.mean), np.stack(trace.variance)
    for year in range(len(mean) - 2, -1, -1):
        slope = trace.slope[year]
        ahead = slope**2 * variance[year] + process_variance
        gain = np.divide(slope * variance[year], ahead, out=np.zeros_like(ahead), where=ahead > 0)
        mean[year] += gain * (mean[year + 1] - mean[year] - trace.change[year])
        variance[year] += gain**2 * (variance[year + 1] - ahead)
    return mean, np.maximum(variance, 0.0)


@dataclass(frozen=True)
class _Again:
    """What the model has of one series at each count, and the standard deviation of its error, shape (draws,) each."""

    offset: list[Floats]
    slope: list[Floats]
    sd: list[Floats]
    at_year: list[int]


def _read_again(model: CountModel, z: Floats, trace: CountTrace, shares: Floats, position: int) -> _Again:
    series = model.counts.series[position]
    sds = model.values("count_sd", z)
    own = next((sds[name] for name, members in model.counts.groups.items() if position in members), np.zeros(len(z)))
    indices = [at for at, one in enumerate(model.counts.series) if one.part]
    share = shares[:, indices.index(position)] if series.part else np.zeros(len(z))
    seen = [trace.seen[position, at] for at in range(len(series.years))]
    return _Again(
        [offset + share for offset, _ in seen],
        [slope for _, slope in seen],
        [own if np.isnan(one) else np.full(len(z), np.sqrt(one)) for one in series.ln_variance.tolist()],
        [model.years.index(year) for year in series.years.tolist()],
    )


def _count_again(series: CountSeries, again: _Again, course: Floats, rng: np.random.Generator) -> Floats:
    """Return what would be counted again along a course, shape (draws, counts)."""
    found = np.empty((len(course), len(series.years)))
    for at, year in enumerate(again.at_year):
        expected = again.offset[at] + again.slope[at] * course[:, year] + np.log(series.effort[at] * series.factor)
        found[:, at] = np.exp(expected + again.sd[at] * rng.standard_normal(len(course)))
    return found


def _tails_of(series: CountSeries, again: _Again, smoothed: tuple[Floats, Floats]) -> Floats:
    """Return the tail of each count by what the others say, shape (counts,).

    With m and P the mean and variance of what the model has at a count given all counts, and R its error's variance,
    the others alone expect it at m - (y - m) P / (R - P) with variance R² / (R - P).
    """
    mean, variance = smoothed
    tails = np.empty(len(series.years))
    for at, year in enumerate(again.at_year):
        error = np.maximum(again.sd[at] ** 2, _LEAST_VARIANCE)
        left = np.maximum(error - again.slope[at] ** 2 * variance[year], 1e-6 * error)
        distance = (series.ln_value[at] - again.offset[at] - again.slope[at] * mean[year]) / np.sqrt(left)
        likelihood = 0.5 * np.log(left) - np.log(error) - 0.5 * distance**2
        tails[at] = _tail(scipy.special.ndtr(distance), scipy.special.ndtr(-distance), likelihood)
    return tails
