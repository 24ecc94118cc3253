"""Who is bound by which convention, after a table that puts several sources one under the other."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oxyura.schema.conventions import CONVENTIONS, Membership, State, Statement
from oxyura.schema.errors import InputError
from oxyura.schema.limits import Limit
from oxyura.schema.sentences import count_sentence, sentence
from oxyura.sources.country_alpha3 import code_of_three
from oxyura.sources.quarantine import QuarantinedRow

_BYTES = Limit("The size of the table of parties", 16 * 2**20, "bytes", "Pass the table of parties alone.")
_ROWS = Limit("The rows of the table of parties", 200_000, "rows", "Pass the table of parties alone.")
_NEEDED = ("source", "Title", "stateID")
_DAYS = ("Force", "StateForce", "End", "StateEnd")
_EMPTY = frozenset(("", "<NA>", "NA", "9999-12-31", "0"))
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_LONGEST = 80
_LONGEST_TITLE = 300

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


class PartiesError(InputError):
    """A table of parties with cells that would make it say what its source does not.

    Parameters
    ----------
    rows : sequence of QuarantinedRow
        The cells at fault, each with the reason.
    name : str
        Name of the file.
    """

    def __init__(self, rows: tuple[QuarantinedRow, ...], name: str) -> None:
        first = rows[0]
        said = {"row": first.row, "column": first.column, "value": ascii(first.value), "reason": first.reason}
        super().__init__(
            count_sentence(
                "The table of parties cannot be used: row %(row)s, column %(column)s, %(value)s: %(reason)s.",
                "The table of parties cannot be used in %(number)s cells; the first: row %(row)s, column %(column)s, "
                "%(value)s: %(reason)s.",
                len(rows),
                **said,
            ),
            where=name,
            remedy="Mend these cells, or hand in the table as its publisher has it.",
        )
        self.rows = rows


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
    set_aside : tuple of QuarantinedRow
        The rows that are not read, such as those of these states.
    """

    name: str
    sources: Mapping[str, tuple[str, ...]]
    unknown_states: tuple[str, ...]
    _rows: Mapping[tuple[str, str, str], tuple[Statement, ...]] = field(repr=False)
    set_aside: tuple[QuarantinedRow, ...] = ()

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


@dataclass(frozen=True)
class _Line:
    """A row about a convention that is known here; `row` as a spreadsheet counts it."""

    row: int
    convention: str
    source: str
    state: str
    days: Mapping[str, str]


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
        The file is no such table; PartiesError: some of its days cannot be read.
    """
    return parse_parties(read_table(path), path.name)


def read_table(path: Path) -> bytes:
    """Return the content of a file that is not larger than a table of parties may be."""
    try:
        _BYTES.check(path.stat().st_size, path.name)
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror or error}).", where=path.name, remedy="Check the name."
        ) from error


def parse_parties(content: bytes, name: str) -> PartiesFile:
    """Read the content of a table of parties, as `read_parties` does.

    Raises
    ------
    InputError
        It is no such table; PartiesError: some of its days cannot be read.
    """
    _BYTES.check(len(content), name)
    lines = tuple(_lines(content, name))
    faults = tuple(fault for line in lines for fault in _faults(line, name))
    if faults:
        raise PartiesError(faults, name)
    by_state = {line.source for line in lines if _day(line.days.get("StateForce"))}
    found: dict[tuple[str, str, str], list[Statement]] = {}
    sources: dict[str, dict[str, None]] = {}
    unknown: Counter[str] = Counter()
    aside = []
    for line in lines:
        state = code_of_three(line.state)
        if state is None:
            unknown[line.state[:20]] += 1
            aside.append(_unknown_state(line, name))
            continue
        sources.setdefault(line.convention, {})[line.source] = None
        statement = _statement(line, by_state=line.source in by_state)
        found.setdefault((line.convention, line.source, state), []).append(statement)
    if not found:
        raise InputError(
            "No row of the table is about a convention that is known here.",
            where=name,
            remedy=sentence("The column Title gives the full names, such as '%(name)s'.", name=CONVENTIONS["CBD"]),
        )
    return PartiesFile(
        name,
        {convention: tuple(sorted(named)) for convention, named in sources.items()},
        tuple(sorted(unknown)),
        {place: tuple(statements) for place, statements in found.items()},
        tuple(aside),
    )


def _lines(content: bytes, name: str) -> Iterator[_Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "The table is not in UTF-8.", where=name, remedy="Save it as CSV in UTF-8 and try again."
        ) from error
    try:
        reader = csv.reader(io.StringIO(text, newline=""))
        at = _columns(next(reader, []), name)
        # Only the cells that count are kept, however many columns there are.
        for number, row in enumerate(reader, start=2):
            _ROWS.check(number - 1, name)
            cells = {column: row[place].strip() for column, place in at.items() if place < len(row)}
            convention = _TITLES.get(_folded(cells.get("Title", "")[:_LONGEST_TITLE]))
            if convention is not None:
                days = {column: cells.get(column, "") for column in _DAYS}
                yield _Line(number, convention, cells.get("source", ""), cells.get("stateID", ""), days)
    except csv.Error as error:
        raise InputError(
            sentence("The file is no CSV (%(why)s).", why=str(error)), where=name, remedy="Save it as CSV."
        ) from error


def _columns(head: list[str], name: str) -> dict[str, int]:
    at = {column: head.index(column) for column in (*_NEEDED, *_DAYS) if column in head}
    missing = [column for column in _NEEDED if column not in at]
    if missing:
        raise InputError(
            sentence("The table has no column %(columns)s.", columns=", ".join(missing)),
            where=name,
            remedy="It needs source, Title and stateID, and Force or StateForce, and End or StateEnd.",
        )
    return at


def _faults(line: _Line, name: str) -> Iterator[QuarantinedRow]:
    """Yield what would otherwise be read as if the treaty were not in force: nobody is called unbound by mistake."""
    if not line.source:
        yield QuarantinedRow(name, line.row, sentence("no source is named"), "source", "")
    for column, value in line.days.items():
        if value not in _EMPTY and not _day(value):
            yield QuarantinedRow(name, line.row, sentence("no day written as YYYY-MM-DD"), column, value[:_LONGEST])


def _unknown_state(line: _Line, name: str) -> QuarantinedRow:
    reason = sentence("no code of three letters of ISO 3166-1; the row is left out")
    return QuarantinedRow(name, line.row, reason, "stateID", line.state[:_LONGEST])


def _statement(line: _Line, *, by_state: bool) -> Statement:
    since = _day(line.days.get("StateForce")) if by_state else _day(line.days.get("Force"))
    until = _day(line.days.get("StateEnd")) or _day(line.days.get("End"))
    state: State = "ended" if until else "in_force" if since else "not_in_force"
    return Statement(line.source, state, since, until)


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
    if plain in _EMPTY or not _DAY.fullmatch(plain):
        return ""
    try:
        datetime.date.fromisoformat(plain)
    except ValueError:
        return ""
    return plain


def _folded(title: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in title.casefold()).split())
