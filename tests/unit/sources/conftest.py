"""Small files of outside data, made for the tests: archives, checklists, tables of records."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

TAXON = ("id", "scientificName", "acceptedNameUsage", "kingdom", "class", "taxonRank", "taxonomicStatus")
DISTRIBUTION = ("id", "countryCode", "occurrenceStatus", "establishmentMeans", "eventDate")
PROFILE = ("id", "isInvasive", "habitat")
EML = """<eml:eml xmlns:eml="eml://ecoinformatics.org/eml-2.1.1" packageId="1f2e/v2.3"><dataset>
<alternateIdentifier>https://example.org/list</alternateIdentifier><title>A list of aliens</title>
<pubDate>2024-02-01</pubDate>
<intellectualRights><para>Under <ulink url="http://creativecommons.org/licenses/by/4.0/legalcode">this</ulink>.</para>
</intellectualRights></dataset><additionalMetadata><metadata><gbif>
<citation>Somebody (2024): A list of aliens. https://doi.org/10.15468/abc123.</citation>
<bibliography><citation>Another work</citation></bibliography></gbif></metadata></additionalMetadata></eml:eml>"""


def meta_table(tag: str, row_type: str, file: str, columns: tuple[str, ...], **attributes: str) -> str:
    said = {
        "encoding": "UTF-8",
        "fieldsTerminatedBy": "\\t",
        "linesTerminatedBy": "\\n",
        "fieldsEnclosedBy": "",
        "ignoreHeaderLines": "1",
        **attributes,
    }
    written = " ".join(f'{name}="{value}"' for name, value in said.items())
    key = "id" if tag == "core" else "coreid"
    fields = "".join(
        f'<field index="{place}" term="http://rs.tdwg.org/dwc/terms/{term}"/>'
        for place, term in enumerate(columns)
        if term != "id"
    )
    return (
        f'<{tag} {written} rowType="http://rs.tdwg.org/dwc/terms/{row_type}"><files><location>{file}</location></files>'
        f'<{key} index="0"/>{fields}</{tag}>'
    )


def meta_xml(*tables: str) -> str:
    return f'<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml">{"".join(tables)}</archive>'


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Pack texts or bytes into a zip file."""

    def pack(name: str, members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", method) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path

    return pack


@pytest.fixture
def checklist(zipped: Callable[..., Path]) -> Callable[..., Path]:
    """Make a GRIIS-like archive from rows (taxon, distribution, profile), each a dict by term."""

    def make(
        rows: list[dict[str, str]],
        name: str = "griis-nowhere.zip",
        distribution: tuple[str, ...] = DISTRIBUTION,
        extra: dict[str, str] | None = None,
    ) -> Path:
        usual = {
            "kingdom": "Animalia",
            "class": "Aves",
            "taxonRank": "SPECIES",
            "taxonomicStatus": "ACCEPTED",
            "countryCode": "ES",
            "occurrenceStatus": "Present",
            "establishmentMeans": "Alien",
            "isInvasive": "Null",
            "habitat": "Terrestrial",
        }
        texts = {}
        for file, columns in (("taxon", TAXON), ("distribution", distribution), ("speciesprofile", PROFILE)):
            lines = ["\t".join(columns)]
            for number, row in enumerate(rows):
                cells = {**usual, "id": str(number), **row}
                lines.append("\t".join(cells.get(column, "") for column in columns))
            texts[f"{file}.txt"] = "\n".join(lines) + "\n"
        texts["meta.xml"] = meta_xml(
            meta_table("core", "Taxon", "taxon.txt", TAXON),
            meta_table("extension", "Distribution", "distribution.txt", distribution),
            meta_table("extension", "SpeciesProfile", "speciesprofile.txt", PROFILE),
        )
        texts["eml.xml"] = EML
        return zipped(name, {**texts, **(extra or {})})

    return make


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Write a delimited file from a header and rows."""

    def write(
        header: str, *rows: str, name: str = "records.csv", delimiter: str = ",", encoding: str = "utf-8"
    ) -> Path:
        path = tmp_path / name
        lines = [line.replace(",", delimiter) for line in (header, *rows)]
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write
