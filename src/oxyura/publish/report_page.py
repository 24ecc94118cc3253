"""The answer as one HTML page that asks nothing from outside."""

from __future__ import annotations

from typing import Any

from oxyura.publish.coastline import SOURCE as COASTLINE_SOURCE
from oxyura.publish.growth_chart import chart_growth
from oxyura.publish.labels import read_labels
from oxyura.publish.language import Translation, words_for
from oxyura.publish.page_attribution import list_attributions
from oxyura.publish.page_cautions import group_cautions, list_steps
from oxyura.publish.page_counts import list_counts
from oxyura.publish.page_courses import MOST_POPULATIONS, draw_courses
from oxyura.publish.page_eicat import list_eicat
from oxyura.publish.page_evidence import list_effects, list_exposure
from oxyura.publish.page_first import list_first
from oxyura.publish.page_fits import list_fits
from oxyura.publish.page_listing import stamp_lines
from oxyura.publish.page_measures import describe_measures, frontier_of
from oxyura.publish.page_network import list_networks
from oxyura.publish.page_pooled import list_pooled
from oxyura.publish.page_populations import describe_populations
from oxyura.publish.page_purity import list_purity
from oxyura.publish.page_rates import list_rates
from oxyura.publish.page_records import list_records, size_records
from oxyura.publish.page_scores import list_facts
from oxyura.publish.page_screening import list_screening, list_totals
from oxyura.publish.page_templates import page_environment, read_style
from oxyura.publish.page_unknown import list_gaps
from oxyura.publish.page_verdicts import list_verdicts, verdict_meanings
from oxyura.publish.site_map import draw_sites
from oxyura.publish.study_answer import answer_study
from oxyura.publish.year_ring import draw_rings
from oxyura.publish.year_strip import draw_strips, name_months
from oxyura.study.assessment import Assessment

MOST_STRIPS = 60


def render_report(assessment: Assessment, language: str = "en") -> str:
    """Return the page of an assessment.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run.
    language : {'en', 'fr', 'es'}
        Of the page's own words and numbers; names and notes stay as the study has them.

    Returns
    -------
    str
        One HTML document: style and charts inside, no script, no request, links only to http, https and DOI.
        Every text of the study is escaped.

    Raises
    ------
    InputError
        The program does not speak the language.
    """
    words = words_for(language)
    return page_environment(words).get_template("report.html.j2").render(_content(assessment, words))


def _content(assessment: Assessment, words: Translation) -> dict[str, Any]:
    study, labels = assessment.study, read_labels(assessment.study.tables, words)
    strips = draw_strips(assessment, labels)
    records = size_records(study.tables)
    n_full = sum(migrant.population is not None for migrant in assessment.migrants)
    return {
        "style": read_style("report.css"),
        "words": words,
        "study": study,
        "settings": study.settings,
        "version": assessment.version,
        "draws": assessment.draws,
        "labels": labels,
        "populations": describe_populations(assessment, labels),
        "n_full": n_full,
        "charts": draw_courses(assessment, labels),
        "charts_left_out": max(0, n_full - MOST_POPULATIONS),
        "fits": list_fits(assessment, labels),
        "screening": list_screening(assessment, labels),
        "totals": list_totals(assessment, words),
        "strips": strips[:MOST_STRIPS],
        "strips_left_out": max(0, len(strips) - MOST_STRIPS),
        "rings": draw_rings(assessment, labels, MOST_STRIPS),
        "months": name_months(words),
        "study_answer": answer_study(assessment, labels),
        "growth": chart_growth(assessment, labels),
        "plan": describe_measures(assessment, labels),
        "frontier_svg": frontier_of(assessment, words),
        "site_map": draw_sites(assessment, labels),
        "coastline_source": words.gettext(COASTLINE_SOURCE),
        "attributions": list_attributions(assessment, labels),
        "verdicts": list_verdicts(assessment, labels),
        "verdict_meanings": verdict_meanings(words),
        "networks": list_networks(assessment, labels),
        "counted": list_counts(assessment, labels),
        "first": list_first(assessment, labels),
        "eicat": list_eicat(assessment, labels),
        "purity": list_purity(assessment, labels),
        "stamps": stamp_lines(assessment, labels),
        "pooled": list_pooled(assessment, records, labels),
        "records": list_records(records, labels),
        "facts": list_facts(assessment, labels),
        "exposure": list_exposure(assessment, labels),
        "effects": list_effects(assessment, labels),
        "rates": list_rates(assessment, labels),
        "cautions": group_cautions(assessment, labels),
        "gaps": list_gaps(assessment, labels),
        "steps": list_steps(assessment, labels),
        "sources": list(labels.sources.values()),
        "counts": _counts(assessment, words),
    }


def _counts(assessment: Assessment, words: Translation) -> tuple[str, ...]:
    """Return the size of the study in words, such as ``10 populations``."""
    tables = assessment.study.tables
    migrants, invaders, sites, sources = (len(tables[name]) for name in ("migrants", "invaders", "sites", "sources"))
    return (
        words.say_count("%(number)s population", "%(number)s populations", migrants, number=words.exact(migrants)),
        words.say_count("%(number)s invader", "%(number)s invaders", invaders, number=words.exact(invaders)),
        words.say_count("%(number)s site", "%(number)s sites", sites, number=words.exact(sites)),
        words.say_count("%(number)s source", "%(number)s sources", sources, number=words.exact(sources)),
    )
