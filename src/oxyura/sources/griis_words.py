"""What the words of GRIIS checklists mean: the one table by which they are harmonised.

The Global Register of Introduced and Invasive Species is filled in by hand, list by list: ``Invasive``,
``YES`` and ``TRUE`` say the same, and the text ``Null`` says nothing. Every word that is understood stands
here; any other is set aside with its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

NOT_STATED_WORDS = frozenset(
    {"", "null", "none", "n/a", "na", "#n/a", "not specified", "unspecified", "not stated", "-"}
)

IS_INVASIVE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("invasive", "yes", "true", "y", "1"), "yes"),
        **dict.fromkeys(("not invasive", "non-invasive", "no", "false", "n", "0"), "no"),
        **dict.fromkeys(
            ("to be evaluated", "not evaluated", "unknown", "uncertain", "invasive?", "invasive ?"), "not_stated"
        ),
    }
)
"""``isInvasive`` to yes, no or not_stated; a word with a question mark states nothing."""

_ALIEN = ("alien", "introduced", "non-native", "nonnative", "exotic", "naturalised", "naturalized")
_UNCERTAIN = (
    "uncertain", "cryptogenic", "cryptogenic|uncertain", "cryptogenic|unknown",
    "cryptogenic|uncerain", "cryptogeni|uncertain",
)  # fmt: skip
_NATIVE_AND_ALIEN = (
    "native|alien",
    "alien|native",
    "native|introduced",
    "introduced|native",
    "native|invasive",
)

ESTABLISHMENT_MEANS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(_ALIEN, "introduced"),
        **dict.fromkeys((*_UNCERTAIN, *_NATIVE_AND_ALIEN), "uncertain"),
        "native": "native",
        "nativereintroduced": "nativeReintroduced",
        "introducedassistedcolonisation": "introducedAssistedColonisation",
        "vagrant": "vagrant",
        "nativeendemic": "nativeEndemic",
    }
)
"""``establishmentMeans`` to the Darwin Core vocabulary.

Native in one part of a country and alien in another is uncertain for the country.
"""

OCCURRENCE_STATUS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("present", "common", "rare", "irregular", "established"), "present"),
        **dict.fromkeys(("absent", "extinct"), "absent"),
        "eradicated": "eradicated",
        **dict.fromkeys(("uncertain", "doubtful", "reported", "unknown"), "not_surveyed"),
    }
)
"""``occurrenceStatus`` to the statuses of ``presences``; a doubtful report is no presence."""

_HABITAT = re.compile(
    r"(terrestrial|freshwater|brackish|marine|host)([|/,; ]+(terrestrial|freshwater|brackish|marine|host))*"
)
_RANKS = frozenset(
    (
        "species",
        "subspecies",
        "variety",
        "form",
        "hybrid",
        "genus",
        "family",
        "order",
        "class",
        "phylum",
        "kingdom",
    )
)
_TAXON_STATUS = frozenset(
    {
        "accepted", "doubtful", "misapplied", "basionym", "synonym", "synoym", "homotypic_synonym",
        "homotypic synonym", "heterotypic_synonym", "proparte_synonym",
    }
)  # fmt: skip
_KINGDOMS = frozenset(("animalia", "plantae", "fungi", "chromista", "bacteria", "viruses", "protozoa", "archaea"))
_COUNTRY_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

CHECKED_COLUMNS = (
    "countryCode", "occurrenceStatus", "establishmentMeans", "isInvasive", "habitat",
    "taxonRank", "taxonomicStatus", "kingdom",
)  # fmt: skip
"""Columns whose values tell whether they stand in the right column."""


@lru_cache(maxsize=10_000)
def folded(value: str) -> str:
    """Return a value for look-up: lower case, slashes as bars; empty where it states nothing."""
    text = " ".join(value.casefold().split())
    text = re.sub(r"\s*[|/]\s*", "|", text) if text != "n/a" else ""
    return "" if text in NOT_STATED_WORDS else text


def belongs(column: str, value: str) -> bool:
    """Tell whether a value is one of a column's own words."""
    text = folded(value)
    if column == "countryCode":
        return _COUNTRY_CODE.fullmatch(value.strip()) is not None
    if column == "habitat":
        return _HABITAT.fullmatch(text) is not None
    words = {
        "occurrenceStatus": OCCURRENCE_STATUS,
        "establishmentMeans": ESTABLISHMENT_MEANS,
        "isInvasive": IS_INVASIVE,
        "taxonRank": _RANKS,
        "taxonomicStatus": _TAXON_STATUS,
        "kingdom": _KINGDOMS,
    }[column]
    return text in words


def misplaced(cells: Mapping[str, str]) -> tuple[str, str] | None:
    """Find a value that stands in the wrong column.

    Parameters
    ----------
    cells : mapping of str to str
        The cells of a row, by term.

    Returns
    -------
    (str, str) or None
        The column, and the column that its value belongs to.
    """
    for column in CHECKED_COLUMNS:
        value = cells.get(column, "")
        if not folded(value) or belongs(column, value):
            continue
        for other in CHECKED_COLUMNS:
            if other != column and belongs(other, value):
                return column, other
    return None


_GROUPS = {
    "aves": "bird", "mammalia": "mammal", "reptilia": "reptile", "amphibia": "amphibian",
    "actinopterygii": "fish", "actinopteri": "fish", "teleostei": "fish", "elasmobranchii": "fish",
    "insecta": "insect", "arachnida": "arachnid", "malacostraca": "crustacean", "gastropoda": "snail",
    "bivalvia": "bivalve", "ascidiacea": "sea squirt",
}  # fmt: skip
_PHYLA = {
    "mollusca": "mollusc", "arthropoda": "arthropod", "annelida": "worm", "nematoda": "worm",
    "platyhelminthes": "worm", "cnidaria": "cnidarian", "bryozoa": "bryozoan",
    "echinodermata": "echinoderm", "ctenophora": "comb jelly", "porifera": "sponge",
}  # fmt: skip
_KINGDOM_GROUPS = {
    "plantae": "plant", "fungi": "fungus", "chromista": "chromist", "bacteria": "bacterium",
    "viruses": "virus", "protozoa": "protozoan", "animalia": "animal",
}  # fmt: skip


def group_of(cells: Mapping[str, str]) -> str:
    """Return the kind of organism in a plain word, from class, phylum or kingdom; empty without them."""
    by_class = _GROUPS.get(folded(cells.get("class", "")))
    by_phylum = _PHYLA.get(folded(cells.get("phylum", "")))
    return by_class or by_phylum or _KINGDOM_GROUPS.get(folded(cells.get("kingdom", "")), "")
