"""The register of guidelines is well formed, and attaches guidance only where it applies."""

from __future__ import annotations

from typing import get_args

import pytest

from oxyura.policy.action_plan import ActionKind
from oxyura.policy.guidelines import GuidanceSubject, guidelines_about, read_guidelines
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.vocabularies import MECHANISM

PETREL = GuidanceSubject(
    "eradicate",
    instruments=frozenset({"ACAP"}),
    taxa=frozenset({"Mus musculus"}),
    groups=frozenset({"Mammal"}),
    mechanisms=frozenset({"predation"}),
)


def names(subject: GuidanceSubject) -> list[str]:
    return [one.guideline_id for one in guidelines_about(subject)]


def test_every_row_has_its_words_from_the_vocabularies() -> None:
    register = read_guidelines()
    assert len({one.guideline_id for one in register}) == len(register) > 15
    for one in register:
        assert set(one.actions) <= {*get_args(ActionKind), "pathway"}, one.guideline_id
        assert one.actions, one.guideline_id
        assert set(one.pathways) <= set(PATHWAY_TERMS), one.guideline_id
        assert set(one.mechanisms) <= set(MECHANISM.terms), one.guideline_id
        assert one.holds_for in ("", "islands", "bern"), one.guideline_id
        assert one.title, one.guideline_id
        assert one.body, one.guideline_id
        assert one.citation, one.guideline_id
        assert one.read, one.guideline_id
        assert not one.link or one.link.startswith(("http://", "https://")), one.guideline_id
        assert not one.year or (one.year.isdigit() and 1950 < int(one.year) < 2030), one.guideline_id


def test_a_petrel_among_mice_gets_the_petrels_guideline_first() -> None:
    assert names(PETREL)[0] == "acap-eradication"
    assert "aewa-10-non-native-waterbirds" not in names(PETREL)


@pytest.mark.parametrize(
    ("subject", "wanted", "unwanted"),
    [
        (GuidanceSubject("eradicate", groups=frozenset({"mammal"})), "iucn-prevention-2000", "acap-eradication"),
        (GuidanceSubject("reinforce"), "iucn-translocations-2013", "iucn-prevention-2000"),
        (GuidanceSubject("prevent", pathways=frozenset({"ballastWater"})), "imo-ballast-water", "imo-biofouling-2023"),
        (GuidanceSubject("list", pathways=frozenset({"pet"})), "cites-13-10", "bern-hunting-2013"),
        (
            GuidanceSubject("control", mechanisms=frozenset({"disease_transmission"})),
            "woah-iucn-disease-2014",
            "acap-eradication",
        ),
        (GuidanceSubject("count", instruments=frozenset({"AEWA"})), "aewa-9-monitoring", "cbd-guiding-principles"),
    ],
)
def test_guidance_follows_the_subject(subject: GuidanceSubject, wanted: str, unwanted: str) -> None:
    found = names(subject)
    assert wanted in found
    assert unwanted not in found


def test_a_guideline_about_a_category_reaches_what_is_within_it() -> None:
    bound_for_a_zoo = GuidanceSubject("prevent", pathways=frozenset({"publicGardenZooAquaria"}))
    assert "bern-zoos-2012" in names(bound_for_a_zoo)
    assert "bern-zoos-2012" in names(GuidanceSubject("prevent", pathways=frozenset({"pet"})))
    assert "bern-zoos-2012" not in names(GuidanceSubject("prevent", pathways=frozenset({"hunting"})))
