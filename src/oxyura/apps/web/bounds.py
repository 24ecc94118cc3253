"""How much, how often and how slowly something may be sent to the server."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oxyura.apps.web.forms import SAFE_METHODS
from oxyura.apps.web.problems import tell
from oxyura.apps.web.rendering import language_of
from oxyura.publish.language import words_for
from oxyura.register.limits import UPLOAD_BYTES

FORM_BYTES = 2**20
# What a form needs around its file.
_FRAME_BYTES = 2**16
# Of files beyond this size so many at once: each is held in memory while it is checked.
_LARGE_BYTES = 8 * 2**20
_LARGE_AT_ONCE = 2
_SLOWEST_SECONDS = 300.0
_SLOWEST_FORM_SECONDS = 20.0
_ADDRESSES = 10_000


class Allowance:
    """So many turns a minute for each address, saved up to a minute's worth.

    Parameters
    ----------
    per_minute : int
        How many.
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> int:
        """Take a turn: 0 where there is one, otherwise the seconds until the next."""
        now = self._clock()
        left, at = self._left.pop(address, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - at) * self._per_minute / 60)
        wait = 0 if left >= 1 else max(1, round((1 - left) * 60 / self._per_minute))
        self._left[address] = (left - (wait == 0), now)
        while len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return wait


class BoundedWrites:
    """Refuses what is too large, too often or too slow.

    Parameters
    ----------
    app : ASGI application
    writes_per_minute : int
        For each address.
    """

    def __init__(self, app: ASGIApp, writes_per_minute: int) -> None:
        self.app = app
        self.allowance = Allowance(writes_per_minute)
        self.uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request within the bounds."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        reads_only = scope["method"] in SAFE_METHODS
        is_upload = not reads_only and headers.get("content-type", "").casefold().startswith("multipart/form-data")
        most = UPLOAD_BYTES.maximum + _FRAME_BYTES if is_upload else FORM_BYTES
        is_large = is_upload and not 0 < _declared(headers) <= _LARGE_BYTES
        refused = None if reads_only else self._refuse(scope, is_large)
        if refused is None and _declared(headers) > most:
            refused = _too_large(Request(scope), most)
        if refused is not None:
            await refused(scope, receive, send)
            return
        self.uploads += is_large
        try:
            seconds = _SLOWEST_SECONDS if is_upload else _SLOWEST_FORM_SECONDS
            await self.app(scope, _Bounded(receive, most, seconds), send)
        except HTTPException as error:
            # Raised while another guard read the body, before there was an answer.
            await tell(Request(scope), error.status_code, error.detail)(scope, receive, send)
        finally:
            self.uploads -= is_large

    def _refuse(self, scope: Scope, is_large: bool) -> Response | None:
        client = scope.get("client")
        wait = self.allowance.take(client[0] if client else "")
        request = Request(scope)
        words = words_for(language_of(request))
        if wait:
            return _later(request, words.gettext("There were too many requests to change something."), wait)
        if is_large and self.uploads >= _LARGE_AT_ONCE:
            return _later(request, words.gettext("Others are handing in large files at this moment."), 5)
        return None


class _Bounded:
    """A request's body, up to so many bytes and seconds."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive = receive
        self._most = most
        self._left = most
        self._ends = time.monotonic() + seconds
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:
            # Only the end of the connection is waited for now.
            return await self._receive()
        try:
            async with asyncio.timeout(max(self._ends - time.monotonic(), 0.01)):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(
                408, "The request was sent too slowly. Send it again over a better connection."
            ) from None
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _say_limit(self._most))
        self._whole = not message.get("more_body", False)
        return message


def _declared(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


def _too_large(request: Request, most: int) -> Response:
    return tell(request, 413, _say_limit(most), remedy=UPLOAD_BYTES.remedy)


def _say_limit(most: int) -> str:
    return f"What was sent is too large: at most {most / 2**20:,.0f} MB are accepted."


def _later(request: Request, message: str, seconds: int) -> Response:
    words = words_for(language_of(request))
    again = words.say_count("Try again in %(count)s second.", "Try again in %(count)s seconds.", seconds, count=seconds)
    answer = tell(request, 429, message, remedy=again)
    answer.headers["Retry-After"] = str(seconds)
    return answer
