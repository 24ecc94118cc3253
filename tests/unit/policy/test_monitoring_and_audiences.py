"""Protocols for every kind of gap, how much work narrows an interval, and audiences with one act each."""

from __future__ import annotations

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.policy.awareness import audience_called, audiences_of, read_audiences, speaks_to
from oxyura.policy.monitoring_protocols import read_protocols, realm_of, times_as_much
from oxyura.schema.errors import InputError
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.study.evidence_gaps import GapKind


def test_every_kind_of_gap_has_a_protocol() -> None:
    assert set(read_protocols()) == set(get_args(GapKind))


@given(st.floats(-0.9, -0.01), st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_the_sample_asked_for_decides(value: float, below: float, above: float) -> None:
    """With that many times the sample, the limit nearest to no effect comes to it."""
    times = times_as_much(value, value - below, value + above, wide=0.1, decide=True)
    assert times is not None
    assert times >= 1
    assert value + above / math.sqrt(times) <= 1e-9


def test_what_has_no_limits_cannot_be_told() -> None:
    assert times_as_much(-0.2, math.nan, 0.1, wide=0.1, decide=True) is None
    assert times_as_much(0.0, -0.1, 0.1, wide=0.1, decide=True) is None
    assert times_as_much(-0.2, -0.2, -0.2, wide=0.1, decide=False) is None


def test_an_interval_that_is_narrow_needs_no_more() -> None:
    assert times_as_much(-0.2, -0.22, -0.18, wide=0.1, decide=False) == 1.0


def test_realms_are_told_only_where_sure() -> None:
    assert realm_of("Crassostrea gigas", "mollusc") == "aquatic"
    assert realm_of("Rattus rattus", None) == "terrestrial"
    assert realm_of("Achatina fulica", "mollusc") == "not_stated"


def test_audiences_ask_one_act_and_know_their_pathways() -> None:
    audiences = read_audiences()
    assert list(audiences) == ["anglers", "bird-trade", "shipping", "gardeners", "visitors"]
    for each in audiences.values():
        assert each.act.count(".") == 1
        assert 2 <= len(each.steps) <= 3
        assert each.pathways <= set(PATHWAY_TERMS)
        assert each.url.startswith("http")
        assert each.citation
        assert each.read


def test_audiences_are_found_by_name_and_pathway() -> None:
    assert audience_called(" Visitors ").audience_id == "visitors"
    assert audiences_of(["fishingEquipment"]) == ("anglers",)
    assert not speaks_to(audience_called("gardeners"), ["pet"])
    with pytest.raises(InputError, match="no audience"):
        audience_called("dentists")
