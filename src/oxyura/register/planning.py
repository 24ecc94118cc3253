"""The desks of the studies last asked about: read once, then answered under any budget and for any set of measures."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from oxyura.publish.plan_files import plan_json
from oxyura.register.options import PlanOptions
from oxyura.study.checked import read_study
from oxyura.study.measure_planning import budget_of, prepare_plan

if TYPE_CHECKING:
    from oxyura.actions.desk import PlanDesk
    from oxyura.register.store import Register
    from oxyura.study.package import Study

Say = Callable[[str], None]

# A desk holds the draws and the annual cycles of its study.
_MOST_DESKS = 3


@dataclass
class _Place:
    """A study with its desk, once somebody has read it; one thread at a time works there."""

    lock: Lock = field(default_factory=Lock)
    study: Study | None = None
    desk: PlanDesk | None = None


class PlanDesks:
    """Answers about the measures of studies in a register; a process that computes keeps one.

    The first question about a study takes as long as reading, fitting and calibrating it; later ones do not. Several
    threads may ask; those that ask about the same study wait for each other.

    Parameters
    ----------
    most : int
        So many studies are kept ready, those last asked about.
    """

    def __init__(self, most: int = _MOST_DESKS) -> None:
        self._most = most
        self._lock = Lock()
        self._places: OrderedDict[str, _Place] = OrderedDict()

    def plan(self, register: Register, study_key: str, options: PlanOptions, say: Say | None = None) -> dict[str, Any]:
        """Return the best measures under these options, as `plan.json` holds them.

        Raises
        ------
        NotFoundError
            There is no such study.
        InputError
            The study cannot be planned so; the message says why and what to do.
        """
        name = register.study(study_key).name
        with self.open(register, study_key, say) as (study, desk):
            given = study.settings.budget
            budget = given if options.budget is None else budget_of(study, options.budget, options.exclude)
            chosen = desk.choose(budget, include=options.include, exclude=options.exclude, progress=say)
        return {"study": name, "options": options.to_json(), **plan_json(chosen)}

    @contextmanager
    def open(self, register: Register, study_key: str, say: Say | None = None) -> Iterator[tuple[Study, PlanDesk]]:
        """Give a study and its desk, which nobody else uses meanwhile; raises as `plan`."""
        register.study(study_key)
        place = self._place(study_key)
        with place.lock:
            yield _open(place, register, study_key, say)

    def _place(self, study_key: str) -> _Place:
        # The key tells what is in the files, whichever register they are read from.
        with self._lock:
            place = self._places.setdefault(study_key, _Place())
            self._places.move_to_end(study_key)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        return place


def _open(place: _Place, register: Register, study_key: str, say: Say | None) -> tuple[Study, PlanDesk]:
    """Return a study and its desk; both are read where nobody has done that yet."""
    if place.study is None or place.desk is None:
        if say is not None:
            say("Reading and checking the study")
        with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
            study = read_study(register.materialise(study_key, Path(folder)))
        place.study, place.desk = study, prepare_plan(study, progress=say)
    return place.study, place.desk
