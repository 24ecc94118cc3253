"""One study as a Party sees it: which of its migrants use the Party, and what meets them there and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oxyura.invaders.presence import read_presences
from oxyura.migrants.listing import read_listings
from oxyura.policy.listed_facts import Basis, Pairing, Sighting
from oxyura.schema.table import number_of, text_of
from oxyura.study.judged_studies import JudgedStudy
from oxyura.study.pairs import Pair
from oxyura.study.records_of_harm import PairKey, find_pairs_on_record, key_of_record


def _key(pair: Pair) -> PairKey:
    return pair.migrant_id, pair.invader_id, pair.stage, pair.mechanism


class StudyView:
    """One study as a Party sees it.

    Parameters
    ----------
    judged : JudgedStudy
    party : str
        ISO code.

    Attributes
    ----------
    users : set of str
        Migrants that use a site in the Party.
    flyway_sites : set of str
        Sites that these migrants use, in the Party and elsewhere.
    flyway : set of str
        Countries of these sites.
    """

    def __init__(self, judged: JudgedStudy, party: str) -> None:
        self.judged, self.tables, self.party = judged, judged.tables, party
        self.name = judged.study.name
        sites = self.tables["sites"]
        self.countries = dict(zip(sites.words("site_id"), sites.texts("country"), strict=True))
        self.site_names = dict(zip(sites.words("site_id"), sites.words("name"), strict=True))
        self.presences = read_presences(self.tables)
        self.users = {migrant for migrant, site in self._stays() if self.countries.get(site) == party}
        self.flyway_sites = {site for migrant, site in self._stays() if migrant in self.users}
        self.flyway = {country for site in self.flyway_sites if (country := self.countries.get(site)) is not None}

    def _stays(self) -> Iterator[tuple[str, str]]:
        table = self.tables["distribution"]
        shares = table.numbers("share", 1.0)
        for migrant, site, share in zip(table.words("migrant_id"), table.words("site_id"), shares, strict=True):
            if share > 0:
                yield migrant, site

    def pairings(self) -> Iterator[Pairing]:
        """Yield every pair that was judged, as near to the Party as it is."""
        listings = read_listings(self.tables)
        migrants, invaders = self._names("migrants", "migrant_id"), self._names("invaders", "invader_id")
        sources, on_record = self._sources(), find_pairs_on_record(self.tables)
        for pair in self.judged.pairs:
            listing = listings.get(pair.migrant_id)
            sites = sorted(pair.sites, key=lambda site: self.countries.get(site) != self.party)
            yield Pairing(
                self.name,
                pair.migrant_id,
                pair.invader_id,
                invaders.get(pair.invader_id, pair.invader_id),
                migrants.get(pair.migrant_id, pair.migrant_id),
                None if listing is None else listing.appendix,
                () if listing is None else listing.instruments,
                pair.stage,
                pair.mechanism,
                pair.judgement.verdict,
                pair.judgement.rule,
                pair.judgement.reasons,
                pair.judgement.would_settle,
                self._basis(pair),
                tuple(sites),
                tuple(pair.effect_on_rate.items()),
                tuple(sources.get(_key(pair), ())),
                _key(pair) in on_record,
            )

    def _basis(self, pair: Pair) -> Basis:
        if pair.migrant_id not in self.users:
            return "elsewhere"
        used = {site for migrant, site in self._stays() if migrant == pair.migrant_id}
        for site in used:
            presence = self.presences.get((pair.invader_id, site))
            known = presence is not None and presence.status in ("present", "eradicated")
            if known and self.countries.get(site) == self.party:
                return "here"
        return "flyway"

    def _names(self, table: str, key: str) -> Mapping[str, str]:
        return dict(zip(self.tables[table].words(key), self.tables[table].words("scientific_name"), strict=True))

    def _sources(self) -> Mapping[PairKey, dict[str, None]]:
        """Return the sources of the records of every pair, in the order of the tables."""
        found: dict[PairKey, dict[str, None]] = {}
        for name in ("impacts", "evidence"):
            for record in self.tables[name].records():
                source = text_of(record["source_id"])
                if source is not None:
                    found.setdefault(key_of_record(record), {})[source] = None
        return found

    def sightings(self) -> Iterator[Sighting]:
        """Yield every row of `presences`."""
        invaders = {str(record["invader_id"]): record for record in self.tables["invaders"].records()}
        for record in self.tables["presences"].records():
            invader, site = str(record["invader_id"]), str(record["site_id"])
            presence, species = self.presences[invader, site], invaders.get(invader, {})
            year = number_of(record["first_year"])
            yield Sighting(
                self.name,
                invader,
                str(species.get("scientific_name") or invader),
                site,
                self.site_names.get(site) or site,
                self.countries.get(site),
                presence.status,
                presence.alien,
                presence.decided_by != "default",
                text_of(record["establishment_means"]),
                text_of(record["degree_of_establishment"]),
                text_of(record["pathway"]),
                None if year is None else int(year),
                text_of(record["source_id"]),
                site in self.flyway_sites,
                text_of(species.get("vernacular_name")) or "",
                text_of(species.get("group")) or "",
            )
