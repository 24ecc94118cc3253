from __future__ import annotations

import pytest

from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.vocabularies import (
    ABUNDANCE_UNIT,
    ALIEN_MEANS,
    DEGREE_OF_ESTABLISHMENT,
    ESTABLISHMENT_MEANS,
    MECHANISM,
    NATIVE_MEANS,
    PATHWAY,
    PRESENCE_STATUS,
    Vocabulary,
    is_iucn_threat,
)


def test_sizes_of_the_standards() -> None:
    assert len(PATHWAY.terms) == 53
    assert len(ESTABLISHMENT_MEANS.terms) == 7
    assert len(DEGREE_OF_ESTABLISHMENT.terms) == 11
    assert len(COUNTRY_CODES) == len(set(COUNTRY_CODES)) == 249
    assert "contaminateBait" in PATHWAY
    assert "NA" in COUNTRY_CODES


def test_alien_and_native_share_no_word_and_leave_uncertain_open() -> None:
    assert not ALIEN_MEANS & NATIVE_MEANS
    assert set(ESTABLISHMENT_MEANS.terms) - ALIEN_MEANS - NATIVE_MEANS == {"uncertain"}


@pytest.mark.parametrize(
    ("vocabulary", "word", "nearest"),
    [
        (PRESENCE_STATUS, "Not surveyed", "not_surveyed"),
        (PRESENCE_STATUS, "presnt", "present"),
        (MECHANISM, "hybridization", "hybridisation"),
        (ABUNDANCE_UNIT, "breeding pairs", "pairs"),
        (PATHWAY, "contaminantBait", "contaminateBait"),
        (PRESENCE_STATUS, "zzz", None),
        (PRESENCE_STATUS, "", None),
    ],
)
def test_nearest_word(vocabulary: Vocabulary, word: str, nearest: str | None) -> None:
    assert vocabulary.nearest(word) == nearest


@pytest.mark.parametrize("code", ["1", "5.4", "8.1.2", "11.5", "12.1", "10.3"])
def test_threat_classes(code: str) -> None:
    assert is_iucn_threat(code)


@pytest.mark.parametrize(
    "code", ["", "0", "13", "1.4", "8.7", "8.1.2.1", "8,1", "8.01", "a", "8.", ".8", "12.2", "８.1"]
)
def test_no_threat_classes(code: str) -> None:
    assert not is_iucn_threat(code)
