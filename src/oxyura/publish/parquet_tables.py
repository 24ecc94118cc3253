"""Exposure and impact as Parquet files whose columns say what they mean."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from oxyura.publish.result_folder import OutputFile
from oxyura.study.exposure import Exposure
from oxyura.study.impact_rows import ImpactRow

# One per field of the row's class, in its order: type, unit, meaning.
_Columns = dict[str, tuple[str, str, str]]

EXPOSURE_COLUMNS: _Columns = {
    "migrant_id": ("text", "", "the migratory population"),
    "stage": ("text", "", "stage of its year"),
    "site_id": ("text", "", "the place"),
    "invader_id": ("text", "", "the invader"),
    "class": ("text", "", "class that the share is of; null: the whole population"),
    "share": ("number", "share", "share of the population (or class) at the site"),
    "share_low": ("number", "share", "lower 95 % limit of share; null: no interval"),
    "share_high": ("number", "share", "upper 95 % limit of share; null: no interval"),
    "survey_status": ("text", "", "how the share is known"),
    "presence": ("text", "", "what is known of the invader there; not_surveyed is not absent"),
    "alien": ("boolean", "", "whether the invader is alien there"),
    "share_exposed": ("number", "share", "share of those at the site that meet it"),
    "exposed_share": (
        "number",
        "share",
        "share of the population exposed there; 0: invader absent or eradicated; null: not surveyed",
    ),
}

IMPACT_COLUMNS: _Columns = {
    "effect_id": ("text", "", "impact_id, or pressure_id"),
    "cause_id": ("text", "", "invader_id, or pressure_id"),
    "kind": ("text", "", "invader or pressure"),
    "migrant_id": ("text", "", "the migratory population"),
    "stage": ("text", "", "stage of its year"),
    "site_id": ("text", "", "the place; null: every place"),
    "mechanism": ("text", "", "how it harms (EICAT); null for a pressure"),
    "rate": ("text", "", "the rate it changes"),
    "class": ("text", "", "class it acts on; null: all"),
    "to_class": ("text", "", "for fecundity and transition: the target class; null: every target"),
    "effect": ("number", "proportion", "proportional change of the rate where fully met; null: of unknown size"),
    "effect_low": ("number", "proportion", "lower 95 % limit of effect; null: no interval"),
    "effect_high": ("number", "proportion", "upper 95 % limit of effect; null: no interval"),
    "evidence": ("text", "", "what stands behind it"),
    "confidence": ("text", "", "how sure"),
    "presence": ("text", "", "of the invader at the site; null for a pressure"),
    "alien": ("boolean", "", "whether the invader is alien there"),
    "acts": ("boolean", "", "whether the cause is there and its size is known"),
    "factor": ("number", "ratio", "by what the rate is multiplied there; null: of unknown size"),
    "source_id": ("text", "", "source, a row of tables/sources.csv; null: none given"),
    "response": ("text", "", "how the effect grows with the invader's abundance"),
    "factor_low": ("number", "ratio", "least factor over the forms that the response may have"),
    "factor_high": ("number", "ratio", "greatest factor over the forms that the response may have"),
}


def write_exposure(rows: Sequence[Exposure]) -> OutputFile:
    """Return ``exposure.parquet``: every migrant, stage, site and invader."""
    return OutputFile(
        "exposure.parquet",
        _parquet(rows, Exposure, EXPOSURE_COLUMNS),
        "application/vnd.apache.parquet",
        "Who meets whom: every migrant, stage, site and invader",
    )


def write_impacts(rows: Sequence[ImpactRow]) -> OutputFile:
    """Return ``impact.parquet``: every impact and pressure, site by site."""
    return OutputFile(
        "impact.parquet",
        _parquet(rows, ImpactRow, IMPACT_COLUMNS),
        "application/vnd.apache.parquet",
        "Every impact and pressure, site by site",
    )


def _parquet(rows: Iterable[Any], kind: type[Any], columns: _Columns) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    types = {"text": pa.string(), "number": pa.float64(), "boolean": pa.bool_()}
    names = [field.name for field in fields(kind)]
    if [name.rstrip("_") for name in names] != list(columns):
        raise AssertionError(f"the columns of {kind.__name__} are not those that are described")
    values = list(zip(*map(attrgetter(*names), rows), strict=True)) or [()] * len(columns)
    schema = pa.schema(
        [
            pa.field(name, types[kind_], metadata={"unit": unit, "meaning": meaning})
            for name, (kind_, unit, meaning) in columns.items()
        ]
    )
    arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), stream, compression="zstd")
    return stream.getvalue()
