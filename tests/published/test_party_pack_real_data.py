"""Party packs from real lists: counts conserved, what is set aside explained, and archives read back.

Files: ``griis/archives`` and ``griis_all_latest.parquet`` (Global Register of Introduced and Invasive Species,
CC BY 4.0), ``conventions/env_convention_parties.csv`` (three sources that disagree, CC BY 4.0).
"""

from __future__ import annotations

import csv
import io
import zipfile

import duckdb
import pytest

from oxyura.policy.species_names import name_key
from oxyura.publish.documents.tracing import untraced
from oxyura.publish.language import words_for
from oxyura.publish.party_pack import write_pack
from oxyura.publish.party_pack_first import describe_first_page
from oxyura.publish.party_pack_list import describe_list
from oxyura.publish.party_pack_rows import first_rows
from oxyura.publish.party_pack_words import PackWords
from oxyura.schema.vocabularies import DEGREE_OF_ESTABLISHMENT, ESTABLISHMENT_MEANS, PATHWAY
from oxyura.study.party_list import gather_list

SPAIN = ("white-headed-duck", "seville", "zonar", "balearic-shearwater")
PARTIES = {
    "ES": ("spain", SPAIN),
    "ZA": ("south-africa", ("marion", "white-headed-duck")),
    "NZ": ("new-zealand", ("macquarie", "gough-seabirds")),
    "KE": ("kenya", ("water-hyacinth",)),
    "SN": ("senegal", ("water-hyacinth",)),
    "EC": ("ecuador", ("nesting-turtles",)),
}


@pytest.fixture(scope="module")
def archives(data_dir):
    return data_dir / "griis" / "archives"


@pytest.fixture(scope="module")
def gather(data_dir, archives):
    def draw(party, archive, studies, **options):
        return gather_list(
            party,
            studies,
            griis=[archives / f"griis-{archive}.zip"],
            conventions=data_dir / "conventions" / "env_convention_parties.csv",
            **options,
        )

    return draw


def rows_of(path):
    with zipfile.ZipFile(path) as archive:
        return len(archive.read("taxon.txt").decode("utf-8").splitlines()) - 1


@pytest.mark.parametrize("party", PARTIES)
def test_no_row_of_a_checklist_disappears(party, gather, archives, tmp_path):
    archive, studies = PARTIES[party]
    gathered = gather(party, archive, studies)
    (count,) = gathered.checklist.counts
    assert count.rows_in == count.used + count.quarantined >= rows_of(archives / f"griis-{archive}.zip")
    assert all(row.reason for row in gathered.checklist.quarantine)
    listed = {name_key(each.entry.name) for each in gathered.drawn.candidates if each.entry is not None}
    left = {name_key(each.name) for each in gathered.drawn.left_out}
    assert listed.isdisjoint(left)
    assert {name_key(each.scientific_name) for each in gathered.checklist.invaders} <= listed | left
    folder = write_pack(gathered, tmp_path / party)
    checklist = list(csv.DictReader(io.StringIO((folder / "checklist.csv").read_text("utf-8-sig"), newline="")))
    assert len(checklist) == len(gathered.drawn.candidates) + len(gathered.drawn.left_out)
    assert all(row["became"] and row["reason"] for row in checklist)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_number_of_the_pages_comes_from_the_folder(gather, tmp_path, language):
    gathered = gather("ES", *PARTIES["ES"])
    folder = write_pack(gathered, tmp_path / "es", language=language)
    for describe in (describe_first_page, describe_list):
        assert untraced(describe(PackWords(gathered, words_for(language))), folder) == []


@pytest.mark.parametrize(
    ("party", "sections"),
    [
        ("ES", {"regulated": 3, "proposed": 4}),
        ("ZA", {"proposed": 2, "examine": 1}),
        ("NZ", {"examine": 4}),
        ("KE", {"examine": 2}),
        ("SN", {"examine": 2}),
        ("EC", {"examine": 2}),
    ],
)
def test_nothing_is_proposed_for_migrants_that_do_not_use_the_party(party, sections, gather):
    drawn = gather(party, *PARTIES[party]).drawn
    found = {each.section for each in drawn.candidates}
    assert {section: len(drawn.in_section(section)) for section in found} == sections


def test_the_spanish_pack_as_its_officer_reads_it(gather):
    gathered = gather("ES", "spain", SPAIN)
    rows = first_rows(gathered.drawn.candidates)
    assert len(rows) == 9
    assert (rows[0].pairing.migrant_name, rows[0].candidate.name) == ("Nyctalus lasiopterus", "Psittacula krameri")
    duck = next(row for row in rows if row.candidate.name == "Oxyura jamaicensis")
    assert duck.pairing.verdict == "unproven"
    assert [reading.reach for reading in duck.candidate.rules] == ["in_force", "in_force"]
    page = describe_first_page(PackWords(gathered, words_for("en")))
    (grid,) = [block for block in page.blocks if hasattr(block, "rows")]
    for row in grid.rows:
        assert row[4][-1].text.endswith("]")
        assert all(line.text for cell in row for line in cell)
    for candidate in gathered.drawn.candidates:
        assert candidate.standing == "present"
        assert all(option.reason for option in candidate.options)
        wanted = [each for each in candidate.options if each.state in ("proposed", "precaution")]
        assert all(option.hooks for option in wanted)
    binding = {each.convention: each.answer for each in gathered.drawn.memberships}
    assert (binding["CMS"], binding["AEWA"], binding["BWM"], binding["WOAH"]) == (
        "bound",
        "bound",
        "disputed",
        "not_known",
    )


