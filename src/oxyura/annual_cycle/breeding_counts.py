"""Breeding success in the field against the model's: the likelihood of young raised, and what else might be seen."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import multiply_factors
from oxyura.annual_cycle.carry_over import borne_in, carried_into
from oxyura.annual_cycle.count_series import SuccessSeries
from oxyura.annual_cycle.cycle import Cycle, YearState
from oxyura.annual_cycle.plain_year import Year, crowding_factors, flows_left
from oxyura.annual_cycle.vital_rates import Target

Floats = NDArray[np.float64]

_LEAST = 1e-12
# Below, the logarithms of the beta function lose digits, and the attempts alone make the spread.
_LEAST_SPREAD = 1e-3
_MOST_SPREAD = 0.999


def transition_rates(cycle: Cycle, state: YearState | None) -> Floats:
    """Return the transitions of a year, shape (draws, transitions, sites)."""
    states = None if state is None else state.causes
    factors = multiply_factors(cycle.causes, cycle.targets, cycle.draws.count, states=states)
    return cycle.assembly.assemble(cycle.values, factors).transition


def expected_success(
    cycle: Cycle, year: Year, transitions: Floats | None, starts: Floats, series: SuccessSeries
) -> Floats:
    """Return young per breeding individual in one year, or the share that succeeds, shape (draws,).

    Parameters
    ----------
    cycle : Cycle
    year : Year
    transitions : array, shape (draws, transitions, sites), or None
        Those of the year, where success is one.
    starts : array, shape (draws, stages, classes, sites)
        Individuals at each stage's start.
    series : SuccessSeries

    Notes
    -----
    The mean over those who breed at the series' sites; crowding and mechanisms that lower the young are in it.
    """
    targets = cycle.targets.rates.of(series.rate)
    rates = transitions if series.rate == "transition" else None
    raised, breeding = np.zeros(len(starts)), np.zeros(len(starts))
    counted: set[tuple[int, int]] = set()
    for number in series.targets:
        target = targets[number]
        n = starts[:, target.stage]
        present = n[:, target.class_] * series.sites
        here = rates[:, number] if rates is not None else _young(year, target, starts)
        raised += (present * here).sum(axis=1)
        if (target.stage, target.class_) not in counted:
            counted.add((target.stage, target.class_))
            breeding += present.sum(axis=1)
    return np.divide(raised, breeding, out=np.zeros_like(raised), where=breeding > 0) * series.factor


def _young(year: Year, target: Target, starts: Floats) -> Floats:
    """Return young of a class per individual of a class, crowding in it, shape (draws, sites)."""
    stage, class_, to_class, n = target.stage, target.class_, target.to_class, starts[:, target.stage]
    _, on_young, _ = crowding_factors(year, stage, n, crowded=True)
    value, layout = flows_left(year, stage, n, crowded=True), year.layout
    young = np.zeros_like(on_young)
    for flow in range(layout.start[stage], layout.start[stage + 1]):
        if layout.is_young[flow] and layout.from_class[flow] == class_ and layout.to_class[flow] == to_class:
            young += value[:, flow] * on_young
    carried = carried_into(year, stage, starts)
    return young * borne_in(year, stage, carried, n.shape)[1][:, class_] if carried else young


def success_log_likelihood(series: SuccessSeries, at: int, expected: Floats, spread: Floats) -> Floats:
    """Return the log-likelihood of one year's breeding success, shape (draws,).

    Parameters
    ----------
    series : SuccessSeries
    at : int
        Which of its years.
    expected : array, shape (draws,)
        What the model gives.
    spread : array, shape (draws,)
        How much success differs between years: as a share of the greatest standard deviation that a probability can
        have, √(p (1 - p)); for fecundity the coefficient of variation.

    Notes
    -----
    With attempts n and no error, young = value · n: beta-binomial for a probability, negative binomial (a Poisson with
    gamma mean) for a fecundity. Else normal, with the variance of the error and that between years.
    """
    value, error, attempts = float(series.value[at]), float(series.error[at]), float(series.attempts[at])
    if np.isnan(error) and not np.isnan(attempts):
        return _of_attempts(series, round(value * attempts), attempts, expected, spread)
    variance = sd_between_years(series, expected, spread) ** 2 + (0.0 if np.isnan(error) else error**2)
    variance = np.maximum(variance, _LEAST)
    return np.asarray(-0.5 * (np.log(2.0 * np.pi * variance) + (value - expected) ** 2 / variance))


def sd_between_years(series: SuccessSeries, expected: Floats, spread: Floats) -> Floats:
    """Return the standard deviation of success between years, shape (draws,)."""
    if series.rate == "transition":
        inside = np.clip(expected, 0.0, 1.0)
        return np.asarray(spread * np.sqrt(inside * (1.0 - inside)))
    return np.asarray(spread * expected)


def known_spread(series: SuccessSeries, expected: Floats) -> Floats:
    """Return the spread that `sd_between_years` of the rate's row stands for, shape (draws,)."""
    greatest = np.sqrt(np.maximum(expected * (1 - expected), _LEAST)) if series.rate == "transition" else expected
    share = series.factor * series.sd_between_years / np.maximum(greatest, _LEAST)
    return np.asarray(np.clip(share, _LEAST_SPREAD, _MOST_SPREAD if series.rate == "transition" else np.inf))


