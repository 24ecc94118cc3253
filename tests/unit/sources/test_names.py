from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.sources.names import canonical_name, repaired_text, slug


@pytest.mark.parametrize(
    ("text", "name", "species"),
    [
        ("Mus musculus", "Mus musculus", "mus musculus"),
        ("Oxyura jamaicensis (Gmelin, 1789)", "Oxyura jamaicensis", "oxyura jamaicensis"),
        ("Leucaena leucocephala (Lam.) de Wit", "Leucaena leucocephala", "leucaena leucocephala"),
        ("Parthenocissus inserta (A. Kerner) Fritsch", "Parthenocissus inserta", "parthenocissus inserta"),
        ("Canis lupus familiaris Linnaeus, 1758", "Canis lupus familiaris", "canis lupus"),
        ("Prunus domestica L. subsp. insititia (L.) Bonnier", "Prunus domestica subsp. insititia", "prunus domestica"),
        ("Scaevola sericea Forst. f. ex Roth", "Scaevola sericea", "scaevola sericea"),
        ("Lysimachia arvensis subsp. Arvensis", "Lysimachia arvensis subsp. arvensis", "lysimachia arvensis"),
        ("Aedes (Stegomyia) albopictus (Skuse, 1894)", "Aedes albopictus", "aedes albopictus"),
        ("Acer\u00a0negundo  L.", "Acer negundo", "acer negundo"),
        ("Abelia ×grandiflora (Rovelli ex André) Rehder", "Abelia grandiflora", "abelia grandiflora"),
        ("Reynoutria x bohemica Chrtek", "Reynoutria bohemica", "reynoutria bohemica"),
        ("Aloë vera", "Aloë vera", "aloe vera"),
        ("Symphyotrichum novi-belgii (L.) G.L.Nesom", "Symphyotrichum novi-belgii", "symphyotrichum novi-belgii"),
        ("Rattus spp. Fischer von Waldheim, 1803", "Rattus", "rattus"),
        ("Phoxinus cf. phoxinus", "Phoxinus", "phoxinus"),
        ("Commelina L.", "Commelina", "commelina"),
        ("West Nile virus (WNV)", "West Nile virus (WNV)", "west nile virus (wnv)"),
    ],
)  # fmt: skip
def test_authors_and_marks_come_off(text, name, species):
    found = canonical_name(text)
    assert (found.name, found.species_key, found.damaged) == (name, species, False)


def test_a_hybrid_of_two_species_is_neither():
    found = canonical_name("Carassius auratus x Cyprinus carpio")
    assert found.key == "carassius auratus × cyprinus carpio"
    assert found.species_key == found.key


@pytest.mark.parametrize("text", ["", "   ", "123", "(L.)", "?", "=1+1"])
def test_what_is_no_name_is_none(text):
    assert canonical_name(text) is None


@pytest.mark.parametrize("intended", ["Abies ×insignis Carrière", "Eiseniella tetraëdra"])
def test_damage_is_seen_in_the_name_and_can_be_explained(intended):
    damaged = intended.encode().decode("cp1252")
    assert canonical_name(damaged).damaged
    assert repaired_text(damaged) == intended


def test_damage_among_the_authors_does_no_harm():
    assert not canonical_name("Corbicula fluminea (O.F.MÃ¼ller, 1774)").damaged


@given(st.text(max_size=60))
def test_no_text_makes_it_fail_and_a_name_is_its_own_name(text):
    found = canonical_name(text)
    if found is not None:
        assert found.key
        assert found.key.startswith(found.species_key)


words = st.text("abcdefghijklmnopqrstuvw", min_size=4, max_size=10)


@given(words, words)
def test_a_plain_binomial_is_kept(genus, epithet):
    text = f"{genus.capitalize()} {epithet}"
    found = canonical_name(text)
    if "virus" not in text.casefold():
        assert (found.name, found.key) == (text, text.lower())


@given(st.text(max_size=40))
def test_identifiers_hold_letters_digits_and_hyphens_only(text):
    made = slug(text)
    assert all(character.isascii() and (character.isalnum() or character == "-") for character in made)
    assert slug(made) == made
