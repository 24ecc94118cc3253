"""An action plan in the form of AEWA and CMS: threats in descending priority, objectives, results and actions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from oxyura.impacts.verdicts import Verdict
from oxyura.policy.action_plan_facts import PlanFacts, UnsizedEffect
from oxyura.policy.action_plan_rules import Rated, TimeScale
from oxyura.schema.intervals import Band

ObjectiveKind = Literal["act", "prevent", "know"]
ActionKind = Literal[
    "eradicate",
    "control",
    "contain",
    "prevent",
    "detect",
    "protect",
    "restore",
    "reinforce",
    "design",
    "fund",
    "revisit",
    "confirm",
    "guard",
    "list",
    "biosecurity",
    "survey",
    "research",
    "find_pathway",
    "count",
]
Role = Literal[
    "environment_authority",
    "site_manager",
    "control_experts",
    "funders",
    "scientific_advisers",
    "monitoring_bodies",
    "border_authorities",
    "carriers",
    "sector",
    "research_institutions",
    "secretariat",
]


@dataclass(frozen=True)
class Threat:
    """What an invader does, or may do, to one migrant.

    Parameters
    ----------
    key : str
        The same in every issue of the plan.
    verdict : Verdict
        The gravest over stages and mechanisms; an open question is read as a threat, with precaution.
    stages, mechanisms, rates, sites : tuple of str
        Of the verdicts that count.
    positions : tuple of int
        Those verdicts in the run's answer.
    share : Band or None
        What it takes from growth in the model, in ln units a year, among all causes; None where no size is known.
    alone : Band or None
        What growth gains if it alone is removed, in ln units a year.
    shortfall : Band or None
        By what share numbers are lower in 20 years than without it, all else as it is.
    unsized : tuple of UnsizedEffect
        Effects of it of which the size is not known.
    confounded_with : tuple of str
        Causes that these data cannot tell from it.
    """

    key: str
    migrant_id: str
    invader_id: str
    verdict: Verdict
    stages: tuple[str, ...]
    mechanisms: tuple[str, ...]
    rates: tuple[str, ...]
    sites: tuple[str, ...]
    positions: tuple[int, ...]
    share: Band | None
    alone: Band | None
    shortfall: Band | None
    priority: Rated
    unsized: tuple[UnsizedEffect, ...]
    confounded_with: tuple[str, ...]

    @property
    def is_shared(self) -> bool:
        """Whether other causes change what it takes: its share among all of them is then not what it takes alone."""
        if self.share is None or self.alone is None:
            return False
        return not math.isclose(self.share.median, self.alone.median, rel_tol=1e-6)


@dataclass(frozen=True)
class OtherPressure:
    """Another cause of decline: named honestly, no matter of this plan; `alone` as of a `Threat`."""

    key: str
    migrant_id: str
    pressure_id: str
    alone: Band | None
    rates: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """One action.

    Parameters
    ----------
    key : str
        The same in every issue of the plan.
    number : str
        Place in this issue, such as ``1.2.1``.
    invaders, migrants : tuple of str
        Against whom, and for whom.
    measures : tuple of str
        Measures of the study that it carries out, funds or weighs up again.
    sites : tuple of str
        Where; none: not tied to sites.
    countries : tuple of str
        Countries (ISO 3166-1) in which these sites lie: whom it is applicable to.
    unplaced : bool
        Whether the country of some of the sites is not given.
    pathways : tuple of str
        Ways in that it is about.
    gap : int or None
        The gap that it closes, by its place in the run's answer.
    guidelines : tuple of str
        Guidelines that apply to it.
    """

    key: str
    number: str
    kind: ActionKind
    invaders: tuple[str, ...]
    migrants: tuple[str, ...]
    measures: tuple[str, ...]
    sites: tuple[str, ...]
    countries: tuple[str, ...]
    unplaced: bool
    pathways: tuple[str, ...]
    priority: Rated
    time_scale: TimeScale
    roles: tuple[Role, ...]
    gap: int | None = None
    guidelines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What is to be reached, by which actions.

    Parameters
    ----------
    key : str
        The same in every issue of the plan.
    invader_id : str or None
        Of results of the first objective: whose harm is ended; None for what other measures reach.
    threats : tuple of str
        Keys of the threats that are the problem.
    """

    key: str
    number: str
    invader_id: str | None
    threats: tuple[str, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Objective:
    """One of the three objectives: act where invaders are, prevent new ones, close what is not known."""

    number: str
    kind: ObjectiveKind
    results: tuple[Result, ...]


@dataclass(frozen=True)
class ActionPlan:
    """A plan.

    Parameters
    ----------
    facts : PlanFacts
        What it was drawn up from.
    threats : tuple of Threat
        In descending priority.
    pressures : tuple of OtherPressure
    past : tuple of (str, str)
        Migrant and invader where the invader has been eradicated wherever they met.
    dismissed : tuple of (str, str)
        Migrant and invader where no impact is demonstrated, for another reason.
    open_pairs : tuple of (str, str)
        Migrant and invader that meet, with nothing on record.
    objectives : tuple of Objective
    gaps_left : int
        Gaps that change neither verdict nor choice, for which no action is proposed.
    """

    facts: PlanFacts
    threats: tuple[Threat, ...]
    pressures: tuple[OtherPressure, ...]
    past: tuple[tuple[str, str], ...]
    dismissed: tuple[tuple[str, str], ...]
    open_pairs: tuple[tuple[str, str], ...]
    objectives: tuple[Objective, ...]
    gaps_left: int

    def actions(self) -> Iterator[Action]:
        """Yield every action, in the order of the plan."""
        for objective in self.objectives:
            for result in objective.results:
                yield from result.actions

    @property
    def unsized(self) -> tuple[Threat, ...]:
        """Threats of which no size is known."""
        return tuple(threat for threat in self.threats if threat.shortfall is None)

    @property
    def confounded(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Migrant and group of causes that these data cannot tell apart."""
        return tuple((migrant.migrant_id, group) for migrant in self.facts.migrants for group in migrant.confounded)

    def threat(self, key: str) -> Threat:
        """Return a threat by its key."""
        return next(threat for threat in self.threats if threat.key == key)
