"""What stands between a request and the pages: headers, hosts, forms, the token, and bounds on what is sent.

From the outside in, as :func:`secure` puts them:

1. `SecureHeaders`: nothing from elsewhere, nothing inline, no frames, no guessing.
2. `KnownHosts`: a request for a name that is not this server's is refused, so that no page from elsewhere reaches
   this machine under a name of its own (DNS rebinding).
3. `TokenGate` (`sign_in`): who does not know the token sees nothing, where one is set.
4. `BoundedWrites` (`bounds`): how much, how often and how slowly something may be sent.
5. `GuardedForms` (`forms`): only pages of this server may send something in a browser's name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from oxyura.apps.web.bounds import BoundedWrites
from oxyura.apps.web.forms import GuardedForms
from oxyura.apps.web.logs import AccessLog
from oxyura.apps.web.problems import tell
from oxyura.apps.web.rendering import language_of
from oxyura.apps.web.secure_headers import SecureHeaders
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.sign_in import TokenGate
from oxyura.publish.language import words_for

_LOOPBACK_NAMES = frozenset({"localhost"})


def secure(app: FastAPI, settings: WebSettings) -> None:
    """Put the guards around an application."""
    # The last one added is the outermost.
    app.add_middleware(GuardedForms)
    app.add_middleware(BoundedWrites, writes_per_minute=settings.writes_per_minute)
    if settings.token:
        app.add_middleware(TokenGate, token=settings.token)
    app.add_middleware(KnownHosts, names=known_names(settings), only_loopback=settings.is_local)
    app.add_middleware(SecureHeaders)
    app.add_middleware(AccessLog)


def known_names(settings: WebSettings) -> frozenset[str]:
    """Return the names under which the server may be asked for; numbers need no entry."""
    names = {*_LOOPBACK_NAMES, *(name.casefold().rstrip(".") for name in settings.names)}
    if not settings.is_local:
        names |= {settings.host.casefold(), socket.gethostname().casefold()}
    return frozenset(names)


def host_of(header: str) -> str:
    """Return the host of a ``Host`` header without its port; empty where it is none.

    Examples
    --------
    >>> host_of("localhost:8321"), host_of("[::1]:8321"), host_of("a@b")
    ('localhost', '::1', '')
    """
    host, port = header.strip().casefold(), ""
    if host.startswith("["):
        host, _, port = host[1:].partition("]")
        port = port.removeprefix(":")
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
    plain = host.replace("-", "").replace(".", "").replace("_", "").replace(":", "")
    if (port and not port.isdecimal()) or not (plain.isalnum() and plain.isascii()):
        return ""
    return host.rstrip(".")


class KnownHosts:
    """Refuses a request for a name that is not this server's.

    Parameters
    ----------
    app : ASGI application
    names : collection of str
        Names that are this server's.
    only_loopback : bool
        Whether of addresses in numbers only this machine's own are.

    Notes
    -----
    A page from elsewhere can only reach this server under a name, which its owner points here; an address in numbers is
    never such a name.
    """

    def __init__(self, app: ASGIApp, names: Collection[str], only_loopback: bool) -> None:
        self.app = app
        self.names = frozenset(names)
        self.only_loopback = only_loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that asks for this server."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) == 1 and self._is_ours(host_of(given[0].decode("latin-1"))):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        words = words_for(language_of(request))
        answer = tell(
            request,
            421,
            words.gettext("The server does not go by the name under which it was asked for."),
            where="Host",
            remedy=words.gettext(
                "Use the address that the server says at its start, or start it with --name and the name."
            ),
        )
        await answer(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        if host in self.names:
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return address.is_loopback or not self.only_loopback
