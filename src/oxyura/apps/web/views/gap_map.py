"""The map of the gaps on a flyway: whose missing listing hurts whose migrants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from oxyura.apps.web.views.country_names import country_in_words
from oxyura.apps.web.views.country_outline import middle_of, outline_data
from oxyura.apps.web.views.doors import Studies
from oxyura.apps.web.views.flyway_gaps import FlywayGap
from oxyura.apps.web.views.map_frame import Ground, arc_data, close_map, lay_ground, open_map
from oxyura.apps.web.views.map_lines import Degrees
from oxyura.apps.web.views.site_page import SitePage
from oxyura.apps.web.views.study_pages import StudyPages
from oxyura.publish.language import Translation

_SQUARE, _CIRCLE = 10.0, 6.0


@dataclass(frozen=True)
class GapMap:
    """The map of the gaps of a country.

    Parameters
    ----------
    is_world, generalised : bool
        As in `SiteMap`.
    is_rough : bool
        Whether lines end in the middle of countries whose sites have no coordinates.
    has_lines : bool
        Whether any leads to another Party.
    """

    svg: Markup
    is_world: bool
    generalised: bool
    is_rough: bool
    has_lines: bool


@dataclass
class _Drawn:
    """What is on the map.

    Parameters
    ----------
    missing, exposed, others : dict
        Sites of Parties with a gap; sites at which the invader exposes migrants; other sites of the same migrants.
    lines : dict
        From the Party with the gap to another that hosts the migrants: where, and whether they are exposed there.
    is_rough : bool
        Whether lines end in the middle of countries whose sites have no coordinates.
    """

    missing: dict[Degrees, str] = field(default_factory=dict)
    exposed: dict[Degrees, str] = field(default_factory=dict)
    others: dict[Degrees, str] = field(default_factory=dict)
    lines: dict[tuple[str, str], tuple[Degrees, Degrees, bool]] = field(default_factory=dict)
    is_rough: bool = False

    @property
    def points(self) -> set[Degrees]:
        """Every place on the map."""
        ends = {end for start, target, _ in self.lines.values() for end in (start, target)}
        return {*self.missing, *self.exposed, *self.others, *ends}

    def add(self, gap: FlywayGap, pages: StudyPages) -> None:
        """Add a gap of a study."""
        missing, used = _places(pages.sites).get(gap.party, {}), _places(_used(gap, pages))
        self.missing.update(missing)
        for party, places in used.items():
            is_exposed = party in gap.exposed or (gap.here and party == gap.party)
            (self.exposed if is_exposed else self.others).update(places)
        start = self._end(gap.party, missing)
        for party in dict.fromkeys((*gap.exposed, *gap.concerned)):
            end = self._end(party, used.get(party, {}))
            if start is not None and end is not None:
                known = self.lines.get((gap.party, party))
                self.lines[gap.party, party] = start, end, party in gap.exposed or (known is not None and known[2])

    def _end(self, party: str, places: Mapping[Degrees, str]) -> Degrees | None:
        """Return where lines of a Party end: at the middle one of its sites, else in the middle of the country."""
        if places:
            return _middle(places)
        self.is_rough = True
        return middle_of(party)


def draw_gaps(country: str, studies: Studies, words: Translation) -> GapMap | None:
    """Return the map of the gaps of a country and of those that hurt its migrants; None where there is none to draw.

    Notes
    -----
    A line leads from the sites of the Party whose list has the gap to the sites of others that the migrants use, from
    the middle one to the middle one: only places that may be shown take part. Sites without coordinates stand in the
    middle of their country.
    """
    drawn, said = _Drawn(), dict[str, None]()
    for _, pages in studies:
        for gap in pages.flyway:
            if gap.party == country or country in gap.concerned:
                drawn.add(gap, pages)
                said[_described(gap, words)] = None
    points = drawn.points
    if not points:
        return None
    generalised = any(
        site.point is not None and site.point.generalised and (site.point.lon, site.point.lat) in points
        for _, pages in studies
        for site in pages.sites
    )
    ground = lay_ground(tuple(sorted(points)))
    parts = [
        open_map(ground, "gap-map", " ".join(said), words, country=outline_data(ground, country)),
        *_lines(drawn, ground, words),
        *_squares(drawn.missing, ground),
        *_circles(
            "gap-other", {each: name for each, name in drawn.others.items() if each not in drawn.exposed}, ground
        ),
        *_circles("gap-exposed", drawn.exposed, ground),
        close_map(ground, words),
    ]
    return GapMap(Markup("").join(parts), ground.is_world, generalised, drawn.is_rough, bool(drawn.lines))


def _lines(drawn: _Drawn, ground: Ground, words: Translation) -> list[Markup]:
    return [
        Markup(
            '<path class="path is-now{}" stroke-width="2" d="{}" marker-end="url(#gap-map-arrow)">'
            "<title>{}</title></path>"
        ).format(
            "" if is_exposed else " assumed",
            arc_data(ground, start, end),
            f"{country_in_words(origin, words)} – {country_in_words(target, words)}",
        )
        for (origin, target), (start, end, is_exposed) in drawn.lines.items()
    ]


# A square for the missing listing, a circle for who is exposed: told apart without colour, and one within the other.
def _squares(missing: Mapping[Degrees, str], ground: Ground) -> list[Markup]:
    return [
        Markup(
            '<g class="gap-missing"><rect x="{:.1f}" y="{:.1f}" width="{:.0f}" height="{:.0f}"/><title>{}</title></g>'
        ).format(x - _SQUARE, y - _SQUARE, 2 * _SQUARE, 2 * _SQUARE, name)
        for (x, y), name in zip(ground.place(list(missing)).tolist(), missing.values(), strict=True)
    ]


def _circles(css: str, places: Mapping[Degrees, str], ground: Ground) -> list[Markup]:
    return [
        Markup('<g class="{}"><circle cx="{:.1f}" cy="{:.1f}" r="{:.0f}"/><title>{}</title></g>').format(
            css, x, y, _CIRCLE, name
        )
        for (x, y), name in zip(ground.place(list(places)).tolist(), places.values(), strict=True)
    ]


def _used(gap: FlywayGap, pages: StudyPages) -> list[SitePage]:
    """Return the sites that the migrants of a gap use."""
    years = [migrant.year for migrant in pages.migrants if migrant.migrant_id in gap.migrant_ids]
    used = {site for year in years if year is not None for site in year.stays_by_site}
    return [site for site in pages.sites if site.site_id in used]


def _places(sites: Sequence[SitePage]) -> Mapping[str, dict[Degrees, str]]:
    found: dict[str, dict[Degrees, str]] = {}
    for site in sites:
        if site.point is not None and site.country:
            found.setdefault(site.country, {})[site.point.lon, site.point.lat] = site.name
    return found


def _middle(places: Mapping[Degrees, str]) -> Degrees:
    """Return the one of the places that stands in the middle of them by latitude."""
    ordered = sorted(places, key=lambda point: (point[1], point[0]))
    return ordered[len(ordered) // 2]


def _described(gap: FlywayGap, words: Translation) -> str:
    return words.say(
        "%(party)s, %(invader)s: exposes %(migrants)s.",
        party=country_in_words(gap.party, words),
        invader=gap.invader,
        migrants=gap.migrants,
    )
