"""Tables about the invaders: where they are, how they arrive, what they do, and every other cause of decline."""

from __future__ import annotations

from oxyura.schema.columns import (
    Column,
    choice,
    country,
    key,
    limits,
    number,
    reference,
    text,
    whole,
)
from oxyura.schema.population_tables import ALL_SITES, CLASS, MIGRANT, STAGE
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import (
    AFFECTED_RATE,
    APPLIES_TO,
    CONFIDENCE,
    DEGREE_OF_ESTABLISHMENT,
    EICAT,
    ESTABLISHMENT_MEANS,
    EVIDENCE,
    MECHANISM,
    PATHWAY,
    PRESENCE_STATUS,
)

INVADER = reference("invader_id", "invaders", "the invasive alien species")

INVADERS = table(
    "invaders",
    "One invasive alien species.",
    key("invader_id", "short name of the species, used in the other tables"),
    text("scientific_name", "scientific name", required=True, source="Darwin Core: scientificName"),
    text("vernacular_name", "name as people know it", source="Darwin Core: vernacularName"),
    whole("gbif_key", "taxon key in the GBIF backbone", low=1),
    country("native_countries", "countries in which it is native, ; between", plural=True, null="not stated"),
    text("group", "kind of organism, for example mammal"),
    key=("invader_id",),
    example={
        "invader_id": "house-mouse",
        "scientific_name": "Mus musculus",
        "group": "mammal",
    },
)

PRESENCES = table(
    "presences",
    "What is known of an invader at a site.",
    INVADER,
    reference("site_id", "sites", "the place"),
    choice("status", PRESENCE_STATUS, "what is known", required=True),
    choice(
        "establishment_means",
        ESTABLISHMENT_MEANS,
        "alien or native at this site",
        null="native_countries decide",
    ),
    choice("degree_of_establishment", DEGREE_OF_ESTABLISHMENT, "how far it has got"),
    choice("pathway", PATHWAY, "how it came"),
    whole("first_year", "first year recorded", unit="year", low=1000, high=2200),
    whole("last_year", "last year recorded", unit="year", low=1000, high=2200),
    number(
        "share_exposed",
        "share of the migrants at the site that meet it",
        unit="share",
        low=0,
        high=1,
        null="all of them",
        default="1",
    ),
    number(
        "relative_abundance",
        "its abundance against where the effect was measured",
        unit="ratio",
        low=0,
        null="the same",
        default="1",
    ),
    whole("records", "number of records behind the row", low=0),
    key=("invader_id", "site_id"),
    absence="Without presences every invader counts as not surveyed, everywhere.",
    example={
        "invader_id": "house-mouse",
        "site_id": "example-island",
        "status": "present",
        "establishment_means": "introduced",
        "last_year": "2021",
        "source_id": "example",
    },
)

ARRIVALS = table(
    "arrivals",
    "How often an invader reaches a site by a pathway.",
    INVADER,
    reference("site_id", "sites", "the place"),
    choice("pathway", PATHWAY, "how it comes", required=True, null=""),
    number("rate_per_year", "arrivals per year", unit="per year", low=0, required=True),
    number("low", "lower 95 % limit of rate_per_year", unit="per year", low=0, null="no interval"),
    number("high", "upper 95 % limit of rate_per_year", unit="per year", low=0, null="no interval"),
    number("establishment_probability", "chance that an arrival establishes", unit="probability", low=0, high=1),
    key=("invader_id", "site_id", "pathway"),
    intervals=(("rate_per_year", "low", "high"),),
    example={
        "invader_id": "cat",
        "site_id": "example-island",
        "pathway": "hitchhikersShip",
        "rate_per_year": "0.02",
        "source_id": "example",
    },
)

_ACTS = (
    Column("class", "identifier", "the class affected", null="all classes"),
    Column("to_class", "identifier", "for fecundity and transition: the target class", null="every target"),
    reference("from_site", "sites", "for path_survival: the place left", required=False, null="every place"),
    choice("applies_to", APPLIES_TO, "for capacity: which density rows", null="every density row"),
    number(
        "effect",
        "proportional change of the rate: -0.5 halves it",
        unit="proportion",
        low=-1,
        null="a known cause of unknown size",
    ),
    *limits("effect", "proportion", low=-1),
)

