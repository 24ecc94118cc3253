"""The table of counts: what was counted of a migrant, year by year, to which its annual cycle is calibrated."""

from __future__ import annotations

from oxyura.schema.columns import Column, choice, number, reference, whole
from oxyura.schema.population_tables import MIGRANT
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import ABUNDANCE_UNIT, COUNT_COVERAGE, COUNT_QUANTITY

COUNTS = table(
    "counts",
    "What was counted of a migrant in one year: how many there were, or how many young a pair raised.",
    MIGRANT,
    choice("quantity", COUNT_QUANTITY, "what was counted", null="abundance", default="abundance"),
    Column("series", "identifier", "name of counts made alike, such as one plot's", null="one per place and class"),
    Column(
        "stage",
        "identifier",
        "stage at whose start it was counted; for breeding_success the stage of the rate",
        references=("stages",),
        null="the first stage; for breeding_success every stage",
    ),
    reference("site_id", "sites", "the place counted", required=False, null="the whole population"),
    Column(
        "class",
        "identifier",
        "the class counted; for breeding_success the class that breeds",
        null="the classes that make up the abundance; for breeding_success every class that breeds",
    ),
    Column(
        "to_class",
        "identifier",
        "for breeding_success: class of the young, or of those who succeed where success is a transition",
        null="every class of young",
    ),
    whole("year", "year of the count", unit="year", low=1500, high=2200, required=True),
    number("value", "what was counted", unit="unit, or young per breeding attempt", low=0, required=True),
    number("error", "standard error of value", unit="as value", above=0, null="not known: estimated"),
    whole("n", "for breeding_success: breeding attempts behind value", low=1, null="not known"),
    number("effort", "effort of the count, to which value is proportional (covers part)", above=0, null="alike"),
    choice("unit", ABUNDANCE_UNIT, "what value counts", null="the migrant's abundance_unit"),
    choice("covers", COUNT_COVERAGE, "whether all were counted", null="whole", default="whole"),
    number(
        "factor",
        "what the model's number is multiplied by to be what was counted: 2 where the model has daughters only",
        above=0,
        null="1",
        default="1",
    ),
    key=("migrant_id", "quantity", "series", "stage", "site_id", "class", "to_class", "year"),
    example={
        "migrant_id": "example-petrel",
        "quantity": "abundance",
        "year": "2009",
        "value": "4410",
        "error": "310",
        "source_id": "example",
    },
)

TABLES: tuple[TableSpec, ...] = (COUNTS,)
