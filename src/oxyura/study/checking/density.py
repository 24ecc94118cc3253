"""Crowding: each curve with the parameter that it has."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.index import StudyIndex


def find_wrong_density_parameters(index: StudyIndex) -> Iterator[Finding]:
    """Find curves without their parameter, or with that of another curve."""
    table = index["density"]
    given = {name: ~np.isnan(table.numbers(name)) for name in ("capacity", "a")}
    for position, form in enumerate(table.words("form")):
        own, other = ("capacity", "a") if form == "ceiling" else ("a", "capacity")
        if not given[own][position]:
            message = sentence("The form '%(form)s' needs %(own)s.", form=form, own=own)
            yield find("density_parameter_missing", table, message, at=position, column=own)
        if given[other][position]:
            message = sentence("The form '%(form)s' has no %(other)s.", form=form, other=other)
            yield find("column_not_used", table, message, at=position, column=other)


def find_wrong_carry_over(index: StudyIndex) -> Iterator[Finding]:
    """Find crowding carried from a stage that is not earlier, and ceilings, which cannot be carried."""
    table = index["density"]
    columns = (table.words("migrant_id"), table.words("stage"), table.texts("carry_over_stage"), table.words("form"))
    for at, (migrant, stage, felt, form) in enumerate(zip(*columns, strict=True)):
        order = list(index.stage_order.get(migrant, ()))
        if felt is None or felt not in order or stage not in order:
            continue
        if order.index(felt) >= order.index(stage):
            message = sentence(
                "'%(felt)s' does not come before '%(stage)s' in the year of '%(migrant)s'.",
                felt=felt,
                stage=stage,
                migrant=migrant,
            )
            yield find("carry_over_not_earlier", table, message, at=at, column="carry_over_stage")
        if form == "ceiling":
            carried = "A ceiling takes animals away where they are: it cannot be carried to another stage."
            yield find("carry_over_ceiling", table, carried, at=at, column="form")


def find_crowding_of_nothing(index: StudyIndex) -> Iterator[Finding]:
    """Find crowding that meets no young, nobody, or changes nothing, and ceilings that leave nobody."""
    table, rates = index["density"], index["vital_rates"]
    breeding = {
        scope
        for *scope_, rate, value in zip(
            *(rates.words(column) for column in ("migrant_id", "stage", "rate")), rates.numbers("value"), strict=True
        )
        if rate == "fecundity" and value > 0
        for scope in (tuple(scope_),)
    }
    a, capacity = table.numbers("a"), table.numbers("capacity")
    columns = (*(table.words(column) for column in ("migrant_id", "stage", "form")), table.words("applies_to", "all"))
    places = zip(table.texts("carry_over_stage"), table.texts("site_id"), strict=True)
    for at, ((migrant, stage, form, applies_to), (felt, site)) in enumerate(
        zip(zip(*columns, strict=True), places, strict=True)
    ):
        if not index.is_full(migrant):
            continue
        if form == "ceiling":
            if capacity[at] == 0:
                message = sentence(
                    "The ceiling of '%(migrant)s' in stage '%(stage)s' leaves room for nobody.",
                    migrant=migrant,
                    stage=stage,
                )
                yield find("no_room", table, message, at=at, column="capacity")
        elif a[at] == 0:
            yield find("crowding_without_effect", table, "a is 0.", at=at, column="a")
        if applies_to == "fecundity" and form != "ceiling" and (migrant, stage) not in breeding:
            message = sentence("'%(migrant)s' has no fecundity in stage '%(stage)s'.", migrant=migrant, stage=stage)
            yield find("crowding_of_no_young", table, message, at=at, column="applies_to")
        there = index.sites_in_stage.get((migrant, felt or stage))
        if there is not None and site in index.sites.get(migrant, frozenset()) and site not in there:
            message = sentence(
                "'%(migrant)s' is not at '%(site)s' in stage '%(value)s'.",
                migrant=migrant,
                site=site,
                value=felt or stage,
            )
            yield find("crowding_where_nobody_is", table, message, at=at, column="site_id")


RULES = (find_wrong_density_parameters, find_wrong_carry_over, find_crowding_of_nothing)
