"""What is not known of a pair, a pressure, a measure or a rate: in words, with the verdicts that may come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.impacts.effects import Effect
from oxyura.impacts.verdicts import NEGLIGIBLE_EFFECT, Verdict
from oxyura.schema.sentences import Sentence, sentence, term
from oxyura.study.pairs import Pair

Floats = NDArray[np.float64]
GapKind = Literal[
    "not_surveyed",
    "no_record",
    "no_evidence",
    "unknown_size",
    "no_interval",
    "undecided",
    "size",
    "pressure",
    "success",
    "reduction",
    "rate",
]
When = Literal[
    "it_is_there",
    "it_is_not_there",
    "harm_worth_acting_on",
    "small_harm",
    "harm",
    "no_harm",
    "whatever_is_found",
]

# An interval of an effect narrower than this, from limit to limit, is no gap.
WIDE_INTERVAL = 0.1

_THREATS = ("demonstrated_threat", "inferred_threat")


@dataclass(frozen=True)
class PossibleVerdict:
    """A verdict that may stand once a gap is closed.

    Parameters
    ----------
    verdict : Verdict
    when : str
        What would have to be found: ``it_is_there``, ``it_is_not_there`` (the invader); ``harm_worth_acting_on`` (a
        fall by more than 5 %), ``small_harm`` (a smaller one), ``no_harm``; ``harm`` (of any size, where no size is
        known); ``whatever_is_found``.
    chance : float or None
        By today's draws; None: cannot be told.
    """

    verdict: Verdict
    when: When
    chance: float | None


@dataclass(frozen=True)
class Unknown:
    """Something that is not known and might be found out.

    Parameters
    ----------
    kind : str
        ``not_surveyed``: nobody has looked for the invader; ``no_record``: they meet, and nothing is recorded;
        ``no_evidence``: only that they meet; ``unknown_size``; ``no_interval``; ``undecided``: an interval that
        includes no effect; ``size``: a harm that is shown, with a wide interval; ``pressure``: the size of a pressure;
        ``success`` and ``reduction``: of a measure; ``rate``: a vital rate.
    subject : str
        What sets it apart from others of its kind: a measure, a pressure, a rate; empty for pairs.
    migrant_id, invader_id, stage, mechanism : str or None
        The pair; None where it does not matter.
    sites : tuple of str
        Where.
    records : tuple of str
        Impacts, pressures or measures concerned.
    sentence : str
        What is not known.
    would_settle : str
        The study that would find it out.
    verdict_now : Verdict or None
        None where no verdict hangs on it.
    verdicts : tuple of PossibleVerdict
        What may become of the verdict; none where no verdict hangs on it.
    parameters : mapping of str to array, shape (draws,)
        The drawn numbers that would be known, by stream; none where nothing is drawn.
    """

    kind: GapKind
    subject: str
    migrant_id: str | None
    invader_id: str | None
    stage: str | None
    mechanism: str | None
    sites: tuple[str, ...]
    records: tuple[str, ...]
    sentence: str
    would_settle: str
    verdict_now: Verdict | None = None
    verdicts: tuple[PossibleVerdict, ...] = ()
    parameters: Mapping[tuple[str, ...], Floats] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, object]:
        """Return everything by name, the draws left out."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "migrant": self.migrant_id,
            "invader": self.invader_id,
            "stage": self.stage,
            "mechanism": self.mechanism,
            "sites": list(self.sites),
            "records": list(self.records),
            "sentence": self.sentence,
            "would_settle": self.would_settle,
            "verdict_now": self.verdict_now,
            "verdicts": [{"verdict": one.verdict, "when": one.when, "chance": one.chance} for one in self.verdicts],
        }


def unknowns_of_pair(
    pair: Pair,
    effects: Sequence[Effect],
    draws: Draws,
    names: tuple[str, str],
    *,
    studied: bool,
    sites: tuple[str, ...],
    ways: tuple[Verdict, Verdict] | None,
) -> Iterator[Unknown]:
    """Yield what is not known of a pair.

    Parameters
    ----------
    pair : Pair
    effects : sequence of Effect
        The rows of `impacts` on the pair, its stage and its mechanism.
    draws : Draws
    names : (str, str)
        Migrant and invader, for the sentences.
    studied : bool
        Whether any of those rows rests on evidence of an effect.
    sites : tuple of str
        Where they meet, or where nobody has looked if that is what is open.
    ways : (Verdict, Verdict) or None
        The verdict if the invader is at the sites that nobody has surveyed, and if it is not; None where all are
        surveyed.
    """
    if pair.judgement.rule == "interval_excludes_no_effect":
        yield from _of_shown_harm(pair, effects, draws, names, sites)
        return
    kind = _kind_of(pair, effects, studied)
    if kind is not None:
        drawn = _draw_all(effects, draws) if kind == "undecided" else None
        yield _describe(kind, pair, effects, draws, names, sites, _verdicts_once_closed(kind, pair, drawn, ways))


