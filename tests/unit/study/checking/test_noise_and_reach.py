"""Noise, catastrophes and years that lead nowhere: each fault found where it stands."""

STORM = {
    "catastrophe_id": "storm", "migrant_id": "albatross", "stage": "breeding", "rate": "survival", "class": "adult",
    "effect": -0.3, "effect_low": -0.4, "effect_high": -0.2, "probability_per_year": 0.05,
    "probability_per_year_low": 0.02, "probability_per_year_high": 0.1, "source_id": "survey",
}  # fmt: skip


def places(study, code):
    return [(problem.file, problem.row, problem.column) for problem in study.of(code)]


def test_sound_catastrophes_are_accepted(study):
    study.add("catastrophes", **STORM)
    study.add("catastrophes", **STORM | {"stage": "nonbreeding"})
    study.edit("vital_rates", 2, autocorrelation=0.4)
    assert study.grave() == []


def test_rows_of_a_catastrophe_must_strike_with_one_probability(study):
    study.add("catastrophes", **STORM)
    study.add("catastrophes", **STORM | {"stage": "nonbreeding", "probability_per_year": 0.06})
    assert places(study, "catastrophe_differs") == [("catastrophes.csv", 3, "probability_per_year")]


def test_catastrophes_of_what_is_not_there(study):
    study.add("catastrophes", **STORM | {"class": "egg"})
    study.add("catastrophes", **STORM | {"catastrophe_id": "fog", "stage": "moult"})
    study.add("catastrophes", **STORM | {"catastrophe_id": "flood", "site_id": "ocean", "rate": "fecundity"})
    study.add("catastrophes", **STORM | {"catastrophe_id": "ice", "to_class": "juvenile"})
    assert places(study, "unknown_class") == [("catastrophes.csv", 2, "class")]
    assert places(study, "unknown_stage") == [("catastrophes.csv", 3, "stage")]
    assert ("catastrophes.csv", 5, "to_class") in places(study, "column_not_used")


def test_rows_of_a_catastrophe_that_tie(study):
    study.add("catastrophes", **STORM | {"class": None, "site_id": "gough"})
    study.add("catastrophes", **STORM)
    assert [problem.file for problem in study.of("precedence_tie")] == ["catastrophes.csv"]


def test_autocorrelation_is_one_for_rows_that_vary_together(study):
    study.edit("vital_rates", 2, correlation_group="sea", autocorrelation=0.4)
    study.edit("vital_rates", 3, correlation_group="sea", autocorrelation=0.1, sd_between_years=0.01)
    assert places(study, "autocorrelation_differs") == [("vital_rates.csv", 2, "autocorrelation")]


def test_autocorrelation_without_noise_has_no_meaning(study):
    study.edit("vital_rates", 3, autocorrelation=0.4)
    assert ("vital_rates.csv", 3, "autocorrelation") in places(study, "column_not_used")


def test_journeys_that_nobody_takes(study):
    for row in (2, 3):
        study.edit("movements", row, survival=0.0)
    found = study.of("stage_not_reached")
    assert [(problem.file, problem.row, problem.column) for problem in found] == [("movements.csv", 2, "share")]
    assert "from stage 'breeding' to 'nonbreeding'" in found[0].message


def test_a_stage_in_which_everyone_dies(study):
    for row, values in enumerate(study.records["vital_rates"], start=2):
        if values["stage"] == "breeding" and values["rate"] == "survival":
            study.edit("vital_rates", row, value=0.0, low=0.0, high=0.0, sd_between_years=None)
        elif values["stage"] == "breeding" and values["rate"] == "fecundity":
            study.edit("vital_rates", row, value=0.0, low=0.0, high=0.0)
    assert [problem.file for problem in study.of("stage_not_reached")] == ["vital_rates.csv"]


def test_a_site_to_which_no_journey_leads(study):
    study.add("sites", site_id="rock", name="A rock", source_id="survey")
    study.edit("distribution", 2, share=0.6)
    study.add(
        "distribution", migrant_id="albatross", stage="breeding", site_id="rock", share=0.1,
        survey_status="surveyed", source_id="survey",
    )  # fmt: skip
    found = study.of("site_not_reached")
    assert [(problem.file, problem.column, problem.value) for problem in found] == [
        ("distribution.csv", "site_id", "rock")
    ]


def test_crowding_is_carried_from_an_earlier_stage(study):
    crowd = {
        "migrant_id": "albatross", "stage": "nonbreeding", "form": "ricker", "a": 0.001, "applies_to": "survival",
        "carry_over_stage": "breeding", "source_id": "survey",
    }  # fmt: skip
    study.add("density", **crowd)
    row = len(study.records["density"]) + 1
    assert study.grave() == []
    study.edit("density", row, stage="breeding", carry_over_stage="nonbreeding")
    assert places(study, "carry_over_not_earlier") == [("density.csv", row, "carry_over_stage")]
    study.edit("density", row, carry_over_stage="moult")
    assert places(study, "unknown_stage") == [("density.csv", row, "carry_over_stage")]


