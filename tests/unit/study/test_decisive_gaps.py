"""Gaps in the evidence: what closing them may bring, against brute force, and their order."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from oxyura.schema.intervals import effect_quantiles
from oxyura.schema.settings import Budget, Settings
from oxyura.schema.table import TableSet
from oxyura.study.assessment import Assessment
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.decisive_gaps import Gap
from oxyura.study.measure_planning import plan_measures
from oxyura.study.package import Study
from oxyura.study.running import assess_study
from unit.actions.island import impact, measure, presence, pressure, tables

ONE_OF_TWO = Budget(100.0, "EUR", 2024)
RAT = (-0.5, -0.9, -0.1)
BYCATCH = (-0.2, -0.3, -0.1)

Row = dict[str, Any]


def limited(row: Row, limits: tuple[float, float, float]) -> Row:
    return {**row, "effect": limits[0], "effect_low": limits[1], "effect_high": limits[2]}


def island(appendix: str | None = "I", **more: list[Row]) -> TableSet:
    petrel = {
        "migrant_id": "petrel",
        "scientific_name": "Avis migrans",
        "abundance": 100.0,
        "abundance_unit": "individuals",
        "cms_appendix": appendix,
    }
    given: TableSet = tables(**{"migrants": [petrel], "measures": [], **more})
    return given


def two_measures(rat: tuple[float, float, float] = RAT, bycatch: tuple[float, float, float] = BYCATCH) -> TableSet:
    """Rats taken away altogether, or bycatch: there is money for one."""
    return island(
        impacts=[limited(impact(), rat)],
        pressures=[limited(pressure(-0.2), bycatch)],
        measures=[
            measure("trap", "control", reduction=1.0),
            measure("lines", "protect", reduction=1.0),
        ],
    )


def study(given: TableSet, draws: int = 1_000, budget: Budget | None = ONE_OF_TWO) -> Study:
    return Study("t", Settings("t", horizon_years=5, draws=draws, budget=budget, seed=7), given)


def assess(given: TableSet, **more: Any) -> Assessment:
    return assess_study(study(given, **more))


def gap(assessment: Assessment, kind: str, **said: str) -> Gap:
    found = [
        one
        for one in assessment.gaps
        if one.unknown.kind == kind and all(getattr(one.unknown, name) == word for name, word in said.items())
    ]
    assert len(found) == 1
    return found[0]


def gain_of(rat: Any, bycatch: Any) -> Any:
    """What trapping, and what changing lines, bring to ln growth a year: survival .8, fecundity .4, in one stage."""
    now = 0.8 * (1 + bycatch) + 0.4 * (1 + rat)
    return np.stack([np.log((0.8 * (1 + bycatch) + 0.4) / now), np.log((0.8 + 0.4 * (1 + rat)) / now)])


def test_value_of_knowing_an_effect_against_nested_integration() -> None:
    """The outer loop over what rats do, the inner over bycatch, on grids of 400 quantiles each."""
    u = (np.arange(400) + 0.5) / 400
    gains = gain_of(effect_quantiles(*RAT, u)[:, None], effect_quantiles(*BYCATCH, u)[None, :])
    best = gains.mean(axis=(1, 2)).max()
    rats = gains.mean(axis=2).max(axis=0).mean() - best
    bycatch = gains.mean(axis=1).max(axis=0).mean() - best
    everything = gains.max(axis=0).mean() - best
    found = assess(two_measures(), draws=4_000)
    of_rats, of_bycatch = gap(found, "size").decision, gap(found, "pressure").decision
    assert of_rats is not None
    assert of_bycatch is not None
    assert of_rats.value == pytest.approx(rats, abs=4 * of_rats.standard_error)
    assert of_rats.standard_error < 0.1 * rats
    assert of_bycatch.value == pytest.approx(bycatch, abs=4 * of_bycatch.standard_error + 1e-6)
    assert of_rats.everything == pytest.approx(everything, rel=0.1)
    assert of_rats.instead == ("lines",)
    assert found.gaps[0].unknown.kind == "size"


def test_value_of_knowing_an_effect_against_nested_runs_of_the_program() -> None:
    """The same with the program itself: for each effect of rats that might be found, the plan is made again."""
    u = (np.arange(25) + 0.5) / 25
    gains = []
    for effect in effect_quantiles(*RAT, u):
        known = (float(effect), float(effect), float(effect))
        drawn = plan_measures(study(two_measures(rat=known), draws=200)).drawn
        assert drawn is not None
        gains.append(dict(zip(drawn.sets, drawn.gains.mean(axis=1), strict=True)))
    sets = list(gains[0])
    means = np.array([[one[name] for name in sets] for one in gains])
    nested = means.max(axis=1).mean() - means.mean(axis=0).max()
    found = gap(assess(two_measures()), "size").decision
    assert found is not None
    assert found.value == pytest.approx(nested, abs=4 * found.standard_error)
    assert nested > 0.005


def test_gains_by_draw_average_to_the_objective() -> None:
    given = two_measures()
    uncertain = measure("bait", success_probability=0.6, success_low=0.4, success_high=0.8, reinvasion_per_year=0.1)
    plan = plan_measures(study(TableSet({**given.tables, "measures": tables(measures=[uncertain])["measures"]})))
    assert plan.drawn is not None
    assert plan.chosen is not None
    assert plan.drawn.sets == (("bait",), ())
    assert plan.drawn.gains.mean(axis=1) == pytest.approx([plan.chosen.objective, 0.0])
    assert plan.drawn.complete
    assert plan.drawn.exact


def test_gaps_as_json() -> None:
    found = assess(two_measures())
    written = json.loads(json.dumps([one.to_json() for one in found.gaps], allow_nan=False))
    assert [one["rank"] for one in written] == [1, 2]
    assert written[0]["decision"]["instead"] == ["lines"]
    assert written[0]["verdicts"][0]["when"] == "harm_worth_acting_on"


def test_a_number_that_no_choice_hangs_on_is_worth_nothing_and_comes_last() -> None:
    """Rats harm, and the one measure is against bycatch: it is taken whatever rats do."""
    given = island(
        impacts=[limited(impact(), RAT)],
        pressures=[limited(pressure(-0.2), BYCATCH)],
        measures=[measure("lines", "protect", reduction=0.5, reduction_low=0.3, reduction_high=0.7)],
    )
    found = assess(given)
    assert {one.unknown.kind for one in found.gaps} == {"size", "pressure", "reduction"}
    for one in found.gaps:
        assert one.decision is not None
        assert one.decision.value == 0.0
        assert "neither the verdict nor the choice" in one.why_here


def test_chances_of_a_verdict_are_those_of_the_interval() -> None:
    """A normal effect of -10 % with a standard deviation of 10 %: 31 % above -5 %, 16 % above 0."""
    limits = (-0.1, -0.1 - 0.1959964, -0.1 + 0.1959964)
    found = gap(assess(island(impacts=[limited(impact(), limits)]), draws=20_000), "undecided")
    assert found.unknown.verdict_now == "unproven"
    verdicts = {one.when: one.verdict for one in found.unknown.verdicts}
    chances = {one.when: one.chance for one in found.unknown.verdicts}
    assert verdicts["harm_worth_acting_on"] == verdicts["small_harm"] == "demonstrated_threat"
    assert verdicts["no_harm"] == "no_demonstrated_impact"
    assert chances["harm_worth_acting_on"] == pytest.approx(0.6915, abs=0.01)
    assert chances["small_harm"] == pytest.approx(0.8413 - 0.6915, abs=0.01)
    assert chances["no_harm"] == pytest.approx(0.1587, abs=0.01)
    assert found.why_here == (
        "The verdict may become a threat; the population is on CMS Appendix I, and 100 % of it are there."
    )


@pytest.mark.parametrize(
    ("impacts", "kind"),
    [
        ([impact(effect=None)], "unknown_size"),
        ([impact(effect=None, evidence="none")], "no_evidence"),
        ([impact(effect=-0.3)], "no_interval"),
        ([], "no_record"),
    ],
)
def test_what_is_not_known_at_all_gets_no_number(impacts: list[Row], kind: str) -> None:
    found = gap(assess(island(impacts=impacts)), kind)
    assert [(one.verdict, one.chance) for one in found.unknown.verdicts] == [
        ("demonstrated_threat", None),
        ("no_demonstrated_impact", None),
    ]
    assert found.decision is None
    assert found.decision_note
    assert found.may_become_threat
    assert "Avis migrans" in found.unknown.sentence
    assert "Avis migrans" in found.unknown.would_settle


def test_an_unsurveyed_site_is_tried_both_ways() -> None:
    found = gap(
        assess(island(presences=[presence(status="not_surveyed")], impacts=[limited(impact(), RAT)])), "not_surveyed"
    )
    assert [(one.verdict, one.when, one.chance) for one in found.unknown.verdicts] == [
        ("demonstrated_threat", "it_is_there", None),
        ("no_demonstrated_impact", "it_is_not_there", None),
    ]
    assert found.unknown.sites == ("island",)
    assert found.decision is None
    assert "cannot be told" in found.decision_note


def test_of_an_invader_that_is_gone_no_threat_can_come() -> None:
    found = gap(
        assess(island(presences=[presence(status="eradicated")], impacts=[impact(effect=None)])), "unknown_size"
    )
    assert [one.verdict for one in found.unknown.verdicts] == ["no_demonstrated_impact"]
    assert not found.may_become_threat
    assert "gone" in found.why_here


def test_a_shown_harm_keeps_its_verdict_whatever_else_is_found() -> None:
    """Rats are shown to take young; what they do to adults is not known."""
    found = assess(island(impacts=[limited(impact(), RAT), impact(effect=None, kind="survival")]))
    unknown = gap(found, "unknown_size")
    assert unknown.unknown.records == ("rat-survival",)
    assert [(one.verdict, one.when) for one in unknown.unknown.verdicts] == [
        ("demonstrated_threat", "whatever_is_found")
    ]
    assert gap(found, "size").unknown.records == ("rat-fecundity",)
    assert not unknown.may_become_threat


def test_appendix_and_share_decide_between_unknowns() -> None:
    """Two petrels: the one on Appendix I first; of two invaders on it, the one at more of its sites."""
    first = {
        "migrant_id": "petrel",
        "scientific_name": "Avis prima",
        "abundance": 100.0,
        "abundance_unit": "individuals",
    }
    second = {**first, "migrant_id": "tern", "scientific_name": "Avis secunda"}
    stage = {"stage": "year", "position": 1.0, "start_week": 1.0, "end_week": 52.0}
    used = {"stage": "year", "survey_status": "surveyed"}
    given = tables(
        sites=[{"site_id": "island", "name": "Island"}, {"site_id": "rock", "name": "Rock"}],
        migrants=[{**first, "cms_appendix": "II"}, {**second, "cms_appendix": "I"}],
        stages=[{"migrant_id": name, **stage} for name in ("petrel", "tern")],
        distribution=[
            {"migrant_id": "petrel", "site_id": "island", "share": 1.0, **used},
            {"migrant_id": "tern", "site_id": "island", "share": 0.3, **used},
            {"migrant_id": "tern", "site_id": "rock", "share": 0.7, **used},
        ],
        vital_rates=[],
        presences=[presence("rat", "island"), presence("cat", "rock")],
        impacts=[
            impact("rat", None),
            impact("rat", None, migrant_id="tern", impact_id="rat-on-tern"),
            impact("cat", None, migrant_id="tern", impact_id="cat-on-tern"),
        ],
        measures=[],
    )
    found = [one for one in assess(given).gaps if one.unknown.kind == "unknown_size"]
    assert [(one.unknown.migrant_id, one.unknown.invader_id) for one in found] == [
        ("tern", "cat"),
        ("tern", "rat"),
        ("petrel", "rat"),
    ]
    assert [round(one.share, 3) for one in found] == [0.7, 0.3, 1.0]
    assert [one.rank for one in assess(given).gaps] == list(range(1, len(assess(given).gaps) + 1))


def test_what_decides_comes_before_what_cannot_be_told() -> None:
    """What rats do is known within limits and decides; what cats do is not known at all."""
    more = tables(
        impacts=[limited(impact(), RAT), impact("cat", None, kind="survival")],
        presences=[presence(), presence("cat")],
    )
    given = {**two_measures().tables, "impacts": more["impacts"], "presences": more["presences"]}
    found = assess(TableSet(given))
    assert [one.unknown.kind for one in found.gaps][:3] == ["size", "pressure", "unknown_size"]
    assert "change the choice of measures" in found.gaps[0].why_here


def test_a_rate_counts_only_where_the_choice_hangs_on_it() -> None:
    survival = {"migrant_id": "petrel", "stage": "year", "class": "all", "rate": "survival", "value": 0.8}
    fecundity = {**survival, "rate": "fecundity", "value": 0.4, "low": 0.05, "high": 0.75}
    given = two_measures(rat=(-0.5, -0.5, -0.5), bycatch=(-0.2, -0.2, -0.2))
    rates = tables(vital_rates=[{**survival, "low": 0.79, "high": 0.81}, fecundity])["vital_rates"]
    found = assess(TableSet({**given.tables, "vital_rates": rates}))
    rates_to_know = [one.unknown.subject for one in found.gaps if one.unknown.kind == "rate"]
    assert rates_to_know == ["the number of young raised of all in year"]


def test_the_eel_lacks_a_size_before_it_lacks_a_survey() -> None:
    """Nobody knows by how much the worm lowers survival; at sea nobody has looked, and there it would stay unproven."""
    found = assess_study(read_study(casebook_path("european-eel"))).gaps
    assert [one.unknown.kind for one in found[:2]] == ["unknown_size", "not_surveyed"]
    assert found[0].may_become_threat
    assert [one.verdict for one in found[1].unknown.verdicts] == ["unproven", "no_demonstrated_impact"]


def test_south_georgia_is_freed_so_no_gap_there_can_become_a_threat() -> None:
    found = assess_study(read_study(casebook_path("south-georgia"))).gaps
    assert found
    assert not any(one.may_become_threat for one in found)


def test_point_values_leave_nothing_to_learn() -> None:
    found = assess_study(study(two_measures()), deterministic=True)
    assert found.plan.drawn is None
    assert all(one.decision is None for one in found.gaps)
    assert all(possible.chance is None for one in found.gaps for possible in one.unknown.verdicts)


def test_without_a_budget_there_is_no_choice_to_change() -> None:
    found = assess(two_measures(), budget=None)
    assert gap(found, "size").decision_note == "No set of measures is chosen, so there is no choice to change."
