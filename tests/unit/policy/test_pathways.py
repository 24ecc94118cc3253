"""Pathways are ranked by rule, and what came in unknown ways is a line of its own."""

from __future__ import annotations

from oxyura.policy.pathways import Harm, Introduction, PathwayLine, PathwayMeasure, review_pathways

CAME = [
    Introduction("s", "Felis catus", "a", "pet", 1953),
    Introduction("s", "Felis catus", "b", "pet", 1949),
    Introduction("s", "Sus scrofa", "a", "hunting"),
    Introduction("s", "Rattus rattus", "a", "hitchhikersShip", 1962),
    Introduction("s", "Mus musculus", "a", None, 1900),
    Introduction("s", "Mus musculus", "b", "transportStowaway"),
    Introduction("s", "Neovison vison", "a", "intentional"),
    Introduction("s", "Arion vulgaris", "c", "ballastWater", expected=True),
]
HARMS = [
    Harm("Avis una", "Felis catus", "unproven", 0.4, "pet"),
    Harm("Avis altera", "Felis catus", "inferred_threat", 0.2, "pet"),
    Harm("Avis una", "Sus scrofa", "demonstrated_threat", 0.1, "hunting"),
    Harm("Avis tertia", "Rattus rattus", "no_demonstrated_impact", 0.9, "hitchhikersShip"),
    Harm("Avis tertia", "Mus musculus", "demonstrated_threat", 0.9, None),
]
MEASURES = [
    PathwayMeasure("s", "inspect-ships", "prevent", ("Rattus rattus", "Arion vulgaris"), None, None),
    PathwayMeasure("s", "trap-at-b", "detect", ("Sus scrofa",), "b", None),
    PathwayMeasure("other", "elsewhere", "prevent", ("Felis catus",), None, None),
]


def lines(found: tuple[PathwayLine, ...]) -> dict[str | None, PathwayLine]:
    return {line.concept: line for line in found}


def test_categories_are_ranked_by_threat_then_demonstrated_then_the_rest() -> None:
    review = review_pathways(CAME, HARMS, MEASURES)
    assert len(review.categories) == 6
    assert [(line.concept, line.rank) for line in review.categories[:3]] == [
        ("releaseInNature", 1),
        ("escapeFromConfinement", 2),
        ("transportStowaway", 3),
    ]
    assert [line.rank for line in review.categories[3:]] == [None, None, None]
    pets = lines(review.categories)["escapeFromConfinement"]
    assert (pets.inferred, pets.unproven, pets.demonstrated) == (("Avis altera",), ("Avis una",), ())
    assert pets.exposed == 0.4 + 0.2


def test_equal_lines_share_a_rank() -> None:
    came = [
        Introduction("s", "A", "x", "pet"),
        Introduction("s", "B", "x", "hunting"),
        Introduction("s", "C", "x", "fur"),
    ]
    harms = [Harm("Avis", "C", "unproven", 0.1, "fur")]
    review = review_pathways(came, harms, [])
    assert [(line.concept, line.rank) for line in review.subcategories] == [("fur", 1), ("hunting", 2), ("pet", 2)]


def test_unknown_and_broad_pathways_are_lines_of_their_own() -> None:
    review = review_pathways(CAME, HARMS, MEASURES)
    assert review.unknown.invaders == ("Mus musculus",)
    assert review.unknown.demonstrated == ("Avis tertia",)
    assert review.unknown.rank is None
    assert [line.concept for line in review.above_categories] == ["intentional"]
    stowaways = lines(review.categories)["transportStowaway"]
    assert stowaways.invaders == ("Rattus rattus", "Mus musculus")
    assert lines(review.subcategories)["transportStowaway"].name == "Transport - stowaway, not told further"
    assert "2 have no pathway" in review.cautions[0]
    assert "threatens 1 listed migrant." in review.cautions[1]


def test_every_introduction_is_counted_once() -> None:
    review = review_pathways(CAME, HARMS, MEASURES)
    told = (*review.categories, *review.above_categories, review.unknown)
    assert sum(line.introductions for line in told) == sum(not row.expected for row in CAME)
    fine = (*review.subcategories, *review.above_categories, review.unknown)
    assert sum(line.introductions for line in fine) == sum(not row.expected for row in CAME)


def test_an_invader_counts_once_in_the_period_of_its_first_record() -> None:
    pets = lines(review_pathways(CAME, HARMS, MEASURES, period_years=20).subcategories)["pet"]
    assert [(span.from_year, span.records) for span in pets.periods] == [(1900, 0), (1920, 0), (1940, 1), (1960, 0)]
    assert pets.periods[2].per_year == 1 / 20
    assert pets.undated == 0
    hunting = lines(review_pathways(CAME, HARMS, MEASURES).subcategories)["hunting"]
    assert (hunting.periods, hunting.undated) == ((), 1)


def test_measures_stand_where_they_act() -> None:
    review = review_pathways(CAME, HARMS, MEASURES)
    acting = {line.concept: [measure.measure_id for measure in line.measures] for line in review.subcategories}
    assert acting["hitchhikersShip"] == ["inspect-ships"]
    assert acting["ballastWater"] == ["inspect-ships"]
    # The trap stands at a site to which boar were not brought; the other measure is of another study.
    assert acting["hunting"] == []
    assert acting["pet"] == []


def test_what_may_still_come_is_not_counted_as_come() -> None:
    ballast = lines(review_pathways(CAME, HARMS, MEASURES).subcategories)["ballastWater"]
    assert (ballast.invaders, ballast.introductions, ballast.expected) == ((), 0, ("Arion vulgaris",))
    assert ballast.rank is None


def test_without_a_year_there_is_no_count_by_period() -> None:
    review = review_pathways([Introduction("s", "A", "x", "pet")], [], [])
    assert all(line.periods == () for line in review.categories)
    assert review.cautions == ("No introduction has a first year: there is no count by period.",)
