"""What conventions ask of a Party for the migrants that use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oxyura.apps.web.views.doors import Studies
from oxyura.policy.legal_hooks import membership_in_words
from oxyura.policy.obligations import Obligation, read_duties, shipped_obligations
from oxyura.publish.language import Translation
from oxyura.schema.funding_tables import TASK


@dataclass(frozen=True)
class DutyLine:
    """A provision that is about migrants of the country.

    Parameters
    ----------
    provision, force : str
        Where it stands, and whether it binds those whom the convention binds.
    asks, office : str
        What is asked, and who acts, as a role.
    standing : str
        Whether the convention binds the Party.
    citation, url : str
    """

    provision: str
    force: str
    asks: str
    office: str
    standing: str
    citation: str
    url: str


def list_duties(country: str, studies: Studies, words: Translation) -> tuple[DutyLine, ...]:
    """Return the shipped provisions about the populations with a site in the country, in the order of the tasks."""
    listings = _listings(country, studies)
    if not listings:
        return ()
    order = list(TASK.terms)
    # No table of Parties stands in the register: which conventions bind the Party is said to be unknown, not guessed.
    duties = read_duties(shipped_obligations(), listings, {})
    ordered = sorted((duty.obligation for duty in duties), key=lambda each: order.index(each.task))
    return tuple(_line(each, words) for each in ordered)


def _listings(country: str, studies: Studies) -> list[tuple[str | None, Sequence[str]]]:
    found: list[tuple[str | None, Sequence[str]]] = []
    for _, pages in studies:
        here = {site.site_id for site in pages.sites if site.country == country}
        by_migrant = {each.migrant_id: each for each in pages.listings}
        for migrant in pages.migrants:
            uses_it = migrant.year is not None and any(site in here for site in migrant.year.stays_by_site)
            listing = by_migrant.get(migrant.migrant_id)
            if uses_it and listing is not None:
                found.append((listing.appendix or None, listing.instruments))
    return found


def _line(each: Obligation, words: Translation) -> DutyLine:
    force = {
        "binding": words.gettext("binding"),
        "standard": words.gettext("a recognised standard"),
        "guidance": words.gettext("a recommendation"),
    }.get(each.force, each.force)
    own_name = each.provision.startswith(each.convention)
    return DutyLine(
        each.provision if own_name else f"{each.convention} {each.provision}",
        force,
        words.tell(each.says),
        words.tell(each.role) if each.role else words.gettext("not stated"),
        words.tell(membership_in_words(None)),
        each.citation,
        each.url,
    )
