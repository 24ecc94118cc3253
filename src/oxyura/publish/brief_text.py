"""Text of a study made fit for one page: harmless in a document and in a spreadsheet, and no longer than its place."""

from __future__ import annotations

import unicodedata

from oxyura.study.delimited import escape_formula

ELLIPSIS = "…"

# What turns the direction of the words around it, and so could show a name as another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NARROW = frozenset("iIjlftr.,;:|!'’()[] ")
_WIDE = frozenset("mwMW%@—…")


def clean(text: str | None) -> str:
    r"""Return a text on one line, without characters that a document cannot hold or a reader cannot see.

    Text that a spreadsheet would run, were the page pasted there, begins with an apostrophe.

    Examples
    --------
    >>> clean("Grey\x00 \tPetrel\n"), clean("=HYPERLINK(1)"), clean(None)
    ('Grey Petrel', "'=HYPERLINK(1)", '')
    """
    kept = "".join(" " if _is_unfit(sign) else sign for sign in text or "")
    return escape_formula(" ".join(kept.split()))


def width(text: str) -> float:
    """Return how much room a text takes, in widths of a common small letter."""
    return sum(_width(sign) for sign in text)


def shorten(text: str, most: float) -> str:
    """Return a text no wider than `most`, cut between words where that loses little, with ``…`` in place of the rest.

    Examples
    --------
    >>> shorten("Atlantic Yellow-nosed Albatross", 24), shorten("Gough", 24)
    ('Atlantic Yellow-nosed…', 'Gough')
    """
    if width(text) <= most:
        return text
    room, kept = most - width(ELLIPSIS), 0
    for sign in text:
        room -= _width(sign)
        if room < 0:
            break
        kept += 1
    cut = text[:kept]
    if text[kept] != " ":
        space = cut.rfind(" ")
        cut = cut[:space] if space > kept * 0.6 else cut
    return cut.rstrip(" ,;:-(") + ELLIPSIS


def _is_unfit(sign: str) -> bool:
    """Tell whether a sign is a control, half of one, not a character at all, or turns the direction of others."""
    code = ord(sign)
    return (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or sign in _TURNING
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


def _width(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return 2.0
    if sign in _NARROW:
        return 0.6
    if sign in _WIDE:
        return 1.7
    # What is not Latin, Greek or Cyrillic may be wide: some scripts have letters that take twice the room.
    return 1.3 if sign.isupper() else 1.0 if ord(sign) < 0x530 else 1.6
