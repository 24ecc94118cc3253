"""Studies as one flyway: judged as if each invader were wherever it may be alien, then held against the lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from oxyura.impacts.pooled_effects import fill_effects
from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.invaders.presence import read_presences
from oxyura.policy.coherence import Coherence, Question, assess_coherence
from oxyura.policy.route_exposure import FlywayStudy
from oxyura.schema.errors import InputError
from oxyura.study.exposure import estimate_exposure
from oxyura.study.package import Study
from oxyura.study.pairs import judge_pairs
from oxyura.study.records_of_harm import find_pairs_on_record


def judge_flyway_study(study: Study) -> FlywayStudy:
    """Return a study with the verdict on each pair if the two met.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.

    Notes
    -----
    Whether a list has a gap is asked before an invader is there. So that its absence excuses nothing, every site where
    it would be alien is read as if it were present; sites where it is native stay as they are.
    """
    tables, pooled = fill_effects(study.tables)
    exposures = estimate_exposure(tables, read_presences(tables))
    met = tuple(replace(row, presence="present") if row.alien else row for row in exposures)
    on_record = find_pairs_on_record(tables)
    harm: dict[tuple[str, str, str], Verdict] = {}
    for pair in judge_pairs(tables, met, {}, study.settings.horizon_years, pooled):
        key = pair.migrant_id, pair.invader_id, pair.stage
        verdict = pair.judgement.verdict
        if verdict == "unproven" and (*key, pair.mechanism) not in on_record:
            # That they meet is no evidence of harm, and no ground to ask another Party for a listing.
            verdict = "not_assessed"
        if key not in harm or SEVERITY.index(verdict) < SEVERITY.index(harm[key]):
            harm[key] = verdict
    return FlywayStudy(study.name, study.tables, harm, study.settings.date)


def assess_flyway(
    studies: Sequence[Study], question: Question | None = None, *, progress: Callable[[str], None] | None = None
) -> Coherence:
    """Find the gaps between the lists of the Parties of a flyway, and the additions that close the most.

    Parameters
    ----------
    studies : sequence of Study
        The studies that make up the flyway; each must have another name.
    question : Question, optional
        What is asked.
    progress : callable, optional
        Called with a short sentence before each step that takes a while.

    Raises
    ------
    InputError
        No study is given, one is given twice, no site has a country, or a Party that is named is none of the flyway.
    """
    say = progress or (lambda sentence: None)
    names = [study.name for study in studies]
    if not names:
        raise InputError("No study is given.", remedy="Name the studies that make up the flyway.")
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"Two studies are called '{name}'.", where=name, remedy="Name each study once, under its own name."
            )
    judged = []
    for study in studies:
        say(f"Judging {study.name}")
        judged.append(judge_flyway_study(study))
    say("Finding the gaps and the best additions")
    return assess_coherence(judged, question)
