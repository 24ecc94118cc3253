"""The words of pages and reports in English, French and Spanish: sentences, terms, numbers, dates."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from types import MappingProxyType

from oxyura.impacts.verdicts import SEVERITY
from oxyura.publish import number_words
from oxyura.publish.number_words import has_interval
from oxyura.schema.errors import InputError
from oxyura.schema.intervals import Band
from oxyura.schema.vocabularies import (
    ABUNDANCE_UNIT,
    AFFECTED_RATE,
    CONFIDENCE,
    DEFAULT_STAGES,
    EVIDENCE,
    MEASURE_KIND,
    MECHANISM,
    OUTCOME,
    PRESENCE_STATUS,
    SURVEY_STATUS,
)

DOMAIN = "oxyura"
# BCP 47 tags, for documents that say in which language they are.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "en-GB", "fr": "fr-FR", "es": "es-ES"})

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Every term that a page may show, as it stands in English, by the context that tells like words apart.
TERMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        context: tuple(word.replace("_", " ") for word in words)
        for context, words in {
            "verdict": SEVERITY,
            "tier": ("evidence", "screening", "full"),
            "evidence": tuple(EVIDENCE.terms),
            "confidence": tuple(CONFIDENCE.terms),
            "mechanism": tuple(MECHANISM.terms),
            # The default stages, and those that the studies of the casebook define.
            "stage": (*DEFAULT_STAGES.terms, "year", "growth", "spawning_migration"),
            "rate": (
                *AFFECTED_RATE.terms,
                "young raised",
                "passing to the next class",
                "room at the site",
                "survival on the way",
            ),
            "measure": tuple(MEASURE_KIND.terms),
            "outcome": tuple(OUTCOME.terms),
            "survey": tuple(SURVEY_STATUS.terms),
            "presence": (*PRESENCE_STATUS.terms, "looked for, absent"),
            "unit": tuple(ABUNDANCE_UNIT.terms),
            "month": MONTHS,
            "short month": SHORT_MONTHS,
        }.items()
    }
)

_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")
# Spanish "y" becomes "e" before the sound i, which a written "hie" or "hia" does not begin with.
_SOUNDS_LIKE_I = re.compile(r"[ií]|h[ií](?![aeo])", re.IGNORECASE)


@dataclass(frozen=True)
class Translation:
    """One language: what pages say, and how they write numbers.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``es``.
    catalogue : NullTranslations
        The messages; English is its own.

    Notes
    -----
    ``gettext`` and its three relatives are what ``jinja2.ext.i18n`` asks for
    (``environment.install_gettext_translations(words, newstyle=True)``); Python code uses :meth:`say`,
    :meth:`say_count` and :meth:`term`. A per cent sign in a message is written ``%%``, in templates and in code.
    """

    language: str
    catalogue: NullTranslations

    @property
    def tag(self) -> str:
        """The language as documents state it, such as ``fr-FR``."""
        return LANGUAGES[self.language]

    def gettext(self, message: str) -> str:
        """Return a message in this language, its placeholders as they are."""
        return self.catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form of a message for a number, its placeholders as they are."""
        return self.catalogue.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message in a context, its placeholders as they are."""
        return self.catalogue.pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        """Return the form of a message in a context for a number, its placeholders as they are."""
        return self.catalogue.npgettext(context, singular, plural, number)

    def say(self, message: str, /, **values: object) -> str:
        """Return a message with its placeholders filled.

        Examples
        --------
        >>> words_for("fr").say("%(low)s to %(high)s", low="28", high="43")
        '28 à 43'
        """
        return self.gettext(message) % values

    def say_count(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """Return the form of a message for a number, with its placeholders filled."""
        return self.ngettext(singular, plural, number) % values

    def term(self, context: str, word: str) -> str:
        """Return a term of a vocabulary in words; one that a study made up stays as it is.

        Examples
        --------
        >>> words_for("fr").term("verdict", "demonstrated_threat"), words_for("es").term("stage", "on_the_moon")
        ('menace démontrée', 'on the moon')
        """
        words = word.replace("_", " ")
        # gettext answers the empty message with the head of the catalogue.
        return self.pgettext(context, words) if words else ""

    def significant(self, value: float | None, digits: int = 3) -> str:
        """Return a number with so many significant digits."""
        return self._localised(number_words.significant(value, digits))

    def exact(self, value: float | None) -> str:
        """Return a number of a table as it stands there, grouped in threes."""
        return self._localised(number_words.exact(value))

    def percent(self, share: float | None, *, signed: bool = False, all_digits: bool = False) -> str:
        """Return a share as per cent."""
        return self._localised(number_words.percent(share, signed=signed, all_digits=all_digits))

    def yearly(self, ratio: float | None) -> str:
        """Return a growth ratio as change per year."""
        return self._localised(number_words.yearly(ratio))

    def ratio(self, value: float | None) -> str:
        """Return a growth ratio with three decimals."""
        return self._localised(number_words.ratio(value))

    def gain(self, ln_units: float) -> str:
        """Return a gain in ln units as change of growth per year.

        Examples
        --------
        >>> words_for("fr").gain(0.02).replace(number_words.THIN, " ")
        '2,02 %'
        """
        return self.percent(math.expm1(ln_units) if ln_units < 700 else math.inf)

    def limits(self, band: Band, show: Callable[[float], str]) -> str:
        """Return the limits of a band, such as ``28 to 43``; ``no interval`` where it has none."""
        if not has_interval(band):
            return self.gettext("no interval")
        return self.say("%(low)s to %(high)s", low=show(band.low), high=show(band.high))

    def money(self, amount: float, currency: str) -> str:
        """Return an amount of money.

        Examples
        --------
        >>> words_for("es").money(9100000.0, "GBP").replace(number_words.THIN, " ")
        '9 100 000 GBP'
        """
        return self.say("%(currency)s %(amount)s", currency=currency, amount=self.exact(amount))

    def joined(self, items: Sequence[str]) -> str:
        """Return words as in a sentence.

        Examples
        --------
        >>> words_for("es").joined(["ratas", "gatos", "ibis"])
        'ratas, gatos e ibis'
        """
        if len(items) < 2:
            return "".join(items)
        conjunction = self.pgettext("list", "and")
        if self.language == "es" and _SOUNDS_LIKE_I.match(items[-1]):
            conjunction = "e"
        return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"

    def date(self, text: str) -> str:
        """Return a date such as 2026-11-22 in words; any other text as it is.

        Examples
        --------
        >>> words_for("en").date("2026-11-22"), words_for("es").date("2026-11-22"), words_for("fr").date("soon")
        ('22 November 2026', '22 de noviembre de 2026', 'soon')
        """
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return self.say(
            "%(day)s %(month)s %(year)s", day=day.day, month=self.term("month", MONTHS[day.month - 1]), year=day.year
        )

    def _localised(self, number: str) -> str:
        """Put the decimal sign of the language; groups of three are parted by thin spaces in all three."""
        return number if self.language == "en" else _DECIMAL_POINT.sub(",", number)


@cache
def words_for(language: str) -> Translation:
    """Return the words of a language.

    Parameters
    ----------
    language : {'en', 'fr', 'es'}
        Which one.

    Raises
    ------
    InputError
        The program does not speak it.
    """
    if language not in LANGUAGES:
        raise InputError(
            f"The program does not write in '{language}'.",
            where="language",
            remedy=f"Choose one of: {', '.join(LANGUAGES)}.",
        )
    if language == "en":
        return Translation(language, NullTranslations())
    place = files("oxyura.publish").joinpath(f"locale/{language}/LC_MESSAGES/{DOMAIN}.mo")
    with place.open("rb") as stream:
        return Translation(language, GNUTranslations(stream))
