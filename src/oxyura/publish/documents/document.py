"""What a document is made of, whatever it is then written as.

A document never holds a bare number of the run: each stands in a `Span` that points at where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["body", "lead", "quiet", "question", "caution"]


@dataclass(frozen=True)
class Span:
    """Some words that look alike.

    Parameters
    ----------
    text : str
        Fit to be shown, in the language of the document.
    strong, emphasised : bool
    link : str
        Address that the words lead to (http, https or mailto); empty for none.
    name : bool
        Whether it is a name of the study's, which may be written in any script and direction.
    pointer : str
        Where the number in the text comes from: a file of the result folder and a JSON pointer into it (RFC 6901),
        such as ``summary.json#/migrants/duck/growth_now/median``, or for a table the row by its key and the column,
        such as ``tables/measures.csv#/shoot-ducks/cost``. Empty for words that hold no number of the run.
    fixed : bool
        Whether its digits belong to a date, a code, a provision or a citation and so are no number of the run.
    """

    text: str
    strong: bool = False
    emphasised: bool = False
    link: str = ""
    name: bool = False
    pointer: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: of the running text, of a list or of a cell."""

    spans: tuple[Span, ...]
    tone: Tone = "body"

    @property
    def text(self) -> str:
        """Its words without their looks."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Bullets:
    """A list, of any depth."""

    items: tuple[tuple[Paragraph | Bullets, ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a head.

    Parameters
    ----------
    title : str
        What it holds; also for those who only hear the page.
    headings : tuple of str
    rows : tuple of tuple of tuple of Paragraph
        Rows, cells, and the paragraphs of each cell; every row as wide as the head. Without rows it is not written
        as a table: say instead what is missing.
    widths : tuple of int
        Share of the width of each column, in per cent.
    captioned : bool
        Whether the title is shown; else it is only heard.
    row_headings : bool
        Whether the first cell of each row heads it.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    widths: tuple[int, ...]
    captioned: bool = True
    row_headings: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure.

    Parameters
    ----------
    svg : str
        The drawing, one ``<svg>`` element.
    alt : str
        What it shows, for those who do not see it; never empty.
    caption : str
    width_mm : float
        On paper.
    pointers : tuple of str
        Where the numbers of its alternative text and caption come from, as in a `Span`.
    """

    svg: str
    alt: str
    caption: str
    width_mm: float = 160.0
    pointers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    Parameters
    ----------
    key : str
        Stable name, for links and for what changed between two issues of a document.
    title : str
    blocks : tuple of Block
    new_page : bool
        Whether it begins a new sheet.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


Block: TypeAlias = Paragraph | Bullets | Table | Picture | Section


@dataclass(frozen=True)
class Document:
    """A document, ready to be written.

    Parameters
    ----------
    title, subtitle : str
    language : {'en', 'fr', 'es'}
        Of the document's own words.
    blocks : tuple of Block
    run : str
        Identifier of the run that every number comes from, as `run_identifier` gives it.
    landscape : bool
        Whether its sheets lie on their long side.
    date : str
        Of the study, YYYY-MM-DD: the only date that files state of themselves; empty for none.
    """

    title: str
    subtitle: str
    language: str
    blocks: tuple[Block, ...]
    run: str
    landscape: bool = False
    date: str = ""
