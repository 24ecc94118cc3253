"""The best portfolio of measures under a budget, by evaluating every set that can be taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from oxyura.actions.desk import PlanDesk
from oxyura.actions.results import PortfolioResult
from oxyura.annual_cycle.cycle import Cycle
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet


def choose_portfolio(
    tables: TableSet,
    settings: Settings,
    cycles: Mapping[str, Cycle],
    *,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    progress: Callable[[str], None] | None = None,
) -> PortfolioResult:
    """Choose the best set of measures under the budget of a study.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks, fitted parameters in place.
    settings : Settings
        Horizon, budget, objective.
    cycles : mapping of str to Cycle
        The annual cycle of every migrant of tier `full`, read from the same tables with the same draws.
    include, exclude : collection of str
        Measures that every set holds, with what they require, and those that none does, with what requires them.
    progress : callable, optional
        Called with a short sentence now and then while the sets are evaluated.

    Returns
    -------
    PortfolioResult
        Without a budget nothing is chosen, and the frontier says what each budget would bring.

    Raises
    ------
    InputError
        The budget is in another currency or price year than a measure; measures require each other in a circle; a
        number of a measure is out of its range; a measure that is asked for cannot be taken, contradicts another or is
        not affordable.
    LimitError
        More than 2¹⁵ sets can be taken.

    Notes
    -----
    The objective is Σ weight · E[ln growth after - ln growth now] over the migrants, or of ln λ where the study asks
    for it. The expectation is over draws and over the outcomes of the measures. Of sets that are equally good the
    cheapest is chosen, then the smallest, then the first by name. Measures that are asked for narrow the sets that
    compete and nothing else, so the frontier and the bound are those of the sets that are left.
    """
    desk = PlanDesk(tables, settings, cycles)
    return desk.choose(settings.budget, include=include, exclude=exclude, by_draw=True, progress=progress)
