"""The year of one population, week by week: stages, who is where, whom it meets, what acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from oxyura.apps.web.places import Point
from oxyura.apps.web.views.figures import Figure

WEEKS = 52
# From what asks most of a reader to what asks least.
STATUSES = ("present", "not_surveyed", "eradicated", "absent")


@dataclass(frozen=True)
class StageSpan:
    """A stage with its first and last week; `end` is before `start` where it runs over New Year."""

    stage: str
    name: str
    hue: int
    start: int
    end: int
    weeks: str

    def holds(self, week: int) -> bool:
        """Tell whether a week is in the stage."""
        return self.start <= week <= self.end if self.start <= self.end else week >= self.start or week <= self.end

    @property
    def length(self) -> int:
        """Number of weeks."""
        return (self.end - self.start) % WEEKS + 1


@dataclass(frozen=True)
class KnownInvader:
    """What is known of an invader at a site."""

    invader_id: str
    name: str
    status: str


@dataclass(frozen=True)
class YearSite:
    """A site of the population's year.

    Parameters
    ----------
    point : Point or None
        Where it may be shown.
    status : str
        The gravest of what is known of alien invaders there; ``none`` where the study names none.
    shares : tuple of float
        Of the population, by stage.
    acting : tuple of bool
        Whether an effect of an alien invader acts there, by stage.
    """

    site_id: str
    name: str
    country: str
    point: Point | None
    status: str
    invaders: tuple[KnownInvader, ...]
    shares: tuple[float, ...]
    acting: tuple[bool, ...]


@dataclass(frozen=True)
class YearPath:
    """A move between two sites, by their positions; `assumed` where only the least movement is known."""

    origin: int
    target: int
    to_stage: int
    share: float
    assumed: bool


@dataclass(frozen=True)
class Stay:
    """The share of the population at a site in a stage.

    Parameters
    ----------
    site : int
        Its position.
    share, limits : str
        In words; limits are empty where the study gives none.
    known : str
        How it is known, in words.
    source : int
        Number of the source; 0 where none is named.
    """

    site: int
    share: str
    limits: str
    known: str
    not_surveyed: bool
    source: int


@dataclass(frozen=True)
class Met:
    """An invader in a stage: what share meets it where it is alien or native, and of what share nobody knows."""

    invader_id: str
    name: str
    exposed: Figure | None
    native: Figure | None
    not_surveyed: Figure | None
    exposed_share: float
    not_surveyed_share: float


@dataclass(frozen=True)
class Acting:
    """An effect that acts in a stage; `effect` is None where its size is not known."""

    name: str
    kind: str
    mechanism: str
    rate: str
    effect: Figure | None
    sites: str
    evidence: str
    confidence: str


@dataclass(frozen=True)
class StagePanel:
    """What happens in a stage."""

    stays: tuple[Stay, ...]
    met: tuple[Met, ...]
    acting: tuple[Acting, ...]


@dataclass(frozen=True)
class Year:
    """The year of one population.

    Parameters
    ----------
    by_class : bool
        Whether shares are those of classes, of which the largest is shown.
    """

    stages: tuple[StageSpan, ...]
    sites: tuple[YearSite, ...]
    paths: tuple[YearPath, ...]
    panels: tuple[StagePanel, ...]
    by_class: bool

    @cached_property
    def stays_by_site(self) -> Mapping[str, tuple[tuple[int, Stay], ...]]:
        """The stages that the population spends at each site, by the site's identifier."""
        found: dict[str, list[tuple[int, Stay]]] = {}
        for stage, panel in enumerate(self.panels):
            for stay in panel.stays:
                found.setdefault(self.sites[stay.site].site_id, []).append((stage, stay))
        return {site: tuple(stays) for site, stays in found.items()}

    def stages_in(self, week: int) -> tuple[int, ...]:
        """Return the positions of the stages that hold a week; none where the study leaves it out."""
        return tuple(number for number, span in enumerate(self.stages) if span.holds(week))
