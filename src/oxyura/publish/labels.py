"""How the page calls populations, invaders, sites, stages and sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from oxyura.publish.language import Translation, words_for
from oxyura.publish.web_links import doi_address, web_address
from oxyura.schema.sentences import Sentence
from oxyura.schema.table import TableSet

RATE_WORDS = {
    "survival": "survival",
    "fecundity": "young raised",
    "transition": "passing to the next class",
    "capacity": "room at the site",
    "path_survival": "survival on the way",
}
# What a study writes, too, where a source does not say under which licence it is.
NOT_STATED = "not stated"
# A sentence with more names of sites than this is read by nobody.
_MOST_SITES = 5
PRESENCE_WORDS = {"absent": "looked for, absent"}


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
    """Every name that the page shows, by its identifier, and the language of the page's own words."""

    migrants: Mapping[str, Species]
    invaders: Mapping[str, Species]
    pressures: Mapping[str, str]
    sites: Mapping[str, str]
    sources: Mapping[str, Source]
    words: Translation = field(default_factory=lambda: words_for("en"))

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
        return self.words.gettext("every site") if site_id is None else self.sites.get(site_id) or site_id

    def some_sites(self, names: list[str], most: int) -> str:
        """Return the names of sites as in a sentence: the first ones, and how many more there are."""
        more = len(names) - most
        if more <= 0:
            return self.words.joined(names)
        others = self.words.say_count(
            "%(number)s more site", "%(number)s more sites", more, number=self.words.exact(more)
        )
        return self.words.joined([*names[:most], others])

    def tell(self, text: str, instead: Mapping[str, str] = MappingProxyType({})) -> str:
        """Return a sentence that was made below the pages, with the names of its sites for their identifiers."""
        wording = text.wording if isinstance(text, Sentence) else None
        sites = None if wording is None else wording.values.get("sites")
        if sites and not isinstance(sites, str):
            instead = {"sites": self.some_sites([self.site(site) for site in sites], _MOST_SITES), **instead}
        return self.words.tell(text, instead)

    def stage(self, stage: str) -> str:
        """Return a stage in words, with a capital; one that the study made up stays as it is."""
        named = self.words.term("stage", stage)
        return named[:1].upper() + named[1:]

    def rate(self, rate: str) -> str:
        """Return a rate in words."""
        return self.words.term("rate", RATE_WORDS.get(rate, rate))

    def presence(self, status: str) -> str:
        """Return what is known of an invader at a site, in words."""
        return self.words.term("presence", PRESENCE_WORDS.get(status, status))

    def source(self, source_id: str | None) -> Source | None:
        """Return a source; None where none is given."""
        return None if source_id is None else self.sources.get(source_id)


def read_labels(tables: TableSet, words: Translation | None = None) -> Labels:
    """Return the names that a study gives, for a page in a language; in English where none is given."""
    words = words or words_for("en")
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
        _read_sources(tables, words),
        words,
    )


def _read_sources(tables: TableSet, words: Translation) -> dict[str, Source]:
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
            words.gettext(NOT_STATED) if licence in ("", NOT_STATED) else licence,
            words.date(accessed),
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


def listing_of(appendix: str | None, instruments: tuple[str, ...], words: Translation) -> str:
    """Return where a population is listed, in words.

    Examples
    --------
    >>> listing_of("I/II", ("AEWA",), words_for("en")), listing_of(None, (), words_for("es"))
    ('CMS I and II, AEWA', 'no incluida')
    """
    parts = [words.say("CMS %(appendix)s", appendix=words.joined(appendix.split("/")))] if appendix else []
    return ", ".join([*parts, *instruments]) or words.gettext("not listed")
