"""The verbs on how invaders arrive: their arguments and help; what they do stands in the modules of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oxyura.apps.cli.reporting import ENCODING_OPTION, JSON_OPTION, QUIET_OPTION, command


@command
def introductions(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|STUDY", help="CSV with year, count, maybe effort; a GRIIS checklist with dates; or a study."
        ),
    ],
    effort: Annotated[
        bool, typer.Option("--effort", help="Let discovery follow the column effort instead of an unknown trend.")
    ] = False,
    period: Annotated[
        int, typer.Option("--period", metavar="YEARS", min=1, max=100, help="Length of the periods shown.")
    ] = 10,
    country: Annotated[
        str | None, typer.Option("--country", metavar="ISO", help="For a checklist of several countries.")
    ] = None,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Tell whether more alien species arrive.

    First records per period, and the rates of introduction that fit them, with bounds: where search may have changed as
    much as arrival, the answer is that it cannot be told.
    """
    from oxyura.apps.cli.introductions import run

    return run(
        source,
        use_effort=effort,
        period_years=period,
        country=country,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


@command
def pathways(
    studies: Annotated[
        list[str],
        typer.Argument(metavar="STUDY…", help="Studies: folders, workbooks (.xlsx) or casebook names."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a page (.html) or a table (.csv).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is an earlier such file.")] = False,
    period: Annotated[
        int, typer.Option("--period", metavar="YEARS", min=1, max=100, help="Length of the periods of first records.")
    ] = 10,
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language of the page: en, fr or es.")] = "en",
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Rank the pathways by which invaders came.

    By what each brings, in the categories of the Convention on Biological Diversity: how many came by it and when,
    which listed migrants they threaten, and what would prevent or detect them. What came in unknown ways has its own
    line.
    """
    from oxyura.apps.cli.pathways import run

    return run(
        studies,
        out=out,
        force=force,
        period_years=period,
        language=language,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )
