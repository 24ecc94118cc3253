"""Zip files that were made to do harm are refused before anything in them is read."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from oxyura.schema.archives import ArchiveLimits, open_archive
from oxyura.schema.errors import InputError, LimitError


def add(path: Path, name: str, content: bytes = b"x", mode: int = 0) -> Path:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, content)
    return path


def test_members_are_read(zipped):
    path = zipped("good.zip", {"a.txt": "alpha", "folder/b.txt": b"beta"})
    with open_archive(path) as archive:
        assert archive.names == ("a.txt", "folder/b.txt")
        assert archive.read("folder/b.txt") == b"beta"
        with archive.open("a.txt") as stream:
            assert stream.read(2) == b"al"


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "a/../../out.txt", "/etc/passwd", "\\\\server\\x", "..\\out.txt", "C:\\out.txt", "a\nb", "c:out"],
)
def test_names_that_leave_the_folder_are_refused(tmp_path, name):
    with pytest.raises(InputError, match="outside its own folder"):
        open_archive(add(tmp_path / "bad.zip", name))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(tmp_path, kind):
    with pytest.raises(InputError, match="link or device"):
        open_archive(add(tmp_path / "bad.zip", "taxon.txt", b"/etc/passwd", kind | 0o777))


def test_zip_bomb_is_refused_by_its_ratio(zipped):
    path = zipped("bomb.zip", {"taxon.txt": bytes(20 * 2**20)})
    assert path.stat().st_size < 2**16
    with pytest.raises(LimitError, match="zip bomb") as caught:
        open_archive(path)
    assert caught.value.where == "bomb.zip"


def test_small_files_may_pack_well(zipped):
    with open_archive(zipped("small.zip", {"empty-cells.csv": b"," * 2**20})) as archive:
        assert len(archive.read("empty-cells.csv")) == 2**20


def test_sizes_and_numbers_have_ceilings(zipped):
    path = zipped("many.zip", {f"{number}.txt": "12345" for number in range(5)})
    open_archive(path, ArchiveLimits(members=5, member_bytes=5, total_bytes=25))
    for limits, said in (
        (ArchiveLimits(members=4), "holds 5 files"),
        (ArchiveLimits(member_bytes=4), "unpacks to 5 bytes"),
        (ArchiveLimits(total_bytes=24), "unpacks to more than"),
    ):
        with pytest.raises(LimitError, match=said):
            open_archive(path, limits)


def test_reading_at_once_has_a_ceiling(zipped):
    with open_archive(zipped("a.zip", {"a.txt": "12345"})) as archive, pytest.raises(LimitError, match="5 bytes"):
        archive.read("a.txt", most_bytes=4)


def test_encrypted_members_are_refused(zipped):
    path = zipped("locked.zip", {"a.txt": "alpha"})
    data = bytearray(path.read_bytes())
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="password"):
        open_archive(path)


def test_unusual_packing_is_refused(zipped):
    with pytest.raises(InputError, match="unusual method"):
        open_archive(zipped("odd.zip", {"a.txt": "alpha"}, zipfile.ZIP_LZMA))


def test_a_name_twice_is_refused(tmp_path):
    path = add(tmp_path / "twice.zip", "a.txt")
    with pytest.warns(UserWarning, match="Duplicate"):
        add(path, "a.txt")
    with pytest.raises(InputError, match="twice"):
        open_archive(path)


def test_huge_table_of_contents_is_refused(zipped):
    path = zipped("huge.zip", {"a.txt": "alpha"})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\x05\x06") + 12, 2**30)
    path.write_bytes(data)
    with pytest.raises(LimitError, match="table of contents"):
        open_archive(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + bytes(3), b"\x00" * 100])
def test_what_is_no_zip_is_said(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a zip archive"):
        open_archive(path)


def test_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        open_archive(tmp_path / "none.zip")


def test_damaged_member_is_said(zipped):
    path = zipped("broken.zip", {"a.txt": bytes(range(256)) * 64})
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    with open_archive(path) as archive, pytest.raises(InputError, match="damaged"):
        archive.read("a.txt")


def test_unknown_member_is_said(zipped):
    with (
        open_archive(zipped("a.zip", {"a.txt": "alpha"})) as archive,
        pytest.raises(InputError, match="no file named b"),
    ):
        archive.read("b.txt")
