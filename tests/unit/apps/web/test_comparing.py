"""Two runs side by side: their inputs, the share of each change, the list they are chosen from."""

from __future__ import annotations

import dataclasses
import html
import json
import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from changed_studies import (
    Edit,
    dearer,
    fewer_young,
    growth,
    harder_winter,
    other_words,
    rats_arrive,
    set_cell,
    write_changed,
)
from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import web_kinds
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.splitting import COMPARE, read_split, split
from oxyura.apps.web.views.run_files import write_views
from oxyura.publish.assessment_files import make_files
from oxyura.register.kinds import Arguments, Result
from oxyura.register.options import RunOptions
from oxyura.register.store import Register
from oxyura.schema.errors import InputError
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study
from unit.apps.web.clients import Client, client_of
from unit.apps.web.sensitive_study import LAT, write_sensitive_study

SEVERAL = (fewer_young, harder_winter, rats_arrive, dearer, other_words)
MANY = (*SEVERAL, set_cell("vital_rates", 0, "value", 0.96), set_cell("migrants", 0, "abundance", 1500))


def split_at_once(register: Register, arguments: Arguments) -> Result:
    return split(register, arguments, lambda step, share: None)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """A register without workers, whose comparisons are computed as soon as they are asked for."""
    kinds = dict(web_kinds())
    kinds[COMPARE] = dataclasses.replace(kinds[COMPARE], known=split_at_once)
    with Register.open(tmp_path / "register.sqlite", kinds=kinds) as opened:
        yield opened


@pytest.fixture
def client(register: Register) -> Iterator[Client]:
    with client_of(create_app(WebSettings("unused"), register)) as opened:
        yield opened


def keep(register: Register, study: Path, options: RunOptions | None = None) -> str:
    """Keep a study and a run of it, and return the key of the run."""
    options = options or RunOptions(deterministic=True)
    files = {path.name: path.read_bytes() for path in study.iterdir()}
    record = register.add_study(study.name, files)
    read = read_study(study)
    given = {name: value for name, value in (("draws", options.draws), ("seed", options.seed)) if value is not None}
    read = dataclasses.replace(read, settings=dataclasses.replace(read.settings, **given))
    assessment = assess_study(read, deterministic=options.deterministic)
    return register.save_run(record.key, options, (*make_files(assessment), *write_views(assessment))).key


def keep_two(register: Register, folder: Path, *edits: Edit) -> tuple[str, str]:
    return keep(register, write_changed(folder / "before")), keep(register, write_changed(folder / "after", *edits))


