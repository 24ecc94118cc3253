"""What the note of a listing says: only how the taxon was named before, or that a part of it alone is listed."""

from __future__ import annotations

import re

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,40}>|_")
_ADDED_WITH = re.compile(r"^\[[A-Z ]+ ADDITION [^\]]{0,200}\]\s*")
_PARTS = re.compile(r"\b(popul|popn|only|except|exclud|subspecies|excl\b|race\b|stock)", re.IGNORECASE)
_HARMLESS = re.compile(
    r"(formerly|previously|initially|subsequently|originally)( also)? (listed|included)\b.*"
    r"|(and )?subsequently\b.*"
    r"|listed (as|under)\b.*"
    r"|(this )?includes\b.*"
    r"|see .* for full details of legislation, distribution, etc"
    r"|all migratory .{1,60} spp"
    r"|sensu\b.*",
    re.IGNORECASE,
)
_ALL = re.compile(r"all populations", re.IGNORECASE)


def plain_note(text: str) -> str:
    """Return a note without markup, on one line."""
    return " ".join(_TAG.sub(" ", text).split())


def limit_of(note: str) -> str:
    """Return the part of a note that limits a listing to some populations or subspecies; empty: the whole taxon.

    Every sentence that is not known to speak of names alone counts as a limit: what a note means for a population is
    for a person to decide.

    Examples
    --------
    >>> limit_of("Formerly listed as <i>Diomedea bulleri</i>.")
    ''
    >>> limit_of("North Pacific. Formerly listed as <i>Balaena glacialis</i>.")
    'North Pacific.'
    """
    text = _ADDED_WITH.sub("", plain_note(note))
    kept = [sentence for sentence in _sentences(text) if not _is_harmless(sentence)]
    return " ".join(f"{sentence}." for sentence in kept)


def _sentences(text: str) -> list[str]:
    # A capital before the point is an initial, as in "T. truncatus".
    return [part.strip() for part in re.split(r"(?<![A-Z])\.(?:\s+|$)", text) if part.strip(" .;,)")]


def _is_harmless(sentence: str) -> bool:
    if _ALL.fullmatch(sentence.strip()):
        return True
    return _HARMLESS.fullmatch(sentence) is not None and _PARTS.search(sentence) is None


_SEGMENT = re.compile(r"\*\*\s*(I{1,2})\s*\*\*")


def by_appendix(text: str) -> dict[str, list[str]]:
    """Part a cell of the download, ``**I** … **II** …``, into its texts by appendix.

    Examples
    --------
    >>> by_appendix("**I** 01/01/1979 **II** 23/12/2002 **II** 05/03/2009")
    {'I': ['01/01/1979'], 'II': ['23/12/2002', '05/03/2009']}
    """
    found: dict[str, list[str]] = {}
    parts = _SEGMENT.split(text)
    for appendix, said in zip(parts[1::2], parts[2::2], strict=True):
        found.setdefault(appendix, []).append(said.strip())
    return found
