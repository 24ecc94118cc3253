"""A result folder that is there whole or not at all: built beside its place, then renamed into it.

Siblings of the folder ``DIR``, all named ``.DIR.oxyura-<process>-<random>`` with an ending:

| ending | what |
|---|---|
| ``.partial`` | a result that is being written |
| ``.replaced`` | the earlier result, while a new one takes its place |
| ``.discarded`` | what is being deleted |

A process that is killed leaves one of them behind; the next run puts an earlier result back where ``DIR`` is
missing, and clears the rest.

A folder carries the verb of the command line that wrote it, and only that verb replaces it: an assessment is never
lost to a list that was given the same name.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from oxyura.publish.folder_siblings import (
    clear_leftovers,
    discard,
    find_replaced,
    forget,
    new_sibling,
    one_at_a_time,
    sync_folder,
)
from oxyura.publish.result_marks import ResultMark, mark_of, read_mark
from oxyura.schema.errors import InputError

METADATA_FILE = "ro-crate-metadata.json"
SUMMARY_FILE = "summary.json"

_LARGEST_METADATA = 64 * 2**20
_TRIES = 20
_TAKEN = frozenset({errno.ENOTEMPTY, errno.EEXIST})
# What file managers leave in every folder they show.
_OF_THE_DESKTOP = {".DS_Store", "Thumbs.db", "desktop.ini"}

State = Literal["missing", "empty", "ours"]


@dataclass(frozen=True)
class OutputFile:
    """A file of a result folder.

    Parameters
    ----------
    name : str
        Path inside the folder, with ``/``.
    content : bytes
        What it holds.
    media_type : str
        IANA media type.
    description : str
        What it is, one line.
    """

    name: str
    content: bytes
    media_type: str
    description: str


def check_destination(out: str | Path, *, kind: str, force: bool = False) -> Path:
    """Tell early whether a result could be written to a folder, and mend what a killed run left beside it.

    Parameters
    ----------
    out : str or Path
        The folder: missing, empty, or with `force` an earlier result of the same kind.
    kind : str
        The verb of the command line that writes the result.
    force : bool
        Whether an earlier result may be replaced.

    Returns
    -------
    Path
        The folder, absolute.

    Raises
    ------
    InputError
        The folder is something else, or cannot be reached.
    """
    target = Path(os.path.abspath(out))
    try:
        _refuse_own_place(target)
        if target.parent.is_dir():
            with one_at_a_time(target.parent) as alone:
                _recover(target, alone=alone)
        _look(target, kind=kind, force=force)
    except OSError as error:
        raise _unwritable(target, error) from error
    return target


def write_folder(out: str | Path, files: Sequence[OutputFile], *, kind: str, force: bool = False) -> Path:
    """Write a result folder, all of it or nothing.

    Parameters
    ----------
    out : str or Path
        The folder: missing, empty, or with `force` an earlier result of the same kind. Missing parents are made.
    files : sequence of OutputFile
        What goes into it; one of them is the metadata, whose root has `mark_of(kind)` as `additionalType` and lists
        every other file as `hasPart`.
    kind : str
        The verb of the command line that writes the result.
    force : bool
        Whether an earlier result may be replaced.

    Returns
    -------
    Path
        The folder, absolute.

    Raises
    ------
    InputError
        The folder is something else, or cannot be written; it is then as it was.
    ValueError
        The metadata do not mark the folder as of this kind.
    """
    metadata = next((file.content for file in files if file.name == METADATA_FILE), b"")
    said = read_mark(metadata)
    if said is None or said.kind != kind:
        raise ValueError(f"the metadata do not say {mark_of(kind)}")
    target = check_destination(out, kind=kind, force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = new_sibling(target, "partial")
        try:
            partial.mkdir()
            _fill(partial, files)
            if target.is_dir():
                shutil.copymode(target, partial)
            _install(partial, target, kind=kind, force=force)
        finally:
            discard(partial, target)
            forget(partial)
    except OSError as error:
        raise _unwritable(target, error) from error
    return target


def is_result(folder: Path) -> bool:
    """Tell whether a folder is a result of this program: it has a summary, and metadata with our mark."""
    return _result_in(folder) is not None


def _recover(target: Path, *, alone: bool) -> None:
    """Put an earlier result back where a killed run had taken it away, and clear what such runs left."""
    empty = _is_real_folder(target) and not any(target.iterdir())
    if empty or not os.path.lexists(target):
        for earlier in find_replaced(target, alone=alone):
            if is_result(earlier):
                _rename_over(earlier, target)
                sync_folder(target.parent)
                break
    whole = _is_real_folder(target) and is_result(target)
    clear_leftovers(target, replaced_too=whole, alone=alone)


def _look(target: Path, *, kind: str, force: bool) -> State:
    """Say what stands where the result is to go.

    Raises
    ------
    InputError
        Something that must not be replaced.
    """
    where = str(target)
    if target.is_symlink():
        raise InputError("The folder is a link to another place.", where=where, remedy="Name the real folder.")
    if not target.exists():
        _check_room(target)
        return "missing"
    if not target.is_dir():
        raise InputError("A file stands where the folder should be.", where=where, remedy="Name another folder.")
    if not any(target.iterdir()):
        return "empty"
    found = _result_in(target)
    if found is None:
        raise InputError(
            "The folder holds something that is not a result of this program, so it is left alone.",
            where=where,
            remedy="Name a new or an empty folder.",
        )
    _check_kind(found, kind, where)
    if not force:
        raise InputError(
            "The folder already holds a result.",
            where=where,
            remedy="Name another folder, or replace it with --force (in Python: force=True).",
        )
    strangers = [name for name in _files_below(target) if name != METADATA_FILE and name not in found.files]
    if strangers:
        raise InputError(
            f"The folder holds a result, and also {_some(strangers)}, which would be lost.",
            where=where,
            remedy="Move what is yours elsewhere, or name another folder.",
        )
    return "ours"


def _check_kind(found: ResultMark, kind: str, where: str) -> None:
    """Refuse to replace what another verb has written."""
    if found.kind is None:
        raise InputError(
            "The folder holds a result of an earlier version, which does not say what it is, so it is left alone.",
            where=where,
            remedy="Name another folder, or move this one away.",
        )
    if found.kind != kind:
        raise InputError(
            f"The folder holds a result of 'oxyura {found.kind}', which 'oxyura {kind}' does not replace.",
            where=where,
            remedy="Name another folder.",
        )


def _check_room(target: Path) -> None:
    """Refuse a place whose nearest folder is none, or cannot be written to."""
    above = next(folder for folder in target.parents if os.path.lexists(folder))
    if not above.is_dir():
        raise InputError(
            "A file stands where a folder on the way should be.", where=str(above), remedy="Name another folder."
        )
    if not os.access(above, os.W_OK | os.X_OK):
        raise InputError(
            "Nothing may be written there.", where=str(above), remedy="Name another folder, or ask for permission."
        )


def _install(partial: Path, target: Path, *, kind: str, force: bool) -> None:
    """Rename the new folder into place; an earlier result steps aside first and comes back if that fails."""
    with one_at_a_time(target.parent):
        for _ in range(_TRIES):
            earlier = None
            if _look(target, kind=kind, force=force) == "ours":
                earlier = new_sibling(target, "replaced")
            try:
                if earlier is not None:
                    os.rename(target, earlier)
                _rename_over(partial, target)
            except BaseException as error:
                if earlier is not None:
                    _put_back(earlier, target)
                # Another process was here between the look and the rename.
                gone = isinstance(error, FileNotFoundError) and partial.exists()
                if gone or (isinstance(error, OSError) and error.errno in _TAKEN):
                    continue
                raise
            sync_folder(target.parent)
            if earlier is not None:
                discard(earlier, target)
                forget(earlier)
            return
    raise InputError(
        "Other processes keep writing to the same folder.",
        where=str(target),
        remedy="Let one of them finish, or name another folder.",
    )


def _put_back(earlier: Path, target: Path) -> None:
    # Where another result has arrived meanwhile, the earlier one is no longer wanted; the next run clears it.
    if earlier.exists() and not os.path.lexists(target):
        os.rename(earlier, target)
    forget(earlier)


def _rename_over(folder: Path, target: Path) -> None:
    """Rename a folder to a place that is free or holds an empty folder."""
    if os.name == "nt" and target.is_dir():
        target.rmdir()
    os.rename(folder, target)


def _fill(folder: Path, files: Sequence[OutputFile]) -> None:
    folders = {folder}
    for file in files:
        path = folder.joinpath(*file.name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        folders.add(path.parent)
        with path.open("xb") as stream:
            stream.write(file.content)
            stream.flush()
            os.fsync(stream.fileno())
    for made in folders:
        sync_folder(made)


def _result_in(folder: Path) -> ResultMark | None:
    """Return the kind and the files that a folder's metadata state; None where it is not ours."""
    metadata, summary = folder / METADATA_FILE, folder / SUMMARY_FILE
    try:
        if not all(stat.S_ISREG(path.lstat().st_mode) for path in (metadata, summary)):
            return None
        if metadata.stat().st_size > _LARGEST_METADATA:
            return None
        return read_mark(metadata.read_bytes())
    except OSError:
        return None


def _files_below(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        for name in names:
            if name not in _OF_THE_DESKTOP:
                yield Path(place, name).relative_to(folder).as_posix()
        for name in folders:
            if Path(place, name).is_symlink():
                yield Path(place, name).relative_to(folder).as_posix()


def _is_real_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _refuse_own_place(target: Path) -> None:
    """Refuse the working directory and what it lies in: a shell inside would be left in a folder that is gone."""
    here = Path(os.path.realpath(os.curdir))
    if target.exists() and Path(os.path.realpath(target)) in (here, *here.parents):
        raise InputError(
            "The folder is the one you are in, or holds it.",
            where=str(target),
            remedy="Name a folder inside it, such as result.",
        )


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _unwritable(target: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(
        f"The result cannot be written there: {reason}.",
        where=str(target),
        remedy="Name another folder, or make room and permission for this one.",
    )
