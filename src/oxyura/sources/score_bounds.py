"""A user's own bounds on the effect behind an impact score: without them a score stays a score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.vocabularies import AFFECTED_RATE
from oxyura.sources.named_columns import NamedRow, read_named_columns
from oxyura.sources.names import slug
from oxyura.sources.quarantine import QuarantinedRow
from oxyura.sources.study_rows import SourceRow

_REQUIRED = ("score", "rate", "effect_low", "effect_high", "source")
_REMEDY = f"Its columns are {', '.join(_REQUIRED)}, and effect where the middle of the bounds is not meant."


@dataclass(frozen=True)
class ScoreBounds:
    """What a user takes a score to mean.

    Parameters
    ----------
    score : int
        The score.
    rate : str
        The rate that changes.
    effect, low, high : float
        Proportional change with its 95 % limits; the middle of the limits where no effect was given.
    is_middle : bool
        Whether the effect is that middle.
    source : SourceRow
        Whose judgement it is.
    """

    score: int
    rate: str
    effect: float
    low: float
    high: float
    is_middle: bool
    source: SourceRow


def read_score_bounds(path: Path, most: int, *, encoding: str = "utf-8") -> Mapping[int, ScoreBounds]:
    """Read a table of bounds by score.

    Parameters
    ----------
    path : Path
        A CSV file with the columns score, rate, effect_low, effect_high, source, and effect where wanted.
    most : int
        Highest score of the scale.
    encoding : str
        Of the file.

    Raises
    ------
    InputError
        A row cannot be used; file, row, column and value are named.
    """
    found: dict[int, ScoreBounds] = {}
    for row in read_named_columns(path, _REQUIRED, ("effect",), encoding=encoding):
        if isinstance(row, QuarantinedRow):
            raise InputError(row.reason, where=f"{row.file}, row {row.row}", remedy=_REMEDY)
        bounds = _bounds_of(row, most)
        if bounds.score in found:
            raise _fault(row, "score", f"The score {bounds.score} stands twice", "Keep one row for each score.")
        found[bounds.score] = bounds
    if not found:
        raise InputError("The file has no row.", where=path.name, remedy=_REMEDY)
    return found


def _bounds_of(row: NamedRow, most: int) -> ScoreBounds:
    score = _number(row, "score")
    if not score.is_integer() or not 0 <= score <= most:
        raise _fault(row, "score", f"{row.cells['score']!r} is no score", f"Scores are whole numbers from 0 to {most}.")
    rate = row.cells["rate"].casefold()
    if rate not in AFFECTED_RATE:
        raise _fault(row, "rate", f"{row.cells['rate']!r} is no rate", f"One of {', '.join(AFFECTED_RATE.terms)}.")
    low, high = _number(row, "effect_low"), _number(row, "effect_high")
    if not -1 <= low <= high:
        words = f"The bounds run from {low:g} to {high:g}"
        raise _fault(
            row, "effect_low", words, "A proportional change is -1 or more, and effect_low not above effect_high."
        )
    is_middle = not row.cells["effect"]
    # Rounded, so that the middle is written as people would write it.
    middle = min(high, max(low, round((low + high) / 2, 12)))
    effect = middle if is_middle else _number(row, "effect")
    if not low <= effect <= high:
        raise _fault(row, "effect", f"{effect:g} lies outside its bounds", "Leave it empty to take the middle.")
    source_id = slug(row.cells["source"])[:64].rstrip("-")
    if not source_id:
        raise _fault(row, "source", "No source is named", "Say whose judgement the bounds are.")
    source = SourceRow(source_id, row.cells["source"], note=f"Bounds on effects by impact score, {row.file}.")
    return ScoreBounds(int(score), rate, effect, low, high, is_middle, source)


def _number(row: NamedRow, column: str) -> float:
    text = row.cells[column]
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _fault(row, column, f"{text[:40]!r} is no number", "Write numbers such as -0.5, with a point.")
    return value


def _fault(row: NamedRow, column: str, words: str, remedy: str) -> InputError:
    return InputError(f"{words}.", where=f"{row.file}, row {row.row}, column {column}", remedy=remedy)
