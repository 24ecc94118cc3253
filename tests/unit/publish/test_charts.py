from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from oxyura.publish.charts import PANEL, WHOLE, Chart, Line, choose_scale, draw_chart
from oxyura.publish.language import words_for
from oxyura.publish.number_words import THIN


def line(median: list[float], width: float = 0.0, label: str = "as things are", css: str = "now") -> Line:
    values = np.array(median, dtype=float)
    return Line(label, css, values, values * (1 - width), values * (1 + width))


def chart(*lines: Line, threshold: float = 50.0) -> Chart:
    return Chart("course-0", "A & B", "From 1 to 2.", "Females", "years", lines, threshold)


def draw(chart: Chart, language: str = "en") -> str:
    return draw_chart(chart, words_for(language))


def test_a_narrow_range_begins_at_zero_with_round_ticks() -> None:
    scale = choose_scale([line([1000, 300, 35])])
    assert (scale.logarithmic, scale.ticks) == (False, (0, 250, 500, 750, 1000))
    assert scale.place(0) == WHOLE.height - 52
    assert scale.place(1000) == 34
    assert scale.place(500) == pytest.approx((scale.place(0) + scale.place(1000)) / 2)


def test_a_wide_range_is_logarithmic() -> None:
    scale = choose_scale([line([1000, 100, 10])])
    assert scale.logarithmic
    assert scale.ticks == (10, 100, 1000)
    assert scale.place(100) == pytest.approx((scale.place(10) + scale.place(1000)) / 2)


def test_less_than_one_animal_does_not_stretch_the_scale() -> None:
    scale = choose_scale([line([1000, 1, 1e-9])])
    assert scale.ticks[0] == 1
    assert scale.place(1e-9) == scale.place(1)
    assert scale.place(0) == scale.place(1)


def test_extinct_and_endless_courses_are_drawn() -> None:
    assert choose_scale([line([0, 0])]).ticks == (0.0, 1.0)
    svg = draw(chart(line([10, np.inf, np.nan])))
    assert "nan" not in svg
    assert "inf" not in svg


def test_the_svg_is_well_formed_and_inside_its_frame() -> None:
    svg = draw(chart(line([1000, 500, 100], 0.2), line([1000, 600, 120], 0.1, "without invaders", "without")))
    root = ElementTree.fromstring(svg)
    assert root.find("title").text == "A & B"  # type: ignore[union-attr]
    assert len(root.findall("polygon")) == len(root.findall("polyline")) == 2
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", svg):
        assert 0 <= float(x) <= WHOLE.width
        assert 0 <= float(y) <= WHOLE.height


def test_labels_of_close_ends_do_not_overlap() -> None:
    svg = draw(chart(line([100, 50]), line([100, 51], 0, "without invaders", "without")))
    ends = [
        float(text.attrib["y"])
        for text in ElementTree.fromstring(svg).findall("text")
        if text.attrib["class"] in ("end-label now", "end-label without")
    ]
    assert abs(ends[0] - ends[1]) >= 30
    assert max(ends) < WHOLE.height - 52


def test_a_label_of_several_rows_pushes_the_next_one_down() -> None:
    long = line([100, 51], 0, "sans espèces exotiques envahissantes", "without")
    others = (line([100, 50], label="situation actuelle"), line([100, 49], 0, "après les mesures", "after"))
    svg = draw(chart(long, *others))
    rows = sorted(
        float(text.attrib["y"])
        for text in ElementTree.fromstring(svg).findall("text")
        if text.attrib["class"].startswith("end-label")
    )
    assert len(rows) == 3 + 1 + 3 + 1
    assert min(after - before for before, after in pairwise(rows)) > 12
    assert max(rows) < WHOLE.height - 30


def test_a_chart_writes_numbers_as_its_language_does() -> None:
    assert ">0,5<" in draw(chart(line([1.0, 0.5])), "fr")
    assert "logarithmique" in draw(chart(line([1000, 1])), "fr")


def test_a_course_without_width_has_no_band_and_texts_are_escaped() -> None:
    svg = draw(chart(line([5, 4], label="<b>")))
    assert "<polygon" not in svg
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg


def test_the_threshold_is_drawn_only_inside_the_scale() -> None:
    assert "quasi-extinct" in draw(chart(line([1000, 100])))
    assert "quasi-extinct" not in draw(chart(line([1000, 100]), threshold=5000))


def test_a_long_horizon_is_thinned() -> None:
    svg = draw(chart(line(list(np.linspace(1000, 500, 1001)))))
    (points,) = re.findall(r'<polyline[^>]*points="([^"]*)"', svg)
    assert len(points.split()) == 160


def test_a_fan_has_a_band_within_a_band_and_the_others_as_thin_lines() -> None:
    median = np.array([100.0, 80.0, 60.0])
    inner = ((median * 0.8, median * 1.2), (median * 0.9, median * 1.1))
    fan = Line("", "now", median, median * 0.5, median * 1.5, inner)
    other = line([100, 110, 121], 0.5, "without invaders", "without")
    svg = draw(replace(chart(fan), context=[other], frame=PANEL))
    root = ElementTree.fromstring(svg)
    heights = [_height(polygon.attrib["points"]) for polygon in root.findall("polygon")]
    assert heights == sorted(heights, reverse=True)
    assert len(heights) == 3
    assert [curve.attrib["class"] for curve in root.findall("polyline")] == ["context without", "line now"]
    # The scale holds what the other drawings show, so that all of them have the same one.
    assert choose_scale([fan, other], PANEL).top >= 121 * 1.5
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", svg):
        assert 0 <= float(x) <= PANEL.width
        assert 0 <= float(y) <= PANEL.height


def _height(points: str) -> float:
    places = [float(point.split(",")[1]) for point in points.split()]
    return max(places) - min(places)


def test_shares_are_written_as_per_cent_on_a_scale_from_zero() -> None:
    risk = replace(chart(line([0.001, 0.3])), show=words_for("en").percent, linear=True, threshold=-1.0)
    svg = draw(risk)
    assert "logarithmic" not in svg
    assert "quasi-extinct" not in svg
    assert f">30{THIN}%<" in svg
