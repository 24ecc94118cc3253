"""Counts in a run: which migrants are calibrated to theirs, and whose draws are used for what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from oxyura.annual_cycle.calibrated_draws import CalibratedDraws
from oxyura.annual_cycle.calibration import calibrate_migrant
from oxyura.annual_cycle.calibration_results import Calibration
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet
from oxyura.study.tiers import tier_of


@dataclass(frozen=True)
class StudyDraws:
    """The draws of a run: those of the study, and of each migrant that is calibrated to its counts.

    Parameters
    ----------
    common : Draws
        Of every number that counts say nothing of.
    calibrations : mapping of str to Calibration
        By migrant_id.
    """

    common: Draws
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)

    def of(self, migrant_id: str) -> Draws:
        """Return the draws for a migrant's annual cycle."""
        calibration = self.calibrations.get(migrant_id)
        return self.common if calibration is None else calibration.draws

    def point_of(self, migrant_id: str) -> Draws:
        """Return the one draw at a migrant's point values: those of the study, or the centre of its posterior."""
        calibration = self.calibrations.get(migrant_id)
        return Draws(self.common.seed, 1, deterministic=True) if calibration is None else calibration.point_draws

    @property
    def together(self) -> Draws:
        """The draws of all migrants in one; of a number that two calibrated ones share, those of the first."""
        if not self.calibrations:
            return self.common
        found = [self.calibrations[migrant].draws for migrant in sorted(self.calibrations, reverse=True)]
        return CalibratedDraws(
            self.common.seed,
            self.common.count,
            self.common.deterministic,
            probability={stream: values for draws in found for stream, values in draws.probability.items()},
            number={stream: values for draws in found for stream, values in draws.number.items()},
        )


def calibrated_migrants(tables: TableSet, settings: Settings) -> frozenset[str]:
    """Return the migrants that a run calibrates: of tier `full`, with counts, unless the study turns it off."""
    if not settings.calibration.use:
        return frozenset()
    known = set(tables["migrants"].words("migrant_id"))
    counted = set(tables["counts"].words("migrant_id")) & known
    return frozenset(migrant for migrant in counted if tier_of(tables, migrant) == "full")


def calibrate_study(
    tables: TableSet,
    settings: Settings,
    *,
    deterministic: bool = False,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Calibration]:
    """Calibrate every migrant that has counts.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks, effects from evidence and fitted parameters in place.
    settings : Settings
    deterministic : bool
        The run works at point values.
    progress : callable, optional
        Called with a short sentence before each migrant.

    Raises
    ------
    InputError
        A migrant has fewer counts than free parameters, or its calibration does not converge.
    """
    chosen = calibrated_migrants(tables, settings)
    found = {}
    for migrant in tables["migrants"].words("migrant_id"):
        if migrant in chosen:
            if progress is not None:
                progress(sentence("Calibrating %(migrant)s to its counts", migrant=migrant))
            found[migrant] = calibrate_migrant(tables, migrant, settings, deterministic=deterministic)
    return found
