"""Studies with their verdicts and nothing projected: what a list or a review of many studies needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oxyura.impacts.pooled_effects import fill_effects
from oxyura.impacts.verdicts import Verdict, worst_verdict
from oxyura.invaders.presence import read_presences
from oxyura.schema.sentences import sentence
from oxyura.schema.table import TableSet
from oxyura.study.casebook_studies import casebook_names
from oxyura.study.checked import read_study
from oxyura.study.exposure import estimate_exposure
from oxyura.study.package import Study
from oxyura.study.pairs import Pair, judge_pairs
from oxyura.study.publishable import publishable
from oxyura.study.tiers import Tier, tiers_of


@dataclass(frozen=True)
class JudgedStudy:
    """One study and the verdict on each of its pairs.

    Parameters
    ----------
    study : Study
        As read.
    tables : TableSet
        Its tables, with the effects that come from evidence records filled in.
    tier : {'evidence', 'screening', 'full'}
        The furthest that any of its migrants reaches.
    pairs : tuple of Pair
        Every migrant and invader that meet or have a record; without effects on growth, for nothing is projected.
    verdicts : mapping of str to Verdict
        The gravest verdict of every migrant, by migrant_id, in the order of the table.
    """

    study: Study
    tables: TableSet
    tier: Tier
    pairs: tuple[Pair, ...]
    verdicts: Mapping[str, Verdict]


def judge_study(study: Study) -> JudgedStudy:
    """Judge every pair of a study without projecting anything.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    """
    study = publishable(study)
    tables, pooled = fill_effects(study.tables)
    exposures = estimate_exposure(tables, read_presences(tables))
    pairs = judge_pairs(tables, exposures, {}, study.settings.horizon_years, pooled)
    reached = tiers_of(tables).values()
    tiers: tuple[Tier, ...] = ("full", "screening")
    return JudgedStudy(
        study=study,
        tables=tables,
        tier=next((tier for tier in tiers if tier in reached), "evidence"),
        pairs=pairs,
        verdicts={
            migrant: worst_verdict([pair.judgement.verdict for pair in pairs if pair.migrant_id == migrant])
            for migrant in tables["migrants"].words("migrant_id")
        },
    )


def judge_casebook(*, progress: Callable[[str], None] | None = None) -> tuple[JudgedStudy, ...]:
    """Judge every study that ships with the program, in alphabetical order.

    Parameters
    ----------
    progress : callable, optional
        Called with a short sentence before each study.
    """
    say = progress or (lambda sentence: None)
    judged = []
    for name in casebook_names():
        say(sentence("Judging %(name)s", name=name))
        judged.append(judge_study(read_study(name)))
    return tuple(judged)
