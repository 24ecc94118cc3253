"""`oxyura new`: a study to fill in."""

from __future__ import annotations

from pathlib import Path

from oxyura.apps.cli.reporting import write_json
from oxyura.study.templates import create_study


def run(name: Path, *, xlsx: bool, as_json: bool, quiet: bool) -> int:
    """Create a study and say what to do next."""
    created = create_study(name, xlsx=xlsx)
    if as_json:
        write_json({"study": created.name, "kind": "workbook" if xlsx else "folder"})
    elif not quiet:
        print(f"Created {created}. It holds a worked example: replace its rows with your own, then run")
        print(f"  oxyura check {created}")
    return 0
