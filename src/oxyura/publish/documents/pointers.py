"""Where a number of a document comes from: pointers into the files of a result folder, followed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from oxyura.publish.result_folder import OutputFile

# What a pointer leads to: a number, a text, nothing, or a list or object that is counted.
Value = Any


@dataclass
class Folder:
    """The files of a result folder, each read once.

    Parameters
    ----------
    place : Path, optional
        The folder, where it is written already.
    files : mapping of str to bytes
        Files that are not written yet, by name.
    """

    place: Path | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    _json: dict[str, Value] = field(default_factory=dict)
    _rows: dict[str, list[list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: str | Path | Iterable[OutputFile]) -> Folder:
        """Return the files of a folder, or those that are to be written to one."""
        if isinstance(source, str | Path):
            return cls(Path(source))
        return cls(None, {file.name: file.content for file in source})

    def follow(self, pointer: str) -> Value:
        """Return what a pointer leads to.

        Raises
        ------
        LookupError
            It leads nowhere; the text says at which step.
        """
        name, tokens = split_pointer(pointer)
        if name.endswith(".csv"):
            return self._follow_table(name, tokens)
        return _step_down(self._read_json(name), tokens)

    def texts(self) -> Iterator[str]:
        """Yield every text of every JSON file and table of the folder."""
        for name in self._names():
            if name.endswith(".json") and "/" not in name:
                yield from _texts_in(self._read_json(name))
            elif name.endswith(".csv"):
                yield from (cell.removeprefix("'") for row in self._read_rows(name) for cell in row)

    def _names(self) -> list[str]:
        if self.place is None:
            return sorted(self.files)
        return sorted(path.relative_to(self.place).as_posix() for path in self.place.rglob("*") if path.is_file())

    def _content(self, name: str) -> bytes:
        if self.place is None:
            if name not in self.files:
                raise LookupError(f"there is no file {name}")
            return self.files[name]
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise LookupError(f"{name} is not a file of the folder")
        try:
            return self.place.joinpath(name).read_bytes()
        except OSError as error:
            raise LookupError(f"there is no file {name}") from error

    def _read_json(self, name: str) -> Value:
        if name not in self._json:
            try:
                self._json[name] = json.loads(self._content(name))
            except ValueError as error:
                raise LookupError(f"{name} is not JSON") from error
        return self._json[name]

    def _read_rows(self, name: str) -> list[list[str]]:
        if name not in self._rows:
            text = self._content(name).decode("utf-8-sig")
            self._rows[name] = list(csv.reader(io.StringIO(text, newline="")))
        return self._rows[name]

    def _follow_table(self, name: str, tokens: tuple[str, ...]) -> Value:
        head, *rows = self._read_rows(name) or [[]]
        if not tokens:
            return rows
        *keys, column = tokens
        if column not in head:
            raise LookupError(f"{name} has no column {column}")
        columns = [head.index(each) for each in _key_columns(name, head, len(keys))]
        found = [row for row in rows if [row[at].removeprefix("'") for at in columns] == keys]
        if len(found) != 1:
            raise LookupError(f"{name} has {len(found)} rows {'/'.join(keys)}")
        cell = found[0][head.index(column)]
        try:
            return float(cell) if cell else None
        except ValueError:
            return cell.removeprefix("'")


def split_pointer(pointer: str) -> tuple[str, tuple[str, ...]]:
    """Return the file and the steps of a pointer.

    Examples
    --------
    >>> split_pointer("summary.json#/migrants/a~1b/growth_now")
    ('summary.json', ('migrants', 'a/b', 'growth_now'))

    Raises
    ------
    LookupError
        It is none.
    """
    name, mark, way = pointer.partition("#")
    if not name or not mark or (way and not way.startswith("/")):
        raise LookupError("it is not written as file#/step/step")
    return name, tuple(step.replace("~1", "/").replace("~0", "~") for step in way.split("/")[1:])


def make_pointer(name: str, *steps: str | int) -> str:
    """Return the pointer to a place in a file, its steps escaped.

    Examples
    --------
    >>> make_pointer("summary.json", "migrants", "a/b", "pairs", 3)
    'summary.json#/migrants/a~1b/pairs/3'
    """
    return name + "#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _key_columns(name: str, head: list[str], number: int) -> list[str]:
    from oxyura.schema.tables import TABLES

    stem = PurePosixPath(name).stem
    spec = TABLES[stem] if name.startswith("tables/") and stem in TABLES else None
    if spec is not None:
        # A key column without a value in any row is not written; its step is then left out, too.
        known = [column for column in spec.key if column in head]
        if len(known) == number:
            return known
    return head[:number]


def _step_down(value: Value, tokens: tuple[str, ...]) -> Value:
    for token in tokens:
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            raise LookupError(f"there is no {token}")
    return value


def _texts_in(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)
