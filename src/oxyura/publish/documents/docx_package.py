"""What is the same for every document of a word processor: looks, properties without a clock, the archive."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.styles.style import BaseStyle

FONT = "Arial"

# The earliest time that a zip archive can hold, and the date of a document whose study has none.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_NOT_OURS = ("thumbnail", "extended-properties")


def set_style(
    style: BaseStyle,
    *,
    size: float,
    colour: str,
    bold: bool = False,
    italic: bool = False,
    before: float = 0.0,
    after: float = 0.0,
    line_spacing: float = 1.1,
) -> None:
    """Give a style its type, in points, and its room; the template's own is taken away."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    looks: Any = style
    looks.font.name, looks.font.size = FONT, Pt(size)
    looks.font.bold, looks.font.italic = bold, italic
    looks.font.color.rgb = RGBColor.from_string(colour)
    fonts = looks.element.rPr.rFonts
    for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for spacing in looks.element.rPr.xpath("w:spacing"):
        looks.element.rPr.remove(spacing)
    for border in looks.element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)
    form = looks.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line_spacing


def state_properties(document: DocumentObject, *, title: str, tag: str, day: str, version: str, run: str = "") -> None:
    """State what a document is, by the study's own date: a clock would make every run another document."""
    from docx.oxml.ns import qn

    try:
        moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError:
        moment = datetime(*_NO_TIME, tzinfo=UTC)
    for language in document.styles.element.xpath("//w:lang"):
        language.set(qn("w:val"), tag)
    properties = document.core_properties
    properties.title, properties.language = title[:250], tag
    properties.author = properties.last_modified_by = f"Oxyura {version}"
    properties.subject = properties.comments = ""
    properties.keywords = run
    properties.created = properties.modified = moment
    properties.revision = 1
    # The template that documents start from brings a picture and counts of another document.
    relations = document.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith(_NOT_OURS)]:
        del relations[name]


def pack(document: DocumentObject) -> bytes:
    """Return a document as bytes, with every time in the archive the same."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, source.read(name), compresslevel=9)
    return packed.getvalue()
