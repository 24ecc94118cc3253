from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from oxyura.apps.cli.commands import app
from oxyura.study.casebook_studies import casebook_names


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["casebook", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_list_keeps_its_form(tmp_path: Path) -> None:
    code, out, _ = run("--json")
    assert code == 0
    answer = json.loads(out)
    assert list(answer) == ["studies"]
    assert [entry["name"] for entry in answer["studies"]] == list(casebook_names())
    assert all(list(entry) == ["name", "title", "tier", "verdicts"] for entry in answer["studies"])
    assert all(entry["verdicts"] for entry in answer["studies"])


def test_the_document_is_written_in_every_language(tmp_path: Path) -> None:
    for language in ("en", "fr", "es"):
        target = tmp_path / f"{language}.html"
        code, out, errors = run("--report", str(target), "--lang", language)
        assert (code, errors) == (0, "")
        html = target.read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in html
        for name in casebook_names():
            assert f'id="study-{name}"' in html
    assert "pairs of migrant and invader" in out.replace("\n", " ")


def test_the_matrix_as_csv_and_json_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "matrix.csv"
    code, out, _ = run("--report", str(target), "--json")
    assert code == 0
    answer = json.loads(out)
    assert answer["report"] == str(target)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("study,title,migrant_id")
    assert all(f"\n{name}," in text for name in casebook_names())


def test_bad_input_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("my own page", encoding="utf-8")
    for arguments, words in (
        (("--report", str(tmp_path / "a.docx")), ".html or .csv"),
        (("--report", str(tmp_path / "a.html"), "--lang", "de"), "does not write"),
        (("--report", str(mine)), "already exists"),
        (("--report", str(mine), "--force"), "not made by this command"),
    ):
        code, _, errors = run(*arguments)
        assert code == 2
        assert words in errors.replace("\n", " ")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]
    assert mine.read_text(encoding="utf-8") == "my own page"
