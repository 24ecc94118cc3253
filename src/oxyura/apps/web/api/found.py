"""Finds what an address of the API names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Path
from starlette.requests import Request

from oxyura.apps.web.api.reading import StudyTables
from oxyura.apps.web.views.addresses import slug_of
from oxyura.register.errors import NotFoundError
from oxyura.register.records import RunRecord, StudyRecord

if TYPE_CHECKING:
    from oxyura.register.store import Register

_HASH = 64

StudyName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=100,
        pattern=r"^[A-Za-z0-9._-]+$",
        description="Key of a study, or its name as in addresses of pages; of several the newest.",
    ),
]
RunKey = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="Key of a run.")]
JobKey = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Key of a job.")]


def register_of(request: Request) -> Register:
    """Return the register of the application."""
    return cast("Register", request.app.state.register)


def is_owner(request: Request) -> bool:
    """Tell whether exact places of sensitive sites may be handed out."""
    return bool(request.app.state.settings.owner)


def tables_of(request: Request) -> StudyTables:
    """Return the tables of the register's studies."""
    kept = getattr(request.app.state, "study_tables", None)
    if not isinstance(kept, StudyTables):
        kept = StudyTables(register_of(request), is_owner(request))
        request.app.state.study_tables = kept
    return kept


def find_study(request: Request, name: str) -> StudyRecord:
    """Return a study by its key or its name.

    Raises
    ------
    NotFoundError
        There is none.
    """
    register = register_of(request)
    if len(name) == _HASH:
        return register.study(name)
    named = slug_of(name)
    for study in register.studies():
        if slug_of(study.name) == named:
            return study
    raise NotFoundError(f"There is no study {ascii(name)[1:-1][:40]}.", remedy="Choose one of /api/v1/studies.")


def find_run(request: Request, key: str) -> RunRecord:
    """Return a run; NotFoundError where there is none."""
    return register_of(request).run(key)
