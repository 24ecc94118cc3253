"""What comes before every run: effects from evidence and fitted parameters in place, the year compiled, cycles read."""

from __future__ import annotations

from collections.abc import Callable, Collection

from oxyura.annual_cycle.compiled_year import is_year_compiled
from oxyura.annual_cycle.count_unknowns import open_parameters
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.fitting import Fit, fit_parameters
from oxyura.annual_cycle.projection import project
from oxyura.impacts.pooled_effects import PooledEffect, fill_effects
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet
from oxyura.spacetime.compiled import count_compiled, load_numba
from oxyura.study.calibrating import StudyDraws, calibrate_study, calibrated_migrants
from oxyura.study.package import Study
from oxyura.study.tiers import tier_of

Say = Callable[[str], None]

# Progress of compilation is told after so many functions.
_PARTS_TOLD = 5


def ready_tables(
    study: Study, say: Say, *, described: bool = False
) -> tuple[TableSet, dict[str, Fit], tuple[PooledEffect, ...]]:
    """Return the tables with effects from evidence and every fitted parameter in place, the fits, and the pools.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    say : callable
        Called with a short sentence before each step that takes a while.
    described : bool
        Fits say what a reader must know of them.
    """
    tables, pooled = fill_effects(study.tables)
    _prepare(tables, study.settings, say)
    fits: dict[str, Fit] = {}
    fitted = set(tables["fits"].words("migrant_id"))
    # Parameters without a target are fitted to counts.
    calibrated = calibrated_migrants(tables, study.settings)
    fitted -= {migrant for migrant in calibrated if open_parameters(tables, migrant)}
    for migrant in tables["migrants"].words("migrant_id"):
        if migrant in fitted and tier_of(tables, migrant) == "full":
            say(sentence("Fitting %(migrant)s", migrant=migrant))
            tables, fit = fit_parameters(tables, migrant, study.settings, described=described)
            if fit is not None:
                fits[migrant] = fit
    return tables, fits, pooled


def draw_study(tables: TableSet, settings: Settings, say: Say, *, deterministic: bool = False) -> StudyDraws:
    """Return the draws of a run, those of migrants with counts calibrated to them.

    Parameters
    ----------
    tables : TableSet
        As `ready_tables` returns them.
    settings : Settings
    say : callable
        Called with a short sentence before each migrant that is calibrated.
    deterministic : bool
        Point values only.
    """
    return StudyDraws(
        Draws(settings.seed, 1 if deterministic else settings.draws, deterministic),
        calibrate_study(tables, settings, deterministic=deterministic, progress=say),
    )


def read_cycles(
    tables: TableSet, settings: Settings, draws: StudyDraws, only: Collection[str] | None = None
) -> dict[str, Cycle]:
    """Read the annual cycle of every migrant of tier `full`, or of those in `only`."""
    return {
        migrant: read_cycle(
            tables,
            migrant,
            draws.of(migrant),
            horizon_years=settings.horizon_years,
            by_chance=settings.noise.demographic,
        )
        for migrant in tables["migrants"].words("migrant_id")
        if tier_of(tables, migrant) == "full" and (only is None or migrant in only)
    }


def _prepare(tables: TableSet, settings: Settings, say: Say) -> None:
    """Compile the year where that has not been done, on the first migrant that has one, and say how far it is."""
    names = tables["migrants"].words("migrant_id")
    migrant = next((migrant for migrant in names if tier_of(tables, migrant) == "full"), None)
    if migrant is None:
        return
    load_numba()
    if is_year_compiled():
        return
    say("Preparing the calculation, once after installation")

    def tell(done: int, parts: int) -> None:
        if done % _PARTS_TOLD == 0:
            say(sentence("Preparing the calculation: %(done)s of %(parts)s parts done", done=done, parts=parts))

    with count_compiled(tell):
        project(read_cycle(tables, migrant, Draws(settings.seed, 1, deterministic=True)), 1)
