"""Migrants: how far their data reach, and numbers at the start that make no population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from oxyura.schema.sentences import declared, in_turn, sentence
from oxyura.study.checking.findings import Finding, find, number_text
from oxyura.study.checking.index import StudyIndex
from oxyura.study.tiers import questions_of


def find_no_migrants(index: StudyIndex) -> Iterator[Finding]:
    """Find studies without a migrant."""
    table = index.every("migrants")
    if not len(table):
        yield find("no_migrants", table, "The study has no migratory population.")


def find_empty_populations(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants of which there are none."""
    table = index["migrants"]
    migrants = table.words("migrant_id")
    for at in np.flatnonzero(table.numbers("abundance") == 0).tolist():
        message = sentence("The abundance of '%(migrants)s' is 0: it has no growth.", migrants=migrants[at])
        yield find("abundance_zero", table, message, at=at, column="abundance")


def find_missing_abundances(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants whose size is needed and not given, and sizes of which nobody says what they count."""
    table = index["migrants"]
    young = {
        migrant
        for migrant, rate in zip(
            index["vital_rates"].words("migrant_id"), index["vital_rates"].words("rate"), strict=True
        )
        if rate == "fecundity"
    }
    rows = zip(
        table.words("migrant_id"), table.numbers("abundance").tolist(), table.texts("abundance_unit"), strict=True
    )
    for at, (migrant, abundance, unit) in enumerate(rows):
        tier = index.tiers.get(migrant, "evidence")
        if np.isnan(abundance) and (tier != "evidence" or migrant in young):
            why = (
                sentence("its data reach the tier %(tier)s", tier=tier)
                if tier != "evidence"
                else sentence("vital_rates has its fecundity")
            )
            message = sentence("The abundance of '%(migrant)s' is empty, but %(why)s.", migrant=migrant, why=why)
            yield find("abundance_missing", table, message, at=at, column="abundance", value=migrant)
        elif not np.isnan(abundance) and unit is None:
            message = sentence("Nothing says what the abundance of '%(migrant)s' counts.", migrant=migrant)
            yield find("abundance_without_unit", table, message, at=at, column="abundance_unit", value=migrant)


@dataclass
class _Start:
    """The rows of `classes` of one migrant: which classes count, and their shares at the start."""

    first: int
    counted: dict[str, bool] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)

    def counted_share(self) -> float:
        """Return the share of the classes that count."""
        return sum(share for name, share in self.shares.items() if self.counted[name])


def _starts(index: StudyIndex) -> Mapping[str, _Start]:
    table = index["classes"]
    starts: dict[str, _Start] = {}
    columns = (table.words("migrant_id"), table.words("class"), table.words("counted", "yes"))
    shares = table.numbers("initial_share")
    for at, (migrant, name, counted) in enumerate(zip(*columns, strict=True)):
        start = starts.setdefault(migrant, _Start(at))
        start.counted[name] = counted == "yes"
        if not np.isnan(shares[at]):
            start.shares[name] = float(shares[at])
    return starts


def find_impossible_starts(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants none of whose classes count, or whose initial shares give the counted classes nothing."""
    table = index["classes"]
    broken = set(index.every("classes").where(index.unsure("classes")).texts("migrant_id"))
    for migrant, start in _starts(index).items():
        if migrant in broken:
            continue
        if not any(start.counted.values()) and index.classes[migrant] <= set(start.counted):
            message = sentence(
                "No class of '%(migrant)s' is counted, so nothing makes up its abundance.", migrant=migrant
            )
            yield find("nothing_counted", table, message, at=start.first, column="counted", value=migrant)
        elif start.shares and start.counted_share() == 0:
            message = sentence(
                "The counted classes of '%(migrant)s' have an initial_share of 0: they cannot make up its abundance.",
                migrant=migrant,
            )
            yield find("nothing_counted", table, message, at=start.first, column="initial_share", value=migrant)
        elif start.shares and abs(sum(start.shares.values()) - 1) > 1e-6:
            total = number_text(sum(start.shares.values()))
            message = sentence(
                "The initial shares of '%(migrant)s' sum to %(total)s; they are divided by it.",
                migrant=migrant,
                total=total,
            )
            yield find("initial_share_sum", table, message, at=start.first, column="initial_share", value=total)


def describe_tiers(index: StudyIndex) -> Iterator[Finding]:
    """Say how far the data of each migrant reach, and what would take them further."""
    table = index.every("migrants")
    questions = dict(questions_of(index.tables))
    for at, migrant in enumerate(table.texts("migrant_id")):
        asked = questions.pop(migrant, ()) if migrant is not None else ()
        if asked and migrant is not None:
            message = sentence(
                "The data of '%(migrant)s' reach the tier %(tiers)s.", migrant=migrant, tiers=index.tiers[migrant]
            )
            remedy = sentence("For the next tier answer: %(asked)s", asked=in_turn(asked))
            yield find("tier", table, message, at=at, column="migrant_id", remedy=remedy)


def describe_absent_tables(index: StudyIndex) -> Iterator[Finding]:
    """Say what the study cannot tell for want of a table."""
    for table in index.tables:
        if not len(table) and table.spec.absence:
            yield find("table_absent", table, declared(table.spec.absence))


RULES = (
    find_no_migrants,
    find_empty_populations,
    find_missing_abundances,
    find_impossible_starts,
    describe_tiers,
    describe_absent_tables,
)
