"""Which migrants are listed, by what, as of when; and which populations a listing does not reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oxyura.schema.table import TableSet


@dataclass(frozen=True)
class Listing:
    """The listing of one migrant, as the study has it.

    Parameters
    ----------
    migrant_id : str
        The migrant.
    appendix : str or None
        ``I``, ``II`` or ``I/II``; None: on neither.
    instruments : tuple of str
        Agreements and memoranda under the Convention.
    date : str or None
        Date of the list that this is taken from, YYYY-MM-DD; None: as written in the study.
    source_id : str or None
        That list.
    """

    migrant_id: str
    appendix: str | None
    instruments: tuple[str, ...]
    date: str | None
    source_id: str | None

    @property
    def is_listed(self) -> bool:
        """Whether an appendix or an instrument names the migrant."""
        return self.appendix is not None or bool(self.instruments)


@dataclass(frozen=True)
class ListingStamp:
    """What every document says of the listings that it rests on.

    Parameters
    ----------
    dated : tuple of (str, str or None)
        Date and source_id of every list that migrants are taken from, the latest first.
    as_written : tuple of str
        Migrants whose listing is as written in the study, with no list named.
    """

    dated: tuple[tuple[str, str | None], ...]
    as_written: tuple[str, ...]


@dataclass(frozen=True)
class AlienPopulation:
    """A place where a migrant is itself the alien species.

    Parameters
    ----------
    migrant_id, invader_id, site_id : str
        The migrant, the invader of the same taxon, and where.
    decided_by : str
        What makes it alien there: ``presence``, ``subdivision``, ``country`` or ``default``.
    is_certain : bool
        False where nothing says whether it is alien there, and nothing says that the invader is there.
    """

    migrant_id: str
    invader_id: str
    site_id: str
    decided_by: str
    is_certain: bool


def read_listings(tables: TableSet) -> dict[str, Listing]:
    """Return the listing of every migrant, by migrant_id."""
    table = tables["migrants"]
    rows = zip(
        table.words("migrant_id"),
        table.texts("cms_appendix"),
        table.lists("instruments"),
        table.texts("listing_date"),
        table.texts("listing_source"),
        strict=True,
    )
    return {row[0]: Listing(*row) for row in rows}


def protected_migrants(listings: dict[str, Listing], alien: Iterable[AlienPopulation]) -> dict[str, bool]:
    """Tell of every migrant whether it is protected: listed, and nowhere in the study an alien population.

    A listing, above all one of a family such as Anatidae, is of the species in its own range. It does not make the
    alien Ruddy Duck in Europe a protected migrant.
    """
    aliens = {population.migrant_id for population in alien if population.is_certain}
    return {migrant: listing.is_listed and migrant not in aliens for migrant, listing in listings.items()}


def stamp_listings(listings: Iterable[Listing]) -> ListingStamp:
    """Return the dates that a document about these migrants carries."""
    dated: dict[tuple[str, str | None], None] = {}
    as_written = []
    for listing in listings:
        if listing.date is not None:
            dated[listing.date, listing.source_id] = None
        else:
            as_written.append(listing.migrant_id)
    latest_first = sorted(dated, key=lambda each: (each[0], each[1] or ""), reverse=True)
    return ListingStamp(tuple(latest_first), tuple(as_written))


def same_taxon(tables: TableSet) -> Iterator[tuple[str, str]]:
    """Yield migrant_id and invader_id where both are one taxon: the same name, or a subspecies of the invader.

    A domestic form among the invaders (*Canis lupus familiaris*) is not its wild species.
    """
    migrants, invaders = tables["migrants"], tables["invaders"]
    by_taxon: dict[tuple[str, ...], list[str]] = {}
    for invader, name in zip(invaders.words("invader_id"), invaders.words("scientific_name"), strict=True):
        by_taxon.setdefault(taxon_words(name), []).append(invader)
    for migrant, name in zip(migrants.words("migrant_id"), migrants.words("scientific_name"), strict=True):
        words = taxon_words(name)
        for length in range(2, len(words) + 1):
            for invader in by_taxon.get(words[:length], ()):
                yield migrant, invader


def taxon_words(name: str) -> tuple[str, ...]:
    """Return genus, species and subspecies of a scientific name in lower case, without authors.

    Examples
    --------
    >>> taxon_words("Oxyura jamaicensis (Gmelin, 1789)")
    ('oxyura', 'jamaicensis')
    >>> taxon_words("Cervus elaphus subsp. yarkandensis Blanford, 1892")
    ('cervus', 'elaphus', 'yarkandensis')
    """
    first, *others = name.split() or [""]
    words = [first.casefold()]
    for word in others:
        if word in ("subsp.", "ssp."):
            continue
        if not word.isalpha() or not word.islower() or len(words) == 3:
            break
        words.append(word)
    return tuple(words)
