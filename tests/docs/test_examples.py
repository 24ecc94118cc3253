"""The Python examples of the README and the tutorials run as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```python\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def pages_with_examples() -> list[Path]:
    pages = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs" / "tutorials").rglob("*.md"))]
    return [page for page in pages if page.exists() and FENCE.search(page.read_text(encoding="utf-8"))]


def test_readme_has_a_library_example() -> None:
    assert REPOSITORY / "README.md" in pages_with_examples()


@pytest.mark.parametrize("page", pages_with_examples(), ids=lambda page: page.name)
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "example"}
    for block in FENCE.finditer(text):
        # Blank lines in front give a traceback the line numbers of the page.
        line = text.count("\n", 0, block.start(1))
        exec(compile("\n" * line + block.group(1), str(page), "exec"), names)
