"""The commands of the README and the tutorials run as printed, one after the other, and say what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oxyura.apps.cli.commands import app

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs" / "tutorials").glob("*.md"))]
BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?oxyura (.+)$", flags=re.MULTILINE)
# These read files that only the reader has, or run until they are stopped (tests/unit/apps/web/test_serve.py).
NOT_HERE = re.compile(r"^import |--griis|^serve\b")


def commands(page: Path) -> list[str]:
    return [command for block in BLOCK.findall(page.read_text(encoding="utf-8")) for command in COMMAND.findall(block)]


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_commands_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in commands(page):
        if NOT_HERE.search(command):
            continue
        result = CliRunner().invoke(app, shlex.split(command, comments=True))
        assert result.exit_code == 0, f"oxyura {command}\n{result.output}"


def test_figures_of_the_plan_are_those_of_a_run() -> None:
    """The tutorial on a plan tells what `oxyura plan gough` and `oxyura plan macquarie` print."""
    page = (REPOSITORY / "docs" / "tutorials" / "plan-for-a-site.md").read_text(encoding="utf-8")
    gough = CliRunner().invoke(app, ["plan", "gough"]).output
    for figure in re.findall(r"(?:gain|brings) (\d\.\d\d) %", page):
        assert f"+{figure} " in gough
    macquarie = " ".join(CliRunner().invoke(app, ["plan", "macquarie"]).output.split())
    (times,) = re.findall(r"rabbits are expected to reach (\d+) times", page)
    assert f"'rabbit' is expected to reach {times} times" in macquarie
