"""Mechanisms in one year: what they make of survivors, young and the classes that young join, from the state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Forms of an effect that follows the state; types I and II of predation differ in their handling time alone.
DISEASE, TYPE_II, TYPE_III = 0, 1, 2

# Last axis of StateEffects.value: what of the cause is there, then the form's own parameters.
EXPOSED, ABUNDANCE, KEPT, PARAMETERS = 0, 1, 2, 3
EFFECT_VALUES = 8

# The form's own parameters, counted from PARAMETERS.
STRENGTH, HALF_DENSITY = 0, 1
ATTACK, HANDLING, PREDATORS, OTHER_PREY, HALF_PREY = 0, 1, 2, 3, 4

# Last axis of Matings.value.
IMMIGRANTS, ODDS, PAIRING, FITNESS, NON_PURE_AT_LOW_DENSITY = 0, 1, 2, 3, 4
MATING_VALUES = 5


@dataclass(frozen=True)
class StateEffects:
    """Effects on survivors or young that follow the numbers at a site, ordered by stage.

    Parameters
    ----------
    start : int64 array, shape (stages + 1,)
        Effects of stage s are ``start[s]`` to ``start[s + 1]``.
    form : int64 array, shape (effects,)
        ``DISEASE``, ``TYPE_II`` or ``TYPE_III``.
    on_young : bool array, shape (effects,)
        Whether the young of a class are lowered, or its survivors.
    members, prey : bool array, shape (effects, classes)
        Classes that are lowered, and classes whose numbers count.
    value : array, shape (draws, effects, sites, EFFECT_VALUES)
        Share exposed (0 where the cause is not), relative abundance, share of the effect left, parameters.
    """

    start: Ints
    form: Ints
    on_young: Bools
    members: Bools
    prey: Bools
    value: Floats


@dataclass(frozen=True)
class Matings:
    """Places where pure individuals may pair with hybrids, ordered by stage.

    Parameters
    ----------
    start : int64 array, shape (stages + 1,)
    site, hybrid, young : int64 array, shape (matings,)
        The place, the class of hybrids that breed, and the class that the young of mixed pairs join.
    pure, breeds : bool array, shape (matings, classes)
        Pure classes, and those of them that breed in the stage.
    value : array, shape (draws, matings, MATING_VALUES)
        Immigrants; immigrants per individual there; share of mixed matings that leave no pure young, at random
        mating; young of a mixed pair against a pure one; share of non-pure mates as n → 0.
    """

    start: Ints
    site: Ints
    hybrid: Ints
    young: Ints
    pure: Bools
    breeds: Bools
    value: Floats


@dataclass(frozen=True)
class StateShares:
    """What the mechanisms of one stage leave, each array (draws, classes, sites), by the class of origin.

    `lives` multiplies survivors, `breeds` young; `lost` is the share of the young of pure individuals that pairs with
    hybrids take, before their fitness.
    """

    lives: Floats
    breeds: Floats
    lost: Floats


@dataclass(frozen=True)
class MechanismYear:
    """The mechanisms of one year, what is left of their causes multiplied out."""

    effects: StateEffects
    matings: Matings

    def acts_in(self, stage: int) -> bool:
        """Tell whether any mechanism acts in a stage."""
        starts = self.effects.start, self.matings.start
        return any(start[stage + 1] > start[stage] for start in starts)

    def of_stage(self, stage: int) -> range:
        """Return the positions of the matings of a stage."""
        return range(int(self.matings.start[stage]), int(self.matings.start[stage + 1]))

    def with_immigrants(self, stage: int, n: Floats, *, crowded: bool) -> Floats:
        """Return the state once immigrants have come; at low density only those that come in proportion do."""
        n, matings = n.copy(), self.matings
        for number in self.of_stage(stage):
            value, site = matings.value[:, number], matings.site[number]
            arriving = value[:, ODDS] * n[:, :, site].sum(axis=1)
            n[:, matings.hybrid[number], site] += arriving + value[:, IMMIGRANTS] if crowded else arriving
        return n

    def shares(self, stage: int, n: Floats, *, crowded: bool) -> StateShares:
        """Return what is left in a stage, at the state once immigrants have come; `crowded` False: as n → 0."""
        lives, breeds, lost = np.ones_like(n), np.ones_like(n), np.zeros_like(n)
        effects, matings = self.effects, self.matings
        for number in range(int(effects.start[stage]), int(effects.start[stage + 1])):
            total = n[:, effects.prey[number]].sum(axis=1)
            left = effect_factor(int(effects.form[number]), effects.value[:, number], total if crowded else 0.0 * total)
            (breeds if effects.on_young[number] else lives)[:, effects.members[number]] *= left[:, None, :]
        for number in self.of_stage(stage):
            value, site = matings.value[:, number], int(matings.site[number])
            non_pure = value[:, NON_PURE_AT_LOW_DENSITY]
            if crowded:
                hybrids = n[:, matings.hybrid[number], site]
                mates = hybrids + n[:, matings.breeds[number], site].sum(axis=1)
                non_pure = np.divide(hybrids, mates, out=np.zeros_like(mates), where=mates > 0)
            lost[:, matings.pure[number], site] = (value[:, PAIRING] * non_pure)[:, None]
        return StateShares(lives, breeds, lost)


def no_mechanisms(n_stages: int, n_classes: int) -> MechanismYear:
    """Return a year without any, in arrays of the right kind."""
    start, none = np.zeros(n_stages + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    flags, of_class = np.zeros(0, dtype=bool), np.zeros((0, n_classes), dtype=bool)
    return MechanismYear(
        StateEffects(start, none, flags, of_class, of_class, np.zeros((0, 0, 0, EFFECT_VALUES))),
        Matings(start, none, none, none, of_class, of_class, np.zeros((0, 0, MATING_VALUES))),
    )


def effect_factor(form: int, value: Floats, n: Floats) -> Floats:
    """Return the factor on a rate, 1 + x · ((1 + k · e(n))^ρ - 1), shape (draws, sites).

    Parameters
    ----------
    form : int
        ``DISEASE``, ``TYPE_II`` or ``TYPE_III``.
    value : array, shape (draws, sites, EFFECT_VALUES)
        x, ρ and k of the cause, and the form's parameters.
    n : array, shape (draws, sites)
        Animals that count, at the start of the stage.
    """
    effect = share_left(form, value[..., PARAMETERS:], n) - 1.0
    left = (1.0 + value[..., KEPT] * effect) ** value[..., ABUNDANCE]
    return np.asarray(1.0 + value[..., EXPOSED] * (left - 1.0))


def share_left(form: int, parameters: Floats, n: Floats) -> Floats:
    """Return the share 1 + e(n) of a rate that a mechanism leaves where everyone is exposed, shape of `n`.

    Notes
    -----
    Disease: 1 - s · n / (n + h), s the greatest share lost and h the number at half of it. Predation:
    exp(-kills per prey), with the multi-species disc equation [Holling1959]_, [SmoutEtAl2010]_ for a kill's time:

    - types I, II: a · P / (1 + a · t · (n + A));
    - type III, a the rate per prey: a · n · P / (1 + a · t · (n² + A²)).

    P predators with t the time of a kill and A other prey; P · (n + A) / (n + A + h) where predators follow their prey.
    """
    if form == DISEASE:
        return np.asarray(1.0 - parameters[..., STRENGTH] * n / (n + parameters[..., HALF_DENSITY]))
    attack, handling, predators, other, half = np.moveaxis(parameters, -1, 0)
    prey = n + other
    hunting = np.where(half > 0, predators * prey / np.where(half > 0, prey + half, 1.0), predators)
    if form == TYPE_II:
        return np.asarray(np.exp(-attack * hunting / (1.0 + attack * handling * prey)))
    return np.asarray(np.exp(-attack * n * hunting / (1.0 + attack * handling * (n**2 + other**2))))
