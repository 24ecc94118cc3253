"""Names of sites where there is little room."""

from __future__ import annotations

import textwrap


def shortened_rows(name: str, letters: int, rows: int) -> list[str]:
    """Return a name in at most so many rows of so many letters; what has no room is left out.

    Examples
    --------
    >>> shortened_rows("Stopover Bay", 19, 1), shortened_rows("Winter colonies in central Mexico", 19, 1)
    (['Stopover Bay'], ['Winter colonies in…'])
    >>> shortened_rows("Winter colonies in central Mexico", 19, 2)
    ['Winter colonies in', 'central Mexico']
    """
    found = textwrap.wrap(name, letters) or [name]
    if len(found) <= rows:
        return found
    last = found[rows - 1][: letters - 1].rstrip(" ,(")
    return [*found[: rows - 1], f"{last}…"]
