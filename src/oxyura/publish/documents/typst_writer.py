"""A document as PDF/UA-1, set by Typst with the fonts that it carries: the same document gives the same bytes."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oxyura import __version__
from oxyura.publish.documents.document import Block, Bullets, Document, Paragraph, Picture, Section, Table
from oxyura.publish.documents.pictures import stand_alone
from oxyura.publish.documents.soundness import check_document, first_sections
from oxyura.publish.documents.stamp import foot_of, stamp_of
from oxyura.publish.documents.tracing import spans_in, titles_in
from oxyura.publish.language import words_for
from oxyura.schema.errors import InputError

if TYPE_CHECKING:
    import typst

# Carried by Typst itself; the last has letters of many scripts, Arabic and Hebrew among them.
FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
# A folder of further fonts, for scripts that those do not hold.
FONT_FOLDER = "OXYURA_FONTS"

_NOT_SHOWN = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed')
_LONG_WORD = re.compile(r"\S{19,}")
_BREAKS = re.compile(r"(?<=[/._\-,;:&=?@+])(?=\w)")
_ZERO_WIDTH = "\u200b"
_NAMED_AT_MOST = 5

Json = dict[str, Any]


def write_pdf(document: Document, font_folder: str | Path | None = None) -> bytes:
    """Return a document as PDF/UA-1.

    Parameters
    ----------
    document : Document
    font_folder : str or Path, optional
        A folder of further fonts, for names in scripts that Typst's own do not hold; else the environment's
        ``OXYURA_FONTS``. Fonts of the system are never used, so that the same document gives the same bytes.

    Raises
    ------
    UnsoundDocumentError
        Some reader could not follow the document.
    InputError
        Its fonts do not hold the letters of some text, which is then named.
    """
    import typst

    check_document(document)
    source = files("oxyura.publish").joinpath("templates/document.typ").read_bytes()
    folder = font_folder or os.environ.get(FONT_FOLDER)
    fonts = _fonts("" if folder is None else str(_checked(Path(folder))))
    try:
        return typst.compile(
            source,
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            font_paths=fonts,
            sys_inputs={"document": json.dumps(describe(document, folder), ensure_ascii=False)},
            timestamp=_moment(document.date),
        )
    except typst.TypstError as error:
        raise _unsaid(document, error) from error


def describe(document: Document, font_folder: str | Path | None = None) -> Json:
    """Return everything that the page is set from, as JSON."""
    words = words_for(document.language)
    language, region = words.tag.split("-")
    day = _day(document.date)
    return {
        "title": document.title,
        "subtitle": breakable(document.subtitle),
        "author": f"Oxyura {__version__}",
        "keywords": [document.run] if document.run else [],
        "day": None if day is None else [day.year, day.month, day.day],
        "language": language,
        "region": region,
        "fonts": [*FONTS, *_families(str(font_folder or ""))],
        "landscape": document.landscape,
        "stamp": stamp_of(document),
        "footer": breakable(foot_of(document)),
        "contents": words.gettext("Contents") if first_sections(document) else "",
        "blocks": [_block(block) for block in document.blocks],
    }


def breakable(text: str) -> str:
    """Return a text whose very long words may be broken, so that none runs out of its place.

    Examples
    --------
    >>> breakable("https://example.org/a-long/way").count("\u200b") > 2, breakable("A short one") == "A short one"
    (True, True)
    """
    return _LONG_WORD.sub(lambda word: _broken(word[0]), text)


def isolated(text: str) -> str:
    """Return a name that is read from right to left kept apart from the words around it; any other as it is."""
    turns = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)
    return f"\u2068{text}\u2069" if turns else text


def _broken(word: str) -> str:
    """Return a word with places to break it after signs, and in runs of letters after every twelfth."""
    parts = _BREAKS.split(word)
    return _ZERO_WIDTH.join(
        part if len(part) < 16 else _ZERO_WIDTH.join(part[at : at + 12] for at in range(0, len(part), 12))
        for part in parts
    )


def _block(block: Block) -> Json:
    match block:
        case Paragraph():
            return _paragraph(block)
        case Bullets():
            items = [[_block(part) for part in item] for item in block.items]
            return {"kind": "bullets", "ordered": block.ordered, "items": items}
        case Table():
            return {
                "kind": "table",
                "title": block.title,
                "headings": [breakable(heading) for heading in block.headings],
                "rows": [[[_paragraph(part) for part in cell] for cell in row] for row in block.rows],
                "widths": list(block.widths),
                "captioned": block.captioned,
                "row_headings": block.row_headings,
            }
        case Picture():
            return {
                "kind": "picture",
                "svg": stand_alone(block.svg, FONTS[0]),
                "alt": block.alt,
                "caption": block.caption,
                "width": block.width_mm,
            }
        case Section():
            return {
                "kind": "section",
                "title": block.title,
                "new_page": block.new_page,
                "blocks": [_block(part) for part in block.blocks],
            }


def _paragraph(paragraph: Paragraph) -> Json:
    return {
        "kind": "paragraph",
        "tone": paragraph.tone,
        "spans": [
            {
                "text": isolated(breakable(span.text)) if span.name else breakable(span.text),
                "strong": span.strong,
                "emphasised": span.emphasised,
                "link": span.link,
            }
            for span in paragraph.spans
        ],
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str) -> int:
    """Return noon of a day as seconds since 1970; a clock would make every run another document."""
    day = _day(text)
    return 0 if day is None else int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


def _checked(folder: Path) -> Path:
    if not folder.is_dir():
        raise InputError(
            "There is no such folder of fonts.", where=str(folder), remedy=f"Correct {FONT_FOLDER}, or take it away."
        )
    return folder


@cache
def _fonts(folder: str) -> typst.Fonts:
    """Return Typst's own fonts with those of a folder."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])


