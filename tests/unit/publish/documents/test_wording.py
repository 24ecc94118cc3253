"""Sentences filled with spans: bound numbers keep their pointers, names their mark, in every language."""

from __future__ import annotations

import pytest

from oxyura.publish.documents.document import Paragraph, Span
from oxyura.publish.documents.wording import (
    bound,
    bound_band,
    dated,
    joined,
    linked,
    named,
    paragraph,
    say,
    say_count,
    tally,
    tell,
)
from oxyura.publish.language import words_for
from oxyura.schema.intervals import Band
from oxyura.schema.sentences import Figure, sentence

EN, FR, ES = map(words_for, ("en", "fr", "es"))


def test_each_placeholder_becomes_its_span_in_the_order_of_the_language():
    said = say(EN, "%(currency)s %(amount)s", amount=bound("9", "a.json#/x"), currency="GBP")
    assert said.spans == (Span("GBP "), Span("9", pointer="a.json#/x"))
    said = say(ES, "%(currency)s %(amount)s", amount=bound("9", "a.json#/x"), currency="GBP")
    assert said.spans == (Span("9", pointer="a.json#/x"), Span(" GBP"))


def test_a_per_cent_sign_of_the_message_is_one_sign_and_names_keep_theirs():
    said = say(EN, "%(name)s loses 5 %% of %(what)s", name=named("50% duck %(x)s"), what="all")
    assert said.text == "50% duck %(x)s loses 5 % of all"
    assert [span.name for span in said.spans] == [True, False]


def test_a_missing_value_is_an_error_and_not_a_gap():
    with pytest.raises(KeyError):
        say(EN, "%(name)s: %(text)s", name="x")


def test_counts_take_the_form_of_the_number():
    for number, form in ((1, "1 more site"), (3, "3 more sites")):
        counted = tally(EN, number)
        said = say_count(EN, "%(number)s more site", "%(number)s more sites", number, number=counted)
        assert said.text == form


def test_bands_bind_all_three_numbers_and_only_the_median_without_limits():
    spans = bound_band(FR, Band(0.25, 0.1, 0.4), FR.percent, "s.json#/b")
    assert "".join(span.text for span in spans) == FR.percent(0.25) + FR.interval(Band(0.25, 0.1, 0.4), FR.percent)
    assert [span.pointer for span in spans if span.pointer] == ["s.json#/b/median", "s.json#/b/low", "s.json#/b/high"]
    alone = bound_band(FR, Band(0.25, 0.25, 0.25), FR.percent, "s.json#/b")
    assert [span.pointer for span in alone if span.pointer] == ["s.json#/b/median"]
    assert "".join(span.text for span in alone).endswith(FR.gettext("(no interval is known)"))
    beside = bound_band(FR, Band(0.25, 0.1, 0.4), FR.percent, "p.json#/b/alone_")
    assert beside[0].pointer == "p.json#/b/alone_median"


def test_names_are_joined_by_the_rules_of_the_language_and_stay_names():
    found = joined(ES, [named("ratas"), named("gatos"), named("ibis")])
    assert "".join(span.text for span in found) == "ratas, gatos e ibis"
    assert [span.text for span in found if span.name] == ["ratas", "gatos", "ibis"]
    assert joined(EN, []) == ()
    assert joined(EN, [named("a"), named("a")])[1] == Span(" and ")


def test_texts_of_a_study_lose_what_a_document_cannot_hold():
    assert named("Grey\x00 \u202ePetrel\n").text == "Grey Petrel"
    assert linked("here", "javascript:alert(1)").link == ""
    assert dated(FR, "2026-11-22").text == "22 novembre 2026"


def test_sentences_from_below_are_said_in_the_language_with_their_pointer():
    told = tell(FR, sentence("%(low)s to %(high)s", low=Figure("1.5"), high=Figure("2")), "a.json#/reasons/0")
    assert told.spans == (Span("1,5 à 2", pointer="a.json#/reasons/0"),)


def test_phrases_of_every_kind_make_a_paragraph():
    assert paragraph("a", Span("b"), (Span("c"),), "", tone="quiet") == Paragraph(
        (Span("a"), Span("b"), Span("c")), "quiet"
    )
