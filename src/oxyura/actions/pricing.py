"""The sets of measures that compete, each with its cost and what it brings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from time import monotonic

from oxyura.actions.appraisal import Appraisal
from oxyura.actions.choice import PricedSet
from oxyura.actions.progress import step, time_left
from oxyura.actions.sets import Set, list_sets
from oxyura.schema.errors import LimitError
from oxyura.schema.sentences import Figure, sentence
from oxyura.schema.settings import Budget

MOST_SETS = 2**15

# Up to so many sets in all, the frontier goes on beyond the budget.
MOST_FRONTIER_SETS = 2**10

# How far it is is told no more often than this, in seconds; what is left after so many, when it can be foreseen.
_TOLD_EVERY = 0.5
_FORESEEN_AFTER = 5.0


def sets_to_price(
    appraisal: Appraisal, budget: Budget | None, forced: Collection[int], among: Collection[int]
) -> tuple[list[Set], float | None]:
    """Return the sets that compete, and the budget up to which they are all there (None: all of them).

    Parameters
    ----------
    appraisal : Appraisal
    budget : Budget, optional
    forced, among : collection of int
        Measures that every set holds, and those that a set may hold.

    Raises
    ------
    LimitError
        There are more than 2¹⁵.
    """
    amount = None if budget is None else budget.amount

    def listed(most_money: float | None, most: int) -> list[Set] | None:
        return list_sets(appraisal.offers, appraisal.costs, most_money, most, forced=forced, among=among)

    everything = listed(None, MOST_SETS if amount is None else MOST_FRONTIER_SETS)
    if everything is not None:
        return everything, None
    within = None if amount is None else listed(amount, MOST_SETS)
    if within is None:
        raise LimitError(
            sentence(
                "The %(number)s measures on offer can be taken together in more than %(most)s ways.",
                number=len(among),
                most=Figure(f"{MOST_SETS:,}"),
            ),
            where="measures",
            remedy="Join measures that belong together into one, say with excludes which rule each other out, leave "
            "some out of the plan, or lower the budget.",
        )
    return within, amount


def price_sets(sets: Sequence[Set], appraisal: Appraisal, say: Callable[[str], None]) -> list[PricedSet]:
    """Price sets one by one and tell how far it is, as a :class:`~oxyura.actions.progress.Step`."""
    started = told = monotonic()
    say(step(sentence("Weighing up %(number)s sets of measures", number=Figure(f"{len(sets):,}")), 0.0))
    found = []
    for number, chosen in enumerate(sets):
        now = monotonic()
        if now - told >= _TOLD_EVERY:
            told, share = now, number / len(sets)
            left = time_left(now - started, share) if now - started >= _FORESEEN_AFTER else ""
            wording = (
                "Weighing up %(number)s sets of measures, %(done)s done, %(left)s"
                if left
                else "Weighing up %(number)s sets of measures, %(done)s done"
            )
            counted = {"number": Figure(f"{len(sets):,}"), "done": Figure(f"{number:,}"), "left": left}
            say(step(sentence(wording, **counted), share))
        found.append(appraisal.price(chosen))
    return found
