"""A flyway's gaps in words: which addition closes what, for whose migrants, and how that is known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.policy.regulations import read_regulations
from oxyura.publish.labels import Labels, Species, read_labels
from oxyura.publish.language import Translation

if TYPE_CHECKING:
    from oxyura.policy.coherence import Coherence, Gap, Reading
    from oxyura.policy.listing_reach import Listing, Reach
    from oxyura.study.package import Study

_MOST_NAMES = 4


@dataclass(frozen=True)
class GapLine:
    """One Party and one invader, as the page tells it.

    Parameters
    ----------
    party : str
        Code of the country.
    invader : Species
        The invader.
    known : str
        What is known of it there.
    standing : str
        What is known of its listing.
    migrants, concerned, exposed : str
        Whom it exposes, which other Parties host them, and at whose sites it exposes them elsewhere.
    told, possible : str
        Exposure that waits for it.
    verdict : str
        The gravest of what is known of harm, in words.
    doubtful : bool
        Whether a rule may list it already.
    """

    party: str
    invader: Species
    known: str
    standing: str
    migrants: str
    concerned: str
    exposed: str
    told: str
    possible: str
    verdict: str
    doubtful: bool


@dataclass(frozen=True)
class PointLine:
    """One step of the frontier: `percent` of what lists can close, and what is new in the set."""

    most: str
    closed: str
    share: str
    percent: float
    sure: str
    added: str
    dropped: str


@dataclass(frozen=True)
class RuleLine:
    """A rule that was read."""

    instrument: str
    taxon: str
    territory: str
    date: str
    forbids: str


@dataclass(frozen=True)
class CountLine:
    """A number of exposures, their sum, and why no listing closes them."""

    reason: str
    number: str
    value: str


class Names:
    """Every name of several studies: a migrant by its study, an invader by its scientific name."""

    def __init__(self, studies: Sequence[Study], coherence: Coherence, words: Translation) -> None:
        self.words = words
        self.labels: Mapping[str, Labels] = {study.name: read_labels(study.tables, words) for study in studies}
        self._taxa = coherence.names
        self._invaders: dict[str, Species] = {}
        for labels in self.labels.values():
            for species in labels.invaders.values():
                self._invaders.setdefault(species.scientific_name, species)

    def invader(self, taxon: str) -> Species:
        """Return the names of an invader."""
        scientific = self._taxa.get(taxon, taxon)
        return self._invaders.get(scientific) or Species(scientific, scientific)

    def migrants(self, found: Iterable[tuple[str, str]], most: int = _MOST_NAMES) -> str:
        """Return the names of migrants as in a sentence, the first ones and how many more."""
        names = list(dict.fromkeys(self.labels[study].migrant(migrant).name for study, migrant in found))
        more = len(names) - most
        if more <= 0:
            return self.words.joined(names)
        others = self.words.say_count("%(number)s other", "%(number)s others", more, number=self.words.exact(more))
        return self.words.joined([*names[:most], others])

    def listing(self, listing: Listing) -> str:
        """Return an addition in words."""
        return self.words.say("%(party)s: %(invader)s", party=listing.party, invader=self.invader(listing.taxon).name)


def gap_lines(gaps: Iterable[Gap], names: Names) -> tuple[GapLine, ...]:
    """Return gaps as the page tells them."""
    words = names.words
    return tuple(
        GapLine(
            gap.listing.party,
            names.invader(gap.listing.taxon),
            _known(gap, words),
            _standing(gap, words),
            names.migrants(gap.migrants),
            ", ".join(gap.concerned),
            ", ".join(gap.exposed),
            amount(gap.told, words),
            amount(gap.here + gap.elsewhere, words),
            words.term("verdict", gap.verdict),
            gap.standing == "unknown",
        )
        for gap in gaps
    )


def _known(gap: Gap, words: Translation) -> str:
    if gap.is_present:
        return words.gettext("present")
    if "may_arrive" in gap.statuses:
        return words.gettext("not there; arrivals are on record")
    if "not_surveyed" in gap.statuses:
        return words.gettext("nobody has looked")
    return words.gettext("not there; present in another Party")


def _standing(gap: Gap, words: Translation) -> str:
    if gap.standing == "unknown":
        return words.gettext("may be listed: a rule leaves it open")
    return words.gettext("no rule on record")


def amount(value: float, words: Translation) -> str:
    """Return an exposure as a number of populations; a dash for none."""
    return words.significant(value, 3) if value > 0 else "–"


def point_lines(reading: Reading, names: Names) -> tuple[PointLine, ...]:
    """Return the frontier, each step with what comes into the set and what leaves it."""
    words, lines = names.words, []
    before: frozenset[Listing] = frozenset()
    for point in reading.frontier:
        now = frozenset(point.listings)
        share = point.closed / reading.closable if reading.closable > 0 else 0.0
        sure = words.gettext("proven best")
        if point.gap > 0:
            beyond = point.bound / reading.closable if reading.closable > 0 else 0.0
            sure = words.say("no choice closes more than %(share)s", share=words.percent(min(beyond, 1.0)))
        lines.append(
            PointLine(
                words.exact(point.most),
                amount(point.closed, words),
                words.percent(min(share, 1.0)),
                100 * min(share, 1.0),
                sure,
                words.joined([names.listing(listing) for listing in sorted(now - before)]),
                words.joined([names.listing(listing) for listing in sorted(before - now)]),
            )
        )
        before = now
    return tuple(lines)


def rule_lines(studies: Sequence[Study], words: Translation) -> tuple[RuleLine, ...]:
    """Return the rules that were read, in the order of the studies."""
    found: dict[RuleLine, None] = {}
    for study in studies:
        for rule in read_regulations(study.name, study.tables):
            name = " ".join(rule.taxon)
            line = RuleLine(
                rule.instrument,
                name[:1].upper() + name[1:] or words.gettext("none named"),
                ", ".join(rule.territory) or words.gettext("not stated"),
                words.date(rule.date) if rule.date else words.gettext("not stated"),
                ", ".join(rule.forbids) or words.gettext("not stated"),
            )
            found[line] = None
    return tuple(found)


def out_of_reach(coherence: Coherence, words: Translation) -> tuple[CountLine, ...]:
    """Return what no listing closes in the precautionary reading, by the reason."""
    found: dict[str, list[Reach]] = {}
    for reach in coherence.reaches:
        if reach.counts_as_possible and not reach.possible:
            reason = (
                words.gettext("The site has no country, so no Party can list anything there.")
                if reach.exposure.site.party is None
                else words.gettext("It comes by itself, and is on record in no other Party of these studies.")
            )
            found.setdefault(reason, []).append(reach)
    return tuple(
        CountLine(
            reason,
            words.exact(len(reaches)),
            amount(math.fsum(reach.exposure.possible for reach in reaches), words),
        )
        for reason, reaches in found.items()
    )
