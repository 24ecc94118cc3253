"""How the command line speaks: one JSON object, a table for people, or an error in words."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from oxyura.schema.errors import InputError, OxyuraError

if TYPE_CHECKING:
    from rich.console import Console

JSON_OPTION = typer.Option(False, "--json", help="Write one JSON object to standard output and nothing else.")
QUIET_OPTION = typer.Option(False, "--quiet", "-q", help="Say nothing but errors.")
ENCODING_OPTION = typer.Option(None, "--encoding", help="Encoding of CSV files that are not UTF-8, for example cp1252.")


def write_json(value: Mapping[str, Any]) -> None:
    """Write one JSON object to standard output: UTF-8, null for what is not known, never NaN."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def console() -> Console:
    """Return a console on standard output that shows text as it is."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, soft_wrap=False)


def say_progress(quiet: bool) -> Callable[[str], None]:
    """Return a function that shows progress on standard error, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        return lambda sentence: None

    def show(sentence: str) -> None:
        print(f"{sentence} …", file=sys.stderr, flush=True)

    return show


def report_failure(failure: Exception) -> int:
    """Tell a failure on standard error and return the exit code."""
    if isinstance(failure, OxyuraError):
        print(f"oxyura: {clean(str(failure))}", file=sys.stderr)
        return failure.exit_code
    if isinstance(failure, OSError):
        name = f" '{failure.filename}'" if failure.filename else ""
        reason = failure.strerror or str(failure)
        print(f"oxyura: the file or folder{name} cannot be used: {clean(reason)}.", file=sys.stderr)
        return 2
    if isinstance(failure, MemoryError):
        print("oxyura: not enough memory. Lower draws in study.toml, or split the study.", file=sys.stderr)
        return 2
    raise failure


def clean(text: str) -> str:
    """Take control characters out of text that came from a file, so that it cannot steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)


def command(function: Callable[..., int]) -> Callable[..., None]:
    """Make a verb: what it returns is the exit code; what goes wrong is told in words, and as JSON where asked."""

    @functools.wraps(function)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            code = function(*arguments, **options)
        except OxyuraError as failure:
            if options.get("as_json"):
                error = {"message": failure.message, "where": failure.where, "remedy": failure.remedy}
                problems = [problem.to_json() for problem in getattr(failure, "problems", ())]
                write_json({"error": error, **({"problems": problems} if problems else {})})
            report_failure(failure)
            _list_problems(failure)
            raise typer.Exit(failure.exit_code) from failure
        raise typer.Exit(code)

    return run


def _list_problems(failure: OxyuraError, most: int = 20) -> None:
    errors = [problem for problem in getattr(failure, "problems", ()) if problem.severity == "error"]
    for problem in errors[:most]:
        print(f"  {clean(problem.where)}: {clean(problem.message)} {clean(problem.remedy)}", file=sys.stderr)
    if len(errors) > most:
        print(f"  … and {len(errors) - most} more.", file=sys.stderr)


def refuse_without(needed: str, options: Mapping[str, object]) -> None:
    """Refuse options that mean nothing without another one."""
    given = [name for name, value in options.items() if value]
    if given:
        raise InputError(f"{', '.join(given)} says nothing without {needed}.", remedy=f"Add {needed}.")
