"""Shared monitoring and reporting facts follow from the run."""

from __future__ import annotations

from functools import cache

import pytest

from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.evidence_gaps import WIDE_INTERVAL
from oxyura.study.reporting_facts import cost_measures, read_reporting_facts
from oxyura.study.running import assess_study
from oxyura.study.shared_monitoring import draw_up_monitoring


@cache
def run(name: str) -> Assessment:
    return assess_study(read_study(name))


@pytest.mark.parametrize("name", ["gough", "macquarie", "yellow-sea"])
def test_lines_stand_where_their_most_decisive_gap_does(name: str) -> None:
    lines = draw_up_monitoring(run(name))
    assert lines
    firsts = [line.gaps[0] for line in lines]
    assert firsts == sorted(firsts)
    positions = [position for line in lines for position in line.gaps]
    assert len(positions) == len(set(positions))


def test_one_line_serves_all_populations_that_meet_the_invader() -> None:
    lines = draw_up_monitoring(run("macquarie"))
    cats = next(line for line in lines if line.invader_id == "feral-cat")
    assert cats.migrants == ("grey-petrel", "northern-giant-petrel")
    assert cats.realm == "terrestrial"
    assert [place.country for place in cats.places] == ["AU"]


def test_effort_follows_from_the_limits_of_the_study() -> None:
    (line,) = [line for line in draw_up_monitoring(run("gough")) if line.times is not None]
    impacts = {str(row["impact_id"]): row for row in run("gough").study.tables["impacts"].records()}
    row = impacts[line.times_of]
    width = float(str(row["effect_high"])) - float(str(row["effect_low"]))
    assert line.times == pytest.approx((width / WIDE_INTERVAL) ** 2)
    assert line.weeks == ((1, 48),)


def test_not_surveyed_sites_are_looked_at_first() -> None:
    lines = draw_up_monitoring(run("yellow-sea"))
    presence = [line for line in lines if line.protocol.metric == "presence"]
    assert presence
    assert all(line.places for line in presence)


def test_facts_are_those_of_the_party() -> None:
    spain = read_reporting_facts(run("white-headed-duck"), "ES")
    assert {each.site_id for each in spain.invaders} == {"spain"}
    assert [rule.regulation_id for rule in spain.rules] == ["eu-union-list", "es-catalogue"]
    everywhere = read_reporting_facts(run("white-headed-duck"))
    assert {each.site_id for each in everywhere.invaders} > {"spain"}
    britain = read_reporting_facts(run("white-headed-duck"), "GB")
    assert [measure.measure_id for measure in britain.measures if measure.state == "chosen"] == ["uk-programme-2005"]
    assert not read_reporting_facts(run("white-headed-duck"), "BR").has_party


def test_costs_run_over_the_whole_measure() -> None:
    tables = run("white-headed-duck").study.tables["measures"].records()
    row = next(row for row in tables if row["measure_id"] == "uk-programme-2005")
    (cost,) = cost_measures(run("white-headed-duck"))
    assert cost.cost == float(str(row["cost"]))
    assert (cost.currency, cost.countries) == ("GBP", ("GB",))
