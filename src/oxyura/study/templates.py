"""Scaffolding a new study: a folder of tables, or one workbook."""

from __future__ import annotations

import datetime
import json
import os
import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.frictionless import datapackage
from oxyura.schema.settings import SETTINGS, SettingSpec
from oxyura.schema.table import TableSet, table_from_records
from oxyura.schema.tables import TABLES
from oxyura.study.cells import parse_cell
from oxyura.study.starter_rows import CORE_TABLES, Rows, starter_rows
from oxyura.study.writing import write_tables

_README = """# {title}

A study for Oxyura: which invasive alien species harm which migratory species, where and when, and what to do first.

The rows in these tables are invented. They show how a table is filled in; write your own over them, and check often:

    oxyura check {name}
    oxyura assess {name} --out results

- Edit the tables in any spreadsheet and save them as CSV in UTF-8. Only an empty cell means "not known".
- Names that other tables use (`site_id`, `migrant_id` …) have letters, digits, `-`, `_` and `.`, and no spaces.
- `study.toml` holds title, date, horizon and the number of draws.
- Every row with a number names its source in `source_id`; the sources stand in `sources.csv`.

## Tables in this folder

{core}

## Tables to add when you need them

{others}
"""


# Settings without a default need something to show how they are written.
_SHOWN = {
    "budget.amount": "100000",
    "budget.currency": "EUR",
    "budget.price_year": "2025",
    "target_abundance": "1000",
}


def create_study(target: Path, *, xlsx: bool = False) -> Path:
    """Write a new study with a worked example to write over.

    Parameters
    ----------
    target : Path
        Folder or file that does not exist yet; its parent does.
    xlsx : bool
        Whether to write one workbook; a name that ends in ``.xlsx`` asks for that as well.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    InputError
        There is something at that place already, or it cannot be written.
    """
    _check_name(target)
    if xlsx or target.suffix.casefold() == ".xlsx":
        target = target if target.suffix.casefold() == ".xlsx" else target.with_name(f"{target.name}.xlsx")
        rows = {name: starter_rows(name, whole=True) for name in TABLES}
        return written_once(target, lambda path: _write_workbook(path, target.stem, rows))
    rows = {name: starter_rows(name) for name in CORE_TABLES}
    return written_once(target, lambda path: _write_folder(path, target.name, rows))


def create_empty_study(target: Path) -> Path:
    """Write a study with settings and no rows, for an import to fill; an empty folder may be there already."""
    if target.suffix.casefold() == ".xlsx":
        return written_once(target, lambda path: _write_workbook(path, target.stem, {}))
    if target.is_dir() and not any(target.iterdir()):
        (target / "study.toml").write_text(settings_text(_title(target.name)), encoding="utf-8")
        return target
    return written_once(target, lambda path: _write_folder(path, target.name, {}))


def _check_name(target: Path) -> None:
    # Files that begin with a point are hidden, and belong to writing itself.
    if not target.name or target.name.startswith("."):
        raise InputError("The study needs a name.", where=str(target), remedy="Give a name such as my-study.")


def written_once(target: Path, write: Callable[[Path], None]) -> Path:
    """Write beside the target and move there at the end, so that it is there whole or not at all."""
    _check_name(target)
    if os.path.lexists(target):
        raise InputError(
            "There is something of that name already.",
            where=str(target),
            remedy="Choose another name, or move it away.",
        )
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        _remove(temporary)
        write(temporary)
        temporary.rename(target)
    except OSError as error:
        raise InputError(
            f"The study cannot be written: {error.strerror}.",
            where=str(target),
            remedy="Check that the folder above it exists and that you may write there.",
        ) from error
    finally:
        _remove(temporary)
    return target


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _title(name: str) -> str:
    return re.sub(r"[-_\s]+", " ", name).strip().capitalize() or "New study"


def _write_workbook(path: Path, name: str, rows: Mapping[str, Rows]) -> None:
    from oxyura.study.workbook_template import build_workbook

    settings = {"title": _title(name), "date": datetime.date.today().isoformat()}
    build_workbook(starter_tables(rows), settings).save(path)


def _write_folder(path: Path, name: str, rows: Mapping[str, Rows]) -> None:
    path.mkdir()
    title = _title(name)
    (path / "study.toml").write_text(settings_text(title), encoding="utf-8")
    if not rows:
        return
    write_tables(starter_tables(rows), path, every_column=True)
    text = _README.format(
        title=title,
        name=shlex.quote(name),
        core="\n".join(f"- `{table}.csv`: {TABLES[table].meaning}" for table in rows),
        others="\n".join(_other_table(table) for table in TABLES if table not in rows),
    )
    (path / "README.md").write_text(text, encoding="utf-8")
    package = json.dumps(datapackage(tuple(rows), name=name, title=title), ensure_ascii=False, indent=2)
    (path / "datapackage.json").write_text(f"{package}\n", encoding="utf-8")


def starter_tables(rows: Mapping[str, Rows]) -> TableSet:
    """Return rows of text as typed tables."""
    tables = {}
    for name, records in rows.items():
        spec = TABLES[name]
        parsed = [
            {column: parse_cell(spec.column(column), text) for column, text in record.items()} for record in records
        ]
        tables[name] = table_from_records(name, parsed)
    return TableSet(tables)


def _other_table(name: str) -> str:
    spec = TABLES[name]
    required = ", ".join(f"`{column.name}`" for column in spec if column.required)
    absence = f" {spec.absence}" if spec.absence else ""
    return f"- `{name}.csv`: {spec.meaning}{absence} Needs {required}."


def settings_text(title: str, question: str = "") -> str:
    """Return a ``study.toml`` that says of every setting what it is; those with a default are commented out."""
    values = {"title": title, "date": datetime.date.today().isoformat()}
    if question:
        values["question"] = question
    lines = ["# The settings of this study. Lines that begin with # are not read."]
    section = ""
    for spec in SETTINGS:
        table, _, key = spec.key.rpartition(".")
        if table != section:
            section = table
            lines += ["", f"# [{section}]"]
        elif not table:
            lines.append("")
        lines += _setting_lines(spec, key, values.get(spec.key))
    return "\n".join(lines) + "\n"


def _setting_lines(spec: SettingSpec, key: str, value: str | None) -> list[str]:
    note = f"# {spec.meaning[0].upper()}{spec.meaning[1:]}."
    if spec.choices:
        note += f" One of: {', '.join(spec.choices)}."
    if value is not None:
        return [note, f"{key} = {value if spec.kind == 'date' else json.dumps(value, ensure_ascii=False)}"]
    default = spec.default or _SHOWN.get(spec.key, "") or (spec.choices[0] if spec.choices else "")
    return [note, f"# {key} = {default if spec.kind in ('integer', 'number') else json.dumps(default)}"]
