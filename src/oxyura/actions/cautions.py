"""What a reader of a plan must know: releases, returns, money, and what the models cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan

from oxyura.actions.measures import Catalogue, Measure
from oxyura.actions.results import MigrantAfter, PlanWarning, Portfolio
from oxyura.invaders.presence import Presence, read_presences
from oxyura.schema.sentences import Figure, Sentence, sentence, term
from oxyura.schema.settings import Budget
from oxyura.schema.table import TableSet

_TAKES_AWAY = ("eradicate", "control")


def warn_of_offers(tables: TableSet, catalogue: Catalogue, idle: Sequence[Measure], horizon: int) -> list[PlanWarning]:
    """Return what must be known of the measures on offer, whatever is chosen.

    Parameters
    ----------
    tables : TableSet
        The study.
    catalogue : Catalogue
        Its measures.
    idle : sequence of Measure
        Those that change nothing for any migrant.
    horizon : int
        Years of the projection.
    """
    found = [
        PlanWarning(
            "pending_not_counted",
            f"measure {name}",
            sentence("It is under way and its outcome is not known: what it may bring is in no figure."),
        )
        for name in catalogue.pending
    ]
    found += [
        PlanWarning(
            "requirement_failed",
            f"measure {name}",
            sentence("It requires '%(measure)s', which has not succeeded: it is not on offer.", measure=other),
        )
        for name, other in catalogue.barred.items()
    ]
    found += [
        PlanWarning(
            "changes_nothing",
            f"measure {measure.measure_id}",
            sentence(
                "It acts on nothing of known size in the model of any migrant, so no gain can be credited to it. That "
                "is no proof that it is useless."
            ),
        )
        for measure in idle
    ]
    presences = read_presences(tables)
    for measure in catalogue.offers:
        found.extend(_of_measure(tables, measure, presences, horizon))
    return found


def _of_measure(
    tables: TableSet, measure: Measure, presences: Mapping[tuple[str, str], Presence], horizon: int
) -> Iterator[PlanWarning]:
    where = f"measure {measure.measure_id}"
    if measure.first_year > horizon and measure.kind not in ("restore", "reinforce"):
        yield PlanWarning(
            "after_horizon",
            where,
            sentence(
                "It acts from year %(year)s on, beyond the horizon of %(horizon)s years: nothing of it is seen.",
                year=str(measure.first_year),
                horizon=str(horizon),
            ),
        )
    if measure.kind in ("prevent", "detect") and not measure.reduction > 0:
        none = sentence("It has no reduction, so it is taken to lower no arrivals.")
        yield PlanWarning("no_reduction", where, none)
    named = {
        "invader_ids": measure.kind in ("protect", "restore", "reinforce") and measure.invaders,
        "pressure_ids": measure.kind != "protect" and measure.pressures,
    }
    for column, unused in named.items():
        if unused:
            said = sentence(
                "A measure of the kind %(kind)s does not act on %(column)s.",
                kind=term("measure", measure.kind),
                column=column,
            )
            yield PlanWarning("ids_not_used", where, said)
    if measure.kind in _TAKES_AWAY:
        native = sorted(
            sentence("%(invader)s at %(site)s", invader=invader, site=site)
            for (invader, site), presence in presences.items()
            if invader in measure.invaders and measure.site in (None, site) and presence.acts and not presence.alien
        )
        if native:
            said = sentence("Native there, so not acted on: %(invaders)s.", invaders=tuple(native))
            yield PlanWarning("native_not_touched", where, said)
    if measure.kind == "eradicate" and measure.reinvasion > 0:
        arriving = sorted(
            {
                invader
                for invader, site in zip(
                    tables["arrivals"].words("invader_id"), tables["arrivals"].words("site_id"), strict=True
                )
                if invader in measure.invaders and measure.site in (None, site)
            }
        )
        if arriving:
            yield PlanWarning(
                "reinvasion_and_arrivals",
                where,
                sentence(
                    "Both reinvasion_per_year and arrivals bring back %(invaders)s: if they say the same thing it "
                    "counts twice.",
                    invaders=tuple(arriving),
                ),
            )


def warn_of_choice(
    chosen: Portfolio, measures: Sequence[Measure], within: int, budget: Budget
) -> Iterator[PlanWarning]:
    """Yield what must be known of a portfolio.

    Parameters
    ----------
    chosen : Portfolio
    measures : sequence of Measure
        Those of the portfolio.
    within : int
        How many sets the budget allows, the empty one among them.
    budget : Budget
    """
    money = sentence(
        "%(amount)s %(currency)s of %(year)s",
        amount=Figure(f"{budget.amount:,.0f}"),
        currency=budget.currency,
        year=str(budget.price_year),
    )
    if within == 1 and not measures:
        said = sentence("No measure on offer can be had for %(money)s.", money=money)
        yield PlanWarning("nothing_affordable", "study.toml", said)
    elif not measures:
        said = sentence("Of what can be had for %(money)s nothing raises the objective.", money=money)
        yield PlanWarning("nothing_worth_taking", "measures", said)
    if chosen.over_budget > 0.0:
        yield PlanWarning(
            "may_cost_more",
            "measures",
            sentence(
                "In %(share)s of the draws the portfolio costs more than the budget of %(money)s; the sum of the costs "
                "in the table is within it.",
                share=Figure(f"{chosen.over_budget:.0%}"),
                money=money,
            ),
        )
    yield from warn_of_set(chosen.migrants.values(), measures)


def warn_of_set(migrants: Iterable[MigrantAfter], measures: Iterable[Measure]) -> Iterator[PlanWarning]:
    """Yield what must be known of a set of measures and of what becomes of migrants after it."""
    for migrant in migrants:
        if migrant.outcomes == "sampled":
            yield PlanWarning(
                "outcomes_sampled",
                f"migrant {migrant.migrant_id}",
                sentence("The measures can end in too many ways to project them all: each draw meets one outcome."),
            )
    for measure in measures:
        if 0.0 < measure.success < 1.0 and (isnan(measure.success_low) or isnan(measure.success_high)):
            yield PlanWarning(
                "success_without_interval",
                f"measure {measure.measure_id}",
                sentence("Its success probability has no interval and is held fixed."),
            )


def warn_of_releases(tables: TableSet, plan: Sequence[Measure]) -> list[PlanWarning]:
    """Return what is said, and what is not, of invaders that grow when a plan takes others away.

    Parameters
    ----------
    tables : TableSet
        The study.
    plan : sequence of Measure
        Measures that are taken together.
    """
    presences = read_presences(tables)
    acting = [measure for measure in plan if measure.kind in _TAKES_AWAY]
    held = {
        (invader, site)
        for measure in acting
        for invader in measure.invaders
        for site in _sites_of(measure, invader, presences)
    }
    interactions = _read_interactions(tables)
    found: dict[PlanWarning, None] = {}
    for measure in acting:
        for invader in measure.invaders:
            for site in _sites_of(measure, invader, presences):
                neighbours = [
                    other for (other, place), presence in presences.items()
                    if place == site and other != invader and presence.acts
                ]  # fmt: skip
                for other in sorted(neighbours):
                    effect = interactions.get((invader, other, site), interactions.get((invader, other, None)))
                    warning = _release(measure, invader, other, site, effect, (other, site) in held)
                    if warning is not None:
                        found[warning] = None
    return list(found)


def _release(
    measure: Measure, invader: str, other: str, site: str, effect: float | None, held: bool
) -> PlanWarning | None:
    where = f"measure {measure.measure_id}"
    if effect is None and not held:
        return PlanWarning(
            "release_not_known",
            where,
            sentence(
                "'%(other)s' is at '%(site)s' too, and interactions does not say what becomes of it when '%(invader)s' "
                "goes.",
                other=other,
                site=site,
                invader=invader,
            ),
        )
    if effect is not None and effect > 0:
        said = {"invader": invader, "site": site, "other": other, "times": Figure(f"{1 + effect:.3g}")}
        return PlanWarning("releases_another", where, _grows(held, **said))
    return None


def _grows(held: bool, **said: str) -> Sentence:
    if held:
        return sentence(
            "Where '%(invader)s' is gone from '%(site)s', '%(other)s' is expected to reach %(times)s times its "
            "abundance. The plan acts on it as well.",
            **said,
        )
    return sentence(
        "Where '%(invader)s' is gone from '%(site)s', '%(other)s' is expected to reach %(times)s times its abundance. "
        "Nothing in the plan holds it.",
        **said,
    )


def _sites_of(measure: Measure, invader: str, presences: Mapping[tuple[str, str], Presence]) -> Iterable[str]:
    return sorted(
        site
        for (name, site), presence in presences.items()
        if name == invader and presence.acts and presence.alien and measure.site in (None, site)
    )


def _read_interactions(tables: TableSet) -> dict[tuple[str, str, str | None], float]:
    table = tables["interactions"]
    columns = (table.words("invader_id"), table.words("other_invader_id"), table.texts("site_id"))
    return {
        (invader, other, site): float(effect)
        for invader, other, site, effect in zip(*columns, table.numbers("effect"), strict=True)
    }
