from __future__ import annotations

import pytest

from oxyura.publish.labels import read_labels
from oxyura.publish.number_words import THIN
from oxyura.publish.year_strip import Strip, draw_strips
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import make_study, year_records


def strips_of(assessment: Assessment) -> tuple[Strip, ...]:
    return draw_strips(assessment, read_labels(assessment.study.tables))


def test_stages_lie_in_their_weeks_and_one_may_run_over_new_year(assessment: Assessment) -> None:
    pochard, tern = strips_of(assessment)
    placed = [(segment.label, segment.left, segment.width) for segment in pochard.stages]
    assert placed[0] == ("Breeding", pytest.approx(100 * 17 / 52), pytest.approx(25.0))
    winter = [part for part in placed if part[0] == "Nonbreeding"]
    assert winter == [
        ("Nonbreeding", pytest.approx(100 * 40 / 52), pytest.approx(100 * 12 / 52)),
        ("Nonbreeding", 0.0, pytest.approx(100 * 9 / 52)),
    ]
    assert sum(segment.width for segment in pochard.stages) == pytest.approx(100)
    assert tern.stage_words == "Breeding: weeks 20 to 28"


def test_the_height_is_the_share_exposed_and_not_surveyed(assessment: Assessment) -> None:
    mink, carp = strips_of(assessment)[0].rows
    assert mink.name == "American Mink"
    breeding, autumn = mink.segments[0], mink.segments[1]
    assert (breeding.exposed, breeding.not_surveyed, breeding.label.replace(THIN, " ")) == (40.0, 0.0, "40 %")
    assert (autumn.exposed, autumn.not_surveyed) == (20.0, 50.0)
    assert autumn.label.replace(THIN, " ") == "20 % and not surveyed"
    assert (carp.segments[1].label, carp.segments[1].short_label) == ("not surveyed", "?")


def test_the_strip_is_described_for_those_who_cannot_see_it(assessment: Assessment) -> None:
    words = strips_of(assessment)[0].description.replace(THIN, " ")
    assert words.startswith("Stages: Breeding, weeks 18 to 30, ")
    assert "Meets American Mink: 40 % in breeding, 10 % in nonbreeding (not surveyed: 75 %)" in words


def test_populations_with_the_same_year_share_a_strip() -> None:
    records = year_records()
    for table in ("migrants", "stages", "distribution", "vital_rates"):
        twins = [{**row, "migrant_id": "white-tern"} for row in records[table] if row["migrant_id"] == "grey-tern"]
        records[table] = [*records[table], *twins]
    assert [strip.migrants for strip in strips_of(assess_study(make_study(records)))] == [
        ("marbled-pochard",),
        ("grey-tern", "white-tern"),
    ]


def test_week_53_is_the_end_of_the_strip() -> None:
    records = year_records()
    for table in ("stages", "vital_rates"):
        records[table] = [row for row in records[table] if row["migrant_id"] == "grey-tern"]
    records["stages"] = [{**row, "start_week": 1.0, "end_week": 53.0} for row in records["stages"]]
    (strip,) = strips_of(assess_study(make_study(records)))
    assert [(segment.left, segment.width) for segment in strip.stages] == [(0.0, 100.0)]
