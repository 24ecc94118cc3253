"""A study that is handed in: what is wrong stands beside its cell, what can be used is kept and computed."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from oxyura.apps.web.application import create_app
from oxyura.apps.web.settings import WebSettings
from oxyura.register.store import Register
from oxyura.study.casebook_studies import casebook_path
from unit.apps.web.clients import Client, client_of
from unit.apps.web.shelf import open_shelf


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_shelf(tmp_path, ()) as shelf:
        yield shelf


@pytest.fixture
def client(register: Register) -> Iterator[Client]:
    with client_of(create_app(WebSettings("unused"), register)) as opened:
        yield opened


def study_zip(**changes: tuple[str, str]) -> bytes:
    """Return the smallest study of the casebook, with words changed in tables."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(casebook_path("marion").iterdir()):
            if path.is_file():
                old, new = changes.get(path.stem, ("", ""))
                text = path.read_text("utf-8")
                assert old in text
                archive.writestr(f"marion/{path.name}", text.replace(old, new, 1) if old else text)
    return stream.getvalue()


def token_of(client: Client, address: str = "/s") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(address).text)
    assert found is not None
    return found.group(1)


def hand_in(client: Client, name: str, content: bytes) -> str:
    """Hand in a file and return the address of what was found in it."""
    form = {"csrf": token_of(client)}
    answer = client.post("/s/hand-in", data=form, files={"study": (name, content, "application/zip")})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_problem_stands_in_its_cell(client: Client, register: Register) -> None:
    place = hand_in(client, "marion.zip", study_zip(presences=("eradicated", "eradicatd"), sites=(",ZA", ",QQ")))
    answer = client.get(place)
    assert answer.status_code == 200
    cells = re.findall(r'<td class="is-error"[^>]*data-label="(\w+)">(.*?)</td>', answer.text, re.S)
    found = {column: words(cell) for column, cell in cells}
    assert found["country"].startswith("QQ Error:")
    assert "ISO 3166-1" in found["country"]
    assert found["status"].startswith("eradicatd Error:")
    for described in re.findall(r'tabindex="0" id="[^"]+" aria-describedby="([^"]+)"', answer.text):
        assert f'id="{described}"' in answer.text
    assert "presences.csv" in words(answer.text)
    assert not register.studies()
    assert "Keep it" not in answer.text


def test_a_study_with_errors_is_not_kept(client: Client, register: Register) -> None:
    place = hand_in(client, "marion.zip", study_zip(sites=(",ZA", ",QQ")))
    answer = client.post(f"{place}/keep", data={"csrf": token_of(client)})
    assert answer.status_code == 422
    assert register.studies() == ()


def test_a_study_that_can_be_used_is_kept_and_computed(client: Client, register: Register) -> None:
    place = hand_in(client, "marion.zip", study_zip())
    answer = client.post(f"{place}/keep", data={"csrf": token_of(client, place)})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/s/marion"
    (study,) = register.studies()
    (job,) = register.jobs.list()
    assert (job.kind, job.arguments["study"], job.state) == ("assess", study.key, "waiting")
    assert "Waiting for its turn" in client.get("/s/marion").text
    assert f"/j/{job.key}" in client.get("/s").text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("study.exe", b"MZ", "Files of this kind are not read."),
        ("study.zip", b"no archive", "archive"),
        ("study.xls", b"x", "old Excel format"),
        ("study.csv", b"a,b", "name of no table"),
        ("study.zip", b"", "empty"),
    ],
)
def test_a_file_that_is_no_study_is_refused_with_what_to_do(
    client: Client, register: Register, name: str, content: bytes, said: str
) -> None:
    form = {"csrf": token_of(client)}
    answer = client.post("/s/hand-in", data=form, files={"study": (name, content)})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert said in words(answer.text)


def test_no_file_is_told(client: Client) -> None:
    answer = client.post("/s/hand-in", data={"csrf": token_of(client)}, files={"other": ("x", b"")})
    assert answer.status_code == 422
    assert "No file was chosen." in words(answer.text)


def test_a_form_from_elsewhere_is_refused(client: Client, register: Register) -> None:
    token_of(client)
    answer = client.post("/s/hand-in", files={"study": ("marion.zip", study_zip())})
    assert answer.status_code == 403
    assert register.jobs.list() == ()


def test_an_upload_that_is_not_there_is_said_on_a_page(client: Client) -> None:
    assert client.get(f"/s/hand-in/{'0' * 64}").status_code in (404, 422)


def test_places_of_sensitive_sites_do_not_show(client: Client) -> None:
    content = study_zip()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        header = archive.read("marion/sites.csv").decode().splitlines()[0].split(",")
    row = {"site_id": "secret", "name": "Secret", "country": "QQ", "lat": "-40.318752", "lon": "-9.934621"}
    row |= {"sensitive": "yes", "notes": "At -40.318752"}
    columns = [*header, *(name for name in row if name not in header)]
    table = f"{','.join(columns)}\n{','.join(row.get(name, '') for name in columns)}\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(stream, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, table if name.endswith("sites.csv") else archive.read(name))
    page = client.get(hand_in(client, "secret.zip", stream.getvalue())).text
    assert "QQ" in words(page)
    assert "40.31" not in page
    assert "9.93" not in page
