"""Sampling a posterior from its prior by tempering: sequential Monte Carlo with adaptive steps and moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LogLikelihood = Callable[[Floats], Floats]

# Share of the particles that stay effective in one step of temperature.
_KEPT = 0.5

# Moves go on until no direction is correlated with where the particles stood before them by more than this.
_CORRELATION = 0.35
_LAST_CORRELATION = 0.2
_MOST_SWEEPS = 40
_MOST_LAST_SWEEPS = 120
_MOST_TEMPERATURES = 200

_LEAST_ACCEPTANCE = 0.01
_TARGET_ACCEPTANCE = 0.3


class NoLikelihoodError(ValueError):
    """No draw of the prior makes the data possible."""


@dataclass(frozen=True)
class TemperedRun:
    """One run of the sampler.

    Parameters
    ----------
    z : array, shape (particles, unknowns)
        Draws from the posterior, equally weighted.
    log_likelihood : array, shape (particles,)
    log_evidence : float
        ln of the prior mean of the likelihood.
    temperatures, effective, acceptance : tuple of float
        By step: the power of the likelihood reached, the effective sample size on the way, the share of moves accepted.
    sweeps : int
        Moves of every particle, over all steps.
    settled : bool
        Whether the particles forgot where they stood at the last step, and the steps came to an end.
    """

    z: Floats
    log_likelihood: Floats
    log_evidence: float
    temperatures: tuple[float, ...]
    effective: tuple[float, ...]
    acceptance: tuple[float, ...]
    sweeps: int
    settled: bool


def sample_posterior(
    log_likelihood: LogLikelihood, unknowns: int, particles: int, rng: np.random.Generator
) -> TemperedRun:
    """Sample the posterior of unknowns that are standard normal before any data.

    Parameters
    ----------
    log_likelihood : callable
        Of an array, shape (particles, unknowns); shape (particles,).
    unknowns, particles : int
    rng : numpy.random.Generator

    Raises
    ------
    NoLikelihoodError
        No particle of the prior has a likelihood above 0.

    Notes
    -----
    Sequential Monte Carlo (Del Moral, Doucet & Jasra 2006): the likelihood is raised to powers from 0 to 1, each as far
    as half of the particles stay effective; systematic resampling; then Metropolis moves that leave the tempered
    posterior as it is, by turns

    - z′ = m + √(1 - s²) (z - m) + s L ξ, reversible for the normal with the particles' mean m and covariance L Lᵀ (the
      preconditioned Crank-Nicolson proposal around the posterior; Cotter et al. 2013), and
    - z′ = z + s L ξ, a random walk, for tails that the normal does not have,

    with s adapted to three in ten accepted, until the particles have forgotten where they stood.
    """
    z = rng.standard_normal((particles, unknowns))
    found = log_likelihood(z)
    if not np.isfinite(found).any():
        raise NoLikelihoodError
    reached, evidence = 0.0, 0.0
    temperatures: list[float] = []
    effective: list[float] = []
    acceptance: list[float] = []
    mover = _Mover(log_likelihood, unknowns, rng)
    while reached < 1.0 and len(temperatures) < _MOST_TEMPERATURES:
        step = _next_step(found, 1.0 - reached)
        reached = 1.0 if step >= 1.0 - reached else reached + step
        weight, change = _weights(step * found)
        evidence += change
        effective.append(float(1.0 / (weight**2).sum()))
        mover.aim(z, weight)
        chosen = systematic(weight, particles, rng)
        z, found, accepted = mover.move(z[chosen], found[chosen], reached)
        temperatures.append(reached)
        acceptance.append(accepted)
    return TemperedRun(
        z, found, evidence, tuple(temperatures), tuple(effective), tuple(acceptance), mover.sweeps,
        settled=reached >= 1.0 and mover.forgotten and acceptance[-1] >= _LEAST_ACCEPTANCE,
    )  # fmt: skip


def _weights(logarithm: Floats) -> tuple[Floats, float]:
    """Return normalised weights, and the logarithm of their mean before that."""
    most = logarithm.max()
    weight = np.exp(logarithm - most)
    return weight / weight.sum(), float(most + np.log(weight.mean()))


def _next_step(found: Floats, left: float) -> float:
    """Return how far the power can rise while the effective share of particles stays above the bound."""
    possible = np.isfinite(found)

    def share(step: float) -> float:
        logarithm = np.where(possible, step * np.where(possible, found, 0.0), -np.inf)
        weight, _ = _weights(logarithm)
        return float(1.0 / (weight**2).sum() / len(found))

    bound = _KEPT * float(possible.mean())
    if share(left) >= bound:
        return left
    low, high = 0.0, left
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if share(middle) >= bound else (low, middle)
    return max(low, np.finfo(float).tiny)


def systematic(weight: Floats, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return positions chosen in proportion to weights that sum to 1, by systematic resampling, shape (count,)."""
    points = (rng.random() + np.arange(count)) / count
    return np.minimum(np.searchsorted(np.cumsum(weight), points, side="right"), len(weight) - 1).astype(np.int64)


