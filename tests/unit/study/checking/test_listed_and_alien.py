"""A listing never protects an alien population; what is not known about origins and numbers is said."""

from __future__ import annotations

import pytest

DUCK = {"migrant_id": "duck", "scientific_name": "Oxyura jamaicensis", "abundance": 60.0}
DUCK |= {"abundance_unit": "individuals", "source_id": "survey"}


def with_ruddy_duck(study, *, means=None, native=(), listed=True, status="present", name="Oxyura jamaicensis"):
    """Add the Ruddy Duck as a migrant of Gough, and as an invader there."""
    study.add("migrants", **DUCK, **({"cms_appendix": "II"} if listed else {}))
    study.add("stages", migrant_id="duck", stage="breeding", position=1.0, start_week=1.0, end_week=52.0)
    study.add("distribution", migrant_id="duck", stage="breeding", site_id="gough", share=1.0, survey_status="surveyed")
    study.add("invaders", invader_id="ruddy", scientific_name=name, native_countries=native)
    if status is not None:
        study.add("presences", invader_id="ruddy", site_id="gough", status=status, establishment_means=means)
    return study


@pytest.mark.parametrize(
    "how",
    [
        {"means": "introduced"},
        {"means": "introduced", "status": "eradicated"},
        {"native": ("US", "CA")},
        {"native": ("US", "CA"), "status": None},
        {"native": ("SH-AC",)},
        {},
        {"means": "introduced", "name": "Oxyura jamaicensis (Gmelin, 1789)"},
    ],
)
def test_ruddy_duck_is_never_a_protected_migrant(study, how):
    [problem] = with_ruddy_duck(study, **how).of("alien_migrant")
    row = len(study.records["migrants"]) + 1
    assert (problem.severity, problem.file, problem.row, problem.value) == ("error", "migrants.csv", row, "duck")
    assert "family" in problem.message
    assert "'gough'" in problem.message


def test_no_word_of_its_origin_is_a_warning(study):
    with_ruddy_duck(study, status="not_surveyed")
    assert not study.of("alien_migrant")
    [problem] = study.of("maybe_alien_migrant")
    assert problem.severity == "warning"


@pytest.mark.parametrize(
    "how",
    [
        {"means": "native"},
        {"native": ("SH",)},
        {"means": "introduced", "listed": False},
        {"means": "introduced", "name": "Oxyura leucocephala"},
        {"means": "introduced", "name": "Oxyura jamaicensis domestica"},
    ],
)
def test_native_or_unlisted_or_another_taxon_is_no_matter(study, how):
    with_ruddy_duck(study, **how)
    assert not study.of("alien_migrant") + study.of("maybe_alien_migrant")


def test_invader_elsewhere_is_no_matter(study):
    """The Sacred Ibis is a migrant in Africa and an invader in France."""
    with_ruddy_duck(study, status=None, native=("SH",))
    study.add("presences", invader_id="ruddy", site_id="coast", status="present", establishment_means="introduced")
    assert not study.of("alien_migrant") + study.of("maybe_alien_migrant")


def test_unknown_origin_is_said(study):
    [problem] = study.of("origin_unknown")
    assert (problem.severity, problem.file, problem.row, problem.column) == (
        "note",
        "invaders.csv",
        3,
        "native_countries",
    )
    assert "'cat'" in problem.message
    assert "'coast'" in problem.message


def test_part_of_a_country_is_compared_with_the_sites_part(study):
    study.edit("sites", 2, subdivision="SH-TA").edit("presences", 2, establishment_means="native")
    study.edit("invaders", 2, native_countries=("SH-HL",))
    assert len(study.of("native_outside_native_countries")) == 1
    study.edit("invaders", 2, native_countries=("SH-TA",))
    assert not study.of("native_outside_native_countries")
    study.edit("presences", 2, establishment_means="introduced")
    [problem] = study.of("introduced_in_native_country")
    assert "SH-TA" in problem.message


def test_tier_evidence_goes_without_abundance(study):
    study.add("migrants", migrant_id="grebe", scientific_name="Podiceps nigricollis")
    assert study.grave() == []


@pytest.mark.parametrize("cells", [{"adult_survival": 0.9, "age_at_first_breeding": 2.0}])
def test_screening_needs_abundance(study, cells):
    study.add("migrants", migrant_id="grebe", scientific_name="Podiceps nigricollis", source_id="survey", **cells)
    [problem] = study.of("abundance_missing")
    assert (problem.severity, problem.value) == ("error", "grebe")


def test_full_tier_and_young_lost_need_abundance(study):
    study.edit("migrants", 2, abundance=None, abundance_low=None, abundance_high=None)
    assert "abundance_missing" in study.codes()


def test_abundance_says_what_it_counts(study):
    study.edit("migrants", 2, abundance_unit=None)
    assert "abundance_without_unit" in study.codes()
