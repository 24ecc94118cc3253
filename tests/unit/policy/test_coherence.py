from __future__ import annotations

import pytest

from oxyura.policy.coherence import Coherence, Gap, Question, assess_coherence
from oxyura.policy.listing_reach import Listing, Reach
from oxyura.policy.route_exposure import Weights
from oxyura.schema.errors import InputError
from unit.policy.small_flyway import Records, flyway_records, make_flyway, rule, there

MINK, CORDGRASS, DUCK = "neogale vison", "spartina alterniflora", "oxyura jamaicensis"
RAT, MYNA = "rattus norvegicus", "acridotheres tristis"


def answer(records: Records | None = None, **asked: object) -> Coherence:
    return assess_coherence([make_flyway(records)], Question(**asked))  # type: ignore[arg-type]


def with_rules(*rules: dict[str, object]) -> Records:
    return {**flyway_records(), "regulations": list(rules)}


def reach(found: Coherence, invader: str, site: str) -> Reach:
    (one,) = (r for r in found.reaches if r.exposure.invader_id == invader and r.exposure.site.site_id == site)
    return one


def gap(found: Coherence, party: str, taxon: str) -> Gap:
    (one,) = (g for g in found.gaps if g.listing == Listing(party, taxon))
    return one


def test_exposure_by_hand() -> None:
    found = answer()
    told, possible = found.readings["told"], found.readings["possible"]
    # Mink 1/3, cordgrass in the delta .6 × .5 / 3, cordgrass and myna that arrive in the bay 1/3 each.
    assert told.total == pytest.approx(3 / 3 + 0.1)
    assert told.closable == pytest.approx(2 / 3 + 0.1)
    # Whether a listing acts on what comes on hulls cannot be told.
    assert told.out_of_reach == pytest.approx(1 / 3)
    # Beside them the duck and the rat, of unproven harm, 1/3 each, and cordgrass at sea .4 / 3.
    assert possible.total == pytest.approx(5 / 3 + 0.1 + 0.4 / 3)
    assert possible.out_of_reach == pytest.approx(0.4 / 3)
    assert possible.closed_now == told.closed_now == 0


def test_what_closes_each_exposure() -> None:
    found = answer()
    own = {Listing("NL", MINK)}
    assert reach(found, "mink", "colony").told == reach(found, "mink", "colony").possible == (own,)
    # On hulls: the bay's own list, or that of every Party from which it may come.
    hulls = reach(found, "cordgrass", "bay")
    assert hulls.told == ()
    assert set(hulls.possible) == {frozenset([Listing("MA", CORDGRASS)]), frozenset([Listing("SN", CORDGRASS)])}
    # What flies in by itself closes where it comes from, never by the list of the Party it reaches.
    assert reach(found, "duck", "colony").possible == ({Listing("GB", DUCK)},)
    assert reach(found, "duck", "colony").from_ == ("GB",)
    assert reach(found, "myna", "bay").told == ({Listing("MA", MYNA)},)
    assert reach(found, "cordgrass", "sea").possible == ()
    assert {r.exposure.status for r in found.reaches} == {"present", "may_arrive", "not_surveyed", "may_spread"}


def test_the_smallest_set_and_the_frontier() -> None:
    possible = answer().readings["possible"]
    assert len(possible.smallest) == 5
    assert possible.is_smallest_proven
    closed = [point.closed for point in possible.frontier]
    # Cordgrass listed in SN closes the delta and the bay, .1 + 1/3: the best single addition.
    assert possible.frontier[0].listings == (Listing("SN", CORDGRASS),)
    assert closed == pytest.approx([0.1 + n / 3 for n in (1, 2, 3, 4, 5)])
    assert all(point.gap == 0 and point.bound == pytest.approx(point.closed) for point in possible.frontier)
    assert possible.best(2) == possible.frontier[1]
    assert answer(most=2).readings["possible"].best() == possible.frontier[1]


def test_a_gap_names_whose_migrants_it_exposes() -> None:
    found = answer()
    duck = gap(found, "GB", DUCK)
    assert (duck.exposed, duck.concerned, duck.is_present, duck.standing) == (("NL",), ("MA", "NL", "SN"), True, "no")
    assert (duck.told, duck.here) == (0, 0)
    assert duck.elsewhere == pytest.approx(1 / 3)
    assert duck.migrants == (("flyway", "tern"),)
    mink = gap(found, "NL", MINK)
    assert mink.told == mink.here == pytest.approx(1 / 3)
    assert mink.verdict == "demonstrated_threat"
    assert mink.concerned == ("MA", "SN")
    assert [g.told for g in found.gaps] == sorted((g.told for g in found.gaps), reverse=True)


