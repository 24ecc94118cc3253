"""Kinds of problem in mechanisms as models, and in trends of invaders."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Mechanisms as models",
        (
            error(
                "impact_id_twice",
                "An impact_id of a model names another model, or an impact, too.",
                "Give each model an impact_id of its own.",
            ),
            error(
                "two_models_on_one_target",
                "Two rows of a model, of one invader, hold for one class at one place in one stage.",
                "Keep one of them, or give them different places or classes.",
            ),
            warning(
                "model_and_impact",
                "An impact with an effect and a model say what one invader does to one rate in one stage by one"
                " mechanism: it counts twice.",
                "Leave the effect of the impact empty, or take out the model.",
            ),
            warning(
                "model_changes_nothing",
                "The parameters of a model make no difference to any rate.",
                "Give the parameter that is missing or 0, or take out the row.",
            ),
            error(
                "other_prey_missing",
                "alternative_id names the other prey, and alternative_prey does not say how many there are.",
                "Fill in alternative_prey, or leave alternative_id empty.",
            ),
            error(
                "other_prey_is_predator",
                "A predator is named as its own other prey.",
                "Name the invader that it eats in alternative_id, or leave it empty.",
            ),
            note(
                "model_not_used",
                "A model belongs to a migrant without an annual cycle: its effect on growth cannot be worked out.",
                "Add stages and survival; see the questions for the next tier.",
            ),
        ),
    ),
    Topic(
        "Hybridisation",
        (
            error(
                "hybrids_are_pure",
                "A class of hybrids stands among the pure classes.",
                "Take it out of pure_classes, or name another class for the hybrids.",
            ),
            error(
                "neither_pure_nor_hybrid",
                "A class of the migrant is neither in pure_classes nor a class of hybrids: its members would count as"
                " not pure.",
                "Add it to pure_classes, or make it the hybrid_class or hybrid_young_class.",
            ),
            error(
                "hybridisation_differs",
                "Rows for one place and stage differ in invader, classes, preference, fitness or backcross. They are"
                " sources of immigrants for the same pairs.",
                "Write the same in all of them; only the source and the immigrants may differ.",
            ),
            error(
                "immigrants_given_twice",
                "A row gives both a number and a share of immigrants.",
                "Keep one of immigrants and immigrant_share.",
            ),
            error(
                "initial_share_missing",
                "The share of hybrids today is not given. Hybridisation starts from it, and it has no stable value.",
                "Fill in initial_share of every class in classes: 0 for hybrids where there are none.",
            ),
            warning(
                "source_without_presence",
                "presences does not say that the invader is present where the immigrants come from: none come.",
                "Add the presence of the invader at the source.",
            ),
        ),
    ),
    Topic(
        "Trends of invaders",
        (
            error(
                "trend_of_other_measure",
                "A trend holds while a measure runs that does not act on the invader, or not there.",
                "Correct measure_id, or name the invader in invader_ids of the measure.",
            ),
        ),
    ),
)
