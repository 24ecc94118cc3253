"""A study as whatever is written from it may quote it: nothing in its words tells where a sensitive site is."""

from __future__ import annotations

from dataclasses import replace

from oxyura.schema.problems import Problem
from oxyura.schema.sentences import changed
from oxyura.spacetime.sensitive_sites import (
    PLACE_COLUMNS,
    sensitive_sites,
    without_coordinates,
    without_coordinates_in_texts,
)
from oxyura.study.package import InputFile, Study


def publishable(study: Study) -> Study:
    """Return a study without coordinates in its words, where it has sensitive sites; any other as it is.

    Notes
    -----
    Coordinates stay in their columns: what draws or measures them asks `oxyura.spacetime.sensitive_sites`. The checksum
    of the file in which they stand is left out: who knows the rest of the file could try every place of a cell.
    """
    hidden = sensitive_sites(study.tables)
    if not hidden:
        return study
    told = {table.spec.name: without_coordinates_in_texts(table, hidden) for table in study.tables if len(table)}
    places = study.tables["sites"].file
    return replace(
        study,
        tables=study.tables.replacing(**told),
        files=tuple(replace(file, sha256="") if _holds(file, places) else file for file in study.files),
        problems=tuple(_told(problem, places) for problem in study.problems),
    )


def _holds(file: InputFile, places: str) -> bool:
    # A sheet of a workbook is called by both.
    return places == file.name or places.startswith(f"{file.name} [")


def _told(problem: Problem, places: str) -> Problem:
    told = replace(problem, message=changed(problem.message, without_coordinates))
    if problem.file == places and (problem.column is None or problem.column in PLACE_COLUMNS):
        return replace(told, value=None)
    return told if problem.value is None else replace(told, value=changed(str(problem.value), without_coordinates))
