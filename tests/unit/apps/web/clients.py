"""A client that asks an application in this process, as a browser or a program would."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import httpx
from fastapi import FastAPI


class Client:
    """Asks an application; keeps cookies.

    The application's own errors are answers too, unless they are wanted.
    """

    def __init__(self, app: FastAPI, base_url: str = "http://localhost", **options: Any) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("127.0.0.1", 5000))
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(transport=transport, base_url=base_url, timeout=60, **options)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def request(self, method: str, address: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            request = self._client.build_request(method, address, **options)
            # Kept whole, so that who checks the answer can see what was asked.
            await request.aread()
            return await self._client.send(request)

        return self._loop.run_until_complete(ask())

    def get(self, address: str, **options: Any) -> httpx.Response:
        return self.request("GET", address, **options)

    def post(self, address: str, **options: Any) -> httpx.Response:
        return self.request("POST", address, **options)

    def delete(self, address: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", address, **options)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


@contextmanager
def client_of(app: FastAPI, **options: Any) -> Iterator[Client]:
    with Client(app, **options) as client:
        yield client
