"""Which published matrices can be a year of a population, and why the others cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.sources.comadre import MOST_CLASSES, MatrixRecord

Floats = NDArray[np.float64]

GROWTH_LOW, GROWTH_HIGH = 0.5, 2.0
"""Growth per year that is taken for possible unless another band is given: halving, doubling, year after year."""

_MOST_STAGES = 52
_ROUNDING = 1e-6


@dataclass(frozen=True)
class UsableMatrix:
    """A matrix that can be a year of a population.

    Parameters
    ----------
    record : MatrixRecord
        Where it comes from.
    survival, births : array, shape (classes, classes)
        Rows to, columns from: of one step.
    steps : int
        Steps that make a year.
    growth : float
        Growth per year in the long run.
    flags : tuple of str
        What a person should know before using it.
    """

    record: MatrixRecord
    survival: Floats
    births: Floats
    steps: int
    growth: float
    flags: tuple[str, ...]


@dataclass(frozen=True)
class MatrixAside:
    """A matrix that cannot be used, with the reason."""

    record: MatrixRecord
    reason: str

    @property
    def kind(self) -> str:
        """The reason without what is special to the matrix, for counting."""
        return re.sub(r"(?<![\w.])\d+(\.\d+)?(e[+-]?\d+)?(?!\w)", "…", self.reason)


def screen_matrices(
    records: Iterable[MatrixRecord], growth_low: float = GROWTH_LOW, growth_high: float = GROWTH_HIGH
) -> tuple[tuple[UsableMatrix, ...], tuple[MatrixAside, ...]]:
    """Part matrices that can be used from those that cannot.

    Parameters
    ----------
    records : iterable of MatrixRecord
        Of one species or of many.
    growth_low, growth_high : float
        Growth per year below and above which a matrix is set aside.

    Returns
    -------
    usable : tuple of UsableMatrix
    aside : tuple of MatrixAside
    """
    usable: list[UsableMatrix] = []
    aside: list[MatrixAside] = []
    seen: dict[bytes, str] = {}
    for record in records:
        judged = _judge(record, growth_low, growth_high)
        if isinstance(judged, str):
            aside.append(MatrixAside(record, judged))
            continue
        same = judged.survival.tobytes() + judged.births.tobytes() + record.species.casefold().encode()
        if same in seen:
            flag = f"the same numbers as matrix {seen[same]}"
            judged = UsableMatrix(
                record, judged.survival, judged.births, judged.steps, judged.growth, (*judged.flags, flag)
            )
        seen.setdefault(same, record.identifier)
        usable.append(judged)
    return tuple(usable), tuple(aside)


def _judge(record: MatrixRecord, growth_low: float, growth_high: float) -> UsableMatrix | str:
    """Return the matrix as it is used, or why it is not."""
    parts = _parts(record)
    if isinstance(parts, str):
        return parts
    survival, births, flags = parts
    steps = _steps(record.interval)
    if isinstance(steps, str):
        return steps
    if record.composite.casefold() == "seasonal":
        return "The matrix is of one season (MatrixComposite Seasonal): alone it makes no year."
    most = float(survival.sum(axis=0).max())
    if most > 1 + _ROUNDING:
        class_ = int(survival.sum(axis=0).argmax()) + 1
        return f"More of class {class_} live on than there are: its column of matU sums to {most:.6g}."
    if not births.any():
        return "Nothing is born: matA holds no more than matU."
    growth, of_births = _growth(survival, births)
    growth **= steps
    if not growth_low <= growth <= growth_high:
        return f"The growth per year is {growth:.4g}, outside the band from {growth_low:g} to {growth_high:g}."
    if of_births <= 1e-9:
        return (
            f"No birth carries the population on: its growth of {growth:.4g} per year is the survival of one class, "
            "and those born never come to breed."
        )
    return UsableMatrix(record, survival, births, steps, growth, (*flags, *_flags_of(record, survival, births)))


def _parts(record: MatrixRecord) -> tuple[Floats, Floats, tuple[str, ...]] | str:
    """Return survival and births, and what is to be said of them; or what is wrong with the cells."""
    if record.A is None:
        return f"There is no matrix matA of {MOST_CLASSES} classes at most."
    if record.U is None:
        return "There is no such matrix matU, so births cannot be told from survival."
    arrays: dict[str, Floats] = {}
    for name, cells in (("matA", record.A), ("matU", record.U), ("matF", record.F), ("matC", record.C)):
        if cells is None:
            continue
        if {len(row) for row in cells} != {len(record.A)} or len(cells) != len(record.A):
            return f"{name} is not square, or not of the size of matA."
        arrays[name] = np.array(cells, dtype=np.float64)
        if np.isnan(arrays[name]).any():
            return f"{name} has a cell that is no number."
        if not np.isfinite(arrays[name]).all():
            return f"{name} has a cell that is not finite."
        if (arrays[name] < 0).any():
            return f"{name} has a negative cell."
    whole, survival = arrays["matA"], arrays["matU"]
    born = whole - survival
    slack = _ROUNDING * np.maximum(whole, 1.0)
    if (born < -slack).any():
        return "matU is larger than matA, of which it is a part."
    stated = [arrays[name] for name in ("matF", "matC") if name in arrays]
    flags = []
    if stated and "matF" in arrays:
        if (np.abs(sum(stated) - born) > slack).any():
            return "matU, matF and matC do not sum to matA."
        born = np.asarray(sum(stated))
    if "matC" in arrays and arrays["matC"].any():
        flags.append("clones count as births")
    # A difference of two rounded numbers is no birth.
    return survival, np.where(born > 1e-12, born, 0.0), tuple(flags)


def _steps(interval: str) -> int | str:
    """Return how many steps make a year; where that is no whole number, say so. Not stated: one."""
    if not interval:
        return 1
    try:
        years = float(interval)
    except ValueError:
        return f"The projection interval '{interval[:40]}' is no number of years."
    if not years > 0:
        return f"The projection interval of {interval[:40]} years is none."
    steps = round(1 / years)
    if steps < 1 or abs(steps * years - 1) > 1e-3 or steps > _MOST_STAGES:
        return f"One step is {years:g} years, of which no whole number makes a year: it cannot be converted exactly."
    return steps


def _growth(survival: Floats, births: Floats) -> tuple[float, float]:
    """Return λ of one step, and the share of it that depends on births (the elasticity)."""
    try:
        with np.errstate(all="ignore"):
            roots, right = np.linalg.eig(survival + births)
            left_roots, left = np.linalg.eig((survival + births).T)
            growth = float(np.abs(roots).max())
            w = np.abs(right[:, np.argmin(np.abs(roots - growth))])
            v = np.abs(left[:, np.argmin(np.abs(left_roots - growth))])
            share = float(v @ births @ w / (growth * (v @ w)))
    except np.linalg.LinAlgError:
        # Numbers too large to reckon with: no growth is inside any band.
        return np.inf, 0.0
    return growth, share if np.isfinite(share) else 0.0


def _flags_of(record: MatrixRecord, survival: Floats, births: Floats) -> Iterable[str]:
    if not record.treatment:
        yield "treatment not stated"
    elif record.treatment.casefold() != "unmanipulated":
        yield f"treatment: {record.treatment}"
    if not record.interval:
        yield "projection interval not stated, taken as a year"
    if record.composite.casefold() == "individual":
        yield "of a single period or population"
    if not survival.sum(axis=0).all():
        yield "a class in which none survives"
    if len(np.flatnonzero(births.sum(axis=1))) > 1:
        yield "young of several classes"
