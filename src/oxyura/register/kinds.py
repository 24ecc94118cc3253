"""What a job can do: one declaration for each kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oxyura.register.store import Register

Arguments = Mapping[str, Any]
Result = Mapping[str, Any]
# A step in plain words, and how much of the whole is done.
Say = Callable[[str, float], None]


def nothing_known(register: Register, arguments: Arguments) -> Result | None:
    """Say that a job has to be done."""
    return None


def nothing_to_prepare() -> None:
    """Load nothing ahead."""


@dataclass(frozen=True)
class Kind:
    """One kind of job. Its functions stand at the top of a module, where another process finds them.

    Parameters
    ----------
    read : callable
        Checks the arguments of a request and completes them, so that equal requests are equal; InputError otherwise.
    work : callable
        Does it, in a process of its own that may be ended at any moment: what it keeps, it keeps whole.
    known : callable
        Returns the result where it is there already.
    prepare : callable
        Loads, ahead of the first job, what takes long to load.
    """

    read: Callable[[Register, Arguments], dict[str, Any]]
    work: Callable[[Register, Arguments, Say], Result]
    known: Callable[[Register, Arguments], Result | None] = nothing_known
    prepare: Callable[[], None] = nothing_to_prepare


Kinds = Mapping[str, Kind]


def shipped_kinds() -> Kinds:
    """Return the kinds that ship with the program."""
    from oxyura.register.work import KINDS

    return KINDS
