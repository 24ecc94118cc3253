"""`oxyura check`: every problem of a study."""

from __future__ import annotations

import sys

from oxyura.apps.cli.reporting import clean, console, write_json
from oxyura.schema.problems import Problem
from oxyura.study.checked import CheckReport, check_study

_MARKS = {"error": "error", "warning": "warning", "note": "note"}


def run(study: str, *, encoding: str | None, as_json: bool, quiet: bool) -> int:
    """Check a study and tell every problem; return 1 if it has errors, else 0."""
    report = check_study(study, encoding=encoding)
    if as_json:
        write_json(_to_json(report))
    elif not quiet:
        _show(report)
    elif not report.is_valid:
        print(f"oxyura: {_verdict(report)}", file=sys.stderr)
    return 0 if report.is_valid else 1


def _to_json(report: CheckReport) -> dict[str, object]:
    return {
        "study": report.name,
        "valid": report.is_valid,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "notes": report.count("note"),
        "rows": report.rows,
        "problems": [problem.to_json() for problem in report.problems],
    }


def _verdict(report: CheckReport) -> str:
    errors, warnings = report.count("error"), report.count("warning")
    told = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    if report.is_valid:
        return f"{report.name} can be used: {told}."
    return f"{report.name} cannot be used yet: {told}."


def _show(report: CheckReport) -> None:
    out = console()
    for problem in report.problems:
        out.print(_line(problem), style={"error": "bold red", "warning": "yellow"}.get(problem.severity, "dim"))
        if problem.remedy:
            out.print(f"    {clean(problem.remedy)}")
    rows = ", ".join(f"{table} {count}" for table, count in report.rows.items())
    out.print(f"Rows read: {rows or 'none'}.")
    out.print(_verdict(report), style="bold")


def _line(problem: Problem) -> str:
    value = f" (value: {problem.value})" if problem.value else ""
    where = f"{problem.where}: " if problem.where else ""
    return clean(f"{_MARKS[problem.severity]}  {where}{problem.message}{value}")
