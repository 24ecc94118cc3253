"""Every number of a page opens what it is from: its sources, licence, unit, interval and run, or the list it counts.

A number passes where a reader finds its evidence without searching. A new number that opens nothing fails here: make it
a figure (``parts.figure``), put ``parts.evidence`` into its section, or let it link to what it counts.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser_pages import PAGES, settle

# The number itself, or what it is part of, opens or is the evidence.
OPENS = (
    ".figure",  # opens sources, licence, unit, interval and run
    ".card",  # is that evidence
    "a[href]",  # leads to the page or the list that it counts or is from
    "summary",  # opens the list that it counts
    ".source, .source-note, .run",  # is a source, what the study says of its sources, the run
    "code",  # a key or a file's name
    "section:has(> .wrap > .growth) .lead",  # says of the figures below what each says of itself
)
# A number in one of these has its evidence beside it, where the second is found inside.
BESIDE = (
    ("p, dd, td, th, .growth-value, .act", ".figure"),  # limits and units beside a figure that has them too
    (".growth, .shares, .becomes, .key-figures > div", ".figure"),  # the name and the axis of figures
    ("section, header", ".evidence"),  # sentences and drawings with "Where these numbers are from"
    (".answer, .frontier-box, .decide-summary", ".evidence, .figure"),
    (
        "tr, .item, .columns li, .calendar-row, .stays li, .plain li, .table-counts li",
        "a[href], .source",
    ),  # a row leads to its page
    (".reasons", ".source"),
    (".columns li", "code"),  # rows of a table of the study
    (".problem-table", ".cells, .problem"),  # how many problems: they stand below
)
# Numbers that are no results, each with what they are.
NO_RESULTS = (
    "h1, h2, h3, .name, .listing, .kicker, .question",  # names
    "label, output, legend, option",  # what the reader has chosen
    ".ring-now, .stage-panel h3, .scrub-months, desc, title",  # the week that is shown; a drawing in words
    ".scale-bar, .axis, .marks",  # how large a map is drawn, and where a place is
    ".map-note",  # how a drawing is to be read
    ".cells, .whole-row, .problem, .remedy",  # the reader's own tables
    "[data-counted-in]",  # how long the list is; checked below
    "td.when, td.run",  # when a job was asked
    "form",  # what a form asks for
)

_WALK = """([opens, beside, noResults]) => {
    const found = [];
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.data.replace(/\\D+ 11\\.28/, '').trim();
        const holder = walker.currentNode.parentElement;
        if (!/\\d/.test(text) || holder.closest('script, [aria-hidden=true]')) continue;
        if (holder.closest(opens) || holder.closest(noResults)) continue;
        let shown = false;
        for (const [around, inside] of beside) {
            for (let at = holder.closest(around); at && !shown; at = at.parentElement?.closest(around)) {
                shown = at.querySelector(inside) !== null;
            }
        }
        if (!shown) found.push(`${holder.tagName.toLowerCase()}.${holder.getAttribute('class') ?? ''}: ${text}`);
    }
    return found;
}"""

_COUNTED = """() => [...document.querySelectorAll('[data-counted-in]')].map(said => {
    const list = document.getElementById(said.dataset.countedIn);
    return [said.textContent, list ? list.querySelectorAll('li:not(li li), tbody tr').length : -1];
})"""


@pytest.mark.parametrize("name", PAGES)
def test_every_number_opens_what_it_is_from(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    settle(page)
    nothing = page.evaluate(_WALK, [", ".join(OPENS), BESIDE, ", ".join(NO_RESULTS)])
    assert nothing == [], "opens nothing"
    for said, counted in page.evaluate(_COUNTED):
        assert "".join(filter(str.isdigit, said)) == str(counted)


def test_a_number_that_opens_nothing_is_found(page: Page) -> None:
    page.goto("/m")
    settle(page)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<div><p>About 42 birds.</p></div>')")
    assert page.evaluate(_WALK, [", ".join(OPENS), BESIDE, ", ".join(NO_RESULTS)]) == ["p.: About 42 birds."]