def words(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return said.replace("\u202f", " ").replace("\u2212", "-")


def ask(client: Client, a: str, b: str) -> str:
    """Ask for the shares of two runs, and return their page."""
    token = re.search(r'name="csrf" value="([^"]+)"', client.get(f"/compare?a={a}&b={b}").text)
    assert token is not None
    answer = client.post("/compare/shares", data={"csrf": token.group(1), "a": a, "b": b})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"/compare?a={a}&b={b}#shares"
    return client.get(answer.headers["location"]).text


def result_of(register: Register, a: str, b: str) -> dict[str, Any]:
    return json.loads(json.dumps(split_at_once(register, read_split(register, {"a": a, "b": b}))))


def answer_of(result: dict[str, Any], number: str) -> dict[str, Any]:
    (found,) = [one for one in result["answers"] if one["number"] == number]
    return found


def test_page_offers_the_changes_and_then_tells_the_share_of_each(
    client: Client, register: Register, tmp_path: Path
) -> None:
    a, b = keep_two(register, tmp_path, *SEVERAL)
    before = words(client.get(f"/compare?a={a}&b={b}").text)
    assert "The differences make 4 changes that can be made one at a time." in before
    assert "invaders (rat): new row It goes together with 2 other differences" in before
    page = ask(client, a, b)
    after = words(page)
    total = growth(0.97, 0.04, 0.9, (1 - 0.4) * (1 - 0.2) - 1) - growth()
    winter = math.log(0.9 / 0.95) * total / math.log(1 + total / growth())
    assert f"Of the fall of {-total:.2%}".replace("%", " %") in after
    assert (
        f"{-winter:.2%} comes from change 2, vital_rates (petrel, nonbreeding, all, survival), value.".replace(
            "%", " %"
        )
        in after
    )
    assert "vital_rates.csv:4" in after
    assert 'Nothing of it comes from change <a href="#change-4">4</a>.' in page
    assert re.search(r'<li id="change-4">', page)
    job = register.jobs.list(kind=COMPARE)[0]
    assert f'href="/compare?a={a}&amp;b={b}#shares"' in client.get(f"/j/{job.key}").text
    assert "Sharing out a difference" in client.get("/j").text


def test_shares_sum_to_the_difference_in_growth_and_in_animals(register: Register, tmp_path: Path) -> None:
    found = result_of(register, *keep_two(register, tmp_path, *SEVERAL))
    assert (found["exact"], found["runs"], found["missing"]) == (True, 14, 0)
    assert {one["number"] for one in found["answers"]} >= {"growth_now", "abundance_at_horizon/now"}
    for one in found["answers"]:
        assert sum(share for share, _, _ in one["shares"]) == pytest.approx(one["total"], abs=1e-12)
        assert (one["together"], one["version"]) == (0.0, pytest.approx(0.0, abs=1e-12))
    now = answer_of(found, "growth_now")
    assert now["scale"] == "log"
    assert now["shares"][1][0] == pytest.approx(math.log(0.9 / 0.95), abs=1e-12)
    assert answer_of(found, "abundance_at_horizon/now")["scale"] == "plain"


def test_more_than_four_changes_are_read_twice_each_and_the_rest_is_said(
    client: Client, register: Register, tmp_path: Path
) -> None:
    a, b = keep_two(register, tmp_path, *MANY)
    found = result_of(register, a, b)
    assert (found["exact"], found["runs"]) == (False, 12)
    for one in found["answers"]:
        assert sum(share for share, _, _ in one["shares"]) + one["together"] == pytest.approx(one["total"], abs=1e-9)
    said = words(ask(client, a, b))
    assert "There are too many changes to compute every combination." in said
    assert "Together; cannot be told apart" in said


def test_nothing_is_computed_twice_and_nothing_between_two_studies_is_listed(
    client: Client, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = keep_two(register, tmp_path, *SEVERAL)
    studies = register.studies()
    first = result_of(register, a, b)
    kept = [run for run in register.runs() if run.kind == "mixture"]
    assert len(kept) == first["runs"]
    assert register.studies() == studies
    assert client.get("/compare").text.count("<option value=") == 2 * (1 + len(studies))
    # Neither the same comparison nor the one the other way round computes anything.
    monkeypatch.setattr("oxyura.study.running.assess_study", None)
    assert result_of(register, a, b) == first
    back = result_of(register, b, a)
    for one, other in zip(first["answers"], back["answers"], strict=True):
        assert [share for share, _, _ in other["shares"]] == pytest.approx([-share for share, _, _ in one["shares"]])


def test_a_study_that_cannot_be_computed_leaves_shares_unknown(
    client: Client, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(study: object, **options: object) -> None:
        raise InputError("It grows too large.")

    a, b = keep_two(register, tmp_path, fewer_young, harder_winter)
    monkeypatch.setattr("oxyura.study.running.assess_study", refuse)
    said = words(ask(client, a, b))
    assert "2 studies between the two could not be computed, so that some shares cannot be told." in said
    assert "The shares cannot be told: this number is not there in every study between the two." in said


def test_another_seed_is_a_change_of_its_own(client: Client, register: Register, tmp_path: Path) -> None:
    limits = [set_cell("vital_rates", 2, column, value) for column, value in (("low", 0.9), ("high", 0.98))]
    a = keep(register, write_changed(tmp_path / "before", *limits), RunOptions())
    b = keep(register, write_changed(tmp_path / "after", *limits, fewer_young), RunOptions(seed=5, draws=40))
    found = result_of(register, a, b)
    assert (found["runs"], found["exact"]) == (2, True)
    (chance, _, _), (young, _, _) = answer_of(found, "growth_now")["shares"]
    assert chance != 0.0
    assert young == pytest.approx(math.log(growth(young=0.04) / growth()), abs=5e-4)
    said = words(ask(client, a, b))
    assert "other draws: small differences are chance" in said
    assert "run, draws: 20 → 40 It goes together with 1 other difference run, seed: 1 → 5" in said.replace(
        " : ", ": "
    ).replace(" ,", ",")


def test_another_version_of_the_program_is_the_rest(
    client: Client, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = write_changed(tmp_path / "before")
    record = register.add_study(study.name, {path.name: path.read_bytes() for path in study.iterdir()})
    assessment = assess_study(read_study(study), deterministic=True)
    files = []
    for file in (*make_files(assessment), *write_views(assessment)):
        if file.name == "summary.json":
            summary = json.loads(file.content)
            for end in ("median", "low", "high"):
                summary["migrants"]["petrel"]["growth_now"][end] *= 1.01
            file = dataclasses.replace(file, content=json.dumps(summary).encode())
        files.append(file)
    with monkeypatch.context() as old:
        old.setattr("oxyura.register.store.program_version", lambda: "0.0.1+old")
        a = register.save_run(record.key, RunOptions(deterministic=True), files).key
    b = keep(register, write_changed(tmp_path / "after", fewer_young))
    said = words(client.get(f"/compare?a={a}&b={b}").text)
    assert "One thing differs" not in said
    assert "another version of the program cannot be taken back" in said
    now = answer_of(result_of(register, a, b), "growth_now")
    assert now["version"] == pytest.approx(-math.log(1.01), abs=1e-12)
    assert now["shares"][0][0] == pytest.approx(math.log(growth(young=0.04) / growth()), abs=1e-12)
    assert "Another version of the program; cannot be taken back -0.95 %" in words(ask(client, a, b))


@pytest.fixture
def secret(register: Register, tmp_path: Path) -> tuple[str, str]:
    """Two runs between which a sensitive site moved, within its cell, and two rates changed."""
    study = write_sensitive_study(tmp_path / "secret")
    moved = tmp_path / "moved"
    shutil.copytree(study, moved)
    for name, pairs in (
        ("sites.csv", ((repr(LAT), "-40.3187111777"),)),
        ("vital_rates.csv", (("0.06", "0.05"), ("0.95", "0.94"))),
    ):
        text = (moved / name).read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        (moved / name).write_text(text, "utf-8")
    return keep(register, study), keep(register, moved)


def test_a_place_of_a_sensitive_site_is_only_said_to_have_changed(
    client: Client, register: Register, secret: tuple[str, str]
) -> None:
    pages = [client.get(f"/compare?a={secret[0]}&b={secret[1]}").text, ask(client, *secret)]
    for page in pages:
        assert "40.31" not in page
        assert "40,31" not in page
        said = words(page)
        assert "sites (secret-colony), lat : changed; not shown, for it tells where a sensitive site is" in said
        assert "0.06 → 0.05" in said
    assert "40.31" not in json.dumps(result_of(register, *secret))


def test_owner_sees_where_it_was(register: Register, secret: tuple[str, str]) -> None:
    settings = WebSettings("unused", owner=True)
    with client_of(create_app(settings, register)) as client:
        assert "-40.3187524961 → -40.3187111777" in client.get(f"/compare?a={secret[0]}&b={secret[1]}").text.replace(
            '</del> <span aria-hidden="true">→</span> <ins>', " → "
        )


def test_what_only_people_read_is_no_cause(client: Client, register: Register, tmp_path: Path) -> None:
    a, b = keep_two(register, tmp_path, other_words)
    said = words(client.get(f"/compare?a={a}&b={b}").text)
    assert "Only what people read differs: names, notes, sources. No number is computed from it." in said
    answers = [json.loads(register.run_file(key, "summary.json"))["migrants"] for key in (a, b)]
    assert answers[0] == answers[1]


def test_too_many_changes_are_gathered_and_said_to_be(client: Client, register: Register, tmp_path: Path) -> None:
    def islets(area: float) -> Edit:
        def edit(rows: dict[str, list[dict[str, Any]]]) -> None:
            first = rows["sites"][0]
            rows["sites"] += [{**first, "site_id": f"islet-{number}", "area_km2": area} for number in range(14)]

        return edit

    a = keep(register, write_changed(tmp_path / "before", islets(10.0)))
    b = keep(register, write_changed(tmp_path / "after", islets(12.0), fewer_young))
    said = words(client.get(f"/compare?a={a}&b={b}").text)
    assert "The differences make 2 changes" in said
    assert "sites : 14 differences Gathered, because there are too many to take one at a time" in said


def test_runs_are_listed_by_study_with_what_tells_them_apart_first(
    client: Client, register: Register, tmp_path: Path
) -> None:
    study = write_changed(tmp_path / "before")
    a = keep(register, study, RunOptions(draws=10))
    other = keep(register, study, RunOptions(draws=10, seed=9))
    b = keep(register, write_changed(tmp_path / "after", dearer))
    page = client.get(f"/compare?a={a}&b={b}").text
    first = page[page.index('id="run-a"') : page.index("</select>")]
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', first)
    assert sorted(len(re.findall("<option", options)) for _, options in groups) == [1, 2]
    titles = [title for title, _ in groups]
    # Both studies have one title, so their names stand with it.
    assert len(set(titles)) == 2
    assert all(title.startswith("Petrels among mice (") for title in titles)
    assert re.search(rf'<option value="{a}" selected>[^<]*before · 10 draws · {a[:8]}</option>', first)
    assert re.search(rf'<option value="{other}">[^<]*before · 10 draws · seed 9 · {other[:8]}</option>', first)
    assert "point values only" in first
    assert re.search(r'id="said-a"><b>Petrels among mice</b><br>[^<]*version 0', page)


@pytest.mark.parametrize(("keys", "status"), [("xy", 404), ("aa", 422), ("a ", 404)])
def test_shares_of_what_are_no_two_runs_are_refused(
    client: Client, register: Register, tmp_path: Path, keys: str, status: int
) -> None:
    a, b = keep_two(register, tmp_path, fewer_young, harder_winter)
    token = re.search(r'name="csrf" value="([^"]+)"', client.get(f"/compare?a={a}&b={b}").text)
    assert token is not None
    named = {"a": a, "x": "x" * 64, "y": "../..", " ": ""}
    data = {"csrf": token.group(1), "a": named[keys[0]], "b": named[keys[1]]}
    assert client.post("/compare/shares", data=data).status_code == status


def test_shares_are_not_asked_for_without_the_token_of_the_form(client: Client) -> None:
    assert client.post("/compare/shares", data={"a": "x", "b": "y"}).status_code == 403
