"""What every document says of itself below its title and at the foot of its pages: date and run."""

from __future__ import annotations

from oxyura.publish.documents.document import Document
from oxyura.publish.language import words_for


def run_of(document: Document) -> str:
    """Return the run in words; empty for a document that comes from none."""
    return words_for(document.language).say("Run %(run)s", run=document.run) if document.run else ""


def stamp_of(document: Document) -> str:
    """Return date and run; without the date where the subtitle says it already."""
    date = words_for(document.language).date(document.date)
    return " · ".join(part for part in ("" if date in document.subtitle else date, run_of(document)) if part)


def foot_of(document: Document) -> str:
    """Return title and run, for the foot of each page."""
    return " · ".join(part for part in (document.title, run_of(document)) if part)
