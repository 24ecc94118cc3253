"""What is on a Party's list and why, on facts made up for the purpose."""

from __future__ import annotations

import pytest

from oxyura.policy.list_changes import compare_lists
from oxyura.policy.listed_facts import Entry, Pairing, PartyFacts, Sighting
from oxyura.policy.national_list import draw_up_list
from oxyura.policy.regulations import Regulation
from oxyura.schema.conventions import Membership, Statement
from oxyura.schema.intervals import Band

RUDDY = "Oxyura jamaicensis"
ALL = ("import", "keeping", "breeding", "transport", "trade", "release")


def pairing(**changes):
    values = {
        "study": "duck",
        "migrant_id": "white-headed-duck",
        "invader_id": "ruddy-duck",
        "invader_name": RUDDY,
        "migrant_name": "Oxyura leucocephala",
        "appendix": "I",
        "instruments": ("AEWA",),
        "stage": "breeding",
        "mechanism": "hybridisation",
        "verdict": "demonstrated_threat",
        "rule": "interval_excludes_no_effect",
        "reasons": ("Demonstrated.",),
        "would_settle": "",
        "basis": "here",
        "sites": ("lagoon",),
        "sizes": (("fecundity", Band(-0.5, -0.6, -0.4)),),
        "sources": ("paper",),
    }
    return Pairing(**{**values, **changes})


def sighting(**changes):
    values = {
        "study": "duck",
        "invader_id": "ruddy-duck",
        "invader_name": RUDDY,
        "site_id": "lagoon",
        "site_name": "The lagoon",
        "country": "ES",
        "status": "present",
        "alien": True,
        "decided": True,
        "means": "introduced",
        "degree": None,
        "pathway": "escapeFromConfinement",
        "first_year": 1982,
        "source": "paper",
        "on_flyway": True,
        "group": "bird",
    }
    return Sighting(**{**values, **changes})


def entry(name=RUDDY, **changes):
    values = {
        "name": name,
        "listed_as": (name,),
        "group": "bird",
        "is_invasive": "yes",
        "means": "introduced",
        "status": "present",
        "first_year": None,
        "habitat": "freshwater",
        "areas": ("ES",),
        "source": "griis",
    }
    return Entry(**{**values, **changes})


def rule(**changes):
    values = {
        "study": "duck",
        "row": 2,
        "regulation_id": "decree",
        "name": RUDDY,
        "rank": None,
        "instrument": "The Decree",
        "territory": ("ES",),
        "date": "2013-08-02",
        "forbids": ("keeping", "trade"),
        "url": None,
        "source": None,
    }
    return Regulation(**{**values, **changes})


def draw(pairings=(), sightings=(), entries=(), rules=(), memberships=(), **changes):
    values = {"party": "ES", "date": "2026-01-01", "has_checklist": bool(entries), "flyway": frozenset({"ES", "GB"})}
    facts = PartyFacts(
        pairings=tuple(pairings),
        sightings=tuple(sightings),
        entries=tuple(entries),
        rules=tuple(rules),
        **{**values, **changes},
    )
    return draw_up_list(facts, memberships)


def only(drawn):
    (candidate,) = drawn.candidates
    return candidate


def states(candidate):
    return {option.kind: option.state for option in candidate.options}


def test_harm_and_a_way_in_make_a_proposal():
    candidate = only(draw([pairing()], [sighting()], [entry()]))
    assert (candidate.section, candidate.standing, candidate.verdict) == ("proposed", "present", "demonstrated_threat")
    assert states(candidate) == dict.fromkeys(ALL, "proposed")
    assert all(option.reason and option.hooks for option in candidate.options)


def test_what_is_unproven_is_precaution_and_says_what_would_settle_it():
    candidate = only(draw([pairing(verdict="unproven", would_settle="Measure it.")], [sighting()]))
    assert set(states(candidate).values()) == {"precaution"}
    assert candidate.pairings[0].would_settle == "Measure it."


def test_harm_to_migrants_that_do_not_use_the_party_is_to_be_examined():
    candidate = only(draw([pairing(basis="elsewhere")], [sighting(country="GB")], [entry()]))
    assert (candidate.section, set(states(candidate).values())) == ("examine", {"examine"})


