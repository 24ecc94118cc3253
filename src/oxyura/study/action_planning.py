"""What an action plan takes from an assessment: threats, measures, gaps, places, told plainly for `policy`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oxyura.actions.results import PortfolioResult
from oxyura.invaders.presence import read_origins, read_presences
from oxyura.migrants.listing import protected_migrants, read_listings
from oxyura.policy.action_plan import ActionPlan
from oxyura.policy.action_plan_drafting import draw_up_plan
from oxyura.policy.action_plan_facts import (
    GapFacts,
    GapWeight,
    InvaderFacts,
    MeasureFacts,
    MigrantFacts,
    PairFacts,
    PlanFacts,
    SideEffect,
    UnsizedEffect,
)
from oxyura.policy.plan_audit import InvaderNames
from oxyura.policy.study_facts import StudyFacts
from oxyura.schema.errors import InputError
from oxyura.schema.intervals import band
from oxyura.schema.table import TableSet, number_of, text_of
from oxyura.sources.country_names import country_name
from oxyura.study.alien_migrants import find_alien_populations
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.decisive_gaps import LEAST_CHANGE, Gap

_THREATS = ("demonstrated_threat", "inferred_threat")


def plan_actions(assessment: Assessment, migrant_id: str | None = None) -> ActionPlan:
    """Draw up the action plan of a study.

    Parameters
    ----------
    assessment : Assessment
        The answer of a run.
    migrant_id : str, optional
        The only migrant that the plan is for; all those that are listed where none is given.

    Raises
    ------
    InputError
        The study has no such migrant.
    """
    return draw_up_plan(gather_facts(assessment, migrant_id))


def gather_facts(assessment: Assessment, migrant_id: str | None = None) -> PlanFacts:
    """Return what a plan is drawn up from; raises as `plan_actions`."""
    tables = assessment.study.tables
    chosen, left_out = _choose_migrants(assessment, migrant_id)
    names = {migrant.migrant_id for migrant in chosen}
    sites, countries = _sites_of(tables), _countries(tables)
    wanted = tuple(dict.fromkeys(site for name in names for site in sites.get(name, ())))
    return PlanFacts(
        migrants=tuple(_migrant(assessment, migrant, sites) for migrant in chosen),
        left_out=left_out,
        invaders=_invaders(tables, wanted),
        pairs=tuple(
            PairFacts(
                position,
                pair.migrant_id,
                pair.invader_id,
                pair.stage,
                pair.mechanism,
                pair.judgement.verdict,
                pair.judgement.rule,
                tuple(pair.effect_on_rate),
                pair.sites,
            )
            for position, pair in enumerate(assessment.pairs)
            if pair.migrant_id in names
        ),
        measures=_measures(tables, assessment.plan),
        gaps=tuple(
            _gap(position, gap)
            for position, gap in enumerate(assessment.gaps)
            if gap.unknown.migrant_id is None or gap.unknown.migrant_id in names
        ),
        countries=countries,
        country_names={code: country_name(code) for code in countries.values() if code is not None},
        note=assessment.plan.note if assessment.plan.chosen is None else "",
    )


def name_invaders(tables: TableSet) -> tuple[InvaderNames, ...]:
    """Return how a plan may call each invader of a study."""
    return tuple(
        InvaderNames(
            str(row["invader_id"]),
            str(row["scientific_name"]),
            text_of(row["vernacular_name"]) or "",
            text_of(row["group"]),
        )
        for row in tables["invaders"].records()
    )


def _choose_migrants(
    assessment: Assessment, migrant_id: str | None
) -> tuple[tuple[MigrantAssessment, ...], tuple[str, ...]]:
    """Return the migrants that the plan is for, and those that are left out because nothing lists them."""
    if migrant_id is not None:
        found = tuple(migrant for migrant in assessment.migrants if migrant.migrant_id == migrant_id)
        if not found:
            known = ", ".join(migrant.migrant_id for migrant in assessment.migrants[:20])
            raise InputError(
                f"The study has no migrant '{migrant_id[:80]}'.",
                where="--migrant",
                remedy=f"Give one of: {known}.",
            )
        return found, ()
    tables = assessment.study.tables
    protected = protected_migrants(read_listings(tables), find_alien_populations(tables))
    listed = tuple(migrant for migrant in assessment.migrants if protected.get(migrant.migrant_id, False))
    return listed, tuple(migrant.migrant_id for migrant in assessment.migrants if migrant not in listed)


def _sites_of(tables: TableSet) -> dict[str, tuple[str, ...]]:
    """Return where each migrant is in any stage, in the order of the table `distribution`."""
    table, found = tables["distribution"], dict[str, dict[str, None]]()
    rows = zip(table.words("migrant_id"), table.words("site_id"), table.numbers("share"), strict=True)
    for migrant, site, share in rows:
        if share > 0:
            found.setdefault(migrant, {})[site] = None
    return {migrant: tuple(sites) for migrant, sites in found.items()}


def _migrant(assessment: Assessment, migrant: MigrantAssessment, sites: Mapping[str, tuple[str, ...]]) -> MigrantFacts:
    tables, name = assessment.study.tables, migrant.migrant_id
    row = next(tables["migrants"].matching("migrant_id", name).records())
    listing = read_listings(tables)[name]
    chosen, population = assessment.plan.chosen, migrant.population
    after = None if chosen is None else chosen.migrants.get(name)
    pressures = tables["pressures"].matching("migrant_id", name)
    shares = () if migrant.attribution is None else migrant.attribution.shares
    return MigrantFacts(
        migrant_id=name,
        scientific_name=str(row["scientific_name"]),
        appendix=listing.appendix,
        instruments=listing.instruments,
        tier=migrant.tier,
        extinction=None if population is None else population.quasi_extinction.probability,
        growth_now=None if population is None else population.now.growth_band,
        growth_after=None if after is None else after.growth_after,
        shares={share.cause_id: band(share.share) for share in shares},
        alone={share.cause_id: band(share.removed_alone) for share in shares},
        pressures=tuple(dict.fromkeys(pressures.words("pressure_id"))),
        unsized=tuple(
            UnsizedEffect(cause.cause_id, cause.kind, cause.stage, cause.rate) for cause in migrant.causes.unsized
        ),
        confounded=migrant.causes.confounded,
        sites=sites.get(name, ()),
    )


def _invaders(tables: TableSet, sites: Iterable[str]) -> dict[str, InvaderFacts]:
    facts, presences, origin = StudyFacts(tables), read_presences(tables), read_origins(tables)
    coming: dict[str, dict[str, None]] = {}
    arrivals = tables["arrivals"]
    for invader, site in zip(arrivals.words("invader_id"), arrivals.words("site_id"), strict=True):
        if origin(invader, site, None)[0]:
            coming.setdefault(invader, {})[site] = None
    wanted = set(sites)
    status: dict[str, dict[str, str]] = {}
    for (invader, site), presence in presences.items():
        if presence.alien:
            status.setdefault(invader, {})[site] = presence.status
    return {
        name: InvaderFacts(
            name,
            invader.scientific_name,
            invader.group,
            invader.pathways,
            status.get(name, {}),
            tuple(site for site in coming.get(name, ()) if site in wanted),
        )
        for name, invader in facts.invaders.items()
    }


def _measures(tables: TableSet, plan: PortfolioResult) -> tuple[MeasureFacts, ...]:
    chosen = plan.chosen
    taken = {} if chosen is None else {row.measure_id: place for place, row in enumerate(chosen.why_in)}
    refused = {} if chosen is None else {row.measure_id: (place, row) for place, row in enumerate(chosen.not_taken)}
    harms: dict[str, list[SideEffect]] = {}
    for row in tables["measure_effects"].records():
        effect = SideEffect(str(row["migrant_id"]), str(row["rate"]), number_of(row["effect"]) or 0.0)
        harms.setdefault(str(row["measure_id"]), []).append(effect)
    found = []
    for row in tables["measures"].records():
        name = str(row["measure_id"])
        place, why = refused.get(name, (taken.get(name), None))
        # Without a choice every measure on offer is still to be weighed up.
        undecided = chosen is None and row["outcome"] is None
        found.append(
            MeasureFacts(
                measure_id=name,
                kind=str(row["kind"]),
                invaders=_names(row["invader_ids"]),
                pressures=_names(row["pressure_ids"]),
                site_id=text_of(row["site_id"]),
                start_delay=number_of(row["start_delay_years"]),
                duration=number_of(row["duration_years"]),
                chosen=name in taken,
                why_not="no_choice" if undecided else "" if why is None else why.reason,
                position=place,
                outcome=text_of(row["outcome"]),
                harms=tuple(harms.get(name, ())),
            )
        )
    return tuple(found)


def _names(cell: object) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()


def _gap(position: int, gap: Gap) -> GapFacts:
    one = gap.unknown
    return GapFacts(
        position,
        one.kind,
        one.subject,
        one.migrant_id,
        one.invader_id,
        one.stage,
        one.mechanism,
        one.sites,
        _weigh(gap),
    )


def _weigh(gap: Gap) -> GapWeight:
    """Say what closing a gap may change; as `rank_gaps` orders them."""
    decision, verdicts = gap.decision, gap.unknown.verdicts
    if decision is not None and decision.value > 0 and decision.chance_of_change >= LEAST_CHANGE:
        return "decides"
    if gap.may_become_threat:
        return "may_become_threat"
    if any(one.when == "whatever_is_found" and one.verdict not in _THREATS for one in verdicts):
        return "changes_nothing"
    may_change = any(
        one.verdict != gap.unknown.verdict_now and (one.chance is None or one.chance >= LEAST_CHANGE)
        for one in verdicts
    )
    return "cannot_be_told" if decision is None or may_change else "changes_nothing"


def _countries(tables: TableSet) -> dict[str, str | None]:
    """Return the country of every site; that of its subdivision where only that is given."""
    table = tables["sites"]
    rows = zip(table.words("site_id"), table.texts("country"), table.texts("subdivision"), strict=True)
    return {
        site: country or (None if subdivision is None else subdivision.partition("-")[0])
        for site, country, subdivision in rows
    }
