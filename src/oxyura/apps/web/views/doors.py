"""The lists behind the four doors, over all studies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oxyura.apps.web.library import Entry
from oxyura.apps.web.views.country_names import country_in_words
from oxyura.apps.web.views.invader_page import MeasureView
from oxyura.apps.web.views.migrant_page import MigrantPage
from oxyura.apps.web.views.site_page import SitePage
from oxyura.apps.web.views.study_pages import StudyPages
from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.publish.language import Translation

Studies = Sequence[tuple[Entry, StudyPages]]


@dataclass(frozen=True)
class MigrantCard:
    """A population in a list."""

    entry: Entry
    migrant: MigrantPage


@dataclass(frozen=True)
class TaxonCard:
    """An invader in a list: in how many studies and at how many sites, and the gravest verdict on it."""

    taxon: str
    name: str
    scientific_name: str
    group: str
    sites: int
    studies: int
    migrants: int
    verdict: Verdict


@dataclass(frozen=True)
class CountryCard:
    """A country in a list."""

    code: str
    name: str
    sites: int
    migrants: int
    invaded: int


@dataclass(frozen=True)
class DecisionCard:
    """A study with measures: those that the plan takes, and those on offer."""

    entry: Entry
    study: StudyPages
    chosen: tuple[MeasureView, ...]
    offered: int
    done: int


def list_migrant_cards(studies: Studies) -> tuple[MigrantCard, ...]:
    """Return every population, those under the gravest threat first."""
    cards = [MigrantCard(entry, migrant) for entry, pages in studies for migrant in pages.migrants]
    return tuple(sorted(cards, key=lambda card: (SEVERITY.index(card.migrant.verdict), card.migrant.name.casefold())))


def list_taxa(studies: Studies) -> tuple[TaxonCard, ...]:
    """Return every invader once, those with the gravest verdict first."""
    found: dict[str, TaxonCard] = {}
    for _, pages in studies:
        for invader in pages.invaders:
            pairs = [
                (migrant.migrant_id, pair.line.verdict)
                for migrant in pages.migrants
                for pair in migrant.pairs
                if pair.invader_id == invader.invader_id
            ]
            before = found.get(invader.taxon)
            verdicts: list[Verdict] = [verdict for _, verdict in pairs]
            if before is not None:
                verdicts.append(before.verdict)
            verdict: Verdict = min(verdicts, key=SEVERITY.index, default="not_assessed")
            found[invader.taxon] = TaxonCard(
                invader.taxon,
                before.name if before else invader.name,
                invader.scientific_name,
                invader.group or (before.group if before else ""),
                invader.present_at + (before.sites if before else 0),
                1 + (before.studies if before else 0),
                len({migrant for migrant, _ in pairs}) + (before.migrants if before else 0),
                verdict,
            )
    return tuple(sorted(found.values(), key=lambda card: (SEVERITY.index(card.verdict), card.name.casefold())))


def list_countries(studies: Studies, words: Translation) -> tuple[CountryCard, ...]:
    """Return every country with a site, by name."""
    sites: dict[str, list[SitePage]] = {}
    migrants: dict[str, set[tuple[str, str]]] = {}
    for entry, pages in studies:
        for site in pages.sites:
            if site.country:
                sites.setdefault(site.country, []).append(site)
        for migrant in pages.migrants:
            for each in () if migrant.year is None else migrant.year.sites:
                if each.country and max(each.shares) > 0:
                    migrants.setdefault(each.country, set()).add((entry.slug, migrant.migrant_id))
    cards = [
        CountryCard(
            code,
            country_in_words(code, words),
            len(found),
            len(migrants.get(code, ())),
            sum(site.status == "present" for site in found),
        )
        for code, found in sites.items()
    ]
    return tuple(sorted(cards, key=lambda card: card.name.casefold()))


def list_places(studies: Studies) -> tuple[tuple[Entry, SitePage], ...]:
    """Return every place, by name."""
    found = [(entry, site) for entry, pages in studies for site in pages.sites]
    return tuple(sorted(found, key=lambda each: each[1].name.casefold()))


def list_decisions(studies: Studies) -> tuple[DecisionCard, ...]:
    """Return the studies with measures on offer first, then those where all have been taken."""
    cards = [
        DecisionCard(
            entry,
            pages,
            tuple(measure for measure in pages.measures if measure.state == "chosen"),
            sum(measure.state in ("chosen", "offered") for measure in pages.measures),
            sum(measure.state not in ("chosen", "offered") for measure in pages.measures),
        )
        for entry, pages in studies
        if pages.measures
    ]
    return tuple(sorted(cards, key=lambda card: (not card.offered, card.entry.title.casefold())))
