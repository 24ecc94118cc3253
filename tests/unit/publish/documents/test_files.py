"""A folder of documents: every format, the files that the numbers come from, all or nothing."""

from __future__ import annotations

import json

import pytest

from oxyura.publish.documents.document import Picture
from oxyura.publish.documents.files import write_documents
from oxyura.publish.documents.pointers import Folder, make_pointer, split_pointer
from oxyura.publish.documents.soundness import UnsoundDocumentError
from oxyura.publish.documents.tracing import untraced
from oxyura.publish.documents.wording import bound, named, paragraph
from oxyura.publish.result_folder import is_result
from oxyura.schema.errors import InputError
from unit.publish.documents.sample import DRAWING, FOLDER, make_document

FORMATS = ("html", "docx", "pdf")


def test_every_format_stands_beside_what_its_numbers_come_from(tmp_path):
    folder = write_documents(tmp_path / "plan", {"plan": make_document()}, FORMATS, FOLDER, kind="action-plan")
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == [
        "plan.docx", "plan.html", "plan.pdf", "ro-crate-metadata.json", "summary.json", "tables/measures.csv"
    ]  # fmt: skip
    assert is_result(folder)
    assert untraced(make_document(), folder) == []
    root = next(
        each for each in json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"] if each["@id"] == "./"
    )
    assert root["name"] == "Plan for the White-headed Duck"
    assert {part["@id"] for part in root["hasPart"]} == set(found) - {"ro-crate-metadata.json"}


def test_the_same_documents_give_the_same_bytes(tmp_path):
    folders = [
        write_documents(tmp_path / name, {"plan": make_document()}, FORMATS, FOLDER, kind="action-plan")
        for name in ("one", "two")
    ]
    for path in (path for path in folders[0].rglob("*") if path.is_file()):
        assert path.read_bytes() == (folders[1] / path.relative_to(folders[0])).read_bytes()


def test_only_its_own_kind_is_replaced(tmp_path):
    write_documents(tmp_path / "plan", {"plan": make_document()}, ["html"], FOLDER, kind="action-plan")
    with pytest.raises(InputError):
        write_documents(tmp_path / "plan", {"plan": make_document()}, ["html"], FOLDER, kind="action-plan")
    with pytest.raises(InputError):
        write_documents(tmp_path / "plan", {"plan": make_document()}, ["html"], FOLDER, kind="report", force=True)
    write_documents(tmp_path / "plan", {"plan": make_document()}, ["pdf"], FOLDER, kind="action-plan", force=True)
    assert not (tmp_path / "plan" / "plan.html").exists()


@pytest.mark.parametrize(
    ("block", "error", "reason"),
    [
        (Picture(DRAWING, "", ""), UnsoundDocumentError, "no alternative text"),
        (paragraph(named("白头硬尾鸭")), InputError, "do not hold some letters"),
        (paragraph(bound("4", "other.json#/x")), ValueError, "other.json"),
    ],
)
def test_what_cannot_be_said_leaves_no_half_written_folder(tmp_path, block, error, reason):
    with pytest.raises(error, match=reason):
        write_documents(tmp_path / "plan", {"plan": make_document(block)}, FORMATS, FOLDER, kind="action-plan")
    assert list(tmp_path.iterdir()) == []


def test_the_summary_belongs_to_every_folder(tmp_path):
    with pytest.raises(ValueError, match=r"summary\.json"):
        write_documents(tmp_path / "plan", {"plan": make_document()}, ["html"], FOLDER[1:], kind="action-plan")


def test_pointers_lead_to_rows_by_key_and_steps_with_slashes():
    folder = Folder.of(FOLDER)
    assert folder.follow("tables/measures.csv#/shoot-ducks/cost") == 4600000.0
    assert folder.follow("tables/measures.csv#/=bait/notes") == "=x"
    assert folder.follow("tables/measures.csv#/shoot-ducks/notes") is None
    assert folder.follow("summary.json#/pairs/0/reasons/0").startswith("Its loss")
    pointer = make_pointer("summary.json", "migrants", "a/b~c", 3)
    assert split_pointer(pointer) == ("summary.json", ("migrants", "a/b~c", "3"))
