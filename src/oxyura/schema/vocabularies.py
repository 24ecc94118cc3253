"""Every controlled list of words, declared once, with its meaning and where it comes from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.pathways import PATHWAY_TERMS


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms.

    Parameters
    ----------
    name : str
        The list's name as documentation shows it.
    terms : mapping of str to str
        Term and its meaning, in the order in which they are offered.
    source : str
        The standard or document that defines the terms.
    """

    name: str
    terms: Mapping[str, str]
    source: str

    def __contains__(self, term: object) -> bool:
        return term in self.terms

    def nearest(self, word: str) -> str | None:
        """Return the valid term most like `word`, or None where nothing is alike."""
        by_folded = {term.casefold().replace("_", " "): term for term in self.terms}
        matches = difflib.get_close_matches(word.strip().casefold().replace("_", " "), by_folded, 1, 0.5)
        return by_folded[matches[0]] if matches else None


def _vocabulary(name: str, source: str, terms: Mapping[str, str] | Iterable[str]) -> Vocabulary:
    pairs = dict(terms) if isinstance(terms, Mapping) else dict.fromkeys(terms, "")
    return Vocabulary(name, MappingProxyType(pairs), source)


OXYURA = "Oxyura design, section 3"
DARWIN_CORE = "Darwin Core"

YES_NO = _vocabulary("yes or no", OXYURA, {"yes": "it is so", "no": "it is not"})

CMS_APPENDIX = _vocabulary(
    "CMS appendix",
    "Convention on Migratory Species, Appendices I and II",
    {"I": "endangered migratory species", "II": "to be the subject of agreements", "I/II": "listed on both"},
)

ABUNDANCE_UNIT = _vocabulary(
    "abundance unit",
    OXYURA,
    {
        "individuals": "all animals",
        "mature_individuals": "animals able to breed",
        "pairs": "breeding pairs",
        "females": "females",
    },
)

SURVEY_STATUS = _vocabulary(
    "survey status",
    OXYURA,
    {
        "surveyed": "counted or tracked at the place",
        "estimated": "derived from other counts",
        "expert": "an expert's judgement",
        "not_surveyed": "nobody has looked",
    },
)

DEFAULT_STAGES = _vocabulary(
    "default stages",
    "eBird Status and Trends seasons",
    {
        "breeding": "on the breeding grounds",
        "postbreeding_migration": "on the way from the breeding grounds",
        "nonbreeding": "on the non-breeding grounds",
        "prebreeding_migration": "on the way to the breeding grounds",
    },
)

VITAL_RATE = _vocabulary(
    "vital rate",
    OXYURA,
    {
        "survival": "share of the class that lives through the stage",
        "fecundity": "new individuals of to_class per individual of class in the stage",
        "transition": "share of the survivors of class that pass to to_class in the stage",
    },
)

AFFECTED_RATE = _vocabulary(
    "rate that a cause changes",
    OXYURA,
    {
        **VITAL_RATE.terms,
        "capacity": "how many the site can hold in the stage",
        "path_survival": "share that lives through the journey into the stage at the site",
    },
)

IMPACT_RATE = _vocabulary(
    "rate that an impact changes",
    OXYURA,
    {
        **AFFECTED_RATE.terms,
        "vital_rates": "the source does not say which: only for an impact of unknown size",
    },
)

DENSITY_FORM = _vocabulary(
    "density dependence",
    OXYURA,
    {
        "ceiling": "the site's total after the stage is capped at capacity",
        "beverton_holt": "1 / (1 + a n)",
        "ricker": "exp(-a n)",
        "linear": "max(0, 1 - a n)",
    },
)

APPLIES_TO = _vocabulary(
    "terms that density dependence acts on",
    OXYURA,
    {"all": "survivors and young", "survival": "survivors only", "fecundity": "young only"},
)

