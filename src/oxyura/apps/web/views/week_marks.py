"""How a site is marked in a week: its size by the share of the population, and whether harm acts there."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from oxyura.apps.web.views.year_model import YearSite

SMALLEST, LARGEST, UNUSED = 6.0, 30.0, 3.5


def radius_of(share: float) -> float:
    """Return the radius of a site's circle: its area grows with the share."""
    return UNUSED if share <= 0 else SMALLEST + (LARGEST - SMALLEST) * math.sqrt(min(share, 1.0))


def share_in(site: YearSite, stages: Sequence[int]) -> float:
    """Return the share of the population at a site in the stages of a week."""
    return max((site.shares[stage] for stage in stages), default=0.0)


def acts_in(site: YearSite, stages: Sequence[int]) -> bool:
    """Tell whether an effect of an alien invader acts at a site in the stages of a week."""
    return any(site.acting[stage] for stage in stages)


def draw_dots(status: str, data: str) -> Markup:
    """Return the dots of all sites of one status; what nobody has surveyed is hatched, with an edge around it."""
    edge = Markup('<path class="dots dots-edge" d="{}"/>').format(data) if status == "not_surveyed" else Markup("")
    return edge + Markup('<path class="dots status-{}" d="{}"/>').format(status, data)
