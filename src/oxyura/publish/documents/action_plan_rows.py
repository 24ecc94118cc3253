"""`plan.json`: every row of an action plan with its key, its values, and where in the run each comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from oxyura.policy import action_plan_rules as rules
from oxyura.policy.action_plan import Action, ActionPlan, OtherPressure, Threat
from oxyura.policy.action_plan_facts import MeasureFacts, MigrantFacts
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.run import run_identifier
from oxyura.publish.result_folder import SUMMARY_FILE, OutputFile
from oxyura.publish.summary import to_bytes
from oxyura.schema.intervals import Band
from oxyura.schema.table import number_of, text_of
from oxyura.study.assessment import Assessment

PLAN_FILE = "plan.json"
PORTFOLIO_FILE = "portfolio.json"
MEASURES_FILE = "tables/measures.csv"
FORMAT = "oxyura-action-plan/1"

Values = dict[str, Any]


@dataclass(frozen=True)
class PlanRow:
    """One row: its kind, what it says, and for some values the pointer to where in the run they come from."""

    kind: str
    values: Values
    pointers: dict[str, str]


def row_pointer(key: str, value: str) -> str:
    """Return the pointer to a value of a row of the plan."""
    return make_pointer(PLAN_FILE, "rows", key, "values", value)


def band_pointer(key: str, value: str) -> str:
    """Return the beginning of the pointers to median and limits of a value of a row, for `bound_band`."""
    return f"{row_pointer(key, value)}_"


def rule_pointer(name: str) -> str:
    """Return the pointer to a number of the rules."""
    return make_pointer(PLAN_FILE, "rules", name)


def list_rows(plan: ActionPlan, assessment: Assessment) -> dict[str, PlanRow]:
    """Return every row of a plan by its key, in the order of the plan."""
    return {
        **{f"migrant:{one.migrant_id}": _migrant(one) for one in plan.facts.migrants},
        **{one.key: _threat(one) for one in plan.threats},
        **{one.key: _pressure(one) for one in plan.pressures},
        **{one.key: _action(one) for one in plan.actions()},
        **dict(_measures(plan, assessment)),
    }


def write_plan_rows(plan: ActionPlan, assessment: Assessment, tables: Iterable[OutputFile]) -> OutputFile:
    """Return `plan.json`.

    Parameters
    ----------
    plan : ActionPlan
    assessment : Assessment
        The run that the plan comes from.
    tables : iterable of OutputFile
        The study's tables as they stand in the same folder: their checksums go into the plan.
    """
    study = assessment.study
    return OutputFile(
        PLAN_FILE,
        to_bytes(
            {
                "format": FORMAT,
                "study": study.name,
                "title": study.settings.title,
                "date": study.settings.date,
                "run": run_identifier(assessment),
                "version": assessment.version,
                "draws": assessment.draws,
                "settings": _plain(asdict(study.settings)),
                "migrants": [migrant.migrant_id for migrant in plan.facts.migrants],
                "rules": {
                    "years": rules.YEARS,
                    "large": rules.LARGE,
                    "small": rules.SMALL,
                    "collapse": rules.COLLAPSE,
                    "risk": rules.RISK,
                },
                "numbers": {action.key: action.number for action in plan.actions()},
                "rows": {key: asdict(row) for key, row in list_rows(plan, assessment).items()},
                "tables": {
                    file.name: hashlib.sha256(file.content).hexdigest()
                    for file in tables
                    if file.name.startswith("tables/")
                },
            }
        ),
        "application/json",
        "Every row of the plan, with the numbers it rests on and where they come from",
    )


def _plain(value: Any) -> Any:
    """Return settings as JSON has them."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _migrant(migrant: MigrantFacts) -> PlanRow:
    place = (SUMMARY_FILE, "migrants", migrant.migrant_id)
    bands = {"growth_now": (migrant.growth_now, "growth_now"), "growth_after": (migrant.growth_after, _AFTER)}
    return PlanRow(
        "migrant",
        {
            "migrant": migrant.migrant_id,
            "tier": migrant.tier,
            "appendix": migrant.appendix,
            "instruments": list(migrant.instruments),
            **{f"{name}_{end}": number for name, (one, _) in bands.items() for end, number in _ends(one)},
            "extinction": migrant.extinction,
        },
        {
            **{
                f"{name}_{end}": make_pointer(*place, member, end)
                for name, (one, member) in bands.items()
                for end, _ in _ends(one)
            },
            **({} if migrant.extinction is None else {"extinction": make_pointer(*place, *_RISK)}),
        },
    )


