"""Everything that an assessment is written as, put together and written at once."""

from __future__ import annotations

from pathlib import Path

from oxyura.publish.brief_docx import MEDIA_TYPE, write_brief
from oxyura.publish.parquet_tables import write_exposure, write_impacts
from oxyura.publish.plan_files import write_attribution, write_frontier, write_plan
from oxyura.publish.provenance import describe_result
from oxyura.publish.report_page import render_report
from oxyura.publish.result_folder import SUMMARY_FILE, OutputFile, check_destination, write_folder
from oxyura.publish.study_tables import write_tables
from oxyura.publish.summary import summarise, to_bytes
from oxyura.study.assessment import Assessment


def write_assessment(assessment: Assessment, out: str | Path, *, force: bool = False, language: str = "en") -> Path:
    """Write an assessment to a folder, all of it or nothing.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run.
    out : str or Path
        The folder: missing or empty; missing parents are made.
    force : bool
        Whether an earlier assessment may be replaced.
    language : {'en', 'fr', 'es'}
        Of the page and of `summary.docx`; names and notes stay as the study has them. `summary.json` is in English.

    Returns
    -------
    Path
        The folder, absolute.

    Raises
    ------
    InputError
        The folder holds something else, or cannot be written; it is then as it was.

    Notes
    -----
    The same assessment gives the same bytes. Killed at any moment, the folder is absent or whole; an earlier
    result that was being replaced is put back by the next run.
    """
    check_destination(out, kind="assess", force=force)
    return write_folder(out, make_files(assessment, language), kind="assess", force=force)


def make_files(assessment: Assessment, language: str = "en") -> tuple[OutputFile, ...]:
    """Return every file of a result, the metadata last."""
    files = (
        OutputFile(SUMMARY_FILE, to_bytes(summarise(assessment)), "application/json", "The answer, by population"),
        write_exposure(assessment.exposures),
        write_impacts(assessment.impacts),
        write_attribution(assessment),
        write_plan(assessment),
        write_frontier(assessment),
        *write_tables(assessment.study.tables),
        OutputFile("summary.docx", write_brief(assessment, language), MEDIA_TYPE, "The answer on one page"),
        OutputFile(
            "report.html",
            render_report(assessment, language).encode(),
            "text/html",
            "The answer as a page to read and print",
        ),
    )
    return (*files, describe_result(assessment, files))
