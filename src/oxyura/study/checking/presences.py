"""What is known of invaders at sites: alien or native, and when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.invaders.presence import is_alien, read_presences
from oxyura.migrants.listing import read_listings
from oxyura.schema.table import TableSet
from oxyura.schema.vocabularies import ALIEN_MEANS, NATIVE_MEANS
from oxyura.study.alien_migrants import find_alien_populations
from oxyura.study.checking.findings import Finding, find, number_text, word_text
from oxyura.study.checking.index import StudyIndex


def find_doubtful_origins(index: StudyIndex) -> Iterator[Finding]:
    """Find presences where native_countries and establishment_means meet: one decides, or they disagree."""
    sites, invaders = index.every("sites"), index.every("invaders")
    places = dict(
        zip(sites.texts("site_id"), zip(sites.texts("country"), sites.texts("subdivision"), strict=True), strict=True)
    )
    native = dict(zip(invaders.texts("invader_id"), invaders.lists("native_countries"), strict=True))
    table = index["presences"]
    columns = (table.words("invader_id"), table.words("site_id"), table.texts("establishment_means"))
    for at, (invader, site, means) in enumerate(zip(*columns, strict=True)):
        country, subdivision = places.get(site, (None, None))
        alien, decided_by = is_alien(None, country, native.get(invader, ()), subdivision)
        if decided_by == "default":
            continue
        area = subdivision if decided_by == "subdivision" else country
        what = "part of the country" if decided_by == "subdivision" else "country"
        place = f"'{invader}' at '{site}' ({area})"
        if not alien and decided_by == "country" and means not in ALIEN_MEANS | NATIVE_MEANS:
            message = (
                f"{place} counts as native: the country is among its native_countries and "
                f"{means or 'nothing'} is said here."
            )
            yield find("native_country", table, message, at=at, column="establishment_means", value=means or country)
        elif not alien and means in ALIEN_MEANS:
            message = f"{place} counts as alien by this row, though the {what} is among its native_countries."
            yield find("introduced_in_native_country", table, message, at=at, column="establishment_means")
        elif alien and means in NATIVE_MEANS:
            message = f"{place} counts as native by this row, though the {what} is not among its native_countries."
            yield find("native_outside_native_countries", table, message, at=at, column="establishment_means")


def find_unknown_origins(index: StudyIndex) -> Iterator[Finding]:
    """Find invaders of whose presences nothing says whether they are alien there."""
    table = index["invaders"]
    places: dict[str, list[str]] = {}
    for presence in read_presences(_sound(index, "sites", "invaders", "presences")).values():
        if presence.decided_by == "default" and presence.status in ("present", "eradicated"):
            places.setdefault(presence.invader_id, []).append(presence.site_id)
    for at, invader in enumerate(table.words("invader_id")):
        if invader in places:
            message = f"Nothing says whether '{invader}' is alien or native at {word_text(places[invader])}."
            yield find("origin_unknown", table, message, at=at, column="native_countries")


def find_alien_migrants(index: StudyIndex) -> Iterator[Finding]:
    """Find listed migrants that are themselves the alien species at a site where the study has them."""
    tables = _sound(index, "sites", "invaders", "presences", "migrants", "distribution")
    listings = read_listings(tables)
    table = index["migrants"]
    rows = {migrant: at for at, migrant in enumerate(table.words("migrant_id"))}
    found: dict[tuple[str, str, bool], list[str]] = {}
    for population in find_alien_populations(tables):
        if listings[population.migrant_id].is_listed:
            key = (population.migrant_id, population.invader_id, population.is_certain)
            found.setdefault(key, []).append(population.site_id)
    for (migrant, invader, certain), sites in found.items():
        code = "alien_migrant" if certain else "maybe_alien_migrant"
        verb = "is" if certain else "may be"
        message = (
            f"'{migrant}' {verb} an alien population at {word_text(sites)}: the study has the same species as the "
            f"invader '{invader}'. A listing, also that of a whole family, is of a species in its own range: it "
            "never makes an alien population a protected migrant."
        )
        yield find(code, table, message, at=rows[migrant], column="cms_appendix", value=migrant)


def _sound(index: StudyIndex, *names: str) -> TableSet:
    return TableSet({name: index[name] for name in names})


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


RULES = (
    find_doubtful_origins,
    find_unknown_origins,
    find_alien_migrants,
    find_reversed_years,
    find_invaders_without_presence,
)
