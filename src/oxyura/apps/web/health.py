"""Whether the server does its work: what `/healthz` answers to whoever watches over it."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

# So long an answer holds: the address is open to everybody, and each check writes to the disk.
_FRESH_SECONDS = 2.0
# Longer than a write may take when many want to.
_PATIENCE_SECONDS = 10.0


class Watched(Protocol):
    """What is asked of the register."""

    def troubles(self) -> tuple[str, ...]:
        """Return what is wrong, in plain words."""
        ...


class Health:
    """What is wrong with a server, found out at most every two seconds, by one thread at a time.

    Parameters
    ----------
    register : Watched
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, register: Watched, clock: Callable[[], float] = time.monotonic) -> None:
        self._register = register
        self._clock = clock
        self._checking = threading.Lock()
        self._found: tuple[float, tuple[str, ...]] = (-math.inf, ())

    async def troubles(self, patience: float = _PATIENCE_SECONDS) -> tuple[str, ...]:
        """Return what is wrong, in plain words; waits at most `patience` seconds to find out."""
        try:
            async with asyncio.timeout(patience):
                return await asyncio.to_thread(self._check)
        except TimeoutError:
            return (f"The register has not answered for {patience:.0f} seconds.",)

    def _check(self) -> tuple[str, ...]:
        with self._checking:
            if self._clock() - self._found[0] > _FRESH_SECONDS:
                found = self._register.troubles()
                self._found = (self._clock(), found)
            return self._found[1]


async def show_health(request: Request) -> Response:
    """Answer `ok`, or 503 with a line for each trouble."""
    troubles = await request.app.state.health.troubles()
    headers = {"Cache-Control": "no-store"}
    return PlainTextResponse("\n".join(troubles) or "ok", 503 if troubles else 200, headers)
