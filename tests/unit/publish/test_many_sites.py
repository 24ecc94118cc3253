"""A study of more sites than a reader can go through: dots, countries, and a page that stays light."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from oxyura.publish.labels import read_labels
from oxyura.publish.page_cautions import group_cautions
from oxyura.publish.report_page import render_report
from oxyura.publish.site_map import MOST_SITES, draw_sites
from oxyura.publish.year_strip import MOST_INVADERS, draw_strips
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import make_study, year_records

N_SITES, N_INVADERS = 300, 20


@pytest.fixture(scope="module")
def islands() -> Assessment:
    """Islands of three countries, a migrant on each alike; invader i is present on the first i islands."""
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [
            {
                "site_id": f"island-{at:03}",
                "name": f"Island {at}",
                "country": ("CL", "EC", "FR")[at % 3],
                "lat": -40.0 + at / 5,
                "lon": -80.0 + at % 7,
            }
            for at in range(N_SITES)
        ],
        "migrants": [{**year_records()["migrants"][1], "cms_appendix": "II"}],
        "stages": [{"migrant_id": "grey-tern", "stage": "breeding", "position": 1.0, "start_week": 1, "end_week": 52}],
        "distribution": [
            {
                "migrant_id": "grey-tern",
                "stage": "breeding",
                "site_id": f"island-{at:03}",
                "share": 1 / N_SITES,
                "survey_status": "expert",
            }
            for at in range(N_SITES)
        ],
        "invaders": [
            {"invader_id": f"rat-{kind:02}", "scientific_name": "Rattus exempli"} for kind in range(N_INVADERS)
        ],
        "presences": [
            {
                "invader_id": f"rat-{kind:02}",
                "site_id": f"island-{at:03}",
                "status": "present",
                "establishment_means": "introduced",
            }
            for kind in range(N_INVADERS)
            for at in range(kind)
        ],
    }
    return assess_study(make_study(records))


def test_sites_are_dots_and_counted_by_country(islands: Assessment) -> None:
    found = draw_sites(islands, read_labels(islands.study.tables))
    assert (found.rows, found.unplaced) == ((), ())
    assert [(row.country, row.sites, row.present) for row in found.countries] == [
        ("CL", "100", "7"),
        ("EC", "100", "6"),
        ("FR", "100", "6"),
    ]
    assert all(row.not_surveyed == str(100 - int(row.present)) for row in found.countries)
    assert found.countries[0].invaders.startswith("Rat 19 (7), ")
    root = ElementTree.fromstring(str(found.svg))
    assert list(root.iter("circle")) == [
        circle for circle in root.iter("circle") if "globe" in circle.attrib.get("class", "")
    ]
    drawn = {
        path.attrib["class"]: path.attrib["d"].count("M")
        for path in root.iter("path")
        if "dots" in path.attrib.get("class", "")
    }
    assert drawn["dots status-present"] <= 19
    assert 200 < drawn["dots status-not_surveyed"] <= N_SITES - 19


def test_a_year_shows_the_invaders_that_most_of_the_population_meets(islands: Assessment) -> None:
    (strip,) = draw_strips(islands, read_labels(islands.study.tables))
    assert [row.name for row in strip.rows] == [f"Rat {kind}" for kind in range(14, 20)]
    assert strip.left_out == N_INVADERS - MOST_INVADERS


def test_sentences_that_differ_by_a_number_only_are_said_once(islands: Assessment) -> None:
    (group,) = (
        each for each in group_cautions(islands, read_labels(islands.study.tables)) if each.code == "not_surveyed"
    )
    (statement,) = group.statements
    assert statement.message.startswith("Nobody has looked for it at every site")
    assert len(statement.places) == N_INVADERS


def test_verdicts_name_places_and_not_identifiers(islands: Assessment) -> None:
    text = re.sub(r"<[^>]+>", " ", render_report(islands))
    assert "island-0" not in text
    assert N_SITES > MOST_SITES
    assert len(render_report(islands)) < 700_000
