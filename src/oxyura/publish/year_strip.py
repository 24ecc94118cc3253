"""The year as a strip of 52 weeks: the stages of a population, and which invaders it meets in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.publish.labels import Labels
from oxyura.publish.language import SHORT_MONTHS, Translation

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment
    from oxyura.study.exposure import StageExposure

WEEKS = 52
# With more invaders than this nobody reads a year; the files beside the page hold them all.
MOST_INVADERS = 6
_MONTH_STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_HUES = 4


@dataclass(frozen=True)
class Segment:
    """A part of a strip, placed in per cent of the year.

    Parameters
    ----------
    left, width : float
        Per cent of the year.
    label, short_label : str
        Written inside where there is room, the short one where there is less.
    hue : int
        Which of the stage colours.
    exposed, not_surveyed : float
        Per cent of the population; 0 in the row of stages.
    """

    left: float
    width: float
    label: str
    short_label: str = ""
    hue: int = 0
    exposed: float = 0.0
    not_surveyed: float = 0.0


@dataclass(frozen=True)
class Row:
    """A line of a strip: an invader and the segments of its stages."""

    name: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Strip:
    """The year of one or more populations that have the same year.

    Parameters
    ----------
    migrants : tuple of str
        Identifiers of the populations.
    stages : tuple of Segment
        The stages.
    stage_words : str
        The stages with their weeks, in words.
    rows : tuple of Row
        One per invader (and class).
    description : str
        The same in words, read aloud where the strip cannot be seen.
    left_out : int
        Invaders that have no room.
    """

    migrants: tuple[str, ...]
    stages: tuple[Segment, ...]
    stage_words: str
    rows: tuple[Row, ...]
    description: str
    left_out: int


Shares = Mapping[str, tuple[float, float]]
MetKey = tuple[str, "str | None"]
Stage = tuple[str, int, int]
Met = tuple[str, str | None, str, float, float]


@dataclass(frozen=True)
class Year:
    """The year that some populations share: stages with first and last week, and who is met in each.

    Parameters
    ----------
    migrants : tuple of str
        Identifiers of the populations.
    stages : tuple of (str, int, int)
        Stage, first and last week, in their order.
    met : tuple of (str, str or None, str, float, float)
        Invader, class, stage, share exposed, share not surveyed.
    """

    migrants: tuple[str, ...]
    stages: tuple[Stage, ...]
    met: tuple[Met, ...]


def name_months(words: Translation) -> tuple[tuple[str, float], ...]:
    """Return the months, short, each with its start in per cent of the year."""
    return tuple(
        (words.term("short month", name), 100 * start / 365)
        for name, start in zip(SHORT_MONTHS, _MONTH_STARTS, strict=True)
    )


def draw_strips(assessment: Assessment, labels: Labels) -> tuple[Strip, ...]:
    """Return a strip for every population with stages; populations with the same year share one."""
    return tuple(_strip(year.migrants, year.stages, year.met, labels) for year in group_years(assessment))


def group_years(assessment: Assessment) -> tuple[Year, ...]:
    """Return the years of all populations with stages; those with the same year and exposure share one."""
    met: dict[str, list[StageExposure]] = {}
    for row in assessment.stage_exposures:
        met.setdefault(row.migrant_id, []).append(row)
    groups: dict[tuple[tuple[Stage, ...], tuple[Met, ...]], list[str]] = {}
    for migrant in assessment.migrants:
        stages = _stages(assessment, migrant.migrant_id)
        if stages:
            year = tuple(
                (row.invader_id, row.class_, row.stage, row.exposed_alien, row.not_surveyed)
                for row in met.get(migrant.migrant_id, [])
            )
            groups.setdefault((stages, year), []).append(migrant.migrant_id)
    return tuple(Year(tuple(migrants), stages, year) for (stages, year), migrants in groups.items())


def _stages(assessment: Assessment, migrant_id: str) -> tuple[Stage, ...]:
    table = assessment.study.tables["stages"].matching("migrant_id", migrant_id)
    rows = zip(
        table.numbers("position"),
        table.words("stage"),
        table.numbers("start_week"),
        table.numbers("end_week"),
        strict=True,
    )
    return tuple((stage, int(start), int(end)) for _, stage, start, end in sorted(rows))


def _strip(migrants: tuple[str, ...], stages: tuple[Stage, ...], met: tuple[Met, ...], labels: Labels) -> Strip:
    by_row: dict[tuple[str, str | None], dict[str, tuple[float, float]]] = {}
    for invader, class_, stage, exposed, unknown in met:
        by_row.setdefault((invader, class_), {})[stage] = (exposed, unknown)
    shown = most_met(by_row, MOST_INVADERS)
    rows = tuple(
        Row(
            labels.invader(invader).name + (f", {class_}" if class_ else ""),
            tuple(segment for stage in stages for segment in _met_segments(stage, shares, labels.words)),
        )
        for (invader, class_), shares in shown.items()
    )
    return Strip(
        migrants,
        tuple(segment for number, stage in enumerate(stages) for segment in _segments(stage, number, labels)),
        labels.words.clauses([_weeks_of(stage, labels) for stage in stages]),
        rows,
        _describe(stages, shown, labels),
        len(by_row) - len(shown),
    )


def most_met(by_row: Mapping[MetKey, Shares], most: int) -> dict[MetKey, Shares]:
    """Return the invaders that a year shows: all in their order, or the ones that most of the population meets."""
    if len(by_row) <= most:
        return dict(by_row)

    def met(key: MetKey) -> tuple[float, float]:
        shares = by_row[key].values()
        return max(exposed for exposed, _ in shares), max(unknown for _, unknown in shares)

    chosen = set(sorted(by_row, key=met, reverse=True)[:most])
    return {key: shares for key, shares in by_row.items() if key in chosen}


def _spans(start: int, end: int) -> list[tuple[float, float]]:
    """Return the parts of the year, in per cent, from the first to the last week; two where it runs over New Year."""
    first, last = min(start, WEEKS) - 1, min(end, WEEKS)
    if start <= end:
        return [(100 * first / WEEKS, 100 * (last - first) / WEEKS)]
    return [(100 * first / WEEKS, 100 * (WEEKS - first) / WEEKS), (0.0, 100 * last / WEEKS)]


def _segments(stage: Stage, number: int, labels: Labels) -> list[Segment]:
    name, start, end = stage
    return [Segment(left, width, labels.stage(name), hue=number % _HUES) for left, width in _spans(start, end)]


def _met_segments(stage: Stage, shares: Mapping[str, tuple[float, float]], words: Translation) -> list[Segment]:
    name, start, end = stage
    if name not in shares:
        return []
    exposed, unknown = shares[name]
    label = short = words.percent(exposed)
    if unknown > 0 and exposed == 0:
        label, short = words.term("presence", "not_surveyed"), "?"
    elif unknown > 0:
        label, short = words.say("%(share)s and not surveyed", share=label), f"{short} + ?"
    return [
        Segment(
            left,
            width,
            label,
            short,
            exposed=100 * min(exposed, 1.0),
            not_surveyed=100 * min(unknown, 1.0 - min(exposed, 1.0)),
        )
        for left, width in _spans(start, end)
    ]


def _weeks_of(stage: Stage, labels: Labels) -> str:
    name, start, end = stage
    return labels.words.say(
        "%(name)s: %(text)s", name=labels.stage(name), text=weeks_in_words(start, end, labels.words)
    )


def weeks_in_words(start: int, end: int, words: Translation) -> str:
    """Return the weeks of a stage in words."""
    one_or_more = 1 if start == end else 2
    return words.say_count("week %(start)s", "weeks %(start)s to %(end)s", one_or_more, start=start, end=end)


def _describe(
    stages: tuple[Stage, ...],
    by_row: Mapping[tuple[str, str | None], Mapping[str, tuple[float, float]]],
    labels: Labels,
) -> str:
    words = labels.words
    named = [(labels.stage(name), weeks_in_words(start, end, words)) for name, start, end in stages]
    said = [describe_stages(named, words)]
    for (invader, class_), shares in by_row.items():
        parts = []
        for stage, (exposed, unknown) in shares.items():
            values = {"share": words.percent(exposed), "stage": labels.stage(stage).lower()}
            parts.append(
                words.say(
                    "%(share)s in %(stage)s (not surveyed: %(unknown)s)", unknown=words.percent(unknown), **values
                )
                if unknown > 0
                else words.say("%(share)s in %(stage)s", **values)
            )
        values = {"invader": labels.invader(invader).name, "shares": words.joined(parts)}
        said.append(
            words.say("Meets %(invader)s (class %(class_name)s): %(shares)s.", class_name=class_, **values)
            if class_
            else words.say("Meets %(invader)s: %(shares)s.", **values)
        )
    return " ".join(said)


def describe_stages(stages: Sequence[tuple[str, str]], words: Translation) -> str:
    """Return the stages of a year, each with its weeks, as a sentence."""
    named = [words.say("%(stage)s, %(weeks)s", stage=stage, weeks=weeks) for stage, weeks in stages]
    return words.say("Stages: %(stages)s.", stages=words.joined(named))
