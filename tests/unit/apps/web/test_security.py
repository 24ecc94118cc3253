"""Who is let in, what may be sent, and what every answer says to the browser."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from clients import Client, client_of
from fastapi import FastAPI

from oxyura.apps.web.application import create_app
from oxyura.apps.web.bounds import Allowance
from oxyura.apps.web.forms import COOKIE as FORM_COOKIE
from oxyura.apps.web.logs import write_logs
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.sign_in import COOKIE as VISIT_COOKIE
from oxyura.register.store import Register
from oxyura.schema.errors import InputError

TOKEN = "a-token-that-nobody-guesses"
STUDY = b"title = 'A study'\nhorizon_years = 5\ndraws = 10\nseed = 1\ndate = 2026-01-15\n"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("guarded") / "register.sqlite") as opened:
        opened.add_study("plain", {"study.toml": STUDY})
        yield opened


def app_of(register: Register, **options: object) -> FastAPI:
    return create_app(WebSettings("unused", **options), register)


@pytest.fixture(scope="module")
def client(register: Register) -> Iterator[Client]:
    with client_of(app_of(register)) as opened:
        yield opened


@pytest.fixture
def guarded(register: Register) -> Iterator[Client]:
    with client_of(app_of(register, token=TOKEN)) as opened:
        yield opened


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_no_other_address_without_a_token(host: str) -> None:
    with pytest.raises(InputError, match="no token"):
        WebSettings("unused", host=host)
    assert WebSettings("unused", host=host, token=TOKEN).host == host


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(WebSettings("unused", token=TOKEN))


@pytest.mark.parametrize("address", ["/", "/m", "/healthz", "/api/v1/studies", "/nothing", "/api/v1/nothing"])
def test_every_answer_has_the_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1", "a@b", ""]
)
def test_another_name_is_refused(client: Client, host: str) -> None:
    answer = client.get("/api/v1/studies", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["localhost:8321", "127.0.0.1", "[::1]:80", "LOCALHOST."])
def test_this_machine_is_known(client: Client, host: str) -> None:
    assert client.get("/api/v1/studies", headers={"Host": host}).status_code == 200


def test_names_are_known_where_they_are_given(register: Register) -> None:
    app = app_of(register, host="0.0.0.0", token=TOKEN, names=("pages.example",))
    with client_of(app, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        statuses = {
            host: client.get("/api/v1/studies", headers={"Host": host}).status_code
            for host in ("pages.example", "192.0.2.1:8321", "evil.example")
        }
    assert statuses == {"pages.example": 200, "192.0.2.1:8321": 200, "evil.example": 421}


def test_nobody_without_the_token_sees_anything(guarded: Client) -> None:
    page = guarded.get("/m?week=3")
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2Fm%3Fweek%3D3")
    for address in ("/api/v1/studies", "/api/v1/openapi.json", "/api/v1/nothing"):
        answer = guarded.get(address, headers={"Authorization": "Bearer wrong"})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert guarded.get("/healthz").text == "ok"
    assert guarded.get("/static/mark.svg").status_code == 200


def test_a_program_sends_the_token(guarded: Client) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/api/v1/studies", headers=headers).json()["total"] == 1


def _sign_in(client: Client, token: str, target: str = "/m") -> int:
    word = re.search('name="csrf" value="([^"]+)"', client.get("/login").text)
    assert word is not None
    answer = client.post("/login", params={"next": target}, data={"csrf": word[1], "token": token})
    if answer.status_code == 303:
        assert answer.headers["location"] in (target, "/")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert TOKEN not in cookie
    return answer.status_code


def test_a_visitor_gives_the_token(guarded: Client) -> None:
    assert _sign_in(guarded, "another") == 403
    assert guarded.get("/m").status_code == 303
    assert _sign_in(guarded, TOKEN) == 303
    assert guarded.get("/m").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_way_back_leads_nowhere_else(guarded: Client, elsewhere: str) -> None:
    word = re.search('name="csrf" value="([^"]+)"', guarded.get("/login").text)
    assert word is not None
    answer = guarded.post("/login", params={"next": elsewhere}, data={"csrf": word[1], "token": TOKEN})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("cookie", ["", "x", "9999999999.a.b", "9999999999.a." + "0" * 64, "é.é.é"])
def test_a_made_up_visit_is_none(guarded: Client, cookie: str) -> None:
    header = f"{VISIT_COOKIE}={cookie}".encode()
    assert guarded.get("/m", headers=[(b"cookie", header), (b"host", b"localhost")]).status_code == 303


def test_guessing_is_slowed_down(guarded: Client) -> None:
    statuses = [_sign_in(guarded, f"guess-{number}") for number in range(12)]
    assert statuses.count(403) <= 10
    assert statuses[-1] == 429


WRITE = {"json": {"kind": "assess"}}


def test_a_program_without_cookies_may_write(client: Client) -> None:
    assert client.post("/api/v1/studies/plain/runs", **WRITE).status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Cookie": f"{FORM_COOKIE}=abcdefghijklmnopqrst"},
        {"Cookie": f"{FORM_COOKIE}=abcdefghijklmnopqrst", "X-CSRF-Token": "bcdefghijklmnopqrstu"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    ],
)
def test_a_page_from_elsewhere_may_not_write(client: Client, headers: dict[str, str]) -> None:
    answer = client.post("/api/v1/studies/plain/runs", headers=headers, **WRITE)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_page_of_ours_may_write(client: Client) -> None:
    word = "abcdefghijklmnopqrst"
    headers = {
        "Sec-Fetch-Site": "same-origin",
        "Origin": "http://localhost",
        "Cookie": f"{FORM_COOKIE}={word}",
        "X-CSRF-Token": word,
    }
    assert client.post("/api/v1/studies/plain/runs", headers=headers, **WRITE).status_code == 202


def test_every_write_of_a_page_asks_for_the_word(client: Client, register: Register) -> None:
    from fastapi.routing import iter_route_contexts

    writes = [
        (method, route.path)
        for route in iter_route_contexts(app_of(register).routes)
        for method in route.methods or ()
        if method not in ("GET", "HEAD", "OPTIONS") and route.path and not route.path.startswith("/api/")
    ]
    assert writes
    for method, path in writes:
        address = re.sub("{[^}]+}", "x", path)
        for options in ({"data": {"a": "b"}}, {"files": {"file": ("a.zip", b"PK")}}, {"data": {"csrf": "x" * 32}}):
            assert client.request(method, address, **options).status_code == 403, (method, path)


def test_a_word_in_a_form_with_a_file_is_found(client: Client) -> None:
    word = "abcdefghijklmnopqrst"
    headers = {"Cookie": f"{FORM_COOKIE}={word}"}
    big = io.BytesIO(b"0" * 300_000)
    sent = client.post("/nothing", headers=headers, data={"csrf": word}, files={"file": ("a.zip", big)})
    assert sent.status_code == 404
    wrong = client.post("/nothing", headers=headers, data={"csrf": word[::-1]}, files={"file": ("a.zip", b"0")})
    assert wrong.status_code == 403


def test_large_requests_are_refused(client: Client) -> None:
    answer = client.post("/api/v1/studies/plain/runs", content=b"0" * (2**20 + 1))
    assert answer.status_code == 413
    declared = client.post("/api/v1/studies/plain/runs", content=b"{}", headers={"Content-Length": str(2**40)})
    assert declared.status_code == 413


def test_large_requests_are_refused_whatever_they_declare(client: Client) -> None:
    async def parts():  # type: ignore[no-untyped-def]
        for _ in range(20):
            yield b"0" * 100_000

    answer = client.post("/api/v1/studies/plain/runs", content=parts(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_writes_are_bounded(register: Register) -> None:
    with client_of(app_of(register, writes_per_minute=5)) as client:
        statuses = [client.post("/api/v1/studies/plain/runs", **WRITE).status_code for _ in range(7)]
        assert statuses == [202] * 5 + [429] * 2
        assert client.get("/api/v1/studies").status_code == 200


def test_an_allowance_comes_back_with_time() -> None:
    now = [0.0]
    allowance = Allowance(60, clock=lambda: now[0])
    assert [allowance.take("a") for _ in range(61)] == [0] * 60 + [1]
    assert allowance.take("b") == 0
    now[0] = 2.0
    assert [allowance.take("a") for _ in range(3)] == [0, 0, 1]


def test_logs_are_lines_of_json_without_secrets(register: Register) -> None:
    stream = io.StringIO()
    root, access = logging.getLogger(), logging.getLogger("oxyura.access")
    before, level, access_level = list(root.handlers), root.level, access.level
    try:
        write_logs("json", secret=TOKEN, to=stream)
        with client_of(app_of(register, token=TOKEN)) as client:
            client.get(f"/m?token={TOKEN}", headers={"Authorization": f"Bearer {TOKEN}"})
            client.get(f"/nothing/{TOKEN}")
            _sign_in(client, TOKEN)
        logging.getLogger("other").warning("The token is %s\nand a new line", TOKEN)
    finally:
        root.handlers[:], root.level, access.level = before, level, access_level
    text = stream.getvalue()
    assert TOKEN not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"method", "path", "status", "milliseconds", "bytes"} <= set(lines[0])
    assert (lines[0]["path"], lines[0]["status"]) == ("/m", 200)


def test_unforeseen_errors_tell_nothing(client: Client, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret-of-the-machine")

    monkeypatch.setattr(register, "studies", fail)
    for address in ("/api/v1/studies", "/api/v1/sites"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "secret-of-the-machine" not in answer.text
        assert answer.json()["remedy"]


def test_a_wrong_method_is_a_problem(client: Client) -> None:
    answer = client.delete("/api/v1/studies")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "application/problem+json"
