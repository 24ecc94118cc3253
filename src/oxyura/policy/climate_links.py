"""The links from a climate measure to a migrant: invaders that it favours, and who is exposed to them by stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oxyura.policy.answers import Holds, Link, any_of, list_words
from oxyura.policy.study_facts import Invader, StayOfMigrant, StudyFacts
from oxyura.policy.subjects import fold_name, reaches_pathway
from oxyura.schema.table import text_of

FAVOURS = "invader favoured"
EXPOSES = "migrants exposed"


@dataclass(frozen=True)
class ClimateMeasure:
    """A row of `climate_measures`, with the sites of the study that it touches.

    Parameters
    ----------
    sites : tuple of str
        The sites it names; else those in its territory.
    """

    climate_measure_id: str
    name: str
    kind: str
    taxa: tuple[str, ...]
    sites: tuple[str, ...]
    names_sites: bool
    territory: tuple[str, ...]
    invader_ids: tuple[str, ...]
    date: str | None
    source_id: str | None


@dataclass(frozen=True)
class Favoured:
    """A species that a climate measure may favour, and where it would be new or more.

    Parameters
    ----------
    invader_id : str, optional
        None for a species that the study does not have among its invaders.
    sites : tuple of str
        Where it may come, or become more.
    """

    invader_id: str | None
    scientific_name: str
    link: Link
    sites: tuple[str, ...]


def read_climate_measures(facts: StudyFacts) -> tuple[ClimateMeasure, ...]:
    """Return the climate measures of a study, in the order of the table."""
    found = []
    for row in facts.tables["climate_measures"].records():
        named, territory = _tuple(row["site_ids"]), _tuple(row["territory"])
        inside = tuple(
            place.site_id
            for place in facts.places.values()
            if place.country in territory or place.subdivision in territory
        )
        found.append(
            ClimateMeasure(
                str(row["climate_measure_id"]),
                str(row["name"]),
                str(row["kind"]),
                _tuple(row["taxa"]),
                named or inside,
                bool(named),
                territory,
                _tuple(row["invader_ids"]),
                text_of(row["date"]),
                text_of(row["source_id"]),
            )
        )
    return tuple(found)


def _tuple(cell: object) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()


def find_favoured(facts: StudyFacts, measure: ClimateMeasure, route: str, pathway: str) -> tuple[Favoured, ...]:
    """Return every species that a measure may favour by one route, with the answer for each.

    Parameters
    ----------
    facts : StudyFacts
        The study.
    measure : ClimateMeasure
        The measure.
    route : str
        ``taxon``, ``connection``, ``carriage`` or ``habitat``.
    pathway : str
        Darwin Core pathway that the rule names.

    Returns
    -------
    tuple of Favoured
        Never empty: where nothing can be asked of any species, one entry says why.
    """
    named = [_named_by_measure(facts, measure, invader) for invader in measure.invader_ids]
    if route == "taxon":
        return (*named, *_by_taxon(facts, measure))
    done = set(measure.invader_ids)
    others = [invader for key, invader in facts.invaders.items() if key not in done]
    if not others and not named:
        return (_nobody("The study has no invaders: which ones gain cannot be told."),)
    ask = {"connection": _by_connection, "carriage": _by_carriage, "habitat": _by_habitat}[route]
    return (*named, *(ask(facts, measure, invader, pathway) for invader in others))


def _nobody(reason: str, name: str = "") -> Favoured:
    return Favoured(None, name, Link(FAVOURS, "unknown", reason), ())


def _sources(measure: ClimateMeasure) -> tuple[str, ...]:
    return (measure.source_id,) if measure.source_id is not None else ()


def _named_by_measure(facts: StudyFacts, measure: ClimateMeasure, invader_id: str) -> Favoured:
    invader = facts.invaders[invader_id]
    sites = tuple(site for site in measure.sites if facts.origin(invader_id, site)[0])
    if measure.sites and not sites:
        link = Link(FAVOURS, "no", f"{invader.scientific_name} is native wherever the measure is.", _sources(measure))
    else:
        link = Link(FAVOURS, "yes", f"The measure's source names {invader.scientific_name}.", _sources(measure))
    return Favoured(invader_id, invader.scientific_name, link, sites)


def _by_taxon(facts: StudyFacts, measure: ClimateMeasure) -> Iterable[Favoured]:
    if not measure.taxa:
        yield _nobody("The measure does not name what is planted, grown or moved.")
    for taxon in measure.taxa:
        invader = facts.named(taxon)
        if invader is not None and invader.invader_id in measure.invader_ids:
            continue
        if invader is None:
            migrant = " It is a migrant of the study." if fold_name(taxon) in facts.migrant_names else ""
            yield _nobody(
                f"{taxon} is not among the study's invaders: whether it invades is not known.{migrant}", taxon
            )
        else:
            yield _alien_there(facts, measure, invader)


def _alien_there(facts: StudyFacts, measure: ClimateMeasure, invader: Invader) -> Favoured:
    name = invader.scientific_name
    if not measure.sites:
        return Favoured(invader.invader_id, name, Link(FAVOURS, "unknown", _no_place(measure)), ())
    origins = {site: facts.origin(invader.invader_id, site) for site in measure.sites}
    alien = tuple(site for site, (is_alien, by) in origins.items() if is_alien and by != "default")
    open_ = tuple(site for site, (_, by) in origins.items() if by == "default")
    if alien:
        link = Link(FAVOURS, "yes", f"{name} is what it plants or moves, and is alien at {list_words(alien)}.")
        return Favoured(invader.invader_id, name, link, alien)
    if open_:
        link = Link(FAVOURS, "unknown", f"Nothing says whether {name} is alien at {list_words(open_)}.")
        return Favoured(invader.invader_id, name, link, open_)
    return Favoured(invader.invader_id, name, Link(FAVOURS, "no", f"{name} is native wherever the measure is."), ())


def _no_place(measure: ClimateMeasure) -> str:
    if measure.territory:
        return f"No site of the study lies in {list_words(measure.territory)}."
    return "The measure names no site and no territory."


def _by_connection(facts: StudyFacts, measure: ClimateMeasure, invader: Invader, pathway: str) -> Favoured:
    key, name, sites = invader.invader_id, invader.scientific_name, measure.sites
    if not measure.names_sites or len(sites) < 2:
        reason = "The measure does not name the places that it joins, two sites at least."
        return Favoured(key, name, Link(FAVOURS, "unknown", reason), ())
    status = {site: facts.status(key, site) for site in sites}
    present = [site for site in sites if status[site] == "present"]
    new = tuple(site for site in sites if status[site] in ("absent", "eradicated") and facts.origin(key, site)[0])
    open_ = tuple(site for site in sites if status[site] == "not_surveyed" and facts.origin(key, site)[0])
    if present and new:
        travels = _travels(invader, pathway)
        where = f"{name} is at {list_words(present)} and not at {list_words(new)}"
        holds: Holds = "yes" if travels.holds == "yes" else "unknown"
        return Favoured(key, name, Link(FAVOURS, holds, f"{where}. {travels.reason}"), new)
    if open_ and (present or len(open_) > 1 or new):
        reason = f"Nobody has looked for {name} at {list_words(open_)}."
        return Favoured(key, name, Link(FAVOURS, "unknown", reason), open_)
    where = "at every place that is joined" if len(present) == len(sites) else "at none that would send it"
    reason = f"{name} is {where}, or native where it would come: nothing new comes of the connection."
    return Favoured(key, name, Link(FAVOURS, "no", reason), ())


def _travels(invader: Invader, pathway: str) -> Link:
    """Tell whether an invader is known to come by a pathway."""
    if not invader.pathways:
        return Link(FAVOURS, "unknown", "By what pathways it comes is not stated.")
    links = [reaches_pathway((pathway,), own) for own in invader.pathways]
    known = list_words(invader.pathways)
    holds = any_of(link.holds for link in links)
    said = "is among" if holds == "yes" else "may be among" if holds == "unknown" else "is not among"
    return Link(FAVOURS, holds, f"{pathway} {said} its known pathways ({known}).")


def _by_carriage(facts: StudyFacts, measure: ClimateMeasure, invader: Invader, pathway: str) -> Favoured:
    key, name = invader.invader_id, invader.scientific_name
    travels = _travels(invader, pathway)
    if travels.holds == "no":
        return Favoured(key, name, Link(FAVOURS, "no", f"{name}: {travels.reason}"), ())
    if not measure.sites:
        return Favoured(key, name, Link(FAVOURS, "unknown", _no_place(measure)), ())
    status = {site: facts.status(key, site) for site in measure.sites if facts.origin(key, site)[0]}
    new = tuple(site for site, word in status.items() if word in ("absent", "eradicated"))
    open_ = tuple(site for site, word in status.items() if word == "not_surveyed")
    if not new and not open_:
        reason = f"{name} is at every site of the measure already, or native there."
        return Favoured(key, name, Link(FAVOURS, "no", reason), ())
    if travels.holds == "unknown" or not new:
        looked = f" Nobody has looked for it at {list_words(open_)}." if open_ else ""
        return Favoured(key, name, Link(FAVOURS, "unknown", f"{name}: {travels.reason}{looked}"), new or open_)
    return Favoured(key, name, Link(FAVOURS, "yes", f"{name} is not at {list_words(new)}. {travels.reason}"), new)


def _by_habitat(facts: StudyFacts, measure: ClimateMeasure, invader: Invader, pathway: str) -> Favoured:
    key, name = invader.invader_id, invader.scientific_name
    if not measure.sites:
        return Favoured(key, name, Link(FAVOURS, "unknown", _no_place(measure)), ())
    alien = [site for site in measure.sites if facts.origin(key, site)[0]]
    near = tuple(site for site in alien if facts.status(key, site) == "present")
    open_ = tuple(site for site in alien if facts.status(key, site) == "not_surveyed")
    if not near and not open_:
        return Favoured(key, name, Link(FAVOURS, "no", f"{name} is not there, or native there."), ())
    where = f"{name} is at {list_words(near)}" if near else f"Nobody has looked for {name} at {list_words(open_)}"
    reason = f"{where}; whether it gains from the change is not stated (invader_ids)."
    return Favoured(key, name, Link(FAVOURS, "unknown", reason), near or open_)


def find_exposed(facts: StudyFacts, sites: Iterable[str]) -> tuple[Link, tuple[StayOfMigrant, ...]]:
    """Return which migrants are at some sites, stage by stage, and whether that can be told."""
    wanted = set(sites)
    if not wanted:
        return Link(EXPOSES, "unknown", "Where it would act is not known, so neither is who is exposed."), ()
    there = tuple(stay for stay in facts.stays if stay.site_id in wanted and stay.share > 0)
    known = [stay for stay in there if stay.survey_status != "not_surveyed"]
    if known:
        return Link(EXPOSES, "yes", f"{_stays_in_words(known)}."), there
    if there:
        return Link(EXPOSES, "unknown", f"Nobody has counted {_stays_in_words(there)}."), there
    if not facts.stays:
        return Link(EXPOSES, "unknown", "The study does not say where its migrants are."), ()
    if facts.unaccounted:
        who = list_words(facts.unaccounted)
        return Link(EXPOSES, "unknown", f"Where part of {who} is in some stage is not in distribution."), ()
    return Link(EXPOSES, "no", f"No migrant of the study is at {list_words(sorted(wanted))}, in any stage."), ()


def _stays_in_words(stays: Iterable[StayOfMigrant]) -> str:
    sums: dict[tuple[str, str, str | None], float] = {}
    for stay in stays:
        key = (stay.migrant_id, stay.stage, stay.class_)
        sums[key] = sums.get(key, 0.0) + stay.share
    return list_words(
        f"{100 * share:.3g} % of {migrant}{f' ({class_})' if class_ else ''} in {stage}"
        for (migrant, stage, class_), share in sums.items()
    )
