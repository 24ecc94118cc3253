"""`oxyura casebook`: the studies that ship, as a list and as one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.publish.language import words_for
from oxyura.study.judged_studies import JudgedStudy, judge_casebook


def run(*, report: Path | None, force: bool, language: str, as_json: bool, quiet: bool) -> int:
    """List the shipped studies with their titles, tiers and verdicts, and write the document that was asked for."""
    progress = say_progress(quiet or as_json)
    words_for(language)
    if report is not None:
        from oxyura.publish.casebook_report import check_report

        check_report(report, force=force)
    studies = judge_casebook(progress=progress)
    written = None
    if report is not None:
        from oxyura.publish.casebook_report import write_casebook_report

        progress("Writing the document")
        written = write_casebook_report(studies, report, language=language, force=force)
    if as_json:
        document = {} if written is None else {"report": str(written)}
        write_json({"studies": [_entry(judged) for judged in studies], **document})
    elif not quiet:
        _show(studies, written)
    return 0


def _entry(judged: JudgedStudy) -> dict[str, object]:
    return {
        "name": judged.study.name,
        "title": judged.study.settings.title,
        "tier": judged.tier,
        "verdicts": dict(judged.verdicts),
    }


def _show(studies: Sequence[JudgedStudy], written: Path | None) -> None:
    out = console()
    if written is not None:
        pairs = sum(len(judged.pairs) for judged in studies)
        out.print(clean(f"{written}: {len(studies)} studies, {pairs} pairs of migrant and invader."))
        return
    listing = table("Studies that ship with the program", "Name", "Title", "Data reach", "Verdicts")
    for judged in studies:
        counted = Counter(judged.verdicts.values())
        told = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in counted.items())
        listing.add_row(judged.study.name, judged.study.settings.title, judged.tier, told)
    out.print(listing)
    out.print("Use a name wherever a STUDY is asked for: oxyura assess NAME --out DIR")
