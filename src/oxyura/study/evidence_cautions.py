"""What a reader must know of effects that come from evidence records, and of responses that nobody has measured."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.impacts.pooled_effects import PooledEffect
from oxyura.schema.sentences import Figure, sentence
from oxyura.study.assessment import Caution
from oxyura.study.impact_rows import ImpactRow

# A rate that may more than double where an invader comes is a sign of too few studies, not of a boon.
_WIDE = 1.0


def list_evidence_cautions(impacts: tuple[ImpactRow, ...], pooled: tuple[PooledEffect, ...]) -> tuple[Caution, ...]:
    """List the cautions on pooled effects, then on unknown responses, each once."""
    found = [caution for effect in pooled for caution in _of_pool(effect)]
    found.extend(_of_responses(impacts))
    return tuple(dict.fromkeys(found))


def _of_pool(effect: PooledEffect) -> Iterator[Caution]:
    target = effect.target
    where = f"impact {target.impact_id}, migrant {target.migrant_id}"
    if effect.borrowed:
        yield Caution(
            "evidence_borrowed",
            where,
            sentence(
                "%(number)s of %(records)s come from another migrant, invader or region: that they hold here is an "
                "assumption.",
                number=Figure(str(len(effect.borrowed))),
                records=effect.described,
            ),
        )
    if effect.basis == "two_sources":
        yield Caution(
            "evidence_of_two_sources",
            where,
            sentence(
                "Two sources cannot tell how much the effect differs between sites: the limits are the outer ones of "
                "the two, and no prediction for a third site."
            ),
        )
    if effect.basis == "one_source" and effect.site_id is None:
        yield Caution(
            "evidence_of_one_source",
            where,
            sentence(
                "The effect stands on one source. Its interval says how sure that source is, not how much the effect "
                "differs between sites."
            ),
        )
    if effect.high is not None and effect.high > _WIDE:
        yield Caution(
            "evidence_wide",
            where,
            sentence(
                "With %(records)s the limits at a new site reach beyond a doubling of the rate: too few or too "
                "different sources to say more.",
                records=effect.described,
            ),
        )
    yield from _of_left_out(effect, where)


def _of_left_out(effect: PooledEffect, where: str) -> Iterator[Caution]:
    twice = tuple(record.evidence_id for record in effect.left_out if record.reason == "counted_twice")
    if twice:
        said = sentence(
            "Records that give the data of another record again and count once: %(records)s.", records=twice
        )
        yield Caution("evidence_counted_twice", where, said)
    bare = tuple(record.evidence_id for record in effect.left_out if record.reason == "no_interval")
    if bare:
        said = sentence("Records that have no interval and cannot be weighed: %(records)s.", records=bare)
        yield Caution("evidence_no_interval", where, said)


def _of_responses(impacts: tuple[ImpactRow, ...]) -> Iterator[Caution]:
    for row in impacts:
        if row.response != "unknown" or not row.acts or row.factor_low is None or row.factor_high is None:
            continue
        if row.factor_high - row.factor_low > 1e-9:
            yield Caution(
                "response_unknown",
                f"impact {row.effect_id}, migrant {row.migrant_id}, site {row.site_id}",
                sentence(
                    "How the effect grows with the invader's abundance is not known: the rate is multiplied by "
                    "%(factor)s, and by %(low)s to %(high)s over the forms it may have.",
                    factor=Figure(f"{row.factor:.3g}"),
                    low=Figure(f"{row.factor_low:.3g}"),
                    high=Figure(f"{row.factor_high:.3g}"),
                ),
            )