def _of_shown_harm(
    pair: Pair, effects: Sequence[Effect], draws: Draws, names: tuple[str, str], sites: tuple[str, ...]
) -> Iterator[Unknown]:
    """Yield what is still not known of a pair whose harm is shown."""
    limited = [effect for effect in effects if effect.has_size and not np.isnan(effect.high - effect.low)]
    if any(effect.high - effect.low >= WIDE_INTERVAL for effect in limited):
        drawn = _draw_all(limited, draws)
        yield _describe("size", pair, limited, draws, names, sites, () if drawn is None else _chances(pair, drawn))
    stands = (PossibleVerdict(pair.judgement.verdict, "whatever_is_found", 1.0),)
    points = [effect for effect in effects if effect.has_size and np.isnan(effect.high - effect.low)]
    if points:
        yield _describe("no_interval", pair, points, draws, names, sites, stands)
    unsized = [effect for effect in effects if not effect.has_size]
    if unsized:
        yield _describe("unknown_size", pair, unsized, draws, names, sites, stands)


def _describe(
    kind: GapKind,
    pair: Pair,
    effects: Sequence[Effect],
    draws: Draws,
    names: tuple[str, str],
    sites: tuple[str, ...],
    verdicts: tuple[PossibleVerdict, ...],
) -> Unknown:
    rates = rates_in_words(effect.rate for effect in effects)
    return Unknown(
        kind,
        "",
        pair.migrant_id,
        pair.invader_id,
        pair.stage,
        pair.mechanism,
        sites,
        tuple(dict.fromkeys(effect.effect_id for effect in effects)),
        _say(kind, names, rates, sites),
        _say_what_settles(kind, names, rates) or pair.judgement.would_settle or _measurement(names, rates),
        pair.judgement.verdict,
        verdicts,
        drawn_effects(effects, draws) if kind in ("size", "undecided") else {},
    )


def _say(kind: GapKind, names: tuple[str, str], rates: Sentence, sites: tuple[str, ...]) -> Sentence:
    """Return what is not known of a pair; placeholders named alike hold the same in every sentence."""
    migrant, invader = names
    match kind:
        case "not_surveyed":
            return sentence(
                "Nobody has looked for %(invader)s at %(sites)s, which %(migrant)s uses.",
                invader=invader,
                sites=sites,
                migrant=migrant,
            )
        case "no_record":
            return sentence(
                "%(migrant)s and %(invader)s meet at %(sites)s, and nothing is recorded of what comes of it.",
                migrant=migrant,
                invader=invader,
                sites=sites or sentence("sites that it uses"),
            )
        case "no_evidence":
            return sentence(
                "Whether %(invader)s changes %(rates)s of %(migrant)s has not been shown either way.",
                invader=invader,
                rates=rates,
                migrant=migrant,
            )
        case "unknown_size":
            return sentence(
                "By how much %(invader)s changes %(rates)s of %(migrant)s is not known.",
                invader=invader,
                rates=rates,
                migrant=migrant,
            )
        case "no_interval":
            return sentence(
                "How sure the size of the effect of %(invader)s on %(rates)s of %(migrant)s is, is not known.",
                invader=invader,
                rates=rates,
                migrant=migrant,
            )
        case "undecided":
            return sentence(
                "Whether %(invader)s changes %(rates)s of %(migrant)s is open: the interval includes no effect.",
                invader=invader,
                rates=rates,
                migrant=migrant,
            )
    return sentence(
        "By how much %(invader)s changes %(rates)s of %(migrant)s is known within wide limits only.",
        invader=invader,
        rates=rates,
        migrant=migrant,
    )


