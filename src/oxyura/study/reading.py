"""Reading a study, whatever carries it: a folder of tables, one workbook, or a name of the casebook."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.limits import FILE_BYTES, SETTINGS_BYTES, SITES, Limit
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import declared, sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import Table, TableSet
from oxyura.schema.tables import TABLES
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.cell_faults import shown
from oxyura.study.delimited import read_delimited
from oxyura.study.package import InputFile
from oxyura.study.problem_log import ProblemLog
from oxyura.study.settings_reading import make_settings, read_settings_text
from oxyura.study.table_names import meant_table, unread_name
from oxyura.study.text_decoding import check_encoding, decode_text
from oxyura.study.typed_tables import type_table

SETTINGS_FILE = "study.toml"
TABLE_ENDINGS = (".csv", ".parquet")

# Endings that people give to tables, and that are read nowhere: saying so beats leaving the table out.
_OTHER_TABLE_ENDINGS = (".tsv", ".txt", ".tab", ".xlsx", ".xls", ".ods", ".gz", ".zip", ".json", ".geojson")
_OTHER_WORKBOOKS = {
    ".xls": "the old Excel format",
    ".xlsb": "the binary Excel format",
    ".xlsm": "a workbook with macros",
    ".xltx": "a template of a workbook",
    ".ods": "the OpenDocument format",
    ".numbers": "the format of Numbers",
}


@dataclass(frozen=True)
class Reading:
    """What was found when a study was read, good or bad.

    Parameters
    ----------
    name : str
        Name of the folder, the workbook without its ending, or the casebook entry.
    settings : Settings, optional
        None where there are none to read.
    tables : TableSet
        The tables that could be read, typed; a cell with an error counts as empty.
    files : tuple of InputFile
        What was read, in alphabetical order.
    problems : tuple of Problem
        What is wrong with single files and cells; what tables say about each other is checked later.
    """

    name: str
    settings: Settings | None
    tables: TableSet
    files: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_study(location: Path | str, *, encoding: str | None = None) -> Reading:
    """Read a study without judging it as a whole.

    Parameters
    ----------
    location : Path or str
        A folder with ``study.toml`` and tables, an ``.xlsx`` workbook, or a name of the casebook. What exists
        at that path wins over the casebook.
    encoding : str, optional
        Encoding of CSV files that are not UTF-8.

    Returns
    -------
    Reading
        With every problem that its files and cells have.

    Raises
    ------
    InputError
        There is nothing at `location`, or it is no study at all; or `encoding` is unknown.
    """
    check_encoding(encoding)
    path = Path(location)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if len(path.parts) > 1:
            raise _no_study(path, sentence("There is no such file or folder")) from error
        path = casebook_path(str(location))
        mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        return _read_folder(path, encoding)
    if stat.S_ISREG(mode):
        return _read_workbook_file(path)
    raise _no_study(path, sentence("This is neither a folder nor a file"))


def _no_study(path: Path, what: str, remedy: str = "") -> InputError:
    return InputError(
        sentence("%(what)s.", what=what),
        where=str(path),
        remedy=remedy or "Give a study folder, a workbook (.xlsx) or a name that 'oxyura casebook' lists.",
    )


def _read_workbook_file(path: Path) -> Reading:
    ending = path.suffix.casefold()
    if ending in _OTHER_WORKBOOKS:
        what = (
            sentence("The file is in %(format)s", format=declared(_OTHER_WORKBOOKS[ending]))
            if ending != ".xlsm"
            else sentence("The file is a workbook with macros")
        )
        raise _no_study(path, what, sentence("Save it as an Excel workbook (.xlsx) and give that."))
    if path.name.casefold() == SETTINGS_FILE or ending in TABLE_ENDINGS:
        raise _no_study(
            path, sentence("This is one file of a study"), sentence("Give its folder: %(parent)s.", parent=path.parent)
        )
    if ending != ".xlsx":
        raise _no_study(path, sentence("This file is no study"))
    log = ProblemLog()
    tables: dict[str, Table] = {}
    settings: Settings | None = None
    files: tuple[InputFile, ...] = ()
    data = _read_bytes(path, path.name, log, limit=FILE_BYTES)
    if data is not None:
        from oxyura.study.workbook_reading import read_workbook

        files = (_input_file(path.name, data),)
        workbook = read_workbook(path, log)
        if workbook is not None:
            if workbook.settings is None:
                log.add(_no_settings(path.name, "The workbook has no sheet named study."))
            else:
                settings = make_settings(workbook.settings, workbook.settings_file, log)
            tables = {raw.spec.name: type_table(raw, log) for raw in workbook.tables}
    return _reading(path.stem, settings, tables, files, log)


def _read_folder(path: Path, encoding: str | None) -> Reading:
    log = ProblemLog()
    candidates, has_settings = _find_tables(path, log)
    if not has_settings and not candidates and not log.problems():
        workbooks = sorted(entry.name for entry in path.iterdir() if entry.suffix.casefold() == ".xlsx")
        remedy = sentence("Give the workbook itself: %(path)s.", path=path / workbooks[0]) if workbooks else ""
        raise _no_study(path, sentence("The folder holds no study: neither study.toml nor a table"), remedy)
    files: list[InputFile] = []
    tables: dict[str, Table] = {}
    settings = _read_settings_file(path, encoding, files, log)
    for name in TABLES:
        names = candidates.get(name, [])
        if len(names) > 1:
            log.add(_two_files(name, names))
        elif names:
            table = _read_table(path, names[0], name, encoding, files, log)
            if table is not None:
                tables[name] = table
    name = path.name or path.resolve().name
    return _reading(name, settings, tables, tuple(files), log)


def _reading(
    name: str,
    settings: Settings | None,
    tables: dict[str, Table],
    files: tuple[InputFile, ...],
    log: ProblemLog,
) -> Reading:
    sites = tables.get("sites")
    if sites is not None:
        try:
            SITES.check(len(sites), sites.file)
        except LimitError as error:
            log.add_error(error, "too_many_sites", sites.file)
    in_order = {table: tables[table] for table in TABLES if table in tables}
    return Reading(name, settings, TableSet(in_order), tuple(sorted(files, key=lambda file: file.name)), log.problems())


def _find_tables(folder: Path, log: ProblemLog) -> tuple[dict[str, list[str]], bool]:
    """Find the files of each table; what only looks like one is added to `log`."""
    candidates: dict[str, list[str]] = defaultdict(list)
    has_settings = False
    for file in sorted(os.listdir(folder)):
        if file.startswith((".", "~")):
            continue
        stem, ending = os.path.splitext(file)
        folded = ending.casefold()
        if file == SETTINGS_FILE:
            has_settings = True
        elif folded == ".toml" and meant_table(stem) == "study":
            log.add(_misnamed(file, SETTINGS_FILE))
        elif folded in TABLE_ENDINGS:
            if stem in TABLES:
                candidates[stem].append(file)
            elif problem := unread_name(stem, "file", file=shown(file)):
                log.add(problem)
        elif folded in _OTHER_TABLE_ENDINGS and os.path.splitext(stem)[0] in TABLES:
            log.add(_misnamed(file, f"{os.path.splitext(stem)[0]}.csv"))
    return candidates, has_settings


def _misnamed(file: str, meant: str) -> Problem:
    return Problem(
        "error",
        "misspelt_table",
        sentence("The file %(file)s was not read; it looks like %(meant)s.", file=shown(file), meant=meant),
        sentence("Save it as %(meant)s, or give it a name unlike any table.", meant=meant),
        file=shown(file),
    )


def _two_files(table: str, names: list[str]) -> Problem:
    return Problem(
        "error",
        "two_files",
        sentence(
            "The table %(table)s stands in more than one file: %(names)s. None of them was read.",
            table=table,
            names=", ".join(names),
        ),
        "Keep one of them.",
        file=names[0],
    )


def _read_settings_file(folder: Path, encoding: str | None, files: list[InputFile], log: ProblemLog) -> Settings | None:
    path = folder / SETTINGS_FILE
    if not os.path.lexists(path):
        log.add(_no_settings(SETTINGS_FILE, sentence("The folder has no file study.toml.")))
        return None
    data = _read_bytes(path, SETTINGS_FILE, log, within=folder, limit=SETTINGS_BYTES)
    if data is None:
        return None
    files.append(_input_file(SETTINGS_FILE, data))
    text = decode_text(data, SETTINGS_FILE, log, encoding)
    return None if text is None else read_settings_text(text, SETTINGS_FILE, log)


def _no_settings(file: str, message: str) -> Problem:
    remedy = "Add it, with at least title and date; 'oxyura new' writes one to start from."
    return Problem("error", "no_settings", message, remedy, file=file)


def _read_table(
    folder: Path, file: str, name: str, encoding: str | None, files: list[InputFile], log: ProblemLog
) -> Table | None:
    data = _read_bytes(folder / file, file, log, limit=FILE_BYTES, within=folder)
    if data is None:
        return None
    files.append(_input_file(file, data))
    if file.casefold().endswith(".parquet"):
        from oxyura.study.parquet_reading import read_parquet

        raw = read_parquet(data, TABLES[name], file, log)
    else:
        text = decode_text(data, file, log, encoding)
        raw = None if text is None else read_delimited(text, TABLES[name], file, log)
    return None if raw is None else type_table(raw, log)


def _read_bytes(path: Path, file: str, log: ProblemLog, *, within: Path | None = None, limit: Limit) -> bytes | None:
    """Read a file whole, unless it is none, leads out of the folder or is too large."""
    try:
        if within is not None and path.is_symlink() and not path.resolve().is_relative_to(within.resolve()):
            message = "The file is a link that leads out of the study's folder; it was not read."
            log.add(Problem("error", "link_outside", message, "Put the file itself into the folder.", file=file))
            return None
        # A pipe or device under a table's name would be waited for without end.
        if not stat.S_ISREG(path.stat().st_mode):
            log.add(Problem("error", "not_a_file", "This is no ordinary file.", "Replace it by a file.", file=file))
            return None
        with path.open("rb") as stream:
            limit.check(os.fstat(stream.fileno()).st_size, file)
            data = stream.read(limit.maximum + 1)
            limit.check(len(data), file)
    except LimitError as error:
        log.add_error(error, "too_large", file)
        return None
    except OSError as error:
        message = sentence("The file cannot be read: %(strerror)s.", strerror=error.strerror)
        log.add(Problem("error", "unreadable", message, "Check that you may read it.", file=file))
        return None
    return data


def _input_file(name: str, data: bytes) -> InputFile:
    return InputFile(name, len(data), hashlib.sha256(data).hexdigest())
