"""The year as ways between classes: one that ends for everyone, and one that brings all back at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import gcd

import numpy as np

from oxyura.schema.sentences import any_of, sentence
from oxyura.study.checking.findings import Finding, find, word_text
from oxyura.study.checking.grouping import Mask
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.reached import find_stages_not_reached

_ROUNDING = 1e-9

# Above this many classes the ways between them are not followed.
_MOST_CLASSES = 200


def find_years_without_way(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants of whom nobody is left after a few years, and those who come back to a class in step only."""
    ended = {finding.problem.message.split("'")[1] for finding in find_stages_not_reached(index)}
    table = index["vital_rates"]
    broken = set(index.every("vital_rates").where(index.unsure("vital_rates")).texts("migrant_id"))
    for migrant in sorted(index.ids("migrants")):
        classes = tuple(sorted(index.classes.get(migrant, ())))
        if not index.is_full(migrant) or migrant in broken | ended or not 0 < len(classes) <= _MOST_CLASSES:
            continue
        if migrant not in index.stage_order:
            continue
        year = _year_of(index, migrant, classes)
        rows = [at for at, word in enumerate(table.words("migrant_id")) if word == migrant]
        zero = next((at for at in rows if table.numbers("value")[at] == 0), rows[0])
        rounds = _rounds(year)
        if not rounds:
            message = sentence(
                "Nobody of '%(migrant)s' is left after %(number)s years at most.", migrant=migrant, number=len(classes)
            )
            yield find("year_of_zeros", table, message, at=zero, column="value", value=migrant)
            continue
        if min(rounds.values()) > 1:
            of_round = {classes[number] for members in rounds for number in members}
            years = any_of(str(length) for length in sorted(set(rounds.values())))
            message = sentence(
                "Class %(of_round)s of '%(migrant)s' comes back to itself only every %(years)s years.",
                of_round=word_text(of_round),
                migrant=migrant,
                years=years,
            )
            yield find("year_that_swings", table, message, at=zero, column="value", value=migrant)


def _year_of(index: StudyIndex, migrant: str, classes: tuple[str, ...]) -> Mask:
    """Return whether some of a class can be, or have young, in another a year later; entry [to, from], places aside."""
    number = {name: position for position, name in enumerate(classes)}
    table = index["vital_rates"]
    cells = zip(
        *(table.words(column) for column in ("migrant_id", "stage", "rate", "class")),
        table.texts("to_class"),
        table.texts("site_id"),
        table.numbers("value").tolist(),
        strict=True,
    )
    survival: dict[tuple[str, str], list[float]] = defaultdict(list)
    leaving: dict[tuple[str, str], dict[str | None, float]] = defaultdict(lambda: defaultdict(float))
    ways: dict[tuple[str, str], set[str]] = defaultdict(set)
    births: dict[tuple[str, str], set[str]] = defaultdict(set)
    for owner, stage, rate, class_, to_class, site, value in cells:
        if owner != migrant:
            continue
        if rate == "survival":
            survival[stage, class_].append(value)
        elif rate == "transition" and to_class is not None:
            leaving[stage, class_][site] += value
            if value > 0:
                ways[stage, class_].add(to_class)
        elif rate == "fecundity" and value > 0:
            births[stage, class_].add(to_class or class_)
    year = np.eye(len(classes), dtype=bool)
    for stage in index.stage_order[migrant]:
        step = np.zeros_like(year)
        for name in classes:
            if any(value > 0 for value in survival[stage, name] or [1.0]):
                # Where places differ, some may stay at one of them.
                shares = leaving[stage, name]
                stays = not shares or len(shares) > 1 or sum(shares.values()) < 1.0 - _ROUNDING
                for reached in (*ways[stage, name], *((name,) if stays or None not in shares else ())):
                    step[number[reached], number[name]] = True
            for born in births[stage, name]:
                step[number[born], number[name]] = True
        year = (step.astype(np.float64) @ year) > 0
    return year


def _rounds(year: Mask) -> dict[tuple[int, ...], int]:
    """Return, for each set of classes that lead to each other, the years after which all are back together.

    That is the greatest common divisor of the years that their rounds take.
    """
    size = len(year)
    reach = np.eye(size, dtype=bool) | year
    for _ in range(size.bit_length()):
        reach = (reach.astype(np.float64) @ reach) > 0
    found = {}
    for first in range(size):
        members = tuple(np.flatnonzero(reach[first] & reach[:, first]).tolist())
        if members[0] != first or not year[np.ix_(members, members)].any():
            continue
        # Distances from one class by years; any way that leads on closes a round of the difference.
        distance, frontier = {first: 0}, [first]
        while frontier:
            here = frontier.pop(0)
            for there in np.flatnonzero(year[:, here]).tolist():
                if there in members and there not in distance:
                    distance[there] = distance[here] + 1
                    frontier.append(there)
        length = 0
        for here in members:
            for there in np.flatnonzero(year[:, here]).tolist():
                if there in members:
                    length = gcd(length, distance[here] + 1 - distance[there])
        found[members] = abs(length)
    return found


RULES = (find_years_without_way,)
