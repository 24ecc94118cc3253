"""No exact place of a sensitive site leaves the server, by whatever route, format, file or message."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from clients import Client, client_of
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sensitive_study import LAT, LON, OUTLINE, SECRET, write_sensitive_study

from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import assess_for_pages
from oxyura.apps.web.settings import WebSettings
from oxyura.register.records import JobFailure
from oxyura.register.store import Register

NAME = "secret-study"
_NUMBER = re.compile(r"\d+\.\d+")
_EXACT = {abs(LAT), abs(LON), *(abs(each) for corner in OUTLINE for each in corner)}
_GENERALISED = {40.3, 9.9}


def places_in(text: str) -> set[str]:
    """Return the numbers of a text that tell a coordinate nearer than a tenth of a degree."""
    found = {number for number in _NUMBER.findall(text) if _is_near(float(number)) and len(number.split(".")[1]) > 2}
    return found | {
        digits for digits in ("40.318", "40.319", "9.934", "9.935", "40.31875", "9.93462") if digits in text
    }


def _is_near(number: float) -> bool:
    return any(abs(number - exact) < 0.05 for exact in _EXACT) and number not in _GENERALISED


def doubles_in(content: bytes) -> set[float]:
    """Return the coordinates that stand in a file as eight bytes, wherever they begin."""
    found: set[float] = set()
    for start in range(8):
        usable = (len(content) - start) // 8 * 8
        for order in ("<f8", ">f8"):
            values = np.abs(np.frombuffer(content[start : start + usable], order))
            with np.errstate(invalid="ignore"):
                found |= {float(each) for exact in _EXACT for each in values[np.abs(values - exact) < 0.05]}
    return found - _GENERALISED


def texts_of(answer: httpx.Response) -> Iterator[str]:
    """Yield everything that an answer says, what is packed in it too."""
    yield repr(dict(answer.headers))
    yield from _texts(answer.content)


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(archive.read(name))
    elif content.startswith(b"PAR1"):
        from pyarrow import parquet

        table = parquet.read_table(io.BytesIO(content))
        yield repr(table.to_pylist()) + repr(table.schema.metadata)
    elif content.startswith(b"SQLite format 3"):
        assert not doubles_in(content)
        yield content.decode("latin-1")
    else:
        yield content.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = tmp_path_factory.mktemp("sensitive")
    study = write_sensitive_study(folder / NAME)
    with Register.open(folder / "register.sqlite") as opened:
        record = opened.add_study(NAME, {path.name: path.read_bytes() for path in study.iterdir()})
        assess_for_pages(opened, {"study": record.key, "options": {}} | _complete(opened, record.key), _say_nothing)
        yield opened


def _complete(register: Register, key: str) -> dict[str, Any]:
    from oxyura.register.work import read_assess

    return read_assess(register, {"study": key})


def _say_nothing(step: str, fraction: float) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def app(register: Register) -> FastAPI:
    return create_app(WebSettings("unused", writes_per_minute=100_000), register)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[Client]:
    with client_of(app) as opened:
        yield opened


def _addresses(app: FastAPI, register: Register) -> list[str]:
    """Return every address that can be read, with what can be put into each."""
    (study,) = register.studies()
    (run,) = register.runs()
    job = register.jobs.submit("assess", {"study": study.key})
    values: dict[str, list[str]] = {
        "study": [NAME],
        "migrant_id": ["albatross"],
        "taxon": ["mus-musculus"],
        "site_id": [SECRET, "ocean"],
        "code": ["SH"],
        "run": [run.key],
        "job": [job],
        "upload": [_handed_in(register)],
        "table": ["sites"],
        "name": [file.name for file in run.files],
        "name:path": [file.name for file in run.files],
    }
    found: list[str] = []
    for path, methods in _routes(app):
        if "GET" not in methods:
            continue
        addresses = [path]
        for parameter in re.findall(r"{([^}]+)}", path):
            given = values[parameter.removesuffix(":path")]
            addresses = [address.replace(f"{{{parameter}}}", value) for address in addresses for value in given]
        found += addresses
    return found


def _handed_in(register: Register) -> str:
    """Return the key of the study as a file that was handed in, with a mistake in the row of the sensitive site."""
    record = register.studies()[0]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in record.files:
            content = register.study_file(record.key, file.name)
            archive.writestr(file.name, content.replace(str(LAT).encode(), f"{LAT}x".encode()))
    return register.keep_upload("secret.zip", stream.getvalue())


def _routes(app: FastAPI) -> list[tuple[str, frozenset[str]]]:
    """Return every route: its path, and the methods that it takes."""
    found = [(route.path, frozenset(route.methods or ())) for route in iter_route_contexts(app.routes) if route.path]
    assert len(found) > 40
    return found


def test_a_leak_would_be_noticed() -> None:
    assert all(map(places_in, (f"at {LAT}", "x 40.3188 y", 'cx="9.93462"')))
    assert not places_in("40.3, -9.9 and 1.234")
    assert doubles_in(b"x" + np.float64(LAT).tobytes()) == {abs(LAT)}


def test_no_route_tells_the_place(app: FastAPI, register: Register, client: Client) -> None:
    addresses = _addresses(app, register)
    assert len(addresses) > 60
    leaks, answered = [], 0
    for address in addresses:
        queries = [""]
        if address.startswith("/api/v1/"):
            queries += [f"?format={name}" for name in ("csv", "geojson", "gpkg", "parquet")]
        else:
            queries += ["?lang=fr", "?lang=es&week=10", f"?q={SECRET}"]
        for query in queries:
            answer = client.get(address + query)
            assert answer.status_code < 500, (address, answer.text[:300])
            answered += answer.status_code == 200
            leaks += [(address + query, sorted(places_in(text))) for text in texts_of(answer) if places_in(text)]
    assert leaks == []
    assert answered > 200


def test_the_site_is_there_where_it_may_be_shown(client: Client) -> None:
    sites = client.get(f"/api/v1/studies/{NAME}/tables/sites").json()["items"]
    assert (sites[0]["lat"], sites[0]["lon"], sites[0]["geometry_wkt"]) == (-40.3, -9.9, None)
    assert sites[0]["generalised"] is True
    assert sites[0]["notes"] == "Nests counted at …, …."
    assert (sites[1]["lat"], sites[1]["lon"], sites[1]["generalised"]) == (-35.25, 5.5, False)
    places = client.get("/api/v1/sites?format=geojson").json()["features"]
    assert [place["geometry"]["coordinates"] for place in places] == [[-9.9, -40.3], [5.5, -35.25]]


def test_search_does_not_find_by_place(client: Client) -> None:
    for sought in ("40.3187", str(LAT), "9.9346"):
        answer = client.get("/search", params={"q": sought}, headers={"HX-Request": "true"})
        assert SECRET not in answer.text
        assert client.get("/api/v1/sites", params={"q": sought}).json()["total"] == 0


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("sites.csv", f"{LAT!r},", f"{abs(LAT) + 100},"),
        ("sites.csv", "POLYGON ((", f"POLYGON (({LON} {LAT - 100}, "),
        ("sites.csv", "POLYGON", "POLYGONE"),
        ("sites.csv", ",yes,", ",yess,"),
        ("distribution.csv", "surveyed", "surveyd"),
    ],
)
def test_messages_do_not_tell_the_place(client: Client, tmp_path: Path, table: str, old: str, new: str) -> None:
    folder = write_sensitive_study(tmp_path / "broken")
    (folder / table).write_text((folder / table).read_text().replace(old, new))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    # A program, which has no cookies: pages with forms have set one before.
    client.cookies.clear()
    answer = client.post("/api/v1/studies", files={"file": ("broken.zip", packed.getvalue())})
    assert answer.status_code == 422, answer.text
    assert answer.json()["problems"]
    assert not [text for text in texts_of(answer) if places_in(text)]


def test_a_failed_job_does_not_tell_the_place(app: FastAPI) -> None:
    from shelf import StandInRegister

    shelf = StandInRegister((), ("gough",))
    shelf.jobs.state = "failed"
    problem = {"file": "sites.csv", "row": 2, "column": "lat", "message": f"{LAT} is too low", "value": str(LAT)}
    shelf.jobs.failure = JobFailure(f"The first: {LAT} is too low.", f"sites, {LAT}", "Mend it.", (problem,))
    with client_of(create_app(WebSettings("unused"), shelf)) as client:
        for address in ("/", "/s/gough", "/m/gough/x", f"/api/v1/jobs/{'0' * 32}"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert not [text for text in texts_of(answer) if places_in(text)], address


def test_the_owner_gets_every_digit(register: Register) -> None:
    with client_of(create_app(WebSettings("unused", owner=True), register)) as client:
        sites = client.get(f"/api/v1/studies/{NAME}/tables/sites").json()["items"]
        assert (sites[0]["lat"], sites[0]["lon"], sites[0]["generalised"]) == (LAT, LON, False)
        packed = client.get(f"/api/v1/studies/{NAME}/download").content
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            assert str(LAT) in archive.read("sites.csv").decode()
