from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from oxyura.publish.labels import read_labels
from oxyura.publish.year_ring import SIZE, Ring, draw_rings
from oxyura.study.assessment import Assessment


@pytest.fixture(scope="module")
def ring(assessment: Assessment) -> Ring:
    return draw_rings(assessment, read_labels(assessment.study.tables), 60)[0]


def test_the_ring_says_who_acts_when_and_where(ring: Ring) -> None:
    assert ring.migrants == ("marbled-pochard",)
    assert [(stage, weeks) for _, stage, weeks in ring.stages] == [
        ("Breeding", "weeks 18 to 30"),
        ("Postbreeding migration", "weeks 31 to 40"),
        ("Nonbreeding", "weeks 41 to 9"),
        ("Prebreeding migration", "weeks 10 to 17"),
    ]
    mink, carp = ring.rows
    assert (mink.letter, mink.name, carp.letter) == ("A", "American Mink", "B")
    breeding = mink.meetings[0]
    assert (breeding.stage, breeding.words.replace("\u202f", " "), breeding.places) == (
        "Breeding",
        "40 % exposed",
        "The Lagoon",
    )
    unseen = [meeting for meeting in mink.meetings if "not surveyed" in meeting.words]
    assert {meeting.places for meeting in unseen} == {"A Delta"}


def test_the_ring_is_well_formed_and_inside_its_frame(ring: Ring) -> None:
    root = ElementTree.fromstring(str(ring.svg))
    assert len([path for path in root.iter("path") if "stage-arc" in path.attrib.get("class", "")]) == 4
    for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", str(ring.svg)):
        assert 0 <= float(x) <= SIZE
        assert 0 <= float(y) <= SIZE
    assert "American Mink: breeding" in "".join(root.find("desc").itertext())  # type: ignore[union-attr]


def test_a_stage_of_a_whole_year_closes(assessment: Assessment) -> None:
    labels = read_labels(assessment.study.tables)
    assert all("nan" not in str(ring.svg) for ring in draw_rings(assessment, labels, 60))
    assert len(draw_rings(assessment, labels, 1)) == 1
