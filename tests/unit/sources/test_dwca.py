from __future__ import annotations

import io

import pytest

from oxyura.schema.archives import open_archive
from oxyura.schema.errors import InputError
from oxyura.sources.delimited import read_blocks
from oxyura.sources.dwca import parse_xml, read_archive_layout

BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><archive>&lol2;</archive>"""
EXTERNAL = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><archive>&x;</archive>"""


def archive_of(zipped, meta, **files):
    return zipped(
        "made.zip", {"meta.xml": meta, **{name.replace("_txt", ".txt"): text for name, text in files.items()}}
    )


def layout_of(path):
    with open_archive(path) as archive:
        return read_archive_layout(archive, path.name)


def core(
    attributes="", fields='<field index="1" term="http://rs.tdwg.org/dwc/terms/scientificName"/>', location="a.txt"
):
    return (
        '<archive xmlns="http://rs.tdwg.org/dwc/text/"><core rowType="http://rs.tdwg.org/dwc/terms/Occurrence" '
        f'{attributes}><files><location>{location}</location></files><id index="0"/>{fields}</core></archive>'
    )


def test_what_meta_leaves_out_has_the_defaults_of_the_guide(zipped):
    found = layout_of(archive_of(zipped, core(), a_txt='1,"Mus, musculus",x\n'))
    layout = found.core.layout
    assert (layout.delimiter, layout.quote, layout.encoding, layout.header_lines) == (",", '"', "utf-8", 0)
    assert (layout.width, dict(layout.places)) == (3, {"(id)": 0, "scientificName": 1})
    assert (found.core.row_type, found.extensions, found.metadata) == ("Occurrence", (), "")


def test_escapes_encoding_header_lines_and_defaults(zipped):
    attributes = 'fieldsTerminatedBy="\\t" fieldsEnclosedBy="" encoding="windows-1252" ignoreHeaderLines="2"'
    fields = (
        '<field index="1" term="http://rs.tdwg.org/dwc/terms/scientificName"/>'
        '<field term="http://rs.tdwg.org/dwc/terms/countryCode" default="ES"/>'
        '<field index="2" default="PRESENT" term="http://rs.tdwg.org/dwc/terms/occurrenceStatus"/>'
    )
    body = "a title\nid\tname\tstatus\n7\tMüller\t\n".encode("cp1252")
    path = archive_of(zipped, core(attributes, fields), a_txt=body)
    layout = layout_of(path).core.layout
    wanted = ("(id)", "scientificName", "countryCode", "occurrenceStatus")
    (block,) = read_blocks(io.BytesIO(body), layout, wanted)
    assert {term: column.to_pylist() for term, column in block.columns.items()} == {
        "(id)": ["7"],
        "scientificName": ["Müller"],
        "countryCode": ["ES"],
        "occurrenceStatus": ["PRESENT"],
    }
    assert block.rows.tolist() == [3]


def test_meta_in_a_folder_finds_its_files_there(zipped):
    path = zipped("made.zip", {"list/meta.xml": core(), "list/a.txt": "1,Mus musculus\n"})
    assert layout_of(path).core.members == ("list/a.txt",)


def test_header_against_meta(zipped):
    fields = (
        '<field index="1" term="http://rs.tdwg.org/dwc/terms/decimalLatitude"/>'
        '<field index="2" term="http://rs.tdwg.org/dwc/terms/decimalLongitude"/>'
    )
    attributes = 'ignoreHeaderLines="1"'
    swapped = archive_of(zipped, core(attributes, fields), a_txt="id,decimalLongitude,decimalLatitude\n")
    assert layout_of(swapped).core.disagreements == (
        "column 2 is decimalLongitude in its header and decimalLatitude in meta.xml",
        "column 3 is decimalLatitude in its header and decimalLongitude in meta.xml",
    )
    translated = archive_of(zipped, core(attributes, fields), a_txt="nr,latitud,longitud\n")
    assert layout_of(translated).core.disagreements == ()


@pytest.mark.parametrize("data", [BILLION_LAUGHS, EXTERNAL])
def test_entities_are_refused(data):
    with pytest.raises(InputError, match="declares entities") as caught:
        parse_xml(data, "x.zip!meta.xml")
    assert caught.value.where == "x.zip!meta.xml"


@pytest.mark.parametrize("data", [b"", b"<a>", b"\x00\x01", b"\xff\xfe<", b"<a>&undefined;</a>"])
def test_what_is_no_xml_is_said(data):
    with pytest.raises(InputError, match="no valid XML"):
        parse_xml(data, "meta.xml")


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        (core(location="../../etc/passwd"), "which is not in the archive"),
        (core(location="missing.txt"), "missing.txt"),
        ('<archive xmlns="http://rs.tdwg.org/dwc/text/"/>', "no core table"),
        ("<html/>", "no core table"),
        (core('fieldsTerminatedBy=""'), "fieldsTerminatedBy"),
        (core('fieldsTerminatedBy="::"'), "one character"),
        (core('fieldsEnclosedBy="ab"'), "fieldsEnclosedBy"),
        (core('ignoreHeaderLines="-1"'), "ignoreHeaderLines"),
        (core('ignoreHeaderLines="99999999999"'), "whole number"),
        (core('encoding="UTF-16"'), "encoding"),
        (core(fields='<field index="x" term="a/b"/>'), "index"),
    ],
)
def test_what_meta_says_wrong_is_said(zipped, meta, said):
    with pytest.raises(InputError, match=said):
        layout_of(archive_of(zipped, meta, a_txt="1,Mus musculus\n"))


def test_an_index_beyond_any_table_is_refused_when_read(zipped):
    path = archive_of(zipped, core(fields='<field index="9999" term="x/scientificName"/>'), a_txt="1,Mus musculus\n")
    with pytest.raises(InputError, match="10,000 columns"):
        list(read_blocks(io.BytesIO(b"1,Mus musculus\n"), layout_of(path).core.layout, ("scientificName",)))


def test_an_archive_without_meta_is_said(zipped):
    with pytest.raises(InputError, match=r"no meta\.xml"):
        layout_of(zipped("made.zip", {"a.txt": "x"}))
