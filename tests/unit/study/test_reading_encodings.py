"""Bytes become text as UTF-8 or as the user says; everything else is explained."""

from __future__ import annotations

import pytest

from oxyura.schema.errors import InputError
from oxyura.schema.problems import Problem
from oxyura.study.problem_log import ProblemLog
from oxyura.study.text_decoding import check_encoding, decode_text


def decode(data: bytes, encoding: str | None = None) -> tuple[str | None, list[Problem]]:
    log = ProblemLog()
    return decode_text(data, "sites.csv", log, encoding), list(log.problems())


def test_utf8_with_and_without_mark() -> None:
    assert decode("Zóñar".encode()) == ("Zóñar", [])
    assert decode("Zóñar".encode("utf-8-sig")) == ("Zóñar", [])
    assert decode(b"") == ("", [])


def test_windows_bytes_are_named_with_row_offset_and_remedy() -> None:
    data = 'site_id,name\na,"two\nlines"\nb,Laguna de Zóñar\n'.encode("cp1252")
    text, (problem,) = decode(data)
    assert text is None
    assert (problem.severity, problem.code, problem.row) == ("error", "not_utf8", 3)
    offset = data.index(b"\xf3")
    assert f"0xF3 at offset {offset}" in problem.message
    assert "'ó'" in problem.message
    assert problem.value == "Laguna de Zóñar"
    assert "--encoding cp1252" in problem.remedy


def test_a_byte_that_windows_does_not_know_offers_no_reading() -> None:
    _, (problem,) = decode(b"site_id,name\na,\x81\n")
    assert "0x81" in problem.message
    assert "cp1252" not in problem.remedy


def test_named_encoding_is_used_unless_the_file_is_marked() -> None:
    assert decode("Zóñar".encode("cp1252"), "cp1252") == ("Zóñar", [])
    assert decode("Zóñar".encode("utf-8-sig"), "cp1252") == ("Zóñar", [])
    assert decode(b"plain", "cp1252") == ("plain", [])
    text, (problem,) = decode("Zóñar".encode(), "cp1252")
    assert text == "ZÃ³Ã±ar"
    assert (problem.severity, problem.code) == ("warning", "encoding_doubtful")
    text, (problem,) = decode(b"a\x81", "cp1252")
    assert text is None
    assert problem.code == "wrong_encoding"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_refused_with_a_remedy(encoding: str) -> None:
    text, (problem,) = decode("site_id,name\n".encode(encoding))
    assert text is None
    assert "UTF-" in problem.message
    assert "CSV UTF-8" in problem.remedy


def test_wide_encodings_are_read_when_asked_for() -> None:
    assert decode("site_id,ñ\n".encode("utf-16"), "utf-16") == ("site_id,ñ\n", [])


def test_nul_bytes_name_their_row() -> None:
    text, (problem,) = decode(b"site_id,name\na,A\nb,\x00\n")
    assert text is None
    assert (problem.code, problem.row) == ("nul_byte", 3)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"\x1f\x8brest", b"PAR1rest", b"%PDF-1.7"]
)
def test_other_formats_are_recognised(data: bytes) -> None:
    text, (problem,) = decode(data)
    assert (text, problem.code) == (None, "not_text")


@pytest.mark.parametrize("name", ["cp1252", "latin-1", "UTF-8", "gb18030", "utf-16"])
def test_known_encodings(name: str) -> None:
    check_encoding(name)


@pytest.mark.parametrize("name", ["windows", "", "zlib", "rot13", "base64", "a\x00b", "x" * 10_000, "../etc"])
def test_unknown_encodings(name: str) -> None:
    with pytest.raises(InputError, match="no text encoding"):
        check_encoding(name)
