"""A flyway's gaps as one HTML page for a meeting: whose list, which invader, whose migrants, what to add first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment

from oxyura import __version__
from oxyura.policy.coherence import Coherence, Gap, Reading
from oxyura.publish.coastline import SOURCE as COASTLINE_SOURCE
from oxyura.publish.coherence_map import draw_flyway
from oxyura.publish.coherence_rows import Names, amount, gap_lines, out_of_reach, point_lines, rule_lines
from oxyura.publish.language import Translation, words_for
from oxyura.publish.page_templates import make_environment, read_style
from oxyura.study.package import Study

# A meeting reads so many additions; the files hold all.
MOST_PROPOSED = 10
MOST_GAPS, MOST_SITES, MOST_RULES = 60, 60, 40


def render_coherence(coherence: Coherence, studies: Sequence[Study], language: str = "en") -> str:
    """Return the page of a flyway.

    Parameters
    ----------
    coherence : Coherence
        The answer.
    studies : sequence of Study
        The studies it was made from, for their names.
    language : {'en', 'fr', 'es'}
        Of the page's own words and numbers; names and notes stay as the studies have them.

    Returns
    -------
    str
        One HTML document: style and map inside, no script, no request. Every text of a study is escaped.

    Raises
    ------
    InputError
        The program does not speak the language.
    """
    words = words_for(language)
    return _environment(words).get_template("coherence.html.j2").render(_content(coherence, studies, words))


def _content(coherence: Coherence, studies: Sequence[Study], words: Translation) -> dict[str, Any]:
    names = Names(studies, coherence, words)
    told, possible = coherence.readings["told"], coherence.readings["possible"]
    proposed = propose(coherence)
    rules = rule_lines(studies, words)
    flyway = draw_flyway(coherence, studies, names, MOST_SITES)
    return {
        "style": read_style("report.css", "coherence.css"),
        "words": words,
        "version": __version__,
        "coherence": coherence,
        "titles": [study.settings.title for study in studies],
        "date": words.date(coherence.date),
        "told": told,
        "possible": possible,
        "told_answer": _answer(told, words),
        "possible_answer": _answer(possible, words),
        "first_answer": _first(possible, names),
        "proposed": gap_lines(proposed, names),
        "gaps": gap_lines(coherence.gaps[:MOST_GAPS], names),
        "gaps_left_out": max(0, len(coherence.gaps) - MOST_GAPS),
        "frontiers": [
            (_reading_name(reading, words), point_lines(reading, names))
            for reading in (told, possible)
            if reading.frontier
        ],
        "rules": rules[:MOST_RULES],
        "rules_left_out": max(0, len(rules) - MOST_RULES),
        "beyond": out_of_reach(coherence, words),
        "flyway": flyway,
        "sites": flyway.sites[:MOST_SITES],
        "sites_left_out": max(0, len(flyway.sites) - MOST_SITES),
        "coastline_source": words.gettext(COASTLINE_SOURCE),
        "notes": [words.tell(note) for note in coherence.notes],
        "within": None if coherence.within_km is None else words.exact(coherence.within_km),
        "weights": _weights(coherence, words),
        "n_migrants": len({who for gap in coherence.gaps for who in gap.migrants}),
        "n_invaders": len({gap.listing.taxon for gap in coherence.gaps}),
    }


def propose(coherence: Coherence) -> tuple[Gap, ...]:
    """Return the additions that a meeting should look at first: the best few, those that expose most first."""
    point = coherence.readings["possible"].best(MOST_PROPOSED)
    chosen = frozenset(point.listings) if point is not None else frozenset()
    return tuple(gap for gap in coherence.gaps if gap.listing in chosen)


def _answer(reading: Reading, words: Translation) -> str:
    if reading.total <= 0 and reading.name == "told":
        return words.gettext(
            "Nothing counts: no threat to a migrant that two Parties share is demonstrated or inferred where the "
            "tables also tell whether the invader is listed."
        )
    if reading.total <= 0:
        return words.gettext("Nothing counts: no invader with evidence of harm meets a migrant that two Parties share.")
    said = [
        words.say(
            "Of an exposure of %(total)s, %(closed)s is closed today and %(open)s is open.",
            total=words.significant(reading.total),
            closed=words.percent(reading.closed_now / reading.total),
            open=words.percent(max(0.0, 1.0 - reading.closed_now / reading.total)),
        )
    ]
    if reading.closable > 0:
        number, share = len(reading.smallest), words.percent(reading.closable / reading.total)
        proven = (
            ""
            if reading.is_smallest_proven
            else " "
            + words.say("(that fewer do is not excluded: at least %(fewest)s)", fewest=words.exact(reading.fewest))
        )
        said.append(
            words.say_count(
                "%(number)s addition closes %(share)s of it, all that a list can close%(proven)s.",
                "%(number)s additions close %(share)s of it, all that lists can close%(proven)s.",
                number,
                number=words.exact(number),
                share=share,
                proven=proven,
            )
        )
    elif reading.closed_now < reading.total:
        said.append(words.gettext("No addition closes any of it."))
    return " ".join(said)


def _first(reading: Reading, names: Names) -> str:
    words, point = names.words, reading.best(3)
    if point is None or not point.listings:
        return words.gettext("Nothing to add.")
    added = "; ".join(names.listing(listing) for listing in point.listings)
    share = words.percent(min(1.0, point.closed / reading.closable) if reading.closable > 0 else 0.0)
    return words.say(
        "%(added)s. With precaution this closes %(share)s of what lists can close.", added=added, share=share
    )


def _reading_name(reading: Reading, words: Translation) -> str:
    return words.gettext("By the tables alone") if reading.name == "told" else words.gettext("With precaution")


def _weights(coherence: Coherence, words: Translation) -> str:
    listing, verdict = coherence.weights.listing, coherence.weights.verdict
    parts = [
        words.say("CMS %(appendix)s", appendix="I") + f" {words.exact(listing['I'])}",
        words.say("CMS %(appendix)s", appendix="II") + f" {words.exact(listing['II'])}",
        words.gettext("an agreement alone") + f" {words.exact(listing['agreement'])}",
        words.gettext("not listed") + f" {words.exact(listing['not_listed'])}",
        *(f"{words.term('verdict', name)} {words.exact(weight)}" for name, weight in verdict.items()),
    ]
    return ", ".join(parts)


@cache
def _environment(words: Translation) -> Environment:
    environment = make_environment("oxyura.publish", words)
    environment.filters["amount"] = lambda number: amount(float(number), words)
    return environment
