"""What the pages of a Party pack are made of: paragraphs and tables, whatever they are then written as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from oxyura.publish.brief_layout import INK, QUIET
from oxyura.publish.brief_text import clean


@dataclass(frozen=True)
class Line:
    """A paragraph of a cell or a page.

    Parameters
    ----------
    text : str
        Fit to be shown: without characters that a document cannot hold.
    bold, italic, small : bool
    colour : str
        Six hexadecimal digits.
    link : str
        Address that the whole line leads to; empty for none.
    name : bool
        Whether it is a name of the study's, which may be written in any script and direction.
    """

    text: str
    bold: bool = False
    italic: bool = False
    small: bool = False
    colour: str = INK
    link: str = ""
    name: bool = False


Cell = tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """A table with a head.

    Parameters
    ----------
    title : str
        What it holds, for those who hear the page.
    headings : tuple of str
    rows : tuple of tuple of Cell
    widths : tuple of int
        Share of the width of each column, in per cent.
    captioned : bool
        Whether the title is shown; else it is only heard.
    whole_rows : bool
        Whether a row keeps to one sheet.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    captioned: bool = True
    whole_rows: bool = True


@dataclass(frozen=True)
class Heading:
    """A heading inside a page."""

    text: str


Block = Line | Grid | Heading


@dataclass(frozen=True)
class PackPage:
    """One page, or document, of a pack.

    Parameters
    ----------
    title, subtitle : str
    lead : tuple of Line
        Between title and first block.
    blocks : tuple of Block
    footer : tuple of Line
    """

    title: str
    subtitle: str
    lead: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    footer: tuple[Line, ...] = field(default=())


def below(text: str, *, italic: bool = False, link: str = "", name: bool = False) -> Line:
    """Return a second line of a cell: small and quiet."""
    return Line(text, small=True, italic=italic, colour=QUIET, link=link, name=name)


def cell(*lines: Line) -> Cell:
    """Return a cell of lines that say something; a dash where none does."""
    return tuple(line for line in lines if line.text) or (Line("–"),)


def fit(text: str | None) -> str:
    """Return text of a study made fit for a page."""
    return clean(text)


def sentences(texts: Sequence[str]) -> str:
    """Return sentences one after the other, each with its full stop.

    Examples
    --------
    >>> sentences(["in force", "See below."])
    'In force. See below.'
    """
    ended = (f"{text[:1].upper()}{text[1:]}".rstrip() for text in texts if text)
    return " ".join(text if text[-1:] in ".!?" else f"{text}." for text in ended)
