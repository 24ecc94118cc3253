"""What jobs do: assess a study, plan its measures, begin a Party's study from its list of alien species.

Every function stands at the top of this module, where the worker process finds it, and loads what it needs only there.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oxyura.actions.progress import Step
from oxyura.register.kinds import Arguments, Kind, Kinds, Result, Say
from oxyura.register.options import PlanOptions, RunOptions, refuse_unknown
from oxyura.schema.errors import InputError

if TYPE_CHECKING:
    from oxyura.publish.result_folder import OutputFile
    from oxyura.register.planning import PlanDesks
    from oxyura.register.store import Register
    from oxyura.study.assessment import Assessment
    from oxyura.study.package import Study

    Writer = Callable[[Assessment], Sequence[OutputFile]]

POPULATION_FILE = "population.json"
PLAN_FILE = "plan.json"

_READING, _WRITING = 0.02, 0.9

# Reading, fitting and calibrating a migrant or two; the sets themselves tell how far they are.
_PLAN_STEPS = 5


def read_assess(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what an assessment is asked with."""
    refuse_unknown(arguments, ("study", "options"), "arguments")
    options = RunOptions.from_json(arguments.get("options", {}))
    return {"study": _study_of(register, arguments), "options": options.to_json()}


def find_assessed(register: Register, arguments: Arguments) -> Result | None:
    """Return the run that has been kept, or None."""
    run = register.run_for(arguments["study"], RunOptions.from_json(arguments["options"]))
    return None if run is None else {"study": run.study_key, "run": run.key}


def nothing_more(assessment: Assessment) -> Sequence[OutputFile]:
    """Write no files beside those of every result."""
    return ()


def assess(register: Register, arguments: Arguments, say: Say, also_write: Writer = nothing_more) -> Result:
    """Assess a study and keep every file of the result.

    Parameters
    ----------
    register : Register
    arguments : mapping
        As `read_assess` returns them.
    say : callable
        Takes a step in words and the share that is done.
    also_write : callable
        Returns files of the assessment that are kept beside the others.

    Returns
    -------
    mapping
        Keys of the study and the run.
    """
    known = find_assessed(register, arguments)
    if known is not None:
        return known
    from oxyura.publish.assessment_files import make_files
    from oxyura.study.running import assess_study

    options = RunOptions.from_json(arguments["options"])
    study = _with_options(_read_study(register, arguments["study"], say), options)
    steps = Steps(say, 5 + 2 * len(study.tables["migrants"]))
    assessment = assess_study(study, deterministic=options.deterministic, progress=steps)
    say("Writing the results", _WRITING)
    files = (*make_files(assessment, options.language), _population_file(assessment), *also_write(assessment))
    run = register.save_run(arguments["study"], options, files)
    return {"study": run.study_key, "run": run.key}


