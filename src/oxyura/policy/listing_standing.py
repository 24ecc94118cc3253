"""Whether an invader is on a list at a place, by the rules of a whole flyway: yes, no, or it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oxyura.policy.answers import Holds, all_of, any_of
from oxyura.policy.regulations import Regulation, areas_within, holds_at, is_about, is_in_force


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
        return any(areas_within(rule, country) for rule in self.regulations)

    def _ask(self, taxon: str, country: str | None, subdivision: str | None) -> Standing:
        if taxon not in self._by_taxon:
            words = tuple(taxon.split())
            answers = ((rule, is_about(rule, words)) for rule in self.regulations)
            self._by_taxon[taxon] = tuple((rule, about) for rule, about in answers if about != "no")
        found: Mapping[Holds, list[Regulation]] = {"yes": [], "unknown": [], "no": []}
        for rule, about in self._by_taxon[taxon]:
            holds = all_of((about, holds_at(rule, country, subdivision), is_in_force(rule, self.on)))
            found[holds].append(rule)
        holds = any_of(name for name, rules in found.items() if rules)
        return Standing(holds, tuple(found[holds]) if holds != "no" else ())
