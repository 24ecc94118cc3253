"""The page of a country: what binds it and by which source, what is drafted for it, and what its maps show."""

from __future__ import annotations

import dataclasses
import datetime
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from oxyura.apps.web.application import create_app
from oxyura.apps.web.drafts import PACK, take_out
from oxyura.apps.web.kept_parties import find_parties, keep_at_start, keep_parties, memberships_of, remove_parties
from oxyura.apps.web.library import Entry
from oxyura.apps.web.opening import open_register, web_kinds
from oxyura.apps.web.report_drafts import REPORT
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.views import country_outline
from oxyura.apps.web.views.country import gather_country
from oxyura.apps.web.views.study_pages import OwnObligation, from_bytes
from oxyura.apps.web.warming import warm_up
from oxyura.publish.language import words_for
from oxyura.register.pruning import UPLOADS
from oxyura.register.records import JobRecord
from oxyura.register.store import Register
from oxyura.schema.errors import InputError
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study
from unit.apps.web.clients import Client, client_of
from unit.apps.web.shelf import NOW, file_of, open_shelf

STUDIES = ("balearic-shearwater", "white-headed-duck", "yellow-sea")
CMS = "Convention on the Conservation of Migratory Species of Wild Animals"
CBD = "Convention On Biological Diversity"
AEWA = "Agreement on the Conservation of African-Eurasian Migratory Waterbirds"
HEAD = "source,Title,stateID,Force,StateForce,End,StateEnd\n"
TABLE = HEAD + "".join(
    f"{row}\n"
    for row in (
        f"One,{CMS},ESP,,1985-05-01,,",
        f"One,{CBD},ESP,,1994-03-21,,",
        f"Two,{CBD},ESP,,,,2001-01-01",
        f"Two,{CBD},FRA,,1994-07-01,,",
        f"One,{AEWA},FRA,,2003-12-01,,",
        f"One,{CMS},EUE,,1983-11-01,,",
    )
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with open_shelf(tmp_path_factory.mktemp("shelf"), STUDIES) as shelf:
        yield shelf


@pytest.fixture(scope="module")
def client(register: Register) -> Iterator[Client]:
    warm_up().join(30)
    with client_of(create_app(WebSettings("unused"), register)) as opened:
        yield opened


@pytest.fixture
def kept(register: Register) -> Iterator[str]:
    """A table of parties; gone after the test."""
    keep_parties(register, "parties.csv", TABLE.encode())
    found = find_parties(register)
    assert found is not None
    yield found.sha256
    remove_parties(register)


def words(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def row_of(page: str, head: str) -> str:
    """Return the row of a table that begins with a word."""
    rows = [words(f"<main>{row}</main>") for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    return next(row for row in rows if row.startswith(head))


def hand_in(client: Client, content: str, name: str = "parties.csv") -> tuple[int, str, str]:
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/conventions").text)
    assert token is not None
    fields = {"csrf": token.group(1), "country": "ES"}
    answer = client.post("/conventions", data=fields, files={"conventions": (name, content.encode(), "text/csv")})
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_without_a_table_nothing_is_said_to_bind(client: Client) -> None:
    page = client.get("/c/ES").text
    assert "which conventions bind this Party is not known here" in words(page)
    assert "not known" in row_of(page, "CMS Convention")
    assert "not known" in row_of(page, "CMS Article III(4)(c)")
    assert "no source given here" not in row_of(page, "CMS Article III(4)(c)")
    assert 'action="/conventions"' in page


def test_table_that_is_handed_in_says_what_binds_with_its_sources(client: Client, register: Register) -> None:
    status, address, _ = hand_in(client, TABLE)
    assert (status, address) == (303, "/c/ES#binds")
    try:
        page = client.get("/c/ES").text
        assert "According to parties.csv , handed in on" in words(page)
        assert "Its sources: One and Two." in words(page)
        assert "binds it One: in force since 1 May 1985" in row_of(page, "CMS Convention")
        assert "sources disagree" in row_of(page, "CBD Convention")
        assert "Two: ended on 1 January 2001" in row_of(page, "CBD Convention")
        assert "does not bind it One: not named" in row_of(page, "AEWA Agreement")
        assert "in force for this Party since 1985-05-01 (One)" in row_of(page, "CMS Article III(4)(c)")
        assert "not known" in row_of(page, "WOAH")
        shown = words(client.get("/conventions").text)
        assert "1 row was left out" in shown
        assert "EUE Warning: no code of three letters of ISO 3166-1" in shown
        assert "does not bind it" in row_of(client.get("/c/AR").text, "CMS Convention")
    finally:
        remove_parties(register)
    assert "which conventions bind this Party is not known here" in words(client.get("/c/ES").text)


def test_table_is_removed_from_its_page(client: Client, register: Register, kept: str) -> None:
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/conventions?country=ES").text)
    assert token is not None
    answer = client.post("/conventions/remove", data={"csrf": token.group(1), "country": "ES"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/c/ES#binds")
    assert find_parties(register) is None
    assert client.post("/conventions/remove", data={}).status_code == 403


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD + f"One,{CMS},ESP,,12/05/1985,,\n,{CBD},ESP,,1994-03-21,,\n", "12/05/1985 Error: no day written as"),
        (HEAD + f"One,{CMS},ESP,,1985-13-41,,\n", "1985-13-41 Error: no day written as"),
        (HEAD + "One,Some Other Treaty,ESP,,1985-05-01,,\n", "No row of the table is about a convention"),
        ("source,Title\nOne,Two\n", "The table has no column stateID."),
        ("", "The table has no column source, Title, stateID."),
        (HEAD + f'One,"{CMS}' + "x" * 200_000, "The file is no CSV"),
    ],
)
def test_what_is_no_table_of_parties_is_refused_beside_its_cells(
    client: Client, register: Register, kept: str, content: str, said: str
) -> None:
    status, _, page = hand_in(client, content)
    assert status == 422
    assert said in words(page)
    assert 'role="alert"' in page
    found = find_parties(register)
    assert found is not None
    assert found.sha256 == kept


def test_cells_of_a_table_are_never_markup(client: Client, register: Register) -> None:
    evil = "<script>alert(1)</script>"
    status, _, page = hand_in(client, HEAD + f'"{evil}",{CMS},ESP,,{evil},,\n', f"{evil}.csv")
    assert status == 422
    assert "<script>alert" not in page
    assert hand_in(client, HEAD + f'"{evil}",{CMS},ESP,,1985-05-01,,\n', "../../<b>.csv")[0] == 303
    try:
        page = client.get("/c/ES").text
        assert "<script>alert" not in page
        assert "&lt;b&gt;.csv" in page
    finally:
        remove_parties(register)


def test_the_newest_table_counts_and_survives_a_restart(tmp_path: Path) -> None:
    given, newer = TABLE.encode(), (HEAD + f"New,{CMS},ESP,,1985-05-01,,\n").encode()
    place = tmp_path / "register.sqlite"

    def name_of(opened: Register) -> str:
        found = find_parties(opened)
        return "" if found is None else f"{found.name} {found.way}"

    with Register.open(place, kinds=web_kinds()) as opened:
        assert memberships_of(opened, "ES") == {}
        keep_at_start(opened, "start.csv", given)
        assert name_of(opened) == "start.csv start"
        keep_parties(opened, "newer.csv", newer)
    with Register.open(place, kinds=web_kinds()) as opened:
        keep_at_start(opened, "start.csv", given)
        assert name_of(opened) == "newer.csv page"
        assert memberships_of(opened, "ES")["CMS"].statements[0].source == "New"
        keep_at_start(opened, "start.csv", given + f"One,{CBD},DEU,,1994-03-21,,\n".encode())
        assert name_of(opened) == "start.csv start"
        remove_parties(opened)
        assert name_of(opened) == ""


def test_a_table_that_counts_is_not_forgotten_after_a_week(tmp_path: Path) -> None:
    long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    with Register.open(tmp_path / "register.sqlite", kinds=web_kinds()) as opened:
        keep_parties(opened, "parties.csv", TABLE.encode())
        other = opened.keep_upload("other.csv", b"something else")
        with opened._database.writing() as connection:
            connection.execute(UPLOADS.update().values(added_at=long_ago))
        opened.prune()
        found = find_parties(opened)
        assert found is not None
        assert opened.upload(found.sha256)[1] == TABLE.encode()
        with pytest.raises(InputError):
            opened.upload(other)
        remove_parties(opened)
        opened.prune()
        with pytest.raises(InputError):
            opened.upload(found.sha256)


def test_serve_takes_a_table_and_refuses_what_is_none(tmp_path: Path) -> None:
    good, bad = tmp_path / "parties.csv", tmp_path / "bad.csv"
    good.write_text(TABLE, encoding="utf-8")
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    settings = WebSettings(tmp_path / "register.sqlite", casebook=False, workers=0, conventions=good)
    with open_register(settings) as opened:
        assert memberships_of(opened, "ES")["CMS"].answer == "bound"
    with pytest.raises(InputError, match="no column source"):
        open_register(WebSettings(tmp_path / "register.sqlite", casebook=False, conventions=bad)).__enter__()


def test_own_obligations_of_a_study_join_with_the_authority_that_it_names() -> None:
    pages = from_bytes(file_of("white-headed-duck", "web/en.json"))
    rows = (
        OwnObligation("cms-control", "CMS", "", "", "control", "", "", "Institute <A>", ("ES",), "", "A source"),
        OwnObligation("law", "Law 42", "Article 64", "binding", "list", "Keep a list.", "", "Office B", (), "", ""),
        OwnObligation("other", "Law of elsewhere", "", "binding", "list", "Not here.", "", "", ("GB",), "", ""),
    )
    entry = Entry("white-headed-duck", "k", "white-headed-duck", "Duck", "upload", "r", "done")
    view = gather_country("ES", [(entry, dataclasses.replace(pages, obligations=rows))], words_for("en"))
    by_provision = {(each.provision, each.authority): each for each in view.duties}
    control = by_provision["CMS Article III(4)(c)", "Institute <A>"]
    assert control.answer == "not_known"
    assert control.citation == "A source"
    assert "exotic species already in" in control.asks
    law = by_provision["Law 42 Article 64", "Office B"]
    assert (law.answer, law.asks, law.office) == ("own", "Keep a list.", "not stated")
    assert not any(each.asks == "Not here." for each in view.duties)


def test_country_without_a_site_says_what_to_do_next(client: Client) -> None:
    page = client.get("/c/AR").text
    assert "What to do next" in words(page)
    assert 'href="/start?party=AR"' in page
    assert 'id="take"' not in page


def test_gap_map_leads_from_the_gap_to_whom_it_exposes(client: Client) -> None:
    page = client.get("/c/AU").text
    drawn = page[page.index('id="gap-map-name"') :]
    drawn = drawn[: drawn.index("</figure>")]
    assert "China, Smooth Cordgrass: exposes" in drawn
    assert 'class="gap-missing"' in drawn
    if country_outline.read_outline("AU").parts:
        assert "China – Australia" in drawn
        assert "lines end in the middle of the country" in drawn
    assert "No gap of this country is known" in words(page)


def square(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the outline of a country there: a square with a hole, and a speck far away."""
    ring = [[-9, 36], [3, 36], [3, 44], [-9, 44], [-9, 36]]
    hole = [[-4, 39], [-4, 41], [-2, 41], [-2, 39], [-4, 39]]
    speck = [[55, -21], [55.5, -21], [55.5, -20.5], [55, -21]]
    shape = {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[speck], [ring, hole]]}}
    (tmp_path / "ES.json").write_text(json.dumps(shape), encoding="utf-8")
    monkeypatch.setattr(country_outline, "_OUTLINES", tmp_path)
    country_outline.read_outline.cache_clear()
    country_outline.lay_country.cache_clear()


def test_map_shows_the_whole_country_and_not_only_its_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    square(tmp_path, monkeypatch)
    try:
        laid = country_outline.lay_country("ES", ((2.9, 39.6),))
        assert laid is not None
        placed = laid.ground.place([(-9, 36), (3, 36), (3, 44), (-9, 44), (2.9, 39.6)])
        assert placed.min() > 0
        assert (placed < np.array([1000, laid.ground.height])).all()
        assert laid.outline.count("Z") == 2
        assert not laid.is_whole
        middle = country_outline.middle_of("ES")
        assert middle is not None
        assert middle == pytest.approx((-3.0, 40.0), abs=0.2)
        # A site far away is in the map all the same.
        far = country_outline.lay_country("ES", ((55.2, -20.8),))
        assert far is not None
        assert far.is_whole
        assert country_outline.lay_country("PT", ()) is None
        assert country_outline.read_outline("../ES").parts == ()
    finally:
        monkeypatch.undo()
        country_outline.read_outline.cache_clear()
        country_outline.lay_country.cache_clear()


def test_drafts_are_asked_for_with_the_table_that_counts(client: Client, register: Register, kept: str) -> None:
    page = client.get("/c/ES").text
    assert re.search(r'id="scheme-acap"[^>]* disabled', page)
    assert "Cannot be drafted: It covers none of the migrants" in words(page)
    assert re.search(r'id="scheme-cms"[^>]* checked', page)
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    asked = {"csrf": token.group(1), "schemes": ["cms", "aewa"], "annexes": ["who-does-what"]}
    answer = client.post("/c/ES/report?lang=fr", data=asked)
    assert answer.status_code == 303, answer.text
    job = register.jobs.get(answer.headers["location"].removeprefix("/j/").partition("?")[0])
    assert job.kind == REPORT
    assert job.arguments["schemes"] == ["cms", "aewa"]
    assert job.arguments["annexes"] == ["who-does-what"]
    assert (job.arguments["language"], job.arguments["conventions"]) == ("fr", kept)
    assert len(job.arguments["studies"]) == 2
    register.jobs.cancel(job.key)
    answer = client.post("/c/ES/pack", data={"csrf": token.group(1)})
    job = register.jobs.get(answer.headers["location"].removeprefix("/j/"))
    assert (job.kind, job.arguments["conventions"]) == (PACK, kept)
    register.jobs.cancel(job.key)


@pytest.mark.parametrize(
    ("country", "asked", "said"),
    [
        ("ES", {}, "No convention was chosen."),
        ("ES", {"schemes": ["<b>"]}, "cannot be drafted"),
        ("AR", {"schemes": ["cms"]}, "No study has a site in this country."),
    ],
)
def test_what_cannot_be_drafted_says_why(client: Client, country: str, asked: dict[str, list[str]], said: str) -> None:
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/c/ES").text)
    assert token is not None
    answer = client.post(f"/c/{country}/report", data={"csrf": token.group(1), **asked})
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_reports_are_drafted_kept_and_told(
    client: Client, register: Register, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = assess_study(read_study("white-headed-duck"), deterministic=True)
    monkeypatch.setattr("oxyura.study.running.assess_study", lambda study, **options: quick)
    study = next(study.key for study in register.studies() if study.name == "white-headed-duck")
    kind = web_kinds()[REPORT]
    given = {"country": "ES", "studies": [study], "schemes": ["acap", "cms"], "language": "es", "conventions": kept}
    arguments = kind.read(register, given)
    assert arguments["schemes"] == ["cms", "acap"]
    steps: list[float] = []
    result = json.loads(json.dumps(kind.work(register, arguments, lambda step, fraction: steps.append(fraction))))
    assert steps == sorted(steps)
    assert [each["scheme"] for each in result["schemes"]] == ["cms", "acap"]
    assert [each["party"] for each in result["schemes"]] == ["bound", "not_known"]
    job = JobRecord("0" * 32, REPORT, arguments, "done", "", 1.0, 1, NOW, result=result)
    monkeypatch.setattr(register.jobs, "get", lambda key: job)
    page = words(client.get(f"/j/{job.key}").text)
    assert "Drafting reports to conventions: Spain" in page
    assert "CMS drafted. It binds this Party." in page
    assert "ACAP not drafted: it covers none of the populations" in page
    with zipfile.ZipFile(io.BytesIO(client.get(f"/j/{job.key}/file").content)) as archive:
        names = set(archive.namelist())
        assert {f"oxyura-report-ES/report-cms.{ending}" for ending in ("html", "docx", "pdf")} <= names
        assert 'lang="es"' in archive.read("oxyura-report-ES/report-cms.html").decode()


def test_two_studies_of_one_name_are_drafted_side_by_side(register: Register, tmp_path: Path) -> None:
    first = next(study for study in register.studies() if study.name == "white-headed-duck")
    files = register.study_files(first.key)
    second = register.add_study(first.name, {**files, "study.toml": files["study.toml"] + b"\n"})
    places = take_out(register, [first.key, second.key], tmp_path)
    assert len({place.name for place in places}) == 2
    assert all((place / "study.toml").is_file() for place in places)
