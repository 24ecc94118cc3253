"""Where a data set comes from: citation, version and licence out of its metadata document (EML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oxyura.schema.archives import SafeArchive
from oxyura.sources.dwca import parse_xml
from oxyura.sources.names import slug
from oxyura.sources.study_rows import SourceRow

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_EML_BYTES = 32 * 2**20
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)", re.IGNORECASE)
_VERSION = re.compile(r"/v(\d+(?:\.\d+)*)$")


def read_source(archive: SafeArchive, metadata: str, where: str) -> SourceRow:
    """Return the source that a metadata document describes.

    Parameters
    ----------
    archive : SafeArchive
        The open archive.
    metadata : str
        Name of the document in it; empty where there is none.
    where : str
        Name of the archive, for messages, and for the source where nothing better is known.

    Returns
    -------
    SourceRow
        The citation as the publisher words it; title, version and year where he gives none; the file's name
        without any.
    """
    if not metadata:
        return unknown_source(where)
    root = parse_xml(archive.read(metadata, _EML_BYTES), f"{where}!{metadata}")
    title = _first_text(root, "title")
    match = _VERSION.search(root.get("packageId", ""))
    version = match[1] if match else ""
    published = _first_text(root, "pubDate")
    citation = _dataset_citation(root) or _plain_citation(title, version, published) or unknown_source(where).citation
    doi = _DOI.search(citation) or _DOI.search(" ".join(_texts(root, "alternateIdentifier")))
    url = next((text for text in _texts(root, "alternateIdentifier") if text.startswith(("https://", "http://"))), "")
    notes = [f"version {version}"] if version else []
    notes += [f"published {published}"] if published else []
    return SourceRow(
        source_id_of(where, version),
        citation,
        doi=doi[0].rstrip(".,;)") if doi else "",
        url=url,
        licence=_licence(root),
        note=f"{where}; {', '.join(notes)}" if notes else where,
    )


def unknown_source(where: str) -> SourceRow:
    """Return a source for a file that says nothing about itself."""
    return SourceRow(source_id_of(where, ""), f"{where} (the file names no citation: give it here)", note=where)


def source_id_of(where: str, version: str) -> str:
    """Return an identifier from a file's name and its version."""
    stem = re.sub(r"(\.(zip|csv|tsv|txt|gz|parquet|xml))+$", "", where, flags=re.IGNORECASE)
    number = slug(version)
    base = slug(stem) or "source"
    return f"{base}-{number}" if number and number not in slug(stem) else base


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _texts(root: Element, name: str) -> Iterator[str]:
    for element in root.iter():
        if _local(element) == name:
            text = " ".join("".join(element.itertext()).split())
            if text:
                yield text


def _first_text(root: Element, name: str) -> str:
    return next(_texts(root, name), "")


def _dataset_citation(root: Element) -> str:
    """Find the data set's own citation; those in ``bibliography`` are of other works."""
    for holder in root.iter():
        if _local(holder) in ("gbif", "metadata"):
            for child in holder:
                if _local(child) == "citation":
                    return " ".join("".join(child.itertext()).split())
    return ""


def _plain_citation(title: str, version: str, published: str) -> str:
    if not title:
        return ""
    return ". ".join(part for part in (title, f"Version {version}" if version else "", published) if part) + "."


def _licence(root: Element) -> str:
    for element in root.iter():
        if _local(element) in ("intellectualRights", "licensed"):
            said = " ".join([*element.itertext(), *(child.get("url", "") for child in element.iter())])
            return licence_name(said)
    return ""


def licence_name(text: str) -> str:
    """Return the short name of a Creative Commons licence, other texts shortened as they are.

    Examples
    --------
    >>> licence_name("http://creativecommons.org/licenses/by-nc/4.0/legalcode")
    'CC BY-NC 4.0'
    >>> licence_name("CC0_1_0")
    'CC0 1.0'
    """
    match = _CREATIVE_COMMONS.search(text)
    if match is not None:
        if match[1].lower() == "publicdomain":
            return f"CC0 {match[3]}" if match[2].lower() == "zero" else f"Public domain {match[3]}"
        return f"CC {match[2].upper()} {match[3]}"
    code = re.fullmatch(r"CC(0|_BY(?:_NC)?(?:_SA|_ND)?)_(\d)_(\d)", text.strip())
    if code is not None:
        kind = "CC0" if code[1] == "0" else f"CC {code[1][1:].replace('_', '-')}"
        return f"{kind} {code[2]}.{code[3]}"
    return " ".join(text.split())[:200]
