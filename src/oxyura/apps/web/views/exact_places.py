"""The pages of a study as its owner sees them: sensitive sites where they are.

Kept with a run are generalised places only, because a run outlives the way in which the server was started.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from oxyura.apps.web.places import Point
from oxyura.apps.web.views.migrant_page import MigrantPage
from oxyura.apps.web.views.site_page import SitePage, say_point
from oxyura.apps.web.views.study_pages import StudyPages
from oxyura.publish.language import words_for

ExactPoints = Callable[[str], Mapping[str, Point]]
"""Returns, for the key of a study, the exact place of each of its sites."""


def with_exact_places(pages: StudyPages, study: str, points_of: ExactPoints) -> StudyPages:
    """Return the pages of a study with its sensitive sites where they are.

    Parameters
    ----------
    pages : StudyPages
        As they are kept.
    study : str
        Key of the study.
    points_of : callable
        Asked only for a study with a sensitive site.
    """
    sensitive = {site.site_id for site in pages.sites if site.sensitive}
    if not sensitive:
        return pages
    points = {site: point for site, point in points_of(study).items() if site in sensitive}
    words = words_for(pages.language)

    def shown(site: SitePage) -> SitePage:
        point = points.get(site.site_id)
        return site if point is None else replace(site, point=point, place=say_point(point, words, is_exact=True))

    return replace(
        pages,
        sites=tuple(map(shown, pages.sites)),
        migrants=tuple(_with_points(migrant, points) for migrant in pages.migrants),
    )


def _with_points(migrant: MigrantPage, points: Mapping[str, Point]) -> MigrantPage:
    year = migrant.year
    if year is None:
        return migrant
    sites = tuple(replace(site, point=points.get(site.site_id, site.point)) for site in year.sites)
    return replace(migrant, year=replace(year, sites=sites))
