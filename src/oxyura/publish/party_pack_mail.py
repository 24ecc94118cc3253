"""A page made to survive an e-mail: what the looks of its tables rest on stands in the tables themselves."""

from __future__ import annotations

import re

# Programs for e-mail drop style sheets, and keep what stands in the elements.
_LINE = "#b8bfc2"
_STYLES = {
    "<table>": "border-collapse:collapse;width:100%",
    '<th scope="col">': f"border:1px solid {_LINE};padding:4px 6px;text-align:left;vertical-align:bottom;"
    "background:#e8eff1",
    "<td>": f"border:1px solid {_LINE};padding:4px 6px;text-align:left;vertical-align:top",
    '<p class="quiet">': "margin:0 0 3px;color:#52626c;font-size:smaller",
    '<p class="lead">': "font-size:larger",
}
_ELEMENT = re.compile("|".join(map(re.escape, _STYLES)))
_IN_CELL = re.compile(r"(?<=>)<p>(?=.*</td>$)|(?<=</p>)<p>(?=.*</td>$)", re.MULTILINE)


def fit_for_mail(page: bytes) -> bytes:
    """Return a page as `write_html` writes it with the looks of tables in their elements, to be pasted elsewhere.

    Notes
    -----
    Text of a study is escaped, so no tag that is found here can come from one.
    """
    text = _IN_CELL.sub('<p style="margin:0 0 3px">', page.decode())
    return _ELEMENT.sub(lambda tag: f'{tag[0][:-1]} style="{_STYLES[tag[0]]}">', text).encode()
