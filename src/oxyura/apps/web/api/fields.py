"""Which columns the API gives, taken from the declarations of the tables and of the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from oxyura.schema.columns import Column
from oxyura.schema.frictionless import describe
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES

FieldKind = Literal["text", "number", "integer", "boolean", "list"]

# Lists longer than this are told by their name only: the 249 countries would stand in every table.
_MOST_TERMS = 60


@dataclass(frozen=True)
class Field:
    """A column of an answer.

    Parameters
    ----------
    name, kind, meaning, unit : str
    required : bool
        Whether it has a value in every row.
    minimum, maximum : float, optional
        Closed range of a number.
    exclusive_minimum : bool
        Whether the minimum itself is outside.
    terms : tuple of str
        The closed list that the value is from.
    """

    name: str
    kind: FieldKind
    meaning: str
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """The columns of an answer, in order; `name` is also that of its type and of its layer in a GeoPackage."""

    name: str
    meaning: str
    fields: tuple[Field, ...]

    @property
    def is_placed(self) -> bool:
        """Whether a row belongs to a site, so that it can be drawn on a map."""
        return any(field.name == "site_id" for field in self.fields)

    def with_study(self) -> Shape:
        """Return the shape of rows from several studies."""
        return Shape(f"all_{self.name}", self.meaning, (*_STUDY, *self.fields))


_STUDY = (
    Field("study", "text", "Key of the study.", required=True),
    Field("study_name", "text", "Name of the study.", required=True),
)
_GENERALISED = Field(
    "generalised",
    "boolean",
    "Whether the place is the middle of a cell of a tenth of a degree, because the site is sensitive.",
    required=True,
)


@cache
def study_shape(table: str) -> Shape:
    """Return the columns of a study's table as the API gives them; KeyError where there is none."""
    spec: TableSpec = TABLES[table]
    fields = tuple(map(_field, spec))
    return Shape(spec.name, spec.meaning, (*fields, _GENERALISED) if table == "sites" else fields)


def _field(column: Column) -> Field:
    terms = () if column.vocabulary is None or column.kind == "boolean" else tuple(column.vocabulary.terms)
    return Field(
        column.name,
        _kind(column),
        describe(column),
        column.unit,
        column.required,
        column.minimum,
        column.maximum,
        column.exclusive_minimum,
        terms if len(terms) <= _MOST_TERMS else (),
    )


def _kind(column: Column) -> FieldKind:
    if column.is_list:
        return "list"
    plain: dict[str, FieldKind] = {"number": "number", "integer": "integer", "boolean": "boolean"}
    return plain.get(column.kind, "text")


@cache
def result_shapes() -> Mapping[str, Shape]:
    """Return the columns of the tables that a run writes, by name."""
    from oxyura.publish.parquet_tables import EXPOSURE_COLUMNS, IMPACT_COLUMNS
    from oxyura.publish.plan_files import ATTRIBUTION_COLUMNS

    return {
        "exposure": _described("exposure", "Who meets whom: every migrant, stage, site and invader.", EXPOSURE_COLUMNS),
        "impact": _described("impact", "Every impact and pressure, site by site.", IMPACT_COLUMNS),
        "attribution": Shape(
            "attribution",
            "What each cause takes from growth in the model.",
            tuple(
                Field(name, "number" if str(kind) == "double" else "text", _sentence(meaning))
                for name, (kind, meaning) in ATTRIBUTION_COLUMNS.items()
            ),
        ),
        "frontier": FRONTIER,
    }


def _described(name: str, meaning: str, columns: Mapping[str, tuple[str, str, str]]) -> Shape:
    kinds: Mapping[str, FieldKind] = {"text": "text", "number": "number", "boolean": "boolean"}
    fields = tuple(Field(each, kinds[kind], _sentence(says), unit) for each, (kind, unit, says) in columns.items())
    return Shape(name, meaning, fields)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


FRONTIER = Shape(
    "frontier",
    "The best measures from each budget on.",
    (
        Field("budget", "number", "The least money for which these measures are the best.", required=True),
        Field("cost", "number", "What they cost.", required=True),
        Field("cost_low", "number", "Lower 95 % limit of the cost.", required=True),
        Field("cost_high", "number", "Upper 95 % limit of the cost.", required=True),
        Field("currency", "text", "Currency, ISO 4217."),
        Field("price_year", "integer", "Year of the prices."),
        Field("objective", "number", "What they gain, in ln units per year.", required=True),
        Field("measures", "list", "The measures.", required=True),
    ),
)
