"""Every verb of the command line: its arguments and help; what it does stands in the module of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oxyura.apps.cli.action_plan import action_plan
from oxyura.apps.cli.arrival_commands import introductions, pathways
from oxyura.apps.cli.awareness import awareness
from oxyura.apps.cli.import_commands import imports
from oxyura.apps.cli.report import report
from oxyura.apps.cli.reporting import ENCODING_OPTION, JSON_OPTION, QUIET_OPTION, command, refuse_without

app = typer.Typer(
    name="oxyura",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(imports, name="import")

StudyArgument = Annotated[
    str, typer.Argument(metavar="STUDY", help="A study's folder, its workbook (.xlsx), or a casebook name.")
]


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
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="ID", help="Measure that must be in the plan; may be given several times."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="ID", help="Measure that must not be; may be given several times."),
    ] = None,
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Choose the best measures under a budget.

    With what each budget buys, the next best sets, and why a measure is in or out. Without --budget the budget of the
    study is taken. A measure that is put in brings what it requires, one that is left out takes what requires it along.
    """
    from oxyura.apps.cli.plan import run

    return run(
        study,
        budget=budget,
        include=include or (),
        exclude=exclude or (),
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


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


@app.command()
@command
def screen(
    source: Annotated[
        str, typer.Argument(metavar="FILE|STUDY", help="A study, or a CSV file of climate measures (--study).")
    ],
    study: Annotated[
        str | None, typer.Option("--study", metavar="STUDY", help="The study that FILE is held against.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="FILE", help="CSV of your own rules, beside those that ship.")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Choose the best measures first, to say which of them a policy blocks.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a page (.html), or every link (.csv).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is an earlier such file.")] = False,
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language of the page: en, fr or es.")] = "en",
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Screen climate measures, policies and standards for invaders.

    Which climate measures open a pathway, whom that favours and which migrants are exposed; which rules and subsidies
    block a measure or open a pathway; which pathways no standard covers. What the data do not tell is said.
    """
    from oxyura.apps.cli.screen import run

    return run(
        source,
        study=study,
        rules=rules,
        plan=plan,
        out=out,
        force=force,
        language=language,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


@app.command("list")
@command
def national_list(
    studies: Annotated[list[str], typer.Argument(metavar="STUDY…", help="Studies whose migrants use the Party.")],
    party: Annotated[str, typer.Option("--party", metavar="ISO", help="The Party's ISO 3166-1 code, such as ES.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty or new folder for the pack.")],
    griis: Annotated[
        list[Path] | None,
        typer.Option("--griis", metavar="ARCHIVE", help="The Party's GRIIS checklist; may be given several times."),
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", metavar="ARCHIVE", help="An earlier checklist: what changed since.")
    ] = None,
    conventions: Annotated[
        Path | None, typer.Option("--conventions", metavar="FILE", help="Table of parties to conventions (CSV).")
    ] = None,
    synonyms: Annotated[
        Path | None, typer.Option("--synonyms", metavar="TABLE", help="CSV with the columns synonym and accepted.")
    ] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", metavar="NAME", help="Who publishes the archive, as its metadata say.")
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="E-MAIL", help="Address for questions about the archive.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace DIR if it holds earlier results.")] = False,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Language of the pages: en, fr or es.")
    ] = "en",
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Draw up a Party's list of species to restrict.

    Alien species on record against migrants that use the Party, present or on the flyway, with rules in force,
    restriction options and legal grounds: a page for an e-mail, the list, CSV files and a Darwin Core Archive.
    """
    from oxyura.apps.cli.list_verb import run

    return run(
        party,
        studies,
        out,
        griis=griis or [],
        since=since,
        conventions=conventions,
        synonyms=synonyms,
        publisher=publisher,
        contact=contact,
        language=language,
        force=force,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


@app.command()
@command
def coherence(
    studies: Annotated[list[str], typer.Argument(metavar="STUDY…", help="Studies that make up the flyway.")],
    flyway: Annotated[bool, typer.Option("--flyway", help="Take the studies as one flyway, as is done anyway.")] = True,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="An empty or new folder for page and tables.")
    ] = None,
    party: Annotated[
        list[str] | None,
        typer.Option("--party", metavar="ISO", help="Only this Party adds to its list; may be given several times."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Day on which rules have to be in force.")
    ] = None,
    within_km: Annotated[
        float | None,
        typer.Option("--within-km", metavar="D", min=0.0, help="How far an invader may come from another Party."),
    ] = None,
    most: Annotated[int, typer.Option("--most", metavar="K", min=1, help="How many additions to go up to.")] = 20,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="NAME=X", help="Weight of I, II, agreement, not_listed, or of a verdict."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace DIR if it holds earlier results.")] = False,
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language of the page: en, fr or es.")] = "en",
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Find where one Party's gap exposes another's migrants.

    An invader on none of a Party's lists, the migrants that meet it there or may elsewhere on their route, and the few
    additions to lists that close the most, by the tables alone and with precaution.
    """
    from oxyura.apps.cli.coherence import run

    return run(
        studies,
        out=out,
        parties=party or [],
        on=on,
        within_km=within_km,
        most=most,
        weights=weight or [],
        force=force,
        language=language,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


@app.command()
@command
def serve(
    studies: Annotated[
        list[Path] | None,
        typer.Option("--studies", metavar="DIR", help="Folder of studies to take in; may be given several times."),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            "--data", metavar="DIR", help="Where studies, runs and jobs are kept; left out: your data folder."
        ),
    ] = None,
    casebook: Annotated[
        bool, typer.Option("--casebook/--no-casebook", help="Show the studies that ship with the program.")
    ] = True,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port; 0: any free one.")] = 8321,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", metavar="FILE", help="File with a secret that visitors must know."),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="Name under which others ask for it; may be given several times."),
    ] = None,
    owner: Annotated[
        bool, typer.Option("--owner", help="Hand out the exact places of sensitive sites to who may read.")
    ] = False,
    conventions: Annotated[
        Path | None,
        typer.Option("--conventions", metavar="FILE", help="Table of parties to conventions (CSV): what binds whom."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=0, help="Processes that compute.")] = 1,
    log: Annotated[str, typer.Option("--log", metavar="FORM", help="Log as text, or as json lines.")] = "text",
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the pages in a browser.")] = False,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Open the answers as pages in a browser.

    Studies, maps, measures and files for people who never use a terminal. Only this machine can reach them; any other
    address needs a token.
    """
    from oxyura.apps.cli.serve import run

    return run(
        studies=studies or [],
        data=data,
        casebook=casebook,
        host=host,
        port=port,
        token_file=token_file,
        names=names or [],
        owner=owner,
        conventions=conventions,
        workers=workers,
        log=log,
        open_pages=open_,
        as_json=as_json,
        quiet=quiet,
    )


app.command()(introductions)
app.command()(pathways)
app.command()(report)
app.command()(awareness)
app.command()(action_plan)
