"""What every test shares: the real data, and how properties are searched."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

# No deadline: the first call of a compiled kernel takes as long as its compilation.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "default"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder of the real data, read only; the test is skipped where there is none, and fails in CI."""
    folder = Path(os.environ.get("OXYURA_DATA") or REPOSITORY.parent / "shared" / "data")
    if not folder.is_dir():
        reason = f"no real data at {folder}: set OXYURA_DATA to the folder that holds it"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder.resolve()
