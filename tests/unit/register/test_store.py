"""Studies and runs: kept once, whole, and as they were."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st

from oxyura.publish.result_folder import OutputFile
from oxyura.register.contents import BLOBS, RUN_FILES, STUDY_FILES
from oxyura.register.errors import DamagedError, NotFoundError
from oxyura.register.file_names import check_names
from oxyura.register.keys import content_key, program_version, run_key, study_key
from oxyura.register.models import Base, Upload
from oxyura.register.options import PlanOptions, RunOptions
from oxyura.register.store import Register
from oxyura.schema.errors import InputError, LimitError
from oxyura.study.checked import read_study
from study_packages import t3_two_by_two

FILES = {"study.toml": b'title = "A"\n', "sites.csv": b"site_id,name\na,A\n"}


def outputs(*names: str, content: bytes = b"{}") -> list[OutputFile]:
    return [OutputFile(name, content + name.encode("utf-8", "replace"), "application/json", "a file") for name in names]


def count_rows(register: Register, table: sqlalchemy.Table) -> int:
    with register._database.reading() as connection:
        return int(connection.scalar(sqlalchemy.select(sqlalchemy.func.count()).select_from(table)) or 0)


def test_same_files_are_the_same_study(place: str) -> None:
    with Register.open(place) as register:
        first = register.add_study("first", FILES)
        again = register.add_study("another name", dict(reversed(FILES.items())))
        other = register.add_study("first", {**FILES, "sites.csv": b"site_id,name\na,B\n"})
        assert again == first
        assert first.name == "first"
        assert other.key != first.key
        assert [study.key for study in register.studies()] == [other.key, first.key]
        # The content that both share is kept once.
        assert (count_rows(register, STUDY_FILES.table), count_rows(register, BLOBS)) == (4, 3)


def test_study_comes_back_as_it_was(place: str, tmp_path: Path) -> None:
    folder = t3_two_by_two(tmp_path / "given")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    with Register.open(place) as register:
        key = register.add_study("Gough: 1/2", files).key
    with Register.open(place) as register:
        assert register.study_files(key) == files
        written = register.materialise(key, tmp_path / "out")
        assert written.name == "Gough-1-2"
        assert {path.name: path.read_bytes() for path in written.iterdir()} == files
        assert {file.sha256 for file in read_study(written).files} <= {
            file.sha256 for file in register.study(key).files
        }
        kept = register.study(key)
        assert kept.size_bytes == sum(map(len, files.values()))
        age = datetime.datetime.now(datetime.UTC) - kept.added_at
        assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=5)


def test_workbook_is_read_as_one(place: str, tmp_path: Path) -> None:
    with Register.open(place) as register:
        key = register.add_study("book", {"book.xlsx": b"PK"}).key
        assert register.materialise(key, tmp_path) == tmp_path / "book" / "book.xlsx"


@pytest.mark.parametrize(
    "name",
    ["../a.csv", "/etc/passwd", "a/../../b", "C:\\a.csv", "a\\b.csv", "a\0.csv", "", ".", "a//b", "con.csv", "a.csv ",
     "a\n.csv", "x" * 201, "nul", "a:b", "\ud800.csv", "a/b/c/d/e/f/g/h/i.csv", "a."],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str, tmp_path: Path) -> None:
    with Register.open(tmp_path / "r.sqlite") as register:
        with pytest.raises(InputError, match="cannot be kept"):
            register.add_study("s", {name: b""})
        study = register.add_study("s", FILES)
        with pytest.raises(InputError, match="cannot be kept"):
            register.save_run(study.key, RunOptions(), outputs("summary.json", name))
        assert register.runs() == ()


def test_names_that_are_one_on_some_systems_are_refused() -> None:
    with pytest.raises(InputError, match="cannot be told apart"):
        check_names(["Sites.csv", "sites.csv"])
    with pytest.raises(InputError, match="lies in a file"):
        check_names(["a", "a/b.csv"])


@given(st.text(max_size=30))
def test_accepted_names_stay_in_their_folder(name: str) -> None:
    try:
        check_names([name])
    except InputError:
        return
    root = Path("/srv/root")
    assert root in root.joinpath(*name.split("/")).resolve().parents


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from oxyura.register import limits

    with Register.open(tmp_path / "r.sqlite") as register:
        with pytest.raises(InputError, match="no file"):
            register.add_study("s", {})
        with pytest.raises(LimitError, match="number of files"):
            register.add_study("s", {f"{number}.csv": b"" for number in range(501)})
        monkeypatch.setattr(limits, "STUDY_BYTES", dataclasses.replace(limits.STUDY_BYTES, maximum=10))
        with pytest.raises(LimitError, match="together"):
            register.add_study("s", {"a.csv": b"123456", "b.csv": b"123456"})
        assert register.studies() == ()


def test_run_is_kept_once(place: str) -> None:
    with Register.open(place) as register:
        study = register.add_study("s", FILES).key
        assert register.run_for(study, RunOptions()) is None
        run = register.save_run(study, RunOptions(), outputs("summary.json", "tables/sites.csv"))
        assert register.run_for(study, RunOptions()) == run
        assert register.save_run(study, RunOptions(), outputs("other.json")) == run
        assert [file.name for file in run.files] == ["summary.json", "tables/sites.csv"]
        assert register.run_file(run.key, "tables/sites.csv") == b"{}tables/sites.csv"
        assert run.files[0].media_type == "application/json"
        assert register.run_for(study, RunOptions(seed=2)) is None
        assert register.run_for(study, PlanOptions()) is None
        assert register.runs(study) == register.runs() == (run,)
        assert register.runs("another") == ()


def test_run_key_holds_all_that_decides() -> None:
    keys = {
        run_key("s", "assess", {"seed": 1}, "1"),
        run_key("t", "assess", {"seed": 1}, "1"),
        run_key("s", "plan", {"seed": 1}, "1"),
        run_key("s", "assess", {"seed": 2}, "1"),
        run_key("s", "assess", {"seed": 1}, "2"),
    }
    assert len(keys) == 5
    assert study_key({"a": "1", "b": "2"}) == study_key({"b": "2", "a": "1"}) != study_key({"a": "2", "b": "1"})
    assert program_version().startswith("0.") or program_version()[0].isdigit()


def test_half_a_run_is_no_run(place: str) -> None:
    with Register.open(place) as register:
        study = register.add_study("s", FILES).key
        blobs = count_rows(register, BLOBS)
        with pytest.raises(sqlalchemy.exc.IntegrityError):
            register.save_run(study, RunOptions(), outputs("a.json", "b.json", "a.json"))
        assert register.runs() == ()
        assert (count_rows(register, RUN_FILES.table), count_rows(register, BLOBS)) == (0, blobs)


def test_run_needs_its_study(place: str) -> None:
    with Register.open(place) as register, pytest.raises(NotFoundError):
        register.save_run("0" * 64, RunOptions(), outputs("a.json"))


def test_what_is_not_there_is_said(place: str) -> None:
    with Register.open(place) as register:
        key = register.add_study("s", FILES).key
        for ask in (
            lambda: register.study("x"),
            lambda: register.run("x"),
            lambda: register.study_file(key, "x"),
            lambda: register.run_file("x", "y"),
            lambda: register.upload("x"),
            lambda: register.jobs.get("x"),
        ):
            with pytest.raises(NotFoundError):
                ask()


def test_changed_content_is_noticed(place: str) -> None:
    with Register.open(place) as register:
        study = register.add_study("s", FILES)
        with register._database.writing() as connection:
            connection.execute(BLOBS.update().values(content=b"changed"))
        with pytest.raises(DamagedError):
            register.study_file(study.key, "sites.csv")


def test_uploads_are_kept_until_they_are_old(place: str) -> None:
    uploads = Base.metadata.tables[Upload.__tablename__]
    with Register.open(place) as register:
        key = register.keep_upload("griis.zip", b"archive")
        shared = register.keep_upload("sites.csv", FILES["sites.csv"])
        study = register.add_study("s", FILES)
        register.prune()
        assert register.upload(key) == ("griis.zip", b"archive")
        week = datetime.timedelta(days=8)
        with register._database.writing() as connection:
            connection.execute(uploads.update().values(added_at=datetime.datetime.now(datetime.UTC) - week))
        # Handed in again, it is new again.
        assert register.keep_upload("again.zip", b"archive") == key
        register.prune()
        assert register.upload(key) == ("again.zip", b"archive")
        with pytest.raises(NotFoundError):
            register.upload(shared)
        # The study has the same content, and keeps it.
        assert register.study_file(study.key, "sites.csv") == FILES["sites.csv"]


def test_settings_outlive_the_program(place: str) -> None:
    with Register.open(place) as register:
        assert register.setting("language") is None
        register.keep_setting("language", "fr")
        register.keep_setting("language", "es")
    with Register.open(place) as register:
        assert register.setting("language") == "es"


def test_casebook_is_kept_once(tmp_path: Path) -> None:
    with Register.open(tmp_path / "r.sqlite") as register:
        first = register.add_casebook()
        assert register.add_casebook() == first
        assert {"gough", "white-headed-duck"} <= {study.name for study in first}
        assert {study.origin for study in first} == {"casebook"}
        assert len(register.studies()) == len(first)


def test_key_of_a_study_with_hidden_places_cannot_be_tried_out(tmp_path: Path) -> None:
    """Of a plain hash who knows all else of a study could try every place that a sensitive site may be at."""
    hidden = {"study.toml": b"title = 'A'\n", "sites.csv": b"site_id,name,lat,lon,sensitive\na,A,1.25,2.5,yes\n"}
    plain = {**hidden, "sites.csv": hidden["sites.csv"].replace(b"yes", b"no")}
    keys: list[tuple[str, str]] = []
    for number in "ab":
        with Register.open(tmp_path / number) as register:
            keys.append((register.add_study("x", hidden).key, register.add_study("y", plain).key))
            assert register.add_study("x", hidden).key == keys[-1][0]
        with Register.open(tmp_path / number) as register:
            assert register.add_study("z", hidden).key == keys[-1][0]
    assert keys[0][1] == keys[1][1]
    assert keys[0][0] != keys[1][0]
    checksums = {name: content_key(content) for name, content in hidden.items()}
    assert study_key(checksums) not in (keys[0][0], keys[1][0])
