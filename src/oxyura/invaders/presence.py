"""What is known of each invader at each site, and whether it is alien there."""

from __future__ import annotations

from collections.abc import Mapping
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
    decided_by : str
        ``presence``, ``country`` or ``default``: what made it alien or native.
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
    countries = dict(zip(tables["sites"].words("site_id"), tables["sites"].texts("country"), strict=True))
    invaders = tables["invaders"]
    native = dict(zip(invaders.words("invader_id"), invaders.lists("native_countries"), strict=True))
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
        alien, decided_by = is_alien(means, countries.get(site), native.get(invader, ()))
        presences[invader, site] = Presence(invader, site, status, alien, float(share), float(abundance), decided_by)
    return presences


def is_alien(means: str | None, country: str | None, native_countries: tuple[str, ...]) -> tuple[bool, str]:
    """Decide whether a presence is alien, and say by what.

    Parameters
    ----------
    means : str, optional
        Darwin Core establishmentMeans of the presence.
    country : str, optional
        Country of the site.
    native_countries : tuple of str
        Countries in which the species is native.

    Returns
    -------
    (bool, str)
        Alien or not; ``presence``, ``country`` or ``default``.

    Examples
    --------
    The hedgehog is native to Great Britain and alien on South Uist, in the same country:

    >>> is_alien("introduced", "GB", ("GB",))
    (True, 'presence')
    >>> is_alien(None, "GB", ("GB",))
    (False, 'country')
    """
    if means in ALIEN_MEANS:
        return True, "presence"
    if means in NATIVE_MEANS:
        return False, "presence"
    if country is not None and native_countries:
        return country not in native_countries, "country"
    return True, "default"
