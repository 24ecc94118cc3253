"""The verbs of `oxyura import`: their arguments and help; what they do stands in `importing.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oxyura.apps.cli.reporting import ENCODING_OPTION, JSON_OPTION, QUIET_OPTION, command

imports = typer.Typer(
    help="Read outside data into a study's tables.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files to read.")]
IntoOption = Annotated[Path, typer.Option("--into", metavar="STUDY", help="Folder of the study.")]


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
        typer.Option("--score-bounds", metavar="TABLE", help="Your own: score, rate, effect_low, effect_high, source."),
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
