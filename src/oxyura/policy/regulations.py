"""The table `regulations`: whether a rule is about a species, holds at a place and on a day; unsaid is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.answers import Holds
from oxyura.policy.species_names import Taxon, name_key, rank_of_name
from oxyura.schema.regulation_tables import RESTRICTIONS
from oxyura.schema.table import TableSet, text_of

Fault = Literal["no_taxon", "higher_taxon", "no_territory", "no_date", "unknown_restriction", "no_restriction"]


@dataclass(frozen=True)
class Regulation:
    """A row of `regulations`: one taxon in one rule.

    Parameters
    ----------
    study : str
        Where the row stands.
    row : int
        Its row there.
    regulation_id : str
    name : str or None
        The taxon that it names; None or blank: none.
    rank : str or None
        ``subspecies``, ``species``, ``genus`` or ``higher``; None: told from the name.
    instrument : str
        The law or list.
    territory : tuple of str
        Countries and parts of countries; empty: not stated.
    date : str or None
        In force from, YYYY-MM-DD; None: not stated.
    forbids : tuple of str
        As in `RESTRICTIONS`, in lower case; empty: not stated.
    url, source : str or None
    notes : str
    """

    study: str
    row: int
    regulation_id: str
    name: str | None
    rank: str | None
    instrument: str
    territory: tuple[str, ...]
    date: str | None
    forbids: tuple[str, ...]
    url: str | None = None
    source: str | None = None
    notes: str = ""

    @property
    def taxon(self) -> Taxon:
        """Words of the name in lower case, of a genus the first; empty where the row names no taxon."""
        words = name_key(self.name) if self.name and self.name.strip() else ()
        return words[:1] if self.rank == "genus" else words

    @property
    def is_higher(self) -> bool:
        """Whether the taxon is above the genus: names alone do not tell which species it takes in."""
        return bool(self.taxon) and (self.rank or rank_of_name(self.taxon)) == "higher"

    @property
    def unknown_restrictions(self) -> tuple[str, ...]:
        """Words of `forbids` that are none of `RESTRICTIONS`."""
        return tuple(word for word in self.forbids if word not in RESTRICTIONS)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What the row leaves open, in the order of its columns, so that it decides less than it might."""
        found: list[Fault] = []
        if not self.taxon:
            found.append("no_taxon")
        if self.is_higher:
            found.append("higher_taxon")
        if not self.territory:
            found.append("no_territory")
        if self.date is None:
            found.append("no_date")
        if self.unknown_restrictions:
            found.append("unknown_restriction")
        if not self.forbids:
            found.append("no_restriction")
        return tuple(found)


def read_regulations(study: str, tables: TableSet) -> Iterator[Regulation]:
    """Yield every row of `regulations` of a study; none where the table is not there."""
    table = tables["regulations"]
    for row, record in zip(table.rows.tolist(), table.records(), strict=True):
        yield Regulation(
            study,
            row,
            str(record["regulation_id"]),
            text_of(record["scientific_name"]),
            text_of(record["rank"]),
            text_of(record["instrument"]) or str(record["regulation_id"]),
            _words(record["territory"]),
            text_of(record["date"]),
            tuple(word.strip().casefold() for word in _words(record["forbids"])),
            text_of(record["url"]),
            text_of(record["source_id"]),
            text_of(record["notes"]) or "",
        )


def _words(cell: object) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()


def is_about(rule: Regulation, taxon: Taxon, named: Taxon | None = None) -> Holds:
    """Tell whether a rule is about a species.

    Parameters
    ----------
    rule : Regulation
    taxon : tuple of str
        Words of the species' name, in lower case.
    named : tuple of str, optional
        Words of the accepted name of the rule's taxon, where it is another one than the rule has.

    Returns
    -------
    {'yes', 'no', 'unknown'}
        ``unknown``: the rule names a family or another group above the genus, or a part of the species.
    """
    words = rule.taxon if named is None else named
    if not words:
        return "no"
    if rule.is_higher:
        return "unknown"
    if taxon[: len(words)] == words:
        return "yes"
    return "unknown" if words[: len(taxon)] == taxon else "no"


def holds_at(rule: Regulation, country: str | None, subdivision: str | None) -> Holds:
    """Tell whether a rule holds at a place, or in the whole of a country where no part of it is given.

    Returns
    -------
    {'yes', 'no', 'unknown'}
        ``unknown``: the rule or the place says too little, or the rule holds in parts of the country alone.
    """
    country = country or (subdivision.partition("-")[0] if subdivision else None)
    if not rule.territory or country is None:
        return "unknown"
    if country in rule.territory or (subdivision is not None and subdivision in rule.territory):
        return "yes"
    return "unknown" if subdivision is None and areas_within(rule, country) else "no"


def areas_within(rule: Regulation, country: str) -> tuple[str, ...]:
    """Return what a rule's territory has of a country: the country itself, or parts of it."""
    return tuple(area for area in rule.territory if area.partition("-")[0] == country)


def is_in_force(rule: Regulation, day: str) -> Holds:
    """Tell whether a rule holds on a day, YYYY-MM-DD; without a date of its own that is not known."""
    if rule.date is None:
        return "unknown"
    return "yes" if rule.date <= day else "no"
