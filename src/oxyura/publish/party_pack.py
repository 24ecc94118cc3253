"""A Party pack as a folder, all of it or nothing: first page, list, tables, archive, and what they were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from oxyura import __version__
from oxyura.publish.documents.docx_writer import write_docx
from oxyura.publish.documents.files import DOCX
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.language import Translation, words_for
from oxyura.publish.party_pack_archive import write_archive
from oxyura.publish.party_pack_eml import Publisher
from oxyura.publish.party_pack_first import describe_first_page
from oxyura.publish.party_pack_list import describe_list
from oxyura.publish.party_pack_mail import fit_for_mail
from oxyura.publish.party_pack_summary import summarise_pack
from oxyura.publish.party_pack_tables import write_tables
from oxyura.publish.party_pack_words import PackWords
from oxyura.publish.result_folder import METADATA_FILE, SUMMARY_FILE, OutputFile, write_folder
from oxyura.publish.result_marks import mark_of
from oxyura.publish.summary import to_bytes
from oxyura.study.party_list import PartyList


def write_pack(
    gathered: PartyList,
    out: str | Path,
    *,
    language: str = "en",
    publisher: Publisher | None = None,
    inputs: Sequence[Path] = (),
    force: bool = False,
) -> Path:
    """Write the pack of a Party into an empty or new folder.

    Parameters
    ----------
    gathered : PartyList
        What the pack tells.
    out : str or Path
        The folder: missing, empty, or with `force` an earlier pack.
    language : {'en', 'fr', 'es'}
        Of the pages and of the reasons in the tables; names stay as the studies have them.
    publisher : Publisher, optional
        Who publishes the archive.
    inputs : sequence of Path
        Files that were read beside the studies, for their checksums.
    force : bool
        Whether an earlier result may be replaced.

    Returns
    -------
    Path
        The folder, absolute.

    Raises
    ------
    InputError
        The folder is something else, or cannot be written; it is then as it was.
    """
    words = words_for(language)
    files = (*_pages(gathered, words), *write_tables(PackWords(gathered, words)), *_data(gathered, publisher))
    return write_folder(out, (*files, _metadata(gathered, files, inputs)), kind="list", force=force)


def _pages(gathered: PartyList, words: Translation) -> tuple[OutputFile, ...]:
    # Each document numbers its own sources.
    first, whole = describe_first_page(PackWords(gathered, words)), describe_list(PackWords(gathered, words))
    written = (
        ("first-page", "The first page, to paste into an e-mail", first, fit_for_mail(write_html(first))),
        ("list", "The list with its evidence, rules, options and legal grounds", whole, write_html(whole)),
    )
    return tuple(
        file
        for name, what, page, html in written
        for file in (
            OutputFile(f"{name}.html", html, "text/html", what),
            OutputFile(f"{name}.docx", write_docx(page), DOCX, what),
        )
    )


def _data(gathered: PartyList, publisher: Publisher | None) -> tuple[OutputFile, ...]:
    archive = write_archive(PackWords(gathered, words_for("en")), publisher or Publisher())
    summary = to_bytes(summarise_pack(gathered))
    return (
        OutputFile("archive.zip", archive, "application/zip", "The list as a Darwin Core Archive"),
        OutputFile(SUMMARY_FILE, summary, "application/json", "The list in short, for programs"),
    )


def _metadata(gathered: PartyList, files: Sequence[OutputFile], inputs: Sequence[Path]) -> OutputFile:
    """Return what the folder was made from and with, as RO-Crate 1.1; it also marks the folder as ours."""
    outputs = [
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
    read = [
        {
            "@id": f"#input/{quote(each.study.name)}/{quote(file.name)}",
            "@type": "CreativeWork",
            "name": f"{each.study.name}/{file.name}",
            "contentSize": str(file.size_bytes),
            **({"sha256": file.sha256} if file.sha256 else {}),
        }
        for each in gathered.studies
        for file in each.study.files
    ]
    read += [
        {
            "@id": f"#input/{number}/{quote(path.name)}",
            "@type": "CreativeWork",
            "name": path.name,
            "contentSize": str(path.stat().st_size),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for number, path in enumerate(inputs, start=1)
    ]
    program = {"@id": "#oxyura", "@type": "SoftwareApplication", "name": "oxyura", "version": __version__}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "additionalType": mark_of("list"),
        "name": f"Party pack: {gathered.party_name}",
        "description": "Alien species that restrictions might apply to under CMS Resolution 11.28",
        "datePublished": gathered.drawn.date,
        "license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "mentions": {"@id": "#run"},
        "hasPart": [{"@id": each["@id"]} for each in outputs],
    }
    run = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"List for {gathered.party}",
        "instrument": {"@id": "#oxyura"},
        "object": [{"@id": each["@id"]} for each in read],
        "result": [{"@id": each["@id"]} for each in outputs],
    }
    about = {
        "@id": METADATA_FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    context = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
    graph = [about, root, run, program, *read, *outputs]
    return OutputFile(
        METADATA_FILE,
        to_bytes({"@context": context, "@graph": graph}),
        "application/ld+json",
        "What the pack was made from and with",
    )
