"""The studies that ship with the program: their names and where they lie."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from oxyura.schema.errors import InputError


@dataclass(frozen=True)
class CasebookStudy:
    """A study of the casebook: its name, title and question."""

    name: str
    title: str
    question: str = ""


def casebook_names() -> tuple[str, ...]:
    """Return the names of the shipped studies, in alphabetical order."""
    folder = _casebook_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "study.toml").is_file()))


def casebook_path(name: str) -> Path:
    """Return the folder of the shipped study `name`.

    Raises
    ------
    InputError
        There is no such study; the message names those that are most like it.
    """
    names = casebook_names()
    if name in names:
        return _casebook_folder() / name
    near = difflib.get_close_matches(name.casefold()[:100], names, 3, 0.4)
    meant = f"The casebook has {', '.join(near)}." if near else "No study of the casebook is named so either."
    raise InputError(
        f"There is no study {name[:100]!r}: no folder, no workbook, no study of the casebook.",
        remedy=f"{meant} 'oxyura casebook' lists them all.",
    )


def list_casebook() -> tuple[CasebookStudy, ...]:
    """Return name, title and question of every shipped study."""
    found = []
    for name in casebook_names():
        settings = tomllib.loads((casebook_path(name) / "study.toml").read_text(encoding="utf-8"))
        found.append(CasebookStudy(name, str(settings.get("title", name)), str(settings.get("question", ""))))
    return tuple(found)


def _casebook_folder() -> Path:
    return Path(str(files("oxyura"))) / "casebook"
