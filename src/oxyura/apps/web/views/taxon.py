"""An invader over all studies that know it."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.apps.web.library import Entry
from oxyura.apps.web.views.doors import Studies
from oxyura.apps.web.views.invader_page import InvaderPage, MeasureView
from oxyura.apps.web.views.migrant_page import MigrantPage, PairView
from oxyura.apps.web.views.study_pages import StudyPages
from oxyura.impacts.verdicts import SEVERITY


@dataclass(frozen=True)
class Harm:
    """A population that the invader may harm, and how sure that is."""

    entry: Entry
    study: StudyPages
    migrant: MigrantPage
    pair: PairView


@dataclass(frozen=True)
class TaxonView:
    """Everything that the studies say of an invader.

    Parameters
    ----------
    records : tuple of (Entry, StudyPages, InvaderPage)
        What each study says of where it is.
    harms : tuple of Harm
        The gravest first.
    measures : tuple of (Entry, StudyPages, MeasureView)
        What was done against it first, then what is on offer.
    pathways : tuple of (str, int)
        How it came, and at how many sites.
    """

    taxon: str
    name: str
    scientific_name: str
    group: str
    native_countries: tuple[str, ...]
    records: tuple[tuple[Entry, StudyPages, InvaderPage], ...]
    harms: tuple[Harm, ...]
    measures: tuple[tuple[Entry, StudyPages, MeasureView], ...]
    pathways: tuple[tuple[str, int], ...]
    since: str

    @property
    def present_at(self) -> int:
        """Number of sites where it is present as an alien."""
        return sum(page.present_at for _, _, page in self.records)

    @property
    def migrants(self) -> int:
        """Number of populations that the studies hold it against."""
        return len({(harm.entry.slug, harm.migrant.migrant_id) for harm in self.harms})


_STATES = ("succeeded", "failed", "pending", "chosen", "offered")


def gather_taxon(taxon: str, studies: Studies) -> TaxonView | None:
    """Return what the studies say of an invader; None where none knows it."""
    records = tuple((entry, pages, page) for entry, pages in studies for page in pages.invaders if page.taxon == taxon)
    if not records:
        return None
    harms: list[Harm] = []
    measures: list[tuple[Entry, StudyPages, MeasureView]] = []
    for entry, pages, page in records:
        harms.extend(
            Harm(entry, pages, migrant, pair)
            for migrant in pages.migrants
            for pair in migrant.pairs
            if pair.invader_id == page.invader_id
        )
        measures.extend((entry, pages, measure) for measure in pages.measures if page.invader_id in measure.invader_ids)
    pathways: dict[str, int] = {}
    years: list[int] = []
    for _, _, page in records:
        for each in page.occurrences:
            if each.alien and each.pathway:
                pathways[each.pathway] = pathways.get(each.pathway, 0) + 1
            if each.alien and each.first_year:
                years.append(int(each.first_year))
    first = records[0][2]
    return TaxonView(
        taxon,
        first.name,
        first.scientific_name,
        next((page.group for _, _, page in records if page.group), ""),
        tuple(dict.fromkeys(code for _, _, page in records for code in page.native_countries)),
        records,
        tuple(sorted(harms, key=lambda harm: SEVERITY.index(harm.pair.line.verdict))),
        tuple(sorted(measures, key=lambda each: _STATES.index(each[2].state))),
        tuple(sorted(pathways.items(), key=lambda item: -item[1])),
        str(min(years)) if years else "",
    )
