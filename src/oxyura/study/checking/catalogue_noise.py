"""Kinds of problem in noise, catastrophes and carry-over, and in years that lead nowhere."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Noise and catastrophes",
        (
            error(
                "autocorrelation_differs",
                "Rows that vary together, by correlation_group or parameter, differ in autocorrelation.",
                "Write the same autocorrelation in all of them.",
            ),
            error(
                "catastrophe_differs",
                "Rows of one catastrophe strike together, and differ in probability_per_year or its limits.",
                "Write the same probability in all of them, or give them different names in catastrophe_id.",
            ),
            warning(
                "catastrophe_without_effect",
                "A catastrophe never strikes, or changes nothing when it does: its probability or its effect is 0.",
                "Give probability_per_year and effect, or leave the row out.",
            ),
            warning(
                "catastrophe_every_year",
                "A catastrophe strikes in every year: its probability is 1.",
                "Give a probability below 1, or make it a pressure.",
            ),
            warning(
                "catastrophe_above_one",
                "In a year that is struck a survival or transition would be above 1. It is brought back to 1.",
                "Lower the effect, which is a proportion: -0.4 takes four in ten.",
            ),
            warning(
                "noise_of_nothing",
                "sd_between_years is given for a rate of 0, which cannot vary.",
                "Give the mean of the rate, or leave sd_between_years empty.",
            ),
            note(
                "risk_from_the_start",
                "A migrant numbers no more than quasi_extinction_threshold: its risk is 1 from the first year.",
                "Lower quasi_extinction_threshold in study.toml, or correct the abundance.",
            ),
        ),
    ),
    Topic(
        "Carry-over",
        (
            error(
                "carry_over_not_earlier",
                "Crowding is carried from a stage that does not come before the one that it acts in. Nothing is carried"
                " over the census, at the start of the first stage.",
                "Name an earlier stage, or let the year begin, by position in stages, with the one that is crowded.",
            ),
            error(
                "carry_over_ceiling",
                "A ceiling is to be carried to another stage.",
                "Use beverton_holt, ricker or linear with a, or leave carry_over_stage empty.",
            ),
            warning(
                "crowding_of_no_young",
                "Crowding is to lower breeding in a stage in which no row of vital_rates gives young.",
                "Correct stage or applies_to, or add the fecundity. Where success is a transition, crowd survival.",
            ),
            warning(
                "crowding_where_nobody_is",
                "Crowding is felt at a site where the migrant is not in that stage, by distribution and movements.",
                "Correct site_id, or the stage in which it is felt (carry_over_stage where it is given, else stage).",
            ),
            warning(
                "crowding_without_effect",
                "A curve has an a of 0, and changes nothing.",
                "Give a, or leave the row out.",
            ),
            warning(
                "no_room",
                "A ceiling has a capacity of 0: nobody outlives the stage where it holds.",
                "Correct capacity; it is a number of individuals.",
            ),
        ),
    ),
    Topic(
        "Years that lead nowhere",
        (
            error(
                "stage_not_reached",
                "Nobody gets from one stage to the next: all die before, or every journey is taken by none.",
                "Correct the survival of the stage before, or the share and survival of the movements out of it.",
            ),
            warning(
                "site_not_reached",
                "By distribution a migrant is at a site in a stage, but no journey leads there, so that nobody comes.",
                "Add a movement to the site, or take it out of distribution.",
            ),
            error(
                "year_of_zeros",
                "By its rates nobody of a migrant is left after a few years, however many there were: every way through"
                " the year ends.",
                "Correct the survival or transition that is 0, or add the fecundity that is missing.",
            ),
            warning(
                "year_that_swings",
                "Animals come back to their class only after several years, all at the same time: growth at low density"
                " swings without end, and no composition is stable.",
                "If that is how they live, let some animals of a class stay in it for another year (transition below"
                " 1) or breed at another age. Else read growth over whole rounds.",
            ),
        ),
    ),
)
