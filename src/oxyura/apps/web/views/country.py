"""A country over all studies: what is there and when, what to do first, what binds it, whose list has a gap."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from oxyura.apps.web.library import Entry
from oxyura.apps.web.views.country_conventions import (
    ConventionLine,
    SchemeLine,
    list_conventions,
    list_schemes,
    list_unlisted,
)
from oxyura.apps.web.views.country_duties import DutyLine, list_duties
from oxyura.apps.web.views.country_listings import list_listed
from oxyura.apps.web.views.country_names import country_in_words
from oxyura.apps.web.views.doors import Studies
from oxyura.apps.web.views.flyway_gaps import FlywayGap
from oxyura.apps.web.views.invader_page import InvaderPage, MeasureView, Occurrence
from oxyura.apps.web.views.migrant_page import MigrantPage, PairView
from oxyura.apps.web.views.site import Visit, list_visits
from oxyura.apps.web.views.site_page import SitePage
from oxyura.apps.web.views.study_pages import Rule, StudyPages
from oxyura.apps.web.views.year_model import STATUSES, StageSpan
from oxyura.impacts.verdicts import SEVERITY
from oxyura.publish.language import Translation
from oxyura.publish.page_first import GapLine
from oxyura.schema.conventions import Membership

NO_MEMBERSHIPS: Mapping[str, Membership] = MappingProxyType({})
# What can be done comes before what has been done.
_STATES = ("chosen", "offered", "pending", "succeeded", "failed")


@dataclass(frozen=True)
class CountryStay:
    """A stay at a site of the country, for the table to download."""

    entry: Entry
    site: SitePage
    migrant: MigrantPage
    span: StageSpan
    share: float
    not_surveyed: bool


@dataclass(frozen=True)
class CountryMigrant:
    """A population in the country, with its stages there: each with the share that is at its sites together."""

    entry: Entry
    study: StudyPages
    migrant: MigrantPage
    stages: tuple[tuple[StageSpan, float, str], ...]
    sites: tuple[str, ...]


@dataclass(frozen=True)
class CountryInvader:
    """An invader at sites of the country."""

    taxon: str
    name: str
    scientific_name: str
    occurrences: tuple[tuple[Entry, Occurrence], ...]
    status: str


@dataclass(frozen=True)
class CountryPair:
    """A verdict on a population that uses the country, and whether it meets the invader in the country."""

    entry: Entry
    study: StudyPages
    migrant: MigrantPage
    pair: PairView
    where: Literal["here", "elsewhere", "nowhere"]


@dataclass(frozen=True)
class CountryView:
    """Everything that the studies say of a country."""

    code: str
    name: str
    sites: tuple[tuple[Entry, SitePage], ...]
    migrants: tuple[CountryMigrant, ...]
    invaders: tuple[CountryInvader, ...]
    pairs: tuple[CountryPair, ...]
    measures: tuple[tuple[Entry, StudyPages, MeasureView], ...]
    gaps: tuple[tuple[Entry, MigrantPage, GapLine], ...]
    own_gaps: tuple[tuple[Entry, FlywayGap], ...]
    gaps_of_others: tuple[tuple[Entry, FlywayGap], ...]
    rules: tuple[tuple[Entry, StudyPages, Rule], ...]
    stays: tuple[CountryStay, ...]
    duties: tuple[DutyLine, ...]
    conventions: tuple[ConventionLine, ...]
    unlisted: tuple[str, ...]
    schemes: tuple[SchemeLine, ...]

    @property
    def studies(self) -> tuple[Entry, ...]:
        """The studies with a site in the country."""
        return tuple({entry.slug: entry for entry, _ in self.sites}.values())


def gather_country(
    code: str, studies: Studies, words: Translation, memberships: Mapping[str, Membership] = NO_MEMBERSHIPS
) -> CountryView:
    """Return what the studies say of a country, and what a table of parties does, by convention."""
    sites: list[tuple[Entry, SitePage]] = []
    migrants: list[CountryMigrant] = []
    pairs: list[CountryPair] = []
    measures: list[tuple[Entry, StudyPages, MeasureView]] = []
    gaps: list[tuple[Entry, MigrantPage, GapLine]] = []
    stays: list[CountryStay] = []
    for entry, pages in studies:
        here = {site.site_id: site for site in pages.sites if site.country == code}
        sites.extend((entry, site) for site in here.values())
        measures.extend((entry, pages, measure) for measure in pages.measures if measure.site_id in here)
        for migrant in pages.migrants:
            visits = [(site, visit) for site in here.values() if (visit := list_visits(migrant, site.site_id))]
            if not visits:
                continue
            migrants.append(_migrant(entry, pages, migrant, visits, words))
            stays.extend(
                CountryStay(entry, site, migrant, span, share, stay.not_surveyed)
                for site, visit in visits
                for span, stay, share in visit.stays
            )
            gaps.extend((entry, migrant, gap) for gap in migrant.gaps)
            pairs.extend(CountryPair(entry, pages, migrant, pair, _where(pair, here)) for pair in migrant.pairs)
    listed = list_listed(code, studies)
    duties = list_duties(code, studies, listed, memberships, words)
    designations = sorted({name for _, site in sites for name in site.designations})
    flyway = [(entry, gap) for entry, pages in studies for gap in pages.flyway]
    return CountryView(
        code,
        country_in_words(code, words),
        tuple(sites),
        tuple(migrants),
        _invaders(code, studies),
        tuple(sorted(pairs, key=lambda each: (SEVERITY.index(each.pair.line.verdict), each.where != "here"))),
        tuple(sorted(measures, key=lambda each: _STATES.index(each[2].state))),
        tuple(sorted(gaps, key=lambda each: each[2].rank)),
        tuple(each for each in flyway if each[1].party == code),
        tuple(each for each in flyway if code in each[1].concerned and each[1].party != code),
        tuple((entry, pages, rule) for entry, pages in studies for rule in pages.rules if code in rule.territory),
        tuple(stays),
        duties,
        list_conventions(listed, {each.convention for each in duties}, memberships, words),
        list_unlisted(listed),
        list_schemes(listed, designations, memberships, words),
    )


def _where(pair: PairView, here: Container[str]) -> Literal["here", "elsewhere", "nowhere"]:
    if any(site in here for site in pair.meet_at):
        return "here"
    return "elsewhere" if pair.meet_at else "nowhere"


def _migrant(
    entry: Entry,
    pages: StudyPages,
    migrant: MigrantPage,
    visits: Sequence[tuple[SitePage, Visit]],
    words: Translation,
) -> CountryMigrant:
    """Return a population with the share that is in the country, stage by stage."""
    shares: dict[str, float] = {}
    spans: dict[str, StageSpan] = {}
    for _, visit in visits:
        for span, _, share in visit.stays:
            spans[span.stage] = span
            shares[span.stage] = shares.get(span.stage, 0.0) + share
    stages = tuple(
        (span, min(shares[name], 1.0), words.percent(min(shares[name], 1.0))) for name, span in spans.items()
    )
    return CountryMigrant(entry, pages, migrant, stages, tuple(site.name for site, _ in visits))


def _invaders(code: str, studies: Studies) -> tuple[CountryInvader, ...]:
    found: dict[str, tuple[InvaderPage, list[tuple[Entry, Occurrence]]]] = {}
    for entry, pages in studies:
        for invader in pages.invaders:
            for each in invader.occurrences:
                if each.country == code and each.alien:
                    found.setdefault(invader.taxon, (invader, []))[1].append((entry, each))
    rows = [
        CountryInvader(
            taxon,
            invader.name,
            invader.scientific_name,
            tuple(occurrences),
            min((each.status for _, each in occurrences), key=STATUSES.index),
        )
        for taxon, (invader, occurrences) in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (STATUSES.index(row.status), row.name.casefold())))
