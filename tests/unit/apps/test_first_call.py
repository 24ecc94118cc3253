"""The first answer is not long in coming: what a run loads, and how its one compilation is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ARGUMENTS = ("population", "gough", "--deterministic")
RUN = "from oxyura.apps.cli import main; main()"

# Each of them takes longer to load than the study takes to run.
NOT_NEEDED = (
    "duckdb",
    "jinja2",
    "openpyxl",
    "pyarrow",
    "scipy.linalg",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
)


def test_point_values_load_nothing_that_they_do_not_need() -> None:
    program = f"""
import sys
from oxyura.apps.cli.population import run
run("gough", years=None, draws=None, deterministic=True, encoding=None, as_json=False, quiet=True)
print(*(name for name in {NOT_NEEDED!r} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_compilation_is_shown_and_kept(tmp_path: Path) -> None:
    """Limits that only a program gone astray exceeds; `benchmarks/first_call.py` holds the figures to 20 and 1 s."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "COLUMNS": "100"}
    said, cold = _run_on_a_terminal(environment)
    assert "Preparing the calculation, once after installation …" in said
    told = [int(done) for done in re.findall(r"Preparing the calculation: (\d+) of \d+ parts done …", said)]
    assert told == sorted(told)
    assert len(told) >= 4
    again, warm = _run_on_a_terminal(environment)
    assert "Preparing" not in again
    assert cold < 60
    assert warm < 5


def _run_on_a_terminal(environment: dict[str, str]) -> tuple[str, float]:
    """Return what is said on standard error, a terminal, and the seconds of processor time."""
    reader, terminal = os.openpty()
    before = os.times()
    with subprocess.Popen(
        [sys.executable, "-c", RUN, *ARGUMENTS], env=environment, stdout=subprocess.DEVNULL, stderr=terminal
    ) as process:
        os.close(terminal)
        said = b""
        while process.poll() is None or not said:
            try:
                said += os.read(reader, 4096)
            except OSError:
                # The other end of a pseudo-terminal that closes is an error on Linux.
                break
            time.sleep(0.01)
    os.close(reader)
    assert process.returncode == 0
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return said.decode(), spent
