"""No exact place of a sensitive site leaves the server, by whatever route, format, file or message."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx
import numpy as np
import pytest

sys.path.append(str(Path(__file__).parent))

from clients import Client, client_of
from place_finder import find_in_text, find_places
from route_walk import FORMATS, NAME, Answered, app_of, hand_in
from sensitive_study import LAT, LON, SECRET, WRITTEN, write_sensitive_study

from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import web_kinds
from oxyura.apps.web.settings import WebSettings
from oxyura.register.records import JobFailure
from oxyura.register.store import Register

# What a run keeps was written for everybody, whoever may read it now.
_FOR_EVERYBODY = ("/s/{study}/files/{name}",)


def places_told(answer: httpx.Response) -> set[str]:
    """Return what an answer tells of the place, in its headers too."""
    return find_in_text(repr(dict(answer.headers))) | _places_in(answer.content)


@cache
def _places_in(content: bytes) -> frozenset[str]:
    return frozenset(find_places(content))


@pytest.fixture(scope="module")
def client(sensitive: Register) -> Iterator[Client]:
    with client_of(app_of(sensitive)) as opened:
        yield opened


def _packed(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.csv", content)
    return stream.getvalue()


def _parquet(values: list[float]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(pa.table({"lat": values}), sink, compression="zstd")
    return sink.getvalue()


def _database(value: float, *, as_geometry: bool) -> bytes:
    import sqlite3
    import struct

    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (a)")
    database.execute("INSERT INTO t VALUES (?)", (struct.pack("<BIdd", 1, 1, -9.9, value) if as_geometry else value,))
    database.commit()
    return database.serialize()


def test_every_leak_would_be_noticed() -> None:
    """A walk that finds nothing shows nothing unless each way of writing the place would be found."""
    for written in (*WRITTEN, "x 40.3188 y", 'cx="9.93462"', "40.319", "-9,9346", "40&#176;19&#8242;"):
        assert find_in_text(written), written
        assert find_places(_packed(written.encode())), written
        assert find_places(_packed(_packed(written.encode()))), written
        assert find_places(gzip.compress(written.encode())), written
    assert find_places(_packed(b"x").replace(b"a/b.csv", b"40.3188"))
    assert find_places(_database(LAT, as_geometry=True))
    assert find_places(_database(LAT, as_geometry=False))
    assert find_places(_database(float(np.radians(LAT)), as_geometry=False))
    assert find_places(b"%PDF-1.7 stream\n" + zlib.compress(b"BT (40.3187) Tj ET") + b"\nendstream")
    assert find_places(_parquet([1.0, LAT]))
    assert find_places(_packed(_parquet([LON, 2.0])))
    for chance in ("2026-11-22T09:56:40.318752Z", "Sun, 22 Nov 2026 09:56:07 GMT", "ab1105927c44e0"):
        assert not find_in_text(chance), chance
    for told in ("40.3, -9.9 and 1.234", "in 40 of 19 weeks", "40.3 S, 9.9 W", "1976 2004", "9.9 %", "-9,9"):
        assert not find_in_text(told), told
    assert not find_places(_database(-40.3, as_geometry=True))
    assert not find_places(_parquet([-40.3, -9.9]))


def test_no_route_tells_the_place(walked: list[Answered]) -> None:
    told = [(each.asked, sorted(found)[:5]) for each in walked if (found := places_told(each.answer))]
    assert told == []


def test_the_walk_went_everywhere(walked: list[Answered], sensitive: Register) -> None:
    broken = [(each.asked, each.answer.text[:200]) for each in walked if each.answer.status_code >= 500]
    assert broken == []
    answered = {each.route for each in walked if each.answer.status_code in (200, 201, 202, 303)}
    # Without a token there is nobody to sign in, and a table without a name is none.
    assert {each.route for each in walked} - answered <= {
        "/api/v1/studies/{study}/tables/{table}",
        "/api/v1/runs/{run}/{table}",
    }
    kinds = {job.kind for job in sensitive.jobs.list(most=200) if job.state in ("done", "failed")}
    assert kinds == set(web_kinds()), "Every kind of job is done in the walk."


def test_the_owner_sees_the_place_in_every_format(owned: list[Answered]) -> None:
    """The same walk over the owner's server: it finds the place where it should stand, so it would elsewhere."""
    telling = {each.asked.removeprefix("GET ") for each in owned if places_told(each.answer)}
    asked = {
        *(f"/api/v1/studies/{NAME}/tables/sites?format={name}" for name in FORMATS),
        *(f"/api/v1/sites?format={name}" for name in FORMATS),
        f"/api/v1/studies/{NAME}/download",
        f"/s/{NAME}/study.zip?lang=fr",
        f"/s/{NAME}/study.xlsx?lang=fr",
        f"/s/{NAME}/result.zip?lang=fr",
        f"/p/{NAME}/{SECRET}?lang=fr",
        f"/m/{NAME}/albatross?lang=fr",
        "/i/mus-musculus?lang=fr",
        "/c/SH?lang=fr",
        "/c/SH.geojson?lang=fr",
    }
    assert asked - telling == set()


