"""Catastrophes: rare years that strike rates, the same years under every counterfactual."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Factors, Targets, reached_targets
from oxyura.annual_cycle.draws import Draws
from oxyura.impacts.effects import Effect
from oxyura.schema.table import TableSet, number_or_nan, text_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Strike:
    """What one catastrophe does to one rate of the model.

    Parameters
    ----------
    catastrophe : int
        Position among the catastrophes.
    rate : str
        survival, fecundity or transition.
    target : int
        Position among the rate's targets.
    effect : array, shape (draws, sites)
        Proportional change in a year that it strikes; 0 where no row speaks.
    """

    catastrophe: int
    rate: str
    target: int
    effect: Floats


@dataclass(frozen=True)
class Catastrophes:
    """The catastrophes of one migrant.

    Parameters
    ----------
    names : tuple of str
    probability : array, shape (draws, catastrophes)
        That each strikes in a year.
    strikes : tuple of Strike
    """

    names: tuple[str, ...] = ()
    probability: Floats = field(default_factory=lambda: np.zeros((1, 0)))
    strikes: tuple[Strike, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.strikes)

    def applied(self, factors: Factors, struck: Floats | None = None) -> Factors:
        """Return the factors of a year, each rate that is struck times 1 + effect.

        Parameters
        ----------
        struck : array, shape (draws, catastrophes), optional
            1 for what strikes, else 0; the probabilities when left out, which gives the mean year: catastrophes are
            independent of each other.
        """
        if not self.any:
            return factors
        struck = self.probability if struck is None else struck
        products = {rate: getattr(factors, rate).copy() for rate in ("survival", "fecundity", "transition")}
        for strike in self.strikes:
            change = 1.0 + struck[:, strike.catastrophe, None] * strike.effect
            if len(change) > len(products[strike.rate]):
                products[strike.rate] = np.repeat(products[strike.rate], len(change), axis=0)
            products[strike.rate][:, strike.target] *= change
        return Factors(**products, capacity=factors.capacity, path_survival=factors.path_survival)


class CatastropheYears:
    """Which catastrophes strike in the years of one projection.

    Streams are named by the catastrophe alone: every counterfactual, and every migrant that it strikes, meets it in
    the same years.
    """

    def __init__(self, catastrophes: Catastrophes, draws: Draws, replicate: int = 0) -> None:
        again = (f"replicate {replicate}",) if replicate else ()
        self._probability = catastrophes.probability
        self._streams = [draws.years("catastrophe_year", name, *again) for name in catastrophes.names]
        self._draws = draws.count

    def next_years(self, years: int) -> Bools:
        """Return what strikes in the years that follow, shape (draws, years, catastrophes)."""
        struck = np.zeros((self._draws, years, len(self._streams)), dtype=bool)
        for number, stream in enumerate(self._streams):
            struck[:, :, number] = self._probability[:, number, None] > stream.uniform(years).T
        return struck


def read_catastrophes(tables: TableSet, targets: Targets, draws: Draws) -> Catastrophes:
    """Read the catastrophes of one migrant; within one, a row that names more replaces one that names less."""
    structure = targets.structure
    table = tables["catastrophes"].matching("migrant_id", structure.migrant_id)
    probability: dict[str, Floats] = {}
    effects: list[Effect] = []
    for record, row in zip(table.records(), table.rows, strict=True):
        name = str(record["catastrophe_id"])
        if name not in probability:
            value, low, high = (number_or_nan(record[f"probability_per_year{end}"]) for end in ("", "_low", "_high"))
            probability[name] = draws.of("probability", value, low, high, "catastrophe_probability", name)
        effects.append(
            Effect(
                effect_id=name,
                cause_id=name,
                kind="pressure",
                stage=str(record["stage"]),
                rate=str(record["rate"]),
                site=text_of(record["site_id"]),
                class_=text_of(record["class"]),
                to_class=text_of(record["to_class"]),
                from_site=None,
                applies_to=None,
                value=number_or_nan(record["effect"]),
                low=number_or_nan(record["effect_low"]),
                high=number_or_nan(record["effect_high"]),
                row=int(row),
                draw_id=f"catastrophe {name}",
            )
        )
    names = tuple(sorted(probability))
    chance = np.stack([probability[name] for name in names], axis=1) if names else np.zeros((draws.count, 0))
    return Catastrophes(names, chance, tuple(_strikes(effects, names, targets, draws)))


def _strikes(effects: list[Effect], names: tuple[str, ...], targets: Targets, draws: Draws) -> list[Strike]:
    def group_of(effect: Effect) -> tuple[str, str, str]:
        return effect.effect_id, effect.stage, effect.rate

    found = []
    ordered = sorted(effects, key=lambda effect: (*group_of(effect), effect.named))
    for (name, stage, rate), members in groupby(ordered, key=group_of):
        rows = tuple(members)
        if stage not in targets.structure.stage_index:
            continue
        for number, effect in reached_targets(rows, rate, targets.structure.stage_index[stage], "", targets, draws):
            found.append(Strike(names.index(name), rate, number, effect))
    return found
