"""The map of the sites: how much of a population each holds, and what is known of invaders there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from oxyura.publish.country_rows import MOST_COUNTRIES, CountryRow, SiteKnown, count_countries, describe_countries
from oxyura.publish.labels import Labels, Source
from oxyura.publish.language import Translation
from oxyura.publish.map_drawing import Mark, draw_map
from oxyura.publish.map_projection import RegionalView, View, choose_view
from oxyura.spacetime.sensitive_sites import shown_place, shown_places
from oxyura.study.assessment import Assessment

# More sites than this are shown as dots, and counted by country.
MOST_SITES = 60
# From what asks most of a reader to what asks least.
_STATUSES = ("present", "not_surveyed", "eradicated", "absent")


@dataclass(frozen=True)
class SiteRow:
    """A site as the list beside the map names it.

    Parameters
    ----------
    number : str
        By which the map shows it; empty where it has no place there.
    status : str
        The gravest of what is known of alien invaders there.
    invaders : tuple of str
        Each invader, and what is known of it there.
    place : str
        Coordinates in words.
    share, holds : str
        The largest share of a population in any stage, and which.
    """

    number: str
    name: str
    status: str
    invaders: tuple[str, ...]
    place: str
    share: str
    holds: str
    source: Source | None


@dataclass(frozen=True)
class SiteMap:
    """The map with its list.

    Parameters
    ----------
    svg : Markup or None
        None where no site has coordinates.
    kind : str
        ``region`` or ``world``.
    rows, unplaced : tuple of SiteRow
        Sites on the map, and those without coordinates; none where they are counted by country.
    generalised : bool
        Whether the place of a sensitive site is rounded.
    countries : tuple of CountryRow
        Sites by country, where there are more than a reader can go through.
    countries_left_out : int
        Countries that only the files hold.
    """

    svg: Markup | None
    kind: str
    rows: tuple[SiteRow, ...]
    unplaced: tuple[SiteRow, ...]
    generalised: bool
    countries: tuple[CountryRow, ...] = ()
    countries_left_out: int = 0


@dataclass(frozen=True)
class _Site:
    lon: float
    lat: float
    sensitive: bool
    share: float
    known: SiteKnown
    row: SiteRow

    @property
    def is_placed(self) -> bool:
        return math.isfinite(self.lon) and math.isfinite(self.lat)


def draw_sites(assessment: Assessment, labels: Labels) -> SiteMap:
    """Return the map of the sites that migrants use or invaders hold."""
    sites = _read_sites(assessment, labels)
    placed = [site for site in sites if site.is_placed]
    if len(sites) > MOST_SITES:
        return _by_country(sites, placed, labels)
    unplaced = tuple(site.row for site in sites if not site.is_placed)
    shown = sorted(placed, key=lambda site: -site.share)
    if not shown:
        return SiteMap(None, "", (), unplaced, False)
    view = choose_view(np.array([(site.lon, site.lat) for site in shown]))
    rows = tuple(_numbered(site.row, number) for number, site in enumerate(shown, start=1))
    marks = [
        Mark(site.lon, site.lat, site.share, row.status, row.number, row.name)
        for site, row in zip(shown, rows, strict=True)
    ]
    return SiteMap(
        draw_map(view, marks, _describe(rows, labels.words), labels.words),
        _kind(view),
        rows,
        unplaced,
        any(site.sensitive for site in shown),
    )


def place_sites(assessment: Assessment) -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of each site that has both; of a sensitive one only roughly."""
    return shown_places(assessment.study.tables["sites"])


def _by_country(sites: list[_Site], placed: list[_Site], labels: Labels) -> SiteMap:
    """Return the map of many sites: a dot for each, and their number by country."""
    countries = count_countries((site.known for site in sites), labels)
    shown, more = countries[:MOST_COUNTRIES], max(0, len(countries) - MOST_COUNTRIES)
    if not placed:
        return SiteMap(None, "", (), (), False, shown, more)
    view = choose_view(np.array([(site.lon, site.lat) for site in placed]))
    marks = [Mark(site.lon, site.lat, site.share, site.known.status, "", "") for site in placed]
    described = f"{labels.words.gettext('Map of the sites.')} {describe_countries(shown, labels.words)}"
    svg = draw_map(view, marks, described, labels.words)
    return SiteMap(svg, _kind(view), (), (), any(site.sensitive for site in placed), shown, more)


def _kind(view: View) -> str:
    return "region" if isinstance(view, RegionalView) else "world"


