"""Kinds of problem in noise, catastrophes and carry-over, and in years that lead nowhere."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, warning

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
        ),
    ),
)
