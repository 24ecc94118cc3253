"""`oxyura pathways`: how invaders came, in the Convention's categories, and what that brings to listed migrants."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.policy.pathway_crosswalk import CATEGORIES, SOURCE
from oxyura.policy.pathways import RULE, PathwayLine, PathwayReview
from oxyura.publish.language import words_for
from oxyura.publish.one_file import check_file, write_file
from oxyura.publish.pathway_page import MARK, render_pathways
from oxyura.schema.errors import InputError
from oxyura.study.delimited import escape_formula
from oxyura.study.pathway_review import ReviewedStudies, review_studies

_Cell = Callable[[PathwayLine], object]

# A column of the CSV file and what stands in it.
_COLUMNS: dict[str, _Cell] = {
    "level": lambda line: line.level,
    "rank": lambda line: line.rank,
    "darwin_core_concept": lambda line: line.concept,
    "cbd_category": lambda line: CATEGORIES.get(line.category or ""),
    "pathway": lambda line: line.name,
    "invaders": lambda line: "; ".join(line.invaders),
    "introductions": lambda line: line.introductions,
    "invaders_without_first_year": lambda line: line.undated,
    "expected_invaders": lambda line: "; ".join(line.expected),
    "demonstrated_threat": lambda line: "; ".join(line.demonstrated),
    "inferred_threat": lambda line: "; ".join(line.inferred),
    "unproven": lambda line: "; ".join(line.unproven),
    "exposed_populations": lambda line: f"{line.exposed:.4g}",
    "prevent_or_detect": lambda line: "; ".join(f"{measure.study}/{measure.measure_id}" for measure in line.measures),
}


def run(
    studies: list[str],
    *,
    out: Path | None,
    force: bool,
    period_years: int,
    language: str,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Review the pathways of studies, tell them and write the file that was asked for."""
    words_for(language)
    if out is not None:
        _check_out(out, force)
    reviewed = review_studies(
        studies, period_years=period_years, encoding=encoding, progress=say_progress(quiet or as_json)
    )
    written = None
    if out is not None:
        page = out.suffix.lower() == ".html"
        text = render_pathways(reviewed.studies, reviewed.review, language) if page else _to_csv(reviewed.review)
        written = write_file(out, text.encode(), force=force, is_ours=_is_ours)
    if as_json:
        write_json(_to_json(reviewed, period_years, written))
    elif not quiet:
        _show(reviewed, written)
    return 0


def _check_out(out: Path, force: bool) -> None:
    if out.suffix.lower() not in (".csv", ".html"):
        raise InputError(
            f"The file can end in .html or .csv, not in '{out.suffix[:20]}'.",
            where=str(out),
            remedy="Name a file such as ways.html, the page, or ways.csv, the table.",
        )
    check_file(out, force=force, is_ours=_is_ours)


def _is_ours(beginning: bytes) -> bool:
    return MARK.encode() in beginning or beginning.startswith(",".join(_COLUMNS).encode())


def _lines(review: PathwayReview) -> tuple[PathwayLine, ...]:
    return (*review.categories, *review.subcategories, *review.above_categories, review.unknown)


def _to_csv(review: PathwayReview) -> str:
    periods = sorted({(span.from_year, span.to_year) for line in _lines(review) for span in line.periods})
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*_COLUMNS, *(f"first_records_{begin}_{end}" for begin, end in periods)])
    for line in _lines(review):
        counts = {(span.from_year, span.to_year): span.records for span in line.periods}
        cells = [_text(cell(line)) for cell in _COLUMNS.values()]
        writer.writerow([*cells, *(_text(counts.get(span)) for span in periods)])
    return stream.getvalue()


def _text(value: object) -> str:
    return "" if value is None else escape_formula(" ".join(str(value).split()))


def _to_json(reviewed: ReviewedStudies, period_years: int, written: Path | None) -> dict[str, object]:
    review = reviewed.review
    return {
        "studies": list(reviewed.studies),
        "scheme": SOURCE,
        "rule": RULE,
        "period_years": period_years,
        "categories": [_line_json(line) for line in review.categories],
        "subcategories": [_line_json(line) for line in review.subcategories],
        "above_categories": [_line_json(line) for line in review.above_categories],
        "unknown": _line_json(review.unknown),
        "cautions": list(review.cautions),
        **({} if written is None else {"file": str(written)}),
    }


def _line_json(line: PathwayLine) -> dict[str, object]:
    return {
        "concept": line.concept,
        "category": line.category,
        "name": line.name,
        "rank": line.rank,
        "invaders": list(line.invaders),
        "introductions": line.introductions,
        "invaders_without_first_year": line.undated,
        "first_records": [
            {
                "from_year": span.from_year,
                "to_year": span.to_year,
                "invaders": span.records,
                "per_year": span.per_year,
                "low": span.low,
                "high": span.high,
            }
            for span in line.periods
        ],
        "expected_invaders": list(line.expected),
        "listed_migrants": {
            "demonstrated_threat": list(line.demonstrated),
            "inferred_threat": list(line.inferred),
            "unproven": list(line.unproven),
        },
        "exposed_populations": round(line.exposed, 9),
        "measures": [
            {
                "study": measure.study,
                "measure_id": measure.measure_id,
                "kind": measure.kind,
                "outcome": measure.outcome,
            }
            for measure in line.measures
        ],
    }


def _show(reviewed: ReviewedStudies, written: Path | None) -> None:
    out = console()
    review = reviewed.review
    _show_lines("Pathways, by what they bring to listed migrants", (*review.categories, *_open(review)))
    if review.subcategories:
        _show_lines("Subcategories", review.subcategories)
    out.print(clean(RULE))
    for caution in review.cautions:
        out.print(f"Note: {clean(caution)}", style="yellow")
    if written is not None:
        out.print(clean(f"Written: {written}"))


def _open(review: PathwayReview) -> tuple[PathwayLine, ...]:
    return (*review.above_categories, review.unknown)


def _show_lines(title: str, lines: Sequence[PathwayLine]) -> None:
    listing = table(title, "Rank", "Pathway", "Invaders", "Listed migrants", "Prevented or detected by")
    for line in lines:
        harm = [
            f"{count} {word}"
            for count, word in (
                (len(line.demonstrated), "demonstrated"),
                (len(line.inferred), "inferred"),
                (len(line.unproven), "unproven"),
            )
            if count
        ]
        came = f"{len(line.invaders)}" + (f"\n{len(line.expected)} expected" if line.expected else "")
        listing.add_row(
            "" if line.rank is None else str(line.rank),
            clean(line.name),
            came,
            ", ".join(harm) or ("none at risk" if line.invaders else ""),
            clean(", ".join(measure.measure_id for measure in line.measures)) or ("nothing" if line.invaders else ""),
        )
    console().print(listing)
