"""Climate measures, screened: what pathway they open, whom that favours, which migrants are exposed, what guards.

Each chain of reasons runs over three links that decide: a rule says that measures of the kind open a pathway; the study
has a species that gains by it at some place; a migrant is at that place in some stage. A chain opens a risk where all
three hold, shows none where one does not, and cannot be told otherwise. What is known of harm stands beside the chain
and does not decide: the Convention asks that such measures bring in no invasive species, before harm is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.answers import Holds, Link, all_of, any_of, first_that_breaks, list_words
from oxyura.policy.climate_links import ClimateMeasure, Favoured, find_exposed, find_favoured, read_climate_measures
from oxyura.policy.study_facts import KnownHarm, StayOfMigrant, StudyFacts
from oxyura.schema.sentences import Figure, declared, in_turn, sentence
from oxyura.schema.table import Table, TableSet, text_of

ClimateAnswer = Literal["opens_a_risk", "no_risk_shown", "cannot_be_told"]

ANSWERS: Mapping[Holds, ClimateAnswer] = {"yes": "opens_a_risk", "no": "no_risk_shown", "unknown": "cannot_be_told"}

_FINDINGS: Mapping[str, Holds] = {"opens": "yes", "unsettled": "unknown", "not_shown": "no"}
OPENS = "pathway opened"


@dataclass(frozen=True)
class ClimateRule:
    """A row of the rule base: what a kind of measure opens, with its source."""

    rule_id: str
    kind: str
    route: str
    pathway: str
    finding: str
    mechanism: str
    safeguards: tuple[str, ...]
    citation: str
    doi: str | None
    url: str | None
    read: str | None

    @property
    def link(self) -> Link:
        """The rule as the first link of a chain."""
        added = {
            "unsettled": sentence("The sources do not settle it."),
            "not_shown": sentence("No opening was shown."),
        }.get(self.finding, "")
        return Link(OPENS, _FINDINGS[self.finding], in_turn(filter(None, (declared(self.mechanism), added))))


@dataclass(frozen=True)
class FavouredChain:
    """The chain for one species: what it rests on, who is exposed, and what is known of harm."""

    invader_id: str | None
    scientific_name: str
    answer: ClimateAnswer
    links: tuple[Link, ...]
    sites: tuple[str, ...]
    exposed: tuple[StayOfMigrant, ...]
    harm: tuple[KnownHarm, ...]


@dataclass(frozen=True)
class RuleChain:
    """What one rule says of a measure."""

    rule: ClimateRule
    answer: ClimateAnswer
    species: tuple[FavouredChain, ...]


@dataclass(frozen=True)
class ScreenedMeasure:
    """A climate measure with its answer and every chain behind it.

    Parameters
    ----------
    measure : ClimateMeasure
        The measure.
    answer : {'opens_a_risk', 'no_risk_shown', 'cannot_be_told'}
        A risk where one chain opens one; none shown where every chain is broken; else it cannot be told.
    reason : str
        The chain that decides, in words.
    chains : tuple of RuleChain
        By rule, in the order of the rule base; empty where it does not know the kind.
    """

    measure: ClimateMeasure
    answer: ClimateAnswer
    reason: str
    chains: tuple[RuleChain, ...]


def read_climate_rules(*tables: Table) -> tuple[ClimateRule, ...]:
    """Return the rules of several tables; a rule_id of a later one replaces that of an earlier one."""
    rules: dict[str, ClimateRule] = {}
    for table in tables:
        for row in table.records():
            safeguards = row["safeguards"]
            rule = ClimateRule(
                str(row["rule_id"]),
                str(row["kind"]),
                str(row["route"]),
                str(row["pathway"]),
                str(row["finding"]),
                str(row["mechanism"]),
                safeguards if isinstance(safeguards, tuple) else (),
                str(row["citation"]),
                text_of(row["doi"]),
                text_of(row["url"]),
                text_of(row["read"]),
            )
            rules[rule.rule_id] = rule
    return tuple(rules.values())


def screen_climate_measures(tables: TableSet, rules: tuple[ClimateRule, ...]) -> tuple[ScreenedMeasure, ...]:
    """Screen every climate measure of a study.

    Parameters
    ----------
    tables : TableSet
        `climate_measures`, and what the study knows: `sites`, `invaders`, `presences`, `arrivals`, `migrants`,
        `stages`, `distribution`, `impacts`. What is missing makes an answer that cannot be told, never a clean one.
    rules : tuple of ClimateRule
        The rule base.

    Returns
    -------
    tuple of ScreenedMeasure
        In the order of the table.
    """
    facts = StudyFacts(tables)
    return tuple(_screen(facts, measure, rules) for measure in read_climate_measures(facts))


def _screen(facts: StudyFacts, measure: ClimateMeasure, rules: tuple[ClimateRule, ...]) -> ScreenedMeasure:
    chains = tuple(_chain(facts, measure, rule) for rule in rules if rule.kind == measure.kind)
    if not chains:
        reason = sentence("The rule base has no rule for measures of the kind %(kind)s.", kind=measure.kind)
        return ScreenedMeasure(measure, "cannot_be_told", reason, ())
    holds = any_of(_holds(chain.answer) for chain in chains)
    return ScreenedMeasure(measure, ANSWERS[holds], _reason(chains, ANSWERS[holds]), chains)


def _holds(answer: ClimateAnswer) -> Holds:
    return next(holds for holds, word in ANSWERS.items() if word == answer)


def _chain(facts: StudyFacts, measure: ClimateMeasure, rule: ClimateRule) -> RuleChain:
    species = tuple(
        _species(facts, rule, favoured) for favoured in find_favoured(facts, measure, rule.route, rule.pathway)
    )
    return RuleChain(rule, ANSWERS[any_of(_holds(one.answer) for one in species)], species)


def _species(facts: StudyFacts, rule: ClimateRule, favoured: Favoured) -> FavouredChain:
    exposes, stays = find_exposed(facts, favoured.sites)
    links = (rule.link, favoured.link) if favoured.link.holds == "no" else (rule.link, favoured.link, exposes)
    exposed = stays if favoured.link.holds != "no" else ()
    harm: tuple[KnownHarm, ...] = ()
    if favoured.invader_id is not None and exposed:
        harm = facts.harm(favoured.invader_id, frozenset(stay.migrant_id for stay in exposed))
    answer = ANSWERS[all_of(link.holds for link in links)]
    return FavouredChain(favoured.invader_id, favoured.scientific_name, answer, links, favoured.sites, exposed, harm)


def _reason(chains: tuple[RuleChain, ...], answer: ClimateAnswer) -> str:
    """Say the first chain that gives the answer: all its links where it holds, else the one that decides."""
    for chain in chains:
        for one in chain.species:
            if one.answer == answer:
                decides = first_that_breaks(one.links)
                links = one.links if answer == "opens_a_risk" or decides is None else (one.links[0], decides)
                harm = (_harm_in_words(one.harm),) if answer == "opens_a_risk" else ()
                return in_turn(dict.fromkeys((*(link.reason for link in links), *harm)))
    return ""


def _harm_in_words(harm: tuple[KnownHarm, ...]) -> str:
    """Say what the study knows of harm to those exposed, which does not decide the answer."""
    if not harm:
        return sentence("Of harm to them the study has no record.")
    rows = (
        sentence(
            "%(rate)s in %(stage)s, %(size)s (%(evidence)s, %(confidence)s confidence)",
            rate=row.rate,
            stage=row.stage,
            size=sentence("size not known")
            if row.effect is None
            else sentence("effect %(effect)s", effect=Figure(f"{row.effect:g}")),
            evidence=row.evidence,
            confidence=row.confidence,
        )
        for row in harm
    )
    return sentence("Recorded of harm: %(rows)s.", rows=list_words(rows))
