"""A screening of policy as one HTML page: climate measures, rules that work against, and ways in that nothing covers.

The page speaks the language that is asked for. Names of standards stay as the rule base has them, in English, and are
marked as such; what a study or a rule base of the user's own says stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from oxyura import __version__
from oxyura.policy.answers import Link
from oxyura.policy.climate_measures import ScreenedMeasure
from oxyura.policy.perverse_policies import CheckedPolicy
from oxyura.policy.standards_gaps import Coverage, PathwayGap
from oxyura.publish.brief_text import clean
from oxyura.publish.language import Translation, words_for
from oxyura.publish.page_templates import page_environment, read_style
from oxyura.publish.web_links import web_address
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.sentences import declared
from oxyura.study.policy_screening import PolicyScreening

MARK = '<meta name="oxyura-document" content="screening">'


@dataclass(frozen=True)
class StandardLine:
    """A standard that covers a way in, or may, with what is open about it."""

    name: str
    number: int
    note: str


@dataclass(frozen=True)
class GapRow:
    """An invader and a way in, by place, with what covers it."""

    invader: str
    pathway: str
    area: str
    answer: str
    tone: str
    standards: tuple[StandardLine, ...]


@dataclass(frozen=True)
class MeasureRow:
    """A climate measure with its answer."""

    name: str
    kind: str
    answer: str
    tone: str
    reason: str
    safeguards: tuple[str, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True)
class PolicyRow:
    """A rule or subsidy with its two answers, each with its tone."""

    name: str
    effect: str
    blocks: tuple[str, str]
    opens: tuple[str, str]
    touched: tuple[tuple[str, str], ...]
    not_stated: tuple[str, ...]
    sources: tuple[int, ...]


class _Sources:
    """Citations numbered in the order in which the page cites them."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}

    def number(self, citation: str, url: str | None = None) -> int:
        """Return the number of a citation; 0 for none."""
        text = clean(citation)
        if not text:
            return 0
        found = self._found.setdefault(text, (len(self._found) + 1, web_address(url or "") or ""))
        return found[0]

    def listed(self) -> list[tuple[int, str, str]]:
        return [(number, text, link) for text, (number, link) in self._found.items()]


