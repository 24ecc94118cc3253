"""Building a workbook that a study can be typed into: a sheet per table, with notes, units and drop-downs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from oxyura.schema.columns import Column
from oxyura.schema.errors import InputError
from oxyura.schema.frictionless import describe
from oxyura.schema.settings import SETTINGS
from oxyura.schema.table import TableSet
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES
from oxyura.schema.vocabularies import Vocabulary
from oxyura.study.cell_writing import written_value
from oxyura.study.cells import Parsed

LISTS_SHEET = "lists"

_LAST_ROW = 1_048_576
_LONGEST_CELL = 32_767
# What looks like a coded character would be decoded.
_LIKE_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_HEADER = PatternFill("solid", fgColor="DDE7EE")
_REQUIRED = PatternFill("solid", fgColor="F3D9A4")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_INTRODUCTION = (
    "A study for Oxyura: which invasive alien species harm which migratory species, where and when.",
    "The sheet study holds the settings; every other sheet is one table, one row per case.",
    "The rows are invented and show how a table is filled in: write your own over them, or delete them.",
    "Orange columns need a value in every row. Point at a column's name to read what it holds, in which unit.",
    "Only an empty cell means 'not known'. Write values, not formulas, and do not merge cells.",
    "Tables that are not needed may be left empty; the answer then says what it lacks.",
    "Save the workbook as .xlsx and run: oxyura check FILE",
)


def build_workbook(tables: TableSet, settings: Mapping[str, str]) -> Workbook:
    """Build the workbook of a study.

    Parameters
    ----------
    tables : TableSet
        Rows to write; every table gets its sheet, with or without rows.
    settings : mapping of str to str
        Values for the sheet ``study``, by key; the others show their default as a note.

    Returns
    -------
    openpyxl.Workbook
        Not saved.

    Raises
    ------
    InputError
        A text is longer than a spreadsheet's cell can hold.
    """
    book = Workbook()
    _write_readme(book.active)
    _write_settings(book.create_sheet("study"), settings)
    lists = _write_lists(book)
    for spec in TABLES.values():
        sheet = book.create_sheet(spec.name)
        write_table_sheet(sheet, spec, lists)
        for row, record in enumerate(tables[spec.name].records(), start=2):
            for position, column in enumerate(spec, start=1):
                write_cell(sheet.cell(row, position), column, record[column.name])
    # The drop-downs read this sheet; nobody has to see it.
    book.move_sheet(LISTS_SHEET, len(book.sheetnames))
    book[LISTS_SHEET].sheet_state = "hidden"
    book.active = book.index(book["study"])
    return book


def write_cell(cell: Any, column: Column, value: Parsed) -> None:
    """Write a value as it is: text stays text, whatever it looks like."""
    written = written_value(value)
    if isinstance(written, str) and len(written) > _LONGEST_CELL:
        raise InputError(
            f"A text of {len(written):,} characters does not fit into a spreadsheet's cell.",
            where=f"{cell.parent.title}, cell {cell.coordinate}, column {column.name}",
            remedy="Shorten it, or keep the study as a folder of CSV files.",
        )
    if isinstance(written, str):
        cell.value = _LIKE_ESCAPED.sub("_x005F_", written)
        # A text that begins with '=' would become a formula, one such as '#N/A' an error.
        cell.data_type = "s"
    elif isinstance(written, float):
        # openpyxl would keep 16 digits, which is not always the same number.
        cell.value = repr(written)
        cell.data_type = "n"
    else:
        cell.value = written
    cell.number_format = number_format(column)


def number_format(column: Column) -> str:
    """Return the format that keeps a spreadsheet from making dates of numbers and names."""
    return "General" if column.is_numeric else "@"


def write_table_sheet(sheet: Any, spec: TableSpec, lists: Mapping[str, str] | None) -> None:
    """Write the header of a table with notes, formats and drop-downs.

    Parameters
    ----------
    sheet : Worksheet
        Empty.
    spec : TableSpec
        The table.
    lists : mapping of str to str, optional
        Range of words by name of the vocabulary; None: no drop-downs.
    """
    for position, column in enumerate(spec, start=1):
        cell = sheet.cell(1, position, column.name)
        cell.font = Font(bold=True)
        cell.fill = _REQUIRED if column.required else _HEADER
        cell.number_format = "@"
        cell.comment = _note(column)
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = max(12, len(column.name) + 3)
        sheet.column_dimensions[letter].number_format = number_format(column)
        if lists is not None and (rule := _validation(column, lists)):
            rule.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "B2"


def _note(column: Column) -> Comment:
    text = describe(column)
    if column.vocabulary is not None and len(column.vocabulary.terms) <= 12:
        meanings = column.vocabulary.terms.items()
        text += "\n" + "\n".join(f"{term}: {meaning}" if meaning else term for term, meaning in meanings)
    if column.source:
        text += f"\nDefined by: {column.source}"
    lines = sum(1 + len(line) // 45 for line in text.split("\n"))
    return Comment(text, "Oxyura", width=340, height=30 + 17 * lines)


def _validation(column: Column, lists: Mapping[str, str]) -> DataValidation | None:
    """Return the drop-down or the range of a column's cells; None where anything may be typed."""
    if column.vocabulary is not None and not column.is_list and column.vocabulary.name in lists:
        rule = DataValidation(type="list", formula1=lists[column.vocabulary.name], allow_blank=True)
        rule.error = f"Choose a word from the list for {column.name}."
    elif len(column.references) == 1 and not column.is_list:
        # Names are offered, not enforced: a row may be typed before the one that it refers to.
        rule = DataValidation(type="list", formula1=_names_in(column.references[0], column), allow_blank=True)
        rule.showErrorMessage = False
        return rule
    elif column.is_numeric and (column.minimum is not None or column.maximum is not None):
        rule = _range_rule(column)
        rule.error = f"{column.name} must be a number, {column.range_in_words()}."
    else:
        return None
    rule.errorTitle = column.name
    rule.showErrorMessage = True
    return rule


