"""The map of a population's year at one week, and what a script needs to move it to another."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.apps.web.views.map_frame import WIDTH, Ground, arc_data, close_map, lay_ground, open_map
from oxyura.apps.web.views.map_lines import Floats
from oxyura.apps.web.views.way_diagram import MOST_SITES, draw_ways
from oxyura.apps.web.views.week_marks import LARGEST, SMALLEST, UNUSED, acts_in, draw_dots, radius_of, share_in
from oxyura.apps.web.views.year_model import WEEKS, Year
from oxyura.publish.language import MONTHS, Translation

# With more names than this they would hide each other; the list beside the map has them.
_MOST_NAMES = 10
# Beyond this number sites are drawn as dots, and a script draws them on a canvas.
MOST_CIRCLES = 300
_NAME_WIDTH, _LINE = 22, 17.0
# More ways than this change at once: to fade them in would draw the map anew many times over.
_MOST_FADING = 40
# Nobody listens to more sites than this; the list below the map has them all.
_MOST_SAID = 40
_DOT_ORDER = ("none", "absent", "eradicated", "not_surveyed", "present")


@dataclass(frozen=True)
class WeekMap:
    """The map at one week.

    Parameters
    ----------
    svg : Markup or None
        None where no site has coordinates and they are too many for a diagram.
    is_world : bool
        Whether the whole world is shown.
    generalised : bool
        Whether the place of a sensitive site is generalised.
    unplaced : tuple of int
        Sites without coordinates, by their position in the year.
    data : Markup
        JSON for the script; safe inside a script element.
    is_diagram : bool
        Whether no site has coordinates, and the ways are drawn without a map.
    """

    svg: Markup | None
    is_world: bool
    generalised: bool
    unplaced: tuple[int, ...]
    data: Markup
    is_diagram: bool = False


def draw_week(year: Year, week: int, words: Translation, address: Callable[[str], str]) -> WeekMap:
    """Return the map at a week.

    Parameters
    ----------
    year : Year
        Of one population.
    week : int
        1 to 52.
    words : Translation
    address : callable
        Returns the address of the page of a site.
    """
    placed = [number for number, site in enumerate(year.sites) if site.point is not None]
    unplaced = tuple(number for number, site in enumerate(year.sites) if site.point is None)
    degrees = tuple((site.point.lon, site.point.lat) for site in year.sites if site.point is not None)
    data: dict[str, object] = _data(year, words)
    now, described = year.stages_in(week), describe_week(year, week, words)
    if not placed:
        few = 1 < len(year.sites) <= MOST_SITES
        svg = draw_ways(year, now, described, words, address) if few else None
        return WeekMap(svg, False, False, () if few else unplaced, _script_json(data), is_diagram=few)
    ground = lay_ground(degrees)
    points = dict(zip(placed, ground.place(degrees), strict=True))
    parts = [open_map(ground, "map", described, words), _paths(year, ground, now)]
    if len(placed) > MOST_CIRCLES:
        data["dots"] = [[number, round(float(x), 1), round(float(y), 1)] for number, (x, y) in points.items()]
        parts.append(_dots(year, points))
    else:
        parts.extend(_circles(year, points, now, address))
        if len(placed) <= _MOST_NAMES:
            parts.extend(_names(year, points, ground.height))
    parts.append(close_map(ground, words))
    generalised = any(site.point is not None and site.point.generalised for site in year.sites)
    return WeekMap(Markup("").join(parts), ground.is_world, generalised, unplaced, _script_json(data))


def month_of(week: int) -> str:
    """Return the month of a week's middle, in English."""
    return MONTHS[min(int((week - 0.5) * 12 / WEEKS), 11)]


def say_week(year: Year, week: int, words: Translation) -> str:
    """Return a week with its month and stages in words."""
    names = [year.stages[number].name for number in year.stages_in(week)]
    month = words.term("month", month_of(week))
    if [name.casefold() for name in names] == [month.casefold()]:
        return words.say("Week %(week)s, %(month)s", week=week, month=month)
    stage = words.joined(names) or words.gettext("not covered by the study")
    return words.say("Week %(week)s, %(month)s: %(stage)s", week=week, month=month, stage=stage)


def describe_week(year: Year, week: int, words: Translation) -> str:
    """Return the map of a week in words."""
    now, said = year.stages_in(week), [f"{say_week(year, week, words)}."]
    for site in year.sites:
        share = share_in(site, now)
        if len(said) > _MOST_SAID:
            break
        if share > 0:
            values = {"site": site.name, "share": words.percent(share), "status": words.term("presence", site.status)}
            said.append(words.say("%(site)s: %(share)s of the population; invaders: %(status)s.", **values))
    return " ".join(said)


