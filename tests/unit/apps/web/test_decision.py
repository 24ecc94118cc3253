"""A decision: the budget and the switches stand in the address, and each choice is weighed against all others."""

from __future__ import annotations

import dataclasses
import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oxyura.actions.results import Cost
from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import web_kinds
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.views.decision_choice import Ask, choose, frontier, read_ask
from oxyura.apps.web.views.decision_table import (
    DECISION_FILE,
    DecisionTable,
    OfferFacts,
    SetFacts,
    read_sets,
    read_table,
)
from oxyura.apps.web.weighing import WEIGH, arguments_of, find_job, weigh
from oxyura.register.options import RunOptions
from oxyura.register.store import Register
from oxyura.schema.errors import InputError
from oxyura.study import plan_measures
from oxyura.study.checked import read_study
from unit.apps.web.clients import Client, client_of
from unit.apps.web.shelf import file_of, open_shelf, run_files

STUDIES = ("gough", "macquarie", "zonar")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with open_shelf(tmp_path_factory.mktemp("register"), STUDIES) as shelf:
        yield shelf


@pytest.fixture(scope="module")
def client(register: Register) -> Iterator[Client]:
    with client_of(create_app(WebSettings("unused"), register)) as opened:
        yield opened


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def table_of(*sets: tuple[tuple[str, ...], float, float], offers: tuple[OfferFacts, ...]) -> DecisionTable:
    facts = tuple(SetFacts(names, Cost(cost, cost, cost), gain) for names, cost, gain in sets)
    return DecisionTable("EUR", 2020, 30.0, "ln_growth", offers, (), facts, complete=True)


OFFERS = (
    OfferFacts("a", (), ("c",), 10.0),
    OfferFacts("b", ("a",), (), 20.0),
    OfferFacts("c", (), ("a",), 25.0),
)
TABLE = table_of(
    ((), 0.0, 0.0),
    (("a",), 10.0, 0.02),
    (("a", "b"), 30.0, 0.05),
    (("c",), 25.0, 0.03),
    offers=OFFERS,
)


def test_frontier_of_a_study_is_that_of_its_plan() -> None:
    table = read_table(file_of("macquarie", DECISION_FILE))
    plan = plan_measures(dataclasses.replace(read_study("macquarie")))
    assert [one.measures for one in frontier(table)] == [point.measures for point in plan.frontier]
    assert plan.chosen is not None
    chosen = choose(table, Ask(None, False, ())).chosen
    assert chosen is not None
    assert chosen.measures == plan.chosen.measures
    assert chosen.cost.value == pytest.approx(plan.chosen.cost.value)


@pytest.mark.parametrize(
    ("budget", "best"), [(0.0, ()), (9.99, ()), (10.0, ("a",)), (25.0, ("c",)), (30.0, ("a", "b")), (1e9, ("a", "b"))]
)
def test_best_within_a_budget(budget: float, best: tuple[str, ...]) -> None:
    assert choose(TABLE, Ask(budget, False, ())).measures == best


def test_why_in_and_why_out_follow_requirements_and_exclusions() -> None:
    choice = choose(TABLE, Ask(30.0, True, ("a", "b")))
    losses = {one.measure_id: (one.loss_if_dropped, one.dropped) for one in choice.why_in}
    assert losses == {"a": (pytest.approx(0.05), ("b",)), "b": (pytest.approx(0.03), ())}
    (out,) = choice.why_out
    assert (out.measure_id, out.reason, out.others) == ("c", "excluded", ("a",))


def test_what_the_money_does_not_hold_says_what_it_would_bring() -> None:
    (b, c) = choose(TABLE, Ask(15.0, False, ())).why_out
    assert (b.measure_id, b.reason, b.gain_if_added) == ("b", "costs_too_much", pytest.approx(0.03))
    assert c.reason == "excluded"


@pytest.mark.parametrize(
    ("measures", "clash"), [(("b",), ("b", "a", True)), (("a", "c"), ("a", "c", False)), (("a", "b"), None)]
)
def test_a_set_that_cannot_be_taken_says_why(measures: tuple[str, ...], clash: tuple[str, str, bool] | None) -> None:
    choice = choose(TABLE, Ask(30.0, True, measures))
    found = [(one.measure_id, one.other, one.lacks) for one in choice.clashes]
    assert found == ([] if clash is None else [clash])
    assert (choice.chosen is None) == (clash is not None)


def test_alternatives_are_affordable_and_not_padded() -> None:
    table = table_of(
        ((), 0.0, 0.0), (("a",), 10.0, 0.02), (("d",), 5.0, 0.0), (("a", "d"), 15.0, 0.02), offers=(
            OfferFacts("a", (), (), 10.0), OfferFacts("d", (), (), 5.0)
        ),
    )  # fmt: skip
    assert choose(table, Ask(20.0, False, ())).alternatives == ()
    assert [one.measures for one in choose(TABLE, Ask(30.0, False, ())).alternatives] == [("c",), ("a",)]


@pytest.mark.parametrize("budget", ["", "x", "-1", "nan", "inf", "1e400", "1" * 400])
def test_a_budget_that_is_none_is_left_out(budget: str) -> None:
    assert read_ask({"budget": budget}).budget is None


def test_switches_are_read_from_the_address() -> None:
    ask = read_ask({"budget": "12.5", "by": "hand", "m-a": "1", "m-b": "", "lang": "fr"})
    assert ask == Ask(12.5, True, ("a",))


