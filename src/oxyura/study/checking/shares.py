"""Shares of a population over its sites: they sum to 1, and every class starts somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.study.checking.findings import Finding, find, number_text, word_text
from oxyura.study.checking.grouping import Floats, Mask
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.sums import SumOf, wrong_sums

_TOLERANCE = 1e-6


_SHARES = SumOf("distribution", ("migrant_id", "stage"), "site_id", "class", "share")


def find_wrong_share_sums(index: StudyIndex) -> Iterator[Finding]:
    """Find stages in which the shares of a migrant, or of one of its classes, do not sum to 1 over the sites."""
    table = index.every("distribution")
    for position, total, class_ in wrong_sums(index, _SHARES, is_not_one, index.classes):
        migrant, stage = table.columns["migrant_id"][position], table.columns["stage"][position]
        if not index.knows_stage(migrant, stage):
            continue
        whose = sentence(" of class '%(class_)s'", class_=class_) if class_ else ""
        shown = number_text(total)
        message = sentence(
            "The shares%(whose)s of '%(migrant)s' in stage '%(stage)s' sum to %(shown)s over the sites, not to 1.",
            whose=whose,
            migrant=migrant,
            stage=stage,
            shown=shown,
        )
        yield find("share_sum", table, message, at=position, column="share", value=shown)


def is_not_one(sums: Floats) -> Mask:
    """Return which sums differ from 1 by more than rounding."""
    return np.asarray(np.abs(sums - 1) > _TOLERANCE)


def find_classes_without_start(index: StudyIndex) -> Iterator[Finding]:
    """Find classes that no row of `distribution` places anywhere at the start of the year."""
    table = index["distribution"]
    placed: dict[str, dict[str | None, int]] = defaultdict(dict)
    columns = (table.words("migrant_id"), table.words("stage"), table.texts("class"))
    for position, (migrant, stage, class_) in enumerate(zip(*columns, strict=True)):
        order = index.stage_order.get(migrant)
        if order and stage == order[0]:
            placed[migrant].setdefault(class_, position)
    for migrant, classes in placed.items():
        missing = index.classes.get(migrant, frozenset()) - set(classes)
        if None not in classes and missing and index.is_full(migrant):
            message = sentence(
                "In the first stage of '%(migrant)s' no site has a share of class %(missing)s.",
                migrant=migrant,
                missing=word_text(missing),
            )
            at = min(classes.values())
            yield find("class_without_start", table, message, at=at, column="class", value=migrant)


def find_migrants_without_start(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants of tier ``full`` without any share in the first stage."""
    distribution = index.every("distribution")
    placed = set(zip(distribution.texts("migrant_id"), distribution.texts("stage"), strict=True))
    table = index.every("migrants")
    for position, migrant in enumerate(table.texts("migrant_id")):
        order = index.stage_order.get(migrant or "")
        if migrant and order and index.is_full(migrant) and (migrant, order[0]) not in placed:
            message = sentence(
                "'%(migrant)s' has no row in distribution for its first stage, '%(order)s': nobody knows "
                "where it starts.",
                migrant=migrant,
                order=order[0],
            )
            yield find("no_start_distribution", table, message, at=position, column="migrant_id")


RULES = (find_wrong_share_sums, find_classes_without_start, find_migrants_without_start)
