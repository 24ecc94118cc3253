"""From what the tables of islands say to what a study holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oxyura.sources.island_names import Naming, free_id, taxon_key
from oxyura.sources.island_rows import (
    DistributionRow,
    FeasibilityRow,
    IslandRow,
    IslandsImport,
    MigrantRow,
    ScoreRow,
    StageRow,
    TaxonListing,
)
from oxyura.sources.named_columns import NamedRow
from oxyura.sources.quarantine import Quarantine
from oxyura.sources.score_bounds import ScoreBounds
from oxyura.sources.study_rows import FileCount, InvaderRow, PresenceRow, SourceRow

SOURCE = SourceRow(
    "holmes-2019-islands",
    "Holmes, N.D., Spatz, D.R., Oppel, S. et al. (2019). Globally important islands where eradicating invasive mammals "
    "will benefit highly threatened vertebrates. PLOS ONE, e0212128: input tables, as given in the files imported.",
    doi="10.1371/journal.pone.0212128",
    licence="not stated in the files",
    note="islands.csv, aliens.csv, natives.csv, interactions.csv, EF.csv; the files state no version and no date.",
)
STAGE = "breeding"
SCALE = "0 to 3, ordinal, higher is graver; what each step means is not stated in the files"

_KINDS = {
    "amphibian": "amphibian", "bird": "bird", "bird_raptor": "bird", "reptile": "reptile", "reptile_snake": "reptile",
    "cat": "mammal", "dog": "mammal", "lagomorph": "mammal", "mammal_other": "mammal", "mustelid-herpestid": "mammal",
    "mustelid_neovision": "mammal", "possum": "mammal", "primate": "mammal", "procyonid": "mammal",
    "rodent_mus": "mammal", "rodent_other": "mammal", "rodent_rattus": "mammal", "ungulate": "mammal",
}  # fmt: skip
# The limits for rats and mice are older than the largest eradication of both (casebook, south-georgia).
_OUTDONE_KM2 = 1_087.0
_OUTDONE = (
    "Older than South Georgia: 1,087 km² baited in 2011, 2013 and 2015, declared free of rats in May 2018 "
    "(casebook study south-georgia)."
)


@dataclass(frozen=True, slots=True)
class Native:
    """A listed native on an island."""

    code: str
    name: str
    listing: TaxonListing
    survey_status: str
    status: str
    category: str
    region: str
    row: NamedRow


@dataclass(frozen=True, slots=True)
class Alien:
    """An invader on an island."""

    code: str
    name: str
    category: str
    presence: str
    status: str


@dataclass(frozen=True, slots=True)
class Scored:
    """The impact score of an invader on a listed native on an island."""

    code: str
    native: str
    invader: str
    score: int
    row: NamedRow


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to which area and how many people the source held eradication of a kind of animal to be feasible."""

    category: str
    area_km2: float
    people: int


@dataclass(frozen=True)
class Found:
    """What the files say, row by row, of islands by their codes."""

    islands: Mapping[str, IslandRow]
    natives: Sequence[Native]
    aliens: Sequence[Alien]
    scores: Sequence[Scored]
    limits: Mapping[str, Limit]


def rows_for_study(
    found: Found,
    quarantine: Quarantine,
    invaders: Naming,
    migrants: Naming,
    bounds: Mapping[int, ScoreBounds],
    counts: Sequence[FileCount],
    warnings: Sequence[str],
) -> IslandsImport:
    """Make the rows for a study's tables.

    Parameters
    ----------
    found : Found
        What the files say.
    quarantine : Quarantine
        Takes rows that contradict each other across files.
    invaders, migrants : Naming
        Identifiers.
    bounds : mapping of int to ScoreBounds
        What a user takes a score to mean.
    counts : sequence of FileCount
        What became of the rows so far.
    warnings : sequence of str
        What has been noticed so far.
    """
    found, aside = _without_contradictions(found, migrants, quarantine)
    scores = found.scores
    presences = tuple(_presences(found, scores, invaders))
    impacts = tuple(_impacts(found, scores, invaders, migrants, bounds))
    sources = {SOURCE.source_id: SOURCE, **{each.source.source_id: each.source for each in bounds.values()}}
    named = [migrant for migrant in _migrants(found, migrants)]
    return IslandsImport(
        sites=tuple(found.islands.values()),
        migrants=tuple(named),
        stages=tuple(_stage(migrant.migrant_id) for migrant in named),
        distribution=tuple(_distribution(found, migrants)),
        invaders=tuple(_invaders(found, scores, invaders)),
        presences=presences,
        impacts=impacts,
        feasibility=tuple(_feasibility(found, invaders)),
        sources=tuple(sources.values()),
        quarantine=quarantine,
        counts=tuple(_recounted(counts, aside)),
        warnings=(*warnings, *_notices(found, scores, presences, bounds)),
    )


