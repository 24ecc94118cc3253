"""Collecting problems: all of them, but not two million times the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from oxyura.schema.errors import OxyuraError
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import Figure, sentence

MOST_OF_A_KIND = 200


class ProblemLog:
    """The problems found so far: of a kind in a column of a file the first 200, the others are counted."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: Counter[tuple[str, str, str | None]] = Counter()
        self._last: dict[tuple[str, str, str | None], Problem] = {}

    def add(self, problem: Problem) -> None:
        """Add one problem."""
        self.add_all((problem,))

    def add_all(self, problems: Iterable[Problem], *, more: int = 0) -> None:
        """Add problems of any kinds; `more` of the same kind as the last one are only counted."""
        for problem in problems:
            kind = (problem.file, problem.code, problem.column)
            self._counts[kind] += 1
            self._last[kind] = problem
            if self._counts[kind] <= MOST_OF_A_KIND:
                self._kept.append(problem)
        if more:
            self._counts[kind] += more

    def add_error(self, error: OxyuraError, code: str, file: str) -> None:
        """Add what an exception says as an error about a whole file."""
        self.add(Problem("error", code, error.message, error.remedy, file=file))

    def problems(self) -> tuple[Problem, ...]:
        """Return all problems, file by file in the order of reading, within a file by row."""
        order: dict[str, int] = {}
        for file, _, _ in self._counts:
            order.setdefault(file, len(order))
        found = [(order[problem.file], False, problem.row or 0, problem) for problem in self._kept]
        found += [(order[problem.file], True, 0, problem) for problem in self._unlisted()]
        return tuple(problem for *_, problem in sorted(found, key=lambda item: item[:3]))

    def _unlisted(self) -> Iterator[Problem]:
        for kind, count in self._counts.items():
            if count > MOST_OF_A_KIND:
                yield replace(
                    self._last[kind],
                    message=sentence(
                        "%(count)s more of the kind %(kind)s are here and are not listed.",
                        count=Figure(f"{count - MOST_OF_A_KIND:,}"),
                        kind=repr(kind[1]),
                    ),
                    remedy="Mend those that are listed, then check again.",
                    row=None,
                    cell=None,
                    value=None,
                )