@pytest.mark.parametrize(
    ("one", "standing", "told_open"),
    [
        (rule("Neogale vison", ("NL",)), "yes", 0.0),
        (rule("Neogale", ("NL",)), "yes", 0.0),
        (rule("Neogale vison", ("NL-FR", "NL-GR")), "unknown", 0.0),
        (rule("Neogale vison", ()), "unknown", 0.0),
        (rule("Neogale vison", ("NL",), date=None), "unknown", 0.0),
        (rule("Neogale vison vison", ("NL",)), "unknown", 0.0),
        (rule("Mustelidae", ("NL",)), "unknown", 0.0),
        (rule("Neogale vison", ("NL",), date="2030-01-01"), "no", 1 / 3),
        (rule("Neogale vison", ("BE",)), "no", 1 / 3),
        (rule(None, ("NL",)), "no", 1 / 3),
        (rule("Mustela nivalis", ("NL",)), "no", 1 / 3),
    ],
)
def test_three_values_of_a_listing(one: dict[str, object], standing: str, told_open: float) -> None:
    found = answer(with_rules(one))
    mink = reach(found, "mink", "colony")
    assert mink.listed == standing
    told = found.readings["told"]
    open_ = sum(r.exposure.told for r in found.reaches if r.counts_as_told and r.told and all(r.told))
    assert open_ == pytest.approx(0.1 + 1 / 3 + told_open)
    # Bounds: what cannot be told does not count by the tables, and counts as open with precaution.
    if standing == "unknown":
        assert not mink.counts_as_told
        assert told.total == pytest.approx(2 / 3 + 0.1)
        assert mink.possible == ({Listing("NL", MINK)},)
        assert gap(found, "NL", MINK).standing == "unknown"
    if standing == "yes":
        assert told.closed_now == pytest.approx(1 / 3)
        assert all(g.listing != Listing("NL", MINK) for g in found.gaps)


def test_more_rules_never_open_anything() -> None:
    before = answer()
    after = answer(with_rules(rule("Oxyura jamaicensis", ("GB",)), rule("Spartina", ("SN",), rank="genus")))
    for name in ("told", "possible"):
        assert after.readings[name].total == pytest.approx(before.readings[name].total)
        assert after.readings[name].closed_now >= before.readings[name].closed_now
    assert after.readings["possible"].closed_now == pytest.approx(0.1 + 2 / 3)


def test_what_came_by_itself_needs_the_lists_of_both_ends() -> None:
    records = flyway_records()
    records["presences"] = [
        *(row for row in records["presences"] if (row["invader_id"], row["site_id"]) != ("duck", "colony")),
        there("duck", "colony", pathway="naturalDispersal"),
    ]
    assert reach(answer(records), "duck", "colony").possible == ({Listing("GB", DUCK), Listing("NL", DUCK)},)


def test_distance_ends_where_an_invader_may_come_from() -> None:
    assert reach(answer(within_km=500), "duck", "colony").from_ == ("GB",)
    near = answer(within_km=100)
    assert reach(near, "duck", "colony").from_ == ()
    assert reach(near, "duck", "colony").possible == ()
    assert reach(near, "duck", "colony").counts_as_possible
    # A place without coordinates may be near.
    records = flyway_records()
    records["sites"][-1] = {"site_id": "park", "name": "Park", "country": "GB"}
    assert reach(answer(records, within_km=100), "duck", "colony").from_ == ("GB",)


def test_only_those_at_the_table_add() -> None:
    possible = answer(parties=("nl", "MA")).readings["possible"]
    assert {listing.party for listing in possible.smallest} == {"NL", "MA"}
    assert possible.closable == pytest.approx(4 / 3)
    assert possible.out_of_reach == pytest.approx(1 / 3 + 0.1 + 0.4 / 3)


