"""What somebody asks of a plan: measures that it must hold, and measures that it must not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from oxyura.actions.measures import Catalogue, Measure
from oxyura.actions.sets import exclusions
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table

_MOST_NAMED = 10


@dataclass(frozen=True)
class Request:
    """Measures that are forced into a plan and out of it, by name.

    Parameters
    ----------
    forced_in : frozenset of str
        With everything on offer that they require.
    switched_off : frozenset of str
        With everything that requires them.
    """

    forced_in: frozenset[str] = frozenset()
    switched_off: frozenset[str] = frozenset()


def read_request(
    table: Table, catalogue: Catalogue, include: Collection[str] = (), exclude: Collection[str] = ()
) -> Request:
    """Complete what is asked of a plan.

    Parameters
    ----------
    table : Table
        The measures of the study.
    catalogue : Catalogue
        Read from it.
    include, exclude : collection of str
        Measures that the plan must hold, and that it must not.

    Raises
    ------
    InputError
        A measure does not exist, has been taken already or cannot be taken; two requests contradict each other.
    """
    _refuse_unavailable(table, catalogue, include, exclude)
    both = sorted(set(include) & set(exclude))
    if both:
        raise InputError(
            sentence("'%(both)s' is to be in the plan and out of it.", both=both[0]),
            where="include and exclude",
            remedy="Leave it out of one of the two.",
        )
    off = switched_off(table, exclude)
    offers = {measure.measure_id: measure for measure in catalogue.offers}
    for name in sorted(include):
        missing = sorted(_required_by([name], offers) & off)
        if missing:
            raise InputError(
                sentence("'%(name)s' requires '%(missing)s', which is switched off.", name=name, missing=missing[0]),
                where="include and exclude",
                remedy=sentence(
                    "Switch '%(missing)s' on again, or do not force '%(name)s' into the plan.",
                    missing=missing[0],
                    name=name,
                ),
            )
    forced = _required_by(include, offers)
    _refuse_exclusion(catalogue, forced)
    return Request(forced, off)


def switched_off(table: Table, exclude: Collection[str]) -> frozenset[str]:
    """Return measures that are switched off, with those not yet taken that require one of them."""
    rows = list(zip(table.words("measure_id"), table.lists("requires"), table.texts("outcome"), strict=True))
    open_rows = [(name, required) for name, required, outcome in rows if outcome is None]
    off = set(exclude)
    # Each turn reaches one link further along a chain of requirements.
    while more := {name for name, required in open_rows if off.intersection(required)} - off:
        off |= more
    return frozenset(off)


def _required_by(names: Iterable[str], offers: Mapping[str, Measure]) -> frozenset[str]:
    """Return measures on offer with everything on offer that they require, directly or not."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in offers and name not in found:
            found.add(name)
            waiting.extend(offers[name].requires)
    return frozenset(found)


def _refuse_unavailable(table: Table, catalogue: Catalogue, include: Collection[str], exclude: Collection[str]) -> None:
    outcomes = dict(zip(table.words("measure_id"), table.texts("outcome"), strict=True))
    open_names = [name for name, outcome in outcomes.items() if outcome is None]
    for option, names in (("include", include), ("exclude", exclude)):
        for name in sorted(set(names)):
            if name not in outcomes:
                raise InputError(
                    sentence("There is no measure '%(name)s'.", name=ascii(name)[1:-1][:60]),
                    where=option,
                    remedy=_choice(name, open_names),
                )
            if outcomes[name] is not None:
                wording = (
                    "The measure '%(name)s' is under way: it is history, and no part of a plan."
                    if outcomes[name] == "pending"
                    else "The measure '%(name)s' has been taken already: it is history, and no part of a plan."
                )
                raise InputError(
                    sentence(wording, name=name),
                    where=option,
                    remedy=_choice("", open_names),
                )
            if option == "include" and name in catalogue.barred:
                raise InputError(
                    sentence(
                        "'%(name)s' cannot be taken: it requires '%(barred)s', which has not succeeded.",
                        name=name,
                        barred=catalogue.barred[name],
                    ),
                    where=option,
                    remedy=_choice("", [measure.measure_id for measure in catalogue.offers]),
                )


def _choice(name: str, names: Collection[str]) -> str:
    """Return what can be chosen instead: names like the one that was given, else all or the first."""
    if not names:
        return sentence("The study has no measure on offer: leave the option out.")
    shown = get_close_matches(name[:100], names, 3) or sorted(names)[:_MOST_NAMED]
    more = len(names) > len(shown)
    return sentence(
        "Choose from the measures on offer, such as %(names)s."
        if more
        else "Choose from the measures on offer: %(names)s.",
        names=shown,
    )


def _refuse_exclusion(catalogue: Catalogue, forced: Collection[str]) -> None:
    """Raise InputError where measures that are forced into a plan cannot be taken together."""
    offers = catalogue.offers
    for position, others in enumerate(exclusions(offers)):
        clashing = [offers[at].measure_id for at in sorted(others) if offers[at].measure_id in forced]
        name = offers[position].measure_id
        if name in forced and clashing:
            together = name != clashing[0]
            one, other = sorted((name, clashing[0]))
            raise InputError(
                sentence("'%(one)s' and '%(other)s' exclude each other.", one=one, other=other)
                if together
                else sentence("'%(name)s' excludes itself.", name=name),
                where="include",
                remedy="Force only one of them into the plan, and nothing that requires the other."
                if together
                else "Take it out of its own excludes.",
            )
