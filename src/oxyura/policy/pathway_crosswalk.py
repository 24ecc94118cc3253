"""Every Darwin Core pathway concept and where it stands among the pathways of the Convention on Biological Diversity.

The categories and subcategories are those of document UNEP/CBD/SBSTTA/18/9/Add.1 (2014); the concepts, and which is
broader than which, those of the Darwin Core Pathway Controlled Vocabulary (TDWG, issued 2025-07-10), which is made
after them: its terms p001 to p044 are the Convention's subcategories, p045 to p050 its categories.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = (
    "UNEP/CBD/SBSTTA/18/9/Add.1 (2014), pathways of introduction; Darwin Core Pathway Controlled Vocabulary, "
    "http://rs.tdwg.org/dwc/doc/pw/2025-07-10"
)

# Category by its Darwin Core concept, in the Convention's order.
CATEGORIES: dict[str, str] = {
    "releaseInNature": "Release in nature",
    "escapeFromConfinement": "Escape from confinement",
    "transportContaminant": "Transport - contaminant",
    "transportStowaway": "Transport - stowaway",
    "corridor": "Corridor",
    "unaided": "Unaided",
}

# Concepts of Darwin Core alone, above the categories: they say how, and not which.
ABOVE_CATEGORIES: dict[str, tuple[str, ...]] = {
    "intentional": ("releaseInNature", "escapeFromConfinement"),
    "unintentional": ("transportContaminant", "transportStowaway"),
    "corridorAndDispersal": ("corridor", "unaided"),
}

_SUBCATEGORIES: dict[str, dict[str, str]] = {
    "releaseInNature": {
        "biologicalControl": "Biological control",
        "erosionControl": "Erosion control and dune stabilisation",
        "fisheryInTheWild": "Fishery in the wild",
        "hunting": "Hunting",
        "landscapeImprovement": "Landscape, flora or fauna improvement in the wild",
        "conservationOrWildlifeManagement": "Conservation purposes or wildlife management",
        "releasedForUse": "Release in nature for use, other than above",
        "otherIntentionalRelease": "Other intentional release",
    },
    "escapeFromConfinement": {
        "agriculture": "Agriculture, biofuel feedstocks included",
        "aquacultureMariculture": "Aquaculture and mariculture",
        "publicGardenZooAquaria": "Botanical garden, zoo or aquarium, domestic aquaria excluded",
        "pet": "Pet, aquarium or terrarium species",
        "farmedAnimals": "Farmed animals",
        "forestry": "Forestry, reforestation included",
        "fur": "Fur farms",
        "horticulture": "Horticulture",
        "ornamentalNonHorticulture": "Ornamental purpose other than horticulture",
        "research": "Research and ex-situ breeding",
        "liveFoodLiveBait": "Live food and live bait",
        "otherEscape": "Other escape from confinement",
    },
    "transportContaminant": {
        "contaminantNursery": "Contaminant of nursery material",
        "contaminateBait": "Contaminated bait",
        "foodContaminant": "Food contaminant",
        "contaminantOnAnimals": "Contaminant on animals",
        "parasitesOnAnimals": "Parasites on animals",
        "contaminantOnPlants": "Contaminant on plants",
        "parasitesOnPlants": "Parasites on plants",
        "seedContaminant": "Seed contaminant",
        "timberTrade": "Timber trade",
        "transportationHabitatMaterial": "Transportation of habitat material",
    },
    "transportStowaway": {
        "fishingEquipment": "Angling and fishing equipment",
        "containerBulk": "Container and bulk",
        "hitchhikersAirplane": "Hitchhikers in or on an airplane",
        "hitchhikersShip": "Hitchhikers on a ship or boat",
        "machineryEquipment": "Machinery and equipment",
        "people": "People and their luggage or equipment",
        "packingMaterial": "Organic packing material",
        "ballastWater": "Ship or boat ballast water",
        "hullFouling": "Ship or boat hull fouling",
        "vehicles": "Vehicles",
        "otherTransport": "Other means of transport",
    },
    "corridor": {
        "waterwaysBasinsSeas": "Interconnected waterways, basins and seas",
        "tunnelsBridges": "Tunnels and land bridges",
    },
    "unaided": {
        "naturalDispersal": "Natural dispersal across borders of invasive alien species",
    },
}


@dataclass(frozen=True)
class CbdPathway:
    """Where a Darwin Core concept stands in the Convention's scheme.

    Parameters
    ----------
    concept : str
        Darwin Core's controlled value.
    category : str, optional
        One of `CATEGORIES`; None where the concept spans several.
    subcategory : str, optional
        Its name; None where the concept is a category, or spans several.
    """

    concept: str
    category: str | None
    subcategory: str | None


CROSSWALK: dict[str, CbdPathway] = {
    **{concept: CbdPathway(concept, None, None) for concept in ABOVE_CATEGORIES},
    **{concept: CbdPathway(concept, concept, None) for concept in CATEGORIES},
    **{
        concept: CbdPathway(concept, category, name)
        for category, names in _SUBCATEGORIES.items()
        for concept, name in names.items()
    },
}


def name_of(concept: str) -> str:
    """Return the Convention's name of a concept; for one that it has not, Darwin Core's words.

    Examples
    --------
    >>> name_of("ballastWater"), name_of("escapeFromConfinement"), name_of("corridorAndDispersal")
    ('Ship or boat ballast water', 'Escape from confinement', 'corridor and dispersal')
    """
    from oxyura.schema.pathways import PATHWAY_TERMS

    place = CROSSWALK[concept]
    return place.subcategory or CATEGORIES.get(concept) or PATHWAY_TERMS[concept]