def render_screening(screening: PolicyScreening, language: str = "en") -> str:
    """Return the page of a screening.

    Parameters
    ----------
    screening : PolicyScreening
    language : {'en', 'fr', 'es'}
        Of the page's own words.

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
    sources = _Sources()
    pairs = [_gap_row(pair, screening, words, sources) for pair in screening.gaps.pairs]
    content: dict[str, Any] = {
        "style": read_style("report.css", "coherence.css"),
        "mark": Markup(MARK),
        "words": words,
        "version": __version__,
        "title": clean(screening.title),
        "date": words.date(screening.on) if screening.on else "",
        "answers": _answers(screening, words),
        "measures": [_measure_row(one, screening, words, sources) for one in screening.climate_measures],
        "policies": [_policy_row(one, screening, words, sources) for one in screening.policies],
        "pairs": pairs,
        "general": _general(screening, sources),
        "clashes": _clashes(screening, words, sources),
        "without_pathway": [clean(name) for name in screening.gaps.without_pathway],
        "n_standards": words.exact(len(screening.gaps.standards)),
        "notes": [_told(note, words) for note in screening.notes],
        "sources": sources.listed(),
    }
    return page_environment(words).get_template("policy_screening.html.j2").render(content)


def _told(text: str, words: Translation) -> str:
    """Return what was said below the page in its language, fit for a page."""
    return clean(words.tell(text))


def answer_words(answer: str, words: Translation) -> str:
    """Return an answer of a screening in words."""
    return {
        "opens_a_risk": words.gettext("opens a risk"),
        "no_risk_shown": words.gettext("no risk shown"),
        "cannot_be_told": words.gettext("cannot be told"),
        "blocks": words.gettext("blocks a measure"),
        "no_block_shown": words.gettext("no block shown"),
        "opens_a_pathway": words.gettext("opens a pathway"),
        "no_opening_shown": words.gettext("no opening shown"),
        "covered": words.gettext("covered"),
        "gap": words.gettext("gap"),
    }[answer]


def _tone(answer: str) -> str:
    if answer in ("opens_a_risk", "blocks", "opens_a_pathway", "gap"):
        return "bad"
    return "assumed" if answer == "cannot_be_told" else ""


def _answers(screening: PolicyScreening, words: Translation) -> list[tuple[str, str]]:
    def counted(answers: Sequence[str]) -> str:
        numbers = Counter(answers)
        return "; ".join(f"{answer_words(answer, words)}: {words.exact(count)}" for answer, count in numbers.items())

    found = []
    if screening.climate_measures:
        found.append((words.gettext("Climate measures"), counted([one.answer for one in screening.climate_measures])))
    if screening.policies:
        answers = [answer for one in screening.policies for answer in (one.blocks, one.opens)]
        found.append((words.gettext("Rules and subsidies"), counted(answers)))
    if screening.gaps.pairs:
        found.append((words.gettext("Ways in"), counted([one.answer for one in screening.gaps.pairs])))
    return found


def _measure_row(
    screened: ScreenedMeasure, screening: PolicyScreening, words: Translation, sources: _Sources
) -> MeasureRow:
    cited = [sources.number(screening.citations.get(screened.measure.source_id or "", ""))]
    cited += [sources.number(chain.rule.citation, chain.rule.url) for chain in screened.chains]
    guards = dict.fromkeys(_told(declared(word), words) for chain in screened.chains for word in chain.rule.safeguards)
    return MeasureRow(
        clean(screened.measure.name),
        clean(words.term("climate measure", screened.measure.kind)),
        answer_words(screened.answer, words),
        _tone(screened.answer),
        _told(screened.reason, words),
        tuple(guards),
        tuple(number for number in dict.fromkeys(cited) if number),
    )


def _policy_row(policy: CheckedPolicy, screening: PolicyScreening, words: Translation, sources: _Sources) -> PolicyRow:
    touched: list[tuple[str, str, tuple[Link, ...]]]
    touched = [(one.measure_id, one.answer, one.links) for one in policy.measures]
    touched += [(f"{one.scientific_name}, {one.pathway}", one.answer, one.links) for one in policy.pathways]
    number = sources.number(screening.citations.get(policy.source_id or "", ""))
    return PolicyRow(
        clean(policy.name),
        words.term("policy effect", policy.effect),
        (answer_words(policy.blocks, words), _tone(policy.blocks)),
        (answer_words(policy.opens, words), _tone(policy.opens)),
        tuple(
            (f"{clean(name)}: {answer_words(answer, words)}", " ".join(_told(link.reason, words) for link in links))
            for name, answer, links in touched
        ),
        tuple(_told(said, words) for said in policy.not_stated),
        (number,) if number else (),
    )


def _standard(screening: PolicyScreening, standard_id: str, sources: _Sources, note: str = "") -> StandardLine:
    standard = next(one for one in screening.gaps.standards if one.standard_id == standard_id)
    number = sources.number(standard.citation, standard.url)
    return StandardLine(clean(f"{standard.instrument}: {standard.standard}"), number, note)


def _general(screening: PolicyScreening, sources: _Sources) -> list[StandardLine]:
    """Return the general duties beside ways in that nothing covers for sure, each once."""
    named = dict.fromkeys(one for pair in screening.gaps.pairs if pair.answer != "covered" for one in pair.general)
    return [_standard(screening, standard_id, sources) for standard_id in named]


def _gap_row(pair: PathwayGap, screening: PolicyScreening, words: Translation, sources: _Sources) -> GapRow:
    covering = [_standard(screening, one.standard_id, sources, _force(one, words)) for one in pair.covered_by]
    open_ = [_standard(screening, one.standard_id, sources, _what_is_open(one, words)) for one in pair.may_cover]
    return GapRow(
        clean(pair.scientific_name),
        words.term("pathway", PATHWAY_TERMS.get(pair.pathway, pair.pathway)),
        pair.area or words.gettext("not given"),
        answer_words(pair.answer, words),
        _tone(pair.answer),
        (*covering, *open_),
    )


def _force(coverage: Coverage, words: Translation) -> str:
    return "" if coverage.force == "binding" else words.gettext("guidance, binds nobody")


def _what_is_open(coverage: Coverage, words: Translation) -> str:
    """Return which of the four questions about a standard the data leave open."""
    questions = {
        "pathway": words.gettext("whether it means this way in"),
        "species": words.gettext("whether it reaches the species"),
        "place": words.gettext("whether it holds at the place"),
        "in force": words.gettext("whether it is in force"),
    }
    open_ = [questions[link.name] for link in coverage.links if link.holds == "unknown" and link.name in questions]
    return words.say("cannot be told: %(questions)s", questions=words.joined(open_))


def _clashes(
    screening: PolicyScreening, words: Translation, sources: _Sources
) -> list[tuple[str, str, tuple[int, ...]]]:
    standards = {one.standard_id: one for one in screening.gaps.standards}
    found = []
    for clash in screening.gaps.contradictions:
        both = [standards[clash.first_id], standards[clash.second_id]]
        values = {"first": clean(both[0].instrument), "second": clean(both[1].instrument)}
        said = (
            words.say("%(first)s and %(second)s contradict each other", **values)
            if clash.answer == "yes"
            else words.say("%(first)s and %(second)s may contradict each other", **values)
        )
        numbers = tuple(number for one in both if (number := sources.number(one.citation, one.url)))
        found.append((said, " ".join(_told(link.reason, words) for link in clash.links), numbers))
    return found
