"""Tables about who owes what and who could pay: obligations of a Party, and funders with their windows."""

from __future__ import annotations

from types import MappingProxyType

from oxyura.schema.columns import Column, areas, choice, key, number, reference, text
from oxyura.schema.policy_tables import FORCE
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import OXYURA, Vocabulary

TASK = Vocabulary(
    "task of an obligation",
    MappingProxyType(
        {
            "prevent": "keep alien species out",
            "list": "list the species that restrictions might apply to",
            "pathways": "find and manage pathways",
            "trade": "regulate trade",
            "ships": "manage ballast water and hulls",
            "pests": "keep pests of plants out",
            "disease": "keep diseases of animals out",
            "control": "eradicate or control",
            "sites": "care for sites such as wetlands",
            "cooperate": "work together at national level",
            "report": "report",
            "rules": "address gaps in international rules",
        }
    ),
    OXYURA,
)

OBLIGATIONS = table(
    "obligations",
    "What a convention, law or decision asks of a Party, and which office acts.",
    key("obligation_id", "short name of the obligation; that of a shipped one replaces what it fills in"),
    text("convention", "short name of the convention, such as CMS, or the law", required=True),
    text("provision", "the article, decision or section", null="that of the shipped one"),
    choice("force", FORCE, "how far it binds", null="that of the shipped one; else guidance"),
    choice("task", TASK, "what has to be done", required=True),
    text("says", "what is asked, in one sentence", null="that of the shipped one"),
    text("role", "the office that acts, as a role", null="that of the shipped one; else asked"),
    text("authority", "the institution that has the role; no person", null="not stated: asked"),
    areas("territory", "where it holds, ; between", null="everywhere"),
    Column("url", "url", "where it can be read", null="none"),
    reference("source_id", "sources", "where it is written", required=False, null="no source: flagged"),
    key=("obligation_id",),
    example={
        "obligation_id": "cbd-control",
        "convention": "CBD",
        "task": "control",
        "authority": "Example ministry of the environment",
        "territory": "GB",
        "source_id": "example",
    },
)

FUNDERS = table(
    "funders",
    "A window of a funder: who may ask, for what, how much, in which currency and until when.",
    key("funder_id", "short name of the funder's window"),
    text("name", "name of the funder", required=True),
    text("window", "name of the window or programme"),
    areas("eligible_countries", "countries that may ask, ; between", null="not stated: whom it reaches cannot be told"),
    Column("measure_kinds", "texts", "kinds of measures that it pays for, ; between", null="any"),
    number("ceiling", "most that it gives to one proposal", unit="currency", low=0, null="not stated: cannot be told"),
    Column("currency", "currency", "ISO 4217 code", null="not stated: cannot be told", source="ISO 4217"),
    Column("deadline", "date", "last day for proposals, YYYY-MM-DD", null="not stated"),
    Column("url", "url", "where it can be read", null="none"),
    reference("source_id", "sources", "where it is written", required=False, null="no source: flagged"),
    key=("funder_id",),
    example={
        "funder_id": "example-fund",
        "name": "Example fund",
        "window": "Small grants",
        "eligible_countries": "GB",
        "ceiling": "250000",
        "currency": "EUR",
        "deadline": "2027-03-31",
        "source_id": "example",
    },
)

TABLES: tuple[TableSpec, ...] = (OBLIGATIONS, FUNDERS)
