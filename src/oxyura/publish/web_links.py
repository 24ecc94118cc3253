"""Links that a page may carry: http, https and DOI, nothing else."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_UNSAFE = re.compile(r"[\s\\<>\"\x00-\x1f\x7f]")


def web_address(text: str | None) -> str | None:
    """Return an address that begins with http or https and names a host; None for anything else.

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if not text or _UNSAFE.search(text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None


def doi_address(doi: str | None) -> str | None:
    """Return the address of a DOI; None where the text is none.

    Examples
    --------
    >>> doi_address("10.2307/1939225")
    'https://doi.org/10.2307/1939225'
    """
    if not doi or not _DOI.fullmatch(doi):
        return None
    return f"https://doi.org/{quote(doi, safe='/:;()@!$&*+,=._~-')}"
