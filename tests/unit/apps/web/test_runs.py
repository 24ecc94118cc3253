"""Jobs, runs side by side, what is taken along, and a study that is begun from a Party's list."""

from __future__ import annotations

import dataclasses
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import web_kinds
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.views.run_files import write_views
from oxyura.publish.assessment_files import make_files
from oxyura.register.options import RunOptions
from oxyura.register.records import JobFailure, JobRecord
from oxyura.register.store import Register
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import check_study, read_study
from oxyura.study.differences import compare_tables
from oxyura.study.running import assess_study
from unit.apps.web.clients import Client, client_of
from unit.apps.web.shelf import NOW, open_shelf

STUDY = "macquarie"


def changed_study(folder: Path) -> Path:
    """Write the study of the casebook with one number changed: the cost of a measure."""
    folder.mkdir()
    for path in casebook_path(STUDY).iterdir():
        if path.is_file():
            text = path.read_text("utf-8")
            (folder / path.name).write_text(text.replace("3416861", "3999999") if path.stem == "measures" else text)
    return folder


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = tmp_path_factory.mktemp("register")
    with open_shelf(folder, (STUDY,)) as shelf:
        study = changed_study(folder / "macquarie-dearer")
        files = {path.name: path.read_bytes() for path in study.iterdir()}
        record = shelf.add_study(study.name, files)
        assessment = assess_study(read_study(study), deterministic=True)
        shelf.save_run(record.key, RunOptions(), (*make_files(assessment), *write_views(assessment)))
        yield shelf


@pytest.fixture(scope="module")
def client(register: Register) -> Iterator[Client]:
    with client_of(create_app(WebSettings("unused"), register)) as opened:
        yield opened


def words(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def token_of(client: Client, address: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(address).text)
    assert found is not None
    return found.group(1)


def runs_of(register: Register) -> tuple[str, str]:
    """Return the runs of the study and of the changed one."""
    by_name = {study.name: study.key for study in register.studies()}
    return register.runs(by_name[STUDY])[0].key, register.runs(by_name["macquarie-dearer"])[0].key


def test_one_changed_cell_is_named_as_the_cause(client: Client, register: Register) -> None:
    before, after = runs_of(register)
    said = words(client.get(f"/compare?a={before}&b={after}").text)
    assert "One thing differs, and it did all of it: measures (cats-only), cost : 3416861 → 3999999" in said
    assert "The plan Cost 3 416 861 USD 2017 3 999 999 USD 2017 1" in said.replace("\u2009", " ").replace(
        "\u202f", " "
    ).replace(" –", "")


def test_a_run_and_itself_do_not_differ(client: Client, register: Register) -> None:
    run, _ = runs_of(register)
    assert "Nothing: both were computed from the same study" in words(client.get(f"/compare?a={run}&b={run}").text)


@pytest.mark.parametrize("run", ["x", "0" * 64, "%2e%2e"])
def test_comparing_a_run_that_is_not_there_says_so(client: Client, run: str) -> None:
    answer = client.get(f"/compare?a={run}&b={run}")
    assert answer.status_code in (404, 422)
    assert "There is no run" in answer.text


def test_rows_that_are_new_and_gone_are_told(tmp_path: Path) -> None:
    before = read_study(STUDY).tables
    measures = before["measures"]
    after = before.replacing(measures=measures.where([name != "all-four" for name in measures.words("measure_id")]))
    gone = list(compare_tables(before, after))
    assert [(one.change, one.table, one.key) for one in gone] == [("gone", "measures", ("all-four",))]
    assert [one.change for one in compare_tables(after, before)] == ["new"]


def test_everything_of_a_run_can_be_taken_along(client: Client) -> None:
    answer = client.get(f"/s/{STUDY}/result.zip")
    assert answer.headers["content-disposition"] == f'attachment; filename="{STUDY}-result.zip"'
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"report.html", "summary.docx", "summary.json", "portfolio.json", "tables/measures.csv"} <= set(names)
    assert not [name for name in names if name.startswith("web/")]


def test_tables_can_be_taken_along_and_handed_in_again(client: Client, tmp_path: Path) -> None:
    answer = client.get(f"/s/{STUDY}/study.xlsx")
    assert answer.status_code == 200
    (tmp_path / "again.xlsx").write_bytes(answer.content)
    assert check_study(tmp_path / "again.xlsx").is_valid
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    assert {"study", "measures", "vital_rates"} <= set(book.sheetnames)
    book.close()
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/s/{STUDY}/study.zip").content))
    assert "study.toml" in archive.namelist()


def test_problems_of_a_kept_study_stand_beside_its_cells(client: Client) -> None:
    said = words(client.get(f"/s/{STUDY}/problems").text)
    assert re.search(r"Noticed in the tables \d+ notes", said)


def test_a_run_with_options_is_a_job_that_can_be_stopped(client: Client, register: Register) -> None:
    form = {"csrf": token_of(client, f"/s/{STUDY}"), "draws": "50", "seed": "7"}
    answer = client.post(f"/s/{STUDY}/run", data=form)
    assert answer.status_code == 303
    place = answer.headers["location"]
    job = register.jobs.get(place.removeprefix("/j/"))
    assert job.arguments["options"] == {"deterministic": False, "draws": 50, "seed": 7, "language": "en"}
    page = client.get(place)
    assert "<progress" in page.text
    assert "Waiting for its turn" in words(page.text)
    assert client.post(f"{place}/cancel", data={"csrf": form["csrf"]}).status_code == 303
    assert "Stopped." in words(client.get(place).text)
    again = client.post(f"{place}/again", data={"csrf": form["csrf"]}).headers["location"]
    assert again != place
    assert register.jobs.get(again.removeprefix("/j/")).state == "waiting"
    register.jobs.cancel(again.removeprefix("/j/"))