@cache
def _families(folder: str) -> tuple[str, ...]:
    """Return the families of fonts that a folder adds."""
    own = {font.family for font in _fonts("").fonts()}
    return tuple(sorted({font.family for font in _fonts(folder).fonts()} - own))


def _unsaid(document: Document, error: typst.TypstError) -> Exception:
    """Return what to tell an officer of a page that Typst could not set."""
    missing = "".join(
        dict.fromkeys("".join(map(_unquoted, _NOT_SHOWN.findall(f"{error.message}\n{error.diagnostic}"))))
    )
    if not missing:
        return RuntimeError(f"The PDF “{document.title}” could not be set: {error.message}")
    texts = dict.fromkeys(text.strip() for text in _texts(document) if set(text) & set(missing))
    named = ", ".join(f"“{text[:60]}”" for text in list(texts)[:_NAMED_AT_MOST])
    more = len(texts) - _NAMED_AT_MOST
    return InputError(
        f"The fonts of PDFs do not hold some letters ({' '.join(missing[:20])}) of {named or 'a text'}"
        + (f" and {more} more." if more > 0 else "."),
        where=document.title,
        remedy=(
            f"Name a folder with a font that has them in the environment variable {FONT_FOLDER}, write the text in "
            "other letters, or leave out the PDF: HTML and DOCX show it."
        ),
    )


def _unquoted(text: str) -> str:
    r"""Return what stands between the quotes of a message, where odd signs are written as ``\u{…}``."""
    signs = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda found: chr(int(found[1], 16)), text[1:-1])
    return signs.replace('\\"', '"')


def _texts(document: Document) -> Iterator[str]:
    yield from (span.text for span in spans_in(document.blocks))
    yield from (text for text, _ in titles_in(document))


def to_png(svg: str, width_mm: float, pixels_per_inch: int = 220) -> bytes:
    """Return a drawing as a picture of dots, for word processors that do not draw SVG.

    Parameters
    ----------
    svg : str
        One that stands alone.
    width_mm : float
        On paper.
    pixels_per_inch : int
    """
    import typst

    source = (
        "#let drawn = json(bytes(sys.inputs.picture))\n"
        "#set page(width: drawn.width * 1mm, height: auto, margin: 0pt, fill: white)\n"
        '#image(bytes(drawn.svg), format: "svg", width: 100%)\n'
    )
    return typst.compile(
        source.encode(),
        format="png",
        ppi=float(pixels_per_inch),
        ignore_system_fonts=True,
        font_paths=_fonts(""),
        sys_inputs={"picture": json.dumps({"svg": svg, "width": width_mm})},
    )
