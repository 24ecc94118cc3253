"""What the page shows of sites and paths: the map of contributions, the chain of sites, what growth hangs on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup

from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.target_years import TargetYears
from oxyura.publish.answers import unit_of
from oxyura.publish.interval_axis import Axis, Placed, build_axis
from oxyura.publish.labels import Labels, Species, title_of
from oxyura.publish.language import Translation
from oxyura.publish.map_drawing import Mark, draw_map
from oxyura.publish.map_projection import choose_view
from oxyura.publish.network import Network, PathFacts, SiteFacts, read_network
from oxyura.publish.number_words import MINUS, has_interval
from oxyura.publish.site_map import place_sites
from oxyura.publish.stopover_chain import Chain, draw_chain
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment, MigrantAssessment

MOST_NETWORKS = 12
_MOST_SITES = 15
_MOST_PATHS = 10
_MOST_RATES = 8
# Within this of standing still a site neither gives nor takes.
_EVEN = 0.02
# An elasticity below this is none.
_NOTHING = 1e-6
_NOBODY = 0.5


@dataclass(frozen=True)
class SiteLine:
    """A site of the network; `css` says whether it gives more than it takes."""

    number: str
    name: str
    css: str
    contribution: str
    gives: str
    loss: str
    loss_limits: str


@dataclass(frozen=True)
class PathLine:
    """A path of the network."""

    stage: str
    path: str
    share: str
    survival: str
    part: str


@dataclass(frozen=True)
class ElasticityLine:
    """A rate, and by how much growth follows it."""

    rate: str
    where: str
    value: str
    placed: Placed


@dataclass(frozen=True)
class NetworkFigure:
    """The year of one population as the page shows it.

    Parameters
    ----------
    map_svg : Markup or None
        Sites by contribution; None with fewer than two sites that have a place.
    sites_left_out, paths_left_out, rates_left_out : int
        What only the files hold.
    axis : Axis or None
        Of the elasticities; None where there are none.
    lines : tuple of str
        Generation, connectivity, equilibrium, in words.
    """

    species: Species
    map_svg: Markup | None
    sites: tuple[SiteLine, ...]
    sites_left_out: int
    chain: Chain | None
    paths: tuple[PathLine, ...]
    paths_left_out: int
    axis: Axis | None
    elasticities: tuple[ElasticityLine, ...]
    rates_left_out: int
    lines: tuple[str, ...]


def list_networks(assessment: Assessment, labels: Labels) -> tuple[NetworkFigure, ...]:
    """Return the year of each population of tier `full` as a network, at most twelve."""
    found: list[NetworkFigure] = []
    for number, migrant in enumerate(assessment.migrants):
        if migrant.population is not None and len(found) < MOST_NETWORKS:
            found.append(_figure(assessment, migrant, migrant.population, labels, f"network-{number}"))
    return tuple(found)


def _figure(
    assessment: Assessment, migrant: MigrantAssessment, population: Population, labels: Labels, identifier: str
) -> NetworkFigure:
    words = labels.words
    network = read_network(population, assessment.study.tables["movements"])
    species = labels.migrant(migrant.migrant_id)
    several = network.branches
    lines = tuple(_site(site, number, labels) for number, site in enumerate(network.sites, start=1))
    chain = draw_chain(network, labels, f"{identifier}-chain", species.name) if several else None
    paths = sorted(network.paths, key=lambda path: -path.part) if chain is not None else []
    rates = sorted(
        (one for one in population.elasticities or () if abs(one.value) > _NOTHING), key=lambda one: -abs(one.value)
    )
    bands = [Band(one.value, one.value, one.value) for one in rates[:_MOST_RATES]]
    axis = build_axis(bands, words.exact) if bands else None
    return NetworkFigure(
        species,
        _draw_map(assessment, network, lines, labels, identifier, species.name) if several else None,
        lines[:_MOST_SITES] if several else (),
        max(0, len(lines) - _MOST_SITES) if several else 0,
        chain,
        tuple(_path(path, labels) for path in paths[:_MOST_PATHS]),
        max(0, len(paths) - _MOST_PATHS),
        axis,
        ()
        if axis is None
        else tuple(
            ElasticityLine(
                _rate(one.rate, one.class_, one.to_class, words),
                words.say("%(stage)s, %(site)s", stage=labels.stage(one.stage), site=labels.site(one.site)),
                words.significant(one.value, 2),
                axis.place(value),
            )
            for one, value in zip(rates, bands, strict=False)
        ),
        max(0, len(rates) - _MOST_RATES),
        tuple(_lines(assessment, population, labels)),
    )


def _site(site: SiteFacts, number: int, labels: Labels) -> SiteLine:
    words = labels.words
    names = {
        "more": words.gettext("more animals come of it than are there"),
        "even": words.gettext("as many come of it as are there"),
        "fewer": words.gettext("fewer come of it than are there"),
    }
    css = "even" if abs(site.contribution - 1) <= _EVEN else "more" if site.contribution > 1 else "fewer"
    loss = limits = ""
    if site.loss is not None:
        loss = words.percent(site.loss.median, signed=True)
        limits = words.limits(site.loss, words.signed_percent) if has_interval(site.loss) else ""
    return SiteLine(
        str(number),
        labels.site(site.site_id),
        css,
        words.significant(site.contribution),
        names[css],
        loss,
        limits,
    )


def _path(path: PathFacts, labels: Labels) -> PathLine:
    words = labels.words
    here, there = labels.site(path.from_site), labels.site(path.to_site)
    return PathLine(
        labels.stage(path.stage),
        words.say("stays at %(site)s", site=here)
        if here == there
        else words.say("%(here)s to %(there)s", here=here, there=there),
        _range(path.shares, words),
        _range(path.survivals, words),
        words.percent(path.part),
    )


def _range(values: tuple[float, ...], words: Translation) -> str:
    if not values:
        return ""
    low, high = words.percent(min(values)), words.percent(max(values))
    return low if low == high else words.span(low, high)


def _rate(rate: str, class_: str, to_class: str | None, words: Translation) -> str:
    named = words.term("rate", rate)
    if to_class is None or to_class == class_:
        return words.say("%(rate)s, %(class_name)s", rate=named, class_name=title_of(class_))
    return words.say(
        "%(rate)s, %(class_name)s to %(to_class)s", rate=named, class_name=title_of(class_), to_class=title_of(to_class)
    )


def _draw_map(
    assessment: Assessment, network: Network, lines: tuple[SiteLine, ...], labels: Labels, identifier: str, name: str
) -> Markup | None:
    places = place_sites(assessment)
    shown = [(site, line) for site, line in zip(network.sites, lines, strict=True) if site.site_id in places]
    if len(shown) < 2:
        return None
    words = labels.words
    greatest = max((abs(site.loss.median) for site, _ in shown if site.loss is not None), default=0.0)
    marks = [
        Mark(
            *places[site.site_id],
            abs(site.loss.median) / greatest if site.loss is not None and greatest > 0 else 0.0,
            line.css,
            line.number,
            line.name,
        )
        for site, line in shown
    ]
    said = [
        words.say(
            "%(site)s: %(gives)s (%(contribution)s).", site=line.name, gives=line.gives, contribution=line.contribution
        )
        for _, line in shown[:_MOST_SITES]
    ]
    view = choose_view(np.array([(mark.lon, mark.lat) for mark in marks]))
    title = words.say("%(name)s: what each site gives", name=name)
    return draw_map(view, marks, " ".join(said), words, name=identifier, title=title)


def _lines(assessment: Assessment, population: Population, labels: Labels) -> list[str]:
    words, year = labels.words, population.year
    found = []
    if year.generation_length is not None:
        found.append(
            words.say(
                "A generation, the mean age of parents, takes %(years)s years.",
                years=words.significant(year.generation_length),
            )
        )
    for one in year.connectivity:
        if one.strength is not None:
            found.append(
                words.say(
                    "Migratory connectivity from %(here)s to %(there)s: MC %(strength)s. At 1 neighbours stay "
                    "neighbours, at 0 they mix.",
                    here=labels.stage(one.from_stage).lower(),
                    there=labels.stage(one.to_stage).lower(),
                    strength=_strength(one.strength, words),
                )
            )
    if population.equilibrium is not None:
        found.append(_equilibrium(assessment, population, labels))
    variance, target = population.variance, population.target
    if variance is not None and variance.between_draws + variance.within_draws > 0:
        unknown = variance.between_draws / (variance.between_draws + variance.within_draws)
        found.append(
            words.say(
                "Of how far growth may differ, %(unknown)s is what is not known, which more knowledge would lower; "
                "%(noise)s is what differs between years and animals, which stays.",
                unknown=words.percent(unknown),
                noise=words.percent(1.0 - unknown),
            )
        )
    if target is not None:
        found.append(_target(assessment, target, population, labels))
    return found


def _target(assessment: Assessment, target: TargetYears, population: Population, labels: Labels) -> str:
    words = labels.words
    values = {
        "number": words.exact(target.abundance),
        "unit": unit_of(assessment, population.migrant_id, labels),
        "share": words.percent(target.probability),
        "years": assessment.study.settings.horizon_years,
    }
    middle = target.year.get("median")
    if middle is None:
        return words.say(
            "The target of %(number)s %(unit)s is reached in %(share)s of the draws within %(years)s years.", **values
        )
    return words.say(
        "The target of %(number)s %(unit)s is reached in %(share)s of the draws within %(years)s years, in half of "
        "them by year %(middle)s.",
        middle=middle,
        **values,
    )


def _strength(strength: Band, words: Translation) -> str:
    """Return MC with two decimals: more say nothing."""
    ends = [0.0 if abs(end) < 0.005 else round(end, 2) for end in (strength.median, strength.low, strength.high)]
    shown = replace(strength, median=ends[0], low=ends[1], high=ends[2])
    return words.sized(shown, lambda value: words.figure(f"{value:.2f}".replace("-", MINUS)))


def _equilibrium(assessment: Assessment, population: Population, labels: Labels) -> str:
    words, stability = labels.words, population.year.stability
    if population.equilibrium is not None and population.equilibrium < _NOBODY:
        return words.gettext("As things are, nobody is left in the long run.")
    values = {
        "number": words.significant(population.equilibrium),
        "unit": unit_of(assessment, population.migrant_id, labels),
    }
    if stability is None:
        return words.say("As things are, it tends to %(number)s %(unit)s.", **values)
    if stability.stable:
        return words.say(
            "As things are, it tends to %(number)s %(unit)s, and returns there after a small push.", **values
        )
    return words.say("As things are, it swings round %(number)s %(unit)s and does not come to rest.", **values)
