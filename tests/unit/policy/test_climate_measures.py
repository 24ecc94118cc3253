"""Climate measures: three reasoned answers, each of them reached, and what each link rests on."""

from __future__ import annotations

import pytest

from oxyura.policy.climate_measures import read_climate_rules, screen_climate_measures
from oxyura.schema.policy_tables import CLIMATE_RULES
from oxyura.study.checked import read_study
from oxyura.study.policy_screening import screen_study
from oxyura.study.rule_files import shipped_climate_rules

from .small_study import tables

RULES = read_climate_rules(shipped_climate_rules())
CANAL = {"climate_measure_id": "canal", "name": "Canal", "kind": "canal", "site_ids": ("north-basin", "south-basin")}
CROP = {"climate_measure_id": "crop", "name": "Energy cane", "kind": "energy_crop", "taxa": ("Arundo donax",)}


def screen(measure, **changes):
    (answer,) = screen_climate_measures(tables(climate_measures=[measure], **changes), RULES)
    return answer


def links(screened, rule_id, species):
    chain = next(chain for chain in screened.chains if chain.rule.rule_id == rule_id)
    return {link.name: link for one in chain.species if one.scientific_name == species for link in one.links}


def test_casuarina_bioshields_open_a_risk_to_turtles_with_harm_of_unknown_size():
    answers = {
        one.measure.climate_measure_id: one for one in screen_study(read_study("casuarina-turtles")).climate_measures
    }
    shield = answers["bioshield-tamil-nadu"]
    assert shield.answer == "opens_a_risk"
    (casuarina,) = shield.chains[0].species
    assert shield.chains[0].rule.pathway == "erosionControl"
    assert [(stay.migrant_id, stay.stage, stay.share) for stay in casuarina.exposed] == [
        ("olive-ridley-tamil-nadu", "breeding", 1.0)
    ]
    assert [(harm.effect, harm.evidence) for harm in casuarina.harm] == [(None, "expert")]
    assert "size not known" in shield.reason
    assert any(chain.rule.safeguards for chain in shield.chains)
    assert answers["bioshield-konkan"].answer == "opens_a_risk"


def test_a_canal_opens_a_risk_where_the_invader_travels_by_water_and_is_on_one_side_only():
    canal = screen(CANAL)
    assert canal.answer == "opens_a_risk"
    found = links(canal, "canal-between-basins", "Eichhornia crassipes")
    assert [link.holds for link in found.values()] == ["yes", "yes", "yes"]
    assert "40 % of stork in nonbreeding" in found["migrants exposed"].reason
    assert "expert" in canal.reason


def test_a_canal_that_brings_nobody_anything_new_shows_no_risk():
    both = [
        {"invader_id": invader, "site_id": site, "status": status, "establishment_means": "introduced"}
        for invader, status in (("hyacinth", "present"), ("cane", "absent"), ("rat", "absent"))
        for site in ("north-basin", "south-basin")
    ]
    canal = screen(CANAL, presences=both)
    assert canal.answer == "no_risk_shown"
    assert "nothing new comes of the connection" in canal.reason


def test_a_canal_to_where_no_migrant_is_shows_no_risk_once_every_migrant_is_accounted_for():
    measure = {**CANAL, "site_ids": ("north-basin", "nowhere")}
    presences = [
        {"invader_id": invader, "site_id": "nowhere", "status": "absent", "establishment_means": "introduced"}
        for invader in ("hyacinth", "cane", "rat")
    ] + [
        {"invader_id": "hyacinth", "site_id": "north-basin", "status": "present", "pathway": "waterwaysBasinsSeas"},
        {"invader_id": "cane", "site_id": "north-basin", "status": "absent"},
        {"invader_id": "rat", "site_id": "north-basin", "status": "absent"},
    ]
    canal = screen(measure, presences=presences)
    assert canal.answer == "no_risk_shown"
    assert "No migrant of the study is at nowhere" in canal.reason
    half = [
        {"migrant_id": "stork", "stage": "breeding", "site_id": "island", "share": 0.5, "survey_status": "surveyed"}
    ]
    canal = screen(measure, presences=presences, distribution=half)
    assert canal.answer == "cannot_be_told"
    assert "not in distribution" in canal.reason


def test_whether_an_invader_passes_a_canal_is_not_guessed():
    presences = [
        {"invader_id": "rat", "site_id": "north-basin", "status": "present", "establishment_means": "introduced"},
        {"invader_id": "rat", "site_id": "south-basin", "status": "absent"},
    ]
    canal = screen(CANAL, presences=presences, invaders=[{"invader_id": "rat", "scientific_name": "Rattus rattus"}])
    assert canal.answer == "cannot_be_told"
    assert "By what pathways it comes is not stated" in canal.reason


def test_a_canal_between_places_that_are_not_named_cannot_be_told():
    canal = screen({**CANAL, "site_ids": ("north-basin",)})
    assert canal.answer == "cannot_be_told"
    assert "two sites at least" in canal.reason


