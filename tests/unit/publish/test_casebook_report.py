from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from oxyura.impacts.verdicts import SEVERITY
from oxyura.publish.casebook_counts import (
    count_kinds,
    count_mechanisms,
    date_listings,
    glance_at,
    share_verdicts,
)
from oxyura.publish.casebook_report import (
    COLUMNS,
    check_report,
    render_casebook,
    render_matrix,
    write_casebook_report,
)
from oxyura.publish.casebook_rows import CasebookLines, read_casebook
from oxyura.publish.language import words_for
from oxyura.schema.errors import InputError
from oxyura.study.checked import read_study
from oxyura.study.judged_studies import JudgedStudy, judge_study
from study_packages import write_study
from unit.publish.test_report_page import ATTACK, Page

EN = words_for("en")
SOURCE = {"source_id": "worked-example"}


def migrant(name: str, **more: object) -> dict[str, object]:
    return {"migrant_id": name, "scientific_name": f"Avis {name.replace('-', '')}", **SOURCE, **more}


def make(folder: Path, *, title: str = "Two islands", note: str = "as measured") -> JudgedStudy:
    """A listed gull with a threat and an open question, an unlisted one, and one that meets nothing."""
    gulls = ("gull", "plain-gull", "lone-gull")
    write_study(
        folder,
        {
            "sites": [{"site_id": "island", "name": "Island"}, {"site_id": "rock", "name": "Rock"}],
            "migrants": [
                migrant("gull", cms_appendix="II", listing_date="2012-02-23", listing_source="worked-example"),
                migrant("plain-gull"),
                migrant("lone-gull", cms_appendix="I"),
            ],
            "stages": [
                {"migrant_id": gull, "stage": "breeding", "position": 1, "start_week": 1, "end_week": 52, **SOURCE}
                for gull in gulls
            ],
            "distribution": [
                {
                    "migrant_id": gull,
                    "stage": "breeding",
                    "site_id": "rock" if gull == "lone-gull" else "island",
                    "share": 1,
                    "survey_status": "surveyed",
                    **SOURCE,
                }
                for gull in gulls
            ],
            "invaders": [
                {"invader_id": "rat", "scientific_name": "Rattus rattus", "group": "mammal"},
                {"invader_id": "ant", "scientific_name": "Formica aliena"},
            ],
            "presences": [
                {
                    "invader_id": invader,
                    "site_id": site,
                    "status": status,
                    "establishment_means": "introduced",
                    **SOURCE,
                }
                for invader in ("rat", "ant")
                for site, status in (("island", "present"), ("rock", "absent"))
            ],
            "impacts": [
                {
                    "impact_id": f"rat-{gull}",
                    "invader_id": "rat",
                    "migrant_id": gull,
                    "stage": "breeding",
                    "mechanism": "predation",
                    "rate": "fecundity",
                    "effect": -0.5,
                    "effect_low": -0.6,
                    "effect_high": -0.4,
                    "evidence": "demonstrated",
                    "confidence": "high",
                    "notes": note,
                    **SOURCE,
                }
                for gull in ("gull", "plain-gull")
            ]
            + [
                {
                    "impact_id": "ant-gull",
                    "invader_id": "ant",
                    "migrant_id": "gull",
                    "stage": "breeding",
                    "mechanism": "indirect",
                    "rate": "survival",
                    "effect": -0.1,
                    "evidence": "inferred",
                    "confidence": "low",
                    **SOURCE,
                }
            ],
            "pressures": [
                {
                    "pressure_id": "nets",
                    "name": "=HYPERLINK(1) nets",
                    "iucn_threat": "5.4",
                    "migrant_id": "lone-gull",
                    "stage": "breeding",
                    "rate": "survival",
                    "evidence": "inferred",
                    "confidence": "low",
                    **SOURCE,
                }
            ],
        },
        title=title,
    )
    return judge_study(read_study(str(folder)))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> JudgedStudy:
    return make(tmp_path_factory.mktemp("studies") / "two-islands")


@pytest.fixture(scope="module")
def lines(judged: JudgedStudy) -> CasebookLines:
    return read_casebook([judged], EN)


def test_every_pair_and_every_migrant_has_a_line(lines: CasebookLines) -> None:
    found = {(row.migrant_id, row.invader_id, row.mechanism): (row.verdict, row.rule) for row in lines.rows}
    assert found == {
        ("gull", "rat", "predation"): ("demonstrated_threat", "interval_excludes_no_effect"),
        ("plain-gull", "rat", "predation"): ("no_demonstrated_impact", "not_listed"),
        ("gull", "ant", "indirect"): ("unproven", "evidence_does_not_decide"),
        ("plain-gull", "ant", None): ("no_demonstrated_impact", "not_listed"),
        ("lone-gull", "", None): ("not_assessed", "no_invader"),
    }
    assert len({row.anchor for row in lines.rows}) == len(lines.rows)


def test_a_size_without_limits_says_so(lines: CasebookLines) -> None:
    sizes = {row.invader_id: row.sizes for row in lines.rows if row.migrant_id == "gull"}
    ((rat, rate),) = sizes["rat"]
    assert re.sub(r"\s", " ", rat) == "−50 % (−60 % to −40 %)"
    assert rate == "young raised"
    assert "no interval" in sizes["ant"][0][0]


