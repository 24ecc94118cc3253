"""Generation length: the mean age of parents, for the criteria of the IUCN Red List."""

from __future__ import annotations

from collections.abc import Iterable

from oxyura.annual_cycle.readings import Elasticity


def measure_generation_length(elasticities: Iterable[Elasticity] | None) -> float | None:
    """Return the mean age of parents at low density and stable structure, in years.

    Parameters
    ----------
    elasticities : iterable of Elasticity, or None
        Of λ, to every rate at every site; None where they cannot be told.

    Returns
    -------
    float or None
        None where there are no elasticities (λ is 0 or not a simple root, or the model is too large), and where those
        who carry the population on are never born.

    Notes
    -----
    T = λ v·w / (v F w), the mean time between two births along a line of descent [BienvenuLegendre2015]_, where w is
    the stable structure, v the reproductive value and F the part of the year's matrix that is birth. v F w / (λ v·w) is
    the sum of the elasticities of λ to every fecundity, over all stages and sites. For a matrix of ages
    T = Σ x λ^(-x) l(x) m(x), the mean age of the parents of the newborn, which is what the IUCN calls generation length
    [IUCNGuidelines]_. Births are what `vital_rates` calls fecundity.

    Today's causes are in it. Where they shorten lives the IUCN asks for the length before the disturbance.
    """
    if elasticities is None:
        return None
    births = sum(one.value for one in elasticities if one.rate == "fecundity")
    # Rounding leaves a trace of births where none carries the population on.
    return 1.0 / births if births > 1e-9 else None