def _names_in(table: str, column: Column) -> str:
    key = "stage" if table == "stages" else TABLES[table].key[0]
    letter = get_column_letter(TABLES[table].names.index(key) + 1)
    return f"{quote_sheetname(table)}!${letter}$2:${letter}$1001"


def _range_rule(column: Column) -> DataValidation:
    kind = "whole" if column.kind == "integer" else "decimal"
    if column.minimum is not None and column.maximum is not None:
        low, high = f"{column.minimum:g}", f"{column.maximum:g}"
        return DataValidation(type=kind, operator="between", formula1=low, formula2=high, allow_blank=True)
    if column.minimum is None:
        return DataValidation(type=kind, operator="lessThanOrEqual", formula1=f"{column.maximum:g}", allow_blank=True)
    operator = "greaterThan" if column.exclusive_minimum else "greaterThanOrEqual"
    return DataValidation(type=kind, operator=operator, formula1=f"{column.minimum:g}", allow_blank=True)


def _write_lists(book: Workbook) -> dict[str, str]:
    """Write each vocabulary as a column of the sheet that drop-downs read; return where each stands."""
    sheet = book.create_sheet(LISTS_SHEET)
    vocabularies: dict[str, Vocabulary] = {}
    for spec in TABLES.values():
        for column in spec:
            if column.vocabulary is not None:
                vocabularies.setdefault(column.vocabulary.name, column.vocabulary)
    places: dict[str, str] = {}
    for position, (name, vocabulary) in enumerate(vocabularies.items(), start=1):
        _write_words(sheet, position, (name, *vocabulary.terms))
        letter = get_column_letter(position)
        places[name] = f"{LISTS_SHEET}!${letter}$2:${letter}${len(vocabulary.terms) + 1}"
    return places


def _write_words(sheet: Any, position: int, words: Sequence[str]) -> None:
    for row, word in enumerate(words, start=1):
        sheet.cell(row, position, word).number_format = "@"


def _write_readme(sheet: Any) -> None:
    sheet.title = "README"
    lines = [*_INTRODUCTION, "", "The tables", *(f"{spec.name}: {spec.meaning}" for spec in TABLES.values())]
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row, 1, line)
        cell.alignment = _WRAPPED
        if row == 1 or line == "The tables":
            cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 110


def _write_settings(sheet: Any, values: Mapping[str, str]) -> None:
    for position, name in enumerate(("key", "value", "meaning"), start=1):
        cell = sheet.cell(1, position, name)
        cell.font, cell.fill = Font(bold=True), _HEADER
    for row, spec in enumerate(SETTINGS, start=2):
        sheet.cell(row, 1, spec.key)
        value = sheet.cell(row, 2, values.get(spec.key))
        value.number_format = "General" if spec.kind in ("integer", "number") else "@"
        if value.value is not None:
            value.data_type = "s"
        meaning = spec.meaning + (f"; {spec.default} when empty" if spec.default else "")
        sheet.cell(row, 3, meaning).alignment = _WRAPPED
        if spec.required:
            sheet.cell(row, 1).fill = _REQUIRED
        if spec.choices:
            rule = DataValidation(type="list", formula1=f'"{",".join(spec.choices)}"', allow_blank=True)
            rule.add(f"B{row}")
            sheet.add_data_validation(rule)
    for letter, width in (("A", 28), ("B", 40), ("C", 80)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
