"""Every paragraph of the resolution stands on its page once, and every command, page and test named there exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from oxyura.apps.cli.commands import app

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "explanation" / "resolution.md"
CODES = [*(f"P{number}" for number in range(1, 16)), *(f"O{number}" for number in range(1, 14))]
ROW = re.compile(r"^\| ([PO]\d+) \| (.+) \|$", flags=re.MULTILINE)


def rows() -> list[tuple[str, list[str]]]:
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [(code, [cell.strip() for cell in cells.split(" | ")]) for code, cells in found]


def test_every_code_stands_there_once() -> None:
    assert [code for code, _ in rows()] == CODES


@pytest.mark.parametrize(("code", "cells"), rows(), ids=[code for code, _ in rows()])
def test_what_serves_it_exists(code: str, cells: list[str]) -> None:
    words, commands, pages, tests, left_out = cells
    assert words
    verbs = re.findall(r"`oxyura ([a-z-]+)`", commands)
    if verbs:
        known = get_command(app).commands
        assert [verb for verb in verbs if verb not in known] == []
    else:
        assert commands == "–"
        assert "not served, because " in left_out
    links = re.findall(r"\]\(([^)#]+)\)", pages)
    assert links
    assert [link for link in links if not (PAGE.parent / link).is_file()] == []
    files = re.findall(r"`(tests/[\w/]+\.py)`", tests)
    assert files
    for file in files:
        assert "def test_" in (REPOSITORY / file).read_text(encoding="utf-8"), file
