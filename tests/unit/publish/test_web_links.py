from __future__ import annotations

import pytest

from oxyura.publish.web_links import doi_address, web_address


@pytest.mark.parametrize("address", ["https://example.org", "http://example.org/a?b=1&c=2#d"])
def test_http_and_https_are_links(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https://user:word@example.org",
        "https://example.org/ a",
        "https://[::1",
        'https://example.org/"onclick=',
    ],
)
def test_anything_else_is_text(text: str | None) -> None:
    assert web_address(text) is None


@pytest.mark.parametrize(
    "text", [None, "", "10.1/x", "javascript:alert(1)", "10.1000/a b", "https://doi.org/10.1000/1"]
)
def test_what_is_no_doi_is_no_link(text: str | None) -> None:
    assert doi_address(text) is None


def test_a_doi_is_quoted() -> None:
    assert doi_address('10.1000/a<b>"c#d?e') == "https://doi.org/10.1000/a%3Cb%3E%22c%23d%3Fe"
