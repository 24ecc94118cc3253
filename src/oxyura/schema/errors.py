"""What can go wrong, in words for the person who can mend it.

Every error that a user may see is an :class:`OxyuraError`: what is wrong, where, and what to do. The command line turns
the class into its exit code, 2 for bad input and 3 where something needed is missing; the library raises it as it is.
"""

from __future__ import annotations


class OxyuraError(Exception):
    """An error with a place and a remedy.

    Parameters
    ----------
    message : str
        What is wrong, one plain sentence.
    where : str, optional
        File, sheet, row, column or option.
    remedy : str, optional
        What to do about it.
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.message}{advice}"


class InputError(OxyuraError):
    """The input or the call cannot be used as it is (exit code 2)."""


class LimitError(InputError):
    """A file, a table or a number is beyond what the program accepts (exit code 2)."""


class ServiceMissingError(OxyuraError):
    """A service or an optional dependency is not installed (exit code 3)."""

    exit_code = 3