def test_a_ceiling_is_not_carried(study):
    crowd = {"migrant_id": "albatross", "stage": "nonbreeding", "form": "ceiling", "capacity": 900.0}
    study.add("density", **crowd, carry_over_stage="breeding", source_id="survey")
    row = len(study.records["density"]) + 1
    assert places(study, "carry_over_ceiling") == [("density.csv", row, "form")]


def test_catastrophes_that_change_nothing(study):
    study.add("catastrophes", **STORM | {"probability_per_year": 0.0, "probability_per_year_low": 0.0})
    study.add("catastrophes", **STORM | {"catastrophe_id": "calm", "effect": 0.0})
    study.add("catastrophes", **STORM | {"catastrophe_id": "always", "stage": "nonbreeding"})
    study.edit("catastrophes", 4, probability_per_year=1.0, probability_per_year_high=1.0)
    assert places(study, "catastrophe_without_effect") == [
        ("catastrophes.csv", 2, "probability_per_year"),
        ("catastrophes.csv", 3, "effect"),
    ]
    assert places(study, "catastrophe_every_year") == [("catastrophes.csv", 4, "probability_per_year")]


def test_a_year_too_good_to_be_true(study):
    study.add("catastrophes", **STORM | {"effect": 0.1, "effect_low": None, "effect_high": None})
    (found,) = study.of("catastrophe_above_one")
    assert (found.file, found.row, found.column) == ("catastrophes.csv", 2, "effect")
    assert "0.95 would become 1.045" in found.message
    study.edit("catastrophes", 2, effect=0.05)
    assert study.of("catastrophe_above_one") == []


def test_noise_of_a_rate_that_is_nothing(study):
    study.edit("vital_rates", 4, value=0.0, sd_between_years=0.1)
    assert places(study, "noise_of_nothing") == [("vital_rates.csv", 4, "sd_between_years")]


def test_a_population_as_small_as_the_threshold_of_its_risk(study):
    study.edit("migrants", 2, abundance=50.0, abundance_low=40.0, abundance_high=60.0)
    assert places(study, "risk_from_the_start") == [("migrants.csv", 2, "abundance")]


def test_crowding_that_meets_nobody(study):
    crowd = {"migrant_id": "albatross", "form": "ricker", "source_id": "survey"}
    study.add("density", **crowd, stage="nonbreeding", a=0.001, applies_to="fecundity")
    study.add("density", **crowd, stage="nonbreeding", a=0.0, applies_to="survival")
    study.add("density", **crowd, stage="nonbreeding", a=0.1, applies_to="survival", carry_over_stage="breeding")
    study.edit("density", 6, site_id="ocean")
    study.add("density", **crowd | {"form": "ceiling"}, stage="nonbreeding", capacity=0.0)
    assert places(study, "crowding_of_no_young") == [("density.csv", 4, "applies_to")]
    assert places(study, "crowding_without_effect") == [("density.csv", 5, "a")]
    assert places(study, "crowding_where_nobody_is") == [("density.csv", 6, "site_id")]
    assert places(study, "no_room") == [("density.csv", 7, "capacity")]


def rates(study, *rows):
    """Give the albatross other rates: stage, rate, class, value and, where it passes on, class."""
    study.records["vital_rates"] = [
        {"migrant_id": "albatross", "stage": stage, "rate": rate, "class": class_, "value": value, "to_class": to_class}
        | {"source_id": "survey"}
        for stage, rate, class_, value, to_class in rows
    ]
    return study.drop("fits").drop("measures").drop("measure_effects")


def test_a_year_that_ends_for_everyone(study):
    rates(
        study,
        ("breeding", "survival", "juvenile", 0.8, None),
        ("nonbreeding", "transition", "juvenile", 1.0, "adult"),
        ("breeding", "survival", "adult", 0.0, None),
    )
    (found,) = study.of("year_of_zeros")
    assert (found.file, found.row, found.column, found.value) == ("vital_rates.csv", 4, "value", "albatross")
    assert found.remedy
    study.edit("vital_rates", 4, value=0.1)
    assert study.of("year_of_zeros") == []


SALMON = (
    ("breeding", "survival", "adult", 0.0, None),
    ("breeding", "fecundity", "adult", 50.0, "fry"),
    ("nonbreeding", "survival", "fry", 0.05, None),
    ("nonbreeding", "survival", "juvenile", 0.5, None),
    ("breeding", "transition", "fry", 1.0, "juvenile"),
    ("breeding", "transition", "juvenile", 1.0, "adult"),
)


def test_a_year_whose_growth_swings(study):
    """Fry at the first census, juvenile at the second, adult at the third: only those of one year ever meet."""
    rates(study, *SALMON)
    (found,) = study.of("year_that_swings")
    assert (found.file, found.row, found.column, found.value) == ("vital_rates.csv", 2, "value", "albatross")
    assert "comes back to itself only every 3 years" in found.message
    study.edit("vital_rates", 7, value=0.9)
    assert study.of("year_that_swings") == []


def test_places_that_differ_keep_the_year_from_swinging(study):
    rates(study, *SALMON)
    study.add("vital_rates", 7, site_id="gough", value=0.8)
    assert study.of("year_that_swings") == []
