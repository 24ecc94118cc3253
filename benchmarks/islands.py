"""How long the world's islands take: import, check and assessment with all its files, in CPU seconds.

Reads the real tables where they are (``OXYURA_DATA``, by default ``../shared/data``). The whole is to stay under 60 s.

Last run, 2 cores of a shared x86-64 virtual machine, Python 3.11: see docs/reference/benchmarks.md.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from oxyura.publish import write_assessment
from oxyura.study.checked import check_study, read_study
from oxyura.study.importing_islands import import_islands
from oxyura.study.running import assess_study

MOST_SECONDS = 60.0
Result = TypeVar("Result")


def timed(name: str, work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the CPU seconds of some work, and what it gave."""
    before = time.process_time()
    result = work()
    seconds = time.process_time() - before
    print(f"{name:<28}{seconds:8.1f} CPU s", flush=True)
    return seconds, result


def main() -> int:
    """Print the CPU seconds of every step; 1 where the whole takes too long, 3 where the data are not there."""
    data = Path(os.environ.get("OXYURA_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    islands, listings = data / "islands", data / "cms-listings" / "cms_listings_2012-02-23.csv"
    if not islands.is_dir() or not listings.is_file():
        print(f"There are no tables of islands in {data}.", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as place:
        into, out = Path(place) / "world", Path(place) / "results"
        steps = [timed("import", lambda: import_islands(islands, listings, into))[0]]
        steps.append(timed("check", lambda: check_study(into))[0])
        seconds, study = timed("read and check again", lambda: read_study(into))
        steps.append(seconds)
        seconds, assessment = timed("assess", lambda: assess_study(study))
        steps.append(seconds)
        steps.append(timed("write results and page", lambda: write_assessment(assessment, out))[0])
        page = (out / "report.html").stat().st_size
    sites, pairs = len(study.tables["sites"]), len(assessment.pairs)
    print(f"{'all':<28}{sum(steps):8.1f} CPU s: {sites:,} islands, {pairs:,} pairs, a page of {page / 1e6:.1f} MB")
    return int(sum(steps) > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
