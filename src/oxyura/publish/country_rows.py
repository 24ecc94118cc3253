"""Sites by country: what a page says of more sites than a reader can go through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oxyura.publish.labels import Labels
from oxyura.publish.language import Translation

MOST_COUNTRIES = 80
_MOST_INVADERS = 3


@dataclass(frozen=True)
class SiteKnown:
    """What is known of alien invaders at a site: its country, the gravest status, and who is present."""

    country: str
    status: str
    present: tuple[str, ...]


@dataclass(frozen=True)
class CountryRow:
    """The sites of a country, by the gravest of what is known there.

    Parameters
    ----------
    country : str
        As the study writes it.
    sites, present, not_surveyed, eradicated, absent : str
        How many; `absent` are all others.
    invaders : str
        Who is present at most sites, each with the number of sites.
    """

    country: str
    sites: str
    present: str
    not_surveyed: str
    eradicated: str
    absent: str
    invaders: str


def count_countries(sites: Iterable[SiteKnown], labels: Labels) -> tuple[CountryRow, ...]:
    """Return a row for each country, those with most sites first."""
    words = labels.words
    by_country: dict[str, list[SiteKnown]] = {}
    for site in sites:
        by_country.setdefault(site.country, []).append(site)
    order = sorted(by_country.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_row(country or words.gettext("no country given"), found, labels) for country, found in order)


def describe_countries(rows: Iterable[CountryRow], words: Translation) -> str:
    """Return the rows as a sentence each, for those who hear the map."""
    return " ".join(
        words.say(
            "%(country)s: %(sites)s sites, an invader present at %(present)s, not surveyed %(unknown)s.",
            country=row.country,
            sites=row.sites,
            present=row.present,
            unknown=row.not_surveyed,
        )
        for row in rows
    )


def _row(country: str, sites: list[SiteKnown], labels: Labels) -> CountryRow:
    words = labels.words
    statuses: Mapping[str, int] = Counter(site.status for site in sites)
    others = len(sites) - sum(statuses.get(name, 0) for name in ("present", "not_surveyed", "eradicated"))
    there = Counter(invader for site in sites for invader in site.present)
    most = sorted(there.items(), key=lambda item: (-item[1], item[0]))
    named = [
        words.say("%(name)s (%(number)s)", name=labels.invader(invader).name, number=words.exact(number))
        for invader, number in most[:_MOST_INVADERS]
    ]
    more = len(most) - _MOST_INVADERS
    if more > 0:
        named.append(words.say("%(more)s more", more=words.exact(more)))
    return CountryRow(
        country,
        words.exact(len(sites)),
        words.exact(statuses.get("present", 0)),
        words.exact(statuses.get("not_surveyed", 0)),
        words.exact(statuses.get("eradicated", 0)),
        words.exact(others),
        ", ".join(named),
    )
