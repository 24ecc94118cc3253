"""`oxyura serve`: the web application."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oxyura.apps.cli.reporting import console, write_json
from oxyura.schema.errors import InputError

_SHORTEST_TOKEN = 16


def run(
    *,
    studies: Sequence[Path],
    register: Path | None,
    casebook: bool,
    host: str,
    port: int,
    token_file: Path | None,
    workers: int,
    as_json: bool,
    quiet: bool,
) -> int:
    """Serve the pages until the process is stopped."""
    from oxyura.apps.web.rendering import BUILT
    from oxyura.apps.web.serve import serve
    from oxyura.apps.web.settings import WebSettings

    settings = WebSettings(
        _place(register),
        tuple(studies),
        casebook,
        host,
        port,
        None if token_file is None else _read_token(token_file),
        workers,
    )

    def announce(address: str) -> None:
        if as_json:
            write_json({"address": address, "register": str(settings.register)})
        elif not quiet:
            out = console()
            out.print(f"Oxyura is at {address} (stop it with Ctrl-C)")
            if not BUILT.is_dir():
                out.print("The pages are whole, but nothing on them moves: build that part with make web.")

    serve(settings, announce)
    return 0


def _place(register: Path | None) -> Path:
    """Return where the register stands: as named, else in the user's folder for data."""
    if register is not None:
        return register
    from platformdirs import user_data_path

    place = user_data_path("oxyura", appauthor=False)
    place.mkdir(parents=True, exist_ok=True)
    return place / "register.sqlite"


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
