"""The matrix of the casebook: every migrant, invader, stage and mechanism of many studies, with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from oxyura.impacts.verdicts import Verdict
from oxyura.migrants.listing import Listing, read_listings
from oxyura.publish.labels import Labels, Source, Species, listing_of, read_labels
from oxyura.publish.language import Translation
from oxyura.schema.table import TableSet, number_of, text_of
from oxyura.study.judged_studies import JudgedStudy
from oxyura.study.pairs import Pair
from oxyura.study.tiers import Tier

_MOST_SITES = 5

# Migrant, invader, stage and mechanism.
_Key = tuple[str, str, str, str | None]


@dataclass(frozen=True)
class CasebookRow:
    """One line of the matrix.

    Parameters
    ----------
    anchor : str
        Where the line stands in a document.
    listing : str
        Where the migrant is listed, in words.
    invader : Species or None
        None where a migrant has no invader on record.
    kind : str
        Kind of invader as the study writes it; empty where it does not.
    mechanism : str or None
        Term of the vocabulary; None where they meet and nothing is recorded.
    sizes : tuple of (str, str)
        What is known of the effect: size with limits, and the rate in words.
    sources : tuple of Source
        Of the records behind it, numbered through the whole document.
    """

    anchor: str
    study: str
    migrant_id: str
    species: Species
    listing: str
    invader_id: str
    invader: Species | None
    kind: str
    stage: str
    mechanism: str | None
    sites: str
    verdict: Verdict
    rule: str
    sizes: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    precaution: str
    would_settle: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class OtherCauses:
    """What else is on record against a migrant."""

    species: Species
    causes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class CasebookStudyLines:
    """One study of the document."""

    name: str
    title: str
    question: str
    tier: Tier
    rows: tuple[CasebookRow, ...]
    other_causes: tuple[OtherCauses, ...]
    listings: tuple[Listing, ...]
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class CasebookLines:
    """Every study of the document, and every source that it cites, in the order of their numbers."""

    studies: tuple[CasebookStudyLines, ...]
    sources: tuple[Source, ...]

    @property
    def rows(self) -> tuple[CasebookRow, ...]:
        """Every line of the matrix."""
        return tuple(row for study in self.studies for row in study.rows)


class _Sources:
    """Sources numbered through the whole document; one that several studies cite has one number."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Source] = {}

    def cite(self, labels: Labels, source_ids: Iterable[str | None]) -> tuple[Source, ...]:
        cited: dict[int, Source] = {}
        for source_id in source_ids:
            source = labels.source(source_id)
            if source is None:
                continue
            key = (source.citation, source.doi, source.address)
            numbered = self._found.setdefault(key, replace(source, number=len(self._found) + 1))
            cited[numbered.number] = numbered
        return tuple(cited.values())

    def listed(self) -> tuple[Source, ...]:
        return tuple(self._found.values())


def read_casebook(studies: Iterable[JudgedStudy], words: Translation) -> CasebookLines:
    """Return the matrix of judged studies in a language.

    Parameters
    ----------
    studies : iterable of JudgedStudy
        In the order in which they are to stand.
    words : Translation
        Language of what the program says; names and notes stay as the studies have them.
    """
    sources = _Sources()
    lines = tuple(_study_lines(judged, words, sources) for judged in studies)
    return CasebookLines(lines, sources.listed())


def _study_lines(judged: JudgedStudy, words: Translation, sources: _Sources) -> CasebookStudyLines:
    tables, labels = judged.tables, read_labels(judged.tables, words)
    listings = read_listings(tables)
    records = _records(tables)
    invaders = tables["invaders"]
    kinds = dict(zip(invaders.words("invader_id"), invaders.words("group"), strict=True))
    rows = [
        _row(judged.study.name, number, pair, labels, listings, kinds, records, sources)
        for number, pair in enumerate(judged.pairs, start=1)
    ]
    met = {pair.migrant_id for pair in judged.pairs}
    for migrant in tables["migrants"].words("migrant_id"):
        if migrant not in met:
            rows.append(_alone(judged.study.name, len(rows) + 1, migrant, labels, listings))
    return CasebookStudyLines(
        name=judged.study.name,
        title=judged.study.settings.title,
        question=judged.study.settings.question,
        tier=judged.tier,
        rows=tuple(rows),
        other_causes=_other_causes(tables, labels, sources),
        listings=tuple(listings.values()),
        verdicts=judged.verdicts,
    )


