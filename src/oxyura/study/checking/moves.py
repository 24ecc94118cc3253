"""Movements between stages: nobody set out twice, nobody left behind without a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table
from oxyura.study.checking.findings import Finding, find, number_text, word_text
from oxyura.study.checking.grouping import combine, first_of_each
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.shares import is_not_one
from oxyura.study.checking.sums import SumOf, wrong_sums

Stage = tuple[str, str]
"""A migrant and one of its stages."""

Classes = set[str | None]
"""Classes by name; None stands for a row that leaves the class blank."""


_MOVES = SumOf("movements", ("migrant_id", "from_stage", "from_site", "to_stage"), "to_site", "class", "share")


def find_wrong_movement_sums(index: StudyIndex) -> Iterator[Finding]:
    """Find sites from which more, or fewer, set out than there are."""
    table = index.every("movements")
    for position, total, class_ in wrong_sums(index, _MOVES, is_not_one, index.classes):
        migrant, stage, site = (table.columns[column][position] for column in ("migrant_id", "from_stage", "from_site"))
        if not index.knows_stage(migrant, stage):
            continue
        whose = sentence(" of class '%(class_)s'", class_=class_) if class_ else ""
        shown = number_text(total)
        message = sentence(
            "The shares%(whose)s of '%(migrant)s' that leave '%(site)s' after stage '%(stage)s' sum to %(shown)s",
            whose=whose,
            migrant=migrant,
            site=site,
            stage=stage,
            shown=shown,
        )
        if total > 1:
            code, message = "movement_share_above_one", sentence("%(it)s: more than there are.", it=message)
        else:
            code, message = "movement_share_below_one", sentence("%(it)s: the rest leaves the population.", it=message)
        yield find(code, table, message, at=position, column="share", value=shown)


@dataclass
class _Residents:
    """Who is at a site in a stage: classes with animals, classes with rows of their own, and where it is said."""

    table: Table
    at: int
    column: str
    living: Classes = field(default_factory=set)
    named: Classes = field(default_factory=set)

    def among(self, classes: frozenset[str]) -> Classes:
        """Return the classes that live here; a blank row speaks for all that have no row of their own."""
        if None not in self.living:
            return self.living
        return (self.living - {None}) | (classes - self.named) if classes else {None}


def find_places_that_lose_everyone(index: StudyIndex) -> Iterator[Finding]:
    """Find sites where animals live, from which a class that moves elsewhere has no movement."""
    left = _classes_leaving(index)
    for stage, places in _residents(index, set(left)).items():
        leaving = left[stage]
        classes = index.classes.get(stage[0], frozenset())
        movers: Classes = set().union(*leaving.values())
        if None in movers:
            movers = {*classes} or {None}
        for site, residents in places.items():
            here = leaving.get(site, set())
            lost = set() if None in here else (residents.among(classes) & movers) - here
            if lost:
                names = word_text(word for word in lost if word is not None)
                who = sentence("class %(names)s", names=names) if names else sentence("the population")
                message = sentence(
                    "'%(site)s' holds animals of '%(stage)s' in stage '%(stage_2)s', but movements has no row "
                    "for %(who)s from there, though it has from other sites: everyone there is lost.",
                    site=site,
                    stage=stage[0],
                    stage_2=stage[1],
                    who=who,
                )
                yield find(
                    "site_without_movement",
                    residents.table,
                    message,
                    at=residents.at,
                    column=residents.column,
                    value=site,
                )


def _classes_leaving(index: StudyIndex) -> dict[Stage, dict[str, Classes]]:
    """Return the classes with movement rows, by the stage and the site that they leave."""
    columns = ("migrant_id", "from_stage", "from_site", "class")
    table = index.every("movements")
    key = combine(index.codes("movements", column) for column in columns)
    chosen = first_of_each(key, ~index.broken("movements"))
    leaving: dict[Stage, dict[str, Classes]] = defaultdict(lambda: defaultdict(set))
    for migrant, stage, site, class_ in zip(*(table.columns[column][chosen] for column in columns), strict=True):
        leaving[migrant, stage][site].add(class_)
    return leaving


def _residents(index: StudyIndex, stages: set[Stage]) -> dict[Stage, dict[str, _Residents]]:
    """Return who lives at each site in the given stages, by `distribution` and by arrival."""
    found: dict[Stage, dict[str, _Residents]] = defaultdict(dict)
    table = index.every("distribution")
    rows = (table.columns[column] for column in ("migrant_id", "stage", "site_id", "class"))
    usable = (~index.broken("distribution")).tolist()
    peopled = (table.numbers("share") > 0).tolist()
    for at, (migrant, stage, site, class_) in enumerate(zip(*rows, strict=True)):
        if usable[at] and (migrant, stage) in stages:
            places = found[migrant, stage]
            place = places.get(site) or places.setdefault(site, _Residents(table, at, "site_id"))
            place.named.add(class_)
            if peopled[at]:
                place.living.add(class_)
    for at, stage_reached, site, class_ in _arrivals(index):
        if stage_reached in stages:
            place = found[stage_reached].setdefault(site, _Residents(index.every("movements"), at, "to_site"))
            place.living.add(class_)
    return found


def _arrivals(index: StudyIndex) -> Iterator[tuple[int, Stage, str, str | None]]:
    """Yield the first movement of each class that reaches a site in a stage."""
    columns = ("migrant_id", "from_stage", "to_stage", "to_site", "class")
    table = index.every("movements")
    key = combine(index.codes("movements", column) for column in columns)
    arriving = ~index.broken("movements") & (table.numbers("share") > 0)
    chosen = first_of_each(key, arriving)
    rows = zip(chosen.tolist(), *(table.columns[column][chosen] for column in columns), strict=True)
    for at, migrant, left, stage, site, class_ in rows:
        if index.next_stage(migrant, left) in (None, stage):
            yield at, (migrant, stage), site, class_


def find_default_moves_that_stay(index: StudyIndex) -> Iterator[Finding]:
    """Find steps of the year with neither movements nor the distributions from which they are worked out."""
    leaving = _classes_leaving(index)
    known = _classes_distributed(index)
    table = index["stages"]
    places = dict(
        zip(zip(table.texts("migrant_id"), table.texts("stage"), strict=True), range(len(table)), strict=True)
    )
    for migrant, order in index.stage_order.items():
        if len(order) < 2 or len(index.sites.get(migrant, ())) < 2 or not index.is_full(migrant):
            continue
        for stage, following in zip(order, [*order[1:], order[0]], strict=True):
            movers: Classes = set().union(*leaving.get((migrant, stage), {}).values())
            staying = set()
            for class_ in () if None in movers else index.classes.get(migrant, frozenset()) - movers:
                if not all({None, class_} & known.get((migrant, part), set()) for part in (stage, following)):
                    staying.add(class_)
            if staying:
                message = sentence(
                    "Nothing says where class %(staying)s of '%(migrant)s' goes from stage '%(stage)s' to "
                    "'%(following)s': everyone is taken to stay in place.",
                    staying=word_text(staying),
                    migrant=migrant,
                    stage=stage,
                    following=following,
                )
                at = places.get((migrant, following))
                yield find("default_move_stays", table, message, at=at, column="stage")


def _classes_distributed(index: StudyIndex) -> dict[Stage, Classes]:
    columns = ("migrant_id", "stage", "class")
    table = index.every("distribution")
    found: dict[Stage, Classes] = defaultdict(set)
    for at in first_of_each(combine(index.codes("distribution", column) for column in columns)).tolist():
        migrant, stage, class_ = (table.columns[column][at] for column in columns)
        found[migrant, stage].add(class_)
    return found


RULES = (find_wrong_movement_sums, find_places_that_lose_everyone, find_default_moves_that_stay)