def test_a_meeting_without_a_record_of_an_effect_is_to_be_examined_and_stands_last():
    met = pairing(verdict="unproven", on_record=False, sizes=())
    candidate = only(draw([met], [sighting()]))
    assert candidate.section == "examine"
    assert states(candidate)["release"] == "examine"
    harm = pairing(verdict="unproven", sizes=(), basis="flyway", migrant_id="teal", migrant_name="Anas crecca")
    candidate = only(draw([met, harm], [sighting()]))
    assert candidate.section == "proposed"
    assert [each.on_record for each in candidate.pairings] == [True, False]


def test_a_checklist_alone_is_no_ground_and_every_species_is_accounted_for():
    names = [RUDDY, "Myiopsitta monachus", "Branta canadensis"]
    drawn = draw([pairing()], [sighting()], [entry(name) for name in names])
    assert sorted([each.name for each in drawn.candidates] + [each.name for each in drawn.left_out]) == sorted(names)
    assert all("not assessed" in each.reason for each in drawn.left_out)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"verdict": "no_demonstrated_impact", "rule": "not_listed"}, "the migrant is not listed under CMS"),
        ({"verdict": "no_demonstrated_impact", "rule": "excludes_harm"}, "no harm to a listed migrant is shown"),
        ({"verdict": "not_assessed", "rule": "no_record"}, "no study here records an effect"),
    ],
)
def test_what_is_not_harm_is_left_out_with_its_reason(changes, reason):
    drawn = draw([pairing(**changes)], [sighting()])
    assert drawn.candidates == ()
    assert reason in drawn.left_out[0].reason


def test_a_native_is_left_out_and_a_species_alien_in_a_part_is_not():
    assert "native" in draw([pairing()], [sighting(alien=False, means="native")]).left_out[0].reason
    assert "native" in draw([pairing()], [], [entry(means="native")]).left_out[0].reason
    part = [sighting(alien=False, means="native"), sighting(site_id="island", site_name="Island")]
    assert only(draw([pairing()], part)).standing == "present"


def test_not_yet_present_needs_a_list_or_a_search_that_says_so():
    abroad = sighting(country="GB", site_name="Slimbridge")
    assert only(draw([pairing(basis="flyway")], [abroad])).standing == "not_told"
    others = [entry("Myiopsitta monachus")]
    candidate = only(draw([pairing(basis="flyway")], [abroad], others))
    assert (candidate.standing, candidate.pathways) == ("not_yet", ("escapeFromConfinement",))
    looked = sighting(status="absent", pathway=None)
    assert only(draw([pairing(basis="flyway")], [abroad, looked])).standing == "not_yet"


def test_another_genus_with_the_same_epithet_is_asked_not_taken_for_absence():
    facts = ([pairing(invader_name="Urva auropunctata", basis="flyway")], [])
    listed = [entry("Herpestes auropunctatus", group="mammal")]
    candidate = only(draw(*facts, listed))
    assert candidate.standing == "not_told"
    assert "Herpestes auropunctatus" in candidate.standing_reasons[0]
    known = {"herpestes auropunctatus": "urva auropunctata"}
    assert only(draw(*facts, listed, accepted=known)).standing == "present"


def test_checklist_and_study_that_differ_are_both_shown():
    candidate = only(draw([pairing()], [sighting(status="eradicated")], [entry(status="absent")]))
    assert candidate.standing == "eradicated"
    assert len(candidate.standing_reasons) == 2


def test_a_rule_in_force_moves_the_species_and_leaves_what_it_does_not_forbid():
    candidate = only(draw([pairing()], [sighting()], rules=[rule()]))
    assert candidate.section == "regulated"
    assert states(candidate) == {
        "import": "proposed",
        "keeping": "in_force",
        "breeding": "proposed",
        "transport": "proposed",
        "trade": "in_force",
        "release": "proposed",
    }


def test_a_rule_without_evidence_lists_the_species_and_proposes_nothing():
    candidate = only(draw(entries=[entry()], rules=[rule()]))
    assert candidate.section == "regulated"
    assert {state for kind, state in states(candidate).items() if kind not in ("keeping", "trade")} == {"not_indicated"}


