"""Every work in a page's list of references stands in docs/references.bib, and is cited in the page's text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
LIST = re.compile(r"^## (?:References|Sources)\n(.*?)(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if LIST.search(page.read_text(encoding="utf-8"))]
ENTRY = re.compile(r"^(?:- )?([^\n(]+?),? \((\d{4})", flags=re.MULTILINE)
ACCENT = re.compile(r"\{?\\[\"'`^~]\{?(\w)\}?\}?")


def plain(name: str) -> str:
    """Return the first surname, without accents, in lower case."""
    first = re.split(r",| and |&| et al", name.strip())[0]
    letters = unicodedata.normalize("NFKD", first)
    return "".join(letter for letter in letters if letter.isalpha()).lower()


def works(text: str) -> set[tuple[str, str]]:
    return {(plain(author), year) for author, year in ENTRY.findall(text)}


def bibliography() -> set[tuple[str, str]]:
    entries = (DOCS / "references.bib").read_text(encoding="utf-8").split("\n@")
    found = set()
    for entry in entries:
        author = re.search(r"author\s*=\s*\{(.+?)\},?\n", entry, flags=re.DOTALL)
        year = re.search(r"year\s*=\s*\{(\d{4})\}", entry)
        assert author, entry
        assert year, entry
        found.add((plain(ACCENT.sub(r"\1", author.group(1)).strip("{}")), year.group(1)))
    return found


def test_keys_are_unique() -> None:
    keys = re.findall(r"^@\w+\{(\w+),", (DOCS / "references.bib").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_listed_works_stand_in_the_bibliography(page: Path) -> None:
    (listed,) = LIST.findall(page.read_text(encoding="utf-8"))
    found = works(listed)
    assert found
    assert sorted(found - bibliography()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_listed_works_are_cited(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    (listed,) = LIST.findall(text)
    body = " ".join(LIST.sub("", text).split())
    missing = []
    for author, year in ENTRY.findall(listed):
        names = re.split(r",| and | &| et al", author.strip())[0].split(" ")
        # "Lajeunesse (2015)", "de Castro & Bolker 2005", or a thing that bears the name: "Owen's T".
        named = "|".join(re.escape(name) for name in (names[0], names[-1]))
        if not re.search(rf"({named})([^;]{{0,90}}?{year}|['’]s )", body):
            missing.append((author, year))
    assert missing == []
