"""Checks of a study's tables against each other; each rule is one function, grouped by what it is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from oxyura.impacts.pooled_effects import fill_effects
from oxyura.schema.problems import Problem
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet
from oxyura.study.checking import (
    acting,
    calendar,
    ceilings,
    counts,
    density,
    evidence,
    fits,
    intervals,
    keys,
    measures,
    mechanisms,
    moves,
    noise,
    observed,
    places,
    policies,
    populations,
    precedence,
    presences,
    rates,
    reached,
    references,
    regulations,
    scores,
    shares,
    sources,
    year_of_classes,
)
from oxyura.study.checking.findings import Finding
from oxyura.study.checking.index import StudyIndex

Rule = Callable[[StudyIndex], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *keys.RULES,
    *references.RULES,
    *places.RULES,
    *populations.RULES,
    *calendar.RULES,
    *shares.RULES,
    *moves.RULES,
    *reached.RULES,
    *year_of_classes.RULES,
    *intervals.RULES,
    *rates.RULES,
    *noise.RULES,
    *density.RULES,
    *fits.RULES,
    *counts.RULES,
    *presences.RULES,
    *acting.RULES,
    *precedence.RULES,
    *observed.RULES,
    *evidence.RULES,
    *measures.RULES,
    *mechanisms.RULES,
    *policies.RULES,
    *regulations.RULES,
    *scores.RULES,
    *sources.RULES,
    *ceilings.RULES,
)


def check_tables(
    tables: TableSet,
    settings: Settings | None,
    *,
    skip_rows: Mapping[str, Collection[int]] | None = None,
) -> tuple[Problem, ...]:
    """Find every problem that shows only when rows and tables are held against each other.

    Parameters
    ----------
    tables : TableSet
        The tables as read; a cell that could not be read is an empty one. Effects that come from evidence are judged
        as those that are written.
    settings : Settings or None
        The settings; None where they could not be read, and what depends on them is not checked.
    skip_rows : mapping of str to collection of int, optional
        By table, the rows (as the file counts them) with a cell that could not be read. Their other cells are still
        looked up, but no rule takes their empty cells for a statement, and sums that they enter are not judged.
        Rows that lack a required cell, or hold a number out of its declared range, are treated so without being named.

    Returns
    -------
    tuple of Problem
        In the order of the settings, the tables (as `schema.tables` lists them), their rows and their columns. What
        concerns a whole table comes before its rows.
    """
    filled, pooled = fill_effects(tables)
    index = StudyIndex(filled, settings, skip_rows or {}, pooled)
    found = [finding for rule in RULES for finding in rule(index)]
    return tuple(finding.problem for finding in sorted(found, key=lambda finding: finding.order))


def unread_rows(tables: TableSet, problems: Iterable[Problem]) -> Mapping[str, frozenset[int]]:
    """Return, by table, the rows with a cell that could not be read, for `check_tables` to go easy on.

    Parameters
    ----------
    tables : TableSet
        The tables as read.
    problems : iterable of Problem
        What reading them found; an error with a row says that a cell of the row counts as empty.
    """
    names = {table.file: table.spec.name for table in tables}
    rows: dict[str, set[int]] = {}
    for problem in problems:
        if problem.severity == "error" and problem.row is not None and problem.file in names:
            rows.setdefault(names[problem.file], set()).add(problem.row)
    return {name: frozenset(found) for name, found in rows.items()}


__all__ = ["RULES", "check_tables", "unread_rows"]
