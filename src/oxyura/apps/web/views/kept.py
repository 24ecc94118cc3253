"""What takes long to make from all studies, kept for each language until the studies change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from oxyura.apps.web.views.doors import Studies
from oxyura.publish.language import Translation

Made = TypeVar("Made")


class Kept:
    """Keeps one thing of each maker and language; safe for threads, which at worst make it twice."""

    def __init__(self) -> None:
        self._made: dict[tuple[Callable[..., Any], str], tuple[object, Any]] = {}

    def of(self, make: Callable[[Studies, Translation], Made], studies: Studies, words: Translation) -> Made:
        """Return what a function makes of the studies; it is called again when other runs are there."""
        runs = tuple((entry.slug, entry.run_key) for entry, _ in studies)
        kept = self._made.get((make, words.language))
        if kept is None or kept[0] != runs:
            kept = (runs, make(studies, words))
            self._made[make, words.language] = kept
        made: Made = kept[1]
        return made