def _of_attempts(series: SuccessSeries, young: int, attempts: float, expected: Floats, spread: Floats) -> Floats:
    if series.rate == "transition":
        p = np.clip(expected, _LEAST, 1.0 - _LEAST)
        concentration = 1.0 / np.clip(spread, _LEAST_SPREAD, _MOST_SPREAD) ** 2 - 1.0
        a, b = p * concentration, (1.0 - p) * concentration
        if young > attempts:
            return np.full(len(expected), -np.inf)
        gammaln, betaln = scipy.special.gammaln, scipy.special.betaln
        choose = gammaln(attempts + 1) - gammaln(young + 1) - gammaln(attempts - young + 1)
        return np.asarray(choose + betaln(young + a, attempts - young + b) - betaln(a, b))
    mean = np.maximum(expected * attempts, _LEAST)
    size = 1.0 / np.clip(spread, _LEAST_SPREAD, 1e3) ** 2
    return np.asarray(
        scipy.special.gammaln(young + size)
        - scipy.special.gammaln(size)
        - scipy.special.gammaln(young + 1)
        + size * np.log(size / (size + mean))
        + young * np.log(mean / (size + mean))
    )


def success_tails(series: SuccessSeries, at: int, expected: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return the probability of seeing at most, and at least, what was seen in one year, shape (draws,) each."""
    value, error, attempts = float(series.value[at]), float(series.error[at]), float(series.attempts[at])
    if not np.isnan(error) or np.isnan(attempts):
        extra = 0.0 if np.isnan(error) else error
        sd = np.sqrt(sd_between_years(series, expected, spread) ** 2 + extra**2)
        below = scipy.special.ndtr((value - expected) / np.maximum(sd, _LEAST))
        return np.asarray(below), np.asarray(1.0 - below)
    young = round(value * attempts)
    if series.rate == "transition":
        p = np.clip(expected, _LEAST, 1.0 - _LEAST)
        concentration = 1.0 / np.clip(spread, _LEAST_SPREAD, _MOST_SPREAD) ** 2 - 1.0
        seen = scipy.stats.betabinom(int(attempts), p * concentration, (1.0 - p) * concentration)
    else:
        size = 1.0 / np.clip(spread, _LEAST_SPREAD, 1e3) ** 2
        seen = scipy.stats.nbinom(size, size / (size + np.maximum(expected * attempts, _LEAST)))
    return np.asarray(seen.cdf(young)), np.asarray(seen.sf(young - 1))


def draw_success(series: SuccessSeries, at: int, expected: Floats, spread: Floats, rng: np.random.Generator) -> Floats:
    """Draw what might have been seen in one year, shape (draws,)."""
    error, attempts = float(series.error[at]), float(series.attempts[at])
    if not np.isnan(error) or np.isnan(attempts):
        extra = 0.0 if np.isnan(error) else error
        sd = np.sqrt(sd_between_years(series, expected, spread) ** 2 + extra**2)
        return np.maximum(expected + sd * rng.standard_normal(len(expected)), 0.0)
    if series.rate == "transition":
        p = np.clip(expected, _LEAST, 1.0 - _LEAST)
        concentration = 1.0 / np.clip(spread, _LEAST_SPREAD, _MOST_SPREAD) ** 2 - 1.0
        return rng.binomial(int(attempts), rng.beta(p * concentration, (1.0 - p) * concentration)) / attempts
    size = 1.0 / np.clip(spread, _LEAST_SPREAD, 1e3) ** 2
    return rng.poisson(rng.gamma(size, np.maximum(expected * attempts, _LEAST) / size)) / attempts
