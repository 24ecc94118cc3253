"""The types of the API: rows made from the declared columns; studies, runs and jobs as the register holds them."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import Field as ModelField

from oxyura.apps.web.api.fields import Field, Shape
from oxyura.register.options import LANGUAGES
from oxyura.register.records import JobRecord, JobState, Origin, RunRecord, StudyRecord
from oxyura.schema.limits import DRAWS

KINDS: dict[str, Any] = {"text": str, "number": float, "integer": int, "boolean": bool, "list": list[str]}


class Model(BaseModel):
    """What every type has in common: no keys but those declared, and no conversion of what is sent."""

    model_config = ConfigDict(extra="forbid", strict=True)


class FileOut(Model):
    """A stored file."""

    name: str
    size_bytes: int
    sha256: str = ModelField(description="Empty where it would help to find a sensitive site.")
    media_type: str


class StudyOut(Model):
    """A study as it was handed in; it never changes."""

    key: str = ModelField(description="Hash of the names and contents of its files.")
    name: str
    origin: Origin
    added_at: datetime.datetime
    files: list[FileOut]


class RunOut(Model):
    """What was computed from a study."""

    key: str = ModelField(description="Hash of everything that the result depends on.")
    study: str = ModelField(description="Key of the study.")
    kind: str
    options: dict[str, Any]
    version: str
    made_at: datetime.datetime
    files: list[FileOut]


class FailureOut(Model):
    """Why a job failed."""

    message: str
    where: str
    remedy: str
    problems: list[dict[str, Any]]


class JobOut(Model):
    """A job as it stands."""

    key: str
    kind: str
    arguments: dict[str, Any]
    state: JobState
    step: str = ModelField(description="What is being done, in plain words.")
    fraction: float = ModelField(description="How much is done, 0 to 1.", ge=0, le=1)
    submitted_at: datetime.datetime
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    result: dict[str, Any] | None
    failure: FailureOut | None


class ColumnOut(Model):
    """A column of a table."""

    name: str
    type: Literal["text", "number", "integer", "boolean", "list"]
    description: str
    unit: str
    required: bool
    terms: list[str]


class TableOut(Model):
    """A table of a study, with the declaration of its columns."""

    name: str
    description: str
    rows: int
    columns: list[ColumnOut]


class ProblemOut(Model):
    """What goes wrong (RFC 9457), where, and what to do."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    where: str = ""
    remedy: str = ""
    problems: list[dict[str, Any]] = ModelField(
        default_factory=list, description="Of a study, or of a request: each with its place and what to do."
    )


class SummaryOut(BaseModel):
    """The answer of a run; the reference of results says what every key means."""

    model_config = ConfigDict(extra="allow")

    study: str
    version: str
    seed: int
    draws: int
    horizon_years: int
    migrants: dict[str, Any]
    pairs: list[dict[str, Any]]
    portfolio: dict[str, Any] | None = None
    warnings: list[dict[str, Any]]


class AssessOptions(Model):
    """With what a study is assessed; what is left out is the study's own."""

    deterministic: bool = ModelField(default=False, description="Point values only.")
    draws: int | None = ModelField(default=None, ge=1, le=DRAWS.maximum)
    seed: int | None = ModelField(default=None, ge=0, le=10**15)
    language: Literal["en", "fr", "es"] = "en"


class PlanningOptions(Model):
    """Under what a plan is made."""

    budget: float | None = ModelField(default=None, ge=0, le=2**53, description="Money; null: the study's budget.")
    exclude: list[Annotated[str, ModelField(max_length=64)]] = ModelField(
        default_factory=list, max_length=1000, description="Measures that are switched off."
    )


class AssessRequest(Model):
    """Asks for an assessment."""

    kind: Literal["assess"]
    options: AssessOptions = ModelField(default_factory=AssessOptions)


class PlanRequest(Model):
    """Asks for a plan of measures."""

    kind: Literal["plan"]
    options: PlanningOptions = ModelField(default_factory=PlanningOptions)


RunRequest = Annotated[AssessRequest | PlanRequest, ModelField(discriminator="kind")]
assert LANGUAGES == ("en", "fr", "es")


@cache
def row_model(shape: Shape) -> type[BaseModel]:
    """Return the type of a row."""
    fields: dict[str, Any] = {field.name: (_type(field), _about(field)) for field in shape.fields}
    model: type[BaseModel] = create_model(
        f"{_camel(shape.name)}Row",
        __base__=Model,
        __doc__=shape.meaning,
        **{f"{name}_" if name in _TAKEN else name: value for name, value in fields.items()},
    )
    return model


# Names that a class of pydantic has for itself.
_TAKEN = frozenset({"class", "copy", "json", "dict", "schema", "construct", "validate"})


def _type(field: Field) -> Any:
    kind = Literal[field.terms] if field.terms and field.kind == "text" else KINDS[field.kind]
    return kind if field.required or field.kind == "list" else kind | None


def _about(field: Field) -> Any:
    about: dict[str, Any] = {
        "description": field.meaning,
        "json_schema_extra": {"x-unit": field.unit} if field.unit else None,
        "gt" if field.exclusive_minimum else "ge": field.minimum,
        "le": field.maximum,
        "alias": field.name if field.name in _TAKEN else None,
    }
    return ModelField(**{name: value for name, value in about.items() if value is not None})


@cache
def page_model(model: type[BaseModel]) -> type[BaseModel]:
    """Return the type of a page of rows."""
    name = f"{model.__name__.removesuffix('Row').removesuffix('Out')}Page"
    made: type[BaseModel] = create_model(
        name,
        __base__=Model,
        __doc__=f"A page of a list: {model.__doc__}",
        items=(list[model], ModelField()),  # type: ignore[valid-type]
        total=(int, ModelField(description="How many there are in all.", ge=0)),
        limit=(int, ModelField(description="At most so many on a page.", ge=1)),
        offset=(int, ModelField(description="How many stand before this page.", ge=0)),
    )
    return made


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def study_out(study: StudyRecord) -> dict[str, Any]:
    """Return a study as JSON."""
    return StudyOut(
        key=study.key, name=study.name, origin=study.origin, added_at=study.added_at, files=_files(study)
    ).model_dump(mode="json")


def run_out(run: RunRecord) -> dict[str, Any]:
    """Return a run as JSON."""
    return RunOut(
        key=run.key,
        study=run.study_key,
        kind=run.kind,
        options=dict(run.options),
        version=run.version,
        made_at=run.made_at,
        files=_files(run),
    ).model_dump(mode="json")


def job_out(job: JobRecord, problems: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a job as JSON; of a failed one with the problems that may be shown."""
    failure = job.failure
    return JobOut(
        key=job.key,
        kind=job.kind,
        arguments=dict(job.arguments),
        state=job.state,
        step=job.step,
        fraction=job.fraction,
        submitted_at=job.submitted_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        result=None if job.result is None else dict(job.result),
        failure=None
        if failure is None
        else FailureOut(message=failure.message, where=failure.where, remedy=failure.remedy, problems=problems),
    ).model_dump(mode="json")


def _files(record: StudyRecord | RunRecord) -> list[FileOut]:
    return [
        FileOut(name=file.name, size_bytes=file.size_bytes, sha256=file.sha256, media_type=file.media_type)
        for file in record.files
    ]
