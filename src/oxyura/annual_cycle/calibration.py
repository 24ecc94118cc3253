"""Calibration: the uncertain rates, effects and numbers of one migrant in the light of its counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from oxyura.annual_cycle.calibrated_draws import CalibratedDraws
from oxyura.annual_cycle.calibration_results import (
    CalibratedParameter,
    Calibration,
    Diagnostics,
    FittedSeries,
    summarise_series,
)
from oxyura.annual_cycle.count_courses import Courses, draw_courses
from oxyura.annual_cycle.count_model import CountModel
from oxyura.annual_cycle.count_profiles import GRID, profile
from oxyura.annual_cycle.count_reading import read_count_model, rows_of_counts
from oxyura.annual_cycle.count_unknowns import as_probability
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.tempering import NoLikelihoodError, TemperedRun, sample_posterior, systematic
from oxyura.schema.errors import InputError
from oxyura.schema.intervals import Band, band
from oxyura.schema.limits import CALIBRATION_VALUES
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]

# Runs apart from each other, so that their differences show the Monte Carlo error.
RUNS = 4
_LEAST_PARTICLES = 500
_MOST_PARTICLES = 5_000
_ATTEMPTS = 3

# Runs whose means differ by more than this share of the posterior's standard deviation do not agree.
MOST_SPREAD = 0.3

# Counts that lower the variance of a number by less say nothing of it that was not known.
LEAST_CONTRACTION = 0.2

_MOST_PROFILES = 12
_STRONG_CORRELATION = 0.5
_INERT_BASES = 4


@dataclass(frozen=True)
class _Sample:
    """Draws of all runs together, equally weighted; `apart` is how far the runs' means lie from each other, by unknown.

    The last is the standard deviation of the runs' means, in standard deviations of the posterior.
    """

    z: Floats
    mean: Floats
    runs: tuple[TemperedRun, ...]
    apart: Floats

    @property
    def agrees(self) -> bool:
        return all(run.settled for run in self.runs) and bool((self.apart <= MOST_SPREAD).all())


def calibrate_migrant(
    tables: TableSet,
    migrant_id: str,
    settings: Settings,
    *,
    deterministic: bool = False,
    least_particles: int = _LEAST_PARTICLES,
) -> Calibration:
    """Calibrate the annual cycle of one migrant to its counts.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    migrant_id : str
        A migrant of tier `full` with rows in `counts`.
    settings : Settings
        Seed, number of draws, scales of the priors.
    deterministic : bool
        The run that asks for it works at point values: its draws are the one of the posterior's centre.
    least_particles : int
        Particles of each of the four runs, at least.

    Raises
    ------
    InputError
        There are fewer counts than free parameters, no draw of the prior makes the counts possible, or the calibration
        does not converge.
    LimitError
        The model is too large.

    Notes
    -----
    Method, priors and diagnostics: docs/explanation/calibration.md.
    """
    whole = read_count_model(tables, migrant_id, settings)
    streams = Draws(settings.seed, 1)
    particles = int(np.clip(-(-settings.draws // RUNS), least_particles, _MOST_PARTICLES))
    _refuse_too_large(whole, particles)
    active, untouched = _split(whole, streams.generator("calibration", migrant_id, "inert"))
    model = replace(whole, unknowns=tuple(whole.unknowns[position] for position in active))

    def stream(name: str) -> np.random.Generator:
        return streams.generator("calibration", migrant_id, name)

    sample = _sample(model, particles, stream)
    courses = draw_courses(model, sample.z, stream("courses"))
    parameters = _describe(model, sample)
    fitted = _series(model, courses)
    first = stream("prior").standard_normal(sample.z.shape)
    draws, point = _draws(model, sample, courses, settings)
    counted_years = model.counts.span
    return Calibration(
        migrant_id=migrant_id,
        parameters=parameters,
        untouched=tuple(whole.unknowns[position].name for position in untouched),
        years=tuple(model.years),
        trajectory=tuple(band(np.exp(courses.ln_number[:, at])) for at in range(len(model.years))),
        growth_counted=_growth_between(model, courses, *counted_years) if model.counts.series else None,
        growth_before=band(_growth(model, first)),
        growth_after=band(_growth(model, sample.z)),
        series=fitted,
        correlations=_correlations(model, sample.z),
        diagnostics=_diagnose(model, sample),
        draws=point if deterministic else draws,
        point_draws=point,
    )


def _refuse_too_large(model: CountModel, particles: int) -> None:
    structure = model.cycle(np.zeros((1, len(model.unknowns)))).structure
    size = particles * structure.n_states * len(structure.stages) * len(model.years)
    CALIBRATION_VALUES.check(size, where=sentence("counts, migrant %(migrant_id)s", migrant_id=model.migrant_id))


def _split(model: CountModel, rng: np.random.Generator) -> tuple[list[int], list[int]]:
    """Return the unknowns on which the likelihood depends, and those on which it does not.

    Each unknown is moved from a few draws of the prior; one that leaves every likelihood as it is, to the digit, keeps
    its prior.
    """
    size = len(model.unknowns)
    bases = rng.standard_normal((_INERT_BASES, size))
    points = np.repeat(bases[None], size + 1, axis=0)
    for position in range(size):
        points[1 + position, :, position] *= -1.0
        points[1 + position, :, position] += 0.5
    batch = max(1, _LEAST_PARTICLES // _INERT_BASES)
    found = np.concatenate(
        [model.log_likelihood(points[start : start + batch].reshape(-1, size)) for start in range(0, size + 1, batch)]
    ).reshape(size + 1, _INERT_BASES)
    possible = np.isfinite(found[0])
    moved = np.abs(found[1:] - np.where(possible, found[0], 0.0)) > 1e-9
    acts = moved.any(axis=1) | ~possible.all()
    return np.flatnonzero(acts).tolist(), np.flatnonzero(~acts).tolist()


def _sample(model: CountModel, particles: int, stream: Callable[[str], np.random.Generator]) -> _Sample:
    """Run the sampler until its runs agree, each attempt with twice the particles."""
    for attempt in range(_ATTEMPTS):
        runs = []
        for number in range(RUNS):
            try:
                rng = stream(f"run {number} of {particles}")
                runs.append(sample_posterior(model.log_likelihood, len(model.unknowns), particles, rng))
            except NoLikelihoodError:
                raise InputError(
                    sentence(
                        "No draw of the vital rates of '%(migrant_id)s' makes its counts possible.",
                        migrant_id=model.migrant_id,
                    ),
                    where=rows_of_counts(model.tables, model.migrant_id),
                    remedy="Check the counts against abundance and vital_rates, or turn calibration off in study.toml.",
                ) from None
        sample = _pool(tuple(runs), stream(f"pool {attempt}"))
        if sample.agrees:
            return sample
        particles = 2 * particles
    raise InputError(
        sentence(
            "The calibration of '%(migrant_id)s' to its counts does not converge: %(runs)s runs do not agree.",
            migrant_id=model.migrant_id,
            runs=RUNS,
        ),
        where=rows_of_counts(model.tables, model.migrant_id),
        remedy="Check counts of which the model cannot make sense, give standard errors or narrower limits, or turn"
        " calibration off in study.toml.",
    )


def _pool(runs: tuple[TemperedRun, ...], rng: np.random.Generator) -> _Sample:
    """Put runs together, each weighted by the evidence that it found, in an order of chance."""
    evidence = np.array([run.log_evidence for run in runs])
    share = np.exp(evidence - evidence.max())
    each = len(runs[0].z)
    weight = np.repeat(share / share.sum() / each, each)
    z = np.concatenate([run.z for run in runs])
    mean = weight @ z
    sd = np.sqrt(np.maximum(weight @ (z - mean) ** 2, 1e-300))
    apart = np.std([run.z.mean(axis=0) for run in runs], axis=0, ddof=1) / sd
    chosen = rng.permutation(systematic(weight, len(z), rng))
    return _Sample(z[chosen], mean, runs, np.asarray(apart))


def _describe(model: CountModel, sample: _Sample) -> tuple[CalibratedParameter, ...]:
    contraction = 1.0 - sample.z.var(axis=0)
    shift = sample.z.mean(axis=0)
    silent = np.flatnonzero(contraction < LEAST_CONTRACTION).tolist()
    # What `fits` leaves open comes first: nothing but the counts speaks of it.
    shown = sorted(silent, key=lambda position: model.unknowns[position].kind != "fit")[:_MOST_PROFILES]
    profiles = profile(model.log_likelihood, sample.z, shown)
    limits = scipy.special.ndtri([0.5, 0.025, 0.975])
    described = []
    for position, unknown in enumerate(model.unknowns):
        values = unknown.at(sample.z[:, position])
        described.append(
            CalibratedParameter(
                name=unknown.name,
                kind=unknown.kind,
                stream=unknown.stream,
                prior=Band(*(float(value) for value in unknown.at(limits))),
                posterior=band(values),
                contraction=float(contraction[position]),
                shift=float(shift[position]),
                error=float(sample.apart[position] / np.sqrt(RUNS) * values.std()),
                identified=position not in silent,
                profile=tuple(
                    (float(value), height)
                    for value, height in zip(unknown.at(GRID), profiles.get(position, ()), strict=False)
                ),
            )
        )
    return tuple(described)


def _series(model: CountModel, courses: Courses) -> tuple[FittedSeries, ...]:
    counts, split = model.counts, len(model.counts.series)
    return (
        *(
            summarise_series(one.name, "abundance", one.years, one.value, again, tails)
            for one, again, tails in zip(counts.series, courses.counted, courses.tails[:split], strict=True)
        ),
        *(
            summarise_series(one.name, "breeding_success", one.years, one.value, again, tails)
            for one, again, tails in zip(counts.success, courses.raised, courses.tails[split:], strict=True)
        ),
    )


def _growth(model: CountModel, z: Floats) -> Floats:
    cycle = model.cycle(z)
    return asymptotic_growth(cycle.year(), cycle.start)


def _growth_between(model: CountModel, courses: Courses, first: int, last: int) -> Band | None:
    if last == first:
        return None
    change = courses.ln_number[:, model.years.index(last)] - courses.ln_number[:, model.years.index(first)]
    return band(np.exp(change / (last - first)))


def _correlations(model: CountModel, z: Floats) -> tuple[tuple[str, str, float], ...]:
    """List the pairs of unknowns that the counts tie together, the strongest first."""
    if z.shape[1] < 2:
        return ()
    matrix = np.atleast_2d(np.corrcoef(z.T))
    names = [unknown.name for unknown in model.unknowns]
    pairs = [
        (names[a], names[b], float(matrix[a, b]))
        for a in range(len(names))
        for b in range(a + 1, len(names))
        if abs(matrix[a, b]) >= _STRONG_CORRELATION
    ]
    return tuple(sorted(pairs, key=lambda pair: (-abs(pair[2]), pair)))


def _diagnose(model: CountModel, sample: _Sample) -> Diagnostics:
    runs = sample.runs
    evidence = np.array([run.log_evidence for run in runs])
    return Diagnostics(
        counts=model.counts.size,
        runs=len(runs),
        particles=len(runs[0].z),
        temperatures=max(len(run.temperatures) for run in runs),
        sweeps=max(run.sweeps for run in runs),
        least_effective=min(min(run.effective) for run in runs),
        least_acceptance=min(min(run.acceptance) for run in runs),
        distinct=len(np.unique(sample.z, axis=0)),
        log_evidence=float(evidence.mean()),
        log_evidence_error=float(evidence.std(ddof=1) / np.sqrt(len(runs))),
        greatest_spread=float(sample.apart.max(initial=0.0)),
    )


def _draws(
    model: CountModel, sample: _Sample, courses: Courses, settings: Settings
) -> tuple[CalibratedDraws, CalibratedDraws]:
    """Return the draws for the engine, as many as the study asks for, and the one at the posterior's centre."""
    chosen = np.arange(settings.draws) % len(sample.z)
    drawn = _streams(model, sample.z[chosen])
    centre = _streams(model, sample.mean[None])
    if model.counts.series and not (model.known_level is not None and model.known_level.is_as_written):
        level = courses.ln_number[:, model.years.index(model.level_year)]
        name = ("abundance", model.migrant_id)
        drawn[1][name] = np.exp(level[chosen])
        centre[1][name] = np.exp(level.mean(keepdims=True))
    return (
        CalibratedDraws(settings.seed, settings.draws, probability=drawn[0], number=drawn[1]),
        CalibratedDraws(settings.seed, 1, deterministic=True, probability=centre[0], number=centre[1]),
    )


def _streams(model: CountModel, z: Floats) -> tuple[dict[tuple[str, ...], Floats], dict[tuple[str, ...], Floats]]:
    """Return probabilities and numbers by stream, as :class:`CalibratedDraws` takes them."""
    probability = {
        unknown.stream: as_probability(z[:, position])
        for position, unknown in enumerate(model.unknowns)
        if unknown.kind == "number"
    }
    number = {
        unknown.stream: unknown.at(z[:, position])
        for position, unknown in enumerate(model.unknowns)
        if unknown.kind in ("fit", "process_sd")
    }
    return probability, number
