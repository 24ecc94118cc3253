"""The templates and style sheets that pages are made of, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from oxyura.publish.language import Translation


def make_environment(package: str, words: Translation) -> Environment:
    """Return the templates of a package: escaping, strict about names, and in one language.

    Parameters
    ----------
    package : str
        Where the folder ``templates`` stands, such as ``oxyura.publish``.
    words : Translation
        The language of the page's own words; the filter ``exact`` writes numbers in it.
    """
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["exact"] = lambda number: words.exact(float(number))
    return environment


@cache
def page_environment(words: Translation) -> Environment:
    """Return the templates of the pages that stand alone, in one language."""
    return make_environment("oxyura.publish", words)


@cache
def read_style(*names: str) -> Markup:
    """Return style sheets, one after the other: ours, and without the characters that could end the style element."""
    folder = files("oxyura.publish").joinpath("templates")
    return Markup("".join(folder.joinpath(name).read_text("utf-8") for name in names))
