"""What the server writes down: a line for each request and each trouble, as text or as JSON, and never a secret."""

from __future__ import annotations

import datetime
import json
import logging
import sys
import time
from typing import Literal, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LogFormat = Literal["text", "json"]

_ACCESS = logging.getLogger("oxyura.access")
_EXTRA = ("method", "path", "status", "milliseconds", "bytes")
_LONGEST_PATH = 300


def write_logs(form: LogFormat, *, secret: str | None = None, to: TextIO | None = None) -> None:
    """Write what the program logs to standard error, a line each.

    Parameters
    ----------
    form : {'text', 'json'}
        Text for people, or JSON for programs that gather logs; only JSON has a line for each request.
    secret : str, optional
        What must stand in no line, whoever logs it.
    to : text stream, optional
        Instead of standard error.
    """
    handler = logging.StreamHandler(sys.stderr if to is None else to)
    handler.setFormatter(_Lines(form, secret))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    _ACCESS.setLevel(logging.INFO if form == "json" else logging.WARNING)


class _Lines(logging.Formatter):
    """One line for each record; what came from outside cannot begin another."""

    def __init__(self, form: LogFormat, secret: str | None) -> None:
        super().__init__()
        self._form = form
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        if self._form == "json":
            line: dict[str, object] = {
                "time": moment,
                "level": record.levelname.lower(),
                "from": record.name,
                "message": record.getMessage(),
            }
            line |= {name: getattr(record, name) for name in _EXTRA if hasattr(record, name)}
            text = json.dumps({**line, **({"trace": trace} if trace else {})}, ensure_ascii=True)
        else:
            message = "".join(each if each.isprintable() else " " for each in record.getMessage())
            text = f"{moment} {record.levelname} {record.name}: {message}" + (f"\n{trace}" if trace else "")
        return text.replace(self._secret, "…") if self._secret else text


class AccessLog:
    """Writes a line for each request: without its query, its headers and its body, which may hold what is private."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and write down how it was answered."""
        if scope["type"] != "http" or not _ACCESS.isEnabledFor(logging.INFO):
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        answer = {"status": 0, "bytes": 0}

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
            else:
                answer["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            took = round(1000 * (time.perf_counter() - begun), 1)
            seen = {"method": scope["method"], "path": scope["path"][:_LONGEST_PATH], "milliseconds": took, **answer}
            _ACCESS.info("request", extra=seen)
