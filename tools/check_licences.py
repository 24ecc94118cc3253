"""Fail when a runtime dependency is under a licence that is not permissive, MPL or LGPL.

The closure is read from requirements/run.txt, the licences from the packages beside the running Python. What
browsers are sent is read from web/package-lock.json and has to be permissive, or a font under the Open Font Licence.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "run.txt"
WEB_LOCK = ROOT / "web" / "package-lock.json"

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
    "Zlib",
}

# Packages that do not yet state an SPDX expression say it with a classifier.
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


PERMISSIVE = frozenset(name for name in ALLOWED if not name.startswith(("LGPL", "MPL")))
# A font may be handed on with any program; it is not sold by itself.
FONTS = "@fontsource"
# A name that SPDX does not have, of a package that states it so.
OTHER_NAMES = {"BSD-0-Clause": "0BSD"}
# Geography is drawn from these when the pages are built, and shipped with them.
DRAWN_FROM = {"i18n-iso-countries", "world-atlas"}


def is_allowed(expression: str, allowed_names: Collection[str] = ALLOWED) -> bool:
    """Tell whether an SPDX expression can be met with allowed licences only."""
    tokens = [OTHER_NAMES.get(token, token) for token in re.findall(r"[()]|[^\s()]+", expression)]

    def alternatives() -> bool:
        allowed = conjunction()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            allowed = conjunction() or allowed
        return allowed

    def conjunction() -> bool:
        allowed = single()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            allowed = single() and allowed
        return allowed

    def single() -> bool:
        name = tokens.pop(0) if tokens else ""
        if name == "(":
            allowed = alternatives()
            return tokens[:1] == [")"] and bool(tokens.pop(0)) and allowed
        if tokens[:1] == ["WITH"]:
            name = " ".join([name, tokens.pop(0), *tokens[:1]])
            del tokens[:1]
        return name in allowed_names

    return alternatives() and not tokens


def stated_licence(package: str) -> str:
    """Return the licence that an installed package states, as an SPDX expression where that can be told."""
    stated = metadata.metadata(package)
    if "License-Expression" in stated:
        return stated["License-Expression"]
    classifiers = [
        line.rsplit(" :: ", 1)[-1] for line in stated.get_all("Classifier") or [] if line.startswith("License :: ")
    ]
    if classifiers:
        return " AND ".join(CLASSIFIERS.get(name, name.replace(" ", "-")) for name in classifiers)
    return str(stated.json.get("license", "nothing stated"))


def refused_in_browser(lock: Mapping[str, Any]) -> list[str]:
    """Return the packages of a lock of npm that browsers may not be sent, with their licences."""
    refused = []
    for path, package in lock["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if not name or (package.get("dev") and name not in DRAWN_FROM):
            continue
        licence = str(package.get("license", "nothing stated"))
        is_font = name.startswith(FONTS) and licence == "OFL-1.1"
        if not is_font and not is_allowed(licence, PERMISSIVE):
            refused.append(f"{name}: {licence!r} is not permissive, and the package is sent to browsers")
    return refused


def main() -> int:
    pins = re.findall(r"^([\w.\-]+==[^\\\n]+)", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    required = [Requirement(pin) for pin in pins]
    names = [item.name for item in required if item.marker is None or item.marker.evaluate()]
    refused = 0
    for name in names:
        licence = stated_licence(name)
        if not is_allowed(licence):
            refused += 1
            print(f"{name}: {licence[:80]!r} is not a licence we may depend on at run time", file=sys.stderr)
    print(f"{len(names)} runtime packages, {refused} with a licence that is not permissive, MPL or LGPL")
    in_browser = refused_in_browser(json.loads(WEB_LOCK.read_text(encoding="utf-8")))
    for line in in_browser:
        print(line, file=sys.stderr)
    print(f"{len(in_browser)} packages are sent to browsers that are not permissive")
    return 1 if refused or in_browser or not names else 0


if __name__ == "__main__":
    sys.exit(main())
