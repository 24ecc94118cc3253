"""Runs as a list to choose from names them: by study, and by what tells one from the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oxyura.apps.web.library import Entry
from oxyura.publish.language import Translation
from oxyura.register.records import RunRecord
from oxyura.schema.settings import Budget

_DIGITS = 8


@dataclass(frozen=True)
class RunName:
    """A run in a list: its key, and what tells it from the other runs of its study."""

    key: str
    said: str


@dataclass(frozen=True)
class StudyRuns:
    """The runs of one study, the newest first."""

    title: str
    runs: tuple[RunName, ...]


def list_runs(runs: Sequence[RunRecord], entries: Mapping[str, Entry], words: Translation) -> tuple[StudyRuns, ...]:
    """Return the runs by study, the study with the newest run first.

    What tells runs apart stands first in each name, because a list that is closed shows no more than the beginning.
    """
    numbers = {run.version.partition("+")[0] for run in runs}
    codes = {run.version for run in runs}
    by_study: dict[str, list[RunRecord]] = {}
    for run in runs:
        by_study.setdefault(run.study_key, []).append(run)
    titles = [_title(key, entries) for key in by_study]
    several, code = len(codes) > 1, len(codes) > len(numbers)

    def name(run: RunRecord) -> RunName:
        return RunName(run.key, " · ".join(_parts(run, entries, words, with_version=several, code=code)))

    return tuple(
        StudyRuns(
            title if titles.count(title) == 1 else f"{title} ({_name(key, entries)}, {key[:_DIGITS]})",
            tuple(map(name, own)),
        )
        for (key, own), title in zip(by_study.items(), titles, strict=True)
    )


def describe_run(
    run: RunRecord, entries: Mapping[str, Entry], words: Translation, budget: Budget | None = None
) -> tuple[str, str]:
    """Return the title of a run's study, and everything that tells the run from others."""
    parts = list(_parts(run, entries, words, with_version=True, code=True))
    if budget is not None:
        parts.insert(2, words.say("budget %(money)s", money=words.money(budget.amount, budget.currency)))
    return _title(run.study_key, entries), " · ".join(parts)


def _parts(
    run: RunRecord, entries: Mapping[str, Entry], words: Translation, *, with_version: bool, code: bool
) -> Iterable[str]:
    yield f"{words.date(run.made_at.date().isoformat())} {run.made_at.strftime('%H:%M')}"
    yield _name(run.study_key, entries)
    draws, seed = run.options.get("draws"), run.options.get("seed")
    if run.options.get("deterministic"):
        yield words.gettext("point values only")
    elif draws is not None:
        yield words.say_count("%(number)s draw", "%(number)s draws", draws, number=words.exact(draws))
    if seed is not None:
        yield words.say("seed %(seed)s", seed=seed)
    if not run.options.get("deterministic") and draws is None and seed is None:
        yield words.gettext("as the study says")
    if with_version:
        number, _, checksum = run.version.partition("+")
        version = f"{number}+{checksum[:_DIGITS]}" if code and checksum else number
        yield words.say("version %(version)s", version=version)
    yield run.key[:_DIGITS]


def _title(key: str, entries: Mapping[str, Entry]) -> str:
    return entries[key].title if key in entries else key[:12]


def _name(key: str, entries: Mapping[str, Entry]) -> str:
    return entries[key].name if key in entries else key[:12]
