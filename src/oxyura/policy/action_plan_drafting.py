"""Drawing up an action plan from the answer of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from oxyura.policy.action_plan import Action, ActionPlan, Objective, ObjectiveKind, Result, Threat
from oxyura.policy.action_plan_actions import ActionMaker
from oxyura.policy.action_plan_facts import GapFacts, MeasureFacts, PlanFacts
from oxyura.policy.action_plan_rules import Rated, due_within, gravest, one_step_lower, rate_gap
from oxyura.policy.action_plan_threats import list_pressures, list_threats, sort_others

_ENDING = ("eradicate", "control")
_KEEPING_OUT = ("prevent", "detect", "contain")
_GONE = ("absent", "eradicated")


def draw_up_plan(facts: PlanFacts) -> ActionPlan:
    """Draw up the plan.

    Parameters
    ----------
    facts : PlanFacts

    Returns
    -------
    ActionPlan
        Three objectives: to act against the invaders that are a threat, to keep them and others out, and to close what
        is not known. Results and actions are numbered in the order of the gravest threat.
    """
    threats = list_threats(facts)
    past, dismissed, unrecorded = sort_others(facts, threats)
    mechanisms: dict[str, tuple[str, ...]] = {}
    for threat in threats:
        mechanisms[threat.invader_id] = (*mechanisms.get(threat.invader_id, ()), *threat.mechanisms)
    draft = _Draft(facts, threats, ActionMaker(facts, mechanisms))
    objectives = (
        _objective("1", "act", draft.results_of_acting()),
        _objective("2", "prevent", draft.results_of_preventing()),
        _objective("3", "know", draft.results_of_knowing()),
    )
    return ActionPlan(
        facts=facts,
        threats=threats,
        pressures=list_pressures(facts),
        past=past,
        dismissed=dismissed,
        open_pairs=unrecorded,
        objectives=objectives,
        gaps_left=sum(gap.weight == "changes_nothing" for gap in facts.gaps),
    )


class _Draft:
    """A plan that is being drawn up."""

    def __init__(self, facts: PlanFacts, threats: Sequence[Threat], make: ActionMaker) -> None:
        self._facts, self._threats, self._make = facts, threats, make
        self._against: dict[str, list[Threat]] = {}
        for threat in threats:
            self._against.setdefault(threat.invader_id, []).append(threat)
        self._all = tuple(migrant.migrant_id for migrant in facts.migrants)
        self._used = {site for migrant in facts.migrants for site in migrant.sites}
        self._taken = [measure for measure in facts.measures if measure.chosen or measure.outcome == "pending"]
        self._listed: set[str] = set()

    def results_of_acting(self) -> list[Result]:
        """Return a result for every invader that is a threat, and one for what else is done."""
        results = [
            Result(f"result:{invader}", "", invader, tuple(threat.key for threat in found), self._act(invader, found))
            for invader, found in self._against.items()
        ]
        others = [
            measure
            for measure in self._taken
            if measure.measure_id not in self._listed and measure.kind not in _KEEPING_OUT
        ]
        if others:
            actions = [action for measure in others for action in self._carry_out(measure, Rated("low", "threat"))]
            results.append(Result("result:others", "", None, (), tuple(actions)))
        return results

    def _act(self, invader: str, threats: Sequence[Threat]) -> tuple[Action, ...]:
        rated, migrants = gravest(threat.priority for threat in threats), _migrants(threats)
        # An invader spreads from where no migrant of the plan is, too.
        sites = tuple(dict.fromkeys((*(site for threat in threats for site in threat.sites), *self._present(invader))))
        acting = [measure for measure in self._taken if invader in measure.invaders and measure.kind in _ENDING]
        actions = [
            action
            for measure in acting
            if measure.measure_id not in self._listed
            for action in self._carry_out(measure, rated)
        ]
        covered = {site for measure in acting for site in self._make.sites_of(measure)}
        left = tuple(site for site in sites if site not in covered)
        if left or (not sites and not acting):
            actions += self._for_what_is_left(invader, migrants, left, rated)
        return tuple(actions)

    def _present(self, invader: str) -> tuple[str, ...]:
        return tuple(site for site, status in self._facts.invaders[invader].status.items() if status == "present")

    def _carry_out(self, measure: MeasureFacts, rated: Rated) -> list[Action]:
        """Return the action that a measure is, the search that shows whether it worked, and the guard it needs."""
        self._listed.add(measure.measure_id)
        threats = [threat for name in measure.invaders for threat in self._against.get(name, ())]
        rated = gravest(threat.priority for threat in threats) if threats else rated
        migrants = _migrants(threats) or self._all
        actions = [self._make.carry_out(measure, migrants, rated)]
        sites = self._make.sites_of(measure)
        if measure.kind == "eradicate":
            known = (measure.start_delay or 0.0) + (1.0 if measure.duration is None else measure.duration)
            actions.append(
                self._make.make(
                    f"action:confirm:{measure.measure_id}",
                    "confirm",
                    rated,
                    migrants=migrants,
                    time_scale=due_within(known + 1),
                    invaders=measure.invaders,
                    measures=(measure.measure_id,),
                    sites=sites,
                )
            )
        harmed = tuple(dict.fromkeys(harm.migrant_id for harm in measure.harms if harm.effect < 0))
        if harmed:
            when = actions[0].time_scale
            actions.append(
                self._make.make(
                    f"action:guard:{measure.measure_id}",
                    "guard",
                    rated,
                    migrants=harmed,
                    time_scale=when,
                    invaders=measure.invaders,
                    measures=(measure.measure_id,),
                    sites=sites,
                )
            )
        return actions

    def _for_what_is_left(
        self, invader: str, migrants: tuple[str, ...], sites: tuple[str, ...], rated: Rated
    ) -> list[Action]:
        """Return what is to be done where no chosen measure ends the harm of an invader."""
        offered = [
            measure
            for measure in self._facts.measures
            if measure.why_not
            and invader in measure.invaders
            and measure.kind in _ENDING
            and (not sites or not set(self._make.sites_of(measure)).isdisjoint(sites))
        ]
        if not offered:
            return [
                self._make.make(
                    f"action:design:{invader}", "design", rated, invaders=(invader,), migrants=migrants, sites=sites
                )
            ]
        actions = []
        for measure in offered:
            if measure.why_not == "costs_too_much" and measure.measure_id not in self._listed:
                self._listed.add(measure.measure_id)
                actions.append(
                    self._make.make(
                        f"action:fund:{measure.measure_id}",
                        "fund",
                        rated,
                        invaders=measure.invaders,
                        migrants=migrants,
                        measures=(measure.measure_id,),
                        sites=self._make.sites_of(measure),
                    )
                )
        again = tuple(measure.measure_id for measure in offered if measure.why_not != "costs_too_much")
        if again:
            actions.append(
                self._make.make(
                    f"action:revisit:{invader}",
                    "revisit",
                    rated,
                    invaders=(invader,),
                    migrants=migrants,
                    measures=again,
                    sites=sites,
                )
            )
        return actions

    def results_of_preventing(self) -> list[Result]:
        """Return one result: nothing new arrives, and what is gone does not come back."""
        actions = [
            action
            for measure in self._taken
            if measure.kind in _KEEPING_OUT and measure.measure_id not in self._listed
            for action in self._carry_out(measure, Rated("low", "threat"))
        ]
        if self._against:
            worst = gravest(threat.priority for threat in self._threats)
            actions.append(
                self._make.make(
                    "action:list",
                    "list",
                    one_step_lower(worst),
                    invaders=tuple(self._against),
                    migrants=_migrants(self._threats),
                    sites=(site for invader in self._against for site in self._present(invader)),
                    range_wide=True,
                )
            )
        actions += [action for invader in self._facts.invaders for action in self._keep_out(invader)]
        return [Result("result:prevention", "", None, (), tuple(actions))] if actions else []

    def _keep_out(self, invader_id: str) -> list[Action]:
        """Return the biosecurity that an invader calls for: where it is not, may arrive, or is to be removed."""
        invader, threats = self._facts.invaders[invader_id], self._against.get(invader_id, ())
        cleared = [
            site
            for measure in self._taken
            if measure.kind == "eradicate" and invader_id in measure.invaders
            for site in self._make.sites_of(measure)
        ]
        # A place that lies in no country, such as the open sea, is nobody's to keep free.
        kept = {
            site: status
            for site, status in invader.status.items()
            if site in self._used and self._facts.countries.get(site) is not None
        }
        wanted = _GONE if threats or invader.expected else ("eradicated",)
        free = (site for site, status in kept.items() if status in wanted)
        sites = tuple(dict.fromkeys((*cleared, *invader.expected, *free)))
        if not sites:
            return []
        rated = one_step_lower(gravest(threat.priority for threat in threats))
        return [
            self._make.make(
                f"action:biosecurity:{invader_id}",
                "biosecurity",
                rated,
                invaders=(invader_id,),
                migrants=_migrants(threats) or self._all,
                sites=sites,
                pathways=invader.pathways,
            )
        ]

    def results_of_knowing(self) -> list[Result]:
        """Return two results: decisive gaps are closed, and the population is counted."""
        appendix = {migrant.migrant_id: migrant.appendix for migrant in self._facts.migrants}
        closing = [
            self._close(gap, rate_gap(gap.weight, appendix.get(gap.migrant_id or "")))
            for gap in self._facts.gaps
            if gap.weight != "changes_nothing"
        ]
        unknown = tuple(name for name in self._against if not self._facts.invaders[name].pathways)
        if unknown:
            rated = one_step_lower(gravest(one.priority for name in unknown for one in self._against[name]))
            migrants = _migrants(threat for name in unknown for threat in self._against[name])
            closing.append(
                self._make.make(
                    "action:find_pathway",
                    "find_pathway",
                    rated,
                    invaders=unknown,
                    migrants=migrants,
                    sites=(site for name in unknown for site in self._present(name)),
                )
            )
        counting = self._make.make(
            "action:count", "count", Rated("medium", "count"), migrants=self._all, time_scale="short", range_wide=True
        )
        results = [Result("result:gaps", "", None, (), tuple(closing))] if closing else []
        return [*results, Result("result:counts", "", None, (), (counting,))] if self._all else results

    def _close(self, gap: GapFacts, rated: Rated) -> Action:
        parts = (gap.kind, gap.migrant_id, gap.invader_id, gap.subject, gap.stage, gap.mechanism)
        return self._make.make(
            ":".join(["action:gap", *(part or "" for part in parts)]),
            "survey" if gap.kind == "not_surveyed" else "research",
            rated,
            invaders=() if gap.invader_id is None else (gap.invader_id,),
            migrants=(gap.migrant_id,) if gap.migrant_id in self._all else (),
            sites=gap.sites,
            gap=gap.position,
            range_wide=not gap.sites,
        )


def _migrants(threats: Iterable[Threat]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(threat.migrant_id for threat in threats))


def _objective(number: str, kind: ObjectiveKind, results: Iterable[Result]) -> Objective:
    """Number the results of an objective and their actions."""
    return Objective(
        number,
        kind,
        tuple(
            replace(
                result,
                number=f"{number}.{place}",
                actions=tuple(
                    replace(action, number=f"{number}.{place}.{row}") for row, action in enumerate(result.actions, 1)
                ),
            )
            for place, result in enumerate(results, 1)
        ),
    )
