"""How quick the pages are in a browser: first paint, weight of the script, a week's step, the world's islands.

Needs Chromium, the built pages (``make web``), and for the islands the real tables (``OXYURA_DATA``, by default
``../shared/data``); what is missing is left out and said. Returns 1 where a limit is passed.

Last run, 2 cores of a shared x86-64 virtual machine, Python 3.11, Chromium without a graphics card: see
docs/reference/benchmarks.md.
"""

from __future__ import annotations

import gzip
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from browser_pages import ARGUMENTS, find_chromium, settle  # noqa: E402
from study_packages import write_study  # noqa: E402
from web_server import WebServer, copy_studies  # noqa: E402

BUILT = ROOT / "src/oxyura/apps/web/static/built"
N_SITES = 9000
MOST_PAINT_MS, MOST_SCRIPT_KB, MOST_STEP_MS, MOST_STUTTER_MS = 1000.0, 200.0, 100.0, 100.0
TIMES = 9

_LONG_TASKS = """
window.longest = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({type: 'longtask', buffered: true});
"""


class Figures:
    """The figures of a run, each against its limit."""

    def __init__(self) -> None:
        self.passed_limits = 0

    def tell(self, what: str, value: float, unit: str, limit: float | None = None) -> None:
        """Print a figure, and count it where it is beyond its limit."""
        beyond = limit is not None and value > limit
        self.passed_limits += beyond
        at_most = "" if limit is None else f"  (limit {limit:g}){'  BEYOND' if beyond else ''}"
        print(f"{what:<74}{value:8.1f} {unit}{at_most}", flush=True)


def main() -> int:
    """Measure everything that can be measured here."""
    if find_chromium() is None or not (BUILT / ".vite" / "manifest.json").is_file():
        print("Chromium or the built pages are missing: apt install chromium, make web.", file=sys.stderr)
        return 3
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        studies = copy_studies(["gough"], place / "studies")
        write_large_study(studies / "large")
        has_islands = import_world(studies / "world")
        server = WebServer(place / "data", studies)
        begun = time.monotonic()
        server.start()
        figures.tell("server start, three studies to take in", time.monotonic() - begun, "s")
        try:
            begun = time.monotonic()
            server.compute_all(most_seconds=1800)
            figures.tell("studies computed", time.monotonic() - begun, "s")
            server.stop()
            begun = time.monotonic()
            server.start()
            figures.tell("server start, everything kept", time.monotonic() - begun, "s", 2.0)
            browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=ARGUMENTS)
            measure_paint(browser, server, figures)
            measure_weight(browser, server, figures)
            measure_step(browser, server, figures)
            if has_islands:
                measure_islands(browser, server, figures)
            browser.close()
        finally:
            server.stop()
    return int(figures.passed_limits > 0)