@pytest.mark.parametrize(
    ("changes", "section", "reach"),
    [
        ({"territory": ("GB",)}, "regulated_elsewhere", "elsewhere"),
        ({"territory": ("US",)}, "proposed", "elsewhere"),
        ({"territory": ("ES-CN",)}, "regulated", "in_part"),
        ({"territory": ()}, "proposed", "not_told"),
        ({"date": None}, "proposed", "not_told"),
        ({"date": "2030-01-01"}, "proposed", "later"),
        ({"name": "Oxyura spp.", "rank": "genus"}, "regulated", "in_force"),
        ({"name": "Oxyura"}, "regulated", "in_force"),
    ],
)
def test_where_and_since_when_a_rule_holds(changes, section, reach):
    candidate = only(draw([pairing()], [sighting()], rules=[rule(**changes)]))
    assert (candidate.section, candidate.rules[0].reach) == (section, reach)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": None}, "names no taxon"),
        ({"name": "Anatidae"}, "above the genus"),
        ({"territory": ()}, "no territory"),
        ({"date": None}, "no date"),
        ({"forbids": ("kepping",)}, "kepping is none of"),
        ({"forbids": ()}, "does not say what it forbids"),
    ],
)
def test_what_a_rule_leaves_out_is_said(changes, said):
    drawn = draw([pairing()], [sighting()], rules=[rule(**changes)])
    (faulty,) = drawn.faulty_rules
    assert said in "; ".join(faulty.faults)
    assert draw(rules=[rule()]).faulty_rules == ()


def test_a_rule_on_a_family_or_on_nothing_names_no_species():
    for name in ("Anatidae", None, ""):
        assert only(draw([pairing()], [sighting()], rules=[rule(name=name)])).rules == ()


@pytest.mark.parametrize(
    ("pathway", "stopped"),
    [
        ("pet", set(ALL)),
        ("hullFouling", {"transport", "release"}),
        ("seedContaminant", {"import", "transport", "trade", "release"}),
        ("naturalDispersal", {"release"}),
        ("intentional", set(ALL)),
    ],
)
def test_only_what_stops_the_way_in_is_proposed(pathway, stopped):
    candidate = only(draw([pairing()], [sighting(pathway=pathway)]))
    assert {kind for kind, state in states(candidate).items() if state == "proposed"} == stopped
    assert set(states(candidate).values()) <= {"proposed", "not_indicated"}


def test_without_a_way_in_nothing_but_release_can_be_told():
    candidate = only(draw([pairing()], [sighting(pathway=None)]))
    assert states(candidate) == {**dict.fromkeys(ALL, "not_told"), "release": "proposed"}


def test_appendix_one_binds_by_the_convention_and_appendix_two_by_agreements():
    def hooks(**changes):
        return {each.hook.hook_id for each in only(draw([pairing(**changes)], [sighting()])).hooks}

    assert {"cms-iii-4-c", "aewa-iii-2-a", "aewa-guidelines-10"} <= hooks()
    assert "cms-ii-3-c" not in hooks()
    second = hooks(appendix="II", instruments=("ACAP",))
    assert {"cms-ii-3-c", "acap-iii-1-b"} <= second
    assert not {"cms-iii-4-c", "aewa-iii-2-a"} & second
    assert {"cms-iii-4-c"} <= hooks(appendix="I/II")


def test_sources_that_disagree_on_a_convention_are_both_named():
    said = Membership("Bern", (Statement("A", "in_force", "1986-09-01"), Statement("B", "not_listed")))
    candidate = only(draw([pairing()], [sighting()], memberships=[said]))
    (reading,) = [each for each in candidate.hooks if each.hook.convention == "Bern"]
    assert reading.answer == "disputed"
    assert "in force by A, not by B" in reading.reason


def test_the_gravest_and_nearest_come_first():
    far = pairing(invader_name="Mus musculus", basis="elsewhere")
    unproven = pairing(invader_name="Felis catus", verdict="unproven")
    drawn = draw([far, unproven, pairing()])
    assert [each.name for each in drawn.candidates] == [RUDDY, "Felis catus", "Mus musculus"]


def test_changes_between_versions():
    before = [entry(), entry("Myiopsitta monachus")]
    now = [entry(status="eradicated"), entry("Branta canadensis")]
    changes = compare_lists(before, now)
    assert [(each.change, each.name) for each in changes] == [
        ("new", "Branta canadensis"),
        ("gone", "Myiopsitta monachus"),
        ("changed", RUDDY),
    ]
    assert changes[2].fields == (("status", "present", "eradicated"),)
    assert compare_lists(before, before) == ()


def test_a_variety_listed_as_a_synonym_does_not_swallow_the_species():
    green, killer = "Caulerpa cylindracea", "Caulerpa racemosa"
    listed = [entry(green, listed_as=(f"{killer} var. cylindracea (Sonder) Verlaque",)), entry(killer)]
    assert sorted(each.name for each in draw(entries=listed).left_out) == [green, killer]
