"""Who holds a job: the names of computing processes, and whether one of them is known to be dead."""

from __future__ import annotations

import contextlib
import os
import platform
import threading
import uuid

_living: set[str] = set()
_lock = threading.Lock()


def new_owner() -> str:
    """Return a name for a supervisor of this process: machine, process, and a word of its own."""
    owner = f"{_machine()}|{os.getpid()}|{uuid.uuid4().hex[:12]}"
    with _lock:
        _living.add(owner)
    return owner


def forget_owner(owner: str) -> None:
    """Say that a supervisor of this process has ended."""
    with _lock:
        _living.discard(owner)


def is_dead(owner: str) -> bool:
    """Tell whether an owner is known to be gone; of one on another machine only its lease can tell."""
    machine, _, rest = owner.partition("|")
    process, _, _ = rest.partition("|")
    if machine != _machine() or not process.isdecimal() or os.name != "posix":
        return False
    if int(process) == os.getpid():
        # Containers give the same number to one process after the other.
        with _lock:
            return owner not in _living
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _machine() -> str:
    """Return the name of the machine, and of the space in which its processes are numbered."""
    space = ""
    with contextlib.suppress(OSError):
        space = os.readlink("/proc/self/ns/pid")
    return f"{platform.node()[:80]}/{space}"
