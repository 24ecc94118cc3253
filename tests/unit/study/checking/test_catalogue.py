"""The catalogue, the rules and the reference page name the same kinds of problem."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import oxyura.study
from oxyura.study.checking import catalogue, catalogue_reading
from oxyura.study.checking.reference_page import reference_page

READING_CODES = {kind.code for topic in catalogue_reading.TOPICS for kind in topic.kinds}
STUDY_ROOM = Path(oxyura.study.__file__).parent


def words_in(paths):
    """Return every string of some modules."""
    return {
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes_passed(paths, functions):
    """Return the codes that stand as words in calls of some functions, with the argument that holds them."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = functions.get(name)
                if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    found.add(node.args[place].value)
    return found


def modules_of_rules():
    return [path for path in (STUDY_ROOM / "checking").glob("*.py") if not path.stem.startswith("catalogue")]


def test_every_code_of_a_rule_is_in_the_catalogue():
    assert codes_passed(modules_of_rules(), {"find": 0, "find_setting": 0}) <= set(catalogue.KINDS)


def test_every_code_of_the_catalogue_is_used_by_a_rule():
    assert set(catalogue.KINDS) <= words_in(modules_of_rules())


def test_every_code_of_the_catalogue_is_tested():
    folder = Path(__file__).parent
    assert set(catalogue.KINDS) <= words_in(path for path in folder.glob("test_*.py") if path != Path(__file__))


def test_every_code_of_the_reading_is_described():
    places = {"Fault": 0, "Problem": 1, "add_error": 1, "_refused": 2}
    assert codes_passed(STUDY_ROOM.glob("*.py"), places) <= READING_CODES


def test_every_code_described_is_used_by_the_reading():
    assert words_in(STUDY_ROOM.glob("*.py")) >= READING_CODES


def test_no_code_means_two_things():
    codes = [kind.code for topic in (*catalogue.TOPICS, *catalogue_reading.TOPICS) for kind in topic.kinds]
    assert len(codes) == len(set(codes))


def test_reference_page_is_up_to_date(repository):
    page = (repository / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    assert page == reference_page(), "run: python -m oxyura.study.checking.reference_page > docs/reference/checks.md"


@pytest.mark.parametrize("code", sorted(catalogue.KINDS))
def test_kind_says_what_to_do_in_sentences(code):
    kind = catalogue.KINDS[code]
    assert kind.meaning.endswith(".")
    assert kind.remedy.endswith(".")
