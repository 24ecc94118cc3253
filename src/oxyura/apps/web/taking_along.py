"""What people take along from a study: its tables as a workbook, and everything that was computed as one archive."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from oxyura.apps.web.api.formats import write_csv
from oxyura.apps.web.api.locating import holds_sensitive_sites
from oxyura.apps.web.api.reading import StudyTables
from oxyura.register.records import RunRecord
from oxyura.schema.errors import InputError
from oxyura.schema.tables import TABLES

if TYPE_CHECKING:
    from oxyura.register.store import Register
    from oxyura.study.package import Study

# Made for the pages, and of no use elsewhere.
_OF_PAGES = "web/"
_MOMENT = (1980, 1, 1, 0, 0, 0)


def pack_result(register: Register, tables: StudyTables, run: RunRecord) -> bytes:
    """Return the files of a run as .zip; places of sensitive sites as `tables` has them."""
    is_sensitive = _is_sensitive(tables, run.study_key)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in run.files:
            if file.name.startswith(_OF_PAGES):
                continue
            table = file.name.removeprefix("tables/").removesuffix(".csv")
            if is_sensitive and file.name.startswith("tables/") and table in TABLES:
                # As the reader may have them; what was kept with the run says less than its owner may know.
                content = write_csv(tables.rows(run.study_key, table))
            else:
                content = register.run_file(run.key, file.name)
            archive.writestr(zipfile.ZipInfo(file.name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _is_sensitive(tables: StudyTables, study: str) -> bool:
    try:
        return holds_sensitive_sites(tables.study(study).tables)
    except InputError:
        # What cannot be read any more is told as carefully as can be: nobody knows.
        return True


def write_workbook(study: Study) -> bytes:
    """Return the tables of a study, as they may be handed out, as a workbook that ``check`` takes."""
    from oxyura.study.workbook_template import build_workbook

    stream = io.BytesIO()
    build_workbook(study.tables, _settings(study)).save(stream)
    return stream.getvalue()


def _settings(study: Study) -> dict[str, str]:
    """Return the settings by their keys, as the sheet ``study`` writes them."""
    import dataclasses

    from oxyura.schema.settings import SETTINGS

    nested = dataclasses.asdict(study.settings)
    found = {}
    for spec in SETTINGS:
        value: object = nested
        for part in spec.key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None and value != "":
            found[spec.key] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return found
