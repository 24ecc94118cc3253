"""Fit named parameters to growth or λ, by least squares, and say what the targets leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.stats import qmc

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet, text_of

Floats = NDArray[np.float64]

_STARTS_PER_PARAMETER = 3
_GRID_PARAMETERS = 3
_PROFILE_POINTS = 15
_SAME_COST = 1e-12
_SAME_PLACE = 1e-3
_FLAT = 1e-6


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


def fit_parameters(tables: TableSet, migrant_id: str, settings: Settings) -> tuple[TableSet, Fit | None]:
    """Fit the parameters that `fits` names for one migrant, at point values.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    migrant_id : str
        The migrant.
    settings : Settings
        The horizon over which growth is taken.

    Returns
    -------
    tables : TableSet
        With the fitted values in `vital_rates`, without limits: draws keep them.
    fit : Fit or None
        None where the table names no parameter of the migrant.

    Raises
    ------
    InputError
        More parameters than targets, or a parameter that no rate has.

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
            f"{len(names)} parameters of '{migrant_id}' are to be fitted to {len(targets)} targets: too few.",
            where="fits",
            remedy="Add a target, or fix a parameter in vital_rates.",
        )
    cycle = read_cycle(tables, migrant_id, Draws(settings.seed, 1, deterministic=True))
    problem = _Problem(cycle, _rows_of(cycle, tables, names), targets, settings.horizon_years, lower, upper)
    best, others = problem.solve()
    fit = Fit(
        tuple(problem.describe(names, best, others)),
        targets,
        tuple(float(value) for value in problem.outcomes(best)),
        float(np.linalg.norm(problem.residuals(best))),
    )
    return _with_values(tables, migrant_id, dict(zip(names, best, strict=True))), fit


def _rows_of(cycle: Cycle, tables: TableSet, names: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return, for each parameter, the positions of its rows among the rates of the migrant."""
    of_migrant = tables["vital_rates"].matching("migrant_id", cycle.structure.migrant_id).texts("parameter")
    found = []
    for name in names:
        positions = np.array([at for at, parameter in enumerate(of_migrant) if parameter == name], dtype=np.int64)
        if not len(positions):
            raise InputError(
                f"No rate of '{cycle.structure.migrant_id}' has the parameter '{name}'.",
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

    def outcomes(self, point: Floats) -> Floats:
        """Return what the model gives for each target."""
        values = self.cycle.values.copy()
        for positions, value in zip(self.rows, point, strict=True):
            values[:, positions] = value
        cycle = self.cycle.with_values(values)
        found = []
        for target in self.targets:
            without = target.scenario_id == WITHOUT_INVADERS
            removed = cycle.alien_causes if without else frozenset[str]()
            scenario = None if without else target.scenario_id
            if target.outcome == "growth":
                found.append(project(cycle, self.years, removed=removed, scenario=scenario).growth[0])
            else:
                found.append(asymptotic_growth(cycle.year(removed=removed, scenario=scenario), cycle.start)[0])
        return np.array(found)

    def residuals(self, point: Floats) -> Floats:
        """Return model minus target."""
        return np.asarray(self.outcomes(point) - np.array([target.value for target in self.targets]))

    def solve(self) -> tuple[Floats, list[Floats]]:
        """Return the best point and every other optimum found."""
        optima = [self._descend(self.lower + start * (self.upper - self.lower)) for start in _starts(len(self.rows))]
        optima.sort(key=lambda optimum: optimum[1])
        return optima[0][0], [point for point, cost in optima[1:] if cost <= optima[0][1] + _SAME_COST]

    def _descend(self, start: Floats, free: NDArray[np.bool_] | None = None) -> tuple[Floats, float]:
        """Return the optimum reached from a start, and its sum of squares; only `free` parameters move."""
        moving = np.ones(len(start), dtype=bool) if free is None else free
        if not moving.any():
            return start, float(np.sum(self.residuals(start) ** 2))

        def of_moving(part: Floats) -> Floats:
            point = start.copy()
            point[moving] = part
            return self.residuals(point)

        found = least_squares(
            of_moving,
            start[moving],
            bounds=(self.lower[moving], self.upper[moving]),
            x_scale=self.upper[moving] - self.lower[moving],
            xtol=1e-14,
            ftol=1e-14,
            gtol=1e-14,
        )
        point = start.copy()
        point[moving] = found.x
        return point, float(np.sum(found.fun**2))

    def describe(self, names: Sequence[str], best: Floats, others: list[Floats]) -> list[FittedParameter]:
        """Return the fitted parameters with what the targets leave open of them."""
        width = self.upper - self.lower
        settled = self._settled(best)
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
                    profile=self._profile(position, best),
                )
            )
        return described

    def _settled(self, best: Floats) -> NDArray[np.bool_]:
        """Tell which parameters no flat direction of the targets moves."""
        width = self.upper - self.lower
        step = 1e-6 * width
        columns = []
        for position in range(len(best)):
            high, low = best.copy(), best.copy()
            high[position] = min(best[position] + step[position], self.upper[position])
            low[position] = max(best[position] - step[position], self.lower[position])
            slope = (self.outcomes(high) - self.outcomes(low)) / (high[position] - low[position])
            columns.append(slope * width[position])
        _, sizes, directions = np.linalg.svd(np.stack(columns, axis=1))
        rank = int((sizes > _FLAT * max(sizes.max(initial=0.0), _FLAT)).sum())
        flat = directions[rank:]
        return np.asarray((np.abs(flat) < 1e-3).all(axis=0)) if len(flat) else np.ones(len(best), dtype=bool)

    def _profile(self, position: int, best: Floats) -> tuple[tuple[float, float], ...]:
        """Return the least sum of squares along one parameter, the others free."""
        free = np.arange(len(best)) != position
        points = []
        for value in np.linspace(self.lower[position], self.upper[position], _PROFILE_POINTS):
            start = best.copy()
            start[position] = value
            _, cost = self._descend(start, free)
            points.append((float(value), cost))
        return tuple(points)
