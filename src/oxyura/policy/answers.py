"""Answers in three values, link by link: it holds, it does not, it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from oxyura.schema.sentences import Figure, sentence

Holds = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Link:
    """One link of a chain of reasons.

    Parameters
    ----------
    name : str
        What is asked.
    holds : {'yes', 'no', 'unknown'}
        The answer; ``unknown``: the data do not tell.
    reason : str
        Why, one sentence.
    sources : tuple of str
        source_ids of the study that say so.
    """

    name: str
    holds: Holds
    reason: str
    sources: tuple[str, ...] = ()


def all_of(answers: Iterable[Holds]) -> Holds:
    """Return ``yes`` where every answer is yes, ``no`` where one is no, else ``unknown``; ``yes`` for none.

    Examples
    --------
    >>> all_of(["yes", "unknown"]), all_of(["unknown", "no"]), all_of(["yes", "yes"])
    ('unknown', 'no', 'yes')
    """
    found = set(answers)
    return "no" if "no" in found else "unknown" if "unknown" in found else "yes"


def any_of(answers: Iterable[Holds]) -> Holds:
    """Return ``yes`` where one answer is yes, ``unknown`` where one is unknown, else ``no``; ``no`` for none.

    Examples
    --------
    >>> any_of(["no", "unknown"]), any_of(["unknown", "yes"]), any_of([])
    ('unknown', 'yes', 'no')
    """
    found = set(answers)
    return "yes" if "yes" in found else "unknown" if "unknown" in found else "no"


def first_that_breaks(links: Iterable[Link]) -> Link | None:
    """Return the first link that does not hold, else the first that cannot be told, else None."""
    listed = list(links)
    for holds in ("no", "unknown"):
        for link in listed:
            if link.holds == holds:
                return link
    return None


def list_words(words: Iterable[str], most: int = 5) -> str:
    """Write words in a row: ``a, b and c``; beyond `most` the others are counted."""
    listed = list(words)
    if len(listed) > most:
        return sentence(
            "%(listed)s and %(number)s more", listed=listed[:most], number=Figure(f"{len(listed) - most:,}")
        )
    if len(listed) < 2:
        return listed[0] if listed else ""
    first = listed[0] if len(listed) == 2 else sentence("%(parts)s", parts=listed[:-1])
    return sentence("%(first)s and %(second)s", first=first, second=listed[-1])
