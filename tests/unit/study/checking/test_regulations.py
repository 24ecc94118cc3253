"""Each rule about regulations, on a study that breaks it and nothing else."""

from __future__ import annotations

import pytest

ROW = {
    "regulation_id": "decree",
    "scientific_name": "Mus musculus",
    "instrument": "The Decree",
    "territory": ("ZA",),
    "date": "2013-08-02",
    "forbids": ("import", "release"),
}


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"forbids": ("import", "kepping")}, "unknown_restriction", "forbids"),
        ({"scientific_name": None}, "regulation_without_taxon", "scientific_name"),
        ({"territory": ()}, "regulation_without_territory", "territory"),
        ({"date": None}, "regulation_without_date", "date"),
    ],
)
def test_what_a_row_leaves_out_is_said(study, changes, code, column):
    study.add("regulations", **{**ROW, **changes})
    (problem,) = study.of(code)
    assert (problem.severity, problem.file, problem.row, problem.column) == ("warning", "regulations.csv", 2, column)


def test_a_whole_row_is_fine(study):
    study.add("regulations", **ROW)
    assert study.grave() == []
