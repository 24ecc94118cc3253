"""Whether every number of a document is one of the run: each pointer followed, each printed digit accounted for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from oxyura.publish.documents.document import Block, Bullets, Document, Paragraph, Picture, Section, Span, Table
from oxyura.publish.documents.pointers import Folder, Value
from oxyura.publish.number_words import LEVEL, THIN
from oxyura.publish.result_folder import OutputFile

_SPACE = f"[{THIN}\u2009\u00a0 ]"
_SIGNS = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(_SIGNS, "-0123456789")
_NUMBER = {
    language: re.compile(
        rf"(?:(?<![\w–-])(?P<sign>[+−-]))?(?P<whole>\d{{1,3}}(?:[{THIN}\u2009]\d{{3}})+|\d+)(?:{sign}(?P<decimals>\d+))?"
        rf"(?:{_SPACE}?×{_SPACE}?10(?P<exponent>[{_SIGNS}]+))?(?P<percent>{_SPACE}?%)?"
    )
    for language, sign in (("en", r"\."), ("fr", ","), ("es", ","))
}
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
# Codes and provisions, whose digits are no number of a run: O6, 11.28 after the word Resolution, Article 8, [3].
_CODES = re.compile(
    r"\b[A-Z]{1,4}[-‑]?\d+(?:\.\d+)*\b"
    r"|\b(?:Res(?:olution|olución|\.)?|Résolution|Recomm?[ea]nda(?:tion|ción)|Art(?:icle|ículo|\.)|Annexe?|Anexo|Target|Cible"
    r"|Meta|Goal|Objecti[fv]e?|Objetivo|Action|Acción|Appendix|Section|Table|Figure|Regulation|Règlement|Reglamento"
    r"|Convention|Convenio|Result(?:ado)?|Résultat)[ \u00a0]\d+(?:[./]\d+)*(?:\([a-z0-9]+\))*"
    r"|\[\d+(?:, ?\d+)*\]|\b\d{4}-\d{2}-\d{2}\b|https?://\S+",
    re.IGNORECASE,
)
_MOST_SIGNIFICANT = 3
_CLOSE = 1e-9


@dataclass(frozen=True)
class Printed:
    """A number as a document prints it: its value, half a unit of its last digit, whether it is per cent."""

    text: str
    value: float
    tolerance: float
    percent: bool
    signed: bool


def untraced(document: Document, folder: str | Path | Iterable[OutputFile]) -> list[str]:
    """Return what in a document does not come from the run, one sentence each; empty where everything does.

    Parameters
    ----------
    document : Document
    folder : str, Path or iterable of OutputFile
        The result folder that the document stands in, or the files that it will be written with.

    Notes
    -----
    A number in a span with a pointer has to equal, to its printed precision, what the pointer leads to: as it is, as
    per cent, as growth per year (ratio less one), as what is left to one, as gain of growth from ln units; a list or
    an object is counted; of a text, the numbers in it. A number without sign may stand for a loss. Elsewhere no digit
    may stand, except in names, dates, links, codes and provisions, and in titles what stands in a text of the run.
    Scales inside pictures are not read.
    """
    files = Folder.of(folder)
    return list(_Reader(document, files).faults())


@dataclass(frozen=True)
class _Reader:
    document: Document
    files: Folder

    def faults(self) -> Iterator[str]:
        known = self._known_texts()
        for span in spans_in(self.document.blocks):
            yield from self._of_bound(span.text, (span.pointer,)) if span.pointer else self._of_free(span)
        for text, pointers in titles_in(self.document):
            yield from self._of_title(text, pointers, known)

    def _of_bound(self, text: str, pointers: tuple[str, ...]) -> Iterator[str]:
        """Yield what is wrong with a text whose numbers come from pointers: each from one of them."""
        values: list[Value] = []
        for pointer in pointers:
            try:
                values.append(self.files.follow(pointer))
            except LookupError as error:
                yield f"“{text}”: its pointer {pointer} leads nowhere, for {error.args[0]}."
                return
        written = [value for value in values if isinstance(value, str)]
        if len(values) == 1 and written:
            yield from self._of_text(text, written[0], pointers[0])
            return
        for printed in numbers_in(text, self.document.language):
            if not any(agrees(printed, value) for value in values):
                found = ", ".join(_shown(value) for value in values)
                yield f"“{text}”: {printed.text} is not what {', '.join(pointers)} holds, {found}."

    def _of_text(self, text: str, value: str, pointer: str) -> Iterator[str]:
        there = Counter(float(number) for number in _DIGITS.findall(value.replace(",", "")))
        there.update(float(number) for number in re.findall(r"\d+", value))
        for printed in numbers_in(text, self.document.language):
            if not there[abs(printed.value)]:
                yield f"“{text}”: {printed.text} does not stand in {pointer}, “{value}”."

    def _of_free(self, span: Span) -> Iterator[str]:
        if span.name or span.link:
            return
        if span.fixed:
            if "%" in span.text and span.text != LEVEL and any(map(str.isdigit, span.text)):
                yield f"“{span.text}”: a share is no code; bind it to the run."
            return
        if any(map(str.isdigit, _CODES.sub(" ", span.text))):
            yield f"“{span.text}”: a number stands there that is bound to nothing."

    def _of_title(self, text: str, pointers: tuple[str, ...], known: list[str]) -> Iterator[str]:
        if pointers:
            yield from self._of_bound(text, pointers)
            return
        left = text
        for phrase in known:
            left = left.replace(phrase, " ")
        if any(map(str.isdigit, _CODES.sub(" ", left))):
            yield f"“{text}”: a number stands in a title or caption that no text of the run holds."

    def _known_texts(self) -> list[str]:
        """Return the texts with letters and digits that names of the run are, the longest first."""
        found = {span.text for span in spans_in(self.document.blocks) if span.name or span.fixed}
        found |= {self.document.date, self.document.run}
        if any(map(str.isdigit, "".join(text for text, _ in titles_in(self.document)))):
            found |= set(self.files.texts())
        return sorted((text for text in found if _is_name(text)), key=len, reverse=True)


def numbers_in(text: str, language: str) -> Iterator[Printed]:
    r"""Yield the numbers of a text as a document in a language prints them.

    Examples
    --------
    >>> [(number.value, number.percent) for number in numbers_in("−3,5 % de 12\u202f000", "fr")]
    [(-3.5, True), (12000.0, False)]
    """
    for found in _NUMBER[language].finditer(text):
        whole = re.sub(r"\D", "", found["whole"])
        decimals = found["decimals"] or ""
        scale = 10.0 ** int((found["exponent"] or "0").translate(_PLAIN))
        size = float(f"{whole}.{decimals or 0}") * scale
        sign = -1.0 if found["sign"] in ("−", "-") else 1.0
        last = -len(decimals)
        if not decimals and size:
            # Three significant digits are what pages print of a large number: the rest is zeros.
            zeros = len(whole) - len(whole.rstrip("0"))
            last = min(zeros, max(0, len(whole.lstrip("0")) - _MOST_SIGNIFICANT))
        yield Printed(
            found[0].strip(), sign * size, 0.5 * 10.0**last * scale, found["percent"] is not None, bool(found["sign"])
        )


def agrees(printed: Printed, value: Value) -> bool:
    """Tell whether a printed number is what the run holds, in one of the forms that documents print it in."""
    if isinstance(value, list | dict):
        return printed.value == len(value) and not printed.percent
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    forms = [value]
    if printed.percent:
        gain = math.expm1(value) if value < 700 else math.inf
        forms = [100 * form for form in (value, value - 1, gain)]
        if not printed.signed:
            forms.append(100 * (1 - value))
    if not printed.signed:
        forms = [abs(form) for form in forms]
    room = printed.tolerance * (1 + 1e-6)
    return any(math.isfinite(form) and abs(form - printed.value) <= room + _CLOSE * abs(form) for form in forms)


def spans_in(blocks: Iterable[Block]) -> Iterator[Span]:
    """Yield every span, in reading order."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from block.spans
            case Bullets():
                for item in block.items:
                    yield from spans_in(item)
            case Table():
                yield from (span for row in block.rows for cell in row for part in cell for span in part.spans)
            case Section():
                yield from spans_in(block.blocks)


def titles_in(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every text that stands outside spans, with the pointers of its numbers."""
    yield document.title, ()
    yield document.subtitle, ()
    yield from _titles_of(document.blocks)


def _titles_of(blocks: Iterable[Block]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for block in blocks:
        match block:
            case Section():
                yield block.title, ()
                yield from _titles_of(block.blocks)
            case Table():
                yield from ((text, ()) for text in (block.title, *block.headings))
            case Picture():
                yield from ((text, block.pointers) for text in (block.alt, block.caption))


def _is_name(text: str) -> bool:
    return any(map(str.isdigit, text)) and (any(map(str.isalpha, text)) or len(text) > 6)


def _shown(value: Value) -> str:
    return f"{len(value)} of them" if isinstance(value, list | dict) else "nothing" if value is None else str(value)
