"""Each rule about ids, places, the calendar, shares, moves and limits, on a study that breaks it and nothing else."""

from __future__ import annotations

import pytest

from oxyura.schema.limits import DRAWS, HORIZON, SITES, STATES
from oxyura.schema.settings import Settings

CASES = {
    "duplicate site": (
        lambda study: study.add("sites", like=3),
        [("duplicate_key", "sites.csv", 5, "site_id", "coast")],
    ),
    "duplicate row with an empty key column": (
        lambda study: study.add("distribution", like=6),
        [("duplicate_key", "distribution.csv", 7, None, "albatross, nonbreeding, ocean")],
    ),
    "key column left empty for its default": (
        lambda study: study.add("density", like=2, applies_to="all"),
        [("duplicate_key", "density.csv", 4, None, "albatross, breeding, ceiling")],
    ),
    "young of the class itself, said twice": (
        lambda study: study.add("vital_rates", like=4, to_class=None, parameter=None).add(
            "vital_rates", like=4, to_class="adult", parameter=None
        ),
        [("duplicate_key", "vital_rates.csv", 9, None, "albatross, breeding, adult, fecundity")],
    ),
    "unknown migrant": (
        lambda study: study.edit("density", 2, migrant_id="albatros"),
        [("unknown_reference", "density.csv", 2, "migrant_id", "albatros")],
    ),
    "unknown source": (
        lambda study: study.edit("distribution", 4, source_id="surve"),
        [("unknown_reference", "distribution.csv", 4, "source_id", "surve")],
    ),
    "unknown ids in a list": (
        lambda study: study.edit("measures", 3, requires=("bate", "bait", "bayt")),
        [
            ("unknown_reference", "measures.csv", 3, "requires", "bate"),
            ("unknown_reference", "measures.csv", 3, "requires", "bayt"),
        ],
    ),
    "unknown scenario of a fit": (
        lambda study: study.edit("fits", 3, scenario_id="wurse"),
        [("unknown_reference", "fits.csv", 3, "scenario_id", "wurse")],
    ),
    "unknown stage": (
        lambda study: study.edit("pressures", 2, stage="winter"),
        [("unknown_stage", "pressures.csv", 2, "stage", "winter")],
    ),
    "unknown stage without a migrant": (
        lambda study: study.edit("scenarios", 2, stage="winter"),
        [
            ("unknown_stage", "scenarios.csv", 2, "stage", "winter"),
            ("no_rate_to_change", "scenarios.csv", 2, "rate", "survival"),
        ],
    ),
    "unknown class": (
        lambda study: study.edit("impacts", 3, class_="adlt"),
        [("unknown_class", "impacts.csv", 3, "class", "adlt")],
    ),
    "class of a migrant without a model": (
        lambda study: study.edit("measure_effects", 2, migrant_id="petrel", class_="adult"),
        [("unknown_class", "measure_effects.csv", 2, "class", "adult")],
    ),
    "pressure with the id of an impact": (
        lambda study: study.add("pressures", like=2, pressure_id="cat-on-adults"),
        [("ambiguous_cause", "pressures.csv", 3, "pressure_id", "cat-on-adults")],
    ),
    "pressure with the id of an invader": (
        lambda study: study.add("pressures", like=2, pressure_id="rat"),
        [("ambiguous_cause", "pressures.csv", 3, "pressure_id", "rat")],
    ),
    "impact of two invaders": (
        lambda study: study.add("impacts", like=3, invader_id="mouse", site_id="gough"),
        [("impact_of_two_invaders", "impacts.csv", 4, "invader_id", "cat-on-adults")],
    ),
    "reserved scenario": (
        lambda study: study.edit("scenarios", 2, scenario_id="without_invaders"),
        [("reserved_scenario", "scenarios.csv", 2, "scenario_id", "without_invaders")],
    ),
    "pressure under two threats": (
        lambda study: study.add("pressures", like=2, class_="juvenile", iucn_threat="5.3"),
        [
            ("name_differs", "pressures.csv", 3, "iucn_threat", "bycatch"),
            ("survival_assumed", "pressures.csv", 3, "rate", "survival"),
        ],
    ),
    "rate at a site where the migrant never is": (
        lambda study: study.add("sites", site_id="inland", name="Inland").edit("density", 2, site_id="inland"),
        [("site_not_used", "density.csv", 2, "site_id", "inland")],
    ),
    "subdivision of another country": (
        lambda study: study.edit("sites", 3, subdivision="FR-83"),
        [("subdivision_elsewhere", "sites.csv", 3, "subdivision", "FR-83")],
    ),
    "latitude without longitude": (
        lambda study: study.edit("sites", 2, lon=None),
        [("half_coordinate", "sites.csv", 2, "lat", "-40.3")],
    ),
    "numbers without a source": (
        lambda study: study.edit("vital_rates", 3, source_id=None).edit("vital_rates", 5, source_id=None),
        [("no_source", "vital_rates.csv", 3, "source_id", None)],
    ),
    "no distribution in the first stage": (
        lambda study: study.drop("distribution", 2, 3, 4, 5),
        [("no_start_distribution", "migrants.csv", 2, "migrant_id", "albatross")],
    ),
    "a class without a start": (
        lambda study: study.drop("distribution", 2, 3),
        [("class_without_start", "distribution.csv", 2, "class", "albatross")],
    ),
    "nobody counted": (
        lambda study: study.edit("classes", 3, counted="no"),
        [("nothing_counted", "classes.csv", 2, "counted", "albatross")],
    ),
    "counted classes without a share": (
        lambda study: study.edit("classes", 2, initial_share=1.0, source_id="survey"),
        [("nothing_counted", "classes.csv", 2, "initial_share", "albatross")],
    ),
    "initial shares beyond 1": (
        lambda study: study.edit("classes", 2, initial_share=0.6, source_id="survey").edit(
            "classes", 3, initial_share=0.6, source_id="survey"
        ),
        [("initial_share_sum", "classes.csv", 2, "initial_share", "1.2")],
    ),
    "an empty population": (
        lambda study: study.edit("migrants", 3, abundance=0.0),
        [("abundance_zero", "migrants.csv", 3, "abundance", "0")],
    ),
    "rates without stages": (
        lambda study: study.add("vital_rates", like=2, migrant_id="petrel"),
        [("stages_missing", "migrants.csv", 3, "migrant_id", "petrel")],
    ),
    "two stages at one position": (
        lambda study: study.edit("stages", 3, position=1),
        [("duplicate_position", "stages.csv", 3, "position", "1")],
    ),
    "a gap in the positions": (
        lambda study: study.edit("stages", 3, position=3),
        [("position_gap", "stages.csv", 3, "position", "3")],
    ),
    "weeks that overlap over the new year": (
        lambda study: study.edit("stages", 3, start_week=9),
        [("weeks_overlap", "stages.csv", 3, "start_week", "9")],
    ),
    "stages that go round the year twice": (
        lambda study: (
            study.drop("movements")
            .edit("stages", 2, start_week=1, end_week=9)
            .edit("stages", 3, start_week=30, end_week=39)
            .add("stages", like=3, stage="spring", position=3, start_week=10, end_week=19)
            .add("stages", like=3, stage="autumn", position=4, start_week=40, end_week=49)
            .add("distribution", like=6, stage="spring")
            .add("distribution", like=6, stage="autumn")
        ),
        [("weeks_out_of_order", "stages.csv", 2, "start_week", "albatross")],
    ),
    "movement within a stage": (
        lambda study: study.edit("movements", 3, to_stage="breeding"),
        [("stages_not_consecutive", "movements.csv", 3, "to_stage", "breeding")],
    ),
    "shares below 1": (
        lambda study: study.edit("distribution", 6, share=0.9),
        [("share_sum", "distribution.csv", 6, "share", "0.9")],
    ),
    "shares of a class above 1": (
        lambda study: study.edit("distribution", 5, share=0.6),
        [("share_sum", "distribution.csv", 4, "share", "1.2")],
    ),
    "shares of a class that keeps a row of all classes": (
        lambda study: study.drop("distribution", 5),
        [("share_sum", "distribution.csv", 4, "share", "0.9")],
    ),
    "more leave than are there": (
        lambda study: study.edit("movements", 4, share=0.7),
        [("movement_share_above_one", "movements.csv", 4, "share", "1.1")],
    ),
    "a class of which more leave than are there": (
        lambda study: study.add("movements", like=4, class_="adult", share=0.8),
        [("movement_share_above_one", "movements.csv", 6, "share", "1.2")],
    ),
    "fewer leave than are there": (
        lambda study: study.edit("movements", 3, share=0.25),
        [("movement_share_below_one", "movements.csv", 3, "share", "0.25")],
    ),
    "a site that nobody leaves": (
        lambda study: study.drop("movements", 3),
        [("site_without_movement", "distribution.csv", 3, "site_id", "coast")],
    ),
    "a site that one class does not leave": (
        lambda study: study.edit("movements", 3, class_="adult"),
        [("site_without_movement", "distribution.csv", 3, "site_id", "coast")],
    ),
    "a site reached by a movement that nobody leaves": (
        lambda study: (
            study.add("sites", site_id="strait", name="The strait")
            .edit("movements", 3, share=0.5)
            .add("movements", like=3, to_site="strait", share=0.5)
        ),
        [("site_without_movement", "movements.csv", 6, "to_site", "strait")],
    ),
    "a move that nothing tells of": (
        lambda study: study.drop("movements", 2, 3).drop("distribution", 6),
        [("default_move_stays", "stages.csv", 3, "stage", "nonbreeding")],
    ),
    "value above its upper limit": (
        lambda study: study.edit("migrants", 2, abundance=1200.0),
        [("interval_order", "migrants.csv", 2, "abundance_high", "1100")],
    ),
    "limits equal to each other but not to the value": (
        lambda study: study.edit("impacts", 2, effect_low=-0.4),
        [("interval_order", "impacts.csv", 2, "effect_low", "-0.4")],
    ),
    "one limit only": (
        lambda study: study.edit("vital_rates", 2, high=None),
        [("interval_half", "vital_rates.csv", 2, "low", "0.93")],
    ),
    "limits without a value": (
        lambda study: study.edit("migrants", 3, observed_growth_low=0.9, observed_growth_high=1.1),
        [("interval_without_value", "migrants.csv", 3, "observed_growth_low", "0.9")],
    ),
    "limits too wide for a probability": (
        lambda study: study.edit("vital_rates", 2, low=0.05, high=1.0),
        [("interval_too_wide", "vital_rates.csv", 2, "value", "0.95")],
    ),
    "limits around a certainty": (
        lambda study: study.edit("distribution", 6, share_low=0.9, share_high=1.0),
        [("interval_too_wide", "distribution.csv", 6, "share", "1")],
    ),
    "more noise than a probability can have": (
        lambda study: study.edit("vital_rates", 2, sd_between_years=0.3),
        [("noise_too_wide", "vital_rates.csv", 2, "sd_between_years", "0.3")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rule(study, case):
    spoil, expected = CASES[case]
    spoil(study)
    assert study.places() == expected


def test_nearest_id_is_offered(study):
    study.edit("density", 2, migrant_id="albatros")
    assert study.grave()[0].remedy == "Did you mean 'albatross'? Correct it, or add it to migrants."


def test_nearest_stage_is_offered(study):
    study.edit("pressures", 2, stage="nonbreding")
    [problem] = study.of("unknown_stage")
    assert problem.message == "The migrant 'albatross' has no stage 'nonbreding'."
    assert problem.remedy.startswith("Did you mean 'nonbreeding'? ")


def test_migrant_without_stages_may_name_any(study):
    study.add("impacts", like=2, migrant_id="petrel", stage="winter")
    assert study.grave() == []


def test_duplicate_names_the_first_row(study):
    study.add("sites", like=3).add("sites", like=3)
    assert [problem.row for problem in study.of("duplicate_key")] == [5, 6]
    assert all("row 3" in problem.message for problem in study.of("duplicate_key"))


def test_sum_is_in_the_message(study):
    study.edit("distribution", 6, share=0.9)
    assert study.grave()[0].message == (
        "The shares of 'albatross' in stage 'nonbreeding' sum to 0.9 over the sites, not to 1."
    )


def test_sum_of_an_unknown_migrant_or_stage_is_not_judged(study):
    study.edit("distribution", 6, migrant_id="albatros").edit("movements", 2, from_stage="breding", share=0.5)
    assert not {"share_sum", "movement_share_below_one"} & set(study.codes())


def test_sum_may_differ_by_rounding(study):
    study.edit("distribution", 2, share=0.7 + 5e-7)
    assert study.grave() == []


def test_row_for_all_classes_is_not_judged_where_every_class_has_its_own(study):
    study.add("distribution", like=4, class_="juvenile", share=0.5)
    study.add("distribution", like=5, class_="juvenile", share=0.5).edit("distribution", 2, share=0.1)
    assert study.grave() == []


def test_overlap_names_weeks_and_stages(study):
    study.edit("stages", 3, start_week=9)
    assert study.grave()[0].message == "The stage 'nonbreeding' shares weeks 9 to 10 with 'breeding' (row 2)."


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [((1, 52), (53, 53), False), ((40, 53), (1, 39), False), ((50, 2), (53, 53), True), ((1, 53), (20, 20), True)],
)
def test_week_53(study, first, second, clash):
    study.edit("stages", 2, start_week=first[0], end_week=first[1])
    study.edit("stages", 3, start_week=second[0], end_week=second[1])
    assert study.codes() == ["weeks_overlap"] * clash


def test_one_stage_may_last_all_year(study):
    study.drop("stages", 3).drop("movements").drop("distribution", 6).drop("vital_rates", 5, 6, 7)
    study.drop("pressures").drop("fits").drop("density").edit("measures", 3, kind="reinforce")
    study.edit("stages", 2, start_week=10, end_week=9)
    assert "weeks_overlap" not in study.codes()
    assert "weeks_out_of_order" not in study.codes()


def test_unused_source_is_noted_unless_a_note_names_it(study):
    study.add("sources", source_id="atlas", citation="An atlas").add("sources", source_id="map", citation="A map")
    study.edit("sites", 2, notes="Outline from atlas.")
    assert [problem.value for problem in study.of("unused_source")] == ["map"]


def test_no_source_counts_rows(study):
    study.edit("vital_rates", 3, source_id=None).edit("vital_rates", 5, source_id=None)
    assert study.grave()[0].message == "2 rows with numbers name no source; here is the first."


def test_settings_above_the_limit(study):
    study.settings = Settings("A study", horizon_years=HORIZON.maximum + 1, draws=DRAWS.maximum + 1)
    assert [(p.code, p.file, p.column, p.value) for p in study.grave()] == [
        ("above_limit", "study.toml", "horizon_years", "1001"),
        ("above_limit", "study.toml", "draws", "100001"),
    ]


def test_too_many_sites(study):
    for number in range(SITES.maximum):
        study.records["sites"].append({"site_id": f"site-{number}", "name": "A site"})
    assert [(p.code, p.file, p.row) for p in study.grave()] == [("above_limit", "sites.csv", None)]


def test_too_many_states(study):
    sites = [{"site_id": f"site-{number}", "name": "A site"} for number in range(400)]
    classes = [{"migrant_id": "albatross", "class": f"class-{number}"} for number in range(STATES.maximum // 400)]
    study.records["sites"] += sites
    study.records["classes"] += classes
    for site in sites:
        study.add("distribution", like=6, site_id=site["site_id"], share=0.0)
    [problem] = study.of("above_limit")
    assert (problem.file, problem.row, problem.value) == ("migrants.csv", 2, "albatross")


def test_tier_is_noted_with_questions(study):
    study.edit("migrants", 3, age_at_first_breeding=None)
    [problem] = study.of("tier")
    assert problem.message == "The data of 'petrel' reach the tier evidence."
    assert "At what age do females first breed?" in problem.remedy


def test_absent_table_says_what_it_costs(study):
    study.drop("density")
    [problem] = study.of("table_absent")
    assert problem.file == "density.csv"
    assert problem.message == "Without density the results are upper bounds: nothing limits the population."


def test_numbers_without_limits_are_counted(study):
    [problem] = [problem for problem in study.of("no_interval") if problem.file == "vital_rates.csv"]
    assert (problem.row, problem.message) == (3, "5 numbers have no 95 % limits and are taken as certain.")
