"""The ways between the sites of a population's year."""

from __future__ import annotations

from collections.abc import Sequence

from oxyura.apps.web.views.year_model import StageSpan, YearPath, YearSite
from oxyura.schema.table import TableSet

# More ways than this hide each other; the strongest are shown.
MOST_PATHS = 200
_MOST_ENDS = 40


def read_paths(
    tables: TableSet,
    migrant: str,
    stages: Sequence[StageSpan],
    order: dict[str, int],
    sites: Sequence[YearSite],
) -> list[YearPath]:
    """Return the moves of the table `movements`, and between other stages those of least movement; the strongest.

    Parameters
    ----------
    tables : TableSet
    migrant : str
    stages : sequence of StageSpan
    order : dict of str to int
        Position of each site.
    sites : sequence of YearSite
    """
    position = {span.stage: number for number, span in enumerate(stages)}
    table = tables["movements"].matching("migrant_id", migrant)
    listed: dict[tuple[int, int, int], float] = {}
    rows = zip(
        table.words("from_site"),
        table.words("to_stage"),
        table.words("to_site"),
        table.numbers("share"),
        strict=True,
    )
    for origin_id, stage_id, target_id, share in rows:
        if stage_id in position and origin_id in order and target_id in order:
            key = position[stage_id], order[origin_id], order[target_id]
            listed[key] = max(listed.get(key, 0.0), float(share))
    known = {stage for stage, _, _ in listed}
    found = [
        YearPath(origin, target, stage, share * _share_before(sites[origin], stage, len(stages)), False)
        for (stage, origin, target), share in listed.items()
        if origin != target
    ]
    for stage in range(len(stages)):
        if stage not in known and len(stages) > 1:
            found.extend(_least_movement(sites, stage, len(stages)))
    shown = [path for path in found if path.share > 0]
    return sorted(shown, key=lambda path: -path.share)[:MOST_PATHS]


def _share_before(site: YearSite, stage: int, stages: int) -> float:
    return site.shares[(stage - 1) % stages]


def _least_movement(sites: Sequence[YearSite], stage: int, stages: int) -> list[YearPath]:
    """Return the moves of least movement into a stage: who is too many go where there are too few, in proportion."""
    change = [site.shares[stage] - _share_before(site, stage, stages) for site in sites]
    wanted = sum(value for value in change if value > 0)
    if wanted <= 0:
        return []
    order = sorted(range(len(change)), key=lambda number: change[number])
    leaving = [number for number in order[:_MOST_ENDS] if change[number] < 0]
    reached = [number for number in order[-_MOST_ENDS:] if change[number] > 0]
    return [
        YearPath(origin, target, stage, -change[origin] * change[target] / wanted, True)
        for origin in leaving
        for target in reached
    ]
