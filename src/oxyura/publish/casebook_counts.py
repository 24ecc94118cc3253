"""What the matrix of the casebook adds up to: by verdict, by mechanism, by kind of invader, and at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from oxyura.impacts.verdicts import SEVERITY, Verdict, worst_verdict
from oxyura.migrants.listing import Listing
from oxyura.publish.casebook_rows import CasebookLines, CasebookRow
from oxyura.publish.labels import Species
from oxyura.publish.language import Translation


@dataclass(frozen=True)
class VerdictShare:
    """Populations with one gravest verdict.

    Parameters
    ----------
    number : int
        How many.
    percent : float
        Of all populations, for the length of a bar.
    """

    verdict: Verdict
    number: int
    percent: float


@dataclass(frozen=True)
class CountLine:
    """Pairs of one mechanism or one kind of invader, by verdict in the order of `SEVERITY`."""

    name: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.numbers)


@dataclass(frozen=True)
class GlanceLine:
    """One population at a glance.

    Parameters
    ----------
    cells : tuple of tuple of CasebookRow
        For each mechanism of the glance, the lines of the matrix.
    is_repeated : bool
        Whether another study has a population of the same names.
    """

    species: Species
    study: str
    is_repeated: bool
    verdict: Verdict
    anchor: str
    cells: tuple[tuple[CasebookRow, ...], ...]


@dataclass(frozen=True)
class Glance:
    """Populations × mechanisms, the gravest verdicts first; only mechanisms that occur."""

    mechanisms: tuple[str, ...]
    lines: tuple[GlanceLine, ...]


def share_verdicts(lines: CasebookLines) -> tuple[VerdictShare, ...]:
    """Count populations by their gravest verdict."""
    counted = Counter(verdict for study in lines.studies for verdict in study.verdicts.values())
    total = sum(counted.values())
    return tuple(
        VerdictShare(verdict, counted[verdict], 100 * counted[verdict] / total if total else 0.0)
        for verdict in SEVERITY
    )


def count_mechanisms(lines: CasebookLines, words: Translation) -> tuple[CountLine, ...]:
    """Count pairs by mechanism, the most frequent first."""
    return _count(
        lines,
        lambda row: words.term("mechanism", row.mechanism) if row.mechanism else words.gettext("nothing recorded"),
    )


def count_kinds(lines: CasebookLines, words: Translation) -> tuple[CountLine, ...]:
    """Count pairs by kind of invader, the most frequent first; kinds are words of the studies."""
    return _count(lines, lambda row: row.kind or words.gettext("not stated"))


def glance_at(lines: CasebookLines, words: Translation) -> Glance:
    """Return populations × mechanisms, those that ask most of a reader first."""
    rows = lines.rows
    terms: set[str] = {row.mechanism for row in rows if row.invader is not None and row.mechanism}
    mechanisms: list[str | None] = [*sorted(terms, key=lambda term: words.term("mechanism", term))]
    if any(row.invader is not None and row.mechanism is None for row in rows):
        mechanisms.append(None)
    grouped: dict[tuple[str, str], list[CasebookRow]] = {}
    for row in rows:
        grouped.setdefault((row.study, row.migrant_id), []).append(row)
    names_used = Counter(of_migrant[0].species for of_migrant in grouped.values())
    found = [
        _glance_line(of_migrant, mechanisms, is_repeated=names_used[of_migrant[0].species] > 1)
        for of_migrant in grouped.values()
    ]
    found.sort(key=lambda line: (SEVERITY.index(line.verdict), line.species.name, line.study))
    names = (words.term("mechanism", term) if term else words.gettext("nothing recorded") for term in mechanisms)
    return Glance(tuple(names), tuple(found))


def name_populations(lines: CasebookLines, verdict: Verdict) -> tuple[str, ...]:
    """Return the names of the populations with one gravest verdict, each name once."""
    found: dict[str, None] = {}
    for study in lines.studies:
        for row in study.rows:
            if study.verdicts[row.migrant_id] == verdict:
                found[row.species.name] = None
    return tuple(found)


def count_invaders(rows: Iterable[CasebookRow]) -> int:
    """Return how many species stand as invaders in some lines of the matrix."""
    return len({row.invader.scientific_name or row.invader.name for row in rows if row.invader is not None})


def date_listings(lines: CasebookLines) -> tuple[tuple[tuple[str, int], ...], int]:
    """Return how many populations are listed by a list of which date, the latest first, and how many by none."""
    listings: list[Listing] = [listing for study in lines.studies for listing in study.listings if listing.is_listed]
    dated = Counter(listing.date for listing in listings if listing.date is not None)
    return tuple(sorted(dated.items(), reverse=True)), sum(listing.date is None for listing in listings)


def _count(lines: CasebookLines, name: Callable[[CasebookRow], str]) -> tuple[CountLine, ...]:
    counted: dict[str, Counter[Verdict]] = {}
    for row in lines.rows:
        if row.invader is not None:
            counted.setdefault(name(row), Counter())[row.verdict] += 1
    found = [CountLine(group, tuple(numbers[verdict] for verdict in SEVERITY)) for group, numbers in counted.items()]
    return tuple(sorted(found, key=lambda line: (-line.total, line.name)))


def _glance_line(rows: list[CasebookRow], mechanisms: list[str | None], *, is_repeated: bool) -> GlanceLine:
    first = rows[0]
    return GlanceLine(
        species=first.species,
        study=first.study,
        is_repeated=is_repeated,
        verdict=worst_verdict([row.verdict for row in rows]),
        anchor=first.anchor,
        cells=tuple(
            tuple(row for row in rows if row.invader is not None and row.mechanism == term) for term in mechanisms
        ),
    )
