"""The year as a strip of 52 weeks: the stages of a population, and which invaders it meets in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oxyura.publish.labels import Labels, stage_name
from oxyura.publish.number_words import in_words, percent
from oxyura.study.assessment import Assessment
from oxyura.study.exposure import StageExposure

WEEKS = 52
MONTHS = tuple(
    (name, 100 * start / 365)
    for name, start in zip(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334),
        strict=True,
    )
)
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
    stage_words : tuple of (str, str)
        Stage and weeks, in words.
    rows : tuple of Row
        One per invader (and class).
    description : str
        The same in words, read aloud where the strip cannot be seen.
    """

    migrants: tuple[str, ...]
    stages: tuple[Segment, ...]
    stage_words: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    description: str


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
                (row.invader_id, row.class_, row.stage, row.exposed, row.not_surveyed)
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
    rows = tuple(
        Row(
            labels.invader(invader).name + (f", {class_}" if class_ else ""),
            tuple(segment for stage in stages for segment in _met_segments(stage, shares)),
        )
        for (invader, class_), shares in by_row.items()
    )
    return Strip(
        migrants,
        tuple(segment for number, stage in enumerate(stages) for segment in _segments(stage, number)),
        tuple((stage_name(stage), weeks_in_words(start, end)) for stage, start, end in stages),
        rows,
        _describe(stages, by_row, labels),
    )


def _spans(start: int, end: int) -> list[tuple[float, float]]:
    """Return the parts of the year, in per cent, from the first to the last week; two where it runs over New Year."""
    first, last = min(start, WEEKS) - 1, min(end, WEEKS)
    if start <= end:
        return [(100 * first / WEEKS, 100 * (last - first) / WEEKS)]
    return [(100 * first / WEEKS, 100 * (WEEKS - first) / WEEKS), (0.0, 100 * last / WEEKS)]


def _segments(stage: Stage, number: int) -> list[Segment]:
    name, start, end = stage
    return [Segment(left, width, stage_name(name), hue=number % _HUES) for left, width in _spans(start, end)]


def _met_segments(stage: Stage, shares: Mapping[str, tuple[float, float]]) -> list[Segment]:
    name, start, end = stage
    if name not in shares:
        return []
    exposed, unknown = shares[name]
    words = short = percent(exposed)
    if unknown > 0:
        words = "not surveyed" if exposed == 0 else f"{words} and not surveyed"
        short = "?" if exposed == 0 else f"{short} + ?"
    return [
        Segment(
            left,
            width,
            words,
            short,
            exposed=100 * min(exposed, 1.0),
            not_surveyed=100 * min(unknown, 1.0 - min(exposed, 1.0)),
        )
        for left, width in _spans(start, end)
    ]


def weeks_in_words(start: int, end: int) -> str:
    """Return the weeks of a stage in words."""
    return f"week {start}" if start == end else f"weeks {start} to {end}"


def _describe(
    stages: tuple[Stage, ...],
    by_row: Mapping[tuple[str, str | None], Mapping[str, tuple[float, float]]],
    labels: Labels,
) -> str:
    sentences = [f"{stage_name(stage)}, {weeks_in_words(start, end)}" for stage, start, end in stages]
    said = [f"Stages: {in_words(sentences)}."]
    for (invader, class_), shares in by_row.items():
        parts = []
        for stage, (exposed, unknown) in shares.items():
            extra = f" (not surveyed: {percent(unknown)})" if unknown > 0 else ""
            parts.append(f"{percent(exposed)} in {stage_name(stage).lower()}{extra}")
        whom = f" (class {class_})" if class_ else ""
        said.append(f"Meets {labels.invader(invader).name}{whom}: {in_words(parts)}.")
    return " ".join(said)
