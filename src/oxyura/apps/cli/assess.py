"""`oxyura assess`: the main job."""

from __future__ import annotations

from pathlib import Path

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.apps.cli.figures import count_in_words, growth_in_words, table
from oxyura.apps.cli.reporting import console, say_progress, write_json
from oxyura.publish import write_assessment
from oxyura.publish.result_folder import check_destination
from oxyura.publish.summary import summarise
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study


def run(
    study: str,
    out: Path,
    *,
    force: bool,
    deterministic: bool,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Assess a study and write the results to `out`, whole or not at all."""
    progress = say_progress(quiet or as_json)
    check_destination(out, force=force)
    progress("Reading and checking the study")
    loaded = read_study(study, encoding=encoding)
    assessment = assess_study(loaded, deterministic=deterministic, progress=progress)
    progress("Writing the results")
    folder = write_assessment(assessment, out, force=force)
    if as_json:
        write_json(summarise(assessment))
    elif not quiet:
        _show(assessment, folder)
    return 0


def _show(assessment: Assessment, folder: Path) -> None:
    settings = assessment.study.settings
    answer = table(
        f"{settings.title}: growth per year over {settings.horizon_years} years",
        "Migrant",
        "Data reach",
        "As now, a year",
        "Without invaders",
        "Young lost",
    )
    for migrant in assessment.migrants:
        answer.add_row(*_cells(migrant))
    out = console()
    out.print(answer)
    warnings = len(assessment.warnings)
    out.print(f"In brackets: 95 % interval. {warnings} cautions are on the page: read them before you quote a number.")
    out.print(f"Page: {folder / 'report.html'}")


def _cells(migrant: MigrantAssessment) -> tuple[str, ...]:
    young = "–" if migrant.young_lost_per_year is None else count_in_words(migrant.young_lost_per_year)
    if migrant.population is None:
        return migrant.migrant_id, migrant.tier, "not computed", "not computed", young
    return (
        migrant.migrant_id,
        migrant.tier,
        growth_in_words(migrant.population.now.growth_band),
        growth_in_words(migrant.population.scenarios[WITHOUT_INVADERS].growth_band),
        young,
    )
