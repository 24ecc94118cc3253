"""`oxyura serve`: the web application."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from oxyura.apps.cli.reporting import console, write_json
from oxyura.schema.errors import InputError

_SHORTEST_TOKEN = 16


def run(
    *,
    studies: Sequence[Path],
    data: str | None,
    casebook: bool,
    host: str,
    port: int,
    token_file: Path | None,
    names: Sequence[str],
    owner: bool,
    conventions: Path | None,
    workers: int,
    log: str,
    open_pages: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Serve the pages until the process is stopped."""
    if log not in ("text", "json"):
        raise InputError(f"There is no form of log {ascii(log)[:40]}.", where="--log", remedy="Choose text or json.")
    from oxyura.apps.web.settings import WebSettings

    settings = WebSettings(
        _place(data),
        tuple(studies),
        casebook,
        host,
        port,
        None if token_file is None else _read_token(token_file),
        workers,
        tuple(names),
        owner,
        log="json" if log == "json" else "text",
        conventions=conventions,
    )
    if conventions is not None:
        from oxyura.sources.conventions import read_parties

        # What is wrong with it is told before anybody can ask for a page.
        read_parties(conventions)
    from oxyura.apps.web.rendering import BUILT
    from oxyura.apps.web.serve import serve

    def announce(address: str) -> None:
        if as_json:
            write_json({"address": address, "data": _without_secret(settings.register)})
        elif not quiet:
            _say(address, settings.is_local, owner, built=BUILT.is_dir())
        if open_pages:
            import webbrowser

            webbrowser.open(address)

    serve(settings, announce)
    return 0


def _say(address: str, is_local: bool, owner: bool, *, built: bool) -> None:
    """Tell on standard output where the pages are; at once, so that a program that waits for it can go on."""
    out = console()
    out.print(f"Oxyura is at {address} (stop it with Ctrl-C)")
    if not is_local:
        out.print("Others can reach it. What is sent to it can be read on the way: put a server with TLS before it.")
    if owner:
        out.print("Exact places of sensitive sites are handed out: let in nobody who must not know them.")
    if not built:
        out.print("The pages are whole, but nothing on them moves: build that part with make web.")
    sys.stdout.flush()


def _place(data: str | None) -> str | Path:
    """Return where the register stands: as named, else in the user's folder for data."""
    if data is not None and "://" in data:
        return data
    if data is None:
        from platformdirs import user_data_path

        place = user_data_path("oxyura", appauthor=False)
    else:
        place = Path(data)
    if place.is_file():
        return place
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder cannot be made: {error.strerror or error}.",
            where=str(place),
            remedy="Name one that you may write to with --data.",
        ) from error
    return place / "register.sqlite"


def _without_secret(place: str | Path) -> str:
    """Return where the register stands, without what an address of a database may hold."""
    text = str(place)
    return text.partition("://")[0] if "://" in text else text


def _read_token(file: Path) -> str:
    try:
        token = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The file with the token cannot be read.", where=str(file), remedy="Name a file with one line of text."
        ) from error
    if len(token) < _SHORTEST_TOKEN:
        raise InputError(
            f"The token is shorter than {_SHORTEST_TOKEN} characters.",
            where=str(file),
            remedy="Use a long one that nobody guesses.",
        )
    return token