def test_page_shows_the_plan_of_the_study(client: Client) -> None:
    said = text_of(client.get("/d/macquarie").text)
    assert "Best within USD 30 000 000 (prices of 2017): Cats only".replace(" ", " ") in said.replace(" ", " ")
    assert "in: without it the gain would be smaller" in said
    assert "cannot be taken together with Cats only" in said
    assert "as things are" in said
    assert "after these measures" in said
    assert "Baiting 2011 2014" in said


def test_budget_in_the_address_changes_the_answer(client: Client) -> None:
    page = client.get("/d/macquarie?budget=1000").text
    headline = page[page.index('id="answer-title"') :]
    assert "nothing" in headline[: headline.index("</h3>")]
    assert 'name="budget"' in page
    assert 'type="range"' in page


def test_hand_in_the_address_is_kept_in_every_language(client: Client) -> None:
    page = client.get("/d/macquarie?budget=30000000&by=hand&m-rabbits-rats-mice=1").text
    assert re.search(r'id="m-rabbits-rats-mice"[^>]* checked', page)
    assert "By hand: Rabbits rats mice" in text_of(page)
    french = re.search(r'<a href="([^"]+)" lang="fr"', page)
    assert french is not None
    kept = html.unescape(french.group(1))
    assert "m-rabbits-rats-mice=1" in kept
    assert "by=hand" in kept
    assert "budget=30000000" in kept
    assert client.get(kept).status_code == 200


def test_measures_that_exclude_each_other_are_told(client: Client) -> None:
    said = text_of(client.get("/d/macquarie?by=hand&m-cats-only=1&m-all-four=1").text)
    assert "exclude each other" in said


def test_every_link_of_the_page_shows_its_set(client: Client) -> None:
    page = client.get("/d/macquarie").text
    links = [html.unescape(found) for found in re.findall(r'data-set href="([^"]+)"', page)]
    assert len(links) >= 3
    for link in links:
        assert 'aria-current="true"' in client.get(link).text.split('id="others"')[1]


def test_study_without_anything_to_weigh_up_says_so(client: Client) -> None:
    answer = client.get("/d/zonar")
    assert answer.status_code == 200
    assert "data-decide" not in answer.text
    assert "Nothing can be weighed up here" in text_of(answer.text)


def test_a_choice_is_answered_within_a_second(client: Client) -> None:
    client.get("/d/macquarie")
    began = time.perf_counter()
    assert client.get("/d/macquarie?budget=5000000&by=hand&m-cats-only=1").status_code == 200
    assert time.perf_counter() - began < 1.0


@pytest.fixture
def large(tmp_path: Path) -> Iterator[tuple[Register, Client]]:
    """A study whose sets have not all been weighed up, as one with many measures."""
    table = read_table(file_of("gough", DECISION_FILE))
    cut = dataclasses.replace(table, sets=tuple(one for one in table.sets if not one.measures), complete=False)
    import json

    content = json.dumps(dataclasses.asdict(cut)).encode()
    files = [
        dataclasses.replace(file, content=content) if file.name == DECISION_FILE else file
        for file in run_files("gough")
    ]
    with open_shelf(tmp_path, (), ("gough",)) as register:
        register.save_run(register.studies()[0].key, RunOptions(), files)
        with client_of(create_app(WebSettings("unused"), register)) as opened:
            yield register, opened


def test_a_set_that_is_not_known_is_computed_as_a_job(large: tuple[Register, Client]) -> None:
    register, client = large
    address = "/d/gough?budget=10000000&by=hand&m-baiting-later=1"
    page = client.get(address).text
    assert "Compute it" in page
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    form = {"csrf": token.group(1), "budget": "10000000", "by": "hand", "m-baiting-later": "1"}
    answer = client.post("/d/gough/weigh", data=form)
    assert answer.status_code == 303
    assert answer.headers["location"] == address
    arguments = arguments_of(register.studies()[0].key, ("baiting-later",))
    job = find_job(register, arguments)
    assert job is not None
    assert job.state == "waiting"
    waiting = client.get(address).text
    assert "<progress" in waiting
    assert f"/j/{job.key}/cancel" in waiting
    cancelled = client.post(f"/j/{job.key}/cancel", data={"csrf": token.group(1)})
    assert cancelled.status_code == 303
    assert register.jobs.get(job.key).state == "cancelled"
    assert "Compute it" in client.get(address).text


def test_what_a_job_has_weighed_up_joins_the_table(
    large: tuple[Register, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    register, client = large
    arguments = arguments_of(register.studies()[0].key, ("baiting-later",))
    result = weigh(register, arguments, lambda step, fraction: None)
    sets = {one.measures: one for one in read_sets(result["sets"])}
    assert set(sets) == {(), ("baiting-later",)} or ("baiting-later",) in sets
    job = register.jobs.get(register.jobs.submit(WEIGH, arguments))
    done = dataclasses.replace(job, state="done", result=result)
    monkeypatch.setattr("oxyura.apps.web.pages.decisions.find_job", lambda register, arguments: done)
    said = text_of(client.get("/d/gough?budget=10000000&by=hand&m-baiting-later=1").text)
    assert "after these measures" in said
    assert "Compute it" not in said


@pytest.mark.parametrize("arguments", [{}, {"study": 1}, {"study": "0" * 64}, {"study": "x", "measures": "all"}])
def test_a_job_without_sense_is_refused(large: tuple[Register, Client], arguments: dict[str, object]) -> None:
    with pytest.raises(InputError):
        web_kinds()[WEIGH].read(large[0], arguments)
