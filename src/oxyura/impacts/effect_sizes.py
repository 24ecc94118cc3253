"""What single studies report, each scale turned into ln(1 + e) of a vital rate, with its variance.

Every effect is *with* the invader against *without* it, and of what the rate counts: survivors and young, not deaths.
e is the proportional change of the rate, so that ln(1 + e) is the logarithm of a ratio, 0 without an effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, inf, isfinite, isnan, log, nan, sqrt

from oxyura.schema.errors import InputError
from oxyura.schema.intervals import Z_95

# exp overflows beyond; what large samples or wide limits say is long settled before.
_MOST_LOG = 700.0

_NO_LOGARITHM = "An effect that leaves nothing has no logarithm and cannot be pooled with others."
_GIVE_COUNTS = "Give events and n with scale counts, or the published limits with the effect just above it."


class EffectSizeError(InputError):
    """A record cannot be turned into a change of a rate.

    Parameters
    ----------
    kind : str
        ``impossible``, ``incomplete``, ``no_base_risk``, ``no_n`` or ``interval``.
    column : str
        The column to look at.
    message, remedy : str
        What is wrong, and what to do.
    """

    def __init__(self, kind: str, column: str, message: str, remedy: str = "") -> None:
        super().__init__(message, where=column, remedy=remedy)
        self.kind = kind
        self.column = column


@dataclass(frozen=True)
class LogEffect:
    """A change of a rate on the log scale.

    Parameters
    ----------
    estimate : float
        y = ln(1 + e).
    variance : float
        Of y; NaN where the record has no interval, standard error or sample.
    low, high : float
        The record's own 95 % limits of y, which need not lie evenly about it; NaN without an interval.
    """

    estimate: float
    variance: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """The proportional change e."""
        return _change(self.estimate)

    @property
    def limits(self) -> tuple[float, float]:
        """The 95 % limits of e; NaN without an interval."""
        return _change(self.low), _change(self.high)


def _change(log_ratio: float) -> float:
    """Return e of ln(1 + e), NaN of NaN."""
    return nan if isnan(log_ratio) else expm1(min(log_ratio, _MOST_LOG))


@dataclass(frozen=True)
class Stated:
    """An effect as a study states it: NaN where it does not."""

    effect: float
    low: float = nan
    high: float = nan
    standard_error: float = nan


def from_proportional_change(stated: Stated) -> LogEffect:
    """Return the log effect of a proportional change, with / without - 1.

    Notes
    -----
    y = ln(1 + e); from limits var y = ((ln(1 + high) - ln(1 + low)) / 2z)², from a standard error by the delta method
    var y = (se / (1 + e))². A lower limit of -1 has no logarithm: then the upper side alone gives the variance.
    """
    _require(stated.effect, "effect", "The effect is empty.")
    if stated.effect < -1.0:
        raise EffectSizeError(
            "impossible",
            "effect",
            f"A proportional change of {stated.effect:g} would leave less than nothing.",
            "A change is -1 or more: -0.5 halves the rate. Write a fall of 50 % as -0.5, not as -50.",
        )
    if stated.low < -1.0:
        raise EffectSizeError(
            "impossible",
            "effect_low",
            f"A lower limit of {stated.low:g} would leave less than nothing.",
            "The least change is -1. Give the limits as published on the scale of a ratio.",
        )
    return _from_ratio(1.0 + stated.effect, 1.0 + stated.low, 1.0 + stated.high, stated, log_error=False)


def from_ratio(stated: Stated) -> LogEffect:
    """Return the log effect of a rate ratio or a risk ratio, with / without; its standard error is that of ln ratio.

    Notes
    -----
    y = ln r, var y = ((ln high - ln low) / 2z)² or se² [BorensteinEtAl2009]_, chapter 5.
    """
    _require_ratio(stated)
    return _from_ratio(stated.effect, stated.low, stated.high, stated, log_error=True)


def from_odds_ratio(stated: Stated, base_risk: float) -> LogEffect:
    """Return the log effect of an odds ratio on a probability that is `base_risk` without the invader.

    Parameters
    ----------
    stated : Stated
        The odds ratio; its standard error is that of ln OR.
    base_risk : float
        p₀, above 0 and below 1.

    Notes
    -----
    RR = OR / (1 - p₀ + p₀ · OR), exactly [ZhangYu1998]_; y = ln RR. The limits are turned in the same way. By the delta
    method var y = ((1 - p₀) / (1 - p₀ + p₀ · OR))² · var ln OR. p₀ is taken as known.
    """
    _require_ratio(stated)
    _require_base(base_risk, "An odds ratio says nothing of a rate without the probability that it starts from.")
    odds = _from_ratio(stated.effect, stated.low, stated.high, stated, log_error=True)

    def risk_ratio(odds_ratio: float) -> float:
        return odds_ratio / (1.0 - base_risk + base_risk * odds_ratio)

    slope = (1.0 - base_risk) / (1.0 - base_risk + base_risk * stated.effect)
    low, high = (
        limit if isnan(limit) or limit == -inf else log(risk_ratio(exp(min(limit, _MOST_LOG))))
        for limit in (odds.low, odds.high)
    )
    return LogEffect(log(risk_ratio(stated.effect)), slope**2 * odds.variance, low, high)


def from_risk_difference(stated: Stated, base_risk: float) -> LogEffect:
    """Return the log effect of a difference of probabilities, with - without, from the one without.

    Notes
    -----
    y = ln((p₀ + d) / p₀); by the delta method var y = (se / (p₀ + d))². p₀ is taken as known.
    """
    _require(stated.effect, "effect", "The effect is empty.")
    _require_base(base_risk, "A difference of probabilities is a change of a rate only from a known start.")
    for column, difference in (("effect", stated.effect), ("effect_low", stated.low), ("effect_high", stated.high)):
        left = base_risk + difference
        if left < 0.0 or left > 1.0 + 1e-12:
            raise EffectSizeError(
                "impossible",
                column,
                f"From {base_risk:g} a difference of {difference:g} leads to {left:g}, which is no probability.",
                "Correct base_risk or the difference (0.12 for 12 percentage points).",
            )
    ratio, low, high = (1.0 + value / base_risk for value in (stated.effect, stated.low, stated.high))
    scaled = Stated(stated.effect, stated.low, stated.high, stated.standard_error / base_risk)
    return _from_ratio(ratio, low, high, scaled, log_error=False)


def from_log_ratio(stated: Stated) -> LogEffect:
    """Return a log response ratio as it is: y = ln(mean with / mean without)."""
    _require(stated.effect, "effect", "The effect is empty.")
    if abs(stated.effect) > _MOST_LOG:
        raise EffectSizeError(
            "impossible", "effect", f"{stated.effect:g} is no logarithm of a ratio.", "Give ln(with / without)."
        )
    _check_order(stated)
    return _with_spread(stated.effect, stated.low, stated.high, stated.standard_error)


@dataclass(frozen=True)
class Group:
    """Mean, standard deviation and sample size with, or without, the invader; `suffix` names the columns."""

    mean: float
    sd: float
    n: float
    suffix: str


def from_means(with_invader: Group, without: Group) -> LogEffect:
    """Return the log response ratio of two means, corrected for small samples.

    Notes
    -----
    With m, s, n of the two groups and c = s² / (n m²) [HedgesEtAl1999]_,

        y = ln(m₁ / m₀) + (c₁ - c₀) / 2,    var y = c₁ + c₀ + (c₁² + c₀²) / 2,

    the second terms being the correction of [Lajeunesse2015]_. Limits are y ± z · √var.
    """
    groups = (with_invader, without)
    for group in groups:
        _require(group.mean, f"mean_{group.suffix}", f"The mean {group.suffix} the invader is empty.")
        if group.mean <= 0.0:
            raise EffectSizeError(
                "impossible",
                f"mean_{group.suffix}",
                f"A ratio of means needs means above 0; this one is {group.mean:g}.",
                "Give means on a scale that starts at 0, or events of n with scale counts.",
            )
        for value, column in ((group.sd, f"sd_{group.suffix}"), (group.n, f"n_{group.suffix}")):
            other = f"n_{group.suffix}" if column.startswith("sd") else f"sd_{group.suffix}"
            if isnan(value):
                raise EffectSizeError(
                    "no_n",
                    column,
                    f"{other} is of no use without {column}: how far the mean may be off cannot be worked out.",
                    f"Give mean, sd and n of both groups. From a standard error, sd = se · √n_{group.suffix}.",
                )
        if group.n < 2:
            raise EffectSizeError(
                "no_n",
                f"n_{group.suffix}",
                f"A standard deviation of a sample of {group.n:g} does not exist.",
                "Give the number of independent samples, at least 2.",
            )
    c1, c0 = (group.sd**2 / (group.n * group.mean**2) for group in groups)
    estimate = log(with_invader.mean / without.mean) + (c1 - c0) / 2.0
    return _with_error(estimate, sqrt(c1 + c0 + (c1**2 + c0**2) / 2.0))


def from_counts(events_with: float, n_with: float, events_without: float, n_without: float) -> LogEffect:
    """Return the log risk ratio of events of n.

    Notes
    -----
    y = ln((a / n₁) / (c / n₀)), var y = 1/a - 1/n₁ + 1/c - 1/n₀ [BorensteinEtAl2009]_, chapter 5. Where one of the four
    cells (events and the others, in each group) is 0, ½ is added to all four [Haldane1956]_ [Anscombe1956]_: then
    (a + ½) / (n₁ + 1) stands for a / n₁. No event in either group tells nothing of the ratio.
    """
    for events, n, suffix in ((events_with, n_with, "with"), (events_without, n_without, "without")):
        _require(events, f"events_{suffix}", f"The events {suffix} the invader are empty.")
        if isnan(n):
            raise EffectSizeError(
                "no_n",
                f"n_{suffix}",
                f"events_{suffix} is of no use without n_{suffix}.",
                "Give of how many the events are.",
            )
        if events > n:
            raise EffectSizeError(
                "impossible",
                f"events_{suffix}",
                f"{events:g} events of {n:g} is more than there are.",
                "Correct the counts; young per pair can exceed 1 and belong under scale means.",
            )
    if events_with == 0 and events_without == 0:
        raise EffectSizeError(
            "incomplete",
            "events_with",
            "No event in either group: the counts tell nothing of a change.",
            "Leave scale and counts empty and say it in notes.",
        )
    a, n1, c, n0 = events_with, n_with, events_without, n_without
    if 0 in (a, n1 - a, c, n0 - c):
        a, n1, c, n0 = a + 0.5, n1 + 1.0, c + 0.5, n0 + 1.0
    return _with_error(log((a / n1) / (c / n0)), sqrt(1 / a - 1 / n1 + 1 / c - 1 / n0))


def _from_ratio(ratio: float, low: float, high: float, stated: Stated, *, log_error: bool) -> LogEffect:
    """Return the log of a ratio with limits, or with the standard error of its log or of itself."""
    _check_order(stated)
    if ratio <= 0.0:
        raise EffectSizeError("impossible", "effect", _NO_LOGARITHM, _GIVE_COUNTS)
    error = stated.standard_error if log_error else stated.standard_error / ratio
    return _with_spread(log(ratio), _log_or_nothing(low), _log_or_nothing(high), error)


def _with_spread(estimate: float, low: float, high: float, error: float) -> LogEffect:
    """Return the effect with its variance: from the limits where there are both, else from the standard error."""
    if isnan(low) or isnan(high):
        return LogEffect(estimate, nan, nan, nan) if isnan(error) else _with_error(estimate, error)
    below = high - estimate if low == -inf else (high - low) / 2.0
    return LogEffect(estimate, (below / Z_95) ** 2, low, high)


def _with_error(estimate: float, error: float) -> LogEffect:
    return LogEffect(estimate, error**2, estimate - Z_95 * error, estimate + Z_95 * error)


def _log_or_nothing(value: float) -> float:
    """Return ln value; minus infinity for 0, which leaves nothing."""
    return nan if isnan(value) else (-inf if value <= 0.0 else log(value))


def _require(value: float, column: str, message: str) -> None:
    if isnan(value):
        raise EffectSizeError("incomplete", column, message, "Fill it in, or leave scale empty if there is no size.")
    if not isfinite(value):
        raise EffectSizeError("impossible", column, f"{value:g} is no number to reckon with.", "Correct it.")


def _require_ratio(stated: Stated) -> None:
    _require(stated.effect, "effect", "The effect is empty.")
    for column, value in (("effect", stated.effect), ("effect_low", stated.low), ("effect_high", stated.high)):
        if value <= 0.0 and not (column == "effect_low" and value == 0.0):
            raise EffectSizeError(
                "impossible",
                column,
                f"A ratio of {value:g} has no logarithm.",
                "A ratio is above 0, and 1 without an effect. A fall by a half is 0.5, not -0.5.",
            )


def _require_base(base_risk: float, why: str) -> None:
    if isnan(base_risk):
        raise EffectSizeError(
            "no_base_risk", "base_risk", f"base_risk is empty. {why}", "Give the probability without the invader."
        )
    if not 0.0 < base_risk < 1.0:
        raise EffectSizeError(
            "impossible",
            "base_risk",
            f"A probability of {base_risk:g} without the invader leaves no room for odds or differences.",
            "Give a probability above 0 and below 1, or the counts with scale counts.",
        )


def _check_order(stated: Stated) -> None:
    """Raise where there is one limit alone, or the limits do not hold the effect."""
    low, high, effect = stated.low, stated.high, stated.effect
    if isnan(low) != isnan(high):
        lacking = "effect_low" if isnan(low) else "effect_high"
        raise EffectSizeError("interval", lacking, f"{lacking} is empty, and the other limit is given.", "Give both.")
    if low > effect or high < effect:
        column = "effect_low" if low > effect else "effect_high"
        raise EffectSizeError(
            "interval",
            column,
            f"The limits {low:g} and {high:g} do not hold the effect {effect:g}.",
            "Check the sign and the scale: limits are on the scale of the effect.",
        )
