"""The one rule by which places of sensitive sites are told."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

from oxyura.publish.study_tables import write_tables
from oxyura.spacetime.sensitive_sites import cell_middle, shown_place, without_coordinates
from oxyura.study.checked import read_study

sys.path.append(str(Path(__file__).parents[1] / "apps" / "web"))

from sensitive_study import LAT, LON, SECRET, write_sensitive_study


@pytest.mark.parametrize(("exact", "shown"), [(-40.3187, -40.3), (0.049, 0.0), (-0.04, 0.0), (179.96, 180.0)])
def test_the_middle_of_a_cell_of_a_tenth_of_a_degree_is_shown(exact: float, shown: float) -> None:
    assert cell_middle(exact) == shown
    assert math.copysign(1, cell_middle(exact)) == math.copysign(1, shown)


def test_what_is_not_sensitive_is_shown_as_it_is() -> None:
    assert shown_place(LON, LAT, sensitive=False) == (LON, LAT)
    assert all(map(math.isnan, shown_place(math.nan, LAT, sensitive=True)[:1]))


def test_whole_numbers_and_years_stay_in_a_text() -> None:
    assert without_coordinates("In 2019 at 40.31875 S, 12 nests") == "In 2019 at … S, 12 nests"


def test_tables_of_a_result_hold_no_coordinates_in_the_notes_of_a_sensitive_site(tmp_path: Path) -> None:
    study = read_study(write_sensitive_study(tmp_path / "study"))
    written = {file.name: file.content.decode() for file in write_tables(study.tables)}
    assert SECRET in written["tables/sites.csv"]
    assert "Nests counted at …" in written["tables/sites.csv"]
    assert "-35.25" in written["tables/sites.csv"]
    for name, text in written.items():
        assert not any(digits in text for digits in ("40.31", "9.93")), name
