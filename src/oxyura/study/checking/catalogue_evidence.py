"""Kinds of problem in evidence records, and in how an effect follows abundance."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Evidence records",
        (
            error(
                "evidence_impossible",
                "A record says more than a rate can bear: a change below -1, a ratio of 0 or less, a probability above"
                " 1, more events than animals.",
                "Correct the number or its scale.",
            ),
            error(
                "evidence_incomplete",
                "A record names a scale and lacks a number that the scale needs.",
                "Fill it in, or leave scale empty if the record gives no size.",
            ),
            error(
                "evidence_without_base_risk",
                "An odds ratio or a difference of probabilities comes without the probability that it starts from, so"
                " that it cannot be turned into a change of the rate.",
                "Give base_risk, the probability without the invader.",
            ),
            error(
                "evidence_without_n",
                "A standard deviation or a number of events comes without its n, or n without it.",
                "Give both, for the group with the invader and for the one without.",
            ),
            error(
                "evidence_interval",
                "A record has one limit without the other, or limits that do not hold its effect.",
                "Give both limits, on the scale of the effect.",
            ),
            error(
                "evidence_direction",
                "A record's direction is not that of its numbers: with the invader against without.",
                "Look up the study again, and correct the direction or the numbers.",
            ),
            error(
                "evidence_scale_missing",
                "A record has numbers and no scale that says what they mean.",
                "Fill in scale.",
            ),
            warning(
                "evidence_counted_twice",
                "Two records give the same data: one source, place, year and rate, and the same figures. They count"
                " once.",
                "Delete one of them, or correct what tells them apart.",
            ),
            warning(
                "evidence_without_interval",
                "A record has a size without limits, standard error or sample. It cannot be weighed against others and"
                " counts only where no record of the impact has an interval.",
                "Give the limits, the standard error, or the sample.",
            ),
            warning(
                "evidence_mean_near_zero",
                "A mean is small against its standard error, so that the logarithm of a ratio with it is not normal.",
                "Give events of n with scale counts if there are any, or more samples.",
            ),
            warning(
                "evidence_of_other_impact",
                "A record names an impact that has no row for its invader, migrant, rate and class.",
                "Correct impact_id, or what the record is about.",
            ),
            note(
                "evidence_informs_nothing",
                "A record has a size, and no row of impacts takes it up.",
                "Add the impact, with an empty effect, if the record is to count.",
            ),
            warning(
                "evidence_taxon_not_borrowed",
                "A record was made of another taxon, and borrowed does not say so.",
                "Say yes in borrowed, or leave studied_taxon empty if it is the migrant itself.",
            ),
            note(
                "written_effect_stands",
                "An impact has both a written effect and evidence records with a size. The written effect is used.",
                "Leave effect and its limits empty if the records are to give them.",
            ),
            warning(
                "evidence_for_none",
                "An impact says that there is no evidence, and records with a size inform it. They are not used.",
                "Say in evidence what stands behind it.",
            ),
        ),
    ),
    Topic(
        "Effect against abundance",
        (
            error(
                "response_parameter_missing",
                "A response that saturates or has a threshold lacks its parameter.",
                "Fill in response_parameter, or say unknown in response.",
            ),
            error(
                "response_threshold_above_one",
                "A threshold lies above the abundance at which the effect was measured (1), so that there would have"
                " been no effect to measure.",
                "Give a threshold of at most 1.",
            ),
            error(
                "response_differs",
                "Rows of one impact on one rate in one stage differ in response or response_parameter.",
                "Write the same in all of them, or give them different impact_ids.",
            ),
        ),
    ),
)
