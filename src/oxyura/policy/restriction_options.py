"""For each alien species and restriction: does it follow from how the species comes, and what carries it in law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.legal_hooks import HookReading
from oxyura.policy.pathway_crosswalk import ABOVE_CATEGORIES, CROSSWALK
from oxyura.policy.regulation_readings import RuleReading
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.regulation_tables import RESTRICTIONS
from oxyura.schema.sentences import Sentence, sentence, term

OptionState = Literal["in_force", "in_part", "proposed", "precaution", "examine", "not_indicated", "not_told"]

_KEPT = frozenset(("import", "keeping", "breeding", "transport", "trade", "release"))
# Which restrictions stop a species that comes by a category of pathways.
_STOPPED_BY: Mapping[str, frozenset[str]] = {
    "releaseInNature": frozenset(("import", "breeding", "transport", "trade", "release")),
    "escapeFromConfinement": _KEPT,
    "transportContaminant": frozenset(("import", "transport", "trade")),
    "transportStowaway": frozenset(("transport",)),
    "corridor": frozenset(),
    "unaided": frozenset(),
}


@dataclass(frozen=True)
class Option:
    """One restriction of one species.

    Parameters
    ----------
    kind : str
        As in `RESTRICTIONS`.
    state : OptionState
        ``in_force``, ``in_part``: a rule forbids it already; ``proposed``: it follows from a demonstrated or inferred
        threat and a known way in; ``precaution``: the same, with the harm not proven; ``examine``: the harm is on
        record for migrants that are not known to use the Party; ``not_indicated``: no known way in runs through it;
        ``not_told``: no way in is on record.
    reason : Sentence
        Why.
    hooks : tuple of HookReading
        Provisions that are a ground for it; empty where it is not proposed.
    """

    kind: str
    state: OptionState
    reason: Sentence
    hooks: tuple[HookReading, ...] = ()


def weigh_options(
    pathways: Sequence[str], rules: Sequence[RuleReading], hooks: Sequence[HookReading], strength: OptionState | None
) -> tuple[Option, ...]:
    """Return all six restrictions of a species, each with its state and reason.

    Parameters
    ----------
    pathways : sequence of str
        Darwin Core terms of the ways by which it came, or comes, anywhere in the studies.
    rules : sequence of RuleReading
        Rules that name it.
    hooks : sequence of HookReading
        Provisions that are about it.
    strength : {'proposed', 'precaution', 'examine'}, optional
        What the evidence carries; None where there is none, and only what is in force is told.
    """
    return tuple(_option(kind, pathways, rules, hooks, strength) for kind in RESTRICTIONS)


def _option(
    kind: str,
    pathways: Sequence[str],
    rules: Sequence[RuleReading],
    hooks: Sequence[HookReading],
    strength: OptionState | None,
) -> Option:
    # One rule in force in the whole Party counts before any that holds in a part of it.
    for rule in sorted(rules, key=lambda each: each.reach != "in_force"):
        if kind in rule.forbids and rule.reach in ("in_force", "in_part"):
            state: OptionState = "in_force" if rule.reach == "in_force" else "in_part"
            return Option(kind, state, sentence("forbidden already: %(rule)s", rule=rule.reason))
    grounds = tuple(reading for reading in hooks if kind in reading.hook.restrictions)
    if strength is None:
        reason = sentence("no harm to a listed migrant is on record in these studies: no ground to propose it here")
        return Option(kind, "not_indicated", reason)
    if kind == "release":
        return Option(kind, strength, sentence("letting it out is the introduction itself"), grounds)
    if not pathways:
        reason = sentence("how it comes is not on record, so whether this stops it cannot be told")
        return Option(kind, "not_told", reason, grounds)
    stopped = [word for word in pathways if kind in _stopped_by(word)]
    if not stopped:
        reason = sentence(
            "no way in that is on record runs through it (%(pathways)s)", pathways=pathways_in_words(pathways)
        )
        return Option(kind, "not_indicated", reason)
    return Option(kind, strength, _why(kind, stopped), grounds)


def _stopped_by(pathway: str) -> frozenset[str]:
    place = CROSSWALK.get(pathway)
    own = (place.category,) if place is not None and place.category is not None else ()
    categories = ABOVE_CATEGORIES.get(pathway, own)
    return frozenset().union(*(_STOPPED_BY.get(category, frozenset()) for category in categories))


def pathways_in_words(pathways: Sequence[str]) -> tuple[Sentence, ...]:
    """Return pathways in words that a page can say in any language."""
    return tuple(term("pathway", PATHWAY_TERMS.get(word, word)) for word in dict.fromkeys(pathways))


def _why(kind: str, pathways: Sequence[str]) -> Sentence:
    values = {"pathways": pathways_in_words(pathways)}
    match kind:
        case "import":
            return sentence("it came, or comes, by %(pathways)s: what is not brought in cannot get out", **values)
        case "keeping":
            return sentence("it came by %(pathways)s: what is kept can escape", **values)
        case "breeding":
            return sentence("it came by %(pathways)s: breeding keeps up the number that can get out", **values)
        case "transport":
            return sentence("it came, or comes, by %(pathways)s: it is carried to new places", **values)
    return sentence("it came by %(pathways)s: sale spreads it among holders", **values)
