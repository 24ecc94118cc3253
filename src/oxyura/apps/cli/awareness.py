"""`oxyura awareness`: a brief of two pages for one audience."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oxyura.apps.cli.reporting import ENCODING_OPTION, JSON_OPTION, QUIET_OPTION, command


@command
def awareness(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study's folder, its workbook (.xlsx), or a casebook name.")
    ],
    audience: Annotated[
        str,
        typer.Option("--audience", metavar="WHO", help="anglers, bird-trade, shipping, gardeners or visitors."),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty or new folder for the brief.")],
    migrant: Annotated[
        str | None, typer.Option("--migrant", metavar="ID", help="The migrant that the brief is about.")
    ] = None,
    pathway: Annotated[
        str | None,
        typer.Option("--pathway", metavar="TERM", help="Or a pathway, as Darwin Core spells it, such as pet."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="html, docx, pdf; commas between.")
    ] = "html,docx,pdf",
    force: Annotated[bool, typer.Option("--force", help="Replace DIR if it holds earlier results.")] = False,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Language of the brief: en, fr or es.")
    ] = "en",
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Write a brief of two pages for one audience.

    Plain words and drawings on one migrant, or one pathway, and the one act that is asked: of anglers, bird keepers,
    ship crews, gardeners or visitors. Every number comes from the run.
    """
    return run(
        study,
        audience,
        out,
        migrant=migrant,
        pathway=pathway,
        formats=formats,
        force=force,
        language=language,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


def run(
    study: str,
    audience: str,
    out: Path,
    *,
    migrant: str | None,
    pathway: str | None,
    formats: str,
    force: bool,
    language: str,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Assess the study and write the brief to `out`, all of it or nothing."""
    from oxyura.apps.cli.report import read_formats
    from oxyura.apps.cli.reporting import console, say_progress, write_json
    from oxyura.policy.awareness import audience_called, speaks_to
    from oxyura.publish.documents.awareness_document import awareness_document, find_concern
    from oxyura.publish.documents.files import write_documents
    from oxyura.publish.documents.report_parts import files_of, read_records
    from oxyura.publish.language import words_for
    from oxyura.publish.result_folder import check_destination
    from oxyura.schema.errors import InputError
    from oxyura.study.checked import read_study
    from oxyura.study.running import assess_study

    progress, words = say_progress(quiet or as_json), words_for(language)
    if migrant is not None and pathway is not None:
        raise InputError(
            "The brief is about a migrant or about a pathway, not both.", where="--pathway", remedy="Leave one out."
        )
    asked, written = audience_called(audience), read_formats(formats)
    check_destination(out, kind="awareness", force=force)
    progress("Assessing the study")
    assessment = assess_study(read_study(study, encoding=encoding))
    concern = find_concern(assessment, migrant=migrant or "", pathway=pathway or "")
    document = awareness_document(assessment, concern, asked, words)
    progress("Writing the brief")
    stem = f"brief-{asked.audience_id}"
    others = files_of(read_records([assessment], "", words))
    folder = write_documents(out, {stem: document}, written, others, kind="awareness", force=force)
    if as_json:
        write_json(
            {
                "study": assessment.study.name,
                "run": document.run,
                "audience": asked.audience_id,
                "migrants": list(concern.migrants),
                "invaders": list(concern.invaders),
                "pathways": list(concern.pathways),
                "speaks_to_audience": speaks_to(asked, concern.pathways),
                "files": [f"{stem}.{ending}" for ending in written],
            }
        )
    elif not quiet:
        console().print(f"Brief: {folder / stem}.{written[0]}")
    return 0
