"""Windows of funders held against measures: nothing converted, nothing guessed."""

from __future__ import annotations

import pytest

from oxyura.policy.funding import Costed, best_windows, match_funders, read_funders
from oxyura.schema.table import table_from_records

MEASURE = Costed("bait", "eradicate", ("ES-IB", "ES"), 300_000.0, "EUR", 2020)
WINDOW = {
    "funder_id": "fund",
    "name": "A fund",
    "eligible_countries": ("ES",),
    "ceiling": 100_000.0,
    "currency": "EUR",
    "deadline": "2027-01-01",
}


def match(measure=MEASURE, on="2026-06-01", **changes):
    row = {name: value for name, value in {**WINDOW, **changes}.items() if value is not None}
    (found,) = match_funders(read_funders(table_from_records("funders", [row])), [measure], on)
    return found


def test_part_is_paid_and_the_rest_remains() -> None:
    found = match()
    assert (found.answer, found.pays, found.remains) == ("part", 100_000.0, 200_000.0)


def test_no_more_is_paid_than_it_costs() -> None:
    found = match(ceiling=1e6)
    assert (found.answer, found.pays, found.remains) == ("all", 300_000.0, 0.0)


@pytest.mark.parametrize(
    ("changes", "answer", "condition", "said"),
    [
        ({"currency": None}, "cannot_be_told", "currency", "no currency"),
        ({"currency": "GBP"}, "cannot_be_told", "currency", "it pays in GBP and the measure costs EUR"),
        ({"ceiling": None}, "cannot_be_told", "ceiling", "is not stated"),
        ({"deadline": None}, "cannot_be_told", "deadline", "is not stated"),
        ({"deadline": "2026-05-31"}, "no", "deadline", "2026-05-31, is past"),
        ({"eligible_countries": ("FR",)}, "no", "country", "not among the countries"),
        ({"eligible_countries": None}, "cannot_be_told", "country", "is not stated"),
        ({"measure_kinds": ("restore",)}, "no", "kind", "does not pay for this kind"),
        ({"deadline": "2026-05-31", "currency": None}, "no", "deadline", "is past"),
        ({"ceiling": 0.0}, "no", "ceiling", ""),
    ],
)
def test_what_hinders_is_said(changes, answer, condition, said) -> None:
    found = match(**changes)
    assert found.answer == answer
    assert said in next(link.reason for link in found.conditions if link.name == condition)
    if changes != {"ceiling": 0.0}:
        assert found.pays is None
        assert found.remains is None


def test_the_last_day_still_counts() -> None:
    assert match(on="2027-01-01").answer == "part"


def test_a_measure_without_a_country_cannot_be_told() -> None:
    assert match(Costed("bait", "eradicate", (), 1.0, "EUR", 2020)).answer == "cannot_be_told"


def test_the_best_window_pays_most() -> None:
    rows = [
        WINDOW,
        {**WINDOW, "funder_id": "rich", "ceiling": 200_000.0},
        {**WINDOW, "funder_id": "pounds", "currency": "GBP"},
    ]
    found = match_funders(read_funders(table_from_records("funders", rows)), [MEASURE], "2026-06-01")
    assert best_windows(found)["bait"].funder.funder_id == "rich"
