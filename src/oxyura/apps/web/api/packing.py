"""A study as one file; without the owner's flag the places of sensitive sites are generalised in it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from oxyura.apps.web.api.locating import holds_sensitive_sites
from oxyura.apps.web.api.reading import StudyTables
from oxyura.register.records import StudyRecord

if TYPE_CHECKING:
    from oxyura.register.store import Register

_NOTE = """This is not the study as its owner handed it in.

It holds sites that are marked sensitive. Their places are given as the middle of a cell of a tenth of a degree, some
ten kilometres, and their outlines are left out. Every table has been written anew; other files are left out.
The study with every place is with its owner.
"""
# Every archive of the same files is the same.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def pack_study(register: Register, tables: StudyTables, record: StudyRecord, *, owner: bool) -> bytes:
    """Return a study as .zip.

    Raises
    ------
    StudyError
        It has errors, so that nobody knows which of its sites are sensitive.
    """
    if owner:
        return _zip(register.study_files(record.key))
    study = tables.study(record.key)
    if not holds_sensitive_sites(study.tables):
        return _zip(register.study_files(record.key))
    from oxyura.study.writing import write_tables

    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        files = {path.name: path.read_bytes() for path in write_tables(study.tables, Path(folder))}
    settings = [file.name for file in record.files if file.name == "study.toml"]
    files |= {name: register.study_file(record.key, name) for name in settings}
    return _zip({**files, "GENERALISED.txt": _NOTE.encode()})


def _zip(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
