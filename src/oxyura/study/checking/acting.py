"""What causes, scenarios and measures act on: columns that their rate has, a rate that is there, an invader that is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table
from oxyura.schema.tables import TABLES
from oxyura.study.checking.findings import Finding, find, word_text
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.targets import Target, Targets

_ACTING = ("impacts", "pressures", "scenarios", "measure_effects", "catastrophes")
_CAUSES = ("impacts", "pressures")
_RATES_WITH = {
    "class": ("survival", "fecundity", "transition", "path_survival"),
    "to_class": ("fecundity", "transition"),
    "from_site": ("path_survival",),
    "applies_to": ("capacity",),
}


def find_columns_not_used(index: StudyIndex) -> Iterator[Finding]:
    """Find columns filled in that have no meaning for the row's rate."""
    for name in _ACTING:
        table = index[name]
        for column, rates in _RATES_WITH.items():
            if column not in TABLES[name].names:
                continue
            for at, (word, rate) in enumerate(zip(table.texts(column), table.words("rate"), strict=True)):
                if word is not None and rate not in rates:
                    message = sentence(
                        "%(column)s has no meaning where the rate is %(rate)s.", column=column, rate=rate
                    )
                    yield find("column_not_used", table, message, at=at, column=column)


def find_effects_without_evidence(index: StudyIndex) -> Iterator[Finding]:
    """Find effects that stand on no evidence."""
    for name in (*_CAUSES, "interactions"):
        table = index[name]
        for at in np.flatnonzero(_is(table, "evidence", "none") & has_effect(table)).tolist():
            message = "The evidence is none, and still an effect is given."
            yield find("effect_without_evidence", table, message, at=at, column="effect")


def find_effects_of_unknown_size(index: StudyIndex) -> Iterator[Finding]:
    """Find causes without an effect."""
    for name in _CAUSES:
        table = index[name]
        for at in np.flatnonzero(~has_effect(table)).tolist():
            message = sentence(
                "'%(columns)s' is a cause of unknown size.", columns=table.columns[table.spec.key[0]][at]
            )
            yield find("unknown_effect", table, message, at=at, column="effect")


def find_demonstrated_without_interval(index: StudyIndex) -> Iterator[Finding]:
    """Find effects that are called demonstrated but come without limits."""
    for name in _CAUSES:
        table = index[name]
        bare = np.isnan(table.numbers("effect_low")) & np.isnan(table.numbers("effect_high"))
        for at in np.flatnonzero(_is(table, "evidence", "demonstrated") & has_effect(table) & bare).tolist():
            message = "The effect is called demonstrated but has no 95 % limits."
            yield find("effect_without_interval", table, message, at=at, column="effect_low")


def has_effect(table: Table) -> np.typing.NDArray[np.bool_]:
    """Return which rows give the size of their effect."""
    return ~np.isnan(table.numbers("effect"))


def _is(table: Table, column: str, word: str) -> np.typing.NDArray[np.bool_]:
    return np.array([cell == word for cell in table.columns[column]], dtype=bool)


def target_of(table: Table, at: int) -> Target:
    """Return what a row of a cause, a scenario or a measure's side effect acts on."""

    def word(column: str) -> str | None:
        cell = table.columns[column][at] if column in table.columns else None
        return None if cell is None else str(cell)

    return Target(
        rate=word("rate") or "",
        migrant=word("migrant_id"),
        stage=word("stage"),
        site=word("site_id"),
        class_=word("class"),
        to_class=word("to_class"),
        applies_to=word("applies_to"),
    )


def find_nothing_to_act_on(index: StudyIndex) -> Iterator[Finding]:
    """Find causes, scenarios and side effects on a rate that their migrant, stage and class do not have."""
    targets = Targets(index)
    rated = index.classes_named_in("vital_rates")
    for name in _ACTING:
        table = index[name]
        sized = has_effect(table)
        for at in np.flatnonzero(sized).tolist():
            target = target_of(table, at)
            if target.migrant is None and not rated:
                continue
            if target.migrant is not None and target.migrant not in rated:
                continue
            if not _names_exist(index, target) or targets.exist(target):
                continue
            if target.rate == "survival" and name != "scenarios":
                message = sentence(
                    "%(target)s has no survival: it is taken as 1 before this row acts.", target=_where(target)
                )
                yield find("survival_assumed", table, message, at=at, column="rate")
            else:
                message = sentence(
                    "%(target)s has no %(rate)s to change: the row has no effect.",
                    target=_where(target),
                    rate=target.rate,
                )
                yield find("no_rate_to_change", table, message, at=at, column="rate")


def _names_exist(index: StudyIndex, target: Target) -> bool:
    """Tell whether another rule has nothing to say about the row's stage, classes and site."""
    if target.migrant is None:
        return True
    classes = index.classes.get(target.migrant, frozenset())
    sites = index.sites.get(target.migrant)
    return (
        (target.stage is None or target.stage in index.stages.get(target.migrant, ()))
        and (target.class_ is None or target.class_ in classes)
        and (target.to_class is None or target.to_class in classes)
        and (target.site is None or sites is None or target.site in sites)
    )


def _where(target: Target) -> str:
    parts = [f"'{target.migrant}'" if target.migrant else sentence("No migrant")]
    if target.class_:
        parts.append(sentence("class '%(class_)s'", class_=target.class_))
    if target.to_class:
        parts.append(sentence("to class '%(to_class)s'", to_class=target.to_class))
    if target.stage:
        parts.append(sentence("stage '%(stage)s'", stage=target.stage))
    if target.site:
        parts.append(sentence("site '%(site)s'", site=target.site))
    return sentence("%(parts)s", parts=parts)


def find_invaders_that_are_nowhere(index: StudyIndex) -> Iterator[Finding]:
    """Find impacts of invaders that are present nowhere and not said to arrive."""
    table = index["impacts"]
    arriving = index.ids("arrivals")
    told: set[str] = set()
    for at, (invader, site) in enumerate(zip(table.words("invader_id"), table.texts("site_id"), strict=True)):
        if invader not in index.ids("invaders"):
            continue
        statuses = index.statuses.get(invader, {})
        if "present" not in statuses.values():
            # What was eradicated is history, and no slip.
            if invader not in told and invader not in arriving and "eradicated" not in statuses.values():
                told.add(invader)
                known = word_text(set(statuses.values())) or "nothing"
                message = sentence(
                    "'%(invader)s' is present nowhere (presences says %(known)s): its impacts act nowhere.",
                    invader=invader,
                    known=known,
                )
                yield find("invader_nowhere_present", table, message, at=at, column="invader_id")
        elif site is not None and site in index.ids("sites") and site not in statuses:
            message = sentence(
                "presences says nothing of '%(invader)s' at '%(site)s': the impact does not act there.",
                invader=invader,
                site=site,
            )
            yield find("impact_site_without_presence", table, message, at=at, column="site_id")


RULES = (
    find_columns_not_used,
    find_effects_without_evidence,
    find_effects_of_unknown_size,
    find_demonstrated_without_interval,
    find_nothing_to_act_on,
    find_invaders_that_are_nowhere,
)
