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
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.policy_tables import DEMAND
from oxyura.schema.regulation_tables import RESTRICTIONS
from oxyura.schema.sentences import Figure, Sentence, Wording
from oxyura.schema.vocabularies import (
    ABUNDANCE_UNIT,
    AFFECTED_RATE,
    CONFIDENCE,
    COUNT_QUANTITY,
    DEFAULT_STAGES,
    DEGREE_OF_ESTABLISHMENT,
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

_CAPITAL, _DEGREES = re.compile("[A-Z]"), tuple(DEGREE_OF_ESTABLISHMENT.terms)

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
            "stage": (
                *DEFAULT_STAGES.terms,
                "year",
                "growth",
                "spawning_migration",
                "hatching",
                "rearing",
                "winter",
                *map(str.lower, MONTHS),
            ),
            "rate": (
                *AFFECTED_RATE.terms,
                "vital rates",
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
            # Kinds of caution by their codes; the page gives some a title of more words.
            "caution": (
                "fitted",
                "fitted_to_growth_now",
                "not_identified",
                "fit_at_bound",
                "pending_not_counted",
                "requirement_failed",
                "changes_nothing",
                "after_horizon",
                "no_reduction",
                "ids_not_used",
                "native_not_touched",
                "reinvasion_and_arrivals",
                "nothing_affordable",
                "nothing_worth_taking",
                "may_cost_more",
                "outcomes_sampled",
                "success_without_interval",
                "releases_another",
                "release_not_known",
                "no_full_tier",
                "nothing_to_weigh",
                "no_budget",
            ),
            "restriction": tuple(RESTRICTIONS),
            "quantity": tuple(COUNT_QUANTITY.terms),
            "policy effect": tuple(DEMAND.terms),
            # Kinds that the rule base of climate measures knows.
            "climate measure": (
                "coastal_bioshield",
                "marsh_planting",
                "energy_crop",
                "afforestation",
                "habitat_corridor",
                "canal",
                "water_transfer",
                "hydropower",
                "shipping_change",
                "managed_relocation",
                "wetland_restoration",
                "grassland_restoration",
                "coastal_defence",
                "offshore_energy",
            ),
            "degree": tuple(
                _CAPITAL.sub(lambda sign: f"_{sign[0].lower()}", word) for word in DEGREE_OF_ESTABLISHMENT.terms
            ),
            "pathway": tuple(dict.fromkeys(PATHWAY_TERMS.values())),
            "month": MONTHS,
            "short month": SHORT_MONTHS,
        }.items()
    }
)

_NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_WORD, _PLACEHOLDER = re.compile(r"[^\W\d_]{2}"), re.compile(r"%\(\w+\)s")
_GLUED_PER_CENT = re.compile(r"(?<=\d) ?%")
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
    ``gettext`` and its three relatives are what ``jinja2.ext.i18n`` asks for: templates call ``_`` and ``ngettext``.
    Python code uses :meth:`say`, :meth:`say_count` and :meth:`term`, and :meth:`tell` for what was said below the
    pages. A per cent sign in a message is written ``%%``, in templates and in code.
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

    def tell(self, text: str, instead: Mapping[str, str] = _NOTHING_ELSE) -> str:
        """Return a sentence that was made below the pages in this language; any other text as it is.

        Parameters
        ----------
        text : str
            A `Sentence`, or any text.
        instead : mapping of str to str
            What some of its placeholders hold on this page, such as a name for an identifier.

        Examples
        --------
        >>> from oxyura.schema.sentences import Figure, sentence
        >>> words_for("fr").tell(sentence("%(low)s to %(high)s", low=Figure("1.5"), high=Figure("12,000.5")))
        '1,5 à 12\u202f000,5'
        """
        if self.language == "en" and not instead:
            return str(text)
        if isinstance(text, Figure):
            return self.figure(text)
        wording = text.wording if isinstance(text, Sentence) else None
        if wording is None:
            return str(text)
        if wording.context:
            return self.term(wording.context, wording.message)
        form = wording.message
        form = self.ngettext(form, wording.plural, wording.number) if wording.plural else self.gettext(form)
        return form % {
            name: instead[name]
            if name in instead
            else self.tell(value, instead)
            if isinstance(value, str)
            else ", ".join(self.tell(item, instead) for item in value)
            for name, value in wording.values.items()
        }

    def told(self, text: str) -> str | None:
        """Return what was said below the pages in this language; None where the catalogue does not have it.

        Parameters
        ----------
        text : str
            A `Sentence`, or a text that holds nothing but its own words.

        Examples
        --------
        >>> words_for("en").told("The file is empty."), words_for("fr").told("What a study says in its own words.")
        ('The file is empty.', None)
        """
        wording = text.wording if isinstance(text, Sentence) else Wording(str(text).replace("%", "%%"))
        if self.language == "en" or wording is None or wording.context or not text:
            return self.tell(text)
        if self.gettext(wording.message) == wording.message and _WORD.search(_PLACEHOLDER.sub("", wording.message)):
            return None
        return self.tell(text) if isinstance(text, Sentence) else self.gettext(wording.message) % {}

    def figure(self, number: str) -> str:
        """Return a number that is written in English as this language writes it."""
        if self.language == "en":
            return str(number)
        grouped = _THOUSANDS.sub(number_words.THIN, number)
        return self._localised(_GLUED_PER_CENT.sub(f"{number_words.THIN}%", grouped))

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

    def gain(self, ln_units: float, *, signed: bool = False) -> str:
        """Return a gain in ln units as change of growth per year.

        Examples
        --------
        >>> words_for("fr").gain(0.02).replace(number_words.THIN, " ")
        '2,02 %'
        """
        return self.percent(math.expm1(ln_units) if ln_units < 700 else math.inf, signed=signed)

    def signed_percent(self, share: float | None) -> str:
        """Return a share as per cent, with its sign."""
        return self.percent(share, signed=True)

    def signed_gain(self, ln_units: float) -> str:
        """Return a gain in ln units as change of growth per year, with its sign."""
        return self.gain(ln_units, signed=True)

    def span(self, low: str, high: str) -> str:
        """Return a range, such as ``28 to 43``."""
        return self.say("%(low)s to %(high)s", low=low, high=high)

    def limits(self, band: Band, show: Callable[[float], str]) -> str:
        """Return the limits of a band, such as ``28 to 43``; ``no interval`` where it has none."""
        return self.span(show(band.low), show(band.high)) if has_interval(band) else self.gettext("no interval")

    def sized(self, band: Band, show: Callable[[float], str]) -> str:
        """Return the median of a band with its limits in brackets, such as ``35 (28 to 43)``."""
        return show(band.median) + (f" ({self.limits(band, show)})" if has_interval(band) else "")

    def interval(self, band: Band, show: Callable[[float], str]) -> str:
        """Return the limits of a band with their level, a space before them; empty where it has none.

        Examples
        --------
        >>> words_for("en").interval(Band(35.0, 28.0, 43.0), number_words.exact).replace(number_words.THIN, " ")
        ' (95 %: 28 to 43)'
        """
        if not has_interval(band):
            return ""
        return " " + self.say("(%(level)s: %(limits)s)", level=number_words.LEVEL, limits=self.limits(band, show))

    def known_interval(self, band: Band, show: Callable[[float], str]) -> str:
        """Return the limits of a band with their level, or that none is known; a space before them."""
        return self.interval(band, show) or " " + self.gettext("(no interval is known)")

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

    def clauses(self, items: Sequence[str]) -> str:
        """Return whole clauses as one sentence without its full stop."""
        said = items[0] if items else ""
        for item in items[1:]:
            said = self.say("%(sentence)s; %(addition)s", sentence=said, addition=item)
        return said

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
