"""From records to effects: what counts, what is left out and why, and which limits an impact takes."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oxyura.impacts.meta_analysis import pool_estimates
from oxyura.impacts.pooled_effects import PooledEffect, fill_effects
from oxyura.schema.intervals import effect_quantiles
from oxyura.schema.table import TableSet, table_from_records

IMPACT: dict[str, Any] = {
    "impact_id": "mouse-on-chicks",
    "invader_id": "mouse",
    "migrant_id": "petrel",
    "stage": "breeding",
    "mechanism": "predation",
    "rate": "fecundity",
    "evidence": "inferred",
    "confidence": "medium",
}
RECORD: dict[str, Any] = {
    "invader_id": "mouse",
    "migrant_id": "petrel",
    "stage": "breeding",
    "mechanism": "predation",
    "rate": "fecundity",
    "design": "control_impact",
    "scale": "rate_ratio",
    "consequence": "performance",
}


def impact(**cells: Any) -> dict[str, Any]:
    return {**IMPACT, **cells}


def record(name: str, ratio: float | None, error: float | None = 0.2, **cells: Any) -> dict[str, Any]:
    size = {"effect": ratio, "standard_error": error, "source_id": f"source-{name}"}
    return {**RECORD, "evidence_id": name, **size, **cells}


def tables(impacts: list[dict[str, Any]], evidence: list[dict[str, Any]]) -> TableSet:
    found = {"impacts": table_from_records("impacts", impacts), "evidence": table_from_records("evidence", evidence)}
    return TableSet(found)


def pooled(impacts: list[dict[str, Any]], evidence: list[dict[str, Any]]) -> tuple[PooledEffect, ...]:
    return fill_effects(tables(impacts, evidence))[1]


def only(impacts: list[dict[str, Any]], evidence: list[dict[str, Any]]) -> PooledEffect:
    [found] = pooled(impacts, evidence)
    return found


def left_out(found: PooledEffect) -> dict[str, str]:
    return {each.evidence_id: each.reason for each in found.left_out}


FOUR = [record("a", 0.5), record("b", 0.7), record("c", 0.4, 0.1), record("d", 0.9, 0.3)]


def test_no_evidence_no_effect() -> None:
    before = tables([impact()], [])
    assert fill_effects(before) == (before, ())


def test_records_without_a_size_give_none() -> None:
    before = tables([impact()], [record("seen", None, None, scale=None)])
    after, found = fill_effects(before)
    assert found == ()
    assert np.isnan(after["impacts"].numbers("effect")).all()


def test_one_record_gives_its_own_interval() -> None:
    found = only([impact()], [record("a", 0.5, None, effect_low=0.3, effect_high=0.6)])
    assert found.basis == "one_source"
    assert (found.effect, found.low, found.high) == pytest.approx((-0.5, -0.7, -0.4))
    assert found.pool is None


def test_a_written_effect_stands() -> None:
    before = tables([impact(effect=-0.1)], FOUR)
    after, found = fill_effects(before)
    assert found == ()
    assert after["impacts"].numbers("effect").tolist() == [-0.1]


def test_no_evidence_is_no_evidence() -> None:
    assert pooled([impact(evidence="none")], FOUR) == ()


def test_four_sources_predict_a_new_site() -> None:
    found = only([impact()], FOUR)
    expected = pool_estimates([log(r) for r in (0.5, 0.7, 0.4, 0.9)], [0.04, 0.04, 0.01, 0.09])
    assert found.basis == "new_site"
    assert found.sources == ("source-a", "source-b", "source-c", "source-d")
    assert found.effect == pytest.approx(exp(expected.mean) - 1)
    assert found.low == pytest.approx(exp(expected.new_low) - 1)
    assert found.high == pytest.approx(exp(expected.new_high) - 1)
    assert found.described == "4 records of 4 sources"


def test_effect_and_limits_are_written_into_the_row_and_nowhere_else() -> None:
    before = tables([impact(impact_id="other", rate="survival", effect=-0.2), impact()], FOUR)
    after, [found] = fill_effects(before)
    effects = after["impacts"]
    assert effects.numbers("effect").tolist() == [-0.2, found.effect]
    assert effects.numbers("effect_low")[1] == found.low
    assert effects.numbers("effect_high")[1] == found.high
    assert np.isnan(before["impacts"].numbers("effect")[1])
    assert after["impacts"].words("impact_id") == ["other", "mouse-on-chicks"]
    assert fill_effects(after)[1] == ()


def test_source_of_the_row_where_there_is_one() -> None:
    after, _ = fill_effects(tables([impact(), impact(impact_id="cited", source_id="mine")], [record("a", 0.5)]))
    assert after["impacts"].words("source_id") == ["source-a", "mine"]
    after, _ = fill_effects(tables([impact()], FOUR))
    assert after["impacts"].texts("source_id") == [None]
    after, _ = fill_effects(tables([impact()], [record("a", 0.5, source_id=None)]))
    assert after["impacts"].texts("source_id") == [None]


def test_two_sources_show_the_outer_limits_of_both() -> None:
    found = only([impact()], [record("a", 0.5), record("b", 0.8, 0.1)])
    assert found.basis == "two_sources"
    assert found.low == pytest.approx(0.5 * exp(-1.959964 * 0.2) - 1, abs=1e-6)
    assert found.high == pytest.approx(0.8 * exp(1.959964 * 0.1) - 1, abs=1e-6)
    assert -0.5 < found.effect < -0.2


def test_forty_records_of_one_study_are_one_study() -> None:
    copies = [record(f"s{i}", 0.5, source_id="one", place=f"place {i}") for i in range(40)]
    found = only([impact()], copies)
    alone = only([impact()], copies[:1])
    assert found.basis == "one_source"
    assert len(found.records) == 40
    assert (found.low, found.high) == pytest.approx((alone.low, alone.high))
    others = [record("x", 0.9), record("y", 1.0), record("z", 0.8)]
    assert only([impact()], copies + others).effect == pytest.approx(only([impact()], copies[:1] + others).effect)


def test_the_same_data_count_once() -> None:
    twice = [record("a", 0.5, place="Gough"), record("again", 0.5, source_id="source-a", place="  gough ")]
    found = only([impact()], [*twice, record("b", 0.7)])
    assert found.records == ("a", "b")
    assert left_out(found) == {"again": "counted_twice"}
    assert "a" in found.left_out[0].message


@pytest.mark.parametrize("change", [{"year": 2001.0}, {"place": "Marion"}, {"effect": 0.51}, {"source_id": "other"}])
def test_data_that_differ_in_something_are_not_the_same(change: dict[str, Any]) -> None:
    found = only([impact()], [record("a", 0.5, place="Gough"), record("again", 0.5, place="Gough") | change])
    assert found.records == ("a", "again")


def test_own_site_comes_before_others() -> None:
    evidence = [record("here", 0.5, site_id="gough"), *FOUR]
    found = only([impact(site_id="gough")], evidence)
    assert found.records == ("here",)
    assert found.basis == "one_source"
    assert left_out(found) == dict.fromkeys("abcd", "other_site")
    assert only([impact(site_id="marion")], evidence).basis == "new_site"
    assert only([impact()], evidence).basis == "new_site"


def test_several_sources_at_one_site_give_its_mean() -> None:
    evidence = [record(name, 0.5 + 0.1 * i, site_id="gough") for i, name in enumerate("abc")]
    found = only([impact(site_id="gough")], evidence)
    new = only([impact()], evidence)
    assert found.basis == "same_site"
    assert found.effect == new.effect
    assert new.low < found.low < found.high < new.high  # type: ignore[operator]


def test_records_without_interval_give_way() -> None:
    found = only([impact()], [record("bare", 0.1, None), record("a", 0.5)])
    assert found.records == ("a",)
    assert left_out(found) == {"bare": "no_interval"}
    bare = only([impact()], [record("bare", 0.25, None), record("other", 0.5, None)])
    assert bare.basis == "without_interval"
    assert bare.effect == pytest.approx((0.25 * 0.5) ** 0.5 - 1)
    assert (bare.low, bare.high) == (None, None)


def test_unusable_records_are_said() -> None:
    found = only([impact()], [record("a", 0.5), record("odd", 0.5, scale="odds_ratio")])
    assert left_out(found) == {"odd": "not_usable"}


@pytest.mark.parametrize(
    ("cells", "informs"),
    [
        ({}, True),
        ({"impact_id": "mouse-on-chicks"}, True),
        ({"impact_id": "mouse-on-chicks", "stage": "nonbreeding"}, True),
        ({"impact_id": "another"}, False),
        ({"stage": "nonbreeding"}, False),
        ({"mechanism": "competition"}, False),
        ({"rate": "survival"}, False),
        ({"impact_id": "mouse-on-chicks", "rate": "survival"}, False),
        ({"invader_id": "rat"}, False),
        ({"migrant_id": "albatross"}, False),
        ({"class": "adult"}, True),
    ],
)
def test_what_a_record_informs(cells: dict[str, Any], informs: bool) -> None:
    assert bool(pooled([impact()], [record("a", 0.5, **cells)])) == informs


def test_records_of_a_class_inform_that_class() -> None:
    evidence = [record("adults", 0.5, **{"class": "adult"}), record("chicks", 0.7, **{"class": "chick"})]
    assert only([impact(**{"class": "adult"})], evidence).records == ("adults",)


def test_borrowed_records_are_named() -> None:
    found = only([impact()], [record("a", 0.5, borrowed="yes"), record("b", 0.6), record("c", 0.7)])
    assert found.borrowed == ("a",)


def test_hostile_numbers_do_no_harm() -> None:
    huge = {"scale": "means", "mean_with": 1e300, "sd_with": 1e300, "n_with": 2.0}
    huge |= {"mean_without": 1e-300, "sd_without": 1e300, "n_without": 2.0}
    evidence = [record("huge", None, None, **huge), record("a", 0.5), record("narrow", 0.5, 1e-200)]
    evidence += [record("b", 0.6), record("vast", 0.5, 1e200), record("c", 0.7)]
    found = only([impact()], evidence)
    assert found.records == ("a", "b", "c")
    assert left_out(found) == {"huge": "not_usable", "narrow": "no_interval", "vast": "not_usable"}


@given(st.lists(st.tuples(st.floats(0.02, 5), st.floats(0.01, 2)), min_size=1, max_size=8), st.integers(0, 2**31))
@settings(deadline=None, max_examples=60)
def test_limits_can_be_drawn_from(sizes: list[tuple[float, float]], seed: int) -> None:
    found = only([impact()], [record(f"r{i}", ratio, error) for i, (ratio, error) in enumerate(sizes)])
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.effect <= found.high
    draws = effect_quantiles(found.effect, found.low, found.high, np.random.default_rng(seed).random(500))
    assert np.isfinite(draws).all()
    assert (draws >= -1).all()


def test_json_names_everything() -> None:
    shown = only([impact()], [*FOUR, record("a2", 0.5, source_id="source-a")]).to_json()
    assert shown["left_out"] == [
        {"evidence_id": "a2", "reason": "counted_twice", "message": "Gives the same data as a: counted once."}
    ]
    assert shown["sources"] == ["source-a", "source-b", "source-c", "source-d"]
    assert shown["basis"] == "new_site"
    assert isinstance(shown["tau2"], float)
    single = only([impact()], [record("a", 0.5)]).to_json()
    assert single["tau2"] is None
    assert single.keys() == shown.keys()
