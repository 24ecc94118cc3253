"""What stands between the command and the first page: nothing of the engine, and nothing made twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from oxyura.apps.web.views.home_page import gather_doors
from oxyura.apps.web.views.kept import Kept
from oxyura.apps.web.views.map_frame import lay_world
from oxyura.apps.web.warming import warm_up
from oxyura.publish.language import words_for

_START = """
import sys
from pathlib import Path
from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import open_register
from oxyura.apps.web.settings import WebSettings

settings = WebSettings(Path(sys.argv[1]), casebook=False, workers=0)
with open_register(settings) as register:
    create_app(settings, register)
    print(sorted({"numba", "openpyxl", "oxyura.study.assessment", "oxyura.annual_cycle.cycle"} & set(sys.modules)))
"""


def test_the_engine_is_not_loaded_to_start(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _START, str(tmp_path / "register.sqlite")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_what_the_first_page_needs_is_made_ready_beside_it() -> None:
    lay_world.cache_clear()
    warm_up().join(30)
    assert lay_world.cache_info().currsize == 1


def test_the_doors_are_gathered_once_for_all_readers() -> None:
    kept, words = Kept(), words_for("fr")
    first = kept.of(gather_doors, (), words)
    assert kept.of(gather_doors, (), words) is first
    assert kept.of(gather_doors, (), words_for("es")) is not first
