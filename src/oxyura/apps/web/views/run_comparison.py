"""Two runs side by side: what changed in the answers, and which inputs differ."""

from __future__ import annotations

import dataclasses
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from oxyura.apps.web.views.run_files import view_file
from oxyura.apps.web.views.study_pages import StudyPages, from_bytes
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.register.errors import NotFoundError
from oxyura.register.records import RunRecord
from oxyura.schema.errors import InputError
from oxyura.schema.intervals import Band
from oxyura.schema.table import Table, TableSet

if TYPE_CHECKING:
    from oxyura.apps.web.api.reading import StudyTables
    from oxyura.register.store import Register
    from oxyura.study.package import Study

Change = Literal["new", "gone", "changed"]

# What a person can look through on one page.
MOST_SHOWN = 300
_SAME = 1e-9
_NAMES = ("migrant_id", "invader_id", "measure_id", "pressure_id", "site_id")


@dataclass(frozen=True)
class Side:
    """One of the two runs, with what is compared of it; `study` is None where its tables cannot be read any more."""

    run: RunRecord
    study: Study | None
    pages: StudyPages | None
    summary: Mapping[str, Any]
    plan: tuple[str, ...] | None
    cost: Band | None
    currency: str


@dataclass(frozen=True)
class InputChange:
    """A cell, a row or a setting that the two do not have alike.

    Parameters
    ----------
    names : tuple of str
        Identifiers in the row: population, invader, measure, pressure, site.
    """

    change: Change
    table: str
    row: str
    place: str
    column: str
    before: str
    after: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerChange:
    """A number or a word of the answer in both runs; `inputs` are positions of the changed inputs that name it."""

    subject: str
    what: str
    before: str
    after: str
    difference: str
    beyond: bool
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that the page says of two runs."""

    a: Side
    b: Side
    answers: tuple[AnswerChange, ...]
    same: int
    inputs: tuple[InputChange, ...]
    more_inputs: int
    by_table: tuple[tuple[str, int], ...]
    options: tuple[InputChange, ...]
    unreadable: bool

    @property
    def only_cause(self) -> InputChange | None:
        """Return the one difference there is; None where there are several or none."""
        found = [*self.options, *self.inputs]
        return found[0] if len(found) == 1 and not self.more_inputs and not self.unreadable else None


def read_side(register: Register, tables: StudyTables, key: str, language: str) -> Side:
    """Return one of the two runs.

    Raises
    ------
    NotFoundError
        There is no such run.
    """
    run = register.run(key)
    study: Study | None
    try:
        study = tables.study(run.study_key)
    except InputError:
        study = None
    try:
        pages = from_bytes(register.run_file(key, view_file(language)))
    except (NotFoundError, ValueError):
        pages = None
    summary = json.loads(register.run_file(key, "summary.json"))
    portfolio = json.loads(register.run_file(key, "portfolio.json"))
    chosen = portfolio.get("chosen")
    if chosen is None:
        return Side(run, study, pages, summary, None, None, "")
    cost = Band(chosen["cost"]["value"], chosen["cost"]["low"], chosen["cost"]["high"])
    currency = f"{chosen['currency']} {chosen['price_year']}"
    return Side(run, study, pages, summary, tuple(chosen["measures"]), cost, currency)


def compare_runs(a: Side, b: Side, words: Translation) -> Comparison:
    """Return what changed from run `a` to run `b`."""
    options = tuple(_options(a, b))
    inputs: list[InputChange] = []
    if a.study is not None and b.study is not None and a.run.study_key != b.run.study_key:
        inputs = [*_settings(a.study, b.study), *compare_tables(a.study.tables, b.study.tables)]
    shown = inputs[:MOST_SHOWN]
    every = list(_answers(a, b, words))
    changed = tuple(
        dataclasses.replace(answer, inputs=_naming(names, shown))
        for answer, names in every
        if answer.before != answer.after or answer.beyond
    )
    return Comparison(
        a,
        b,
        changed,
        len(every) - len(changed),
        tuple(shown),
        len(inputs) - len(shown),
        tuple(Counter(one.table for one in inputs).most_common()),
        options,
        (a.study is None or b.study is None) and a.run.study_key != b.run.study_key,
    )


def _options(a: Side, b: Side) -> Iterable[InputChange]:
    for name in ("draws", "seed", "deterministic"):
        before, after = (_option(side, name) for side in (a, b))
        if before != after:
            yield InputChange("changed", "run", "", "", name, before, after)
    if a.run.version != b.run.version:
        yield InputChange("changed", "run", "", "", "version", a.run.version[:24], b.run.version[:24])


def _option(side: Side, name: str) -> str:
    # What a run leaves open, the study says.
    value = side.summary.get(name) if name != "deterministic" else side.run.options.get(name)
    return str(value)


def _settings(a: Study, b: Study) -> Iterable[InputChange]:
    before, after = (dict(_flat(dataclasses.asdict(study.settings))) for study in (a, b))
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key) and key not in ("draws", "seed"):
            yield InputChange("changed", "study", "", "", key, _text(before.get(key)), _text(after.get(key)))


def _flat(values: Mapping[str, Any], head: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{head}{name}.")
        else:
            yield f"{head}{name}", value


def compare_tables(a: TableSet, b: TableSet) -> Iterable[InputChange]:
    """Yield every row that only one of two studies has, and every cell that differs, table by table."""
    for table in a:
        yield from _compare(table, b[table.spec.name])


def _compare(a: Table, b: Table) -> Iterable[InputChange]:
    before, after = _keyed(a), _keyed(b)
    name = a.spec.name
    for key, (row, record) in before.items():
        if key not in after:
            yield InputChange("gone", name, _key_text(key), _place(a, row), "", "", "", _names(record))
            continue
        other_row, other = after[key]
        for column in a.spec:
            old, new = record[column.name], other[column.name]
            if not _same(old, new):
                yield InputChange(
                    "changed",
                    name,
                    _key_text(key),
                    _place(b, other_row),
                    column.name,
                    _text(old),
                    _text(new),
                    _names(other),
                )
    for key, (row, record) in after.items():
        if key not in before:
            yield InputChange("new", name, _key_text(key), _place(b, row), "", "", "", _names(record))


Record = Mapping[str, float | str | tuple[str, ...] | None]
Key = tuple[str, ...]


def _keyed(table: Table) -> dict[Key, tuple[int, Record]]:
    """Return rows by their key; a key that comes again is told apart by how often it came before."""
    seen: Counter[Key] = Counter()
    found: dict[Key, tuple[int, Record]] = {}
    for row, record in zip(table.rows, table.records(), strict=True):
        key = tuple(_text(record[name]) for name in table.spec.key)
        seen[key] += 1
        found[key if seen[key] == 1 else (*key, f"({seen[key]})")] = (int(row), record)
    return found


def _key_text(key: Key) -> str:
    return ", ".join(part for part in key if part)


def _place(table: Table, row: int) -> str:
    return f"{table.file}:{row}" if table.file else ""


def _names(record: Record) -> tuple[str, ...]:
    return tuple(str(record[name]) for name in _NAMES if record.get(name))


def _same(old: object, new: object) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return old == new
    return bool(old == new)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.15g}"
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return str(value)


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
        old, new = (_band(values, path) for values in (before, after))
        if old is None and new is None:
            continue
        before_text, after_text = ("–" if one is None else words.sized(one, show) for one in (old, new))
        difference, beyond = "", (old is None) != (new is None)
        if old is not None and new is not None:
            beyond = not old.low - _SAME <= new.median <= old.high + _SAME
            share = new.median - old.median
            is_growth = path.startswith("growth")
            moved = abs(share) > _SAME * max(1.0, abs(old.median))
            difference = (words.signed_percent(share) if is_growth else _times(old, new, words)) if moved else ""
        yield AnswerChange(name, what, before_text, after_text, difference, beyond, ()), frozenset({migrant})


def _times(old: Band, new: Band, words: Translation) -> str:
    return words.signed_percent(new.median / old.median - 1) if old.median else ""


def _band(values: Mapping[str, Any], path: str) -> Band | None:
    found: Any = values
    for part in path.split("/"):
        found = found.get(part) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or found.get("median") is None:
        return None
    return Band(
        float(found["median"]),
        *(float("nan") if found.get(end) is None else float(found[end]) for end in ("low", "high")),
    )
