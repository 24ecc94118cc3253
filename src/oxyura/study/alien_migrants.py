"""Where a migrant of the study is itself the alien species: no listing protects it there."""

from __future__ import annotations

from oxyura.invaders.presence import read_origins, read_presences
from oxyura.migrants.listing import AlienPopulation, same_taxon
from oxyura.schema.table import TableSet


def find_alien_populations(tables: TableSet) -> tuple[AlienPopulation, ...]:
    """Return every site with a share of a migrant that is one taxon with an invader, alien at that site.

    Parameters
    ----------
    tables : TableSet
        `migrants`, `distribution`, `invaders`, `presences` and `sites` are used.

    Returns
    -------
    tuple of AlienPopulation
        Certain where a presence, the subdivision or the country decides, or where the invader is said to be, or to
        have been, at the site.
    """
    pairs = list(same_taxon(tables))
    if not pairs:
        return ()
    table = tables["distribution"]
    sites: dict[str, dict[str, None]] = {}
    for migrant, site, share in zip(
        table.words("migrant_id"), table.words("site_id"), table.numbers("share"), strict=True
    ):
        if share > 0:
            sites.setdefault(migrant, {})[site] = None
    presences, origin = read_presences(tables), read_origins(tables)
    found = []
    for migrant, invader in pairs:
        for site in sites.get(migrant, ()):
            presence = presences.get((invader, site))
            alien, decided_by = (
                (presence.alien, presence.decided_by) if presence is not None else origin(invader, site, None)
            )
            if alien:
                there = presence is not None and presence.status in ("present", "eradicated")
                found.append(AlienPopulation(migrant, invader, site, decided_by, there or decided_by != "default"))
    return tuple(found)
