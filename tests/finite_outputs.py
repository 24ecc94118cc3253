"""Look through a folder of results for numbers that are none: NaN and the infinities, in every kind of file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
from pyarrow import parquet, types

# As Python, NumPy, C, JavaScript and spreadsheets write them; whole words only, and not as part of a name.
NO_NUMBER = re.compile(
    r"(?<![\w.’'-])[-+−]?(?:nan|NaN|NAN|inf|Inf|INF|infinity|Infinity|1\.#IND|1\.#INF)(?![\w’'-]|\.\w)|∞"
)


def find_no_numbers(folder: Path) -> list[str]:
    """Return where something stands that is no number, by file; empty where all is well."""
    found: list[str] = []
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        name = path.relative_to(folder).as_posix()
        match path.suffix:
            case ".json":
                found.extend(f"{name}: {word}" for word in in_json(path.read_text(encoding="utf-8")))
            case ".csv":
                found.extend(f"{name}: {word}" for word in _in_csv(path))
            case ".parquet":
                found.extend(f"{name}: {word}" for word in _in_parquet(path))
            case ".html" | ".svg" | ".md" | ".geojson":
                found.extend(f"{name}: {word}" for word in in_text(path.read_text(encoding="utf-8")))
    return found


def in_json(text: str) -> list[str]:
    """Return what JSON does not know, and texts that are such a word."""
    found: list[str] = []
    value = json.loads(text, parse_constant=found.append)
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)
        elif isinstance(one, float) and not np.isfinite(one):
            found.append(str(one))
        elif isinstance(one, str):
            found.extend(in_text(one))
    return found


def in_text(text: str) -> list[str]:
    """Return every such word with what stands around it."""
    return [text[max(hit.start() - 40, 0) : hit.end() + 20] for hit in NO_NUMBER.finditer(text)]


def _in_csv(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            f"row {number}: {cell}" for number, row in enumerate(csv.reader(file), 1) for cell in row if in_text(cell)
        ]


def _in_parquet(path: Path) -> list[str]:
    table = parquet.read_table(path)
    found = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if types.is_floating(column.type):
            values = np.array([value for value in column.to_pylist() if value is not None], dtype=float)
            found += [f"column {name}"] * bool(len(values) and not np.isfinite(values).all())
        elif types.is_string(column.type):
            found += [f"column {name}: {cell}" for cell in column.to_pylist() if cell is not None and in_text(cell)]
    return found
