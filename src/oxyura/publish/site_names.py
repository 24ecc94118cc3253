"""Names of sites where there is little room."""

from __future__ import annotations


def shortened(name: str, letters: int) -> str:
    """Return a name of at most so many letters, cut at a word where that leaves enough of it.

    Examples
    --------
    >>> shortened("Stopover Bay", 20), shortened("Wetlands of Spain (point: El Hondo)", 19)
    ('Stopover Bay', 'Wetlands of Spain…')
    """
    if len(name) <= letters:
        return name
    cut = name[: letters - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return f"{(at_word if len(at_word) > letters / 2 else cut).rstrip(' ,(')}…"
