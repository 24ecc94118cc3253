"""Some of the draws of a cycle, as a cycle: large models are run part by part, and some draws are run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Action
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.hybridisation import Hybridisation
from oxyura.annual_cycle.mechanisms import Mechanisms
from oxyura.annual_cycle.trends import Trends

Floats = NDArray[np.float64]
Cut = Callable[[Floats], Floats]


def part_of(cycle: Cycle, first: int, last: int) -> Cycle:
    """Return the draws from `first` to before `last` as a cycle of their own, which meets the years that they meet.

    What is the same in all draws is not copied.
    """
    whole = cycle.draws.count
    if (first, last) == (0, whole):
        return cycle

    def cut(values: Floats) -> Floats:
        return values[first:last] if len(values) == whole else values

    draws = replace(cycle.draws, count=last - first, first=cycle.draws.first + first, whole=cycle.draws.whole or whole)
    assembly, moves = cycle.assembly, cycle.moves
    catastrophes = cycle.catastrophes
    return replace(
        cycle,
        draws=draws,
        values=cut(cycle.values),
        assembly=replace(
            assembly,
            survival_divisor=cut(assembly.survival_divisor),
            transition_divisor=cut(assembly.transition_divisor),
            fecundity_divisor=cut(assembly.fecundity_divisor),
        ),
        causes=_actions(cycle.causes, cut),
        scenarios={name: _actions(actions, cut) for name, actions in cycle.scenarios.items()},
        moves=replace(moves, share=cut(moves.share), stay=cut(moves.stay), gain=cut(moves.gain)),
        first_census=replace(
            cycle.first_census,
            shares=cut(cycle.first_census.shares),
            abundance=cut(cycle.first_census.abundance),
        ),
        start=cut(cycle.start),
        arrivals=tuple(replace(arrival, rate=cut(arrival.rate)) for arrival in cycle.arrivals),
        mechanisms=_mechanisms(cycle.mechanisms, cut),
        trends=Trends(
            {invader: cut(growth) for invader, growth in cycle.trends.as_now.items()},
            {key: cut(growth) for key, growth in cycle.trends.under.items()},
        ),
        catastrophes=replace(
            catastrophes,
            probability=cut(catastrophes.probability),
            strikes=tuple(replace(strike, effect=cut(strike.effect)) for strike in catastrophes.strikes),
        ),
    )


def _actions(actions: tuple[Action, ...], cut: Cut) -> tuple[Action, ...]:
    """Cut the effects of actions; those that share one array still do, so that its factor is worked out once."""
    known: dict[int, Floats] = {}
    return tuple(replace(action, effect=known.setdefault(id(action.effect), cut(action.effect))) for action in actions)


def _mechanisms(mechanisms: Mechanisms, cut: Cut) -> Mechanisms:
    hybrids = mechanisms.hybridisation
    return Mechanisms(
        tuple(replace(effect, parameters=cut(effect.parameters)) for effect in mechanisms.effects),
        Hybridisation(
            tuple(replace(one, pairing=cut(one.pairing), fitness=cut(one.fitness)) for one in hybrids.matings),
            tuple(replace(one, number=cut(one.number), odds=cut(one.odds)) for one in hybrids.immigrations),
            hybrids.pure,
        ),
    )
