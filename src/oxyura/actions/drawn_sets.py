"""The sets of measures that compete, with what each brings in every draw: what the value of information needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from oxyura.actions.appraisal import Appraisal
from oxyura.actions.choice import PricedSet
from oxyura.actions.results import DrawnSets

# So many sets are compared, the best first; fewer where each has to be projected again.
MOST_COMPARED = 256
MOST_COMPARED_IF_SAMPLED = 32


def compare_by_draw(appraisal: Appraisal, within: Sequence[PricedSet], best: PricedSet) -> DrawnSets | None:
    """Return what the best sets bring draw by draw; None at point values, where there is nothing to learn.

    Parameters
    ----------
    appraisal : Appraisal
    within : sequence of PricedSet
        Every set under the budget.
    best : PricedSet
        The one that is chosen.
    """
    if appraisal.deterministic:
        return None
    others = [one for one in within if one.chosen != best.chosen]
    order = [best, *sorted(others, key=lambda one: (-round(one.objective, 12), one.cost, len(one.chosen), one.names))]
    compared = order[:MOST_COMPARED]
    exact = all(appraisal.is_exact(one.chosen) for one in compared)
    if not exact:
        compared = order[:MOST_COMPARED_IF_SAMPLED]
    return DrawnSets(
        tuple(appraisal.names(one.chosen) for one in compared),
        np.stack([appraisal.by_draw(one.chosen) for one in compared]),
        complete=len(compared) == len(order),
        exact=exact,
    )
