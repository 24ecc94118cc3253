"""Compile a kernel with Numba, its machine code kept in the user's cache directory where that can be written."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core import config, event

_ROOMS = Path(__file__).parents[1]
_KERNELS = "*/*kernel.py"

# Every function that is to be compiled, by module and name, of the modules imported so far.
_declared: set[tuple[str, str]] = set()


@cache
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


@cache
def load_numba() -> None:
    """Load what compiled code needs, without the linear algebra of SciPy, which takes as long as all the rest.

    No kernel of ours uses it. Numba looks for it when it is loaded, to be able to say later that it is missing; what
    uses it looks for it again.
    """
    from numba.np import linalg

    looks = linalg.ensure_blas
    try:
        linalg.ensure_blas = lambda: None
        import numba.np.arraymath  # noqa: F401
    finally:
        linalg.ensure_blas = looks


def is_compiled(kernel: str) -> bool:
    """Tell whether a kernel, by module and function, is kept, so that its first call need not wait for it."""
    folder = cache_directory()
    return folder is not None and any(folder.rglob(f"{kernel}-*.nbi"))


@cache
def _sources() -> str:
    """Name the state of the kernels: Numba looks at a function's own file and not at those it calls."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(_ROOMS.glob(_KERNELS)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` on its first call; from the cache when it was compiled before.

    Without a writable cache directory (no home, a read-only system) it compiles anew in each process.
    """
    _declared.add((function.__module__, function.__qualname__))
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
    # Nobody calls a kernel by its address, and to leave that way in would take a tenth longer to compile.
    options: dict[str, Any] = {"cache": keep, "nogil": True, "no_cfunc_wrapper": True}
    result: Callable[..., Any] = numba.njit(**options)(function)
    return result


class _Counter(event.Listener):
    """Tells how many of our functions have been compiled."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._done: set[tuple[str, str]] = set()

    def on_start(self, event: Any) -> None:
        """Wait for the end."""

    def on_end(self, event: Any) -> None:
        """Count a function once, whatever the kinds of its arguments."""
        function = event.data["dispatcher"].py_func
        name = (function.__module__, function.__qualname__)
        if name in _declared - self._done:
            self._done.add(name)
            self._tell(len(self._done), len(_declared))


@contextmanager
def count_compiled(tell: Callable[[int, int], None]) -> Iterator[None]:
    """Call `tell` after each function that is compiled, with how many have been and how many there are.

    Functions that are found in the cache are not compiled.
    """
    with event.install_listener("numba:compile", _Counter(tell)):
        yield
