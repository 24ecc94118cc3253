"""Which rules name a species, where they hold, and from when on: what a rule leaves out is told, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.listed_facts import PartyFacts
from oxyura.policy.regulations import Fault, Regulation, areas_within, is_about, is_in_force
from oxyura.policy.species_names import Taxon, name_key
from oxyura.schema.regulation_tables import RESTRICTIONS
from oxyura.schema.sentences import Sentence, sentence

Reach = Literal["in_force", "in_part", "elsewhere", "later", "not_told"]

_MOST_AREAS = 5


@dataclass(frozen=True)
class RuleReading:
    """A rule that names a species, and whether it holds in the Party.

    Parameters
    ----------
    rule : Regulation
    reach : {'in_force', 'in_part', 'elsewhere', 'later', 'not_told'}
        ``in_part``: in a part of the Party only; ``elsewhere``: in other territories only; ``later``: not yet in force;
        ``not_told``: the row has no territory or no date, or names a part of the species alone.
    reason : Sentence
        The same in words.
    """

    rule: Regulation
    reach: Reach
    reason: Sentence

    @property
    def forbids(self) -> tuple[str, ...]:
        """What it forbids, in the order of `RESTRICTIONS`; words that are none of them are left out."""
        return tuple(kind for kind in RESTRICTIONS if kind in self.rule.forbids)


def faults_of(rule: Regulation) -> tuple[Sentence, ...]:
    """Return what a row leaves out or writes in words that mean nothing, in the order of its columns."""
    return tuple(_fault_in_words(rule, fault) for fault in rule.faults)


def _fault_in_words(rule: Regulation, fault: Fault) -> Sentence:
    match fault:
        case "no_taxon":
            return sentence("it names no taxon, so it is read of none")
        case "higher_taxon":
            return sentence(
                "%(name)s is above the genus: which species it takes in, names alone do not tell", name=rule.name or ""
            )
        case "no_territory":
            return sentence("it states no territory, so where it holds cannot be told")
        case "no_date":
            return sentence("it has no date, so whether it is in force cannot be told")
        case "unknown_restriction":
            return sentence(
                "%(words)s is none of the restrictions %(known)s",
                words=rule.unknown_restrictions,
                known=tuple(RESTRICTIONS),
            )
    return sentence("it does not say what it forbids")


def rules_about(names: Iterable[str], facts: PartyFacts) -> tuple[RuleReading, ...]:
    """Return the rules that name a species by one of its names, each with whether it holds in the Party.

    A rule on a family or another group above the genus is read of no species; its row is told among the faulty ones.

    Parameters
    ----------
    names : iterable of str
        Scientific names of the species, synonyms too.
    facts : PartyFacts
        The rules, the Party, the day on which it is asked, and synonyms.
    """
    taxa = {taxon for name in names for taxon in (name_key(name), facts.key(name))}
    found = []
    for rule in facts.rules:
        if rule.is_higher:
            continue
        answers = {_about(rule, taxon, facts) for taxon in taxa}
        if "yes" in answers:
            found.append(_read(rule, facts.party, facts.date))
        elif "unknown" in answers:
            reason = sentence(
                "%(rule)s names %(taxon)s, a part of it: whether it holds for the whole species cannot be told",
                rule=rule.instrument,
                taxon=rule.name or "",
            )
            found.append(RuleReading(rule, "not_told", reason))
    return tuple(found)


def _about(rule: Regulation, taxon: Taxon, facts: PartyFacts) -> str:
    accepted = facts.key(rule.name or "") if len(rule.taxon) > 1 else None
    return is_about(rule, taxon, accepted)


def _read(rule: Regulation, party: str, day: str) -> RuleReading:
    country, _, part = party.partition("-")
    own = areas_within(rule, country)
    whole = country in own or party in own
    values = {"rule": rule.instrument}
    if not rule.territory:
        reason = sentence("%(rule)s names it, and states no territory: where it holds cannot be told", **values)
        return RuleReading(rule, "not_told", reason)
    if part and not whole:
        own = ()
    if not own:
        reason = sentence("%(rule)s names it, and holds in %(areas)s only", areas=_some(rule.territory), **values)
        return RuleReading(rule, "elsewhere", reason)
    in_force = is_in_force(rule, day)
    if in_force == "unknown":
        reason = sentence("%(rule)s names it, and has no date: whether it is in force cannot be told", **values)
        return RuleReading(rule, "not_told", reason)
    since = rule.date or ""
    if in_force == "no":
        return RuleReading(rule, "later", sentence("%(rule)s will hold from %(day)s on", day=since, **values))
    if not whole:
        reason = sentence("%(rule)s, in force since %(day)s, holds in %(areas)s only", day=since, areas=own, **values)
        return RuleReading(rule, "in_part", reason)
    return RuleReading(rule, "in_force", sentence("%(rule)s, in force since %(day)s", day=since, **values))


def _some(areas: tuple[str, ...]) -> tuple[str, ...]:
    return areas if len(areas) <= _MOST_AREAS else (*areas[:_MOST_AREAS], "…")
