"""Workbooks of a seasonal network into a study: nodes, seasons, classes and what passes between them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.sources.metric_study import rows_of_network
from oxyura.sources.metric_workbook import FILE_NAME, MetricNetwork, read_metric_workbooks
from oxyura.sources.study_rows import FileCount
from oxyura.study.importing import ImportReport, quarantine_file_of
from oxyura.study.model_import import choose_migrant, known_sites, tables_of, write_model
from oxyura.study.outside_workbook import read_sheet_grids

_MOST_WORKBOOKS = 200


def import_metric_workbook(
    folder: Path, into: Path, *, migrant_id: str | None = None, scientific_name: str | None = None
) -> ImportReport:
    """Read the workbooks of a network into a study of tier `full`.

    Parameters
    ----------
    folder : Path
        Folder with ``metric_inputs_CLASS.xlsx``, one for each class; other files in it are left alone.
    into : Path
        Folder or workbook of the study; made when it is not there.
    migrant_id, scientific_name : str, optional
        Of the migrant; by default the study's only one, else named after the folder.

    Raises
    ------
    InputError
        A workbook cannot be used, the study has another model for the migrant, or it cannot be written to.
    """
    files = find_metric_workbooks(folder)
    network = read_network(files)
    tables = tables_of(into)
    migrant, name = choose_migrant(tables, migrant_id, scientific_name, folder.resolve().name)
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files.values()}
    model = rows_of_network(network, migrant, name, digests, known_sites(tables))
    warnings = list(model.warnings)
    written = write_model(model, into, tables, warnings)
    rows = len(network.seasons) * len(network.nodes)
    named = () if scientific_name or migrant in tables["migrants"].words("migrant_id") else (_NAME_QUESTION,)
    return ImportReport(
        counts=tuple(FileCount(file.name, rows, rows, 0, matched=rows) for file in files.values()),
        tables=written,
        quarantined={},
        quarantine_file=quarantine_file_of(into),
        warnings=tuple(warnings),
        decide=(*named, *model.decide),
    )


_NAME_QUESTION = "Which species is it? (migrants: scientific_name; or import with --species)"


def find_metric_workbooks(folder: Path) -> dict[str, Path]:
    """Return the workbooks of a folder by class.

    Raises
    ------
    InputError
        It is no folder, holds none, or two of one class.
    """
    if not folder.is_dir():
        raise InputError(
            "This is no folder.", where=str(folder), remedy="Give the folder with metric_inputs_CLASS.xlsx in it."
        )
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        # Spreadsheet programs leave ~$metric_inputs_… beside a workbook that is open.
        match = FILE_NAME.fullmatch(path.name)
        if match is None or not path.is_file():
            continue
        if match[1].casefold() in map(str.casefold, found):
            raise InputError(f"Two workbooks are of class {match[1][:40]}.", where=str(folder), remedy="Keep one.")
        found[match[1]] = path
    if not found:
        raise InputError(
            "The folder holds no workbook of a network.",
            where=str(folder),
            remedy="Name each metric_inputs_CLASS.xlsx, with the name of its class.",
        )
    if len(found) > _MOST_WORKBOOKS:
        raise InputError(
            f"The folder holds {len(found)} workbooks; {_MOST_WORKBOOKS} classes at most are read.",
            where=str(folder),
            remedy="Give the folder of one network.",
        )
    return found


def read_network(files: dict[str, Path]) -> MetricNetwork:
    """Read the workbooks of a network, by class."""
    return read_metric_workbooks({class_: read_sheet_grids(path) for class_, path in files.items()})
