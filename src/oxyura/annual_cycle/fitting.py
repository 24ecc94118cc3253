"""Fit named parameters to growth or λ, by least squares, and say what the targets leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.descent import Descent, descend
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import growth_of, project_census
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet, text_of

Floats = NDArray[np.float64]

_STARTS_PER_PARAMETER = 3
_GRID_PARAMETERS = 3
_PROFILE_POINTS = 15
_SAME_COST = 1e-12
_SAME_PLACE = 1e-3
_FLAT = 1e-6

# Matrix entries of points that go through the model together.
_ENTRIES_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class FitTarget:
    """A value that the model is to meet: `outcome` is growth or lambda, `scenario_id` None as now."""

    outcome: str
    scenario_id: str | None
    value: float


@dataclass(frozen=True)
class FittedParameter:
    """A fitted parameter.

    Parameters
    ----------
    name : str
        As in the column `parameter` of `vital_rates`.
    value, lower, upper : float
        Fitted value and its bounds.
    at_bound : bool
        Whether the value lies on a bound: the targets would take it further.
    identified : bool
        Whether the targets settle it.
    profile : tuple of (float, float)
        Value of the parameter and least sum of squares with the others free.
    """

    name: str
    value: float
    lower: float
    upper: float
    at_bound: bool
    identified: bool
    profile: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Fit:
    """The fit of one migrant.

    Parameters
    ----------
    parameters : tuple of FittedParameter
    targets : tuple of FitTarget
    reached : tuple of float
        What the fitted model gives for each target.
    residual : float
        Square root of the sum of squared differences.
    """

    parameters: tuple[FittedParameter, ...]
    targets: tuple[FitTarget, ...]
    reached: tuple[float, ...]
    residual: float


def fit_parameters(
    tables: TableSet, migrant_id: str, settings: Settings, *, described: bool = True
) -> tuple[TableSet, Fit | None]:
    """Fit the parameters that `fits` names for one migrant, at point values.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    migrant_id : str
        The migrant.
    settings : Settings
        The horizon over which growth is taken.
    described : bool
        Whether it is wanted what the targets leave open: profiles, and optima as good as the best. That takes longer
        than the fit, and does not change it.

    Returns
    -------
    tables : TableSet
        With the fitted values in `vital_rates`, without limits: draws keep them.
    fit : Fit or None
        None where the table names no parameter of the migrant, and where no description is wanted.

    Raises
    ------
    InputError
        More parameters than targets, a parameter that no rate has, or a fit that does not converge.

    Notes
    -----
    Bounded least squares from a grid of starts. A parameter is called not identified where a direction in which it
    changes leaves every target as it is (singular values of the scaled Jacobian below 1e-6 of the largest), or where
    two distinct optima are equally good.
    """
    rows = tables["fits"].matching("migrant_id", migrant_id)
    names = [name for name in rows.texts("parameter") if name is not None]
    if not names:
        return tables, None
    is_parameter = np.array([name is not None for name in rows.texts("parameter")])
    lower, upper = rows.numbers("lower")[is_parameter], rows.numbers("upper")[is_parameter]
    targets = tuple(
        FitTarget(str(record["target"]), text_of(record["scenario_id"]), float(np.float64(record["value"])))
        for record in rows.where(~is_parameter).records()
        if isinstance(record["value"], float)
    )
    if len(names) > len(targets):
        raise InputError(
            sentence(
                "%(number)s parameters of '%(migrant_id)s' are to be fitted to %(number_2)s targets: too few.",
                number=len(names),
                migrant_id=migrant_id,
                number_2=len(targets),
            ),
            where="fits",
            remedy="Add a target, or fix a parameter in vital_rates.",
        )
    cycle = read_cycle(tables, migrant_id, Draws(settings.seed, 1, deterministic=True))
    problem = _Problem(cycle, _rows_of(cycle, tables, names), targets, settings.horizon_years, lower, upper)
    best, others = problem.solve(rows.rows[~is_parameter].tolist(), alone=not described)
    fitted = _with_values(tables, migrant_id, dict(zip(names, best, strict=True)))
    if not described:
        return fitted, None
    fit = Fit(
        tuple(problem.describe(names, best, others)),
        targets,
        tuple(problem.outcomes(best[None])[0].tolist()),
        float(np.linalg.norm(problem.residuals(best[None]))),
    )
    return fitted, fit


def _rows_of(cycle: Cycle, tables: TableSet, names: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return, for each parameter, the positions of its rows among the rates of the migrant."""
    of_migrant = tables["vital_rates"].matching("migrant_id", cycle.structure.migrant_id).texts("parameter")
    found = []
    for name in names:
        positions = np.array([at for at, parameter in enumerate(of_migrant) if parameter == name], dtype=np.int64)
        if not len(positions):
            raise InputError(
                sentence(
                    "No rate of '%(migrant_id)s' has the parameter '%(name)s'.",
                    migrant_id=cycle.structure.migrant_id,
                    name=name,
                ),
                where="fits, column parameter",
                remedy="Name it in the column parameter of vital_rates.",
            )
        found.append(positions)
    return found