FIT_TARGET = _vocabulary(
    "what a parameter is fitted to",
    OXYURA,
    {"growth": "growth per year over the horizon", "lambda": "asymptotic growth at low density"},
)

PRESENCE_STATUS = _vocabulary(
    "presence status",
    OXYURA,
    {
        "present": "the invader occurs at the site",
        "absent": "looked for and not found",
        "eradicated": "once present, removed",
        "not_surveyed": "nobody has looked: never the same as absent",
    },
)

ESTABLISHMENT_MEANS = _vocabulary(
    "establishmentMeans",
    f"{DARWIN_CORE}: Establishment Means Controlled Vocabulary",
    {
        "native": "in its natural range",
        "nativeReintroduced": "re-established by people in its natural range",
        "introduced": "brought by people outside its natural range",
        "introducedAssistedColonisation": "brought by people outside its natural range for conservation",
        "vagrant": "temporarily outside its range by natural movement",
        "uncertain": "origin not known",
        "nativeEndemic": "in its natural range, and found nowhere else",
    },
)

ALIEN_MEANS = frozenset({"introduced", "introducedAssistedColonisation"})
NATIVE_MEANS = frozenset({"native", "nativeReintroduced", "nativeEndemic", "vagrant"})

DEGREE_OF_ESTABLISHMENT = _vocabulary(
    "degreeOfEstablishment",
    f"{DARWIN_CORE}: Degree of Establishment Controlled Vocabulary",
    {
        "native": "within its native range",
        "captive": "kept in captivity or quarantine",
        "cultivated": "kept in cultivation",
        "released": "outside captivity but cannot survive long",
        "failing": "survives but does not reproduce",
        "casual": "reproduces but does not persist",
        "reproducing": "reproduces and persists in captivity's reach",
        "established": "self-sustaining in the wild",
        "colonising": "self-sustaining and surviving away from where it was introduced",
        "invasive": "self-sustaining and reproducing away from where it was introduced",
        "widespreadInvasive": "reproducing across many sites and habitats",
    },
)

PATHWAY = _vocabulary("pathway", f"{DARWIN_CORE}: Pathway Controlled Vocabulary", PATHWAY_TERMS)

MECHANISM = _vocabulary(
    "impact mechanism",
    "EICAT (IUCN 2020), mechanisms",
    {
        "competition": "for food, space or another resource",
        "predation": "kills and eats",
        "hybridisation": "interbreeds",
        "disease_transmission": "carries a disease to it",
        "parasitism": "lives on or in it",
        "poisoning": "is toxic to it",
        "biofouling": "grows on it",
        "grazing": "eats or tramples the plants it needs",
        "chemical": "changes the chemistry of its habitat",
        "physical": "changes the physics of its habitat",
        "structural": "changes the structure of its habitat",
        "indirect": "through another species",
        "not_stated": "the source does not say how",
    },
)

EVIDENCE = _vocabulary(
    "evidence",
    OXYURA,
    {
        "demonstrated": "measured in this migrant at this site or a comparable one",
        "inferred": "carried over from another place or a related species",
        "expert": "an expert's judgement",
        "none": "no evidence: listed, never given a number",
    },
)

EICAT = _vocabulary(
    "EICAT category",
    "EICAT (IUCN 2020), categories",
    {
        "MC": "minimal concern",
        "MN": "minor",
        "MO": "moderate",
        "MR": "major",
        "MV": "massive",
        "DD": "data deficient",
    },
)

STUDY_DESIGN = _vocabulary(
    "design of the study",
    OXYURA,
    {
        "before_after": "before and after the invader came, or went",
        "control_impact": "places with the invader beside places without it",
        "before_after_control_impact": "both at once",
        "experiment": "the invader was put in or taken out by design",
        "exclosure": "the invader was kept out of some plots",
        "diet": "what the invader had eaten",
        "genetic": "its genes, or a pathogen's, in the migrant",
        "observation": "seen in the field, without a comparison",
        "expert": "an expert's judgement",
    },
)

