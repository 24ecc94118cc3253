"""What a reader must know of annual cycles that were calibrated to counts, and of growth read from counts alone."""

from __future__ import annotations

from collections.abc import Iterator

import scipy

from oxyura.annual_cycle.calibration_results import Calibration
from oxyura.schema.sentences import Figure, sentence
from oxyura.study.assessment import Caution, MigrantAssessment

# More counts outside their 95 % intervals than chance leaves once in a hundred.
_BY_CHANCE = 0.99
_OUTSIDE = 0.05


def list_count_cautions(
    migrants: tuple[MigrantAssessment, ...], rates_vary: frozenset[str] = frozenset()
) -> tuple[Caution, ...]:
    """List the cautions on counts, migrant by migrant; `rates_vary` names those whose rates differ between years."""
    found: list[Caution] = []
    for migrant in migrants:
        where = f"migrant {migrant.migrant_id}"
        if migrant.calibration is not None:
            found.extend(_of_calibration(migrant.calibration, where, rates_vary=migrant.migrant_id in rates_vary))
        if migrant.counted_growth:
            said = sentence(
                "Growth is read from counts alone: errors of counting are taken for noise, so that its interval, and "
                "the risk, are upper bounds."
            )
            found.append(Caution("growth_from_counts", where, said))
    return tuple(found)


def _of_calibration(found: Calibration, where: str, *, rates_vary: bool) -> Iterator[Caution]:
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
    tails = [tail for series in found.series for tail in series.tails]
    outside = sum(tail < _OUTSIDE for tail in tails)
    if outside > scipy.stats.binom.ppf(_BY_CHANCE, len(tails), _OUTSIDE) or found.unlikely:
        yield Caution(
            "counts_outside",
            where,
            sentence(
                "%(outside)s of %(number)s counts lie outside the 95 %% intervals that the other counts give them, or "
                "so far out that chance does not explain it: the model does not follow them.",
                outside=Figure(str(outside)),
                **numbers,
            ),
        )
    if any(one.kind == "process_sd" for one in found.parameters):
        said = sentence("The years ahead differ from each other as much as the counts tell of the years behind.")
        if rates_vary:
            said = sentence(
                "The years ahead differ as sd_between_years and catastrophes say. What counts tell of the years behind "
                "holds the same noise, and is not added to it."
            )
        yield Caution("noise_of_years", where, said)
