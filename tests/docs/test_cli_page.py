"""The reference of the command line is the one that its declarations give; what the pages print can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from oxyura.apps.cli.commands import app
from oxyura.apps.cli.reference_page import reference_page, verbs

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?(oxyura .+)$", flags=re.MULTILINE)
COMMANDS = sorted(
    {
        (str(page.relative_to(REPOSITORY)), command)
        for page in PAGES
        for block in BLOCK.findall(page.read_text(encoding="utf-8"))
        for command in COMMAND.findall(block)
    }
)


def test_committed_page_is_up_to_date() -> None:
    remedy = "run: python -m oxyura.apps.cli.reference_page > docs/reference/cli.md"
    assert (REPOSITORY / "docs" / "reference" / "cli.md").read_text(encoding="utf-8") == reference_page(), remedy


@pytest.mark.parametrize("name", [name for name, _ in verbs()])
def test_every_argument_and_option_is_there(name: str) -> None:
    page = reference_page()
    opening = page.split("\n## ")[0]
    section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
    command = dict(verbs())[name]
    for parameter in command.params:
        for given in [parameter.metavar] if parameter.param_type_name == "argument" else parameter.opts:
            written = given.replace("|", "\\|")
            assert f"`{written}" in section or f"`{written}" in opening, f"{name}: {written}"


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=[f"{page}: {command}" for page, command in COMMANDS])
def test_commands_of_the_pages_can_be_given(page: str, command: str) -> None:
    """Verb, arguments and options are understood; nothing is run."""
    group, words = get_command(app), shlex.split(command, comments=True)[1:]
    if words in (["--help"], ["--version"]):
        return
    while hasattr(group, "commands"):
        assert words[0] in group.commands, f"{page}: there is no verb {words[0]}"
        group, words = group.commands[words[0]], words[1:]
    group.make_context(command, words)


def test_the_pages_show_commands() -> None:
    assert {"README.md", "docs/tutorials/index.md", "docs/how-to/index.md"} <= {page for page, _ in COMMANDS}
