"""What a pathway management plan takes from an assessment."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import numpy as np

from oxyura.invaders.presence import read_origins, read_presences
from oxyura.policy.action_plan import ActionPlan
from oxyura.policy.pathway_plan import PathwayPlan, WayIn, draw_up_pathway_plan
from oxyura.policy.standards import read_standards
from oxyura.policy.standards_gaps import find_standard_gaps
from oxyura.schema.errors import InputError
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.table import TableSet
from oxyura.study.assessment import Assessment
from oxyura.study.rule_files import shipped_standards


def check_pathway(term: str) -> str:
    """Return the Darwin Core concept that a word names, capitals aside.

    Raises
    ------
    InputError
        It names none.
    """
    folded = {name.casefold(): name for name in PATHWAY_TERMS}
    found = folded.get(term.strip().casefold())
    if found is None:
        near = difflib.get_close_matches(term.strip().casefold(), folded, n=1, cutoff=0.6)
        advice = f"Did you mean {folded[near[0]]}? " if near else ""
        raise InputError(
            f"'{term[:60]}' is no pathway of the Darwin Core vocabulary.",
            where="--pathway",
            remedy=f"{advice}The terms stand in the reference of the table presences, column pathway.",
        )
    return found


def plan_pathway(assessment: Assessment, plan: ActionPlan, term: str) -> PathwayPlan:
    """Draw up the management plan for a pathway.

    Parameters
    ----------
    assessment : Assessment
    plan : ActionPlan
        Of the same run.
    term : str
        Darwin Core concept.

    Raises
    ------
    InputError
        There is no such concept.
    """
    tables = assessment.study.tables
    sources = tables["sources"]
    citations = dict(zip(sources.words("source_id"), sources.words("citation"), strict=True))
    standards = read_standards(shipped_standards(), tables["instruments"], citations)
    gaps = find_standard_gaps(tables, standards, assessment.study.settings.date)
    return draw_up_pathway_plan(check_pathway(term), plan, tuple(_ways(tables)), gaps)


def _ways(tables: TableSet) -> Iterator[WayIn]:
    """Yield how each invader came, or may come, to each site where it is, was or would be alien."""
    presences, origin = read_presences(tables), read_origins(tables)
    table = tables["presences"]
    columns = (table.words("invader_id"), table.words("site_id"), table.texts("pathway"), table.numbers("first_year"))
    for invader, site, pathway, year in zip(*columns, strict=True):
        presence = presences[invader, site]
        if pathway is not None and presence.alien and presence.status in ("present", "eradicated"):
            yield WayIn(invader, site, pathway, None if np.isnan(year) else float(year), expected=False)
    coming = tables["arrivals"]
    for invader, site, pathway in zip(
        coming.words("invader_id"), coming.words("site_id"), coming.texts("pathway"), strict=True
    ):
        if pathway is not None and origin(invader, site, None)[0]:
            yield WayIn(invader, site, pathway, None, expected=True)
