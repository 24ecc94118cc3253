"""What a national list is drawn up from: judged pairs, sightings, entries of the national checklist, and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.policy.regulations import Regulation
from oxyura.policy.species_names import Taxon, name_key
from oxyura.schema.intervals import Band

Basis = Literal["here", "flyway", "elsewhere"]
BASES: tuple[Basis, ...] = ("here", "flyway", "elsewhere")


@dataclass(frozen=True)
class Pairing:
    """One migrant and one invader of a study in one stage by one mechanism, with its verdict.

    Parameters
    ----------
    study, migrant_id, invader_id : str
        Where it is from.
    invader_name : str
        Scientific name of the invader.
    migrant_name : str
        Scientific name of the migrant.
    appendix : str or None
        Appendix of CMS.
    instruments : tuple of str
        Of the CMS family.
    stage : str
    mechanism : str or None
        None where they meet and nothing is recorded.
    verdict : Verdict
    rule : str
        What decided.
    reasons : tuple of str
        Sentences, with the records that they rest on.
    would_settle : str
        The study that would settle it; empty where nothing is open.
    basis : {'here', 'flyway', 'elsewhere'}
        ``here``: they meet at a site in the Party; ``flyway``: the migrant uses the Party, and the invader meets it, or
        is on record against it, elsewhere; ``elsewhere``: the study has no site of the migrant in the Party.
    sites : tuple of str
        site_ids at which they meet; those in the Party first.
    sizes : tuple of (str, Band)
        Rate and its change, where it has limits.
    sources : tuple of str
        source_ids of the records.
    on_record : bool
        Whether a record speaks of an effect, of known or unknown size, and not only of their meeting.
    """

    study: str
    migrant_id: str
    invader_id: str
    invader_name: str
    migrant_name: str
    appendix: str | None
    instruments: tuple[str, ...]
    stage: str
    mechanism: str | None
    verdict: Verdict
    rule: str
    reasons: tuple[str, ...]
    would_settle: str
    basis: Basis
    sites: tuple[str, ...] = ()
    sizes: tuple[tuple[str, Band], ...] = ()
    sources: tuple[str, ...] = ()
    on_record: bool = True

    @property
    def rank(self) -> tuple[int, bool, int, int, float]:
        """The graver first; then what is on record, nearer, more strictly protected and larger."""
        appendix = 0 if "I" in (self.appendix or "").split("/") else 1 if self.appendix else 2
        size = min((band.median for _, band in self.sizes), default=0.0)
        return SEVERITY.index(self.verdict), not self.on_record, BASES.index(self.basis), appendix, size


@dataclass(frozen=True)
class Sighting:
    """What a study says of an invader at one site.

    Parameters
    ----------
    study, invader_id, invader_name, site_id, site_name : str
    country : str or None
        ISO code of the site; None where the study does not say.
    status : str
        ``present``, ``absent``, ``eradicated`` or ``not_surveyed``.
    alien : bool
        Whether it is alien there.
    decided : bool
        Whether anything says so; else alien is assumed.
    means, degree, pathway : str or None
        Darwin Core terms.
    first_year : int or None
    source : str or None
        source_id.
    on_flyway : bool
        Whether a migrant uses the site that also uses the Party.
    vernacular, group : str
        Of the invader, as the study has them.
    """

    study: str
    invader_id: str
    invader_name: str
    site_id: str
    site_name: str
    country: str | None
    status: str
    alien: bool
    decided: bool
    means: str | None
    degree: str | None
    pathway: str | None
    first_year: int | None
    source: str | None
    on_flyway: bool
    vernacular: str = ""
    group: str = ""


@dataclass(frozen=True)
class Entry:
    """A species of the Party's national checklist, harmonised.

    Parameters
    ----------
    name : str
        Scientific name without authors.
    listed_as : tuple of str
        As the list has it.
    group : str
    is_invasive : str
        ``yes``, ``no`` or ``not_stated``.
    means : str
        Darwin Core term; empty where not stated.
    status : str
        ``present``, ``absent``, ``eradicated``, or ``not_surveyed`` for a doubtful report.
    first_year : int or None
    habitat : str
    areas : tuple of str
        Codes of the parts of the Party that the list names.
    source : str
        The list.
    """

    name: str
    listed_as: tuple[str, ...]
    group: str
    is_invasive: str
    means: str
    status: str
    first_year: int | None
    habitat: str
    areas: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class PartyFacts:
    """Everything that a national list is drawn up from.

    Parameters
    ----------
    party : str
        ISO code.
    date : str
        Day of the list, YYYY-MM-DD: what is in force is judged on it.
    pairings : tuple of Pairing
    sightings : tuple of Sighting
    entries : tuple of Entry
    rules : tuple of Regulation
    has_checklist : bool
        Whether a national checklist was given.
    flyway : frozenset of str
        Countries of sites that are used by migrants which use the Party.
    accepted : mapping of str to str
        Accepted name by synonym, both in lower case without authors, as the user gives them.
    """

    party: str
    date: str
    pairings: tuple[Pairing, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    entries: tuple[Entry, ...] = ()
    rules: tuple[Regulation, ...] = ()
    has_checklist: bool = False
    flyway: frozenset[str] = frozenset()
    accepted: Mapping[str, str] = field(default_factory=dict)

    def key(self, name: str) -> Taxon:
        """Return what tells whether two names are of one species: genus and epithets of the accepted name."""
        words = name_key(name)
        return tuple(self.accepted.get(" ".join(words), " ".join(words)).split())