def _with_values(tables: TableSet, migrant_id: str, fitted: Mapping[str, float]) -> TableSet:
    """Return the tables with the fitted values in place of what stood there, without limits."""
    table = tables["vital_rates"]
    columns = {name: values.copy() for name, values in table.columns.items()}
    for at, (migrant, parameter) in enumerate(zip(table.texts("migrant_id"), table.texts("parameter"), strict=True)):
        if migrant == migrant_id and parameter is not None and parameter in fitted:
            columns["value"][at] = fitted[parameter]
            columns["low"][at] = columns["high"][at] = np.nan
    return tables.replacing(vital_rates=replace(table, columns=columns))


def _starts(parameters: int) -> list[Floats]:
    """Return starts in the unit cube: a grid for few parameters, an even sample for many."""
    if parameters <= _GRID_PARAMETERS:
        fractions = (np.arange(_STARTS_PER_PARAMETER) + 0.5) / _STARTS_PER_PARAMETER
        return [np.array(point) for point in product(fractions, repeat=parameters)]
    from scipy.stats import qmc

    sample = qmc.Halton(parameters, scramble=False).random(_STARTS_PER_PARAMETER**_GRID_PARAMETERS + 1)
    return list(sample[1:])


@dataclass(frozen=True)
class _Problem:
    cycle: Cycle
    rows: list[NDArray[np.int64]]
    targets: tuple[FitTarget, ...]
    years: int
    lower: Floats
    upper: Floats

    def outcomes(self, points: Floats) -> Floats:
        """Return what the model gives for each target, shape (points, targets)."""
        at_once = max(1, _ENTRIES_AT_ONCE // self.cycle.structure.n_states**2)
        parts = [self._outcomes(points[start : start + at_once]) for start in range(0, len(points), at_once)]
        return np.concatenate(parts)

    def _outcomes(self, points: Floats) -> Floats:
        values = np.repeat(self.cycle.values, len(points), axis=0)
        for positions, value in zip(self.rows, points.T, strict=True):
            values[:, positions] = value[:, None]
        cycle = self.cycle.repeated(len(points)).with_values(values)
        counted = cycle.structure.counted
        found = []
        for target in self.targets:
            without = target.scenario_id == WITHOUT_INVADERS
            removed = cycle.alien_causes if without else frozenset[str]()
            scenario = None if without else target.scenario_id
            if target.outcome == "growth":
                census = project_census(cycle, self.years, removed=removed, scenario=scenario).census
                found.append(growth_of(census[:, :, counted].sum(axis=2)))
            else:
                found.append(asymptotic_growth(cycle.year(removed=removed, scenario=scenario), cycle.start))
        # Rates beyond all measure leave no first census to start from.
        started = np.isfinite(cycle.start).all(axis=(1, 2)) & (cycle.start.sum(axis=(1, 2)) > 0)
        return np.where(started[:, None], np.stack(found, axis=1), np.nan)

    def residuals(self, points: Floats) -> Floats:
        """Return model minus target, shape (points, targets)."""
        return np.asarray(self.outcomes(points) - np.array([target.value for target in self.targets]))

    def solve(self, told_in: Sequence[int], *, alone: bool = False) -> tuple[Floats, list[Floats]]:
        """Return the best point and every other that is as good.

        Parameters
        ----------
        told_in : sequence of int
            Rows of the targets, for the message where nothing settles.
        alone : bool
            Whether the best is enough.
        """
        starts = self.lower + np.stack(_starts(len(self.rows))) * (self.upper - self.lower)
        # Of optima that only rounding tells apart the first is taken, so one that meets the targets needs no others.
        found = self._descend(starts[:1])
        if not (alone and found.settled[0] and found.cost[0] <= _SAME_COST):
            others = self._descend(starts[1:])
            found = Descent(*(np.concatenate(parts) for parts in zip(found, others, strict=True)))
        best = found.cost.min()
        alike = np.flatnonzero(found.settled & (found.cost <= best + _SAME_COST))
        if not len(alike):
            why = (
                sentence("the model gives no number")
                if np.isinf(best)
                else sentence("values between the bounds do not settle")
            )
            raise InputError(
                sentence(
                    "The fit of '%(migrant_id)s' does not converge: %(why)s.",
                    migrant_id=self.cycle.structure.migrant_id,
                    why=why,
                ),
                where=f"fits, row{'s' * (len(told_in) > 1)} {', '.join(str(row) for row in told_in)}",
                remedy="Bring lower and upper closer to values that can be, and check the targets against the rates.",
            )
        return found.points[alike[0]], list(found.points[alike[1:]])

    def _descend(self, starts: Floats, moving: NDArray[np.bool_] | None = None) -> Descent:
        return descend(self.residuals, starts, self.lower, self.upper, moving)

    def describe(self, names: Sequence[str], best: Floats, others: list[Floats]) -> list[FittedParameter]:
        """Return the fitted parameters with what the targets leave open of them."""
        width = self.upper - self.lower
        settled = self._settled(best)
        profiles = self._profiles(best)
        described = []
        for position, name in enumerate(names):
            elsewhere = any(abs(other[position] - best[position]) > _SAME_PLACE * width[position] for other in others)
            distance = min(best[position] - self.lower[position], self.upper[position] - best[position])
            described.append(
                FittedParameter(
                    name,
                    float(best[position]),
                    float(self.lower[position]),
                    float(self.upper[position]),
                    at_bound=bool(distance <= 1e-6 * width[position]),
                    identified=bool(settled[position]) and not elsewhere,
                    profile=profiles[position],
                )
            )
        return described

    def _settled(self, best: Floats) -> NDArray[np.bool_]:
        """Tell which parameters no flat direction of the targets moves."""
        width = self.upper - self.lower
        step = 1e-6 * np.diag(width)
        high, low = np.minimum(best + step, self.upper), np.maximum(best - step, self.lower)
        slopes = (self.outcomes(high) - self.outcomes(low)) / (high - low).sum(axis=1)[:, None]
        _, sizes, directions = np.linalg.svd((slopes * width[:, None]).T)
        rank = int((sizes > _FLAT * max(sizes.max(initial=0.0), _FLAT)).sum())
        flat = directions[rank:]
        return np.asarray((np.abs(flat) < 1e-3).all(axis=0)) if len(flat) else np.ones(len(best), dtype=bool)

    def _profiles(self, best: Floats) -> list[tuple[tuple[float, float], ...]]:
        """Return the least sum of squares along each parameter, the others free."""
        size = len(best)
        along = np.linspace(self.lower, self.upper, _PROFILE_POINTS, axis=1)
        starts = np.repeat(np.repeat(best[None], size, axis=0)[:, None], _PROFILE_POINTS, axis=1)
        moving = np.ones(starts.shape, dtype=bool)
        for position in range(size):
            starts[position, :, position] = along[position]
            moving[position, :, position] = False
        found = self._descend(starts.reshape(-1, size), moving.reshape(-1, size))
        costs = found.cost.reshape(size, _PROFILE_POINTS)
        return [
            tuple(zip(values, cost, strict=True)) for values, cost in zip(along.tolist(), costs.tolist(), strict=True)
        ]
