"""Kinds of problem in how tables hang together: ids, places, the calendar, shares, limits."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Rows and ids",
        (
            error(
                "duplicate_key",
                "Two rows name the same thing: they agree in all columns of the table's key, where an empty cell is a"
                " value too, or stands for its default.",
                "Keep one of the rows, or name in the other what makes it different.",
            ),
            error(
                "unknown_reference",
                "An id does not stand in the table that it points to. A source_id must stand in sources.",
                "Correct the id, or add the row that it points to.",
            ),
            error(
                "unknown_stage",
                "A stage is not one of the migrant's stages; without a migrant, not a stage of any.",
                "Correct the name, or add the stage to stages.",
            ),
            error(
                "unknown_class",
                "An impact, pressure, scenario or measure names a class that the migrant does not have. Its classes are"
                " those that classes, distribution, movements and vital_rates name.",
                "Correct the name, leave it empty (all classes), or add the class to classes.",
            ),
            error(
                "ambiguous_cause",
                "A pressure has the id of an impact or of an invader.",
                "Give the pressure an id of its own.",
            ),
            error(
                "impact_of_two_invaders",
                "The rows of one impact_id name different invaders.",
                "Give each invader's impact an impact_id of its own.",
            ),
            error(
                "reserved_scenario",
                "A scenario is called without_invaders, which the program makes itself.",
                "Choose another scenario_id.",
            ),
            warning(
                "name_differs",
                "The rows of one pressure or scenario do not agree in name or class of threat.",
                "Write the same in every row of the id, or use two ids.",
            ),
            warning(
                "site_not_used",
                "A row is for a site at which neither distribution nor movements ever puts the migrant.",
                "Correct the site, or add it to distribution or movements.",
            ),
        ),
    ),
    Topic(
        "Sites and sources",
        (
            error(
                "subdivision_elsewhere",
                "The ISO 3166-2 code of the subdivision does not begin with the site's country.",
                "Correct country or subdivision.",
            ),
            error("half_coordinate", "A site has only one of lat and lon.", "Give both, or leave both empty."),
            warning(
                "no_source",
                "Rows hold numbers and name no source. One message for each table.",
                "Name the source_id in every row with a number, and the source in sources.",
            ),
            note("unused_source", "No row names the source.", "Name it where it was used, or leave it out."),
        ),
    ),
    Topic(
        "Migrants and what they need",
        (
            error("no_migrants", "The study has no migrant.", "Add at least one row to migrants."),
            error(
                "no_start_distribution",
                "A migrant with a population model has no row in distribution for its first stage.",
                "Add the shares of the first stage to distribution; they sum to 1.",
            ),
            error(
                "nothing_counted",
                "No class of the migrant counts in its abundance, or those that count have no share at the start.",
                "Set counted to yes for the classes that the abundance counts, and give one of them an initial_share.",
            ),
            warning(
                "abundance_zero",
                "The population is empty.",
                "Give the latest count above 0, or leave the migrant out.",
            ),
            error(
                "abundance_missing",
                "A migrant has no abundance, which only the tier evidence can go without.",
                "Fill in abundance and abundance_unit, or leave out the vital rates, adult_survival and"
                " age_at_first_breeding that ask for it.",
            ),
            error(
                "abundance_without_unit",
                "A migrant's abundance does not say what it counts.",
                "Fill in abundance_unit.",
            ),
            warning(
                "initial_share_sum",
                "The initial shares of a migrant's classes do not sum to 1. They are divided by their sum.",
                "Check that no class was forgotten.",
            ),
            warning(
                "stages_missing",
                "A migrant has rates, movements or density but no stages, so none of them is used.",
                "Add its stages with their positions and weeks to stages.",
            ),
            note(
                "tier",
                "How far the data of a migrant reach: evidence or screening instead of full.",
                "Answer the questions if you can; the study is complete without.",
            ),
            note(
                "table_absent",
                "A table is left out or empty; the message says what the answer lacks for it.",
                "Add the table if you have the data.",
            ),
        ),
    ),
    Topic(
        "The calendar",
        (
            error(
                "duplicate_position",
                "Two stages of a migrant have one position.",
                "Number the stages 1, 2, 3 … in the order of the year.",
            ),
            error(
                "position_gap",
                "The positions of a migrant's stages leave out a number.",
                "Number the stages 1, 2, 3 … without a gap.",
            ),
            error(
                "weeks_overlap",
                "Two stages of a migrant share a week. A stage may run over the new year; weeks go up to 53.",
                "Let each stage end in the week before the next one begins.",
            ),
            warning(
                "weeks_out_of_order",
                "Taken by position, the stages of a migrant go round the year more than once.",
                "Check positions and weeks.",
            ),
            error(
                "stages_not_consecutive",
                "A movement does not lead from a stage into the next one. After the last stage comes the first.",
                "Correct from_stage or to_stage; a journey over several stages takes a row for each step.",
            ),
        ),
    ),
    Topic(
        "Where animals are and go",
        (
            error(
                "share_sum",
                "The shares of a stage do not sum to 1 (to within 0.000001) over the sites. A class with rows of its"
                " own is judged on those, and on the rows without class at sites where it has none.",
                "Correct the shares, or add the sites that are missing, if need be as one site named elsewhere.",
            ),
            error(
                "movement_share_above_one",
                "More animals leave a site than are there.",
                "Lower the shares of the movements from this site until they sum to 1.",
            ),
            warning(
                "movement_share_below_one",
                "Fewer animals leave a site than are there. The rest leaves the population for good.",
                "Add the missing movements; put deaths on the way into the column survival.",
            ),
            warning(
                "site_without_movement",
                "Animals live at a site from which no movement leads into the next stage, though their class has"
                " movements from other sites. All of them are lost.",
                "Add a movement from this site, or none for the whole step of the year.",
            ),
            warning(
                "default_move_stays",
                "A class has no movements into a stage, and no distribution in one of the two stages from which the"
                " least movement could be worked out. Everyone stays in place.",
                "Add the class's distribution for both stages, or its movements.",
            ),
            warning(
                "class_without_start",
                "Other classes have shares in the first stage, this one has none, and no row stands for all classes.",
                "Add the shares of this class to distribution, or rows without a class.",
            ),
        ),
    ),
    Topic(
        "Numbers with limits",
        (
            error(
                "interval_order",
                "A lower limit is above the value, or an upper limit below it. Limits equal to the value are fine: the"
                " number is constant.",
                "Correct the value or its limits.",
            ),
            error(
                "interval_half",
                "One of the two limits is empty.",
                "Give both limits, or leave both empty.",
            ),
            error(
                "interval_without_value",
                "Limits are given without the value.",
                "Give the value, or leave the limits empty.",
            ),
            warning(
                "interval_too_wide",
                "Limits are so far apart that no distribution used for such a number has them (beta for probabilities"
                " and shares, gamma for other numbers of 0 or more). The draws are narrower than the limits say.",
                "Check the limits: they are those of 95 %, not a range of guesses.",
            ),
            warning(
                "noise_too_wide",
                "sd_between_years is greater than a probability of this value allows.",
                "Check sd_between_years: it is a standard deviation, not a percentage.",
            ),
            note(
                "no_interval",
                "Numbers have no limits. They are taken as certain, and results marked so. One message for each table.",
                "Give 95 % limits where they are published.",
            ),
        ),
    ),
)
