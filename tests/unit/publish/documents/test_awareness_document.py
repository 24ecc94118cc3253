"""The brief for one audience: exactly two pages, one act, traced numbers, drawings with alternative text."""

from __future__ import annotations

import io
import shutil
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pikepdf
import pytest

from oxyura.policy.awareness import audience_called, read_audiences
from oxyura.publish.documents.awareness_document import awareness_document, find_concern
from oxyura.publish.documents.awareness_pictograms import draw_pictogram
from oxyura.publish.documents.document import Picture
from oxyura.publish.documents.pictures import stand_alone
from oxyura.publish.documents.report_parts import files_of, read_records
from oxyura.publish.documents.soundness import sections_in
from oxyura.publish.documents.tracing import untraced
from oxyura.publish.documents.typst_writer import write_pdf
from oxyura.publish.language import words_for
from oxyura.schema.errors import InputError
from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study

CASES = [
    ("gough", "", "visitors"),
    ("white-headed-duck", "", "bird-trade"),
    ("macquarie", "grey-petrel", "shipping"),
    ("casuarina-turtles", "olive-ridley-tamil-nadu", "gardeners"),
    ("zonar", "white-headed-duck-medina", "anglers"),
]


@cache
def run(name: str) -> Assessment:
    return assess_study(read_study(name))


def brief(name: str, migrant: str, audience: str, language: str):
    return awareness_document(
        run(name), find_concern(run(name), migrant=migrant), audience_called(audience), words_for(language)
    )


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize(("name", "migrant", "audience"), CASES)
def test_it_has_exactly_two_pages_and_comes_from_the_run(name, migrant, audience, language) -> None:
    document = brief(name, migrant, audience, language)
    with pikepdf.open(io.BytesIO(write_pdf(document))) as pdf:
        assert len(pdf.pages) == 2
    records = read_records([run(name)], "", words_for(language))
    assert untraced(document, files_of(records)) == []


@pytest.mark.parametrize("audience", list(read_audiences()))
def test_one_act_is_asked_and_every_drawing_is_said(audience: str) -> None:
    document = brief("gough", "", audience, "en")
    asked = audience_called(audience)
    assert document.title == asked.act
    pictures = [document.blocks[0], *(block for section in sections_in(document.blocks) for block in section.blocks)]
    drawn = [block for block in pictures if isinstance(block, Picture)]
    assert len(drawn) == 3
    assert all(picture.alt for picture in drawn)
    assert [section.key for section in sections_in(document.blocks)] == [
        "why",
        "act",
        "where",
        "when",
        "known",
        "from",
    ]


def test_a_pathway_that_is_not_the_audiences_is_said() -> None:
    assessment = run("white-headed-duck")
    concern = find_concern(assessment, pathway="naturalDispersal")
    document = awareness_document(assessment, concern, audience_called("gardeners"), words_for("en"))
    why = next(section for section in sections_in(document.blocks) if section.key == "why")
    assert "came in another way: natural dispersal" in " ".join(block.text for block in why.blocks)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("gough", {"migrant": "dodo"}, "no migrant 'dodo'"),
        ("gough", {"pathway": "pet"}, "came by the pathway 'pet'"),
        ("macquarie", {}, "several migrants"),
        ("macquarie", {"migrant": "blue-petrel"}, "nothing speaks for"),
    ],
)
def test_what_cannot_be_briefed_is_said(name, options, said) -> None:
    with pytest.raises(InputError, match=said):
        find_concern(run(name), **options)


@pytest.mark.parametrize("name", ["rod", "cage", "ship", "leaf", "boot"])
def test_pictograms_are_drawings(name: str) -> None:
    assert "<path" in draw_pictogram(name)
    assert "circle" in stand_alone(draw_pictogram(name))


def test_long_and_right_to_left_names_keep_to_two_pages(tmp_path: Path) -> None:
    with as_file(files("oxyura.casebook").joinpath("gough")) as folder:
        shutil.copytree(folder, tmp_path / "gough")
    long = "\u0637\u0627\u0626\u0631 \u0627\u0644\u0642\u0637\u0631\u0633 " * 40
    for name, old in (("migrants", "Tristan Albatross"), ("sites", "Gough Island"), ("invaders", "House Mouse")):
        table = tmp_path / "gough" / f"{name}.csv"
        text = table.read_text(encoding="utf-8")
        assert f",{old}," in text
        table.write_text(text.replace(f",{old},", f",{long},", 1), encoding="utf-8")
    assessment = assess_study(read_study(str(tmp_path / "gough")), deterministic=True)
    document = awareness_document(assessment, find_concern(assessment), audience_called("visitors"), words_for("en"))
    with pikepdf.open(io.BytesIO(write_pdf(document))) as pdf:
        assert len(pdf.pages) == 2
