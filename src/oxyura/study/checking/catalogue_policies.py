"""Kinds of problem in climate measures, policies and instruments."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Policies, standards and climate measures",
        (
            error(
                "unknown_pathway",
                "A word in pathways is neither a term of the Darwin Core pathway vocabulary nor any.",
                "Write the term as Darwin Core spells it, such as ballastWater, or any for all of them.",
            ),
            error(
                "norm_ends_before_it_begins",
                "The last day of a policy or standard is before its first one.",
                "Correct date, year or until.",
            ),
            warning(
                "norm_without_taxon",
                "A policy or standard names no taxon: whether it reaches a species cannot be told.",
                "Name species or genera in taxa, or write any if it is about all of them.",
            ),
            warning(
                "norm_without_territory",
                "A policy or standard states no territory: where it holds cannot be told.",
                "Fill in the ISO codes of the countries, or of parts of them.",
            ),
            warning(
                "norm_without_date",
                "A policy or standard has neither date nor year: whether it is in force cannot be told.",
                "Fill in date, or year where the day is not known.",
            ),
            warning(
                "norm_without_source",
                "A policy or standard names no source where it is written.",
                "Fill in source_id.",
            ),
            warning(
                "unknown_measure_kind",
                "A policy is about a kind of measure that is neither a kind of measures, nor of climate measures in the"
                " shipped rules or in this study.",
                "Correct it, or screen with your own rules that know the kind.",
            ),
            note(
                "kind_without_rule",
                "No shipped rule knows the kind of a climate measure: what it opens cannot be told.",
                "Correct the kind, or give your own rules to 'oxyura screen' with --rules.",
            ),
            warning(
                "climate_measure_without_place",
                "A climate measure names neither a site nor a territory in which the study has one.",
                "Fill in site_ids, or territory.",
            ),
            warning(
                "climate_measure_without_taxon",
                "A climate measure of this kind plants, grows, moves or releases something, and does not say what.",
                "Name it in taxa.",
            ),
        ),
    ),
)
