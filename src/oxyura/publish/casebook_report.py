"""The casebook as one document: who harms whom by which mechanism, how sure, and on what evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from oxyura import __version__
from oxyura.impacts.verdicts import SEVERITY
from oxyura.publish.casebook_counts import (
    count_invaders,
    count_kinds,
    count_mechanisms,
    date_listings,
    glance_at,
    name_populations,
    share_verdicts,
)
from oxyura.publish.casebook_rows import CasebookLines, CasebookRow, read_casebook
from oxyura.publish.language import Translation, words_for
from oxyura.publish.one_file import check_file, write_file
from oxyura.publish.page_templates import page_environment, read_style
from oxyura.publish.page_verdicts import verdict_meanings
from oxyura.schema.errors import InputError
from oxyura.study.delimited import escape_formula
from oxyura.study.judged_studies import JudgedStudy

ENDINGS = (".html", ".csv")
COLUMNS = (
    "study",
    "title",
    "migrant_id",
    "migrant",
    "scientific_name",
    "population",
    "listing",
    "invader_id",
    "invader",
    "invader_scientific_name",
    "invader_group",
    "stage",
    "mechanism",
    "sites",
    "verdict",
    "rule",
    "effect",
    "reasons",
    "precaution",
    "would_settle",
    "other_causes",
    "sources",
)
_MARK = '<meta name="oxyura-document" content="casebook">'


@dataclass(frozen=True)
class ReviewPoint:
    """What the review behind the resolution says, where it was read, and what the casebook adds."""

    says: str
    read: str
    adds: str


def check_report(out: str | Path, *, force: bool = False) -> Path:
    """Tell early whether the document could be written.

    Parameters
    ----------
    out : str or Path
        A file that ends in ``.html`` or ``.csv``.
    force : bool
        Whether an earlier document of this kind may be replaced.

    Raises
    ------
    InputError
        The ending is another one, something else stands there, or the place cannot be reached.
    """
    if Path(out).suffix.lower() not in ENDINGS:
        raise InputError(
            f"The document can end in {' or '.join(ENDINGS)}, not in '{Path(out).suffix}'.",
            where=str(out),
            remedy="Name a file such as casebook.html.",
        )
    return check_file(out, force=force, is_ours=_is_ours)


def write_casebook_report(
    studies: Sequence[JudgedStudy], out: str | Path, *, language: str = "en", force: bool = False
) -> Path:
    """Write the document of judged studies, whole or not at all.

    Parameters
    ----------
    studies : sequence of JudgedStudy
        In the order in which they are to stand.
    out : str or Path
        A file that ends in ``.html`` (one page, no outside request) or ``.csv`` (a row per line of the matrix).
    language : {'en', 'fr', 'es'}
        Of the document's own words and numbers; names and notes stay as the studies have them.
    force : bool
        Whether an earlier document of this kind may be replaced.

    Returns
    -------
    Path
        The file, absolute.

    Raises
    ------
    InputError
        The program does not speak the language, or the file cannot be written there.
    """
    target = check_report(out, force=force)
    words = words_for(language)
    lines = read_casebook(studies, words)
    text = render_matrix(lines) if target.suffix.lower() == ".csv" else render_casebook(lines, words)
    return write_file(target, text.encode(), force=force, is_ours=_is_ours)


def render_casebook(lines: CasebookLines, words: Translation) -> str:
    """Return the document as one HTML page: style inside, no script, no request, every text of a study escaped."""
    return page_environment(words).get_template("casebook.html.j2").render(_content(lines, words))


def render_matrix(lines: CasebookLines) -> str:
    """Return the matrix as CSV text, in which no cell is run as a formula by a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for study in lines.studies:
        causes = {other.species: "; ".join(other.causes) for other in study.other_causes}
        for row in study.rows:
            cells = _cells(row, study.title, causes.get(row.species, ""))
            writer.writerow([escape_formula(" ".join(cell.split())) for cell in cells])
    return text.getvalue()


def _cells(row: CasebookRow, title: str, other_causes: str) -> tuple[str, ...]:
    invader = row.invader
    return (
        row.study,
        title,
        row.migrant_id,
        row.species.name,
        row.species.scientific_name,
        row.species.population,
        row.listing,
        row.invader_id,
        invader.name if invader else "",
        invader.scientific_name if invader else "",
        row.kind,
        row.stage,
        row.mechanism or "",
        row.sites,
        row.verdict,
        row.rule,
        "; ".join(f"{rate}: {size}" for size, rate in row.sizes),
        " ".join(row.reasons),
        row.precaution,
        row.would_settle,
        other_causes,
        " | ".join(source.citation for source in row.sources),
    )


def _content(lines: CasebookLines, words: Translation) -> dict[str, Any]:
    rows = [row for row in lines.rows if row.invader is not None]
    dated, undated = date_listings(lines)
    return {
        "style": read_style("report.css", "casebook.css"),
        "words": words,
        "version": __version__,
        "mark": Markup(_MARK),
        "lines": lines,
        "n_pairs": len(rows),
        "n_populations": sum(len(study.verdicts) for study in lines.studies),
        "n_invaders": count_invaders(rows),
        "shares": share_verdicts(lines),
        "threatened": words.joined(name_populations(lines, "demonstrated_threat")),
        "inferred": words.joined(name_populations(lines, "inferred_threat")),
        "severity": SEVERITY,
        "glance": glance_at(lines, words),
        "tallies": (
            (
                words.gettext("Mechanism"),
                words.gettext("Pairs by mechanism and verdict"),
                count_mechanisms(lines, words),
            ),
            (
                words.gettext("Kind of invader"),
                words.gettext("Pairs by kind of invader and verdict"),
                count_kinds(lines, words),
            ),
        ),
        "verdict_meanings": verdict_meanings(words),
        "review": _review(lines, rows, words),
        "listings_dated": [(words.date(date), number) for date, number in dated],
        "listings_undated": undated,
    }


def _review(lines: CasebookLines, rows: list[CasebookRow], words: Translation) -> tuple[ReviewPoint, ...]:
    harmful = [row for row in rows if row.verdict in ("demonstrated_threat", "inferred_threat")]
    summary = words.gettext("Read in a summary by one of its authors, not in the review itself.")
    chosen = words.gettext("Not recounted: the cases here are chosen, not sampled.")
    return (
        ReviewPoint(
            words.gettext(
                "Over one third of the species on the Appendices face some threat from invasive alien species."
            ),
            summary,
            chosen,
        ),
        ReviewPoint(
            words.gettext("78 invasive alien species have a recorded impact on listed species."),
            summary,
            words.say(
                "Not recounted. Species that stand as invaders here: %(all)s; of these a demonstrated or inferred "
                "threat to a listed migrant: %(harmful)s.",
                all=words.exact(count_invaders(rows)),
                harmful=words.exact(count_invaders(harmful)),
            ),
        ),
        ReviewPoint(
            words.gettext("Seabirds and marine turtles on their island nesting grounds are hit most."),
            summary,
            words.gettext(
                "Neither confirmed nor refuted: the casebook has demonstrated threats and open questions on such "
                "grounds, and it cannot rank groups of species."
            ),
        ),
        ReviewPoint(
            words.gettext("How many species by group, and how many by mechanism."),
            words.gettext("Not found in what was read, so no such count of the review is shown."),
            words.gettext("The counts in this document are those of the casebook alone."),
        ),
    )


def _is_ours(beginning: bytes) -> bool:
    return _MARK.encode() in beginning or beginning.startswith(",".join(COLUMNS).encode() + b"\n")
