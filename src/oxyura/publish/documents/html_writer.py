"""A document as HTML: one file without script or outside request."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from oxyura import __version__
from oxyura.publish.documents.document import Document, Picture
from oxyura.publish.documents.pictures import stand_alone
from oxyura.publish.documents.soundness import check_document, first_sections
from oxyura.publish.documents.stamp import stamp_of
from oxyura.publish.language import words_for

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

MARK = '<meta name="oxyura-document" content="1">'

_ODD = re.compile(r"[^A-Za-z0-9-]+")


def write_html(document: Document) -> bytes:
    """Return a document as HTML in UTF-8, every text of the study escaped and with its own direction.

    Raises
    ------
    UnsoundDocumentError
        Some reader could not follow the document.
    """
    check_document(document)
    words = words_for(document.language)
    return (
        _environment()
        .get_template("document.html.j2")
        .render(
            document=document,
            words=words,
            stamp=stamp_of(document),
            contents=first_sections(document),
            style=_style(),
            version=__version__,
        )
        .encode()
    )


def anchor(key: str) -> str:
    """Return the key of a section as a name that links can carry.

    Examples
    --------
    >>> anchor("threats"), anchor("a b")
    ('threats', 'a_20b')
    """
    return _ODD.sub(lambda odd: "".join(f"_{byte:02x}" for byte in odd[0].encode()), key)


def _drawing(picture: Picture) -> str:
    """Return a drawing as an address that holds it: nothing in it can run, and its names meet no other's."""
    return "data:image/svg+xml;base64," + base64.b64encode(stand_alone(picture.svg).encode()).decode("ascii")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("oxyura.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["anchor"] = anchor
    environment.filters["drawing"] = _drawing
    return environment


@cache
def _style() -> Markup:
    from markupsafe import Markup

    # Ours, and without the characters that could end the style element.
    return Markup(files("oxyura.publish").joinpath("templates/document.css").read_text("utf-8"))