def test_what_is_kept_stays_generalised(owned: list[Answered]) -> None:
    """A report, a pack or a plan may be handed on, and outlives the way in which the server was started."""
    for each in owned:
        if each.route in _FOR_EVERYBODY or each.route in ("/j/{job}/file", "/c/{code}/pack.zip"):
            assert not places_told(each.answer), each.asked


def test_every_page_of_the_owner_says_so(owned: list[Answered], walked: list[Answered]) -> None:
    def says(each: Answered) -> bool:
        return "exact-places" in each.answer.text

    def pages(answers: list[Answered]) -> list[Answered]:
        shown = [each for each in answers if each.route not in _FOR_EVERYBODY]
        return [each for each in shown if each.answer.text.startswith("<!doctype html>")]

    assert len(pages(owned)) > 40
    assert [each.asked for each in pages(owned) if not says(each)] == []
    assert [each.asked for each in pages(walked) if says(each)] == []


def test_the_site_is_there_where_it_may_be_shown(client: Client) -> None:
    sites = client.get(f"/api/v1/studies/{NAME}/tables/sites").json()["items"]
    assert (sites[0]["lat"], sites[0]["lon"], sites[0]["geometry_wkt"]) == (-40.3, -9.9, None)
    assert sites[0]["generalised"] is True
    assert sites[0]["name"] == "Secret colony (…, … S)"
    assert not set(sites[0]["notes"]) & set("0123456789")
    assert (sites[1]["lat"], sites[1]["lon"], sites[1]["generalised"]) == (-35.25, 5.5, False)
    places = client.get(f"/api/v1/studies/{NAME}/tables/sites?format=geojson").json()["features"]
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
    assert not places_told(answer)


def test_a_failed_job_does_not_tell_the_place(sensitive: Register) -> None:
    from shelf import StandInRegister

    shelf = StandInRegister((), ("gough",))
    shelf.jobs.state = "failed"
    problem = {"file": "sites.csv", "row": 2, "column": "lat", "message": f"{LAT} is too low", "value": str(LAT)}
    shelf.jobs.failure = JobFailure(f"The first: {LAT} is too low.", f"sites, {LAT}", "Mend it.", (problem,))
    with client_of(create_app(WebSettings("unused"), shelf)) as client:
        for address in ("/", "/?lang=fr", "/s/gough", "/m/gough/x", f"/api/v1/jobs/{'0' * 32}"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert not places_told(answer), address


def test_the_owner_gets_every_digit(sensitive: Register) -> None:
    with client_of(app_of(sensitive, owner=True)) as client:
        sites = client.get(f"/api/v1/studies/{NAME}/tables/sites").json()["items"]
        assert (sites[0]["lat"], sites[0]["lon"], sites[0]["generalised"]) == (LAT, LON, False)
        with zipfile.ZipFile(io.BytesIO(client.get(f"/api/v1/studies/{NAME}/download").content)) as archive:
            assert str(LAT) in archive.read("sites.csv").decode()
        with zipfile.ZipFile(io.BytesIO(client.get(f"/s/{NAME}/result.zip").content)) as archive:
            assert str(LAT) in archive.read("tables/sites.csv").decode()
        place = client.get(f"/p/{NAME}/{SECRET}").text
        assert "40.31875° S, 9.93462° W (sensitive: the exact place)" in place
        assert f'data-lon="{LON}"' in place
        assert 'data-generalised="no"' in place


def test_the_owner_sees_what_was_handed_in(sensitive: Register) -> None:
    """What the server has checked for one reader is not shown to another: the flag goes with what is kept."""
    key = hand_in(sensitive)
    for owner in (True, False, True):
        with client_of(app_of(sensitive, owner=owner)) as client:
            answer = client.get(f"/s/hand-in/{key}")
            assert answer.status_code == 200
            assert bool(places_told(answer)) is owner
