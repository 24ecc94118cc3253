"""Kinds of problem in regulations: what is forbidden already."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Regulations",
        (
            warning(
                "unknown_restriction",
                "A word in forbids is no restriction.",
                "Write import, keeping, breeding, transport, trade or release, ; between.",
            ),
            warning(
                "regulation_without_taxon",
                "A row names no taxon: it is read of none.",
                "Write the species, or the genus, as the rule names it, a row for each.",
            ),
            warning(
                "regulation_without_territory",
                "A row states no territory: where it holds cannot be told, so it counts nowhere.",
                "Fill in the ISO codes of the countries, or of parts of them.",
            ),
            warning(
                "regulation_without_date",
                "A row has no date: whether it is in force cannot be told, so it does not count as in force.",
                "Fill in the day from which it holds.",
            ),
        ),
    ),
)
