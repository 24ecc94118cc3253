"""A study's climate measures, policies and pathways, screened: what opens, what blocks, what nothing covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from oxyura.policy.climate_measures import (
    ClimateRule,
    ScreenedMeasure,
    read_climate_rules,
    screen_climate_measures,
)
from oxyura.policy.perverse_policies import CheckedPolicy, check_policies
from oxyura.policy.standards import read_standards
from oxyura.policy.standards_gaps import GapPaper, find_standard_gaps
from oxyura.schema.problems import StudyError
from oxyura.schema.sentences import Figure, count_sentence, sentence
from oxyura.schema.table import Table, TableSet
from oxyura.study.checking import check_tables
from oxyura.study.package import Study
from oxyura.study.rule_files import (
    read_climate_measure_file,
    read_climate_rule_file,
    shipped_climate_rules,
    shipped_standards,
)


@dataclass(frozen=True)
class PolicyScreening:
    """What was found, and what it rests on.

    Parameters
    ----------
    name, title : str
        Of the study; the file's name twice where there is none.
    on : str
        The day on which policies and standards are in force or not, YYYY-MM-DD; empty without a study.
    climate_measures : tuple of ScreenedMeasure
        Every climate measure with its answer.
    policies : tuple of CheckedPolicy
        Every policy with its two answers.
    gaps : GapPaper
        Pathways that no standard covers, and standards that contradict each other.
    rules : tuple of ClimateRule
        The rule base that was used.
    citations : dict of str to str
        Citations of the study by source_id.
    notes : tuple of str
        What was taken for granted, or could not be asked.
    """

    name: str
    title: str
    on: str
    climate_measures: tuple[ScreenedMeasure, ...]
    policies: tuple[CheckedPolicy, ...]
    gaps: GapPaper
    rules: tuple[ClimateRule, ...]
    citations: dict[str, str]
    notes: tuple[str, ...]


def screen_study(
    study: Study,
    *,
    rules: Path | None = None,
    measures: Path | None = None,
    portfolio: Iterable[str] | None = None,
    encoding: str | None = None,
) -> PolicyScreening:
    """Screen a study that has passed its checks.

    Parameters
    ----------
    study : Study
        The study.
    rules : Path, optional
        CSV of the user's own rules of climate measures, beside those that ship.
    measures : Path, optional
        CSV of climate measures, in place of those of the study.
    portfolio : iterable of str, optional
        measure_ids of the chosen measures, to say which of them a policy blocks.
    encoding : str, optional
        Encoding of the CSV files where that is not UTF-8.

    Raises
    ------
    StudyError
        A file has errors, or names what the study does not have.
    """
    tables = study.tables
    if measures is not None:
        table = read_climate_measure_file(measures, encoding=encoding)
        tables = tables.replacing(climate_measures=table)
        problems = [problem for problem in check_tables(tables, study.settings) if problem.file == table.file]
        if any(problem.severity == "error" for problem in problems):
            raise StudyError(problems, where=measures.name)
    sources = tables["sources"]
    citations = dict(zip(sources.words("source_id"), sources.words("citation"), strict=True))
    on = study.settings.date
    rule_base = _rule_base(rules, encoding)
    standards = read_standards(shipped_standards(), tables["instruments"], citations)
    return PolicyScreening(
        study.name,
        study.settings.title,
        on,
        screen_climate_measures(tables, rule_base),
        check_policies(tables, rule_base, on, portfolio=portfolio),
        find_standard_gaps(tables, standards, on),
        rule_base,
        citations,
        tuple(_notes(tables, len(standards))),
    )


def screen_measure_file(file: Path, *, rules: Path | None = None, encoding: str | None = None) -> PolicyScreening:
    """Screen climate measures without a study: pathways and safeguards; who gains and who is exposed cannot be told.

    Parameters
    ----------
    file : Path
        CSV of climate measures.
    rules : Path, optional
        CSV of the user's own rules of climate measures, beside those that ship.
    encoding : str, optional
        Encoding of the CSV files where that is not UTF-8.

    Raises
    ------
    InputError
        A file is missing or has errors.
    """
    table = read_climate_measure_file(file, encoding=encoding)
    rule_base = _rule_base(rules, encoding)
    tables = TableSet({"climate_measures": _without_references(table)})
    note = sentence(
        "No study was given: sites and invaders that the file names were not looked up, and policies and standards were"
        " not asked about."
    )
    gaps = GapPaper((), (), (), ())
    measures = screen_climate_measures(tables, rule_base)
    return PolicyScreening(file.name, file.name, "", measures, (), gaps, rule_base, {}, (note,))


def _rule_base(rules: Path | None, encoding: str | None) -> tuple[ClimateRule, ...]:
    own = () if rules is None else (read_climate_rule_file(rules, encoding=encoding),)
    return read_climate_rules(shipped_climate_rules(), *own)


def _without_references(table: Table) -> Table:
    empty = np.empty(len(table), dtype=object)
    empty[:] = [()] * len(table)
    return replace(table, columns={**table.columns, "site_ids": empty, "invader_ids": empty})


def _notes(tables: TableSet, standards: int) -> Iterable[str]:
    yield (
        sentence(
            "A gap means that none of the %(standards)s standards held against a pathway names it. The "
            "shipped ones are those that could be verified; others exist. Add those that you know to the "
            "table instruments.",
            standards=standards,
        )
    )
    for name in ("climate_measures", "policies"):
        if not len(tables[name]):
            yield sentence("The study has no table %(name)s: none was asked about.", name=name)
    if not len(tables["instruments"]):
        yield sentence("The study has no table instruments: only the shipped standards were held against its pathways.")
    without = len([pathway for pathway in tables["presences"].texts("pathway") if pathway is None])
    if without:
        yield count_sentence(
            "%(number)s presence states no pathway.",
            "%(number)s presences state no pathway.",
            without,
            number=Figure(f"{without:,}"),
        )
