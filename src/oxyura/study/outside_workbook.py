"""Workbooks that are no study, read as cells: as carefully as a study's own workbook."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException

from oxyura.schema.errors import InputError, OxyuraError
from oxyura.schema.limits import FILE_BYTES
from oxyura.schema.sentences import sentence
from oxyura.sources.sheet_grid import CellFault, SheetGrid
from oxyura.study.cell_faults import shown
from oxyura.study.cells import ErrorValue, Formula
from oxyura.study.workbook_reading import cell_value, open_workbook_archive
from oxyura.study.workbook_sheets import read_sheet_facts


def read_sheet_grids(path: Path) -> tuple[SheetGrid, ...]:
    """Read every sheet of a workbook.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.

    Returns
    -------
    tuple of SheetGrid
        In the order of the sheets. Formulas and errors are faults of their cells: what a workbook says a formula came
        to need not be what it comes to.

    Raises
    ------
    InputError
        The file is no such workbook, is damaged, hostile or too large (LimitError).
    ServiceMissingError
        The protection against hostile XML is switched off.
    """
    try:
        FILE_BYTES.check(path.stat().st_size, path.name)
        with open_workbook_archive(path) as archive, warnings.catch_warnings():
            # openpyxl warns of decorations that it drops.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, keep_links=False)
            try:
                grids = []
                for sheet in book.worksheets:
                    # A sheet's size is counted before any of it is kept; its path is private to openpyxl.
                    with archive.open(str(sheet._worksheet_path).lstrip("/")) as stream:
                        read_sheet_facts(stream, f"{path.name} [{shown(str(sheet.title))}]")
                    grids.append(_grid(sheet, path.name))
                return tuple(grids)
            finally:
                book.close()
    except OxyuraError:
        raise
    except DefusedXmlException as error:
        raise InputError(
            "The workbook declares XML entities, as no spreadsheet does and as attacks do.",
            where=path.name,
            remedy="Do not use this file; get it again from whoever made it.",
        ) from error
    # A damaged or forged workbook makes openpyxl fail in any way that Python knows.
    except Exception as error:
        raise InputError(
            sentence("The workbook is damaged (%(error)s).", error=shown(f"{type(error).__name__}: {error}")),
            where=path.name,
            remedy="Open it in Excel or LibreOffice and save it again as .xlsx.",
        ) from error


def _grid(sheet: Any, file: str) -> SheetGrid:
    # What the file says about its own size may be false, and would be believed.
    sheet.reset_dimensions()
    rows = tuple(tuple(_plain(cell_value(cell)) for cell in row) for row in sheet.iter_rows())
    return SheetGrid(file, str(sheet.title), rows)


def _plain(value: object) -> object:
    if isinstance(value, Formula):
        return CellFault("a formula")
    if isinstance(value, ErrorValue):
        return CellFault("an error")
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
