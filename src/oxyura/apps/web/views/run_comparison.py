"""Two runs side by side: what changed in the answers, and which inputs differ."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from oxyura.apps.web.run_numbers import Name, is_growth, read_band
from oxyura.apps.web.views.changed_inputs import ChangeGroup, ComparedInputs, InputChange
from oxyura.apps.web.views.run_files import view_file
from oxyura.apps.web.views.study_pages import StudyPages, from_bytes
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.register.errors import NotFoundError
from oxyura.register.records import RunRecord
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from oxyura.register.store import Register

_SAME = 1e-9


@dataclass(frozen=True)
class Side:
    """One of the two runs, with what is compared of its answer."""

    run: RunRecord
    pages: StudyPages | None
    summary: Mapping[str, Any]
    plan: tuple[str, ...] | None
    cost: Band | None
    currency: str


@dataclass(frozen=True)
class AnswerChange:
    """A number or a word of the answer in both runs.

    Parameters
    ----------
    inputs : tuple of int
        Positions of the changed inputs that name what it is of.
    number : (str, str) or None
        Population and place in the summary; None of a word.
    """

    subject: str
    what: str
    before: str
    after: str
    difference: str
    beyond: bool
    inputs: tuple[int, ...]
    number: Name | None = None


@dataclass(frozen=True)
class Comparison:
    """Everything that the page says of two runs; `inputs` is None where a study cannot be read any more."""

    a: Side
    b: Side
    answers: tuple[AnswerChange, ...]
    same: int
    inputs: ComparedInputs | None
    options: tuple[InputChange, ...]

    @property
    def groups(self) -> tuple[ChangeGroup, ...]:
        """Changes of the input that can be made one at a time."""
        return () if self.inputs is None else self.inputs.groups

    @property
    def is_other_version(self) -> bool:
        """Whether two versions of the program computed them, which nobody can take back."""
        return self.a.run.version != self.b.run.version

    @property
    def only_cause(self) -> ChangeGroup | None:
        """Return the one change there is; None where there are several or none."""
        if self.inputs is None:
            return None
        causes = [*self.groups, *([ChangeGroup(self.options[-1])] if self.is_other_version else [])]
        return causes[0] if len(causes) == 1 and not causes[0].gathered else None

    @property
    def can_be_split(self) -> bool:
        """Whether there are several changes whose shares can be told."""
        return bool(self.groups) and len(self.groups) + self.is_other_version > 1


def read_side(register: Register, key: str, language: str) -> Side:
    """Return one of the two runs.

    Raises
    ------
    NotFoundError
        There is no such run.
    """
    run = register.run(key)
    try:
        pages = from_bytes(register.run_file(key, view_file(language)))
    except (NotFoundError, ValueError):
        pages = None
    summary = json.loads(register.run_file(key, "summary.json"))
    chosen = json.loads(register.run_file(key, "portfolio.json")).get("chosen")
    if chosen is None:
        return Side(run, pages, summary, None, None, "")
    cost = Band(chosen["cost"]["value"], chosen["cost"]["low"], chosen["cost"]["high"])
    return Side(run, pages, summary, tuple(chosen["measures"]), cost, f"{chosen['currency']} {chosen['price_year']}")


def compare_runs(a: Side, b: Side, inputs: ComparedInputs | None, words: Translation) -> Comparison:
    """Return what changed from run `a` to run `b`.

    Parameters
    ----------
    a, b : Side
    inputs : ComparedInputs or None
        What differs in their input; None where that cannot be read any more.
    words : Translation
    """
    every = list(_answers(a, b, words))
    shown = () if inputs is None else inputs.inputs
    changed = tuple(
        dataclasses.replace(answer, inputs=_naming(names, shown))
        for answer, names in every
        if answer.before != answer.after or answer.beyond
    )
    options = tuple(_options(a, b) if inputs is None else inputs.options)
    if a.run.version != b.run.version:
        options += (InputChange("changed", "run", "", "", "version", a.run.version[:24], b.run.version[:24]),)
    return Comparison(a, b, changed, len(every) - len(changed), inputs, options)


def _options(a: Side, b: Side) -> Iterable[InputChange]:
    for name in ("draws", "seed"):
        before, after = (str(side.summary.get(name)) for side in (a, b))
        if before != after:
            yield InputChange("changed", "run", "", "", name, before, after)


def _naming(names: frozenset[str], inputs: Sequence[InputChange]) -> tuple[int, ...]:
    return tuple(at for at, one in enumerate(inputs, start=1) if names.intersection(one.names))[:12]


Answer = tuple[AnswerChange, frozenset[str]]


def _answers(a: Side, b: Side, words: Translation) -> Iterable[Answer]:
    if a.plan is not None or b.plan is not None:
        old, new = (
            words.joined([measure_name(name) for name in side.plan or ()]) or words.gettext("nothing")
            for side in (a, b)
        )
        names = frozenset({*(a.plan or ()), *(b.plan or ())})
        yield AnswerChange(words.gettext("The plan"), words.gettext("Measures"), old, new, "", False, ()), names
        costs = ["–" if side.cost is None else _cost(side.cost, side.currency, words) for side in (a, b)]
        yield AnswerChange(words.gettext("The plan"), words.gettext("Cost"), costs[0], costs[1], "", False, ()), names
    yield from _verdicts(a, b, words)
    before, after = (side.summary.get("migrants", {}) for side in (a, b))
    for migrant in dict.fromkeys([*before, *after]):
        yield from _numbers(migrant, before.get(migrant, {}), after.get(migrant, {}), (a, b), words)


def _cost(cost: Band, currency: str, words: Translation) -> str:
    return f"{words.sized(cost, words.exact)} {currency}"


def _verdicts(a: Side, b: Side, words: Translation) -> Iterable[Answer]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for at, side in enumerate((a, b)):
        for migrant in () if side.pages is None else side.pages.migrants:
            for pair in migrant.pairs:
                subject = f"{pair.line.invader.name} → {migrant.name}"
                key = (subject, migrant.migrant_id, pair.invader_id)
                verdicts = found.setdefault(key, ["", ""])
                said = words.term("verdict", pair.line.verdict)
                verdicts[at] = said if not verdicts[at] else f"{verdicts[at]}; {said}"
    for (subject, migrant_id, invader), (before, after) in found.items():
        change = AnswerChange(subject, words.gettext("Verdict"), before or "–", after or "–", "", False, ())
        yield change, frozenset({migrant_id, invader})


def _numbers(
    migrant: str, before: Mapping[str, Any], after: Mapping[str, Any], sides: tuple[Side, Side], words: Translation
) -> Iterable[Answer]:
    name = next(
        (one.name for side in sides if side.pages is not None and (one := side.pages.migrant(migrant)) is not None),
        migrant,
    )
    shows: tuple[tuple[str, str, Callable[[float], str]], ...] = (
        ("growth_now", words.gettext("Growth a year as things are"), words.yearly),
        ("growth_without_invaders", words.gettext("Growth a year without invaders"), words.yearly),
        ("growth_after_portfolio", words.gettext("Growth a year after the measures"), words.yearly),
        ("abundance_at_horizon/now", words.gettext("Animals at the horizon as things are"), words.significant),
        ("abundance_at_horizon/after_portfolio", words.gettext("Animals after the measures"), words.significant),
    )
    for path, what, show in shows:
        old, new = (read_band(values, path) for values in (before, after))
        if old is None and new is None:
            continue
        before_text, after_text = ("–" if one is None else words.sized(one, show) for one in (old, new))
        difference, beyond = "", (old is None) != (new is None)
        if old is not None and new is not None:
            beyond = not old.low - _SAME <= new.median <= old.high + _SAME
            share = new.median - old.median
            moved = abs(share) > _SAME * max(1.0, abs(old.median))
            if moved:
                difference = words.signed_percent(share) if is_growth(path) else _times(old, new, words)
        yield (
            AnswerChange(name, what, before_text, after_text, difference, beyond, (), (migrant, path)),
            frozenset({migrant}),
        )


def _times(old: Band, new: Band, words: Translation) -> str:
    return words.signed_percent(new.median / old.median - 1) if old.median else ""
