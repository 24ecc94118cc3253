"""Pathways of introduction in the Convention's scheme: what came by each, when, and what it does to listed migrants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.invaders.first_records import PeriodRate, rate_of_count
from oxyura.policy.pathway_crosswalk import ABOVE_CATEGORIES, CATEGORIES, CROSSWALK, name_of
from oxyura.schema.sentences import Figure, Sentence, count_sentence, sentence

RULE = sentence(
    "Ranked by what a pathway brings to listed migrants: first the number of listed migrants with a demonstrated or "
    "inferred threat from an invader that came by it, then those with a demonstrated one, then those of which harm is "
    "unproven, then the share of populations exposed (summed over these migrants, each at its highest), then the "
    "number of invaders. Each step decides only where those before are equal; nothing is added up over steps. "
    "Equal in all: the same rank."
)
UNKNOWN = sentence("Pathway not known")


@dataclass(frozen=True)
class Introduction:
    """An alien presence, past or present, or one that may come.

    Parameters
    ----------
    study, invader, site_id : str
        Where it is told, the invader's scientific name, the place.
    pathway : str, optional
        Darwin Core concept; None: nothing says how it came.
    first_year : int, optional
    expected : bool
        Whether it has not come yet: a row of ``arrivals``.
    """

    study: str
    invader: str
    site_id: str
    pathway: str | None
    first_year: int | None = None
    expected: bool = False


@dataclass(frozen=True)
class Harm:
    """What is known of one listed migrant and one invader, where it came by one pathway.

    Parameters
    ----------
    migrant, invader : str
        Scientific names.
    verdict : Verdict
        The gravest over stages and mechanisms in which they meet at such places.
    exposed : float
        Share of the population that meets the invader at such places, in the stage in which it is highest.
    pathway : str, optional
        How the invader came to the places where they meet; None: nothing says.
    """

    migrant: str
    invader: str
    verdict: Verdict
    exposed: float
    pathway: str | None


@dataclass(frozen=True)
class PathwayMeasure:
    """A measure that prevents or detects arrivals.

    Parameters
    ----------
    study, measure_id, kind : str
    invaders : tuple of str
        Scientific names of those that it acts on.
    site_id : str, optional
        None: every site.
    outcome : str, optional
        None: on offer.
    """

    study: str
    measure_id: str
    kind: str
    invaders: tuple[str, ...]
    site_id: str | None
    outcome: str | None


@dataclass(frozen=True)
class PathwayLine:
    """One line of the review.

    Parameters
    ----------
    level : {'category', 'subcategory', 'above_categories', 'unknown'}
    concept : str or None
        Darwin Core concept; None for what is not known.
    category : str or None
        Category of the Convention, by its Darwin Core concept.
    name : str
    rank : int or None
        Among the lines of its level, 1 first; None for lines that stand for several pathways or for none, and for those
        by which nothing came.
    invaders : tuple of str
        Which came by it; one that came by several stands in several lines.
    introductions : int
        Presences of an invader at a site.
    undated : int
        Invaders of this line without a first year.
    periods : tuple of PeriodRate
        Invaders by the period of their first record by this pathway.
    expected : tuple of str
        Invaders that may still come by it.
    demonstrated, inferred, unproven : tuple of str
        Listed migrants by the gravest verdict on an invader that came by it.
    exposed : float
        Shares of populations exposed, summed over these migrants.
    measures : tuple of PathwayMeasure
    """

    level: str
    concept: str | None
    category: str | None
    name: str
    rank: int | None
    invaders: tuple[str, ...]
    introductions: int
    undated: int
    periods: tuple[PeriodRate, ...]
    expected: tuple[str, ...]
    demonstrated: tuple[str, ...]
    inferred: tuple[str, ...]
    unproven: tuple[str, ...]
    exposed: float
    measures: tuple[PathwayMeasure, ...]

    @property
    def threatened(self) -> int:
        """Listed migrants with a demonstrated or inferred threat."""
        return len(self.demonstrated) + len(self.inferred)


@dataclass(frozen=True)
class PathwayReview:
    """Pathways of some studies.

    Parameters
    ----------
    categories : tuple of PathwayLine
        All six, the highest rank first.
    subcategories : tuple of PathwayLine
        Those by which something came or may come, the highest rank first; then categories told without a subcategory.
    above_categories : tuple of PathwayLine
        Concepts that span several categories, where a study uses them.
    unknown : PathwayLine
    cautions : tuple of Sentence
    """

    categories: tuple[PathwayLine, ...]
    subcategories: tuple[PathwayLine, ...]
    above_categories: tuple[PathwayLine, ...]
    unknown: PathwayLine
    cautions: tuple[Sentence, ...]


def review_pathways(
    introductions: Sequence[Introduction],
    harms: Sequence[Harm],
    measures: Sequence[PathwayMeasure],
    *,
    period_years: int = 10,
) -> PathwayReview:
    """Sort introductions by pathway, and rank pathways by what they bring to listed migrants.

    Parameters
    ----------
    introductions : sequence of Introduction
    harms : sequence of Harm
        Of listed migrants alone.
    measures : sequence of PathwayMeasure
    period_years : int
        Length of the periods, which begin at multiples of it.
    """
    spans = _spans(introductions, period_years)

    def line(level: str, concept: str | None, name: str, *ways: str | None) -> PathwayLine:
        category = None if concept is None else CROSSWALK[concept].category
        return _line(level, concept, category, name, frozenset(ways), introductions, harms, measures, spans)

    used = {row.pathway for row in introductions}
    within = {
        category: [concept for concept, place in CROSSWALK.items() if place.category == category]
        for category in CATEGORIES
    }
    categories = [line("category", concept, name, *within[concept]) for concept, name in CATEGORIES.items()]
    subcategories = [
        line("subcategory", concept, name_of(concept), concept)
        for concept, place in CROSSWALK.items()
        if place.subcategory is not None and concept in used
    ]
    broad = [
        line("subcategory", concept, f"{name}, not told further", concept)
        for concept, name in CATEGORIES.items()
        if concept in used
    ]
    above = [
        line("above_categories", concept, name_of(concept), concept) for concept in ABOVE_CATEGORIES if concept in used
    ]
    unknown = line("unknown", None, UNKNOWN, None)
    return PathwayReview(
        _ranked(categories),
        (*_ranked(subcategories), *broad),
        tuple(above),
        unknown,
        tuple(_cautions(categories, above, unknown)),
    )


def _line(
    level: str,
    concept: str | None,
    category: str | None,
    name: str,
    ways: frozenset[str | None],
    introductions: Sequence[Introduction],
    harms: Sequence[Harm],
    measures: Sequence[PathwayMeasure],
    spans: Sequence[tuple[int, int]],
) -> PathwayLine:
    rows = [row for row in introductions if row.pathway in ways]
    came = [row for row in rows if not row.expected]
    first: dict[str, int] = {}
    for row in came:
        if row.first_year is not None:
            first[row.invader] = min(row.first_year, first.get(row.invader, row.first_year))
    invaders = tuple(dict.fromkeys(row.invader for row in came))
    years = list(first.values())
    worst, exposed = _gravest(harm for harm in harms if harm.pathway in ways)
    return PathwayLine(
        level=level,
        concept=concept,
        category=category,
        name=name,
        rank=None,
        invaders=invaders,
        introductions=len(came),
        undated=len(invaders) - len(first),
        periods=tuple(
            rate_of_count(begin, end, sum(begin <= year <= end for year in years)) for begin, end in spans if years
        ),
        expected=tuple(dict.fromkeys(row.invader for row in rows if row.expected)),
        demonstrated=_of(worst, "demonstrated_threat"),
        inferred=_of(worst, "inferred_threat"),
        unproven=_of(worst, "unproven"),
        exposed=sum(
            exposed[migrant]
            for migrant, verdict in worst.items()
            if verdict in ("demonstrated_threat", "inferred_threat", "unproven")
        ),
        measures=tuple(measure for measure in measures if _acts_on(measure, rows)),
    )


def _gravest(harms: Iterable[Harm]) -> tuple[dict[str, Verdict], dict[str, float]]:
    """Return, per migrant, the gravest verdict and the highest exposure."""
    worst: dict[str, Verdict] = {}
    exposed: dict[str, float] = {}
    for harm in harms:
        worst[harm.migrant] = min(worst.get(harm.migrant, harm.verdict), harm.verdict, key=SEVERITY.index)
        exposed[harm.migrant] = max(exposed.get(harm.migrant, 0.0), harm.exposed)
    return worst, exposed


def _of(worst: dict[str, Verdict], verdict: Verdict) -> tuple[str, ...]:
    return tuple(sorted(migrant for migrant, found in worst.items() if found == verdict))


def _acts_on(measure: PathwayMeasure, rows: Sequence[Introduction]) -> bool:
    return any(
        row.study == measure.study and row.invader in measure.invaders and measure.site_id in (None, row.site_id)
        for row in rows
    )


def _ranked(lines: Sequence[PathwayLine]) -> tuple[PathwayLine, ...]:
    ordered = sorted(lines, key=_weight)
    ranked: list[PathwayLine] = []
    for position, line in enumerate(ordered):
        same = bool(ranked) and _weight(ranked[-1]) == _weight(line)
        rank = ranked[-1].rank if same else position + 1
        ranked.append(replace(line, rank=rank if line.invaders else None))
    return tuple(ranked)


def _weight(line: PathwayLine) -> tuple[float, ...]:
    return (
        -line.threatened,
        -len(line.demonstrated),
        -len(line.unproven),
        # Sums of shares in another order differ in their last digits.
        -round(line.exposed, 9),
        -len(line.invaders),
    )


def _spans(introductions: Sequence[Introduction], period_years: int) -> list[tuple[int, int]]:
    years = [row.first_year for row in introductions if row.first_year is not None]
    if not years:
        return []
    first = min(years) - min(years) % period_years
    return [(begin, begin + period_years - 1) for begin in range(first, max(years) + 1, period_years)]


def _cautions(
    categories: Sequence[PathwayLine], above: Sequence[PathwayLine], unknown: PathwayLine
) -> Iterator[Sentence]:
    open_lines = [line for line in (unknown, *above) if line.introductions]
    if open_lines:
        count = sum(line.introductions for line in open_lines)
        total = count + sum(line.introductions for line in categories)
        migrants = {name for line in open_lines for name in (*line.demonstrated, *line.inferred)}
        yield count_sentence(
            "Of %(total)s introductions %(number)s has no pathway that tells the category.",
            "Of %(total)s introductions %(number)s have no pathway that tells the category.",
            count,
            total=Figure(str(total)),
        )
        yield count_sentence(
            "What came so threatens %(number)s listed migrant. The ranking is that of the others, and could change.",
            "What came so threatens %(number)s listed migrants. The ranking is that of the others, and could change.",
            len(migrants),
        )
    lines = (*categories, *open_lines)
    if any(line.undated for line in lines):
        if any(line.periods for line in lines):
            yield sentence(
                "Invaders without a first year are in no period: rates are those of first records that are dated."
            )
        else:
            yield sentence("No introduction has a first year: there is no count by period.")
