"""Names are found as people type them."""

from __future__ import annotations

import pytest

from oxyura.apps.web.library import Library
from oxyura.apps.web.views.search import Hit, build_index, search, synonyms_of
from oxyura.publish.language import words_for
from unit.apps.web.shelf import open_shelf


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Hit, ...]:
    with open_shelf(tmp_path_factory.mktemp("shelf"), ("balearic-shearwater", "yellow-sea", "zonar")) as register:
        return build_index(Library(register).all_pages("en"), words_for("en"))


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("Great Knot", "/m/yellow-sea/great-knot"),
        ("calidris ten", "/m/yellow-sea/great-knot"),
        ("SPARTINA", "/i/spartina-alterniflora"),
        ("sporobolus alterniflorus", "/i/spartina-alterniflora"),
        ("Eurynorhynchus", "/m/yellow-sea/spoon-billed-sandpiper"),
        ("espana", "/c/ES"),
        ("ES", "/c/ES"),
        ("laguna zonar", "/p/zonar/zonar"),
        ("cyprinus", "/i/cyprinus-carpio"),
    ],
)
def test_name_is_found(index: tuple[Hit, ...], asked: str, path: str) -> None:
    if asked == "espana":
        # The names of countries join the catalogue with the pages in Spanish.
        asked = words_for("es").pgettext("country", "Spain")
    assert path in [hit.path for hit in search(index, asked)][:3]


@pytest.mark.parametrize("asked", ["", "   ", "?!", "qqqq"])
def test_nothing_is_found_for_nothing(index: tuple[Hit, ...], asked: str) -> None:
    assert search(index, asked) == ()


def test_exact_name_comes_before_its_parts(index: tuple[Hit, ...]) -> None:
    assert search(index, "red knot")[0].path == "/m/yellow-sea/red-knot"


def test_species_of_two_studies_is_there_once(index: tuple[Hit, ...]) -> None:
    paths = [hit.path for hit in index]
    assert len(paths) == len(set(paths))


def test_synonyms_go_both_ways() -> None:
    assert "Crassostrea gigas" in synonyms_of("Magallana gigas")
    assert "Magallana gigas" in synonyms_of("crassostrea gigas")
    assert synonyms_of("Puffinus mauretanicus") == ()
