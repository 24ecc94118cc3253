"""Measures, frontier, fits and growth as the page shows them, on a study with two measures and a budget."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from oxyura.publish.growth_chart import chart_growth
from oxyura.publish.labels import read_labels
from oxyura.publish.language import words_for
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.number_words import THIN
from oxyura.publish.page_fits import list_fits
from oxyura.publish.page_measures import PlanView, describe_measures, frontier_of
from oxyura.publish.page_rates import list_rates
from oxyura.publish.report_page import render_report
from oxyura.publish.study_answer import answer_study
from oxyura.schema.settings import Budget
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import SETTINGS, make_study, year_records
from unit.publish.report_numbers import untraced


def measure(name: str, cost: float, **more: Any) -> dict[str, Any]:
    return {
        "measure_id": name,
        "kind": "eradicate",
        "invader_ids": ("american-mink",),
        "site_id": "lagoon",
        "cost": cost,
        "currency": "EUR",
        "price_year": 2024.0,
        "success_probability": 0.8,
        "source_id": "field-2020",
        **more,
    }


def make(amount: float | None = 60000.0, **tables: Any) -> Assessment:
    records = year_records()
    records["measures"] = [
        measure("trap-mink", 40000.0, success_low=0.6, success_high=0.9, excludes=("trap-later",)),
        measure("trap-later", 30000.0, start_delay_years=5.0),
        measure("shoot-mink", 5000.0, outcome="failed", outcome_year=2019.0),
        measure("ward-hunting", 90000.0, kind="protect", invader_ids=(), pressure_ids=("hunting",), site_id=None,
                reduction=0.5),
    ]  # fmt: skip
    budget = None if amount is None else Budget(amount, "EUR", 2024)
    return assess_study(make_study({**records, **tables}, replace(SETTINGS, budget=budget)))


@pytest.fixture(scope="module")
def planned() -> Assessment:
    return make()


@pytest.fixture(scope="module")
def view(planned: Assessment) -> PlanView:
    found = describe_measures(planned, read_labels(planned.study.tables))
    assert found is not None
    return found


def test_what_is_chosen_and_what_it_brings(view: PlanView) -> None:
    (trap,) = view.chosen
    assert (trap.name, trap.aim) == ("Trap mink", "eradicate American Mink, The Lagoon")
    assert trap.cost.replace(THIN, " ") == "EUR 40 000 (prices of 2024)"
    assert trap.chance_limits.replace(THIN, " ") == "60 % to 90 %"
    assert trap.brings.startswith("+")
    assert view.headline.replace(THIN, " ") == "Within EUR 60 000 (prices of 2024): Trap mink."
    assert len(view.after) == 1


def test_why_the_others_are_not(view: PlanView) -> None:
    why = {line.name: line.verdict for line in view.left_out}
    assert why["Trap later"] == "cannot be taken together with Trap mink"
    assert why["Ward hunting"] == "the money left does not pay for it"


def test_what_was_done_is_history(view: PlanView) -> None:
    assert [(line.name, line.verdict) for line in view.done] == [("Shoot mink", "did not work, 2019")]


def test_the_frontier_is_a_step_chart(planned: Assessment, view: PlanView) -> None:
    svg = frontier_of(planned, words_for("en"))
    assert svg is not None
    root = ElementTree.fromstring(str(svg))
    assert len([circle for circle in root.iter("circle")]) == len(planned.plan.frontier) == len(view.frontier)
    assert view.frontier[0].measures == "nothing"
    step = next(path.attrib["d"] for path in root.iter("path"))
    assert step.count("V") == len(view.frontier)
    assert "nan" not in str(svg)


def test_growth_after_the_measures_stands_beside_the_others(planned: Assessment) -> None:
    chart = chart_growth(planned, read_labels(planned.study.tables))
    assert chart is not None
    assert [mark.css for mark in chart.groups[0].marks] == ["now", "without", "after"]
    assert chart.has_plan


def test_the_answer_says_what_to_do_and_promises_no_recovery(planned: Assessment) -> None:
    what = answer_study(planned, read_labels(planned.study.tables)).what_to_do.replace(THIN, " ")
    assert what.startswith("Within EUR 60 000 (prices of 2024) the best choice is Trap mink, for EUR 40 000")
    assert "no recovery is promised" in what


def test_every_number_of_the_plan_is_traced(planned: Assessment) -> None:
    assert untraced(render_report(planned), planned) == []


def test_without_a_budget_there_is_a_frontier_and_no_plan() -> None:
    unfunded = make(None)
    found = describe_measures(unfunded, read_labels(unfunded.study.tables))
    assert found is not None
    assert not found.chosen
    assert found.frontier
    assert "depends on the money" in answer_study(unfunded, read_labels(unfunded.study.tables)).what_to_do
    assert untraced(render_report(unfunded), unfunded) == []


def test_a_budget_that_buys_nothing_says_so() -> None:
    poor = make(1.0)
    found = describe_measures(poor, read_labels(poor.study.tables))
    assert found is not None
    assert "none is taken" in found.headline
    assert "none is proposed" in answer_study(poor, read_labels(poor.study.tables)).what_to_do


def test_without_measures_nothing_is_described(assessment: Assessment) -> None:
    assert describe_measures(assessment, read_labels(assessment.study.tables)) is None
    assert frontier_of(assessment, words_for("en")) is None


def test_a_fitted_number_is_marked_wherever_it_shows() -> None:
    records = year_records()
    records["vital_rates"][1] |= {"parameter": "winter-survival"}
    records["fits"] = [
        {"migrant_id": "marbled-pochard", "parameter": "winter-survival", "lower": 0.2, "upper": 1.0},
        {"migrant_id": "marbled-pochard", "target": "growth", "value": 0.97, "source_id": "count-2020"},
    ]
    fitted = assess_study(make_study(records))
    labels = read_labels(fitted.study.tables)
    (fit,) = list_fits(fitted, labels)
    (parameter,) = fit.parameters
    assert (parameter.name, parameter.bounds, parameter.settled) == ("Winter Survival", "0.2 to 1", True)
    assert "nan" not in str(ElementTree.tostring(ElementTree.fromstring(str(parameter.profile))))
    (target,) = fit.targets
    assert target.value == target.reached
    assert target.source is not None
    rates = [row for row in list_rates(fitted, labels).rows if row.fitted]
    assert [row.value for row in rates] == [parameter.value]
    html = render_report(fitted)
    assert html.count('class="fitted"') >= 4
    assert untraced(html, fitted) == []


def test_a_measure_is_named_by_its_words() -> None:
    assert measure_name("baiting-2021") == "Baiting 2021"
