"""An existing plan held against an assessment, and the chapter on what it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from oxyura.policy.action_plan import ActionPlan, Threat
from oxyura.policy.action_plan_drafting import draw_up_plan
from oxyura.policy.action_plan_facts import PlanFacts
from oxyura.policy.plan_audit import PlanAudit, audit_plan, read_planned_actions
from oxyura.study.action_planning import name_invaders, plan_actions
from oxyura.study.assessment import Assessment
from oxyura.study.plan_table_reading import read_plan_table


def audit_existing_plan(
    assessment: Assessment, path: Path, migrant_id: str | None = None, *, encoding: str | None = None
) -> tuple[PlanAudit, ActionPlan]:
    """Hold an existing plan against a run, and draw up the chapter on the threats that it has no action against.

    Parameters
    ----------
    assessment : Assessment
    path : Path
        The existing plan's threats and actions, as CSV or ``.xlsx``.
    migrant_id : str, optional
        The only migrant that the plan is for.
    encoding : str, optional
        Of a CSV file that is not UTF-8.

    Raises
    ------
    InputError
        The table cannot be used, or the study has no such migrant.
    """
    table = read_plan_table(path, encoding=encoding)
    plan = plan_actions(assessment, migrant_id)
    planned, alone = read_planned_actions(table)
    names = name_invaders(assessment.study.tables)
    audit = audit_plan(plan.threats, names, planned, table.file, alone)
    chapter = draw_up_plan(_only(plan.facts, [one.threat for one in audit.answered("no")]))
    return audit, _without_counts(chapter)


def _without_counts(plan: ActionPlan) -> ActionPlan:
    """Return a plan without its result about counts, which is no matter of a chapter on invaders."""
    return replace(
        plan,
        objectives=tuple(
            replace(objective, results=tuple(result for result in objective.results if result.key != "result:counts"))
            for objective in plan.objectives
        ),
    )


def _only(facts: PlanFacts, threats: Iterable[Threat]) -> PlanFacts:
    """Return the facts of some threats alone."""
    kept = {(threat.migrant_id, threat.invader_id) for threat in threats}
    migrants, invaders = {migrant for migrant, _ in kept}, {invader for _, invader in kept}
    return replace(
        facts,
        migrants=tuple(migrant for migrant in facts.migrants if migrant.migrant_id in migrants),
        invaders={name: invader for name, invader in facts.invaders.items() if name in invaders},
        pairs=tuple(pair for pair in facts.pairs if (pair.migrant_id, pair.invader_id) in kept),
        measures=tuple(measure for measure in facts.measures if not invaders.isdisjoint(measure.invaders)),
        gaps=tuple(gap for gap in facts.gaps if (gap.migrant_id, gap.invader_id) in kept),
    )
