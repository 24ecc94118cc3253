"""Read a study and check it whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from oxyura.schema.problems import Problem, StudyError
from oxyura.study.checking import check_tables, unread_rows
from oxyura.study.package import Study
from oxyura.study.reading import Reading
from oxyura.study.reading import read_study as read_files


@dataclass(frozen=True)
class CheckReport:
    """Everything that reading and checking a study found.

    Parameters
    ----------
    name : str
        Name of the study.
    problems : tuple of Problem
        Errors first, then warnings and notes, each in the order of tables and rows.
    rows : dict of str to int
        Rows read by table.
    """

    name: str
    problems: tuple[Problem, ...]
    rows: dict[str, int]

    def count(self, severity: str) -> int:
        """Return how many problems have that severity."""
        return sum(problem.severity == severity for problem in self.problems)

    @property
    def is_valid(self) -> bool:
        """Whether the study can be run."""
        return self.count("error") == 0


def _problems(reading: Reading) -> tuple[Problem, ...]:
    unread = unread_rows(reading.tables, reading.problems)
    found = (*reading.problems, *check_tables(reading.tables, reading.settings, skip_rows=unread))
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda problem: order[problem.severity]))


def check_study(location: str | Path, *, encoding: str | None = None) -> CheckReport:
    """Read and check a study; every problem is in the report.

    Parameters
    ----------
    location : str or Path
        A folder, a workbook, or the name of a shipped study.
    encoding : str, optional
        Encoding of its CSV files where that is not UTF-8.

    Raises
    ------
    InputError
        There is no study at `location`.
    """
    reading = read_files(location, encoding=encoding)
    rows = {table.spec.name: len(table) for table in reading.tables}
    return CheckReport(reading.name, _problems(reading), rows)


def read_study(location: str | Path, *, encoding: str | None = None) -> Study:
    """Read a study that has no errors.

    Parameters
    ----------
    location : str or Path
        A folder, a workbook, or the name of a shipped study.
    encoding : str, optional
        Encoding of its CSV files where that is not UTF-8.

    Raises
    ------
    StudyError
        The study has errors; they are all in its `problems`.
    InputError
        There is no study at `location`.
    """
    reading = read_files(location, encoding=encoding)
    problems = _problems(reading)
    if reading.settings is None or any(problem.severity == "error" for problem in problems):
        raise StudyError(problems, where=str(reading.name))
    return Study(reading.name, reading.settings, reading.tables, reading.files, problems)
