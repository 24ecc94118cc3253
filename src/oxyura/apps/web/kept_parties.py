"""The table of parties to conventions that somebody has handed in: one is kept, and the newest counts."""

from __future__ import annotations

import datetime
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from oxyura.register.keys import content_key
from oxyura.schema.conventions import Membership

if TYPE_CHECKING:
    from oxyura.register.store import Register
    from oxyura.sources.conventions import PartiesFile

Way = Literal["page", "start"]
_SETTING = "conventions"
_AT_START = "conventions-at-start"
# Every page of a country asks; what was read of a content never changes.
_READ: OrderedDict[str, PartiesFile] = OrderedDict()
_MOST_READ = 4


@dataclass(frozen=True)
class KeptParties:
    """Which table of parties is kept.

    Parameters
    ----------
    sha256 : str
        Checksum of its content.
    name : str
        Of the file.
    day : str
        On which it was handed in, YYYY-MM-DD.
    way : {'page', 'start'}
        On a page, or when the server was started.
    """

    sha256: str
    name: str
    day: str
    way: Way


def find_parties(register: Register) -> KeptParties | None:
    """Return which table is kept; None where there is none."""
    kept = register.setting(_SETTING)
    return KeptParties(**json.loads(kept)) if kept else None


def keep_parties(register: Register, name: str, content: bytes, way: Way = "page") -> PartiesFile:
    """Keep a table instead of the one before.

    Raises
    ------
    InputError
        It is no table of parties; the one before stays.
    """
    from oxyura.sources.conventions import parse_parties

    plain = PurePath(name.replace("\\", "/")).name
    found = parse_parties(content, plain)
    key = register.keep_upload(plain, content)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    register.keep_setting(_SETTING, json.dumps(asdict(KeptParties(key, register.upload(key)[0], today, way))))
    return found


def keep_at_start(register: Register, name: str, content: bytes) -> None:
    """Keep the table that the server is started with, unless it was at the start before and a newer one came since."""
    key = content_key(content)
    if find_parties(register) is None or register.setting(_AT_START) != key:
        keep_parties(register, name, content, "start")
        register.keep_setting(_AT_START, key)


def remove_parties(register: Register) -> None:
    """Keep no table any longer."""
    register.keep_setting(_SETTING, "")


def check_kept(register: Register, key: str) -> str:
    """Return the checksum of a table that is there; NotFoundError where it is not kept any longer."""
    read_kept(register, key)
    return key


def read_kept(register: Register, key: str) -> PartiesFile:
    """Return a table that is kept, or was when a job was asked for, by its checksum.

    Raises
    ------
    NotFoundError
        It is not kept any longer.
    """
    if key not in _READ:
        from oxyura.sources.conventions import parse_parties

        name, content = register.upload(key)
        _READ[key] = parse_parties(content, name)
        while len(_READ) > _MOST_READ:
            _READ.popitem(last=False)
    return _READ[key]


def memberships_of(register: Register, party: str) -> Mapping[str, Membership]:
    """Return what the kept table says of a Party, by convention; empty without one."""
    kept = find_parties(register)
    if kept is None:
        return {}
    return {each.convention: each for each in read_kept(register, kept.sha256).of(party)}