def _without_contradictions(found: Found, names: Naming, quarantine: Quarantine) -> tuple[Found, Counter[str]]:
    """Set aside natives that are called invaders on the same island, and scores of natives that are not placed there.

    Returns what is left, and the number of rows set aside by file.
    """
    aliens = {(alien.code, taxon_key(alien.name)) for alien in found.aliens}
    aside: Counter[str] = Counter()
    natives, scores = [], []
    for native in found.natives:
        if (native.code, taxon_key(native.name)) in aliens:
            reason = "aliens.csv has this native among the invaders of the island: it is not taken for a migrant there."
            quarantine.add(native.row.aside(reason, "Scientific_name"))
            aside[native.row.file] += 1
        else:
            natives.append(native)
    placed = {(native.code, names.id_of(native.name)) for native in natives}
    for each in found.scores:
        if (each.code, names.id_of(each.native)) in placed:
            scores.append(each)
        else:
            reason = "natives.csv does not place this native on the island: there is nothing there to harm."
            quarantine.add(each.row.aside(reason, "Target_Species"))
            aside[each.row.file] += 1
    return replace(found, natives=natives, scores=scores), aside


def _migrants(found: Found, names: Naming) -> Iterator[MigrantRow]:
    first = {names.id_of(native.name): native for native in reversed(found.natives)}
    regions: dict[str, set[str]] = {}
    for native in found.natives:
        regions.setdefault(names.id_of(native.name), set()).add(native.region)
    for migrant in dict.fromkeys(names.id_of(native.name) for native in found.natives):
        native = first[migrant]
        notes = [f"{native.category} in the tables of islands", "abundance not given there", native.listing.notes]
        if any("continental" in region.casefold() for region in regions[migrant]):
            notes.insert(1, "lives on continents too, and only its islands are here")
        yield MigrantRow(
            migrant,
            native.name,
            native.listing.appendix,
            native.listing.instruments,
            native.listing.date,
            native.listing.source_id,
            "; ".join(filter(None, notes)),
        )


def _stage(migrant_id: str) -> StageRow:
    notes = "A: the tables give no weeks, so the whole year stands."
    return StageRow(migrant_id, STAGE, 1, 1, 52, SOURCE.source_id, notes)


def _distribution(found: Found, names: Naming) -> Iterator[DistributionRow]:
    islands = Counter(names.id_of(native.name) for native in found.natives)
    for native in found.natives:
        migrant = names.id_of(native.name)
        number = islands[migrant]
        alone = number == 1
        yield DistributionRow(
            migrant,
            STAGE,
            found.islands[native.code].site_id,
            1 / number,
            native.survey_status,
            SOURCE.source_id,
            f"breeding status {native.status}; "
            + (
                "the only island given"
                if alone
                else f"A: equal shares of the {number} islands given, for no numbers are; it may be far off"
            ),
        )


def _invaders(found: Found, scores: Sequence[Scored], names: Naming) -> Iterator[InvaderRow]:
    told: set[str] = set()
    categories: dict[str, Counter[str]] = {}
    for alien in found.aliens:
        categories.setdefault(names.id_of(alien.name), Counter())[alien.category] += 1
    for name in (*(alien.name for alien in found.aliens), *(each.invader for each in scores)):
        invader = names.id_of(name)
        if invader in told or names.is_known(name):
            continue
        told.add(invader)
        category = next(iter(categories[invader]), "") if invader in categories else ""
        notes = (
            f"named so in the tables of islands; kind {category}" if category else "named so in the tables of islands"
        )
        yield InvaderRow(invader, name, group=_KINDS.get(category.casefold(), ""), notes=notes)


