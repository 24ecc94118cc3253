"""The threats of an action plan, in descending priority, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable

from oxyura.impacts.verdicts import SEVERITY, Verdict, worst_verdict
from oxyura.policy.action_plan import OtherPressure, Threat
from oxyura.policy.action_plan_facts import MigrantFacts, PairFacts, PlanFacts
from oxyura.policy.action_plan_rules import PRIORITIES, rate_threat, shortfall_band

THREATENING: tuple[Verdict, ...] = ("demonstrated_threat", "inferred_threat", "unproven")
"""Verdicts that call for action; the last one with precaution."""

PairNames = tuple[tuple[str, str], ...]


def list_threats(facts: PlanFacts) -> tuple[Threat, ...]:
    """Return the threats to the plan's migrants: by priority, then by size, then by how sure they are.

    Notes
    -----
    Threats of unknown size stand after those of known size of the same priority; where all is equal the order of the
    study's tables decides.
    """
    found = []
    for migrant in facts.migrants:
        by_invader: dict[str, list[PairFacts]] = {}
        for pair in facts.pairs:
            if pair.migrant_id == migrant.migrant_id and pair.verdict in THREATENING:
                by_invader.setdefault(pair.invader_id, []).append(pair)
        found += [_threat(migrant, invader, pairs) for invader, pairs in by_invader.items()]
    return tuple(sorted(found, key=_weight))


def list_pressures(facts: PlanFacts) -> tuple[OtherPressure, ...]:
    """Return the other pressures on the plan's migrants, those of known size first, the largest first."""
    found = [
        OtherPressure(
            f"pressure:{migrant.migrant_id}:{pressure}",
            migrant.migrant_id,
            pressure,
            migrant.alone.get(pressure),
            _each(
                effect.rate for effect in migrant.unsized if effect.kind == "pressure" and effect.cause_id == pressure
            ),
        )
        for migrant in facts.migrants
        for pressure in migrant.pressures
    ]
    return tuple(sorted(found, key=lambda one: (one.alone is None, -one.alone.median if one.alone else 0.0)))


def sort_others(facts: PlanFacts, threats: Iterable[Threat]) -> tuple[PairNames, PairNames, PairNames]:
    """Return the pairs that are no threat: invaders that are gone, no impact demonstrated, nothing on record."""
    counted = {(threat.migrant_id, threat.invader_id) for threat in threats}
    by_pair: dict[tuple[str, str], list[PairFacts]] = {}
    names = {migrant.migrant_id for migrant in facts.migrants}
    for pair in facts.pairs:
        key = pair.migrant_id, pair.invader_id
        if pair.migrant_id in names and key not in counted:
            by_pair.setdefault(key, []).append(pair)
    past, dismissed, unrecorded = [], [], []
    for key, pairs in by_pair.items():
        gone = all(pair.rule in ("eradicated", "no_record") for pair in pairs) and not any(pair.sites for pair in pairs)
        if gone:
            past.append(key)
        elif worst_verdict([pair.verdict for pair in pairs]) == "not_assessed":
            unrecorded.append(key)
        else:
            dismissed.append(key)
    return tuple(past), tuple(dismissed), tuple(unrecorded)


def _threat(migrant: MigrantFacts, invader_id: str, pairs: list[PairFacts]) -> Threat:
    alone = migrant.alone.get(invader_id)
    shortfall = None if alone is None else shortfall_band(alone)
    verdict = worst_verdict([pair.verdict for pair in pairs])
    mechanisms = _each(pair.mechanism for pair in pairs)
    group = next((group for group in migrant.confounded if invader_id in group), ())
    return Threat(
        key=f"threat:{migrant.migrant_id}:{invader_id}",
        migrant_id=migrant.migrant_id,
        invader_id=invader_id,
        verdict=verdict,
        stages=_each(pair.stage for pair in pairs),
        mechanisms=mechanisms,
        rates=_each(rate for pair in pairs for rate in pair.rates),
        sites=_each(site for pair in pairs for site in pair.sites),
        positions=tuple(pair.position for pair in pairs),
        share=migrant.shares.get(invader_id),
        alone=alone,
        shortfall=shortfall,
        priority=rate_threat(
            verdict,
            None if shortfall is None else shortfall.median,
            growth_now=None if migrant.growth_now is None else migrant.growth_now.median,
            extinction=migrant.extinction,
            appendix=migrant.appendix,
            mechanisms=mechanisms,
        ),
        unsized=tuple(
            effect for effect in migrant.unsized if effect.kind == "invader" and effect.cause_id == invader_id
        ),
        confounded_with=tuple(cause for cause in group if cause != invader_id),
    )


def _weight(threat: Threat) -> tuple[float, ...]:
    shortfall = -1.0 if threat.shortfall is None else threat.shortfall.median
    return PRIORITIES.index(threat.priority.word), -shortfall, SEVERITY.index(threat.verdict)


def _each(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word is not None))
