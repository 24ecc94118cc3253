"""Each rule about rates, causes, fits and measures, on a study that breaks it and nothing else."""

from __future__ import annotations

import pytest

from oxyura.schema.settings import Settings
from oxyura.study.checking.calendar import weeks_of


def tie_over_classes(study, **second):
    """Split the mice's impact in one row for a site and another row for something else."""
    study.edit("impacts", 2, site_id="gough")
    return study.add("impacts", like=2, site_id=None, **second)


CASES = {
    "survival above 1": (
        lambda study: study.edit("vital_rates", 3, value=1.5),
        [("probability_above_one", "vital_rates.csv", 3, "value", "1.5")],
    ),
    "limit of a survival above 1": (
        lambda study: study.edit("vital_rates", 2, high=1.01),
        [("probability_above_one", "vital_rates.csv", 2, "high", "1.01")],
    ),
    "bound of a probability above 1": (
        lambda study: study.edit("fits", 2, upper=2.0),
        [("probability_above_one", "fits.csv", 2, "upper", "2")],
    ),
    "transition to nowhere": (
        lambda study: study.edit("vital_rates", 5, to_class=None),
        [("to_class_missing", "vital_rates.csv", 5, "to_class", None)],
    ),
    "transition to itself": (
        lambda study: study.edit("vital_rates", 5, to_class="juvenile"),
        [("to_class_same", "vital_rates.csv", 5, "to_class", "juvenile")],
    ),
    "survival into a class": (
        lambda study: study.edit("vital_rates", 2, to_class="juvenile"),
        [("column_not_used", "vital_rates.csv", 2, "to_class", "juvenile")],
    ),
    "transitions above 1": (
        lambda study: study.add("vital_rates", like=3, class_="subadult", source_id="survey").add(
            "vital_rates", like=5, to_class="subadult", value=0.9, parameter=None
        ),
        [("transition_sum", "vital_rates.csv", 5, "value", "1.1")],
    ),
    "transitions above 1 at one site": (
        lambda study: study.add("vital_rates", like=3, class_="subadult", source_id="survey").add(
            "vital_rates", like=5, to_class="subadult", value=0.9, parameter=None, site_id="coast"
        ),
        [("transition_sum", "vital_rates.csv", 9, "value", "1.1")],
    ),
    "one parameter, two values": (
        lambda study: study.edit("vital_rates", 6, parameter="recruitment"),
        [("parameter_differs", "vital_rates.csv", 5, "parameter", "recruitment")],
    ),
    "one parameter, two correlation groups": (
        lambda study: study.edit("vital_rates", 6, parameter="recruitment", value=0.2, correlation_group="weather"),
        [("parameter_differs", "vital_rates.csv", 5, "parameter", "recruitment")],
    ),
    "one parameter, two kinds of rate": (
        lambda study: study.edit("vital_rates", 6, parameter="breeding-success", value=0.3),
        [("parameter_of_two_kinds", "vital_rates.csv", 4, "parameter", "breeding-success")],
    ),
    "class without rates": (
        lambda study: study.add("classes", like=3, class_="ghost"),
        [("class_without_rates", "classes.csv", 4, "class", "ghost")],
    ),
    "class that never dies": (
        lambda study: study.drop("vital_rates", 3, 5).drop("fits"),
        [("class_never_dies", "vital_rates.csv", 3, "to_class", "juvenile")],
    ),
    "ceiling without capacity": (
        lambda study: study.edit("density", 2, capacity=None),
        [("density_parameter_missing", "density.csv", 2, "capacity", None)],
    ),
    "ceiling with the parameter of a curve": (
        lambda study: study.edit("density", 2, a=0.1),
        [("column_not_used", "density.csv", 2, "a", "0.1")],
    ),
    "curve with a capacity and no strength": (
        lambda study: study.edit("density", 3, a=None, capacity=10.0),
        [
            ("column_not_used", "density.csv", 3, "capacity", "10"),
            ("density_parameter_missing", "density.csv", 3, "a", None),
        ],
    ),
    "capacity of a class": (
        lambda study: study.edit("impacts", 3, rate="capacity", class_="adult"),
        [("column_not_used", "impacts.csv", 3, "class", "adult")],
    ),
    "density rows of a survival": (
        lambda study: study.edit("pressures", 2, applies_to="all"),
        [("column_not_used", "pressures.csv", 2, "applies_to", "all")],
    ),
    "place left for a survival": (
        lambda study: study.edit("impacts", 3, from_site="ocean"),
        [("column_not_used", "impacts.csv", 3, "from_site", "ocean")],
    ),
    "target class of a journey": (
        lambda study: study.edit("impacts", 3, rate="path_survival", class_=None, to_class="adult"),
        [("column_not_used", "impacts.csv", 3, "to_class", "adult")],
    ),
    "effect on no evidence": (
        lambda study: study.edit("impacts", 3, evidence="none"),
        [("effect_without_evidence", "impacts.csv", 3, "effect", "-0.1")],
    ),
    "demonstrated effect without limits": (
        lambda study: study.edit("pressures", 2, evidence="demonstrated"),
        [("effect_without_interval", "pressures.csv", 2, "effect_low", None)],
    ),
    "impact on a transition that is not there": (
        lambda study: study.edit("impacts", 3, rate="transition"),
        [("no_rate_to_change", "impacts.csv", 3, "rate", "transition")],
    ),
    "impact on a capacity that is not there": (
        lambda study: study.edit("pressures", 2, rate="capacity", class_=None),
        [("no_rate_to_change", "pressures.csv", 2, "rate", "capacity")],
    ),
    "impact on a capacity of other terms": (
        lambda study: study.edit("impacts", 3, rate="capacity", class_=None, applies_to="survival"),
        [("no_rate_to_change", "impacts.csv", 3, "rate", "capacity")],
    ),
    "scenario on a survival that is not there": (
        lambda study: study.edit("scenarios", 2, stage="nonbreeding", class_="juvenile"),
        [("no_rate_to_change", "scenarios.csv", 2, "rate", "survival")],
    ),
    "pressure on a survival that is taken as 1": (
        lambda study: study.edit("pressures", 2, class_="juvenile"),
        [("survival_assumed", "pressures.csv", 2, "rate", "survival")],
    ),
    "invader that is nowhere": (
        lambda study: study.edit("presences", 3, status="absent"),
        [("invader_nowhere_present", "impacts.csv", 3, "invader_id", "cat")],
    ),
    "impact at a site where nothing is known of the invader": (
        lambda study: study.edit("impacts", 3, site_id="gough"),
        [("impact_site_without_presence", "impacts.csv", 3, "site_id", "gough")],
    ),
    "site against class": (
        lambda study: tie_over_classes(study, class_="adult"),
        [("precedence_tie", "impacts.csv", 4, "impact_id", "mouse-on-chicks")],
    ),
    "scenario of a stage against scenario of a class": (
        lambda study: study.edit("scenarios", 2, stage="breeding").add("scenarios", like=2, stage=None, class_="adult"),
        [("precedence_tie", "scenarios.csv", 3, "scenario_id", "worse")],
    ),
    "two side effects of a measure in one year": (
        lambda study: study.add("measure_effects", like=2, stage="breeding", class_="adult").edit(
            "measure_effects", 2, site_id="gough"
        ),
        [("side_effects_tie", "measure_effects.csv", 3, "measure_id", "bait")],
    ),
    "observed with a cause of another rate": (
        lambda study: study.edit("vital_rates", 4, observed_with=("cat-on-adults",)),
        [("observed_with_no_match", "vital_rates.csv", 4, "observed_with", "cat-on-adults")],
    ),
    "observed with a cause that takes everything": (
        lambda study: study.edit("impacts", 2, effect=-1.0, effect_low=-1.0).edit("presences", 2, share_exposed=1.0),
        [("observed_with_wipes_out", "vital_rates.csv", 4, "observed_with", "mouse-on-chicks")],
    ),
    "survival above 1 when freed": (
        lambda study: study.edit("vital_rates", 2, observed_with=("cat-on-adults",)),
        [("observed_with_above_one", "vital_rates.csv", 2, "value", "0.95")],
    ),
    "rate and cause from one source": (
        lambda study: study.edit("vital_rates", 4, observed_with=(), source_id="mice"),
        [("maybe_measured_with", "vital_rates.csv", 4, "observed_with", None)],
    ),
    "country in which the invader is native": (
        lambda study: study.edit("presences", 2, establishment_means="uncertain").edit(
            "invaders", 2, native_countries=("SH",)
        ),
        [("native_country", "presences.csv", 2, "establishment_means", "uncertain")],
    ),
    "presence that ends before it begins": (
        lambda study: study.edit("presences", 2, last_year=1700),
        [("years_reversed", "presences.csv", 2, "last_year", "1700")],
    ),
    "side effect that ends before it begins": (
        lambda study: study.edit("measure_effects", 2, from_year=3, to_year=2),
        [("years_reversed", "measure_effects.csv", 2, "to_year", "2")],
    ),
    "fit of neither kind": (
        lambda study: study.add("fits", migrant_id="albatross"),
        [("fit_row_kind", "fits.csv", 4, "parameter", None)],
    ),
    "parameter without a bound": (
        lambda study: study.edit("fits", 2, upper=None),
        [("fit_incomplete", "fits.csv", 2, "upper", None)],
    ),
    "target with a bound": (
        lambda study: study.edit("fits", 3, upper=1.0),
        [("column_not_used", "fits.csv", 3, "upper", "1")],
    ),
    "bounds without room": (
        lambda study: study.edit("fits", 2, lower=1.0),
        [("fit_bounds", "fits.csv", 2, "lower", "1")],
    ),
    "parameter that no rate has": (
        lambda study: study.edit("fits", 2, parameter="recruitmnet"),
        [("unknown_parameter", "fits.csv", 2, "parameter", "recruitmnet")],
    ),
    "more parameters than targets": (
        lambda study: study.add("fits", like=2, parameter="breeding-success"),
        [("fit_not_identified", "fits.csv", 2, "migrant_id", "albatross")],
    ),
    "target without a parameter": (
        lambda study: study.drop("fits", 2),
        [("fit_without_parameter", "fits.csv", 2, "migrant_id", "albatross")],
    ),
    "measures that require each other": (
        lambda study: study.edit("measures", 2, requires=("night-setting",)).edit("measures", 3, requires=("bait",)),
        [("requires_circle", "measures.csv", 2, "requires", "bait;night-setting")],
    ),
    "measure that requires itself": (
        lambda study: study.edit("measures", 2, requires=("bait",)),
        [("requires_circle", "measures.csv", 2, "requires", "bait")],
    ),
    "measure that excludes itself": (
        lambda study: study.edit("measures", 2, excludes=("bait",)),
        [("excludes_itself", "measures.csv", 2, "excludes", "bait")],
    ),
    "measure that requires what excludes it": (
        lambda study: study.edit("measures", 2, requires=("night-setting",)).edit("measures", 3, excludes=("bait",)),
        [("requires_and_excludes", "measures.csv", 2, "requires", "night-setting")],
    ),
    "eradication of nothing": (
        lambda study: study.edit("measures", 2, invader_ids=()),
        [("measure_without_target", "measures.csv", 2, "invader_ids", None)],
    ),
    "protection from nothing": (
        lambda study: study.edit("measures", 3, pressure_ids=()),
        [("measure_without_target", "measures.csv", 3, "pressure_ids", None)],
    ),
    "protection that reduces nothing": (
        lambda study: study.edit("measures", 3, reduction=None),
        [("measure_without_effect", "measures.csv", 3, "reduction", None)],
    ),
    "restoration without effects": (
        lambda study: study.edit("measures", 3, kind="restore", pressure_ids=()),
        [("measure_without_effect", "measures.csv", 3, "measure_id", "night-setting")],
    ),
    "eradication where the invader is not": (
        lambda study: study.edit("measures", 2, site_id="coast"),
        [("measure_on_absent_invader", "measures.csv", 2, "invader_ids", "mouse")],
    ),
    "eradication of one that is nowhere": (
        lambda study: study.edit("measures", 2, site_id=None, invader_ids=("mouse", "rat")),
        [("measure_on_absent_invader", "measures.csv", 2, "invader_ids", "rat")],
    ),
    "eradication of one that nobody has looked for": (
        lambda study: study.edit("measures", 2, site_id="coast").edit("presences", 4, status="not_surveyed"),
        [("measure_on_unsurveyed_invader", "measures.csv", 2, "invader_ids", "mouse")],
    ),
    "cost in another currency": (
        lambda study: study.edit("measures", 3, currency="EUR"),
        [("currency_differs", "measures.csv", 3, "currency", "EUR")],
    ),
    "cost in prices of another year": (
        lambda study: study.edit("measures", 3, price_year=2019),
        [("price_year_differs", "measures.csv", 3, "price_year", "2019")],
    ),
    "year of an outcome that is not given": (
        lambda study: study.edit("measures", 2, outcome_year=2021),
        [("outcome_year_without_outcome", "measures.csv", 2, "outcome_year", "2021")],
    ),
    "invader that releases itself": (
        lambda study: study.edit("interactions", 2, other_invader_id="cat"),
        [("interaction_with_itself", "interactions.csv", 2, "other_invader_id", "cat")],
    ),
    "release without evidence": (
        lambda study: study.edit("interactions", 2, evidence="none"),
        [("effect_without_evidence", "interactions.csv", 2, "effect", "0.5")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rule(study, case):
    spoil, expected = CASES[case]
    spoil(study)
    assert study.places() == expected


def test_sum_of_a_site_counts_the_rows_for_all_sites(study):
    study.edit("vital_rates", 5, value=0.9).add("vital_rates", like=5, site_id="coast", value=0.2, parameter=None)
    study.add("vital_rates", like=3, class_="subadult")
    study.add("vital_rates", like=5, to_class="subadult", site_id="coast", value=0.5, parameter=None)
    assert study.grave() == []


def test_tie_names_both_rows_and_what_they_name(study):
    tie_over_classes(study, class_="adult")
    [problem] = study.grave()
    assert problem.row == 4
    assert problem.message == (
        "This row names class; row 2 of the same impact_id and rate names site_id. Both hold for one target and "
        "neither replaces the other."
    )


def test_row_that_names_more_replaces(study):
    tie_over_classes(study, class_=None)
    study.add("impacts", like=2, class_="adult")
    assert study.grave() == []


def test_tie_stays_a_tie_beside_a_row_that_replaces_both(study):
    tie_over_classes(study, class_="adult").add("impacts", like=2, class_="adult")
    assert study.codes() == ["precedence_tie"]


def test_eradicated_invader_is_history(study):
    study.edit("presences", 3, status="eradicated")
    assert "invader_nowhere_present" not in study.codes()


def test_side_effects_of_different_years_do_not_tie(study):
    study.add("measure_effects", like=2, from_year=5, to_year=6)
    assert "side_effects_tie" not in study.codes()


def test_side_effect_that_names_more_replaces(study):
    study.add("measure_effects", like=2, class_="adult")
    assert "side_effects_tie" not in study.codes()


def test_rows_for_different_targets_do_not_tie(study):
    study.edit("impacts", 2, class_="juvenile")
    study.add("impacts", like=2, class_=None, to_class="adult")
    assert "precedence_tie" not in study.codes()


def test_capacity_rows_for_other_terms_do_not_compete(study):
    study.edit("impacts", 3, rate="capacity", class_=None, applies_to="fecundity")
    study.add("impacts", like=3, site_id=None, applies_to=None)
    assert study.grave() == []


def test_impact_of_unknown_size_is_noted(study):
    study.edit("impacts", 3, effect=None)
    [problem] = study.of("unknown_effect")
    assert (problem.severity, problem.row, problem.column) == ("note", 3, "effect")
    assert study.grave() == []


def test_invader_that_may_arrive_need_not_be_present(study):
    study.add("impacts", like=3, impact_id="rat-on-adults", invader_id="rat", site_id=None)
    assert study.grave() == []


@pytest.mark.parametrize(
    ("means", "countries", "code"),
    [
        ("introduced", ("SH",), "introduced_in_native_country"),
        ("native", ("FR",), "native_outside_native_countries"),
    ],
)
def test_presence_decides_over_native_countries(study, means, countries, code):
    study.edit("presences", 2, establishment_means=means).edit("invaders", 2, native_countries=countries)
    assert [problem.severity for problem in study.of(code)] == ["note"]
    assert study.grave() == []


def test_wiping_out_a_share_can_be_inferred(study):
    study.edit("impacts", 2, effect=-1.0, effect_low=-1.0).edit("presences", 4, share_exposed=0.9, source_id="survey")
    assert study.grave() == []


def test_factor_uses_share_exposed_and_abundance(study):
    study.edit("vital_rates", 2, value=0.95, observed_with=("cat-on-adults",))
    study.edit("presences", 3, share_exposed=0.4, relative_abundance=1.0, source_id="survey")
    assert study.grave() == []
    study.edit("presences", 3, relative_abundance=2.0)
    [problem] = study.grave()
    assert problem.message.startswith("Without 'cat-on-adults' this survival of 0.95 would be 1.0281385")
    assert "at 'coast'" in problem.message


def test_product_of_causes_is_judged(study):
    study.edit("vital_rates", 2, value=0.85, low=0.8, high=0.9, observed_with=("cat-on-adults", "storms"))
    study.add("pressures", like=2, pressure_id="storms", stage="breeding", effect=-0.05)
    assert study.grave() == []
    study.edit("pressures", 3, effect=-0.06)
    assert study.codes() == ["observed_with_above_one"]


def test_fecundity_may_exceed_1_when_freed(study):
    study.edit("vital_rates", 4, value=0.9)
    assert study.grave() == []


def test_rate_of_another_site_is_not_doubted(study):
    study.edit("vital_rates", 2, source_id="mice", site_id="gough")
    study.add("vital_rates", like=2, source_id="survey", site_id=None)
    assert study.grave() == []


def test_row_replaced_where_the_cause_acts_is_not_doubted(study):
    study.edit("vital_rates", 2, source_id="mice").add("vital_rates", like=2, source_id="survey", site_id="coast")
    assert study.grave() == []


def test_pressure_from_the_source_of_a_rate_is_doubted_too(study):
    study.edit("vital_rates", 6, source_id="mice")
    [problem] = study.grave()
    assert problem.code == "maybe_measured_with"
    assert "'bycatch'" in problem.message


def test_without_a_budget_costs_need_one_currency(study):
    study.settings = Settings("A study")
    assert study.grave() == []
    study.edit("measures", 3, currency="EUR")
    [problem] = study.grave()
    assert (problem.code, problem.row) == ("currencies_mixed", 2)
    assert problem.message == "Measures are priced in 'EUR of 2021', 'GBP of 2021': their costs cannot be added."


def test_long_circle_is_found_once(study):
    names = [f"measure-{number}" for number in range(5000)]
    for name, required in zip(names, [*names[1:], names[0]], strict=True):
        study.add("measures", like=3, measure_id=name, requires=(required,))
    [problem] = study.grave()
    assert problem.code == "requires_circle"


def test_measures_that_share_a_requirement_make_no_circle(study):
    study.add("measures", like=3, measure_id="a", requires=("bait",))
    study.add("measures", like=3, measure_id="b", requires=("a", "bait"))
    assert study.grave() == []


def test_measure_that_was_done_is_not_judged(study):
    study.edit("measures", 2, site_id="coast", currency="EUR", outcome="failed", outcome_year=2021)
    assert study.grave() == []


@pytest.mark.parametrize(("start", "end", "weeks"), [(1, 1, 1), (1, 53, 53), (53, 53, 1), (50, 2, 6), (10, 9, 53)])
def test_weeks_are_counted_with_both_ends(start, end, weeks):
    assert weeks_of(start, end).bit_count() == weeks
