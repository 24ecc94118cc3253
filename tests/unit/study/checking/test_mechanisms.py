"""Bad rows of models and of trends, each found where it stands."""

import pytest

WHO = {"migrant_id": "albatross", "stage": "breeding", "source_id": "mice"}
BASIS = {"evidence": "inferred", "confidence": "low"}
PREDATION = {
    **WHO, **BASIS, "impact_id": "cat-eats", "invader_id": "cat", "site_id": "coast", "rate": "survival",
    "class": "juvenile", "response": "type_ii", "attack": 0.01, "handling": 0.1, "predators": 5.0,
}  # fmt: skip
DISEASE = {
    **WHO, **BASIS, "impact_id": "pox", "invader_id": "mouse", "mechanism": "disease_transmission",
    "prevalence": 0.4, "mortality": 0.5,
}  # fmt: skip
HYBRIDS = {
    **WHO, **BASIS, "impact_id": "hybrids", "invader_id": "mouse", "site_id": "gough", "pure_classes": ("adult",),
    "hybrid_class": "juvenile", "immigrants": 3.0,
}  # fmt: skip
SINK = {
    **WHO, **BASIS, "impact_id": "sink", "invader_id": "cat", "mechanism": "poisoning", "share_laid": 0.2,
}  # fmt: skip


def places(study, code):
    return [(problem.file, problem.row, problem.column) for problem in study.of(code)]


def test_sound_models_are_accepted(study):
    for row, share in enumerate((0.0, 1.0), start=2):
        study.edit("classes", row, initial_share=share, source_id="survey")
    study.add("predation", **PREDATION)
    study.add("diseases", **DISEASE | {"half_density": 50.0})
    study.add("hybridisation", **HYBRIDS)
    study.add("egg_sinks", **SINK)
    study.add("invader_trends", invader_id="mouse", growth=0.9, source_id="mice")
    assert study.grave() == []


@pytest.mark.parametrize(
    ("table", "row", "code", "column"),
    [
        ("predation", PREDATION | {"class": "egg"}, "unknown_class", "class"),
        ("hybridisation", HYBRIDS | {"hybrid_class": "cross"}, "unknown_class", "hybrid_class"),
        ("hybridisation", HYBRIDS | {"pure_classes": ("adult", "old")}, "unknown_class", "pure_classes"),
        ("hybridisation", HYBRIDS | {"pure_classes": ("adult", "juvenile")}, "hybrids_are_pure", "pure_classes"),
        ("hybridisation", HYBRIDS | {"hybrid_class": "adult"}, "neither_pure_nor_hybrid", "pure_classes"),
        ("hybridisation", HYBRIDS | {"immigrant_share": 0.1}, "immigrants_given_twice", "immigrant_share"),
        ("hybridisation", HYBRIDS, "initial_share_missing", "migrant_id"),
        ("hybridisation", HYBRIDS | {"source_site_id": "ocean"}, "source_without_presence", "source_site_id"),
        ("hybridisation", HYBRIDS | {"source_site_id": "elsewhere"}, "unknown_reference", "source_site_id"),
        ("predation", PREDATION | {"attack": 0.0}, "model_changes_nothing", "attack"),
        ("diseases", DISEASE | {"mortality": None}, "model_changes_nothing", "mortality"),
        ("egg_sinks", SINK | {"share_laid": 0.0}, "model_changes_nothing", "share_laid"),
        ("predation", PREDATION | {"response": "type_i"}, "column_not_used", "handling"),
        ("predation", PREDATION | {"handling": None, "alternative_prey": 9.0}, "column_not_used", "alternative_prey"),
        ("predation", PREDATION | {"alternative_id": "rat"}, "other_prey_missing", "alternative_prey"),
        (
            "predation",
            PREDATION | {"alternative_id": "cat", "alternative_prey": 9.0},
            "other_prey_is_predator",
            "alternative_id",
        ),
        ("predation", PREDATION | {"evidence": "none"}, "effect_without_evidence", "evidence"),
        ("predation", PREDATION | {"impact_id": "mouse-on-chicks"}, "impact_id_twice", "impact_id"),
        ("predation", PREDATION | {"class": "adult"}, "model_and_impact", "impact_id"),
        ("predation", PREDATION | {"migrant_id": "petrel"}, "model_not_used", "migrant_id"),
        ("predation", PREDATION | {"invader_id": "dog"}, "unknown_reference", "invader_id"),
        ("egg_sinks", SINK | {"stage": "nonbreeding"}, "no_rate_to_change", "stage"),
        ("diseases", DISEASE | {"site_id": "ocean", "stage": "winter"}, "unknown_stage", "stage"),
    ],
)
def test_a_bad_row_is_found(study, table, row, code, column):
    study.add(table, **row)
    assert (f"{table}.csv", 2, column) in places(study, code)


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("diseases", DISEASE, "prevalence"),
        ("diseases", DISEASE, "mortality"),
        ("hybridisation", HYBRIDS, "immigrants"),
        ("predation", PREDATION, "handling"),
        ("egg_sinks", SINK, "share_laid"),
    ],
)
def test_numbers_out_of_their_range_are_out_of_range(table, row, column):
    from oxyura.schema.tables import TABLES

    declared = TABLES[table].column(column)
    assert declared.minimum == 0
    assert declared.maximum == (None if column in ("immigrants", "handling") else 1)


def test_limits_of_a_parameter_are_held_against_it(study):
    study.add("predation", **PREDATION | {"attack_low": 0.02, "attack_high": 0.03})
    assert places(study, "interval_order") == [("predation.csv", 2, "attack_low")]


def test_two_models_of_one_invader_on_one_class_are_found(study):
    study.add("predation", **PREDATION)
    study.add("predation", **PREDATION | {"impact_id": "cat-eats-too", "site_id": None})
    assert places(study, "two_models_on_one_target") == [("predation.csv", 3, "invader_id")]
    study.edit("predation", 3, class_="adult")
    assert study.of("two_models_on_one_target") == []


def test_models_of_other_tables_share_no_id(study):
    study.add("predation", **PREDATION)
    study.add("egg_sinks", **SINK | {"impact_id": "cat-eats"})
    assert places(study, "impact_id_twice") == [("egg_sinks.csv", 2, "impact_id")]


def test_sources_of_one_mating_agree(study):
    study.add("hybridisation", **HYBRIDS)
    study.add("hybridisation", **HYBRIDS | {"impact_id": "more-hybrids", "hybrid_fitness": 0.5})
    assert places(study, "hybridisation_differs") == [("hybridisation.csv", 3, "hybrid_fitness")]


def test_a_model_of_an_invader_that_is_nowhere_acts_nowhere(study):
    study.drop("arrivals")
    study.add("predation", **PREDATION | {"invader_id": "rat"})
    assert places(study, "invader_nowhere_present") == [("predation.csv", 2, "invader_id")]


def test_a_trend_belongs_to_a_measure_on_its_invader(study):
    study.add("invader_trends", invader_id="cat", site_id="gough", growth=0.5, measure_id="bait", source_id="mice")
    study.add("invader_trends", invader_id="mouse", site_id="gough", growth=0.5, measure_id="bait", source_id="mice")
    assert places(study, "trend_of_other_measure") == [("invader_trends.csv", 2, "measure_id")]


def test_a_measure_that_only_changes_a_trend_has_an_effect(study):
    study.edit("measures", 2, kind="control")
    assert len(study.of("measure_without_effect")) == 1
    study.add("invader_trends", invader_id="mouse", growth=0.5, measure_id="bait", source_id="mice")
    assert study.of("measure_without_effect") == []
