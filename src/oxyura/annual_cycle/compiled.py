"""Compile a kernel with Numba, its machine code kept in the user's cache directory where that can be written."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core import config


def cache_directory() -> Path | None:
    """Return a directory for compiled code that can be written, or None.

    It lies in the one that NUMBA_CACHE_DIR names, else in one of ours under the user's cache directory.
    """
    from platformdirs import user_cache_path

    named = os.environ.get("NUMBA_CACHE_DIR")
    try:
        folder = Path(named) if named else user_cache_path("oxyura") / f"numba-{numba.__version__}"
        folder /= _sources()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):
        return None


def is_compiled() -> bool:
    """Tell whether the compiled year is kept, so that the first projection need not wait for it."""
    folder = cache_directory()
    return folder is not None and any(folder.rglob("kernel.advance_years*.nbi"))


@cache
def _sources() -> str:
    """Name the state of the kernels: Numba looks at a function's own file and not at those it calls."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*kernel.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` on its first call; from the cache when it was compiled before.

    Without a writable cache directory (no home, a read-only system) it compiles anew in each process.
    """
    folder = cache_directory()
    if folder is None:
        return _compiled(function, keep=False)
    before = vars(config)["CACHE_DIR"]
    try:
        # Numba reads the setting when the decorator runs; other users of Numba keep theirs.
        vars(config)["CACHE_DIR"] = str(folder)
        return _compiled(function, keep=True)
    except RuntimeError:
        return _compiled(function, keep=False)
    finally:
        vars(config)["CACHE_DIR"] = before


def _compiled(function: Callable[..., Any], *, keep: bool) -> Callable[..., Any]:
    result: Callable[..., Any] = numba.njit(cache=keep, nogil=True)(function)
    return result
