"""What instruments demand, standard by standard: the shipped ones and a study's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oxyura.schema.policy_tables import ANY
from oxyura.schema.table import Table, number_of, text_of

LIMITS = ("forbids", "restricts")
FURTHERS = ("requires", "encourages", "permits")


@dataclass(frozen=True)
class Standard:
    """A row of `instruments`, shipped or the study's own.

    Parameters
    ----------
    citation : str
        Where it is written; empty where the row names no source.
    own : bool
        Whether it is the study's own row.
    """

    standard_id: str
    instrument: str
    standard: str
    force: str
    demand: str
    act: str
    taxa: tuple[str, ...]
    groups: tuple[str, ...]
    pathways: tuple[str, ...]
    reach: str | None
    territory: tuple[str, ...]
    date: str | None
    year: float | None
    until: str | None
    notes: str | None
    citation: str
    url: str | None
    own: bool

    @property
    def is_general(self) -> bool:
        """Whether it holds for any pathway, and so is a general duty."""
        return ANY in {term.casefold() for term in self.pathways}

    @property
    def time(self) -> Mapping[str, object]:
        """The cells that say when it is in force."""
        return {"date": self.date, "year": self.year, "until": self.until}


def read_standards(shipped: Table, own: Table, sources: Mapping[str, str]) -> tuple[Standard, ...]:
    """Return the standards; a row of the study's own replaces a shipped one of the same standard_id.

    Parameters
    ----------
    shipped : Table
        The standards that ship, each with its citation.
    own : Table
        `instruments` of the study.
    sources : mapping of str to str
        Citations of the study by source_id.
    """
    found: dict[str, Standard] = {}
    for table, is_own in ((shipped, False), (own, True)):
        for row in table.records():
            citation = sources.get(str(row.get("source_id")), "") if is_own else str(row["citation"])
            found[str(row["standard_id"])] = _standard(row, citation, is_own)
    return tuple(found.values())


def _standard(row: Mapping[str, object], citation: str, own: bool) -> Standard:
    def words(name: str) -> tuple[str, ...]:
        cell = row[name]
        return cell if isinstance(cell, tuple) else ()

    return Standard(
        str(row["standard_id"]),
        str(row["instrument"]),
        str(row["standard"]),
        str(row["force"]),
        str(row["demand"]),
        str(row["act"]),
        words("taxa"),
        words("groups"),
        words("pathways"),
        text_of(row["reach"]),
        words("territory"),
        text_of(row["date"]),
        number_of(row["year"]),
        text_of(row["until"]),
        text_of(row["notes"]),
        citation,
        text_of(row.get("url")),
        own,
    )
