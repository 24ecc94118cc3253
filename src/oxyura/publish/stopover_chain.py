"""The chain of sites over the year: who is where in each stage, and which paths next year's animals come along."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.publish.charts import write
from oxyura.publish.labels import Labels
from oxyura.publish.network import Network, PathFacts
from oxyura.publish.site_names import shortened_rows

# With more sites than this only the largest paths are drawn.
MOST_SITES = 12
_MOST_PATHS = 10
_HEIGHT, _TOP, _BOTTOM = 300.0, 46.0, 16.0
_GAP, _NODE = 12.0, 13.0
_COLUMN, _MARGIN, _RIGHT = 172.0, 14.0, 150.0
_LEAST = 3.0
_LETTERS = 19
_TWO_ROWS = 46.0


@dataclass(frozen=True)
class Chain:
    """The drawing; `left_out` paths have no room."""

    svg: Markup
    left_out: int


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    height: float


def draw_chain(network: Network, labels: Labels, identifier: str, name: str) -> Chain | None:
    """Return the chain of a population; None where no path leads from one site to another.

    Parameters
    ----------
    network : Network
    labels : Labels
    identifier : str
        Unique in the page.
    name : str
        Of the population.
    """
    if not any(path.from_site != path.to_site for path in network.paths):
        return None
    sites = {site for shares in network.presence.values() for site in shares}
    paths = list(network.paths)
    if len(sites) > MOST_SITES:
        paths = [path for stage in network.stages for path in _of(network.paths, stage)[:_MOST_PATHS]]
    columns = (*network.stages, network.stages[0])
    shown = [
        [
            site
            for site in network.presence[stage]
            if len(sites) <= MOST_SITES or _is_used(site, stage, at, paths, columns)
        ]
        for at, stage in enumerate(columns)
    ]
    boxes = [
        _boxes(column, network.presence[stage], at)
        for at, (column, stage) in enumerate(zip(shown, columns, strict=True))
    ]
    width = _MARGIN + _COLUMN * (len(columns) - 1) + _RIGHT
    words = labels.words
    parts = [
        Markup(
            '<svg class="chain" viewBox="0 0 {:.0f} {:.0f}" style="min-width:{:.0f}px;max-width:{:.0f}px" role="img" '
            'aria-labelledby="{}-title {}-text"><title id="{}-title">{}</title><desc id="{}-text">{}</desc>'
        ).format(
            width,
            _TOP + _HEIGHT + _BOTTOM,
            0.72 * width,
            1.25 * width,
            *[identifier] * 3,
            words.say("%(name)s: the chain of sites over the year", name=name),
            identifier,
            _describe(network, paths, labels),
        )
    ]
    for at, stage in enumerate(network.stages):
        parts.extend(_links(_of(paths, stage), boxes[at], boxes[at + 1]))
    for at, (stage, column) in enumerate(zip(columns, boxes, strict=True)):
        x = _MARGIN + _COLUMN * at
        named = labels.stage(stage) if at < len(network.stages) else words.gettext("the next year")
        rows = textwrap.wrap(named, _LETTERS)[:2]
        parts.extend(write(x, 16 + 16 * row, "stage-title", text) for row, text in enumerate(rows))
        parts.extend(_nodes(column, network.presence[stage], labels))
    return Chain(Markup("").join([*parts, Markup("</svg>")]), len(network.paths) - len(paths))


def _of(paths: list[PathFacts] | tuple[PathFacts, ...], stage: str) -> list[PathFacts]:
    return [path for path in paths if path.stage == stage]


def _is_used(site: str, stage: str, at: int, paths: list[PathFacts], columns: tuple[str, ...]) -> bool:
    leaves = any(path.stage == stage and path.from_site == site for path in paths)
    comes = any(path.stage == columns[at - 1] and path.to_site == site for path in paths) if at else False
    return leaves or comes


def _boxes(sites: list[str], shares: Mapping[str, float], at: int) -> dict[str, _Box]:
    """Place the sites of a stage from top to bottom, each as high as its share."""
    total = sum(shares[site] for site in sites) or 1.0
    room = _HEIGHT - _GAP * max(len(sites) - 1, 0) - _LEAST * len(sites)
    y, found = _TOP, {}
    for site in sites:
        height = _LEAST + room * shares[site] / total
        found[site] = _Box(_MARGIN + _COLUMN * at, y, height)
        y += height + _GAP
    return found


def _links(paths: list[PathFacts], left: Mapping[str, _Box], right: Mapping[str, _Box]) -> list[Markup]:
    """Draw the paths of a stage; the ends at a site share its height in proportion."""
    drawn = [path for path in paths if path.from_site in left and path.to_site in right]
    leaving, coming = _sums(drawn, "from_site"), _sums(drawn, "to_site")
    from_top, to_top = dict.fromkeys(left, 0.0), dict.fromkeys(right, 0.0)
    order_left, order_right = list(left), list(right)
    found = []
    for path in sorted(drawn, key=lambda one: (order_left.index(one.from_site), order_right.index(one.to_site))):
        here, there = left[path.from_site], right[path.to_site]
        out = here.height * path.part / leaving[path.from_site]
        into = there.height * path.part / coming[path.to_site]
        y1, y2 = here.y + from_top[path.from_site], there.y + to_top[path.to_site]
        from_top[path.from_site] += out
        to_top[path.to_site] += into
        x1, x2 = here.x + _NODE, there.x
        middle = (x1 + x2) / 2
        stay = " stays" if path.from_site == path.to_site else ""
        found.append(
            Markup(
                '<path class="link{}" d="M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}L{:.1f} {:.1f}'
                'C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}Z"/>'
            ).format(
                stay,
                *(x1, y1, middle, y1, middle, y2, x2, y2),
                *(x2, y2 + into, middle, y2 + into, middle, y1 + out, x1, y1 + out),
            )
        )
    return found


def _sums(paths: list[PathFacts], end: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for path in paths:
        site = getattr(path, end)
        found[site] = found.get(site, 0.0) + path.part
    return found


def _nodes(boxes: Mapping[str, _Box], shares: Mapping[str, float], labels: Labels) -> list[Markup]:
    found = []
    for site, box in boxes.items():
        found.append(
            Markup('<rect class="node" x="{:.1f}" y="{:.1f}" width="{}" height="{:.1f}"/>').format(
                box.x, box.y, _NODE, box.height
            )
        )
        # Two lines where there is room for them.
        rows = shortened_rows(labels.site(site), _LETTERS, 2 if box.height > _TWO_ROWS else 1)
        middle = box.y + box.height / 2 - 7 * (len(rows) - 1)
        beside = box.x + _NODE + 5
        found.extend(write(beside, middle - 1 + 14 * row, "site-label", text) for row, text in enumerate(rows))
        share = labels.words.percent(shares[site])
        found.append(write(beside, middle + 13 + 14 * (len(rows) - 1), "site-share", share))
    return found


def _describe(network: Network, paths: list[PathFacts], labels: Labels) -> str:
    words = labels.words
    said = []
    for stage in network.stages:
        here = [
            words.say("%(site)s %(share)s", site=labels.site(site), share=words.percent(share))
            for site, share in network.presence[stage].items()
        ][:MOST_SITES]
        said.append(words.say("%(name)s: %(text)s.", name=labels.stage(stage), text=words.joined(here)))
        said.extend(
            words.say(
                "From %(here)s to %(there)s: %(part)s of next year's animals.",
                here=labels.site(path.from_site),
                there=labels.site(path.to_site),
                part=words.percent(path.part),
            )
            for path in _of(paths, stage)[:_MOST_PATHS]
        )
    return " ".join(said)
