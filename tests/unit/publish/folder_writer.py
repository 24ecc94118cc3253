"""Writes a result folder over and over, for tests that kill it or run two of it; needs no numeric package.

python folder_writer.py FOLDER [ROUNDS]                  write ROUNDS results, or for ever
python folder_writer.py FOLDER before|after NUMBER       die at the NUMBER-th rename of one write
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import sys
from pathlib import Path
from typing import Any

from oxyura.publish.result_folder import METADATA_FILE, SUMMARY_FILE, OutputFile, write_folder
from oxyura.publish.result_marks import mark_of

KIND = "assess"


def small_result(version: str, n_tables: int = 12, kind: str = KIND) -> tuple[OutputFile, ...]:
    """Return a result whose every file holds the version, so that a mixture shows."""
    names = [SUMMARY_FILE, *(f"tables/table-{number}.csv" for number in range(n_tables))]
    files = [OutputFile(name, (version * 2000).encode(), "text/plain", name) for name in names]
    graph: list[dict[str, Any]] = [
        {"@id": "./", "additionalType": mark_of(kind), "hasPart": [{"@id": file.name} for file in files]}
    ]
    graph += [{"@id": file.name, "sha256": hashlib.sha256(file.content).hexdigest()} for file in files]
    metadata = json.dumps({"@graph": graph}).encode()
    return (*files, OutputFile(METADATA_FILE, metadata, "application/ld+json", "metadata"))


def problem_of(folder: Path) -> str:
    """Return what makes a folder less than a whole result; empty where it is absent or whole."""
    if not folder.exists():
        return ""
    try:
        graph = json.loads((folder / METADATA_FILE).read_bytes())["@graph"]
    except OSError as error:
        return f"no metadata: {error}"
    listed = {entity["@id"]: entity["sha256"] for entity in graph if "sha256" in entity}
    for name, checksum in listed.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
            return f"{name} is missing or not as listed"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    extra = found - {*listed, METADATA_FILE}
    return f"extra files: {extra}" if extra else ""


def die_at_rename(moment: str, number: int) -> None:
    """Make the process end, as if killed, just before or after one of its renames."""
    rename, calls = os.rename, itertools.count(1)

    def deadly(source: Any, target: Any) -> None:
        now = next(calls) == number
        if now and moment == "before":
            os._exit(9)
        rename(source, target)
        if now:
            os._exit(9)

    os.rename = deadly  # type: ignore[assignment]


def main(folder: Path, *options: str) -> None:
    if options and options[0] in ("before", "after"):
        die_at_rename(options[0], int(options[1]))
        rounds: Any = range(1)
    else:
        rounds = range(int(options[0])) if options else itertools.count()
    for number in rounds:
        write_folder(folder, small_result(f"{os.getpid()}-{number};"), kind=KIND, force=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
