"""How the populations that use a country are listed."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.apps.web.views.doors import Studies


@dataclass(frozen=True)
class ListedMigrant:
    """A population that uses the country, with its listings.

    Parameters
    ----------
    key : str
        Study and identifier; no other population has it.
    name : str
    appendix : str or None
        Of CMS, such as ``I/II``; None where it is on none.
    instruments : tuple of str
        Agreements and memoranda that are about it.
    """

    key: str
    name: str
    appendix: str | None
    instruments: tuple[str, ...]


def list_listed(country: str, studies: Studies) -> tuple[ListedMigrant, ...]:
    """Return the populations with a share at a site of the country, study by study."""
    found = []
    for entry, pages in studies:
        here = {site.site_id for site in pages.sites if site.country == country}
        listings = {each.migrant_id: each for each in pages.listings}
        for migrant in pages.migrants:
            listing = listings.get(migrant.migrant_id)
            if listing is None or migrant.year is None or here.isdisjoint(migrant.year.stays_by_site):
                continue
            key = f"{entry.slug}/{migrant.migrant_id}"
            found.append(ListedMigrant(key, migrant.name, listing.appendix or None, listing.instruments))
    return tuple(found)
