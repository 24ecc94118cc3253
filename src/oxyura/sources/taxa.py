"""Which of the study's invaders a record is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError
from oxyura.sources.names import canonical_name
from oxyura.sources.record_files import KEY_TERMS
from oxyura.sources.study_rows import InvaderSought

_FULL_NAMES = ("scientificName", "acceptedScientificName", "acceptedNameUsage", "canonicalName", "species")
NONE = -1


class TaxonMatcher:
    """Finds the study's invaders by GBIF key, else by scientific name without authors.

    A subspecies counts for its species.

    Parameters
    ----------
    invaders : sequence of InvaderSought
        The study's invaders.

    Raises
    ------
    InputError
        When a scientific name cannot be read, or two invaders have the same name or key.
    """

    def __init__(self, invaders: Sequence[InvaderSought]) -> None:
        self._by_key: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        for place, invader in enumerate(invaders):
            name = canonical_name(invader.scientific_name)
            if name is None:
                raise InputError(
                    f"The invader {invader.invader_id} has the name {invader.scientific_name[:60]!r}.",
                    where="invaders, column scientific_name",
                    remedy="Write a scientific name, such as Oxyura jamaicensis.",
                )
            self._claim(self._by_name, name.key, place, invaders)
            if invader.gbif_key is not None:
                self._claim(self._by_key, str(invader.gbif_key), place, invaders)

    @staticmethod
    def _claim(index: dict[str, int], key: str, place: int, invaders: Sequence[InvaderSought]) -> None:
        if key in index:
            first, second = invaders[index[key]].invader_id, invaders[place].invader_id
            raise InputError(
                f"The invaders {first} and {second} are the same species ({key}).",
                where="invaders",
                remedy="Keep one of the two rows.",
            )
        index[key] = place

    def match(self, columns: Mapping[str, Any], count: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Find the invader of every record.

        Parameters
        ----------
        columns : mapping of str to pyarrow.Array
            The terms of a block.
        count : int
            Number of records.

        Returns
        -------
        invader : int array, shape (records,)
            Position of the invader; -1 for another species.
        named : bool array, shape (records,)
            Whether the record names a species at all.
        """
        invader = np.full(count, NONE, dtype=np.int64)
        named = np.zeros(count, dtype=bool)
        lookups: list[tuple[str, Callable[[str], int]]] = [(term, self._of_key) for term in KEY_TERMS]
        lookups += [(term, self._of_name) for term in _FULL_NAMES]
        for term, lookup in lookups:
            if term in columns:
                found, filled = _look_up(columns[term], lookup)
                invader = np.where(invader == NONE, found, invader)
                named |= filled
        if not named.all() and "genus" in columns and "specificEpithet" in columns:
            found, filled = _look_up(_joined(columns["genus"], columns["specificEpithet"]), self._of_name)
            invader = np.where(named, invader, found)
            named |= filled
        return invader, named

    def _of_key(self, text: str) -> int:
        return self._by_key.get(text.strip().removesuffix(".0"), NONE)

    def _of_name(self, text: str) -> int:
        known = self._seen.get(text)
        if known is None:
            name = canonical_name(text)
            known = NONE
            if name is not None:
                known = self._by_name.get(name.key, self._by_name.get(name.species_key, NONE))
            if len(self._seen) < 1_000_000:
                self._seen[text] = known
        return known


def _look_up(column: Any, lookup: Callable[[str], int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    encoded = column.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    places = np.array([lookup(word) for word in words] or [NONE], dtype=np.int64)
    filled = np.array([bool(word.strip()) for word in words] or [False], dtype=bool)
    return places[indices], filled[indices]


def _joined(genus: Any, epithet: Any) -> Any:
    import pyarrow.compute as pc

    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(genus, epithet, " "))
