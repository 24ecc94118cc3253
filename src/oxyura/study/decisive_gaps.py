"""Which gap in the evidence would most likely change the decision: every gap, and what closing it may bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from oxyura.actions.information_value import value_of_knowing
from oxyura.actions.results import PortfolioResult
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.impacts.effects import Effect
from oxyura.impacts.verdicts import Verdict
from oxyura.schema.sentences import Figure, sentence
from oxyura.schema.table import TableSet
from oxyura.study.evidence_gaps import Unknown, unknowns_of_pair
from oxyura.study.exposure import Exposure
from oxyura.study.gap_parameters import read_all_effects, unknown_measures, unknown_pressures, unknown_rates
from oxyura.study.pairs import Pair, judge_pairs

# A choice that changes in fewer of the draws counts as settled.
LEAST_CHANGE = 0.01

_APPENDIX_RANK: Mapping[str | None, int] = {"I": 0, "I/II": 0, "II": 1, None: 2}
_THREATS: tuple[Verdict, ...] = ("demonstrated_threat", "inferred_threat")

PairKey = tuple[str, str, str, str | None]
Meeting = tuple[str | None, str | None, str | None]


@dataclass(frozen=True)
class DecisionValue:
    """What closing a gap would bring to the choice of measures, in the unit of the objective (ln units a year).

    Parameters
    ----------
    value : float
        Expected value of partial perfect information; never above `everything`.
    standard_error : float
    everything : float
        Expected value of perfect information on all drawn numbers together.
    chance_of_change : float
        Chance that another set of measures would be chosen.
    instead : tuple of str or None
        The set that would then be chosen most often; None where none would.
    lower_bound : bool
        Whether only the best sets were compared, so that the value may be higher.
    """

    value: float
    standard_error: float
    everything: float
    chance_of_change: float
    instead: tuple[str, ...] | None
    lower_bound: bool

    def to_json(self) -> dict[str, object]:
        """Return everything by name."""
        return {
            "value": self.value,
            "standard_error": self.standard_error,
            "everything": self.everything,
            "chance_of_change": self.chance_of_change,
            "instead": None if self.instead is None else list(self.instead),
            "lower_bound": self.lower_bound,
        }


@dataclass(frozen=True)
class Gap:
    """A gap in the evidence, with what closing it may change.

    Parameters
    ----------
    unknown : Unknown
        What is not known, the study that would settle it, and the verdicts that may come of it.
    decision : DecisionValue or None
        None: cannot be told, and `decision_note` says why.
    decision_note : str
        Empty where there is a value.
    measures : tuple of str
        Measures on offer that act on the invader or pressure, or the measure itself.
    appendix : str or None
        CMS appendix of the migrant.
    share : float
        Share of the population at the sites in question, at most 1; 0 where it is not known.
    rank : int
        1 for the most decisive.
    why_here : str
        The rule that put it there.
    """

    unknown: Unknown
    decision: DecisionValue | None
    decision_note: str
    measures: tuple[str, ...]
    appendix: str | None
    share: float
    rank: int
    why_here: str

    @property
    def may_become_threat(self) -> bool:
        """Whether a verdict that is no threat today may become one."""
        return self.unknown.verdict_now not in _THREATS and any(
            possible.verdict in _THREATS and possible.chance != 0.0 for possible in self.unknown.verdicts
        )

    def to_json(self) -> dict[str, object]:
        """Return everything by name, the draws left out."""
        return {
            "rank": self.rank,
            **self.unknown.to_json(),
            "decision": None if self.decision is None else self.decision.to_json(),
            "decision_note": self.decision_note,
            "measures": list(self.measures),
            "share": self.share,
            "why_here": self.why_here,
        }


def rank_gaps(
    tables: TableSet,
    draws: Draws,
    horizon_years: int,
    *,
    exposures: tuple[Exposure, ...],
    pairs: tuple[Pair, ...],
    cycles: Mapping[str, Cycle],
    plan: PortfolioResult,
) -> tuple[Gap, ...]:
    """List the gaps in the evidence of a study, the most decisive first.

    Parameters
    ----------
    tables : TableSet
        The study, fitted parameters in place.
    draws : Draws
        Those of the run; nothing is projected again.
    horizon_years : int
    exposures, pairs, cycles, plan
        What the run has found.

    Notes
    -----
    In order:

    1. gaps that would change the choice of measures in at least one draw in a hundred, by expected value;
    2. gaps that may turn a verdict into a threat: Appendix I before Appendix II before the rest, then the larger share
       of the population at the sites in question, then effects that are reported before those that nobody has shown;
    3. other gaps that may change a verdict, or of which it cannot be told what they would change, in the same order;
    4. gaps that, as far as the draws reach, change neither verdict nor choice, and those of invaders that are gone.

    Within a step the order of the tables decides.
    """
    migrants = tables["migrants"].words("migrant_id")
    effects = read_all_effects(tables, frozenset(cycles))
    met = _by_meeting(exposures)
    found = [
        *_of_pairs(tables, draws, horizon_years, effects, met, pairs),
        *(one for migrant in migrants for one in unknown_pressures(tables, migrant, effects[migrant], draws)),
        *unknown_measures(tables, plan.on_offer, draws),
        *(one for migrant, cycle in cycles.items() for one in unknown_rates(tables, migrant, cycle, draws)),
    ]
    appendix = dict(zip(migrants, tables["migrants"].texts("cms_appendix"), strict=True))
    offered = _offered(tables, plan)
    gaps = []
    for one in found:
        decision, note = _decide(one, plan, draws, modelled=one.migrant_id is None or one.migrant_id in cycles)
        changes = decision is not None and decision.chance_of_change >= LEAST_CHANGE
        if one.kind != "rate" or changes:
            gaps.append(
                Gap(
                    one,
                    decision,
                    note,
                    offered.get(one.invader_id or one.subject, ()),
                    None if one.migrant_id is None else appendix.get(one.migrant_id),
                    _share(one.sites, met.get((one.migrant_id, one.invader_id, one.stage), ())),
                    rank=0,
                    why_here="",
                )
            )
    order = sorted(gaps, key=_key)
    return tuple(replace(gap, rank=number, why_here=_why_here(gap)) for number, gap in enumerate(order, start=1))


def _by_meeting(exposures: Iterable[Exposure]) -> dict[Meeting, list[Exposure]]:
    found: dict[Meeting, list[Exposure]] = {}
    for row in exposures:
        found.setdefault((row.migrant_id, row.invader_id, row.stage), []).append(row)
    return found


def _of_pairs(
    tables: TableSet,
    draws: Draws,
    horizon_years: int,
    effects: Mapping[str, Sequence[Effect]],
    met: Mapping[Meeting, Sequence[Exposure]],
    pairs: Sequence[Pair],
) -> Iterable[Unknown]:
    """Yield what is not known of each pair."""
    names = _names(tables)
    unsurveyed = [pair for pair in pairs if pair.judgement.rule == "not_surveyed_both_ways"]
    here = _verdicts_if(tables, met, unsurveyed, "present", horizon_years)
    away = _verdicts_if(tables, met, unsurveyed, "absent", horizon_years)
    rows = tables["impacts"]
    of_row = {
        int(row): (mechanism, evidence)
        for row, mechanism, evidence in zip(rows.rows, rows.words("mechanism"), rows.words("evidence"), strict=True)
    }
    for pair in pairs:
        key = _key_of(pair)
        ways = (here[key], away[key]) if key in here and key in away else None
        rows_met = met.get((pair.migrant_id, pair.invader_id, pair.stage), ())
        sites = _unsurveyed(rows_met) if ways is not None else pair.sites
        of_pair = [one for one in effects[pair.migrant_id] if _concerns(one, pair, of_row)]
        yield from unknowns_of_pair(
            pair,
            of_pair,
            draws,
            (names.get(pair.migrant_id, pair.migrant_id), names.get(pair.invader_id, pair.invader_id)),
            studied=any(of_row[effect.row][1] != "none" for effect in of_pair),
            sites=sites,
            ways=ways,
        )


def _concerns(effect: Effect, pair: Pair, of_row: Mapping[int, tuple[str, str]]) -> bool:
    """Tell whether a row of `impacts` is of the pair, and of a place where they meet."""
    return (
        (effect.kind, effect.cause_id, effect.stage) == ("invader", pair.invader_id, pair.stage)
        and of_row[effect.row][0] == pair.mechanism
        and (effect.site is None or not pair.sites or effect.site in pair.sites)
    )


def _verdicts_if(
    tables: TableSet,
    met: Mapping[Meeting, Sequence[Exposure]],
    pairs: Sequence[Pair],
    presence: str,
    horizon_years: int,
) -> dict[PairKey, Verdict]:
    """Return the verdicts of pairs as they would be if every site that nobody has surveyed were found so."""
    if not pairs:
        return {}
    wanted = {_key_of(pair) for pair in pairs}
    read = tuple(
        replace(row, presence=presence) if row.presence == "not_surveyed" else row
        for meeting in dict.fromkeys(key[:3] for key in wanted)
        for row in met[meeting]
    )
    judged = {_key_of(pair): pair.judgement.verdict for pair in judge_pairs(tables, read, {}, horizon_years)}
    return {key: judged[key] for key in wanted if key in judged}


def _key_of(pair: Pair) -> PairKey:
    return pair.migrant_id, pair.invader_id, pair.stage, pair.mechanism


def _unsurveyed(rows: Sequence[Exposure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.site_id for row in rows if row.presence == "not_surveyed" and row.share > 0))


def _decide(one: Unknown, plan: PortfolioResult, draws: Draws, *, modelled: bool) -> tuple[DecisionValue | None, str]:
    """Return what closing a gap would bring to the choice of measures, or why that cannot be told."""
    if one.kind == "not_surveyed":
        return None, sentence(
            "Nothing says how likely the invader is there, so what a survey would change cannot be told."
        )
    if draws.deterministic:
        return None, sentence("The run is at point values, which leave nothing to learn.")
    if not modelled:
        return None, sentence("The population has no annual cycle, so the choice of measures does not see it.")
    if plan.drawn is None:
        return None, sentence("No set of measures is chosen, so there is no choice to change.")
    if not one.parameters or one.kind in ("no_evidence", "unknown_size", "no_interval"):
        return None, sentence("Nothing says how large it may be, so what knowing it would change cannot be told.")
    value = value_of_knowing(plan.drawn.gains, list(one.parameters.values()), best=0)
    if value is None:
        return None, sentence("There are too few draws to tell.")
    instead = None if value.instead is None else plan.drawn.sets[value.instead]
    return DecisionValue(
        value.value,
        value.standard_error,
        value.everything,
        value.chance_of_change,
        instead,
        lower_bound=not plan.drawn.complete,
    ), ""


def _offered(tables: TableSet, plan: PortfolioResult) -> dict[str, tuple[str, ...]]:
    """Return the measures on offer by the invader or pressure that they act on, and by their own name."""
    table = tables["measures"]
    found: dict[str, list[str]] = {}
    rows = zip(table.words("measure_id"), table.lists("invader_ids"), table.lists("pressure_ids"), strict=True)
    for measure, invaders, pressures in rows:
        if measure in plan.on_offer:
            for name in dict.fromkeys((measure, *invaders, *pressures)):
                found.setdefault(name, []).append(measure)
    return {name: tuple(measures) for name, measures in found.items()}


def _share(sites: Sequence[str], rows: Sequence[Exposure]) -> float:
    """Return the share of the population at the sites of a gap: of the class of which most are there."""
    sums: dict[str | None, float] = {}
    for row in rows:
        if row.site_id in sites:
            sums[row.class_] = sums.get(row.class_, 0.0) + row.share
    return min(max(sums.values(), default=0.0), 1.0)


def _step(gap: Gap) -> int:
    if gap.decision is not None and gap.decision.value > 0 and gap.decision.chance_of_change >= LEAST_CHANGE:
        return 1
    if gap.may_become_threat:
        return 2
    if _is_gone(gap):
        return 4
    return 3 if gap.decision is None or _may_change(gap) else 4


def _may_change(gap: Gap) -> bool:
    return any(
        possible.verdict != gap.unknown.verdict_now and (possible.chance is None or possible.chance >= LEAST_CHANGE)
        for possible in gap.unknown.verdicts
    )


def _is_gone(gap: Gap) -> bool:
    return any(
        possible.when == "whatever_is_found" and possible.verdict not in _THREATS for possible in gap.unknown.verdicts
    )


def _key(gap: Gap) -> tuple[float, ...]:
    step = _step(gap)
    value = gap.decision.value if gap.decision is not None and step == 1 else 0.0
    unshown = gap.unknown.kind in ("no_evidence", "no_record")
    return float(step), -value, float(_APPENDIX_RANK.get(gap.appendix, 2)), -round(gap.share, 9), float(unshown)


def _why_here(gap: Gap) -> str:
    step = _step(gap)
    if step == 1 and gap.decision is not None:
        return sentence(
            "Knowing it would change the choice of measures in %(chance)s of the draws.",
            chance=Figure(f"{100 * gap.decision.chance_of_change:.0f} %"),
        )
    if step == 2:
        share = Figure(f"{100 * gap.share:.0f} %")
        if gap.appendix is None:
            return sentence(
                "The verdict may become a threat; the population is on no CMS Appendix, and %(share)s of it are there.",
                share=share,
            )
        return sentence(
            "The verdict may become a threat; the population is on CMS Appendix %(appendix)s, and %(share)s of it are "
            "there.",
            appendix=gap.appendix,
            share=share,
        )
    if step == 3:
        return gap.decision_note or sentence("The verdict may change; the choice of measures does not.")
    if _is_gone(gap):
        return sentence("No threat can come of it: the invader is gone from where they met.")
    return sentence("As far as the draws reach, knowing it changes neither the verdict nor the choice of measures.")


def _names(tables: TableSet) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, column in (("migrants", "migrant_id"), ("invaders", "invader_id")):
        found.update(zip(tables[table].words(column), tables[table].words("scientific_name"), strict=True))
    return found
