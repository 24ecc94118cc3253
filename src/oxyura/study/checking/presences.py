"""What is known of invaders at sites: alien or native, and when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.invaders.presence import is_alien, read_presences
from oxyura.migrants.listing import read_listings
from oxyura.schema.sentences import sentence
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
        what = sentence("part of the country") if decided_by == "subdivision" else sentence("country")
        place = sentence("'%(invader)s' at '%(site)s' (%(area)s)", invader=invader, site=site, area=area)
        if not alien and decided_by == "country" and means not in ALIEN_MEANS | NATIVE_MEANS:
            message = sentence(
                "%(place)s counts as native: the country is among its native_countries and %(means)s is said here.",
                place=place,
                means=means or sentence("nothing"),
            )
            yield find("native_country", table, message, at=at, column="establishment_means", value=means or country)
        elif not alien and means in ALIEN_MEANS:
            message = sentence(
                "%(place)s counts as alien by this row, though the %(what)s is among its native_countries.",
                place=place,
                what=what,
            )
            yield find("introduced_in_native_country", table, message, at=at, column="establishment_means")
        elif alien and means in NATIVE_MEANS:
            message = sentence(
                "%(place)s counts as native by this row, though the %(what)s is not among its native_countries.",
                place=place,
                what=what,
            )
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
            message = sentence(
                "Nothing says whether '%(invader)s' is alien or native at %(places)s.",
                invader=invader,
                places=word_text(places[invader]),
            )
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
        alien = (
            sentence("'%(migrant)s' is an alien population at %(sites)s", migrant=migrant, sites=word_text(sites))
            if certain
            else sentence(
                "'%(migrant)s' may be an alien population at %(sites)s", migrant=migrant, sites=word_text(sites)
            )
        )
        message = sentence(
            "%(alien)s: the study has the same species as the invader '%(invader)s'. A listing, also that of a whole "
            "family, is of a species in its own range: it never makes an alien population a protected migrant.",
            alien=alien,
            invader=invader,
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
            message = sentence(
                "%(last)s (%(end)s) is before %(first)s (%(begin)s).",
                last=last,
                end=number_text(end[at]),
                first=first,
                begin=number_text(begin[at]),
            )
            yield find("years_reversed", table, message, at=at, column=last)


def find_invaders_without_presence(index: StudyIndex) -> Iterator[Finding]:
    """Find invaders of which `presences` says nothing."""
    table = index.every("invaders")
    for at, invader in enumerate(table.texts("invader_id")):
        if invader is not None and invader not in index.statuses:
            message = sentence(
                "presences has no row of '%(invader)s': it counts as not surveyed everywhere.", invader=invader
            )
            yield find("invader_without_presence", table, message, at=at, column="invader_id")


RULES = (
    find_doubtful_origins,
    find_unknown_origins,
    find_alien_migrants,
    find_reversed_years,
    find_invaders_without_presence,
)
