"""Nothing that is published changes when a sensitive site is moved within its cell: so nothing can tell where it is."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from sensitive_study import LAT, LON, SECRET, write_sensitive_study

from oxyura.apps.web.api.packing import pack_study
from oxyura.apps.web.api.reading import StudyTables
from oxyura.apps.web.drafts import pack_kind, plan_kind
from oxyura.apps.web.taking_along import write_workbook
from oxyura.apps.web.views.run_files import write_views
from oxyura.publish.assessment_files import make_files
from oxyura.publish.coherence_files import coherence_json
from oxyura.register.store import Register
from oxyura.study.checked import read_study
from oxyura.study.flyway_coherence import assess_flyway
from oxyura.study.running import assess_study

# As many digits as the other place, in the same cell, ten kilometres off.
MOVED_LAT, MOVED_LON = -40.2612475039, -9.8653781247
_THIRD = 'bay,"Bay",GB,-54.25,-36.75,,,,,worked-example\n'
_SHARES = (
    f"albatross,breeding,{SECRET},0.6,surveyed,,worked-example\nalbatross,breeding,bay,0.4,surveyed,,worked-example\n"
    f"albatross,nonbreeding,{SECRET},0.3,surveyed,,worked-example\nalbatross,nonbreeding,ocean,0.7,surveyed,,"
    "worked-example\n"
)


def write_colony(folder: Path, lat: float, lon: float, *, sensitive: bool = True) -> Path:
    """Write the study with two places in each stage, so that there are distances between them."""
    write_sensitive_study(folder)
    sites = (folder / "sites.csv").read_text().replace(f"{LAT!r},{LON!r}", f"{lat!r},{lon!r}")
    outline = sites[sites.index('"POLYGON') : sites.index('))"') + 3]
    sites = sites.replace(outline, "").replace(",yes,", ",yes," if sensitive else ",no,")
    (folder / "sites.csv").write_text(sites + _THIRD)
    header = (folder / "distribution.csv").read_text().splitlines()[0]
    (folder / "distribution.csv").write_text(f"{header}\n{_SHARES}")
    return folder


def published(folder: Path) -> dict[str, bytes]:
    """Return every file that is written from a study, for pages, to be kept and to be handed on."""
    study = read_study(folder)
    assessment = assess_study(study, deterministic=True)
    found = {file.name: file.content for file in (*make_files(assessment), *write_views(assessment))}
    found["coherence"] = repr(coherence_json(assess_flyway((study,)))).encode()
    with Register.open(folder.parent / "register.sqlite") as register:
        record = register.add_study("colony", {path.name: path.read_bytes() for path in folder.iterdir()})
        tables = StudyTables(register)
        found["study.zip"] = pack_study(register, tables, record, owner=False)
        found["study.xlsx"] = _unpacked(write_workbook(tables.study(record.key)))
        for kind, asked in (
            (pack_kind(), {"country": "SH", "studies": [record.key]}),
            (plan_kind(), {"study": record.key}),
        ):
            result = kind.work(register, kind.read(register, asked), lambda step, fraction: None)
            found[str(result["name"])] = _unpacked(register.upload(str(result["file"]))[1])
    return found


def _unpacked(content: bytes) -> bytes:
    """Return what is packed in a file, without the times at which it was packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist()) if name != "docProps/core.xml"}
    told = (
        name.encode() + (_unpacked(part) if part.startswith(b"PK") else part)
        for name, part in parts.items()
    )  # fmt: skip
    return b"\n".join(told)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return published(write_colony(tmp_path_factory.mktemp("here") / "colony", LAT, LON))


def test_a_move_within_the_cell_changes_nothing(here: dict[str, bytes], tmp_path: Path) -> None:
    there = published(write_colony(tmp_path / "colony", MOVED_LAT, MOVED_LON))
    assert here.keys() == there.keys()
    # Its name carries a hash of the study, as every address does.
    assert [name for name in here if here[name] != there[name]] == []


def test_a_move_into_another_cell_would_be_noticed(here: dict[str, bytes], tmp_path: Path) -> None:
    there = published(write_colony(tmp_path / "colony", LAT - 0.2, LON))
    changed = {name for name in here if here[name] != there[name]}
    assert {"summary.json", "web/en.json", "report.html", "study.zip", "study.xlsx"} <= changed


def test_an_open_site_is_measured_where_it_is(tmp_path: Path) -> None:
    summaries = []
    for number, lat in enumerate((LAT, MOVED_LAT)):
        study = read_study(write_colony(tmp_path / str(number) / "colony", lat, LON, sensitive=False))
        files = make_files(assess_study(study, deterministic=True))
        summaries.append(next(file.content for file in files if file.name == "summary.json"))
    assert summaries[0] != summaries[1]
    assert b'"connectivity"' in summaries[0]
