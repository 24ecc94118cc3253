"""The reference page of the command line, written from the declarations of its verbs.

Write it anew after a change of a verb::

    python -m oxyura.apps.cli.reference_page > docs/reference/cli.md
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from oxyura.apps.cli.commands import app

_OPENING = """\
# Command line

<!-- Written by `python -m oxyura.apps.cli.reference_page` from `oxyura.apps.cli.commands`. Do not edit. -->

`oxyura VERB [arguments] [options]`. STUDY is a study's folder, its workbook (`.xlsx`), or the name of a study of the
[casebook](casebook.md). Every verb takes

| option | meaning |
|---|---|
"""

_ENDING = """\
| `-h`, `--help` | Show the options of the verb and leave. |

and ends with one of four exit codes:

| code | meaning |
|---|---|
| 0 | done |
| 1 | finished, but the answer is no: `check` found errors |
| 2 | the input cannot be used; the message says what, where, and what to do |
| 3 | something that the program needs is missing |

`oxyura --version` shows the version.
"""

# A pair of hyphens in running text would become a dash.
_OPTION = re.compile(r"(?<![\w`-])(--[a-z][\w-]*)")


def verbs() -> Iterator[tuple[str, Any]]:
    """Yield every verb with its command, in the order of the help; a verb of a group has the group's name in front."""
    return _verbs(get_command(app), "")


def reference_page() -> str:
    """Return the page as Markdown."""
    shared = {_written(option): _meaning(option) for option in _shared_options()}
    rows = "".join(f"| {written} | {meaning} |\n" for written, meaning in shared.items())
    sections = (_section(name, command, set(shared)) for name, command in verbs())
    return "\n".join([_OPENING + rows + _ENDING, *sections])


def _verbs(command: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, inner in command.commands.items():
        if hasattr(inner, "commands"):
            yield from _verbs(inner, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", inner


def _shared_options() -> list[Any]:
    every = [{_written(option): option for option in command.params} for _, command in verbs()]
    return [option for written, option in every[0].items() if all(written in others for others in every)]


def _section(name: str, command: Any, shared: set[str]) -> str:
    rows = [f"| {_written(each)} | {_meaning(each)} |" for each in command.params if _written(each) not in shared]
    help_text = _OPTION.sub(r"`\1`", inspect.cleandoc(command.help))
    parts = [f"## {name}", help_text, f"```text\n{_usage(name, command)}\n```"]
    if rows:
        parts.append("\n".join(["| argument or option | meaning |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _usage(name: str, command: Any) -> str:
    """Return what must be given: the verb, its arguments, the options that it requires."""
    needed = [each for each in command.params if each.required]
    arguments = [each.metavar for each in needed if each.param_type_name == "argument"]
    options = [f"{each.opts[0]} {each.metavar}" for each in needed if each.param_type_name == "option"]
    return " ".join(["oxyura", name, *arguments, *options, "[options]"])


def _written(parameter: Any) -> str:
    """Return an argument or option as one writes it, in Markdown: `STUDY`, `--out DIR`, `-q` and `--quiet`."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar}`".replace("|", "\\|")
    value = "" if parameter.is_flag else f" {parameter.metavar or 'TEXT'}"
    return ", ".join(f"`{name}{value}`" for name in sorted(parameter.opts, key=len))


def _meaning(parameter: Any) -> str:
    notes = [parameter.help]
    if parameter.required and parameter.param_type_name == "option":
        notes.append("Required.")
    elif parameter.default is not None and not getattr(parameter, "is_flag", False):
        notes.append(f"Default: {parameter.default}.")
    return " ".join(notes).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference_page())