@pytest.mark.parametrize(("code", "words"), [("XX", "no country code"), ("FR", "No site of these studies lies in FR")])
def test_unknown_parties_are_refused(code: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        answer(parties=(code,))
    assert "GB, MA, NL, SN" in caught.value.remedy


def test_without_countries_there_is_no_party() -> None:
    records = flyway_records()
    records["sites"] = [{"site_id": row["site_id"], "name": row["name"]} for row in records["sites"]]
    with pytest.raises(InputError, match="No site has a country"):
        answer(records)


def test_a_migrant_of_one_party_alone_is_no_matter_of_coherence() -> None:
    records = flyway_records()
    records["distribution"] = [row for row in records["distribution"] if row["site_id"] == "colony"]
    found = answer(records)
    assert found.readings["told"].total == 0
    # Only what may come from elsewhere still counts.
    assert {r.exposure.invader_id for r in found.reaches if r.counts_as_possible} == {"duck", "rat"}
    assert any("one Party alone" in note for note in found.notes)


def test_native_is_no_gap_and_no_evidence_no_exposure() -> None:
    records = flyway_records()
    records["presences"][0]["establishment_means"] = "native"
    found = answer(records)
    assert all(r.exposure.invader_id != "mink" for r in found.reaches)
    assert any(note.startswith("1 meeting is left out because nothing is on record") for note in found.notes)


def test_weights_scale_exposure_and_zero_leaves_out() -> None:
    base, doubled = answer(), answer(weights=Weights(listing={"I": 1, "II": 2, "agreement": 1, "not_listed": 0}))
    assert doubled.readings["told"].total == pytest.approx(2 * base.readings["told"].total)
    records = flyway_records()
    records["migrants"][0]["cms_appendix"] = None
    unlisted = answer(records)
    assert unlisted.reaches == ()
    assert any("not listed" in note for note in unlisted.notes)


def test_a_population_in_two_studies_counts_once() -> None:
    twice = assess_coherence([make_flyway(), make_flyway(name="again")])
    once = answer()
    for name in ("told", "possible"):
        assert twice.readings[name].total == pytest.approx(once.readings[name].total)
    assert any("In several studies: sterna exempli" in note for note in twice.notes)


def test_studies_are_joined_by_the_invaders_name() -> None:
    park = flyway_records()
    for table in ("migrants", "stages", "distribution", "arrivals"):
        park[table] = []
    park["presences"] = [there("ruddy", "park")]
    park["invaders"] = [{"invader_id": "ruddy", "scientific_name": "Oxyura jamaicensis (Gmelin, 1789)"}]
    home = flyway_records()
    home["presences"] = [row for row in home["presences"] if row["site_id"] != "park"]
    found = assess_coherence([make_flyway(home), make_flyway(park, name="park", harm={})])
    assert reach(found, "duck", "colony").possible == ({Listing("GB", DUCK)},)


def test_not_surveyed_and_uncounted_shares_are_bounds() -> None:
    records = flyway_records()
    records["presences"] = [row for row in records["presences"] if row["invader_id"] != "mink"]
    mink = reach(answer(records), "mink", "colony").exposure
    assert (mink.status, mink.told) == ("not_surveyed", 0.0)
    assert mink.possible == pytest.approx(1 / 3)
    records = flyway_records()
    records["distribution"][0]["survey_status"] = "not_surveyed"
    mink = reach(answer(records), "mink", "colony").exposure
    assert (mink.status, mink.told) == ("present", 0.0)


def test_a_rate_of_arrival_of_zero_is_an_answer_and_its_upper_limit_a_doubt() -> None:
    records = flyway_records()
    records["arrivals"][2].update(rate_per_year=0.0)
    assert all(r.exposure.invader_id != "myna" for r in answer(records).reaches)
    records["arrivals"][2].update(high=0.01)
    myna = reach(answer(records), "myna", "bay").exposure
    assert (myna.status, myna.told) == ("may_arrive", 0.0)
    assert myna.possible == pytest.approx(1 / 3)


def test_classes_are_weighed_by_their_part_of_the_population() -> None:
    records = flyway_records()
    first = records["distribution"].pop(0)
    records["distribution"] += [{**first, "class": "adult", "share": 1.0}, {**first, "class": "young", "share": 0.0}]
    assert reach(answer(records), "mink", "colony").exposure.share == pytest.approx(0.5)
    records["classes"] = [
        {"migrant_id": "tern", "class": "adult", "initial_share": 0.8},
        {"migrant_id": "tern", "class": "young", "initial_share": 0.2},
    ]
    assert reach(answer(records), "mink", "colony").exposure.share == pytest.approx(0.8)


def test_what_is_missing_is_said() -> None:
    bare = flyway_records() | {"arrivals": []}
    notes = " ".join(answer(bare).notes)
    for words in ("No study has regulations", "1 site has no country", "No study has arrivals", "is in no table"):
        assert words in notes
    faulty = with_rules(
        rule("Neogale vison", ()), rule("Rattus", ("NL",), date=None), rule(None, ("NL",)), rule("Anatidae", ("GB",))
    )
    notes = " ".join(answer(faulty).notes)
    for words in ("states no territory", "has no date", "names no taxon", "a family", "territory of MA, SN"):
        assert words in notes


def test_one_party_is_said() -> None:
    records = flyway_records()
    records["sites"] = [{**row, "country": "NL"} for row in records["sites"]]
    found = answer(records)
    assert found.gaps == ()
    assert any("All sites with a country lie in NL" in note for note in found.notes)


def test_a_part_of_a_country_names_the_country() -> None:
    records = flyway_records()
    records["sites"][0] = {"site_id": "colony", "name": "Colony", "subdivision": "NL-FR"}
    records["regulations"] = [rule("Neogale vison", ("NL-FR",))]
    assert "NL" in answer(records).parties
    assert reach(answer(records), "mink", "colony").listed == "yes"
