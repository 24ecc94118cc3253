"""Indicators of a region: the documented methods by hand, and bounds where nobody has looked."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.impacts.regional_indicators import (
    SCALES,
    CategoryRecord,
    Method,
    Scale,
    SiteScore,
    score_region,
    score_sites,
    score_species,
)

METHODS: tuple[Method, ...] = ("precautionary", "precautionary_cumulative", "mean", "mean_cumulative", "cumulative")

# Rat: competition MN, predation MO twice and MV; cat: predation MR; weed: nothing known.
RECORDS = [
    CategoryRecord("rat", "competition", "MN"),
    CategoryRecord("rat", "predation", "MO"),
    CategoryRecord("rat", "predation", "MO"),
    CategoryRecord("rat", "predation", "MV"),
    CategoryRecord("cat", "predation", "MR"),
    CategoryRecord("cat", "disease_transmission", "DD"),
    CategoryRecord("weed", "structural", "DD"),
]
INVADERS = ("rat", "cat", "weed")
ABSENT = {(invader, "here"): "absent" for invader in INVADERS}


def site(method: Method, scale: Scale = "linear_from_0", **status: str) -> SiteScore:
    statuses = {**ABSENT, **{(invader, "here"): said for invader, said in status.items()}}
    (found,) = score_sites(score_species(RECORDS, scale), statuses, INVADERS, ("here",), method)
    return found


@pytest.mark.parametrize(
    ("scale", "maximum", "mean", "by_mechanism"),
    [("linear_from_0", 4, 7 / 3, 5), ("linear_from_1", 5, 10 / 3, 7), ("exponential", 10_000, 10_110 / 3, 10_010)],
)
def test_scores_of_a_species(scale: Scale, maximum: float, mean: float, by_mechanism: float) -> None:
    """A category that stands twice for one mechanism counts once: 1, 2 and 4, not 1, 2, 2 and 4."""
    found = score_species(RECORDS, scale)
    assert (found["rat"].maximum, found["rat"].mean, found["rat"].by_mechanism) == (maximum, mean, by_mechanism)
    assert "weed" not in found


@pytest.mark.parametrize(
    ("method", "score"),
    [
        ("precautionary", 4),
        ("precautionary_cumulative", 4 + 3),
        ("mean", (7 / 3 + 3) / 2),
        ("mean_cumulative", 7 / 3 + 3),
        ("cumulative", 5 + 3),
    ],
)
def test_methods_at_a_site(method: Method, score: float) -> None:
    found = site(method, rat="present", cat="present")
    assert found.score == pytest.approx(score)
    assert "ordinal" in found.warning


def test_not_surveyed_is_never_zero() -> None:
    found = site("precautionary_cumulative", rat="present", cat="not_surveyed")
    assert (found.low, found.high, found.score) == (4, 7, None)
    unlisted = score_sites(score_species(RECORDS, "linear_from_0"), {}, INVADERS, ("here",), "precautionary")[0]
    assert (unlisted.low, unlisted.high) == (0, 4)
    assert unlisted.not_surveyed == ("rat", "cat")
    assert unlisted.without_score == ("weed",)


def test_an_unknown_that_cannot_matter_leaves_the_score_known() -> None:
    assert site("precautionary", rat="present", cat="not_surveyed").score == 4


def test_unknown_may_raise_or_lower_a_mean() -> None:
    found = site("mean", rat="present", cat="not_surveyed")
    assert (found.low, found.high) == pytest.approx((7 / 3, 8 / 3))
    found = site("mean", cat="present", rat="not_surveyed")
    assert (found.low, found.high) == pytest.approx((8 / 3, 3))


def test_data_deficient_has_no_score() -> None:
    found = site("cumulative", weed="present")
    assert (found.low, found.high, found.without_score) == (None, None, ("weed",))
    nobody = site("cumulative")
    assert (nobody.score, nobody.without_score) == (0, ())
    beside = site("cumulative", weed="present", cat="present")
    assert (beside.score, beside.without_score) == (3, ("weed",))


def test_region_is_the_sum_of_its_sites() -> None:
    sites = (
        site("cumulative", rat="present"),
        site("cumulative", cat="not_surveyed"),
        site("cumulative", weed="present"),
    )
    found = score_region(sites, "cumulative", "linear_from_0")
    assert (found.low, found.high, found.score, found.without_score) == (5, 8, None, ("weed",))
    assert "ordinal" in found.warning


@given(
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from(list(SCALES["exponential"])), min_size=1),
    st.lists(st.sampled_from(["present", "absent", "eradicated", "not_surveyed"]), min_size=4, max_size=4),
    st.sampled_from(METHODS),
    st.sampled_from(list(SCALES)),
)
def test_bounds_are_those_of_every_way_it_may_be(
    categories: dict[str, str], status: list[str], method: Method, scale: Scale
) -> None:
    species = score_species([CategoryRecord(name, "predation", word) for name, word in categories.items()], scale)
    invaders = sorted(categories)
    known = {(name, "here"): said for name, said in zip(invaders, status, strict=False)}
    unknown = [pair for pair, said in known.items() if said == "not_surveyed"]
    ways = []
    for choice in product(("present", "absent"), repeat=len(unknown)):
        statuses = {**known, **dict(zip(unknown, choice, strict=True))}
        ways.append(score_sites(species, statuses, invaders, ["here"], method)[0].score)
    found = score_sites(species, known, invaders, ["here"], method)[0]
    assert found.low == pytest.approx(min(way for way in ways if way is not None))
    assert found.high == pytest.approx(max(way for way in ways if way is not None))
