"""The plan and the attribution as files: `portfolio.json`, `frontier.csv`, `attribution.parquet`."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

from oxyura.actions.results import PortfolioResult, SetOutcome
from oxyura.publish.result_folder import OutputFile
from oxyura.publish.summary import to_bytes
from oxyura.schema.intervals import band
from oxyura.study.delimited import escape_formula

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment

FRONTIER_COLUMNS = ("budget", "cost", "cost_low", "cost_high", "currency", "price_year", "objective", "measures")

# Name, Arrow type, unit and meaning.
ATTRIBUTION_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "migrant_id": (pa.string(), "the migratory population"),
    "outcome": (pa.string(), "ln_growth or ln_lambda: what is shared out, in ln units per year"),
    "cause_id": (pa.string(), "invader or pressure"),
    "kind": (pa.string(), "invader or pressure"),
    **{
        f"{name}{end}": (pa.float64(), f"{meaning}, {words}")
        for name, meaning in (
            ("share", "Shapley share of the cause, positive = gained by removal"),
            ("removed_alone", "gained by removing it first"),
            ("removed_last", "gained by removing it when every other cause is gone"),
        )
        for end, words in (("", "median"), ("_low", "2.5 % point"), ("_high", "97.5 % point"))
    },
}


def plan_json(plan: PortfolioResult | SetOutcome) -> dict[str, Any]:
    """Return a plan as JSON: what is chosen, why, the frontier, alternatives, what to mind; or what a set brings."""
    # Draw by draw is for computing with, and longer than all the rest.
    said = {name: value for name, value in asdict(plan).items() if name != "drawn"}
    return dict(_clean(said))


def _clean(value: object) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def write_plan(assessment: Assessment) -> OutputFile:
    """Return `portfolio.json`."""
    return OutputFile(
        "portfolio.json",
        to_bytes(plan_json(assessment.plan)),
        "application/json",
        "The plan: what is chosen, why, what else, what to mind",
    )


def write_frontier(assessment: Assessment) -> OutputFile:
    """Return `frontier.csv`: the best set from each budget on."""
    measures = assessment.study.tables["measures"]
    currency = next(iter(measures.words("currency")), "")
    year = next(iter(measures.numbers("price_year")), math.nan)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FRONTIER_COLUMNS)
    for point in assessment.plan.frontier:
        writer.writerow(
            (
                repr(point.budget),
                repr(point.cost.value),
                repr(point.cost.low),
                repr(point.cost.high),
                currency,
                "" if math.isnan(year) else int(year),
                repr(point.objective),
                escape_formula(";".join(point.measures)),
            )
        )
    return OutputFile("frontier.csv", text.getvalue().encode(), "text/csv", "The best measures from each budget on")


def write_attribution(assessment: Assessment) -> OutputFile:
    """Return `attribution.parquet`: a row per migrant and cause of known size."""
    rows: dict[str, list[Any]] = {name: [] for name in ATTRIBUTION_COLUMNS}
    for migrant in assessment.migrants:
        if migrant.attribution is None:
            continue
        for share in migrant.attribution.shares:
            texts = (migrant.migrant_id, migrant.attribution.outcome, share.cause_id, share.kind)
            numbers: list[float | None] = []
            for values in (share.share, share.removed_alone, share.removed_last):
                summary = band(values)
                numbers += [_clean(number) for number in (summary.median, summary.low, summary.high)]
            for name, cell in zip(ATTRIBUTION_COLUMNS, (*texts, *numbers), strict=True):
                rows[name].append(cell)
    schema = pa.schema(
        [pa.field(name, kind, metadata={"meaning": meaning}) for name, (kind, meaning) in ATTRIBUTION_COLUMNS.items()]
    )
    sink = io.BytesIO()
    parquet.write_table(pa.table(rows, schema=schema), sink, compression="zstd")
    return OutputFile(
        "attribution.parquet",
        sink.getvalue(),
        "application/vnd.apache.parquet",
        "What each cause takes from growth in the model",
    )
