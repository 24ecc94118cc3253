"""What a stored file may be called: nothing that leads elsewhere, on any system it may be unpacked on."""

from __future__ import annotations

from collections.abc import Iterable

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

LONGEST_NAME = 200

_FORBIDDEN = frozenset('\\:*?"<>|')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


def check_name(name: str) -> None:
    """Refuse a file's name that could lead out of its folder.

    Raises
    ------
    InputError
        The name is empty, too long, absolute, holds ``..`` or what a file system does not take.
    """
    parts = name.split("/")
    safe = (
        0 < len(name) <= LONGEST_NAME
        and len(parts) <= 8
        and name.isprintable()
        and not _FORBIDDEN.intersection(name)
        and _is_text(name)
        and all(_is_plain(part) for part in parts)
    )
    if not safe:
        raise InputError(
            sentence("A file cannot be kept under the name %(name)s.", name=ascii(name)[:80]),
            remedy="Give it a plain name such as sites.csv, and pack it again.",
        )


def check_names(names: Iterable[str]) -> None:
    """Refuse names of which one is unsafe, or two are one on a system that does not tell capitals.

    Raises
    ------
    InputError
        As it says.
    """
    seen: dict[str, str] = {}
    for name in names:
        check_name(name)
        other = seen.setdefault(name.casefold(), name)
        if other is not name:
            raise InputError(
                sentence("The files %(other)s and %(name)s cannot be told apart.", other=other, name=name),
                remedy="Rename one of them.",
            )
    for folded, name in seen.items():
        if any(folded.startswith(f"{other}/") for other in seen):
            raise InputError(
                sentence("%(name)s lies in a file, not in a folder.", name=name), remedy="Rename one of them."
            )


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_plain(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and part == part.strip()
        and not part.endswith(".")
        and part.split(".", maxsplit=1)[0].casefold() not in _DEVICES
    )
