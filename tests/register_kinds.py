"""Kinds of jobs for tests, at the top of a module that a spawned worker can import."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from oxyura.publish.result_folder import OutputFile
from oxyura.register.kinds import Arguments, Kind, Result, Say
from oxyura.register.options import RunOptions
from oxyura.register.store import Register
from oxyura.schema.errors import InputError
from oxyura.schema.problems import Problem, StudyError


def as_given(register: Register, arguments: Arguments) -> dict[str, Any]:
    return dict(arguments)


def tick(register: Register, arguments: Arguments, say: Say) -> Result:
    """Write a line every twentieth of a second; the first names the process."""
    log, ticks = Path(arguments["log"]), int(arguments["ticks"])
    with log.open("a") as stream:
        stream.write(f"begin {os.getpid()}\n")
        for number in range(ticks):
            stream.write(f"tick {number}\n")
            stream.flush()
            say(f"Tick {number}", number / ticks)
            time.sleep(0.05)
        stream.write("end\n")
    return {"ticks": ticks}


def die(register: Register, arguments: Arguments, say: Say) -> Result:
    """Kill the own process, until it has been begun often enough."""
    log = Path(arguments["log"])
    with log.open("a") as stream:
        stream.write("begin\n")
    if len(log.read_text().splitlines()) <= arguments["times"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"lived": True}


def refuse(register: Register, arguments: Arguments, say: Say) -> Result:
    raise InputError("Nothing fits.", where="sites.csv, row 3", remedy="Mend it.")


def find_problems(register: Register, arguments: Arguments, say: Say) -> Result:
    raise StudyError([Problem("error", "bad_number", "No number.", file="sites.csv", row=3, column="lat", value="x")])


def err(register: Register, arguments: Arguments, say: Say) -> Result:
    raise ValueError("lat -40.3512 lon -9.9301")


def nan(register: Register, arguments: Arguments, say: Say) -> Result:
    """Return what came of a division by nothing."""
    return {"growth": float("nan")}


def die_at_once() -> None:
    """End the worker before it could begin."""
    os._exit(3)


def save(register: Register, arguments: Arguments, say: Say) -> Result:
    """Keep a run of many files, as slowly as a large one."""
    files = [
        OutputFile(f"file-{number}.bin", os.urandom(200_000), "application/octet-stream", "noise")
        for number in range(arguments["files"])
    ]
    run = register.save_run(arguments["study"], RunOptions(seed=arguments["seed"]), files)
    return {"run": run.key}


KINDS = {
    "tick": Kind(as_given, tick),
    "die": Kind(as_given, die),
    "refuse": Kind(as_given, refuse),
    "problems": Kind(as_given, find_problems),
    "err": Kind(as_given, err),
    "nan": Kind(as_given, nan),
    "save": Kind(as_given, save),
}