def _data(year: Year, words: Translation) -> dict[str, object]:
    return {
        "stages": [[span.start, span.end] for span in year.stages],
        "weeks": [say_week(year, week, words) for week in range(1, WEEKS + 1)],
        "status": [site.status for site in year.sites],
        "shares": [[round(share, 4) for share in site.shares] for site in year.sites],
        "acting": {
            number: [int(acts) for acts in site.acting] for number, site in enumerate(year.sites) if any(site.acting)
        },
        "paths": [path.to_stage for path in year.paths],
        "radius": [SMALLEST, LARGEST, UNUSED],
        "width": WIDTH,
    }


def _script_json(data: dict[str, object]) -> Markup:
    # "</script>" in a name must not end the element.
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _paths(year: Year, ground: Ground, now: Sequence[int]) -> Markup:
    parts = []
    for number, path in enumerate(year.paths):
        origin, target = year.sites[path.origin].point, year.sites[path.target].point
        if origin is None or target is None:
            continue
        css = " ".join(["path", *(["assumed"] if path.assumed else []), *(["is-now"] if path.to_stage in now else [])])
        parts.append(
            Markup(
                '<path class="{}" data-path="{}" stroke-width="{:.1f}" marker-end="url(#map-arrow)" d="{}"/>'
            ).format(
                css,
                number,
                1.2 + 4 * math.sqrt(min(path.share, 1.0)),
                arc_data(ground, (origin.lon, origin.lat), (target.lon, target.lat)),
            )
        )
    many = " many" if len(parts) > _MOST_FADING else ""
    return Markup('<g class="paths{}">{}</g>').format(many, Markup("").join(parts))


def _circles(year: Year, points: dict[int, Floats], now: Sequence[int], address: Callable[[str], str]) -> list[Markup]:
    drawn = []
    # Small circles last, so that none is hidden under a large one.
    for number in sorted(points, key=lambda each: -max(year.sites[each].shares)):
        site, (x, y) = year.sites[number], points[number]
        share = share_in(site, now)
        css = f"site status-{site.status}{'' if share > 0 else ' is-empty'}{' is-acting' if acts_in(site, now) else ''}"
        radius = radius_of(share)
        drawn.append(
            Markup(
                '<a href="{}" tabindex="-1" class="{}" data-site="{}"><circle class="halo" cx="{:.1f}" cy="{:.1f}" '
                'r="{:.1f}"/><circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/><title>{}</title></a>'
            ).format(address(site.site_id), css, number, x, y, radius + 5, x, y, radius, site.name)
        )
    return [Markup('<g class="sites">'), *drawn, Markup("</g>")]


def _dots(year: Year, points: dict[int, Floats]) -> Markup:
    """Draw a dot for each site, those of one status as one path: a line of no length has round ends."""
    drawn = []
    for status in _DOT_ORDER:
        here = dict.fromkeys(
            f"M{x:.0f} {y:.0f}h0" for number, (x, y) in points.items() if year.sites[number].status == status
        )
        if here:
            drawn.append(draw_dots(status, "".join(here)))
    return Markup('<g class="all-dots" data-dots>{}</g>').format(Markup("").join(drawn))


def _names(year: Year, points: dict[int, Floats], height: float) -> list[Markup]:
    """Write the names beside the circles, on the side with more room, moved down where one would hide another."""
    written: list[tuple[bool, float, float]] = []
    found: list[Markup] = [Markup('<g class="site-names" aria-hidden="true">')]
    for number in sorted(points, key=lambda each: float(points[each][1])):
        (x, y), site = points[number], year.sites[number]
        lines = textwrap.wrap(site.name, _NAME_WIDTH)[:3]
        leftwards = bool(x > WIDTH * 0.64)
        top = y - _LINE * (len(lines) - 1) / 2
        for side, at, bottom in written:
            if side == leftwards and abs(at - x) < 280 and top < bottom:
                top = bottom
        top = max(min(top, height - _LINE * len(lines)), 24.0)
        written.append((leftwards, float(x), top + _LINE * len(lines)))
        gap = radius_of(max(site.shares)) + 9
        at = x - gap if leftwards else x + gap
        # Lines stand apart by the size of the letters, which style sheets enlarge on a phone.
        rows = Markup("").join(
            Markup('<tspan x="{:.1f}" dy="{}">{}</tspan>').format(at, "1.06em" if row else "0", text)
            for row, text in enumerate(lines)
        )
        found.append(
            Markup('<text class="site-name{}" x="{:.1f}" y="{:.1f}">{}</text>').format(
                " end" if leftwards else "", at, top + 5, rows
            )
        )
    return [*found, Markup("</g>")]
