"""Countries in words."""

from __future__ import annotations

from oxyura.publish.language import Translation
from oxyura.sources.country_names import country_name


def country_in_words(code: str, words: Translation) -> str:
    """Return the name of a country in the language of the page; the code itself for one that is not known."""
    return words.pgettext("country", country_name(code)) if code else words.gettext("no country given")