def _say_what_settles(kind: GapKind, names: tuple[str, str], rates: Sentence) -> Sentence | None:
    migrant, invader = names
    if kind == "no_record":
        return sentence(
            "A first study of %(rates)s of %(migrant)s with and without %(invader)s.",
            rates=rates,
            migrant=migrant,
            invader=invader,
        )
    if kind == "size":
        return sentence(
            "More measurements of %(rates)s of %(migrant)s with and without %(invader)s, until the limits are "
            "narrower.",
            rates=rates,
            migrant=migrant,
            invader=invader,
        )
    return None


def _measurement(names: tuple[str, str], rates: Sentence) -> Sentence:
    migrant, invader = names
    return sentence(
        "A measurement of %(rates)s of %(migrant)s with and without %(invader)s.",
        rates=rates,
        migrant=migrant,
        invader=invader,
    )


# What the rates of a model are to somebody who counts birds.
_IN_WORDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "survival": sentence("survival"),
        "path_survival": sentence("survival on the way"),
        "fecundity": sentence("the number of young raised"),
        "transition": sentence("the share that passes to the next class"),
        "capacity": sentence("the carrying capacity"),
    }
)


def rates_in_words(rates: Iterable[str]) -> Sentence:
    """Return rates as in a sentence, each once; without any, any rate is meant.

    Examples
    --------
    >>> rates_in_words(["survival", "transition", "survival"]), rates_in_words([])
    ('survival and the share that passes to the next class', 'survival or breeding')
    """
    named = [_IN_WORDS.get(rate) or term("rate", rate) for rate in dict.fromkeys(rates)]
    if not named:
        return sentence("survival or breeding")
    said = named[0]
    for rate in named[1:]:
        said = sentence("%(rates)s and %(rate)s", rates=said, rate=rate)
    return said


def _kind_of(pair: Pair, effects: Sequence[Effect], studied: bool) -> GapKind | None:
    rule = pair.judgement.rule
    if rule == "not_surveyed_both_ways":
        return "not_surveyed"
    if rule == "no_record":
        return "no_record"
    if rule != "evidence_does_not_decide":
        return None
    if not studied:
        return "no_evidence"
    if any(not effect.has_size for effect in effects):
        return "unknown_size"
    return "no_interval" if any(np.isnan(effect.low) or np.isnan(effect.high) for effect in effects) else "undecided"


def _verdicts_once_closed(
    kind: GapKind, pair: Pair, drawn: Floats | None, ways: tuple[Verdict, Verdict] | None
) -> tuple[PossibleVerdict, ...]:
    """Return what the rules would say of the pair if what is open were known for certain."""
    if kind == "not_surveyed":
        if ways is None:
            return ()
        return PossibleVerdict(ways[0], "it_is_there", None), PossibleVerdict(ways[1], "it_is_not_there", None)
    if not pair.sites:
        return (PossibleVerdict("no_demonstrated_impact", "whatever_is_found", 1.0),)
    if drawn is None:
        return (
            PossibleVerdict("demonstrated_threat", "harm", None),
            PossibleVerdict("no_demonstrated_impact", "no_harm", None),
        )
    return _chances(pair, drawn)


def _chances(pair: Pair, drawn: Floats) -> tuple[PossibleVerdict, ...]:
    """Return the verdicts that the rules would give if the effects were known for certain, by today's draws."""
    worst = drawn.min(axis=0)
    great, any_harm = float(np.mean(worst < -NEGLIGIBLE_EFFECT)), float(np.mean(worst < 0.0))
    threat: Verdict = pair.judgement.verdict if pair.judgement.verdict in _THREATS else "demonstrated_threat"
    return (
        PossibleVerdict(threat, "harm_worth_acting_on", great),
        PossibleVerdict(threat, "small_harm", any_harm - great),
        PossibleVerdict("no_demonstrated_impact", "no_harm", 1.0 - any_harm),
    )


def drawn_effects(effects: Sequence[Effect], draws: Draws) -> dict[tuple[str, ...], Floats]:
    """Return the draws of the effects that have limits, one array for each stream; none at point values."""
    found: dict[tuple[str, ...], Floats] = {}
    for effect in effects:
        if not draws.deterministic and effect.has_size and effect.high > effect.low:
            found.setdefault(effect.stream, _sample(effect, draws))
    return found


def _sample(effect: Effect, draws: Draws) -> Floats:
    return draws.of_effect(effect.value, effect.low, effect.high, *effect.stream)


def _draw_all(effects: Sequence[Effect], draws: Draws) -> Floats | None:
    """Return the draws of every effect, shape (effects, draws); None at point values."""
    return None if draws.deterministic else np.stack([_sample(effect, draws) for effect in effects])
