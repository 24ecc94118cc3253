"""What a list of listings settles for one migrant, and what it leaves for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.schema.sentences import sentence
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
            sentence(
                "%(who)s is alien at %(where)s: no listing is taken over. A listing, also that of a family, is of a "
                "species in its own range.",
                who=who,
                where=where,
            )
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
            sentence(
                "%(who)s: the study says Appendix %(appendix)s, the list %(listed)s. The study's word is kept.",
                who=who,
                appendix=appendix,
                listed=_appendix_words(appendix_of(sure)),
            )
        )
    bodies, all_bodies = set(instruments_of(sure)), set(instruments_of(possible))
    same_bodies = bodies <= set(instruments) <= all_bodies if instruments else True
    if not same_bodies:
        warnings.append(
            sentence(
                "%(who)s: the study names %(named)s, the list %(listed)s. The study's word is kept.",
                who=who,
                named=instruments,
                listed=sorted(bodies) or sentence("no instrument"),
            )
        )
    if found.higher and _higher_holds(found, countries):
        names = _higher_names(found)
        warnings.append(
            sentence(
                "%(who)s: %(listing)s holds as part of %(names)s",
                who=who,
                listing=_listing_words(found.higher),
                names=names,
            )
        )
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
    said: list[str] = [
        sentence(
            "%(who)s: %(listing)s lists %(name)s, in the words of the list: %(limit)s Is that the study's population?"
            if entry.limit
            else "%(who)s: %(listing)s lists %(name)s. Is that the study's population?",
            who=who,
            listing=entry.what,
            name=entry.name,
            limit=entry.limit if entry.limit.endswith(".") else f"{entry.limit}.",
        )
        for entry in entries
    ]
    if found.aside and not found.appendix:
        said.append(
            sentence("%(who)s: a row of the list that names it was set aside. %(aside)s", who=who, aside=found.aside)
        )
    return said


def _family_alone(found: FoundListings, who: str) -> str:
    names = _higher_names(found)
    question = sentence(
        "%(who)s is in the list only by %(names)s, %(listing)s. Is the study's population within the native range, "
        "and migratory? A listed family never protects an alien population.",
        who=who,
        names=names,
        listing=_listing_words(found.higher),
    )
    if not found.nearest:
        return question
    return sentence(
        "%(question)s (The list's name most like it is %(nearest)s.)", question=question, nearest=found.nearest
    )


def _higher_names(found: FoundListings) -> str:
    """Name the higher taxa as lists do; ``spp.`` ends with the point of a sentence."""
    return ", ".join(
        dict.fromkeys(name for entry in found.higher for name in entry.listed_under or (f"{entry.name} spp.",))
    )


def _not_found(found: FoundListings, who: str) -> tuple[str, ...]:
    if found.aside:
        return ()
    wording = (
        "%(who)s is not in the list under this name. Most like it is %(nearest)s. Where it has another name there, "
        "give --synonyms."
        if found.nearest
        else "%(who)s is not in the list under this name. Where it has another name there, give --synonyms."
    )
    return (sentence(wording, who=who, nearest=found.nearest),)


def _listing_words(entries: tuple[ListingEntry, ...]) -> str:
    return sentence("%(parts)s", parts=tuple(dict.fromkeys(entry.what for entry in entries)))


def _appendix_words(appendix: str) -> str:
    return sentence("Appendix %(appendix)s", appendix=appendix) if appendix else sentence("no appendix")
