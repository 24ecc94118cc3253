"""Pathways of invaders that no instrument's standard covers.

A duty that holds for any pathway, such as Article 8(h) of the Convention on Biological Diversity, is no standard for
one of them: it is told beside a gap, and does not close it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.answers import Holds, Link, all_of, any_of
from oxyura.policy.contradictions import Contradiction, find_contradictions
from oxyura.policy.standards import LIMITS, Standard
from oxyura.policy.study_facts import StudyFacts
from oxyura.policy.subjects import Place, in_force, reaches_pathway, reaches_place, reaches_taxon
from oxyura.schema.sentences import sentence
from oxyura.schema.table import TableSet

GapAnswer = Literal["covered", "gap", "cannot_be_told"]
ANSWERS: Mapping[Holds, GapAnswer] = {"yes": "covered", "no": "gap", "unknown": "cannot_be_told"}


@dataclass(frozen=True)
class Coverage:
    """Whether one standard covers an invader by a pathway at a place; `links` say why."""

    standard_id: str
    instrument: str
    standard: str
    force: str
    answer: Holds
    links: tuple[Link, ...]


@dataclass(frozen=True)
class PathwayGap:
    """An invader, a pathway and an area, with the standards that cover them, or may.

    Parameters
    ----------
    area : str, optional
        Subdivision (ISO 3166-2) or country (ISO 3166-1) of the sites; None where it is not given.
    covered_by, may_cover : tuple of Coverage
        Standards for this pathway that cover it, and those of which it cannot be told.
    general : tuple of str
        standard_ids of general duties, which name no pathway.
    binding : bool
        Whether one of those that cover it binds.
    """

    invader_id: str
    scientific_name: str
    pathway: str
    area: str | None
    sites: tuple[str, ...]
    answer: GapAnswer
    covered_by: tuple[Coverage, ...]
    may_cover: tuple[Coverage, ...]
    general: tuple[str, ...]
    binding: bool


@dataclass(frozen=True)
class GapPaper:
    """What instruments leave open, for a study on a day.

    Parameters
    ----------
    standards : tuple of Standard
        Those held against it.
    pairs : tuple of PathwayGap
        Every invader, pathway and area that the study states.
    without_pathway : tuple of str
        invader_ids of which no pathway is stated: of them nothing can be asked.
    contradictions : tuple of Contradiction
        Among all standards.
    """

    standards: tuple[Standard, ...]
    pairs: tuple[PathwayGap, ...]
    without_pathway: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]


def find_standard_gaps(tables: TableSet, standards: tuple[Standard, ...], on: str) -> GapPaper:
    """Hold the pathways of a study's invaders against standards, and the standards against each other.

    Parameters
    ----------
    tables : TableSet
        `invaders`, `presences`, `arrivals` and `sites`.
    standards : tuple of Standard
        Shipped and own.
    on : str
        The day on which standards are in force or not, YYYY-MM-DD.
    """
    facts = StudyFacts(tables)
    sites: dict[tuple[str, str, str | None], list[str]] = {}
    for invader, site, pathway in facts.arrivals:
        if invader in facts.invaders and facts.origin(invader, site)[0]:
            place = facts.places[site]
            sites.setdefault((invader, pathway, place.subdivision or place.country), []).append(site)
    return GapPaper(
        standards,
        tuple(_pair(facts, standards, on, key, where) for key, where in sites.items()),
        tuple(key for key, invader in facts.invaders.items() if not invader.pathways),
        tuple(find_contradictions(standards)),
    )


def _pair(
    facts: StudyFacts,
    standards: tuple[Standard, ...],
    on: str,
    key: tuple[str, str, str | None],
    sites: Iterable[str],
) -> PathwayGap:
    invader_id, pathway, area = key
    invader = facts.invaders[invader_id]
    where = tuple(dict.fromkeys(sites))
    place = facts.places.get(where[0])
    covering, open_, general = [], [], []
    for standard in standards:
        if standard.demand not in LIMITS or standard.act == "control":
            continue
        links = (
            reaches_pathway(standard.pathways, pathway),
            reaches_taxon(standard.taxa, invader.scientific_name, group=invader.group, groups=standard.groups),
            _reaches(standard, place),
            in_force(standard.time, on),
        )
        holds = all_of(link.holds for link in links)
        coverage = Coverage(standard.standard_id, standard.instrument, standard.standard, standard.force, holds, links)
        if standard.is_general:
            if holds != "no":
                general.append(standard.standard_id)
        elif holds == "yes":
            covering.append(coverage)
        elif holds == "unknown":
            open_.append(coverage)
    answer = ANSWERS[any_of(one.answer for one in (*covering, *open_))]
    return PathwayGap(
        invader_id,
        invader.scientific_name,
        pathway,
        area,
        where,
        answer,
        tuple(covering),
        tuple(open_),
        tuple(general),
        any(one.force == "binding" for one in covering),
    )


def _reaches(standard: Standard, place: Place | None) -> Link:
    if standard.reach == "parties":
        return Link(
            "place", "yes", sentence("It holds for its Parties; whether the country is one is not in this table.")
        )
    return reaches_place(standard.territory, place)
