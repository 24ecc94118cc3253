"""What changed between two versions of a Party's checklist: what is new, what is gone, what is said otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.listed_facts import Entry
from oxyura.policy.species_names import name_key

Change = Literal["new", "gone", "changed"]
CHANGES: tuple[Change, ...] = ("new", "gone", "changed")

_COMPARED = ("status", "is_invasive", "means", "first_year", "habitat", "areas", "listed_as")


LIST_ITSELF = "(the list itself)"
"""Stands for a name where the lists differ in what they say of themselves, such as their citation."""


@dataclass(frozen=True)
class EntryChange:
    """One species that the two versions do not have alike.

    Parameters
    ----------
    change : {'new', 'gone', 'changed'}
    name : str
        Scientific name, of the later version where it has one.
    fields : tuple of (str, str, str)
        What is said otherwise: column, before, now; empty for a new one or one that is gone.
    """

    change: Change
    name: str
    fields: tuple[tuple[str, str, str], ...] = ()


def compare_lists(before: Iterable[Entry], now: Iterable[Entry]) -> tuple[EntryChange, ...]:
    """Return every difference between two versions, new ones first, each kind by name."""
    old = {name_key(entry.name): entry for entry in before}
    new = {name_key(entry.name): entry for entry in now}
    found = [EntryChange("new", new[key].name) for key in new.keys() - old.keys()]
    found += [EntryChange("gone", old[key].name) for key in old.keys() - new.keys()]
    for key in new.keys() & old.keys():
        fields = tuple(
            (column, _text(getattr(old[key], column)), _text(getattr(new[key], column)))
            for column in _COMPARED
            if _text(getattr(old[key], column)) != _text(getattr(new[key], column))
        )
        if fields:
            found.append(EntryChange("changed", new[key].name, fields))
    return tuple(sorted(found, key=lambda each: (CHANGES.index(each.change), each.name.casefold())))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " / ".join(map(str, value))
    return "" if value is None else str(value)
