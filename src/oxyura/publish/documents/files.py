"""Documents written as a folder, all of it or nothing, with the files that their numbers come from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import quote

from oxyura import __version__
from oxyura.publish.documents.document import Document
from oxyura.publish.documents.docx_writer import write_docx
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.documents.pointers import Folder, split_pointer
from oxyura.publish.documents.soundness import check_document
from oxyura.publish.documents.tracing import spans_in, titles_in
from oxyura.publish.documents.typst_writer import write_pdf
from oxyura.publish.provenance import describe_software
from oxyura.publish.result_folder import METADATA_FILE, SUMMARY_FILE, OutputFile, check_destination, write_folder
from oxyura.publish.result_marks import mark_of
from oxyura.publish.summary import to_bytes

Format = Literal["html", "docx", "pdf"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITERS: Mapping[Format, tuple[Callable[[Document], bytes], str, str]] = MappingProxyType(
    {
        "html": (write_html, "text/html", "as a page to read and print"),
        "docx": (write_docx, DOCX, "to edit in a word processor"),
        "pdf": (write_pdf, "application/pdf", "to print and pass on, tagged for screen readers (PDF/UA-1)"),
    }
)
FORMATS: tuple[Format, ...] = tuple(_WRITERS)


def write_documents(
    out: str | Path,
    documents: Mapping[str, Document],
    formats: Sequence[Format],
    others: Sequence[OutputFile],
    *,
    kind: str,
    force: bool = False,
) -> Path:
    """Write documents to a folder, all or nothing: each in every format, and the files that their numbers come from.

    Parameters
    ----------
    out : str or Path
        The folder: missing, empty, or with `force` an earlier result of this program.
    documents : mapping of str to Document
        By the stem of their files, such as ``action-plan``.
    formats : sequence of {'html', 'docx', 'pdf'}
    others : sequence of OutputFile
        Files that stand beside them, `summary.json` among them. Where ``ro-crate-metadata.json`` is not, it is made.
    kind : str
        The verb of the command line that writes the folder, such as ``action-plan``; only it replaces the folder.
    force : bool
        Whether an earlier result may be replaced.

    Returns
    -------
    Path
        The folder, absolute.

    Raises
    ------
    InputError
        The folder is something else or cannot be written, or a document cannot be said in a format; nothing is then
        written.
    ValueError
        A document is not sound: a pointer to a file that is not there, a picture without alternative text.
    """
    check_destination(out, kind=kind, force=force)
    return write_folder(out, make_document_files(documents, formats, others, kind=kind), kind=kind, force=force)


def make_document_files(
    documents: Mapping[str, Document], formats: Sequence[Format], others: Sequence[OutputFile], *, kind: str
) -> tuple[OutputFile, ...]:
    """Return every file of a folder of documents, the metadata last; parameters as `write_documents`."""
    folder = Folder.of(others)
    if SUMMARY_FILE not in folder.files:
        raise ValueError(f"A folder of documents holds {SUMMARY_FILE}: add it to the other files.")
    for stem, document in documents.items():
        check_document(document)
        pointers = [span.pointer for span in spans_in(document.blocks) if span.pointer]
        pointers += [pointer for _, of_title in titles_in(document) for pointer in of_title]
        missing = {split_pointer(pointer)[0] for pointer in pointers} - set(folder.files)
        if missing:
            raise ValueError(f"The document {stem} points at {', '.join(sorted(missing))}, not among the other files.")
    written = tuple(
        OutputFile(f"{stem}.{name}", write(document), media_type, f"{document.title}, {purpose}")
        for stem, document in documents.items()
        for name in dict.fromkeys(formats)
        for write, media_type, purpose in (_WRITERS[name],)
    )
    files = (*written, *(file for file in others if file.name != METADATA_FILE))
    given = tuple(file for file in others if file.name == METADATA_FILE)
    return (*files, *(given or (_describe(documents, files, kind),)))


def _describe(documents: Mapping[str, Document], files: Sequence[OutputFile], kind: str) -> OutputFile:
    """Return what the folder is and was made with, as RO-Crate metadata."""
    outputs: list[dict[str, Any]] = [
        {
            "@id": quote(file.name),
            "@type": "File",
            "name": file.name,
            "description": file.description,
            "encodingFormat": file.media_type,
            "contentSize": str(len(file.content)),
            "sha256": hashlib.sha256(file.content).hexdigest(),
        }
        for file in files
    ]
    links = [{"@id": each["@id"]} for each in outputs]
    first = next(iter(documents.values()), None)
    runs = sorted({document.run for document in documents.values() if document.run})
    root = {
        "@id": "./",
        "@type": "Dataset",
        "additionalType": mark_of(kind),
        "name": kind if first is None else first.title,
        "description": f"Written by oxyura {kind}" + (f" from the run {', '.join(runs)}" if runs else ""),
        "datePublished": "" if first is None else first.date,
        "license": {"@id": "#licences"},
        "mentions": {"@id": "#run"},
        "hasPart": links,
    }
    graph = [
        {
            "@id": METADATA_FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        root,
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": f"Run {', '.join(runs)}".strip(),
            "instrument": {"@id": "#oxyura"},
            "result": links,
        },
        *describe_software(__version__, files),
        {
            "@id": "#licences",
            "@type": "CreativeWork",
            "name": "Licences of the sources",
            "description": "Each document lists its sources and their licences, which still hold.",
        },
        *outputs,
    ]
    context = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
    return OutputFile(
        METADATA_FILE,
        to_bytes({"@context": context, "@graph": graph}),
        "application/ld+json",
        "What the documents were made from and with",
    )
