"""Whether a rule or standard reaches a species, a pathway, a place and a day: what it does not state is not guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oxyura.policy.answers import Link, list_words
from oxyura.policy.pathway_crosswalk import ABOVE_CATEGORIES, CROSSWALK
from oxyura.schema.policy_tables import ANY
from oxyura.schema.table import number_of, text_of

# Groups that name one kind of organism each, so that another one of them is surely another kind.
_DISTINCT_GROUPS = frozenset(
    (
        "amphibian", "bacterium", "bird", "bryozoan", "crustacean", "fish", "fungus", "insect", "mammal", "mollusc",
        "nematode", "reptile", "tunicate", "virus",
    )
)  # fmt: skip
_PLANTS = frozenset(("alga", "fern", "grass", "herb", "plant", "shrub", "tree"))


def broader_pathways(pathway: str) -> frozenset[str]:
    """Return the concepts that are broader than a pathway: its category, and the one above that.

    Examples
    --------
    >>> sorted(broader_pathways("pet")), sorted(broader_pathways("corridor")), sorted(broader_pathways("intentional"))
    (['escapeFromConfinement', 'intentional'], ['corridorAndDispersal'], [])
    """
    place = CROSSWALK.get(pathway)
    if place is None or place.category is None:
        return frozenset()
    above = {top for top, categories in ABOVE_CATEGORIES.items() if place.category in categories}
    return frozenset(above | {place.category}) - {pathway}


@dataclass(frozen=True)
class Place:
    """Where something is: a site of the study with its codes."""

    site_id: str
    country: str | None
    subdivision: str | None


def reaches_taxon(taxa: Iterable[str], name: str, *, group: str | None = None, groups: Iterable[str] = ()) -> Link:
    """Tell whether a row about `taxa` (and no other `groups`) is about the species `name`."""
    asked = "species"
    apart = _group_apart(group, tuple(groups))
    if apart:
        return Link(asked, "no", apart)
    listed = tuple(taxa)
    if not listed:
        return Link(asked, "unknown", f"It names no taxon: whether it reaches {name} cannot be told.")
    if ANY in {taxon.casefold() for taxon in listed}:
        return Link(asked, "yes", "It is about any taxon.")
    species = fold_name(name)
    for taxon in listed:
        given = fold_name(taxon)
        if given == species or species.startswith(f"{given} "):
            return Link(asked, "yes", f"It names {taxon}.")
    parts = [taxon for taxon in listed if fold_name(taxon).startswith(f"{species} ")]
    if parts:
        return Link(asked, "unknown", f"It names {list_words(parts)}, a part of {name}.")
    # A single word that is not the genus may be a family or an order, which names alone do not resolve.
    higher = [taxon for taxon in listed if " " not in taxon.strip()]
    if higher:
        return Link(asked, "unknown", f"Whether {name} belongs to {list_words(higher)} is not in the data.")
    return Link(asked, "no", f"It names {list_words(listed)}, not {name}.")


def _group_apart(group: str | None, groups: tuple[str, ...]) -> str:
    if group is None or not groups:
        return ""
    own, allowed = _one_group(group), {_one_group(word) for word in groups}
    known = _DISTINCT_GROUPS | {"plant"}
    if own in known and own not in allowed and allowed <= known:
        return f"It covers {list_words(groups)} only, and this is another group ({group})."
    return ""


def _one_group(word: str) -> str:
    folded = word.strip().casefold()
    return "plant" if folded in _PLANTS else folded


def fold_name(name: str) -> str:
    """Return a scientific name for comparison: case and spaces aside."""
    return " ".join(name.split()).casefold()


def reaches_pathway(pathways: Iterable[str], pathway: str) -> Link:
    """Tell whether a row about `pathways` is about `pathway`; a broader concept stands for all that it holds."""
    asked = "pathway"
    listed = tuple(pathways)
    if not listed:
        return Link(asked, "unknown", "It names no pathway.")
    if ANY in {term.casefold() for term in listed}:
        return Link(asked, "yes", "It is about any pathway.")
    wider = broader_pathways(pathway)
    for term in listed:
        if term == pathway or term in wider:
            return Link(asked, "yes", f"It names {term}.")
    parts = [term for term in listed if pathway in broader_pathways(term)]
    if parts:
        return Link(asked, "unknown", f"It names {list_words(parts)}; {pathway} may be that or another one.")
    return Link(asked, "no", f"It names {list_words(listed)}, not {pathway}.")


def reaches_place(territory: Iterable[str], place: Place | None) -> Link:
    """Tell whether a row about `territory` holds at a place."""
    asked = "place"
    listed = tuple(territory)
    if not listed:
        return Link(asked, "unknown", "It states no territory: where it holds cannot be told.")
    if place is None or (place.country is None and place.subdivision is None):
        where = "The place" if place is None else f"The country of {place.site_id}"
        return Link(asked, "unknown", f"{where} is not given.")
    country = place.country or (place.subdivision or "").partition("-")[0]
    if country in listed or (place.subdivision is not None and place.subdivision in listed):
        return Link(asked, "yes", f"It holds at {place.site_id} ({place.subdivision or country}).")
    parts = [area for area in listed if area.startswith(f"{country}-")]
    if parts and place.subdivision is None:
        return Link(
            asked, "unknown", f"It holds in {list_words(parts)}; in which part {place.site_id} lies is not given."
        )
    return Link(asked, "no", f"It holds in {list_words(listed)}, and {place.site_id} lies in {country}.")


def in_force(row: Mapping[str, object], on: str) -> Link:
    """Tell whether a row with `date`, `year` and `until` is in force on a day, YYYY-MM-DD."""
    asked = "in force"
    date, until, year = text_of(row["date"]), text_of(row["until"]), number_of(row["year"])
    if until is not None and until < on:
        return Link(asked, "no", f"It ended on {until}.")
    if date is not None:
        begun = date <= on
        return Link(asked, "yes" if begun else "no", f"It holds from {date} on{'' if begun else f', after {on}'}.")
    if year is None:
        return Link(asked, "unknown", "It has no date: whether it is in force cannot be told.")
    if int(on[:4]) == year:
        return Link(asked, "unknown", f"It dates from {year:.0f}, the year of the study; the day is not given.")
    begun = year < int(on[:4])
    return Link(asked, "yes" if begun else "no", f"It dates from {year:.0f}{'' if begun else f', after {on}'}.")
