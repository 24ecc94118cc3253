"""What is known of invaders at sites: alien or native, and when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.schema.vocabularies import ALIEN_MEANS, NATIVE_MEANS
from oxyura.study.checking.findings import Finding, find, number_text
from oxyura.study.checking.index import StudyIndex


def find_doubtful_origins(index: StudyIndex) -> Iterator[Finding]:
    """Find presences where native_countries and establishment_means meet: one decides, or they disagree."""
    sites, invaders = index.every("sites"), index.every("invaders")
    countries = dict(zip(sites.texts("site_id"), sites.texts("country"), strict=True))
    native = dict(zip(invaders.texts("invader_id"), invaders.lists("native_countries"), strict=True))
    table = index["presences"]
    columns = (table.words("invader_id"), table.words("site_id"), table.texts("establishment_means"))
    for at, (invader, site, means) in enumerate(zip(*columns, strict=True)):
        country, homes = countries.get(site), native.get(invader, ())
        if country is None or not homes:
            continue
        place = f"'{invader}' at '{site}' ({country})"
        if country in homes and means not in ALIEN_MEANS | NATIVE_MEANS:
            message = (
                f"{place} counts as native: the country is among its native_countries and "
                f"{means or 'nothing'} is said here."
            )
            yield find("native_country", table, message, at=at, column="establishment_means", value=means or country)
        elif country in homes and means in ALIEN_MEANS:
            message = f"{place} counts as alien by this row, though the country is among its native_countries."
            yield find("introduced_in_native_country", table, message, at=at, column="establishment_means")
        elif country not in homes and means in NATIVE_MEANS:
            message = f"{place} counts as native by this row, though the country is not among its native_countries."
            yield find("native_outside_native_countries", table, message, at=at, column="establishment_means")


def find_reversed_years(index: StudyIndex) -> Iterator[Finding]:
    """Find presences that end before they begin, and side effects of measures that do."""
    for name, first, last in (
        ("presences", "first_year", "last_year"),
        ("measure_effects", "from_year", "to_year"),
    ):
        table = index[name]
        default = table.spec.column(first).default
        begin = table.numbers(first, float(default) if default else None)
        end = table.numbers(last)
        for at in np.flatnonzero(end < begin).tolist():
            message = f"{last} ({number_text(end[at])}) is before {first} ({number_text(begin[at])})."
            yield find("years_reversed", table, message, at=at, column=last)


def find_invaders_without_presence(index: StudyIndex) -> Iterator[Finding]:
    """Find invaders of which `presences` says nothing."""
    table = index.every("invaders")
    for at, invader in enumerate(table.texts("invader_id")):
        if invader is not None and invader not in index.statuses:
            message = f"presences has no row of '{invader}': it counts as not surveyed everywhere."
            yield find("invader_without_presence", table, message, at=at, column="invader_id")


RULES = (find_doubtful_origins, find_reversed_years, find_invaders_without_presence)
