"""What the catalogue says of one kind of problem."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.schema.problems import Severity


@dataclass(frozen=True)
class Kind:
    """One kind of problem.

    Parameters
    ----------
    code : str
        Its short stable name.
    severity : {'error', 'warning', 'note'}
        An error stops a run.
    meaning : str
        What was found.
    remedy : str
        What to do.
    """

    code: str
    severity: Severity
    meaning: str
    remedy: str


@dataclass(frozen=True)
class Topic:
    """Kinds of problem that belong together."""

    title: str
    kinds: tuple[Kind, ...]


def error(code: str, meaning: str, remedy: str) -> Kind:
    """Declare a kind of problem that is an error."""
    return Kind(code, "error", meaning, remedy)


def warning(code: str, meaning: str, remedy: str) -> Kind:
    """Declare a kind of problem that is a warning."""
    return Kind(code, "warning", meaning, remedy)


def note(code: str, meaning: str, remedy: str) -> Kind:
    """Declare a kind of problem that is a note."""
    return Kind(code, "note", meaning, remedy)
