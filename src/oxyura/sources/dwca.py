"""Darwin Core archives: what their ``meta.xml`` says about the tables inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.schema.archives import SafeArchive
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.sources.delimited import TableLayout, check_encoding, split_line

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

META = "meta.xml"
_TEXT = "{http://rs.tdwg.org/dwc/text/}"
_GUIDE = "See the Darwin Core text guide, https://dwc.tdwg.org/text/, or ask the publisher."
_XML_BYTES = 16 * 2**20


@dataclass(frozen=True)
class ArchiveTable:
    """One table of an archive.

    Parameters
    ----------
    row_type : str
        Last part of its row type, for example ``Taxon`` or ``Distribution``.
    members : tuple of str
        The files it is made of, in order.
    layout : TableLayout
        How they are written; the key that joins core and extensions is the term ``(id)``.
    disagreements : tuple of str
        Columns whose header names another term of the table than ``meta.xml`` does.
    """

    row_type: str
    members: tuple[str, ...]
    layout: TableLayout
    disagreements: tuple[str, ...] = ()


@dataclass(frozen=True)
class DarwinCoreArchive:
    """What ``meta.xml`` declares.

    Parameters
    ----------
    core : ArchiveTable
        The core table.
    extensions : tuple of ArchiveTable
        Tables that refer to it.
    metadata : str
        Name of the metadata document; empty where there is none.
    """

    core: ArchiveTable
    extensions: tuple[ArchiveTable, ...]
    metadata: str

    def table(self, row_type: str) -> ArchiveTable | None:
        """Return the core or extension of a row type."""
        return next((table for table in (self.core, *self.extensions) if table.row_type == row_type), None)


def parse_xml(data: bytes, where: str) -> Element:
    """Parse XML without entities, external references or document types.

    Raises
    ------
    InputError
        When the text is no XML, or declares entities as attacks do.
    """
    import defusedxml
    from defusedxml import ElementTree

    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise InputError(
            "The document declares entities or a document type, which no real metadata needs.",
            where=where,
            remedy="Do not use this file; get it again from its publisher.",
        ) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError(
            sentence("The document is no valid XML (%(error)s).", error=error), where=where, remedy=_GUIDE
        ) from error
    return root


def read_archive_layout(archive: SafeArchive, where: str) -> DarwinCoreArchive:
    """Read ``meta.xml`` and the header of every table it declares.

    Parameters
    ----------
    archive : SafeArchive
        The open archive.
    where : str
        Its name, for messages.

    Raises
    ------
    InputError
        When ``meta.xml`` is missing, is no description of a Darwin Core archive, or names files that are not
        there.
    """
    meta = next((name for name in archive.names if name.rsplit("/", 1)[-1].lower() == META), None)
    if meta is None:
        raise InputError("The archive has no meta.xml.", where=where, remedy=_GUIDE)
    folder = meta[: -len(META)]
    root = parse_xml(archive.read(meta, _XML_BYTES), f"{where}!{meta}")
    core = root.find(f"{_TEXT}core")
    if core is None:
        raise InputError("meta.xml declares no core table.", where=f"{where}!{meta}", remedy=_GUIDE)
    metadata = root.get("metadata", "")
    return DarwinCoreArchive(
        _read_table(core, archive, folder, where),
        tuple(_read_table(element, archive, folder, where) for element in root.iter(f"{_TEXT}extension")),
        folder + metadata if folder + metadata in archive.names else "",
    )


def _read_table(element: Element, archive: SafeArchive, folder: str, where: str) -> ArchiveTable:
    members = tuple(
        folder + (location.text or "").strip() for location in element.iterfind(f"{_TEXT}files/{_TEXT}location")
    )
    missing = [name for name in members if name not in archive.names]
    if missing or not members:
        raise InputError(
            sentence(
                "meta.xml names the file %(file)s, which is not in the archive.",
                file=missing[0] if missing else "(none)",
            ),
            where=where,
            remedy="Download the archive again, or ask the publisher.",
        )
    file = f"{where}!{members[0]}"
    delimiter = _character(element.get("fieldsTerminatedBy", ","), "fieldsTerminatedBy", file, needed=True)
    quote = _character(element.get("fieldsEnclosedBy", '"'), "fieldsEnclosedBy", file)
    header_lines = _whole(element.get("ignoreHeaderLines", "0"), "ignoreHeaderLines", file)
    encoding = check_encoding(element.get("encoding", "UTF-8"), file)
    places, defaults = _fields(element, file)
    header = _line(archive, members[0], max(header_lines - 1, 0), encoding)
    cells = split_line(header, delimiter, quote)
    width = max([len(cells), *(place + 1 for place in places.values())])
    layout = TableLayout(file, delimiter, quote, encoding, header_lines, width, places, defaults)
    disagreements = _disagreements(cells, places) if header_lines else ()
    return ArchiveTable(_short(element.get("rowType", "")), members, layout, disagreements)


def _fields(element: Element, file: str) -> tuple[dict[str, int], dict[str, str]]:
    places: dict[str, int] = {}
    defaults: dict[str, str] = {}
    for tag in ("id", "coreid"):
        key = element.find(f"{_TEXT}{tag}")
        if key is not None:
            places["(id)"] = _whole(key.get("index", "0"), "index", file)
    for field in element.iterfind(f"{_TEXT}field"):
        term = _short(field.get("term", ""))
        if not term:
            continue
        index, default = field.get("index"), field.get("default")
        if index is not None:
            places[term] = _whole(index, "index", file)
        if default is not None:
            defaults[term] = default
    return places, defaults


def _disagreements(cells: list[str], places: Mapping[str, int]) -> tuple[str, ...]:
    """Name the columns whose header is another declared term: one of the two is wrong, nobody knows which."""
    by_folded = {term.casefold(): term for term in places}
    found = []
    for term, place in places.items():
        header = _short(cells[place].strip()) if place < len(cells) else ""
        named = by_folded.get(header.casefold(), term)
        if term not in ("(id)", named):
            found.append(
                sentence(
                    "column %(place)s is %(named)s in its header and %(term)s in meta.xml",
                    place=place + 1,
                    named=named,
                    term=term,
                )
            )
    return tuple(found)


def _line(archive: SafeArchive, member: str, number: int, encoding: str) -> str:
    with archive.open(member) as stream:
        line = b""
        for _ in range(number + 1):
            line = stream.readline(4 * 2**20)
    for mark in ("\ufeff".encode(), b"\n", b"\r"):
        line = line.removeprefix(mark).removesuffix(mark)
    return line.decode(encoding, errors="replace")


def _short(term: str) -> str:
    return term.strip().rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _character(text: str, attribute: str, where: str, *, needed: bool = False) -> str:
    for written, meant in (("\\t", "\t"), ("\\n", "\n"), ("\\r", "\r"), ("\\\\", "\\"), ("&quot;", '"')):
        text = text.replace(written, meant)
    if len(text) > 1 or (needed and not text) or text in ("\n", "\r") or not text.isascii():
        raise InputError(
            sentence(
                "meta.xml says %(attribute)s=%(text)s; one character is needed.",
                attribute=attribute,
                text=repr(text[:20]),
            ),
            where=where,
            remedy=_GUIDE,
        )
    return text


def _whole(text: str, attribute: str, where: str) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4):
        raise InputError(
            sentence(
                "meta.xml says %(attribute)s=%(text)s; a whole number is needed.",
                attribute=attribute,
                text=repr(text[:20]),
            ),
            where=where,
            remedy=_GUIDE,
        )
    return int(plain)
