"""The token: who does not know it sees nothing, where one is set."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from oxyura.apps.web.bounds import Allowance
from oxyura.apps.web.forms import cookie_of
from oxyura.apps.web.problems import is_api, tell
from oxyura.apps.web.rendering import language_of, render
from oxyura.publish.language import words_for

COOKIE = "oxyura-visit"
PAGE = "/login"
LEAVE = "/logout"
LEAST_LENGTH = 16
_OPEN = ("/static/", "/healthz")
_VISIT_SECONDS = 30 * 86_400
_TRIES_PER_MINUTE = 10


class TokenGate:
    """Lets in who sends the token as ``Authorization: Bearer``, or has given it to the page `/login`.

    Parameters
    ----------
    app : ASGI application
    token : str
        What a visitor must know.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self._token = token.encode()
        self._tries = Allowance(_TRIES_PER_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on who may come in; send others to the page that asks for the token."""
        if scope["type"] != "http" or scope["path"].startswith(_OPEN):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if scope["path"] in (PAGE, LEAVE):
            # The forms' guard stands inside this one, and passes what has been looked at.
            scope["oxyura.gate"] = self
            await self.app(scope, receive, send)
        elif self._is_known(request):
            await self.app(scope, receive, send)
        else:
            answer = self._refuse(request)
            await answer(scope, receive, send)

    def _is_known(self, request: Request) -> bool:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            return self.is_token(given.strip())
        return self._is_visit(cookie_of(Headers(scope=request.scope), COOKIE))

    def is_token(self, given: str) -> bool:
        """Tell whether a word is the token, in the same time whatever it is."""
        return hmac.compare_digest(_digest(given.encode("utf-8", "replace")), _digest(self._token))

    def try_again_in(self, request: Request) -> int:
        """Count an attempt; return the seconds until the next one is allowed."""
        return self._tries.take(request.client.host if request.client else "")

    def new_visit(self) -> str:
        """Return a cookie for a visitor: until when, a random word, and the token's seal on both."""
        what = f"{int(time.time()) + _VISIT_SECONDS}.{secrets.token_urlsafe(12)}"
        return f"{what}.{self._seal(what)}"

    def _is_visit(self, cookie: str) -> bool:
        what, _, seal = cookie.rpartition(".")
        if not hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(what).encode()):
            return False
        return int(what.partition(".")[0]) > time.time()

    def _seal(self, what: str) -> str:
        return hmac.new(self._token, f"visit:{what}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def _refuse(self, request: Request) -> Response:
        words = words_for(language_of(request))
        if is_api(request):
            answer = tell(
                request,
                401,
                words.gettext("This server asks for a token."),
                remedy=words.gettext("Send it as 'Authorization: Bearer …'; who runs the server knows it."),
            )
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{PAGE}?next={quote(asked, safe='')}", 303)


def _digest(word: bytes) -> bytes:
    return hashlib.sha256(word).digest()


def local_path(text: str) -> str:
    """Return a path of this server; ``/`` for anything that leads elsewhere.

    Examples
    --------
    >>> local_path("/m/gough/x?week=3"), local_path("//other.example"), local_path("https://other.example")
    ('/m/gough/x?week=3', '/', '/')
    """
    is_local = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if is_local else "/"


async def show_sign_in(request: Request) -> Response:
    """Show the page that asks for the token, or take what was typed in."""
    gate = request.scope.get("oxyura.gate")
    target = local_path(request.query_params.get("next", "/"))
    if not isinstance(gate, TokenGate):
        return RedirectResponse(target, 303)
    words = words_for(language_of(request))
    if request.method != "POST":
        return _page(request, target)
    wait = gate.try_again_in(request)
    if wait:
        answer = _page(request, target, words.gettext("There were too many attempts. Wait a minute."), 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    given = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20).get("token", [""])[0]
    if not gate.is_token(given.strip()):
        return _page(request, target, words.gettext("This is not the token of this server."), 403)
    answer = RedirectResponse(target, 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, gate.new_visit(), max_age=_VISIT_SECONDS, httponly=True, samesite="strict", secure=secure)
    return answer


async def leave(request: Request) -> Response:
    """Forget a visitor."""
    answer = RedirectResponse(PAGE, 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _page(request: Request, target: str, message: str = "", status: int = 200) -> Response:
    answer = render(request, "sign_in.html.j2", status, message=message, target=target)
    answer.headers["Cache-Control"] = "no-store"
    return answer