def _read_sites(assessment: Assessment, labels: Labels) -> list[_Site]:
    table, words = assessment.study.tables["sites"], labels.words
    shares = _largest_shares(assessment, labels)
    statuses = _statuses(assessment)
    rows = zip(
        table.words("site_id"),
        table.numbers("lon"),
        table.numbers("lat"),
        table.texts("sensitive"),
        table.words("country"),
        table.texts("source_id"),
        strict=True,
    )
    many = len(table) > MOST_SITES
    found = []
    for ident, lon, lat, sensitive, country, source in rows:
        hidden = sensitive == "yes"
        east, north = shown_place(float(lon), float(lat), sensitive=hidden)
        known = statuses.get(ident, {})
        status = next((status for status in _STATUSES if status in known.values()), "none")
        share, holds = shares.get(ident, (0.0, ""))
        row = SiteRow(
            "",
            labels.site(ident),
            status,
            tuple(
                words.say("%(name)s: %(text)s", name=labels.invader(name).name, text=labels.presence(there))
                for name, there in ({} if many else known).items()
            ),
            _place(north, east, words, hidden=hidden),
            words.percent(share) if holds else "",
            holds,
            labels.source(source),
        )
        present = tuple(name for name, there in known.items() if there == "present")
        found.append(_Site(east, north, hidden, share, SiteKnown(country, status, present), row))
    return found


def _numbered(row: SiteRow, number: int) -> SiteRow:
    return SiteRow(str(number), row.name, row.status, row.invaders, row.place, row.share, row.holds, row.source)


def _largest_shares(assessment: Assessment, labels: Labels) -> dict[str, tuple[float, str]]:
    """Return, by site, the largest share of a population that is there in any stage, and of which."""
    largest: dict[str, tuple[float, list[str]]] = {}
    for row in assessment.exposures:
        share, names = largest.get(row.site_id, (0.0, []))
        name = labels.migrant(row.migrant_id).name
        if row.share > share:
            largest[row.site_id] = (row.share, [name])
        elif row.share == share > 0 and name not in names:
            names.append(name)
    return {site: (share, _some(names, labels.words)) for site, (share, names) in largest.items()}


def _some(names: list[str], words: Translation) -> str:
    if len(names) <= 3:
        return words.joined(names)
    return words.say("%(name)s and %(number)s others", name=names[0], number=words.exact(len(names) - 1))


def _statuses(assessment: Assessment) -> dict[str, dict[str, str]]:
    """Return, by site, what is known there of each alien invader."""
    found: dict[str, dict[str, str]] = {}
    for row in assessment.exposures:
        if row.alien and row.share > 0:
            found.setdefault(row.site_id, {})[row.invader_id] = row.presence
    table = assessment.study.tables["presences"]
    for site, invader, status in zip(
        table.words("site_id"), table.words("invader_id"), table.words("status"), strict=True
    ):
        found.setdefault(site, {}).setdefault(invader, status)
    return found


def _place(lat: float, lon: float, words: Translation, *, hidden: bool) -> str:
    if not (np.isfinite(lat) and np.isfinite(lon)):
        return words.gettext("no coordinates given")
    digits = 1 if hidden else 2
    values = {
        "lat": words.figure(f"{abs(lat):.{digits}f}"),
        "lon": words.figure(f"{abs(lon):.{digits}f}"),
        "north": words.pgettext("compass", "N") if lat >= 0 else words.pgettext("compass", "S"),
        "east": words.pgettext("compass", "E") if lon >= 0 else words.pgettext("compass", "W"),
    }
    if hidden:
        return words.say("%(lat)s° %(north)s, %(lon)s° %(east)s (sensitive: rounded to a tenth of a degree)", **values)
    return words.say("%(lat)s° %(north)s, %(lon)s° %(east)s", **values)


def _describe(rows: tuple[SiteRow, ...], words: Translation) -> str:
    said = [words.gettext("Map of the sites.")]
    for row in rows:
        values = {
            "site": row.name,
            "place": row.place,
            "known": words.joined(row.invaders) or words.gettext("no invader on record"),
        }
        if row.share:
            said.append(
                words.say(
                    "%(site)s, %(place)s: %(known)s; up to %(share)s of %(whom)s.",
                    share=row.share,
                    whom=row.holds,
                    **values,
                )
            )
        else:
            said.append(words.say("%(site)s, %(place)s: %(known)s.", **values))
    return " ".join(said)
