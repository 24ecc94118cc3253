"""The course of a counted population, drawn given its unknowns, and what would have been counted along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.breeding_counts import draw_success
from oxyura.annual_cycle.count_model import CountModel, CountTrace

Floats = NDArray[np.float64]


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
    """

    ln_number: Floats
    counted: tuple[Floats, ...]
    raised: tuple[Floats, ...]


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
    counted = tuple(
        _counted_again(model, z, trace, shares, course, position, rng) for position in range(len(model.counts.series))
    )
    raised = tuple(
        np.stack([draw_success(one, at, *trace.raised[position, at], rng) for at in range(len(one.years))], axis=1)
        for position, one in enumerate(model.counts.success)
    )
    return Courses(course, counted, raised)


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


def _counted_again(
    model: CountModel,
    z: Floats,
    trace: CountTrace,
    shares: Floats,
    course: Floats,
    position: int,
    rng: np.random.Generator,
) -> Floats:
    series = model.counts.series[position]
    sds = model.values("count_sd", z)
    own = next((sds[name] for name, members in model.counts.groups.items() if position in members), np.zeros(len(z)))
    indices = [at for at, one in enumerate(model.counts.series) if one.part]
    share = shares[:, indices.index(position)] if series.part else np.zeros(len(z))
    again = np.empty((len(z), len(series.years)))
    for at, year in enumerate(series.years.tolist()):
        offset, slope = trace.seen[position, at]
        variance = series.ln_variance[at]
        sd = own if np.isnan(variance) else np.sqrt(variance)
        mean = offset + share + slope * course[:, model.years.index(year)]
        expected = mean + np.log(series.effort[at] * series.factor)
        again[:, at] = np.exp(expected + sd * rng.standard_normal(len(z)))
    return again
