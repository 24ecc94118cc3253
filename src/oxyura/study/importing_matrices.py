"""A population matrix of the COMADRE database into a study, once impossible ones are out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.sources.comadre import is_of_species, plain_species, read_comadre
from oxyura.sources.matrix_screening import GROWTH_HIGH, GROWTH_LOW, MatrixAside, UsableMatrix, screen_matrices
from oxyura.sources.matrix_study import rows_of_matrix
from oxyura.sources.quarantine import Quarantine, QuarantinedRow
from oxyura.sources.study_rows import FileCount
from oxyura.study.importing import ImportReport, quarantine_file_of, write_quarantine
from oxyura.study.model_import import choose_migrant, tables_of, write_model

_MOST_LISTED = 40


@dataclass(frozen=True)
class MatricesFound:
    """The matrices of one species in a file.

    Parameters
    ----------
    file : str
        The file's name.
    in_file : int
        Matrices of every species.
    usable : tuple of UsableMatrix
        Those that can be used.
    aside : tuple of MatrixAside
        Those that cannot, with the reason.
    """

    file: str
    in_file: int
    usable: tuple[UsableMatrix, ...]
    aside: tuple[MatrixAside, ...]

    @property
    def count(self) -> FileCount:
        """What became of the matrices of the file."""
        used = self.in_file - len(self.aside)
        return FileCount(self.file, self.in_file, used, len(self.aside), len(self.usable), used - len(self.usable))


def find_matrices(
    file: Path, species: str, *, growth_low: float = GROWTH_LOW, growth_high: float = GROWTH_HIGH
) -> MatricesFound:
    """Find the matrices of a species, and screen them.

    Parameters
    ----------
    file : Path
        JSON with matrices of the COMADRE database.
    species : str
        Scientific name; subspecies are found with their species.
    growth_low, growth_high : float
        Growth per year below and above which a matrix is set aside.

    Raises
    ------
    InputError
        The file cannot be used, holds no matrix of the species, or the band is none.
    """
    if not 0 <= growth_low < growth_high:
        raise InputError(
            f"A band of growth from {growth_low:g} to {growth_high:g} holds nothing.",
            where="--growth-from, --growth-to",
            remedy="Give two numbers, the lower one first, such as 0.5 and 2.",
        )
    records = read_comadre(file)
    chosen = [record for record in records if is_of_species(record, species)]
    if not chosen:
        names = Counter(record.species for record in records if record.species)
        near = [name for name in names if name.split()[0].casefold() == plain_species(species).split(" ")[0].casefold()]
        shown = ", ".join(sorted(near or names)[:_MOST_LISTED])
        raise InputError(
            f"The file holds no matrix of '{species[:80]}'.",
            where=file.name,
            remedy=f"It has: {shown}. Give genus and species.",
        )
    usable, aside = screen_matrices(chosen, growth_low, growth_high)
    return MatricesFound(file.name, len(records), usable, aside)


def import_matrix(
    found: MatricesFound,
    species: str,
    into: Path,
    *,
    matrix: str | None = None,
    migrant_id: str | None = None,
    abundance: float | None = None,
) -> ImportReport:
    """Write one matrix of a species as a study of tier `full`.

    Parameters
    ----------
    found : MatricesFound
        The matrices of the species.
    species : str
        Scientific name of the migrant.
    into : Path
        Folder or workbook of the study; made when it is not there.
    matrix : str, optional
        Identifier of the matrix; needed where several can be used.
    migrant_id : str, optional
        By default made from the name.
    abundance : float, optional
        Individuals of all classes.

    Raises
    ------
    InputError
        No matrix can be used, several can and none is chosen, the study has another model for the migrant, or it
        cannot be written to.
    """
    if abundance is not None and not 0 < abundance < 1e15:
        raise InputError(f"There cannot be {abundance:g}.", where="--abundance", remedy="Give a number above 0.")
    chosen = _choose(found, species, matrix)
    tables = tables_of(into)
    name = plain_species(species)
    migrant, name = choose_migrant(tables, migrant_id, name[:1].upper() + name[1:], species)
    model = rows_of_matrix(chosen, migrant, name, abundance)
    warnings = list(model.warnings)
    written = write_model(model, into, tables, warnings)
    quarantine = Quarantine()
    for one in found.aside:
        quarantine.add(QuarantinedRow(found.file, one.record.number, one.reason, raw=one.record.title), one.kind)
    file = quarantine_file_of(into)
    write_quarantine(file, quarantine, {found.file})
    return ImportReport(
        counts=(found.count,),
        tables=written,
        quarantined=dict(sorted(quarantine.reasons.items())),
        quarantine_file=file,
        warnings=tuple(warnings),
        decide=model.decide,
    )


def _choose(found: MatricesFound, species: str, matrix: str | None) -> UsableMatrix:
    if matrix is not None:
        named = [one for one in found.usable if matrix in (one.record.identifier, str(one.record.number))]
        aside = [one for one in found.aside if matrix in (one.record.identifier, str(one.record.number))]
        if named:
            return named[0]
        if aside:
            raise InputError(
                f"Matrix {matrix} cannot be used. {aside[0].reason}", where=found.file, remedy=_others(found.usable)
            )
        raise InputError(
            f"The file holds no matrix {matrix[:40]} of {species[:80]}.",
            where=found.file,
            remedy=_others(found.usable),
        )
    if len(found.usable) == 1:
        return found.usable[0]
    if not found.usable:
        reasons = "; ".join(f"{one.record.identifier}: {one.reason}" for one in found.aside[:5])
        raise InputError(f"No matrix of {species[:80]} can be used.", where=found.file, remedy=reasons)
    raise InputError(
        f"{len(found.usable)} matrices of {species[:80]} can be used.",
        where=found.file,
        remedy=f"Choose one with --matrix. {_others(found.usable)}",
    )


def _others(usable: Sequence[UsableMatrix]) -> str:
    """List the matrices that can be used."""
    if not usable:
        return "None of this species can be used."
    shown = "; ".join(f"{one.record.identifier}: {one.record.title}" for one in usable[:_MOST_LISTED])
    more = f"; and {len(usable) - _MOST_LISTED} more" if len(usable) > _MOST_LISTED else ""
    return f"There are {shown}{more}."
