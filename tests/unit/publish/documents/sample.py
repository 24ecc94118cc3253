"""A document with everything that a document may hold, and the files of the folder that it stands in."""

from __future__ import annotations

import json

from oxyura.publish.documents.document import Bullets, Document, Paragraph, Picture, Section, Span, Table
from oxyura.publish.documents.wording import bound, linked, named, paragraph, plain, say
from oxyura.publish.language import words_for
from oxyura.publish.number_words import THIN
from oxyura.publish.result_folder import OutputFile

EN = words_for("en")
HOSTILE = '#panic("run") *bold* $x$ <script>alert(1)</script> & "quoted" \\ @label'
ARABIC = "بطة بيضاء الرأس"
LONG = "Supercalifragilistic" * 15
DRAWING = (
    '<svg viewBox="0 0 100 50" class="chart"><line class="base" x1="0" y1="40" x2="100" y2="40"/>'
    '<text class="axis-title" x="2" y="48">1990</text></svg>'
)
SUMMARY = {
    "seed": 4,
    "version": "0.1.0",
    "migrants": {
        "duck": {
            "growth_now": {"median": 0.9874, "low": 0.9773, "high": 0.9994},
            "abundance": 265217.0,
            "rates_without_interval": 11,
            "verdict": "unproven",
            "nothing": None,
        }
    },
    "pairs": [{"reasons": ["Its loss is 2.5 % at 12 sites since 2001-05-30."]}, {}],
}
MEASURES = "measure_id,cost,notes\nshoot-ducks,4600000,\n'=bait,12.5,'=x\n"
FOLDER = (
    OutputFile("summary.json", json.dumps(SUMMARY).encode(), "application/json", "The answer"),
    OutputFile("tables/measures.csv", MEASURES.encode(), "text/csv", "Measures"),
)
GROWTH = "summary.json#/migrants/duck/growth_now"


def make_document(*more: Paragraph | Bullets | Table | Picture | Section, **changes: object) -> Document:
    table = Table(
        "Threats and what is done about them",
        ("Threat", "Result", "Cost"),
        tuple(
            (
                (paragraph(named(name)),),
                (plain("No ducks."), plain("Who decides?", tone="question")),
                (paragraph(bound(f"GBP 4{THIN}600{THIN}000", "tables/measures.csv#/shoot-ducks/cost")),),
            )
            for name in ("Ruddy Duck", HOSTILE, ARABIC, LONG)
        ),
        (40, 40, 20),
        row_headings=True,
    )
    growth = bound(EN.yearly(0.9874), f"{GROWTH}/median")
    values: dict[str, object] = {
        "title": "Plan for the White-headed Duck",
        "subtitle": "A draft",
        "language": "en",
        "blocks": (
            say(EN, "%(name)s: %(text)s", name=named("White-headed Duck"), text=growth, tone="lead"),
            plain("Which authority decides?", tone="question"),
            plain("Upper bounds.", tone="caution"),
            paragraph("See ", linked("the resolution", "https://www.cms.int/"), ", ", Span("now", strong=True), "."),
            Section(
                "threats",
                "Threats",
                (
                    table,
                    Section("inner", "What is seen", (Picture(DRAWING, "A line that falls.", "A line."),)),
                ),
            ),
            Section(
                "steps",
                "Steps",
                (
                    Bullets(((plain("First"), Bullets(((plain("inner"),),))), (plain("Second"),)), ordered=True),
                    Bullets(((plain("A point"), plain("and more of it", tone="quiet")),)),
                ),
                new_page=True,
            ),
            *more,
        ),
        "run": "0123456789abcdef",
        "date": "2026-11-22",
    }
    return Document(**{**values, **changes})  # type: ignore[arg-type]