def read_plan(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what a plan is asked with."""
    refuse_unknown(arguments, ("study", "options"), "arguments")
    options = PlanOptions.from_json(arguments.get("options", {}))
    return {"study": _study_of(register, arguments), "options": options.to_json()}


def find_planned(register: Register, arguments: Arguments) -> Result | None:
    """Return the plan that has been kept, or None."""
    run = register.run_for(arguments["study"], PlanOptions.from_json(arguments["options"]))
    return None if run is None else {"study": run.study_key, "run": run.key}


def plan(register: Register, arguments: Arguments, say: Say) -> Result:
    """Choose the best measures among those that are switched on, and keep the plan."""
    known = find_planned(register, arguments)
    if known is not None:
        return known
    from oxyura.publish.result_folder import OutputFile
    from oxyura.publish.summary import to_bytes

    options = PlanOptions.from_json(arguments["options"])
    answer = desks().plan(register, arguments["study"], options, Steps(say, _PLAN_STEPS))
    file = OutputFile(PLAN_FILE, to_bytes(answer), "application/json", "The plan under these options")
    run = register.save_run(arguments["study"], options, [file])
    return {"study": run.study_key, "run": run.key}


def read_party(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what a Party's study is begun with."""
    from oxyura.schema.vocabularies import COUNTRY

    refuse_unknown(arguments, ("upload", "party", "name"), "arguments")
    key, party = arguments.get("upload"), arguments.get("party")
    if not isinstance(party, str) or party.strip().upper() not in COUNTRY:
        raise InputError("This is no ISO 3166-1 country code.", where="party", remedy="Use two letters, such as ES.")
    if not isinstance(key, str):
        raise InputError("No list of alien species was given.", where="upload", remedy="Give a GRIIS checklist.")
    register.upload(key)
    party = party.strip().upper()
    name = arguments.get("name") or f"party-{party.lower()}"
    if not isinstance(name, str) or len(name) > 100:
        raise InputError("The name is too long.", where="name", remedy="Give at most 100 characters.")
    return {"upload": key, "party": party, "name": name}


def begin_party(register: Register, arguments: Arguments, say: Say) -> Result:
    """Begin a Party's study at the tier `evidence` from its list of alien species, and keep it."""
    from oxyura.study.party_start import start_from_party

    say("Reading the list of alien species", _READING)
    _, archive = register.upload(arguments["upload"])
    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        # A name of ours: that of the sender may lead anywhere, and reading goes by what the file holds.
        griis = Path(folder, "griis.zip")
        griis.write_bytes(archive)
        start = start_from_party(Path(folder, "study"), arguments["party"], [griis])
        say("Keeping the study", _WRITING)
        files = {path.name: path.read_bytes() for path in sorted(start.study.iterdir()) if path.is_file()}
    study = register.add_study(arguments["name"], files, origin="import")
    return {
        "study": study.key,
        "party": start.party,
        "rows": {"migrants": start.migrants, "invaders": start.invaders, "sites": start.sites},
        "left_out": start.left_out,
        "borrowed": start.borrowed,
        "questions": [dataclasses.asdict(question) for question in start.questions],
        "warnings": list(start.warnings),
    }


def load_models() -> None:
    """Load what takes long, before the first job asks for it."""
    import oxyura.publish.assessment_files
    import oxyura.register.planning
    import oxyura.study.party_start
    import oxyura.study.running  # noqa: F401


KINDS: Kinds = {
    "assess": Kind(read_assess, assess, find_assessed, load_models),
    "plan": Kind(read_plan, plan, find_planned, load_models),
    "party": Kind(read_party, begin_party),
}


@cache
def desks() -> PlanDesks:
    """Return what this process keeps of the studies it planned last."""
    from oxyura.register.planning import PlanDesks

    return PlanDesks()


class Steps:
    """Turns the sentences that a run says into steps with a share of the whole."""

    def __init__(self, say: Say, expected: int) -> None:
        self._say, self._expected, self._count = say, expected, 0
        self._share = self._counted = 0.0

    def __call__(self, sentence: str) -> None:
        """Tell a sentence on, with the share that it stands for."""
        if isinstance(sentence, Step):
            # A step that knows its share moves on between what was counted before it and the end.
            share = self._counted + (1.0 - self._counted) * sentence.share
        else:
            self._count += 1
            # More steps than expected come nearer to the end without reaching it.
            share = self._counted = self._count / (self._count + max(self._expected - self._count, 1))
        self._share = max(self._share, share)
        self._say(sentence, _READING + self._share * (_WRITING - _READING))


def _study_of(register: Register, arguments: Arguments) -> str:
    key = arguments.get("study")
    if not isinstance(key, str):
        raise InputError("No study was named.", where="study", remedy="Give the key of a study.")
    return register.study(key).key


def _read_study(register: Register, key: str, say: Say) -> Study:
    from oxyura.study.checked import read_study

    say("Reading and checking the study", _READING)
    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        return read_study(register.materialise(key, Path(folder)))


def _with_options(study: Study, options: RunOptions) -> Study:
    changes: dict[str, Any] = {
        name: value for name, value in (("draws", options.draws), ("seed", options.seed)) if value is not None
    }
    return dataclasses.replace(study, settings=dataclasses.replace(study.settings, **changes))


def _population_file(assessment: Assessment) -> OutputFile:
    from oxyura.publish.result_folder import OutputFile
    from oxyura.publish.summary import population_json, to_bytes

    populations = {
        migrant.migrant_id: migrant.population for migrant in assessment.migrants if migrant.population is not None
    }
    return OutputFile(
        POPULATION_FILE,
        to_bytes(population_json(populations)),
        "application/json",
        "Trajectories, and what they depend on",
    )
