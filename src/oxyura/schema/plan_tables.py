"""The table of an existing action plan, which is held against a study; no table of a study itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oxyura.schema.columns import text
from oxyura.schema.table_spec import table

PLAN_ACTIONS = table(
    "plan_actions",
    "A threat of an existing plan, and one action against it.",
    text("threat", "the threat or problem, in the plan's words", null="that of the row above"),
    text("action", "the action", null="the plan has none against this threat"),
    text("invader", "scientific name of the invasive alien species, where the plan names it", null="not named apart"),
    text("objective", "the objective that it serves"),
    text("result", "the result that it is to bring"),
    text("applicable_to", "countries or Parties that it is for"),
    text("priority", "how urgent the plan holds it"),
    text("time_scale", "when it is to be done"),
    text("organisations", "who is called upon"),
    key=(),
    absence="Without it an existing plan cannot be held against a study.",
    example={
        "threat": "Predation of chicks by house mice",
        "action": "Eradicate house mice by aerial baiting",
        "invader": "Mus musculus",
        "objective": "Raise breeding success",
        "priority": "essential",
    },
)
"""A plan as a table, one action in a row; merged cells of a heading may be left empty below it."""

PLAN_COLUMN_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "threat": (
            "threat", "threats", "problem", "problems", "underlying problem", "pressure", "issue", "cause",
            "menace", "menaces", "probleme", "pression", "amenaza", "amenazas", "problema", "presion",
        ),
        "action": (
            "action", "actions", "measure", "measures", "activity", "activities", "mesure", "mesures", "activite",
            "accion", "acciones", "medida", "medidas", "actividad",
        ),
        "invader": (
            "invader", "invasive species", "alien species", "ias", "species name", "scientific name", "taxon",
            "espece envahissante", "especie invasora",
        ),
        "objective": ("objective", "objectives", "objectif", "objectifs", "objetivo", "objetivos"),
        "result": ("result", "results", "output", "resultat", "resultats", "resultado", "resultados"),
        "applicable_to": ("applicable to", "countries", "country", "range states", "parties", "pays", "paises"),
        "priority": ("priority", "priorite", "prioridad"),
        "time_scale": ("time scale", "timescale", "time frame", "timeframe", "echeance", "calendario", "plazo"),
        "organisations": (
            "organisations", "organizations", "organisations responsible", "organizations responsible", "responsible",
            "responsables", "organismes", "organizaciones",
        ),
    }
)  # fmt: skip
"""Headings by which plans in English, French and Spanish call these columns, without capitals and accents."""
