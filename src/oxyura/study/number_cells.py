"""Reading one cell as a number: a plain decimal or an exponent, nothing guessed."""

from __future__ import annotations

import math
import re

from oxyura.schema.columns import Column
from oxyura.schema.sentences import Figure, declared, sentence
from oxyura.study.cell_faults import Fault, shown

PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")

_SPACES = r" \u00a0\u2009\u202f"
_GROUPED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[{_SPACES},.'’][0-9]{{3}})+(?:[.,][0-9]+)?")
# A group of thousands is never led by a zero: 0,125 has a decimal comma.
_MAYBE_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:\.[0-9]{3})+)")
_PERCENT = re.compile(rf"([+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+))[{_SPACES}]?%")
_WORDS_FOR_MISSING = frozenset(
    (
        "na",
        "n/a",
        "#n/a",
        "nan",
        "null",
        "none",
        "nil",
        "nd",
        "n.d.",
        "-",
        "–",
        "—",
        "--",
        "?",
        ".",
        "..",
        "x",
    )
)
_NOT_FINITE = frozenset({"inf", "infinity", "∞"})
_MOST_DIGITS = 400
# Above this a float no longer tells neighbouring whole numbers apart.
_LARGEST_WHOLE = 2.0**53


def parse_number(column: Column, text: str, *, decimal_comma: bool = False) -> float | Fault:
    """Read the text of a cell as a number of `column`.

    Parameters
    ----------
    column : Column
        A numeric column.
    text : str
        The cell, stripped and not empty.
    decimal_comma : bool
        Whether the file writes 0,5 for a half.

    Returns
    -------
    float or Fault
    """
    if len(text) > _MOST_DIGITS:
        return Fault(
            "not_a_number",
            sentence(
                "The cell has %(number)s characters where %(name)s holds a number.",
                number=Figure(f"{len(text):,}"),
                name=column.name,
            ),
            "Write the number with as many digits as it is known to.",
        )
    if decimal_comma and "." in text and PLAIN_NUMBER.fullmatch(text):
        return Fault(
            "thousands_separator",
            "The number has a point, but this file writes its decimals with a comma: "
            "the point may stand between thousands.",
            sentence(
                "Write %(one)s or %(other)s, whichever is meant.", one=_digits(text), other=text.replace(".", ",")
            ),
        )
    if decimal_comma and "," in text and COMMA_NUMBER.fullmatch(text):
        text = text.replace(",", ".")
    if PLAIN_NUMBER.fullmatch(text):
        return check_number(column, float(text))
    return _explain(column, text, decimal_comma=decimal_comma)


def check_number(column: Column, value: float) -> float | Fault:
    """Check that a number is finite, whole where it must be, and within the column's range."""
    if not math.isfinite(value):
        return Fault(
            "not_finite",
            sentence("%(name)s must be a finite number.", name=column.name),
            "Write the number, or leave the cell empty when it is not known.",
        )
    if column.kind == "integer" and not value.is_integer():
        return Fault(
            "not_whole",
            sentence("%(name)s must be a whole number.", name=column.name),
            "Write a number without decimals.",
        )
    below = column.minimum is not None and (
        value <= column.minimum if column.exclusive_minimum else value < column.minimum
    )
    above = column.maximum is not None and value > column.maximum
    if below or above:
        return _outside(column, value)
    if column.kind == "integer" and abs(value) > _LARGEST_WHOLE:
        return Fault(
            "out_of_range", sentence("%(name)s is too large to be right.", name=column.name), "Check the number."
        )
    # A minus sign before zero would show up in every output.
    return value + 0.0


def _outside(column: Column, value: float) -> Fault:
    words = column.range_in_words()
    accepted = (
        sentence("from %(words)s", words=words)
        if " to " in words
        else sentence("of %(words)s", words=words)
        if words.endswith("more")
        else words
    )
    unit = sentence(" (%(unit)s)", unit=declared(column.unit)) if column.unit else ""
    remedy = sentence(
        "Write a number %(accepted)s%(unit)s, or leave the cell empty when it is not known.",
        accepted=accepted,
        unit=unit,
    )
    if column.required:
        remedy = sentence("Write a number %(accepted)s%(unit)s.", accepted=accepted, unit=unit)
    if column.minimum == 0 and column.maximum == 1 and 1 < value <= 100:
        remedy = sentence(
            "%(remedy)s If %(value)s is a percentage, write %(share)s.",
            remedy=remedy,
            value=f"{value:g}",
            share=f"{value / 100:g}",
        )
    return Fault(
        "out_of_range",
        sentence(
            "%(value)s is outside the range of %(name)s: %(words)s.",
            value=f"{value:.12g}",
            name=column.name,
            words=words,
        ),
        remedy,
    )


def _explain(column: Column, text: str, *, decimal_comma: bool) -> Fault:
    """Say why a text is no number, with the number that was probably meant where that is plain."""
    folded = text.casefold()
    if folded in _WORDS_FOR_MISSING:
        return Fault(
            "not_a_number",
            sentence("'%(text)s' is not a number; only an empty cell means that it is not known.", text=shown(text)),
            "Write the number." if column.required else "Leave the cell empty.",
        )
    if folded.lstrip("+-") in _NOT_FINITE:
        return Fault(
            "not_finite",
            sentence("%(name)s must be a finite number.", name=column.name),
            "Write the number, or leave the cell empty when it is not known.",
        )
    if percent := _PERCENT.fullmatch(text):
        share = float(percent[1].replace(",", ".")) / 100
        return Fault(
            "percent_sign",
            "The number is written with a percent sign.",
            sentence("Write it as a share: %(share)s for %(text)s.", share=f"{share:g}", text=shown(text)),
        )
    if COMMA_NUMBER.fullmatch(text) and "," in text and not looks_grouped(text):
        return Fault(
            "decimal_comma",
            "The number has a decimal comma, which is read only in files without decimal points whose columns are "
            "separated by semicolons or tabs.",
            sentence("Write %(text)s.", text=text.replace(",", ".")),
        )
    if _GROUPED.fullmatch(text):
        return Fault(
            "thousands_separator",
            "The number seems to have separators between its thousands, which may be read in two ways.",
            sentence(
                "Write it without them, for example %(number)s.",
                number=_without_groups(text, "," if decimal_comma else "."),
            ),
        )
    plain = text.replace("−", "-").replace("–", "-").replace("\u00a0", "").replace(" ", "")
    if plain != text and PLAIN_NUMBER.fullmatch(plain):
        return Fault(
            "not_a_number",
            sentence("'%(text)s' is not written as a number.", text=shown(text)),
            sentence("Write %(plain)s.", plain=plain),
        )
    unit = (
        sentence(" The unit is always %(unit)s.", unit=declared(column.unit))
        if column.unit and column.unit[0].islower()
        else ""
    )
    return Fault(
        "not_a_number",
        sentence("'%(text)s' is not a number.", text=shown(text)),
        sentence("Write digits with a decimal point, such as 12.5 or 3e-4, and nothing else.%(unit)s", unit=unit),
    )


def looks_grouped(text: str) -> bool:
    """Tell whether the commas or points of a number may stand between thousands, as in 12,345 or 1.250."""
    return _MAYBE_GROUPED.fullmatch(text) is not None


def _without_groups(text: str, mark: str) -> str:
    separators = [character for character in text.lstrip("+-") if not character.isdigit()]
    last = separators[-1]
    if last in ".," and len(set(separators)) > 1:
        whole, _, decimals = text.rpartition(last)
        return f"{_digits(whole)}{mark}{decimals}"
    return _digits(text)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit() or character in "+-")
