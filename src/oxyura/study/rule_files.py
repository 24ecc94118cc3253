"""The rules and standards that ship, and a user's own rules or climate measures, read as study tables are."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.limits import FILE_BYTES
from oxyura.schema.policy_tables import CLIMATE_MEASURES, CLIMATE_RULES, SHIPPED_STANDARDS
from oxyura.schema.problems import StudyError
from oxyura.schema.table import Table, empty_table
from oxyura.schema.table_spec import TableSpec
from oxyura.study.delimited import read_delimited
from oxyura.study.problem_log import ProblemLog
from oxyura.study.text_decoding import check_encoding, decode_text
from oxyura.study.typed_tables import type_table


@cache
def shipped_climate_rules() -> Table:
    """Return the rule base of climate measures that ships."""
    return _shipped("climate_measures.csv", CLIMATE_RULES)


@cache
def shipped_standards() -> Table:
    """Return the standards of instruments that ship."""
    return _shipped("instruments.csv", SHIPPED_STANDARDS)


def _shipped(name: str, spec: TableSpec) -> Table:
    data = (files("oxyura.policy") / "rules" / name).read_bytes()
    return _read(data, name, spec, None)


def read_climate_rule_file(path: Path, *, encoding: str | None = None) -> Table:
    """Read a user's own rules of climate measures.

    Parameters
    ----------
    path : Path
        A CSV file with the columns of the shipped rule base.
    encoding : str, optional
        Encoding where that is not UTF-8.

    Raises
    ------
    InputError
        There is no such file, or it cannot be used (StudyError: with every problem, by row).
    """
    table = _read_file(path, CLIMATE_RULES, encoding)
    _refuse_repeats(table)
    return table


def read_climate_measure_file(path: Path, *, encoding: str | None = None) -> Table:
    """Read climate measures from a CSV file that stands outside a study; raises as `read_climate_rule_file`."""
    table = _read_file(path, CLIMATE_MEASURES, encoding)
    _refuse_repeats(table)
    return table


def _read_file(path: Path, spec: TableSpec, encoding: str | None) -> Table:
    check_encoding(encoding)
    if not path.is_file():
        raise InputError("There is no such file.", where=str(path), remedy="Name a CSV file.")
    with path.open("rb") as stream:
        data = stream.read(FILE_BYTES.maximum + 1)
    FILE_BYTES.check(len(data), path.name)
    return _read(data, path.name, spec, encoding)


def _read(data: bytes, name: str, spec: TableSpec, encoding: str | None) -> Table:
    log = ProblemLog()
    text = decode_text(data, name, log, encoding)
    raw = None if text is None else read_delimited(text, spec, name, log)
    table = empty_table(spec) if raw is None else type_table(raw, log)
    problems = log.problems()
    if any(problem.severity == "error" for problem in problems):
        raise StudyError(problems, where=name)
    return table


def _refuse_repeats(table: Table) -> None:
    key = table.spec.key[0]
    seen: dict[str, int] = {}
    for row, word in zip(table.rows.tolist(), table.words(key), strict=True):
        if word in seen:
            raise InputError(
                f"'{word}' is named in row {seen[word]} already: {key} is the key of the table.",
                where=f"{table.file}, row {row}, column {key}",
                remedy="Give one of the two another name, or delete it.",
            )
        seen[word] = row
