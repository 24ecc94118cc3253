"""Each rule about policies, standards and climate measures, on a study that breaks it and nothing else."""

from __future__ import annotations

import pytest

POLICY = {
    "policy_id": "bait-order",
    "name": "Order on bait",
    "kind": "rule",
    "effect": "forbids",
    "measure_kinds": ("eradicate",),
    "taxa": ("any",),
    "pathways": ("pet",),
    "territory": ("ZA",),
    "date": "2015-01-01",
    "source_id": "survey",
}
STANDARD = {
    "standard_id": "order-1",
    "instrument": "Order",
    "standard": "Section 1",
    "force": "binding",
    "demand": "forbids",
    "act": "import",
    "taxa": ("Mus musculus",),
    "pathways": ("any",),
    "reach": "territory",
    "territory": ("ZA",),
    "year": 2015.0,
    "source_id": "survey",
}
SHIELD = {
    "climate_measure_id": "shield",
    "name": "Shelterbelt",
    "kind": "coastal_bioshield",
    "taxa": ("Casuarina equisetifolia",),
    "site_ids": ("coast",),
    "source_id": "survey",
}


def with_policy(study, **cells):
    return study.add("policies", **{**POLICY, **cells})


def with_standard(study, **cells):
    return study.add("instruments", **{**STANDARD, **cells})


def with_measure(study, **cells):
    return study.add("climate_measures", **{**SHIELD, **cells})


CASES = {
    "pathway that is none": (
        lambda study: with_policy(study, pathways=("pets",)),
        [("unknown_pathway", "policies.csv", 2, "pathways", "pets")],
    ),
    "standard of a pathway that is none": (
        lambda study: with_standard(study, pathways=("any", "=cmd()")),
        [("unknown_pathway", "instruments.csv", 2, "pathways", "=cmd()")],
    ),
    "no taxon": (
        lambda study: with_policy(study, taxa=()),
        [("norm_without_taxon", "policies.csv", 2, "taxa", None)],
    ),
    "standard without taxon": (
        lambda study: with_standard(study, taxa=()),
        [("norm_without_taxon", "instruments.csv", 2, "taxa", None)],
    ),
    "no territory": (
        lambda study: with_policy(study, territory=()),
        [("norm_without_territory", "policies.csv", 2, "territory", None)],
    ),
    "standard without territory": (
        lambda study: with_standard(study, territory=()),
        [("norm_without_territory", "instruments.csv", 2, "territory", None)],
    ),
    "no date": (
        lambda study: with_policy(study, date=None),
        [("norm_without_date", "policies.csv", 2, "date", None)],
    ),
    "no source": (
        lambda study: with_standard(study, source_id=None),
        [("norm_without_source", "instruments.csv", 2, "source_id", None)],
    ),
    "over before it began": (
        lambda study: with_policy(study, until="2014-12-31"),
        [("norm_ends_before_it_begins", "policies.csv", 2, "until", "2014-12-31")],
    ),
    "over before the year in which it began": (
        lambda study: with_standard(study, until="2014-12-31"),
        [("norm_ends_before_it_begins", "instruments.csv", 2, "until", "2014-12-31")],
    ),
    "kind of measure that is none": (
        lambda study: with_policy(study, measure_kinds=("eradicate", "eradication")),
        [("unknown_measure_kind", "policies.csv", 2, "measure_kinds", "eradication")],
    ),
    "nowhere": (
        lambda study: with_measure(study, site_ids=()),
        [("climate_measure_without_place", "climate_measures.csv", 2, "site_ids", None)],
    ),
    "in a country without a site": (
        lambda study: with_measure(study, site_ids=(), territory=("NZ",)),
        [("climate_measure_without_place", "climate_measures.csv", 2, "site_ids", None)],
    ),
    "plants something": (
        lambda study: with_measure(study, taxa=()),
        [("climate_measure_without_taxon", "climate_measures.csv", 2, "taxa", None)],
    ),
    "site that is none": (
        lambda study: with_measure(study, site_ids=("coats",)),
        [("unknown_reference", "climate_measures.csv", 2, "site_ids", "coats")],
    ),
    "measure that is none": (
        lambda study: with_policy(study, measure_ids=("baits",)),
        [("unknown_reference", "policies.csv", 2, "measure_ids", "baits")],
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), CASES.values(), ids=CASES)
def test_rule(study, spoil, expected):
    spoil(study)
    assert study.places() == expected


@pytest.mark.parametrize(
    "add",
    [
        with_policy,
        with_standard,
        with_measure,
        lambda study: with_policy(study, measure_ids=("bait",), taxa=(), territory=()),
        lambda study: with_policy(study, measure_kinds=("coastal_bioshield",)),
        lambda study: with_standard(study, reach="parties", territory=()),
        lambda study: with_measure(study, site_ids=(), territory=("ZA-WC",)),
        lambda study: with_measure(study, kind="canal", taxa=()),
        lambda study: with_policy(study, date=None, year=2015.0),
    ],
)
def test_sound_rows_are_told_nothing_grave(study, add):
    add(study)
    assert study.codes() == []


def test_a_kind_that_no_shipped_rule_knows_is_noted_and_known_to_policies(study):
    with_measure(study, kind="sea_curtain")
    with_policy(study, measure_kinds=("sea_curtain",))
    assert [problem.value for problem in study.of("kind_without_rule")] == ["sea_curtain"]
    assert study.codes() == []
