"""How far the data of each migrant reach, and what would take them further: evidence, screening, full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table, TableSet

Tier = Literal["evidence", "screening", "full"]
Found = TypeVar("Found")


def tier_of(tables: TableSet, migrant_id: str) -> Tier:
    """Return how far the data of one migrant reach.

    Parameters
    ----------
    tables : TableSet
        The tables of the study.
    migrant_id : str
        The migrant.

    Returns
    -------
    {'evidence', 'screening', 'full'}
        ``full``: stages, and at least one row of survival or transition in `vital_rates`. ``screening``: adult
        survival and age at first breeding. ``evidence``: neither.

    Raises
    ------
    InputError
        The study has no migrant of that name.
    """
    return _pick(tiers_of(tables), migrant_id)


def tiers_of(tables: TableSet) -> Mapping[str, Tier]:
    """Return how far the data of every migrant reach, by migrant_id."""
    staged = set(tables["stages"].texts("migrant_id"))
    rated = _migrants_with_rate(tables["vital_rates"], "survival", "transition")
    migrants = tables["migrants"]
    tiers: dict[str, Tier] = {}
    for migrant, survival, age in zip(
        migrants.texts("migrant_id"),
        migrants.numbers("adult_survival"),
        migrants.numbers("age_at_first_breeding"),
        strict=True,
    ):
        if migrant is None:
            continue
        if migrant in staged and migrant in rated:
            tiers[migrant] = "full"
        else:
            tiers[migrant] = "evidence" if np.isnan(survival) or np.isnan(age) else "screening"
    return tiers


def needed_for_next_tier(tables: TableSet, migrant_id: str) -> tuple[str, ...]:
    """Return the questions whose answers would take one migrant to the next tier.

    Parameters
    ----------
    tables : TableSet
        The tables of the study.
    migrant_id : str
        The migrant.

    Returns
    -------
    tuple of str
        Plain questions, each with the table and the columns that take the answer; empty at the tier ``full``.

    Raises
    ------
    InputError
        The study has no migrant of that name.
    """
    return _pick(questions_of(tables), migrant_id)


def questions_of(tables: TableSet) -> Mapping[str, tuple[str, ...]]:
    """Return, by migrant_id, the questions whose answers would take each migrant to the next tier."""
    rates = tables["vital_rates"]
    asked_of_all = (
        (
            sentence("Which are the stages of the year, and in which weeks? (stages, position, start_week, end_week)"),
            set(tables["stages"].texts("migrant_id")),
        ),
        (
            sentence("Which share of the population is at which site in each stage? (distribution, share)"),
            set(tables["distribution"].texts("migrant_id")),
        ),
        (
            sentence("Which share of each age or state class lives through each stage? (vital_rates, rate survival)"),
            _migrants_with_rate(rates, "survival", "transition"),
        ),
        (
            sentence("How many young does each class raise in a year? (vital_rates, rate fecundity)"),
            _migrants_with_rate(rates, "fecundity"),
        ),
    )
    adults = _asked_of_adults(tables["migrants"])
    questions: dict[str, tuple[str, ...]] = {}
    for migrant, tier in tiers_of(tables).items():
        if tier == "full":
            questions[migrant] = ()
        elif tier == "evidence":
            questions[migrant] = adults[migrant]
        else:
            questions[migrant] = tuple(question for question, known in asked_of_all if migrant not in known)
    return questions


def _asked_of_adults(migrants: Table) -> Mapping[str | None, tuple[str, ...]]:
    """Return, by migrant_id, what a screening still lacks."""
    lacking: dict[str | None, tuple[str, ...]] = dict.fromkeys(migrants.texts("migrant_id"), ())
    for column, question in (
        ("adult_survival", sentence("What share of the adults survives a year? (migrants, adult_survival)")),
        ("age_at_first_breeding", sentence("At what age do females first breed? (migrants, age_at_first_breeding)")),
    ):
        for migrant, value in zip(migrants.texts("migrant_id"), migrants.numbers(column), strict=True):
            if np.isnan(value):
                lacking[migrant] = (*lacking[migrant], question)
    return lacking


def _migrants_with_rate(rates: Table, *names: str) -> set[str | None]:
    return {
        migrant for migrant, rate in zip(rates.texts("migrant_id"), rates.texts("rate"), strict=True) if rate in names
    }


def _pick(by_migrant: Mapping[str, Found], migrant_id: str) -> Found:
    if migrant_id not in by_migrant:
        raise InputError(
            sentence("The study has no migrant '%(migrant_id)s'.", migrant_id=migrant_id),
            where="migrants",
            remedy=sentence("It has: %(value)s.", value=", ".join(sorted(by_migrant)) or "none"),
        )
    return by_migrant[migrant_id]