@pytest.mark.parametrize("party", PARTIES)
def test_archives_are_read_back_alike_and_use_darwin_cores_words(party, gather, tmp_path):
    reader = pytest.importorskip("dwca.read")
    archive, studies = PARTIES[party]
    gathered = gather(party, archive, studies)
    folder = write_pack(gathered, tmp_path / party)
    with zipfile.ZipFile(folder / "archive.zip") as source:
        source.extractall(tmp_path / "unpacked")

    def by_duckdb(name):
        table = duckdb.sql(
            f"SELECT * FROM read_csv('{tmp_path / 'unpacked' / name}.txt', delim='\t', quote='', escape='', "
            "header=true, all_varchar=true, nullstr='')"
        )
        return [
            {column: value or "" for column, value in zip(table.columns, row, strict=True)} for row in table.fetchall()
        ]

    taxa, places, related = by_duckdb("taxon"), by_duckdb("distribution"), by_duckdb("resourcerelationship")
    assert {row["scientificName"] for row in taxa} == {each.name for each in gathered.drawn.candidates}
    assert len(related) == sum(len(each.pairings) for each in gathered.drawn.candidates) > 0
    with reader.DwCAReader(folder / "archive.zip") as read:
        rows = list(read)
        theirs = [{term.rsplit("/", 1)[-1]: value for term, value in row.data.items()} for row in rows]
        assert theirs == [{key: row[key] for key in theirs[0]} for row in taxa]
        for name, ours in (("Distribution", places), ("ResourceRelationship", related)):
            found = [
                {term.rsplit("/", 1)[-1]: value for term, value in each.data.items()}
                for row in rows
                for each in row.extensions
                if each.rowtype.endswith(f"/{name}")
            ]
            mine = [{key: row[key] for key in found[0]} for row in ours]
            assert sorted(map(sorted, (each.items() for each in found))) == sorted(
                map(sorted, (each.items() for each in mine))
            )
    for row in places:
        assert row["occurrenceStatus"] in ("", "present", "absent")
        assert row["establishmentMeans"] == "" or row["establishmentMeans"] in ESTABLISHMENT_MEANS
        assert row["degreeOfEstablishment"] == "" or row["degreeOfEstablishment"] in DEGREE_OF_ESTABLISHMENT
        assert row["pathway"] == "" or row["pathway"] in PATHWAY


def test_what_changed_in_saint_lucia_is_the_version_and_no_species(gather, archives):
    earlier = archives / "griis-saint-lucia-2.14.zip"
    gathered = gather("LC", "saint-lucia-2.15", ("nesting-turtles",), since=earlier)
    (change,) = gathered.changes
    assert [column for column, _, _ in change.fields] == ["citation", "version"]
    assert "2.14" in change.fields[1][1]
    assert "2.15" in change.fields[1][2]


def test_two_lists_of_different_countries_differ_in_what_they_have(gather, archives):
    with pytest.raises(Exception, match="The checklist is of SN, not of KE"):
        gather("KE", "kenya", ("water-hyacinth",), since=archives / "griis-senegal.zip")


def test_the_mongoose_of_saint_lucia_is_known_by_a_synonym(gather, tmp_path):
    synonyms = tmp_path / "synonyms.csv"
    synonyms.write_text("synonym,accepted\nHerpestes javanicus,Urva auropunctata\n", encoding="utf-8")
    options = ("LC", "saint-lucia-2.15", ("nesting-turtles",))

    def standing(**more):
        drawn = gather(*options, **more).drawn
        return {pairing.invader_name: each.standing for each in drawn.candidates for pairing in each.pairings}

    assert standing()["Urva auropunctata"] == "not_yet"
    assert standing(synonyms=synonyms)["Urva auropunctata"] == "present"


@pytest.mark.slow
def test_a_party_in_the_table_of_all_lists_and_one_that_is_not(data_dir, archives):
    everything = data_dir / "griis" / "griis_all_latest.parquet"
    alone = gather_list("SN", ["water-hyacinth"], griis=[archives / "griis-senegal.zip"])
    among = gather_list("SN", ["water-hyacinth"], griis=[everything])
    names = [{name_key(each.scientific_name) for each in found.checklist.invaders} for found in (alone, among)]
    assert names[0] == names[1]
    none = gather_list("AX", ["water-hyacinth"], griis=[everything])
    assert none.checklist is None
    assert any("has no list of AX" in warning for warning in none.warnings)
