"""What stands beside a result folder while it is written: names, owners, a lock, and clearing."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Ending = Literal["partial", "replaced", "discarded"]

_LONGEST_WAIT = 10.0
_DAY = 86_400.0

# Names in use by this process: a process number alone cannot tell a killed run of the same number from this one.
_in_use: set[Path] = set()


@dataclass(frozen=True)
class _Sibling:
    path: Path
    process: int
    ending: str


def new_sibling(target: Path, ending: Ending) -> Path:
    """Return an unused name beside the folder, and remember that this process uses it."""
    path = target.with_name(f".{target.name}.oxyura-{os.getpid()}-{secrets.token_hex(4)}.{ending}")
    _in_use.add(path)
    return path


def forget(path: Path) -> None:
    """Say that this process has no more to do with a sibling."""
    _in_use.discard(path)


def discard(path: Path, target: Path) -> None:
    """Delete a folder; renamed first, so that nobody can still rename it into place while it is being deleted."""
    doomed = new_sibling(target, "discarded")
    try:
        os.rename(path, doomed)
    except OSError:
        return
    finally:
        forget(doomed)
    shutil.rmtree(doomed, ignore_errors=True)


def find_replaced(target: Path, *, alone: bool) -> list[Path]:
    """Return earlier results that a killed run had taken from their place, the newest first."""
    found = [
        sibling.path for sibling in _siblings(target) if sibling.ending == "replaced" and (alone or _is_orphan(sibling))
    ]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def clear_leftovers(target: Path, *, replaced_too: bool, alone: bool) -> None:
    """Delete what killed runs left beside the folder.

    Parameters
    ----------
    target : Path
        The result folder.
    replaced_too : bool
        Whether earlier results go as well: only where a whole one is in place.
    alone : bool
        Whether the lock is held, so that no living process can be about to put an earlier result back.
    """
    for sibling in _siblings(target):
        if sibling.ending == "replaced":
            if replaced_too and (alone or _is_orphan(sibling)):
                discard(sibling.path, target)
        elif _is_orphan(sibling):
            if sibling.ending == "discarded":
                shutil.rmtree(sibling.path, ignore_errors=True)
            else:
                discard(sibling.path, target)


@contextlib.contextmanager
def one_at_a_time(parent: Path) -> Iterator[bool]:
    """Hold the lock of a folder while something inside it is renamed; say whether it was to be had.

    Some file systems and Windows have none: the renames are safe without it, only clearing waits for the owner
    to be gone.
    """
    if sys.platform == "win32":
        yield False
        return
    import fcntl

    handle = None
    locked = False
    try:
        handle = os.open(parent, os.O_RDONLY)
        until = time.monotonic() + _LONGEST_WAIT
        while not locked and time.monotonic() < until:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                locked = True
            except BlockingIOError:
                time.sleep(0.02)
    except OSError:
        pass
    try:
        yield locked
    finally:
        if handle is not None:
            os.close(handle)


def sync_folder(path: Path) -> None:
    """Make sure that the names in a folder are on the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _siblings(target: Path) -> list[_Sibling]:
    pattern = re.compile(
        rf"\.{re.escape(target.name)}\.oxyura-([0-9]{{1,9}})-[0-9a-f]{{8}}\.(partial|replaced|discarded)"
    )
    found = []
    with contextlib.suppress(PermissionError), os.scandir(target.parent) as entries:
        for entry in entries:
            match = pattern.fullmatch(entry.name)
            if match and entry.is_dir(follow_symlinks=False):
                found.append(_Sibling(target.with_name(entry.name), int(match[1]), match[2]))
    return sorted(found, key=lambda sibling: sibling.path.name)


def _is_orphan(sibling: _Sibling) -> bool:
    if sibling.process == os.getpid():
        return sibling.path not in _in_use
    if sys.platform == "win32":
        # Signal 0 is Ctrl+C there, so age has to tell.
        return time.time() - sibling.path.stat().st_mtime > _DAY
    try:
        os.kill(sibling.process, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
