"""The pairs of migrant and alien species on the first page of a Party pack, and the measure offered for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oxyura.policy.listed_facts import Pairing
from oxyura.policy.national_list import Candidate, asks_here
from oxyura.study.party_list import PartyList

MOST_ROWS = 10


@dataclass(frozen=True)
class FirstRow:
    """A migrant and a species of the list, in every stage that has the same verdict."""

    candidate: Candidate
    pairings: tuple[Pairing, ...]

    @property
    def pairing(self) -> Pairing:
        """The gravest."""
        return self.pairings[0]


@dataclass(frozen=True)
class Offer:
    """A row of `measures` of a study, and whether it is at a site outside the Party."""

    study: str
    row: Mapping[str, object]
    abroad: bool

    def number(self, column: str) -> float | None:
        """Return what a column holds; None where it is empty."""
        value = self.row[column]
        return float(value) if isinstance(value, int | float) else None


def first_rows(candidates: tuple[Candidate, ...]) -> tuple[FirstRow, ...]:
    """Return every pair of migrant and listed species, what asks for action in the Party first."""
    groups: dict[tuple[str, str], list[tuple[Candidate, Pairing]]] = {}
    for candidate in candidates:
        for pairing in candidate.pairings:
            groups.setdefault((pairing.migrant_name, candidate.name), []).append((candidate, pairing))
    rows = []
    for found in groups.values():
        found.sort(key=lambda each: (not asks_here(each[1]), each[1].basis == "elsewhere", each[1].rank))
        same = tuple(pairing for _, pairing in found if pairing.verdict == found[0][1].verdict)
        rows.append(FirstRow(found[0][0], same))
    return tuple(sorted(rows, key=lambda row: (not asks_here(row.pairing), row.pairing.rank, row.candidate.name)))


def best_offer(gathered: PartyList, row: FirstRow) -> Offer | None:
    """Return the first measure on offer against the species where the pair meets, else at a site of the Party.

    None is offered for a pair that is no matter of the Party: what others do on their ground is theirs to choose.
    """
    pairing = row.pairing
    if pairing.basis == "elsewhere":
        return None
    tables = next(each.tables for each in gathered.studies if each.study.name == pairing.study)
    sites = tables["sites"]
    here = {
        site
        for site, country in zip(sites.words("site_id"), sites.texts("country"), strict=True)
        if country == gathered.party
    }
    offers = [
        record
        for record in tables["measures"].records()
        if isinstance(record["invader_ids"], tuple)
        and pairing.invader_id in record["invader_ids"]
        and record["outcome"] is None
    ]
    anywhere = {str(record["site_id"]) for record in offers}
    for wanted in (here & set(pairing.sites), here, set(pairing.sites), anywhere):
        for each in offers:
            if each["site_id"] is None or each["site_id"] in wanted:
                return Offer(pairing.study, each, each["site_id"] is not None and each["site_id"] not in here)
    return None