@pytest.mark.parametrize(
    ("measure", "answer", "words"),
    [
        ({**CROP, "site_ids": ("island",)}, "opens_a_risk", "alien at island"),
        ({**CROP, "taxa": ("Miscanthus sinensis",), "site_ids": ("island",)}, "cannot_be_told", "not among the study"),
        ({**CROP, "taxa": (), "site_ids": ("island",)}, "cannot_be_told", "does not name what is planted"),
        (CROP, "cannot_be_told", "no site and no territory"),
        ({**CROP, "territory": ("NZ",)}, "cannot_be_told", "No site of the study lies in NZ"),
        ({**CROP, "site_ids": ("south-basin",)}, "cannot_be_told", "Nothing says whether Arundo donax is alien"),
        ({**CROP, "territory": ("ES-CN",)}, "opens_a_risk", "alien at island"),
        ({**CROP, "taxa": ("Ciconia ciconia",), "site_ids": ("island",)}, "cannot_be_told", "a migrant of the study"),
    ],
)
def test_an_energy_crop(measure, answer, words):
    if "south-basin" in measure.get("site_ids", ()):
        cane = {"invader_id": "cane", "scientific_name": "Arundo donax"}
        screened = screen(measure, invaders=[cane], presences=[])
    else:
        screened = screen(measure)
    assert screened.answer == answer
    assert words in screened.reason


def test_a_crop_that_is_native_there_shows_no_risk_by_itself():
    presences = [{"invader_id": "cane", "site_id": "island", "status": "present", "establishment_means": "native"}]
    screened = screen({**CROP, "site_ids": ("island",)}, presences=presences)
    by_rule = {chain.rule.rule_id: chain.answer for chain in screened.chains}
    assert by_rule["energy-crop-grown"] == "no_risk_shown"


def test_an_unsettled_rule_never_opens_a_risk():
    measure = {"climate_measure_id": "c", "name": "c", "kind": "habitat_corridor", "invader_ids": ("rat",)}
    screened = screen({**measure, "site_ids": ("island", "north-basin")})
    assert screened.answer == "cannot_be_told"
    assert "do not settle it" in screened.reason


def test_an_unknown_kind_cannot_be_told():
    screened = screen({"climate_measure_id": "c", "name": "c", "kind": "space_mirror", "site_ids": ("island",)})
    assert (screened.answer, screened.chains) == ("cannot_be_told", ())
    assert "no rule for measures of the kind space_mirror" in screened.reason


def test_an_invader_that_the_source_names_is_favoured_and_one_that_is_native_there_is_not():
    measure = {"climate_measure_id": "w", "name": "w", "kind": "hydropower", "invader_ids": ("hyacinth",)}
    screened = screen({**measure, "site_ids": ("south-basin",)})
    assert links(screened, "hydropower-reservoir", "Eichhornia crassipes")["invader favoured"].holds == "yes"
    native = [{"invader_id": "hyacinth", "site_id": "south-basin", "status": "present"}]
    native[0]["establishment_means"] = "native"
    screened = screen({**measure, "site_ids": ("south-basin",)}, presences=native)
    assert links(screened, "hydropower-reservoir", "Eichhornia crassipes")["invader favoured"].holds == "no"


def test_ships_carry_only_those_known_to_come_by_ship():
    measure = {"climate_measure_id": "s", "name": "s", "kind": "shipping_change", "site_ids": ("south-basin",)}
    ballast = [
        {"invader_id": "hyacinth", "site_id": "north-basin", "status": "present", "pathway": "ballastWater"},
        {"invader_id": "hyacinth", "site_id": "south-basin", "status": "absent"},
        {"invader_id": "rat", "site_id": "island", "status": "present", "pathway": "hitchhikersShip"},
    ]
    screened = screen(measure, presences=ballast)
    assert screened.answer == "opens_a_risk"
    assert links(screened, "new-routes-ballast", "Eichhornia crassipes")["invader favoured"].holds == "yes"
    assert links(screened, "new-routes-ballast", "Rattus rattus")["invader favoured"].holds == "no"
    assert links(screened, "new-routes-ballast", "Arundo donax")["invader favoured"].holds == "unknown"


def test_not_surveyed_is_never_absent():
    presences = [{"invader_id": "hyacinth", "site_id": "north-basin", "status": "present", "pathway": "corridor"}]
    only = [{"invader_id": "hyacinth", "scientific_name": "Eichhornia crassipes"}]
    screened = screen(CANAL, presences=presences, invaders=only)
    assert screened.answer == "cannot_be_told"
    assert "Nobody has looked" in screened.reason


def test_without_a_study_nothing_is_clean():
    screened = screen(CROP, invaders=[], presences=[], migrants=[], stages=[], distribution=[], impacts=[], sites=[])
    assert screened.answer == "cannot_be_told"


def test_every_shipped_rule_has_a_source_that_says_what_was_read():
    assert len({rule.rule_id for rule in RULES}) == len(shipped_climate_rules())
    for rule in RULES:
        assert rule.citation
        assert rule.doi or rule.url, rule.rule_id
        assert rule.read, rule.rule_id
    assert {rule.kind for rule in RULES} >= {
        "coastal_bioshield", "energy_crop", "afforestation", "habitat_corridor", "hydropower", "canal",
        "shipping_change", "managed_relocation", "wetland_restoration", "coastal_defence",
    }  # fmt: skip


def test_own_rules_add_and_replace():
    from dataclasses import replace

    shipped = shipped_climate_rules()
    first = shipped.where([position == 0 for position in range(len(shipped))])
    own = replace(first, columns={**first.columns, "finding": first.columns["finding"].copy()})
    own.columns["finding"][0] = "not_shown"
    merged = read_climate_rules(shipped, own)
    assert len(merged) == len(shipped)
    assert merged[0].finding == "not_shown"
    assert CLIMATE_RULES.key == ("rule_id",)
