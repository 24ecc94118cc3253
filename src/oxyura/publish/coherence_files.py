"""A flyway's gaps as files: `gaps.csv`, `additions.csv`, `exposures.csv`, `frontier.csv`, `summary.json`."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from oxyura import __version__
from oxyura.policy.coherence import Coherence, Gap, Reading
from oxyura.policy.listing_reach import Alternatives, Listing, Reach
from oxyura.publish.coherence_page import render_coherence
from oxyura.publish.result_folder import METADATA_FILE, SUMMARY_FILE, OutputFile, write_folder
from oxyura.publish.result_marks import mark_of
from oxyura.publish.summary import to_bytes
from oxyura.study.delimited import escape_formula
from oxyura.study.package import Study

GAP_COLUMNS = (
    "party",
    "invader",
    "listed",
    "present_there",
    "status_at_sites",
    "exposure_told",
    "exposure_possible_here",
    "exposure_possible_elsewhere",
    "exposes_at_sites_in",
    "concerned_parties",
    "migrants",
    "verdict",
)
ADDITION_COLUMNS = ("reading", "set", "party", "invader")
EXPOSURE_COLUMNS = (
    "study",
    "migrant_id",
    "stage",
    "site_id",
    "party",
    "invader_id",
    "invader",
    "status",
    "pathways",
    "share",
    "verdict",
    "listed",
    "shared",
    "other_parties",
    "may_come_from",
    "exposure_told",
    "exposure_possible",
    "counts_told",
    "counts_possible",
    "closed_by_told",
    "closed_by_possible",
)
FRONTIER_COLUMNS = ("reading", "most", "closed", "share_of_closable", "bound", "gap", "additions")

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def write_coherence(
    coherence: Coherence, studies: Sequence[Study], out: str | Path, *, language: str = "en", force: bool = False
) -> Path:
    """Write the answer on a flyway into a folder, whole or not at all.

    Parameters
    ----------
    coherence : Coherence
        The answer.
    studies : sequence of Study
        The studies it was made from.
    out : str or Path
        The folder: missing, empty, or with `force` an earlier one of this kind.
    language : {'en', 'fr', 'es'}
        Of the page.
    force : bool
        Whether an earlier result may be replaced.

    Raises
    ------
    InputError
        The program does not speak the language, or the folder cannot be written.
    """
    page = render_coherence(coherence, studies, language).encode()
    files = [
        OutputFile("coherence.html", page, "text/html", "The page for a meeting"),
        OutputFile("gaps.csv", gaps_csv(coherence).encode(), "text/csv", "Every gap, and what it exposes"),
        OutputFile("additions.csv", additions_csv(coherence).encode(), "text/csv", "The best additions, both readings"),
        OutputFile("exposures.csv", exposures_csv(coherence).encode(), "text/csv", "Every exposure and what closes it"),
        OutputFile(
            "frontier.csv", frontier_csv(coherence).encode(), "text/csv", "What each number of additions closes"
        ),
        OutputFile(SUMMARY_FILE, to_bytes(coherence_json(coherence)), "application/json", "The answer as JSON"),
    ]
    return write_folder(out, [*files, _metadata(coherence, studies, files)], kind="coherence", force=force)


def gaps_csv(coherence: Coherence) -> str:
    """Return the gaps as CSV, in which no cell is run as a formula by a spreadsheet."""
    return _csv(GAP_COLUMNS, (_gap_cells(gap, coherence) for gap in coherence.gaps))


def _gap_cells(gap: Gap, coherence: Coherence) -> tuple[str, ...]:
    return (
        gap.listing.party,
        coherence.names[gap.listing.taxon],
        gap.standing,
        "yes" if gap.is_present else "no",
        ";".join(gap.statuses),
        repr(gap.told),
        repr(gap.here),
        repr(gap.elsewhere),
        ";".join(gap.exposed),
        ";".join(gap.concerned),
        ";".join(f"{study}/{migrant}" for study, migrant in gap.migrants),
        gap.verdict,
    )


def additions_csv(coherence: Coherence) -> str:
    """Return the smallest sets that close everything, in both readings, as CSV."""
    return _csv(
        ADDITION_COLUMNS,
        (
            (reading.name, "smallest", listing.party, coherence.names[listing.taxon])
            for reading in coherence.readings.values()
            for listing in reading.smallest
        ),
    )


def exposures_csv(coherence: Coherence) -> str:
    """Return every exposure with what closes it, as CSV; sites by their short name, never by their place."""
    return _csv(EXPOSURE_COLUMNS, (_exposure_cells(reach, coherence) for reach in coherence.reaches))


def _exposure_cells(reach: Reach, coherence: Coherence) -> tuple[str, ...]:
    row = reach.exposure
    return (
        row.study,
        row.migrant_id,
        row.stage,
        row.site.site_id,
        row.site.party or "",
        row.invader_id,
        coherence.names[row.taxon],
        row.status,
        ";".join(row.pathways),
        repr(row.share),
        row.verdict,
        reach.listed,
        reach.shared,
        ";".join(reach.others),
        ";".join(reach.from_),
        repr(row.told),
        repr(row.possible),
        "yes" if reach.counts_as_told else "no",
        "yes" if reach.counts_as_possible else "no",
        _sets(reach.told, coherence),
        _sets(reach.possible, coherence),
    )


def _sets(alternatives: Alternatives, coherence: Coherence) -> str:
    if not alternatives:
        return "no listing"
    if not all(alternatives):
        return "closed"
    return " or ".join(" and ".join(_said(listing, coherence) for listing in sorted(each)) for each in alternatives)


def _said(listing: Listing, coherence: Coherence) -> str:
    return f"{listing.party}: {coherence.names[listing.taxon]}"


def frontier_csv(coherence: Coherence) -> str:
    """Return what each number of additions closes, in both readings, as CSV."""
    return _csv(
        FRONTIER_COLUMNS,
        (
            (
                reading.name,
                str(point.most),
                repr(point.closed),
                repr(_part(point.closed, reading.closable)),
                repr(point.bound),
                repr(point.gap),
                "; ".join(_said(listing, coherence) for listing in point.listings),
            )
            for reading in coherence.readings.values()
            for point in reading.frontier
        ),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([escape_formula(_CONTROL.sub(" ", cell).strip()) for cell in row] for row in rows)
    return text.getvalue()


def coherence_json(coherence: Coherence) -> dict[str, Any]:
    """Return the answer as JSON: gaps, both readings with their frontier, notes; numbers that are not known as null."""
    return {
        "version": __version__,
        "studies": list(coherence.studies),
        "date": coherence.date,
        "parties": list(coherence.parties),
        "at_the_table": list(coherence.at_the_table),
        "within_km": coherence.within_km,
        "regulations": coherence.n_regulations,
        "weights": {"listing": dict(coherence.weights.listing), "verdict": dict(coherence.weights.verdict)},
        "readings": {name: _reading_json(reading, coherence) for name, reading in coherence.readings.items()},
        "gaps": [_gap_json(gap, coherence) for gap in coherence.gaps],
        "notes": [str(note) for note in coherence.notes],
    }


def _reading_json(reading: Reading, coherence: Coherence) -> dict[str, Any]:
    return {
        "exposure": reading.total,
        "closed_now": reading.closed_now,
        "out_of_reach": reading.out_of_reach,
        "closable": reading.closable,
        "smallest_set": [_listing_json(listing, coherence) for listing in reading.smallest],
        "smallest_set_at_least": reading.fewest,
        "smallest_set_proven": reading.is_smallest_proven,
        "frontier": [
            {
                "most": point.most,
                "closed": point.closed,
                "share_of_closable": _part(point.closed, reading.closable),
                "bound": point.bound,
                "gap": point.gap if math.isfinite(point.gap) else None,
                "additions": [_listing_json(listing, coherence) for listing in point.listings],
            }
            for point in reading.frontier
        ],
    }


def _listing_json(listing: Listing, coherence: Coherence) -> dict[str, str]:
    return {"party": listing.party, "invader": coherence.names[listing.taxon]}


def _gap_json(gap: Gap, coherence: Coherence) -> dict[str, Any]:
    return {
        **_listing_json(gap.listing, coherence),
        "listed": gap.standing,
        "present_there": gap.is_present,
        "status_at_sites": list(gap.statuses),
        "exposure_told": gap.told,
        "exposure_possible_here": gap.here,
        "exposure_possible_elsewhere": gap.elsewhere,
        "exposes_at_sites_in": list(gap.exposed),
        "concerned_parties": list(gap.concerned),
        "migrants": [{"study": study, "migrant_id": migrant} for study, migrant in gap.migrants],
        "verdict": gap.verdict,
    }


def _part(value: float, whole: float) -> float:
    return min(1.0, value / whole) if whole > 0 else 0.0


def _metadata(coherence: Coherence, studies: Sequence[Study], files: Sequence[OutputFile]) -> OutputFile:
    """Return what the result was made from; its mark lets --force know it again."""
    inputs = [
        {
            "@id": f"#input/{quote(study.name)}/{quote(file.name)}",
            "@type": "CreativeWork",
            "name": f"{study.name}: {file.name}",
            "description": "A file of a study; it is not in this folder",
            "contentSize": str(file.size_bytes),
            **({"sha256": file.sha256} if file.sha256 else {}),
        }
        for study in studies
        for file in study.files
    ]
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
    names = ", ".join(coherence.studies)
    graph: list[dict[str, Any]] = [
        {
            "@id": METADATA_FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "additionalType": mark_of("coherence"),
            "name": f"Flyway coherence: {names}",
            "description": "Gaps between the lists of the Parties of a flyway, made with Oxyura " + __version__,
            "datePublished": coherence.date,
            "license": "The tables rest on the sources of the studies, under their terms.",
            "isBasedOn": [{"@id": each["@id"]} for each in inputs],
            "hasPart": [{"@id": each["@id"]} for each in outputs],
        },
        *inputs,
        *outputs,
    ]
    context = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
    content = to_bytes({"@context": context, "@graph": graph})
    return OutputFile(METADATA_FILE, content, "application/ld+json", "What the result was made from and with")
