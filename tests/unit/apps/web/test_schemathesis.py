"""The API keeps what its description promises, whatever is asked of it: no answer of 500 or above, no other shape."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

sys.path.append(str(Path(__file__).parent))

from clients import Client, client_of
from sensitive_study import write_sensitive_study

from oxyura.apps.web.api import describe
from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import assess_for_pages
from oxyura.apps.web.settings import WebSettings
from oxyura.register.store import Register
from oxyura.register.work import read_assess

NAME = "secret-study"
# Of the tables, which are alike, these stand for the others in the short test.
_SOME_TABLES = ("sites", "vital_rates", "measures")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, dict[str, Any], dict[str, str]]]:
    folder = tmp_path_factory.mktemp("asked")
    study = write_sensitive_study(folder / NAME)
    with Register.open(folder / "register.sqlite") as register:
        record = register.add_study(NAME, {path.name: path.read_bytes() for path in study.iterdir()})
        run = assess_for_pages(register, read_assess(register, {"study": record.key}), lambda step, fraction: None)
        job = register.jobs.submit("plan", {"study": record.key, "options": {"budget": 5.0}})
        app = create_app(WebSettings("unused", writes_per_minute=10**6), register)
        known = {"study": NAME, "run": run["run"], "job": job, "name": "summary.json"}
        with client_of(app) as client:
            yield client, describe(app), known


def ask(served: tuple[Client, dict[str, Any], dict[str, str]], *, examples: int, every: bool) -> int:
    """Ask every route so many times, with what is valid and with what is not, and return how often it was asked."""
    client, document, known = served
    schema = schemathesis.openapi.from_dict(document)
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        table = operation.path.rsplit("/", maxsplit=1)[-1]
        if every or "/tables/" not in operation.path or table in _SOME_TABLES:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                count += _ask_one(client, operation, mode, known, examples)
    return count


def _ask_one(
    client: Client, operation: APIOperation, mode: GenerationMode, known: dict[str, str], examples: int
) -> int:
    count = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        nonlocal count
        count += 1
        # What is there is asked for as often as what is not.
        if mode is GenerationMode.POSITIVE and count % 2:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = known.get(name, case.path_parameters[name])
        sent = case.as_transport_kwargs(base_url="http://localhost")
        assume(_can_be_sent(sent.get("files")))
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        # The API has none; sent with each request they would be the client's.
        assert not sent.pop("cookies", None)
        answer = client.request(sent.pop("method"), sent.pop("url"), **sent)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text[:500])
        # A file of the right type may still be no study, and not every table has places for GeoJSON.
        case.validate_response(answer, excluded_checks=[positive_data_acceptance])

    with contextlib.suppress(Unsatisfiable):
        # Where nothing can be sent that does not fit, there is nothing to ask.
        one()
    return count


def _can_be_sent(files: object) -> bool:
    """Tell whether a form's parts are text or bytes, as they have to be to leave the client."""
    if isinstance(files, dict):
        files = list(files.items())
    if not isinstance(files, list):
        return True
    parts = [part[1] if isinstance(part, tuple) else part for _, part in files]
    return all(isinstance(part, bytes | str) for part in parts)


def test_the_api_keeps_its_promise(served: tuple[Client, dict[str, Any], dict[str, str]]) -> None:
    assert ask(served, examples=4, every=False) > 120


@pytest.mark.slow
def test_the_api_keeps_its_promise_for_long(served: tuple[Client, dict[str, Any], dict[str, str]]) -> None:
    assert ask(served, examples=25, every=True) > 1500
