"""What strangers hand in: studies are read, anything else is refused with words that help."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.register.store import Register
from oxyura.register.uploads import Upload, read_upload
from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.limits import Limit
from oxyura.study.templates import create_study
from study_packages import t3_two_by_two

STUDY = {"study.toml": b'title = "A"\ndate = 2026-01-01\n', "sites.csv": b"site_id,name\na,A\n"}


def packed(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def refused(filename: str, content: bytes | io.BytesIO) -> InputError:
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    with pytest.raises(InputError) as caught:
        read_upload(filename, stream)
    assert caught.value.remedy
    # Neither a place on our disk nor a name of ours.
    assert "/tmp" not in str(caught.value)
    assert "upload." not in str(caught.value)
    return caught.value


def test_archive_of_the_files() -> None:
    assert read_upload("my study.zip", packed(STUDY)) == Upload("my-study", STUDY)


@pytest.mark.parametrize("prefix", ["gough/", "outer/gough/", "./gough/"])
def test_archive_of_the_folder(prefix: str) -> None:
    litter = {"__MACOSX/gough/._sites.csv": b"x", f"{prefix}.DS_Store": b"x", f"{prefix}~$book.xlsx": b"x"}
    more = {f"{prefix}notes/origin.txt": b"from a colleague", "README.txt": b"outside"}
    upload = read_upload("a.zip", packed({f"{prefix}{name}": text for name, text in STUDY.items()} | litter | more))
    assert upload == Upload("gough", {**STUDY, "notes/origin.txt": b"from a colleague"})


def test_folder_without_settings_is_read_and_checked() -> None:
    upload = read_upload("a.zip", packed({"b/sites.csv": STUDY["sites.csv"]}))
    assert upload.name == "b"
    assert "no_settings" in {problem.code for problem in upload.check().problems}


def test_workbook_alone_and_in_an_archive(tmp_path: Path) -> None:
    book = create_study(tmp_path / "Mi libro.xlsx")
    alone = read_upload("C:\\Users\\me\\Mi libro.xlsx", io.BytesIO(book.read_bytes()))
    assert alone == Upload("Mi-libro", {"Mi-libro.xlsx": book.read_bytes()})
    assert read_upload("x.zip", packed({"folder/Mi libro.xlsx": book.read_bytes()})) == alone
    assert alone.check().is_valid


def test_one_table() -> None:
    upload = read_upload("../../etc/sites.csv", io.BytesIO(b"site_id,name\na,\n"))
    assert upload == Upload("sites", {"sites.csv": b"site_id,name\na,\n"})
    problems = upload.check().problems
    assert {(problem.file, problem.row, problem.column) for problem in problems} >= {("sites.csv", 2, "name")}


def test_upload_becomes_a_study(tmp_path: Path) -> None:
    folder = t3_two_by_two(tmp_path / "two")
    upload = read_upload("two.zip", packed({f"two/{path.name}": path.read_bytes() for path in folder.iterdir()}))
    assert upload.check().is_valid
    with Register.open(tmp_path) as register:
        key = register.add_study(upload.name, upload.files).key
        assert register.study_files(key) == upload.files


@pytest.mark.parametrize(
    ("filename", "said"),
    [("a.exe", "not read"), ("a", "not read"), ("", "not read"), (".zip", "not read"), ("a.xls", "old Excel"),
     ("a.xlsm", "macros"), ("a.rar", "archive"), ("a.ods", "OpenDocument"), ("birds.csv", "no table"),
     ("a.zip.exe", "not read"), ("\u202egpj.exe", "not read")],
)  # fmt: skip
def test_other_files(filename: str, said: str) -> None:
    assert said in refused(filename, b"content").message


@pytest.mark.parametrize("ending", ["zip", "xlsx"])
@pytest.mark.parametrize(
    "content", [b"not a zip at all", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 17, b"\0" * 4096, b"%PDF-1.7"]
)
def test_damaged_archives(ending: str, content: bytes) -> None:
    assert "a." + ending in str(refused(f"a.{ending}", content))


def test_empty_files_and_archives() -> None:
    assert "empty" in refused("a.zip", b"").message
    assert "no study" in refused("a.zip", packed({})).message
    assert "no study" in refused("a.zip", packed({"photo.jpg": b"x"})).message


def test_several_studies() -> None:
    both = {f"{folder}/{name}": text for folder in ("one", "two") for name, text in STUDY.items()}
    assert "more than one study: one, two" in refused("a.zip", packed(both)).message
    nested = {**{f"one/{name}": text for name, text in STUDY.items()}, "one/old/study.toml": b""}
    assert "more than one" in refused("a.zip", packed(nested)).message


def test_names_for_one_another() -> None:
    twice = packed({**STUDY, "Sites.csv": b"x"})
    assert "cannot be told apart" in refused("a.zip", twice).message
    workbook = packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"})
    assert "under another name" in refused("a.zip", workbook).message
    assert "not an Excel workbook" in refused("a.xlsx", packed(STUDY)).message


@pytest.mark.parametrize(
    "name", ["../study.toml", "/etc/study.toml", "a/../../study.toml", "C:/study.toml", "..\\study.toml"]
)
def test_names_outside_the_folder(name: str) -> None:
    assert "outside its own folder" in refused("a.zip", packed({**STUDY, name: b"x"})).message


def test_names_that_some_systems_refuse() -> None:
    assert "cannot be kept" in refused("a.zip", packed({**STUDY, "con.csv": b"x"})).message


def test_links_and_passwords() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("sites.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "link" in refused("a.zip", stream.getvalue()).message
    locked = bytearray(packed(STUDY).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(mark)
        while place >= 0:
            struct.pack_into("<H", locked, place + offset, 1)
            place = locked.find(mark, place + 4)
    assert "password" in refused("a.zip", bytes(locked)).message


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({**STUDY, "migrants.csv": b"0" * 50_000_000})
    assert len(bomb.getvalue()) < 100_000
    assert isinstance(refused("a.zip", bomb), LimitError)
    assert "files" in refused("a.zip", packed({f"{n}.txt": b"" for n in range(1_200)} | STUDY)).message
    many = packed({f"{n}.txt": b"" for n in range(600)} | STUDY, zipfile.ZIP_STORED)
    assert isinstance(refused("a.zip", many), LimitError)
    from oxyura.register import limits

    monkeypatch.setattr(limits, "UPLOAD_BYTES", Limit("The size of the file in bytes", 1_000, "bytes", "Split it."))
    endless = io.BytesIO(b"x" * 10_000)
    assert isinstance(refused("sites.csv", endless), LimitError)
    assert endless.tell() == 1_001


def test_declared_size_that_lies() -> None:
    """A member that unpacks to more than it says is noticed while it is read."""
    content = bytearray(packed({"study.toml": b"a" * 5_000}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.find(mark) + offset, 10)
    assert "damaged" in refused("a.zip", bytes(content)).message


@given(st.binary(max_size=400), st.sampled_from(["a.zip", "a.xlsx", "sites.csv", "sites.parquet"]))
def test_any_bytes_are_read_or_refused(content: bytes, filename: str) -> None:
    try:
        upload = read_upload(filename, io.BytesIO(content))
    except InputError:
        return
    upload.problem_tables(upload.check())


@given(st.text(max_size=40))
def test_any_file_name_is_read_or_refused(filename: str) -> None:
    try:
        upload = read_upload(f"{filename}.zip", packed(STUDY))
    except InputError:
        return
    assert upload.files == STUDY
    assert "/" not in upload.name