EFFECT_SCALE = _vocabulary(
    "scale of an effect",
    OXYURA,
    {
        "proportional_change": "with / without - 1: -0.5 halves the rate",
        "rate_ratio": "rate with / rate without the invader",
        "risk_ratio": "probability with / probability without the invader",
        "odds_ratio": "odds with / odds without the invader; needs base_risk",
        "risk_difference": "probability with - probability without the invader; needs base_risk",
        "log_response_ratio": "natural logarithm of mean with / mean without the invader",
        "means": "mean, standard deviation and n, with and without the invader",
        "counts": "events of n, with and without the invader; an event is what the rate counts, such as a survivor",
    },
)

CONSEQUENCE = _vocabulary(
    "what a record shows of the migrant's population",
    "EICAT (IUCN 2020), impact categories",
    {
        "no_effect": "no effect on the performance of individuals was found",
        "performance": "individuals do worse; no decline is shown",
        "decline": "the population declines; it is still there",
        "local_extinction": "a population has gone",
        "unknown": "the record does not tell",
    },
)

DIRECTION = _vocabulary(
    "direction of an effect",
    OXYURA,
    {
        "decrease": "the rate was lower with the invader",
        "increase": "the rate was higher with the invader",
        "no_change": "no difference was found",
    },
)

RESPONSE = _vocabulary(
    "how an effect grows with the invader's abundance",
    "Yokomizo et al. 2009, density-impact curves",
    {
        "exponential": "(1 + effect)^ρ: each further invader takes the same share of what is left",
        "linear": "1 + effect · ρ, never below 0: each does the same harm",
        "saturating": "the first do most; response_parameter is the ρ of half the greatest effect",
        "threshold": "none below the ρ in response_parameter, the full effect from there on",
        "unknown": "not known: reckoned as exponential, and shown over all forms",
    },
)

CONFIDENCE = _vocabulary("confidence", "EICAT (IUCN 2020), confidence levels", {"low": "", "medium": "", "high": ""})

COUNT_QUANTITY = _vocabulary(
    "what was counted",
    OXYURA,
    {
        "abundance": "individuals, pairs or females",
        "breeding_success": "young per pair, or per breeding attempt",
    },
)

COUNT_COVERAGE = _vocabulary(
    "how much of the population a count covers",
    OXYURA,
    {
        "whole": "all of the population, or of the class at the place",
        "part": "a share that is not known and stays the same: an index",
    },
)

MEASURE_KIND = _vocabulary(
    "kind of measure",
    OXYURA,
    {
        "prevent": "keeps an invader from arriving",
        "detect": "finds an arrival early enough to act",
        "eradicate": "removes every individual from the site",
        "contain": "keeps an invader from spreading to new sites",
        "control": "lowers an invader's effect while it runs",
        "protect": "lowers a pressure",
        "restore": "gives back habitat or capacity",
        "reinforce": "adds individuals to the population",
    },
)

OUTCOME = _vocabulary(
    "outcome of a measure already taken",
    OXYURA,
    {"succeeded": "it worked", "failed": "it did not work", "pending": "not yet known"},
)

COUNTRY = _vocabulary("country", "ISO 3166-1 alpha-2", COUNTRY_CODES)

_IUCN_THREATS = {
    "1": 3, "2": 4, "3": 3, "4": 4, "5": 4, "6": 3, "7": 3, "8": 6, "9": 6, "10": 3, "11": 5, "12": 1,
}  # fmt: skip


def is_iucn_threat(code: str) -> bool:
    """Tell whether `code` is a class of the IUCN–CMP threats classification 3.3, such as 8.1.2."""
    parts = code.split(".")
    if not 1 <= len(parts) <= 3 or not all(part.isdigit() and part[0] != "0" for part in parts):
        return False
    second_level = _IUCN_THREATS.get(parts[0])
    return second_level is not None and (len(parts) == 1 or int(parts[1]) <= second_level)
