"""Reads the year of one population from its assessment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from oxyura.apps.web.places import Point
from oxyura.apps.web.views.figures import FigureMaker
from oxyura.apps.web.views.year_model import (
    STATUSES,
    WEEKS,
    Acting,
    KnownInvader,
    Met,
    StagePanel,
    StageSpan,
    Stay,
    Year,
    YearSite,
)
from oxyura.apps.web.views.year_paths import read_paths
from oxyura.publish.labels import Labels
from oxyura.publish.year_strip import weeks_in_words
from oxyura.schema.intervals import Band
from oxyura.schema.table import TableSet, text_of

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment
    from oxyura.study.impact_rows import ImpactRow

_HUES = 4
_MOST_SITES = 4


def read_year(one: Assessment, points: dict[str, Point], make: FigureMaker) -> Year | None:
    """Return the year of the one population of an assessment; None where the study gives no stages.

    Parameters
    ----------
    one : Assessment
        With one migrant and its rows only.
    points : dict of str to Point
        Where sites may be shown.
    make : FigureMaker
    """
    tables, labels = one.study.tables, make.labels
    migrant = one.migrants[0].migrant_id
    stages = _spans(tables, migrant, labels)
    if not stages:
        return None
    position = {span.stage: number for number, span in enumerate(stages)}
    shares, stays, by_class = _shares(tables, migrant, position, make)
    sites = _sites(one, shares, points, position, labels)
    order = {site.site_id: number for number, site in enumerate(sites)}
    panels = tuple(
        StagePanel(
            tuple(
                replace(stay, site=order[site])
                for site, stay in sorted(stays.get(number, ()), key=lambda each: -shares[each[0]][number])
            ),
            tuple(_met(one, span.stage, make)),
            tuple(_acting(one.impacts, span.stage, make)),
        )
        for number, span in enumerate(stages)
    )
    return Year(stages, sites, tuple(read_paths(tables, migrant, stages, order, sites)), panels, by_class)


def _spans(tables: TableSet, migrant: str, labels: Labels) -> tuple[StageSpan, ...]:
    table = tables["stages"].matching("migrant_id", migrant)
    rows = zip(
        table.numbers("position"),
        table.words("stage"),
        table.numbers("start_week"),
        table.numbers("end_week"),
        strict=True,
    )
    found = []
    for number, (_, stage, start, end) in enumerate(sorted(rows)):
        first, last = min(int(start), WEEKS), min(int(end), WEEKS)
        weeks = weeks_in_words(first, last, labels.words)
        found.append(StageSpan(stage, labels.stage(stage), number % _HUES, first, last, weeks))
    return tuple(found)


_Stay = tuple[str, Stay]


def _shares(
    tables: TableSet, migrant: str, position: dict[str, int], make: FigureMaker
) -> tuple[dict[str, list[float]], dict[int, list[_Stay]], bool]:
    """Return, by site, the share in each stage, and, by stage, who stays where; of classes the largest share."""
    table, words = tables["distribution"].matching("migrant_id", migrant), make.words
    shares: dict[str, list[float]] = {}
    stays: dict[tuple[int, str], _Stay] = {}
    by_class = False
    for row in table.records():
        stage, site = str(row["stage"]), str(row["site_id"])
        share = row["share"]
        if stage not in position or not isinstance(share, float):
            continue
        number = position[stage]
        here = shares.setdefault(site, [0.0] * len(position))
        by_class = by_class or row["class"] is not None
        if (number, site) in stays and share <= here[number]:
            continue
        here[number] = share
        low, high = row["share_low"], row["share_high"]
        limits = ""
        if isinstance(low, float) and isinstance(high, float):
            limits = make.limits(Band(share, low, high), words.percent)
        status, source = str(row["survey_status"] or "not_surveyed"), make.labels.source(text_of(row["source_id"]))
        known = words.term("survey", status)
        stay = Stay(
            0, words.percent(share), limits, known, status == "not_surveyed", 0 if source is None else source.number
        )
        stays[number, site] = (site, stay)
    by_stage: dict[int, list[_Stay]] = {}
    for (number, site), known_stay in stays.items():
        if shares[site][number] > 0:
            by_stage.setdefault(number, []).append(known_stay)
    return shares, by_stage, by_class


def _sites(
    one: Assessment,
    shares: dict[str, list[float]],
    points: dict[str, Point],
    position: dict[str, int],
    labels: Labels,
) -> tuple[YearSite, ...]:
    table = one.study.tables["sites"]
    country = dict(zip(table.words("site_id"), table.words("country"), strict=True))
    known: dict[str, dict[str, str]] = {}
    for row in one.exposures:
        if row.alien:
            known.setdefault(row.site_id, {})[row.invader_id] = row.presence
    acting: dict[str, set[int]] = {}
    for impact in one.impacts:
        if impact.kind == "invader" and impact.alien and impact.presence == "present" and impact.stage in position:
            acting.setdefault(str(impact.site_id), set()).add(position[impact.stage])
    found = []
    for site, by_stage in shares.items():
        here = known.get(site, {})
        status = next((status for status in STATUSES if status in here.values()), "none")
        invaders = tuple(
            KnownInvader(name, labels.invader(name).name, there)
            for name, there in sorted(here.items(), key=lambda item: STATUSES.index(item[1]))
        )
        acts = tuple(number in acting.get(site, ()) and by_stage[number] > 0 for number in range(len(position)))
        found.append(
            YearSite(
                site,
                labels.site(site),
                country.get(site, ""),
                points.get(site),
                status,
                invaders,
                tuple(by_stage),
                acts,
            )
        )
    return tuple(sorted(found, key=lambda each: -max(each.shares)))


def _met(one: Assessment, stage: str, make: FigureMaker) -> list[Met]:
    words, migrant, found = make.words, one.migrants[0].migrant_id, []
    unit = words.gettext("share of the population")
    for row in one.stage_exposures:
        if row.stage != stage or (row.exposed == 0 and row.not_surveyed == 0):
            continue
        name = make.labels.invader(row.invader_id).name
        shown = name if row.class_ is None else f"{name}, {row.class_}"
        sources = make.of_migrant(migrant)
        exposed = make.summed(
            words.percent(row.exposed_alien),
            words.say("Share that meets %(invader)s", invader=shown),
            unit=unit,
            sources=sources,
        )
        native = make.summed(
            words.percent(row.exposed - row.exposed_alien),
            words.say("Share that meets %(invader)s where it is native", invader=shown),
            unit=unit,
            sources=sources,
        )
        unknown = make.summed(
            words.percent(row.not_surveyed),
            words.say("Share for which nobody has looked for %(invader)s", invader=shown),
            unit=unit,
            sources=sources,
        )
        found.append(
            Met(
                row.invader_id,
                shown,
                exposed if row.exposed_alien > 0 else None,
                native if row.exposed > row.exposed_alien else None,
                unknown if row.not_surveyed > 0 else None,
                row.exposed_alien,
                row.not_surveyed,
            )
        )
    return found


def _acting(impacts: Sequence[ImpactRow], stage: str, make: FigureMaker) -> list[Acting]:
    """Return the effects that act in a stage, those of invaders first, each once for all its sites."""
    groups: dict[tuple[object, ...], list[ImpactRow]] = {}
    for row in impacts:
        there = row.kind == "pressure" or (row.alien and row.presence == "present")
        if row.stage == stage and there:
            key = row.kind, row.effect_id, row.cause_id, row.rate, row.class_, row.to_class, row.effect
            groups.setdefault(key, []).append(row)
    found = [_acting_line(rows, make) for rows in groups.values()]
    return sorted(found, key=lambda line: (line.kind != "invader", line.effect is None))


def _acting_line(rows: Sequence[ImpactRow], make: FigureMaker) -> Acting:
    row, words, labels = rows[0], make.words, make.labels
    name, rate = labels.cause(row.cause_id, row.kind), labels.rate(row.rate)
    figure = None
    if row.effect is not None:
        limits = None
        if row.effect_low is not None and row.effect_high is not None:
            limits = make.limits(Band(row.effect, row.effect_low, row.effect_high), words.signed_percent)
        figure = make.written(
            words.signed_percent(row.effect),
            words.say("Effect of %(cause)s on %(rate)s", cause=name, rate=rate),
            unit=words.gettext("change of the rate where it acts"),
            limits=limits,
            source_id=row.source_id,
        )
    sites = dict.fromkeys(labels.site(each.site_id) for each in rows)
    return Acting(
        name,
        row.kind,
        words.term("mechanism", row.mechanism or ""),
        rate if row.class_ is None else words.say("%(rate)s, class %(name)s", rate=rate, name=row.class_),
        figure,
        labels.some_sites(list(sites), _MOST_SITES),
        words.term("evidence", row.evidence),
        words.term("confidence", row.confidence),
    )
