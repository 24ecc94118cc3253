"""Sentences are their English text wherever a text is asked for, and remember what they were made of."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from oxyura.publish.language import words_for
from oxyura.publish.number_words import THIN
from oxyura.schema.sentences import Figure, Sentence, count_sentence, sentence, term


def test_a_sentence_is_its_english_text() -> None:
    said = sentence("Nobody has looked at %(sites)s: %(share)s.", sites=("Gough", "Marion"), share=Figure("2.5 %"))
    assert said == "Nobody has looked at Gough, Marion: 2.5 %."
    assert json.dumps([said]) == '["Nobody has looked at Gough, Marion: 2.5 %."]'
    assert len({said, str(said)}) == 1
    assert sentence("Half is 50 %%.") == "Half is 50 %."


def test_a_count_has_the_form_of_its_number() -> None:
    def said(number: int) -> Sentence:
        return count_sentence("%(number)s site of %(name)s", "%(number)s sites of %(name)s", number, name="Gough")

    assert [said(number) for number in (0, 1, 2)] == ["0 sites of Gough", "1 site of Gough", "2 sites of Gough"]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])
def test_a_copy_can_still_be_translated(copied: object) -> None:
    said = sentence(
        "Read as if %(invader)s were there: %(verdict)s.", invader="100 % mouse", verdict=term("verdict", "unproven")
    )
    again = copied(said)  # type: ignore[operator]
    assert again == said
    assert words_for("es").tell(again) == "Se lee como si 100 % mouse estuviera allí: no probado."


def test_pages_say_sentences_in_their_language() -> None:
    french = words_for("fr")
    named = sentence("A survey for %(invader)s at %(sites)s.", invader="Mus musculus", sites=("gough", "marion"))
    assert french.tell(named) == "Une prospection de Mus musculus à gough, marion."
    worst = sentence(
        "Read as a threat: a change of %(rates)s by %(worst)s is not excluded.",
        rates=(term("rate", "survival"), term("rate", "path_survival")),
        worst=Figure("−12.5 %"),
    )
    assert french.tell(worst).endswith(f"−12,5{THIN}% n’est pas exclue pour\u00a0: survie, survie en route.")
    assert words_for("en").tell(worst) == worst


def test_what_a_study_wrote_stays_as_written() -> None:
    spanish = words_for("es")
    assert spanish.tell("Where") == "Where"
    assert spanish.tell(Sentence("Where")) == "Where"
    assert spanish.tell(sentence("%(low)s to %(high)s", low="Where", high="2.5")) == "Where a 2.5"


def test_figures_are_written_as_the_language_does() -> None:
    assert words_for("fr").figure("9,100,000.5") == f"9{THIN}100{THIN}000,5"
    assert words_for("es").figure("5%") == f"5{THIN}%"
    assert words_for("en").figure("9,100,000.5") == "9,100,000.5"
