"""What can be wrong with one cell, before it is known where the cell stands."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.schema.problems import Severity

_LONGEST_SHOWN = 120


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell and what to do.

    Parameters
    ----------
    code : str
        Short stable name of the kind of problem.
    message : str
        What is wrong, one plain sentence.
    remedy : str
        What to do.
    severity : {'error', 'warning', 'note'}
        An error stops a run.
    kept : tuple of str, optional
        The value that the cell is taken to hold all the same; None: it counts as empty.
    """

    code: str
    message: str
    remedy: str
    severity: Severity = "error"
    kept: tuple[str, ...] | None = None


def shown(value: object) -> str:
    """Return a value as a message shows it: control characters made visible, cut to 120 characters."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > _LONGEST_SHOWN:
        text = f"{text[: _LONGEST_SHOWN - 1]}…"
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)
