"""The register: opened once, used by every page and every job."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, select
from sqlalchemy.exc import SQLAlchemyError

from oxyura.publish.result_folder import OutputFile
from oxyura.register import limits
from oxyura.register.contents import (
    BLOBS,
    RUN_FILES,
    STUDY_FILES,
    NewFile,
    checked_content,
    keep_contents,
    keep_files,
    list_files,
    media_type_of,
    read_file,
)
from oxyura.register.database import Database, open_database
from oxyura.register.errors import NotFoundError
from oxyura.register.file_names import check_name, check_names
from oxyura.register.jobs import Jobs
from oxyura.register.keys import content_key, may_hide_places, program_version, run_key, study_key
from oxyura.register.kinds import Kinds, shipped_kinds
from oxyura.register.models import Base, Run, Setting, Study
from oxyura.register.options import Options
from oxyura.register.pruning import UPLOADS, prune
from oxyura.register.records import FileRecord, Origin, RunRecord, StudyRecord
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

_STUDIES: Table = Base.metadata.tables[Study.__tablename__]
_RUNS: Table = Base.metadata.tables[Run.__tablename__]
_SEAL = "key_seal"
_SETTINGS: Table = Base.metadata.tables[Setting.__tablename__]

_CHECKED = "checked_at"


class Register:
    """Studies, runs and jobs in one database; made by :meth:`open`.

    Parameters
    ----------
    database : Database
    kinds : mapping of str to Kind
        What jobs can do.
    """

    def __init__(self, database: Database, kinds: Kinds) -> None:
        self._database = database
        self.jobs = Jobs(self, database, kinds)

    @classmethod
    def open(cls, place: str | Path, *, workers: int = 0, kinds: Kinds | None = None) -> Register:
        """Open a register, made or brought up to date where needed.

        Parameters
        ----------
        place : str or Path
            A file (SQLite), a folder in which ``register.sqlite`` stands, or the URL of a database.
        workers : int
            Processes that compute jobs; 0: none here.
        kinds : mapping of str to Kind, optional
            What jobs can do, instead of what ships.

        Raises
        ------
        InputError
            There is something else at that place, it cannot be written, or it was made by a newer version.
        ServiceMissingError
            The database server cannot be reached.
        """
        register = cls(open_database(place), shipped_kinds() if kinds is None else kinds)
        try:
            if workers:
                register.prune()
                register.jobs.start(workers)
        except BaseException:
            register.close()
            raise
        return register

    def close(self) -> None:
        """Stop the workers and let the database go; jobs that were running go on at the next opening."""
        self.jobs.stop()
        self._database.close()

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add_study(self, name: str, files: Mapping[str, bytes], *, origin: Origin = "upload") -> StudyRecord:
        """Keep a study; the same files give the same record.

        Parameters
        ----------
        name : str
            What to call it.
        files : mapping of str to bytes
            By name, as they lie in the study's folder.
        origin : {'casebook', 'folder', 'upload', 'import'}
            Where it comes from.

        Raises
        ------
        InputError
            A file's name leads elsewhere, or there are none, too many or too large files (LimitError).
        """
        if not files:
            raise InputError("There is no file in the study.", where=name[:80], remedy="Give at least study.toml.")
        limits.STUDY_FILES.check(len(files), name[:80])
        limits.STUDY_BYTES.check(sum(len(content) for content in files.values()), name[:80])
        check_names(files)
        new = [NewFile(file, bytes(content), media_type_of(file)) for file, content in sorted(files.items())]
        key = study_key({file.name: file.sha256 for file in new}, self._seal() if may_hide_places(files) else "")
        with self._database.reading() as connection:
            known = self._find_study(connection, key)
        if known is not None:
            return known
        row = {"key": key, "name": _plain_name(name), "origin": origin, "added_at": _now()}
        with self._database.writing() as connection:
            if self._insert_once(connection, _STUDIES, row):
                keep_files(self._database, connection, STUDY_FILES, key, new)
        return self.study(key)

    def add_casebook(self) -> tuple[StudyRecord, ...]:
        """Keep every study that ships with the program, and return them in alphabetical order."""
        from oxyura.study.casebook_studies import casebook_names, casebook_path

        kept = []
        for name in casebook_names():
            paths = sorted(path for path in casebook_path(name).iterdir() if path.is_file())
            kept.append(self.add_study(name, {path.name: path.read_bytes() for path in paths}, origin="casebook"))
        return tuple(kept)

    def studies(self) -> tuple[StudyRecord, ...]:
        """Return every study, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_STUDIES).order_by(_STUDIES.c.added_at.desc(), _STUDIES.c.key)).all()
            files = list_files(connection, STUDY_FILES, [row.key for row in rows])
        return tuple(_study_record(row, files[row.key]) for row in rows)

    def study(self, key: str) -> StudyRecord:
        """Return a study.

        Raises
        ------
        NotFoundError
            There is none with that key.
        """
        with self._database.reading() as connection:
            found = self._find_study(connection, key)
        if found is None:
            raise _not_found("study", key)
        return found

    def study_file(self, key: str, name: str) -> bytes:
        """Return a file of a study; NotFoundError where there is none."""
        return read_file(self._database, STUDY_FILES, key, name)

    def study_files(self, key: str) -> dict[str, bytes]:
        """Return every file of a study by name; NotFoundError where there is no such study."""
        return {file.name: self.study_file(key, file.name) for file in self.study(key).files}

    def materialise(self, key: str, folder: Path) -> Path:
        """Write a study into a folder and return what ``read_study`` takes: a folder of tables, or a workbook."""
        study = self.study(key)
        return write_study_files(self.study_files(key), folder, study.name)

    def run_for(self, study_key: str, options: Options) -> RunRecord | None:
        """Return what this version of the program computed from a study with these options, or None."""
        key = run_key(study_key, options.kind, options.to_json(), program_version())
        with self._database.reading() as connection:
            return self._find_run(connection, key)

    def save_run(self, study_key: str, options: Options, files: Sequence[OutputFile]) -> RunRecord:
        """Keep the files of a run, all of them or nothing; a run that is there already stays as it is.

        Raises
        ------
        NotFoundError
            There is no such study.
        InputError
            A file's name leads elsewhere, or there are too many or too large files (LimitError).
        """
        limits.RUN_FILES.check(len(files))
        limits.RUN_BYTES.check(sum(len(file.content) for file in files))
        for file in files:
            check_name(file.name)
        self.study(study_key)
        version = program_version()
        key = run_key(study_key, options.kind, options.to_json(), version)
        row = {
            "key": key,
            "study_key": study_key,
            "kind": options.kind,
            "options": options.to_json(),
            "version": version,
            "made_at": _now(),
        }
        new = [NewFile(file.name, file.content, file.media_type) for file in files]
        with self._database.writing() as connection:
            if self._insert_once(connection, _RUNS, row):
                keep_files(self._database, connection, RUN_FILES, key, new)
        return self.run(key)

    def run(self, key: str) -> RunRecord:
        """Return a run; NotFoundError where there is none."""
        with self._database.reading() as connection:
            found = self._find_run(connection, key)
        if found is None:
            raise _not_found("run", key)
        return found

    def runs(self, study_key: str | None = None) -> tuple[RunRecord, ...]:
        """Return the runs, of one study or all, the newest first."""
        query = select(_RUNS).order_by(_RUNS.c.made_at.desc(), _RUNS.c.key)
        if study_key is not None:
            query = query.where(_RUNS.c.study_key == study_key)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            files = list_files(connection, RUN_FILES, [row.key for row in rows])
        return tuple(_run_record(row, files[row.key]) for row in rows)

    def run_file(self, run_key: str, name: str) -> bytes:
        """Return a file of a run; NotFoundError where there is none."""
        return read_file(self._database, RUN_FILES, run_key, name)

    def keep_upload(self, name: str, content: bytes) -> str:
        """Keep a file for the job that will read it, or that has written it, and return its key.

        It is there as long as a job or a setting names it, and at least as long as `pruning.KEPT`.

        Raises
        ------
        LimitError
            It is too large.
        """
        limits.UPLOAD_BYTES.check(len(content), name[:80])
        key = content_key(content)
        with self._database.writing() as connection:
            keep_contents(self._database, connection, {key: content})
            row = {"sha256": key, "name": _plain_name(name), "added_at": _now()}
            if not self._database.insert_missing(connection, UPLOADS, [row]):
                connection.execute(UPLOADS.update().where(UPLOADS.c.sha256 == key).values(row))
        return key

    def upload(self, key: str) -> tuple[str, bytes]:
        """Return name and content of a file that was kept for a job; NotFoundError where there is none."""
        query = select(UPLOADS.c.name, BLOBS.c.content).join(BLOBS).where(UPLOADS.c.sha256 == key)
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise _not_found("file", key)
        return found.name, checked_content(self._database, key, found.content)

    def prune(self) -> None:
        """Let go of finished jobs, and of files that were kept for jobs, that are older than `pruning.KEPT`."""
        prune(self._database)

    def troubles(self) -> tuple[str, ...]:
        """Return what is wrong, in plain words: nothing can be written, or jobs that should be are not computed."""
        found = self.jobs.troubles()
        try:
            self.keep_setting(_CHECKED, _now().isoformat())
        except SQLAlchemyError:
            unwritable = "The register cannot be written to: look whether its disk is full, or its database away."
            return (unwritable, *found)
        return found

    def setting(self, name: str) -> str | None:
        """Return a kept setting."""
        with self._database.reading() as connection:
            return connection.scalar(select(_SETTINGS.c.value).where(_SETTINGS.c.name == name))

    def _seal(self) -> str:
        """Return the word of this register that goes into the keys of studies with sensitive sites."""
        found = self.setting(_SEAL)
        if found is None:
            with self._database.writing() as connection:
                # Another process may have been first.
                self._database.insert_missing(connection, _SETTINGS, [{"name": _SEAL, "value": secrets.token_hex(16)}])
            found = self.setting(_SEAL)
        return found or ""

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self._database.writing() as connection:
            self._database.insert_missing(connection, _SETTINGS, [{"name": name, "value": value}])
            connection.execute(_SETTINGS.update().where(_SETTINGS.c.name == name).values(value=value))

    def _insert_once(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
        """Insert a row unless its key is there; tell whether it was inserted."""
        if connection.scalar(select(table.c.key).where(table.c.key == row["key"])) is not None:
            return False
        return self._database.insert_missing(connection, table, [row]) > 0

    def _find_study(self, connection: Connection, key: str) -> StudyRecord | None:
        row = connection.execute(select(_STUDIES).where(_STUDIES.c.key == key)).one_or_none()
        return None if row is None else _study_record(row, list_files(connection, STUDY_FILES, [key])[key])

    def _find_run(self, connection: Connection, key: str) -> RunRecord | None:
        row = connection.execute(select(_RUNS).where(_RUNS.c.key == key)).one_or_none()
        return None if row is None else _run_record(row, list_files(connection, RUN_FILES, [key])[key])


def write_study_files(files: Mapping[str, bytes], folder: Path, name: str) -> Path:
    """Write the files of a study into a new folder inside `folder`.

    Returns
    -------
    Path
        What ``read_study`` takes: the new folder, or the workbook in it where that is the study.

    Raises
    ------
    InputError
        A name leads elsewhere.
    """
    check_names(files)
    place = folder / (re.sub(r"[^\w.-]+", "-", name)[:80].strip(".-") or "study")
    place.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        path = place.joinpath(*file.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    workbooks = [file for file in files if file.casefold().endswith(".xlsx")]
    return place / workbooks[0] if len(workbooks) == len(files) == 1 else place


def _study_record(row: Row[Any], files: tuple[FileRecord, ...]) -> StudyRecord:
    return StudyRecord(row.key, row.name, cast(Origin, row.origin), row.added_at, files)


def _run_record(row: Row[Any], files: tuple[FileRecord, ...]) -> RunRecord:
    return RunRecord(row.key, row.study_key, row.kind, row.options, row.version, row.made_at, files)


def _plain_name(name: str) -> str:
    """Return a name without control characters, at most 200 characters."""
    kept = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(kept.split()).encode("utf-8", "replace").decode()[:200].strip() or "study"


def _not_found(what: str, key: str) -> NotFoundError:
    return NotFoundError(
        sentence("There is no %(what)s %(key)s in the register.", what=what, key=ascii(key)[1:17]),
        remedy="Choose one from the list.",
    )


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
