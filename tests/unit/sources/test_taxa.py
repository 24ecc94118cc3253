from __future__ import annotations

import pyarrow as pa
import pytest

from oxyura.schema.errors import InputError
from oxyura.sources.study_rows import InvaderSought
from oxyura.sources.taxa import TaxonMatcher

DUCK = InvaderSought("duck", "Oxyura jamaicensis (Gmelin, 1789)", 2498305)
DOG = InvaderSought("dog", "Canis lupus familiaris")
WOLF = InvaderSought("wolf", "Canis lupus")


def match(invaders, **columns):
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    count = len(next(iter(arrays.values())))
    found, named = TaxonMatcher(invaders).match(arrays, count)
    return found.tolist(), named.tolist()


@pytest.mark.parametrize("term", ["taxonKey", "acceptedTaxonKey", "speciesKey"])
def test_keys_match_whatever_the_name(term):
    found, _ = match([DUCK], **{term: ["2498305", " 2498305 ", "2498305.0", "249830", ""]}, scientificName=["x"] * 5)
    assert found == [0, 0, 0, -1, -1]


@pytest.mark.parametrize(
    ("name", "matches"),
    [
        ("Oxyura jamaicensis", True),
        ("OXYURA JAMAICENSIS", True),
        ("oxyura jamaicensis (gmelin, 1789)", True),
        ("Oxyura jamaicensis (Gmelin, 1789)", True),
        ("Oxyura jamaicensis subsp. rubida (Wilson, 1814)", True),
        ("Oxyura jamaicensis x Oxyura leucocephala", False),
        ("Oxyura leucocephala", False),
        ("Oxyura", False),
        ("Oxyura cf. jamaicensis", False),
    ],
)
def test_names_match_without_authors_and_subspecies_under_their_species(name, matches):
    found, named = match([DUCK], scientificName=[name])
    assert (found == [0], named) == (matches, [True])


def test_any_name_of_a_record_may_match():
    found, _ = match([DUCK], scientificName=["Erismatura jamaicensis"], species=["Oxyura jamaicensis"])
    assert found == [0]


def test_the_more_exact_invader_goes_first():
    names = ["Canis lupus familiaris L.", "Canis lupus", "Canis lupus arctos"]
    assert match([WOLF, DOG], scientificName=names, species=["Canis lupus"] * 3)[0] == [1, 0, 0]


def test_genus_and_epithet_stand_in_for_a_missing_name():
    found, named = match([DUCK], scientificName=["", ""], genus=["Oxyura", ""], specificEpithet=["jamaicensis", ""])
    assert (found, named) == ([0, -1], [True, False])


def test_the_same_species_twice_is_refused():
    twin = InvaderSought("ruddy", "Oxyura jamaicensis")
    with pytest.raises(InputError, match="duck and ruddy are the same species"):
        TaxonMatcher([DUCK, twin])


def test_a_name_that_is_none_is_refused():
    with pytest.raises(InputError, match="invader x has the name"):
        TaxonMatcher([InvaderSought("x", "???")])


def test_no_records():
    assert match([DUCK], scientificName=[], taxonKey=[]) == ([], [])
