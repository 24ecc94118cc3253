"""Reading the settings of a study: ``study.toml`` of a folder, or the sheet ``study`` of a workbook."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from oxyura.schema.columns import Column
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import declared, sentence
from oxyura.schema.settings import (
    SETTINGS,
    Budget,
    CalibrationSettings,
    NoiseSettings,
    Objective,
    Outcome,
    Settings,
    SettingSpec,
)
from oxyura.study.cell_faults import Fault, shown
from oxyura.study.cells import parse_cell
from oxyura.study.problem_log import ProblemLog
from oxyura.study.raw_tables import nearest_word

_SPECS = {spec.key: spec for spec in SETTINGS}
_TABLE_KEYS = frozenset(key.partition(".")[0] for key in _SPECS if "." in key)
_BUDGET = ("budget.amount", "budget.currency", "budget.price_year")
_SECTION = re.compile(r"\s*\[\s*([A-Za-z0-9_.-]+)\s*\]")
_ASSIGNMENT = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")


@dataclass(frozen=True)
class SettingCell:
    """A setting as its file gives it: key with its table (``budget.amount``), value and place."""

    key: str
    value: object
    row: int | None = None
    cell: str | None = None


def read_settings_text(text: str, file: str, log: ProblemLog) -> Settings | None:
    """Read the settings from the text of ``study.toml``; None where it is not TOML."""
    try:
        data = tomllib.loads(text)
    # Brackets nested without end are no TOML error but exhaust the interpreter.
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        at_line = re.search(r"at line (\d+)", str(error))
        last = text.count("\n") + 1 if "at end of document" in str(error) else None
        log.add(
            Problem(
                "error",
                "bad_toml",
                sentence("The file is not valid TOML (%(error)s).", error=shown(error)),
                'Write one setting per line, such as draws = 1000, and text as title = "Gough".',
                file=file,
                row=int(at_line[1]) if at_line else last,
            )
        )
        return None
    return make_settings(_flattened(data, _rows_of_keys(text)), file, log)


def _flattened(data: Mapping[str, object], rows: Mapping[str, int]) -> list[SettingCell]:
    cells: list[SettingCell] = []
    for key, value in data.items():
        if isinstance(value, dict) and key in _TABLE_KEYS:
            cells.extend(
                SettingCell(f"{key}.{inner}", item, rows.get(f"{key}.{inner}")) for inner, item in value.items()
            )
        else:
            cells.append(SettingCell(key, value, rows.get(key)))
    return cells


def _rows_of_keys(text: str) -> dict[str, int]:
    """Find the line of each key; tomllib does not tell."""
    rows: dict[str, int] = {}
    section = ""
    for row, line in enumerate(text.splitlines(), start=1):
        if match := _SECTION.match(line):
            section = f"{match[1]}."
            rows.setdefault(match[1], row)
        elif match := _ASSIGNMENT.match(line):
            rows.setdefault(section + match[1], row)
    return rows


def make_settings(cells: Iterable[SettingCell], file: str, log: ProblemLog) -> Settings:
    """Check settings one by one; what is missing or wrong takes its default, and is added to `log`.

    Parameters
    ----------
    cells : iterable of SettingCell
        The settings as given.
    file : str
        Where they stand, for problems.
    log : ProblemLog
        Where problems go.
    """
    values: dict[str, float | str] = {}
    given: set[str] = set()
    for cell in cells:
        spec = _SPECS.get(cell.key)
        if spec is None:
            log.add(_unknown_key(cell, file))
            continue
        if cell.key in given:
            fault = Fault(
                "repeated_setting", sentence("%(key)s is given twice.", key=cell.key), "Delete one of the two."
            )
            log.add(_problem(fault, cell, file))
            continue
        if cell.value is None or cell.value == "":
            continue
        given.add(cell.key)
        value = _parse_setting(spec, cell.value, in_sheet=cell.cell is not None)
        if isinstance(value, Fault):
            log.add(_problem(value, cell, file))
        else:
            values[cell.key] = value
    for spec in SETTINGS:
        if spec.required and spec.key not in given:
            remedy = sentence("Add it: %(meaning)s.", meaning=declared(spec.meaning))
            log.add(
                Problem(
                    "error",
                    "missing_setting",
                    sentence("%(key)s is missing.", key=spec.key),
                    remedy,
                    file=file,
                    column=spec.key,
                )
            )
    return _assemble(values, given, file, log)


def _unknown_key(cell: SettingCell, file: str) -> Problem:
    nearest = nearest_word(cell.key, (*_SPECS, *_TABLE_KEYS))
    fault = Fault(
        "unknown_setting",
        sentence("There is no setting %(key)s.", key=shown(cell.key)),
        sentence("Write %(nearest)s if that is meant; otherwise delete it.", nearest=nearest)
        if nearest
        else "Delete it.",
    )
    return _problem(fault, cell, file)


def _problem(fault: Fault, cell: SettingCell, file: str) -> Problem:
    return Problem(
        fault.severity,
        fault.code,
        fault.message,
        fault.remedy,
        file=file,
        row=cell.row,
        column=shown(cell.key),
        cell=cell.cell,
        value=None if isinstance(cell.value, dict | list) else shown(cell.value),
    )


def _parse_setting(spec: SettingSpec, value: object, *, in_sheet: bool) -> float | str | Fault:
    """Read one value; TOML must give the right type, a spreadsheet cell may give a number as text."""
    if isinstance(value, dict | list):
        return Fault(
            "wrong_type",
            sentence("%(key)s must be one value.", key=spec.key),
            sentence("Write %(meaning)s.", meaning=declared(spec.meaning)),
        )
    if spec.kind in ("text", "choice", "currency") and not isinstance(value, str) and not in_sheet:
        return Fault("wrong_type", sentence("%(key)s must be text.", key=spec.key), "Put it between quotation marks.")
    if spec.kind in ("integer", "number") and isinstance(value, str) and not in_sheet:
        return Fault(
            "wrong_type", sentence("%(key)s must be a number.", key=spec.key), "Write it without quotation marks."
        )
    if spec.kind == "choice":
        word = str(value).strip()
        if word in spec.choices:
            return word
        nearest = nearest_word(word, spec.choices)
        remedy = (
            sentence("Write %(nearest)s.", nearest=nearest)
            if nearest
            else sentence("Write one of %(choices)s.", choices=", ".join(spec.choices))
        )
        return Fault(
            "unknown_term", sentence("'%(word)s' is not a word for %(key)s.", word=shown(word), key=spec.key), remedy
        )
    column = Column(spec.key, spec.kind, spec.meaning, required=True, minimum=spec.minimum, maximum=spec.maximum)
    parsed = parse_cell(column, value)
    if isinstance(parsed, Fault):
        return parsed
    return cast("float | str", parsed)


def _assemble(values: Mapping[str, float | str], given: set[str], file: str, log: ProblemLog) -> Settings:
    def text(key: str) -> str:
        return str(values.get(key, _SPECS[key].default))

    def number(key: str) -> float:
        return float(values.get(key, _SPECS[key].default))

    started = [key for key in _BUDGET if key in given]
    if started and len(started) < len(_BUDGET):
        missing = [key for key in _BUDGET if key not in given]
        for key in missing:
            message = sentence("%(key)s is missing: a budget needs amount, currency and price_year.", key=key)
            log.add(Problem("error", "missing_setting", message, "Add it.", file=file, column=key))
    budget = None
    if all(key in values for key in _BUDGET):
        budget = Budget(
            float(values["budget.amount"]),
            str(values["budget.currency"]),
            int(float(values["budget.price_year"])),
        )
    outcome = cast("Outcome | None", values.get("objective.outcome"))
    return Settings(
        title=text("title"),
        horizon_years=int(number("horizon_years")),
        draws=int(number("draws")),
        seed=int(number("seed")),
        date=text("date"),
        question=text("question"),
        quasi_extinction_threshold=number("quasi_extinction_threshold"),
        budget=budget,
        objective=Objective(outcome),
        calibration=CalibrationSettings(
            text("calibration.use") == "yes", number("calibration.process_sd"), number("calibration.count_sd")
        ),
        target_abundance=number("target_abundance") if "target_abundance" in values else None,
        noise=NoiseSettings(text("noise.demographic") == "yes", int(number("noise.replicates"))),
    )
