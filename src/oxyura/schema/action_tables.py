"""Tables about what is done: measures, what they do beside their aim, releases among invaders, and the sources."""

from __future__ import annotations

from oxyura.schema.columns import (
    Column,
    choice,
    key,
    limits,
    number,
    reference,
    references,
    text,
    whole,
)
from oxyura.schema.invasion_tables import INVADER
from oxyura.schema.population_tables import ALL_SITES, CLASS
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import AFFECTED_RATE, EVIDENCE, MEASURE_KIND, OUTCOME

MEASURES = table(
    "measures",
    "Something that can be done, or has been done, at a site.",
    key("measure_id", "short name of the measure"),
    choice("kind", MEASURE_KIND, "what it aims at", required=True),
    references("invader_ids", ("invaders",), "invaders it acts on, ; between"),
    references("pressure_ids", ("pressures",), "pressures it acts on, ; between"),
    reference("site_id", "sites", "the place", required=False, null="all sites"),
    number("cost", "cost once", unit="currency", low=0, required=True),
    limits("cost", "currency", low=0),
    Column("currency", "currency", "ISO 4217 code", required=True, source="ISO 4217"),
    whole("price_year", "year of the prices", unit="year", low=1900, high=2200, required=True),
    number("cost_per_year", "running cost", unit="currency per year", low=0, null="none", default="0"),
    number("start_delay_years", "years until it starts", unit="years", low=0, null="at once", default="0"),
    number(
        "duration_years",
        "how long it runs",
        unit="years",
        low=0,
        null="to the horizon (control); one year (eradicate)",
    ),
    number("success_probability", "chance that it works", unit="probability", low=0, high=1, required=True),
    number(
        "success_low",
        "lower 95 % limit of success_probability",
        unit="probability",
        low=0,
        high=1,
        null="no interval",
    ),
    number(
        "success_high",
        "upper 95 % limit of success_probability",
        unit="probability",
        low=0,
        high=1,
        null="no interval",
    ),
    number("reduction", "share of the effect taken away (control, protect)", unit="share", low=0, high=1),
    limits("reduction", "share", low=0, high=1),
    number(
        "reduction_if_failed",
        "share of the effect taken away even when it fails",
        unit="share",
        low=0,
        high=1,
        null="none",
        default="0",
    ),
    number(
        "reinvasion_per_year",
        "chance per year that the invader returns",
        unit="probability",
        low=0,
        high=1,
        null="none",
        default="0",
    ),
    references("requires", ("measures",), "measures that must be taken too, ; between"),
    references("excludes", ("measures",), "measures that cannot be taken as well, ; between"),
    choice("outcome", OUTCOME, "of a measure already taken", null="on offer"),
    whole("outcome_year", "year in which the outcome was known", unit="year", low=1900, high=2200),
    key=("measure_id",),
    intervals=("cost", "reduction", ("success_probability", "success_low", "success_high")),
    absence="Without measures there is no plan to choose from.",
    example={
        "measure_id": "bait-island",
        "kind": "eradicate",
        "invader_ids": "house-mouse",
        "site_id": "example-island",
        "cost": "1000000",
        "currency": "EUR",
        "price_year": "2021",
        "success_probability": "0.8",
        "source_id": "example",
    },
)

MEASURE_EFFECTS = table(
    "measure_effects",
    "What a measure itself does to a migrant, good or bad.",
    reference("measure_id", "measures", "the measure"),
    reference("migrant_id", "migrants", "the migratory population"),
    Column("stage", "identifier", "the stage", references=("stages",), null="every stage with the rate"),
    ALL_SITES,
    choice("rate", AFFECTED_RATE, "the rate it changes", required=True),
    CLASS,
    number("effect", "proportional change of the rate", unit="proportion", low=-1, required=True),
    limits("effect", "proportion", low=-1),
    whole(
        "from_year",
        "first year, counted from 1",
        unit="year of the plan",
        low=1,
        null="from the first",
        default="1",
    ),
    whole("to_year", "last year", unit="year of the plan", low=1, null="to the horizon"),
    key=("measure_id", "migrant_id", "stage", "site_id", "rate", "class", "from_year"),
    intervals=("effect",),
    example={
        "measure_id": "bait-island",
        "migrant_id": "example-petrel",
        "stage": "nonbreeding",
        "rate": "survival",
        "effect": "-0.01",
        "from_year": "1",
        "to_year": "1",
        "source_id": "example",
    },
)

INTERACTIONS = table(
    "interactions",
    "What removing one invader does to the abundance of another.",
    INVADER,
    reference("other_invader_id", "invaders", "the invader whose abundance changes"),
    ALL_SITES,
    number(
        "effect",
        "proportional change of the other's abundance when the first is gone",
        unit="proportion",
        low=-1,
        required=True,
    ),
    number("low", "lower 95 % limit of effect", unit="proportion", low=-1, null="no interval"),
    number("high", "upper 95 % limit of effect", unit="proportion", low=-1, null="no interval"),
    choice("evidence", EVIDENCE, "what stands behind it", required=True),
    key=("invader_id", "other_invader_id", "site_id"),
    intervals=(("effect", "low", "high"),),
    absence="Without interactions removing one invader is taken to leave the others as they are.",
    example={
        "invader_id": "cat",
        "other_invader_id": "house-mouse",
        "effect": "0.5",
        "evidence": "inferred",
        "source_id": "example",
    },
)

FEASIBILITY = table(
    "feasibility",
    "Up to where a source held the eradication of an invader to be feasible: a fact to weigh, never a veto.",
    INVADER,
    number("largest_area_km2", "largest island", unit="km²", low=0),
    whole("most_people", "most people on the island", unit="people", low=0),
    key=("invader_id",),
    example={
        "invader_id": "house-mouse",
        "largest_area_km2": "300",
        "most_people": "100",
        "source_id": "example",
    },
)

SOURCES = table(
    "sources",
    "Where numbers and statements come from.",
    key("source_id", "short name of the source, used in the other tables"),
    text("citation", "full citation", required=True),
    Column("doi", "doi", "digital object identifier", null="none"),
    Column("url", "url", "address, http or https", null="none"),
    text("licence", "licence of the source"),
    Column("accessed", "date", "date of access, YYYY-MM-DD", null="not stated"),
    text("note", "what was taken from it"),
    key=("source_id",),
    absence="Without sources no number can be checked.",
    example={
        "source_id": "example",
        "citation": "Invented to show how the tables are filled in. Replace every row by your own.",
    },
)

TABLES: tuple[TableSpec, ...] = (MEASURES, MEASURE_EFFECTS, INTERACTIONS, FEASIBILITY, SOURCES)
