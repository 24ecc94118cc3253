"""What the pathway review takes from studies, and what it leaves to others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oxyura.policy.pathways import PathwayLine
from oxyura.schema.errors import InputError
from oxyura.study.pathway_review import review_studies
from study_packages import SOURCE, write_study


def study(folder: Path, **more: list[dict[str, Any]]) -> str:
    migrant = {"abundance": 100, "abundance_unit": "pairs", "abundance_year": 2020, "source_id": SOURCE}
    tables: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": site, "name": site, "country": "ES"} for site in ("north", "south")],
        "migrants": [
            {"migrant_id": "listed", "scientific_name": "Avis prima", "cms_appendix": "I", **migrant},
            {"migrant_id": "unlisted", "scientific_name": "Avis altera", **migrant},
        ],
        "stages": [
            {
                "migrant_id": name,
                "stage": "year",
                "position": 1,
                "start_week": 1,
                "end_week": 52,
                "source_id": SOURCE,
            }
            for name in ("listed", "unlisted")
        ],
        "distribution": [
            {
                "migrant_id": name,
                "stage": "year",
                "site_id": site,
                "share": share,
                "survey_status": "surveyed",
                "source_id": SOURCE,
            }
            for name in ("listed", "unlisted")
            for site, share in (("north", 0.3), ("south", 0.7))
        ],
        "invaders": [{"invader_id": "cat", "scientific_name": "Felis catus"}],
        "presences": [
            presence("north", "pet", 1950),
            presence("south", None, 1990),
        ],
        "impacts": [impact("north", -0.5), impact("south", 0.1)],
        **more,
    }
    return str(write_study(folder, tables))


def presence(site: str, pathway: str | None, year: int, **more: Any) -> dict[str, Any]:
    return {
        "invader_id": "cat", "site_id": site, "status": "present", "establishment_means": "introduced",
        "pathway": pathway, "first_year": year, "source_id": SOURCE, **more,
    }  # fmt: skip


def impact(site: str, effect: float) -> dict[str, Any]:
    return {
        "impact_id": f"cat-{site}", "invader_id": "cat", "migrant_id": "listed", "stage": "year", "site_id": site,
        "mechanism": "predation", "rate": "survival", "effect": effect, "effect_low": effect - 0.05,
        "effect_high": effect + 0.05, "evidence": "demonstrated", "confidence": "high", "source_id": SOURCE,
    }  # fmt: skip


def line(lines: tuple[PathwayLine, ...], concept: str) -> PathwayLine:
    return next(found for found in lines if found.concept == concept)


def test_harm_and_exposure_go_to_the_way_that_led_to_the_place(tmp_path: Path) -> None:
    review = review_studies([study(tmp_path / "one")]).review
    pet = line(review.subcategories, "pet")
    assert pet.demonstrated == ("Avis prima",)
    assert pet.exposed == pytest.approx(0.3)
    assert review.unknown.introductions == 1
    assert review.unknown.exposed == pytest.approx(0.7)
    assert [span.records for span in pet.periods if span.records] == [1]


def test_migrants_that_are_not_listed_weigh_nothing(tmp_path: Path) -> None:
    review = review_studies([study(tmp_path / "one")]).review
    told = {name for found in review.categories for name in (*found.demonstrated, *found.inferred, *found.unproven)}
    assert "Avis altera" not in told


def test_native_and_absent_presences_are_no_introductions(tmp_path: Path) -> None:
    rows = [
        presence("north", "pet", 1950, establishment_means="native"),
        presence("south", "pet", 1990, status="absent"),
    ]
    with pytest.raises(InputError, match="no alien presence"):
        review_studies([study(tmp_path / "one", presences=rows)])


def test_arrivals_are_expected_and_prevention_is_told(tmp_path: Path) -> None:
    location = study(
        tmp_path / "one",
        arrivals=[
            {
                "invader_id": "cat", "site_id": "north", "pathway": "hitchhikersShip", "rate_per_year": 0.1,
                "source_id": SOURCE,
            }
        ],
        measures=[
            {
                "measure_id": name, "kind": kind, "invader_ids": "cat", "site_id": "north", "cost": 1,
                "currency": "EUR", "price_year": 2020, "success_probability": 0.5, "reduction": 0.5,
                "source_id": SOURCE,
            }
            for name, kind in (("inspect", "prevent"), ("trap", "control"))
        ],
    )  # fmt: skip
    review = review_studies([location]).review
    ship = line(review.subcategories, "hitchhikersShip")
    assert (ship.expected, ship.invaders) == (("Felis catus",), ())
    assert [measure.measure_id for measure in ship.measures] == ["inspect"]
    assert review.unknown.measures == ()


def test_studies_together_count_a_species_once(tmp_path: Path) -> None:
    review = review_studies([study(tmp_path / "one"), study(tmp_path / "two")]).review
    pet = line(review.subcategories, "pet")
    assert (pet.invaders, pet.introductions, pet.demonstrated) == (("Felis catus",), 2, ("Avis prima",))
    with pytest.raises(InputError, match="given twice"):
        review_studies([str(tmp_path / "one"), str(tmp_path / "one")])


def test_the_casebook_is_reviewed_whole() -> None:
    review = review_studies(["uist", "seville", "casuarina-turtles", "gough"]).review
    assert line(review.subcategories, "biologicalControl").rank == 1
    assert line(review.subcategories, "pet").demonstrated == ("Nyctalus lasiopterus",)
    assert "Mus musculus" in review.unknown.invaders
