"""An action plan as a document and a folder: put together from its sections, with the files its numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from oxyura.policy.action_plan import ActionPlan
from oxyura.policy.plan_audit import PlanAudit
from oxyura.publish.documents.action_plan_audit import audit_section
from oxyura.publish.documents.action_plan_biology import biology_section
from oxyura.publish.documents.action_plan_changes import changes_section
from oxyura.publish.documents.action_plan_measures import guidance_section, measures_section
from oxyura.publish.documents.action_plan_objectives import objective_sections
from oxyura.publish.documents.action_plan_rows import PLAN_FILE, write_plan_rows
from oxyura.publish.documents.action_plan_since import ChangesSince, compare_with
from oxyura.publish.documents.action_plan_summary import framework_section, summary_section
from oxyura.publish.documents.action_plan_threats import threats_section
from oxyura.publish.documents.action_plan_words import PlanPage, headed
from oxyura.publish.documents.document import Block, Document, Section
from oxyura.publish.documents.files import Format, write_documents
from oxyura.publish.documents.matter import back_matter
from oxyura.publish.documents.run import run_identifier
from oxyura.publish.labels import read_labels
from oxyura.publish.language import Translation, words_for
from oxyura.publish.plan_files import write_plan
from oxyura.publish.result_folder import SUMMARY_FILE, OutputFile
from oxyura.publish.study_tables import write_tables
from oxyura.publish.summary import summarise, to_bytes
from oxyura.study.assessment import Assessment

KIND = "action-plan"
STEM = "action-plan"
_MOST_NAMES = 3


def write_action_plan(
    assessment: Assessment,
    plan: ActionPlan,
    out: str | Path,
    *,
    formats: Sequence[Format],
    language: str = "en",
    audit: PlanAudit | None = None,
    since: str | Path | None = None,
    force: bool = False,
) -> Path:
    """Write an action plan to a folder, all of it or nothing.

    Parameters
    ----------
    assessment : Assessment
        The run that the plan comes from.
    plan : ActionPlan
        Of an audit, the chapter on what the audited plan lacks.
    out : str or Path
        The folder: missing, empty, or with `force` an earlier plan of this program.
    formats : sequence of {'html', 'docx', 'pdf'}
    language : {'en', 'fr', 'es'}
    audit : PlanAudit, optional
        What an existing plan lacks.
    since : str or Path, optional
        Folder of an earlier issue: what changed is a section of this one.
    force : bool
        Whether an earlier plan may be replaced.

    Returns
    -------
    Path
        The folder, absolute.
    """
    document, files = make_action_plan(assessment, plan, language, audit=audit, since=since)
    return write_documents(out, {STEM: document}, formats, files, kind=KIND, force=force)


def make_action_plan(
    assessment: Assessment,
    plan: ActionPlan,
    language: str = "en",
    *,
    audit: PlanAudit | None = None,
    since: str | Path | None = None,
) -> tuple[Document, tuple[OutputFile, ...]]:
    """Return the document and the files that stand beside it; parameters as `write_action_plan`."""
    words = words_for(language)
    tables = tuple(write_tables(assessment.study.tables))
    rows = write_plan_rows(plan, assessment, tables)
    changes = None if since is None else compare_with(since, rows, tables)
    rows = _with(rows, changes, audit)
    page = PlanPage(assessment, plan, read_labels(assessment.study.tables, words))
    document = describe_plan(page, audit, changes)
    return document, (*run_files(assessment), rows)


def run_files(assessment: Assessment) -> tuple[OutputFile, ...]:
    """Return the files of a run that documents point into: the summary, the portfolio and the tables."""
    return (
        OutputFile(SUMMARY_FILE, to_bytes(summarise(assessment)), "application/json", "The answer of the run"),
        write_plan(assessment),
        *write_tables(assessment.study.tables),
    )


def describe_plan(page: PlanPage, audit: PlanAudit | None = None, changes: ChangesSince | None = None) -> Document:
    """Return the document of a plan."""
    words, assessment = page.words, page.assessment
    blocks = _whole(page, changes) if audit is None else _chapter(page, audit, changes)
    return Document(
        title=words.gettext("Action plan on invasive alien species")
        if audit is None
        else words.gettext("A chapter on invasive alien species for an existing action plan"),
        subtitle=_subtitle(page, words),
        language=words.language,
        blocks=(*blocks, *back_matter(assessment, words)),
        run=run_identifier(assessment),
        date=assessment.study.settings.date,
    )


def _whole(page: PlanPage, changes: ChangesSince | None) -> tuple[Block, ...]:
    if not page.plan.facts.migrants:
        return (summary_section(page), *_changed(page, changes), biology_section(page))
    return (
        summary_section(page),
        *_changed(page, changes),
        biology_section(page),
        threats_section(page),
        framework_section(page),
        *objective_sections(page),
        measures_section(page),
        *_guidance(page),
    )


def _chapter(page: PlanPage, audit: PlanAudit, changes: ChangesSince | None) -> tuple[Block, ...]:
    """Return the chapter on what an existing plan lacks, and nothing else."""
    begin = (audit_section(page, audit), *_changed(page, changes))
    if not page.plan.threats:
        return begin
    return (*begin, threats_section(page, page.plan.threats), *objective_sections(page), *_guidance(page))


def _changed(page: PlanPage, changes: ChangesSince | None) -> tuple[Section, ...]:
    return () if changes is None else (changes_section(page, changes),)


def _guidance(page: PlanPage) -> tuple[Section, ...]:
    section = guidance_section(page)
    return () if section is None else (section,)


def _subtitle(page: PlanPage, words: Translation) -> str:
    names = [page.labels.migrant(one.migrant_id) for one in page.plan.facts.migrants]
    if not names or len(names) > _MOST_NAMES:
        return headed(page.assessment.study.settings.title)
    said = [f"{one.name} ({one.scientific_name})" if one.scientific_name else one.name for one in names]
    return words.joined([headed(name) for name in said])


def _with(rows: OutputFile, changes: ChangesSince | None, audit: PlanAudit | None) -> OutputFile:
    """Return `plan.json` with what changed, and what an audited plan lacks."""
    import json

    content: dict[str, Any] = json.loads(rows.content)
    if changes is not None:
        content["changes"] = changes.to_json()
    if audit is not None:
        content["audit"] = {
            "file": audit.file,
            "actions": audit.actions,
            "without_action": audit.without_action,
            "threats": [
                {"threat": one.threat.key, "has_action": one.answer, "rows": [row.row for row in one.rows]}
                for one in audit.threats
            ],
        }
    assert rows.name == PLAN_FILE
    return replace(rows, content=to_bytes(content))
