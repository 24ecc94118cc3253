"""A page of a Party pack as HTML: one file, no script, no request, styles written where an e-mail keeps them."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from oxyura import __version__
from oxyura.publish.language import Translation
from oxyura.publish.party_pack_page import Grid, Heading, PackPage
from oxyura.publish.web_links import web_address

MARK = '<meta name="oxyura-party-pack" content="1">'


def draw_html(page: PackPage, words: Translation) -> bytes:
    """Return a page as HTML in UTF-8; every text of a study is escaped, and has its own direction."""
    template = _environment().get_template("party_pack.html.j2")
    blocks: list[tuple[str, Any]] = [
        ("grid" if isinstance(block, Grid) else "heading" if isinstance(block, Heading) else "line", block)
        for block in page.blocks
    ]
    return template.render(page=page, blocks=blocks, language=words.language, version=__version__).encode("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("oxyura.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["web"] = lambda address: web_address(address) or ""
    return environment
