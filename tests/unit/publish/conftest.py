"""What comes of the small study of the pochard."""

from __future__ import annotations

import pytest

from oxyura.schema.problems import Problem
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import make_study, year_records

ABSENT = Problem("note", "table_absent", "Without density the results are upper bounds.", file="density.csv")


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    """Both tiers, exposure of every kind, a scenario, effects with and without a size."""
    return assess_study(make_study(year_records(), problems=[ABSENT]))
