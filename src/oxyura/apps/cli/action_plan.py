"""`oxyura action-plan`: an action plan, a chapter for an existing one, or a plan for a pathway, as documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oxyura.apps.cli.reporting import (
    ENCODING_OPTION,
    JSON_OPTION,
    QUIET_OPTION,
    clean,
    command,
    console,
    say_progress,
    write_json,
)
from oxyura.schema.errors import InputError

if TYPE_CHECKING:
    from oxyura.policy.action_plan import ActionPlan
    from oxyura.policy.pathway_plan import PathwayPlan
    from oxyura.policy.plan_audit import PlanAudit
    from oxyura.publish.documents.files import Format
    from oxyura.study.assessment import Assessment

_MOST_SHOWN = 12


@command
def action_plan(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study's folder, its workbook (.xlsx), or a casebook name.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty or new folder for the plan.")],
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Formats, commas between: html, docx, pdf.")
    ] = "html,docx,pdf",
    language: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Language of the document: en, fr or es.")
    ] = "en",
    migrant: Annotated[
        str | None, typer.Option("--migrant", metavar="ID", help="Only for this migrant; else for every listed one.")
    ] = None,
    audit: Annotated[
        Path | None,
        typer.Option(
            "--audit", metavar="TABLE", help="An existing plan (.csv, .xlsx): write only the chapter that it lacks."
        ),
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", metavar="DIR", help="Folder of an earlier issue: what changed since.")
    ] = None,
    pathway: Annotated[
        str | None,
        typer.Option("--pathway", metavar="TERM", help="Write the management plan for a Darwin Core pathway instead."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace DIR if it holds an earlier plan.")] = False,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Write an action plan in the form of AEWA and CMS.

    Threats in descending priority, goal, purpose, objectives, results and actions with Parties, priority, time scale,
    roles and guidance, every number bound to the run; or, with --audit, only the chapter that an existing plan lacks.
    """
    return run(
        study,
        out,
        formats=formats,
        language=language,
        migrant=migrant,
        audit=audit,
        since=since,
        pathway=pathway,
        force=force,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


def run(
    study: str,
    out: Path,
    *,
    formats: str,
    language: str,
    migrant: str | None,
    audit: Path | None,
    since: Path | None,
    pathway: str | None,
    force: bool,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Draw up a plan from a study and write it to `out`, whole or not at all."""
    from oxyura.publish.documents.action_plan_document import KIND, write_action_plan
    from oxyura.publish.documents.action_plan_since import read_earlier_plan
    from oxyura.publish.documents.pathway_plan_document import write_pathway_plan
    from oxyura.publish.language import words_for
    from oxyura.publish.result_folder import check_destination
    from oxyura.study.action_planning import plan_actions
    from oxyura.study.checked import read_study
    from oxyura.study.pathway_planning import check_pathway, plan_pathway
    from oxyura.study.plan_auditing import audit_existing_plan
    from oxyura.study.plan_table_reading import read_plan_table
    from oxyura.study.running import assess_study

    progress, wanted = say_progress(quiet or as_json), _formats(formats)
    _refuse_mixtures(audit, since, pathway)
    # What can be refused is refused before the run, which takes a while.
    words_for(language)
    check_destination(out, kind=KIND, force=force)
    if pathway is not None:
        pathway = check_pathway(pathway)
    if audit is not None:
        read_plan_table(audit, encoding=encoding)
    if since is not None:
        read_earlier_plan(since)
    loaded = read_study(study, encoding=encoding)
    _check_migrant(loaded.tables["migrants"].words("migrant_id"), migrant)
    assessment = assess_study(loaded, progress=progress)
    progress("Drawing up the plan")
    found: PlanAudit | None = None
    led: PathwayPlan | None = None
    if audit is None:
        plan = plan_actions(assessment, migrant)
    else:
        found, plan = audit_existing_plan(assessment, audit, migrant, encoding=encoding)
    progress("Writing the documents")
    if pathway is not None:
        led = plan_pathway(assessment, plan, pathway)
        folder = write_pathway_plan(assessment, plan, led, out, formats=wanted, language=language, force=force)
    else:
        folder = write_action_plan(
            assessment, plan, out, formats=wanted, language=language, audit=found, since=since, force=force
        )
    if as_json:
        write_json(_to_json(assessment, plan, found, led, folder))
    elif not quiet:
        _show(plan, found, led, folder)
    return 0


def _formats(text: str) -> tuple[Format, ...]:
    from oxyura.publish.documents.files import FORMATS

    asked = [word.strip().casefold() for word in text.split(",") if word.strip()]
    wrong = [word for word in asked if word not in FORMATS]
    if wrong or not asked:
        raise InputError(
            f"'{clean(wrong[0])[:40]}' is no format of documents." if wrong else "No format is named.",
            where="--format",
            remedy=f"Name one or more of: {', '.join(FORMATS)}, commas between.",
        )
    return tuple(name for name in FORMATS if name in asked)


def _refuse_mixtures(audit: Path | None, since: Path | None, pathway: str | None) -> None:
    if pathway is not None and (audit is not None or since is not None):
        other = "--audit" if audit is not None else "--since"
        raise InputError(
            f"--pathway and {other} do not go together.",
            where="--pathway",
            remedy="Write two plans, one after the other.",
        )


def _check_migrant(known: list[str], migrant: str | None) -> None:
    if migrant is not None and migrant not in known:
        raise InputError(
            f"The study has no migrant '{clean(migrant)[:80]}'.",
            where="--migrant",
            remedy=f"Give one of: {', '.join(known[:20])}.",
        )


def _to_json(
    assessment: Assessment, plan: ActionPlan, audit: PlanAudit | None, pathway: PathwayPlan | None, folder: Path
) -> dict[str, Any]:
    import json

    from oxyura.publish.documents.action_plan_rows import PLAN_FILE
    from oxyura.publish.documents.run import run_identifier

    written = json.loads((folder / PLAN_FILE).read_bytes())
    return {
        "study": assessment.study.name,
        "run": run_identifier(assessment),
        "folder": str(folder),
        "threats": [_values(written, threat.key) for threat in plan.threats],
        "actions": [{"number": action.number, **_values(written, action.key)} for action in plan.actions()],
        "audit": written.get("audit"),
        "changes": written.get("changes"),
        "pathway": None
        if pathway is None
        else {
            "term": pathway.term,
            "invaders": [one.invader_id for one in pathway.invaders],
            "maybe": list(pathway.maybe),
            "threats": [threat.key for threat in pathway.threats],
            "gaps": [gap.invader_id for gap in pathway.standards if gap.answer == "gap"],
        },
    }


def _values(written: dict[str, Any], key: str) -> dict[str, Any]:
    return {"key": key, **written["rows"][key]["values"]}


def _show(plan: ActionPlan, audit: PlanAudit | None, pathway: PathwayPlan | None, folder: Path) -> None:
    from oxyura.apps.cli.figures import table

    out = console()
    threats = plan.threats if pathway is None else pathway.threats
    if audit is not None:
        lacking, asked = audit.answered("no"), audit.answered("unknown")
        out.print(f"Threats without an action: {len(lacking)} of {len(audit.threats)}; cannot be told: {len(asked)}.")
    if threats:
        answer = table(
            "Threats, in descending priority", "Invader", "Migrant", "Verdict", "Lower in 20 years", "Priority"
        )
        for threat in threats[:_MOST_SHOWN]:
            lower = "size not known" if threat.shortfall is None else f"{100 * threat.shortfall.median:.3g} %"
            cells = (threat.invader_id, threat.migrant_id, threat.verdict.replace("_", " "))
            answer.add_row(*map(clean, cells), lower, threat.priority.word)
        out.print(answer)
    if len(threats) > _MOST_SHOWN:
        out.print(f"… and {len(threats) - _MOST_SHOWN} more.")
    actions = list(plan.actions()) if pathway is None else list(pathway.actions)
    out.print(f"Actions: {len(actions)}.")
    out.print(clean(f"Written: {folder}"))
