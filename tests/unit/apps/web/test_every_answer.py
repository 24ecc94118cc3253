"""What every answer of the server has to be, whatever is asked: found by asking for everything."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from clients import client_of
from route_walk import READS, WORD, WRITE_HEADERS, Answered, app_of, routes_of

from oxyura.apps.web.forms import COOKIE
from oxyura.register.store import Register

TOKEN = "a-token-that-nobody-guesses"
# Who has not signed in may see these.
_OPEN = ("/healthz", "/login", "/logout")
_INLINE = (
    re.compile(r"<style\b", re.I),
    re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    re.compile(r"\bjavascript:", re.I),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?|-inf", re.I)


def is_page(each: Answered) -> bool:
    """Tell whether an answer is shown as a page of this server."""
    shown = "attachment" not in each.answer.headers.get("content-disposition", "")
    return shown and each.answer.headers.get("content-type", "").startswith("text/html")


def inline_in(text: str) -> list[str]:
    """Return what the policy of the pages would refuse."""
    return [match[0] for pattern in _INLINE for match in pattern.finditer(text)]


def test_what_is_inline_would_be_noticed() -> None:
    for text in ('<p style="a">', "<style>", "<script>a", '<a onclick="b">', '<a href="javascript:c">', "<p  STYLE=x>"):
        assert inline_in(text), text
    allowed = '<script type="module" src="/a.js"></script><script type="application/json">{}</script><p class="style">'
    assert not inline_in(allowed)


def test_every_answer_has_the_policy(walked: list[Answered]) -> None:
    for each in walked:
        headers = each.answer.headers
        assert "default-src 'none'" in headers["content-security-policy"], each.asked
        assert "unsafe" not in headers["content-security-policy"], each.asked
        assert headers["x-content-type-options"] == "nosniff", each.asked
        assert headers["x-frame-options"] == "DENY", each.asked


def test_no_page_has_anything_inline(walked: list[Answered]) -> None:
    pages = [each for each in walked if is_page(each)]
    assert len(pages) > 60
    found = {each.asked: inline_in(each.answer.text)[:3] for each in pages}
    assert {asked: inline for asked, inline in found.items() if inline} == {}


def test_reports_are_files_to_keep(walked: list[Answered]) -> None:
    """A report brings styles of its own, which must not be shown as a page of this server."""
    reports = [each for each in walked if each.route == "/s/{study}/files/{name}" or "/files/" in each.route]
    kept = [each for each in reports if each.answer.status_code == 200]
    assert len(kept) > 10
    assert [each.asked for each in kept if "attachment" not in each.answer.headers["content-disposition"]] == []


@pytest.mark.parametrize(
    ("method", "address", "options", "status"),
    [
        ("GET", "/nothing", {}, 404),
        ("GET", "/m/x/y", {}, 404),
        ("GET", "/c/XX", {}, 404),
        ("GET", "/j/none", {}, 404),
        ("PUT", "/m", {"headers": {**WRITE_HEADERS, "Cookie": f"{COOKIE}={WORD}"}}, 405),
        ("GET", "/m", {"headers": {"Host": "evil.example"}}, 421),
        ("POST", "/s/hand-in", {}, 403),
        ("POST", "/start", {"content": b"0" * (2**20 + 1)}, 413),
        ("POST", "/s/hand-in", {"headers": {**WRITE_HEADERS, "Cookie": f"{COOKIE}={WORD}"}}, 422),
        ("GET", "/j/0%00", {}, 404),
    ],
)
def test_pages_of_errors_are_pages(
    sensitive: Register, method: str, address: str, options: dict[str, object], status: int
) -> None:
    with client_of(app_of(sensitive)) as client:
        answer = client.request(method, address, **options)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not inline_in(answer.text)
    assert "<h1" in answer.text


def test_a_mistake_of_ours_is_told_as_safely(sensitive: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret-of-the-machine")

    app = app_of(sensitive)
    monkeypatch.setattr(app.state.library, "entries", fail)
    with client_of(app) as client:
        for address in ("/", "/s", "/c/SH"):
            answer = client.get(address)
            assert answer.status_code == 500
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-frame-options"] == "DENY"
            assert "secret-of-the-machine" not in answer.text
            assert not inline_in(answer.text)


def test_no_write_from_elsewhere_is_taken(sensitive: Register) -> None:
    """Every write of every route, of pages and programs: refused when a page of another server sends it."""
    app = app_of(sensitive)
    jobs = len(sensitive.jobs.list(most=1000))
    writes = [(method, route) for route in routes_of(app) for method in sorted(route.writes)]
    assert len(writes) > 12
    with client_of(app) as client:
        for method, route in writes:
            address = re.sub("{[^}]+}", "0" * 32, route.path)
            for headers in (
                {"Sec-Fetch-Site": "cross-site"},
                {"Origin": "https://evil.example"},
                {**WRITE_HEADERS, "Origin": "null", "Cookie": f"{COOKIE}={WORD}"},
                {**WRITE_HEADERS, "X-CSRF-Token": WORD[::-1], "Cookie": f"{COOKIE}={WORD}"},
                {"Sec-Fetch-Site": "same-origin", "Cookie": f"{COOKIE}={WORD}"},
            ):
                for sent in ({"data": {"a": "b"}}, {"json": {}}, {"files": {"file": ("a.zip", b"PK")}}):
                    answer = client.request(method, address, headers=headers, **sent)
                    assert answer.status_code == 403, (method, route.path, headers)
    assert len(sensitive.jobs.list(most=1000)) == jobs


def test_no_route_answers_to_another_name(sensitive: Register) -> None:
    app = app_of(sensitive)
    with client_of(app, headers={"Host": "evil.example"}) as client:
        for route in routes_of(app):
            for method in sorted(route.methods - {"HEAD"}):
                address = re.sub("{[^}]+}", "0" * 32, route.path)
                assert client.request(method, address).status_code == 421, (method, route.path)


def test_no_route_answers_without_the_token(sensitive: Register) -> None:
    app = app_of(sensitive, token=TOKEN)
    with client_of(app) as client:
        for route in routes_of(app):
            if route.path in _OPEN:
                continue
            for method in sorted(route.methods - {"HEAD"}):
                address = re.sub("{[^}]+}", "0" * 32, route.path)
                answer = client.request(method, address)
                if route.is_api or method not in READS:
                    assert answer.status_code in (401, 303), (method, route.path)
                else:
                    assert answer.status_code == 303, (method, route.path)
                if answer.status_code == 303:
                    assert answer.headers["location"].startswith("/login?next="), (method, route.path)


def test_the_token_stands_in_no_address_and_no_answer(sensitive: Register) -> None:
    with client_of(app_of(sensitive, token=TOKEN)) as client:
        page = client.get("/login").text
        assert 'method="post"' in page
        word = re.search('name="csrf" value="([^"]+)"', page)
        assert word is not None
        entered = client.post("/login", params={"next": "/m"}, data={"csrf": word[1], "token": TOKEN})
        told = [entered, *(client.get(address) for address in ("/m", "/s", "/j", "/nothing", "/api/v1/studies"))]
        for answer in told:
            assert answer.status_code in (200, 303, 404)
            assert TOKEN not in repr(dict(answer.headers)) + answer.text
            assert TOKEN not in str(answer.url)


def csv_parts(content: bytes) -> Iterator[str]:
    """Yield every table of text in a file, in archives too."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.endswith(".csv"):
                    yield archive.read(name).decode("utf-8-sig")
                elif name.endswith(".zip"):
                    yield from csv_parts(archive.read(name))


