"""The answer as one HTML page that asks nothing from outside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from oxyura.publish.coastline import SOURCE as COASTLINE_SOURCE
from oxyura.publish.growth_chart import chart_growth
from oxyura.publish.labels import read_labels
from oxyura.publish.number_words import exact
from oxyura.publish.page_attribution import list_attributions
from oxyura.publish.page_cautions import group_cautions, list_steps
from oxyura.publish.page_evidence import list_effects, list_exposure
from oxyura.publish.page_fits import list_fits
from oxyura.publish.page_measures import describe_measures, frontier_of
from oxyura.publish.page_populations import MOST_CHARTS, describe_populations, draw_courses
from oxyura.publish.page_rates import list_rates
from oxyura.publish.page_screening import list_screening, list_totals
from oxyura.publish.page_unknown import list_gaps
from oxyura.publish.page_verdicts import VERDICT_MEANINGS, VERDICT_WORDS, list_verdicts
from oxyura.publish.site_map import draw_sites
from oxyura.publish.study_answer import answer_study
from oxyura.publish.year_ring import draw_rings
from oxyura.publish.year_strip import MONTHS, draw_strips
from oxyura.study.assessment import Assessment

MOST_STRIPS = 60


def render_report(assessment: Assessment) -> str:
    """Return the page of an assessment.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run.

    Returns
    -------
    str
        One HTML document: style and charts inside, no script, no request, links only to http, https and DOI.
        Every text of the study is escaped.
    """
    return _environment().get_template("report.html.j2").render(_content(assessment))


def _content(assessment: Assessment) -> dict[str, Any]:
    study, labels = assessment.study, read_labels(assessment.study.tables)
    strips = draw_strips(assessment, labels)
    n_full = sum(migrant.population is not None for migrant in assessment.migrants)
    return {
        "style": _style(),
        "study": study,
        "settings": study.settings,
        "version": assessment.version,
        "draws": assessment.draws,
        "labels": labels,
        "populations": describe_populations(assessment, labels),
        "n_full": n_full,
        "charts": draw_courses(assessment, labels),
        "charts_left_out": max(0, n_full - MOST_CHARTS),
        "fits": list_fits(assessment, labels),
        "screening": list_screening(assessment, labels),
        "totals": list_totals(assessment),
        "strips": strips[:MOST_STRIPS],
        "strips_left_out": max(0, len(strips) - MOST_STRIPS),
        "rings": draw_rings(assessment, labels, MOST_STRIPS),
        "months": MONTHS,
        "study_answer": answer_study(assessment, labels),
        "growth": chart_growth(assessment, labels),
        "plan": describe_measures(assessment, labels),
        "frontier_svg": frontier_of(assessment),
        "site_map": draw_sites(assessment, labels),
        "coastline_source": COASTLINE_SOURCE,
        "attributions": list_attributions(assessment, labels),
        "verdicts": list_verdicts(assessment, labels),
        "verdict_meanings": VERDICT_MEANINGS,
        "verdict_words": VERDICT_WORDS,
        "exposure": list_exposure(assessment, labels),
        "effects": list_effects(assessment, labels),
        "rates": list_rates(assessment, labels),
        "cautions": group_cautions(assessment, labels),
        "gaps": list_gaps(assessment, labels),
        "steps": list_steps(assessment, labels),
        "sources": list(labels.sources.values()),
        "counts": _counts(assessment),
    }


def _counts(assessment: Assessment) -> tuple[str, ...]:
    """Return the size of the study in words, such as ``10 populations``."""
    tables = assessment.study.tables
    counted = (("population", "migrants"), ("invader", "invaders"), ("site", "sites"), ("source", "sources"))
    return tuple(
        f"{exact(float(len(tables[table])))} {word}{'' if len(tables[table]) == 1 else 's'}" for word, table in counted
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("oxyura.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["exact"] = lambda number: exact(float(number))
    return environment


@cache
def _style() -> Markup:
    # Ours, and without the characters that could end the style element.
    return Markup(files("oxyura.publish").joinpath("templates/report.css").read_text("utf-8"))
