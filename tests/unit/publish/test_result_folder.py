from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oxyura.publish import folder_siblings
from oxyura.publish.result_folder import OutputFile, check_destination, is_result, write_folder
from oxyura.publish.result_marks import mark_of
from oxyura.schema.errors import InputError
from unit.publish.folder_writer import KIND, problem_of, small_result

WRITER = Path(__file__).with_name("folder_writer.py")


def start_writer(*options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(WRITER), *map(str, options)])


def version_of(folder: Path) -> str:
    return (folder / "summary.json").read_text().split(";")[0]


def siblings_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(f".{folder.name}."))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "place" / "result"


@pytest.fixture
def written(out: Path) -> Path:
    write_folder(out, small_result("first;"), kind=KIND)
    return out


@pytest.fixture
def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_new_folder_with_missing_parents_is_written_whole(out: Path) -> None:
    assert write_folder(out, small_result("first;"), kind=KIND) == out
    assert problem_of(out) == ""
    assert is_result(out)
    assert siblings_of(out) == []


def test_an_empty_folder_is_filled_and_keeps_its_permissions(out: Path) -> None:
    out.mkdir(parents=True)
    out.chmod(0o750)
    write_folder(out, small_result("first;"), kind=KIND)
    assert problem_of(out) == ""
    assert out.stat().st_mode & 0o777 == 0o750


def test_a_new_folder_has_the_permissions_of_any_other(out: Path) -> None:
    out.parent.mkdir()
    (out.parent / "other").mkdir()
    write_folder(out, small_result("first;"), kind=KIND)
    assert out.stat().st_mode == (out.parent / "other").stat().st_mode


def test_a_result_is_replaced_only_when_asked(written: Path) -> None:
    with pytest.raises(InputError, match=r"already holds a result.*--force"):
        write_folder(written, small_result("second;"), kind=KIND)
    assert version_of(written) == "first"
    write_folder(written, small_result("second;", n_tables=2), kind=KIND, force=True)
    assert version_of(written) == "second"
    assert problem_of(written) == ""
    assert siblings_of(written) == []


def test_files_of_somebody_else_are_never_lost(written: Path) -> None:
    (written / "tables" / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match=r"tables/mine\.txt, which would be lost"):
        write_folder(written, small_result("second;"), kind=KIND, force=True)
    assert version_of(written) == "first"
    (written / "tables" / "mine.txt").rename(written / ".DS_Store")
    write_folder(written, small_result("second;"), kind=KIND, force=True)
    assert version_of(written) == "second"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    "content",
    [
        {"notes.txt": "keep"},
        {"summary.json": "{}", "ro-crate-metadata.json": '{"@graph": [{"@id": "./", "hasPart": []}]}'},
        {"summary.json": "{}", "ro-crate-metadata.json": "[" * 100_000},
        {"ro-crate-metadata.json": '{"@graph": [{"@id": "./", "additionalType": "oxyura-result/a", "hasPart": []}]}'},
    ],
    ids=["notes", "another crate", "deep nesting", "no summary"],
)
def test_a_foreign_folder_is_left_alone(out: Path, content: dict[str, str], force: bool) -> None:
    out.mkdir(parents=True)
    for name, text in content.items():
        (out / name).write_text(text)
    with pytest.raises(InputError, match="not a result of this program"):
        write_folder(out, small_result("first;"), kind=KIND, force=force)
    assert {path.name: path.read_text() for path in out.iterdir()} == content
    assert siblings_of(out) == []


def test_only_the_verb_that_wrote_a_result_replaces_it(written: Path) -> None:
    for force in (False, True):
        with pytest.raises(InputError, match="result of 'oxyura assess', which 'oxyura list' does not replace"):
            check_destination(written, kind="list", force=force)
        with pytest.raises(InputError, match="result of 'oxyura assess'"):
            write_folder(written, small_result("second;", kind="list"), kind="list", force=force)
    assert version_of(written) == "first"
    assert problem_of(written) == ""


def test_a_result_that_does_not_say_its_kind_is_left_alone(written: Path) -> None:
    metadata = written / "ro-crate-metadata.json"
    metadata.write_text(metadata.read_text().replace("oxyura-result/assess", "oxyura-assessment"))
    for kind in ("assess", "list"):
        with pytest.raises(InputError, match="earlier version, which does not say what it is"):
            write_folder(written, small_result("second;", kind=kind), kind=kind, force=True)
    assert version_of(written) == "first"


