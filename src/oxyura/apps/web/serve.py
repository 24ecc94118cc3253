"""Runs the web application in this process until it is asked to stop."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from oxyura.apps.web.settings import WebSettings
from oxyura.schema.errors import InputError

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

# So long a request may take after the server was asked to stop.
_PATIENCE_SECONDS = 10


def serve(settings: WebSettings, announce: Callable[[str], None]) -> None:
    """Serve the pages; returns when the process is asked to stop, with every request answered.

    Parameters
    ----------
    settings : WebSettings
        How it is run.
    announce : callable
        Told the address, once it answers.

    Raises
    ------
    InputError
        The address cannot be used, a folder holds no study, or the register cannot be opened.

    Notes
    -----
    Jobs that run when the process stops wait in the register and go on at the next start.
    """
    with contextlib.closing(_listen(settings)) as listener, _stopping_in_order():
        from oxyura.apps.web.application import create_app
        from oxyura.apps.web.logs import write_logs
        from oxyura.apps.web.opening import open_register
        from oxyura.apps.web.warming import warm_up

        write_logs(settings.log, secret=settings.token)
        # Opened here and not by the application, so that what is wrong with it is told like any other error.
        with open_register(settings) as register:
            app = create_app(settings, register)

            def started() -> None:
                announce(_address(settings, listener))
                warm_up()

            _server(app, started).run(sockets=[listener])


@contextlib.contextmanager
def _stopping_in_order() -> Iterator[None]:
    """Make SIGTERM and Ctrl-C an end in good order, in which the register is closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise _Stopped

    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except _Stopped:
        # The server raises the signal again when it has answered what it was asked.
        pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class _Stopped(BaseException):
    """The process was asked to stop."""


def _server(app: FastAPI, started: Callable[[], None]) -> uvicorn.Server:
    import uvicorn

    class Server(uvicorn.Server):
        """Says when it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                started()

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        # Nobody can claim another address by a header.
        proxy_headers=False,
        timeout_graceful_shutdown=_PATIENCE_SECONDS,
        lifespan="off",
    )
    return Server(config)


def _address(settings: WebSettings, listener: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listener.getsockname()[1]}/"


def _listen(settings: WebSettings) -> socket.socket:
    """Return a listening socket, so that an address that is taken is told before anything is opened."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError(
            f"The address {settings.host}:{settings.port} cannot be used: {error.strerror or error}.",
            where="--port",
            remedy="Another program may hold it. Choose another port, or 0 for any that is free.",
        ) from error
    return listener
