"""The valid id that a mistyped one most resembles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from oxyura.schema.sentences import sentence

_LONGEST = 80
_MOST_COMPARISONS = 200_000


class Nearest:
    """Offers the nearest valid id, within an amount of work that a hostile file cannot raise.

    Parameters
    ----------
    candidates : iterable of str
        The valid ids.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self._by_folded = {word.casefold(): word for word in sorted(candidates) if len(word) <= _LONGEST}
        self._comparisons_left = _MOST_COMPARISONS
        self._known: dict[str, str | None] = {}

    def to(self, word: str) -> str | None:
        """Return the id most like `word`; None where nothing is alike, or too much was asked.

        Examples
        --------
        >>> Nearest(["gough", "marion"]).to("Gouhg")
        'gough'
        """
        if word not in self._known:
            if len(word) > _LONGEST or self._comparisons_left < len(self._by_folded):
                return None
            self._comparisons_left -= len(self._by_folded)
            matches = difflib.get_close_matches(word.strip().casefold(), self._by_folded, 1, 0.6)
            self._known[word] = self._by_folded[matches[0]] if matches else None
        return self._known[word]

    def question(self, word: str) -> str:
        """Return ``Did you mean "…"? `` for the nearest id, or nothing."""
        nearest = self.to(word)
        return sentence("Did you mean '%(nearest)s'? ", nearest=nearest) if nearest is not None else ""