_AFTER = "growth_after_portfolio"
_RISK = ("quasi_extinction_now", "probability")


def _ends(one: Band | None) -> Iterator[tuple[str, float]]:
    if one is not None:
        yield from (("median", one.median), ("low", one.low), ("high", one.high))


def _threat(threat: Threat) -> PlanRow:
    share = make_pointer(SUMMARY_FILE, "migrants", threat.migrant_id, "attribution", threat.invader_id)
    return PlanRow(
        "threat",
        {
            "migrant": threat.migrant_id,
            "invader": threat.invader_id,
            "verdict": threat.verdict,
            "stages": list(threat.stages),
            "mechanisms": list(threat.mechanisms),
            "sites": list(threat.sites),
            **{f"share_{end}": number for end, number in (_ends(threat.share) if threat.is_shared else ())},
            **{f"alone_{end}": number for end, number in _ends(threat.alone)},
            **{f"shortfall_{end}": number for end, number in _ends(threat.shortfall)},
            "confounded_with": list(threat.confounded_with),
            "priority": threat.priority.word,
            "basis": threat.priority.basis,
            "raised": threat.priority.raised,
        },
        {
            **{f"share_{end}": f"{share}/{end}" for end, _ in (_ends(threat.share) if threat.is_shared else ())},
            **({} if threat.alone is None else {"alone_median": f"{share}/removed_alone"}),
            **{
                f"verdict_{place}": make_pointer(SUMMARY_FILE, "pairs", position, "verdict")
                for place, position in enumerate(threat.positions)
            },
        },
    )


def _pressure(pressure: OtherPressure) -> PlanRow:
    share = make_pointer(SUMMARY_FILE, "migrants", pressure.migrant_id, "attribution", pressure.pressure_id)
    found = {} if pressure.alone is None else {"alone_median": f"{share}/removed_alone"}
    return PlanRow(
        "pressure",
        {
            "migrant": pressure.migrant_id,
            "pressure": pressure.pressure_id,
            "rates": list(pressure.rates),
            **{f"alone_{end}": number for end, number in _ends(pressure.alone)},
        },
        found,
    )


def _action(action: Action) -> PlanRow:
    values = asdict(action)
    rated = values.pop("priority")
    # Its place among the others, and that of its gap, may change while the action does not.
    del values["number"], values["key"], values["gap"]
    return PlanRow(
        "action",
        {**_plain(values), "priority": rated["word"], "basis": rated["basis"], "raised": rated["raised"]},
        {} if action.gap is None else {"gap": make_pointer(SUMMARY_FILE, "gaps", action.gap)},
    )


def _measures(plan: ActionPlan, assessment: Assessment) -> Iterator[tuple[str, PlanRow]]:
    known = {str(row["measure_id"]): row for row in assessment.study.tables["measures"].records()}
    chosen = assessment.plan.chosen
    for measure in plan.facts.measures:
        row, found = known[measure.measure_id], measure_reading(measure)
        gain = None
        if chosen is not None and measure.position is not None:
            gain = (
                chosen.why_in[measure.position].loss_if_dropped
                if measure.chosen
                else chosen.not_taken[measure.position].gain_if_added
            )
        numbers = ("cost", "success_probability", "start_delay_years", "duration_years")
        yield (
            f"measure:{measure.measure_id}",
            PlanRow(
                "measure",
                {
                    "measure": measure.measure_id,
                    "kind": measure.kind,
                    "chosen": measure.chosen,
                    "why_not": measure.why_not,
                    "outcome": measure.outcome,
                    **{name: number_of(row[name]) for name in numbers},
                    "currency": text_of(row["currency"]),
                    "gain": gain,
                },
                {
                    **{
                        name: make_pointer(MEASURES_FILE, measure.measure_id, name)
                        for name in numbers
                        if row[name] is not None
                    },
                    **({} if found is None else {"gain": found}),
                },
            ),
        )


def measure_reading(measure: MeasureFacts) -> str | None:
    """Return the pointer to what the plan loses without a measure, or would gain with it; None where nothing says."""
    if measure.position is None:
        return None
    member = ("why_in", "loss_if_dropped") if measure.chosen else ("not_taken", "gain_if_added")
    return make_pointer(PORTFOLIO_FILE, "chosen", member[0], measure.position, member[1])
