"""Large tables are checked in seconds."""

from __future__ import annotations

import time

import numpy as np
import pytest

from oxyura.schema.table import Table
from oxyura.schema.tables import TABLES
from oxyura.study.checking import check_tables


def movements(sites, classes, targets):
    """Return movements of both stages from every site to `targets` sites, one row per class, each sum being 1."""
    n = sites * classes * targets
    number = np.arange(n)
    left = number // (classes * targets)
    reached = (left + number // classes % targets) % sites
    names = np.array([f"site-{site}" for site in range(sites)], dtype=object)
    cells = {
        "migrant_id": np.full(2 * n, "albatross", dtype=object),
        "from_stage": np.repeat(np.array(["breeding", "nonbreeding"], dtype=object), n),
        "to_stage": np.repeat(np.array(["nonbreeding", "breeding"], dtype=object), n),
        "from_site": np.tile(names[left], 2),
        "to_site": np.tile(names[reached], 2),
        "class": np.tile(np.array([f"class-{c}" for c in range(classes)], dtype=object)[number % classes], 2),
        "share": np.full(2 * n, 1 / targets),
        "source_id": np.full(2 * n, "survey", dtype=object),
        "survival": np.full(2 * n, np.nan),
        "notes": np.full(2 * n, None, dtype=object),
    }
    spec = TABLES["movements"]
    return Table(spec, {name: cells[name] for name in spec.names}, np.arange(2, 2 * n + 2), "movements.csv")


def check_movements(study, sites, classes, targets):
    study.records["sites"] += [{"site_id": f"site-{site}", "name": "A site"} for site in range(sites)]
    table = movements(sites, classes, targets)
    tables = study.tables().replacing(movements=table)
    start = time.perf_counter()
    problems = check_tables(tables, None)
    return len(table), time.perf_counter() - start, problems


def test_small_sample_is_judged_right(study):
    rows, _, problems = check_movements(study, sites=20, classes=2, targets=5)
    assert rows == 400
    codes = {problem.code for problem in problems if problem.file == "movements.csv"}
    assert codes == {"class_without_rates"}


@pytest.mark.slow
def test_two_hundred_thousand_movements_take_two_seconds(study):
    rows, seconds, _ = check_movements(study, sites=1000, classes=10, targets=10)
    assert rows == 200_000
    assert seconds < 2
