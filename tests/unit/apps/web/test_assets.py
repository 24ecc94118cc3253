"""What Vite built is found anew when it is built anew, while the server runs."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from oxyura.apps.web import rendering
from oxyura.apps.web.application import create_app
from oxyura.apps.web.compiled_templates import CompiledTemplates
from oxyura.apps.web.rendering import Assets, compile_templates, find_assets
from oxyura.apps.web.settings import WebSettings
from oxyura.publish.language import LANGUAGES, words_for
from oxyura.register.store import Register
from unit.apps.web.clients import Client, client_of


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rendering, "BUILT", tmp_path / "built")
    return tmp_path / "built"


def build(folder: Path, mark: str, *, at: int) -> None:
    """Write what a build writes: a manifest whose files have a mark in their names."""
    entry = {
        "isEntry": True,
        "file": f"assets/main-{mark}.js",
        "css": [f"assets/main-{mark}.css"],
        "assets": [f"assets/text-latin-wght-normal-{mark}.woff2"],
    }
    manifest = folder / ".vite" / "manifest.json"
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(json.dumps({"src/main.ts": entry}))
    os.utime(manifest, ns=(at, at))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    settings = WebSettings("unused", casebook=False)
    with Register.open(tmp_path / "register.sqlite") as register, client_of(create_app(settings, register)) as opened:
        yield opened


def scripts(client: Client) -> list[str]:
    return re.findall(r'src="([^"]+\.js)"', client.get("/").text)


def test_a_page_names_what_was_built_last(built: Path, client: Client) -> None:
    build(built, "one", at=1_000)
    assert scripts(client) == ["/static/built/assets/main-one.js"]
    build(built, "two", at=2_000)
    assert scripts(client) == ["/static/built/assets/main-two.js"]
    assert find_assets().styles == ("/static/built/assets/main-two.css",)


def test_while_it_is_built_pages_are_whole(built: Path, client: Client) -> None:
    build(built, "one", at=1_000)
    manifest = built / ".vite" / "manifest.json"
    for half in ("", '{"src/main.ts": {"isEnt', "{}", None):
        if half is None:
            manifest.unlink()
        else:
            manifest.write_text(half)
            os.utime(manifest, ns=(1_500, 1_500))
        answer = client.get("/")
        assert answer.status_code == 200
        # The files of the build before are gone.
        assert "main-one" not in answer.text
    build(built, "two", at=2_000)
    assert scripts(client) == ["/static/built/assets/main-two.js"]


def test_without_a_build_the_pages_stand_as_they_are(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "SOURCE", built / "none")
    assert find_assets() == Assets((), (), (), "")


def test_templates_are_compiled_once_for_all_languages(client: Client) -> None:
    for language in LANGUAGES:
        compile_templates(words_for(language))
    codes = rendering._COMPILED._code
    environments = [rendering._environment(words_for(language)) for language in LANGUAGES]
    assert len({key for key, _ in codes}) == len(environments[0].list_templates(extensions=["j2"]))
    # And yet each says what it says in its language.
    titles = {client.get(f"/?lang={language}").text.split("<h1")[1].split("</h1>")[0] for language in LANGUAGES}
    assert len(titles) == len(LANGUAGES)


def test_no_constant_is_put_into_words_while_a_template_is_compiled() -> None:
    """Compiled for every language, a template must not hold the number or the country of one."""
    for language, said in (("en", "1 234.5 Spain"), ("fr", "1 234,5 Espagne"), ("es", "1 234,5 España")):
        environment = rendering._environment(words_for(language))
        template = environment.from_string("{{ 1234.5 | exact }} {{ 'ES' | country }}")
        assert template.render().replace("\u202f", " ").replace("\xa0", " ") == said


class TestKeptCode:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(sys, "dont_write_bytecode", False)
        monkeypatch.setattr(sys, "pycache_prefix", None)
        (tmp_path / "a.html.j2").write_text("Hello {{ name }}")
        return tmp_path

    @staticmethod
    def start(folder: Path, *filters: str) -> tuple[str, int]:
        """Render the template as a server that has just started does; return it and how much was compiled."""
        environment = Environment(loader=FileSystemLoader(folder))
        environment.filters |= dict.fromkeys(filters, str)
        CompiledTemplates(folder).serve(environment)
        compiled = []
        compile_now = environment.compile
        environment.compile = lambda *given: compiled.append(given) or compile_now(*given)  # type: ignore[method-assign]
        return environment.get_template("a.html.j2").render(name="you"), len(compiled)

    def test_the_next_start_does_not_compile(self, folder: Path) -> None:
        assert [self.start(folder), self.start(folder)] == [("Hello you", 1), ("Hello you", 0)]

    def test_a_template_that_has_changed_is_compiled(self, folder: Path) -> None:
        self.start(folder)
        (folder / "a.html.j2").write_text("Bye {{ name }}")
        assert self.start(folder) == ("Bye you", 1)

    def test_code_for_other_filters_is_not_used(self, folder: Path) -> None:
        self.start(folder)
        assert self.start(folder, "country") == ("Hello you", 1)

    @pytest.mark.parametrize("cut", [0, 10, 32, 60, -1])
    def test_code_that_is_damaged_is_compiled_anew(self, folder: Path, cut: int) -> None:
        self.start(folder)
        (kept,) = (folder / "__pycache__").iterdir()
        kept.write_bytes(kept.read_bytes()[:cut])
        assert self.start(folder) == ("Hello you", 1)
        assert self.start(folder) == ("Hello you", 0)

    def test_where_nothing_can_be_written_pages_are_made_all_the_same(self, folder: Path) -> None:
        (folder / "__pycache__").write_text("in the way")
        assert [self.start(folder), self.start(folder)] == [("Hello you", 1)] * 2
