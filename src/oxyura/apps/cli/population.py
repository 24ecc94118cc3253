"""`oxyura population`: growth, trajectories and what they hang on."""

from __future__ import annotations

import dataclasses
import sys

from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.apps.cli.figures import count_in_words, growth_in_words, probability_in_words, table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.publish.labels import Labels, read_labels
from oxyura.publish.summary import population_json
from oxyura.schema.limits import DRAWS, HORIZON
from oxyura.study.checked import read_study
from oxyura.study.package import Study
from oxyura.study.running import project_population


def run(
    study: str,
    *,
    years: int | None,
    draws: int | None,
    deterministic: bool,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Project every migrant of tier `full` and tell the answer."""
    loaded = _with(read_study(study, encoding=encoding), years, draws)
    populations = project_population(loaded, deterministic=deterministic, progress=say_progress(quiet or as_json))
    if as_json:
        write_json(population_json(populations))
    elif not quiet:
        _show(loaded, populations)
    return 0


def _with(study: Study, years: int | None, draws: int | None) -> Study:
    """Return the study with another horizon or number of draws."""
    settings = study.settings
    if years is not None:
        HORIZON.check(years, where="--years")
        settings = dataclasses.replace(settings, horizon_years=years)
    if draws is not None:
        DRAWS.check(draws, where="--draws")
        settings = dataclasses.replace(settings, draws=draws)
    return dataclasses.replace(study, settings=settings)


def _show(study: Study, populations: dict[str, Population]) -> None:
    if not populations:
        print(
            "No migrant of this study has stages and survival: growth cannot be computed. 'oxyura assess' says who "
            "meets whom and what is missing.",
            file=sys.stderr,
        )
        return
    years = study.settings.horizon_years
    answer = table(
        f"{study.settings.title}: growth per year over {years} years",
        "Migrant",
        "As now, a year",
        "Without invaders",
        f"Animals, year {years}",
        "Risk",
    )
    labels = read_labels(study.tables)
    for migrant, population in populations.items():
        answer.add_row(
            clean(labels.migrant(migrant).name),
            growth_in_words(population.now.growth_band),
            growth_in_words(population.scenarios[WITHOUT_INVADERS].growth_band),
            count_in_words(population.now.abundance_at_horizon),
            probability_in_words(population.quasi_extinction.probability),
        )
    out = console()
    out.print(answer)
    _show_scenarios(labels, populations)
    threshold = next(iter(populations.values())).quasi_extinction.threshold
    out.print(
        f"In brackets: 95 % interval. Risk: of falling to {threshold:g} counted animals or fewer.",
        style="dim",
    )


def _show_scenarios(labels: Labels, populations: dict[str, Population]) -> None:
    answer = table("Scenarios: growth per year", "Migrant", "Scenario", "Growth per year")
    for migrant, population in populations.items():
        for name, projection in population.scenarios.items():
            if name != WITHOUT_INVADERS:
                answer.add_row(clean(labels.migrant(migrant).name), name, growth_in_words(projection.growth_band))
    if answer.row_count:
        console().print(answer)
