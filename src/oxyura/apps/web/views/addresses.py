"""Readable, stable parts of addresses."""

from __future__ import annotations

import re
import unicodedata


def slug_of(text: str) -> str:
    """Return a name as part of an address.

    Examples
    --------
    >>> slug_of("Rattus norvegicus"), slug_of("Île d'Yeu, phare"), slug_of("!")
    ('rattus-norvegicus', 'ile-d-yeu-phare', 'unnamed')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "unnamed"


def folded(text: str) -> str:
    """Return a text for comparison: without capitals, accents and signs.

    Examples
    --------
    >>> folded("Érismature à tête-blanche")
    'erismature a tete blanche'
    """
    return slug_of(text).replace("-", " ") if text else ""
