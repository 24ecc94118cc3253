"""A table of synonyms that a user gives, so that two lists can mean one taxon."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.limits import Limit
from oxyura.schema.sentences import sentence
from oxyura.sources.names import canonical_name

_BYTES = Limit("The size of the table of synonyms in bytes", 64 * 2**20, "bytes", "Keep the taxa of the study.")


@dataclass(frozen=True)
class Synonyms:
    """Accepted name by synonym, both as keys for comparison.

    Parameters
    ----------
    names : mapping of str to str
        Accepted key by synonym key.
    warnings : tuple of str
        Synonyms that could not be used.
    """

    names: Mapping[str, str]
    warnings: tuple[str, ...] = ()

    def accepted(self, key: str) -> str:
        """Return the accepted key of a name; the key itself where the table says nothing.

        Names that lead to each other in a circle are one taxon, known by the first of the alphabet.
        """
        path = [key]
        while (accepted := self.names.get(path[-1])) is not None:
            if accepted in path:
                return min(path[path.index(accepted) :])
            path.append(accepted)
        return path[-1]


NO_SYNONYMS = Synonyms({})


def read_synonyms(path: Path) -> Synonyms:
    """Read a CSV table with the columns `synonym` and `accepted`.

    A synonym of two accepted names is not used: which of them is meant cannot be told.

    Raises
    ------
    InputError
        The file cannot be read, or lacks a column.
    """
    try:
        _BYTES.check(path.stat().st_size, path.name)
        text = path.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0]
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            sentence("The table of synonyms cannot be read (%(error)s).", error=error),
            where=path.name,
            remedy="Save it as CSV in UTF-8.",
        ) from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    if not {"synonym", "accepted"} <= set(header):
        shown = ", ".join(name[:40] for name in header[:20]) or "nothing"
        raise InputError(
            sentence(
                "The table of synonyms has no columns synonym and accepted. Its header has: %(shown)s.", shown=shown
            ),
            where=path.name,
            remedy="Write a first row with synonym,accepted.",
        )
    places = header.index("synonym"), header.index("accepted")
    found: dict[str, dict[str, None]] = {}
    warnings = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        names = [canonical_name(cells[place]) if place < len(cells) else None for place in places]
        if names[0] is None or names[1] is None:
            warnings.append(
                sentence(
                    "%(name)s, row %(number)s: the row does not name two taxa; it is not used.",
                    name=path.name,
                    number=number,
                )
            )
        elif names[0].key != names[1].key:
            found.setdefault(names[0].key, {})[names[1].key] = None
    for synonym in [synonym for synonym, accepted in found.items() if len(accepted) > 1]:
        warnings.append(
            sentence(
                "%(name)s: %(synonym)s is a synonym of %(number)s names; it is not used.",
                name=path.name,
                synonym=synonym.capitalize(),
                number=len(found.pop(synonym)),
            )
        )
    return Synonyms({synonym: next(iter(accepted)) for synonym, accepted in found.items()}, tuple(warnings))
