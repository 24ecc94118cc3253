"""The measures of a study: the best under a budget, what a set would bring, and a desk that answers at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

from oxyura.actions.desk import PlanDesk
from oxyura.actions.measures import read_catalogue
from oxyura.actions.results import PortfolioResult, SetOutcome
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Budget
from oxyura.study.package import Study
from oxyura.study.preparing import draw_study, read_cycles, ready_tables
from oxyura.study.publishable import publishable


def plan_measures(
    study: Study,
    *,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    progress: Callable[[str], None] | None = None,
) -> PortfolioResult:
    """Choose the best measures under the budget of a study.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    include : collection of str
        Measures that the plan must hold; what they require comes with them.
    exclude : collection of str
        Measures that it must not hold; what requires them is left out too.
    progress : callable, optional
        Called with a short sentence before each step that takes a while.

    Raises
    ------
    InputError
        The budget and the measures are in different currencies or price years; measures require each other in a circle;
        a measure that is asked for cannot be taken, contradicts another or is not affordable.
    LimitError
        More sets of measures can be taken than are weighed up one by one.
    """
    desk = prepare_plan(study, progress=progress)
    return desk.choose(study.settings.budget, include=include, exclude=exclude, by_draw=True, progress=progress)


def evaluate_measures(
    study: Study, measures: Collection[str], *, progress: Callable[[str], None] | None = None
) -> SetOutcome:
    """Return what one set of measures would bring to each migrant, whatever it costs.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    measures : collection of str
        What they require comes with them; none: what becomes of the migrants as things stand.
    progress : callable, optional
        Called with a short sentence before each step that takes a while.

    Raises
    ------
    InputError
        A measure does not exist or cannot be taken, or two of them exclude each other.
    """
    return prepare_plan(study, progress=progress).evaluate(measures)


def prepare_plan(
    study: Study, *, deterministic: bool = False, progress: Callable[[str], None] | None = None
) -> PlanDesk:
    """Read everything that a plan needs but budget and wishes, so that each of those is answered at once.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    deterministic : bool
        Point values only.
    progress : callable, optional
        Called with a short sentence before each step that takes a while.

    Raises
    ------
    InputError
        Measures require each other in a circle, or the models of the migrants cannot be read, fitted or calibrated.

    Examples
    --------
    >>> import oxyura
    >>> desk = prepare_plan(oxyura.read_study("white-headed-duck"), deterministic=True)
    >>> desk.evaluate(["uk-programme-2005"]).cost.value
    4600000.0
    """
    study = publishable(study)
    if not read_catalogue(study.tables).offers:
        return PlanDesk(study.tables, study.settings, {})
    say = progress or (lambda sentence: None)
    tables, _, _ = ready_tables(study, say)
    draws = draw_study(tables, study.settings, say, deterministic=deterministic)
    return PlanDesk(tables, study.settings, read_cycles(tables, study.settings, draws))


def budget_of(study: Study, amount: float, exclude: Collection[str] = ()) -> Budget:
    """Return an amount of money in the currency and prices of a study's budget, or else of its measures.

    Parameters
    ----------
    study : Study
    amount : float
    exclude : collection of str
        Measures that are not asked what they are priced in.

    Raises
    ------
    InputError
        The study has neither a budget nor a measure.
    """
    given, table = study.settings.budget, study.tables["measures"]
    if given is not None:
        return dataclasses.replace(given, amount=amount)
    rows = zip(
        table.words("measure_id"),
        table.texts("outcome"),
        table.words("currency"),
        table.numbers("price_year"),
        strict=True,
    )
    money = [(outcome is not None or name in exclude, currency, year) for name, outcome, currency, year in rows]
    if not money:
        raise InputError(
            "The study has no measures, so there is nothing to spend a budget on.",
            where="measures",
            remedy="Give each thing that could be done a row in the table measures, with its cost and its chance of "
            "success, or ask without a budget.",
        )
    # Of those on offer the first; history only where nothing is on offer.
    _, currency, year = min(money, key=lambda one: one[0])
    return Budget(amount, currency, int(year))


def with_budget(study: Study, amount: float | None, exclude: Collection[str] = ()) -> Study:
    """Return a study with another amount of money; None: with its own. Raises as `budget_of`."""
    if amount is None:
        return study
    settings = dataclasses.replace(study.settings, budget=budget_of(study, amount, exclude))
    return dataclasses.replace(study, settings=settings)
