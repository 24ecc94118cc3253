"""Every verb of the command line: its arguments and help; what it does stands in the module of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oxyura.apps.cli.reporting import ENCODING_OPTION, JSON_OPTION, QUIET_OPTION, command

app = typer.Typer(
    name="oxyura",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
imports = typer.Typer(
    help="Read outside data into a study's tables.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(imports, name="import")

StudyArgument = Annotated[
    str, typer.Argument(metavar="STUDY", help="A study's folder, its workbook (.xlsx), or a casebook name.")
]
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files to read.")]
IntoOption = Annotated[Path, typer.Option("--into", metavar="STUDY", help="Folder of the study.")]


def _version(asked: bool) -> None:
    if asked:
        from oxyura import __version__

        print(f"oxyura {__version__}")
        raise typer.Exit()


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Which invasive alien species harm which migratory species.

    Where and when they meet in the year, and what that does to the population. Every verb takes --json and ends with 0
    done, 1 finished but the answer is no, 2 bad input, 3 something needed is missing.
    """


@app.command()
@command
def assess(
    study: StudyArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty or new folder for the results.")],
    force: Annotated[bool, typer.Option("--force", help="Replace DIR if it holds earlier results.")] = False,
    deterministic: Annotated[bool, typer.Option("--deterministic", help="Point values only, no draws.")] = False,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Language of summary.docx: en, fr or es.")
    ] = "en",
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Assess a study and write the answer, with its page.

    The main job: check the study, find who meets whom and what that does to the population, and write the results into
    a folder, whole or not at all.
    """
    from oxyura.apps.cli.assess import run

    return run(
        study,
        out,
        force=force,
        deterministic=deterministic,
        language=language,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


@app.command()
@command
def check(
    study: StudyArgument,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """List every problem of a study, and what to do about it.

    Each with file, row, column and value. Ends with exit code 1 while there are errors.
    """
    from oxyura.apps.cli.check import run

    return run(study, encoding=encoding, as_json=as_json, quiet=quiet)


@app.command()
@command
def population(
    study: StudyArgument,
    years: Annotated[int | None, typer.Option("--years", metavar="H", min=1, help="Horizon in years.")] = None,
    draws: Annotated[int | None, typer.Option("--draws", metavar="N", min=1, help="Number of draws.")] = None,
    deterministic: Annotated[bool, typer.Option("--deterministic", help="Point values only, no draws.")] = False,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Project the populations of a study: growth per year.

    With --json also trajectories, risk, equilibrium, contributions of sites and elasticities.
    """
    from oxyura.apps.cli.population import run

    return run(
        study,
        years=years,
        draws=draws,
        deterministic=deterministic,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


@app.command()
@command
def plan(
    study: StudyArgument,
    budget: Annotated[
        float | None,
        typer.Option("--budget", metavar="N", min=0.0, help="Money, in the currency and prices of the measures."),
    ] = None,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Choose the best measures under a budget.

    With what each budget buys, the next best sets, and why a measure is in or out. Without --budget the budget of the
    study is taken.
    """
    from oxyura.apps.cli.plan import run

    return run(study, budget=budget, encoding=encoding, as_json=as_json, quiet=quiet)


@app.command()
@command
def new(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Folder, or workbook, to create.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One workbook with drop-downs instead of a folder.")] = False,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Create a study to fill in, with a worked example.

    A folder of tables, or with --xlsx one workbook with drop-downs.
    """
    from oxyura.apps.cli.new import run

    return run(name, xlsx=xlsx, as_json=as_json, quiet=quiet)


@app.command()
@command
def casebook(as_json: bool = JSON_OPTION, quiet: bool = QUIET_OPTION) -> int:
    """List the studies that ship with the program."""
    from oxyura.apps.cli.casebook import run

    return run(as_json=as_json, quiet=quiet)


@imports.command("griis")
@command
def import_griis(
    files: FilesArgument,
    country: Annotated[str, typer.Option("--country", metavar="ISO", help="ISO 3166-1 code, for example ES.")],
    into: IntoOption,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Read GRIIS checklists: a country's invaders.

    The study is made if it is not there. Rows that cannot be used go to quarantine.csv with the reason.
    """
    from oxyura.apps.cli.importing import run_griis

    return run_griis(files, country=country, into=into, as_json=as_json, quiet=quiet)


@imports.command("occurrences")
@command
def import_occurrences(
    files: FilesArgument,
    into: IntoOption,
    within_km: Annotated[
        float | None,
        typer.Option("--within-km", metavar="D", min=0.0, help="A record counts for a site up to this far away."),
    ] = None,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Read records: where the study's invaders are present.

    Darwin Core archives, GBIF downloads (tab-separated), or cubes (CSV) with EEA or EQDGC codes. Sites of which nothing
    speaks become not_surveyed, never absent. Rows that cannot be used go to quarantine.csv with the reason.
    """
    from oxyura.apps.cli.importing import run_occurrences

    return run_occurrences(files, into=into, within_km=within_km, encoding=encoding, as_json=as_json, quiet=quiet)
