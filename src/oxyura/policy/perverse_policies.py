"""Rules and subsidies held against the measures of a study: which would block one, which open a pathway.

Nothing is judged beyond the data: what a policy does not state (taxa, territory, date, methods) makes a link that
cannot be told, with the reason, and never a row that is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.answers import Holds, Link, all_of, any_of, list_words
from oxyura.policy.climate_measures import ClimateRule
from oxyura.policy.standards import FURTHERS, LIMITS
from oxyura.policy.study_facts import Invader, StudyFacts
from oxyura.policy.subjects import Place, in_force, reaches_pathway, reaches_place, reaches_taxon
from oxyura.schema.sentences import sentence
from oxyura.schema.table import TableSet, text_of

BlockAnswer = Literal["blocks", "no_block_shown", "cannot_be_told"]
OpenAnswer = Literal["opens_a_pathway", "no_opening_shown", "cannot_be_told"]

BLOCKS: Mapping[Holds, BlockAnswer] = {"yes": "blocks", "no": "no_block_shown", "unknown": "cannot_be_told"}
OPENINGS: Mapping[Holds, OpenAnswer] = {"yes": "opens_a_pathway", "no": "no_opening_shown", "unknown": "cannot_be_told"}


@dataclass(frozen=True)
class BlockedMeasure:
    """A measure on offer and what a policy does to it."""

    measure_id: str
    kind: str
    site_id: str | None
    in_portfolio: bool | None
    success_probability: float | None
    answer: BlockAnswer
    links: tuple[Link, ...]


@dataclass(frozen=True)
class OpenedPathway:
    """An invader with a pathway of its own, and what a policy does for it."""

    invader_id: str
    scientific_name: str
    pathway: str
    site_id: str
    by: str
    answer: OpenAnswer
    links: tuple[Link, ...]


@dataclass(frozen=True)
class CheckedPolicy:
    """A policy with its two answers.

    Parameters
    ----------
    blocks : {'blocks', 'no_block_shown', 'cannot_be_told'}
        Whether it blocks a measure on offer.
    opens : {'opens_a_pathway', 'no_opening_shown', 'cannot_be_told'}
        Whether it furthers a pathway by which an invader of the study comes.
    measures : tuple of BlockedMeasure
        Measures that it blocks, or may; those that it surely leaves alone are counted in `left_alone`.
    pathways : tuple of OpenedPathway
        Pathways that it opens, or may.
    left_alone : int
        Measures and pathways held against it that it surely does not touch.
    not_stated : tuple of str
        What the row leaves out that a lawyer would ask for.
    """

    policy_id: str
    name: str
    kind: str
    effect: str
    source_id: str | None
    blocks: BlockAnswer
    opens: OpenAnswer
    measures: tuple[BlockedMeasure, ...]
    pathways: tuple[OpenedPathway, ...]
    left_alone: int
    not_stated: tuple[str, ...]


def check_policies(
    tables: TableSet, rules: tuple[ClimateRule, ...], on: str, *, portfolio: Iterable[str] | None = None
) -> tuple[CheckedPolicy, ...]:
    """Hold every policy of a study against its measures and against the pathways of its invaders.

    Parameters
    ----------
    tables : TableSet
        `policies`, `measures`, `climate_measures`, `sites`, `invaders`, `presences` and `arrivals`.
    rules : tuple of ClimateRule
        The rule base, for policies that further a kind of climate measure.
    on : str
        The day on which policies are in force or not, YYYY-MM-DD.
    portfolio : iterable of str, optional
        measure_ids of the chosen measures; None where no plan was made.

    Returns
    -------
    tuple of CheckedPolicy
        In the order of the table.
    """
    facts = StudyFacts(tables)
    chosen = None if portfolio is None else frozenset(portfolio)
    return tuple(_check(facts, row, rules, on, chosen) for row in tables["policies"].records())


def _check(
    facts: StudyFacts,
    row: Mapping[str, object],
    rules: tuple[ClimateRule, ...],
    on: str,
    chosen: frozenset[str] | None,
) -> CheckedPolicy:
    effect = str(row["effect"])
    measures = list(_blocked(facts, row, on, chosen)) if effect in LIMITS else []
    pathways = list(_opened(facts, row, rules, on)) if effect in FURTHERS else []
    opens = any_of(_key(OPENINGS, one.answer) for one in pathways)
    if effect in FURTHERS and not _furthered(facts, row, rules):
        opens = "unknown"
    shown = [one for one in measures if one.answer != "no_block_shown"]
    open_ = [one for one in pathways if one.answer != "no_opening_shown"]
    return CheckedPolicy(
        str(row["policy_id"]),
        str(row["name"]),
        str(row["kind"]),
        effect,
        text_of(row["source_id"]),
        BLOCKS[any_of(_key(BLOCKS, one.answer) for one in measures)],
        OPENINGS[opens],
        tuple(shown),
        tuple(open_),
        len(measures) + len(pathways) - len(shown) - len(open_),
        _not_stated(row, effect),
    )


def _key(answers: Mapping[Holds, str], word: str) -> Holds:
    return next(holds for holds, answer in answers.items() if answer == word)


def _words(cell: object) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()


def _not_stated(row: Mapping[str, object], effect: str) -> tuple[str, ...]:
    said = []
    if not _words(row["taxa"]) and not _words(row["measure_ids"]):
        said.append(sentence("It names no taxon."))
    if not _words(row["territory"]) and not _words(row["measure_ids"]):
        said.append(sentence("It states no territory."))
    if row["date"] is None and row["year"] is None:
        said.append(sentence("It has no date."))
    if row["source_id"] is None:
        said.append(sentence("It names no source."))
    if effect in FURTHERS and not _words(row["pathways"]) and not _words(row["measure_kinds"]):
        said.append(sentence("It names neither a pathway nor a kind of measure."))
    return tuple(said)


def _blocked(
    facts: StudyFacts, row: Mapping[str, object], on: str, chosen: frozenset[str] | None
) -> Iterable[BlockedMeasure]:
    force = in_force(row, on)
    for measure in facts.tables["measures"].records():
        if measure["outcome"] is not None:
            continue
        name, site = str(measure["measure_id"]), text_of(measure["site_id"])
        about = _about(row, name, str(measure["kind"]))
        # Who names the measure itself has answered what it is about and where.
        named = name in _words(row["measure_ids"])
        links = [about] if named else [about, _of_invaders(facts, row, measure), _at(facts, row, site)]
        links.append(force)
        if row["effect"] == "restricts":
            links.append(
                Link(
                    "conditions", "unknown", sentence("It restricts; whether its conditions can be met is not stated.")
                )
            )
        probability = measure["success_probability"]
        yield BlockedMeasure(
            name,
            str(measure["kind"]),
            site,
            None if chosen is None else name in chosen,
            probability if isinstance(probability, float) else None,
            BLOCKS[all_of(link.holds for link in links)],
            tuple(links),
        )


def _about(row: Mapping[str, object], measure_id: str, kind: str) -> Link:
    asked = "measure"
    named, kinds, methods = _words(row["measure_ids"]), _words(row["measure_kinds"]), _words(row["methods"])
    if measure_id in named:
        return Link(asked, "yes", sentence("It names %(measure_id)s.", measure_id=measure_id))
    if named:
        return Link(
            asked,
            "no",
            sentence("It names %(named)s, not %(measure_id)s.", named=list_words(named), measure_id=measure_id),
        )
    if kinds and kind not in kinds:
        return Link(
            asked,
            "no",
            sentence(
                "It is about %(kinds)s, and %(measure_id)s is to %(kind)s.",
                kinds=list_words(kinds),
                measure_id=measure_id,
                kind=kind,
            ),
        )
    if methods:
        reason = sentence(
            "It is about %(methods)s; by what method %(measure_id)s is done is not stated (measure_ids).",
            methods=list_words(methods),
            measure_id=measure_id,
        )
        return Link(asked, "unknown", reason)
    if not kinds:
        return Link(asked, "unknown", sentence("It names no kind of measure, no method and no measure."))
    return Link(asked, "yes", sentence("It is about measures to %(kind)s.", kind=kind))


def _of_invaders(facts: StudyFacts, row: Mapping[str, object], measure: Mapping[str, object]) -> Link:
    invaders = [facts.invaders[key] for key in _words(measure["invader_ids"]) if key in facts.invaders]
    taxa = _words(row["taxa"])
    if not invaders:
        return Link("species", "unknown", sentence("The measure acts on no invader that is named."))
    links = [reaches_taxon(taxa, invader.scientific_name, group=invader.group) for invader in invaders]
    holds = any_of(link.holds for link in links)
    return next(link for link in links if link.holds == holds)


def _at(facts: StudyFacts, row: Mapping[str, object], site: str | None) -> Link:
    places = [facts.places.get(site)] if site is not None else list(facts.places.values())
    links = [reaches_place(_words(row["territory"]), place) for place in places or [None]]
    holds = any_of(link.holds for link in links)
    return next(link for link in links if link.holds == holds)


def _furthered(
    facts: StudyFacts, row: Mapping[str, object], rules: tuple[ClimateRule, ...]
) -> dict[str, tuple[Holds, str]]:
    """Return the pathways that a policy furthers: those it names, and those its kinds of climate measure open."""
    found: dict[str, tuple[Holds, str]] = {
        pathway: ("yes", sentence("It %(effect)s %(pathway)s.", effect=row["effect"], pathway=pathway))
        for pathway in _words(row["pathways"])
    }
    named = _words(row["measure_ids"])
    climate = facts.tables["climate_measures"]
    kinds = dict.fromkeys(_words(row["measure_kinds"]))
    kinds.update(
        (kind, None)
        for key, kind in zip(climate.words("climate_measure_id"), climate.words("kind"), strict=True)
        if key in named
    )
    for rule in rules:
        if rule.kind in kinds and rule.finding != "not_shown":
            holds = rule.link.holds
            if found.get(rule.pathway, ("unknown", ""))[0] != "yes":
                found[rule.pathway] = (
                    holds,
                    sentence(
                        "It %(effect)s %(kind)s: %(reason)s",
                        effect=row["effect"],
                        kind=rule.kind,
                        reason=rule.link.reason,
                    ),
                )
    return found


def _opened(
    facts: StudyFacts, row: Mapping[str, object], rules: tuple[ClimateRule, ...], on: str
) -> Iterable[OpenedPathway]:
    force = in_force(row, on)
    furthered = _furthered(facts, row, rules)
    for invader_id, site, pathway in facts.arrivals:
        invader, place = facts.invaders.get(invader_id), facts.places.get(site)
        if invader is None or not facts.origin(invader_id, site)[0]:
            continue
        for term, (holds, reason) in furthered.items():
            matches = reaches_pathway((term,), pathway)
            furthers = Link("furthers", holds, reason)
            yield _opening(row, invader, pathway, term, place, site, (furthers, matches, force))


def _opening(
    row: Mapping[str, object],
    invader: Invader,
    pathway: str,
    term: str,
    place: Place | None,
    site: str,
    links: tuple[Link, ...],
) -> OpenedPathway:
    links = (
        *links,
        reaches_taxon(_words(row["taxa"]), invader.scientific_name, group=invader.group),
        reaches_place(_words(row["territory"]), place),
    )
    answer = OPENINGS[all_of(link.holds for link in links)]
    return OpenedPathway(invader.invader_id, invader.scientific_name, pathway, site, term, answer, links)