def _row(
    study: str,
    number: int,
    pair: Pair,
    labels: Labels,
    listings: Mapping[str, Listing],
    kinds: Mapping[str, str],
    records: Mapping[_Key, list[Mapping[str, object]]],
    sources: _Sources,
) -> CasebookRow:
    judgement, words = pair.judgement, labels.words
    behind = records.get((pair.migrant_id, pair.invader_id, pair.stage, pair.mechanism), [])
    return CasebookRow(
        anchor=f"{study}-{number}",
        study=study,
        migrant_id=pair.migrant_id,
        species=labels.migrant(pair.migrant_id),
        listing=_listing(listings[pair.migrant_id], words),
        invader_id=pair.invader_id,
        invader=labels.invader(pair.invader_id),
        kind=kinds.get(pair.invader_id, ""),
        stage=labels.stage(pair.stage),
        mechanism=pair.mechanism,
        sites=labels.some_sites([labels.site(site) for site in pair.sites], _MOST_SITES),
        verdict=judgement.verdict,
        rule=judgement.rule,
        sizes=_sizes(pair, behind, labels),
        reasons=tuple(words.tell(reason) for reason in judgement.reasons),
        precaution=words.tell(judgement.precaution),
        would_settle=words.tell(judgement.would_settle),
        sources=sources.cite(labels, (text_of(record["source_id"]) for record in behind)),
    )


def _alone(study: str, number: int, migrant: str, labels: Labels, listings: Mapping[str, Listing]) -> CasebookRow:
    """Return the line of a migrant that meets no invader of its study and has no record of one."""
    words = labels.words
    return CasebookRow(
        anchor=f"{study}-{number}",
        study=study,
        migrant_id=migrant,
        species=labels.migrant(migrant),
        listing=_listing(listings[migrant], words),
        invader_id="",
        invader=None,
        kind="",
        stage="",
        mechanism=None,
        sites="",
        verdict="not_assessed",
        rule="no_invader",
        sizes=(),
        reasons=(words.gettext("The study has no invader that this population meets, and no record of one."),),
        precaution="",
        would_settle="",
        sources=(),
    )


def _listing(listing: Listing, words: Translation) -> str:
    return listing_of(listing.appendix, listing.instruments, words)


def _records(tables: TableSet) -> dict[_Key, list[Mapping[str, object]]]:
    """Return the rows of `impacts`, and those of `evidence` behind them, by pair."""
    found: dict[_Key, list[Mapping[str, object]]] = {}
    for name in ("impacts", "evidence"):
        for record in tables[name].records():
            key = (
                str(record["migrant_id"]),
                str(record["invader_id"]),
                str(record["stage"]),
                text_of(record["mechanism"]),
            )
            found.setdefault(key, []).append({**record, "table": name})
    return found


def _sizes(pair: Pair, behind: list[Mapping[str, object]], labels: Labels) -> tuple[tuple[str, str], ...]:
    """Return the effect on each rate: with its limits, or the strongest of those that are given without."""
    words = labels.words
    sizes = [
        (words.sized(effect, words.signed_percent), labels.rate(rate)) for rate, effect in pair.effect_on_rate.items()
    ]
    without: dict[str, float] = {}
    for record in behind:
        size, rate = number_of(record.get("effect")), str(record["rate"])
        if record["table"] == "impacts" and size is not None and rate not in pair.effect_on_rate:
            without[rate] = min(size, without.get(rate, size))
    sizes += [
        (words.say("%(size)s, no interval", size=words.signed_percent(size)), labels.rate(rate))
        for rate, size in without.items()
    ]
    return tuple(sizes)


def _other_causes(tables: TableSet, labels: Labels, sources: _Sources) -> tuple[OtherCauses, ...]:
    """Return the pressures on each migrant, in the order of the migrants."""
    causes: dict[str, dict[str, None]] = {}
    cited: dict[str, list[str | None]] = {}
    for record in tables["pressures"].records():
        migrant = str(record["migrant_id"])
        causes.setdefault(migrant, {})[str(record["name"])] = None
        cited.setdefault(migrant, []).append(text_of(record["source_id"]))
    return tuple(
        OtherCauses(labels.migrant(migrant), tuple(causes[migrant]), sources.cite(labels, cited[migrant]))
        for migrant in tables["migrants"].words("migrant_id")
        if migrant in causes
    )
