"""Numbers as people read them: three significant digits, thin spaces, a real minus."""

from __future__ import annotations

import math

from oxyura.schema.intervals import Band

THIN = "\u202f"
MINUS = "\u2212"
NOTHING = "–"

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LARGEST_PLAIN, _SMALLEST_PLAIN = 1e12, 1e-4


def significant(value: float | None, digits: int = 3) -> str:
    """Return a number with so many significant digits.

    Examples
    --------
    >>> significant(265217.0).replace(THIN, " "), significant(0.04567), significant(-3.0)
    ('265 000', '0.0457', '−3')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    size = abs(float(value))
    if size and (size >= _LARGEST_PLAIN or size < _SMALLEST_PLAIN):
        mantissa, exponent = f"{size:.{digits - 1}e}".split("e")
        text = f"{mantissa}{THIN}×{THIN}10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    else:
        rounded = float(f"{size:.{digits}g}")
        # Rounding 999.6 to three digits needs no decimals any more, so look at the rounded number.
        decimals = 0
        if rounded and not size.is_integer():
            decimals = max(0, digits - 1 - math.floor(math.log10(rounded)))
        text = _grouped(f"{rounded:.{decimals}f}")
    return f"{MINUS}{text}" if value < 0 else text


def exact(value: float | None) -> str:
    """Return a number of a table as it stands there, grouped in threes.

    Examples
    --------
    >>> exact(3880.0).replace(THIN, " "), exact(0.7047244094488189)
    ('3 880', '0.704724')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    size = abs(float(value))
    if size >= _LARGEST_PLAIN or 0 < size < _SMALLEST_PLAIN:
        return significant(value, 6)
    text = f"{size:.0f}" if size.is_integer() else f"{size:.6g}"
    return (MINUS if value < 0 else "") + _grouped(text if "e" not in text else f"{size:.0f}")


def percent(share: float | None, *, signed: bool = False, all_digits: bool = False) -> str:
    """Return a share as per cent: three significant digits, at most two decimals, zeros at the end with `all_digits`.

    Examples
    --------
    >>> percent(0.70472).replace(THIN, " "), percent(-0.0004, signed=True).replace(THIN, " ")
    ('70.5 %', '−0.04 %')
    """
    if share is None or not math.isfinite(share):
        return NOTHING
    value = share * 100
    if abs(value) >= 1000:
        text = significant(abs(value))
    else:
        rounded = float(f"{abs(value):.3g}")
        decimals = 2 if rounded < 1 else max(0, 2 - math.floor(math.log10(rounded)))
        # Once only: 0.6648 rounded to 0.665 first would end as 0.67.
        text = f"{abs(value):.{decimals}f}"
        if "." in text and (not all_digits or rounded == 0):
            text = text.rstrip("0").rstrip(".")
    if not text.strip("0."):
        return f"0{THIN}%"
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{text}{THIN}%"


def yearly(ratio: float | None) -> str:
    """Return a growth ratio as change per year, such as −10.5 %."""
    return percent(None if ratio is None else ratio - 1, signed=True, all_digits=True)


def ratio(value: float | None) -> str:
    """Return a growth ratio with three decimals."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:.3f}" if value < 1000 else significant(value)


LEVEL = f"95{THIN}%"


def has_interval(band: Band) -> bool:
    """Tell whether a band has a width that can be seen."""
    return math.isfinite(band.low) and math.isfinite(band.high) and band.high - band.low > 1e-9 * abs(band.median)


def _grouped(text: str) -> str:
    """Put thin spaces between groups of three digits; four digits stay together only after the decimal point."""
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}".replace(",", THIN) + point + decimals
