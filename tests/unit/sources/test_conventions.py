"""The table of parties: several sources one under the other, that may not agree."""

from __future__ import annotations

import pytest

from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.errors import InputError
from oxyura.sources.conventions import PartiesError, parse_parties, read_parties
from oxyura.sources.country_alpha3 import code_of_three

HEAD = "source,Title,stateID,Force,StateForce,End,StateEnd\n"
CBD = "Convention On Biological Diversity"
BWM = "International Convention For The Control And Management Of Ships\x92 Ballast Water And Sediments"


@pytest.fixture
def parties(tmp_path):
    def write(*rows, head=HEAD):
        path = tmp_path / "parties.csv"
        path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return read_parties(path)

    return write


def of(found, party, convention):
    return next(each for each in found.of(party) if each.convention == convention)


def test_sources_are_told_apart_and_none_is_chosen(parties):
    found = parties(
        f"A,{BWM},ESP,2017-09-08,,<NA>,", f"B,{BWM},ESP,,9999-12-31,,", f"B,{BWM},FRA,2017-09-08,2017-09-08,,"
    )
    membership = of(found, "ES", "BWM")
    assert membership.answer == "disputed"
    assert [(each.source, each.state) for each in membership.statements] == [("A", "in_force"), ("B", "not_in_force")]
    assert of(found, "FR", "BWM").answer == "disputed"


def test_the_day_of_the_state_counts_not_that_of_the_treaty(parties):
    found = parties(f"A,{CBD},ESP,1993-12-29,1994-03-21,,")
    assert of(found, "ES", "CBD").days == ("1994-03-21",)


def test_what_ended_does_not_bind_and_a_later_text_does(parties):
    found = parties(
        "A,International Plant Protection Convention,SEN,,1975-03-03,1990-10-03,1990-10-03",
        "A,International Plant Protection Convention (1979 Revised Text),SEN,,1991-04-04,,",
        f"A,{CBD},SEN,,1995-01-15,,2000-01-01",
    )
    assert of(found, "SN", "IPPC").days == ("1991-04-04",)
    assert of(found, "SN", "CBD").answer == "not_bound"


def test_amendments_and_other_treaties_bind_apart(parties):
    found = parties(f"A,{CBD},ESP,,1994-03-21,,", f"A,Protocol To The {CBD},KEN,,2003-09-11,,")
    assert of(found, "KE", "CBD").answer == "not_bound"
    assert of(found, "KE", "CMS").answer == "not_known"


def test_codes_that_are_no_country_are_told(parties):
    assert parties(f"A,{CBD},ESP,,1994-03-21,,", f"A,{CBD},EUU,,1994-03-21,,").unknown_states == ("EUU",)


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ("source,Title\n", "A,B", "no column stateID"),
        (HEAD, "A,Something Else,ESP,,,,", "No row of the table is about a convention"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(parties, head, row, said):
    with pytest.raises(InputError, match=said):
        parties(row, head=head)


def test_a_file_in_another_encoding_or_missing_is_refused(tmp_path):
    path = tmp_path / "parties.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_parties(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_parties(tmp_path / "none.csv")


def test_days_that_cannot_be_read_are_told_cell_by_cell_and_make_nobody_unbound(parties):
    with pytest.raises(PartiesError) as caught:
        parties(f"A,{CBD},ESP,,21/03/1994,,", f"A,{CBD},FRA,,1994-02-30,,", f",{CBD},KEN,,1994-03-21,,")
    assert [(row.row, row.column, row.value) for row in caught.value.rows] == [
        (2, "StateForce", "21/03/1994"),
        (3, "StateForce", "1994-02-30"),
        (4, "source", ""),
    ]
    assert "3 cells" in caught.value.message


def test_rows_of_no_state_are_set_aside_with_their_place(parties):
    found = parties(f"A,{CBD},ESP,,1994-03-21,,", "A,Something Else,ESP,,x,,", f"A,{CBD},EUU,,1994-03-21,,")
    assert [(row.row, row.column, row.value) for row in found.set_aside] == [(4, "stateID", "EUU")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD.encode() + b"\n" * 200_001, "rows of the table"),
        (b"x" * (16 * 2**20 + 1), "size of the table"),
        (HEAD.encode() + b'A,"' + b"x" * 200_000, "no CSV"),
        (b"", "no column source"),
    ],
)
def test_a_table_that_is_made_to_harm_is_refused(content, said):
    with pytest.raises(InputError, match=said):
        parse_parties(content, "parties.csv")


def test_many_columns_cost_no_more_than_their_letters():
    head = HEAD.strip() + "," * 200_000 + "\n"
    rows = f"A,{CBD},ESP,,1994-03-21,,\n" * 2_000
    assert of(parse_parties((head + rows).encode(), "parties.csv"), "ES", "CBD").answer == "bound"


def test_every_country_has_one_code_of_three_letters():
    from oxyura.sources.country_alpha3 import _by_three

    assert sorted(_by_three().values()) == sorted(COUNTRY_CODES)
    assert (code_of_three("NAM"), code_of_three("CHE"), code_of_three("TUR")) == ("NA", "CH", "TR")
