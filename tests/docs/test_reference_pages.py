"""The reference of the tables is the one that the declarations give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oxyura.schema.reference_pages import render_tables_page
from oxyura.schema.settings import SETTINGS
from oxyura.schema.tables import TABLES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "tables.md"


def test_committed_page_is_up_to_date() -> None:
    remedy = "run: python -m oxyura.schema.reference_pages > docs/reference/tables.md"
    assert PAGE.read_text(encoding="utf-8") == render_tables_page(), remedy


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_line(name: str) -> None:
    section = render_tables_page().split(f"(table-{name.replace('_', '-')})=")[1].split("\n(")[0]
    documented = re.findall(r"^\| \**`(\w+)`\** \|", section, flags=re.MULTILINE)
    assert documented == list(TABLES[name].names)


def test_every_setting_and_link_target_is_there() -> None:
    page = render_tables_page()
    assert [spec.key for spec in SETTINGS if f"`{spec.key}`" not in page] == []
    targets = set(re.findall(r"^\(([\w-]+)\)=$", page, flags=re.MULTILINE))
    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) <= targets
