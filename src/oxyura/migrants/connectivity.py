"""Strength of migratory connectivity: whether animals that are near each other in one stage stay so in another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError

Floats = NDArray[np.float64]

_ROUNDING = 1e-9


def connectivity_strength(
    transition: Floats,
    origin_distance: Floats,
    target_distance: Floats,
    origin_abundance: Floats,
    *,
    sample_size: float | None = None,
) -> Floats:
    """Return the strength of migratory connectivity, MC.

    It is 1 where animals keep their neighbours, 0 where they mix at random, below 0 where neighbours part.

    Parameters
    ----------
    transition : array, shape (..., origins, targets)
        Share ψ of the animals of each origin that go to each target; rows of origins with animals sum to 1.
    origin_distance : array, shape (origins, origins)
        Distances between the origins, any unit, symmetric.
    target_distance : array, shape (targets, targets)
    origin_abundance : array, shape (..., origins)
        Share of the animals at each origin; divided by its sum.
    sample_size : float, optional
        Number n of animals from which ψ was estimated; an animal is then not paired with itself.

    Returns
    -------
    array, shape (...)
        NaN where all animals are at one place before or after: then there is nothing to correlate.

    Raises
    ------
    InputError
        A share is negative, a row does not sum to 1, or the sample has fewer than two animals.

    Notes
    -----
    With m_ik = abundance_i · ψ_ik, MC is the correlation of distance before and distance after over pairs of animals,
    Σ m_ik m_jl (d_ij - μ_o)(d_kl - μ_t) / (σ_o σ_t), where μ and σ are mean and standard deviation of distance over the
    same pairs (Cohen et al. 2018, Methods in Ecology and Evolution 9: 513-524, doi:10.1111/2041-210X.12916). Without
    replacement a pair has weight m_ik (n m_jl - [ik = jl]) / (n - 1); pairs at one place have distance 0 on both sides,
    so that every mean is multiplied by n / (n - 1).

    Examples
    --------
    >>> line = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    >>> half_mix = np.kron(np.eye(2), np.full((2, 2), 0.5))
    >>> float(connectivity_strength(half_mix, line, line, np.full(4, 0.25)).round(12))
    0.6
    """
    _require_shares(transition, origin_abundance, sample_size)
    present = origin_abundance / origin_abundance.sum(axis=-1, keepdims=True)
    moving = present[..., :, None] * transition
    arrived = moving.sum(axis=-2)
    pairs = 1.0 if sample_size is None else sample_size / (sample_size - 1.0)
    mean_before, var_before = _spread(present, origin_distance, pairs)
    mean_after, var_after = _spread(arrived, target_distance, pairs)
    both = np.einsum("...ik,ij,...jl,kl->...", moving, origin_distance, moving, target_distance, optimize=True) * pairs
    scale = np.sqrt(var_before * var_after)
    told = scale > _ROUNDING * mean_before * mean_after
    covariance = both - mean_before * mean_after
    return np.asarray(np.divide(covariance, scale, out=np.full(np.shape(scale), np.nan), where=told))


def _spread(shares: Floats, distance: Floats, pairs: float) -> tuple[Floats, Floats]:
    """Return mean and variance of distance over pairs of animals."""
    mean = np.einsum("...i,ij,...j->...", shares, distance, shares) * pairs
    square = np.einsum("...i,ij,...j->...", shares, distance**2, shares) * pairs
    return mean, np.maximum(square - mean**2, 0.0)


def _require_shares(transition: Floats, abundance: Floats, sample_size: float | None) -> None:
    if (transition < 0).any() or (abundance < 0).any() or not (abundance.sum(axis=-1) > 0).all():
        raise InputError(
            "Shares must not be negative, and some animals must be somewhere.",
            where="transition, origin_abundance",
            remedy="Give shares between 0 and 1.",
        )
    sums = np.broadcast_to(transition.sum(axis=-1), np.broadcast_shapes(transition.shape[:-1], abundance.shape))
    if (np.abs(sums - 1.0)[np.broadcast_to(abundance > 0, sums.shape)] > _ROUNDING).any():
        raise InputError(
            "The shares that leave an origin for its targets do not sum to 1.",
            where="transition",
            remedy="Divide each row by its sum: connectivity is of the animals that arrive.",
        )
    if sample_size is not None and not sample_size >= 2:
        raise InputError(
            f"A sample of {sample_size:g} animals has no pairs.", where="sample_size", remedy="Give 2 or more."
        )
