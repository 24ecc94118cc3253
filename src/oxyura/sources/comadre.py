"""Population matrices as the COMADRE database holds them, from JSON: a list with one object for each matrix.

Objects have the database's own names of columns (``SpeciesAccepted``, ``matA``, ``matU`` and so on) or the short ones
of an extract (``species``, ``A``, ``U``).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oxyura.schema.errors import InputError
from oxyura.schema.limits import FILE_BYTES, ROWS

MOST_CLASSES = 200

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "species": ("SpeciesAccepted", "species", "SpeciesAuthor"),
    "authors": ("Authors", "authors"),
    "year": ("YearPublication", "year"),
    "doi": ("DOI_ISBN", "DOI.ISBN", "doi"),
    "population": ("MatrixPopulation", "pop"),
    "lat": ("Lat", "lat"),
    "lon": ("Lon", "lon"),
    "treatment": ("MatrixTreatment", "treat"),
    "composite": ("MatrixComposite", "comp"),
    "interval": ("ProjectionInterval",),
    "identifier": ("MatrixID",),
    "classes": ("MatrixClassAuthor", "matrixClass"),
    "A": ("matA", "A"),
    "U": ("matU", "U"),
    "F": ("matF", "F"),
    "C": ("matC", "C"),
}
_NOT_STATED = frozenset({"", "na", "<na>", "nan", "null", "none", "ndy"})
_RANKS = frozenset({"subsp.", "ssp.", "subsp", "var.", "var"})

Cells = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class MatrixRecord:
    """One matrix of the database, as it was read; nothing of it is checked.

    Parameters
    ----------
    number : int
        Place in the file, 1 for the first.
    identifier : str
        The database's own identifier, else the number.
    species : str
        As in the file, without underscores and numbers behind.
    authors, year, doi, population, treatment, composite, interval : str
        As in the file; empty where it states nothing. `interval` is in years.
    lat, lon : float or None
        Where, degrees.
    classes : tuple of str
        Names of the classes, where the file has them.
    A, U, F, C : tuple of tuple of float, or None
        The matrix, and its parts of survival, births and clones: rows to, columns from. NaN where a cell is no number;
        None where the file has no such matrix.
    """

    number: int
    identifier: str
    species: str
    authors: str
    year: str
    doi: str
    population: str
    treatment: str
    composite: str
    interval: str
    lat: float | None
    lon: float | None
    classes: tuple[str, ...]
    A: Cells | None
    U: Cells | None
    F: Cells | None
    C: Cells | None

    @property
    def title(self) -> str:
        """What tells the matrix from others of its species."""
        parts = (self.authors.split(";")[0], self.year, self.population, self.treatment, self.composite)
        return ", ".join(part for part in parts if part)


def read_comadre(file: Path) -> tuple[MatrixRecord, ...]:
    """Read every matrix of a file.

    Parameters
    ----------
    file : Path
        JSON, UTF-8.

    Raises
    ------
    InputError
        The file cannot be read, is no JSON, or no list of matrices.
    """
    if not file.is_file():
        raise InputError("There is no such file.", where=str(file), remedy="Give the JSON file with the matrices.")
    FILE_BYTES.check(file.stat().st_size, file.name)
    try:
        found = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"The file is no JSON in UTF-8 ({type(error).__name__}).",
            where=file.name,
            remedy="Export the matrices as a JSON list, one object for each; an .RData file cannot be read.",
        ) from error
    if not isinstance(found, list) or not found or not all(isinstance(record, dict) for record in found):
        raise InputError("The file is no list of matrices.", where=file.name, remedy=_FORM)
    ROWS.check(len(found), file.name)
    if not any(_value(record, "A") is not None for record in found):
        raise InputError("No object of the file holds a matrix.", where=file.name, remedy=_FORM)
    return tuple(_record(number, record) for number, record in enumerate(found, start=1))


_FORM = "Each object needs SpeciesAccepted, matA and matU (or species, A and U), matrices as lists of rows."


def _value(record: Mapping[str, Any], name: str) -> Any:
    return next((record[column] for column in _COLUMNS[name] if record.get(column) is not None), None)


def _text(record: Mapping[str, Any], name: str) -> str:
    value = _value(record, name)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = _tidy(str(value)) if isinstance(value, str | int | float) else ""
    return "" if text.casefold() in _NOT_STATED else text[:500]


def _tidy(text: str) -> str:
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _record(number: int, record: Mapping[str, Any]) -> MatrixRecord:
    lat, lon = _coordinate(record, "lat", 90), _coordinate(record, "lon", 180)
    classes = _value(record, "classes")
    named = classes if isinstance(classes, list) and all(isinstance(name, str) for name in classes) else []
    return MatrixRecord(
        number=number,
        identifier=_text(record, "identifier") or str(number),
        species=plain_species(_text(record, "species")),
        authors=_text(record, "authors"),
        year=_text(record, "year").removesuffix(".0"),
        doi=_text(record, "doi"),
        population=_text(record, "population"),
        treatment=_text(record, "treatment"),
        composite=_text(record, "composite"),
        interval=_text(record, "interval"),
        lat=None if lon is None else lat,
        lon=None if lat is None else lon,
        classes=tuple(_tidy(name)[:60] for name in named),
        **{name: _matrix(_value(record, name)) for name in "AUFC"},
    )


def plain_species(text: str) -> str:
    """Return a species' name without the underscores and the number that the database puts there.

    Examples
    --------
    >>> plain_species("Phoca vitulina_5"), plain_species("Falco_concolor")
    ('Phoca vitulina', 'Falco concolor')
    """
    return " ".join(re.sub(r"_\d+$", "", text).replace("_", " ").split())


def is_of_species(record: MatrixRecord, species: str) -> bool:
    """Tell whether a matrix is of a species; one of a subspecies is of its species as well."""
    words = [word.casefold() for word in plain_species(species).split() if word.casefold() not in _RANKS]
    of = [word.casefold() for word in record.species.split() if word.casefold() not in _RANKS]
    return len(words) > 1 and of[: len(words)] == words


def _coordinate(record: Mapping[str, Any], name: str, most: float) -> float | None:
    try:
        value = float(_text(record, name))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def _matrix(value: Any) -> Cells | None:
    """Return a list of rows as numbers, NaN where a cell is none; None where it is no list of rows."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return None
    if not all(isinstance(row, list) for row in value) or len(value) > MOST_CLASSES:
        return None
    return tuple(tuple(_cell(cell) for cell in row) for row in value)


def _cell(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf
