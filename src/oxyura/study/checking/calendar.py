"""The order of a migrant's stages: positions without gaps, weeks without overlap, moves into the next stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oxyura.schema.sentences import count_sentence, sentence
from oxyura.study.checking.findings import Finding, find, row_text, word_text
from oxyura.study.checking.grouping import combine, first_of_each
from oxyura.study.checking.index import StudyIndex

_LAST_WEEK = 53


@dataclass(frozen=True)
class _StageRow:
    """A row of `stages`; `weeks` has the bit w set for ISO week w."""

    at: int
    name: str
    position: int
    start_week: int
    weeks: int


def weeks_of(start: int, end: int) -> int:
    """Return the ISO weeks from `start` to `end`, both included, as bits; past the new year where end < start.

    Examples
    --------
    >>> bin(weeks_of(52, 2)).count("1")
    4
    """
    if start <= end:
        return sum(1 << week for week in range(start, end + 1))
    return weeks_of(start, _LAST_WEEK) | weeks_of(1, end)


def _stages_by_migrant(index: StudyIndex) -> dict[str, list[_StageRow]]:
    table = index["stages"]
    found: dict[str, list[_StageRow]] = defaultdict(list)
    columns = (
        table.words("migrant_id"),
        table.words("stage"),
        table.numbers("position").astype(int),
        table.numbers("start_week").astype(int),
        table.numbers("end_week").astype(int),
    )
    for at, (migrant, name, position, start, end) in enumerate(zip(*columns, strict=True)):
        found[migrant].append(_StageRow(at, name, int(position), int(start), weeks_of(int(start), int(end))))
    return {migrant: sorted(rows, key=lambda row: (row.position, row.name)) for migrant, rows in found.items()}


def find_wrong_positions(index: StudyIndex) -> Iterator[Finding]:
    """Find positions that two stages share, and positions that no stage has."""
    table = index["stages"]
    spoilt = set(index.every("stages").where(index.broken("stages")).texts("migrant_id"))
    for migrant, rows in _stages_by_migrant(index).items():
        shared: dict[int, list[_StageRow]] = defaultdict(list)
        for row in rows:
            shared[row.position].append(row)
        for position, same in shared.items():
            if len({row.name for row in same}) > 1:
                names = word_text({row.name for row in same})
                message = sentence(
                    "Position %(position)s of '%(migrant)s' is given to more than one stage: %(names)s.",
                    position=position,
                    migrant=migrant,
                    names=names,
                )
                at = sorted(row.at for row in same)[1]
                yield find("duplicate_position", table, message, at=at, column="position")
        missing = sorted(set(range(1, max(shared) + 1)) - set(shared))
        if missing and migrant not in spoilt:
            last = max(rows, key=lambda row: (row.position, row.name))
            listed = ", ".join(str(position) for position in missing[:5])
            message = sentence(
                "The stages of '%(migrant)s' reach position %(position)s, but no stage has position %(listed)s.",
                migrant=migrant,
                position=last.position,
                listed=listed,
            )
            yield find("position_gap", table, message, at=last.at, column="position")


def find_overlapping_weeks(index: StudyIndex) -> Iterator[Finding]:
    """Find stages that share weeks with another stage of the migrant."""
    table = index["stages"]
    for rows in _stages_by_migrant(index).values():
        for later, row in enumerate(rows):
            others = [other for other in rows[:later] if other.weeks & row.weeks and other.name != row.name]
            if others:
                weeks = _week_text(row.weeks & _union(others))
                names = word_text({other.name for other in others})
                message = sentence(
                    "The stage '%(name)s' shares %(weeks)s with %(names)s (%(rows)s).",
                    name=row.name,
                    weeks=weeks,
                    names=names,
                    rows=row_text(table, [o.at for o in others]),
                )
                yield find("weeks_overlap", table, message, at=row.at, column="start_week")


def _union(rows: list[_StageRow]) -> int:
    weeks = 0
    for row in rows:
        weeks |= row.weeks
    return weeks


def _week_text(weeks: int) -> str:
    numbers = [week for week in range(1, _LAST_WEEK + 1) if weeks >> week & 1]
    runs: list[list[int]] = []
    for week in numbers:
        if runs and runs[-1][-1] == week - 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    shown = [
        str(run[0]) if len(run) == 1 else sentence("%(low)s to %(high)s", low=run[0], high=run[-1]) for run in runs
    ]
    return count_sentence("week %(weeks)s", "weeks %(weeks)s", len(numbers), weeks=shown)


def find_weeks_out_of_order(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants whose stages, taken by position, do not follow each other through the year."""
    table = index["stages"]
    for migrant, rows in _stages_by_migrant(index).items():
        starts = [row.start_week for row in rows]
        new_years = sum(after < before for before, after in zip(starts, [*starts[1:], starts[0]], strict=True))
        overlap = sum(row.weeks.bit_count() for row in rows) > _union(rows).bit_count()
        if new_years > 1 and not overlap:
            order = " → ".join(f"{row.name} ({row.start_week})" for row in rows[:8])
            message = sentence(
                "By position the stages of '%(migrant)s' do not follow the weeks of the year: %(order)s.",
                migrant=migrant,
                order=order,
            )
            yield find("weeks_out_of_order", table, message, at=rows[0].at, column="start_week", value=migrant)


def find_stages_not_consecutive(index: StudyIndex) -> Iterator[Finding]:
    """Find movements that do not lead from a stage into the next one."""
    table = index.every("movements")
    columns = ("migrant_id", "from_stage", "to_stage")
    codes = [index.codes("movements", column) for column in columns]
    key = combine(codes)
    labels = [index.labels("movements", column) for column in columns]
    wrong: dict[int, str] = {}
    for first in first_of_each(key, np.all([column >= 0 for column in codes], axis=0)).tolist():
        migrant, left, reached = (words[column[first]] for words, column in zip(labels, codes, strict=True))
        following = index.next_stage(migrant, left)
        if following is not None and reached != following and reached in index.stages[migrant]:
            wrong[int(key[first])] = sentence(
                "A movement of '%(migrant)s' leads from '%(left)s' to '%(reached)s', but '%(following)s' comes next.",
                migrant=migrant,
                left=left,
                reached=reached,
                following=following,
            )
    if wrong:
        for position in np.flatnonzero(np.isin(key, list(wrong))).tolist():
            message = wrong[int(key[position])]
            yield find("stages_not_consecutive", table, message, at=position, column="to_stage")


RULES = (
    find_wrong_positions,
    find_overlapping_weeks,
    find_weeks_out_of_order,
    find_stages_not_consecutive,
)
