"""A study that has been read: its settings, its tables and the files they came from."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.schema.problems import Problem
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet


@dataclass(frozen=True)
class InputFile:
    """A file that went into a study: its name inside the study, size and checksum."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Study:
    """Everything one assessment needs, as read.

    Parameters
    ----------
    name : str
        Name of the folder, the workbook without its ending, or the casebook entry.
    settings : Settings
        Title, horizon, draws, seed, date.
    tables : TableSet
        The tables, typed.
    files : tuple of InputFile
        What was read, for provenance.
    problems : tuple of Problem
        Warnings and notes of the reading and the checks; a study with errors is never made.
    """

    name: str
    settings: Settings
    tables: TableSet
    files: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