@pytest.mark.parametrize("draws", ["0", "-1", "1e9", "x", "9" * 30])
def test_draws_that_are_none_are_refused(client: Client, draws: str) -> None:
    form = {"csrf": token_of(client, f"/s/{STUDY}"), "draws": draws}
    assert client.post(f"/s/{STUDY}/run", data=form).status_code == 422


def test_jobs_are_listed(client: Client, register: Register) -> None:
    upload = register.keep_upload("griis.zip", b"x")
    register.jobs.submit("party", {"upload": upload, "party": "ES"})
    said = words(client.get("/j").text)
    assert "Starting from a Party" in said
    assert "Spain" in said


def show(client: Client, register: Register, job: JobRecord, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(register.jobs, "get", lambda key: job)
    answer = client.get(f"/j/{job.key}")
    assert answer.status_code == 200
    return answer.text


def test_a_failed_job_says_why_without_numbers_of_places(
    client: Client, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = JobFailure("The site lies at -40.318752.", "sites.csv", "Mend it.")
    job = JobRecord("0" * 32, "assess", {}, "failed", "", 0.4, 1, NOW, failure=failure)
    said = words(show(client, register, job, monkeypatch))
    assert "It could not be done." in said
    assert "Mend it." in said
    assert "40.318" not in said


def test_a_party_that_was_begun_shows_the_questions_that_lift_it(
    client: Client, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [
        {"text": f"How many ducks are there, part {number}?", "table": "migrants", "why": "All hangs on it."}
        for number in range(12)
    ]
    result = {
        "study": register.studies()[0].key,
        "party": "ES",
        "rows": {"migrants": 2, "invaders": 30, "sites": 1},
        "left_out": 5,
        "borrowed": 3,
        "questions": questions,
        "warnings": ["Listings are as the casebook has them."],
    }
    job = JobRecord("0" * 32, "party", {"party": "ES"}, "done", "", 1.0, 1, NOW, result=result)
    page = show(client, register, job, monkeypatch)
    assert "Starting from a Party: Spain" in words(page)
    assert words(page).count("How many ducks") == 12
    assert "4 more questions, by table" in words(page)
    assert 'href="/c/ES"' in page
    assert 'action="/c/ES/pack"' in page


def test_start_asks_for_a_party_and_its_list(client: Client, register: Register) -> None:
    page = client.get("/start?party=PT").text
    assert re.search(r'<option value="PT" selected', page)
    form = {"csrf": token_of(client, "/start"), "party": "PT"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("meta.xml", "<archive/>")
    given = {"griis": ("griis.zip", packed.getvalue(), "application/zip")}
    answer = client.post("/start", data=form, files=given)
    assert answer.status_code == 303
    job = register.jobs.get(answer.headers["location"].removeprefix("/j/"))
    assert (job.kind, job.arguments["party"]) == ("party", "PT")
    register.jobs.cancel(job.key)


@pytest.mark.parametrize(("party", "name"), [("XX", "griis.zip"), ("ES", "griis.txt"), ("ES", "")])
def test_start_refuses_what_is_no_party_or_no_archive(client: Client, party: str, name: str) -> None:
    form = {"csrf": token_of(client, "/start"), "party": party}
    answer = client.post("/start", data=form, files={"griis": (name or "x", b"PK")} if name else {"o": ("x", b"")})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_pack_and_plan_are_jobs(client: Client, register: Register) -> None:
    token = token_of(client, f"/s/{STUDY}")
    for address, kind in (("/c/AU/pack", "pack"), (f"/s/{STUDY}/action-plan", "action-plan")):
        answer = client.post(address, data={"csrf": token})
        assert answer.status_code == 303, answer.text
        job = register.jobs.get(answer.headers["location"].removeprefix("/j/"))
        assert (job.kind, job.arguments["language"]) == (kind, "en")
        assert client.get(f"/j/{job.key}/file").status_code == 404
        register.jobs.cancel(job.key)


@pytest.mark.parametrize(("kind", "head"), [("pack", "oxyura-AU/"), ("action-plan", "oxyura-action-plan-")])
def test_pack_and_plan_are_kept_as_files(
    client: Client, register: Register, monkeypatch: pytest.MonkeyPatch, kind: str, head: str
) -> None:
    study = next(study.key for study in register.studies() if study.name == STUDY)
    kinds = web_kinds()
    given = {"country": "AU", "studies": [study]} if kind == "pack" else {"study": study}
    if kind == "action-plan":
        quick = assess_study(read_study(STUDY), deterministic=True)
        monkeypatch.setattr("oxyura.study.running.assess_study", lambda study, **options: quick)
    arguments = kinds[kind].read(register, given)
    result = kinds[kind].work(register, arguments, lambda step, fraction: None)
    job = JobRecord("0" * 32, kind, arguments, "done", "", 1.0, 1, NOW, result=json.loads(json.dumps(result)))
    page = show(client, register, job, monkeypatch)
    assert str(result["name"]) in page
    answer = client.get(f"/j/{job.key}/file")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names
    assert all(name.startswith(head) for name in names)
    assert [name for name in names if name.endswith(".docx")]


def test_a_job_without_a_file_hands_out_none(
    client: Client, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = JobRecord("0" * 32, "assess", {}, "done", "", 1.0, 1, NOW, result={"file": "0" * 64, "name": "x"})
    monkeypatch.setattr(register.jobs, "get", lambda key: dataclasses.replace(job))
    assert client.get(f"/j/{job.key}/file").status_code == 404
