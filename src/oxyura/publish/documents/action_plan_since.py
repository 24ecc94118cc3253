"""What changed since an earlier issue of a plan: inputs by table, row and column, and what the plan says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from oxyura.publish.documents.action_plan_rows import FORMAT, PLAN_FILE
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.errors import InputError
from oxyura.schema.tables import TABLES

_LARGEST = 64 * 2**20
_NAMED = ("version", "draws")
_CLOSE = 1e-9


@dataclass(frozen=True)
class Changed:
    """One change.

    Parameters
    ----------
    place : str
        Table, ``settings``, or the key of a row of the plan.
    row : str
        Key of the row of a table; empty for settings and rows of the plan.
    name : str
        Column, setting or value; empty where a whole row came or went.
    old, new : object
        None where there is none.
    """

    place: str
    row: str
    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class ChangesSince:
    """Everything that changed.

    Parameters
    ----------
    run, date : str
        Of the earlier issue.
    inputs : tuple of Changed
        Tables of the study, settings and program.
    answers : tuple of Changed
        Rows of the plan.
    touched : tuple of str
        Files of the earlier folder that are no longer as they were written: what they say may not be what was used.
    """

    run: str
    date: str
    inputs: tuple[Changed, ...]
    answers: tuple[Changed, ...]
    touched: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return everything by name."""
        return asdict(self)


def compare_with(folder: str | Path, plan: OutputFile, tables: Iterable[OutputFile]) -> ChangesSince:
    """Compare a plan with the earlier one in a folder.

    Parameters
    ----------
    folder : str or Path
        A folder that ``oxyura action-plan`` has written.
    plan : OutputFile
        `plan.json` of now.
    tables : iterable of OutputFile
        The study's tables of now.

    Raises
    ------
    InputError
        The folder holds no plan, or one that cannot be read or is of another study.
    """
    place = Path(folder)
    earlier, now = read_earlier_plan(place), json.loads(plan.content)
    if earlier["study"] != now["study"]:
        raise InputError(
            f"The earlier plan is of the study '{str(earlier['study'])[:80]}', this one of '{now['study']}'.",
            where=str(place),
            remedy="Name the folder of an earlier plan of the same study, or leave --since out.",
        )
    touched: list[str] = []
    old_tables = dict(_read_tables(place, earlier["tables"], touched))
    new_tables = {file.name: _rows(file.name, file.content) for file in tables if file.name.startswith("tables/")}
    inputs = [
        *_settings(earlier, now),
        *(
            change
            for name in dict.fromkeys((*new_tables, *old_tables))
            for change in _table(name, old_tables.get(name, {}), new_tables.get(name, {}))
        ),
    ]
    answers = [
        change for key in dict.fromkeys((*now["rows"], *earlier["rows"])) for change in _answer(key, earlier, now)
    ]
    return ChangesSince(str(earlier["run"]), str(earlier["date"]), tuple(inputs), tuple(answers), tuple(touched))


def read_earlier_plan(folder: str | Path) -> dict[str, Any]:
    """Return `plan.json` of an earlier issue.

    Raises
    ------
    InputError
        The folder holds no plan, or one that cannot be read.
    """
    place = Path(folder)
    file = place / PLAN_FILE
    remedy = "Name the folder that an earlier 'oxyura action-plan' wrote."
    if not file.is_file():
        raise InputError(f"There is no {PLAN_FILE} in the folder.", where=str(place), remedy=remedy)
    try:
        if file.stat().st_size > _LARGEST:
            raise InputError(f"{PLAN_FILE} is larger than any plan.", where=str(file), remedy=remedy)
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{PLAN_FILE} cannot be read.", where=str(file), remedy=remedy) from error
    if not _is_plan(found):
        raise InputError(
            f"{PLAN_FILE} is no plan of this program, or one of another version of it.", where=str(file), remedy=remedy
        )
    return dict(found)


def _is_plan(found: object) -> bool:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return False
    parts = {"rows": dict, "tables": dict, "settings": dict, "study": str, "run": str, "date": str}
    if not all(isinstance(found.get(name), kind) for name, kind in parts.items()):
        return False
    return all(isinstance(row, dict) and isinstance(row.get("values"), dict) for row in found["rows"].values())


Rows = dict[str, dict[str, str]]


def _read_tables(place: Path, checksums: Mapping[str, Any], touched: list[str]) -> Iterator[tuple[str, Rows]]:
    """Yield the tables that stand in the earlier folder, noting those that were changed after it was written."""
    for name, checksum in checksums.items():
        stem = name.removeprefix("tables/").removesuffix(".csv")
        if name != f"tables/{stem}.csv" or stem not in TABLES:
            continue
        file = place / "tables" / f"{stem}.csv"
        try:
            content = file.read_bytes() if file.is_file() and file.stat().st_size <= _LARGEST else b""
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != checksum:
            touched.append(name)
        try:
            yield name, _rows(name, content)
        except (UnicodeDecodeError, csv.Error):
            yield name, {}


def _rows(name: str, content: bytes) -> Rows:
    """Return the rows of a table by their key; rows of one key are told apart by their number."""
    text = content.decode("utf-8-sig")
    head, *body = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    keys = [column for column in TABLES[name.removeprefix("tables/").removesuffix(".csv")].key if column in head]
    found: Rows = {}
    for cells in body:
        row = dict(zip(head, cells, strict=False))
        key = " / ".join(row[column] for column in keys if row.get(column))
        again = sum(1 for known in found if known == key or known.startswith(f"{key} ("))
        found[f"{key} ({again + 1})" if again else key] = row
    return found


def _settings(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Changed]:
    for name in _NAMED:
        if earlier.get(name) != now.get(name):
            yield Changed("settings", "", name, earlier.get(name), now.get(name))
    old, new = dict(_leaves(earlier["settings"])), dict(_leaves(now["settings"]))
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield Changed("settings", "", name, old.get(name), new.get(name))


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{name}.{key}" if name else str(key))
    else:
        yield name, value


def _table(name: str, old: Rows, new: Rows) -> Iterator[Changed]:
    stem = name.removeprefix("tables/").removesuffix(".csv")
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            yield Changed(stem, key, "", None if before is None else key, None if after is None else key)
            continue
        for column in dict.fromkeys((*after, *before)):
            if before.get(column, "") != after.get(column, ""):
                yield Changed(stem, key, column, before.get(column) or None, after.get(column) or None)


def _answer(key: str, earlier: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Changed]:
    before, after = earlier["rows"].get(key), now["rows"].get(key)
    if before is None or after is None:
        yield Changed(key, "", "", None if before is None else key, None if after is None else key)
        return
    old, new = before["values"], after["values"]
    for name in dict.fromkeys((*new, *old)):
        if not _same(old.get(name), new.get(name)):
            yield Changed(key, "", name, old.get(name), new.get(name))


def _same(old: Any, new: Any) -> bool:
    """Tell whether two values are equal; numbers to where machines differ."""
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return bool(old == new)
