from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from oxyura.publish.one_file import check_file, write_file
from oxyura.schema.errors import InputError


def ours(beginning: bytes) -> bool:
    return beginning.startswith(b"ours")


def test_a_file_is_written_whole_and_alone(tmp_path: Path) -> None:
    target = write_file(tmp_path / "a.html", b"ours 1", force=False, is_ours=ours)
    assert target.read_bytes() == b"ours 1"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_an_earlier_file_is_replaced_only_with_force(tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    write_file(target, b"ours 1", force=False, is_ours=ours)
    with pytest.raises(InputError, match="already exists"):
        write_file(target, b"ours 2", force=False, is_ours=ours)
    assert target.read_bytes() == b"ours 1"
    write_file(target, b"ours 2", force=True, is_ours=ours)
    assert target.read_bytes() == b"ours 2"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_what_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "thesis.html"
    target.write_bytes(b"five years of work")
    with pytest.raises(InputError, match="not made by this command"):
        write_file(target, b"ours", force=True, is_ours=ours)
    assert target.read_bytes() == b"five years of work"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_and_a_folder_are_no_place_for_a_file(tmp_path: Path) -> None:
    aim = tmp_path / "aim"
    aim.write_bytes(b"ours")
    (tmp_path / "link").symlink_to(aim)
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder"):
        with pytest.raises(InputError, match="no plain file"):
            check_file(tmp_path / name, force=True, is_ours=ours)
    with pytest.raises(InputError, match="no such folder"):
        check_file(tmp_path / "nowhere" / "a.html", force=True, is_ours=ours)


@pytest.mark.parametrize("force", [True, False])
def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool) -> None:
    target = tmp_path / "a.html"
    if force:
        target.write_bytes(b"ours 1")

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError, match="No space left"):
        write_file(target, b"ours 2", force=force, is_ours=ours)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([b"ours 1"] if force else [])


def test_a_file_that_comes_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, sync = tmp_path / "a.html", os.fsync

    def arrive(handle: int) -> None:
        target.write_bytes(b"ours, from another process")
        sync(handle)

    monkeypatch.setattr(os, "fsync", arrive)
    with pytest.raises(InputError):
        write_file(target, b"ours 2", force=False, is_ours=ours)
    assert target.read_bytes() == b"ours, from another process"
