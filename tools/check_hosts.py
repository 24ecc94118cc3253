"""Fail when a tracked file names a package index: readers install from whichever one they use."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]

# Joined here so that this file does not name them either.
PUBLIC = {".".join(name) for name in [("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org")]}


def configured_indexes() -> set[str]:
    """Return the hosts, or the folders, of the package indexes that this machine is set up to use."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    settings = [value for key, value in os.environ.items() if key.startswith(("PIP_", "UV_"))]
    stated = "\n".join([listed, *settings])
    addresses = [urlsplit(found) for found in re.findall(r"\b\w+://[^\s'\",]+", stated)]
    places = {address.hostname or address.path.rstrip("/") for address in addresses}
    # A bare word is a common noun as often as a host, and documentation may speak of this machine.
    return {place for place in places if ("." in place or "/" in place) and place != "127.0.0.1"}


def tracked_files() -> list[Path]:
    # A clone in CI often belongs to another user than the one who tests it.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def main() -> int:
    names = PUBLIC | configured_indexes()
    files = tracked_files()
    found = 0
    for path in files:
        content = path.read_bytes()
        for name in sorted(names):
            if name.encode() in content:
                found += 1
                print(f"{path.relative_to(ROOT)} names a package index", file=sys.stderr)
    print(f"{len(files)} tracked files, {found} that name a package index")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
