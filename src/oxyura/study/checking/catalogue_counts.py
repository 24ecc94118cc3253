"""Kinds of problem in counts, to which annual cycles are calibrated."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Counts",
        (
            error(
                "count_zero",
                "A count of 0 has no logarithm, in which growth and errors are reckoned.",
                "Add up places or years that were counted alike, so that none is 0, or leave the row out and say so in"
                " notes: growth is then read from the years before.",
            ),
            error(
                "count_unit",
                "Counts of the whole population are in another unit than its abundance, and no factor leads from one to"
                " the other.",
                "Give factor (2 where the model counts pairs and the row both of them), or say part in covers.",
            ),
            error(
                "count_elsewhere",
                "A count is of a place where the migrant is not in that stage, by distribution and movements.",
                "Correct stage or site_id, or add the place to distribution.",
            ),
            error(
                "count_series_differs",
                "Counts of one series differ in covers, factor or unit.",
                "Write the same in all of them, or give them different names in series.",
            ),
            error(
                "success_without_rate",
                "A breeding success is not what any rate of the migrant says: no fecundity of the class and stage, and"
                " no transition to to_class.",
                "Name class, and to_class where success is a transition, as vital_rates has them.",
            ),
            error(
                "success_above_one",
                "A breeding success above 1 is measured by a transition, which is a probability.",
                "Correct value, or its factor.",
            ),
            error(
                "too_few_counts",
                "There are fewer counts than numbers that nothing but counts says anything of: parameters that fits"
                " leaves open, standard deviations, and shares that indices cover.",
                "Add counts or their standard errors, name fewer parameters in fits, or write use = false under"
                " [calibration] in study.toml.",
            ),
            warning(
                "count_is_abundance",
                "A count is the abundance in migrants, of the same year. It would count twice: as what is known of the"
                " abundance, and as a count.",
                "Delete the row, or the limits of the abundance.",
            ),
            warning(
                "counts_before_first_year",
                "Counts begin before the first_year of an invader that acts on the migrant. It is taken not to have"
                " been there before.",
                "Leave first_year empty if it was there already and nobody had recorded it.",
            ),
            note(
                "effort_not_used",
                "A count of the whole population has an effort, which says nothing of how many there were.",
                "Say part in covers if value is proportional to effort.",
            ),
            note(
                "counts_not_used",
                "Counts are not used: calibration is turned off, or a migrant without an annual cycle has fewer than"
                " three of one series.",
                "Turn calibration on in study.toml, or add counts.",
            ),
        ),
    ),
)
