"""Runs the web application in this process until it is asked to stop."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

from oxyura.apps.web.settings import WebSettings
from oxyura.schema.errors import InputError


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
        The address cannot be used.
    """
    import uvicorn

    from oxyura.apps.web.application import create_app

    listener = _listen(settings)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    config = uvicorn.Config(
        create_app(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        lifespan="on",
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    announce(f"http://{host}:{listener.getsockname()[1]}/")
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


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
