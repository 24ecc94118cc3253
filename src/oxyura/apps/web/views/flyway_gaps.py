"""Whose missing listing hurts whose migrants: the gaps between the lists of the Parties of a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.apps.web.views.addresses import slug_of
from oxyura.impacts.verdicts import Verdict
from oxyura.publish.coherence_rows import Names, gap_lines
from oxyura.publish.language import Translation
from oxyura.schema.errors import InputError

if TYPE_CHECKING:
    from oxyura.policy.coherence import Coherence
    from oxyura.study.package import Study


@dataclass(frozen=True)
class FlywayGap:
    """A Party and an invader that none of its lists has, as far as the study's rules say.

    Parameters
    ----------
    party : str
        Code of the country.
    concerned, exposed : tuple of str
        Other Parties that host the migrants, and at whose sites it exposes them.
    migrant_ids : tuple of str
        Whom it exposes.
    known, standing : str
        What is known of it there, and of its listing.
    exposure : str
        Exposure that waits for the listing, read with precaution, as a number of populations.
    here : bool
        Whether it exposes migrants at sites of the Party itself.
    """

    party: str
    taxon: str
    invader: str
    scientific_name: str
    concerned: tuple[str, ...]
    exposed: tuple[str, ...]
    migrant_ids: tuple[str, ...]
    migrants: str
    known: str
    standing: str
    exposure: str
    verdict: Verdict
    here: bool = False


def judge_flyway(study: Study) -> Coherence | None:
    """Return the gaps of a study's Parties, in no language yet; None where no site has a country."""
    # The models behind it are only there where a run is computed: pages start without them.
    from oxyura.study.flyway_coherence import assess_flyway

    try:
        return assess_flyway((study,))
    except InputError:
        return None


def list_flyway_gaps(study: Study, coherence: Coherence | None, words: Translation) -> tuple[FlywayGap, ...]:
    """Return the gaps in a language."""
    if coherence is None:
        return ()
    names = Names((study,), coherence, words)
    return tuple(
        FlywayGap(
            gap.listing.party,
            slug_of(line.invader.scientific_name or gap.listing.taxon),
            line.invader.name,
            line.invader.scientific_name,
            gap.concerned,
            gap.exposed,
            tuple(migrant for _, migrant in gap.migrants),
            line.migrants,
            line.known,
            line.standing,
            line.possible,
            gap.verdict,
            gap.here > 0,
        )
        for gap, line in zip(coherence.gaps, gap_lines(coherence.gaps, names), strict=True)
    )
