"""The answer on one page, in words: question, answer in one sentence, up to ten rows, and what run it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.impacts.verdicts import Verdict
from oxyura.publish.brief_rows import MOST_ROWS, BriefRow, Threat, describe_threats, rank_threats
from oxyura.publish.brief_text import clean, shorten
from oxyura.publish.labels import Labels, read_labels
from oxyura.publish.language import Translation
from oxyura.publish.number_words import LEVEL
from oxyura.publish.page_listing import stamp_lines
from oxyura.study.assessment import Assessment, MigrantAssessment

_WIDEST_TITLE, _WIDEST_QUESTION, _WIDEST_NAME, _WIDEST_STAMP = 100, 220, 36, 220
_MOST_NAMED = 3


@dataclass(frozen=True)
class BriefPage:
    """Everything that the page says.

    Parameters
    ----------
    title, question, answer : str
        The question is empty where the study asks none.
    headings : tuple of str
        Of the seven columns.
    table_title : str
        What the table holds, for those who hear the page.
    rows : tuple of BriefRow
        At most ten.
    left_out : str
        How many more there are; empty where all are shown.
    footer : tuple of str
        Which run the page came from, and where its numbers are.
    """

    title: str
    question: str
    answer: str
    headings: tuple[str, ...]
    table_title: str
    rows: tuple[BriefRow, ...]
    left_out: str
    footer: tuple[str, ...]


def describe_brief(assessment: Assessment, words: Translation, most_rows: int = MOST_ROWS) -> BriefPage:
    """Put the answer of a run on one page, with at most so many rows."""
    settings = assessment.study.settings
    labels, threats = read_labels(assessment.study.tables), rank_threats(assessment)
    more = max(0, len(threats) - most_rows)
    return BriefPage(
        title=shorten(clean(settings.title), _WIDEST_TITLE),
        question=shorten(clean(settings.question), _WIDEST_QUESTION),
        answer=_answer(assessment, threats, labels, words),
        headings=(
            words.gettext("Migrant"),
            words.gettext("Invader"),
            words.gettext("Where"),
            words.gettext("When"),
            words.gettext("How sure"),
            words.gettext("What to do"),
            words.gettext("Cost"),
        ),
        table_title=words.gettext(
            "Who harms whom, where and when, how sure that is, and what to do; the gravest first"
        ),
        rows=describe_threats(assessment, threats[:most_rows], labels, words),
        left_out=words.say_count(
            "%(number)s more pair of migrant and invader is on the full page, report.html.",
            "%(number)s more pairs of migrant and invader are on the full page, report.html.",
            more,
            number=words.exact(more),
        )
        if more
        else "",
        footer=_footer(assessment, words, replace(labels, words=words)),
    )


def _answer(assessment: Assessment, threats: Sequence[Threat], labels: Labels, words: Translation) -> str:
    """Return the answer in one sentence: the gravest verdict, of whom, and what it comes to."""
    gravest = threats[0].verdict if threats else "not_assessed"
    of_whom = list(dict.fromkeys(threat.migrant_id for threat in threats if threat.verdict == gravest))
    sentence = _sentence(gravest, of_whom, len(assessment.migrants), labels, words)
    size = _size(assessment, of_whom, labels, words) if gravest in ("demonstrated_threat", "inferred_threat") else ""
    return words.say("%(sentence)s; %(addition)s.", sentence=sentence, addition=size) if size else f"{sentence}."


def _sentence(gravest: Verdict, of_whom: Sequence[str], total: int, labels: Labels, words: Translation) -> str:
    names = [shorten(clean(labels.migrant(migrant).name), _WIDEST_NAME) for migrant in of_whom[:_MOST_NAMED]]
    more = len(of_whom) - len(names)
    if more:
        names.append(words.say_count("%(number)s other", "%(number)s others", more, number=more))
    values = {"number": len(of_whom), "total": total, "names": words.joined(names)}
    match gravest:
        case "demonstrated_threat":
            return words.say_count(
                "Invasive alien species are a demonstrated threat to the one population of the study, %(names)s",
                "Invasive alien species are a demonstrated threat to %(number)s of the %(total)s populations of the "
                "study: %(names)s",
                total,
                **values,
            )
        case "inferred_threat":
            return words.say_count(
                "Invasive alien species are inferred, not yet demonstrated, to be a threat to the one population of "
                "the study, %(names)s",
                "Invasive alien species are inferred, not yet demonstrated, to be a threat to %(number)s of the "
                "%(total)s populations of the study: %(names)s",
                total,
                **values,
            )
        case "unproven":
            return words.say_count(
                "Whether invasive alien species harm the one population of the study, %(names)s, is not proven: with "
                "precaution it is read as threatened until the evidence decides",
                "Whether invasive alien species harm %(number)s of the %(total)s populations of the study (%(names)s) "
                "is not proven: with precaution they are read as threatened until the evidence decides",
                total,
                **values,
            )
        case "no_demonstrated_impact":
            return words.gettext(
                "By what the study knows, no invasive alien species threatens a listed population where they meet"
            )
    return words.gettext("The study does not say enough to tell whether invasive alien species harm its populations")


def _size(assessment: Assessment, of_whom: Sequence[str], labels: Labels, words: Translation) -> str:
    """Return what the harm comes to: growth of the one, or of the first of several, else young lost."""
    first = next(migrant for migrant in assessment.migrants if migrant.migrant_id == of_whom[0])
    if first.population is not None and first.population.alien_causes:
        return _growth(first, first.population, labels, words, alone=len(of_whom) == 1)
    if len(of_whom) == 1:
        lost = first.young_lost_per_year
        if lost is None or not lost.median > 0:
            return ""
        young = words.significant(lost.median) + words.interval(lost, words.significant)
        return words.say("it loses about %(young)s young a year", young=young)
    totals = {total.group: total for total in assessment.young_lost_totals}
    total = totals.get("listed") or totals.get("all")
    if total is None:
        return ""
    # The sum of the point values, which a reader can add up from the study's own tables.
    young = words.significant(total.point, 4) + words.interval(total.young_lost_per_year, words.significant)
    if total.group == "listed":
        return words.say("the listed ones of the study together lose about %(young)s young a year", young=young)
    return words.say("all of the study together lose about %(young)s young a year", young=young)


def _growth(
    migrant: MigrantAssessment, population: Population, labels: Labels, words: Translation, *, alone: bool
) -> str:
    growths = {"now": population.now.growth_band, "without": population.scenarios[WITHOUT_INVADERS].growth_band}
    values = {name: words.yearly(band.median) + words.interval(band, words.yearly) for name, band in growths.items()}
    if alone:
        return words.say("it changes by %(now)s a year, without them by %(without)s", **values)
    name = shorten(clean(labels.migrant(migrant.migrant_id).name), _WIDEST_NAME)
    return words.say("%(name)s changes by %(now)s a year, without them by %(without)s", name=name, **values)


def _footer(assessment: Assessment, words: Translation, labels: Labels) -> tuple[str, ...]:
    study = assessment.study
    draws = words.gettext("point values only, no draws")
    if assessment.draws > 1:
        draws = words.say("%(draws)s draws", draws=words.exact(assessment.draws))
    run = (
        f"Oxyura {assessment.version}",
        words.say("study %(name)s", name=shorten(clean(study.name), _WIDEST_NAME)),
        words.say("seed %(seed)s", seed=study.settings.seed),
        draws,
        shorten(clean(words.date(study.settings.date)), _WIDEST_NAME),
    )
    stamp = [clean(line.in_full(words)) for line in stamp_lines(assessment, labels)]
    return (
        " · ".join(part for part in run if part),
        words.say(
            "Numbers trace to summary.json of this run, costs and chances of success to tables/measures.csv beside "
            "it. In brackets: %(level)s intervals.",
            level=LEVEL,
        ),
        shorten(" · ".join(stamp), _WIDEST_STAMP),
    )
