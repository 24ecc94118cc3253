"""Sentences are their English text wherever a text is asked for, and remember what they were made of."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from oxyura.publish.language import words_for
from oxyura.publish.number_words import THIN
from oxyura.schema.sentences import (
    Figure,
    Sentence,
    all_of,
    any_of,
    changed,
    count_sentence,
    declared,
    from_json,
    in_turn,
    sentence,
    term,
    to_json,
)


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


def test_a_sentence_survives_being_kept_as_json() -> None:
    inner = count_sentence("row %(rows)s", "rows %(rows)s", 2, rows=("2", "7"))
    said = sentence(
        "%(rows)s of %(rate)s: %(share)s.", rows=inner, rate=term("rate", "survival"), share=Figure("2.5 %")
    )
    kept = json.loads(json.dumps(to_json({"warnings": [said], "number": 3, "none": None})))
    again = from_json(kept)
    assert again == {"warnings": ["rows 2, 7 of survival: 2.5 %."], "number": 3, "none": None}
    for language in ("en", "fr", "es"):
        assert words_for(language).tell(again["warnings"][0]) == words_for(language).tell(said)


def test_what_was_kept_without_sentences_stays_as_it_is() -> None:
    old = {"questions": [{"text": "Is it there?", "why": "100 %"}], "said_as": 3}
    assert from_json(old) == old


def test_what_must_not_be_seen_is_struck_out_of_a_sentence() -> None:
    def hide(text: str) -> str:
        return text.replace("-40.3512", "…")

    said = sentence("The point %(point)s of %(rows)s is in the sea.", point="-40.3512", rows=("a", "b"))
    told = changed(said, hide)
    assert told == "The point … of a, b is in the sea."
    assert isinstance(told, Sentence)
    assert "-40" not in json.dumps(to_json(told))
    # What only the parts together tell leaves nothing to translate.
    apart = changed(sentence("%(whole)s.%(rest)s", whole="-40", rest="3512"), hide)
    assert apart == "…"
    assert not isinstance(apart, Sentence)
    assert changed(said, str) is said


def test_words_in_a_row() -> None:
    assert (all_of(["a"]), all_of(["a", "b"]), any_of(["a", "b"])) == ("a", "a and b", "a or b")
    assert (in_turn([]), in_turn(["One.", "Two."])) == ("", "One. Two.")
    assert words_for("fr").tell(declared("a % of what is not translated")) == "a % of what is not translated"


def test_what_is_not_in_the_catalogue_is_known() -> None:
    french = words_for("fr")
    assert french.told(sentence("Nobody has translated %(this)s.", this="this")) is None
    assert french.told("Nobody has translated this.") is None
    assert french.told("") == ""
    assert words_for("en").told("Nobody has translated this.") == "Nobody has translated this."
