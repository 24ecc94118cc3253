"""The word that every form of a page repeats, and that only pages of this server know."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

FIELD = "csrf"
_WORD, _SHOWN = "oxyura.form_token", "oxyura.form_shown"


class FormToken:
    """The word as templates show it; the cookie that it is compared with is set only by pages that do.

    Parameters
    ----------
    scope : mapping
        Of the request.
    """

    def __init__(self, scope: MutableMapping[str, Any]) -> None:
        self._scope = scope

    def __str__(self) -> str:
        self._scope[_SHOWN] = True
        return str(self._scope.get(_WORD, ""))


def give_token(scope: MutableMapping[str, Any], word: str) -> None:
    """Keep the word for the page that answers a request."""
    scope[_WORD] = word


def is_shown(scope: MutableMapping[str, Any]) -> bool:
    """Tell whether the page has shown it."""
    return bool(scope.get(_SHOWN))
