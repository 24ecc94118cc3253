"""Identifiers for the taxa of a table, kept where a study has the taxon already."""

from __future__ import annotations

from collections.abc import Iterable

from oxyura.sources.names import canonical_name, slug

_LONGEST = 64


class Naming:
    """Gives every taxon one identifier.

    A name is taken as it stands: ``Rattus spp.`` is a taxon of its own and never one of its species.

    Parameters
    ----------
    known : iterable of (str, str)
        Identifier and scientific name of what the study has.
    """

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, str] = {}
        self._taken: set[str] = set()
        for identifier, name in known:
            self._ids.setdefault(taxon_key(name), identifier)
            self._taken.add(identifier)
        self._known = frozenset(self._ids)

    def id_of(self, name: str) -> str:
        """Return the identifier of a taxon."""
        key = taxon_key(name)
        if key not in self._ids:
            self._ids[key] = free_id(slug(name), self._taken)
        return self._ids[key]

    def is_known(self, name: str) -> bool:
        """Whether the study had the taxon before."""
        return taxon_key(name) in self._known


def taxon_key(name: str) -> str:
    """Return what two spellings of one name share: no authors, capitals or accents.

    Examples
    --------
    >>> taxon_key("Mus musculus Linnaeus, 1758"), taxon_key("Rattus spp."), taxon_key("Rattus")
    ('mus musculus', 'rattus-spp', 'rattus')
    """
    found = canonical_name(name)
    return found.key if found is not None and " " in found.key else slug(name)


def free_id(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, cut to what an identifier may have, or with a number where it is taken; it is taken then."""
    identifier = wanted[:_LONGEST].rstrip("-") or "unnamed"
    number = 1
    while identifier in taken:
        number += 1
        tail = f"-{number}"
        identifier = f"{wanted[: _LONGEST - len(tail)].rstrip('-')}{tail}"
    taken.add(identifier)
    return identifier
