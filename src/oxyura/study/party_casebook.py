"""What the casebook knows that concerns one Party: its own sites and migrants, and evidence that it can borrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from oxyura.schema.table import TableSet
from oxyura.sources.names import canonical_name
from oxyura.study.casebook_studies import casebook_names
from oxyura.study.reading import read_study

Record = Mapping[str, object]


@dataclass(frozen=True)
class CasebookMigrant:
    """A migrant of a casebook study.

    Parameters
    ----------
    study : str
        The casebook study.
    tables : TableSet
        Its tables.
    migrant_id : str
        The migrant there.
    name, key : str
        Scientific name without authors, and the same for comparison.
    is_listed : bool
        Whether the casebook has it on an appendix or under an instrument.
    sites : frozenset of str
        Sites with a share of it.
    """

    study: str
    tables: TableSet
    migrant_id: str
    name: str
    key: str
    is_listed: bool
    sites: frozenset[str]

    def records(self, table: str) -> Iterator[Record]:
        """Yield the migrant's rows of a table."""
        yield from self.tables[table].matching("migrant_id", self.migrant_id).records()

    def sites_in(self, party: str) -> frozenset[str]:
        """Return its sites that lie in a country."""
        return frozenset(
            str(record["site_id"]) for record in sites_in(self.tables, party) if record["site_id"] in self.sites
        )


def open_casebook(names: Iterable[str] | None = None) -> tuple[CasebookMigrant, ...]:
    """Return every migrant of the casebook, in the order of studies and tables.

    Parameters
    ----------
    names : iterable of str, optional
        Studies to look into; all that ship by default.
    """
    found: list[CasebookMigrant] = []
    for study in casebook_names() if names is None else names:
        found.extend(_migrants(study, read_study(study).tables))
    return tuple(found)


def _migrants(study: str, tables: TableSet) -> Iterator[CasebookMigrant]:
    spread = tables["distribution"]
    places: dict[str, set[str]] = {}
    for migrant, site, share in zip(
        spread.words("migrant_id"), spread.words("site_id"), spread.numbers("share"), strict=True
    ):
        if share > 0:
            places.setdefault(migrant, set()).add(site)
    table = tables["migrants"]
    for migrant, text, appendix, instruments in zip(
        table.words("migrant_id"),
        table.words("scientific_name"),
        table.texts("cms_appendix"),
        table.lists("instruments"),
        strict=True,
    ):
        name = canonical_name(text)
        if name is not None:
            listed = appendix is not None or bool(instruments)
            sites = frozenset(places.get(migrant, ()))
            yield CasebookMigrant(study, tables, migrant, name.name, name.key, listed, sites)


def sites_in(tables: TableSet, party: str) -> Iterator[Record]:
    """Yield the sites of a study that lie in a country, by their country or their subdivision."""
    for record in tables["sites"].records():
        if party in (record["country"], str(record["subdivision"] or "").partition("-")[0]):
            yield record
