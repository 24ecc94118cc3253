"""One listing of a taxon, and where the taxon is native."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.schema.sentences import sentence

CMS = "CMS"
WHOLE_RANKS = ("class", "order", "family", "subfamily", "genus")
RANKS = (*WHOLE_RANKS, "species", "subspecies", "variety")


@dataclass(frozen=True, slots=True)
class ListingEntry:
    """One taxon on one appendix, or under one instrument.

    Parameters
    ----------
    row : int
        Row of the list, the header being 1.
    name, key : str
        Name without authors, and the same for comparison.
    rank : str
        ``family``, ``genus``, ``species``, ``subspecies`` …
    instrument : str
        ``CMS``, or the name of the agreement or memorandum as the list gives it.
    appendix : str
        ``I`` or ``II`` for CMS; empty for another instrument.
    effective : str
        Entry into force, YYYY-MM-DD; empty where not given.
    listed_under : tuple of str
        Taxa by which it is listed, such as ``Anatidae spp.``, where the list says so.
    limit : str
        What limits the listing to some populations, in the words of the list; empty: the whole taxon.
    """

    row: int
    name: str
    key: str
    rank: str
    instrument: str
    appendix: str
    effective: str
    listed_under: tuple[str, ...]
    limit: str

    @property
    def what(self) -> str:
        """The listing in words: ``Appendix II`` or the instrument's name."""
        return sentence("Appendix %(appendix)s", appendix=self.appendix) if self.instrument == CMS else self.instrument


@dataclass(frozen=True, slots=True)
class Range:
    """Countries of a taxon, ISO 3166-1 codes.

    Parameters
    ----------
    native, introduced : frozenset of str
        Where it is native (or was brought back), and where it was introduced.
    complete : bool
        Whether every country that the list names could be read.
    """

    native: frozenset[str]
    introduced: frozenset[str]
    complete: bool


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What one row of a list says."""

    key: str
    genus: str
    family: str
    entries: tuple[ListingEntry, ...]
    range: Range | None = None
