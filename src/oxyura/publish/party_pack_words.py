"""How a Party pack names species, places, seasons, rules and sources, in the language of its pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from oxyura.policy.listed_facts import Pairing
from oxyura.policy.regulation_readings import RuleReading
from oxyura.policy.restriction_options import pathways_in_words
from oxyura.publish.brief_text import clean as fit
from oxyura.publish.documents.document import Span
from oxyura.publish.documents.wording import (
    Phrase,
    bound_band,
    code,
    joined,
    named,
    phrase,
    say_count,
    spans_of,
    tally,
)
from oxyura.publish.labels import RATE_WORDS, Labels, Source, Species, listing_of, read_labels
from oxyura.publish.language import SHORT_MONTHS, Translation
from oxyura.publish.party_pack_summary import places_in_summary
from oxyura.publish.web_links import web_address
from oxyura.schema.sentences import Sentence
from oxyura.schema.table import TableSet
from oxyura.study.party_list import PartyList

_WEEKS, _MOST_SITES = 52, 3
_MONTH_STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


class Sources:
    """Sources numbered through one document, in the order in which they are cited."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Source] = {}

    def cite(self, sources: Iterable[Source | None]) -> tuple[Span, ...]:
        """Return the numbers of sources after a space, as `` [1, 4]``; nothing for none."""
        numbers = []
        for source in sources:
            if source is not None:
                key = (source.citation, source.doi or source.address)
                numbered = self._found.setdefault(key, replace(source, number=len(self._found) + 1))
                numbers.append(numbered.number)
        return (code(f" [{', '.join(map(str, dict.fromkeys(numbers)))}]"),) if numbers else ()

    def listed(self) -> tuple[Source, ...]:
        """Return every source that was cited."""
        return tuple(self._found.values())


