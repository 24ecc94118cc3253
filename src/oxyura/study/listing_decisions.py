"""What a list of listings settles for one migrant, and what it leaves for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.sources.listing_entries import CMS, ListingEntry
from oxyura.sources.listing_lookup import FoundListings, appendix_of, instruments_of


@dataclass(frozen=True)
class ListingDecision:
    """What becomes of one migrant's listing.

    Parameters
    ----------
    appendix : str
        To write into ``cms_appendix``; empty: nothing.
    instruments : tuple of str
        To write into ``instruments``; empty: nothing.
    is_dated : bool
        Whether the migrant's listing now agrees with the list, so that it carries the list's date.
    decide : tuple of str
        What a person has to decide.
    warnings : tuple of str
        Where the study and the list disagree, or a listing comes by a higher taxon.
    """

    appendix: str = ""
    instruments: tuple[str, ...] = ()
    is_dated: bool = False
    decide: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def decide_listing(
    found: FoundListings,
    *,
    migrant_id: str,
    appendix: str | None = None,
    instruments: tuple[str, ...] = (),
    countries: frozenset[str] = frozenset(),
    alien_at: tuple[str, ...] = (),
) -> ListingDecision:
    """Hold what a list says of a taxon against what the study says of a migrant.

    Parameters
    ----------
    found : FoundListings
        What the list says.
    migrant_id : str
        The migrant, for messages.
    appendix, instruments : optional
        What the study says; what a person wrote is kept.
    countries : frozenset of str
        Countries of the migrant's sites.
    alien_at : tuple of str
        Sites where the study has the same taxon as an alien invader.

    Notes
    -----
    A listing of some populations is never filled in. A listing of a genus or family alone is filled in only where the
    list's own range says that the taxon is native in every country of the migrant's sites: a listed family never makes
    an alien population a protected migrant.
    """
    who = f"{migrant_id} ({found.name})"
    written = set((appendix or "").split("/")) - {""}
    open_entries = [entry for entry in found.partial if not _is_answered(entry, written, instruments)]
    decide = _to_decide(found, open_entries, who)
    where = ", ".join(alien_at or found.alien_in(countries))
    if where:
        decide.append(
            f"{who} is alien at {where}: no listing is taken over. A listing, also that of a family, is of a species "
            "in its own range."
        )
        return ListingDecision(decide=tuple(decide))
    sure = (*found.whole, *(found.higher if _higher_holds(found, countries) else ()))
    higher_open = [entry for entry in found.higher if not _is_answered(entry, written, instruments)]
    if higher_open and not _higher_holds(found, countries):
        decide.append(_family_alone(found, who))
    if not sure and not found.partial and not found.higher:
        return ListingDecision(decide=tuple(decide), warnings=_not_found(found, who))
    possible = (*sure, *found.partial, *found.higher)
    said, may = set(appendix_of(sure).split("/")) - {""}, set(appendix_of(possible).split("/")) - {""}
    warnings = []
    agrees = said <= written <= may if written else True
    if not agrees:
        warnings.append(
            f"{who}: the study says Appendix {appendix}, the list {_words(appendix_of(sure), 'no appendix')}. "
            "The study's word is kept."
        )
    bodies, all_bodies = set(instruments_of(sure)), set(instruments_of(possible))
    same_bodies = bodies <= set(instruments) <= all_bodies if instruments else True
    if not same_bodies:
        warnings.append(
            f"{who}: the study names {', '.join(instruments)}, the list "
            f"{', '.join(sorted(bodies)) or 'no instrument'}. The study's word is kept."
        )
    if found.higher and _higher_holds(found, countries):
        names = _higher_names(found)
        warnings.append(f"{who}: {_listing_words(found.higher)} holds as part of {names}")
    return ListingDecision(
        "" if written else appendix_of(sure),
        () if instruments else instruments_of(sure),
        agrees and same_bodies and bool(sure or written or instruments),
        tuple(decide),
        tuple(warnings),
    )


def _higher_holds(found: FoundListings, countries: frozenset[str]) -> bool:
    """Tell whether a higher taxon's listing reaches this population: native there, or listed by its own name too."""
    if found.range is not None and countries:
        return countries <= found.range.native
    return bool(found.whole)


def _is_answered(entry: ListingEntry, appendices: set[str], instruments: tuple[str, ...]) -> bool:
    """Tell whether a person has written down what a listing leaves open."""
    return entry.appendix in appendices if entry.instrument == CMS else entry.instrument in instruments


def _to_decide(found: FoundListings, entries: list[ListingEntry], who: str) -> list[str]:
    said = [
        f"{who}: {entry.what} lists {entry.name}{f', in the words of the list: {entry.limit}' if entry.limit else ''}"
        f"{'' if entry.limit.endswith('.') else '.'} Is that the study's population?"
        for entry in entries
    ]
    if found.aside and not found.appendix:
        said.append(f"{who}: a row of the list that names it was set aside. {found.aside}")
    return said


def _family_alone(found: FoundListings, who: str) -> str:
    names = _higher_names(found)
    nearest = f" (The list's name most like it is {found.nearest}.)" if found.nearest else ""
    return (
        f"{who} is in the list only by {names}, {_listing_words(found.higher)}. Is the study's population "
        f"within the native range, and migratory? A listed family never protects an alien population.{nearest}"
    )


def _higher_names(found: FoundListings) -> str:
    """Name the higher taxa as lists do; ``spp.`` ends with the point of a sentence."""
    return ", ".join(
        dict.fromkeys(name for entry in found.higher for name in entry.listed_under or (f"{entry.name} spp.",))
    )


def _not_found(found: FoundListings, who: str) -> tuple[str, ...]:
    if found.aside:
        return ()
    nearest = f" Most like it is {found.nearest}." if found.nearest else ""
    return (f"{who} is not in the list under this name.{nearest} Where it has another name there, give --synonyms.",)


def _listing_words(entries: tuple[ListingEntry, ...]) -> str:
    return ", ".join(dict.fromkeys(entry.what for entry in entries))


def _words(appendix: str, nothing: str) -> str:
    return f"Appendix {appendix}" if appendix else nothing
