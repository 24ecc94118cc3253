"""Whether a rule or standard reaches a species, a pathway, a place and a day: what it does not state is not guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oxyura.policy.answers import Link, list_words
from oxyura.policy.pathway_crosswalk import ABOVE_CATEGORIES, CROSSWALK
from oxyura.schema.policy_tables import ANY
from oxyura.schema.sentences import Figure, sentence
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
        return Link(
            asked, "unknown", sentence("It names no taxon: whether it reaches %(name)s cannot be told.", name=name)
        )
    if ANY in {taxon.casefold() for taxon in listed}:
        return Link(asked, "yes", sentence("It is about any taxon."))
    species = fold_name(name)
    for taxon in listed:
        given = fold_name(taxon)
        if given == species or species.startswith(f"{given} "):
            return Link(asked, "yes", sentence("It names %(taxon)s.", taxon=taxon))
    parts = [taxon for taxon in listed if fold_name(taxon).startswith(f"{species} ")]
    if parts:
        return Link(
            asked, "unknown", sentence("It names %(parts)s, a part of %(name)s.", parts=list_words(parts), name=name)
        )
    # A single word that is not the genus may be a family or an order, which names alone do not resolve.
    higher = [taxon for taxon in listed if " " not in taxon.strip()]
    if higher:
        return Link(
            asked,
            "unknown",
            sentence(
                "Whether %(name)s belongs to %(higher)s is not in the data.", name=name, higher=list_words(higher)
            ),
        )
    return Link(asked, "no", sentence("It names %(listed)s, not %(name)s.", listed=list_words(listed), name=name))


def _group_apart(group: str | None, groups: tuple[str, ...]) -> str:
    if group is None or not groups:
        return ""
    own, allowed = _one_group(group), {_one_group(word) for word in groups}
    known = _DISTINCT_GROUPS | {"plant"}
    if own in known and own not in allowed and allowed <= known:
        return sentence(
            "It covers %(groups)s only, and this is another group (%(group)s).", groups=list_words(groups), group=group
        )
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
        return Link(asked, "unknown", sentence("It names no pathway."))
    if ANY in {term.casefold() for term in listed}:
        return Link(asked, "yes", sentence("It is about any pathway."))
    wider = broader_pathways(pathway)
    for term in listed:
        if term == pathway or term in wider:
            return Link(asked, "yes", sentence("It names %(term)s.", term=term))
    parts = [term for term in listed if pathway in broader_pathways(term)]
    if parts:
        return Link(
            asked,
            "unknown",
            sentence(
                "It names %(parts)s; %(pathway)s may be that or another one.", parts=list_words(parts), pathway=pathway
            ),
        )
    return Link(
        asked, "no", sentence("It names %(listed)s, not %(pathway)s.", listed=list_words(listed), pathway=pathway)
    )


def reaches_place(territory: Iterable[str], place: Place | None) -> Link:
    """Tell whether a row about `territory` holds at a place."""
    asked = "place"
    listed = tuple(territory)
    if not listed:
        return Link(asked, "unknown", sentence("It states no territory: where it holds cannot be told."))
    if place is None or (place.country is None and place.subdivision is None):
        told = (
            sentence("The place is not given.")
            if place is None
            else sentence("The country of %(site)s is not given.", site=place.site_id)
        )
        return Link(asked, "unknown", told)
    country = place.country or (place.subdivision or "").partition("-")[0]
    if country in listed or (place.subdivision is not None and place.subdivision in listed):
        return Link(
            asked,
            "yes",
            sentence("It holds at %(site_id)s (%(value)s).", site_id=place.site_id, value=place.subdivision or country),
        )
    parts = [area for area in listed if area.startswith(f"{country}-")]
    if parts and place.subdivision is None:
        return Link(
            asked,
            "unknown",
            sentence(
                "It holds in %(parts)s; in which part %(site_id)s lies is not given.",
                parts=list_words(parts),
                site_id=place.site_id,
            ),
        )
    return Link(
        asked,
        "no",
        sentence(
            "It holds in %(listed)s, and %(site_id)s lies in %(country)s.",
            listed=list_words(listed),
            site_id=place.site_id,
            country=country,
        ),
    )


def in_force(row: Mapping[str, object], on: str) -> Link:
    """Tell whether a row with `date`, `year` and `until` is in force on a day, YYYY-MM-DD."""
    asked = "in force"
    date, until, year = text_of(row["date"]), text_of(row["until"]), number_of(row["year"])
    if until is not None and until < on:
        return Link(asked, "no", sentence("It ended on %(until)s.", until=until))
    if date is not None:
        begun = date <= on
        wording = "It holds from %(date)s on." if begun else "It holds from %(date)s on, after %(day)s."
        return Link(asked, "yes" if begun else "no", sentence(wording, date=date, day=on))
    if year is None:
        return Link(asked, "unknown", sentence("It has no date: whether it is in force cannot be told."))
    if int(on[:4]) == year:
        return Link(
            asked,
            "unknown",
            sentence(
                "It dates from %(year)s, the year of the study; the day is not given.", year=Figure(f"{year:.0f}")
            ),
        )
    begun = year < int(on[:4])
    wording = "It dates from %(year)s." if begun else "It dates from %(year)s, after %(day)s."
    return Link(asked, "yes" if begun else "no", sentence(wording, year=f"{year:.0f}", day=on))
