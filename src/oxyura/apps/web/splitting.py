"""Shares the difference between two runs out among the changed inputs, as a job: computes the studies between the two.

A study between two others is no study of the register: of each only its numbers are kept, as a run of the kind
`mixture`, under a hash of its input, so that none is computed twice, whatever breaks the job off.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oxyura.apps.web.run_numbers import Name, is_growth, read_medians
from oxyura.register.keys import program_version
from oxyura.register.kinds import Arguments, Kind, Result, Say
from oxyura.register.options import MixtureOptions, RunOptions, refuse_unknown
from oxyura.register.records import JobRecord, RunRecord
from oxyura.register.store import Register
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from oxyura.study.change_shares import ChangeShares
    from oxyura.study.differences import Difference, RunInput

COMPARE = "compare"

_FILE = "numbers.json"
_SAME = 1e-9

Numbers = Mapping[Name, float]


def arguments_of(a: str, b: str) -> dict[str, Any]:
    """Return with what the job of two runs is asked for."""
    return {"a": a, "b": b, "version": program_version()}


def read_split(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete which two runs are compared.

    Raises
    ------
    InputError
        They are not two runs of studies.
    """
    refuse_unknown(arguments, ("a", "b", "version"), "arguments")
    keys = [arguments.get(name) for name in ("a", "b")]
    for name, key in zip(("a", "b"), keys, strict=True):
        if not isinstance(key, str) or register.run(key).kind != RunOptions.kind:
            raise InputError("This is no run of a study.", where=name, remedy="Choose one from the list.")
    if keys[0] == keys[1]:
        raise InputError("A run does not differ from itself.", where="b", remedy="Choose another run.")
    return arguments_of(str(keys[0]), str(keys[1]))


def find_split(register: Register, arguments: Arguments) -> Result | None:
    """Return what has been found out already, or None."""
    job = find_job(register, arguments)
    return None if job is None or job.state != "done" else job.result


def find_job(register: Register, arguments: Arguments) -> JobRecord | None:
    """Return the job of two runs: one that is done or not finished, else the newest; None where there is none."""
    return register.jobs.find(COMPARE, arguments)


def read_input(register: Register, run: RunRecord) -> RunInput:
    """Return what a run was computed from.

    Raises
    ------
    InputError
        Its study cannot be read any more.
    """
    from oxyura.study.checked import read_study
    from oxyura.study.differences import RunInput

    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        study = read_study(register.materialise(run.study_key, Path(folder)))
    given = {name: run.options[name] for name in ("draws", "seed") if run.options.get(name) is not None}
    settings = dataclasses.replace(study.settings, **given)
    return RunInput(dataclasses.replace(study, settings=settings), bool(run.options.get("deterministic")))


def split(register: Register, arguments: Arguments, say: Say) -> Result:
    """Tell how much of each difference between two runs each change of the input brings.

    Returns
    -------
    mapping
        `joined`: which changes had to be made together, by their numbers among those that `group_differences` returns;
        `runs`: studies between the two; `missing`: how many of them could not be computed; `answers`: of each number
        that differs the scale on which it is shared out, its total and the shares ([share, alone, last] by change) on
        that scale, what is left together, what another version of the program brings, and the difference as it is.
    """
    from oxyura.study.change_groups import group_differences, join_refused, needed_sets
    from oxyura.study.change_shares import share_out_changes
    from oxyura.study.differences import find_differences
    from oxyura.study.mixing import mix, passes_check

    say("Reading and checking the studies", 0.01)
    runs = [register.run(arguments[name]) for name in ("a", "b")]
    before, after = (read_input(register, run) for run in runs)
    found = find_differences(before, after)
    groups = group_differences(found, before.study.tables, after.study.tables).groups

    def changes_of(chosen: frozenset[int]) -> list[Difference]:
        return [found[position] for group in chosen for position in groups[group]]

    blocks = join_refused(len(groups), lambda chosen: passes_check(mix(before, after, changes_of(chosen))))
    sets = list(needed_sets(len(blocks)))
    known = [register.run_for(run.study_key, RunOptions.from_json(run.options)) for run in runs]
    desk = _Desk(register, say, len(sets) + known.count(None), min(run.study_key for run in runs))
    ends = [
        desk.of_input(given) if run is None else _stored(register, run)
        for run, given in zip(known, (before, after), strict=True)
    ]
    by_set = {frozenset[int](): ends[0], frozenset(range(len(blocks))): ends[1]}
    for chosen in sets:
        made = frozenset(number for block in chosen for number in blocks[block])
        by_set[chosen] = desk.of_input(mix(before, after, changes_of(made)))
    stored = [_stored(register, run) for run in runs]
    answers = _Answers(stored, by_set)
    shares = share_out_changes(len(blocks), answers.numbers_with) if blocks else None
    return {
        "joined": [list(block) for block in blocks],
        "exact": shares is None or shares.exact,
        "runs": len(sets),
        "missing": desk.missing,
        "answers": answers.to_json(shares),
    }


