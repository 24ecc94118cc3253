"""Tables about policy: climate measures, rules and subsidies, standards of instruments; and the rules that screen them.

Whether a closed list of words may hold ``any`` matters here: a row that names no taxon says nothing of taxa, and is
never read as if it spoke of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oxyura.schema.columns import Column, areas, choice, key, reference, references, text, whole
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import OXYURA, PATHWAY, Vocabulary

ANY = "any"
"""The word that says all taxa, or all pathways; an empty cell says nothing of them."""


def _words(name: str, terms: Mapping[str, str], source: str = OXYURA) -> Vocabulary:
    return Vocabulary(name, MappingProxyType(dict(terms)), source)


CLIMATE_PURPOSE = _words(
    "purpose of a climate measure",
    {
        "mitigation": "lowers emissions or takes up carbon",
        "adaptation": "prepares for the changed climate",
        "both": "does both",
    },
)

CLIMATE_STATUS = _words(
    "standing of a climate measure",
    {"proposed": "not decided", "decided": "decided, not begun", "under_way": "begun", "done": "finished"},
)

ROUTE = _words(
    "way in which a climate measure favours invaders",
    {
        "taxon": "what is planted, grown or released may itself invade",
        "connection": "places that were apart are connected",
        "carriage": "the pathway carries stowaways or contaminants to the place",
        "habitat": "the change of the place is one that invaders use",
    },
)

RULE_FINDING = _words(
    "what the source of a rule found",
    {
        "opens": "the pathway is opened by measures of the kind",
        "unsettled": "the concern is studied, and the studies do not settle it",
        "not_shown": "it was studied, and no opening was shown",
    },
)

POLICY_KIND = _words(
    "kind of policy",
    {
        "rule": "a law, regulation or order",
        "subsidy": "money or a tax relief",
        "permit": "a permit, licence or exemption",
        "levy": "a tax, fee or fine",
        "plan": "a plan or programme",
        "procurement": "what the state buys",
        "other": "another one: say which in notes",
    },
)

DEMAND = _words(
    "what a rule or standard does",
    {
        "forbids": "it may not be done",
        "restricts": "it may be done under conditions only, or is to be prevented as far as possible",
        "requires": "it must be done",
        "encourages": "it is paid, favoured or recommended",
        "permits": "it is expressly allowed",
    },
)

FORCE = _words(
    "force of a standard",
    {
        "binding": "the words of a treaty, or of a law, in force for those bound",
        "standard": "a standard that another treaty recognises",
        "guidance": "a resolution, decision, guideline or code that binds nobody",
    },
)

REACH = _words(
    "whom a standard reaches",
    {
        "parties": "all Parties or members, anywhere in the world; who they are is not in this table",
        "territory": "the countries in territory",
    },
)

ACT = _words(
    "what a standard is about",
    {
        "introduction": "bringing a species in, by whatever way",
        "import": "import",
        "export": "export",
        "trade": "sale and trade",
        "keeping": "keeping",
        "breeding": "breeding and growing",
        "transport": "carriage, and what carries",
        "release": "release and planting outside",
        "control": "eradication and control",
    },
)


def _taxa(which: str) -> Column:
    return Column(
        "taxa",
        "texts",
        f"scientific names of the species or genera {which}, ; between; {ANY}: all",
        null="not stated: whom it reaches cannot be told",
    )


def _pathways(which: str) -> Column:
    return Column(
        "pathways",
        "texts",
        f"pathways {which}, ; between; {ANY}: all",
        null="not stated",
        source=PATHWAY.source,
    )


_SOURCE = reference("source_id", "sources", "where it is written", required=False, null="no source: flagged")
_TERRITORY = areas("territory", "where it holds, ; between", null="not stated: where it holds cannot be told")
_DATE = Column("date", "date", "from when on, YYYY-MM-DD", null="see year")
_YEAR = whole(
    "year",
    "the year from which on, where the day is not known",
    unit="year",
    low=1000,
    high=2200,
    null="not stated: without a date either, whether it is in force cannot be told",
)
_UNTIL = Column("until", "date", "last day, YYYY-MM-DD", null="no end is known")

CLIMATE_MEASURES = table(
    "climate_measures",
    "Something done, or planned, to slow climate change or to live with it.",
    key("climate_measure_id", "short name of the climate measure"),
    text("name", "name as people know it", required=True),
    Column("kind", "identifier", "its kind, as the rule base calls it", required=True),
    choice("purpose", CLIMATE_PURPOSE, "what it is for"),
    choice("status", CLIMATE_STATUS, "how far it has got"),
    Column("taxa", "texts", "scientific names of what is planted, grown, moved or released", null="none named"),
    references("site_ids", ("sites",), "where; for a connection the places it joins, ; between", null="see territory"),
    areas("territory", "where, in countries or parts of them, if no site is named", null="not stated"),
    references(
        "invader_ids", ("invaders",), "invaders that it favours by the row's source, ; between", null="none named"
    ),
    Column("date", "date", "when it was decided or begun, YYYY-MM-DD", null="not stated"),
    _SOURCE,
    key=("climate_measure_id",),
    example={
        "climate_measure_id": "example-shelterbelt",
        "name": "Trees against storm surges",
        "kind": "coastal_bioshield",
        "purpose": "adaptation",
        "status": "proposed",
        "taxa": "Casuarina equisetifolia",
        "site_ids": "example-island",
        "date": "2021-03-01",
        "source_id": "example",
    },
)

POLICIES = table(
    "policies",
    "A rule, subsidy or permit: what it forbids, restricts, requires, encourages or permits, of what, and where.",
    key("policy_id", "short name of the policy"),
    text("name", "name as people know it", required=True),
    choice("kind", POLICY_KIND, "what sort of policy", required=True),
    choice("effect", DEMAND, "what it does", required=True),
    Column(
        "measure_kinds",
        "texts",
        "kinds of measures, or of climate measures, that it is about, ; between",
        null="not stated",
    ),
    references("measure_ids", ("measures", "climate_measures"), "measures of this study that it is about, ; between"),
    Column("methods", "texts", "methods that it is about, such as aerial baiting, ; between", null="not stated"),
    _taxa("that it is about"),
    _pathways("that it is about"),
    _TERRITORY,
    _DATE,
    _YEAR,
    _UNTIL,
    _SOURCE,
    key=("policy_id",),
    example={
        "policy_id": "example-bait-rule",
        "name": "Order on poison bait",
        "kind": "rule",
        "effect": "forbids",
        "measure_kinds": "eradicate",
        "methods": "aerial baiting",
        "taxa": ANY,
        "territory": "GB",
        "date": "2015-01-01",
        "source_id": "example",
    },
)

INSTRUMENTS = table(
    "instruments",
    "What one standard of an international or national instrument demands.",
    key("standard_id", "short name of the standard; that of a shipped one replaces it"),
    text("instrument", "the convention, organisation or law", required=True),
    text("standard", "the article, decision or standard", required=True),
    choice("force", FORCE, "how far it binds", required=True),
    choice("demand", DEMAND, "what it does", required=True),
    choice("act", ACT, "what it is about", required=True),
    _taxa("that it covers"),
    Column("groups", "texts", "groups outside which it covers nothing, such as bird, ; between", null="every group"),
    _pathways("that it covers"),
    choice("reach", REACH, "whom it reaches", null="territory, where that is filled in"),
    _TERRITORY,
    _DATE,
    _YEAR,
    _UNTIL,
    _SOURCE,
    key=("standard_id",),
    example={
        "standard_id": "example-import-order",
        "instrument": "Example Act",
        "standard": "Section 1",
        "force": "binding",
        "demand": "forbids",
        "act": "import",
        "taxa": "Mus musculus",
        "pathways": "hitchhikersShip",
        "reach": "territory",
        "territory": "GB",
        "date": "2015-01-01",
        "source_id": "example",
    },
)

CLIMATE_RULES = table(
    "climate_rules",
    "What a kind of climate measure opens, by which mechanism, and what guards against it.",
    key("rule_id", "short name of the rule; that of a shipped one replaces it"),
    Column("kind", "identifier", "kind of climate measure", required=True),
    choice("route", ROUTE, "how it favours invaders", required=True),
    choice("pathway", PATHWAY, "the pathway or corridor that it opens", required=True),
    choice("finding", RULE_FINDING, "what the source found", required=True),
    text("mechanism", "how, in one sentence", required=True),
    Column("safeguards", "texts", "what guards against it, ; between", null="the source names none"),
    text("citation", "the source, in full", required=True),
    Column("doi", "doi", "digital object identifier of the source", null="none"),
    Column("url", "url", "address of the source", null="none"),
    text("read", "what was read of it", null="not stated"),
    key=("rule_id",),
)
"""The rule base of climate measures: shipped as CSV, extended by a file of the user's own; no table of a study."""

SHIPPED_STANDARDS = TableSpec(
    "instruments",
    INSTRUMENTS.meaning,
    (
        *(column for column in INSTRUMENTS if column.name != "source_id"),
        text("citation", "the source, in full", required=True),
        Column("url", "url", "address of the source", null="none"),
        text("read", "what was read of it", null="not stated"),
    ),
    INSTRUMENTS.key,
)
"""The standards that ship: as `instruments`, each row with its citation instead of a source of the study."""

TABLES: tuple[TableSpec, ...] = (CLIMATE_MEASURES, POLICIES, INSTRUMENTS)
