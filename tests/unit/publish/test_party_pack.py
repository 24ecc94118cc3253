"""The Party pack as a folder: pages, tables and archive, also of a study with hostile and foreign names."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import warnings
import zipfile
from xml.etree import ElementTree

import duckdb
import pytest
from docx import Document

from oxyura.publish.documents.document import Paragraph
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.documents.tracing import spans_in, untraced
from oxyura.publish.language import words_for
from oxyura.publish.party_pack import write_pack
from oxyura.publish.party_pack_eml import Publisher, draw_eml
from oxyura.publish.party_pack_first import describe_first_page
from oxyura.publish.party_pack_list import describe_list
from oxyura.publish.party_pack_summary import summarise_pack
from oxyura.publish.party_pack_words import PackWords
from oxyura.schema.errors import InputError
from oxyura.schema.vocabularies import DEGREE_OF_ESTABLISHMENT, ESTABLISHMENT_MEANS, PATHWAY
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.party_list import gather_list

DWC, GBIF = "http://rs.tdwg.org/dwc/terms/", "http://rs.gbif.org/terms/1.0/"
LONG = "Cyprinus " + "carpio" * 50
ARABIC = "بطة بيضاء الرأس"
PAGES = ("first-page.html", "first-page.docx", "list.html", "list.docx")
TABLES = ("list.csv", "restrictions.csv", "pairs.csv", "regulations.csv", "conventions.csv", "checklist.csv")


def edit(path, change):
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def zonar():
    return gather_list("ES", ["zonar"])


@pytest.fixture(scope="module")
def several():
    """Studies with measures on offer, with costs, sizes and rules."""
    return gather_list("GB", ["uist", "gough", "white-headed-duck"])


@pytest.fixture(scope="module")
def pack(zonar, tmp_path_factory):
    return write_pack(zonar, tmp_path_factory.mktemp("pack") / "es")


@pytest.fixture
def hostile(tmp_path):
    """A study whose names are formulas, markup, right to left, and 300 characters long."""
    study = tmp_path / "hostile"
    shutil.copytree(casebook_path("zonar"), study)

    def names(rows):
        rows[0]["vernacular_name"] = ARABIC
        rows[1]["vernacular_name"] = "=HYPERLINK(1)"
        rows[2]["vernacular_name"] = "<script>alert(1)</script>"

    edit(study / "migrants.csv", names)
    edit(study / "invaders.csv", lambda rows: rows[0].update(scientific_name=LONG, vernacular_name="+SUM(A1)"))
    edit(study / "sites.csv", lambda rows: rows[0].update(name="@medina\t\u202eevil"))

    def rules(rows):
        rows[0].update(scientific_name=LONG, instrument="-2+3 Decree", date="")
        rows.append({**rows[0], "regulation_id": "nothing", "scientific_name": "", "territory": ""})

    edit(study / "regulations.csv", rules)
    return gather_list("ES", [str(study)])


def table(folder, name):
    return list(csv.DictReader(io.StringIO((folder / name).read_text("utf-8-sig"), newline="")))


def test_everything_is_there_and_the_same_list_gives_the_same_bytes(zonar, pack, tmp_path):
    names = {path.name for path in pack.iterdir()}
    assert names == {*PAGES, *TABLES, "archive.zip", "summary.json", "ro-crate-metadata.json"}
    again = write_pack(zonar, tmp_path / "es")
    assert {name: (again / name).read_bytes() for name in names} == {name: (pack / name).read_bytes() for name in names}


def test_all_or_nothing(zonar, pack, tmp_path):
    with pytest.raises(InputError, match="already holds a result"):
        write_pack(zonar, pack)
    write_pack(zonar, pack, force=True)
    other = tmp_path / "mine"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="not a result of this program"):
        write_pack(zonar, other, force=True)
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


def test_every_row_of_the_first_page_has_reason_and_source(zonar):
    page = describe_first_page(PackWords(zonar, words_for("en")))
    (grid,) = [block for block in page.blocks if hasattr(block, "rows")]
    assert 0 < len(grid.rows) <= 10
    for row in grid.rows:
        assert len(row) == len(grid.headings) == len(grid.widths)
        assert all(cell and all(line.text for line in cell) for cell in row)
        assert row[4][-1].text.endswith("]"), "no source behind the reason"
    assert any(block.text.startswith("[1] ") for block in page.blocks if isinstance(block, Paragraph))


def test_counts_of_the_summary_are_those_of_the_tables(zonar, pack):
    summary = json.loads((pack / "summary.json").read_text("utf-8"))
    assert summary == json.loads(json.dumps(summarise_pack(zonar)))
    assert sum(summary["counts"].values()) == len(table(pack, "list.csv")) == len(summary["species"])
    assert len(table(pack, "restrictions.csv")) >= 6 * len(summary["species"])
    kinds = {(row["scientific_name"], row["restriction"]) for row in table(pack, "restrictions.csv")}
    assert len(kinds) == 6 * len(summary["species"])
    assert all(row["reason"] for row in table(pack, "restrictions.csv"))


def test_no_cell_is_a_formula_and_no_name_is_lost(hostile, tmp_path):
    folder = write_pack(hostile, tmp_path / "out")
    for name in TABLES:
        for row in csv.reader(io.StringIO((folder / name).read_text("utf-8-sig"), newline="")):
            for cell in row:
                assert cell.lstrip()[:1] not in ("=", "+", "-", "@") or cell.lstrip("-").replace(".", "").isdigit()
                assert all(sign.isprintable() for sign in cell)
    assert LONG in {row["scientific_name"] for row in table(folder, "list.csv")}
    assert table(folder, "list.csv")[0]["vernacular_name"] == "'+SUM(A1)"


def test_pages_run_nothing_and_keep_foreign_names_apart(hostile, tmp_path):
    folder = write_pack(hostile, tmp_path / "out")
    for name in ("first-page.html", "list.html"):
        page = (folder / name).read_text("utf-8")
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert f"<bdi>{ARABIC}</bdi>" in page or ARABIC in page
        assert "\u202e" not in page
        assert "javascript:" not in page
    assert f"<bdi>{ARABIC}</bdi>" in (folder / "first-page.html").read_text("utf-8")
    document = Document(io.BytesIO((folder / "first-page.docx").read_bytes()))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert any(ARABIC in cell for cell in cells)
    assert not any(LONG in cell for cell in cells), "300 characters do not fit a column"


def test_rules_that_leave_something_out_are_said_everywhere(hostile, tmp_path):
    folder = write_pack(hostile, tmp_path / "out")
    left_out = [row["left_out"] for row in table(folder, "regulations.csv")]
    assert "no date" in left_out[0]
    assert "names no taxon" in left_out[1]
    assert "no territory" in left_out[1]
    page = (folder / "list.html").read_text("utf-8")
    assert "Rows of the table of rules that leave something out" in page
    assert len(json.loads((folder / "summary.json").read_text("utf-8"))["faulty_rules"]) == 2
    assert hostile.drawn.candidates[0].section == "proposed", "a rule without date does not count as in force"


@pytest.mark.parametrize("language", ["fr", "es"])
def test_other_languages_write_the_same_data(zonar, pack, tmp_path, language):
    folder = write_pack(zonar, tmp_path / language, language=language)
    assert f'lang="{language}"' in (folder / "list.html").read_text("utf-8")
    assert (folder / "archive.zip").read_bytes() == (pack / "archive.zip").read_bytes()
    assert (folder / "summary.json").read_bytes() == (pack / "summary.json").read_bytes()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("which", ["zonar", "hostile", "several"])
@pytest.mark.parametrize("describe", [describe_first_page, describe_list])
def test_every_number_comes_from_the_folder(request, describe, which, language, tmp_path):
    gathered = request.getfixturevalue(which)
    folder = write_pack(gathered, tmp_path / "out", language=language)
    page = describe(PackWords(gathered, words_for(language)))
    assert untraced(page, folder) == []
    bound = [span for span in spans_in(page.blocks) if span.pointer and any(map(str.isdigit, span.text))]
    assert bound
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    (folder / "summary.json").write_text(json.dumps(spoilt(summary)), "utf-8")
    assert untraced(page, folder)


def test_the_first_page_keeps_its_table_in_an_e_mail(zonar, pack):
    page = (pack / "first-page.html").read_text("utf-8")
    body = page[page.index("<body") :]
    cells = re.findall(r"<(?:table|td|th)\b[^>]*>", body)
    assert len(cells) > 10
    assert all("style=" in cell for cell in cells)
    assert '<p class="quiet">' not in body
    # Nothing else is changed: without these looks it is the page that every document is written as.
    looks = re.compile(r' style="[^"]*"')
    assert looks.sub("", page) == looks.sub(
        "", write_html(describe_first_page(PackWords(zonar, words_for("en")))).decode()
    )


def spoilt(value):
    """Return the same summary with every number another one."""
    if isinstance(value, dict):
        return {key: spoilt(each) for key, each in value.items()}
    if isinstance(value, list):
        return [spoilt(each) for each in value]
    return value + 1 if isinstance(value, int | float) and not isinstance(value, bool) else value


def test_costs_and_sizes_on_the_first_page_are_bound(several):
    page = describe_first_page(PackWords(several, words_for("es")))
    pointers = {span.pointer.rsplit("/", 1)[-1] for span in spans_in(page.blocks)}
    assert {"cost", "price_year", "median", "low", "high", "reason"} <= pointers


@pytest.fixture
def reader():
    """A reader of archives that is not ours; without it the test is skipped, and fails in CI."""
    try:
        from dwca.read import DwCAReader
    except ImportError:
        reason = "python-dwca-reader is not installed"
        if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
            pytest.fail(reason)
        pytest.skip(reason)
    return DwCAReader


def archive_tables(path, folder):
    """Read every table of the archive with DuckDB, as text."""
    with zipfile.ZipFile(path) as source:
        source.extractall(folder)
    found = {}
    for name in ("taxon", "distribution", "speciesprofile", "resourcerelationship"):
        relation = duckdb.sql(
            f"SELECT * FROM read_csv('{folder / name}.txt', delim='\t', quote='', escape='', header=true, "
            "all_varchar=true, nullstr='')"
        )
        found[name] = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    return found


@pytest.mark.parametrize("which", ["zonar", "hostile"])
def test_the_archive_is_read_back_alike_by_two_readers(which, request, reader, tmp_path):
    gathered = request.getfixturevalue(which)
    folder = write_pack(gathered, tmp_path / "out")
    by_duckdb = archive_tables(folder / "archive.zip", tmp_path / "unpacked")
    names = {each.name for each in gathered.drawn.candidates}
    assert {row["scientificName"] for row in by_duckdb["taxon"]} == names
    with reader(folder / "archive.zip") as archive:
        assert archive.descriptor.core.type == f"{DWC}Taxon"
        assert archive.metadata is not None
        rows = list(archive)
        for ours, theirs in zip(by_duckdb["taxon"], rows, strict=True):
            assert theirs.id == ours["id"]
            for term, value in theirs.data.items():
                assert value == (ours[term.rsplit("/", 1)[-1]] or "")
        for row_type, name in (
            (f"{GBIF}Distribution", "distribution"),
            (f"{GBIF}SpeciesProfile", "speciesprofile"),
            (f"{DWC}ResourceRelationship", "resourcerelationship"),
        ):
            theirs = [
                {"id": row.id} | {term.rsplit("/", 1)[-1]: value for term, value in each.data.items()}
                for row in rows
                for each in row.extensions
                if each.rowtype == row_type
            ]
            ours = [{key: value or "" for key, value in row.items()} for row in by_duckdb[name]]
            assert sorted(map(str, map(sorted, map(dict.items, theirs)))) == sorted(
                map(str, map(sorted, map(dict.items, ours)))
            )


def test_words_of_the_archive_are_darwin_cores_own(zonar, pack, tmp_path):
    found = archive_tables(pack / "archive.zip", tmp_path)
    for row in found["distribution"]:
        assert row["occurrenceStatus"] in (None, "present", "absent")
        assert row["establishmentMeans"] is None or row["establishmentMeans"] in ESTABLISHMENT_MEANS
        assert row["degreeOfEstablishment"] is None or row["degreeOfEstablishment"] in DEGREE_OF_ESTABLISHMENT
        assert row["pathway"] is None or row["pathway"] in PATHWAY
    relations = found["resourcerelationship"]
    assert len(relations) == sum(len(each.pairings) for each in zonar.drawn.candidates) > 0
    assert {row["resourceID"] for row in relations} <= {row["taxonID"] for row in found["taxon"]}
    assert all(row["relationshipAccordingTo"] for row in relations)


def test_a_sensitive_site_is_not_named_in_the_archive(tmp_path):
    study = tmp_path / "shy"
    shutil.copytree(casebook_path("zonar"), study)
    edit(study / "sites.csv", lambda rows: [row.update(sensitive="yes") for row in rows])
    folder = write_pack(gather_list("ES", [str(study)]), tmp_path / "out")
    rows = archive_tables(folder / "archive.zip", tmp_path / "unpacked")["distribution"]
    assert not any(row["locality"] for row in rows)
    assert any("withheld" in (row["occurrenceRemarks"] or "") for row in rows)


@pytest.mark.parametrize("publisher", [Publisher(), Publisher("Ministry of <Nature> & Sea", "ias@example.org")])
def test_metadata_hold_what_gbif_asks_for(zonar, tmp_path, publisher):
    folder = write_pack(zonar, tmp_path / "out", publisher=publisher)
    with zipfile.ZipFile(folder / "archive.zip") as archive:
        root = ElementTree.fromstring(archive.read("eml.xml"))
    assert root.tag == "{eml://ecoinformatics.org/eml-2.1.1}eml"
    assert root.attrib["packageId"].endswith("/v1.0")
    assert (root.attrib["system"], root.attrib["scope"]) == ("http://gbif.org", "system")
    dataset = root.find("dataset")
    order = [child.tag for child in dataset]
    profile = [
        "alternateIdentifier", "title", "creator", "metadataProvider", "associatedParty", "pubDate", "language",
        "abstract", "keywordSet", "additionalInfo", "intellectualRights", "distribution", "coverage", "maintenance",
        "contact", "methods", "project",
    ]  # fmt: skip
    assert order == sorted(order, key=profile.index)
    for required in ("title", "creator", "metadataProvider", "pubDate", "language", "abstract", "contact"):
        assert dataset.find(required) is not None, required
    assert dataset.find("abstract/para").text
    assert "creativecommons.org/licenses/by/4.0" in ElementTree.tostring(dataset.find("intellectualRights"), "unicode")
    for agent in ("creator", "metadataProvider", "contact"):
        said = dataset.find(agent)
        if publisher.name:
            assert said.find("organizationName").text == publisher.name
            assert said.find("electronicMailAddress").text == publisher.email
        else:
            assert "to be named before publication" in said.find("positionName").text
            assert said.find("organizationName") is None


@pytest.fixture
def eml_problems():
    """What a validator that is not ours says against a document; absent, the test is skipped, and fails in CI."""
    try:
        with warnings.catch_warnings():
            # It reads its rules in a way that Python 3.11 calls outdated.
            warnings.simplefilter("ignore", DeprecationWarning)
            from metapype.eml import validate
            from metapype.model.metapype_io import from_xml
    except ImportError:
        reason = "metapype is not installed"
        if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
            pytest.fail(reason)
        pytest.skip(reason)

    def check(document):
        found = []
        validate.tree(from_xml(document), found)
        return [problem[1] for problem in found]

    return check


@pytest.mark.parametrize("which", ["zonar", "hostile"])
@pytest.mark.parametrize("publisher", [Publisher(), Publisher("Ministry of <Nature> & Sea", "ias@example.org")])
def test_metadata_keep_the_rules_of_eml(which, publisher, request, eml_problems):
    gathered = request.getfixturevalue(which)
    document = draw_eml(PackWords(gathered, words_for("en")), publisher)
    # EML's text module has links with a title, as GBIF asks for them in a licence; this validator does not know them.
    link = re.compile(r"<ulink [^>]*><citetitle>([^<]*)</citetitle></ulink>")
    assert len(link.findall(document)) == 1
    without = link.sub(r"\1", document)
    assert eml_problems(without) == []
    assert all("ulink" in said or "citetitle" in said for said in eml_problems(document))
    # The validator does look: a document without contact, or with an element of its own, is refused.
    assert eml_problems(re.sub(r"<contact>.*?</contact>", "", without))
    assert eml_problems(without.replace("<pubDate>", "<published>").replace("</pubDate>", "</published>"))
