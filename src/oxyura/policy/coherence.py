"""Flyway coherence: which Party's gap in its list exposes whose migrant, and the few additions that close the most."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from oxyura.impacts.verdicts import Verdict, worst_verdict
from oxyura.policy.answers import Holds
from oxyura.policy.coherence_notes import list_notes
from oxyura.policy.listing_cover import SECONDS, Cover, Element, close_all, close_most, closed_value
from oxyura.policy.listing_reach import Alternatives, Listing, Reach, find_reach
from oxyura.policy.listing_standing import Lists
from oxyura.policy.regulations import read_regulations
from oxyura.policy.route_exposure import FlywayStudy, Routes, Site, Weights, read_routes
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.errors import InputError

ReadingName = Literal["told", "possible"]
READINGS: tuple[ReadingName, ...] = ("told", "possible")

MOST_ADDITIONS = 20


@dataclass(frozen=True)
class Gap:
    """A Party and an invader that is on none of its lists, and what stays exposed by that.

    Parameters
    ----------
    listing : Listing
        The Party and the invader.
    standing : {'no', 'unknown'}
        ``no``: no rule lists it there; ``unknown``: a rule may.
    is_present : bool
        Whether it is present in that Party, at a site of these studies.
    statuses : tuple of str
        What is known of it at the sites of that Party that migrants use.
    told : float
        Exposure by the tables that waits for this listing.
    here, elsewhere : float
        Exposure with precaution that waits for it, alone or with others: at sites of this Party, and of others.
    exposed : tuple of str
        Other Parties at whose sites it exposes migrants.
    concerned : tuple of str
        Other Parties that host those migrants.
    migrants : tuple of (str, str)
        Study and migrant_id of those it exposes.
    verdict : Verdict
        The gravest of what is known of harm to them.
    """

    listing: Listing
    standing: Holds
    is_present: bool
    statuses: tuple[str, ...]
    told: float
    here: float
    elsewhere: float
    exposed: tuple[str, ...]
    concerned: tuple[str, ...]
    migrants: tuple[tuple[str, str], ...]
    verdict: Verdict


@dataclass(frozen=True)
class Point:
    """The best additions of at most so many.

    Parameters
    ----------
    most : int
        How many were allowed.
    listings : tuple of Listing
        The best of them.
    closed : float
        Exposure that they close, beyond what is closed today.
    bound : float
        No choice of as many closes more.
    gap : float
        Distance to the bound, as share of it; 0: proven best.
    """

    most: int
    listings: tuple[Listing, ...]
    closed: float
    bound: float
    gap: float


@dataclass(frozen=True)
class Reading:
    """One way of counting, with its optimum.

    Parameters
    ----------
    name : {'told', 'possible'}
        By the tables alone, or with precaution.
    total, closed_now, out_of_reach : float
        Exposure in all; of it where the listings that act are made; of it where no listing acts.
    closable : float
        What additions can close: the rest.
    smallest : tuple of Listing
        A smallest set that closes all of it.
    fewest : int
        No set of fewer closes all of it.
    frontier : tuple of Point
        From one addition on, until nothing more can be closed.
    """

    name: ReadingName
    total: float
    closed_now: float
    out_of_reach: float
    closable: float
    smallest: tuple[Listing, ...]
    fewest: int
    frontier: tuple[Point, ...]

    @property
    def is_smallest_proven(self) -> bool:
        """Whether no smaller set closes as much."""
        return self.fewest >= len(self.smallest)

    def best(self, most: int | None = None) -> Point | None:
        """Return the best additions of at most so many; None: the last of the frontier."""
        fitting = [point for point in self.frontier if most is None or point.most <= most]
        return fitting[-1] if fitting else None


@dataclass(frozen=True)
class Coherence:
    """The answer on one flyway.

    Parameters
    ----------
    studies : tuple of str
        Names of the studies.
    date : str
        The day on which rules had to be in force, YYYY-MM-DD.
    parties : tuple of str
        Every country with a site, by its code.
    at_the_table : tuple of str
        Those that may add listings.
    reaches : tuple of Reach
        Every exposure with what closes it.
    gaps : tuple of Gap
        The gaps, those that expose most first.
    readings : mapping of str to Reading
        By the tables, and with precaution.
    names : mapping of str to str
        Scientific name of each invader by `Listing.taxon`.
    footholds : mapping of str to tuple of Site
        By taxon, the sites where it is present as an alien.
    notes : tuple of str
        What a reader must know; each a `Sentence`.
    weights : Weights
        How much an exposure counts.
    within_km : float or None
        How far an invader may come.
    n_regulations : int
        Rules that were read.
    """

    studies: tuple[str, ...]
    date: str
    parties: tuple[str, ...]
    at_the_table: tuple[str, ...]
    reaches: tuple[Reach, ...]
    gaps: tuple[Gap, ...]
    readings: Mapping[ReadingName, Reading]
    names: Mapping[str, str]
    footholds: Mapping[str, tuple[Site, ...]]
    notes: tuple[str, ...]
    weights: Weights
    within_km: float | None
    n_regulations: int


@dataclass(frozen=True)
class Question:
    """What is asked of a flyway.

    Parameters
    ----------
    parties : tuple of str
        Parties that may add listings; none: all of the flyway.
    on : str, optional
        Day on which rules have to be in force; None: the latest date of the studies.
    within_km : float, optional
        How far an invader may come from another Party; None: any way.
    weights : Weights
        How much an exposure counts.
    most : int
        How far the frontier goes.
    seconds : float
        Time for each run of the solver.
    """

    parties: tuple[str, ...] = ()
    on: str | None = None
    within_km: float | None = None
    weights: Weights = field(default_factory=Weights)
    most: int = MOST_ADDITIONS
    seconds: float = SECONDS


def assess_coherence(studies: Sequence[FlywayStudy], question: Question | None = None) -> Coherence:
    """Find the gaps between the lists of the Parties of a flyway, and the additions that close the most.

    Parameters
    ----------
    studies : sequence of FlywayStudy
        The studies of the flyway, their pairs judged.
    question : Question, optional
        What is asked.

    Raises
    ------
    InputError
        No site has a country, or a Party that is named is none of the flyway.
    """
    asked = question or Question()
    routes = read_routes(studies, asked.weights)
    parties = _parties(studies)
    at_the_table = _at_the_table(asked.parties, parties)
    on = asked.on or max((study.date for study in studies), default="")
    lists = Lists((rule for study in studies for rule in read_regulations(study.name, study.tables)), on)
    reaches = find_reach(routes, lists, asked.within_km)
    readings = {name: _read(name, reaches, frozenset(at_the_table), asked) for name in READINGS}
    return Coherence(
        studies=tuple(study.name for study in studies),
        date=on,
        parties=parties,
        at_the_table=at_the_table,
        reaches=reaches,
        gaps=_gaps(reaches, routes, lists),
        readings=readings,
        names=routes.names,
        footholds=routes.footholds,
        notes=list_notes(studies, routes, lists, reaches, parties),
        weights=asked.weights,
        within_km=asked.within_km,
        n_regulations=len(lists),
    )


def _parties(studies: Sequence[FlywayStudy]) -> tuple[str, ...]:
    found = set()
    for study in studies:
        sites = study.tables["sites"]
        for country, part in zip(sites.texts("country"), sites.texts("subdivision"), strict=True):
            if country or part:
                found.add(country or str(part).partition("-")[0])
    if not found:
        raise InputError(
            "No site has a country, so no Party can be named.",
            where="sites, column country",
            remedy="Fill in country (ISO 3166-1, two letters) for the sites that lie in one.",
        )
    return tuple(sorted(found))


def _at_the_table(asked: Iterable[str], parties: Collection[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(code.strip().upper() for code in asked))
    for code in chosen:
        if code not in COUNTRY_CODES:
            raise InputError(
                f"'{code}' is no country code of ISO 3166-1.",
                where="--party",
                remedy=f"Parties of this flyway: {', '.join(parties)}.",
            )
        if code not in parties:
            raise InputError(
                f"No site of these studies lies in {code}.",
                where="--party",
                remedy=f"Parties of this flyway: {', '.join(parties)}. Or add a site there.",
            )
    return tuple(sorted(chosen)) or tuple(parties)


def _counts(reach: Reach, name: ReadingName) -> bool:
    return reach.counts_as_told if name == "told" else reach.counts_as_possible


def _value(reach: Reach, name: ReadingName) -> float:
    return reach.exposure.told if name == "told" else reach.exposure.possible


def _alternatives(reach: Reach, name: ReadingName) -> Alternatives:
    return reach.told if name == "told" else reach.possible


def _read(name: ReadingName, reaches: Sequence[Reach], table: frozenset[str], asked: Question) -> Reading:
    counted = [reach for reach in reaches if _counts(reach, name)]
    at: dict[Listing, int] = {}
    elements = []
    for reach in counted:
        sets = [each for each in _alternatives(reach, name) if all(listing.party in table for listing in each)]
        numbered = tuple(frozenset(at.setdefault(listing, len(at)) for listing in sorted(each)) for each in sets)
        elements.append(Element(_value(reach, name), numbered))
    listings = tuple(at)
    total = math.fsum(element.value for element in elements)
    now = closed_value(elements, ())
    closable = closed_value(elements, range(len(listings))) - now
    smallest = close_all(elements, seconds=asked.seconds)
    return Reading(
        name,
        total,
        now,
        math.fsum(element.value for element in elements if not element.alternatives),
        max(0.0, closable),
        _named(smallest, listings),
        round(smallest.bound),
        _frontier(elements, listings, now, len(smallest.chosen), asked),
    )


def _frontier(
    elements: Sequence[Element], listings: Sequence[Listing], now: float, enough: int, asked: Question
) -> tuple[Point, ...]:
    points: list[Point] = []
    best = Cover((), now, now, 0.0)
    for most in range(1, min(enough, asked.most) + 1):
        found = close_most(elements, most, seconds=asked.seconds)
        # Out of time the solver may return less than with fewer additions; what was found before still holds.
        best = found if found.value >= best.value else Cover(best.chosen, best.value, found.bound, _gap(best, found))
        points.append(
            Point(most, _named(best, listings), max(0.0, best.value - now), max(0.0, best.bound - now), best.gap)
        )
    return tuple(points)


def _gap(best: Cover, found: Cover) -> float:
    return (found.bound - best.value) / found.bound if found.bound > 0 else 0.0


def _named(cover: Cover, listings: Sequence[Listing]) -> tuple[Listing, ...]:
    return tuple(sorted(listings[position] for position in cover.chosen))


def _gaps(reaches: Sequence[Reach], routes: Routes, lists: Lists) -> tuple[Gap, ...]:
    waiting: dict[Listing, list[Reach]] = {}
    for reach in reaches:
        if reach.counts_as_told or reach.counts_as_possible:
            for listing in frozenset().union(*reach.told, *reach.possible):
                waiting.setdefault(listing, []).append(reach)
    gaps = [_one_gap(listing, found, routes, lists) for listing, found in waiting.items()]
    return tuple(sorted(gaps, key=lambda gap: (-gap.told, -gap.here - gap.elsewhere, gap.listing)))


def _one_gap(listing: Listing, waiting: Sequence[Reach], routes: Routes, lists: Lists) -> Gap:
    here = [reach for reach in waiting if reach.exposure.site.party == listing.party]
    elsewhere = [reach for reach in waiting if reach.exposure.site.party != listing.party]
    present = [site for site in routes.footholds.get(listing.taxon, ()) if site.party == listing.party]
    sites = [*present, *(reach.exposure.site for reach in here)]
    standings = {lists.standing(listing.taxon, site.party, site.subdivision).holds for site in sites}
    told = [reach for reach in waiting if reach.counts_as_told and any(listing in each for each in reach.told)]
    return Gap(
        listing,
        "no" if "no" in standings else "unknown",
        bool(present),
        tuple(dict.fromkeys(reach.exposure.status for reach in here)),
        math.fsum(reach.exposure.told for reach in told),
        math.fsum(reach.exposure.possible for reach in here if reach.counts_as_possible),
        math.fsum(reach.exposure.possible for reach in elsewhere if reach.counts_as_possible),
        tuple(sorted({reach.exposure.site.party for reach in elsewhere if reach.exposure.site.party})),
        tuple(
            sorted(
                {party for reach in waiting for party in (*reach.others, reach.exposure.site.party or "")}
                - {listing.party, ""}
            )
        ),
        tuple(dict.fromkeys((reach.exposure.study, reach.exposure.migrant_id) for reach in waiting)),
        worst_verdict([reach.exposure.verdict for reach in waiting]),
    )
