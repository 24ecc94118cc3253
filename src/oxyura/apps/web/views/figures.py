"""A number on a page, with everything that a reader may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from oxyura.publish.labels import Labels
from oxyura.publish.language import Translation
from oxyura.publish.number_words import LEVEL, has_interval
from oxyura.schema.intervals import Band
from oxyura.schema.table import TableSet, text_of

# Tables that say where and when rather than how much; the others feed growth.
_NOT_OF_GROWTH = frozenset({"evidence", "counts"})


@dataclass(frozen=True)
class Figure:
    """A number with its provenance.

    Parameters
    ----------
    value : str
        As the page shows it.
    what : str
        What it is, one line.
    unit : str
        Its unit, in words.
    limits : str
        Its 95 % interval, or that none is known; empty where an interval makes no sense.
    how : str
        Whether a source gives it or the program computed it, and how.
    sources : tuple of int
        Numbers of the sources, as the study's list has them.
    """

    value: str
    what: str
    unit: str = ""
    limits: str = ""
    how: str = ""
    sources: tuple[int, ...] = ()


class FigureMaker:
    """Makes the figures of one study in one language.

    Parameters
    ----------
    tables : TableSet
        Of the study.
    labels : Labels
        Its names and the language.
    draws, horizon_years : int
        Of the run.
    """

    def __init__(self, tables: TableSet, labels: Labels, draws: int, horizon_years: int) -> None:
        self.labels, self.words = labels, labels.words
        self._draws, self._horizon = draws, horizon_years
        self._of_migrant = _sources_by_migrant(tables, labels)

    def written(
        self, value: str, what: str, *, unit: str = "", limits: str | None = None, source_id: str | None = None
    ) -> Figure:
        """Return a number that a table of the study gives."""
        source = self.labels.source(source_id)
        said = self.words.gettext("no interval is given") if limits is None else limits
        how = self.words.gettext("As the study gives it.")
        return Figure(value, what, unit, said, how, () if source is None else (source.number,))

    def computed(
        self, band: Band, show: Callable[[float], str], what: str, *, unit: str = "", migrant_id: str | None = None
    ) -> Figure:
        """Return a number that the program computed, with all the sources of the population's rows."""
        return Figure(show(band.median), what, unit, self.limits(band, show), self.how(), self.of_migrant(migrant_id))

    def summed(self, value: str, what: str, *, unit: str = "", sources: Iterable[int] = ()) -> Figure:
        """Return a number that the program adds up from a table, without an interval."""
        how = self.words.gettext("Added up from the tables of the study.")
        return Figure(value, what, unit, self.words.gettext("no interval is given"), how, tuple(sources))

    def limits(self, band: Band, show: Callable[[float], str]) -> str:
        """Return the limits of a band with their level, or that none is known."""
        return limits_in_words(band, show, self.words)

    def of_migrant(self, migrant_id: str | None) -> tuple[int, ...]:
        """Return the sources of everything that goes into the growth of a population."""
        return () if migrant_id is None else self._of_migrant.get(migrant_id, ())

    def how(self) -> str:
        """Return how numbers of this run were computed."""
        years = self.words.exact(self._horizon)
        if self._draws == 1:
            return self.words.say("Computed from point values over %(years)s years.", years=years)
        return self.words.say(
            "Computed: the median of %(draws)s draws over %(years)s years.",
            draws=self.words.exact(self._draws),
            years=years,
        )


def limits_in_words(band: Band, show: Callable[[float], str], words: Translation) -> str:
    """Return the limits of a band with their level, or that none is known."""
    if not has_interval(band):
        return words.gettext("no interval is known")
    return words.say("%(level)s: %(limits)s", level=LEVEL, limits=words.limits(band, show))


def _sources_by_migrant(tables: TableSet, labels: Labels) -> dict[str, tuple[int, ...]]:
    found: dict[str, dict[int, None]] = {}
    for table in tables:
        columns = table.columns
        if "migrant_id" not in columns or "source_id" not in columns or table.spec.name in _NOT_OF_GROWTH:
            continue
        for migrant, source_id in zip(columns["migrant_id"], columns["source_id"], strict=True):
            source = labels.source(text_of(source_id))
            if source is not None:
                found.setdefault(str(migrant), {})[source.number] = None
    return {migrant: tuple(sorted(numbers)) for migrant, numbers in found.items()}
