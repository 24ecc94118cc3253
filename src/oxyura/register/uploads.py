"""Reading what a stranger hands in: a study as a zip file, a workbook, or one table."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from oxyura.register import limits
from oxyura.register.file_names import check_names
from oxyura.schema.archives import ArchiveLimits, SafeArchive, open_archive
from oxyura.schema.errors import InputError
from oxyura.schema.limits import FILE_BYTES
from oxyura.schema.sentences import sentence
from oxyura.schema.tables import TABLES

if TYPE_CHECKING:
    from oxyura.register.problem_cells import ProblemTable
    from oxyura.study.checked import CheckReport

SETTINGS_FILE = "study.toml"

_ARCHIVE = ArchiveLimits(
    members=2 * limits.STUDY_FILES.maximum,
    member_bytes=FILE_BYTES.maximum,
    total_bytes=limits.STUDY_BYTES.maximum,
)
_WORKBOOK_PART = "[Content_Types].xml"
# What file managers and spreadsheets leave in folders.
_LITTER = frozenset({"__macosx", ".ds_store", "thumbs.db", "desktop.ini"})
_TABLE_ENDINGS = (".csv", ".parquet")
_OTHER_ENDINGS = {
    ".xls": "the old Excel format",
    ".xlsb": "the binary Excel format",
    ".xlsm": "the Excel format with macros",
    ".ods": "the OpenDocument format",
    ".numbers": "the format of Numbers",
    ".rar": "another kind of archive",
    ".7z": "another kind of archive",
    ".gz": "another kind of archive",
}
_ACCEPTED = "Give the study's folder as a .zip, a workbook as .xlsx, or one table as .csv."


@dataclass(frozen=True)
class Upload:
    """A study that was handed in.

    Parameters
    ----------
    name : str
        Of the study: the archive's, its folder's or the workbook's, without ending.
    files : mapping of str to bytes
        By name, as ``Register.add_study`` takes them.
    """

    name: str
    files: Mapping[str, bytes]

    def check(self) -> CheckReport:
        """Check the study; every problem has its file, row and column.

        Raises
        ------
        InputError
            It holds no study at all.
        """
        from oxyura.register.store import write_study_files
        from oxyura.study.checked import check_study

        with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
            return check_study(write_study_files(self.files, Path(folder), self.name))

    def problem_tables(self, report: CheckReport) -> tuple[ProblemTable, ...]:
        """Return the problems of a check with the rows that they stand in, file by file."""
        from oxyura.register.problem_cells import show_problems

        return show_problems(self.files, report.problems)


def read_upload(filename: str, stream: IO[bytes]) -> Upload:
    """Read an upload.

    Parameters
    ----------
    filename : str
        As the sender calls it; only its last part and ending count.
    stream : binary file
        Read once, up to the limit.

    Raises
    ------
    InputError
        It is neither a zip file of a study, a workbook nor a table, or it is made to harm; LimitError: too large.
    """
    file = re.split(r"[/\\]", filename)[-1]
    shown = ascii(file)[1:-1][:80] or "the file"
    stem, ending = Path(file).stem, Path(file).suffix.casefold()
    if ending in _OTHER_ENDINGS:
        raise InputError(
            sentence("The file is in %(other_endings)s.", other_endings=_OTHER_ENDINGS[ending]),
            where=shown,
            remedy=_ACCEPTED,
        )
    if ending not in (".zip", ".xlsx", *_TABLE_ENDINGS):
        raise InputError("Files of this kind are not read.", where=shown, remedy=_ACCEPTED)
    content = stream.read(limits.UPLOAD_BYTES.maximum + 1)
    limits.UPLOAD_BYTES.check(len(content), shown)
    if not content:
        raise InputError("The file is empty.", where=shown, remedy="Choose another file, or save it again.")
    if ending in _TABLE_ENDINGS:
        return _read_table(stem, ending, content, shown)
    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        path = Path(folder, f"upload{ending}")
        path.write_bytes(content)
        try:
            with open_archive(path, _ARCHIVE) as archive:
                return _read_workbook(stem, content, archive) if ending == ".xlsx" else _read_archive(stem, archive)
        except InputError as error:
            # The name that the sender knows, not ours.
            raise type(error)(error.message, where=shown, remedy=error.remedy) from error


def _read_table(stem: str, ending: str, content: bytes, shown: str) -> Upload:
    if stem not in TABLES:
        raise InputError(
            "The file has the name of no table of a study.",
            where=shown,
            remedy="Call it like its table, such as sites.csv, or give the whole study as a .zip.",
        )
    return Upload(stem, {f"{stem}{ending}": content})


def _read_workbook(stem: str, content: bytes, archive: SafeArchive) -> Upload:
    if _WORKBOOK_PART not in archive.names:
        raise InputError("The file is a zip archive but not an Excel workbook.", remedy=_ACCEPTED)
    name = _plain_stem(stem)
    return Upload(name, {f"{name}.xlsx": content})


def _read_archive(stem: str, archive: SafeArchive) -> Upload:
    if _WORKBOOK_PART in archive.names:
        raise InputError("The file is a workbook under another name.", remedy="Let its name end in .xlsx.")
    names = [name for name in archive.names if not _is_litter(name)]
    root = _study_folder(names)
    if root is None:
        return _lone_workbook(names, archive)
    kept = {
        PurePosixPath(name).relative_to(root).as_posix(): name
        for name in names
        if PurePosixPath(name).is_relative_to(root)
    }
    limits.STUDY_FILES.check(len(kept))
    check_names(kept)
    files = {short: archive.read(name, FILE_BYTES.maximum) for short, name in sorted(kept.items())}
    return Upload(_plain_stem(PurePosixPath(root).name or stem), files)


def _study_folder(names: list[str]) -> str | None:
    """Return the folder in the archive that is the study; None where there is none.

    Raises
    ------
    InputError
        There are several.
    """
    folders = {_folder_of(name) for name in names if PurePosixPath(name).name == SETTINGS_FILE}
    if not folders:
        folders = {_folder_of(name) for name in names if _is_table(name)}
    if len(folders) > 1:
        listed = ", ".join(sorted(ascii(folder)[1:-1][:60] for folder in folders)[:3])
        raise InputError(
            sentence("The archive holds more than one study: %(listed)s.", listed=listed),
            remedy="Give each as an archive of its own.",
        )
    return next(iter(folders), None)


def _lone_workbook(names: list[str], archive: SafeArchive) -> Upload:
    workbooks = [name for name in names if name.casefold().endswith(".xlsx")]
    if len(workbooks) != 1:
        raise InputError(
            "The archive holds no study: neither study.toml nor a table.",
            remedy="Pack the folder in which study.toml and the tables lie.",
        )
    name = _plain_stem(PurePosixPath(workbooks[0]).stem)
    return Upload(name, {f"{name}.xlsx": archive.read(workbooks[0], FILE_BYTES.maximum)})


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.casefold() in _LITTER for part in parts) or parts[-1].startswith(("._", "~$", "."))


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.casefold() in _TABLE_ENDINGS and path.stem in TABLES


def _folder_of(name: str) -> str:
    return PurePosixPath(name).parent.as_posix()


def _plain_stem(stem: str) -> str:
    return re.sub(r"[^\w.-]+", "-", stem)[:80].strip(".-") or "study"
