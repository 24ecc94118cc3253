"""The table of rules that forbid something of an alien species: what a Party, and its neighbours, regulate already."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oxyura.schema.columns import Column, areas, choice, key, reference, text
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import OXYURA, Vocabulary

RESTRICTIONS: Mapping[str, str] = MappingProxyType(
    {
        "import": "bringing it into the territory",
        "keeping": "having it, also in captivity",
        "breeding": "breeding, growing or cultivating it",
        "transport": "carrying it inside the territory, and what carries it unseen",
        "trade": "selling, exchanging or placing it on the market",
        "release": "letting it out into nature",
    }
)
"""What can be forbidden of an alien species, in the order in which it comes."""

TAXON_RANK = Vocabulary(
    "rank of the taxon that a rule names",
    MappingProxyType(
        {
            "subspecies": "one subspecies or variety",
            "species": "one species",
            "genus": "every species of a genus",
            "higher": "a family or another group above the genus, which names alone do not resolve",
        }
    ),
    OXYURA,
)

REGULATIONS = table(
    "regulations",
    "One taxon in one rule: what the rule forbids of it, where, and from when on.",
    key("regulation_id", "short name of the rule; it may have a row for each of its taxa"),
    text("scientific_name", "the taxon that it names", null="it names no taxon: it is read of none"),
    choice("rank", TAXON_RANK, "rank of that taxon", null="told from the name"),
    text("instrument", "the law or list, as it is cited", required=True),
    areas("territory", "where it holds, ; between", null="not stated: where it holds cannot be told"),
    Column("date", "date", "in force from, YYYY-MM-DD", null="not stated: whether it is in force cannot be told"),
    Column(
        "forbids",
        "texts",
        f"what it forbids, ; between: {', '.join(RESTRICTIONS)}",
        null="not stated: what it forbids cannot be told",
    ),
    Column("url", "url", "where it can be read", null="none"),
    reference("source_id", "sources", "where it is written", required=False, null="see url"),
    key=("regulation_id", "scientific_name"),
    example={
        "regulation_id": "example-order",
        "scientific_name": "Mus musculus",
        "rank": "species",
        "instrument": "Example Order of 2015",
        "territory": "GB",
        "date": "2015-01-01",
        "forbids": "import;release",
        "source_id": "example",
    },
)

TABLES: tuple[TableSpec, ...] = (REGULATIONS,)
