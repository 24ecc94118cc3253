"""Every verb of the command line: its arguments and help; what it does stands in the module of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oxyura.apps.cli.reporting import ENCODING_OPTION, JSON_OPTION, QUIET_OPTION, command, refuse_without

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
        str, typer.Option("--lang", metavar="LANG", help="Language of report.html and summary.docx: en, fr or es.")
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
    party: Annotated[
        str | None, typer.Option("--party", metavar="ISO", help="Begin with what is known of a country, such as ES.")
    ] = None,
    griis: Annotated[
        list[Path] | None,
        typer.Option("--griis", metavar="ARCHIVE", help="The country's GRIIS checklist; may be given several times."),
    ] = None,
    listings: Annotated[
        Path | None, typer.Option("--listings", metavar="FILE", help="Your own export of CMS listings from Species+.")
    ] = None,
    listed_on: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY-MM-DD", help="Day of that export, where its name does not say."),
    ] = None,
    synonyms: Annotated[
        Path | None, typer.Option("--synonyms", metavar="TABLE", help="CSV with the columns synonym and accepted.")
    ] = None,
    migrants: Annotated[
        str | None, typer.Option("--migrants", metavar="NAMES", help="Scientific names to begin with, ; between.")
    ] = None,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Create a study to fill in, or one of a country from what is known.

    A folder of tables, or with --xlsx one workbook with drop-downs, with a worked example. With --party and --griis:
    the country's invaders, the casebook's sites, migrants and evidence there, and what is missing as plain questions.
    """
    from oxyura.apps.cli.new import run, run_party

    if party is None:
        refuse_without(
            "--party", {"--griis": griis, "--listings": listings, "--synonyms": synonyms, "--migrants": migrants}
        )
        return run(name, xlsx=xlsx, as_json=as_json, quiet=quiet)
    return run_party(
        name,
        party,
        griis or [],
        listings=listings,
        listed_on=listed_on,
        synonyms=synonyms,
        migrants=migrants,
        xlsx=xlsx,
        as_json=as_json,
        quiet=quiet,
    )


@app.command()
@command
def casebook(
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write every verdict as one document, .html or .csv."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is an earlier such document.")] = False,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Language of the document: en, fr or es.")
    ] = "en",
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """List the studies that ship with the program.

    With --report also as one document: every migrant, invader, stage and mechanism with its verdict and evidence.
    """
    from oxyura.apps.cli.casebook import run

    return run(report=report, force=force, language=language, as_json=as_json, quiet=quiet)


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


@imports.command("islands")
@command
def import_islands(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with islands.csv, aliens.csv and so on.")],
    listings: Annotated[
        Path, typer.Option("--listings", metavar="FILE", help="List of CMS listings, such as an export of Species+.")
    ],
    into: IntoOption,
    listed_on: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Day of the list, where its name does not say.")
    ] = None,
    synonyms: Annotated[
        Path | None, typer.Option("--synonyms", metavar="TABLE", help="CSV with the columns synonym and accepted.")
    ] = None,
    score_bounds: Annotated[
        Path | None,
        typer.Option(
            "--score-bounds", metavar="TABLE", help="Your own: score, rate, effect_low, effect_high, source."
        ),
    ] = None,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Read the world's islands: listed natives, invaders, impact scores.

    The study is made if it is not there, at tier evidence. Scores stay ordinal and give no effect, unless you give
    bounds for them. Rows that cannot be used go to quarantine.csv with the reason.
    """
    from oxyura.apps.cli.importing import run_islands

    return run_islands(
        folder,
        listings=listings,
        into=into,
        listed_on=listed_on,
        synonyms=synonyms,
        score_bounds=score_bounds,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


@imports.command("species-plus")
@command
def import_species_plus(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Your own export of CMS listings from Species+ (CSV).")],
    into: IntoOption,
    synonyms: Annotated[
        Path | None, typer.Option("--synonyms", metavar="TABLE", help="CSV with the columns synonym and accepted.")
    ] = None,
    listed_on: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Day of the export, where its name does not say.")
    ] = None,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Read a list of listings: which migrants are protected, as of when.

    Fills in cms_appendix and instruments by scientific name and stamps the date of the list. What a person wrote is
    kept; a listing of some populations, or of a family alone, is asked, never guessed.
    """
    from oxyura.apps.cli.importing import run_species_plus

    return run_species_plus(file, into=into, synonyms=synonyms, listed_on=listed_on, as_json=as_json, quiet=quiet)


@imports.command("metric-workbook")
@command
def import_metric_workbook(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with metric_inputs_CLASS.xlsx, one per class.")],
    into: IntoOption,
    species: Annotated[
        str | None, typer.Option("--species", metavar="NAME", help="Scientific name, which the workbooks do not say.")
    ] = None,
    migrant: Annotated[
        str | None, typer.Option("--migrant", metavar="ID", help="Short name of the migrant in the study.")
    ] = None,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Read the workbooks of a network: nodes, seasons, paths.

    The study is made if it is not there. Survival above 1 becomes survival 1 and fecundity; coordinates, weeks and
    listing are for you to add.
    """
    from oxyura.apps.cli.importing import run_metric_workbook

    return run_metric_workbook(folder, into=into, migrant=migrant, species=species, as_json=as_json, quiet=quiet)


@imports.command("comadre")
@command
def import_comadre(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Matrices of the COMADRE database, as JSON.")],
    species: Annotated[str, typer.Option("--species", metavar="NAME", help="Genus and species.")],
    into: Annotated[
        Path | None, typer.Option("--into", metavar="STUDY", help="Folder of the study; without it they are listed.")
    ] = None,
    matrix: Annotated[
        str | None, typer.Option("--matrix", metavar="ID", help="Which one, where several can be used.")
    ] = None,
    migrant: Annotated[
        str | None, typer.Option("--migrant", metavar="ID", help="Short name of the migrant in the study.")
    ] = None,
    abundance: Annotated[
        float | None, typer.Option("--abundance", metavar="N", help="Individuals of all classes: no matrix says.")
    ] = None,
    growth_from: Annotated[
        float, typer.Option("--growth-from", metavar="X", help="A matrix of less growth per year is set aside.")
    ] = 0.5,
    growth_to: Annotated[
        float, typer.Option("--growth-to", metavar="X", help="A matrix of more growth per year is set aside.")
    ] = 2.0,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Read a population matrix; impossible ones are set aside.

    Without --into it lists the matrices of the species. The reasons why some cannot be used are told, and stand in
    quarantine.csv.
    """
    from oxyura.apps.cli.importing import run_comadre

    return run_comadre(
        file,
        species=species,
        into=into,
        matrix=matrix,
        migrant=migrant,
        abundance=abundance,
        growth_from=growth_from,
        growth_to=growth_to,
        as_json=as_json,
        quiet=quiet,
    )
