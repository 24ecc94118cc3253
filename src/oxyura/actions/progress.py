"""How far something is that takes long, in a sentence that knows the share."""

from __future__ import annotations

from oxyura.schema.sentences import Figure, Sentence, sentence


class Step(Sentence):
    """A sentence about progress; `share` of what it speaks of is done, 0 to 1."""

    share: float = 0.0


def step(told: str, share: float) -> Step:
    """Return a sentence with the share that is done.

    Examples
    --------
    >>> step("3 of 4 parts done", 0.75).share
    0.75
    """
    said = Step(told)
    said.wording = told.wording if isinstance(told, Sentence) else None
    said.share = share
    return said


def time_left(seconds: float, share: float) -> str:
    """Return in words how long the rest takes, if it goes on as until now; empty where that cannot be told.

    Examples
    --------
    >>> time_left(90.0, 0.1)
    'about 14 minutes left'
    >>> time_left(9.0, 0.9)
    'a few seconds left'
    >>> time_left(1.0, 0.0)
    ''
    """
    if share <= 0.0:
        return ""
    left = seconds * (1.0 - share) / share
    if left < 10.0:
        return sentence("a few seconds left")
    if left < 90.0:
        return sentence("about %(seconds)s seconds left", seconds=10 * round(left / 10))
    return sentence("about %(minutes)s minutes left", minutes=Figure(f"{left / 60:.0f}"))
