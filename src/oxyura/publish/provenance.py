"""What a result was made from and with, as RO-Crate 1.1 metadata.

Only what the study and the program say: no clock, no path, no machine, so the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from oxyura.publish.result_folder import METADATA_FILE, OutputFile
from oxyura.publish.result_marks import mark_of
from oxyura.publish.summary import to_bytes
from oxyura.publish.web_links import doi_address, web_address
from oxyura.study.assessment import Assessment
from oxyura.study.package import InputFile

Entity = dict[str, Any]

# RO-Crate 1.1 takes schema.org as it was before it had a term for checksums.
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
CONFORMS_TO = "https://w3id.org/ro/crate/1.1"
LIBRARIES = ("numpy", "scipy", "numba", "pyarrow", "python-docx", "jinja2")
# Further ones, by the kind of file that is written with them.
LIBRARIES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType({"application/pdf": ("typst",)})

_PROGRAM, _RUN, _PYTHON, _LICENCES = "#oxyura", "#run", "#python", "#licences"
_APACHE = "https://www.apache.org/licenses/LICENSE-2.0"


def describe_result(assessment: Assessment, files: Sequence[OutputFile]) -> OutputFile:
    """Return ``ro-crate-metadata.json`` for the files of a result.

    Parameters
    ----------
    assessment : Assessment
        The answer; its study carries the names, sizes and checksums of what was read.
    files : sequence of OutputFile
        Every other file of the folder.
    """
    inputs = [_input(file) for file in assessment.study.files]
    outputs = [_output(file) for file in files]
    parameters = _parameters(assessment)
    sources = _sources(assessment)
    software = describe_software(assessment.version, files)
    graph = [
        {
            "@id": METADATA_FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": CONFORMS_TO},
            "about": {"@id": "./"},
        },
        _root(assessment, outputs, sources),
        {
            "@id": _RUN,
            "@type": "CreateAction",
            "name": "Assessment of the study",
            "instrument": {"@id": _PROGRAM},
            "object": [*_links(inputs), *_links(parameters)],
            "result": _links(outputs),
        },
        *software,
        *parameters,
        *inputs,
        *outputs,
        _licences(assessment),
        *sources,
    ]
    return OutputFile(
        METADATA_FILE,
        to_bytes({"@context": CONTEXT, "@graph": graph}),
        "application/ld+json",
        "What the result was made from and with",
    )


def _root(assessment: Assessment, outputs: list[Entity], sources: list[Entity]) -> Entity:
    settings = assessment.study.settings
    return {
        "@id": "./",
        "@type": "Dataset",
        "additionalType": mark_of("assess"),
        "name": settings.title,
        "description": settings.question or f"Assessment of the study {assessment.study.name}",
        "datePublished": settings.date,
        "license": {"@id": _LICENCES},
        "citation": _links(sources),
        "mentions": {"@id": _RUN},
        "hasPart": _links(outputs),
    }


def _licences(assessment: Assessment) -> Entity:
    sources = assessment.study.tables["sources"]
    by_licence: dict[str, list[str]] = {}
    for name, licence in zip(sources.words("source_id"), sources.words("licence", "not stated"), strict=True):
        by_licence.setdefault(licence, []).append(name)
    listed = "; ".join(f"{licence}: {', '.join(names)}" for licence, names in by_licence.items())
    return {
        "@id": _LICENCES,
        "@type": "CreativeWork",
        "name": "Licences of the sources",
        "description": (
            "The study's tables and the figures computed from them rest on sources under these terms, which "
            f"still hold: {listed or 'no source is named'}."
        ),
    }


def describe_software(oxyura_version: str, files: Sequence[OutputFile]) -> list[Entity]:
    """Return the program, the language and the libraries that files were made with, the program first."""
    kinds = dict.fromkeys(file.media_type for file in files)
    names = (*LIBRARIES, *(name for kind in kinds for name in LIBRARIES_OF.get(kind, ())))
    libraries = [
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "version": version(name)} for name in names
    ]
    python: Entity = {
        "@id": _PYTHON,
        "@type": "SoftwareApplication",
        "name": platform.python_implementation(),
        "version": platform.python_version(),
    }
    program: Entity = {
        "@id": _PROGRAM,
        "@type": "SoftwareApplication",
        "name": "oxyura",
        "version": oxyura_version,
        "license": {"@id": _APACHE},
        "softwareRequirements": _links([python, *libraries]),
    }
    licence: Entity = {
        "@id": _APACHE,
        "@type": "CreativeWork",
        "name": "Apache License 2.0",
        "identifier": "Apache-2.0",
    }
    return [program, python, *libraries, licence]


def _parameters(assessment: Assessment) -> list[Entity]:
    settings = assessment.study.settings
    values = {
        "seed": settings.seed,
        "draws": assessment.draws,
        "horizon_years": settings.horizon_years,
        "quasi_extinction_threshold": settings.quasi_extinction_threshold,
    }
    return [
        {"@id": f"#setting-{name}", "@type": "PropertyValue", "name": name, "value": value}
        for name, value in values.items()
    ]


def _input(file: InputFile) -> Entity:
    return {
        "@id": f"#input/{quote(file.name)}",
        "@type": "CreativeWork",
        "name": file.name,
        "description": "A file of the study; it is not in this folder",
        "contentSize": str(file.size_bytes),
        **({"sha256": file.sha256} if file.sha256 else {}),
    }


def _output(file: OutputFile) -> Entity:
    return {
        "@id": quote(file.name),
        "@type": "File",
        "name": file.name,
        "description": file.description,
        "encodingFormat": file.media_type,
        "contentSize": str(len(file.content)),
        "sha256": hashlib.sha256(file.content).hexdigest(),
    }


def _sources(assessment: Assessment) -> list[Entity]:
    found = []
    for row in assessment.study.tables["sources"].records():
        doi, url = (doi_address(_text(row["doi"])), web_address(_text(row["url"])))
        entity: Entity = {
            "@id": f"#source/{quote(str(row['source_id']))}",
            "@type": "CreativeWork",
            "name": row["citation"],
        }
        if doi is not None:
            entity["identifier"] = doi
        if url is not None:
            entity["url"] = url
        entity["license"] = row["licence"] or "not stated"
        if row["note"]:
            entity["description"] = row["note"]
        found.append(entity)
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _links(entities: Sequence[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]
