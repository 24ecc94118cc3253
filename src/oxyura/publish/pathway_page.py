"""The review of pathways as one HTML page: which ways in matter to listed migrants, when, and what would close them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from oxyura import __version__
from oxyura.policy.pathway_crosswalk import ABOVE_CATEGORIES, CROSSWALK, SOURCE
from oxyura.policy.pathways import RULE, PathwayLine, PathwayMeasure, PathwayReview
from oxyura.publish.brief_text import clean
from oxyura.publish.language import Translation, words_for
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.page_templates import page_environment, read_style
from oxyura.schema.pathways import PATHWAY_TERMS

MARK = '<meta name="oxyura-document" content="pathways">'
_MOST_NAMES = 12


@dataclass(frozen=True)
class WayRow:
    """A line of the review in words."""

    rank: str
    name: str
    concept: str
    invaders: tuple[str, ...]
    came: str
    expected: tuple[str, ...]
    harms: tuple[tuple[str, str], ...]
    exposed: str
    measures: tuple[str, ...]


@dataclass(frozen=True)
class PeriodRow:
    """First records by one pathway in one period."""

    name: str
    span: str
    records: str
    rate: str


def render_pathways(studies: Sequence[str], review: PathwayReview, language: str = "en") -> str:
    """Return the page of a review.

    Parameters
    ----------
    studies : sequence of str
        Names of the studies that it is of.
    review : PathwayReview
    language : {'en', 'fr', 'es'}
        Of the page's own words and numbers; names stay as the studies have them.

    Returns
    -------
    str
        One HTML document without script or request. Every text of a study is escaped.

    Raises
    ------
    InputError
        The program does not speak the language.
    """
    words = words_for(language)
    return page_environment(words).get_template("pathways.html.j2").render(_content(studies, review, words))


def _content(studies: Sequence[str], review: PathwayReview, words: Translation) -> dict[str, Any]:
    open_lines = tuple(line for line in (*review.above_categories, review.unknown) if line.introductions)
    return {
        "style": read_style("report.css", "coherence.css"),
        "mark": Markup(MARK),
        "words": words,
        "version": __version__,
        "studies": [clean(name) for name in studies],
        "answer": _answer(review, words),
        "categories": [_row(line, words) for line in review.categories],
        "subcategories": [_row(line, words) for line in review.subcategories],
        "open_lines": [_row(line, words) for line in open_lines],
        "periods": [row for line in (*review.categories, *open_lines) for row in _periods(line, words)],
        "rule": words.tell(RULE),
        "cautions": [words.tell(caution) for caution in review.cautions],
        "crosswalk": _crosswalk(words),
        "n_concepts": words.exact(len(CROSSWALK)),
        "scheme": SOURCE,
    }


def _answer(review: PathwayReview, words: Translation) -> str:
    first = [line for line in review.categories if line.rank == 1]
    if not first or not (first[0].threatened or first[0].unproven):
        return words.gettext("No pathway on record brought an invader with a record of harm to a listed migrant.")
    names = words.joined([name_of_line(line, words) for line in first])
    said = words.say_count(
        "What came by %(pathways)s threatens %(number)s listed migrant, more than what came by any other way on "
        "record.",
        "What came by %(pathways)s threatens %(number)s listed migrants, more than what came by any other way on "
        "record.",
        first[0].threatened,
        pathways=names,
        number=words.exact(first[0].threatened),
    )
    if not first[0].threatened:
        said = words.say(
            "No pathway is shown to bring a threat to a listed migrant. Most of the harm that is unproven is that of "
            "what came by %(pathways)s.",
            pathways=names,
        )
    offered = [measure for line in first for measure in line.measures if measure.outcome is None]
    nothing = words.gettext("No study has a measure on offer that would prevent or detect it.")
    return said if offered else f"{said} {nothing}"


def name_of_line(line: PathwayLine, words: Translation) -> str:
    """Return what a line of the review is called."""
    if line.concept is None:
        return words.tell(line.name)
    named = words.term("pathway", PATHWAY_TERMS[line.concept])
    if line.level == "subcategory" and CROSSWALK[line.concept].subcategory is None:
        return words.say("%(category)s, not told further", category=named)
    return named


def _row(line: PathwayLine, words: Translation) -> WayRow:
    harms = tuple(
        (words.term("verdict", verdict), _some(names, words))
        for verdict, names in (
            ("demonstrated_threat", line.demonstrated),
            ("inferred_threat", line.inferred),
            ("unproven", line.unproven),
        )
        if names
    )
    return WayRow(
        "" if line.rank is None else words.exact(line.rank),
        _capital(name_of_line(line, words)),
        line.concept or "",
        tuple(map(clean, line.invaders)),
        words.say_count(
            "%(number)s introduction",
            "%(number)s introductions",
            line.introductions,
            number=words.exact(line.introductions),
        ),
        tuple(map(clean, line.expected)),
        harms,
        words.significant(line.exposed) if line.exposed else "",
        tuple(_measure(measure, words) for measure in line.measures),
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _some(names: Sequence[str], words: Translation) -> str:
    shown = ", ".join(map(clean, names[:_MOST_NAMES]))
    more = len(names) - _MOST_NAMES
    if more <= 0:
        return shown
    return words.say("%(names)s and %(number)s more", names=shown, number=words.exact(more))


def _measure(measure: PathwayMeasure, words: Translation) -> str:
    kind = words.term("measure", measure.kind)
    said = words.say("%(kind)s: %(name)s", kind=_capital(kind), name=clean(measure_name(measure.measure_id)))
    if measure.outcome is None:
        return said
    return words.say("%(measure)s (done: %(outcome)s)", measure=said, outcome=words.term("outcome", measure.outcome))


def _periods(line: PathwayLine, words: Translation) -> list[PeriodRow]:
    return [
        PeriodRow(
            _capital(name_of_line(line, words)),
            words.span(str(span.from_year), str(span.to_year)),
            words.exact(span.records),
            words.say(
                "%(rate)s a year (%(low)s to %(high)s)",
                rate=words.significant(span.per_year, 2),
                low=words.significant(span.low, 2),
                high=words.significant(span.high, 2),
            ),
        )
        for span in line.periods
        if span.records
    ]


def _crosswalk(words: Translation) -> list[tuple[str, str, str]]:
    """Return each concept with its category and subcategory; of the three above them, the categories they span."""

    def named(concept: str) -> str:
        return _capital(words.term("pathway", PATHWAY_TERMS[concept]))

    rows = []
    for concept, place in CROSSWALK.items():
        if place.category is None:
            spanned = words.joined([named(category) for category in ABOVE_CATEGORIES[concept]])
            rows.append((concept, words.say("none: spans %(categories)s", categories=spanned), "–"))
        else:
            rows.append((concept, named(place.category), named(concept) if place.subcategory else "–"))
    return rows