def _presences(found: Found, scores: Sequence[Scored], names: Naming) -> Iterator[PresenceRow]:
    told: set[tuple[str, str]] = set()
    for alien in found.aliens:
        place = (names.id_of(alien.name), found.islands[alien.code].site_id)
        told.add(place)
        notes = "" if alien.status == "Confirmed" else f"status {alien.status} in the tables of islands"
        yield PresenceRow(
            *place, alien.presence, establishment_means="introduced", source_id=SOURCE.source_id, notes=notes
        )
    for each in scores:
        place = (names.id_of(each.invader), found.islands[each.code].site_id)
        if place not in told:
            told.add(place)
            notes = "scored here in interactions.csv, and not among the invaders of the island in aliens.csv"
            yield PresenceRow(
                *place, "not_surveyed", establishment_means="introduced", source_id=SOURCE.source_id, notes=notes
            )


def _impacts(
    found: Found, scores: Sequence[Scored], invaders: Naming, migrants: Naming, bounds: Mapping[int, ScoreBounds]
) -> Iterator[ScoreRow]:
    ids: dict[tuple[str, str, int], str] = {}
    taken: set[str] = set()
    for each in scores:
        invader, migrant, meant = invaders.id_of(each.invader), migrants.id_of(each.native), bounds.get(each.score)
        # One identifier for all islands: rows that share it share their draw, so that forty islands are not forty
        # measurements.
        shared = (invader, migrant, each.score)
        if shared not in ids:
            ids[shared] = free_id(f"{migrant[:27]}-{invader[:27]}-score-{each.score}", taken)
        yield ScoreRow(
            ids[shared],
            invader,
            migrant,
            STAGE,
            found.islands[each.code].site_id,
            "not_stated",
            "vital_rates" if meant is None else meant.rate,
            None if meant is None else meant.effect,
            None if meant is None else meant.low,
            None if meant is None else meant.high,
            "none" if each.score == 0 and meant is None else "expert",
            "low",
            each.score,
            SCALE,
            SOURCE.source_id if meant is None else meant.source.source_id,
            _words_of_score(each.score, meant),
        )


def _words_of_score(score: int, meant: ScoreBounds | None) -> str:
    given = f"score {score} of {SOURCE.source_id}"
    if meant is None:
        return f"{given}: no size" if score else f"{given}, the lowest: no size, and no proof that there is no effect"
    middle = ", the middle of the bounds" if meant.is_middle else ""
    return f"{given}; effect{middle} and bounds by {meant.source.source_id}, one draw for all islands"


def _feasibility(found: Found, names: Naming) -> Iterator[FeasibilityRow]:
    kinds: dict[str, set[str]] = {}
    for alien in found.aliens:
        kinds.setdefault(names.id_of(alien.name), set()).add(alien.category)
    for invader, categories in kinds.items():
        limits = [found.limits[category] for category in sorted(categories) if category in found.limits]
        if len(limits) != 1:
            continue
        (limit,) = limits
        notes = f"Limits for {limit.category}. A fact to weigh, no veto."
        if limit.category.startswith("Rodent_") and limit.category != "Rodent_Other" and limit.area_km2 < _OUTDONE_KM2:
            notes = f"{notes} {_OUTDONE}"
        yield FeasibilityRow(invader, limit.area_km2, limit.people, SOURCE.source_id, notes)


def _recounted(counts: Sequence[FileCount], aside: Mapping[str, int]) -> Iterator[FileCount]:
    for count in counts:
        more = aside.get(count.file, 0)
        yield replace(count, used=count.used - more, quarantined=count.quarantined + more, matched=count.matched - more)


def _notices(
    found: Found, scores: Sequence[Scored], presences: Sequence[PresenceRow], bounds: Mapping[int, ScoreBounds]
) -> Iterator[str]:
    if not found.natives:
        yield "No native of these tables is in the list of protected species: the study has no migrant."
    suspected = sum(alien.presence == "not_surveyed" for alien in found.aliens)
    if suspected:
        yield f"{suspected:,} presences are only suspected: they are not_surveyed, never absent and never present."
    unsaid = len(presences) - len(found.aliens)
    if unsaid:
        yield (
            f"{unsaid:,} invaders have a score on an island where aliens.csv does not name them: not_surveyed there."
        )
    if scores and not bounds:
        yield (
            "Scores stay scores: no effect has a size. A plan needs bounds that you can defend: --score-bounds FILE."
        )
    bare = sorted({each.score for each in scores} - set(bounds)) if bounds else []
    if bare:
        words = ", ".join(map(str, bare))
        yield f"The score bounds say nothing of the score {words}: those impacts stay without a size."
