"""Tables of mechanisms that no constant proportional change can describe: their effect follows the state."""

from __future__ import annotations

from types import MappingProxyType

from oxyura.schema.columns import Column, choice, key, limits, number, reference
from oxyura.schema.invasion_tables import INVADER
from oxyura.schema.population_tables import ALL_SITES, CLASS, MIGRANT, STAGE
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import CONFIDENCE, EVIDENCE, MECHANISM, OXYURA, Vocabulary

INFECTION = Vocabulary(
    "kind of infection",
    MappingProxyType({term: MECHANISM.terms[term] for term in ("disease_transmission", "parasitism")}),
    MECHANISM.source,
)

FUNCTIONAL_RESPONSE = Vocabulary(
    "functional response",
    MappingProxyType(
        {
            "type_i": "each predator kills in proportion to the prey there is",
            "type_ii": "handling prey takes time: the share killed falls as prey grow many",
            "type_iii": "scarce prey are hardly looked for: the share killed first grows, then falls",
        }
    ),
    "Holling 1959",
)

PREYED_ON = Vocabulary(
    "rate that predation lowers",
    MappingProxyType({"survival": "the class itself is killed", "fecundity": "its eggs or young are taken"}),
    OXYURA,
)

_IMPACT_ID = key("impact_id", "name of the impact that the model stands for, unlike any in impacts")
_BASIS = (
    choice("evidence", EVIDENCE, "what stands behind it", required=True),
    choice("confidence", CONFIDENCE, "how sure", required=True),
)

HYBRIDISATION = table(
    "hybridisation",
    "Aliens or hybrids that come to breed at a place, and what mating with them makes of the young of pure birds.",
    _IMPACT_ID,
    INVADER,
    MIGRANT,
    STAGE,
    reference("site_id", "sites", "the place where they come and pairs form"),
    reference(
        "source_site_id",
        "sites",
        "the place whose population of the invader sends them: fewer come as it shrinks",
        required=False,
        null="the place itself",
    ),
    Column("pure_classes", "identifiers", "every class whose members are pure, ; between", required=True),
    Column("hybrid_class", "identifier", "the class of hybrids that breed; those who come join it", required=True),
    Column(
        "hybrid_young_class", "identifier", "the class that the young of mixed pairs join", null="the same as hybrids"
    ),
    number("immigrants", "aliens or hybrids that come to breed", unit="per year", low=0, null="none", default="0"),
    limits("immigrants", "per year", low=0),
    number(
        "immigrant_share",
        "share of those at the place, once they have come, that came; instead of immigrants",
        unit="share",
        low=0,
        high=0.99,
        null="none",
        default="0",
    ),
    limits("immigrant_share", "share", low=0, high=0.99),
    number(
        "assortative_mating",
        "preference for one's own kind: 0 mates at random, 1 never mates with hybrids",
        unit="share",
        low=0,
        high=1,
        null="mates at random",
        default="0",
    ),
    limits("assortative_mating", "share", low=0, high=1),
    number(
        "hybrid_fitness",
        "young that a mixed pair raises against those of a pure one",
        unit="ratio",
        low=0,
        null="the same",
        default="1",
    ),
    limits("hybrid_fitness", "ratio", low=0),
    number(
        "backcross",
        "share of the young of mixed pairs that count as hybrids",
        unit="share",
        low=0,
        high=1,
        null="all of them",
        default="1",
    ),
    limits("backcross", "share", low=0, high=1),
    *_BASIS,
    key=("impact_id",),
    intervals=("immigrants", "immigrant_share", "assortative_mating", "hybrid_fitness", "backcross"),
    example={
        "impact_id": "hybrids-arrive",
        "invader_id": "alien-petrel",
        "migrant_id": "example-petrel",
        "stage": "breeding",
        "site_id": "example-island",
        "pure_classes": "adult",
        "hybrid_class": "hybrid",
        "immigrants": "5",
        "evidence": "expert",
        "confidence": "low",
        "source_id": "example",
    },
)

DISEASES = table(
    "diseases",
    "A disease or parasite: how many have it, how many of those die of it, and what it costs their broods.",
    _IMPACT_ID,
    reference("invader_id", "invaders", "the pathogen or parasite, an invader of its own"),
    MIGRANT,
    STAGE,
    ALL_SITES,
    CLASS,
    choice("mechanism", INFECTION, "how it harms", required=True),
    number(
        "prevalence",
        "share infected; with half_density, the share approached where there are very many",
        unit="share",
        low=0,
        high=1,
        required=True,
    ),
    limits("prevalence", "share", low=0, high=1),
    number(
        "half_density",
        "number at the site at which half of the prevalence is reached",
        unit="individuals",
        above=0,
        null="the prevalence does not depend on numbers",
    ),
    limits("half_density", "individuals", low=0),
    number(
        "mortality",
        "share of the infected that die of it in the stage",
        unit="share",
        low=0,
        high=1,
        null="none",
        default="0",
    ),
    limits("mortality", "share", low=0, high=1),
    number(
        "fecundity_loss",
        "share of their young that the infected do not raise",
        unit="share",
        low=0,
        high=1,
        null="none",
        default="0",
    ),
    limits("fecundity_loss", "share", low=0, high=1),
    *_BASIS,
    key=("impact_id",),
    intervals=("prevalence", "half_density", "mortality", "fecundity_loss"),
    example={
        "impact_id": "cholera-on-adults",
        "invader_id": "avian-cholera",
        "migrant_id": "example-petrel",
        "stage": "breeding",
        "class": "adult",
        "mechanism": "disease_transmission",
        "prevalence": "0.1",
        "mortality": "0.2",
        "evidence": "expert",
        "confidence": "low",
        "source_id": "example",
    },
)

