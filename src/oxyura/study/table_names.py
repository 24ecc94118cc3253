"""Which table a file or sheet is, and which one it was probably meant to be."""

from __future__ import annotations

import difflib
import re

from oxyura.schema.problems import Problem
from oxyura.schema.sentences import sentence
from oxyura.schema.tables import TABLES
from oxyura.study.cell_faults import shown

SETTINGS_NAME = "study"
# What the program itself puts beside the tables, and what people keep there under these names.
_OTHER_NAMES = frozenset({"quarantine", "readme", "lists", "datapackage"})
_COPY = re.compile(r"[ _-]*(?:\([0-9]+\)|copy|copie|copia|kopie)?$", re.IGNORECASE)
_ALIKE = 0.8


def meant_table(name: str) -> str | None:
    """Return the table that a file or sheet name is a misspelling of, or None.

    Examples
    --------
    >>> meant_table("site"), meant_table("Vital Rates"), meant_table("sites (1)"), meant_table("budget notes")
    ('sites', 'vital_rates', 'sites', None)
    """
    words = (*TABLES, SETTINGS_NAME)
    folded = re.sub(r"[ -]+", "_", _COPY.sub("", name[:100].strip()).casefold())
    matches = difflib.get_close_matches(folded, words, 1, _ALIKE)
    return matches[0] if matches else None


def unread_name(name: str, what: str, *, file: str) -> Problem | None:
    """Say that a file or sheet is no table: an error when it looks like a misspelt one, else a note.

    Parameters
    ----------
    name : str
        Name without its ending.
    what : {'file', 'sheet'}
        What carries the name.
    file : str
        Its full name, for the problem.
    """
    if name.casefold() in _OTHER_NAMES:
        return None
    meant = meant_table(name)
    if meant is not None:
        return Problem(
            "error",
            "misspelt_table",
            sentence(
                "The sheet %(name)s is no table of a study and was not read; it looks like %(meant)s."
                if what == "sheet"
                else "The file %(name)s is no table of a study and was not read; it looks like %(meant)s.",
                name=shown(name),
                meant=meant,
            ),
            sentence("Rename it to %(meant)s, or to something unlike any table.", meant=meant),
            file=file,
        )
    return Problem(
        "note",
        "not_a_table",
        sentence(
            "The sheet %(name)s is no table of a study and was not read."
            if what == "sheet"
            else "The file %(name)s is no table of a study and was not read.",
            name=shown(name),
        ),
        "Nothing has to be done, unless it was meant as a table.",
        file=file,
    )
