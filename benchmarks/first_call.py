"""How long is the first answer in coming? With an empty cache the year is compiled; with a warm one it is only loaded.

    python benchmarks/first_call.py [--runs 5]

Each run is a process of its own: `oxyura population gough --deterministic`, which reads and checks the study, fits two
parameters, projects three courses and prints. Limits: 20 CPU seconds with an empty cache, 1 with a warm one; the exit
code tells whether they were kept.

Last run, two busy cores of a shared x86-64 virtual machine, Python 3.11: 15.1 CPU seconds with an empty cache, 0.97
with a warm one (before: 22.9 and 5.2).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

COLD, WARM = 20.0, 1.0
COMMAND = (sys.executable, "-c", "from oxyura.apps.cli import main; main()", "population", "gough", "--deterministic")


def run(cache: str) -> tuple[float, float]:
    """Return wall and CPU seconds of one run with its compiled code in `cache`."""
    # Bytecode is kept, as it is where the program is installed.
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache, "PYTHONPYCACHEPREFIX": os.path.join(cache, "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, started = os.times(), time.perf_counter()
    subprocess.run(COMMAND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - started, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, spent


def main() -> int:
    """Run with an empty and then with a warm cache."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        cold = run(cache)
        warm = min((run(cache) for _ in range(runs)), key=lambda found: found[1])
    print(f"empty cache: {cold[0]:.1f} s wall, {cold[1]:.1f} CPU seconds (limit {COLD:g})")
    print(f"warm cache, best of {runs}: {warm[0]:.2f} s wall, {warm[1]:.2f} CPU seconds (limit {WARM:g})")
    return int(cold[1] > COLD or warm[1] > WARM)


if __name__ == "__main__":
    sys.exit(main())
