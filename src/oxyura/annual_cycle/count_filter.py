"""The Kalman filter of ln numbers, for many parameter draws at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LN_2PI = float(np.log(2.0 * np.pi))


class CountFilter:
    """ln N, and the ln shares that indices cover, as counts come in; one filter for each draw.

    Parameters
    ----------
    level : array, shape (draws,)
        ln N at the start, known.
    shares : array, shape (indices,)
        Means of the ln shares before any count.
    share_sd : float
        Their standard deviation.

    Notes
    -----
    State (ln N, ln shares); in a year ln N grows by what the model gives plus noise, the shares stay. A count is
    ln N + what the model gives + ln share + error. Where nothing in the model follows density this is linear with
    normal errors, and the likelihood is exact (Dennis et al. 2006; Humbert et al. 2009); else it is linear around the
    mean as filtered so far (extended Kalman filter).

    Attributes
    ----------
    mean : array, shape (draws, 1 + indices)
    covariance : array, shape (draws, 1 + indices, 1 + indices)
    log_likelihood : array, shape (draws,)
    """

    def __init__(self, level: Floats, shares: Floats, share_sd: float) -> None:
        draws, size = len(level), 1 + len(shares)
        self.mean = np.empty((draws, size))
        self.mean[:, 0], self.mean[:, 1:] = level, shares
        self.covariance = np.zeros((draws, size, size))
        self.covariance[:, np.arange(1, size), np.arange(1, size)] = share_sd**2
        self.log_likelihood = np.zeros(draws)

    def observe(
        self, value: float, offset: Floats, slope: Floats | float, variance: Floats | float, share: int | None = None
    ) -> None:
        """Take in one count.

        Parameters
        ----------
        value : float
            ln of what was counted.
        offset : array, shape (draws,)
            What the model adds to slope · ln N.
        slope : array, shape (draws,), or float
            By how much the expected ln count rises with ln N; 1 without density.
        variance : array, shape (draws,), or float
            Of the error.
        share : int, optional
            Which index it is; None: a count of all.
        """
        loading = np.zeros_like(self.mean)
        loading[:, 0] = slope
        if share is not None:
            loading[:, 1 + share] = 1.0
        surprise = value - offset - (loading * self.mean).sum(axis=1)
        gain = np.einsum("dij,dj->di", self.covariance, loading)
        spread = (loading * gain).sum(axis=1) + variance
        # A count without any spread must be met to the digit, or is impossible.
        known = spread > 0
        safe = np.where(known, spread, 1.0)
        density = -0.5 * (_LN_2PI + np.log(safe) + surprise**2 / safe)
        self.log_likelihood += np.where(known, density, np.where(surprise == 0, 0.0, -np.inf))
        scaled = np.where(known[:, None], gain / safe[:, None], 0.0)
        self.mean = self.mean + scaled * surprise[:, None]
        self.covariance = self.covariance - scaled[:, :, None] * gain[:, None, :]

    def grow(self, change: Floats, slope: Floats | float, variance: Floats | float) -> None:
        """Let a year pass.

        Parameters
        ----------
        change : array, shape (draws,)
            Change of ln N by the model, from the filtered mean.
        slope : array, shape (draws,), or float
            By how much ln N a year later rises with ln N; 1 without density.
        variance : array, shape (draws,), or float
            Of the noise of ln growth.
        """
        self.mean = self.mean.copy()
        self.mean[:, 0] += change
        covariance = self.covariance.copy()
        covariance[:, 0, :] *= np.broadcast_to(slope, (len(covariance),))[:, None]
        covariance[:, :, 0] *= np.broadcast_to(slope, (len(covariance),))[:, None]
        covariance[:, 0, 0] += variance
        self.covariance = covariance
