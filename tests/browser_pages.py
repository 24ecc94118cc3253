"""The pages that browser tests open, and what every one of them must not do."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, WebError

STUDIES = ("gough", "white-headed-duck", "monarch")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# One of every kind of page.
PAGES = {
    "home": "/",
    "migrants": "/m",
    "migrant": "/m/gough/tristan-albatross",
    "migrant-year": "/m/monarch/monarch?week=30",
    "migrant-diagram": "/m/white-headed-duck/white-headed-duck-spain",
    "invaders": "/i",
    "invader": "/i/oxyura-jamaicensis",
    "places": "/p",
    "place": "/p/gough/gough",
    "country": "/c/ES",
    "country-without-sites": "/c/AR",
    "conventions": "/conventions",
    "decisions": "/d",
    "decision": "/d/gough",
    "decision-by-hand": "/d/white-headed-duck",
    "studies": "/s",
    "study": "/s/gough",
    "study-problems": "/s/monarch/problems",
    "start": "/start",
    "jobs": "/j",
    "compare": "/compare",
    "search": "/search?q=duck",
    "search-nothing": "/search?q=zzzz",
}


def find_chromium() -> str | None:
    """Return where the browser is; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Guard:
    """What the pages of a test did that none may do."""

    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Note an error or a warning of the console; what the graphics driver says of a screenshot is none."""
        if message.type in {"error", "warning"} and "GL Driver Message" not in message.text:
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def catch(self, error: WebError) -> None:
        """Note an error that nothing caught."""
        self.said.append(f"uncaught: {error.error}")

    def check(self) -> None:
        """Fail where a page asked another host for something, or complained."""
        assert not self.outside, "asked of another host"
        assert not self.said, "said in the console"


def settle(page: Page) -> None:
    """Wait until a page has everything, its fonts too, and has drawn it."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done(null))))")


def language_of(page: Page) -> str:
    """Return the language that a page says it is in."""
    return (page.locator("html").get_attribute("lang") or "").partition("-")[0]


def scrolls_sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def faults_of(page: Page, axe_source: str) -> list[str]:
    """Return what axe finds wrong with a page, one line for each kind."""
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    return [f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes'][:5]]}" for each in found]
