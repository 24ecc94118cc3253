"""Where effects come from: what was pooled from the records, how sure that is, and a forest plot of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oxyura.impacts.pooled_effects import LeftOut, PooledEffect
from oxyura.publish.interval_axis import Axis, Placed, build_axis
from oxyura.publish.labels import Labels, Species, title_of
from oxyura.publish.language import Translation
from oxyura.publish.page_records import SizedRecord
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment

MOST_POOLED = 60
_MOST_RECORDS = 25
_MOST_SITES = 5


@dataclass(frozen=True)
class ForestRow:
    """A record, the mean of the sources, or what is drawn from, on the axis; `css` gives its shape."""

    name: str
    css: str
    value: str
    limits: str
    placed: Placed


@dataclass(frozen=True)
class Forest:
    """Records with mean and prediction on one axis.

    Parameters
    ----------
    left_out : int
        Records that have no room.
    description : str
        The plot in words.
    """

    axis: Axis
    rows: tuple[ForestRow, ...]
    left_out: int
    description: str


@dataclass(frozen=True)
class PooledLine:
    """An effect that comes from records, as the page tells it.

    Parameters
    ----------
    sites : str
        Where the impact acts.
    effect, limits : str
        What is drawn from.
    counted : str
        Records and sources.
    said : tuple of str
        What the limits are, how much sources differ, what is borrowed, what was left out.
    forest : Forest or None
        With two records or more.
    """

    species: Species
    invader: Species
    rate: str
    class_: str
    stage: str
    sites: str
    impact: str
    effect: str
    limits: str
    counted: str
    said: tuple[str, ...]
    forest: Forest | None


def list_pooled(assessment: Assessment, records: tuple[SizedRecord, ...], labels: Labels) -> tuple[PooledLine, ...]:
    """Return the effects that come from records, each once for all its sites."""
    groups: dict[tuple[object, ...], list[PooledEffect]] = {}
    for effect in assessment.pooled:
        key = (effect.target, effect.records, effect.basis, effect.effect, effect.low, effect.high)
        groups.setdefault(key, []).append(effect)
    by_name = {sized.record.evidence_id: sized for sized in records}
    return tuple(_line(effects, by_name, labels) for effects in list(groups.values())[:MOST_POOLED])


def _line(effects: list[PooledEffect], records: Mapping[str, SizedRecord], labels: Labels) -> PooledLine:
    effect, words = effects[0], labels.words
    target = effect.target
    limits = words.gettext("no interval")
    if effect.low is not None and effect.high is not None:
        limits = words.span(words.signed_percent(effect.low), words.signed_percent(effect.high))
    sites = list(dict.fromkeys(labels.site(one.site_id) for one in effects))
    return PooledLine(
        species=labels.migrant(target.migrant_id),
        invader=labels.invader(target.invader_id),
        rate=labels.rate(target.rate),
        class_=title_of(target.class_) if target.class_ else "",
        stage=labels.stage(target.stage),
        sites=labels.some_sites(sites, _MOST_SITES),
        impact=target.impact_id,
        effect=words.signed_percent(effect.effect),
        limits=limits,
        counted=words.tell(effect.described),
        said=tuple(_says(effect, words)),
        forest=_forest(effect, records, words),
    )


def _says(effect: PooledEffect, words: Translation) -> list[str]:
    said = [_basis(effect, words)]
    pool = effect.pool
    if pool is not None:
        said.append(
            words.say("%(share)s of what sources differ by is more than chance (I²).", share=words.percent(pool.i2))
        )
    if effect.borrowed:
        number = len(effect.borrowed)
        said.append(
            words.say_count(
                "%(number)s record comes from another migrant, invader or region; that it holds here is an "
                "assumption: %(names)s.",
                "%(number)s records come from another migrant, invader or region; that they hold here is an "
                "assumption: %(names)s.",
                number,
                number=words.exact(number),
                names=words.joined(list(effect.borrowed)),
            )
        )
    if effect.left_out:
        said.append(
            words.say("Left out: %(records)s.", records=words.clauses([_why(one, words) for one in effect.left_out]))
        )
    return said


def _basis(effect: PooledEffect, words: Translation) -> str:
    match effect.basis:
        case "one_source":
            return words.gettext(
                "The limits are those of the one source: how sure that source is, not how much the effect differs "
                "between places."
            )
        case "two_sources":
            return words.gettext(
                "The limits are the outer ones of the two sources: two cannot tell how much the effect differs between "
                "places."
            )
        case "same_site":
            return words.gettext("The limits are those of the mean of what was measured at this very site.")
        case "without_interval":
            return words.gettext("No record has an interval, so the effect has none and is held fixed.")
    mean = _mean_of(effect)
    if mean is None:
        return words.gettext("The limits are a prediction for a site that nobody has studied.")
    return words.say(
        "The limits are a prediction for a site that nobody has studied; those of the mean are narrower, %(limits)s.",
        limits=words.limits(mean, words.signed_percent),
    )


def _why(one: LeftOut, words: Translation) -> str:
    reasons = {
        "counted_twice": words.gettext("gives the data of another record again and counts once"),
        "no_interval": words.gettext("has no interval, so it cannot be weighed against others"),
        "other_site": words.gettext("made elsewhere, and the site has evidence of its own"),
        "not_usable": words.gettext("its numbers are not enough, or contradict each other"),
    }
    return words.say("%(record)s (%(reason)s)", record=one.evidence_id, reason=reasons[one.reason])


def _mean_of(effect: PooledEffect) -> Band | None:
    """Return the mean of the sources with its own limits, as change of the rate."""
    found = effect.to_json()
    low, high = found["mean_low"], found["mean_high"]
    if not isinstance(low, float) or not isinstance(high, float):
        return None
    return Band(effect.effect, low, high)


def _forest(effect: PooledEffect, records: Mapping[str, SizedRecord], words: Translation) -> Forest | None:
    used = [records[name] for name in effect.records if name in records]
    if len(used) < 2:
        return None
    rows = [
        (sized.record.evidence_id, "of-record", band)
        for sized in used[:_MOST_RECORDS]
        if (band := sized.band) is not None
    ]
    mean = _mean_of(effect)
    # Two sources hardly tell what their mean is: its limits would hide the records.
    if mean is not None and effect.basis != "two_sources":
        rows.append((words.gettext("mean of the sources"), "of-mean", mean))
    if effect.low is not None and effect.high is not None and effect.basis != "same_site":
        name = words.gettext("at a new site") if effect.basis == "new_site" else words.gettext("limits that are used")
        rows.append((name, "of-new", Band(effect.effect, effect.low, effect.high)))
    axis = build_axis((band for _, _, band in rows), words.signed_percent, steps=3)
    drawn = tuple(
        ForestRow(
            name, css, words.signed_percent(band.median), words.limits(band, words.signed_percent), axis.place(band)
        )
        for name, css, band in rows
    )
    described = words.clauses(
        [
            words.say("%(name)s: %(size)s (%(limits)s)", name=row.name, size=row.value, limits=row.limits)
            for row in drawn
        ]
    )
    return Forest(axis, drawn, max(0, len(used) - _MOST_RECORDS), described)
