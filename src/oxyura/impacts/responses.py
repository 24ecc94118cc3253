"""How the effect of an invader grows with its abundance: density-impact curves, all 1 + e where it was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Form = Literal["exponential", "linear", "saturating", "threshold", "unknown"]


@dataclass(frozen=True)
class Response:
    """The form in which an effect follows relative abundance.

    Parameters
    ----------
    form : {'exponential', 'linear', 'saturating', 'threshold', 'unknown'}
        The curve; ``unknown`` is reckoned as exponential, and :func:`response_bounds` shows how far that may be off.
    parameter : float
        ``saturating``: the relative abundance h at which half of the greatest effect is reached. ``threshold``: the
        relative abundance τ from which the effect is there in full. NaN for the others.
    """

    form: Form = "exponential"
    parameter: float = float("nan")

    def factor(self, effect: Floats, abundance: Floats) -> Floats:
        """Return the factor f(e, ρ) on the rate of animals that meet the cause.

        Parameters
        ----------
        effect : array
            Proportional change e at the abundance at which it was measured, -1 or more.
        abundance : array
            Relative abundance ρ, 0 or more.

        Returns
        -------
        array
            Shape of the broadcast; 0 or more.

        Notes
        -----
        Every form is 1 at ρ = 0, 1 + e at ρ = 1, and monotone between and beyond:

        - exponential: (1 + e)^ρ, each further invader takes the same share of what is left;
        - linear: max(0, 1 + e · ρ), each does the same harm [ParkerEtAl1999]_;
        - saturating: max(0, 1 + e · ρ (1 + h) / (h + ρ)), the first do most, as of the invaders with a high impact at
          low density of [YokomizoEtAl2009]_, here as a hyperbola;
        - threshold: 1 below τ, 1 + e from τ on, as of those that are a problem only at high density, at its steepest.
        """
        if self.form == "linear":
            return np.asarray(np.maximum(0.0, 1.0 + effect * abundance))
        if self.form == "saturating":
            reached = abundance * (1.0 + self.parameter) / (self.parameter + abundance)
            return np.asarray(np.maximum(0.0, 1.0 + effect * reached))
        if self.form == "threshold":
            return np.asarray(np.where(abundance >= self.parameter, 1.0 + effect, 1.0))
        return np.asarray((1.0 + effect) ** abundance)


EXPONENTIAL = Response()

# Every form lies between these: the least of an invader does all the harm, or none before it is as abundant as where it
# was measured; each does the same harm, or takes the same share.
_EXTREMES = (EXPONENTIAL, Response("linear"), Response("threshold", 1e-12), Response("threshold", 1.0))


def response_bounds(response: Response, effect: Floats, abundance: Floats) -> tuple[Floats, Floats]:
    """Return the least and the greatest factor on the rate that the form allows.

    Parameters
    ----------
    response : Response
        The form; a known one gives its factor twice.
    effect, abundance : array
        As in :meth:`Response.factor`.

    Returns
    -------
    tuple of array
        Each in the shape of the broadcast.

    Notes
    -----
    For ``unknown``: the extremes over the linear and the exponential form and the two thresholds, at the first animal
    and at ρ = 1, between which every saturating curve lies. At ρ = 1 they agree. Where the invader is more abundant
    than it was measured (ρ > 1), a curve that steepens there could do more than the linear one.
    """
    if response.form != "unknown":
        factor = response.factor(effect, abundance)
        return factor, factor
    factors = np.stack([form.factor(effect, abundance) for form in _EXTREMES])
    return np.asarray(factors.min(axis=0)), np.asarray(factors.max(axis=0))
