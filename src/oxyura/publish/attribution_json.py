"""What `summary.json` says of an attribution: shares, how they were found, what does not add up, and compensation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from oxyura.schema.intervals import Band, band

if TYPE_CHECKING:
    from oxyura.annual_cycle.attribution import Attribution, CauseShare
    from oxyura.annual_cycle.compensation import Compensation, Ends

Json = dict[str, Any]


def attribution_json(attribution: Attribution) -> Json:
    """Return the shares by cause."""
    return {
        share.cause_id: {
            **_band(band(share.share)),
            "kind": share.kind,
            "removed_alone": _finite(band(share.removed_alone).median),
            "removed_last": _finite(band(share.removed_last).median),
            "error": greatest_error(share),
        }
        for share in attribution.shares
    }


def method_json(attribution: Attribution) -> Json:
    """Return how the shares were found."""
    return {
        "method": attribution.method,
        "orders": attribution.orders,
        "evaluated": attribution.evaluated,
        "precise": attribution.precise,
    }


def interactions_json(attribution: Attribution) -> list[Json]:
    """Return the pairs of causes that do not add up."""
    return [{"causes": [one.cause_a, one.cause_b], **_band(one.value)} for one in attribution.interactions]


def compensation_json(compensation: Compensation) -> Json:
    """Return growth without invaders and the shares from no compensation to the greatest."""
    return {
        "most": compensation.most,
        "growth_without_invaders": _ends(compensation.growth_without_invaders),
        "lambda_without_invaders": _ends(compensation.lambda_without_invaders),
        "attribution": {one.cause_id: {**_ends(one.share), "kind": one.kind} for one in compensation.shares},
        "attribution_total": None if compensation.total is None else _ends(compensation.total),
    }


def greatest_error(share: CauseShare) -> float | None:
    """Return the largest bound over draws of how far a sampled share may be from its exact value; None: exact."""
    if share.error is None:
        return None
    finite = share.error[np.isfinite(share.error)]
    return float(finite.max()) if finite.size else None


def _ends(ends: Ends) -> Json:
    return {"without_compensation": _band(ends.without), "most_compensation": _band(ends.most)}


def _band(summary: Band) -> Json:
    return {name: _finite(value) for name, value in summary.to_json().items()}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
