"""Only pages of this server may send something in a browser's name (CSRF)."""

from __future__ import annotations

import hmac
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oxyura.apps.web.form_token import FIELD, give_token, is_shown
from oxyura.apps.web.problems import API, tell
from oxyura.apps.web.rendering import language_of
from oxyura.publish.language import words_for

COOKIE = "oxyura-form"
HEADER = "x-csrf-token"
Reason = Literal["elsewhere", "word"]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# The token stands first in a form, so that a large file behind it need not be read to find it.
_LOOKED_AT = 65_536
_PART = re.compile(
    rb'content-disposition:[ \t]*form-data;[ \t]*name="?'
    + FIELD.encode()
    + rb'"?[^\r\n]*\r\n\r\n([A-Za-z0-9_-]{16,64})\r\n',
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def cookie_of(headers: Headers, name: str) -> str:
    """Return a cookie; empty where there is none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value


class GuardedForms:
    """Refuses a write that a page from elsewhere makes a browser send.

    Notes
    -----
    Three things are asked, each of which would do in a browser of today: the browser says that the page is of the same
    origin (``Sec-Fetch-Site``), so does ``Origin``, and the form repeats a random word that only this server's pages
    know (double submit). A program that is no browser sends none of these headers and no cookie; it may write to the
    API, where nothing but its own token speaks for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is harmless; refuse the rest."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        known = cookie_of(headers, COOKIE)
        token = known if _TOKEN.fullmatch(known) else secrets.token_urlsafe(24)
        give_token(scope, token)
        if scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, _setting_cookie(scope, send, token) if token != known else send)
            return
        reason, receive = await _refusal(scope, headers, known, receive)
        if reason is not None:
            request = Request(scope)
            words = words_for(language_of(request))
            told = {
                "elsewhere": words.gettext("The request comes from a page of another site."),
                "word": words.gettext("The form does not come from a page of this server, or is too old."),
            }
            remedy = words.gettext("Load the page again and send the form from there.")
            answer = tell(request, 403, told[reason], remedy=remedy)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _refusal(scope: Scope, headers: Headers, known: str, receive: Receive) -> tuple[Reason | None, Receive]:
    """Return why a write is refused, None where it is not; and the body, read again from its beginning."""
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return "elsewhere", receive
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.casefold() != headers.get("host", "").casefold():
        return "elsewhere", receive
    is_browser = site is not None or origin is not None or "cookie" in headers
    if scope["path"].startswith(API) and not is_browser:
        return None, receive
    if headers.get("authorization", "")[:7].casefold() == "bearer ":
        # No page from elsewhere can make a browser send this; the gate has looked whether it is right.
        return None, receive
    given = headers.get(HEADER, "")
    if not given:
        given, receive = await _field(headers, receive)
    # Compared as bytes: a header may hold any letter.
    if not known or not hmac.compare_digest(given.encode(), known.encode()):
        return "word", receive
    return None, receive


async def _field(headers: Headers, receive: Receive) -> tuple[str, Receive]:
    """Return the token at the beginning of a form, and the whole body to be read again."""
    messages: list[Message] = []
    body = b""
    kind = headers.get("content-type", "").partition(";")[0].strip().casefold()
    given = ""
    while not given and len(body) < _LOOKED_AT:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
        if kind == "multipart/form-data":
            part = _PART.search(body[:_LOOKED_AT])
            given = part.group(1).decode() if part else ""
        elif kind == "application/x-www-form-urlencoded" and is_whole:
            given = _from_query(body)
        if is_whole:
            break
    waiting = iter(messages)

    async def again() -> Message:
        message = next(waiting, None)
        return await receive() if message is None else message

    return given, again


def _from_query(body: bytes) -> str:
    try:
        fields = parse_qs(body.decode("utf-8"), max_num_fields=1000)
    except ValueError:
        return ""
    return fields.get(FIELD, [""])[0]


def _setting_cookie(scope: Scope, send: Send, token: str) -> Send:
    async def with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start" and is_shown(scope):
            secure = "; Secure" if scope.get("scheme") == "https" else ""
            MutableHeaders(scope=message).append(
                "set-cookie", f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}"
            )
        await send(message)

    return with_cookie
