"""What is known of each invader at each site, and whether it is alien there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oxyura.schema.table import TableSet
from oxyura.schema.vocabularies import ALIEN_MEANS, NATIVE_MEANS


@dataclass(frozen=True)
class Presence:
    """An invader at a site.

    Parameters
    ----------
    invader_id, site_id : str
        Who and where.
    status : str
        ``present``, ``absent``, ``eradicated`` or ``not_surveyed``.
    alien : bool
        Alien at this site; a native presence acts but is never removed or attributed.
    share_exposed : float
        Share of the migrants at the site that meet it, 0 to 1.
    relative_abundance : float
        Its abundance against where the effect was measured.
    decided_by : {'presence', 'subdivision', 'country', 'default'}
        What made it alien or native; ``default``: nothing says, and it counts as alien.
    """

    invader_id: str
    site_id: str
    status: str
    alien: bool
    share_exposed: float
    relative_abundance: float
    decided_by: str

    @property
    def acts(self) -> bool:
        """Whether the invader is there."""
        return self.status == "present"


def read_presences(tables: TableSet) -> Mapping[tuple[str, str], Presence]:
    """Return the presences by (invader_id, site_id); what is not listed is not surveyed."""
    origin = read_origins(tables)
    table = tables["presences"]
    rows = zip(
        table.words("invader_id"),
        table.words("site_id"),
        table.words("status"),
        table.texts("establishment_means"),
        table.numbers("share_exposed", 1.0),
        table.numbers("relative_abundance", 1.0),
        strict=True,
    )
    presences = {}
    for invader, site, status, means, share, abundance in rows:
        alien, decided_by = origin(invader, site, means)
        presences[invader, site] = Presence(invader, site, status, alien, float(share), float(abundance), decided_by)
    return presences


def read_origins(tables: TableSet) -> Callable[[str, str, str | None], tuple[bool, str]]:
    """Return a function that says, for invader_id, site_id and establishmentMeans, what `is_alien` says."""
    sites, invaders = tables["sites"], tables["invaders"]
    places = dict(
        zip(sites.words("site_id"), zip(sites.texts("country"), sites.texts("subdivision"), strict=True), strict=True)
    )
    native = dict(zip(invaders.words("invader_id"), invaders.lists("native_countries"), strict=True))

    def origin(invader: str, site: str, means: str | None) -> tuple[bool, str]:
        country, subdivision = places.get(site, (None, None))
        return is_alien(means, country, native.get(invader, ()), subdivision)

    return origin


def is_alien(
    means: str | None, country: str | None, native_areas: tuple[str, ...], subdivision: str | None = None
) -> tuple[bool, str]:
    """Decide whether a presence is alien, and say by what.

    Parameters
    ----------
    means : str, optional
        Darwin Core establishmentMeans of the presence.
    country : str, optional
        Country of the site, ISO 3166-1.
    native_areas : tuple of str
        Countries (ISO 3166-1) and parts of countries (ISO 3166-2) in which the species is native.
    subdivision : str, optional
        Part of the country in which the site lies, ISO 3166-2.

    Returns
    -------
    (bool, str)
        Alien or not; ``presence``, ``subdivision``, ``country`` or ``default``.

    Notes
    -----
    The presence's own word wins. Else the site's subdivision is looked up, then its country. A country that is listed
    is native whole: where the species is alien in a part of it, only the presence can say so. Where parts of a country
    are listed and not the country, the species is native in these alone; of a site there whose part is not given,
    nothing is known. Codes are compared as they stand: that a part lies within a larger one is not known here. Where
    nothing decides, the presence counts as alien, ``default``.

    Examples
    --------
    The hedgehog is native to Great Britain and alien on South Uist, in the same country:

    >>> is_alien("introduced", "GB", ("GB",), "GB-ELS")
    (True, 'presence')
    >>> is_alien(None, "GB", ("GB",), "GB-SRY")
    (False, 'country')
    >>> is_alien(None, "GB", ("GB-SRY",), "GB-ELS")
    (True, 'subdivision')
    """
    if means in ALIEN_MEANS:
        return True, "presence"
    if means in NATIVE_MEANS:
        return False, "presence"
    country = country or (subdivision.partition("-")[0] if subdivision else None)
    if country is None or not native_areas:
        return True, "default"
    if subdivision is not None and subdivision in native_areas:
        return False, "subdivision"
    if country in native_areas:
        return False, "country"
    if any(area.startswith(f"{country}-") for area in native_areas):
        return True, "default" if subdivision is None else "subdivision"
    return True, "country"
