"""`oxyura report` and `oxyura awareness` keep the contract of the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

OXYURA = [sys.executable, "-c", "from oxyura.apps.cli import main; main()"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [*OXYURA, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False)


def test_drafts_and_annexes_are_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(
        "report", "zonar", "--to", "cms,ramsar", "--party", "es", "--annex", "monitoring", "--format", "html",
        "--out", out, "--json",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["files"] == ["report-cms.html", "report-ramsar.html", "monitoring.html"]
    assert answer["schemes"]["ramsar"] == {"party": "not_known", "covers": {"zonar": "yes"}, "form_read": True}
    assert all((out / name).stat().st_size for name in (*answer["files"], "summary.json", "monitoring.json"))
    again = run("report", "zonar", "--to", "cms", "--format", "html", "--out", out)
    assert again.returncode == 2
    assert "already holds a result" in again.stderr


def test_a_brief_is_written(tmp_path: Path) -> None:
    done = run("awareness", "gough", "--audience", "visitors", "--format", "html", "--out", tmp_path / "out", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["files"] == ["brief-visitors.html"]
    assert (tmp_path / "out" / "brief-visitors.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "zonar"), "Nothing is asked for"),
        (("report", "zonar", "--to", "unesco"), "'unesco' is no scheme"),
        (("report", "zonar", "--annex", "poems"), "'poems' is no annex"),
        (("report", "zonar", "--to", "cms", "--format", "odt"), "'odt' is no format"),
        (("report", "zonar", "--to", "cms", "--lang", "de"), "does not write in 'de'"),
        (("report", "zonar", "--to", "cms", "--party", "UK"), "Great Britain is GB"),
        (("report", "zonar", "--to", "cms", "--conventions", "none.csv"), "none.csv"),
        (("report", "no-such-study", "--to", "cms"), "no study"),
        (("awareness", "gough", "--audience", "dentists"), "'dentists' is no audience"),
        (("awareness", "gough", "--audience", "visitors", "--migrant", "dodo"), "no migrant 'dodo'"),
        (("awareness", "gough", "--audience", "visitors", "--migrant", "a", "--pathway", "b"), "not both"),
    ],
)
def test_a_bad_call_is_told_in_words_and_leaves_nothing(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
