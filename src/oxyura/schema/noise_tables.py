"""The table of catastrophes: rare years that strike whole rates, whatever is done about invaders."""

from __future__ import annotations

from oxyura.schema.columns import Column, choice, key, limits, number
from oxyura.schema.population_tables import ALL_SITES, CLASS, MIGRANT, STAGE
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import VITAL_RATE

CATASTROPHES = table(
    "catastrophes",
    "Rare years that strike a migrant: a storm, an oil spill, a failed rain. Rows of one catastrophe strike together.",
    key("catastrophe_id", "name of the catastrophe"),
    MIGRANT,
    STAGE,
    ALL_SITES,
    choice("rate", VITAL_RATE, "which rate it strikes", required=True),
    CLASS,
    Column("to_class", "identifier", "class of the young, or class passed to", null="all"),
    number("effect", "change of the rate in a year that it strikes", unit="proportion", low=-1, required=True),
    limits("effect", "proportion", low=-1),
    number(
        "probability_per_year",
        "probability that it strikes in a year, the same in all rows of the catastrophe",
        unit="probability",
        low=0,
        high=1,
        required=True,
    ),
    limits("probability_per_year", "probability", low=0, high=1),
    key=("catastrophe_id", "migrant_id", "stage", "site_id", "rate", "class", "to_class"),
    intervals=("effect", "probability_per_year"),
    example={
        "catastrophe_id": "oil-spill",
        "migrant_id": "example-petrel",
        "stage": "nonbreeding",
        "rate": "survival",
        "effect": "-0.4",
        "probability_per_year": "0.02",
        "source_id": "example",
    },
)

TABLES: tuple[TableSpec, ...] = (CATASTROPHES,)
