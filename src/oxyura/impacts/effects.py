"""Effects of invaders and pressures on a migrant's rates, as rows that compete by precedence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.impacts.responses import EXPONENTIAL, Response
from oxyura.impacts.shared_draws import shared_draws
from oxyura.schema.table import TableSet, number_or_nan, text_of

Floats = NDArray[np.float64]
CauseKind = Literal["invader", "pressure"]


@dataclass(frozen=True)
class Effect:
    """One row of `impacts` or `pressures` for one migrant; None means all, and a row that names more goes first.

    `draw_id` names the random stream where other effects share it; empty: `effect_id` does.
    """

    effect_id: str
    cause_id: str
    kind: CauseKind
    stage: str
    rate: str
    site: str | None
    class_: str | None
    to_class: str | None
    from_site: str | None
    applies_to: str | None
    value: float
    low: float
    high: float
    row: int
    response: Response = EXPONENTIAL
    draw_id: str = ""

    @property
    def stream(self) -> tuple[str, str]:
        """Name of the random stream of the effect; effects of one stream share their quantile."""
        return self.kind, self.draw_id or self.effect_id

    @property
    def has_size(self) -> bool:
        """Whether the effect is known in size; one that is not is listed and never applied."""
        return not np.isnan(self.value)

    @property
    def named(self) -> int:
        """How many of the columns that decide precedence the row names."""
        return sum(name is not None for name in (self.site, self.class_, self.to_class, self.from_site))

    def acts_on(self, class_: str, to_class: str | None) -> bool:
        """Tell whether the row reaches a class and, for fecundity and transition, a target class."""
        return self.class_ in (None, class_) and (to_class is None or self.to_class in (None, to_class))


def read_effects(tables: TableSet, migrant_id: str) -> tuple[Effect, ...]:
    """Return the effects of invaders and pressures on one migrant, least specific first.

    The order makes precedence a matter of writing over: of two rows that reach one target, the later one names more.
    """
    effects: list[Effect] = []
    shared = shared_draws(tables)
    for name, id_column, cause_column, kind in (
        ("impacts", "impact_id", "invader_id", "invader"),
        ("pressures", "pressure_id", "pressure_id", "pressure"),
    ):
        table = tables[name].matching("migrant_id", migrant_id)
        for record, row in zip(table.records(), table.rows, strict=True):
            effects.append(
                Effect(
                    effect_id=str(record[id_column]),
                    cause_id=str(record[cause_column]),
                    kind="invader" if kind == "invader" else "pressure",
                    stage=str(record["stage"]),
                    rate=str(record["rate"]),
                    site=text_of(record["site_id"]),
                    class_=text_of(record["class"]),
                    to_class=text_of(record["to_class"]),
                    from_site=text_of(record["from_site"]),
                    applies_to=text_of(record["applies_to"]),
                    value=number_or_nan(record["effect"]),
                    low=number_or_nan(record["effect_low"]),
                    high=number_or_nan(record["effect_high"]),
                    row=int(row),
                    response=read_response(record),
                    draw_id=shared.get(str(record[id_column]), "") if kind == "invader" else "",
                )
            )
    return tuple(sorted(effects, key=lambda effect: (effect.named, effect.effect_id, effect.row)))


def read_response(record: Mapping[str, object]) -> Response:
    """Return how the effect of a row of `impacts` follows abundance; a row of `pressures` has no form of its own."""
    form = record.get("response")
    if form in ("linear", "saturating", "threshold", "unknown"):
        return Response(form, number_or_nan(record.get("response_parameter")))
    return EXPONENTIAL


def exposed_factor(
    effect: Floats, share_exposed: Floats, relative_abundance: Floats, response: Response = EXPONENTIAL
) -> Floats:
    """Return the factor on a rate, 1 + x · (f(e, ρ) - 1), with f the response, by default (1 + e)^ρ.

    Parameters
    ----------
    effect : array
        Proportional change e where everyone is exposed to the abundance at which it was measured.
    share_exposed : array
        Share x of the animals at the site that meet the cause, 0 to 1.
    relative_abundance : array
        The cause's abundance ρ against where the effect was measured.
    response : Response
        How the effect grows with abundance.

    Returns
    -------
    array
        Shape of the broadcast.

    Examples
    --------
    >>> float(exposed_factor(np.array(-0.5), np.array(1.0), np.array(2.0)))
    0.25
    """
    return np.asarray(1.0 + share_exposed * (response.factor(effect, relative_abundance) - 1.0))


def winning_rows(
    effects: Sequence[Effect], class_: str, to_class: str | None, from_site: str | None, sites: Sequence[str]
) -> NDArray[np.int64]:
    """Return, by site, the position in `effects` of the row that holds there; -1 where none does.

    Parameters
    ----------
    effects : sequence of Effect
        Rows of one effect_id, one stage and one rate, least specific first.
    class_, to_class, from_site : str or None
        The target. A None `from_site` asks for rows that name none.
    sites : sequence of str
        The sites, in the order of the result.

    Returns
    -------
    int64 array, shape (sites,)
    """
    chosen = np.full(len(sites), -1, dtype=np.int64)
    for position, effect in enumerate(effects):
        if effect.acts_on(class_, to_class) and effect.from_site in (None, from_site):
            for index, site in enumerate(sites):
                if effect.site in (None, site):
                    chosen[index] = position
    return chosen
