from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oxyura.publish.brief_page import BriefPage, describe_brief
from oxyura.publish.brief_rows import MOST_ROWS, rank_threats
from oxyura.publish.language import words_for
from oxyura.publish.number_words import THIN
from oxyura.schema.settings import Budget, Settings
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import SETTINGS, make_study, year_records

EN = words_for("en")


def measure(measure_id: str, **more: Any) -> dict[str, Any]:
    return {
        "measure_id": measure_id,
        "kind": "eradicate",
        "invader_ids": ("american-mink",),
        "site_id": "lagoon",
        "cost": 250_000.0,
        "currency": "EUR",
        "price_year": 2020.0,
        "success_probability": 0.8,
        **more,
    }


def assess(settings: Settings = SETTINGS, **tables: list[dict[str, Any]]) -> Assessment:
    return assess_study(make_study({**year_records(), **tables}, settings))


def describe(assessment: Assessment) -> BriefPage:
    return describe_brief(assessment, EN)


@pytest.fixture(scope="module")
def page(assessment: Assessment) -> BriefPage:
    return describe(assessment)


def test_a_row_says_who_where_when_how_sure_and_what_to_do(page: BriefPage) -> None:
    first = page.rows[0]
    assert (first.migrant, first.migrant_scientific, first.listing) == (
        "Marbled Pochard",
        "Aythya exempli",
        "CMS I/II, AEWA",
    )
    assert (first.invader, first.where) == ("American Mink", "The Lagoon")
    assert first.when == (("Breeding", "Apr–Jul"),)
    assert first.how_sure == "Demonstrated threat"
    assert first.because.replace(THIN, " ").startswith("yearly growth ")
    assert [(action.what, action.cost) for action in first.actions] == [("No measure in the study", "")]


def test_the_gravest_and_the_listed_come_first(assessment: Assessment) -> None:
    threats = rank_threats(assessment)
    assert [(threat.migrant_id, threat.verdict) for threat in threats] == [
        ("marbled-pochard", "demonstrated_threat"),
        ("marbled-pochard", "no_demonstrated_impact"),
        ("grey-tern", "no_demonstrated_impact"),
        ("marbled-pochard", "not_assessed"),
    ]
    pochard, tern = year_records()["migrants"]
    turned = assess(migrants=[{**pochard, "cms_appendix": "II"}, {**tern, "cms_appendix": "I"}])
    # Both are demonstrated now; Appendix I comes before Appendix II, though the study names it second.
    assert [threat.migrant_id for threat in rank_threats(turned)[:2]] == ["grey-tern", "marbled-pochard"]


def test_within_one_rank_the_larger_effect_comes_first() -> None:
    records = year_records()
    stronger = {
        **records["impacts"][0],
        "impact_id": "carp-eggs",
        "invader_id": "common-carp",
        "effect": -0.8,
        "effect_low": -0.9,
        "effect_high": -0.7,
    }
    presences = [{**records["presences"][0], "invader_id": name} for name in ("american-mink", "common-carp")]
    found = rank_threats(assess(impacts=[records["impacts"][0], stronger], presences=presences))
    assert [threat.invader_id for threat in found[:2]] == ["common-carp", "american-mink"]


def test_the_answer_is_one_sentence_with_its_size(page: BriefPage) -> None:
    answer = page.answer.replace(THIN, " ")
    assert answer.startswith(
        "Invasive alien species are a demonstrated threat to 1 of the 2 populations of the study: Marbled Pochard; "
        "it changes by −4.06 % (95 %: −12.1 % to +0.66 %) a year, without them by +2.18 %"
    )
    assert answer.count(". ") == 0
    assert answer.endswith(".")


def test_a_study_without_pairs_still_has_an_answer(assessment: Assessment) -> None:
    page = describe(replace(assessment, pairs=()))
    assert page.rows == ()
    assert page.answer == "The study does not say enough to tell whether invasive alien species harm its populations."


def test_what_is_on_offer_costs_what_the_table_says() -> None:
    offered = [measure("trapping"), measure("rafts", cost=1e6, cost_per_year=20_000.0, site_id=None)]
    action, more = describe(assess(measures=offered)).rows[0].actions
    assert (action.what, action.state.replace(THIN, " ")) == ("Eradicate: Trapping", "on offer, success 80 %")
    assert (action.cost.replace(THIN, " "), action.cost_details) == ("EUR 250 000", ("prices of 2020",))
    assert (more.what, more.state) == ("", "and 1 more on offer")


