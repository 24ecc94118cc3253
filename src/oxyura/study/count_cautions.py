"""What a reader must know of annual cycles that were calibrated to counts, and of growth read from counts alone."""

from __future__ import annotations

from collections.abc import Iterator

from scipy.stats import binom

from oxyura.annual_cycle.calibration_results import Calibration
from oxyura.schema.sentences import Figure, sentence
from oxyura.study.assessment import Caution, MigrantAssessment

# More counts outside their 95 % intervals than chance leaves once in a hundred.
_BY_CHANCE = 0.99


def list_count_cautions(migrants: tuple[MigrantAssessment, ...]) -> tuple[Caution, ...]:
    """List the cautions on counts, migrant by migrant."""
    found: list[Caution] = []
    for migrant in migrants:
        where = f"migrant {migrant.migrant_id}"
        if migrant.calibration is not None:
            noisy = migrant.population is not None and migrant.population.has_noise
            found.extend(_of_calibration(migrant.calibration, where, noisy=noisy))
        if migrant.counted_growth:
            said = sentence(
                "Growth is read from counts alone: errors of counting are taken for noise, so that its interval, and "
                "the risk, are upper bounds."
            )
            found.append(Caution("growth_from_counts", where, said))
    return tuple(found)


def _of_calibration(found: Calibration, where: str, *, noisy: bool) -> Iterator[Caution]:
    numbers = {"number": Figure(str(found.diagnostics.counts))}
    yield Caution(
        "calibrated",
        where,
        sentence(
            "Calibrated to %(number)s counts: rates, effects and abundance are drawn as the counts leave them.",
            **numbers,
        ),
    )
    silent = tuple(one.name for one in found.parameters if not one.identified and one.kind in ("number", "fit"))
    if silent:
        yield Caution(
            "not_told_by_counts",
            where,
            sentence("The counts say next to nothing of: %(parameters)s. Other values fit alike.", parameters=silent),
        )
    if found.contradicted:
        yield Caution(
            "counts_contradict",
            where,
            sentence(
                "Counts and study contradict each other on: %(parameters)s. One of the two, or the model, is wrong.",
                parameters=found.contradicted,
            ),
        )
    inside = [here for series in found.series for here in series.inside]
    outside = len(inside) - sum(inside)
    if outside > binom.ppf(_BY_CHANCE, len(inside), 0.05):
        yield Caution(
            "counts_outside",
            where,
            sentence(
                "%(outside)s of %(number)s counts lie outside their 95 %% intervals, more than chance explains: the "
                "model does not follow them.",
                outside=Figure(str(outside)),
                **numbers,
            ),
        )
    if not noisy and any(one.kind == "process_sd" for one in found.parameters):
        yield Caution(
            "noise_not_projected",
            where,
            sentence(
                "Growth differs between the counted years, and the projection has no noise: risks are too low. Give "
                "sd_between_years."
            ),
        )
