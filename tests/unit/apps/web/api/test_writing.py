"""Handing in a study, asking for a run, following and stopping its job."""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1]))

from clients import Client, client_of
from sensitive_study import write_sensitive_study

from oxyura.apps.web.application import create_app
from oxyura.apps.web.settings import WebSettings
from oxyura.register.store import Register

REPOSITORY = Path(__file__).resolve().parents[5]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("writing")
    with (
        Register.open(folder / "register.sqlite") as register,
        client_of(create_app(WebSettings("unused"), register)) as opened,
    ):
        yield opened


def packed(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"{folder.name}/{path.name}")
    return stream.getvalue()


def test_a_study_is_handed_in_once(client: Client, tmp_path: Path) -> None:
    content = packed(write_sensitive_study(tmp_path / "albatross"))
    first = client.post("/api/v1/studies", files={"file": ("albatross.zip", content)})
    assert first.status_code == 201
    again = client.post("/api/v1/studies", files={"file": ("other.zip", content)})
    assert (again.status_code, again.json()) == (200, first.json())
    assert client.get(first.headers["location"]).json() == first.json()
    assert client.get("/api/v1/studies/albatross").json()["key"] == first.json()["key"]


def test_a_study_with_errors_is_told_problem_by_problem(client: Client, tmp_path: Path) -> None:
    folder = write_sensitive_study(tmp_path / "broken")
    table = folder / "impacts.csv"
    table.write_text(table.read_text().replace("predation", "predatoin"))
    answer = client.post("/api/v1/studies", files={"file": ("broken.zip", packed(folder))})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    errors = [each for each in answer.json()["problems"] if each["severity"] == "error"]
    assert [(each["file"], each["row"], each["column"], each["value"]) for each in errors] == [
        ("impacts.csv", 2, "mechanism", "predatoin")
    ]
    assert errors[0]["remedy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.zip", b"PK"), ("x.exe", b"MZ"), ("x.xlsx", b"no workbook"), ("", b"x"), ("x.zip", b""), ("../../x.zip", b"a")],
)
def test_what_is_no_study_is_refused(client: Client, name: str, content: bytes) -> None:
    answer = client.post("/api/v1/studies", files={"file": (name, content)})
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_run_is_a_job_that_can_be_stopped(client: Client, tmp_path: Path) -> None:
    content = packed(write_sensitive_study(tmp_path / "albatross"))
    key = client.post("/api/v1/studies", files={"file": ("albatross.zip", content)}).json()["key"]
    wanted = {"kind": "plan", "options": {"budget": 5}}
    asked = client.post(f"/api/v1/studies/{key}/runs", json=wanted)
    assert asked.status_code == 202
    job = asked.json()
    assert (job["state"], job["arguments"]["options"]["budget"]) == ("waiting", 5.0)
    assert client.post(f"/api/v1/studies/{key}/runs", json=wanted).json()["key"] == job["key"]
    assert client.get(asked.headers["location"]).json() == job
    assert job in client.get("/api/v1/jobs?state=waiting").json()
    stopped = client.delete(f"/api/v1/jobs/{job['key']}").json()
    assert stopped["state"] == "cancelled"
    assert client.delete(f"/api/v1/jobs/{job['key']}").json() == stopped


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"kind": "party"},
        {"kind": "assess", "options": {"draws": 0}},
        {"kind": "assess", "options": {"draws": "10"}},
        {"kind": "assess", "options": {"language": "de"}},
        {"kind": "assess", "options": {"unknown": 1}},
        {"kind": "plan", "options": {"budget": -1}},
        {"kind": "plan", "options": {"exclude": ["x" * 65]}},
    ],
)
def test_options_out_of_range_are_told(client: Client, wanted: object) -> None:
    answer = client.post(f"/api/v1/studies/{'0' * 64}/runs", json=wanted)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["problems"]


@pytest.mark.parametrize("address", ["studies/nothing", f"runs/{'0' * 64}", f"jobs/{'0' * 32}", "studies/a/tables/x"])
def test_what_is_not_there_is_told(client: Client, address: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["remedy"]


def test_the_description_is_kept_in_step() -> None:
    spec = importlib.util.spec_from_file_location("write_api", REPOSITORY / "tools" / "write_api.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    document = tool.read_document()
    assert document["openapi"].startswith("3.1")
    assert tool.as_text(document) == tool.DOCUMENT.read_text("utf-8"), "run tools/write_api.py"
    assert tool.as_types(document) == tool.TYPES.read_text("utf-8"), "run tools/write_api.py"


def test_no_page_of_the_description_loads_from_elsewhere(client: Client) -> None:
    assert [client.get(address).status_code for address in ("/docs", "/redoc", "/openapi.json")] == [404] * 3
