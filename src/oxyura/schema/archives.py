"""Opening zip files that a stranger may have made: archives of records, spreadsheet workbooks.

A zip file can name places outside its folder, hide links, or hold a few kilobytes that unpack to a terabyte.
Nothing here is ever unpacked to disk: members are looked at first, and read only through
:class:`SafeArchive`.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.sentences import Figure, sentence

_BOMB_REMEDY = "If you trust the file, unpack it and pass the files inside it."
_DIRECTORY_BYTES = 16 * 2**20
_SMALL_MEMBER = 4 * 2**20
_END_RECORD = b"PK\x05\x06"
_END_RECORD_64 = b"PK\x06\x06"


@dataclass(frozen=True)
class ArchiveLimits:
    """Ceilings on what an archive may hold.

    Parameters
    ----------
    members : int
        Number of files in the archive.
    member_bytes : int
        Size of one file, unpacked.
    total_bytes : int
        Size of all files, unpacked.
    ratio : int
        Unpacked over packed size of a file above 4 MiB; tables of records reach about 30.
    """

    members: int = 10_000
    member_bytes: int = 512 * 2**20
    total_bytes: int = 2**30
    ratio: int = 200


WORKBOOK_LIMITS = ArchiveLimits()
RECORD_LIMITS = ArchiveLimits(member_bytes=256 * 2**30, total_bytes=512 * 2**30)


class SafeArchive:
    """A zip file whose members were all found harmless; made by :func:`open_archive`.

    Parameters
    ----------
    file : zipfile.ZipFile
        The open file.
    where : str
        Its name, for messages.
    """

    def __init__(self, file: zipfile.ZipFile, where: str) -> None:
        self._file = file
        self._where = where
        self.sizes = {info.filename: info.file_size for info in file.infolist() if not info.is_dir()}

    def __enter__(self) -> SafeArchive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files in the archive, folders left out."""
        return tuple(self.sizes)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open the member `name` to be read piece by piece.

        Raises
        ------
        InputError
            When there is no such member, or when it turns out to be damaged while it is read.
        """
        if name not in self.sizes:
            raise InputError(
                sentence("The archive has no file named %(name)s.", name=name),
                where=self._where,
                remedy=sentence("It holds: %(value)s.", value=", ".join(self.names[:10]) or "nothing"),
            )
        try:
            with self._file.open(name) as stream:
                yield stream
        except (zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise InputError(
                sentence("The file %(name)s in the archive is damaged (%(error)s).", name=name, error=error),
                where=self._where,
                remedy="Download or save the archive again.",
            ) from error

    def read(self, name: str, most_bytes: int = 64 * 2**20) -> bytes:
        """Read the member `name` whole; LimitError when it is above `most_bytes`."""
        size = self.sizes.get(name, 0)
        if size > most_bytes:
            raise LimitError(
                sentence(
                    "The file %(name)s is %(size)s bytes; at most %(most_bytes)s are read at once.",
                    name=name,
                    size=Figure(f"{size:,}"),
                    most_bytes=Figure(f"{most_bytes:,}"),
                ),
                where=self._where,
                remedy="Check that it is the file you meant.",
            )
        with self.open(name) as stream:
            return stream.read(most_bytes + 1)


def open_archive(path: Path, limits: ArchiveLimits = WORKBOOK_LIMITS) -> SafeArchive:
    """Open a zip file after every member has been checked against `limits`.

    Parameters
    ----------
    path : Path
        The file.
    limits : ArchiveLimits
        What it may hold.

    Returns
    -------
    SafeArchive
        To be closed, best with ``with``.

    Raises
    ------
    InputError
        When the file is no zip file, is encrypted, or a member has an unsafe name or an unknown compression.
    LimitError
        When it holds too many or too large files, or unpacks to far more than its size.
    """
    where = path.name
    _check_directory_size(path)
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError) as error:
        raise InputError(
            "The file is not a zip archive, or it is damaged.",
            where=where,
            remedy="Download or save it again; do not rename other files to .zip or .xlsx.",
        ) from error
    try:
        _check_members(file.infolist(), limits, where)
    except BaseException:
        file.close()
        raise
    return SafeArchive(file, where)


def _check_directory_size(path: Path) -> None:
    """Refuse a table of contents that would fill the memory before a single member can be looked at."""
    try:
        with path.open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            tail_start = max(0, stream.tell() - 66_000)
            stream.seek(tail_start)
            tail = stream.read()
    except OSError as error:
        raise InputError(
            sentence("The file cannot be read (%(value)s).", value=error.strerror or error),
            where=path.name,
            remedy="Check the name and that you may read it.",
        ) from error
    size = 0
    place = tail.rfind(_END_RECORD)
    if place >= 0 and place + 16 <= len(tail):
        (size,) = struct.unpack_from("<I", tail, place + 12)
    if size == 0xFFFFFFFF:
        place = tail.rfind(_END_RECORD_64)
        size = struct.unpack_from("<Q", tail, place + 40)[0] if 0 <= place <= len(tail) - 48 else size
    if size > _DIRECTORY_BYTES:
        raise LimitError(
            "The archive's table of contents is larger than any real one.",
            where=path.name,
            remedy=_BOMB_REMEDY,
        )


def _check_members(members: list[zipfile.ZipInfo], limits: ArchiveLimits, where: str) -> None:
    if len(members) > limits.members:
        raise LimitError(
            sentence(
                "The archive holds %(number)s files; at most %(members)s are accepted.",
                number=Figure(f"{len(members):,}"),
                members=Figure(f"{limits.members:,}"),
            ),
            where=where,
            remedy=_BOMB_REMEDY,
        )
    seen: set[str] = set()
    total = 0
    for member in members:
        _check_name(member, seen, where)
        _check_kind(member, where)
        _check_size(member, limits, where)
        total += member.file_size
        if total > limits.total_bytes:
            raise LimitError(
                sentence(
                    "The archive unpacks to more than %(total_bytes)s bytes.",
                    total_bytes=Figure(f"{limits.total_bytes:,}"),
                ),
                where=where,
                remedy=_BOMB_REMEDY,
            )


def _check_name(member: zipfile.ZipInfo, seen: set[str], where: str) -> None:
    name = member.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    unsafe = (
        not parts
        or name.startswith(("/", "\\"))
        or ".." in parts
        or ":" in parts[0]
        or any(ord(character) < 32 for character in name)
    )
    if unsafe:
        raise InputError(
            sentence("The archive names a file outside its own folder: %(name)s.", name=ascii(name)[:80]),
            where=where,
            remedy="Do not use this archive; get it again from its publisher.",
        )
    if member.filename in seen:
        raise InputError(
            sentence("The archive holds the file %(name)s twice.", name=ascii(name)[:80]),
            where=where,
            remedy="Keep one of the two and pack the archive again.",
        )
    seen.add(member.filename)


def _check_kind(member: zipfile.ZipInfo, where: str) -> None:
    mode = member.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise InputError(
            sentence(
                "The archive holds %(filename)s, which is a link or device and not a file.",
                filename=ascii(member.filename)[:80],
            ),
            where=where,
            remedy="Pack the archive again with plain files only.",
        )
    if member.flag_bits & 0x1:
        raise InputError(
            "The archive is protected by a password.",
            where=where,
            remedy="Unpack it with the password and pass the files inside it.",
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError(
            sentence("The file %(filename)s is packed by an unusual method.", filename=ascii(member.filename)[:80]),
            where=where,
            remedy="Pack the archive again with an ordinary zip program.",
        )


def _check_size(member: zipfile.ZipInfo, limits: ArchiveLimits, where: str) -> None:
    if member.file_size > limits.member_bytes:
        raise LimitError(
            sentence(
                "The file %(filename)s unpacks to %(file_size)s bytes; at most %(member_bytes)s are accepted.",
                filename=ascii(member.filename)[:80],
                file_size=Figure(f"{member.file_size:,}"),
                member_bytes=Figure(f"{limits.member_bytes:,}"),
            ),
            where=where,
            remedy=_BOMB_REMEDY,
        )
    packed = max(member.compress_size, 1)
    if member.file_size > _SMALL_MEMBER and member.file_size > limits.ratio * packed:
        raise LimitError(
            sentence(
                "The file %(filename)s unpacks to %(file_size)s times its size, as a zip bomb does.",
                filename=ascii(member.filename)[:80],
                file_size=Figure(f"{member.file_size // packed:,}"),
            ),
            where=where,
            remedy=_BOMB_REMEDY,
        )
