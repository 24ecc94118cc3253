"""Files in the database: content once by checksum, and the lists of files that studies and runs have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, bindparam, select

from oxyura.register.database import Database
from oxyura.register.errors import DamagedError, NotFoundError
from oxyura.register.keys import content_key
from oxyura.register.models import Base, Blob, RunFile, StudyFile
from oxyura.register.records import FileRecord
from oxyura.schema.sentences import sentence

BLOBS: Table = Base.metadata.tables[Blob.__tablename__]

# Below what databases take as parameters of one statement.
_MOST_KEYS = 500

_MEDIA_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "toml": "application/toml",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class FileList:
    """Where the files of studies, or of runs, are listed."""

    table: Table
    owner: str


STUDY_FILES = FileList(Base.metadata.tables[StudyFile.__tablename__], "study_key")
RUN_FILES = FileList(Base.metadata.tables[RunFile.__tablename__], "run_key")


@dataclass(frozen=True)
class NewFile:
    """A file that is to be kept."""

    name: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Checksum of the content."""
        return content_key(self.content)


def media_type_of(name: str) -> str:
    """Return the media type of a file by its ending."""
    return _MEDIA_TYPES.get(name.rpartition(".")[2].casefold(), "application/octet-stream")


def keep_contents(database: Database, connection: Connection, contents: Mapping[str, bytes]) -> None:
    """Keep contents by checksum, each unless it is there."""
    there: set[str] = set()
    keys = sorted(contents)
    for start in range(0, len(keys), _MOST_KEYS):
        known = select(BLOBS.c.sha256).where(BLOBS.c.sha256.in_(keys[start : start + _MOST_KEYS]))
        # Held until the end, so that nobody lets go of a content that is being named.
        there.update(connection.scalars(known.with_for_update(read=True, key_share=True)))
    # Always in the same order, so that no two writers wait for each other in a circle.
    for key in keys:
        if key not in there:
            row = {"sha256": key, "size_bytes": len(contents[key]), "content": contents[key]}
            database.insert_missing(connection, BLOBS, [row])


def keep_files(
    database: Database, connection: Connection, where: FileList, owner: str, files: Sequence[NewFile]
) -> None:
    """Keep the files of a study or a run."""
    checksums = {file.name: file.sha256 for file in files}
    keep_contents(database, connection, {checksums[file.name]: file.content for file in files})
    connection.execute(
        where.table.insert(),
        [
            {where.owner: owner, "name": file.name, "sha256": checksums[file.name], "media_type": file.media_type}
            for file in files
        ],
    )


def list_files(connection: Connection, where: FileList, owners: Iterable[str]) -> dict[str, tuple[FileRecord, ...]]:
    """Return the files of studies or runs by their key, each list by name."""
    found: dict[str, list[FileRecord]] = {owner: [] for owner in owners}
    owner = where.table.c[where.owner]
    query = (
        select(owner, where.table.c.name, BLOBS.c.size_bytes, where.table.c.sha256, where.table.c.media_type)
        .join(BLOBS, BLOBS.c.sha256 == where.table.c.sha256)
        .where(owner.in_(bindparam("owners", expanding=True)))
        .order_by(where.table.c.name)
    )
    keys = list(found)
    for start in range(0, len(keys), _MOST_KEYS):
        for key, *file in connection.execute(query, {"owners": keys[start : start + _MOST_KEYS]}):
            found[key].append(FileRecord(*file))
    # By code points, whatever the order of the database's language.
    return {key: tuple(sorted(files, key=lambda file: file.name)) for key, files in found.items()}


def read_file(database: Database, where: FileList, owner: str, name: str) -> bytes:
    """Return a file of a study or a run.

    Raises
    ------
    NotFoundError
        There is none.
    DamagedError
        It is not what was put there.
    """
    query = (
        select(BLOBS.c.sha256, BLOBS.c.content)
        .join(where.table, where.table.c.sha256 == BLOBS.c.sha256)
        .where(where.table.c[where.owner] == owner, where.table.c.name == name)
    )
    with database.reading() as connection:
        found = connection.execute(query).one_or_none()
    if found is None:
        raise NotFoundError(
            sentence("There is no file %(name)s here.", name=ascii(name)[:80]),
            remedy="Choose one of those that are listed.",
        )
    return checked_content(database, found.sha256, found.content)


def checked_content(database: Database, sha256: str, content: bytes) -> bytes:
    """Return content whose checksum still holds.

    Raises
    ------
    DamagedError
        It does not.
    """
    if content_key(content) != sha256:
        raise DamagedError(
            "A stored file has changed since it was kept: the database or its disk is damaged.",
            where=database.place,
            remedy="Restore the register from a backup.",
        )
    return content