def test_metadata_of_another_kind_are_a_mistake_of_the_program(out: Path) -> None:
    with pytest.raises(ValueError, match="oxyura-result/list"):
        write_folder(out, small_result("first;"), kind="list")
    with pytest.raises(ValueError, match="no verb"):
        mark_of("../x")
    assert not out.exists()


def test_a_file_or_a_link_in_the_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("keep")
    with pytest.raises(InputError, match="A file stands"):
        write_folder(tmp_path / "file", small_result("first;"), kind=KIND, force=True)
    with pytest.raises(InputError, match="A file stands"):
        write_folder(tmp_path / "file" / "below", small_result("first;"), kind=KIND)
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(InputError, match="link"):
        write_folder(tmp_path / "link", small_result("first;"), kind=KIND, force=True)
    assert not any((tmp_path / "real").iterdir())


def test_the_folder_one_is_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="the one you are in"):
        write_folder(".", small_result("first;"), kind=KIND)
    write_folder("inside", small_result("first;"), kind=KIND)
    assert problem_of(tmp_path / "inside") == ""


def test_a_full_disk_leaves_everything_as_it_was(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(InputError, match="No space left on device"):
        write_folder(written, small_result("second;"), kind=KIND, force=True)
    assert version_of(written) == "first"
    assert siblings_of(written) == []


def test_an_interruption_while_the_new_result_takes_its_place_brings_the_earlier_one_back(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.rename

    def interrupted(source: Path, target: Path) -> None:
        if Path(source).name.endswith(".partial") and Path(target) == written:
            raise KeyboardInterrupt
        rename(source, target)

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(written, small_result("second;"), kind=KIND, force=True)
    assert version_of(written) == "first"
    assert siblings_of(written) == []


def test_an_earlier_result_that_a_killed_run_took_away_is_put_back(written: Path, dead_process: int) -> None:
    written.rename(written.with_name(f".result.oxyura-{dead_process}-00000000.replaced"))
    with pytest.raises(InputError, match="already holds a result"):
        write_folder(written, small_result("second;"), kind=KIND)
    assert version_of(written) == "first"
    assert siblings_of(written) == []


def test_leftovers_of_dead_processes_are_cleared_and_those_of_living_ones_kept(
    written: Path, dead_process: int
) -> None:
    parent = written.parent
    for name in (
        f".result.oxyura-{dead_process}-00000000.partial",
        f".result.oxyura-{dead_process}-00000000.discarded",
        f".result.oxyura-{os.getpid()}-00000000.partial",
        f".result.oxyura-{os.getppid()}-00000000.partial",
        f".other.oxyura-{dead_process}-00000000.partial",
    ):
        (parent / name).mkdir()
        (parent / name / "file").write_text("x")
    # This process's number, but a name it does not use: a run of the same number, in another container, was killed.
    check_destination(written, kind=KIND, force=True)
    assert siblings_of(written) == [f".result.oxyura-{os.getppid()}-00000000.partial"]
    assert (parent / f".other.oxyura-{dead_process}-00000000.partial").is_dir()


def test_without_a_lock_everything_still_works(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_siblings, "_LONGEST_WAIT", 0.0)
    write_folder(written, small_result("second;"), kind=KIND, force=True)
    assert version_of(written) == "second"
    assert siblings_of(written) == []


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_killed_at_any_of_the_three_renames_nothing_is_lost(written: Path, moment: str, number: int) -> None:
    process = start_writer(written, moment, number)
    assert process.wait(30) == 9
    assert problem_of(written) == ""
    assert written.exists() or siblings_of(written)
    check_destination(written, kind=KIND, force=True)
    assert problem_of(written) == ""
    assert version_of(written) == "first" or version_of(written).startswith(f"{process.pid}-")
    assert siblings_of(written) == []


def test_killed_at_any_moment_the_folder_is_absent_or_whole(out: Path) -> None:
    chance = random.Random(20260115)
    was_there = 0
    for _ in range(20):
        process = start_writer(out)
        time.sleep(0.05 + 0.25 * chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert problem_of(out) == ""
        was_there += out.exists()
    assert was_there > 0
    check_destination(out, kind=KIND, force=True)
    assert problem_of(out) == ""
    assert siblings_of(out) == []


def test_two_processes_on_one_folder_leave_one_whole_result(out: Path) -> None:
    processes = [start_writer(out, 25) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert problem_of(out) == ""
    assert siblings_of(out) == []


def test_names_with_folders_are_written_below(out: Path) -> None:
    extra = OutputFile("a/b/c.txt", b"deep", "text/plain", "deep")
    write_folder(out, (*small_result("first;"), extra), kind=KIND)
    assert (out / "a" / "b" / "c.txt").read_bytes() == b"deep"
