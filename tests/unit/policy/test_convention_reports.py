"""What reports of conventions ask, whom they cover, and how their forms differ."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from oxyura.policy.convention_reports import (
    FACTS,
    SCHEMES,
    covers,
    find_differences,
    read_sections,
    sections_of,
    standing_of,
)
from oxyura.schema.conventions import CONVENTIONS, Membership, Statement

DUCK = {"duck": ("I/II", ("AEWA",))}
BAT = {"bat": ("II", ("EUROBATS",))}


def test_every_row_is_read_and_names_a_scheme_and_a_fact() -> None:
    rows = list(csv.DictReader(files("oxyura.policy").joinpath("rules/report_sections.csv").read_text().splitlines()))
    assert len(read_sections()) == len(rows)
    assert {row["scheme"] for row in rows} == set(SCHEMES)
    assert {row["fact"] for row in rows} == set(FACTS)
    assert all(row["citation"] and row["url"].startswith("http") and row["read"] for row in rows)
    assert {row["kind"] for row in rows} == {"form", "own"}
    assert len({row["section_id"] for row in rows}) == len(rows)


@pytest.mark.parametrize("key", SCHEMES)
def test_sections_stand_in_their_order(key: str) -> None:
    rows = list(csv.DictReader(files("oxyura.policy").joinpath("rules/report_sections.csv").read_text().splitlines()))
    positions = [int(row["position"]) for row in rows if row["scheme"] == key]
    assert positions == list(range(1, len(sections_of(key)) + 1))


def test_treaties_are_known_conventions() -> None:
    assert {scheme.short_name for scheme in SCHEMES.values() if scheme.treaty} <= set(CONVENTIONS)


@pytest.mark.parametrize(
    ("key", "listings", "designations", "expected"),
    [
        ("cms", DUCK, (), "yes"),
        ("cms", {"petrel": (None, ())}, (), "no"),
        ("cbd", {"petrel": (None, ())}, (), "yes"),
        ("aewa", DUCK, (), "yes"),
        ("acap", DUCK, (), "no"),
        ("eurobats", BAT, (), "yes"),
        ("aewa", {"warbler": ("I", ("Aquatic Warbler MoU",))}, (), "no"),
        ("ramsar", DUCK, ("Ramsar", "Nature Reserve"), "yes"),
        ("ramsar", DUCK, (), "cannot_be_told"),
        ("bern", DUCK, ("Ramsar",), "cannot_be_told"),
    ],
)
def test_whom_a_scheme_covers(key, listings, designations, expected) -> None:
    assert covers(SCHEMES[key], listings, designations).answer == expected


def test_only_the_covered_are_named() -> None:
    found = covers(SCHEMES["aewa"], {**DUCK, **BAT}, ())
    assert found.migrants == ("duck",)


def test_differences_put_no_scheme_on_both_sides() -> None:
    found = {each.fact: each for each in find_differences()}
    assert "cbd" in found["establishment"].asked_by
    assert "cms" in found["establishment"].not_asked_by
    assert "cms" in found["limits"].asked_by
    assert "cbd" in found["limits"].not_asked_by
    unread = {key for key in SCHEMES if not any(section.from_form for section in sections_of(key))}
    assert unread == {"bern", "acap", "eurobats"}
    for each in found.values():
        assert not set(each.asked_by) & set(each.not_asked_by)
        assert not (set(each.asked_by) | set(each.not_asked_by)) & unread


def test_membership_is_what_the_sources_say() -> None:
    bound = {"AEWA": Membership("AEWA", (Statement("A", "in_force", "1999-11-01"),))}
    assert standing_of(SCHEMES["aewa"], bound) == "bound"
    assert standing_of(SCHEMES["cms"], bound) == "not_known"
    assert standing_of(SCHEMES["iosea"], bound) == "no_treaty"
