"""Search over names: scientific and common ones, synonyms, places, countries, studies."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from oxyura.apps.web.views.addresses import folded
from oxyura.apps.web.views.country_names import country_in_words
from oxyura.apps.web.views.doors import Studies
from oxyura.publish.language import LANGUAGES, Translation, words_for

Door = Literal["migrant", "invader", "place", "country", "study"]
_ORDER: Sequence[Door] = ("migrant", "invader", "country", "place", "study")
_MOST = 60


@dataclass(frozen=True)
class Hit:
    """Something that can be found.

    Parameters
    ----------
    door : {'migrant', 'invader', 'place', 'country', 'study'}
        What it is.
    name, detail : str
        As the list shows it.
    path : str
        Address of its page.
    terms : tuple of str
        Names by which it is found, folded.
    """

    door: Door
    name: str
    detail: str
    path: str
    terms: tuple[str, ...]


def build_index(studies: Studies, words: Translation) -> tuple[Hit, ...]:
    """Return everything that can be found, in one language; what several studies name is there once."""
    found: dict[tuple[str, str], Hit] = {}
    for hit in _hits(studies, words):
        known = found.get((hit.door, hit.path))
        terms = hit.terms if known is None else tuple(dict.fromkeys((*known.terms, *hit.terms)))
        first = known or hit
        found[hit.door, hit.path] = Hit(hit.door, first.name, first.detail, hit.path, terms)
    return tuple(found.values())


def _hits(studies: Studies, words: Translation) -> Iterable[Hit]:
    for entry, pages in studies:
        yield Hit("study", pages.title, "", f"/s/{entry.slug}", _terms(pages.title, entry.name))
        for migrant in pages.migrants:
            names = (migrant.name, migrant.scientific_name, migrant.migrant_id, *synonyms_of(migrant.scientific_name))
            detail = ", ".join(part for part in (migrant.scientific_name, migrant.population) if part)
            yield Hit("migrant", migrant.name, detail, f"/m/{entry.slug}/{migrant.migrant_id}", _terms(*names))
        for invader in pages.invaders:
            names = (invader.name, invader.scientific_name, *synonyms_of(invader.scientific_name))
            yield Hit("invader", invader.name, invader.scientific_name, f"/i/{invader.taxon}", _terms(*names))
        for site in pages.sites:
            country = country_in_words(site.country, words) if site.country else ""
            yield Hit("place", site.name, country, f"/p/{entry.slug}/{site.site_id}", _terms(site.name, site.site_id))
            if site.country:
                everywhere = (country_in_words(site.country, words_for(code)) for code in LANGUAGES)
                yield Hit("country", country, site.country, f"/c/{site.country}", _terms(*everywhere, site.country))


def _terms(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded(name) for name in names if name))


def search(index: Sequence[Hit], asked: str) -> tuple[Hit, ...]:
    """Return what is asked for, the best first: every word must begin a word of one name, or stand in it."""
    wanted = folded(asked)
    if not wanted:
        return ()
    tokens = wanted.split()
    ranked = []
    for position, hit in enumerate(index):
        rank = min((_rank(term, wanted, tokens) for term in hit.terms), default=9)
        if rank < 9:
            ranked.append((rank, _ORDER.index(hit.door), position, hit))
    return tuple(hit for *_, hit in sorted(ranked, key=lambda each: each[:3])[:_MOST])


def _rank(term: str, wanted: str, tokens: Sequence[str]) -> int:
    if term == wanted:
        return 0
    if term.startswith(wanted):
        return 1
    padded = f" {term}"
    if all(f" {token}" in padded for token in tokens):
        return 2
    return 3 if all(token in term for token in tokens) else 9


@cache
def _synonyms() -> dict[str, frozenset[str]]:
    """Return, by folded name, every other name of the same species in ``synonyms.csv``."""
    groups: dict[str, set[str]] = {}
    text = files("oxyura.apps.web").joinpath("synonyms.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        group = groups.setdefault(row["accepted"], {row["accepted"]})
        group.add(row["synonym"])
    return {folded(name): frozenset(group) for group in groups.values() for name in group}


def synonyms_of(scientific_name: str) -> tuple[str, ...]:
    """Return other scientific names of a species.

    Examples
    --------
    >>> "Sporobolus alterniflorus" in synonyms_of("Spartina alterniflora")
    True
    """
    return tuple(sorted(_synonyms().get(folded(scientific_name), frozenset())))
