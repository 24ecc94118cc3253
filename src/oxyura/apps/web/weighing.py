"""Weighs up one set of measures of a study as a job, where there are too many to weigh them all up beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oxyura.register.keys import program_version
from oxyura.register.kinds import Arguments, Kind, Result, Say
from oxyura.register.options import refuse_unknown
from oxyura.register.records import JobRecord
from oxyura.register.store import Register
from oxyura.schema.errors import InputError

WEIGH = "weigh"

_MOST_MEASURES = 1000

# The share of a job that reading, fitting and calibrating takes, and the sentences in which it is told.
_READ, _READING_STEPS = 0.3, 5


def arguments_of(study: str, measures: tuple[str, ...]) -> dict[str, Any]:
    """Return with what the job of a set is asked for."""
    return {"study": study, "measures": sorted(set(measures)), "version": program_version()}


def read_weigh(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what a set is weighed up with.

    Raises
    ------
    InputError
        There is no such study, or the measures are no list of names.
    """
    refuse_unknown(arguments, ("study", "measures", "version"), "arguments")
    study, measures = arguments.get("study"), arguments.get("measures")
    if not isinstance(study, str):
        raise InputError("No study was named.", where="study", remedy="Give the key of a study.")
    is_list = isinstance(measures, list | tuple) and len(measures) <= _MOST_MEASURES
    if not is_list or not all(isinstance(name, str) for name in measures or ()):
        raise InputError("The measures are no list of names.", where="measures", remedy="Choose them on the page.")
    return arguments_of(register.study(study).key, tuple(measures or ()))


def find_weighed(register: Register, arguments: Arguments) -> Result | None:
    """Return what has been weighed up already, or None."""
    job = find_job(register, arguments)
    return None if job is None or job.state != "done" else job.result


def find_job(register: Register, arguments: Mapping[str, Any]) -> JobRecord | None:
    """Return the job of a set: one that is done or not finished, else the newest; None where there is none."""
    return register.jobs.find(WEIGH, arguments)


def weigh(register: Register, arguments: Arguments, say: Say) -> Result:
    """Weigh up a set, and those with one measure less or more, which tell why each is in or out."""
    from oxyura.apps.web.views.decision_table import describe_set, list_offers, neighbours, to_json
    from oxyura.register.work import Steps, desks

    chosen = tuple(arguments["measures"])
    steps = Steps(lambda step, share: say(step, _READ * share), _READING_STEPS)
    with desks().open(register, arguments["study"], steps) as (study, desk):
        on_offer = desk.on_offer(study.settings.budget)
        if on_offer is None:
            raise InputError(
                "Nothing can be weighed up in this study.",
                where="measures",
                remedy="The plan says why; most often no population has an annual cycle.",
            )
        # What was asked for first, so that what is wrong with it is told at once.
        asked = desk.evaluate(chosen)
        sets = neighbours(list_offers(on_offer), asked.measures)
        found = []
        for number, names in enumerate(sets):
            say("Weighing up the measures", _READ + (1.0 - _READ) * number / len(sets))
            found.append(describe_set(desk, names, in_full=set(names) in (set(asked.measures), set())))
    return {"study": arguments["study"], "sets": to_json(found)}


def weigh_kind() -> Kind:
    """Return the kind of job."""
    from oxyura.register.work import load_models

    return Kind(read_weigh, weigh, find_weighed, load_models)