def test_what_the_plan_chooses_comes_first() -> None:
    settings = replace(SETTINGS, budget=Budget(300_000.0, "EUR", 2020))
    offered = [measure("dear", cost=900_000.0), measure("trapping")]
    actions = describe(assess(settings, measures=offered)).rows[0].actions
    assert [(action.what, action.state.partition(",")[0]) for action in actions] == [("Eradicate: Trapping", "chosen")]


def test_a_measure_elsewhere_or_on_another_invader_does_not_help() -> None:
    others = [measure("far", site_id="delta"), measure("carp", invader_ids=("common-carp",))]
    assert [action.what for action in describe(assess(measures=others)).rows[0].actions] == ["No measure in the study"]


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ([measure("trapping", outcome="failed", outcome_year=2019.0)], [("Eradicate: Trapping", "failed, 2019")]),
        (
            [measure("old", outcome="failed", outcome_year=2019.0), measure("new")],
            [("Eradicate: New", "on offer, success 80 %"), ("", "tried before: failed, 2019")],
        ),
        ([measure("trapping", outcome="pending")], [("Eradicate: Trapping", "under way, outcome not known")]),
    ],
)
def test_what_was_tried_is_said(measures: list[dict[str, Any]], said: list[tuple[str, str]]) -> None:
    actions = describe(assess(measures=measures)).rows[0].actions
    assert [(action.what, action.state.replace(THIN, " ")) for action in actions] == said


def test_an_open_question_asks_for_what_would_settle_it() -> None:
    records = year_records()
    # Nobody has looked for the carp at the lagoon.
    page = describe(assess(presences=records["presences"][:1]))
    unseen = next(row for row in page.rows if row.verdict == "unproven")
    assert unseen.where == "The Lagoon (not surveyed)"
    assert unseen.because == "nobody has looked"
    assert unseen.actions[0].what == "Survey for it first"
    open_effect = {**records["impacts"][0], "effect_high": 0.1}
    row = describe(assess(impacts=[open_effect])).rows[0]
    assert (row.verdict, row.actions[0].what) == ("unproven", "Study its effect first")


def test_more_than_ten_are_counted(assessment: Assessment) -> None:
    pair = assessment.pairs[0]
    many = tuple(replace(pair, invader_id=f"rat-{number}") for number in range(MOST_ROWS + 3))
    page = describe(replace(assessment, pairs=many))
    assert len(page.rows) == MOST_ROWS
    assert page.left_out == "3 more pairs of migrant and invader are on the full page, report.html."
    assert describe(replace(assessment, pairs=many[:MOST_ROWS])).left_out == ""


def test_stages_with_one_verdict_share_a_row(assessment: Assessment) -> None:
    pair = assessment.pairs[0]
    stages = ("breeding", "nonbreeding", "prebreeding_migration")
    page = describe(replace(assessment, pairs=tuple(replace(pair, stage=stage) for stage in stages)))
    assert page.rows[0].when == (("Breeding", "Apr–Jul"), ("Nonbreeding", "Oct–Mar"), ("1 more stage", ""))
    assert len(page.rows) == 1


def test_a_sensitive_site_is_named_without_its_place() -> None:
    records = year_records()
    presences = [{**records["presences"][0], "site_id": site} for site in ("lagoon", "delta")]
    impacts = [{**records["impacts"][0], "stage": "nonbreeding", "rate": "survival"}]
    page = describe(assess(presences=presences, impacts=impacts))
    assert "A Delta" in page.rows[0].where
    assert not any(number in repr(page) for number in ("36.12", "6.654"))


def test_the_footer_names_the_run(page: BriefPage) -> None:
    assert page.footer[0].endswith(" · study pochard · seed 4 · 20 draws · 15 January 2026")
    assert "summary.json" in page.footer[1]


def test_greek_letters_are_not_for_officers(page: BriefPage) -> None:
    assert not [sign for sign in repr(page) if "α" <= sign.lower() <= "ω"]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_english_is_left_in_another_language(assessment: Assessment, language: str) -> None:
    page = describe_brief(assessment, words_for(language))
    said = " ".join((*page.headings, page.table_title, *page.footer, page.answer))
    said += " ".join(f"{row.how_sure} {row.because} {row.actions} {row.when} {row.listing}" for row in page.rows)
    for word in (" the ", " year", "threat", "study", "Breeding", "measure ", "draws", "listed"):
        assert word not in said, word
    assert "−4,06" in page.answer
