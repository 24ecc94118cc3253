"""How the web application is run."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from oxyura.schema.errors import InputError

DEFAULT_PORT = 8321


@dataclass(frozen=True)
class WebSettings:
    """How the web application is run.

    Parameters
    ----------
    register : str or Path
        A file, a folder or the URL of a database.
    studies : tuple of Path
        Folders whose studies are taken in at the start.
    casebook : bool
        Whether the studies that ship with the program are shown.
    host, port : str, int
        Where it listens.
    token : str, optional
        What a visitor must know; needed on any address but this machine's own.
    workers : int
        Processes that compute.
    names : tuple of str
        Further names under which the server may be asked for.
    owner : bool
        Whether who reads owns the data, and may have the exact place of a sensitive site.
    writes_per_minute : int
        For each address.
    log : {'text', 'json'}
        How the server writes down what happens.
    conventions : Path, optional
        Table of parties to conventions.

    Raises
    ------
    InputError
        The address is not this machine's own, and there is no token.
    """

    register: str | Path
    studies: tuple[Path, ...] = ()
    casebook: bool = True
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    token: str | None = field(default=None, repr=False)
    workers: int = 1
    names: tuple[str, ...] = ()
    owner: bool = False
    writes_per_minute: int = 240
    log: Literal["text", "json"] = "text"
    conventions: Path | None = None

    def __post_init__(self) -> None:
        if not self.is_local and not self.token:
            raise InputError(
                f"The address {self.host} can be reached by others, and no token guards it.",
                where="--host",
                remedy="Give --token-file with a secret of your own, or leave out --host.",
            )

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the address."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
