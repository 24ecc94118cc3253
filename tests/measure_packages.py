"""A study with more sets of measures than a run weighs up beforehand, for tests of what is computed when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from study_packages import SOURCE, t1_beverton_holt

MEASURES = tuple(f"control-{number}" for number in range(1, 8))


def many_measures(directory: Path, *, draws: int = 100) -> Path:
    """Write a study with seven measures that can be taken together in 2⁷ ways, and without a budget."""
    t1_beverton_holt(directory, winter_loss=0.3)
    settings = directory / "study.toml"
    text = settings.read_text(encoding="utf-8").replace("draws = 100", f"draws = {draws}")
    settings.write_text(text, encoding="utf-8")
    rows: list[dict[str, Any]] = [
        {
            "measure_id": name,
            "kind": "control",
            "invader_ids": "habitat-taker",
            "site_id": "winter-ground",
            "cost": 1000 * number,
            "currency": "EUR",
            "price_year": 2020,
            "duration_years": 20,
            "success_probability": 0.5,
            "reduction": number / 10,
            "source_id": SOURCE,
        }
        for number, name in enumerate(MEASURES, start=1)
    ]
    lines = [",".join(rows[0]), *(",".join(str(cell) for cell in row.values()) for row in rows)]
    (directory / "measures.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory
