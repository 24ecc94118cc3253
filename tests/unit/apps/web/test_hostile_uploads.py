"""Files that are made to harm, through every door that takes one: a plain answer, and nothing of them is kept."""

from __future__ import annotations

import io
import stat
import struct
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import func, select

sys.path.append(str(Path(__file__).parent))

from clients import Client, client_of
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from route_walk import WORD, WRITE_HEADERS, app_of

from oxyura.apps.web.forms import COOKIE
from oxyura.apps.web.opening import web_kinds
from oxyura.register.contents import BLOBS
from oxyura.register.store import Register
from oxyura.study.templates import create_study

STUDY = {"study.toml": b'title = "A"\ndate = 2026-01-01\n', "sites.csv": b"site_id,name\na,A\n"}
# Every route that takes a file, with the field that it is in.
DOORS = {
    "/s/hand-in": "study",
    "/start": "griis",
    "/conventions": "conventions",
    "/api/v1/studies": "file",
}
# Routes that take a form without a file in it.
_NO_FILE = ("/login", "/logout")


def packed(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("sites.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def _lying() -> bytes:
    content = bytearray(packed({"study.toml": b"a" * 5_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.find(mark) + offset, 10)
    return bytes(content)


def _quine() -> bytes:
    inner = packed({"a.zip": packed({"b.zip": packed({"0": b"0" * 1_000_000})})})
    return packed({"study.zip": inner})


def _workbook_with(part: str, old: bytes, new: bytes, folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(create_study(folder / "book.xlsx")) as book, zipfile.ZipFile(stream, "w") as archive:
        for name in book.namelist():
            content = book.read(name)
            archive.writestr(name, content.replace(old, new, 1) if name == part else content)
    return stream.getvalue()


def entities(folder: Path) -> bytes:
    """Return a workbook whose words are said to stand in a file of the server."""
    doctype = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    return _workbook_with("xl/workbook.xml", b"<workbook", doctype + b"<workbook", folder)


def laughs(folder: Path) -> bytes:
    """Return a workbook that grows without end when it is read."""
    grown = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    return _workbook_with(
        "xl/workbook.xml", b"<workbook", b'<!DOCTYPE x [<!ENTITY a0 "ha">' + grown + b"]><workbook", folder
    )


HOSTILE = {
    "bomb": ("a.zip", packed({**STUDY, "migrants.csv": b"0" * 50_000_000})),
    "many": ("a.zip", packed({f"{n}.txt": b"" for n in range(12_000)}, zipfile.ZIP_STORED)),
    "outside": ("a.zip", packed({**STUDY, "../../etc/cron.d/x": b"x"})),
    "absolute": ("a.zip", packed({**STUDY, "/etc/passwd": b"x"})),
    "drive": ("a.zip", packed({**STUDY, "C:\\x.csv": b"x"})),
    "link": ("a.zip", _link()),
    "lying": ("a.zip", _lying()),
    "nested": ("a.zip", _quine()),
    "no zip": ("a.zip", b"PK\x03\x04 and nothing more"),
    "empty": ("a.zip", b""),
    "long name": ("a.zip", packed({**STUDY, "x" * 5_000 + ".csv": b"x"})),
    "program": ("a.exe", b"MZ"),
    "name": ("../../\u202e\x00<script>alert(1)</script>.zip", b"x"),
    "macros": ("a.xlsm", b"PK"),
}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "register.sqlite", kinds=web_kinds()) as opened:
        yield opened


@pytest.fixture
def client(register: Register) -> Iterator[Client]:
    with client_of(app_of(register)) as opened:
        yield opened


def hand_in(client: Client, door: str, name: str, content: bytes, media: str = "application/zip"):  # type: ignore[no-untyped-def]
    headers = {**WRITE_HEADERS, "Cookie": f"{COOKIE}={WORD}"}
    files = {DOORS[door]: (name, content, media)}
    return client.post(door, headers=headers, data={"party": "ES"}, files=files)


def kept(register: Register) -> tuple[int, int, int]:
    """Return how many studies, jobs and contents are kept."""
    with register._database.reading() as connection:
        contents = connection.scalar(select(func.count()).select_from(BLOBS))
    return len(register.studies()), len(register.jobs.list()), int(contents or 0)


def test_every_door_is_known(register: Register) -> None:
    """Each route that reads a file from a form stands above, so that the tests below go through it."""
    app: FastAPI = app_of(register)
    found = set()
    for route in iter_route_contexts(app.routes):
        endpoint = getattr(route, "endpoint", None)
        names = () if endpoint is None else (*endpoint.__code__.co_names, *map(str, endpoint.__annotations__.values()))
        if "POST" in (route.methods or ()) and any("UploadFile" in name for name in names):
            found.add(route.path)
    assert found - {*_NO_FILE} == set(DOORS)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_made_to_harm_is_refused(client: Client, register: Register, door: str, kind: str) -> None:
    name, content = HOSTILE[kind]
    answer = hand_in(client, door, name, content)
    assert answer.status_code in (413, 422), answer.text[:500]
    if door.startswith("/api/"):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["remedy"]
    else:
        assert 'role="alert"' in answer.text
    for secret in ("/tmp", "upload.zip", "Traceback", "root:", "<script>alert"):
        assert secret not in answer.text
    assert kept(register) == (0, 0, 0)


@pytest.mark.parametrize("make", [entities, laughs])
def test_a_workbook_with_entities_is_never_read(
    client: Client, register: Register, tmp_path: Path, make: object
) -> None:
    content = make(tmp_path)  # type: ignore[operator]
    answer = hand_in(client, "/api/v1/studies", "book.xlsx", content)
    assert answer.status_code in (413, 422), answer.text[:500]
    assert "root:" not in answer.text
    assert kept(register) == (0, 0, 0)
    page = hand_in(client, "/s/hand-in", "book.xlsx", content)
    if page.status_code == 303:
        page = client.get(page.headers["location"])
    assert page.status_code in (200, 413, 422)
    assert "root:" not in page.text
    assert register.studies() == ()


def test_a_huge_cell_is_a_problem_beside_its_row(client: Client, register: Register) -> None:
    files = {**STUDY, "sites.csv": b'site_id,name,notes\na,A,"' + b"x" * 3_000_000 + b'"\n'}
    answer = hand_in(client, "/api/v1/studies", "a.zip", packed(files, zipfile.ZIP_STORED))
    assert answer.status_code in (413, 422)
    assert len(answer.content) < 100_000
    assert kept(register) == (0, 0, 0)


def test_a_study_of_words_that_are_markup_is_shown_as_words(client: Client) -> None:
    name = "<script>alert(1)</script>"
    files = {**STUDY, "sites.csv": f'site_id,name,country\na,"{name}",XX\n'.encode()}
    answer = hand_in(client, "/s/hand-in", "a.zip", packed(files))
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text
