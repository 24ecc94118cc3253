"""The jobs of the web application, in which the server or the worker is killed once, at a chosen moment of a job.

Who is to be killed, and when, stands in a file (`Death`), which is taken away at the killing: the next attempt
goes on.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from oxyura.apps.web.opening import web_kinds
from oxyura.register.kinds import Arguments, Kinds, Result, Say
from oxyura.register.store import Register

VARIABLE = "OXYURA_TEST_DEATH"


@dataclass(frozen=True)
class Death:
    """Who dies in the next job of a kind: after so many steps were told, or when all is kept but not yet said."""

    kind: str
    victim: Literal["server", "worker"]
    after_steps: int | None

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(dataclasses.asdict(self)))


@dataclass(frozen=True)
class DyingWork:
    """The work of a kind, with whatever death has been arranged."""

    kind: str
    work: Callable[[Register, Arguments, Say], Result]

    def __call__(self, register: Register, arguments: Arguments, say: Say) -> Result:
        path = Path(os.environ[VARIABLE])
        death = Death(**json.loads(path.read_text())) if path.exists() else None
        if death is None or death.kind != self.kind:
            return self.work(register, arguments, say)
        told = 0

        def tell(step: str, fraction: float) -> None:
            nonlocal told
            say(step, fraction)
            told += 1
            if told == death.after_steps:
                _kill(path, death.victim)

        result = self.work(register, arguments, tell)
        _kill(path, death.victim)
        return result


def _kill(path: Path, victim: str) -> None:
    path.unlink()
    os.kill(os.getppid() if victim == "server" else os.getpid(), signal.SIGKILL)
    # The worker of a dead server ends by itself.
    time.sleep(60)


def dying_kinds() -> Kinds:
    kinds: dict[str, Any] = dict(web_kinds())
    return {name: dataclasses.replace(kind, work=DyingWork(name, kind.work)) for name, kind in kinds.items()}