class _Mover:
    """Metropolis moves of all particles at once, their length adapted on the way."""

    def __init__(self, log_likelihood: LogLikelihood, unknowns: int, rng: np.random.Generator) -> None:
        self._log_likelihood, self._rng = log_likelihood, rng
        self._length = {"around": 0.7, "walk": min(1.0, 2.38 / np.sqrt(unknowns))}
        self.sweeps = 0
        self.forgotten = False

    def aim(self, z: Floats, weight: Floats) -> None:
        """Take mean and covariance of weighted particles, the covariance shrunk as far as few particles ask for."""
        self._mean = weight @ z
        apart = z - self._mean
        covariance = (apart * weight[:, None]).T @ apart
        own = np.diag(np.diag(covariance))
        shrink = min(0.9, z.shape[1] * float((weight**2).sum()))
        covariance = (1.0 - shrink) * covariance + shrink * own
        self._root = np.linalg.cholesky(covariance + 1e-10 * np.eye(z.shape[1]))
        self._inverse = np.linalg.inv(self._root)

    def move(self, z: Floats, found: Floats, power: float) -> tuple[Floats, Floats, float]:
        """Move until forgotten; return particles, log-likelihood and the share of moves accepted."""
        before = self._whitened(z)
        accepted: list[float] = []
        most, bound = (_MOST_LAST_SWEEPS, _LAST_CORRELATION) if power >= 1.0 else (_MOST_SWEEPS, _CORRELATION)
        self.forgotten = False
        for sweep in range(most):
            kind = "walk" if sweep % 4 == 3 else "around"
            z, found, share = self._sweep(z, found, power, kind)
            accepted.append(share)
            self.sweeps += 1
            if sweep >= 1 and self._correlation(before, self._whitened(z)) <= bound:
                self.forgotten = True
                break
        return z, found, float(np.mean(accepted))

    def _whitened(self, z: Floats) -> Floats:
        return np.asarray((z - self._mean) @ self._inverse.T)

    @staticmethod
    def _correlation(before: Floats, after: Floats) -> float:
        """Return the greatest correlation of a direction with itself before, less what chance alone makes."""
        a, b = before - before.mean(axis=0), after - after.mean(axis=0)
        size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
        each = np.divide((a * b).sum(axis=0), size, out=np.ones_like(size), where=size > 0)
        return float(each.max(initial=0.0) - 2.0 / np.sqrt(len(a)))

    def _sweep(self, z: Floats, found: Floats, power: float, kind: str) -> tuple[Floats, Floats, float]:
        length = self._length[kind]
        fresh = length * self._rng.standard_normal(z.shape) @ self._root.T
        around = self._mean + np.sqrt(1.0 - length**2) * (z - self._mean)
        proposed = (around if kind == "around" else z) + fresh
        likelihood = self._log_likelihood(proposed)
        gain = power * (likelihood - found) - 0.5 * ((proposed**2).sum(axis=1) - (z**2).sum(axis=1))
        if kind == "around":
            gain += 0.5 * ((self._whitened(proposed) ** 2).sum(axis=1) - (self._whitened(z) ** 2).sum(axis=1))
        better = np.log1p(-self._rng.random(len(z))) < gain
        share = float(better.mean())
        self._length[kind] = float(np.clip(length * np.exp(share - _TARGET_ACCEPTANCE), 0.01, 1.0))
        return np.where(better[:, None], proposed, z), np.where(better, likelihood, found), share
