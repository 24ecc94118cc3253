"""Turns what a page shows into HTML: templates, languages, addresses, and the files that Vite built."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from oxyura import __version__
from oxyura.apps.web.compiled_templates import CompiledTemplates
from oxyura.apps.web.form_token import FormToken
from oxyura.apps.web.views.country_names import country_in_words
from oxyura.publish.language import LANGUAGES, Translation, words_for
from oxyura.publish.page_templates import make_environment

STATIC = Path(__file__).parent / "static"
BUILT = STATIC / "built"
# In a checkout without node the style sheets serve as they are written.
SOURCE = Path(__file__).parents[4] / "web" / "src"
_COMPILED = CompiledTemplates(Path(__file__).parent / "templates")
LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español"}


@dataclass(frozen=True)
class Assets:
    """Addresses of what a page loads.

    Parameters
    ----------
    styles, scripts, fonts : tuple of str
        Style sheets, modules, and fonts to fetch early.
    geography : str
        Folder of the boundaries; empty without a build.
    """

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    fonts: tuple[str, ...]
    geography: str


def find_assets() -> Assets:
    """Return what Vite built; the written style sheets where nothing is built."""
    manifest = BUILT / ".vite" / "manifest.json"
    try:
        return _read_assets(manifest, manifest.stat().st_mtime_ns)
    except (FileNotFoundError, ValueError, KeyError, StopIteration):
        # Nothing is built, or Vite has not written all of its list yet.
        return Assets(("/static/source/main.css",) if SOURCE.is_dir() else (), (), (), "")


@lru_cache(maxsize=2)
def _read_assets(manifest: Path, built_at: int) -> Assets:
    # Built anew while the server runs, the files have other names.
    entries = json.loads(manifest.read_text("utf-8"))
    main = next(entry for entry in entries.values() if entry.get("isEntry"))
    at = "/static/built/"
    fonts = [name for name in main.get("assets", ()) if name.endswith(".woff2") and "-latin-wght-normal" in name]
    return Assets(
        tuple(at + name for name in main.get("css", ())),
        (at + main["file"],),
        tuple(at + name for name in sorted(fonts)),
        f"{at}geography",
    )


@dataclass(frozen=True)
class Page:
    """What every template knows of the page it makes.

    Parameters
    ----------
    path : str
        Address without the query.
    query : mapping of str to str
        What the reader asked for.
    language : str
        Of the page.
    """

    path: str
    query: Mapping[str, str]
    language: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1), repr=False, compare=False)

    def next_id(self) -> str:
        """Return an identifier that no other element of the page has."""
        return f"figure-{next(self._numbers)}"

    def url(self, path: str, **query: object) -> str:
        """Return the address of a page, in the language that was asked for."""
        asked = {"lang": self.query["lang"]} if self.query.get("lang") in LANGUAGES else {}
        return _address(path, {**asked, **{name: str(value) for name, value in query.items()}})

    def here(self, **query: object) -> str:
        """Return the address of this page with other choices."""
        return _address(self.path, {**self.query, **{name: str(value) for name, value in query.items()}})

    @property
    def languages(self) -> tuple[tuple[str, str, str], ...]:
        """Every language: its code, its name, and this page in it."""
        return tuple((code, LANGUAGE_NAMES[code], self.here(lang=code)) for code in LANGUAGES)


def _address(path: str, query: Mapping[str, str]) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def language_of(request: Request) -> str:
    """Return the language of a page: the one asked for, else the first that the browser prefers, else English."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate(request.headers.get("accept-language", "")[:500].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        code = tag.split("-")[0].lower()
        if code in LANGUAGES:
            wanted.append((-_weight(weight), position, code))
    return min(wanted)[2] if wanted else "en"


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def render(request: Request, template: str, status: int = 200, /, **content: object) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    request : Request
        What was asked for.
    template : str
        In ``templates/``.
    status : int
        HTTP status.
    **content
        What the template shows.
    """
    language = language_of(request)
    words = words_for(language)
    page = Page(request.url.path, dict(request.query_params), language)
    known = {"page": page, "words": words, "assets": find_assets(), "csrf": FormToken(request.scope)}
    known["exact_places"] = bool(request.app.state.settings.owner)
    html = _environment(words).get_template(template).render(**known, **content)
    headers = {"Content-Language": language, "Vary": "Accept-Language, HX-Request", "Cache-Control": "no-cache"}
    return HTMLResponse(html, status, headers)


def compile_templates(words: Translation) -> None:
    """Make the templates of a language ready."""
    environment = _environment(words)
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)


@cache
def _environment(words: Translation) -> Environment:
    environment = make_environment("oxyura.apps.web", words)
    # In French a space stands before it.
    environment.globals["colon"] = words.gettext(":")
    environment.filters["country"] = lambda code: country_in_words(code, words)
    environment.filters["told"] = lambda text: told(text, words)
    environment.globals["version"] = __version__
    _COMPILED.serve(environment)
    return environment


def told(text: str, words: Translation) -> str:
    """Return what was said below the pages in the language of the page; what nobody has translated says that it is not.

    Parameters
    ----------
    text : str
        A sentence of the program: what is wrong and what to do, a step of a job, a question.
    words : Translation
        The language of the page.
    """
    said = words.told(text)
    return Markup('<span lang="en">{}</span>').format(str(text)) if said is None else said
