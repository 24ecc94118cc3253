"""How a Party pack names species, places, seasons, rules and sources, in the language of its pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from oxyura.policy.listed_facts import Pairing
from oxyura.policy.regulation_readings import RuleReading
from oxyura.policy.restriction_options import pathways_in_words
from oxyura.publish.brief_text import clean as fit
from oxyura.publish.labels import RATE_WORDS, Labels, Source, Species, listing_of, read_labels
from oxyura.publish.language import SHORT_MONTHS, Translation
from oxyura.publish.web_links import web_address
from oxyura.schema.table import TableSet
from oxyura.study.party_list import PartyList

_WEEKS = 52
_MONTH_STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


class Sources:
    """Sources numbered through one document, in the order in which they are cited."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Source] = {}

    def cite(self, sources: Iterable[Source | None]) -> str:
        """Return the numbers of sources, as ``[1, 4]``; empty for none."""
        numbers = []
        for source in sources:
            if source is not None:
                key = (source.citation, source.doi or source.address)
                numbered = self._found.setdefault(key, replace(source, number=len(self._found) + 1))
                numbers.append(numbered.number)
        return f"[{', '.join(map(str, dict.fromkeys(numbers)))}]" if numbers else ""

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

    def of(self, study: str) -> Labels:
        """Return the names of one study."""
        return self._labels[study]

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

    def places(self, pairing: Pairing, most: int = 3) -> str:
        """Return where they meet; sites outside the Party with the code of their country."""
        labels = self.of(pairing.study)
        sites = self.tables[pairing.study]["sites"]
        countries = dict(zip(sites.words("site_id"), sites.words("country"), strict=True))
        named = []
        for site in pairing.sites[:most]:
            country = countries.get(site, "")
            abroad = f" ({country})" if country and country != self.party else ""
            named.append(fit(labels.site(site)) + abroad)
        more = len(pairing.sites) - len(named)
        if more > 0:
            named.append(self.words.say_count("%(number)s more place", "%(number)s more places", more, number=more))
        return self.words.joined(named) if named else self.words.gettext("no known place")

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

    def size(self, pairing: Pairing) -> str:
        """Return the largest change of a rate with its limits; empty where no size is known."""
        if not pairing.sizes:
            return ""
        rate, band = min(pairing.sizes, key=lambda each: each[1].median)
        named = self.words.term("rate", RATE_WORDS.get(rate, rate))
        shown = self.words.sized(band, self.words.signed_percent)
        return self.words.say("%(rate)s %(size)s", rate=f"{named[:1].upper()}{named[1:]}", size=shown)

    def cite(self, pairing: Pairing) -> str:
        """Return the numbers of the sources of a pair's records."""
        labels = self.of(pairing.study)
        return self.sources.cite(labels.source(name) for name in pairing.sources)

    def cite_rule(self, reading: RuleReading) -> str:
        """Return the number of the source of a rule: what its study cites, else its own address."""
        rule = reading.rule
        named = self.of(rule.study).source(rule.source)
        if named is not None:
            return self.sources.cite([named])
        return self.sources.cite([plain_source(rule.instrument, rule.url or "")])

    def rules_line(self, reading: RuleReading) -> str:
        """Return a rule in words with its source."""
        said = self.words.tell(reading.reason)
        return f"{fit(said)} {self.cite_rule(reading)}".strip()

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
