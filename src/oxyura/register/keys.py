"""Keys: hashes of everything that decides what stands behind them."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import oxyura
from oxyura.schema.errors import InputError

# What decides nothing that is kept: changing how a page looks does not make a run stale.
_NOT_KEPT = frozenset(
    {"apps/cli", "apps/web/api", "apps/web/pages", "apps/web/static", "apps/web/templates"}
    | {"casebook", "register/migrations"}
)
_taken_over: list[str] = []
_CODE = {".py", ".csv", ".toml", ".html", ".css", ".mo", ".json", ".typ", ".wkt"}


def content_key(content: bytes) -> str:
    """Return the checksum of a file."""
    return hashlib.sha256(content).hexdigest()


def study_key(checksums: Mapping[str, str], seal: str = "") -> str:
    """Return the key of a study.

    Parameters
    ----------
    checksums : mapping of str to str
        sha256 of each file by its name; their order does not matter.
    seal : str
        A word that only the register knows, for a study that may have sensitive sites.

    Notes
    -----
    Keys stand in addresses. Of a plain hash who has all else of a study could try every place of a cell, until the key
    is the same.
    """
    return _hash(["study", sorted(checksums.items()), *([seal] if seal else [])])


def may_hide_places(files: Mapping[str, bytes]) -> bool:
    """Tell whether a study may have sites that are marked sensitive, without reading it: rather too often.

    Parameters
    ----------
    files : mapping of str to bytes
        By name.
    """
    for name, content in files.items():
        file = name.rsplit("/", maxsplit=1)[-1].casefold()
        if file.endswith((".xlsx", ".parquet")):
            return True
        if file == "sites.csv" and (b"\0" in content or b"yes" in content.lower()):
            return True
    return False


def run_key(study: str, kind: str, options: Mapping[str, Any], version: str) -> str:
    """Return the key of a run: study (with settings and seed), kind, options, version of the program."""
    return _hash(["run", study, kind, options, version])


def request_key(kind: str, arguments: Mapping[str, Any]) -> str:
    """Return the key by which two jobs are the same request."""
    return _hash(["job", kind, arguments])


def _hash(value: object) -> str:
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InputError("A request holds something that is not JSON, or not a finite number.") from error
    return hashlib.sha256(text.encode()).hexdigest()


def program_version() -> str:
    """Return the version of the program with a checksum of its code.

    The number alone would let a run of yesterday's code stand for today's while the program is being worked on.
    """
    return _taken_over[-1] if _taken_over else _read_version()


def take_over_version(version: str) -> bool:
    """Take the version of the server, for a worker: both must mean the same run by the same key.

    Returns
    -------
    bool
        False where the program was updated since the server started, so that nothing may be computed for it.
    """
    _taken_over.append(version)
    return version.partition("+")[0] == oxyura.__version__


@functools.cache
def _read_version() -> str:
    digest = hashlib.sha256()
    root = Path(str(files("oxyura")))
    for name, path in sorted(_code_files(root)):
        content = path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return f"{oxyura.__version__}+{digest.hexdigest()[:16]}"


def _code_files(root: Path) -> Iterator[tuple[str, Path]]:
    pending = [root]
    while pending:
        folder = pending.pop()
        for path in folder.iterdir():
            name = path.relative_to(root).as_posix()
            if path.is_dir():
                if path.name != "__pycache__" and name not in _NOT_KEPT:
                    pending.append(path)
            elif path.suffix in _CODE:
                yield name, path
