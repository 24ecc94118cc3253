"""Whether an invader is on a list at a place, by `regulations`: yes, no, or it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from oxyura.migrants.listing import taxon_words
from oxyura.policy.answers import Holds, all_of, any_of
from oxyura.schema.table import TableSet, text_of

# A single word with one of these endings is a family or an order, which names alone do not resolve.
_HIGHER = ("idae", "inae", "oidea", "aceae", "oideae", "ales", "formes", "optera")

Fault = Literal["no_territory", "no_date", "no_taxon", "higher_taxon"]


@dataclass(frozen=True)
class Regulation:
    """One taxon in one rule.

    Parameters
    ----------
    study, regulation_id : str
        Where the row stands, and the rule's short name.
    taxon : tuple of str
        Words of the scientific name, in lower case; empty where the row names none.
    is_higher : bool
        Whether the taxon is above the genus.
    instrument : str
        The law or list.
    territory : tuple of str
        Countries and parts of countries; empty: not stated.
    date : str or None
        In force from, YYYY-MM-DD.
    forbids : tuple of str
        What it forbids; empty: not stated.
    """

    study: str
    regulation_id: str
    taxon: tuple[str, ...]
    is_higher: bool
    instrument: str
    territory: tuple[str, ...]
    date: str | None
    forbids: tuple[str, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What the row leaves open, so that it decides less than it might."""
        found: list[Fault] = []
        if not self.taxon:
            found.append("no_taxon")
        if self.is_higher:
            found.append("higher_taxon")
        if not self.territory:
            found.append("no_territory")
        if self.date is None:
            found.append("no_date")
        return tuple(found)


@dataclass(frozen=True)
class Standing:
    """Whether an invader is on a list at a place.

    Parameters
    ----------
    holds : {'yes', 'no', 'unknown'}
        The answer.
    regulations : tuple of Regulation
        Those that say yes; where none does, those that leave it open.
    """

    holds: Holds
    regulations: tuple[Regulation, ...] = ()


def read_regulations(study: str, tables: TableSet) -> tuple[Regulation, ...]:
    """Return the rows of `regulations` of a study; none where the table is not there."""
    found = []
    for row in tables["regulations"].records():
        name = text_of(row["scientific_name"]) or ""
        words = taxon_words(name) if name.strip() else ()
        higher = row["rank"] == "higher" or (row["rank"] is None and len(words) == 1 and words[0].endswith(_HIGHER))
        found.append(
            Regulation(
                study,
                str(row["regulation_id"]),
                words[:1] if row["rank"] == "genus" else words,
                higher,
                text_of(row["instrument"]) or str(row["regulation_id"]),
                _words(row["territory"]),
                text_of(row["date"]),
                _words(row["forbids"]),
            )
        )
    return tuple(found)


def _words(cell: object) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()


class Lists:
    """The rules of all studies of a flyway, asked of an invader at a place on a day.

    Parameters
    ----------
    regulations : iterable of Regulation
        Of every study.
    on : str
        The day, YYYY-MM-DD.
    """

    def __init__(self, regulations: Iterable[Regulation], on: str) -> None:
        self.regulations = tuple(regulations)
        self.on = on
        self._by_taxon: dict[str, tuple[tuple[Regulation, Holds], ...]] = {}
        self._asked: dict[tuple[str, str | None, str | None], Standing] = {}

    def __len__(self) -> int:
        return len(self.regulations)

    def standing(self, taxon: str, country: str | None, subdivision: str | None) -> Standing:
        """Tell whether a taxon (words in lower case, a space between) is on a list at a place."""
        key = taxon, country, subdivision
        if key not in self._asked:
            self._asked[key] = self._ask(taxon, country, subdivision)
        return self._asked[key]

    def names_territory(self, country: str) -> bool:
        """Tell whether any rule holds in a country or a part of it, whatever it is about."""
        return any(
            area == country or area.startswith(f"{country}-") for rule in self.regulations for area in rule.territory
        )

    def _ask(self, taxon: str, country: str | None, subdivision: str | None) -> Standing:
        if taxon not in self._by_taxon:
            words = tuple(taxon.split())
            answers = ((rule, _about(rule, words)) for rule in self.regulations)
            self._by_taxon[taxon] = tuple((rule, about) for rule, about in answers if about != "no")
        found: Mapping[Holds, list[Regulation]] = {"yes": [], "unknown": [], "no": []}
        for rule, about in self._by_taxon[taxon]:
            holds = all_of((about, _at(rule, country, subdivision), _in_force(rule, self.on)))
            found[holds].append(rule)
        holds = any_of(name for name, rules in found.items() if rules)
        return Standing(holds, tuple(found[holds]) if holds != "no" else ())


def _about(rule: Regulation, taxon: tuple[str, ...]) -> Holds:
    if not rule.taxon:
        return "no"
    if rule.is_higher:
        return "unknown"
    if taxon[: len(rule.taxon)] == rule.taxon:
        return "yes"
    # A rule on a subspecies is about a part of the species.
    return "unknown" if rule.taxon[: len(taxon)] == taxon else "no"


def _at(rule: Regulation, country: str | None, subdivision: str | None) -> Holds:
    country = country or (subdivision.partition("-")[0] if subdivision else None)
    if not rule.territory or country is None:
        return "unknown"
    if country in rule.territory or (subdivision is not None and subdivision in rule.territory):
        return "yes"
    in_a_part = any(area.startswith(f"{country}-") for area in rule.territory)
    return "unknown" if in_a_part and subdivision is None else "no"


def _in_force(rule: Regulation, on: str) -> Holds:
    if rule.date is None:
        return "unknown"
    return "yes" if rule.date <= on else "no"
