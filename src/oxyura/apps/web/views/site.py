"""A place: who is there in which weeks, what invaders are there, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.apps.web.views.invader_page import InvaderPage, MeasureView, Occurrence
from oxyura.apps.web.views.migrant_page import MigrantPage, PairView
from oxyura.apps.web.views.site_page import SitePage
from oxyura.apps.web.views.study_pages import StudyPages
from oxyura.apps.web.views.year_model import StageSpan, Stay
from oxyura.impacts.verdicts import SEVERITY


@dataclass(frozen=True)
class Visit:
    """The stages that a population spends at a place."""

    migrant: MigrantPage
    stays: tuple[tuple[StageSpan, Stay, float], ...]


@dataclass(frozen=True)
class SiteView:
    """Everything that a study says of a place."""

    visits: tuple[Visit, ...]
    invaders: tuple[tuple[InvaderPage, Occurrence], ...]
    pairs: tuple[tuple[MigrantPage, PairView], ...]
    measures: tuple[MeasureView, ...]


def list_visits(migrant: MigrantPage, site_id: str) -> Visit | None:
    """Return when a population is at a place; None where it is not."""
    year = migrant.year
    if year is None:
        return None
    stays = tuple(
        (year.stages[stage], stay, year.sites[stay.site].shares[stage])
        for stage, stay in year.stays_by_site.get(site_id, ())
    )
    return Visit(migrant, stays) if stays else None


def gather_site(pages: StudyPages, site: SitePage) -> SiteView:
    """Return everything that a study says of a place."""
    visits = (list_visits(migrant, site.site_id) for migrant in pages.migrants)
    invaders = tuple(
        (invader, each) for invader in pages.invaders for each in invader.occurrences if each.site_id == site.site_id
    )
    here = {invader.invader_id for invader, _ in invaders}
    present = tuple(visit for visit in visits if visit is not None)
    pairs = [
        (visit.migrant, pair)
        for visit in present
        for pair in visit.migrant.pairs
        if pair.invader_id in here and (not pair.line.sites or site.name in pair.line.sites)
    ]
    return SiteView(
        present,
        invaders,
        tuple(sorted(pairs, key=lambda each: SEVERITY.index(each[1].line.verdict))),
        tuple(measure for measure in pages.measures if measure.site_id in ("", site.site_id)),
    )
