from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.publish.brief_text import ELLIPSIS, clean, shorten, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+44", "'+44"),
        ("\t=1", "'=1"),
        ("a\x00b\x0bc\r\nd", "a b c d"),
        ("\ud800half", "half"),
        ("\ufffe\uffff\ufdd0x", "x"),
        ("\u202egpj.exe", "gpj.exe"),
        ("Île d’Amsterdam", "Île d’Amsterdam"),
        (None, ""),
    ],
)
def test_text_of_a_study_is_made_harmless(text: str | None, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(alphabet=st.characters(), max_size=60))
def test_what_is_left_can_stand_in_any_document(text: str) -> None:
    shown = clean(text)
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not shown.startswith(("=", "+", "-", "@"))
    shown.encode("utf-8")


@given(st.text(max_size=80), st.integers(5, 60))
def test_shortened_text_keeps_to_its_room_and_says_so(text: str, most: int) -> None:
    shown = shorten(text, most)
    assert width(shown) <= max(most, width(ELLIPSIS))
    assert shown == text or (shown.endswith(ELLIPSIS) and text.startswith(shown[:-1]))


def test_wide_letters_take_more_room() -> None:
    assert width("iii") < width("eee") < width("EEE") < width("WWW")
    assert width("鸟") == 2
    assert width("e\u0301") == width("e")
