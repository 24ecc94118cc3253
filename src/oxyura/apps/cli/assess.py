"""`oxyura assess`: the main job."""

from __future__ import annotations

from pathlib import Path

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.apps.cli.figures import count_in_words, growth_in_words, table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.publish import write_assessment
from oxyura.publish.labels import read_labels
from oxyura.publish.language import words_for
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
    language: str,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Assess a study and write the results to `out`, whole or not at all."""
    progress = say_progress(quiet or as_json)
    words_for(language)
    check_destination(out, kind="assess", force=force)
    progress("Reading and checking the study")
    loaded = read_study(study, encoding=encoding)
    assessment = assess_study(loaded, deterministic=deterministic, progress=progress)
    progress("Writing the results")
    folder = write_assessment(assessment, out, force=force, language=language)
    if as_json:
        write_json(summarise(assessment))
    elif not quiet:
        _show(assessment, folder)
    return 0


def _show(assessment: Assessment, folder: Path) -> None:
    settings = assessment.study.settings
    labels = read_labels(assessment.study.tables)
    projected = any(migrant.population is not None for migrant in assessment.migrants)
    about = f": growth per year over {settings.horizon_years} years" if projected else ""
    growth = ("As now", "Without invaders") if projected else ()
    answer = table(f"{settings.title}{about}", "Migrant", "Verdict", *growth, "Young lost a year")
    for migrant in assessment.migrants:
        rules = {pair.judgement.rule for pair in assessment.pairs if pair.migrant_id == migrant.migrant_id}
        verdict = "not listed" if rules == {"not_listed"} else migrant.verdict.replace("_", " ")
        name = labels.migrant(migrant.migrant_id).name
        answer.add_row(clean(name), verdict, *_cells(migrant, projected=projected))
    out = console()
    out.print(answer)
    warnings = len(assessment.warnings)
    out.print(f"In brackets: 95 % interval. {warnings} cautions are on the page: read them before you quote a number.")
    out.print(f"Page: {folder / 'report.html'}")


def _cells(migrant: MigrantAssessment, *, projected: bool) -> tuple[str, ...]:
    young = "–" if migrant.young_lost_per_year is None else count_in_words(migrant.young_lost_per_year)
    if not projected:
        return (young,)
    if migrant.population is None:
        return "not computed", "not computed", young
    return (
        growth_in_words(migrant.population.now.growth_band),
        growth_in_words(migrant.population.scenarios[WITHOUT_INVADERS].growth_band),
        young,
    )
