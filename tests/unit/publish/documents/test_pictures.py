"""Drawings that stand alone: the style sheet's looks on each element, and nothing that runs or leads outside."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring

from oxyura.publish.documents.pictures import SVG, stand_alone
from oxyura.publish.documents.typst_writer import to_png
from oxyura.publish.labels import read_labels
from oxyura.publish.site_map import draw_sites
from unit.publish.documents.sample import DRAWING


def drawn(svg):
    return fromstring(stand_alone(svg))


def test_rules_of_the_style_sheet_become_attributes():
    root = drawn(DRAWING)
    line, text = root.find(f"{{{SVG}}}line"), root.find(f"{{{SVG}}}text")
    assert line.attrib["stroke"] == "#1c2a33", "a variable of the sheet, and a descendant of the chart"
    assert text.attrib["font-size"] == "12.5", "the more specific rule holds"
    assert "class" not in line.attrib
    assert "font-family" in root.attrib


def test_rules_with_not_and_colours_with_shares_are_read():
    root = drawn('<svg><path class="dots status-present"/><path class="dots edge status-present"/></svg>')
    inner, edge = root
    assert (inner.attrib["stroke"], edge.attrib["stroke"]) == ("#d98a5e", "#a8430f")
    (name,) = drawn('<svg><text class="site-name">x</text></svg>')
    assert (name.attrib["stroke"], name.attrib["stroke-opacity"]) == ("#ffffff", "0.88")


def test_own_style_wins_over_the_sheet():
    (line,) = drawn('<svg class="chart"><line class="base" style="stroke: red; behavior: url(x)"/></svg>')
    assert line.attrib == {"stroke": "red"}


def test_nothing_runs_and_nothing_leads_outside():
    text = stand_alone(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">'
        "<script>alert(1)</script><image href='https://example.org/x.png'/><style>@import 'x'</style>"
        '<use xlink:href="https://example.org/#a"/><use href="#inside"/><rect fill="url(https://example.org/#p)"/>'
        '<rect fill="url(#hatch)"/><foreignObject/></svg>'
    )
    for forbidden in ("script", "onload", "example.org", "import", "foreignObject", "image"):
        assert forbidden not in text
    assert 'href="#inside"' in text
    assert "url(#hatch)" in text


@pytest.mark.parametrize("svg", ["<svg><g></svg>", '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "no drawing"])
def test_what_is_no_drawing_is_refused(svg):
    with pytest.raises(ValueError, match="well-formed"):
        stand_alone(svg)


def test_the_map_of_a_study_keeps_its_colours_and_becomes_dots(assessment):
    found = draw_sites(assessment, read_labels(assessment.study.tables))
    text = stand_alone(str(found.svg))
    assert "var(" not in text
    assert 'fill="#e9f0f1"' in text
    dots = to_png(text, 60.0)
    assert dots.startswith(b"\x89PNG")
    assert dots == to_png(text, 60.0)