def formulas_in(text: str) -> list[str]:
    """Return the cells of a CSV file that a spreadsheet would run."""
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    return [cell for cell in cells if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)]


def test_no_table_holds_a_formula(walked: list[Answered]) -> None:
    """The study has cells that a spreadsheet would run: not one of them leaves as it came."""
    assert formulas_in('a,"=1+1",-2.5\n') == ["=1+1"]
    tables, escaped = 0, 0
    for each in walked:
        if each.route.endswith("/study.zip") or each.route.endswith("/download"):
            # The study as its owner handed it in, or written anew for who must not know it.
            continue
        kind = each.answer.headers.get("content-type", "")
        texts = [each.answer.content.decode("utf-8-sig")] if kind.startswith("text/csv") else []
        for text in (*texts, *csv_parts(each.answer.content)):
            tables += 1
            escaped += "'=HYPERLINK" in text
            assert formulas_in(text) == [], each.asked
    assert tables > 100
    assert escaped > 5


def test_no_workbook_holds_a_formula(walked: list[Answered]) -> None:
    from openpyxl import load_workbook

    books = [each for each in walked if each.route.endswith(".xlsx") and each.answer.status_code == 200]
    assert books
    for each in books:
        book = load_workbook(io.BytesIO(each.answer.content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert any("HYPERLINK" in str(cell.value) for cell in cells)
