"""The map of the sites: how much of a population each holds, and what is known of invaders there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from oxyura.publish.labels import Labels, Source
from oxyura.publish.language import Translation
from oxyura.publish.map_drawing import Mark, draw_map
from oxyura.publish.map_projection import RegionalView, choose_view
from oxyura.study.assessment import Assessment

MOST_SITES = 200
_MOST_ROWS = 60
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
        Sites on the map, and those without coordinates.
    generalised : bool
        Whether the place of a sensitive site is rounded.
    left_out : int
        Sites that only the files hold.
    """

    svg: Markup | None
    kind: str
    rows: tuple[SiteRow, ...]
    unplaced: tuple[SiteRow, ...]
    generalised: bool
    left_out: int


@dataclass(frozen=True)
class _Site:
    site_id: str
    lon: float
    lat: float
    sensitive: bool
    status: str
    share: float
    row: SiteRow


def draw_sites(assessment: Assessment, labels: Labels) -> SiteMap:
    """Return the map of the sites that migrants use or invaders hold."""
    sites = _read_sites(assessment, labels)
    placed = [site for site in sites if np.isfinite(site.lon) and np.isfinite(site.lat)]
    unplaced = tuple(site.row for site in sites if site not in placed)
    shown = sorted(placed, key=lambda site: -site.share)[:MOST_SITES]
    if not shown:
        return SiteMap(None, "", (), unplaced[:_MOST_ROWS], False, max(0, len(unplaced) - _MOST_ROWS))
    view = choose_view(np.array([(site.lon, site.lat) for site in shown]))
    rows = tuple(_numbered(site.row, number) for number, site in enumerate(shown, start=1))
    marks = [
        Mark(site.lon, site.lat, site.share, site.status, row.number, row.name)
        for site, row in zip(shown, rows, strict=True)
    ]
    left_out = len(placed) - len(shown) + max(0, len(shown) - _MOST_ROWS) + max(0, len(unplaced) - _MOST_ROWS)
    return SiteMap(
        draw_map(view, marks, _describe(rows, labels.words), labels.words),
        "region" if isinstance(view, RegionalView) else "world",
        rows[:_MOST_ROWS],
        unplaced[:_MOST_ROWS],
        any(site.sensitive for site in shown),
        left_out,
    )


def _read_sites(assessment: Assessment, labels: Labels) -> list[_Site]:
    table, words = assessment.study.tables["sites"], labels.words
    shares = _largest_shares(assessment, labels)
    statuses = _statuses(assessment)
    rows = zip(
        table.words("site_id"),
        table.numbers("lon"),
        table.numbers("lat"),
        table.texts("sensitive"),
        table.texts("source_id"),
        strict=True,
    )
    found = []
    for ident, lon, lat, sensitive, source in rows:
        hidden = sensitive == "yes"
        # A tenth of a degree, some ten kilometres, is what may be shown of a sensitive site.
        east, north = (round(float(lon), 1), round(float(lat), 1)) if hidden else (float(lon), float(lat))
        known = statuses.get(ident, {})
        status = next((status for status in _STATUSES if status in known.values()), "none")
        share, holds = shares.get(ident, (0.0, ""))
        row = SiteRow(
            "",
            labels.site(ident),
            status,
            tuple(
                words.say("%(name)s: %(text)s", name=labels.invader(name).name, text=labels.presence(there))
                for name, there in known.items()
            ),
            _place(north, east, words, hidden=hidden),
            words.percent(share) if holds else "",
            holds,
            labels.source(source),
        )
        found.append(_Site(ident, east, north, hidden, status, share, row))
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
    for row in rows[:_MOST_ROWS]:
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
