"""EICAT over the records of a study: the category of each invader, what gave it, and published ones beside it."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.impacts.eicat import SEVERITY, ClassifiedRecord, Disagreement, EicatAssessment, EicatResult
from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.publish.page_records import consequences, designs
from oxyura.study.assessment import Assessment

MOST_INVADERS = 60
_MOST_RECORDS = 5


@dataclass(frozen=True)
class CategoryLine:
    """The category of an invader, over all mechanisms or by one.

    Parameters
    ----------
    mechanism : str
        Empty: over all.
    code, name : str
        Such as ``MN``, and its name in words.
    confidence : str
        Empty for data deficient.
    records : tuple of str
        What gave the category, in words.
    more : int
        Records that have no room.
    set_aside : tuple of str
        Records that could not be used, and why.
    published : tuple of str
        Categories that others have published.
    """

    invader: Species
    mechanism: str
    code: str
    name: str
    confidence: str
    records: tuple[str, ...]
    more: int
    set_aside: tuple[str, ...]
    published: tuple[str, ...]
    is_overall: bool


@dataclass(frozen=True)
class EicatTable:
    """Categories that the page shows.

    Parameters
    ----------
    rows : tuple of CategoryLine
        For each invader over all mechanisms, then by mechanism where there are several.
    disagreements : tuple of str
        Published categories that the records do not give, in words.
    meanings : tuple of (str, str, str)
        Code, name and meaning of each category.
    left_out : int
        Invaders that only `summary.json` holds.
    """

    rows: tuple[CategoryLine, ...]
    disagreements: tuple[str, ...]
    meanings: tuple[tuple[str, str, str], ...]
    left_out: int


def list_eicat(assessment: Assessment, labels: Labels) -> EicatTable | None:
    """Return the categories of a study; None where it has neither a record nor a published category."""
    eicat = assessment.eicat
    if eicat is None or not (eicat.results or eicat.published):
        return None
    invaders = list(
        dict.fromkeys([*(one.invader_id for one in eicat.results), *(one.invader_id for one in eicat.published)])
    )
    rows = [row for invader in invaders[:MOST_INVADERS] for row in _of_invader(invader, eicat, labels)]
    return EicatTable(
        tuple(rows),
        tuple(_difference(one, labels) for one in eicat.disagreements),
        _meanings(labels.words),
        max(0, len(invaders) - MOST_INVADERS),
    )


def category_name(code: str, words: Translation) -> str:
    """Return the name of a category in words."""
    names = {
        "MC": words.gettext("minimal concern"),
        "MN": words.pgettext("EICAT", "minor"),
        "MO": words.pgettext("EICAT", "moderate"),
        "MR": words.pgettext("EICAT", "major"),
        "MV": words.pgettext("EICAT", "massive"),
        "DD": words.gettext("data deficient"),
    }
    return names.get(code, code)


def _meanings(words: Translation) -> tuple[tuple[str, str, str], ...]:
    meanings = {
        "MC": words.gettext("studied, and no individual was found to do worse"),
        "MN": words.gettext("individuals do worse; no decline of a population is shown"),
        "MO": words.gettext("a population declines; it is still there"),
        "MR": words.gettext("a population has gone, and would return if the invader went"),
        "MV": words.gettext("a population has gone and would not return, or nobody knows whether it would"),
        "DD": words.gettext("no record can be used"),
    }
    return tuple((code, category_name(code, words), meanings[code]) for code in (*SEVERITY, "DD"))


def _of_invader(invader: str, eicat: EicatAssessment, labels: Labels) -> list[CategoryLine]:
    overall = eicat.of(invader)
    if overall is None:
        return [_only_published(invader, eicat, labels)]
    by_mechanism = [
        one
        for one in eicat.results
        if one.invader_id == invader and one.mechanism is not None and one.migrant_id is None
    ]
    if len(by_mechanism) == 1:
        return [_line(by_mechanism[0], eicat, labels, is_overall=True)]
    return [
        _line(overall, eicat, labels, is_overall=True),
        *(_line(one, eicat, labels, is_overall=False) for one in by_mechanism),
    ]


def _only_published(invader: str, eicat: EicatAssessment, labels: Labels) -> CategoryLine:
    published = _published(invader, None, eicat, labels)
    return CategoryLine(labels.invader(invader), "", "", "", "", (), 0, (), published, True)


def _line(result: EicatResult, eicat: EicatAssessment, labels: Labels, *, is_overall: bool) -> CategoryLine:
    words = labels.words
    # The row over all mechanisms says which records gave the category; those by mechanism say what was set aside.
    own = result.set_aside if result.mechanism is not None else ()
    published = result.mechanism is not None or not any(
        one.mechanism is not None and one.invader_id == result.invader_id for one in eicat.results
    )
    return CategoryLine(
        labels.invader(result.invader_id),
        words.term("mechanism", result.mechanism) if result.mechanism else "",
        result.category,
        category_name(result.category, words),
        words.term("confidence", result.confidence) if result.confidence else "",
        tuple(_record(one, labels) for one in result.given_by[:_MOST_RECORDS]),
        max(0, len(result.given_by) - _MOST_RECORDS),
        tuple(_aside(one, labels) for one in own[:_MOST_RECORDS]),
        _published(result.invader_id, result.mechanism, eicat, labels) if published else (),
        is_overall,
    )


def _record(one: ClassifiedRecord, labels: Labels) -> str:
    record, words = one.record, labels.words
    return words.say(
        "%(migrant)s: %(found)s (%(design)s; record %(record)s)",
        migrant=record.studied_taxon or labels.migrant(record.migrant_id).name,
        found=consequences(words).get(record.consequence, record.consequence),
        design=designs(words).get(record.design, record.design),
        record=record.evidence_id,
    )


def _aside(one: ClassifiedRecord, labels: Labels) -> str:
    return labels.words.say(
        "Record %(record)s is set aside: %(why)s", record=one.record.evidence_id, why=labels.tell(one.why)
    )


def _published(invader: str, mechanism: str | None, eicat: EicatAssessment, labels: Labels) -> tuple[str, ...]:
    words = labels.words
    found = [
        words.say(
            "%(code)s (%(name)s) for %(migrant)s",
            code=one.category,
            name=category_name(one.category, words),
            migrant=labels.migrant(one.migrant_id).name,
        )
        for one in eicat.published
        if one.invader_id == invader and (mechanism is None or one.mechanism == mechanism)
    ]
    return tuple(dict.fromkeys(found))


def _difference(one: Disagreement, labels: Labels) -> str:
    words, published = labels.words, one.published
    values = {
        "invader": labels.invader(published.invader_id).name,
        "migrant": labels.migrant(published.migrant_id).name,
        "mechanism": words.term("mechanism", published.mechanism),
        "published": published.category,
        "derived": one.derived,
    }
    if one.derived == "DD":
        return words.say(
            "%(invader)s and %(migrant)s, %(mechanism)s: published as %(published)s; no record of this study can be "
            "used, so here it is data deficient (DD).",
            **values,
        )
    order = list(SEVERITY)
    if published.category in order and order.index(one.derived) < order.index(published.category):
        return words.say(
            "%(invader)s and %(migrant)s, %(mechanism)s: published as %(published)s; the records of this study do not "
            "show that, only %(derived)s.",
            **values,
        )
    return words.say(
        "%(invader)s and %(migrant)s, %(mechanism)s: published as %(published)s; the records of this study show more: "
        "%(derived)s.",
        **values,
    )