PREDATION = table(
    "predation",
    "A predator whose kills depend on how many there are to kill, and on what else it eats.",
    _IMPACT_ID,
    reference("invader_id", "invaders", "the predator"),
    MIGRANT,
    STAGE,
    ALL_SITES,
    CLASS,
    choice("rate", PREYED_ON, "the rate it lowers", required=True),
    choice("response", FUNCTIONAL_RESPONSE, "how kills per predator grow with the prey", required=True),
    number(
        "attack",
        "types I and II: share of the place that a predator searches in the stage;"
        " type III: the same per individual of prey there",
        unit="per predator",
        low=0,
        required=True,
    ),
    limits("attack", "per predator", low=0),
    number(
        "handling",
        "types II and III: time that a kill takes, in lengths of the stage",
        unit="stages per kill",
        low=0,
        null="no time",
        default="0",
    ),
    limits("handling", "stages per kill", low=0),
    number("predators", "predators at the site", unit="individuals", low=0, required=True),
    limits("predators", "individuals", low=0),
    number(
        "alternative_prey",
        "other prey at the site, counted as so many of this one",
        unit="individuals",
        low=0,
        null="none",
        default="0",
    ),
    limits("alternative_prey", "individuals", low=0),
    reference(
        "alternative_id",
        "invaders",
        "the invader that is the other prey, whose presence and abundance it follows",
        required=False,
        null="other prey that stay as they are",
    ),
    number(
        "half_prey",
        "prey, of both kinds, at which predators are half as many as predators says",
        unit="individuals",
        above=0,
        null="predators do not depend on prey",
    ),
    limits("half_prey", "individuals", low=0),
    *_BASIS,
    key=("impact_id",),
    intervals=("attack", "handling", "predators", "alternative_prey", "half_prey"),
    example={
        "impact_id": "cats-on-adults",
        "invader_id": "cat",
        "migrant_id": "example-petrel",
        "stage": "breeding",
        "class": "adult",
        "rate": "survival",
        "response": "type_ii",
        "attack": "0.004",
        "handling": "0.02",
        "predators": "30",
        "evidence": "expert",
        "confidence": "low",
        "source_id": "example",
    },
)

EGG_SINKS = table(
    "egg_sinks",
    "A host or place that the invader offers for eggs, and on which few or none of the young live.",
    _IMPACT_ID,
    INVADER,
    MIGRANT,
    STAGE,
    ALL_SITES,
    CLASS,
    choice("mechanism", MECHANISM, "how it harms", required=True),
    number("share_laid", "share of the eggs laid on it", unit="share", low=0, high=1, required=True),
    limits("share_laid", "share", low=0, high=1),
    number(
        "survival_there",
        "survival of the young there against elsewhere",
        unit="ratio",
        low=0,
        high=1,
        null="none lives",
        default="0",
    ),
    limits("survival_there", "ratio", low=0, high=1),
    *_BASIS,
    key=("impact_id",),
    intervals=("share_laid", "survival_there"),
    example={
        "impact_id": "eggs-under-ice-plant",
        "invader_id": "ice-plant",
        "migrant_id": "example-petrel",
        "stage": "breeding",
        "mechanism": "structural",
        "share_laid": "0.1",
        "evidence": "expert",
        "confidence": "low",
        "source_id": "example",
    },
)

INVADER_TRENDS = table(
    "invader_trends",
    "How the abundance of an invader changes from year to year, as now or while a measure runs.",
    INVADER,
    ALL_SITES,
    number("growth", "abundance of a year against the year before", unit="ratio per year", low=0, required=True),
    limits("growth", "ratio per year", low=0),
    reference(
        "measure_id",
        "measures",
        "the measure that works and while it runs brings this growth",
        required=False,
        null="as now",
    ),
    key=("invader_id", "site_id", "measure_id"),
    intervals=("growth",),
    example={
        "invader_id": "alien-petrel",
        "site_id": "example-island",
        "growth": "0.9",
        "source_id": "example",
    },
)

TABLES: tuple[TableSpec, ...] = (HYBRIDISATION, DISEASES, PREDATION, EGG_SINKS, INVADER_TRENDS)

MODELS = ("hybridisation", "diseases", "predation", "egg_sinks")
"""Tables whose rows stand for an impact each."""
