"""Scientific names as rules, checklists and studies write them, made comparable."""

from __future__ import annotations

from oxyura.migrants.listing import taxon_words

Taxon = tuple[str, ...]

_RANK_WORDS = frozenset(("subsp.", "ssp.", "var.", "subvar.", "f.", "fo.", "forma"))
# A single word with one of these endings is a family or an order; any other single word is a genus.
_HIGHER = ("idae", "inae", "oidea", "aceae", "oideae", "ales", "formes", "optera")


def name_key(name: str) -> Taxon:
    """Return genus and epithets of a name, those of varieties and forms too, in lower case without authors.

    Examples
    --------
    >>> name_key("Caulerpa racemosa var. cylindracea (Sonder) Verlaque"), name_key("Oxyura jamaicensis (Gmelin, 1789)")
    (('caulerpa', 'racemosa', 'cylindracea'), ('oxyura', 'jamaicensis'))
    """
    return taxon_words(" ".join(word for word in name.split() if word not in _RANK_WORDS))


def rank_of_name(words: Taxon) -> str:
    """Return the rank that the words of a name tell: ``higher``, ``genus``, ``species`` or ``subspecies``.

    Examples
    --------
    >>> rank_of_name(("sciuridae",)), rank_of_name(("callosciurus",)), rank_of_name(("sus", "scrofa"))
    ('higher', 'genus', 'species')
    """
    if len(words) == 1:
        return "higher" if words[0].endswith(_HIGHER) else "genus"
    return "species" if len(words) == 2 else "subspecies"
