"""A pathway takes in what is within it, asks about what is broader, and nothing else."""

from __future__ import annotations

from oxyura.policy.action_plan_drafting import draw_up_plan
from oxyura.policy.pathway_plan import WayIn, concepts_around, concepts_within, draw_up_pathway_plan
from oxyura.policy.standards_gaps import GapPaper, PathwayGap
from unit.policy.plan_facts import facts, measure

WAYS = (
    WayIn("rat", "island", "pet", 1950.0, expected=False),
    WayIn("cat", "island", "escapeFromConfinement", None, expected=False),
    WayIn("mink", "lagoon", "fur", 1990.0, expected=False),
    WayIn("carp", "lagoon", "pet", None, expected=True),
)
NOTHING = GapPaper((), (), (), ())


def test_concepts_within_and_around() -> None:
    assert "pet" in concepts_within("escapeFromConfinement")
    assert {"pet", "hunting"} <= set(concepts_within("intentional"))
    assert concepts_around("pet") == ("escapeFromConfinement", "intentional")
    assert concepts_around("intentional") == ()


def test_a_subcategory_takes_its_own_and_asks_about_the_broader() -> None:
    found = draw_up_pathway_plan("pet", draw_up_plan(facts()), WAYS, NOTHING)
    assert [(one.invader_id, one.sites, one.expected) for one in found.invaders] == [
        ("rat", (("island", 1950.0),), ()),
        ("carp", (), ("lagoon",)),
    ]
    assert (found.maybe, found.wider) == (("cat",), ("escapeFromConfinement",))
    assert [threat.invader_id for threat in found.threats] == ["rat"]
    assert "cites-13-10" in found.guidelines
    assert found.unknown == ("cat",)


def test_a_category_takes_in_all_of_it() -> None:
    found = draw_up_pathway_plan("escapeFromConfinement", draw_up_plan(facts()), WAYS, NOTHING)
    assert {one.invader_id for one in found.invaders} == {"rat", "cat", "mink", "carp"}
    assert found.maybe == ()


def test_measures_and_standards_are_those_of_the_pathway() -> None:
    inspect = measure("inspect", ("carp",), kind="prevent")
    gaps = tuple(
        PathwayGap(name, name, way, "ES", ("lagoon",), "gap", (), (), (), False)
        for name, way in (("carp", "pet"), ("mink", "fur"))
    )
    plan = draw_up_plan(facts(measures=(inspect, measure("bait", ("rat",)))))
    found = draw_up_pathway_plan("pet", plan, WAYS, GapPaper((), gaps, (), ()))
    assert [one.measure_id for one in found.measures] == ["inspect"]
    assert [gap.invader_id for gap in found.standards] == ["carp"]
    assert "action:measure:inspect" in {action.key for action in found.actions}
    assert "action:measure:bait" not in {action.key for action in found.actions}


def test_a_pathway_by_which_nothing_comes() -> None:
    found = draw_up_pathway_plan("ballastWater", draw_up_plan(facts()), WAYS, NOTHING)
    assert (found.invaders, found.threats, found.measures) == ((), (), ())
    assert found.guidelines[0] == "imo-ballast-water"
