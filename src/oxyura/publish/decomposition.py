"""From growth without the known causes to growth now, cause by cause, and where each of them acts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population
    from oxyura.annual_cycle.readings import Elasticity
    from oxyura.study.assessment import MigrantAssessment
    from oxyura.study.impact_rows import ImpactRow


@dataclass(frozen=True)
class Part:
    """A stage and a site where a cause acts, and its part of what the cause takes, to first order; None: not known."""

    stage: str
    site_id: str | None
    part: float | None


@dataclass(frozen=True)
class Step:
    """What one cause takes from growth, in ln units a year: positive where growth is lower with it."""

    cause_id: str
    kind: str
    value: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Decomposition:
    """Growth without the causes of known size, what each takes, and growth now.

    Parameters
    ----------
    without_causes, now : float
        ln growth a year, mean over draws.
    steps : tuple of Step
        Mean over draws, the largest first; they lead from the one to the other.
    """

    without_causes: float
    steps: tuple[Step, ...]
    now: float

    def to_json(self) -> dict[str, object]:
        """Return everything by name."""
        return {
            "without_causes": self.without_causes,
            "steps": [
                {
                    "cause": step.cause_id,
                    "kind": step.kind,
                    "value": step.value,
                    "parts": [{"stage": one.stage, "site": one.site_id, "part": one.part} for one in step.parts],
                }
                for step in self.steps
            ],
            "now": self.now,
        }


def decompose(migrant: MigrantAssessment, impacts: Sequence[ImpactRow]) -> Decomposition | None:
    """Return the decomposition of a migrant's growth; None without an attribution, or where draws die out.

    Parameters
    ----------
    migrant : MigrantAssessment
    impacts : sequence of ImpactRow
        Those of the migrant.

    Notes
    -----
    Means over draws add up, medians do not. What a cause takes is parted over stages and sites in proportion to
    elasticity × ln factor of each of its effects, which is exact for small effects [Caswell2001]_ and else a guide.
    """
    population, attribution = migrant.population, migrant.attribution
    if population is None or attribution is None:
        return None
    growth = population.now.growth if attribution.outcome == "ln_growth" else population.now.asymptotic
    with np.errstate(divide="ignore", invalid="ignore"):
        now = float(np.mean(np.log(growth)))
        total = float(np.mean(attribution.total))
        values = {share.cause_id: float(np.mean(share.share)) for share in attribution.shares}
    if not all(math.isfinite(value) for value in (now, total, *values.values())):
        return None
    steps = (
        Step(share.cause_id, share.kind, values[share.cause_id], _parts(share.cause_id, population, impacts))
        for share in attribution.shares
    )
    return Decomposition(now + total, tuple(sorted(steps, key=lambda step: -abs(step.value))), now)


def _parts(cause_id: str, population: Population, impacts: Sequence[ImpactRow]) -> tuple[Part, ...]:
    """Return the stages and sites where a cause acts, the largest part first."""
    weights: dict[tuple[str, str | None], float | None] = {}
    elasticities = _by_place(population.elasticities or ())
    for row in impacts:
        if row.cause_id != cause_id or not row.acts or row.factor in (None, 1.0):
            continue
        key, weight = (row.stage, row.site_id), _weight(row, elasticities)
        before = weights.get(key, 0.0)
        weights[key] = None if weight is None or before is None else before + weight
    known = [weight for weight in weights.values() if weight is not None]
    total = sum(known) if len(known) == len(weights) else 0.0
    parts = [
        Part(stage, site, weight / total if weight is not None and abs(total) > 0 else None)
        for (stage, site), weight in weights.items()
    ]
    return tuple(sorted(parts, key=lambda one: -(one.part or 0.0)))


_Place = tuple[str, str, "str | None"]


def _by_place(elasticities: Sequence[Elasticity]) -> Mapping[_Place, list[Elasticity]]:
    """Return elasticities by rate, stage and site, and over all sites."""
    found: dict[_Place, list[Elasticity]] = {}
    for one in elasticities:
        found.setdefault((one.rate, one.stage, one.site), []).append(one)
        found.setdefault((one.rate, one.stage, None), []).append(one)
    return found


def _weight(row: ImpactRow, elasticities: Mapping[_Place, list[Elasticity]]) -> float | None:
    """Return elasticity × ln factor of an effect; None for rates that have no elasticity."""
    if row.rate not in ("survival", "fecundity", "transition") or row.factor is None or row.factor <= 0:
        return None
    here = elasticities.get((row.rate, row.stage, row.site_id), ())
    touched = [
        one.value
        for one in here
        if row.class_ in (None, one.class_) and (row.to_class is None or row.to_class == one.to_class)
    ]
    return sum(touched) * math.log(row.factor) if touched else None
