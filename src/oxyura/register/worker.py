"""A process that computes jobs, one after the other, until it is ended or its server is gone."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection
from typing import Any, Literal

from oxyura.register.keys import take_over_version
from oxyura.register.kinds import Kinds
from oxyura.register.records import JobRecord
from oxyura.register.store import Register
from oxyura.schema.errors import OxyuraError
from oxyura.schema.sentences import sentence

Outcome = Literal["ready", "progress", "done", "failed"]

_log = logging.getLogger("oxyura.register.worker")

# More would make a page of them unreadable, and the row too long.
_MOST_PROBLEMS = 1000

_UPDATED = {"message": "The program was updated while its server ran.", "remedy": "Start the server again."}


def run_worker(address: str, kinds: Kinds, version: str, channel: Connection) -> None:
    """Compute what comes through the channel and send back how far it is and what came of it.

    Parameters
    ----------
    address : str
        URL of the database.
    kinds : mapping of str to Kind
        What jobs can do.
    version : str
        Of the program, as the server found it.
    channel : Connection
        To the supervisor: jobs come in, ``(outcome, value)`` go out.
    """
    # Ctrl-C in a terminal reaches every process of the group; the server decides what becomes of this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_server, daemon=True).start()
    is_same = take_over_version(version)
    with Register.open(address, kinds=kinds) as register:
        for prepare in {kind.prepare for kind in kinds.values()}:
            prepare()
        channel.send(("ready", None))
        while True:
            try:
                job: JobRecord = channel.recv()
            except EOFError:
                return
            channel.send(_compute(register, kinds, job, channel) if is_same else ("failed", _UPDATED))


def _end_with_server() -> None:
    """End at once when the server has died: somebody else will take the job, and two must not work on it."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)


def _compute(register: Register, kinds: Kinds, job: JobRecord, channel: Connection) -> tuple[Outcome, Any]:
    def say(step: str, fraction: float) -> None:
        channel.send(("progress", (step, min(max(fraction, 0.0), 1.0))))

    try:
        result = dict(kinds[job.kind].work(register, job.arguments, say))
        # What no database takes must end this job here, or it would be tried to be written down for ever.
        json.dumps(result, allow_nan=False)
        return "done", result
    except OxyuraError as error:
        return "failed", _failure(error)
    except MemoryError:
        return "failed", {
            "message": "There was not enough memory for it.",
            "remedy": "Lower draws in study.toml, split the study, or run it on a machine with more memory.",
        }
    # A mistake of ours must end this job, not the worker with every job after it.
    except Exception as error:
        _log.exception("job %s of kind %s failed", job.key, job.kind)
        return "failed", {
            "message": sentence("The program itself made a mistake (%(name)s).", name=type(error).__name__),
            "remedy": "Try it again; if it comes back, report it with the name of the study.",
        }


def _failure(error: OxyuraError) -> dict[str, Any]:
    problems = [problem.to_json() for problem in getattr(error, "problems", ())][:_MOST_PROBLEMS]
    told = {"message": error.message, "where": error.where, "remedy": error.remedy}
    return {**told, **({"problems": problems} if problems else {})}
