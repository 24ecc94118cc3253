"""Years that lead nowhere: a stage to which nobody gets, a site to which no journey leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table
from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.grouping import Mask
from oxyura.study.checking.index import StudyIndex

Stage = tuple[str, str]


def find_stages_not_reached(index: StudyIndex) -> Iterator[Finding]:
    """Find stages to which nobody gets from the one before: a population that is gone within the year."""
    for migrant in sorted(index.ids("migrants")):
        order = index.stage_order.get(migrant, ())
        if not index.is_full(migrant):
            continue
        for stage, following in zip(order, [*order[1:], *order[:1]], strict=True):
            ended = _all_die(index, migrant, stage) or _nobody_travels(index, migrant, stage)
            if ended is not None:
                table, at, why = ended
                message = sentence(
                    "Nobody of '%(migrant)s' gets from stage '%(stage)s' to '%(following)s': %(why)s.",
                    migrant=migrant,
                    stage=stage,
                    following=following,
                    why=why,
                )
                column = "value" if table.spec.name == "vital_rates" else "share"
                yield find("stage_not_reached", table, message, at=at, column=column)


def _all_die(index: StudyIndex, migrant: str, stage: str) -> tuple[Table, int, str] | None:
    """Tell whether every class has a survival of 0 in a stage, and nobody is born."""
    table = index["vital_rates"]
    here = _rows(table, migrant_id=migrant, stage=stage)
    rate = np.array([word for word in table.words("rate")], dtype=object)
    values = table.numbers("value")
    classes = index.classes.get(migrant, frozenset())
    survivals, births = here & (rate == "survival"), here & (rate == "fecundity")
    dying = {table.columns["class"][at] for at in np.flatnonzero(survivals & (values == 0)).tolist()}
    living = {table.columns["class"][at] for at in np.flatnonzero(survivals & (values > 0)).tolist()}
    if not survivals.any() or not classes or (classes - dying) or living or (values[births] > 0).any():
        return None
    return table, int(np.flatnonzero(survivals)[0]), sentence("every survival is 0 and nobody is born")


def _nobody_travels(index: StudyIndex, migrant: str, stage: str) -> tuple[Table, int, str] | None:
    """Tell whether every class has journeys out of a stage, and nobody arrives by any of them."""
    table = index["movements"]
    here = _rows(table, migrant_id=migrant, from_stage=stage)
    if not here.any():
        return None
    named = {table.columns["class"][at] for at in np.flatnonzero(here).tolist()}
    everyone = None in named or not (index.classes.get(migrant, frozenset()) - named)
    arriving = (table.numbers("share") > 0) & (table.numbers("survival", 1.0) > 0)
    if not everyone or (here & arriving).any():
        return None
    return table, int(np.flatnonzero(here)[0]), sentence("share or survival of every movement is 0")


def find_sites_not_reached(index: StudyIndex) -> Iterator[Finding]:
    """Find sites with animals, by distribution, in a stage into which journeys lead, but none to the site."""
    moves, placed = index["movements"], index["distribution"]
    reached: dict[Stage, set[str]] = defaultdict(set)
    movers: dict[Stage, set[str | None]] = defaultdict(set)
    arriving = (moves.numbers("share") > 0) & (moves.numbers("survival", 1.0) > 0)
    columns = ("migrant_id", "to_stage", "to_site", "class")
    for at, (migrant, stage, site, class_) in enumerate(zip(*(moves.columns[c] for c in columns), strict=True)):
        movers[migrant, stage].add(class_)
        if arriving[at]:
            reached[migrant, stage].add(site)
    told: set[tuple[str, str, str]] = set()
    for at in np.flatnonzero(placed.numbers("share") > 0).tolist():
        migrant, stage, site = (placed.columns[c][at] for c in ("migrant_id", "stage", "site_id"))
        classes = movers.get((migrant, stage), set())
        everyone = None in classes or not (index.classes.get(migrant, frozenset()) - classes)
        if not classes or not everyone or not index.is_full(migrant) or (migrant, stage, site) in told:
            continue
        if reached[migrant, stage] and site not in reached[migrant, stage]:
            told.add((migrant, stage, site))
            message = sentence(
                "'%(migrant)s' is at '%(site)s' in stage '%(stage)s', but no movement leads there.",
                migrant=migrant,
                site=site,
                stage=stage,
            )
            yield find("site_not_reached", placed, message, at=at, column="site_id")


def _rows(table: Table, **words: str) -> Mask:
    """Return which rows have these words in these columns."""
    found = np.ones(len(table), dtype=bool)
    for column, word in words.items():
        found &= np.array([cell == word for cell in table.columns[column]], dtype=bool)
    return found


RULES = (find_stages_not_reached, find_sites_not_reached)
