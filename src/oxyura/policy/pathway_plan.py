"""A management plan for one pathway: who comes by it, whom that harms, what acts on it, what binds, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oxyura.policy.action_plan import Action, ActionPlan, Threat
from oxyura.policy.action_plan_facts import InvaderFacts, MeasureFacts
from oxyura.policy.guidelines import GuidanceSubject, guidelines_about
from oxyura.policy.pathway_crosswalk import ABOVE_CATEGORIES, CROSSWALK
from oxyura.policy.standards_gaps import GapPaper, PathwayGap

_KEEPING_OUT = ("prevent", "detect", "contain")
_ACTIONS = ("prevent", "detect", "contain", "list", "biosecurity", "survey", "find_pathway")


@dataclass(frozen=True)
class ComingInvader:
    """An invader that came by the pathway, or may.

    Parameters
    ----------
    sites : tuple of (str, float or None)
        Where it came by it, and the first year; None where that is not stated.
    expected : tuple of str
        Sites at which it may still arrive by it.
    """

    invader_id: str
    sites: tuple[tuple[str, float | None], ...]
    expected: tuple[str, ...]


@dataclass(frozen=True)
class PathwayPlan:
    """A plan for one pathway.

    Parameters
    ----------
    term : str
        Darwin Core concept.
    within : tuple of str
        The concepts that it takes in, itself first.
    wider : tuple of str
        Pathways on record that are broader, so that what came by them may have come by this one.
    invaders : tuple of ComingInvader
    maybe : tuple of str
        Invaders that came by a broader pathway.
    unknown : tuple of str
        Invaders of which the study states no pathway at all.
    threats : tuple of Threat
        What these invaders do to migrants, in descending priority.
    measures : tuple of MeasureFacts
        Measures that prevent or detect their arrival, or contain them.
    actions : tuple of Action
        Of the action plan, those that keep these invaders out.
    standards : tuple of PathwayGap
        By invader, pathway and area: which standards of instruments cover it.
    guidelines : tuple of str
        Guidelines about the pathway.
    """

    term: str
    within: tuple[str, ...]
    wider: tuple[str, ...]
    invaders: tuple[ComingInvader, ...]
    maybe: tuple[str, ...]
    unknown: tuple[str, ...]
    threats: tuple[Threat, ...]
    measures: tuple[MeasureFacts, ...]
    actions: tuple[Action, ...]
    standards: tuple[PathwayGap, ...]
    guidelines: tuple[str, ...]


@dataclass(frozen=True)
class WayIn:
    """How an invader came to a site, or may: a row of `presences` or `arrivals`."""

    invader_id: str
    site_id: str
    pathway: str
    first_year: float | None
    expected: bool


def concepts_within(term: str) -> tuple[str, ...]:
    """Return the concepts that a pathway takes in, itself first.

    Examples
    --------
    >>> concepts_within("pet"), concepts_within("corridor")
    (('pet',), ('corridor', 'waterwaysBasinsSeas', 'tunnelsBridges'))
    """
    categories = ABOVE_CATEGORIES.get(term, (term,))
    inside = (name for name, place in CROSSWALK.items() if place.category in categories or name in categories)
    return tuple(dict.fromkeys((term, *inside)))


def concepts_around(term: str) -> tuple[str, ...]:
    """Return the concepts that are broader than a pathway."""
    category = CROSSWALK[term].category
    above = (name for name, categories in ABOVE_CATEGORIES.items() if category in categories)
    return tuple(name for name in (category, *above) if name is not None and name != term)


def draw_up_pathway_plan(term: str, plan: ActionPlan, ways: Sequence[WayIn], standards: GapPaper) -> PathwayPlan:
    """Draw up the plan for a pathway.

    Parameters
    ----------
    term : str
        Darwin Core concept.
    plan : ActionPlan
        Of the study: its threats, measures and actions.
    ways : sequence of WayIn
        Alien presences and arrivals with a pathway.
    standards : GapPaper
        What instruments cover.
    """
    within, around = concepts_within(term), concepts_around(term)
    coming = _coming(ways, within)
    names = tuple(one.invader_id for one in coming)
    maybe = tuple(
        dict.fromkeys(way.invader_id for way in ways if way.pathway in around and way.invader_id not in names)
    )
    facts = plan.facts
    known = [facts.invaders[name] for name in names if name in facts.invaders]
    return PathwayPlan(
        term=term,
        within=within,
        wider=tuple(dict.fromkeys(way.pathway for way in ways if way.pathway in around)),
        invaders=coming,
        maybe=maybe,
        unknown=tuple(name for name, invader in facts.invaders.items() if not invader.pathways),
        threats=tuple(threat for threat in plan.threats if threat.invader_id in names),
        measures=tuple(
            measure
            for measure in facts.measures
            if measure.kind in _KEEPING_OUT and not set(names).isdisjoint(measure.invaders)
        ),
        actions=tuple(
            action
            for action in plan.actions()
            if action.kind in _ACTIONS and not {*names, *maybe}.isdisjoint(action.invaders)
        ),
        standards=tuple(gap for gap in standards.pairs if gap.pathway in within and gap.invader_id in names),
        guidelines=_guidelines(plan, known, {term, *(way.pathway for way in ways if way.pathway in within)}),
    )


def _coming(ways: Iterable[WayIn], within: Sequence[str]) -> tuple[ComingInvader, ...]:
    by_invader: dict[str, list[WayIn]] = {}
    for way in ways:
        if way.pathway in within:
            by_invader.setdefault(way.invader_id, []).append(way)
    return tuple(
        ComingInvader(
            name,
            tuple((way.site_id, way.first_year) for way in found if not way.expected),
            tuple(dict.fromkeys(way.site_id for way in found if way.expected)),
        )
        for name, found in by_invader.items()
    )


def _guidelines(plan: ActionPlan, invaders: Iterable[InvaderFacts], pathways: Iterable[str]) -> tuple[str, ...]:
    known = tuple(invaders)
    subject = GuidanceSubject(
        "pathway",
        instruments=frozenset(word for migrant in plan.facts.migrants for word in migrant.instruments),
        taxa=frozenset(invader.scientific_name for invader in known),
        groups=frozenset(invader.group for invader in known if invader.group is not None),
        pathways=frozenset(pathways),
    )
    return tuple(one.guideline_id for one in guidelines_about(subject))
