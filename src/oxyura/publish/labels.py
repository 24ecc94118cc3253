"""How the page calls populations, invaders, sites, stages and sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from oxyura.publish.web_links import doi_address, web_address
from oxyura.schema.table import TableSet
from oxyura.schema.vocabularies import ABUNDANCE_UNIT

RATE_WORDS = {
    "survival": "survival",
    "fecundity": "young raised",
    "transition": "passing to the next class",
    "capacity": "room at the site",
    "path_survival": "survival on the way",
}
UNIT_WORDS = {unit: unit.replace("_", " ") for unit in ABUNDANCE_UNIT.terms}


@dataclass(frozen=True)
class Species:
    """A population or an invader as the page names it.

    Parameters
    ----------
    name : str
        Words of its short name in the study.
    scientific_name : str
        Scientific name, empty where there is none.
    population : str
        Which population, empty for an invader.
    """

    name: str
    scientific_name: str = ""
    population: str = ""


@dataclass(frozen=True)
class Source:
    """A source as the page lists it, with the number by which it is cited."""

    number: int
    citation: str
    doi: str
    doi_url: str | None
    address: str
    url: str | None
    licence: str
    accessed: str
    note: str


@dataclass(frozen=True)
class Labels:
    """Every name that the page shows, by its identifier."""

    migrants: Mapping[str, Species]
    invaders: Mapping[str, Species]
    pressures: Mapping[str, str]
    sites: Mapping[str, str]
    sources: Mapping[str, Source]

    def migrant(self, migrant_id: str) -> Species:
        """Return the names of a population."""
        return self.migrants.get(migrant_id) or Species(title_of(migrant_id))

    def invader(self, invader_id: str) -> Species:
        """Return the names of an invader."""
        return self.invaders.get(invader_id) or Species(title_of(invader_id))

    def cause(self, cause_id: str, kind: str) -> str:
        """Return the name of an invader or a pressure."""
        if kind == "pressure":
            return self.pressures.get(cause_id) or title_of(cause_id)
        return self.invader(cause_id).name

    def site(self, site_id: str | None) -> str:
        """Return the name of a site; without one, every site is meant."""
        return "every site" if site_id is None else self.sites.get(site_id) or site_id

    def source(self, source_id: str | None) -> Source | None:
        """Return a source; None where none is given."""
        return None if source_id is None else self.sources.get(source_id)


def read_labels(tables: TableSet) -> Labels:
    """Return the names that a study gives."""
    migrants, invaders, sites = tables["migrants"], tables["invaders"], tables["sites"]
    pressures = tables["pressures"]
    return Labels(
        {
            ident: Species(vernacular or title_of(ident), name, population)
            for ident, vernacular, name, population in zip(
                migrants.words("migrant_id"),
                migrants.words("vernacular_name"),
                migrants.words("scientific_name"),
                migrants.words("population"),
                strict=True,
            )
        },
        {
            ident: Species(vernacular or title_of(ident), name)
            for ident, vernacular, name in zip(
                invaders.words("invader_id"),
                invaders.words("vernacular_name"),
                invaders.words("scientific_name"),
                strict=True,
            )
        },
        dict(zip(pressures.words("pressure_id"), pressures.words("name"), strict=True)),
        dict(zip(sites.words("site_id"), sites.words("name"), strict=True)),
        _read_sources(tables),
    )


def _read_sources(tables: TableSet) -> dict[str, Source]:
    found = {}
    table = tables["sources"]
    columns = ("source_id", "citation", "doi", "url", "licence", "accessed", "note")
    rows = zip(*(table.words(column) for column in columns), strict=True)
    for number, (ident, citation, doi, url, licence, accessed, note) in enumerate(rows, start=1):
        found[ident] = Source(
            number,
            citation,
            doi,
            doi_address(doi),
            url,
            web_address(url),
            licence or "not stated",
            accessed,
            note,
        )
    return found


def title_of(identifier: str) -> str:
    """Return the words of an identifier, each with a capital.

    Examples
    --------
    >>> title_of("atlantic-yellow-nosed-albatross")
    'Atlantic Yellow Nosed Albatross'
    """
    parts = re.split(r"[-_]+", identifier)
    return " ".join(part[:1].upper() + part[1:] for part in parts if part) or identifier


def stage_name(stage: str) -> str:
    """Return a stage in words.

    Examples
    --------
    >>> stage_name("postbreeding_migration")
    'Postbreeding migration'
    """
    words = stage.replace("_", " ")
    return words[:1].upper() + words[1:]


def listing_of(appendix: str | None, instruments: tuple[str, ...]) -> str:
    """Return where a population is listed, in words.

    Examples
    --------
    >>> listing_of("I/II", ("AEWA",)), listing_of(None, ())
    ('CMS I and II, AEWA', 'not listed')
    """
    parts = [f"CMS {appendix.replace('/', ' and ')}"] if appendix else []
    return ", ".join([*parts, *instruments]) or "not listed"
