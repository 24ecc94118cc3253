"""What conventions, and laws that studies quote, ask of a Party for the migrants that use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from oxyura.apps.web.views.country_listings import ListedMigrant
from oxyura.apps.web.views.doors import Studies
from oxyura.apps.web.views.study_pages import OwnObligation
from oxyura.policy.legal_hooks import membership_in_words
from oxyura.policy.obligations import Obligation, is_own_law, join_obligations, read_duties, shipped_obligations
from oxyura.publish.language import Translation
from oxyura.schema.conventions import Answer, Membership
from oxyura.schema.funding_tables import TASK


@dataclass(frozen=True)
class DutyLine:
    """A provision that is about migrants of the country.

    Parameters
    ----------
    convention, provision, force : str
        Where it stands, and whether it binds those whom the convention binds.
    asks, office, authority : str
        What is asked; who acts, as a role; the institution that a study names for it, or nothing.
    answer : {'bound', 'not_bound', 'disputed', 'not_known', 'own'}
        Whether its convention binds the Party; ``own``: it is no convention, and a study quotes it for the Party.
    standing : str
        The same in words, with its sources.
    citation, url : str
    own : bool
        Whether a study quotes it; the shipped ones cite in English.
    """

    convention: str
    provision: str
    force: str
    asks: str
    office: str
    authority: str
    answer: Answer | Literal["own"]
    standing: str
    citation: str
    url: str
    own: bool


def list_duties(
    country: str,
    studies: Studies,
    listed: Sequence[ListedMigrant],
    memberships: Mapping[str, Membership],
    words: Translation,
) -> tuple[DutyLine, ...]:
    """Return the provisions about the populations that use a country, in the order of the tasks.

    Parameters
    ----------
    country : str
    studies : sequence
        Those whose rows of `obligations` count.
    listed : sequence of ListedMigrant
        The populations.
    memberships : mapping of str to Membership
        What a table of parties says of the country, by convention; empty without one.
    words : Translation
    """
    if not listed:
        return ()
    order = list(TASK.terms)
    listings = [(each.appendix, each.instruments) for each in listed]
    duties = read_duties(_obligations(country, studies), listings, memberships)
    ordered = sorted((duty.obligation for duty in duties), key=lambda each: order.index(each.task))
    return tuple(_line(each, memberships, words) for each in ordered)


def _obligations(country: str, studies: Studies) -> list[Obligation]:
    """Return the shipped provisions and the rows of studies with a site in the country, each said once."""
    own: dict[Obligation, None] = {}
    for _, pages in studies:
        if pages.obligations and any(site.country == country for site in pages.sites):
            rows = [_row(each) for each in pages.obligations]
            sources = {each.citation: each.citation for each in pages.obligations}
            own.update((each, None) for each in join_obligations(rows, sources, country) if each.own)
    replaced = {each.obligation_id for each in own}
    return [*(each for each in shipped_obligations() if each.obligation_id not in replaced), *own]


def _row(each: OwnObligation) -> Mapping[str, object]:
    """Return a row as the table `obligations` of a study has it."""
    return {
        "obligation_id": each.obligation_id,
        "convention": each.convention,
        "provision": each.provision or None,
        "force": each.force or None,
        "task": each.task,
        "says": each.says or None,
        "role": each.role or None,
        "authority": each.authority or None,
        "territory": each.territory,
        "url": each.url or None,
        "source_id": each.citation or None,
    }


def _line(each: Obligation, memberships: Mapping[str, Membership], words: Translation) -> DutyLine:
    force = {
        "binding": words.gettext("binding"),
        "standard": words.gettext("a recognised standard"),
        "guidance": words.gettext("a recommendation"),
    }.get(each.force, each.force)
    membership = memberships.get(each.convention)
    if is_own_law(each, memberships):
        answer: Answer | Literal["own"] = "own"
        standing = words.gettext("quoted by a study for this Party")
    else:
        answer = "not_known" if membership is None else membership.answer
        standing = say_standing(membership, words)
    return DutyLine(
        each.convention,
        each.provision if each.provision.startswith(each.convention) else f"{each.convention} {each.provision}".strip(),
        force,
        words.tell(each.says),
        words.tell(each.role) if each.role else words.gettext("not stated"),
        each.authority,
        answer,
        standing,
        each.citation,
        each.url,
        each.own,
    )


def say_standing(membership: Membership | None, words: Translation) -> str:
    """Say whether a convention binds a Party, and which sources say so."""
    said = words.tell(membership_in_words(membership))
    if membership is None or membership.answer != "bound":
        return said
    return f"{said} ({words.joined([each.source for each in membership.statements])})"
