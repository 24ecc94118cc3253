"""Where effects come from, EICAT, scores and limits, gaps, listings and purity: what the page says of each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oxyura.publish.labels import Labels, read_labels
from oxyura.publish.language import words_for
from oxyura.publish.number_words import THIN
from oxyura.publish.page_eicat import list_eicat
from oxyura.publish.page_evidence import list_effects
from oxyura.publish.page_first import MOST_GAPS, list_first
from oxyura.publish.page_listing import stamp_lines
from oxyura.publish.page_pooled import list_pooled
from oxyura.publish.page_purity import list_purity, mixed_share, purity_sentence
from oxyura.publish.page_records import list_records, size_records
from oxyura.publish.page_scores import list_facts
from oxyura.publish.summary import summarise
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study
from unit.publish.flyway import flyway_records, make_flyway


@pytest.fixture(scope="module")
def flyway() -> Assessment:
    return assess_study(make_flyway())


@pytest.fixture(scope="module")
def duck() -> Assessment:
    return assess_study(read_study(casebook_path("white-headed-duck")))


def labels_of(assessment: Assessment, language: str = "en") -> Labels:
    return read_labels(assessment.study.tables, words_for(language))


def test_a_pooled_effect_says_what_its_limits_are_and_what_was_left_out(flyway: Assessment) -> None:
    mink, rat = list_pooled(flyway, size_records(flyway.study.tables), labels_of(flyway))
    assert (mink.invader.name, mink.counted) == ("American Mink", "4 records of 4 sources")
    said = " ".join(mink.said).replace(THIN, " ")
    assert "a prediction for a site that nobody has studied" in said
    assert "(I²)" in said
    assert "mink-d" in said
    assert "mink-twice (gives the data of another record again and counts once)" in said
    assert "mink-bare (has no interval" in said
    assert "the outer ones of the two sources" in rat.said[0]


def test_the_forest_shows_records_mean_and_prediction_on_one_axis(flyway: Assessment) -> None:
    mink, rat = list_pooled(flyway, size_records(flyway.study.tables), labels_of(flyway))
    assert mink.forest is not None
    assert rat.forest is not None
    rows = {row.name: row.placed for row in mink.forest.rows}
    assert list(rows) == ["mink-a", "mink-b", "mink-c", "mink-d", "mean of the sources", "at a new site"]
    assert rows["at a new site"].width > rows["mean of the sources"].width > 0
    assert rows["mean of the sources"].point == rows["at a new site"].point
    assert [row.name for row in rat.forest.rows] == ["rat-a", "rat-b", "limits that are used"]
    for row in mink.forest.rows:
        assert row.value in mink.forest.description


def test_every_record_is_listed_with_what_it_shows(flyway: Assessment) -> None:
    records = size_records(flyway.study.tables)
    table = list_records(records, labels_of(flyway))
    assert len(table.rows) == 8
    by_name = {row.name: row for row in table.rows}
    assert by_name["mink-a"].found == "a population declines"
    assert by_name["mink-bare"].limits == "no interval"
    assert by_name["mink-d"].borrowed
    assert by_name["mink-d"].studied == "Sterna hirundo"
    assert by_name["rat-b"].design == "diet"
    assert [row["effect"] for row in summarise(flyway)["evidence"]] == [one.effect for one in records]


def test_a_record_that_cannot_be_used_has_no_size() -> None:
    tables = flyway_records()
    tables["evidence"] = [{**tables["evidence"][0], "scale": "odds_ratio"}]
    (sized,) = size_records(make_flyway(**tables).tables)
    assert (sized.effect, sized.band) == (None, None)


def test_eicat_stands_beside_published_categories(flyway: Assessment) -> None:
    table = list_eicat(flyway, labels_of(flyway))
    assert table is not None
    mink, rat = table.rows
    assert (mink.code, mink.name, mink.confidence, mink.mechanism) == ("MO", "moderate", "medium", "predation")
    assert mink.published == ("MN (minor) for Marsh Tern",)
    assert mink.set_aside[0].startswith("Record mink-bare is set aside")
    assert (rat.code, rat.published) == ("MN", ())
    assert table.disagreements == (
        "American Mink and Marsh Tern, predation: published as MN; the records of this study show more: MO.",
    )
    assert list_eicat(replace(flyway, eicat=None), labels_of(flyway)) is None


def test_scores_and_limits_are_facts(flyway: Assessment) -> None:
    facts = list_facts(flyway, labels_of(flyway))
    (score,) = facts.scores
    assert (score.score, score.scale, score.sites) == ("2", "0 to 3, 3 the gravest", "every site")
    (limit,) = facts.limits
    assert (limit.area, limit.people) == ("up to 308 km²", "up to 120 people")


def test_an_unknown_response_shows_what_it_may_be(flyway: Assessment) -> None:
    (response,) = summarise(flyway)["unknown_responses"]
    states = [
        row.state for row in list_effects(flyway, labels_of(flyway)).rows if "abundance is not known" in row.state
    ]
    assert len(states) == 1
    assert response["factor_low"] < response["factor"] <= response["factor_high"]
    assert labels_of(flyway).words.significant(response["factor_low"]) in states[0]


def test_effects_alike_at_several_sites_are_one_row(flyway: Assessment) -> None:
    rows = list_effects(flyway, labels_of(flyway)).rows
    mink = [row for row in rows if row.cause == "American Mink"]
    assert next(row.site for row in mink) == "North Colony"
    assert "South Colony" in mink[1].site
    assert len(mink) == 2


def test_gaps_are_said_with_the_names_of_the_page(flyway: Assessment) -> None:
    found = list_first(flyway, labels_of(flyway))
    questions = [row.question for row in found.rows]
    assert "Nobody has looked for Black Rat at West Coast, which White Knot uses." in questions
    assert "How likely 'Trapping' works is known within limits only." in questions
    assert [row.rank for row in found.rows] == list(range(1, len(flyway.gaps) + 1))
    many = replace(flyway, gaps=flyway.gaps * 3)
    assert (len(list_first(many, labels_of(flyway)).rows), list_first(many, labels_of(flyway)).left_out) == (
        MOST_GAPS,
        3 * len(flyway.gaps) - MOST_GAPS,
    )
    french = list_first(flyway, labels_of(flyway, "fr")).rows
    assert "Personne n’a cherché Black Rat à West Coast, que White Knot utilise." in [row.question for row in french]


def test_what_a_gap_is_worth_is_said() -> None:
    settings = replace(make_flyway().settings, draws=1000)
    found = assess_study(make_flyway(settings=settings))
    decided = next(gap for gap in found.gaps if gap.decision is not None)
    assert decided.decision is not None
    changed = replace(decided.decision, chance_of_change=0.25, value=0.01, lower_bound=False, instead=("trapping",))
    gap = replace(decided, decision=changed)
    (row,) = list_first(replace(found, gaps=(gap,)), labels_of(found)).rows
    assert row.decision.replace(THIN, " ") == (
        "Knowing it would change the choice of measures in 25 % of the draws, and is worth at most 1.01 % more growth "
        "a year. Most often the choice would then be: Trapping."
    )


def test_a_document_carries_the_date_of_its_listings(flyway: Assessment, assessment: Assessment) -> None:
    labels = labels_of(flyway)
    dated, bare = stamp_lines(flyway, labels)
    assert dated.in_full(labels.words) == "Listings as of 23 February 2012 (A list of listed species.)"
    assert bare.text == "Listing of White Knot as written in the study, no list named"
    (only,) = stamp_lines(assessment, labels_of(assessment))
    assert only.text == "Listings as written in the study, no list named"
    assert summarise(flyway)["listings"] == {
        "dated": [{"date": "2012-02-23", "source": "listing"}],
        "as_written": ["white-knot"],
    }


def test_purity_is_shown_for_every_course(duck: Assessment) -> None:
    labels = labels_of(duck)
    (table,) = list_purity(duck, labels)
    assert [row.course for row in table.rows][:3] == ["as things are", "without invaders", "after the measures"]
    assert len(table.rows) == 3 + 1
    answer = summarise(duck)["migrants"]["white-headed-duck-spain"]
    pure = answer["purity_at_horizon"]
    assert {name: pure[name] for name in ("median", "low", "high")} == pure["now"]
    assert pure["now"]["median"] < pure["after_portfolio"]["median"] <= pure["without_invaders"]["median"] == 1.0
    assert answer["scenarios"]["no-shooting-in-spain"]["purity_at_horizon"]["median"] < pure["now"]["median"]
    mixed = labels.words.percent(mixed_share(Band(**pure["now"])).median)
    assert mixed in purity_sentence(duck, duck.migrants[0], labels)


def test_without_hybrids_nothing_is_said_of_purity(flyway: Assessment) -> None:
    assert list_purity(flyway, labels_of(flyway)) == ()
    assert summarise(flyway)["migrants"]["marsh-tern"]["purity_at_horizon"] is None
