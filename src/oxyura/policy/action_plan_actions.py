"""The actions of a plan: what each is about, where, how urgent, by whom, and which guidance applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from oxyura.policy.action_plan import Action, ActionKind, Role
from oxyura.policy.action_plan_facts import MeasureFacts, PlanFacts
from oxyura.policy.action_plan_rules import Rated, TimeScale, due, due_within
from oxyura.policy.guidelines import GuidanceSubject, guidelines_about

_ACTING: tuple[Role, ...] = ("environment_authority", "site_manager", "control_experts")
ROLES: Mapping[ActionKind, tuple[Role, ...]] = MappingProxyType(
    {
        "eradicate": _ACTING,
        "control": _ACTING,
        "contain": _ACTING,
        "prevent": ("environment_authority", "border_authorities", "carriers"),
        "detect": ("site_manager", "monitoring_bodies"),
        "protect": ("environment_authority", "sector"),
        "restore": ("environment_authority", "site_manager"),
        "reinforce": ("environment_authority", "scientific_advisers"),
        "design": ("site_manager", "control_experts", "scientific_advisers"),
        "fund": ("environment_authority", "funders"),
        "revisit": ("environment_authority", "scientific_advisers"),
        "confirm": ("site_manager", "monitoring_bodies"),
        "guard": ("site_manager", "control_experts", "scientific_advisers"),
        "list": ("environment_authority", "border_authorities"),
        "biosecurity": ("site_manager", "border_authorities", "carriers"),
        "survey": ("site_manager", "monitoring_bodies"),
        "research": ("research_institutions", "scientific_advisers"),
        "find_pathway": ("border_authorities", "research_institutions"),
        "count": ("site_manager", "monitoring_bodies"),
    }
)
"""Who is called upon, as roles: a study does not name organisations, and neither does the plan."""

_KINDS: Mapping[str, ActionKind] = MappingProxyType(
    {
        "prevent": "prevent",
        "detect": "detect",
        "eradicate": "eradicate",
        "contain": "contain",
        "control": "control",
        "protect": "protect",
        "restore": "restore",
        "reinforce": "reinforce",
    }
)


class ActionMaker:
    """Makes the actions of one plan, each once."""

    def __init__(self, facts: PlanFacts, mechanisms: Mapping[str, tuple[str, ...]]) -> None:
        """Take the facts, and the mechanisms by which each invader is a threat."""
        self._facts = facts
        self._mechanisms = mechanisms
        self._migrants = {migrant.migrant_id: migrant for migrant in facts.migrants}

    def carry_out(self, measure: MeasureFacts, migrants: tuple[str, ...], rated: Rated) -> Action:
        """Return the action that a measure is."""
        when: TimeScale = "ongoing" if measure.outcome == "pending" else due_within(measure.start_delay)
        return self.make(
            f"action:measure:{measure.measure_id}",
            _KINDS[measure.kind],
            rated,
            invaders=measure.invaders,
            migrants=migrants,
            measures=(measure.measure_id,),
            sites=self.sites_of(measure),
            time_scale=when,
        )

    def make(
        self,
        key: str,
        kind: ActionKind,
        rated: Rated,
        *,
        invaders: tuple[str, ...] = (),
        migrants: tuple[str, ...] = (),
        measures: tuple[str, ...] = (),
        sites: Iterable[str] = (),
        pathways: tuple[str, ...] = (),
        time_scale: TimeScale | None = None,
        gap: int | None = None,
        range_wide: bool = False,
    ) -> Action:
        """Return an action with its Parties, roles and guidelines; it has no number yet.

        Parameters
        ----------
        range_wide : bool
            Whether it is for every country that the migrants use, and not for those of `sites` alone.
        """
        where = tuple(dict.fromkeys(sites))
        wide = [site for name in migrants for site in self._migrants[name].sites] if range_wide else []
        countries = [self._facts.countries.get(site) for site in dict.fromkeys((*wide, *where))]
        placed = tuple(dict.fromkeys(country for country in countries if country is not None))
        shared: tuple[Role, ...] = ("secretariat",) if len(placed) > 1 else ()
        return Action(
            key=key,
            number="",
            kind=kind,
            invaders=invaders,
            migrants=migrants,
            measures=measures,
            sites=where,
            countries=placed,
            unplaced=None in countries,
            pathways=pathways,
            priority=rated,
            time_scale=time_scale or due(rated.word),
            roles=(*ROLES[kind], *shared),
            gap=gap,
            guidelines=self._guidelines(kind, invaders, migrants, pathways),
        )

    def sites_of(self, measure: MeasureFacts) -> tuple[str, ...]:
        """Return where a measure acts: its site, else every site where one of its invaders is present."""
        if measure.site_id is not None:
            return (measure.site_id,)
        found: dict[str, None] = {}
        for name in measure.invaders:
            invader = self._facts.invaders.get(name)
            found |= {site: None for site, status in invader.status.items() if status == "present"} if invader else {}
        return tuple(found)

    def _guidelines(
        self, kind: ActionKind, invaders: Iterable[str], migrants: Iterable[str], pathways: Iterable[str]
    ) -> tuple[str, ...]:
        known = [self._facts.invaders[name] for name in invaders if name in self._facts.invaders]
        # A measure may harm a population that the plan is not for.
        served = [self._migrants[name] for name in migrants if name in self._migrants]
        subject = GuidanceSubject(
            kind,
            instruments=frozenset(word for migrant in served for word in migrant.instruments),
            taxa=frozenset(invader.scientific_name for invader in known),
            groups=frozenset(invader.group for invader in known if invader.group is not None),
            pathways=frozenset(pathways) | frozenset(way for invader in known for way in invader.pathways),
            mechanisms=frozenset(word for invader in known for word in self._mechanisms.get(invader.invader_id, ())),
        )
        return tuple(guideline.guideline_id for guideline in guidelines_about(subject))
