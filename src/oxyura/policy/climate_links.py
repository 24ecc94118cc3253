"""The links from a climate measure to a migrant: invaders that it favours, and who is exposed to them by stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oxyura.policy.answers import Holds, Link, any_of, list_words
from oxyura.policy.study_facts import Invader, StayOfMigrant, StudyFacts
from oxyura.policy.subjects import fold_name, reaches_pathway
from oxyura.schema.sentences import Figure, in_turn, sentence
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
        return (_nobody(sentence("The study has no invaders: which ones gain cannot be told.")),)
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
        link = Link(
            FAVOURS,
            "no",
            sentence("%(scientific_name)s is native wherever the measure is.", scientific_name=invader.scientific_name),
            _sources(measure),
        )
    else:
        link = Link(
            FAVOURS,
            "yes",
            sentence("The measure's source names %(scientific_name)s.", scientific_name=invader.scientific_name),
            _sources(measure),
        )
    return Favoured(invader_id, invader.scientific_name, link, sites)


def _by_taxon(facts: StudyFacts, measure: ClimateMeasure) -> Iterable[Favoured]:
    if not measure.taxa:
        yield _nobody(sentence("The measure does not name what is planted, grown or moved."))
    for taxon in measure.taxa:
        invader = facts.named(taxon)
        if invader is not None and invader.invader_id in measure.invader_ids:
            continue
        if invader is None:
            wording = (
                "%(taxon)s is not among the study's invaders: whether it invades is not known. It is a migrant of the "
                "study."
                if fold_name(taxon) in facts.migrant_names
                else "%(taxon)s is not among the study's invaders: whether it invades is not known."
            )
            yield _nobody(sentence(wording, taxon=taxon), taxon)
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
        link = Link(
            FAVOURS,
            "yes",
            sentence(
                "%(name)s is what it plants or moves, and is alien at %(alien)s.", name=name, alien=list_words(alien)
            ),
        )
        return Favoured(invader.invader_id, name, link, alien)
    if open_:
        link = Link(
            FAVOURS,
            "unknown",
            sentence("Nothing says whether %(name)s is alien at %(open)s.", name=name, open=list_words(open_)),
        )
        return Favoured(invader.invader_id, name, link, open_)
    return Favoured(
        invader.invader_id,
        name,
        Link(FAVOURS, "no", sentence("%(name)s is native wherever the measure is.", name=name)),
        (),
    )


def _no_place(measure: ClimateMeasure) -> str:
    if measure.territory:
        return sentence("No site of the study lies in %(territory)s.", territory=list_words(measure.territory))
    return sentence("The measure names no site and no territory.")


def _by_connection(facts: StudyFacts, measure: ClimateMeasure, invader: Invader, pathway: str) -> Favoured:
    key, name, sites = invader.invader_id, invader.scientific_name, measure.sites
    if not measure.names_sites or len(sites) < 2:
        reason = sentence("The measure does not name the places that it joins, two sites at least.")
        return Favoured(key, name, Link(FAVOURS, "unknown", reason), ())
    status = {site: facts.status(key, site) for site in sites}
    present = [site for site in sites if status[site] == "present"]
    new = tuple(site for site in sites if status[site] in ("absent", "eradicated") and facts.origin(key, site)[0])
    open_ = tuple(site for site in sites if status[site] == "not_surveyed" and facts.origin(key, site)[0])
    if present and new:
        travels = _travels(invader, pathway)
        where = sentence(
            "%(name)s is at %(present)s and not at %(new)s", name=name, present=list_words(present), new=list_words(new)
        )
        holds: Holds = "yes" if travels.holds == "yes" else "unknown"
        return Favoured(key, name, Link(FAVOURS, holds, f"{where}. {travels.reason}"), new)
    if open_ and (present or len(open_) > 1 or new):
        reason = sentence("Nobody has looked for %(name)s at %(open)s.", name=name, open=list_words(open_))
        return Favoured(key, name, Link(FAVOURS, "unknown", reason), open_)
    wording = (
        "%(name)s is at every place that is joined, or native where it would come: nothing new comes of the connection."
        if len(present) == len(sites)
        else "%(name)s is at none that would send it, or native where it would come: nothing new comes of the "
        "connection."
    )
    reason = sentence(wording, name=name)
    return Favoured(key, name, Link(FAVOURS, "no", reason), ())


def _travels(invader: Invader, pathway: str) -> Link:
    """Tell whether an invader is known to come by a pathway."""
    if not invader.pathways:
        return Link(FAVOURS, "unknown", sentence("By what pathways it comes is not stated."))
    links = [reaches_pathway((pathway,), own) for own in invader.pathways]
    known = list_words(invader.pathways)
    holds = any_of(link.holds for link in links)
    wording = {
        "yes": "%(pathway)s is among its known pathways (%(known)s).",
        "unknown": "%(pathway)s may be among its known pathways (%(known)s).",
        "no": "%(pathway)s is not among its known pathways (%(known)s).",
    }
    return Link(FAVOURS, holds, sentence(wording[holds], pathway=pathway, known=known))


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
        reason = sentence("%(name)s is at every site of the measure already, or native there.", name=name)
        return Favoured(key, name, Link(FAVOURS, "no", reason), ())
    if travels.holds == "unknown" or not new:
        looked = sentence("Nobody has looked for it at %(open)s.", open=list_words(open_)) if open_ else ""
        return Favoured(
            key,
            name,
            Link(
                FAVOURS,
                "unknown",
                in_turn(filter(None, (sentence("%(name)s: %(reason)s", name=name, reason=travels.reason), looked))),
            ),
            new or open_,
        )
    return Favoured(
        key,
        name,
        Link(
            FAVOURS,
            "yes",
            sentence("%(name)s is not at %(new)s. %(reason)s", name=name, new=list_words(new), reason=travels.reason),
        ),
        new,
    )


def _by_habitat(facts: StudyFacts, measure: ClimateMeasure, invader: Invader, pathway: str) -> Favoured:
    key, name = invader.invader_id, invader.scientific_name
    if not measure.sites:
        return Favoured(key, name, Link(FAVOURS, "unknown", _no_place(measure)), ())
    alien = [site for site in measure.sites if facts.origin(key, site)[0]]
    near = tuple(site for site in alien if facts.status(key, site) == "present")
    open_ = tuple(site for site in alien if facts.status(key, site) == "not_surveyed")
    if not near and not open_:
        return Favoured(
            key, name, Link(FAVOURS, "no", sentence("%(name)s is not there, or native there.", name=name)), ()
        )
    where = (
        sentence("%(name)s is at %(near)s", name=name, near=list_words(near))
        if near
        else sentence("Nobody has looked for %(name)s at %(open)s", name=name, open=list_words(open_))
    )
    reason = sentence("%(where)s; whether it gains from the change is not stated (invader_ids).", where=where)
    return Favoured(key, name, Link(FAVOURS, "unknown", reason), near or open_)


def find_exposed(facts: StudyFacts, sites: Iterable[str]) -> tuple[Link, tuple[StayOfMigrant, ...]]:
    """Return which migrants are at some sites, stage by stage, and whether that can be told."""
    wanted = set(sites)
    if not wanted:
        return Link(EXPOSES, "unknown", sentence("Where it would act is not known, so neither is who is exposed.")), ()
    there = tuple(stay for stay in facts.stays if stay.site_id in wanted and stay.share > 0)
    known = [stay for stay in there if stay.survey_status != "not_surveyed"]
    if known:
        return Link(EXPOSES, "yes", sentence("%(stays)s.", stays=_stays_in_words(known))), there
    if there:
        return Link(EXPOSES, "unknown", sentence("Nobody has counted %(there)s.", there=_stays_in_words(there))), there
    if not facts.stays:
        return Link(EXPOSES, "unknown", sentence("The study does not say where its migrants are.")), ()
    if facts.unaccounted:
        who = list_words(facts.unaccounted)
        return Link(
            EXPOSES, "unknown", sentence("Where part of %(who)s is in some stage is not in distribution.", who=who)
        ), ()
    return Link(
        EXPOSES,
        "no",
        sentence("No migrant of the study is at %(wanted)s, in any stage.", wanted=list_words(sorted(wanted))),
    ), ()


def _stays_in_words(stays: Iterable[StayOfMigrant]) -> str:
    sums: dict[tuple[str, str, str | None], float] = {}
    for stay in stays:
        key = (stay.migrant_id, stay.stage, stay.class_)
        sums[key] = sums.get(key, 0.0) + stay.share
    return list_words(
        sentence(
            "%(share)s of %(migrant)s (%(class_name)s) in %(stage)s"
            if class_
            else "%(share)s of %(migrant)s in %(stage)s",
            share=Figure(f"{100 * share:.3g} %"),
            migrant=migrant,
            class_name=class_ or "",
            stage=stage,
        )
        for (migrant, stage, class_), share in sums.items()
    )
