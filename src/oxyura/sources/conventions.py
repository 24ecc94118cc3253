"""Who is bound by which convention, after a table that puts several sources one under the other."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oxyura.schema.conventions import CONVENTIONS, Membership, State, Statement
from oxyura.schema.errors import InputError
from oxyura.schema.limits import Limit
from oxyura.sources.country_alpha3 import code_of_three

_BYTES = Limit("The size of the table of parties", 64 * 2**20, "bytes", "Pass the table of parties alone.")
_NEEDED = ("source", "Title", "stateID")
_EMPTY = frozenset(("", "<NA>", "NA", "9999-12-31", "0"))
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")

# Titles without capitals and punctuation. Amendments and protocols have titles of their own and bind apart.
_TITLES: Mapping[str, str] = {
    "convention on the conservation of migratory species of wild animals": "CMS",
    "agreement on the conservation of african eurasian migratory waterbirds": "AEWA",
    "agreement on the conservation of albatrosses and petrels": "ACAP",
    "agreement on the conservation of european bats": "EUROBATS",
    "agreement on the conservation of populations of european bats": "EUROBATS",
    "agreement on the conservation of small cetaceans of the baltic and north seas": "ASCOBANS",
    "agreement on the conservation of small cetaceans of the baltic north east atlantic irish and north seas": (
        "ASCOBANS"
    ),
    "convention on biological diversity": "CBD",
    "convention on international trade in endangered species of wild fauna and flora": "CITES",
    "convention on wetlands of international importance especially as waterfowl habitat": "Ramsar",
    "convention on the conservation of european wildlife and natural habitats": "Bern",
    "international plant protection convention": "IPPC",
    "international plant protection convention 1979 revised text": "IPPC",
    "international convention for the control and management of ships ballast water and sediments": "BWM",
}


@dataclass(frozen=True)
class PartiesFile:
    """A table of parties, read.

    Parameters
    ----------
    name : str
        Name of the file.
    sources : mapping of str to tuple of str
        By convention, the sources that have it.
    unknown_states : tuple of str
        Codes of states that are no ISO 3166-1 code.
    """

    name: str
    sources: Mapping[str, tuple[str, ...]]
    unknown_states: tuple[str, ...]
    _rows: Mapping[tuple[str, str, str], tuple[Statement, ...]] = field(repr=False)

    def of(self, party: str) -> tuple[Membership, ...]:
        """Return what the sources say of a Party, for every convention that is known here."""
        return tuple(
            Membership(
                convention,
                tuple(
                    _together(source, self._rows.get((convention, source, party[:2]), ()))
                    for source in self.sources.get(convention, ())
                ),
            )
            for convention in CONVENTIONS
        )


def read_parties(path: Path) -> PartiesFile:
    """Read a table of parties: `source`, `Title`, `stateID`, and days of force and end.

    Parameters
    ----------
    path : Path
        CSV in UTF-8, a row per source, treaty and state (ISO 3166-1 alpha-3). ``StateForce`` is the day on which the
        treaty entered into force for the state; where a source has no such column filled in, ``Force`` is, unless the
        source gives ``StateForce`` for others.

    Raises
    ------
    InputError
        The file is no such table.
    """
    rows = _read(path)
    by_state = {row["source"] for row in rows if _day(row.get("StateForce"))}
    found: dict[tuple[str, str, str], list[Statement]] = {}
    sources: dict[str, dict[str, None]] = {}
    unknown: Counter[str] = Counter()
    for row in rows:
        convention = _TITLES.get(_folded(row["Title"]))
        if convention is None:
            continue
        state = code_of_three(row["stateID"])
        if state is None:
            unknown[row["stateID"][:20]] += 1
            continue
        sources.setdefault(convention, {})[row["source"]] = None
        statement = _statement(row, by_state=row["source"] in by_state)
        found.setdefault((convention, row["source"], state), []).append(statement)
    if not found:
        raise InputError(
            "No row of the table is about a convention that is known here.",
            where=path.name,
            remedy=f"The column Title gives the full names, such as '{CONVENTIONS['CBD']}'.",
        )
    return PartiesFile(
        path.name,
        {convention: tuple(sorted(named)) for convention, named in sources.items()},
        tuple(sorted(unknown)),
        {place: tuple(statements) for place, statements in found.items()},
    )


def _read(path: Path) -> list[dict[str, str]]:
    try:
        size = path.stat().st_size
        _BYTES.check(size, path.name)
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror or error}).", where=path.name, remedy="Check the name."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "The table is not in UTF-8.", where=path.name, remedy="Save it as CSV in UTF-8 and try again."
        ) from error
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise InputError(
                f"The table has no column {', '.join(missing)}.",
                where=path.name,
                remedy="It needs source, Title and stateID, and Force or StateForce, and End or StateEnd.",
            )
        return [{key: value or "" for key, value in row.items() if isinstance(key, str)} for row in reader]
    except csv.Error as error:
        raise InputError(f"The file is no CSV ({error}).", where=path.name, remedy="Save it as CSV.") from error


def _statement(row: Mapping[str, str], *, by_state: bool) -> Statement:
    since = _day(row.get("StateForce")) if by_state else _day(row.get("Force"))
    until = _day(row.get("StateEnd")) or _day(row.get("End"))
    state: State = "ended" if until else "in_force" if since else "not_in_force"
    return Statement(row["source"], state, since, until)


def _together(source: str, statements: tuple[Statement, ...]) -> Statement:
    """Return one statement of a source that may have several rows, such as one for each text of the treaty."""
    if not statements:
        return Statement(source, "not_listed")
    order: tuple[State, ...] = ("in_force", "ended", "not_in_force")
    best = min((each.state for each in statements), key=order.index)
    same = [each for each in statements if each.state == best]
    return min(same, key=lambda each: each.since or "9")


def _day(text: str | None) -> str:
    plain = (text or "").strip()
    return plain if plain not in _EMPTY and _DAY.fullmatch(plain) else ""


def _folded(title: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in title.casefold()).split())
