"""The page ``docs/reference/tables.md``, written from the declarations: ``python -m oxyura.schema.reference_pages``."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator

from oxyura.schema import limits
from oxyura.schema.columns import Column
from oxyura.schema.limits import Limit
from oxyura.schema.settings import SETTINGS, SettingSpec
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES
from oxyura.schema.vocabularies import Vocabulary

_INTRODUCTION = """\
# Tables of a study

<!-- Written by `python -m oxyura.schema.reference_pages` from the declarations in `oxyura.schema`. Do not edit. -->

A study is a folder with `study.toml` and one CSV or Parquet file per table, or one `.xlsx` workbook with a sheet per
table and the settings on the sheet `study`. Tables that are not needed are left out.

- Only an empty cell is missing. `NA` is Namibia.
- CSV files are UTF-8, with or without a byte order mark. Columns are separated by commas, semicolons or tabs. Files
  separated by semicolons or tabs may have decimal commas. For another encoding there is `--encoding`.
- Numbers are plain decimals or have an exponent: `0.5`, `12`, `3e-4`. No thousands separators, no percent signs.
- Names that other tables use (the kind *name*) have letters a to z, digits, `-`, `_` and `.`, at most 64, and begin
  with a letter or digit.
- Lists hold several values with `;` between.
- Low and high are 95 % limits; equal to the value: constant; missing: fixed, and flagged as without interval.
- A text that begins with `=`, `+`, `-` or `@` is written to CSV with an apostrophe in front, so that no spreadsheet
  runs it as a formula; reading takes one such apostrophe away.
- **Bold** columns need a value in every row.
"""

_KINDS = {
    "identifier": "name",
    "identifiers": "names",
    "text": "text",
    "texts": "texts",
    "choice": "word",
    "boolean": "yes or no",
    "number": "number",
    "integer": "whole number",
    "country": "country code",
    "areas": "codes of countries and their parts",
    "subdivision": "code of a part of a country",
    "threat": "threat class",
    "currency": "currency code",
    "date": "date, YYYY-MM-DD",
    "url": "web address",
    "doi": "DOI",
    "wkt": "well-known text",
}
# Its 249 terms are those of the standard, without meanings of our own.
_NOT_LISTED = frozenset({"country"})


def render_tables_page() -> str:
    """Return the reference of settings, tables, vocabularies and ceilings as Markdown."""
    parts = [_INTRODUCTION, *_settings(), *_overview()]
    for spec in TABLES.values():
        parts.append(_table(spec))
    parts += _vocabularies()
    parts += _ceilings()
    return "\n".join(parts)


def _settings() -> Iterator[str]:
    yield "## Settings\n"
    yield "In `study.toml`; a key with a point stands in its table, `amount` under `[budget]`.\n"
    yield _rows(("key", "holds", "accepted", "empty"), (_setting(spec) for spec in SETTINGS))


def _setting(spec: SettingSpec) -> tuple[str, ...]:
    accepted = ", ".join(f"`{word}`" for word in spec.choices) or _KINDS.get(spec.kind, spec.kind)
    if spec.minimum is not None:
        words = Column(spec.key, "number", "", minimum=spec.minimum, maximum=spec.maximum).range_in_words()
        accepted = f"{accepted}, {words}"
    empty = "needed" if spec.required else (f"`{spec.default}`" if spec.default else "not set")
    return (f"**`{spec.key}`**" if spec.required else f"`{spec.key}`", spec.meaning, accepted, empty)


def _overview() -> Iterator[str]:
    yield "## Overview\n"
    yield _rows(
        ("table", "one row says", "without it"),
        ((f"[`{spec.name}`](#table-{_anchor(spec.name)})", spec.meaning, spec.absence) for spec in TABLES.values()),
    )


def _table(spec: TableSpec) -> str:
    lines = [f"(table-{_anchor(spec.name)})=\n## `{spec.name}`\n", f"{spec.meaning}\n"]
    lines.append(f"A row is named by {', '.join(f'`{name}`' for name in spec.key)}; no two rows may agree in all.\n")
    if spec.absence:
        lines.append(f"{spec.absence}\n")
    lines.append(_rows(("column", "holds", "kind, unit, range", "empty"), (_column(column) for column in spec)))
    if spec.example:
        header, cells = zip(*spec.example, strict=True)
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows((header, cells))
        lines.append(f"A worked row; what it says is invented:\n\n```text\n{buffer.getvalue()}```\n")
    return "\n".join(lines)


def _column(column: Column) -> tuple[str, ...]:
    kind = _KINDS[column.kind]
    if column.vocabulary is not None and column.kind != "boolean" and column.vocabulary.name not in _NOT_LISTED:
        kind = f"[{kind}](#words-{_anchor(column.vocabulary.name)})"
    if column.references:
        targets = " or ".join(f"[`{table}`](#table-{_anchor(table)})" for table in column.references)
        kind = f"{kind} in {targets}"
    facts = [kind, column.unit, column.range_in_words()]
    meaning = column.meaning
    if column.source and column.vocabulary is None:
        meaning = f"{meaning} ({column.source})"
    return (
        f"**`{column.name}`**" if column.required else f"`{column.name}`",
        meaning,
        ", ".join(fact for fact in facts if fact),
        "" if column.required else column.null,
    )


def _vocabularies() -> Iterator[str]:
    yield "## Words\n"
    yield "Words are spelt exactly as here.\n"
    listed: dict[str, Vocabulary] = {}
    for spec in TABLES.values():
        for column in spec:
            vocabulary = column.vocabulary
            if vocabulary is not None and column.kind != "boolean" and vocabulary.name not in _NOT_LISTED:
                listed.setdefault(vocabulary.name, vocabulary)
    for vocabulary in listed.values():
        yield f"(words-{_anchor(vocabulary.name)})=\n### {vocabulary.name}\n"
        yield f"Source: {vocabulary.source}.\n"
        yield _rows(("word", "meaning"), ((f"`{term}`", meaning) for term, meaning in vocabulary.terms.items()))


def _ceilings() -> Iterator[str]:
    yield "## Ceilings\n"
    ceilings = [limit for limit in vars(limits).values() if isinstance(limit, Limit)]
    yield _rows(
        ("what", "at most", "what to do"),
        ((limit.name, f"{limit.maximum:,} {limit.unit}", limit.remedy) for limit in ceilings),
    )


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(_escaped(cell) for cell in line)} |\n" for line in lines)


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def _anchor(name: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in name.lower())


if __name__ == "__main__":
    sys.stdout.buffer.write(render_tables_page().encode("utf-8"))