_RATE = choice("rate", AFFECTED_RATE, "the rate it changes", required=True)

IMPACTS = table(
    "impacts",
    "Evidence that an invader changes a vital rate of a migrant.",
    Column("impact_id", "identifier", "name of the impact; its rows share one draw", required=True),
    INVADER,
    MIGRANT,
    STAGE,
    ALL_SITES,
    choice("mechanism", MECHANISM, "how it harms", required=True),
    _RATE,
    *_ACTS,
    choice("evidence", EVIDENCE, "what stands behind it", required=True),
    choice("eicat", EICAT, "published EICAT category", null="not assessed"),
    choice("confidence", CONFIDENCE, "how sure", required=True),
    key=(
        "impact_id",
        "migrant_id",
        "stage",
        "site_id",
        "rate",
        "class",
        "to_class",
        "from_site",
        "applies_to",
    ),
    intervals=("effect",),
    absence="Without impacts no harm is claimed: invaders that are met are listed as unproven.",
    example={
        "impact_id": "mouse-on-chicks",
        "invader_id": "house-mouse",
        "migrant_id": "example-petrel",
        "stage": "breeding",
        "mechanism": "predation",
        "rate": "fecundity",
        "effect": "-0.5",
        "effect_low": "-0.6",
        "effect_high": "-0.4",
        "evidence": "demonstrated",
        "confidence": "high",
        "source_id": "example",
    },
)

PRESSURES = table(
    "pressures",
    "Any other cause of decline, needed to attribute honestly.",
    Column("pressure_id", "identifier", "name of the pressure; its rows share one draw", required=True),
    text("name", "name as people know it", required=True),
    Column(
        "iucn_threat",
        "threat",
        "class of threat, for example 5.4",
        required=True,
        source="IUCN–CMP threats classification 3.3",
    ),
    MIGRANT,
    STAGE,
    ALL_SITES,
    _RATE,
    *_ACTS,
    choice("evidence", EVIDENCE, "what stands behind it", required=True),
    choice("confidence", CONFIDENCE, "how sure", required=True),
    key=(
        "pressure_id",
        "migrant_id",
        "stage",
        "site_id",
        "rate",
        "class",
        "to_class",
        "from_site",
        "applies_to",
    ),
    intervals=("effect",),
    absence="Without pressures every difference is put down to invaders: say so when you show it.",
    example={
        "pressure_id": "longline-bycatch",
        "name": "Longline bycatch",
        "iucn_threat": "5.4",
        "migrant_id": "example-petrel",
        "stage": "nonbreeding",
        "rate": "survival",
        "evidence": "inferred",
        "confidence": "medium",
        "source_id": "example",
    },
)

SCENARIOS = table(
    "scenarios",
    "A what-if: a change of rates, at once or over some years.",
    Column(
        "scenario_id",
        "identifier",
        "name; one id may have several rows; without_invaders is reserved",
        required=True,
    ),
    text("name", "name as people know it", required=True),
    reference("migrant_id", "migrants", "the migratory population", required=False, null="every migrant"),
    Column(
        "stage",
        "identifier",
        "the stage",
        references=("stages",),
        null="every stage with a row for the rate and class",
    ),
    ALL_SITES,
    CLASS,
    Column("to_class", "identifier", "for fecundity and transition: the target class", null="every target"),
    _RATE,
    number("effect", "proportional change of the rate", unit="proportion", low=-1, required=True),
    number("ramp_years", "years until the full effect", unit="years", low=0, null="at once", default="0"),
    key=("scenario_id", "migrant_id", "stage", "site_id", "class", "to_class", "rate"),
    example={
        "scenario_id": "worse-at-sea",
        "name": "Adult survival falls by a tenth in ten years",
        "rate": "survival",
        "effect": "-0.1",
        "ramp_years": "10",
        "source_id": "example",
    },
)

TABLES: tuple[TableSpec, ...] = (INVADERS, PRESENCES, ARRIVALS, IMPACTS, PRESSURES, SCENARIOS)
