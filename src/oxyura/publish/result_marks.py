"""What the metadata of a result folder say it is, by which the program knows its own folders, each kind apart."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import unquote

# Of versions that did not say what a folder holds.
_WITHOUT_KIND = "oxyura-assessment"
_MARK = re.compile(r"oxyura-result/([a-z][a-z-]{0,39})")


@dataclass(frozen=True)
class ResultMark:
    """What the metadata of a result say.

    Parameters
    ----------
    kind : str or None
        The verb of the command line that wrote it; None where a version did that said nothing of it.
    files : frozenset of str
        Every file of the folder except the metadata themselves.
    """

    kind: str | None
    files: frozenset[str]


def mark_of(kind: str) -> str:
    """Return what the root of the metadata says as `additionalType`.

    Parameters
    ----------
    kind : str
        The verb of the command line that writes such results.

    Examples
    --------
    >>> mark_of("action-plan")
    'oxyura-result/action-plan'
    """
    mark = f"oxyura-result/{kind}"
    if _MARK.fullmatch(mark) is None:
        raise ValueError(f"{kind!r} is no verb")
    return mark


def read_mark(metadata: bytes) -> ResultMark | None:
    """Return what metadata (RO-Crate) say of their folder; None where they are not ours."""
    try:
        graph = json.loads(metadata)["@graph"]
        root = next(entity for entity in graph if entity.get("@id") == "./")
        said = root.get("additionalType")
        match = _MARK.fullmatch(said)
        if match is None and said != _WITHOUT_KIND:
            return None
        return ResultMark(match[1] if match else None, frozenset(unquote(part["@id"]) for part in root["hasPart"]))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        return None
