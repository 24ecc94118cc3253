"""Kinds of problem in rates, in what acts on them, and in what is to be done."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Rates",
        (
            error(
                "probability_above_one",
                "A survival, a transition, one of their limits or a bound of their fit is above 1.",
                "Give a share from 0 to 1, for example 0.85 for 85 %.",
            ),
            error(
                "to_class_missing",
                "A transition does not name the class that is passed to.",
                "Fill in to_class.",
            ),
            error(
                "to_class_same",
                "A transition leads from a class to itself. Staying needs no row: it is what the transitions leave.",
                "Leave the row out, or correct to_class.",
            ),
            error(
                "transition_sum",
                "More of a class pass to other classes than there are, in one stage at one site.",
                "Lower the transitions out of this class until they sum to 1 or less.",
            ),
            error(
                "parameter_differs",
                "Rows that share a parameter differ in its value, limits, standard deviation or correlation group.",
                "Write the same numbers in all of them, or give the parameters different names.",
            ),
            warning(
                "parameter_of_two_kinds",
                "One parameter stands for a fecundity and for a probability. Their draws follow different"
                " distributions.",
                "Give the two parameters different names, unless they are one by definition.",
            ),
            warning(
                "class_without_rates",
                "A class is named elsewhere but no row of vital_rates names it: it lives for ever and has no young.",
                "Correct the name, or add the rates of the class.",
            ),
            warning(
                "class_never_dies",
                "A class has no survival in any stage and passes to no other class.",
                "Correct the name of the class, or add its survival (1 if that is meant).",
            ),
            error(
                "density_parameter_missing",
                "A form of density dependence lacks its parameter: capacity for a ceiling, a for the others.",
                "Fill in the parameter.",
            ),
            error(
                "column_not_used",
                "A column is filled in that has no meaning for this kind of row, for example to_class of a survival.",
                "Leave the column empty, or correct the kind of the row.",
            ),
        ),
    ),
    Topic(
        "Rates measured among causes",
        (
            warning(
                "observed_with_no_match",
                "observed_with names a cause that has no row for this migrant, stage, rate, class and site.",
                "Correct the id, or add the row of the cause; leave it out if the value is free of it.",
            ),
            error(
                "observed_with_wipes_out",
                "observed_with names a cause that leaves nothing, so the rate without it cannot be worked out.",
                "Give the rate as measured without this cause, or an effect above -1.",
            ),
            error(
                "observed_with_above_one",
                "Freed of the causes in observed_with, a probability would be above 1: the value is too high for"
                " effects so strong.",
                "Lower the value, weaken the effects of these causes, or take them out of observed_with.",
            ),
            warning(
                "maybe_measured_with",
                "A rate and a cause that acts on it come from one source, and observed_with is empty. If the rate was"
                " measured where the cause acts, the harm would count twice.",
                "Name the cause in observed_with if the value contains it; else name a source for each.",
            ),
        ),
    ),
    Topic(
        "Invaders, impacts and pressures",
        (
            error(
                "precedence_tie",
                "Two rows of one impact, pressure or scenario hold for one target, and neither names all that the other"
                " names: for example one names only the site, the other only the class.",
                "Name the same columns in both rows, so that each holds for targets of its own.",
            ),
            error(
                "effect_without_evidence",
                "The evidence is none, but an effect is given.",
                "Leave the effect empty, or name the evidence that it stands on.",
            ),
            warning(
                "effect_without_interval",
                "An effect is called demonstrated but has no limits: it is taken as certain.",
                "Give the 95 % limits of the effect.",
            ),
            note(
                "unknown_effect",
                "A cause has no effect. It is listed as of unknown size, and neither applied nor attributed.",
                "Give the effect where a study has measured it.",
            ),
            error(
                "rate_not_stated",
                "An impact has a size but its rate is vital_rates, which says that the rate is not known.",
                "Name the rate that changes, or leave the effect empty.",
            ),
            warning(
                "score_without_scale",
                "An impact score does not say on which scale it is. Scores are ordinal and mean nothing without it.",
                "Write the ends of the scale, and what its steps mean, in score_scale.",
            ),
            warning(
                "no_rate_to_change",
                "A row acts on a rate that the migrant does not have in this stage, class or place.",
                "Add the rate to vital_rates (or density), or correct stage, class or rate of this row.",
            ),
            warning(
                "survival_assumed",
                "A row acts on a survival that is not given and so is taken as 1.",
                "Add the survival to vital_rates, or correct stage or class of this row.",
            ),
            warning(
                "invader_nowhere_present",
                "An invader with impacts is present at no site, and arrivals does not name it.",
                "Give its presences; if it is only feared, add its arrivals.",
            ),
            warning(
                "impact_site_without_presence",
                "An impact is for a site of which presences says nothing for this invader.",
                "Add the presence of the invader at this site.",
            ),
            note(
                "invader_without_presence",
                "presences has no row of an invader. It counts as not surveyed, which is not the same as absent.",
                "Add what is known of it, site by site.",
            ),
            warning(
                "native_country",
                "The site's country is among the invader's native_countries and establishment_means is empty or"
                " uncertain. The invader counts as native there: it is never removed, and nothing is attributed to it.",
                "Say introduced in establishment_means if it is alien at this site, else native.",
            ),
            note(
                "introduced_in_native_country",
                "A presence says introduced in a country that is among the native_countries. The presence decides.",
                "Nothing, if the species is alien in this part of the country.",
            ),
            note(
                "native_outside_native_countries",
                "A presence says native in a country that is not among the native_countries. The presence decides.",
                "Check native_countries.",
            ),
            note(
                "origin_unknown",
                "Nothing says whether an invader is alien or native at a site where it is: establishment_means is empty"
                " or uncertain, and native_countries is empty, or the site's country (or, where native_countries names"
                " parts of it, its subdivision) is. It counts as alien there.",
                "Say introduced or native in establishment_means, or fill in native_countries and the site's country.",
            ),
            error(
                "alien_migrant",
                "A listed migrant is one taxon with an invader that is alien, or recorded as an invader, at a site"
                " where distribution has the migrant. A listing, also that of a whole family such as Anatidae, is of a"
                " species in its own range: it never makes an alien population a protected migrant.",
                "Take the migrant, or its rows of distribution for these sites, out; the animals there are the"
                " invader. Where they are native, say native in establishment_means of the presence.",
            ),
            warning(
                "maybe_alien_migrant",
                "A listed migrant is one taxon with an invader, and nothing says whether it is native at a site where"
                " distribution has the migrant.",
                "Fill in native_countries of the invader and the country of the site, or establishment_means of its"
                " presence there.",
            ),
            error("years_reversed", "The last year is before the first.", "Correct one of the two years."),
        ),
    ),
    Topic(
        "Fits",
        (
            error(
                "fit_row_kind",
                "A row of fits is both a parameter and a target, or neither.",
                "Fill in parameter, lower and upper, or target and value.",
            ),
            error("fit_incomplete", "A row of fits lacks a bound or a value.", "Fill in the empty cell."),
            error("fit_bounds", "The lower bound is not below the upper one.", "Correct lower or upper."),
            error(
                "unknown_parameter",
                "A parameter to be fitted is not named in vital_rates of the migrant.",
                "Correct the name, or name it in the column parameter of vital_rates.",
            ),
            error(
                "fit_not_identified",
                "A migrant has more parameters than targets, so that many answers fit equally well.",
                "Fix a parameter by its value in vital_rates, or add a target.",
            ),
            warning(
                "fit_without_parameter",
                "A migrant has targets but no parameter to fit.",
                "Add the parameters with their bounds, or leave the targets out.",
            ),
        ),
    ),
    Topic(
        "Measures",
        (
            error(
                "side_effects_tie",
                "Two rows of one measure hold for one rate in one year, and neither names all that the other names and"
                " more.",
                "Let one of them name all that the other names and more, or give them different years.",
            ),
            error(
                "requires_circle",
                "Measures require each other in a circle, so none can be taken first.",
                "Take one of them out of requires; measures that only make sense together are one measure.",
            ),
            error("excludes_itself", "A measure excludes itself.", "Take it out of excludes."),
            error(
                "requires_and_excludes",
                "A measure requires another that it excludes, or that excludes it.",
                "Take the other out of requires or out of excludes.",
            ),
            error(
                "measure_without_target",
                "A measure does not name the invaders, or the pressures, that it acts on.",
                "Fill in invader_ids (prevent, detect, eradicate, contain, control) or pressure_ids (protect).",
            ),
            warning(
                "measure_without_effect",
                "A measure would change nothing: control and protect need a reduction, restore and reinforce a row in"
                " measure_effects.",
                "Fill in what the measure does.",
            ),
            error(
                "measure_on_absent_invader",
                "A measure on offer would eradicate or control an invader that is not at its site. A measure with an"
                " outcome is history and not judged.",
                "Correct site_id or invader_ids, give the invader's presence, or give the measure's outcome if it is"
                " done.",
            ),
            warning(
                "measure_on_unsurveyed_invader",
                "A measure on offer is against an invader that nobody has looked for at its site.",
                "Survey first, or give the presence if it is known.",
            ),
            note(
                "beyond_feasibility",
                "An eradication on offer is on a larger island, or one with more people, than a source held to be"
                " feasible for the invader. Such limits grow old; the measure is weighed as it stands.",
                "Say in the measure's notes why it can be done, and look at its success_probability.",
            ),
            error(
                "currency_differs",
                "The cost of a measure on offer is not in the currency of the budget. Nothing is converted silently.",
                "Convert the cost or the budget, and note the rate and its date.",
            ),
            error(
                "price_year_differs",
                "The cost of a measure on offer is in prices of another year than the budget.",
                "Bring the cost or the budget to one price year, and note the index used.",
            ),
            warning(
                "currencies_mixed",
                "Without a budget, measures on offer are priced in different currencies or years.",
                "Bring them to one currency and one price year.",
            ),
            error(
                "outcome_year_without_outcome",
                "A measure has an outcome_year and no outcome.",
                "Fill in outcome, or leave outcome_year empty if the measure is on offer.",
            ),
            error(
                "interaction_with_itself",
                "A row of interactions names one invader twice.",
                "Name the invader whose abundance changes in other_invader_id.",
            ),
        ),
    ),
    Topic(
        "Size",
        (
            error(
                "above_limit",
                "The study asks for more draws, years, sites or states than the program accepts.",
                "Lower the number that the message names.",
            ),
        ),
    ),
)
