"""Which metric closes which gap in the evidence, and how much work that takes at least, as far as the data tell."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

from oxyura.schema.sentences import Sentence, sentence

Metric = Literal["presence", "vital_rate", "pressure", "outcome", "abundance"]
EffortRule = Literal["each_site", "both_kinds", "narrower", "each_operation", "more_years"]
Realm = Literal["aquatic", "terrestrial", "not_stated"]

# Groups, as studies call them, of which every member lives in water, and genera that live in one of the two; what is on
# neither list is asked.
_AQUATIC_GROUPS = frozenset(("fish", "alga", "algae", "seaweed", "crustacean", "tunicate", "jellyfish", "bryozoan"))
_GENERA: Mapping[str, Realm] = MappingProxyType(
    {
        **dict.fromkeys(
            ("crassostrea", "magallana", "eichhornia", "pontederia", "salvinia", "spartina", "sporobolus", "oxyura"),
            "aquatic",
        ),
        **dict.fromkeys(
            ("mus", "rattus", "felis", "oryctolagus", "sus", "capra", "erinaceus", "urva", "genetta", "casuarina"),
            "terrestrial",
        ),
        **dict.fromkeys(("vincetoxicum", "asclepias", "psittacula"), "terrestrial"),
    }
)
_METRICS: tuple[Metric, ...] = get_args(Metric)
_EFFORTS: tuple[EffortRule, ...] = get_args(EffortRule)


@dataclass(frozen=True)
class Protocol:
    """A minimum protocol for one kind of gap.

    Parameters
    ----------
    kind : str
        Kind of gap, as `oxyura.study.evidence_gaps.GapKind`.
    metric : Metric
    unit, how : Sentence
    effort : EffortRule
        How the least effort is told.
    """

    kind: str
    metric: Metric
    unit: Sentence
    effort: EffortRule
    how: Sentence


@cache
def read_protocols() -> Mapping[str, Protocol]:
    """Return the protocols that ship with the program, by kind of gap."""
    text = files("oxyura.policy").joinpath("rules/monitoring_protocols.csv").read_text("utf-8")
    return MappingProxyType({row["kind"]: _protocol(row) for row in csv.DictReader(text.splitlines())})


def realm_of(scientific_name: str, group: str | None) -> Realm:
    """Return where an invader lives; ``not_stated`` where neither its genus nor its group tells.

    Examples
    --------
    >>> realm_of("Cyprinus carpio", "fish"), realm_of("Mus musculus", "mammal"), realm_of("Corvus splendens", "bird")
    ('aquatic', 'terrestrial', 'not_stated')
    """
    if (group or "").strip().casefold() in _AQUATIC_GROUPS:
        return "aquatic"
    return _GENERA.get(scientific_name.partition(" ")[0].casefold(), "not_stated")


def times_as_much(value: float, low: float, high: float, *, wide: float, decide: bool) -> float | None:
    """Return how many times today's sample is needed to narrow an interval enough; None where that cannot be told.

    Parameters
    ----------
    value, low, high : float
        Size of an effect with its 95 % limits.
    wide : float
        Width, from limit to limit, at which an interval counts as narrow.
    decide : bool
        Whether the interval has to exclude no effect, at today's size; else it has to become narrow.

    Notes
    -----
    The width of an interval falls with the square root of the sample: to shrink it by a factor k takes k² times the
    sample. It holds for independent measurements of the same kind, and says nothing of how many there are today.

    Examples
    --------
    >>> times_as_much(-0.2, -0.5, 0.1, wide=0.1, decide=True)
    2.25
    >>> times_as_much(-0.3, -0.4, -0.2, wide=0.1, decide=False)
    4.0
    """
    if not all(map(math.isfinite, (value, low, high))) or high <= low:
        return None
    if decide:
        half = high - value if value < 0 else value - low
        factor = half / abs(value) if value else math.inf
    else:
        factor = (high - low) / wide
    return None if not math.isfinite(factor) else max(1.0, round(factor**2, 12))


def _protocol(row: Mapping[str, str]) -> Protocol:
    metric = next(one for one in _METRICS if one == row["metric"])
    effort = next(one for one in _EFFORTS if one == row["effort"])
    return Protocol(row["kind"], metric, sentence(row["unit"]), effort, sentence(row["how"]))
