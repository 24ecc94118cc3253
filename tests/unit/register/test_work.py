"""What jobs do: the same answer as the command line gives, kept whole."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from oxyura.actions.desk import PlanDesk
from oxyura.publish.assessment_files import make_files
from oxyura.publish.plan_files import plan_json
from oxyura.publish.result_folder import OutputFile
from oxyura.register import planning
from oxyura.register.errors import NotFoundError
from oxyura.register.options import PlanOptions, RunOptions
from oxyura.register.planning import PlanDesks
from oxyura.register.records import StudyRecord
from oxyura.register.store import Register
from oxyura.register.work import KINDS, assess, begin_party, plan
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Budget
from oxyura.study.assessment import Assessment
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.measure_planning import budget_of, evaluate_measures, plan_measures, prepare_plan
from oxyura.study.package import Study
from oxyura.study.running import assess_study


@pytest.fixture
def register(tmp_path: Path) -> Any:
    with Register.open(tmp_path) as opened:
        yield opened


def add(register: Register, name: str) -> StudyRecord:
    return register.add_study(name, {path.name: path.read_bytes() for path in casebook_path(name).iterdir()})


class Said:
    def __init__(self) -> None:
        self.steps: list[tuple[str, float]] = []

    def __call__(self, step: str, fraction: float) -> None:
        self.steps.append((step, fraction))


def test_assessment_is_that_of_the_command_line(register: Register) -> None:
    study = add(register, "macquarie")
    said = Said()
    request = KINDS["assess"].read(register, {"study": study.key, "options": {"draws": 50, "seed": 7}})
    assert KINDS["assess"].known(register, request) is None
    result = assess(register, request, said)
    run = register.run_for(study.key, RunOptions(draws=50, seed=7))
    assert run is not None
    assert result == KINDS["assess"].known(register, request) == {"study": study.key, "run": run.key}
    loaded = read_study("macquarie")
    settings = dataclasses.replace(loaded.settings, draws=50, seed=7)
    expected = {
        file.name: file.content for file in make_files(assess_study(dataclasses.replace(loaded, settings=settings)))
    }
    kept = {file.name: register.run_file(run.key, file.name) for file in run.files}
    population = json.loads(kept.pop("population.json"))
    assert kept == expected
    summary = json.loads(kept["summary.json"])
    assert set(population["migrants"]) == {
        name for name, migrant in summary["migrants"].items() if migrant["tier"] == "full"
    }
    fractions = [fraction for _, fraction in said.steps]
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < fractions[-1] < 1
    assert said.steps[0][0] == "Reading and checking the study"
    # Asked for again, nothing is computed.
    said.steps.clear()
    assert assess(register, request, said) == result
    assert said.steps == []


def test_more_files_are_kept_with_the_others(register: Register) -> None:
    study = add(register, "marion")
    request = KINDS["assess"].read(register, {"study": study.key})

    def write(assessment: Assessment) -> list[OutputFile]:
        return [OutputFile("web/en.json", assessment.study.name.encode(), "application/json", "For pages")]

    result = assess(register, request, Said(), also_write=write)
    assert register.run_file(result["run"], "web/en.json") == b"marion"
    assert register.run_file(result["run"], "summary.json")


def test_plan_under_another_budget_and_without_measures(register: Register) -> None:
    study = add(register, "macquarie")
    loaded = read_study("macquarie")
    measures = loaded.tables["measures"]
    money = Budget(10.0**9, measures.words("currency")[0], int(measures.numbers("price_year")[0]))
    rich = dataclasses.replace(loaded, settings=dataclasses.replace(loaded.settings, budget=money))
    best = plan_measures(rich)
    assert best.chosen is not None
    assert best.chosen.measures
    answer = _plan(register, study, budget=1e9)
    assert answer["chosen"] == json.loads(json.dumps(plan_json(best)))["chosen"]
    off = best.chosen.measures[0]
    without = _plan(register, study, budget=1e9, exclude=[off])
    assert off in without["switched_off"]
    assert off not in without["on_offer"]
    assert off not in without["chosen"]["measures"]
    assert without["chosen"]["objective"] < answer["chosen"]["objective"]
    assert len(register.runs(study.key)) == 2


def _plan(register: Register, study: StudyRecord, **options: Any) -> Any:
    request = KINDS["plan"].read(register, {"study": study.key, "options": options})
    result = plan(register, request, Said())
    assert KINDS["plan"].known(register, request) == result
    return json.loads(register.run_file(result["run"], "plan.json"))


def test_plan_with_a_measure_forced_in(register: Register) -> None:
    study = add(register, "mechanisms")
    best, forced = _plan(register, study), _plan(register, study, include=["rabbits-out"])
    assert best["chosen"]["measures"] == ["cats-out", "rats-out"]
    assert forced["forced_in"] == ["rabbits-out"]
    assert "rabbits-out" in forced["chosen"]["measures"]
    assert forced["chosen"]["objective"] < best["chosen"]["objective"]
    request = KINDS["plan"].read(register, {"study": study.key, "options": {"include": ["dogs-out"]}})
    with pytest.raises(InputError, match="no measure 'dogs-out'"):
        plan(register, request, Said())
    assert len(register.runs(study.key)) == 2


def test_a_plan_says_how_far_it_is(register: Register) -> None:
    study = add(register, "mechanisms")
    said = Said()
    plan(register, KINDS["plan"].read(register, {"study": study.key, "options": {"budget": 7.0}}), said)
    fractions = [fraction for _, fraction in said.steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] < 1
    assert said.steps[-1][0].startswith("Weighing up")


def test_desks_answer_as_the_library_does(register: Register) -> None:
    study, loaded, desks = add(register, "mechanisms"), read_study("mechanisms"), PlanDesks()
    with desks.open(register, study.key) as (opened, desk):
        assert opened.name == "mechanisms"
        assert plan_json(desk.evaluate(["rats-out"])) == plan_json(evaluate_measures(loaded, ["rats-out"]))
    for options in (PlanOptions(), PlanOptions(20.0), PlanOptions(40.0, include=("cats-out",))):
        budget = loaded.settings.budget if options.budget is None else budget_of(loaded, options.budget)
        settings = dataclasses.replace(loaded.settings, budget=budget)
        best = plan_measures(dataclasses.replace(loaded, settings=settings), include=options.include)
        answer = desks.plan(register, study.key, options)
        assert answer == {"study": "mechanisms", "options": options.to_json(), **plan_json(best)}
    with pytest.raises(NotFoundError):
        desks.plan(register, "0" * 64, PlanOptions())
    with pytest.raises(NotFoundError), desks.open(register, "0" * 64):
        pass


def test_a_study_is_read_once_and_the_last_few_stay(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def count(study: Study, **more: Any) -> PlanDesk:
        read.append(study.name)
        return prepare_plan(study, **more)

    monkeypatch.setattr(planning, "prepare_plan", count)
    keys = {name: add(register, name).key for name in ("marion", "seville", "zonar")}
    desks = PlanDesks(most=2)
    for name in ("marion", "marion", "seville", "marion", "zonar", "marion", "seville"):
        assert desks.plan(register, keys[name], PlanOptions())["study"] == name
    # The third pushes out the one that nobody has asked about for longest.
    assert read == ["marion", "seville", "zonar", "seville"]


def test_a_study_that_cannot_be_read_does_not_block_its_place(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, desks = add(register, "marion").key, PlanDesks()

    def fail(study: Study, **more: Any) -> PlanDesk:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(planning, "prepare_plan", fail)
        with pytest.raises(MemoryError):
            desks.plan(register, key, PlanOptions())
    assert desks.plan(register, key, PlanOptions())["chosen"] is None


def test_several_threads_may_ask(register: Register) -> None:
    keys, desks = [add(register, name).key for name in ("mechanisms", "macquarie")], PlanDesks()
    alone = PlanDesks()
    asked = [(key, PlanOptions(float(budget))) for budget in range(0, 60, 10) for key in keys]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: desks.plan(register, *one), asked))
    assert found == [alone.plan(register, *one) for one in asked]


@pytest.mark.parametrize(
    "options",
    [{"draws": 0}, {"draws": 1.5}, {"draws": True}, {"draws": 10**9}, {"seed": -1}, {"seed": "1"}, {"language": "de"},
     {"language": None}, {"deterministic": "yes"}, {"unknown": 1}, [], "x", None],
)  # fmt: skip
def test_bad_run_options(options: Any) -> None:
    with pytest.raises(InputError):
        RunOptions.from_json(options)


@pytest.mark.parametrize(
    "options",
    [{"budget": -1}, {"budget": "1"}, {"budget": float("nan")}, {"budget": float("inf")}, {"budget": True},
     {"exclude": "a"}, {"exclude": [1]}, {"exclude": ["a"] * 1001}, {"include": "a"}, {"include": [None]},
     {"includes": []}],
)  # fmt: skip
def test_bad_plan_options(options: Any) -> None:
    with pytest.raises(InputError):
        PlanOptions.from_json(options)


def test_options_come_back() -> None:
    run = RunOptions(deterministic=True, draws=10, seed=3, language="fr")
    assert RunOptions.from_json(run.to_json()) == run
    planned = PlanOptions(5.0, ("a", "b"), ("c", "d"))
    assert PlanOptions.from_json(planned.to_json()) == planned
    assert PlanOptions(5, ("b", "a", "b"), ("d", "c", "c")).to_json() == planned.to_json()
    assert PlanOptions.from_json({}) == PlanOptions()


@pytest.mark.parametrize("kind", ["assess", "plan"])
def test_requests_name_a_study(register: Register, kind: str) -> None:
    for arguments in ({}, {"study": 3}, {"study": "0" * 64, "more": 1}):
        with pytest.raises(InputError):
            KINDS[kind].read(register, arguments)
    with pytest.raises(NotFoundError):
        KINDS[kind].read(register, {"study": "0" * 64})


def test_party_begins_its_study(register: Register, data_dir: Path) -> None:
    archive = data_dir / "griis" / "archives" / "griis-spain.zip"
    upload = register.keep_upload("griis.zip", archive.read_bytes())
    request = KINDS["party"].read(register, {"upload": upload, "party": "es"})
    assert request == {"upload": upload, "party": "ES", "name": "party-es"}
    result = begin_party(register, request, Said())
    study = register.study(result["study"])
    assert (study.name, study.origin) == ("party-es", "import")
    assert result["questions"]
    assert result["rows"]["invaders"] > 0
    assert {"study.toml", "migrants.csv", "invaders.csv", "QUESTIONS.md"} <= {file.name for file in study.files}
    json.dumps(result, allow_nan=False)


def test_party_requests_are_checked(register: Register) -> None:
    upload = register.keep_upload("a.zip", b"no zip")
    for arguments in (
        {"upload": upload, "party": "XX"},
        {"upload": upload},
        {"party": "ES"},
        {"upload": "0" * 64, "party": "ES"},
        {"upload": upload, "party": "ES", "name": "x" * 101},
    ):
        with pytest.raises(InputError):
            KINDS["party"].read(register, arguments)
    with pytest.raises(InputError):
        begin_party(register, KINDS["party"].read(register, {"upload": upload, "party": "ES"}), Said())


def test_shipped_kinds_run_in_a_worker(tmp_path: Path) -> None:
    with Register.open(tmp_path, workers=1) as register:
        study = add(register, "marion")
        broken = register.add_study("broken", {"study.toml": b'title = "B"\n', "sites.csv": b"site_id,name\na,\n"})
        key = register.jobs.submit("assess", {"study": study.key})
        failed = register.jobs.submit("assess", {"study": broken.key})
        job = register.jobs.wait(key, timeout=120)
        assert job.state == "done", job.failure
        assert job.result is not None
        assert json.loads(register.run_file(str(job.result["run"]), "summary.json"))["study"] == "marion"
        told = register.jobs.wait(failed, timeout=60)
        assert told.state == "failed"
        assert told.failure is not None
        assert {(problem["file"], problem["row"], problem["column"]) for problem in told.failure.problems} >= {
            ("sites.csv", 2, "name")
        }
        # What is known is done at once, and once.
        again = register.jobs.submit("assess", {"study": study.key, "options": {"language": "en"}})
        assert register.jobs.get(again).state == "done"
        assert register.jobs.submit("assess", {"study": study.key}) == again


def test_opening_loads_nothing_heavy() -> None:
    """A server that opens a register must not wait for the models: its workers load them."""
    heavy = ("numpy", "scipy", "numba", "pyarrow", "openpyxl", "alembic")
    code = (
        "import sys, tempfile; from oxyura.register import Register; import oxyura.register.uploads\n"
        "folder = tempfile.mkdtemp(); Register.open(folder).close(); before = set(sys.modules)\n"
        "import oxyura.register.work; Register.open(folder).close()\n"
        f"print([name for name in {heavy!r} if name in sys.modules and name != 'alembic'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
