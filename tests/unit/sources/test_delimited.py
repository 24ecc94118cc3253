from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.schema.errors import InputError, LimitError
from oxyura.sources import delimited
from oxyura.sources.delimited import TableLayout, check_encoding, read_blocks


def layout(delimiter="\t", quote="", encoding="utf-8", header_lines=1, defaults=None):
    return TableLayout(
        "file.txt", delimiter, quote, encoding, header_lines, 3, {"a": 0, "b": 1, "c": 2}, defaults or {}
    )


def read(data, how=None, wanted=("a", "b", "c")):
    blocks = list(read_blocks(io.BytesIO(data), how or layout(), wanted))
    rows = [row for block in blocks for row in block.rows.tolist()]
    cells = {
        term: [text for block in blocks for text in block.columns[term].to_pylist()]
        for term in wanted
        if blocks and term in blocks[0].columns
    }
    broken = [row for block in blocks for row in block.broken]
    raw = [block.raw(record) for block in blocks for record in range(len(block))]
    return rows, cells, broken, raw


@pytest.fixture(params=[8 * 2**20, 24])
def block_bytes(request, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", request.param)


@pytest.mark.usefixtures("block_bytes")
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_rows_keep_their_numbers_through_blank_and_ragged_lines(end):
    lines = [b"a\tb\tc", b"1\tx\ty", b"short\tx", b"", b"2\tx\ty", b"", b"long\tx\ty\tz", b"3\tx\ty", b"", b""]
    rows, cells, broken, raw = read(end.join(lines))
    assert rows == [2, 5, 8]
    assert cells["a"] == ["1", "2", "3"]
    assert [(row.row, row.raw) for row in broken] == [(3, "short\tx"), (7, "long\tx\ty\tz")]
    assert "2 cells where the file has 3 columns" in broken[0].reason
    assert raw == ["1\tx\ty", "2\tx\ty", "3\tx\ty"]


@pytest.mark.usefixtures("block_bytes")
def test_quoted_line_ends_belong_to_their_cell():
    data = b'a,b,c\n1,"two\nlines, and ""marks""",z\n2,x,y\n3,x\n'
    rows, cells, broken, raw = read(data, layout(",", '"'))
    assert rows == [2, 3]
    assert cells["b"] == ['two\nlines, and "marks"', "x"]
    assert broken[0].row == 4
    assert raw[1] == "2,x,y"


def test_unclosed_mark_sets_aside_every_line_it_swallows():
    rows, _, broken, _ = read(b'a,b,c\n1,x,y\n2,"x,y\n3,x,y\n4,x,y\n', layout(",", '"'))
    assert rows == [2]
    assert [row.row for row in broken] == [3, 4, 5]
    assert "opened, here or in a row before, and not closed" in broken[2].reason


def test_marks_are_text_where_the_file_has_no_quoting():
    _, cells, broken, _ = read(b'a\tb\tc\n1\t"open\ty\n2\t5" pipe\ty\n')
    assert cells["b"] == ['"open', '5" pipe']
    assert not broken


def test_byte_order_mark_is_dropped():
    rows, cells, _, _ = read(b"\xef\xbb\xbfa\tb\tc\n1\t2\t3\n")
    assert (rows, cells["a"]) == ([2], ["1"])


def test_windows_1252_is_refused_with_byte_and_row_and_read_when_asked_for():
    data = "a\tb\tc\n1\tx\ty\n2\tMüller\ty\n".encode("cp1252")
    with pytest.raises(InputError, match="Byte 0xFC at position 15") as caught:
        read(data)
    assert caught.value.where == "file.txt, row 3"
    assert "“ü”" in caught.value.message
    assert "--encoding cp1252" in caught.value.remedy
    assert read(data, layout(encoding="cp1252"))[1]["b"] == ["x", "Müller"]


def test_byte_and_row_are_right_beyond_the_first_block(monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 24)
    data = b"a\tb\tc\n" + b"1\tx\ty\n" * 50 + b"1\t\xff\ty\n"
    with pytest.raises(InputError, match=f"Byte 0xFF at position {data.index(0xFF)}") as caught:
        read(data)
    assert caught.value.where == "file.txt, row 52"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_refused(encoding):
    data = "\ufeffa\tb\tc\n" if encoding.endswith("le") else "a\tb\tc\n"
    with pytest.raises(InputError, match="UTF-16"):
        read(data.encode(encoding))


def test_nul_bytes_are_noticed():
    block = next(read_blocks(io.BytesIO(b"a\tb\tc\n1\tx\0\ty\n"), layout(), ("b",)))
    assert block.has_nul
    assert block.columns["b"].to_pylist() == ["x\0"]


def test_a_row_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(delimited, "LONGEST_ROW", 1000)
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 300)
    with pytest.raises(LimitError, match="Row 2 is longer than 1,000 bytes"):
        read(b"a\tb\tc\n" + b"x" * 5000)


def test_too_many_columns_are_refused():
    wide = TableLayout("file.txt", ",", "", "utf-8", 0, 10_000, {"a": 0}, {})
    with pytest.raises(LimitError, match="10,000 columns"):
        read(b"1,2", wide)


@pytest.mark.parametrize("data", [b"", b"a\tb\tc", b"a\tb\tc\n", b"a\tb\tc\n\n\n", b"\xef\xbb\xbf"])
def test_files_without_rows_have_none(data):
    assert read(data) == ([], {}, [], [])


def test_defaults_fill_empty_and_missing_columns():
    how = layout(defaults={"b": "usual", "d": "always"})
    _, cells, _, _ = read(b"a\tb\tc\n1\t\ty\n2\tx\ty\n", how, ("b", "d"))
    assert cells == {"b": ["usual", "x"], "d": ["always", "always"]}


@pytest.mark.parametrize("name", ["utf-7", "utf-16", "rot13", "idna", "no-such", "utf-32", "zlib"])
def test_encodings_that_are_not_built_on_ascii_are_refused(name):
    with pytest.raises(InputError, match="is not read"):
        check_encoding(name, "meta.xml")


@pytest.mark.parametrize(
    ("name", "normal"), [("UTF8", "utf-8"), ("", "utf-8"), ("Windows-1252", "cp1252"), ("latin1", "iso8859-1")]
)
def test_encodings_have_one_name(name, normal):
    assert check_encoding(name, "") == normal


lines = st.lists(st.lists(st.text("abé\"' ;", max_size=4), min_size=1, max_size=5).map("\t".join), max_size=30)


@given(lines, st.sampled_from(["\n", "\r\n"]), st.integers(8, 60))
def test_every_line_is_a_record_broken_or_blank(written, end, size):
    """However a file is cut into blocks, its lines come back once each, in order, under their own number."""
    before, delimited.BLOCK_BYTES = delimited.BLOCK_BYTES, size
    try:
        rows, _, broken, raw = read(end.join(["a\tb\tc", *written]).encode())
    finally:
        delimited.BLOCK_BYTES = before
    found = dict(zip(rows, raw, strict=True)) | {row.row: row.raw for row in broken}
    assert found == {number: line for number, line in enumerate(written, start=2) if line}
    assert np.all(np.diff(rows) > 0)
