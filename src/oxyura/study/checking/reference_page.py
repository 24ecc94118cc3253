"""The reference page of all kinds of problem, written from the catalogue.

Write it anew after a change of the catalogue::

    python -m oxyura.study.checking.reference_page > docs/reference/checks.md
"""

from __future__ import annotations

import sys

from oxyura.study.checking import catalogue, catalogue_reading
from oxyura.study.checking.kinds import Topic

_OPENING = """\
# Checks

`oxyura check STUDY` reads a study and holds its tables against each other. It lists every problem with its file,
row, column and value, says what is wrong and what to do, and names its kind by a code. The codes are stable: scripts
may rely on them.

| severity | what it means |
|---|---|
| error | the study cannot be used until it is mended; `oxyura check` exits with 1 |
| warning | the study runs, and the answer repeats the warning: read it before you show the answer |
| note | what the program took for granted, or what the answer lacks |

Rows are counted as a spreadsheet counts them: the header is row 1. In a workbook the cell is named too, such as `D7`.
"""

_ACROSS = """\
## Problems between rows and tables

A row with a cell that could not be read is left out of sums and ties, so that one mistake is not told twice.
"""

_READING = """\
## Problems of files and cells

A cell with such an error counts as empty in the checks above.
"""


def reference_page() -> str:
    """Return the page as Markdown."""
    parts = [_OPENING, _ACROSS, *map(_topic, catalogue.TOPICS), _READING, *map(_topic, catalogue_reading.TOPICS)]
    return "\n".join(parts)


def _topic(topic: Topic) -> str:
    rows = [f"| `{kind.code}` | {kind.severity} | {kind.meaning} | {kind.remedy} |" for kind in topic.kinds]
    return "\n".join(
        [f"### {topic.title}", "", "| code | severity | what it means | what to do |", "|---|---|---|---|", *rows, ""]
    )


if __name__ == "__main__":
    sys.stdout.write(reference_page())
