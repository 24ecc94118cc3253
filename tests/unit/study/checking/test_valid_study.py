"""What holds for every check: a sound study is told nothing grave, places are exact, order does not matter."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oxyura.schema.problems import Problem
from oxyura.schema.table import TableSet
from oxyura.schema.tables import TABLES
from oxyura.study.checking import check_tables, unread_rows


def test_valid_study_has_no_errors_or_warnings(study):
    assert study.grave() == []


def test_valid_study_is_told_what_is_missing(study):
    assert {problem.code for problem in study.problems()} == {
        "no_interval",
        "tier",
        "invader_without_presence",
        "origin_unknown",
    }


def test_study_without_tables_is_only_told_what_it_lacks():
    problems = check_tables(TableSet({}), None)
    assert [problem.code for problem in problems if problem.severity == "error"] == ["no_migrants"]
    assert {problem.code for problem in problems} == {"no_migrants", "table_absent"}


def test_problems_stand_in_the_order_of_tables_and_rows(study):
    study.edit("sites", 4, lat=1.0, source_id="survey").edit("sites", 2, country="ZZ", subdivision="SH-AC")
    study.edit("measures", 3, currency="EUR").edit("impacts", 2, invader_id="mose")
    places = [(problem.file, problem.row) for problem in study.grave()]
    assert places == [("sites.csv", 2), ("sites.csv", 4), ("impacts.csv", 2), ("measures.csv", 3)]


def test_workbook_cell_is_named(study):
    study.edit("sites", 4, lat=1.0, source_id="survey")
    tables = study.tables()
    sites = replace(tables["sites"], file="study.xlsx [sites]", letters={"site_id": "A", "lat": "E"})
    problems = check_tables(tables.replacing(sites=sites), study.settings)
    [problem] = [problem for problem in problems if problem.code == "half_coordinate"]
    assert (problem.cell, problem.file, problem.where) == (
        "E4",
        "study.xlsx [sites]",
        "study.xlsx [sites], cell E4, column lat",
    )


def test_absent_table_of_a_workbook_is_named_as_a_sheet(study):
    sites = replace(study.tables()["sites"], file="study.xlsx [sites]")
    problems = check_tables(TableSet({"sites": sites}), None)
    assert "study.xlsx [stages]" in {problem.file for problem in problems if problem.code == "table_absent"}


def test_long_values_are_cut_and_control_characters_shown(study):
    study.edit("pressures", 2, source_id="x" * 500 + "\x1b")
    [problem] = study.of("unknown_reference")
    assert problem.value is not None
    assert len(problem.value) == 120


def test_skipped_row_is_looked_up_but_not_taken_for_a_statement(study):
    study.edit("distribution", 2, share=None, source_id="surwey")
    study.skip_rows = {"distribution": {2}}
    assert study.places() == [("unknown_reference", "distribution.csv", 2, "source_id", "surwey")]


def test_row_with_a_number_out_of_range_enters_no_sum(study):
    study.edit("distribution", 2, share=70.0)
    assert study.grave() == []


def test_row_that_does_not_say_its_stage_spoils_no_sum(study):
    study.edit("distribution", 2, stage=None)
    assert study.grave() == []


def test_unread_rows_come_from_errors_with_a_row(study):
    problems = [
        Problem("error", "wrong_type", "", file="distribution.csv", row=2),
        Problem("warning", "ambiguous_number", "", file="distribution.csv", row=3),
        Problem("error", "missing_column", "", file="sites.csv"),
        Problem("error", "bad_date", "", file="elsewhere.csv", row=9),
    ]
    assert unread_rows(study.tables(), problems) == {"distribution": frozenset({2})}


def spoil(study):
    """Spoil the study in many places at once."""
    study.edit("sites", 3, site_id="gough").edit("stages", 3, start_week=9, position=3)
    study.add("distribution", like=2, class_="juvenile", share=0.5).edit("movements", 2, share=0.4)
    study.add("movements", like=4, class_="adult", share=0.9, to_site="ocean")
    study.edit("vital_rates", 2, source_id="mice").edit("vital_rates", 3, value=1.2, low=1.3).edit(
        "vital_rates", 5, parameter="breeding-success"
    )
    study.add("vital_rates", like=5, to_class="old", value=0.9).add("vital_rates", like=4, value=0.6)
    study.edit("vital_rates", 6, observed_with=("bycatch", "cat-on-adults"), source_id="mice")
    study.add("impacts", like=2, site_id="gough").add("impacts", like=2, class_="adult", effect=None)
    study.add("impacts", like=3, invader_id="rat", class_="adullt")
    study.add("scenarios", like=2, name="Better", class_="adult").add("scenarios", like=2, stage="breeding")
    study.edit("measures", 2, requires=("night-setting",)).edit("measures", 3, requires=("bait",), currency="EUR")
    study.edit("fits", 2, parameter="recruitmnt").edit("presences", 2, last_year=1700, source_id=None)
    study.edit("presences", 3, source_id=None)
    return study


def without_rows(problems):
    """Return what was found, with the numbers of rows taken out of it."""
    rows = re.compile(r"\brows? \d+(?:, \d+)*(?: and \d+(?: more)?)?")
    return sorted(
        str(replace(problem, row=None, message=rows.sub("row", problem.message), remedy=problem.remedy))
        for problem in problems
        if not (problem.severity == "note" and problem.code == "no_interval")
    )


def test_many_problems_are_all_found(make_study):
    codes = {problem.code for problem in spoil(make_study()).grave()}
    assert {
        "duplicate_key",
        "position_gap",
        "weeks_overlap",
        "share_sum",
        "movement_share_below_one",
        "movement_share_above_one",
        "probability_above_one",
        "interval_order",
        "transition_sum",
        "parameter_differs",
        "observed_with_no_match",
        "maybe_measured_with",
        "precedence_tie",
        "unknown_class",
        "name_differs",
        "requires_circle",
        "currency_differs",
        "unknown_parameter",
        "years_reversed",
        "no_source",
    } <= codes


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_of_rows_does_not_matter(make_study, seed):
    study = spoil(make_study())
    expected = without_rows(study.problems())
    order = np.random.default_rng(seed)
    for records in study.records.values():
        order.shuffle(records)
    assert without_rows(study.problems()) == expected


@settings(max_examples=150)
@given(changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 3)), max_size=12))
def test_no_cell_breaks_a_check(make_study, changes):
    study = make_study()
    places = [
        (table, row, column)
        for table, records in study.records.items()
        for row in range(2, len(records) + 2)
        for column in TABLES[table]
    ]
    for place, what in changes:
        table, row, column = places[place % len(places)]
        if column.is_numeric:
            cell = (None, -1e300, np.inf, 0.0)[what]
        else:
            cell = (None, "adult", "\x1b[31m" * 40, "breeding")[what]
        study.edit(table, row, **{column.name: (cell,) if column.is_list and cell is not None else cell})
    for problem in study.problems():
        assert problem.message.isprintable()
        assert problem.remedy.isprintable()
        assert len(problem.value or "") <= 120
