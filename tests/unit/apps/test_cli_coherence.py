from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oxyura.apps.cli.coherence import read_weights
from oxyura.apps.cli.commands import app
from oxyura.schema.errors import InputError


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["coherence", "--flyway", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_duck_and_the_list_that_misses_it() -> None:
    code, out, errors = run("white-headed-duck", "--json")
    assert (code, errors) == (0, "")
    answer = json.loads(out)
    assert answer["studies"] == ["white-headed-duck"]
    assert answer["parties"] == ["BE", "ES", "FR", "GB", "NL"]
    # Nothing is measured, so by the tables alone nothing counts; Spain lists the Ruddy Duck, by which it is reached.
    assert answer["readings"]["told"]["exposure"] == 0
    (gap,) = answer["gaps"]
    assert (gap["party"], gap["invader"], gap["concerned_parties"]) == ("GB", "Oxyura jamaicensis", ["ES"])
    (point,) = answer["readings"]["possible"]["frontier"]
    assert point["gap"] == 0
    assert point["share_of_closable"] == pytest.approx(1)


def test_people_read_gaps_and_what_to_mind(tmp_path: Path) -> None:
    code, out, errors = run("white-headed-duck", "yellow-sea", "--out", str(tmp_path / "out"), "--lang", "fr")
    assert (code, errors) == (0, "")
    told = " ".join(out.split())
    for words in ("With precaution", "Spartina alterniflora", "Note: From where an invader comes", "Page:"):
        assert words in told
    assert '<html lang="fr">' in (tmp_path / "out" / "coherence.html").read_text("utf-8")


def test_quiet_says_nothing() -> None:
    assert run("white-headed-duck", "--quiet") == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("white-headed-duck", "--party", "XX"), "no country code"),
        (("white-headed-duck", "--party", "ZA"), "No site of these studies lies in ZA"),
        (("white-headed-duck", "white-headed-duck"), "Two studies are called"),
        (("european-eel",), "No site has a country"),
        (("white-headed-duck", "--date", "soon"), "is no day"),
        (("white-headed-duck", "--weight", "III=2"), "is no weight"),
        (("white-headed-duck", "--lang", "de"), "does not write"),
        (("no-such-study",), "no-such-study"),
    ],
)
def test_bad_input_ends_with_2_and_says_what_to_do(arguments: tuple[str, ...], words: str) -> None:
    code, out, errors = run(*arguments)
    assert code == 2
    assert words in errors
    assert out == ""
    code, out, _ = run(*arguments, "--json")
    assert code == 2
    assert words in json.loads(out)["error"]["message"] + json.loads(out)["error"]["where"]


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, errors = run("white-headed-duck", "--out", str(tmp_path), "--force")
    assert code == 2
    assert "left alone" in errors
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_rules_of_another_day() -> None:
    before = json.loads(run("white-headed-duck", "--date", "2010-01-01", "--json")[1])
    after = json.loads(run("white-headed-duck", "--json")[1])
    assert {gap["party"] for gap in before["gaps"]} == {"BE", "ES", "FR", "GB", "NL"}
    assert len(after["gaps"]) == 1


@pytest.mark.parametrize("text", ["I", "I=", "=1", "I=-1", "I=nan", "I=inf", "I=1e9"])
def test_weights_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="is no weight"):
        read_weights([text])


def test_weights_by_listing_and_verdict() -> None:
    weights = read_weights(["I=2", "unproven=0.5"])
    assert (weights.listing["I"], weights.listing["II"], weights.verdict["unproven"]) == (2.0, 1.0, 0.5)