def write_large_study(place: Path) -> None:
    """Write a study of one migrant at thousands of sites, spread over the globe, in three stages."""
    turn = math.pi * (3 - math.sqrt(5))
    sites, distribution, presences = [], [], []
    for number in range(N_SITES):
        lat = math.degrees(math.asin(1 - 2 * (number + 0.5) / N_SITES))
        lon = (math.degrees(turn * number) + 180) % 360 - 180
        site = f"site-{number}"
        sites.append({"site_id": site, "name": f"Site {number}", "lat": round(lat, 3), "lon": round(lon, 3)})
        for part, stage in enumerate(("breeding", "staging", "winter")):
            if number % 3 == part:
                distribution.append(_stay(stage, site, 3 / N_SITES))
        if number % 2:
            status = ("present", "not_surveyed", "eradicated", "absent")[number // 2 % 4]
            presences.append(
                {"invader_id": "rat", "site_id": site, "status": status, "establishment_means": "introduced"}
                | {"source_id": "worked-example"}
            )
    spans = {"breeding": (14, 30), "staging": (31, 42), "winter": (43, 13)}
    write_study(
        place,
        {
            "sites": sites,
            "migrants": [{"migrant_id": "bird", "scientific_name": "Calidris tenuirostris", "vernacular_name": "Knot"}],
            "stages": [
                {"migrant_id": "bird", "stage": name, "position": number + 1, "start_week": start, "end_week": end}
                for number, (name, (start, end)) in enumerate(spans.items())
            ],
            "distribution": distribution,
            "invaders": [{"invader_id": "rat", "scientific_name": "Rattus rattus", "vernacular_name": "Black Rat"}],
            "presences": presences,
        },
        title="Thousands of sites",
    )


def _stay(stage: str, site: str, share: float) -> dict[str, Any]:
    stay = {"migrant_id": "bird", "stage": stage, "site_id": site, "share": share, "survey_status": "estimated"}
    return {**stay, "source_id": "worked-example"}


def import_world(into: Path) -> bool:
    """Bring in the world's islands; False where their tables are not here."""
    data = Path(os.environ.get("OXYURA_DATA", ROOT.parent / "shared" / "data"))
    islands, listings = data / "islands", data / "cms-listings" / "cms_listings_2012-02-23.csv"
    if not islands.is_dir() or not listings.is_file():
        print(f"There are no tables of islands in {data}: left out.", file=sys.stderr)
        return False
    from oxyura.study.importing_islands import import_islands

    import_islands(islands, listings, into)
    return True


def open_page(browser: Browser, server: WebServer, path: str) -> Page:
    """Open a page with nothing kept, and watch for long tasks."""
    page = browser.new_context(base_url=server.address, viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(_LONG_TASKS)
    page.goto(path)
    settle(page)
    return page


def measure_paint(browser: Browser, server: WebServer, figures: Figures) -> None:
    """First contentful paint of a migrant's page, nothing kept by the browser."""
    paints, served = [], []
    for _ in range(TIMES):
        page = open_page(browser, server, "/m/gough/tristan-albatross")
        paint, answered = page.evaluate(
            """[performance.getEntriesByName('first-contentful-paint')[0].startTime,
                performance.getEntriesByType('navigation')[0].responseEnd]"""
        )
        paints.append(paint)
        served.append(answered)
        page.context.close()
    figures.tell("migrant's page: first contentful paint, median", statistics.median(paints), "ms", MOST_PAINT_MS)
    figures.tell("migrant's page: the slowest first paint", max(paints), "ms")
    figures.tell("migrant's page: answered by the server, median", statistics.median(served), "ms")


def measure_weight(browser: Browser, server: WebServer, figures: Figures) -> None:
    """Compressed script: all of it without MapLibre, and what a migrant's page fetches."""
    scripts = [path for path in sorted((BUILT / "assets").glob("*.js")) if "zoom-map" not in path.name]
    without = [path for path in scripts if "maplibre" not in path.name]
    figures.tell("script without MapLibre, compressed", weigh(without), "kB", MOST_SCRIPT_KB)
    page = open_page(browser, server, "/m/gough/tristan-albatross")
    names = page.evaluate(
        "performance.getEntriesByType('resource').map(each => each.name).filter(name => name.endsWith('.js'))"
    )
    fetched = [path for path in scripts if any(name.endswith(path.name) for name in names)]
    assert not any("maplibre" in path.name for path in fetched), "MapLibre came without being asked for"
    figures.tell("migrant's page: script that it fetches, compressed", weigh(fetched), "kB")
    sent = page.evaluate(
        """[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .reduce((sum, each) => sum + each.transferSize, 0)"""
    )
    figures.tell("migrant's page: everything, fonts among it, as sent", sent / 1e3, "kB")
    page.context.close()


def weigh(paths: Sequence[Path]) -> float:
    """Return the kilobytes of some files, each compressed."""
    return sum(len(gzip.compress(path.read_bytes())) for path in paths) / 1000


def measure_step(browser: Browser, server: WebServer, figures: Figures) -> None:
    """A step of the scrubber into another stage, in which every site of the map changes, up to the next picture."""
    page = open_page(browser, server, "/m/large/bird?week=1")
    took = page.evaluate(
        """async () => {
            const slider = document.querySelector('#week');
            const took = [];
            for (let step = 0; step < 60; step += 1) {
                await new Promise(done => requestAnimationFrame(done));
                const begun = performance.now();
                slider.value = [14, 31, 43][step % 3];
                slider.dispatchEvent(new Event('input', {bubbles: true}));
                document.body.getBoundingClientRect();
                const script = performance.now() - begun;
                await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                took.push([script, performance.now() - begun]);
            }
            return took;
        }"""
    )
    scripts, pictures = zip(*took, strict=True)
    step = f"step into another stage, {N_SITES:,} sites"
    figures.tell(f"{step}: script and layout, median", statistics.median(scripts), "ms")
    figures.tell(f"{step}: script and layout, the slowest", max(scripts), "ms", MOST_STEP_MS)
    figures.tell(f"{step}: to the picture, median", statistics.median(pictures), "ms", MOST_STEP_MS)
    figures.tell(
        f"{step}: to the picture, 19 of 20 within", statistics.quantiles(pictures, n=20)[-1], "ms", MOST_STEP_MS
    )
    page.context.close()


def measure_islands(browser: Browser, server: WebServer, figures: Figures) -> None:
    """The world's islands: searched while one types, and on the map of the list of places."""
    page = open_page(browser, server, "/")
    figures.tell("first page with the islands on its map: longest task", page.evaluate("longest"), "ms")
    page.evaluate("window.longest = 0")
    answers = []
    for asked in ("Gough", "Marion", "Macquarie", "isla", "Rattus"):
        page.locator("#q").fill("")
        with page.expect_response(lambda answer: "/search" in answer.url) as found:
            page.locator("#q").press_sequentially(asked, delay=40)
        page.locator("#found a").first.wait_for()
        timing = found.value.request.timing
        answers.append(timing["responseStart"] - timing["requestStart"])
    figures.tell("search over the islands: longest task while typing", page.evaluate("longest"), "ms", MOST_STUTTER_MS)
    figures.tell("search over the islands: the slowest answer", max(answers), "ms")
    page.context.close()
    page = open_page(browser, server, "/p")
    marks = page.evaluate(
        """[...document.querySelectorAll('svg[data-map] path.dots:not(.dots-edge)')]
            .reduce((sum, path) => sum + path.getAttribute('d').split(/m/i).length - 1,
                    document.querySelectorAll('svg[data-map] circle').length)"""
    )
    figures.tell("list of places: marks on the map, those at one point once", marks, "")
    page.evaluate("window.longest = 0")
    frames = page.evaluate(
        """async () => {
            const frames = [];
            let before = performance.now();
            for (let step = 0; step < 120; step += 1) {
                window.scrollBy(0, 40);
                const now = await new Promise(done => requestAnimationFrame(done));
                frames.push(now - before);
                before = now;
            }
            return frames;
        }"""
    )
    figures.tell("list of places: longest task while scrolling", page.evaluate("longest"), "ms", MOST_STUTTER_MS)
    figures.tell("list of places: the longest frame while scrolling", max(frames[1:]), "ms")
    page.context.close()


if __name__ == "__main__":
    sys.exit(main())
