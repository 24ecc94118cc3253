"""What a run and its study say that national reports ask: threats, sites, pathways, rules, measures, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from oxyura.actions.measures import read_catalogue
from oxyura.migrants.listing import read_listings
from oxyura.policy.funding import Costed
from oxyura.schema.table import text_of
from oxyura.study.assessment import Assessment
from oxyura.study.judged_studies import JudgedStudy
from oxyura.study.pairs import Pair
from oxyura.study.party_view import StudyView

MeasureState = Literal["done", "under_way", "chosen", "on_offer"]
_THREATS = ("demonstrated_threat", "inferred_threat")


@dataclass(frozen=True)
class PlacedPair:
    """A pair, its position in the summary, and its sites that count for the report."""

    position: int
    pair: Pair
    sites: tuple[str, ...]


@dataclass(frozen=True)
class InvaderAtSite:
    """A row of `presences` that counts for the report."""

    invader_id: str
    site_id: str
    status: str
    alien: bool
    pathway: str | None
    source_id: str | None


@dataclass(frozen=True)
class RuleInForce:
    """A row of `regulations` that holds in the Party."""

    regulation_id: str
    taxon: str | None
    instrument: str
    date: str | None
    forbids: tuple[str, ...]
    source_id: str | None


@dataclass(frozen=True)
class MeasureFact:
    """A measure, and how far it has got.

    Parameters
    ----------
    measure_id, kind : str
    invaders : tuple of str
    site_id : str or None
        None: all sites.
    state : {'done', 'under_way', 'chosen', 'on_offer'}
    outcome : str or None
        ``succeeded``, ``failed`` or ``pending`` of one that was taken.
    """

    measure_id: str
    kind: str
    invaders: tuple[str, ...]
    site_id: str | None
    state: MeasureState
    outcome: str | None


@dataclass(frozen=True)
class ReportingFacts:
    """What one run says for one Party, or for all where none is named.

    Parameters
    ----------
    party : str
        ISO code; empty for all Parties of the study.
    has_party : bool
        Whether the study has a site in the Party.
    listings : mapping of str to (str or None, tuple of str)
        Appendix and instruments of each migrant that uses the Party.
    designations : tuple of str
    threats, open_pairs : tuple of PlacedPair
        Pairs with a verdict of threat; pairs of which the evidence does not decide.
    invaders : tuple of InvaderAtSite
        Alien ones.
    rules : tuple of RuleInForce
    measures : tuple of MeasureFact
    gaps : tuple of int
        Positions of the gaps that concern these migrants or sites, the most decisive first.
    """

    party: str
    has_party: bool
    listings: Mapping[str, tuple[str | None, tuple[str, ...]]]
    designations: tuple[str, ...]
    threats: tuple[PlacedPair, ...]
    open_pairs: tuple[PlacedPair, ...]
    invaders: tuple[InvaderAtSite, ...]
    rules: tuple[RuleInForce, ...]
    measures: tuple[MeasureFact, ...]
    gaps: tuple[int, ...]


def read_reporting_facts(assessment: Assessment, party: str = "") -> ReportingFacts:
    """Return what a run says for a Party.

    Parameters
    ----------
    assessment : Assessment
    party : str
        ISO 3166-1 alpha-2 code; empty: every site counts.
    """
    tables = assessment.study.tables
    view = StudyView(JudgedStudy(assessment.study, tables, "evidence", assessment.pairs, {}), party)
    counted = {site for site, country in view.countries.items() if not party or country == party}
    users = set(view.users) if party else set(tables["migrants"].words("migrant_id"))
    placed = [
        PlacedPair(position, pair, tuple(site for site in pair.sites if site in counted))
        for position, pair in enumerate(assessment.pairs)
        if pair.migrant_id in users
    ]
    return ReportingFacts(
        party,
        bool(counted),
        {
            name: (listing.appendix, listing.instruments)
            for name, listing in read_listings(tables).items()
            if name in users
        },
        tuple(_designations(assessment, counted)),
        tuple(one for one in placed if one.pair.judgement.verdict in _THREATS),
        tuple(one for one in placed if one.pair.judgement.verdict == "unproven"),
        tuple(
            InvaderAtSite(each.invader_id, each.site_id, each.status, each.alien, each.pathway, each.source)
            for each in view.sightings()
            if each.site_id in counted and each.alien
        ),
        tuple(_rules(assessment, party)),
        tuple(_measures(assessment, counted)),
        tuple(
            position
            for position, gap in enumerate(assessment.gaps)
            if gap.unknown.migrant_id is None or gap.unknown.migrant_id in users
        ),
    )


def cost_measures(assessment: Assessment) -> tuple[Costed, ...]:
    """Return the measures on offer with their cost over their whole duration."""
    tables, horizon = assessment.study.tables, assessment.study.settings.horizon_years
    places = dict(zip(tables["sites"].words("site_id"), tables["sites"].texts("country"), strict=True))
    rows = {str(row["measure_id"]): row for row in tables["measures"].records()}
    found = []
    for offer in read_catalogue(tables).offers:
        row = rows[offer.measure_id]
        countries = [places.get(offer.site)] if offer.site is not None else list(places.values())
        found.append(
            Costed(
                offer.measure_id,
                offer.kind,
                tuple(dict.fromkeys(country for country in countries if country)),
                offer.cost + offer.cost_per_year * offer.paid_years(horizon),
                str(row["currency"]),
                int(float(str(row["price_year"]))),
            )
        )
    return tuple(found)


def _designations(assessment: Assessment, sites: set[str]) -> Iterator[str]:
    table = assessment.study.tables["sites"]
    for site, names in zip(table.words("site_id"), table.lists("designations"), strict=True):
        if site in sites:
            yield from names


def _rules(assessment: Assessment, party: str) -> Iterator[RuleInForce]:
    for row in assessment.study.tables["regulations"].records():
        territory = row["territory"] if isinstance(row["territory"], tuple) else ()
        forbids = row["forbids"] if isinstance(row["forbids"], tuple) else ()
        if not party or party in {place[:2] for place in territory}:
            yield RuleInForce(
                str(row["regulation_id"]),
                text_of(row["scientific_name"]),
                str(row["instrument"]),
                text_of(row["date"]),
                forbids,
                text_of(row["source_id"]),
            )


def _measures(assessment: Assessment, sites: set[str]) -> Iterator[MeasureFact]:
    chosen = assessment.plan.chosen
    for row in assessment.study.tables["measures"].records():
        name, site, outcome = str(row["measure_id"]), text_of(row["site_id"]), text_of(row["outcome"])
        if site is not None and site not in sites:
            continue
        state: MeasureState = "on_offer"
        if outcome is not None:
            state = "under_way" if outcome == "pending" else "done"
        elif chosen is not None and name in chosen.measures:
            state = "chosen"
        invaders = row["invader_ids"] if isinstance(row["invader_ids"], tuple) else ()
        yield MeasureFact(name, str(row["kind"]), invaders, site, state, outcome)
