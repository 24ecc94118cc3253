"""What `check` says: one problem, with the place, the value and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import count_sentence, sentence

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, doubtful or worth knowing about a study.

    Parameters
    ----------
    severity : {'error', 'warning', 'note'}
        An error stops a run; a warning does not; a note says what the program took for granted.
    code : str
        Short stable name of the kind of problem, such as ``unknown_term``.
    message : str
        What is wrong, one plain sentence.
    remedy : str
        What to do.
    file : str
        File name, or ``workbook.xlsx [sheet]``.
    row : int, optional
        Row as a spreadsheet counts it: the header is row 1.
    column : str, optional
        Column name.
    cell : str, optional
        Spreadsheet cell such as ``D7``, for a workbook.
    value : str, optional
        The value as it stands in the file, cut to 120 characters.
    """

    severity: Severity
    code: str
    message: str
    remedy: str = ""
    file: str = ""
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    value: str | None = None

    @property
    def where(self) -> str:
        """The place in words: ``vital_rates.csv, row 7, column value``."""
        parts = [self.file] if self.file else []
        if self.cell is not None:
            parts.append(sentence("cell %(cell)s", cell=self.cell))
        elif self.row is not None:
            parts.append(sentence("row %(row)s", row=self.row))
        if self.column is not None:
            parts.append(sentence("column %(column)s", column=self.column))
        return sentence("%(parts)s", parts=parts)

    def to_json(self) -> dict[str, str | int | None]:
        """Return the problem as JSON keys and values, with ``where`` in words."""
        return {**asdict(self), "where": self.where}


class StudyError(InputError):
    """A study has errors; every one of them is in `problems`."""

    def __init__(self, problems: Iterable[Problem], *, where: str = "") -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        first = errors[0] if errors else None
        message: str = count_sentence(
            "The study cannot be used: %(number)s error.", "The study cannot be used: %(number)s errors.", len(errors)
        )
        if first:
            message = sentence(
                "%(message)s The first: %(where)s: %(problem)s",
                message=message,
                where=first.where,
                problem=first.message,
            )
        super().__init__(
            message,
            where=where,
            remedy="Run 'oxyura check' on it to see them all.",
        )