def _stored(register: Register, run: RunRecord) -> Numbers:
    return read_medians(json.loads(register.run_file(run.key, "summary.json")))


class _Desk:
    """Computes the studies between two others, each once and for all."""

    def __init__(self, register: Register, say: Say, total: int, study: str) -> None:
        self._register, self._say, self._total, self._study = register, say, total, study
        self._done = 0
        self.missing = 0

    def of_input(self, given: RunInput) -> Numbers:
        """Return the numbers of a study between the two; none where it cannot be computed."""
        from oxyura.study.mixing import input_digest

        self._done += 1
        step = sentence("Computing study %(number)s of %(total)s", number=self._done, total=self._total)
        self._say(step, 0.02 + 0.97 * (self._done - 1) / self._total)
        options = MixtureOptions(input_digest(given))
        known = self._register.run_for(self._study, options)
        numbers = self._compute(given, options) if known is None else _read(self._register.run_file(known.key, _FILE))
        self.missing += not numbers
        return numbers

    def _compute(self, given: RunInput, options: MixtureOptions) -> Numbers:
        from oxyura.publish.result_folder import OutputFile
        from oxyura.publish.summary import summarise, to_bytes
        from oxyura.study.running import assess_study

        try:
            numbers = read_medians(summarise(assess_study(given.study, deterministic=given.deterministic)))
        except InputError:
            # It passed its check, and still cannot be had: a fit that has no answer, or a model that grows too large.
            numbers = {}
        content = to_bytes({"numbers": [[*name, value] for name, value in numbers.items()]})
        file = OutputFile(_FILE, content, "application/json", "Numbers of a study between two others")
        self._register.save_run(self._study, options, [file])
        return numbers


def _read(content: bytes) -> Numbers:
    return {(str(migrant), str(path)): float(value) for migrant, path, value in json.loads(content)["numbers"]}


class _Answers:
    """The numbers that differ between two runs, on scales on which they add up."""

    def __init__(self, stored: Sequence[Numbers], by_set: Mapping[frozenset[int], Numbers]) -> None:
        before, after = stored
        self._by_set = by_set
        self._names = [
            name
            for name, value in before.items()
            if name in after and abs(after[name] - value) > _SAME * max(1.0, abs(value))
        ]
        self._stored = stored
        self._is_log = [is_growth(name[1]) and self._is_positive(name) for name in self._names]

    def _is_positive(self, name: Name) -> bool:
        return all(numbers.get(name, 1.0) > 0.0 for numbers in (*self._stored, *self._by_set.values()))

    def numbers_with(self, chosen: frozenset[int]) -> NDArray[np.float64]:
        """Return the numbers with a set of changes, NaN where there is none."""
        return self._scaled(self._by_set[chosen])

    def _scaled(self, numbers: Numbers) -> NDArray[np.float64]:
        import numpy as np

        values = np.array([numbers.get(name, np.nan) for name in self._names])
        logs = np.array(self._is_log, dtype=bool)
        values[logs] = np.log(values[logs])
        return values

    def to_json(self, shares: ChangeShares | None) -> list[dict[str, Any]]:
        """Return what each number's difference is shared out into."""
        before, after = (self._scaled(numbers) for numbers in self._stored)
        total = after - before
        # What the changes bring is told by one version of the program; what another version brings is the rest.
        by_changes = self._scaled(self._by_set[max(self._by_set, key=len)]) - self.numbers_with(frozenset())
        found = []
        for at, (migrant, path) in enumerate(self._names):
            parts = () if shares is None else zip(shares.shares, shares.alone, shares.last, strict=True)
            found.append(
                {
                    "migrant": migrant,
                    "number": path,
                    "scale": "log" if self._is_log[at] else "plain",
                    "total": float(total[at]),
                    "difference": self._stored[1][migrant, path] - self._stored[0][migrant, path],
                    "shares": [[_finite(each[at]) for each in part] for part in parts],
                    "together": 0.0 if shares is None else _finite(shares.together[at]),
                    "version": _finite(total[at] - by_changes[at]),
                }
            )
        return found


def _finite(value: float) -> float | None:
    return float(value) if abs(value) < float("inf") else None


def compare_kind() -> Kind:
    """Return the kind of job."""
    from oxyura.register.work import load_models

    return Kind(read_split, split, find_split, load_models)
