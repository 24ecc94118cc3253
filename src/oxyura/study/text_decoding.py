"""Turning the bytes of a file into text: UTF-8, or the encoding that the user names; nothing is guessed."""

from __future__ import annotations

import codecs
import csv
import io

from oxyura.schema.errors import InputError
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import Figure, sentence
from oxyura.study.cell_faults import shown
from oxyura.study.problem_log import ProblemLog

_UTF8_MARK = codecs.BOM_UTF8
_REMEDY_UTF8 = sentence("Save the file as 'CSV UTF-8' and try again.")
# The longer marks first: that of UTF-32 begins with that of UTF-16.
_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, sentence("text in UTF-32")),
    (codecs.BOM_UTF32_BE, sentence("text in UTF-32")),
    (codecs.BOM_UTF16_LE, sentence("text in UTF-16 (Excel: 'Unicode Text')")),
    (codecs.BOM_UTF16_BE, sentence("text in UTF-16")),
)
_OTHER_FORMATS = (
    (b"PK\x03\x04", sentence("a workbook or a zip archive")),
    (b"\xd0\xcf\x11\xe0", sentence("a workbook in the old Excel format, or one with a password")),
    (b"\x1f\x8b", sentence("a file packed by gzip")),
    (b"PAR1", sentence("a Parquet file")),
    (b"%PDF", sentence("a PDF document")),
)


def check_encoding(encoding: str | None) -> None:
    """Raise InputError when `encoding` is not the name of a text encoding."""
    if encoding is None:
        return
    try:
        # The private flag keeps out codecs that do not make text, such as zlib.
        known = codecs.lookup(encoding)._is_text_encoding
        "".encode(encoding)
    except (LookupError, ValueError, UnicodeError):
        known = False
    if not known:
        raise InputError(
            sentence("There is no text encoding named %(encoding)s.", encoding=repr(encoding[:40])),
            where="--encoding",
            remedy="Spreadsheets on Windows mostly write cp1252 (western Europe), cp1250, cp1251 or cp1256.",
        )


def decode_text(data: bytes, file: str, log: ProblemLog, encoding: str | None = None) -> str | None:
    """Decode a file.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for problems.
    log : ProblemLog
        Where problems go.
    encoding : str, optional
        Encoding that the user names; a file that begins with the mark of UTF-8 is read as that all the same.

    Returns
    -------
    str or None
        The text without a byte order mark; None where it cannot be read.
    """
    if data.startswith(_UTF8_MARK):
        data, encoding = data[len(_UTF8_MARK) :], None
    for mark, what in _OTHER_FORMATS:
        if data.startswith(mark):
            remedy = "Save the table as CSV (UTF-8), or give the workbook itself as the study."
            return _refused(log, file, "not_text", sentence("This is %(what)s, not a CSV file.", what=what), remedy)
    if encoding is None:
        for mark, what in _OTHER_MARKS:
            if data.startswith(mark):
                return _refused(log, file, "not_utf8", sentence("This is %(what)s.", what=what), _REMEDY_UTF8)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        log.add(_undecodable(data, error, file, encoding))
        return None
    except (UnicodeError, ValueError):
        return _refused(
            log,
            file,
            "wrong_encoding",
            sentence("The file is not text in %(encoding)s.", encoding=encoding),
            _REMEDY_UTF8,
        )
    if "\x00" in text:
        row = _row_at(text[: text.index("\x00")])
        remedy = sentence(
            "%(remedy)s If it was made by another program, make it again: it may be damaged.",
            remedy=_REMEDY_UTF8,
        )
        return _refused(log, file, "nul_byte", "The file holds NUL bytes, as text in UTF-16 does.", remedy, row)
    if encoding is not None:
        _doubt_encoding(data, text, file, encoding, log)
    return text


def _refused(log: ProblemLog, file: str, code: str, message: str, remedy: str, row: int | None = None) -> str | None:
    log.add(Problem("error", code, message, remedy, file=file, row=row))
    return None


def _undecodable(data: bytes, error: UnicodeDecodeError, file: str, encoding: str | None) -> Problem:
    """Name the first byte that does not fit, its row, and the character that it is in Windows-1252."""
    offset = error.start
    byte = data[offset]
    row = _row_at(data[:offset].decode("latin-1"))
    around = data[max(0, offset - 20) : offset + 20].decode("cp1252", "replace")
    before = data[max(0, offset - 20) : offset].decode("cp1252", "replace")
    start = max(around.rfind(sign, 0, len(before)) for sign in ',;\t\r\n"') + 1
    ends = [end for sign in ',;\t\r\n"' if (end := around.find(sign, len(before))) >= 0]
    fragment = around[start : min(ends, default=len(around))]
    if encoding is not None:
        return Problem(
            "error",
            "wrong_encoding",
            sentence(
                "The byte 0x%(byte)s at offset %(offset)s does not fit the encoding %(encoding)s.",
                byte=f"{byte:02X}",
                offset=Figure(f"{offset:,}"),
                encoding=encoding,
            ),
            "Give the encoding in which it was saved, or save it as 'CSV UTF-8' and leave --encoding out.",
            file=file,
            row=row,
        )
    try:
        character = bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        meaning, remedy = (
            "",
            sentence("%(remedy)s Or name its encoding with --encoding.", remedy=_REMEDY_UTF8),
        )
    else:
        meaning = sentence(
            "; in Windows-1252 it is '%(character)s', in '%(fragment)s'",
            character=shown(character),
            fragment=shown(fragment),
        )
        remedy = sentence("%(remedy)s Or, if that reading is right, add --encoding cp1252.", remedy=_REMEDY_UTF8)
    return Problem(
        "error",
        "not_utf8",
        sentence(
            "The file is not UTF-8: the byte 0x%(byte)s at offset %(offset)s does not fit%(meaning)s.",
            byte=f"{byte:02X}",
            offset=Figure(f"{offset:,}"),
            meaning=meaning,
        ),
        remedy,
        file=file,
        row=row,
        value=shown(fragment),
    )


def _row_at(before: str) -> int:
    """Return the row of a table, as a spreadsheet counts, in which the text after `before` stands."""
    reader = csv.reader(io.StringIO(f"{before}x", newline=""))
    try:
        return sum(1 for _ in reader)
    except csv.Error:
        return before.count("\n") + 1


def _doubt_encoding(data: bytes, text: str, file: str, encoding: str, log: ProblemLog) -> None:
    """Warn when a file that was to be decoded otherwise is good UTF-8 with more than plain letters."""
    if data.isascii():
        return
    try:
        as_utf8 = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if as_utf8 != text:
        log.add(
            Problem(
                "warning",
                "encoding_doubtful",
                sentence(
                    "The file was read as %(encoding)s, as asked, but it is good UTF-8: its letters may be wrong.",
                    encoding=encoding,
                ),
                "Leave --encoding out, or save the other files as 'CSV UTF-8' too.",
                file=file,
            )
        )
