"""What the pathway review takes from studies: how invaders came, whom they harm, and what would keep them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oxyura.impacts.verdicts import worst_verdict
from oxyura.invaders.presence import read_origins, read_presences
from oxyura.migrants.listing import protected_migrants, read_listings
from oxyura.policy.pathways import Harm, Introduction, PathwayMeasure, PathwayReview, review_pathways
from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet
from oxyura.study.alien_migrants import find_alien_populations
from oxyura.study.checked import read_study
from oxyura.study.exposure import estimate_exposure
from oxyura.study.judged_studies import JudgedStudy, judge_study
from oxyura.study.pairs import Pair

_KINDS = ("prevent", "detect")


@dataclass(frozen=True)
class ReviewedStudies:
    """A review and the studies it is of."""

    studies: tuple[str, ...]
    review: PathwayReview


def review_studies(
    locations: Sequence[str],
    *,
    period_years: int = 10,
    encoding: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> ReviewedStudies:
    """Review the pathways of one or more studies together.

    Parameters
    ----------
    locations : sequence of str
        Folders, workbooks or names of shipped studies.
    period_years : int
        Length of the periods in which first records are counted.
    encoding : str, optional
        Of CSV files that are not UTF-8.
    progress : callable, optional
        Called with a short sentence before each study.

    Raises
    ------
    InputError
        A study is given twice, or none of them has a presence.
    StudyError
        A study has errors.
    """
    say = progress or (lambda sentence: None)
    introductions: list[Introduction] = []
    harms: list[Harm] = []
    measures: list[PathwayMeasure] = []
    names: list[str] = []
    for location in locations:
        say(f"Judging {location}")
        judged = judge_study(read_study(location, encoding=encoding))
        if judged.study.name in names:
            raise InputError(
                f"The study {judged.study.name} is given twice.", where=location, remedy="Give each study once."
            )
        names.append(judged.study.name)
        introductions += _introductions(judged.study.name, judged.tables)
        harms += _harms(judged)
        measures += _measures(judged.study.name, judged.tables)
    if not introductions:
        raise InputError(
            "There is no alien presence in these studies.",
            where=", ".join(names),
            remedy="Fill in the table presences; 'oxyura import griis' reads a country's list.",
        )
    return ReviewedStudies(tuple(names), review_pathways(introductions, harms, measures, period_years=period_years))


def _names(tables: TableSet, table: str, column: str) -> dict[str, str]:
    return dict(zip(tables[table].words(column), tables[table].words("scientific_name"), strict=True))


def _introductions(study: str, tables: TableSet) -> list[Introduction]:
    names = _names(tables, "invaders", "invader_id")
    presences, origin = read_presences(tables), read_origins(tables)
    table = tables["presences"]
    rows = zip(
        table.words("invader_id"),
        table.words("site_id"),
        table.texts("pathway"),
        table.numbers("first_year"),
        strict=True,
    )
    found = []
    for invader, site, pathway, year in rows:
        presence = presences[invader, site]
        if presence.alien and presence.status in ("present", "eradicated"):
            first = None if np.isnan(year) else int(year)
            found.append(Introduction(study, names.get(invader, invader), site, pathway, first))
    coming = tables["arrivals"]
    for invader, site, pathway in zip(
        coming.words("invader_id"), coming.words("site_id"), coming.texts("pathway"), strict=True
    ):
        if origin(invader, site, None)[0]:
            found.append(Introduction(study, names.get(invader, invader), site, pathway, expected=True))
    return found


def _harms(judged: JudgedStudy) -> list[Harm]:
    tables = judged.tables
    protected = protected_migrants(read_listings(tables), find_alien_populations(tables))
    migrants, invaders = _names(tables, "migrants", "migrant_id"), _names(tables, "invaders", "invader_id")
    pathways = _pathways(tables)
    exposed = _exposed(tables, pathways)
    pairs: dict[tuple[str, str], list[Pair]] = {}
    for pair in judged.pairs:
        if protected.get(pair.migrant_id, False):
            pairs.setdefault((pair.migrant_id, pair.invader_id), []).append(pair)
    found = []
    for (migrant, invader), several in pairs.items():
        # Each way in carries what is judged at the places to which it led, and nothing of other places.
        by_way: dict[str | None, list[Pair]] = {}
        for pair in several:
            sites = pair.sites or tuple(site for who, site in pathways if who == invader)
            for way in {pathways[invader, site] for site in sites if (invader, site) in pathways} or {None}:
                by_way.setdefault(way, []).append(pair)
        found += [
            Harm(
                migrants.get(migrant, migrant),
                invaders.get(invader, invader),
                worst_verdict([pair.judgement.verdict for pair in led_to]),
                exposed.get((migrant, invader, way), 0.0),
                way,
            )
            for way, led_to in by_way.items()
        ]
    return found


def _exposed(
    tables: TableSet, pathways: Mapping[tuple[str, str], str | None]
) -> dict[tuple[str, str, str | None], float]:
    """Return, per migrant, invader and way in, the share of the population that meets it, in the fullest stage."""
    sums: dict[tuple[str, str, str | None, str, str | None], float] = {}
    for row in estimate_exposure(tables, read_presences(tables)):
        if row.exposed_share and (row.invader_id, row.site_id) in pathways:
            way = pathways[row.invader_id, row.site_id]
            key = row.migrant_id, row.invader_id, way, row.stage, row.class_
            sums[key] = sums.get(key, 0.0) + row.exposed_share
    highest: dict[tuple[str, str, str | None], float] = {}
    for (migrant, invader, way, _, _), share in sums.items():
        highest[migrant, invader, way] = max(highest.get((migrant, invader, way), 0.0), min(1.0, share))
    return highest


def _pathways(tables: TableSet) -> dict[tuple[str, str], str | None]:
    """Return how each invader came to each place where it is, or was, alien."""
    presences = read_presences(tables)
    table = tables["presences"]
    rows = zip(table.words("invader_id"), table.words("site_id"), table.texts("pathway"), strict=True)
    return {
        (invader, site): pathway
        for invader, site, pathway in rows
        if presences[invader, site].alien and presences[invader, site].status in ("present", "eradicated")
    }


def _measures(study: str, tables: TableSet) -> list[PathwayMeasure]:
    names = _names(tables, "invaders", "invader_id")
    table = tables["measures"]
    rows = zip(
        table.words("measure_id"),
        table.words("kind"),
        table.lists("invader_ids"),
        table.texts("site_id"),
        table.texts("outcome"),
        strict=True,
    )
    return [
        PathwayMeasure(study, measure, kind, tuple(names.get(name, name) for name in invaders), site, outcome)
        for measure, kind, invaders, site, outcome in rows
        if kind in _KINDS
    ]
