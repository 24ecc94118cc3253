"""What one study may ask of a machine: sites, states, years, draws."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.schema.errors import LimitError
from oxyura.schema.limits import DRAWS, HORIZON, RUN_VALUES, SITES, STATES, Limit
from oxyura.schema.sentences import sentence
from oxyura.study.checking.findings import Finding, find, find_setting
from oxyura.study.checking.index import StudyIndex


def find_studies_too_large(index: StudyIndex) -> Iterator[Finding]:
    """Find settings and tables above what the program accepts."""
    settings = index.settings
    if settings is not None:
        for limit, key, value in (
            (HORIZON, "horizon_years", settings.horizon_years),
            (DRAWS, "draws", settings.draws),
        ):
            told = _exceeds(limit, value)
            if told is not None:
                yield find_setting(
                    "above_limit",
                    index.settings_file,
                    key,
                    told.message,
                    value=str(value),
                    remedy=told.remedy,
                )
    sites = index.every("sites")
    told = _exceeds(SITES, len(sites))
    if told is not None:
        yield find("above_limit", sites, told.message, remedy=told.remedy)
    yield from _migrants_too_large(index)


def _migrants_too_large(index: StudyIndex) -> Iterator[Finding]:
    table = index.every("migrants")
    draws = 1 if index.settings is None else index.settings.draws
    for at, migrant in enumerate(table.texts("migrant_id")):
        if migrant is None or not index.is_full(migrant):
            continue
        states = len(index.sites.get(migrant, ())) * len(index.classes.get(migrant, ()))
        told = _exceeds(STATES, states) or _exceeds(RUN_VALUES, draws * states * len(index.stages[migrant]))
        if told is not None:
            message = sentence("'%(migrant)s': %(told)s", migrant=migrant, told=told.message)
            yield find("above_limit", table, message, at=at, column="migrant_id", remedy=told.remedy)


def _exceeds(limit: Limit, value: int) -> LimitError | None:
    try:
        limit.check(value)
    except LimitError as error:
        return error
    return None


RULES = (find_studies_too_large,)