def test_one_source_has_one_number(judged: JudgedStudy, lines: CasebookLines, tmp_path: Path) -> None:
    assert [source.number for source in lines.sources] == [1]
    twice = read_casebook([judged, make(tmp_path / "again")], EN)
    assert len(twice.sources) == 1


def test_counts_add_up(lines: CasebookLines) -> None:
    shares = {share.verdict: share.number for share in share_verdicts(lines)}
    assert shares == {
        "demonstrated_threat": 1,
        "inferred_threat": 0,
        "unproven": 0,
        "no_demonstrated_impact": 1,
        "not_assessed": 1,
    }
    assert sum(share.percent for share in share_verdicts(lines)) == pytest.approx(100)
    mechanisms = {line.name: line.numbers for line in count_mechanisms(lines, EN)}
    assert mechanisms == {
        "predation": (1, 0, 0, 1, 0),
        "indirect": (0, 0, 1, 0, 0),
        "nothing recorded": (0, 0, 0, 1, 0),
    }
    assert {line.name: line.total for line in count_kinds(lines, EN)} == {"mammal": 2, "not stated": 2}
    assert date_listings(lines) == ((("2012-02-23", 1),), 1)


def test_the_glance_has_the_gravest_first(lines: CasebookLines) -> None:
    glance = glance_at(lines, EN)
    assert glance.mechanisms == ("indirect", "predation", "nothing recorded")
    assert [line.verdict for line in glance.lines] == ["demonstrated_threat", "no_demonstrated_impact", "not_assessed"]
    assert [[row.invader_id for row in cell] for cell in glance.lines[0].cells] == [["ant"], ["rat"], []]
    assert not any(line.is_repeated for line in glance.lines)


def test_a_population_of_two_studies_is_told_apart(judged: JudgedStudy, tmp_path: Path) -> None:
    twice = read_casebook([judged, make(tmp_path / "again")], EN)
    assert all(line.is_repeated for line in glance_at(twice, EN).lines)
    assert "<code>again</code>" in render_casebook(twice, EN)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_page_stands_alone(judged: JudgedStudy, language: str) -> None:
    words = words_for(language)
    html = render_casebook(read_casebook([judged], words), words)
    page = Page(html)
    assert not page.wrong
    assert not page.open
    assert page.all("html")[0]["lang"] == language
    assert not page.all("script")
    assert not page.all("img")
    assert "url(" not in html.split("<body>")[0].replace("url(#map-hatch)", "")
    for link in page.all("a"):
        assert str(link["href"]).startswith(("#", "https://", "http://"))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(link["href"])[1:] for link in page.all("a") if str(link["href"]).startswith("#")}
    assert targets <= set(ids)


def test_every_icon_has_its_words(lines: CasebookLines) -> None:
    page = Page(render_casebook(lines, EN))
    assert all(attributes.get("aria-hidden") == "true" for attributes in page.all("svg"))
    for verdict in SEVERITY:
        assert verdict.replace("_", " ") in page.text
    assert "With precaution:" in page.text
    assert "Other causes on record: Lone Gull" in page.text


def test_the_review_is_not_said_to_be_confirmed(lines: CasebookLines) -> None:
    text = Page(render_casebook(lines, EN)).text
    assert "Over one third of the species on the Appendices" in text
    assert text.count("not in the review itself") == 3
    assert "no such count of the review is shown" in text
    assert "they are no sample" in text
    assert (
        "Species that stand as invaders here: 2; of these a demonstrated or inferred threat to a listed migrant: 1."
        in text
    )


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    lines = read_casebook([make(tmp_path / "evil", title=f"T {ATTACK}")], EN)
    page = Page(render_casebook(lines, EN))
    assert not page.all("script")
    assert not page.all("img")
    assert "alert(1)" in page.text


def test_the_matrix_is_one_line_a_row_and_runs_no_formula(tmp_path: Path) -> None:
    lines = read_casebook([make(tmp_path / "evil", title="=1+1")], EN)
    rows = list(csv.DictReader(io.StringIO(render_matrix(lines))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(lines.rows)
    for row in rows:
        assert not any(cell[:1] in {"=", "+", "@", "-"} for cell in row.values())
    assert rows[0]["title"] == "'=1+1"
    (lone,) = (row for row in rows if row["migrant_id"] == "lone-gull")
    assert lone["other_causes"] == "'=HYPERLINK(1) nets"
    assert lone["verdict"] == "not_assessed"


def test_the_same_studies_give_the_same_bytes(judged: JudgedStudy, tmp_path: Path) -> None:
    for ending in (".html", ".csv"):
        first = write_casebook_report([judged], tmp_path / f"a{ending}").read_bytes()
        assert write_casebook_report([judged], tmp_path / f"a{ending}", force=True).read_bytes() == first


def test_only_documents_of_this_kind_are_replaced(judged: JudgedStudy, tmp_path: Path) -> None:
    other = tmp_path / "report.html"
    other.write_text('<meta name="generator" content="Oxyura 0.1"> another page', encoding="utf-8")
    with pytest.raises(InputError, match="not made by this command"):
        write_casebook_report([judged], other, force=True)
    written = write_casebook_report([judged], tmp_path / "a.csv")
    with pytest.raises(InputError, match="already exists"):
        check_report(written)
    with pytest.raises(InputError, match=r"\.html or \.csv"):
        check_report(tmp_path / "a.pdf")
    with pytest.raises(InputError, match="does not write"):
        write_casebook_report([judged], tmp_path / "b.html", language="de")
