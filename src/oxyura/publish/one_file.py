"""A single file that is there whole or not at all, and never takes the place of something that is not ours."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from oxyura.publish.folder_siblings import sync_folder
from oxyura.schema.errors import InputError

# Enough of a file to tell whose it is.
_BEGINNING = 4096


def check_file(out: str | Path, *, force: bool, is_ours: Callable[[bytes], bool]) -> Path:
    """Tell early whether a file could be written.

    Parameters
    ----------
    out : str or Path
        The file: missing, or with `force` an earlier one of this program.
    force : bool
        Whether an earlier one may be replaced.
    is_ours : callable
        Tells from the first bytes of a file whether this program made it.

    Returns
    -------
    Path
        The file, absolute.

    Raises
    ------
    InputError
        Something else stands there, or the place cannot be reached.
    """
    target = Path(os.path.abspath(out))
    where = str(target)
    try:
        if not target.parent.is_dir():
            raise InputError("There is no such folder.", where=str(target.parent), remedy="Make it, or name another.")
        if not os.path.lexists(target):
            return target
        if not stat.S_ISREG(target.lstat().st_mode):
            raise InputError("What stands there is no plain file.", where=where, remedy="Name another file.")
        if not force:
            raise InputError(
                "The file already exists.", where=where, remedy="Name another file, or replace it with --force."
            )
        with target.open("rb") as stream:
            beginning = stream.read(_BEGINNING)
    except OSError as error:
        raise _unwritable(target, error) from error
    if not is_ours(beginning):
        raise InputError(
            "The file was not made by this command, so it is left alone.", where=where, remedy="Name another file."
        )
    return target


def write_file(out: str | Path, content: bytes, *, force: bool, is_ours: Callable[[bytes], bool]) -> Path:
    """Write a file, all of it or nothing: built beside its place, then renamed into it.

    Parameters
    ----------
    out : str or Path
        The file: missing, or with `force` an earlier one of this program.
    content : bytes
        What it holds.
    force : bool
        Whether an earlier one may be replaced.
    is_ours : callable
        Tells from the first bytes of a file whether this program made it.

    Returns
    -------
    Path
        The file, absolute.

    Raises
    ------
    InputError
        Something else stands there, or it cannot be written; what stood there is then as it was.
    """
    target = check_file(out, force=force, is_ours=is_ours)
    partial = target.with_name(f".{target.name[:80]}.oxyura-{os.getpid()}-{secrets.token_hex(4)}.partial")
    try:
        try:
            with partial.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            _install(partial, target, force=force)
        finally:
            with contextlib.suppress(FileNotFoundError):
                partial.unlink()
        sync_folder(target.parent)
    except OSError as error:
        raise _unwritable(target, error) from error
    return target


def _install(partial: Path, target: Path, *, force: bool) -> None:
    """Put the new file into place; without `force` in one step that fails where another process was first."""
    if force or os.name == "nt":
        # Windows refuses to rename onto a file that has come meanwhile; elsewhere a link does.
        (os.replace if force else os.rename)(partial, target)
        return
    try:
        os.link(partial, target)
    except FileExistsError as error:
        raise InputError(
            "Another process has just written the file.", where=str(target), remedy="Name another file."
        ) from error
    except OSError:
        # Some file systems have no links.
        os.rename(partial, target)


def _unwritable(target: Path, error: OSError) -> InputError:
    return InputError(
        f"The file cannot be written there: {error.strerror or error}.",
        where=str(target),
        remedy="Name another file, or make room and permission for this one.",
    )
