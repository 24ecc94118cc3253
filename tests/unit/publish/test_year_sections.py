"""Decomposition, network, chain, fans and counts: what they draw comes from the model and adds up."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from oxyura.publish.decomposition import decompose
from oxyura.publish.fans import LEVELS, courses_of
from oxyura.publish.labels import Labels, read_labels
from oxyura.publish.language import words_for
from oxyura.publish.migrant_rows import by_migrant
from oxyura.publish.network import network_json, read_network
from oxyura.publish.number_words import THIN
from oxyura.publish.page_attribution import list_attributions
from oxyura.publish.page_counts import list_counts
from oxyura.publish.page_courses import draw_courses
from oxyura.publish.page_decomposition import draw_waterfall
from oxyura.publish.page_network import list_networks
from oxyura.publish.stopover_chain import draw_chain
from oxyura.publish.summary import summarise, to_bytes
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.flyway import make_flyway


@pytest.fixture(scope="module")
def flyway() -> Assessment:
    return assess_study(make_flyway())


@pytest.fixture(scope="module")
def counted() -> Assessment:
    return assess_study(make_flyway(counted=True))


def labels_of(assessment: Assessment, language: str = "en") -> Labels:
    return read_labels(assessment.study.tables, words_for(language))


def test_the_steps_lead_from_growth_without_causes_to_growth_now(flyway: Assessment) -> None:
    found = decompose(flyway.migrants[0], by_migrant(flyway.impacts)["marsh-tern"])
    assert found is not None
    total = sum(step.value for step in found.steps)
    assert found.without_causes - total == pytest.approx(found.now, abs=1e-12)
    population = flyway.migrants[0].population
    assert population is not None
    assert found.now == pytest.approx(float(np.log(population.now.asymptotic).mean()))
    assert next(step.cause_id for step in found.steps) == "american-mink"
    for step in found.steps:
        assert sum(part.part or 0.0 for part in step.parts) == pytest.approx(1.0)


def test_a_population_that_dies_out_in_a_draw_is_not_taken_apart(flyway: Assessment) -> None:
    migrant = flyway.migrants[0]
    assert migrant.attribution is not None
    endless = replace(migrant.attribution, total=np.full(40, np.inf))
    assert decompose(replace(migrant, attribution=endless), flyway.impacts) is None
    assert decompose(flyway.migrants[1], flyway.impacts) is None


def test_the_bars_of_the_waterfall_join(flyway: Assessment) -> None:
    found = decompose(flyway.migrants[0], by_migrant(flyway.impacts)["marsh-tern"])
    assert found is not None
    waterfall = draw_waterfall(found, labels_of(flyway))
    first, *steps, last = waterfall.bars
    assert steps[0].left + steps[0].width == pytest.approx(first.left + first.width, abs=0.02)
    for before, after in itertools.pairwise(steps):
        assert after.left + after.width == pytest.approx(before.left, abs=0.02)
    assert steps[-1].left == pytest.approx(last.left, abs=0.02)
    assert steps[0].below == "breeding, North Colony"


def test_what_compensation_would_leave_is_said(flyway: Assessment) -> None:
    figure = list_attributions(flyway, labels_of(flyway))[0]
    said = " ".join(figure.notes).replace(THIN, " ")
    assert "If up to 50 % of them would occur anyway, growth without invaders is" in said
    compensation = flyway.migrants[0].compensation
    assert compensation is not None
    for end in (compensation.growth_without_invaders.low, compensation.growth_without_invaders.high):
        assert words_for("en").yearly(end).replace(THIN, " ") in said


def test_paths_of_a_stage_carry_all_of_next_years_animals(flyway: Assessment) -> None:
    population = flyway.migrants[0].population
    assert population is not None
    network = read_network(population, flyway.study.tables["movements"])
    for stage in network.stages:
        assert sum(path.part for path in network.paths if path.stage == stage) == pytest.approx(1.0)
        assert sum(network.presence[stage].values()) == pytest.approx(1.0)
    assert network.branches
    first = next(path for path in network.paths if path.stage == "postbreeding_migration")
    assert (first.from_site, first.to_site, first.shares, first.survivals) == (
        "stopover-bay",
        "west-coast",
        (0.6,),
        (0.96,),
    )
    # The site that everyone passes through matters most.
    assert network.sites[0].site_id == "stopover-bay"
    answer = network_json(population, network)
    assert next(iter(answer["sites"])) == "stopover-bay"  # type: ignore[call-overload]
    to_bytes(answer)


def test_the_chain_is_drawn_in_its_frame(flyway: Assessment) -> None:
    population = flyway.migrants[0].population
    assert population is not None
    chain = draw_chain(
        read_network(population, flyway.study.tables["movements"]), labels_of(flyway), "chain", "A <tern>"
    )
    assert chain is not None
    root = ElementTree.fromstring(str(chain.svg))
    width, height = (float(end) for end in root.attrib["viewBox"].split()[2:])
    # Two, one, two, one and again two sites.
    boxes = [rect.attrib for rect in root.findall("rect")]
    assert len(boxes) == 2 + 1 + 2 + 1 + 2
    assert len(root.findall("path")) == 8
    assert all(float(box["x"]) < width and float(box["y"]) + float(box["height"]) <= height for box in boxes)
    assert root.find("title").text == "A <tern>: the chain of sites over the year"  # type: ignore[union-attr]
    assert "nan" not in str(chain.svg)


def test_a_population_of_one_place_has_no_map_and_no_chain(assessment: Assessment, flyway: Assessment) -> None:
    (figure,) = list_networks(flyway, labels_of(flyway))
    assert figure.map_svg is not None
    assert figure.sites[0].name == "Stopover Bay"
    assert {line.css for line in figure.sites} == {"fewer"}
    tables = flyway.study.tables
    (stage,) = (row for row in tables["stages"].records() if row["migrant_id"] == "white-knot")
    assert stage["stage"] == "nonbreeding"
    assert len(list_networks(replace(flyway, migrants=flyway.migrants[1:]), labels_of(flyway))) == 0


def test_fans_hold_what_they_say(flyway: Assessment) -> None:
    courses, population = courses_of(flyway, flyway.migrants[0]), flyway.migrants[0].population
    assert courses is not None
    assert population is not None
    assert courses.after_portfolio is not None
    for fan in (courses.now, courses.without_invaders, courses.after_portfolio):
        assert fan is not None
        assert (np.diff(fan.points, axis=0) >= -1e-9).all()
    low, high = courses.now.band(2)
    last = population.now.trajectories[:, -1]
    assert np.mean((last >= low[-1]) & (last <= high[-1])) == pytest.approx(0.5, abs=0.05)
    answer = summarise(flyway)["migrants"]["marsh-tern"]
    assert answer["course"]["levels"] == list(LEVELS)
    assert len(answer["course"]["after_portfolio"]) == flyway.study.settings.horizon_years + 1
    assert courses_of(flyway, flyway.migrants[1]) is None


def test_each_course_is_a_drawing_and_the_risk_another(flyway: Assessment) -> None:
    (figure,) = draw_courses(flyway, labels_of(flyway))
    assert [panel.title for panel in figure.panels] == [
        "as things are",
        "without invaders",
        "after the measures",
        "risk of falling to 400 or fewer",
    ]
    safe = replace(flyway.study.settings, quasi_extinction_threshold=1)
    spared = assess_study(make_flyway(settings=safe))
    (figure,) = draw_courses(spared, labels_of(spared))
    assert len(figure.panels) == 3
    assert figure.risk_note == "In no draw does it fall to 1 or fewer."


def test_counts_stand_beside_the_model(counted: Assessment) -> None:
    page = list_counts(counted, labels_of(counted))
    (figure,) = page.figures
    assert [series.name for series in figure.series] == ["the whole population"]
    root = ElementTree.fromstring(str(figure.series[0].svg))
    assert len(root.findall("circle")) == 10
    assert {circle.attrib["class"] for circle in root.findall("circle")} == {"count inside"}
    names = {row.name: row for row in figure.parameters}
    assert names["effect of mink-on-broods"].settled
    assert not names["effect of Drought in the delta"].settled
    assert names["survival of all in breeding"].learnt.endswith("not identified")
    assert any(said.startswith("10 counts change what is expected") for said in figure.said)
    french = {row.name for row in list_counts(counted, labels_of(counted, "fr")).figures[0].parameters}
    assert "survie, all, reproduction" in french
    assert summarise(counted)["migrants"]["marsh-tern"]["calibration"]["diagnostics"]["counts"] == 10


def test_growth_from_counts_alone_is_shown_below_a_full_year() -> None:
    rows = [
        {"migrant_id": "white-knot", "year": 2000 + at, "value": 900.0 * math.exp(-0.02 * at + 0.05 * (-1) ** at)}
        for at in range(12)
    ]
    found = assess_study(make_flyway(counts=rows))
    page = list_counts(found, labels_of(found))
    assert page.figures == ()
    (line,) = page.counted
    assert (line.species.name, line.years) == ("White Knot", "2000 to 2011")
    assert "of falling to 400 or fewer in 20 years" in line.risk


def test_noise_is_told_from_what_is_not_known_and_a_target_has_its_year() -> None:
    study = make_flyway()
    rows = [{**row, "sd_between_years": 0.03} for row in study.tables["vital_rates"].records()]
    kept = [{name: value for name, value in row.items() if value is not None} for row in rows]
    noise = replace(study.settings.noise, replicates=4)
    settings = replace(study.settings, target_abundance=6100.0, noise=noise)
    found = assess_study(make_flyway(settings=settings, vital_rates=kept))
    (figure,) = list_networks(found, labels_of(found))
    assert any(line.startswith("Of how far growth may differ") for line in figure.lines)
    assert any("The target of 6 100 individuals is reached in" in line.replace(THIN, " ") for line in figure.lines)
    assert summarise(found)["migrants"]["marsh-tern"]["network"]["target"]["abundance"] == 6100.0
