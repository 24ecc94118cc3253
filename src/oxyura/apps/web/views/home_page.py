"""What the first page and the lists behind the doors show, gathered once from all studies."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.apps.web.library import Entry
from oxyura.apps.web.views.doors import (
    CountryCard,
    DecisionCard,
    MigrantCard,
    Studies,
    TaxonCard,
    list_countries,
    list_decisions,
    list_migrant_cards,
    list_places,
    list_taxa,
)
from oxyura.apps.web.views.site_page import SitePage
from oxyura.apps.web.views.world_map import SiteMap, draw_world
from oxyura.publish.language import Translation


@dataclass(frozen=True)
class Doors:
    """The lists behind the four doors, and the map of all sites; the same for every reader of a language."""

    migrants: tuple[MigrantCard, ...]
    taxa: tuple[TaxonCard, ...]
    countries: tuple[CountryCard, ...]
    places: tuple[tuple[Entry, SitePage], ...]
    decisions: tuple[DecisionCard, ...]
    world: SiteMap


def gather_doors(studies: Studies, words: Translation) -> Doors:
    """Return what stands behind the doors."""
    return Doors(
        list_migrant_cards(studies),
        list_taxa(studies),
        list_countries(studies, words),
        list_places(studies),
        list_decisions(studies),
        draw_world(studies, words),
    )
