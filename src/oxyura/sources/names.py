"""Scientific names without their authors, so that two files can mean the same species."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_RANKS = {
    "subsp.": "subsp.", "ssp.": "subsp.", "subsp": "subsp.", "ssp": "subsp.",
    "var.": "var.", "var": "var.", "subvar.": "subvar.",
    "f.": "f.", "forma": "f.", "fo.": "f.", "form": "f.",
    "cv.": "cv.", "nothosubsp.": "nothosubsp.", "nothovar.": "nothovar.",
}  # fmt: skip
# Words in lower case that belong to authors, not to names.
_AUTHOR_WORDS = frozenset(
    {
        "al", "and", "apud", "auct", "auctt", "bis", "d", "da", "dal", "de", "del", "della", "den", "der",
        "des", "di", "do", "dos", "du", "e", "el", "emend", "et", "ex", "f", "fil", "hort", "in", "la",
        "le", "les", "leg", "ms", "nec", "nom", "non", "pro", "s", "sensu", "ter", "ten", "und", "van",
        "vel", "von", "y", "zu", "zum", "zur",
    }
)  # fmt: skip
_UNSURE = frozenset({"cf.", "cf", "aff.", "aff", "sp.", "sp", "spp.", "spp", "indet.", "indet", "agg.", "agg"})
_EPITHET = re.compile(r"[^\W\d_]{2,}(?:[-‐'’][^\W\d_]+)*\.?", re.UNICODE)
_GENUS = re.compile(r"[^\W\d_][\w‐-]*", re.UNICODE)
_HYBRID_MARKS = frozenset({"×", "x", "X", "✕"})
# What UTF-8 text looks like after it was read as Windows-1252: é as Ã©, × as Ã— (and the latter once more).
_DAMAGE = re.compile(
    "[ÂÃ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|\ufffd"
)


@dataclass(frozen=True, slots=True)
class CanonicalName:
    """A scientific name without authorship.

    Parameters
    ----------
    name : str
        As it should be shown, for example ``Vachellia nilotica subsp. indica``.
    key : str
        Lower case, without hybrid marks and rank words, for comparison: ``vachellia nilotica indica``.
    species_key : str
        The key of the species it belongs to: ``vachellia nilotica``; the key itself for a genus or a virus.
    damaged : bool
        Whether the part without authors holds characters that were read in the wrong encoding.
    """

    name: str
    key: str
    species_key: str
    damaged: bool = False


def canonical_name(text: str) -> CanonicalName | None:
    """Take the authors, years and hybrid marks off a scientific name.

    Parameters
    ----------
    text : str
        A name with or without authorship.

    Returns
    -------
    CanonicalName or None
        None where the text holds no name.

    Examples
    --------
    >>> canonical_name("Leucaena leucocephala (Lam.) de Wit").name
    'Leucaena leucocephala'
    >>> canonical_name("Canis lupus familiaris Linnaeus, 1758").species_key
    'canis lupus'
    """
    words = unicodedata.normalize("NFC", text).replace("_", " ").split()
    words = [part for word in words for part in _without_mark(word)]
    if not words or _GENUS.match(words[0]) is None:
        return None
    if "virus" in text.casefold():
        shown = " ".join(words)
        return CanonicalName(shown, shown.casefold(), shown.casefold(), _DAMAGE.search(shown) is not None)
    if all(word.isupper() for word in words[:2]):
        words = [word.casefold() for word in words]
    kept = [words[0][:1].upper() + words[0][1:].rstrip(",")]
    epithets: list[str] = []
    rank = ""
    for place, word in enumerate(words[1:], start=1):
        if _is_subgenus(word, epithets, rank):
            continue
        if word in _HYBRID_MARKS:
            if epithets:
                return _formula(words)
            continue
        if word.casefold() in _RANKS and epithets:
            rank = _RANKS[word.casefold()]
            continue
        if not _is_epithet(word, rank, epithets):
            later = _after_authors(words[place:]) if epithets and not rank else None
            if later is not None:
                kept.extend(later)
                epithets.append(later[1])
            break
        if rank:
            kept.append(rank)
        epithets.append(word.casefold())
        kept.append(word.casefold())
        rank = ""
    # What stops the name can be the damaged word itself, as in "Abies Ã—insignis": look one word further.
    looked_at = " ".join(words[: len(kept) + (len(epithets) == 0)])
    parts = [_folded(part) for part in (kept[0], *epithets)]
    return CanonicalName(" ".join(kept), " ".join(parts), " ".join(parts[:2]), _DAMAGE.search(looked_at) is not None)


def _folded(word: str) -> str:
    """Lower case without accents: ``Aloë`` and ``Aloe`` are one genus."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _after_authors(words: list[str]) -> list[str] | None:
    """Find a rank word and its epithet behind the species' authors, as in ``L. subsp. italicum``."""
    for word, epithet in pairwise(words):
        rank = _RANKS.get(word.casefold(), "")
        # "f." behind an author is the author's son.
        if rank in ("subsp.", "var.") and _EPITHET.fullmatch(epithet) is not None:
            return [rank, epithet.casefold()]
    return None


def _without_mark(word: str) -> list[str]:
    """Part a hybrid mark from the word it is written onto, as in ``×insignis``; ``xgrandiflora`` stays."""
    if len(word) > 1 and word[0] in "×✕":
        return [word[1:]]
    return [word]


def _is_subgenus(word: str, epithets: list[str], rank: str) -> bool:
    return not epithets and not rank and re.fullmatch(r"\([A-Z][^\W\d_]+\)", word) is not None


def _is_epithet(word: str, rank: str, epithets: list[str]) -> bool:
    plain = word.rstrip(".,").casefold()
    if _EPITHET.fullmatch(word.rstrip(",")) is None or (word.endswith(".") and not rank):
        return False
    if word.casefold() in _UNSURE or (epithets and not rank and plain in _AUTHOR_WORDS):
        return False
    # "subsp. Arvensis" stands so in real lists; without a rank word a capital begins the author.
    return len(epithets) < 3 and (bool(rank) or word[0].islower())


def _formula(words: list[str]) -> CanonicalName:
    shown = " ".join("×" if word in _HYBRID_MARKS else word for word in words)
    key = shown.casefold()
    return CanonicalName(shown, key, key, _DAMAGE.search(shown) is not None)


def repaired_text(text: str) -> str | None:
    """Return what damaged text most likely said, or None where that cannot be told.

    For messages only: a name is never repaired silently.

    Examples
    --------
    >>> repaired_text("MÃ¼ller")
    'Müller'
    """
    try:
        repaired = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return repaired if repaired != text else None


def slug(text: str) -> str:
    """Return an identifier: lower case letters, digits and hyphens.

    Examples
    --------
    >>> slug("Vachellia nilotica subsp. indica")
    'vachellia-nilotica-subsp-indica'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ø", "o").replace("æ", "ae"))
    ascii_only = "".join(
        character for character in plain if character.isascii() and not unicodedata.combining(character)
    )
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