@dataclass
class PackWords:
    """Names and sentences of one document.

    Parameters
    ----------
    gathered : PartyList
    words : Translation
    sources : Sources
        Fills up as the document cites.
    """

    gathered: PartyList
    words: Translation
    sources: Sources = field(default_factory=Sources)

    def __post_init__(self) -> None:
        self._labels = {each.study.name: read_labels(each.tables, self.words) for each in self.gathered.studies}
        self.tables: Mapping[str, TableSet] = {each.study.name: each.tables for each in self.gathered.studies}
        self._places = places_in_summary(self.gathered)

    def of(self, study: str) -> Labels:
        """Return the names of one study."""
        return self._labels[study]

    def at(self, part: object, *steps: str | int) -> str:
        """Return the pointer to a species, record, rule or option of the list, or to something in it."""
        return "/".join((self._places[id(part)], *map(str, steps)))

    @property
    def party(self) -> str:
        """The Party, by its code."""
        return self.gathered.party

    @property
    def party_name(self) -> str:
        """The Party, by its short name in ISO 3166-1 and its code; by its code alone where no translation is known."""
        name = self.gathered.party_name
        named = self.words.term("country", name)
        return self.party if named == name and self.words.language != "en" else f"{named} ({self.party})"

    def migrant(self, pairing: Pairing) -> Species:
        """Return how the migrant of a pair is called."""
        return self.of(pairing.study).migrant(pairing.migrant_id)

    def listing(self, pairing: Pairing) -> str:
        """Return where the migrant is listed."""
        return listing_of(pairing.appendix, tuple(map(fit, pairing.instruments)), self.words)

    def places(self, pairing: Pairing) -> tuple[Span, ...]:
        """Return where they meet; sites outside the Party with the code of their country."""
        return self._sites(pairing.study, pairing.sites) or spans_of(self.words.gettext("no known place"))

    def _sites(self, study: str, wanted: Sequence[str]) -> tuple[Span, ...]:
        """Return the first of some sites and how many more there are."""
        sites, labels = self.tables[study]["sites"], self.of(study)
        countries = dict(zip(sites.words("site_id"), sites.words("country"), strict=True))
        shown: list[Phrase] = []
        for site in wanted[:_MOST_SITES]:
            country = countries.get(site, "")
            abroad = f" ({country})" if country and country != self.party else ""
            shown.append(named(labels.site(site) + abroad))
        more = len(wanted) - len(shown)
        if more > 0:
            shown.append(self.say_count("%(number)s more place", "%(number)s more places", more))
        return joined(self.words, shown)

    def say_count(self, singular: str, plural: str, number: int) -> tuple[Span, ...]:
        """Return how many lines of its own a page leaves out or lists."""
        return say_count(self.words, singular, plural, number, number=tally(self.words, number)).spans

    def told(self, study: str, text: str, pointer: str) -> tuple[Span, ...]:
        """Return a sentence that was made below the pages, bound to where it stands; of many sites the first.

        Parameters
        ----------
        study : str
            The study whose names it holds; empty for none.
        text : str
        pointer : str
        """
        wording = text.wording if isinstance(text, Sentence) else None
        sites = wording.values.get("sites") if wording else None
        if wording is None or wording.plural or not study or sites is None or isinstance(sites, str):
            return (Span(fit(self.words.tell(text)), pointer=pointer),)
        values = {
            name: self._sites(study, value)
            if name == "sites"
            else (Span(fit(self._joined_value(value)), pointer=pointer),)
            for name, value in wording.values.items()
        }
        return phrase(self.words, wording.message, **values)

    def _joined_value(self, value: str | Sequence[str]) -> str:
        parts = (value,) if isinstance(value, str) else value
        return ", ".join(self.words.tell(part) for part in parts)

    def season(self, pairing: Pairing) -> tuple[str, str]:
        """Return the stage in words, and its months where the study has weeks."""
        table = self.tables[pairing.study]["stages"].matching("migrant_id", pairing.migrant_id)
        weeks = {
            stage: (start, end)
            for stage, start, end in zip(
                table.words("stage"), table.numbers("start_week"), table.numbers("end_week"), strict=True
            )
        }
        if pairing.stage == "year":
            whole = self.words.gettext("all year")
            return f"{whole[:1].upper()}{whole[1:]}", ""
        stage = fit(self.of(pairing.study).stage(pairing.stage))
        start, end = weeks.get(pairing.stage, (float("nan"), float("nan")))
        return stage, "" if math.isnan(start + end) else self._months(int(start), int(end))

    def _months(self, start_week: int, end_week: int) -> str:
        start, end = min(start_week, _WEEKS), min(end_week, _WEEKS)
        if (end - start) % _WEEKS == _WEEKS - 1:
            return self.words.gettext("all year")
        first, last = (sum(begin <= day for begin in _MONTH_STARTS) - 1 for day in (7 * (start - 1), 7 * end - 1))
        names = [self.words.term("short month", SHORT_MONTHS[month]) for month in (first, last)]
        return names[0] if first == last and start <= end else "–".join(names)

    def reasons(self, pairing: Pairing) -> list[str]:
        """Return why the verdict is what it is, in sentences."""
        return [fit(self.of(pairing.study).tell(reason)) for reason in pairing.reasons]

    def why(self, pairing: Pairing) -> list[tuple[Span, ...]]:
        """Return why the verdict is what it is, in sentences bound to the record."""
        return [
            self.told(pairing.study, reason, self.at(pairing, "reasons", number))
            for number, reason in enumerate(pairing.reasons)
        ]

    def size(self, pairing: Pairing) -> tuple[Span, ...]:
        """Return the largest change of a rate with its limits; nothing where no size is known."""
        if not pairing.sizes:
            return ()
        place, (rate, band) = min(enumerate(pairing.sizes), key=lambda each: each[1][1].median)
        called = self.words.term("rate", RATE_WORDS.get(rate, rate))
        shown = bound_band(self.words, band, self.words.signed_percent, self.at(pairing, "effects", place))
        return phrase(self.words, "%(rate)s %(size)s", rate=f"{called[:1].upper()}{called[1:]}", size=shown)

    def cite(self, pairing: Pairing) -> tuple[Span, ...]:
        """Return the numbers of the sources of a pair's records."""
        labels = self.of(pairing.study)
        return self.sources.cite(labels.source(name) for name in pairing.sources)

    def cite_rule(self, reading: RuleReading) -> tuple[Span, ...]:
        """Return the number of the source of a rule: what its study cites, else its own address."""
        rule = reading.rule
        known = self.of(rule.study).source(rule.source)
        if known is not None:
            return self.sources.cite([known])
        return self.sources.cite([plain_source(rule.instrument, rule.url or "")])

    def rules_line(self, reading: RuleReading) -> tuple[Span, ...]:
        """Return a rule in words with its source."""
        return *self.told("", reading.reason, self.at(reading, "reason")), *self.cite_rule(reading)

    def pathways(self, terms: Sequence[str]) -> str:
        """Return Darwin Core pathways in words."""
        return self.words.joined([self.words.tell(word) for word in pathways_in_words(terms)])

    def kind(self, restriction: str) -> str:
        """Return a restriction in words."""
        return self.words.term("restriction", restriction)

    def verdict(self, pairing: Pairing) -> str:
        """Return a verdict in words, with a capital."""
        named = self.words.term("verdict", pairing.verdict)
        return f"{named[:1].upper()}{named[1:]}"


def plain_source(citation: str, url: str) -> Source:
    """Return a source that stands in no table of sources."""
    return Source(0, fit(citation), "", None, url, web_address(url), "", "", "")
