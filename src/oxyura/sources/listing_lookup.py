"""How a list names a taxon: by its own name, as part of a higher taxon, or only some of its populations."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from oxyura.sources.listing_entries import CMS, WHOLE_RANKS, ListingEntry, Range
from oxyura.sources.names import canonical_name
from oxyura.sources.species_plus import ListingsFile
from oxyura.sources.synonyms import NO_SYNONYMS, Synonyms

_MOST_COMPARISONS = 500_000
_ALIKE = 0.88


@dataclass(frozen=True)
class FoundListings:
    """What a list says of one taxon.

    Parameters
    ----------
    name : str
        The name that was asked for, without authors.
    whole : tuple of ListingEntry
        Listings of the whole taxon under its own name (a subspecies under its species').
    higher : tuple of ListingEntry
        Listings of the whole genus or family.
    partial : tuple of ListingEntry
        Listings of some populations or subspecies: whether they hold is for a person to decide.
    aside : str
        Why a row of the list that names the taxon was set aside; empty: none was.
    range : Range, optional
        Where the taxon is native and introduced, where the list says so.
    nearest : str, optional
        For a name that the list does not hold: the one most like it.
    """

    name: str
    whole: tuple[ListingEntry, ...]
    higher: tuple[ListingEntry, ...]
    partial: tuple[ListingEntry, ...]
    aside: str = ""
    range: Range | None = None
    nearest: str | None = None

    @property
    def is_listed(self) -> bool:
        """Whether the whole taxon is listed, by its own name or in a higher taxon."""
        return bool(self.whole or self.higher)

    @property
    def appendix(self) -> str:
        """``I``, ``II``, ``I/II``; empty: the whole taxon is on neither."""
        return appendix_of((*self.whole, *self.higher))

    @property
    def instruments(self) -> tuple[str, ...]:
        """Agreements and memoranda that name the whole taxon."""
        return instruments_of((*self.whole, *self.higher))

    def alien_in(self, countries: frozenset[str]) -> tuple[str, ...]:
        """Return those of some countries where the list has the taxon as introduced, and not as native."""
        return () if self.range is None else tuple(sorted(countries & (self.range.introduced - self.range.native)))


def appendix_of(entries: tuple[ListingEntry, ...]) -> str:
    """Return the appendices of some listings as the table ``migrants`` writes them."""
    return "/".join(sorted({entry.appendix for entry in entries if entry.instrument == CMS}))


def instruments_of(entries: tuple[ListingEntry, ...]) -> tuple[str, ...]:
    """Return the instruments beside the Convention, each once."""
    return tuple(dict.fromkeys(entry.instrument for entry in entries if entry.instrument != CMS))


class ListingLookup:
    """Finds taxa in a list of listings by exact scientific name, without authors.

    Parameters
    ----------
    listings : ListingsFile
        The list.
    synonyms : Synonyms
        Names that mean the same, in the list or in what is asked for.
    """

    def __init__(self, listings: ListingsFile, synonyms: Synonyms = NO_SYNONYMS) -> None:
        self._listings = listings
        self._accepted = synonyms.accepted
        self._entries: dict[str, list[ListingEntry]] = {}
        self._below: dict[str, list[ListingEntry]] = {}
        for entry in listings.entries:
            key = self._accepted(entry.key)
            self._entries.setdefault(key, []).append(entry)
            if len(key.split()) == 3:
                self._below.setdefault(" ".join(key.split()[:2]), []).append(entry)
        self._ranges = {self._accepted(key): found for key, found in listings.ranges.items()}
        self._aside = {
            self._accepted(name.key): reason
            for text, reason in listings.aside.items()
            if (name := canonical_name(text)) is not None
        }
        self._names = {entry.key: entry.name for entry in listings.entries if entry.rank not in WHOLE_RANKS}
        self._comparisons_left = _MOST_COMPARISONS

    def find(self, scientific_name: str) -> FoundListings:
        """Return what the list says of a taxon.

        Parameters
        ----------
        scientific_name : str
            A species or subspecies, with or without authors.
        """
        name = canonical_name(scientific_name)
        if name is None:
            return FoundListings(scientific_name, (), (), ())
        key = self._accepted(name.key)
        species = " ".join(key.split()[:2])
        own = [*self._entries.get(key, ()), *(self._entries.get(species, ()) if species != key else ())]
        below = self._below.get(key, []) if species == key else []
        higher = [entry for entry in self._above(species.split()[0]) if not entry.limit]
        whole = [entry for entry in own if not entry.limit]
        by_higher = [entry for entry in whole if _only_in_higher_taxon(entry)]
        partial = [entry for entry in own if entry.limit]
        partial += [entry for entry in self._above(species.split()[0]) if entry.limit] + below
        known = bool(own or below)
        return FoundListings(
            name.name,
            tuple(entry for entry in whole if entry not in by_higher),
            tuple((*by_higher, *higher)),
            tuple(partial),
            self._aside.get(key, ""),
            self._ranges.get(key) or self._ranges.get(species),
            None if known else self._nearest(name.key),
        )

    def _above(self, genus: str) -> list[ListingEntry]:
        family = self._listings.families.get(genus, "")
        found = [*self._entries.get(genus, ()), *(self._entries.get(family, ()) if family else ())]
        return [entry for entry in found if entry.rank in WHOLE_RANKS]

    def _nearest(self, key: str) -> str | None:
        genus, _, epithet = key.partition(" ")
        alike = [name for name in self._names if name[:2] == genus[:2] or (epithet and name.endswith(f" {epithet}"))]
        if len(key) > 80 or len(alike) > self._comparisons_left:
            return None
        self._comparisons_left -= len(alike)
        same_epithet = [name for name in alike if epithet and name.endswith(f" {epithet}")]
        found = difflib.get_close_matches(key, alike, 1, _ALIKE) or same_epithet[:1]
        return self._names[found[0]] if found else None


def _only_in_higher_taxon(entry: ListingEntry) -> bool:
    """Tell whether a list names only higher taxa, such as ``Anatidae spp.``, for a listing."""
    return bool(entry.listed_under) and all(under.endswith(" spp.") for under in entry.listed_under)
