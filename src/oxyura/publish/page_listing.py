"""Which listings a document rests on, as of when: every document carries this stamp."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.migrants.listing import read_listings, stamp_listings
from oxyura.publish.labels import Labels, Source
from oxyura.publish.language import Translation
from oxyura.study.assessment import Assessment

_MOST_NAMES = 3


@dataclass(frozen=True)
class StampLine:
    """A line of the stamp, and the list that it names."""

    text: str
    source: Source | None = None

    def in_full(self, words: Translation) -> str:
        """Return the line with the list in brackets, for documents without links."""
        if self.source is None:
            return self.text
        return words.say("%(stamp)s (%(source)s)", stamp=self.text, source=self.source.citation)


def stamp_lines(assessment: Assessment, labels: Labels) -> tuple[StampLine, ...]:
    """Return the stamp: a line for each list with its date, and one for listings that name no list."""
    words = labels.words
    listings = read_listings(assessment.study.tables)
    stamp = stamp_listings(listings.values())
    lines = [
        StampLine(words.say("Listings as of %(date)s", date=words.date(date)), labels.source(source))
        for date, source in stamp.dated
    ]
    bare = [labels.migrant(migrant).name for migrant in stamp.as_written if listings[migrant].is_listed]
    if bare and not lines:
        lines.append(StampLine(words.gettext("Listings as written in the study, no list named")))
    elif bare:
        lines.append(
            StampLine(
                words.say("Listing of %(names)s as written in the study, no list named", names=_some(bare, words))
            )
        )
    return tuple(lines) or (StampLine(words.gettext("No population of the study is listed")),)


def _some(names: list[str], words: Translation) -> str:
    more = len(names) - _MOST_NAMES
    if more <= 0:
        return words.joined(names)
    others = words.say_count("%(number)s other", "%(number)s others", more, number=words.exact(more))
    return words.joined([*names[:_MOST_NAMES], others])
