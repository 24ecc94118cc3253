"""`oxyura plan`: the best measures under a budget."""

from __future__ import annotations

from collections.abc import Collection

from oxyura.actions.results import Cost, PortfolioResult
from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.publish.plan_files import plan_json
from oxyura.study.checked import read_study
from oxyura.study.measure_planning import plan_measures, with_budget
from oxyura.study.package import Study


def run(
    study: str,
    *,
    budget: float | None,
    include: Collection[str],
    exclude: Collection[str],
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Choose the best measures and tell the plan, the frontier and the alternatives."""
    loaded = with_budget(read_study(study, encoding=encoding), budget, exclude)
    plan = plan_measures(loaded, include=include, exclude=exclude, progress=say_progress(quiet or as_json))
    if as_json:
        write_json({"study": loaded.name, **plan_json(plan)})
    elif not quiet:
        _show(loaded, plan)
    return 0


def _show(study: Study, plan: PortfolioResult) -> None:
    out = console()
    out.print(clean(study.settings.title), style="bold")
    budget, chosen = study.settings.budget, plan.chosen
    if chosen is None:
        out.print(clean(plan.note))
    else:
        names = ", ".join(chosen.measures) or "nothing that can be afforded is worth taking"
        money = f" of {budget.amount:,.0f}" if budget is not None else ""
        cost = f"{_money(chosen.cost)}{money} {chosen.currency} (prices of {chosen.price_year})"
        out.print(f"Best under the budget: {clean(names)}. Cost: {cost}.")
        for migrant, after in chosen.migrants.items():
            growth = after.growth_after
            low, median, high = (100 * (value - 1) for value in (growth.low, growth.median, growth.high))
            out.print(f"  {clean(migrant)}: {median:+.1f} % a year ({low:+.1f} to {high:+.1f}) after the measures")
    for said, asked in (("Put in, with what it requires", plan.forced_in), ("Left out", plan.switched_off)):
        if asked:
            out.print(f"{said}: {clean(', '.join(asked))}.")
    if plan.frontier:
        frontier = table("What each budget buys", "From a budget of", "Measures", "Gain, % a year")
        for point in plan.frontier:
            frontier.add_row(f"{point.budget:,.0f}", clean(", ".join(point.measures)) or "none", _gain(point.objective))
        out.print(frontier)
    if plan.alternatives:
        others = table("Next best", "Measures", "Cost", "Gain, % a year")
        for other in plan.alternatives:
            others.add_row(clean(", ".join(other.measures)) or "none", _money(other.cost), _gain(other.objective))
        out.print(others)
    for warning in plan.warnings:
        out.print(f"Note: {clean(warning.message)}", style="yellow")


def _money(cost: Cost) -> str:
    text = f"{cost.value:,.0f}"
    return text if cost.low == cost.high else f"{text} ({cost.low:,.0f} to {cost.high:,.0f})"


def _gain(objective: float) -> str:
    return f"{100 * objective:+.2f}"
