"""Which rules name a species, where they hold, and from when on: what a rule leaves out is told, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from oxyura.policy.listed_facts import PartyFacts, Rule, name_key
from oxyura.schema.regulation_tables import RESTRICTIONS
from oxyura.schema.sentences import Sentence, sentence

Reach = Literal["in_force", "in_part", "elsewhere", "later", "not_told"]

Taxon = tuple[str, ...]


@dataclass(frozen=True)
class RuleReading:
    """A rule that names a species, and whether it holds in the Party.

    Parameters
    ----------
    rule : Rule
    reach : {'in_force', 'in_part', 'elsewhere', 'later', 'not_told'}
        ``in_part``: in a part of the Party only; ``elsewhere``: in other territories only; ``later``: not yet in force;
        ``not_told``: the row has no territory, no date, or a name that cannot be compared.
    reason : Sentence
        The same in words.
    """

    rule: Rule
    reach: Reach
    reason: Sentence

    @property
    def forbids(self) -> tuple[str, ...]:
        """What it forbids, in the order of `RESTRICTIONS`; words that are none of them are left out."""
        return tuple(kind for kind in RESTRICTIONS if kind in self.rule.forbids)


def faults_of(rule: Rule) -> tuple[Sentence, ...]:
    """Return what a row leaves out or writes in words that mean nothing, in the order of its columns."""
    found = []
    if not rule.name or not rule.name.strip():
        found.append(sentence("it names no taxon, so it is read of none"))
    elif rank_of(rule) == "higher":
        found.append(
            sentence("%(name)s is above the genus: which species it takes in, names alone do not tell", name=rule.name)
        )
    if not rule.territory:
        found.append(sentence("it states no territory, so where it holds cannot be told"))
    if rule.date is None:
        found.append(sentence("it has no date, so whether it is in force cannot be told"))
    unknown = tuple(word for word in rule.forbids if word not in RESTRICTIONS)
    if unknown:
        found.append(
            sentence("%(words)s is none of the restrictions %(known)s", words=unknown, known=tuple(RESTRICTIONS))
        )
    elif not rule.forbids:
        found.append(sentence("it does not say what it forbids"))
    return tuple(found)


def rank_of(rule: Rule) -> str:
    """Return the rank of the taxon that a rule names, told from the name where the row does not say."""
    if rule.rank:
        return rule.rank
    words = name_key(rule.name or "")
    if len(words) == 1:
        # A family or an order ends so; any other single word is a genus.
        return "higher" if words[0].endswith(("idae", "aceae", "formes", "ales", "optera")) else "genus"
    return "species" if len(words) == 2 else "subspecies"


def rules_about(names: Iterable[str], facts: PartyFacts) -> tuple[RuleReading, ...]:
    """Return the rules that name a species by one of its names, each with whether it holds in the Party.

    Parameters
    ----------
    names : iterable of str
        Scientific names of the species, synonyms too.
    facts : PartyFacts
        The rules, the Party, the day on which it is asked, and synonyms.
    """
    taxa = {taxon for name in names for taxon in (name_key(name), facts.key(name))}
    return tuple(
        _read(rule, facts.party, facts.date)
        for rule in facts.rules
        if any(_names(rule, taxon, facts) for taxon in taxa)
    )


def _names(rule: Rule, taxon: Taxon, facts: PartyFacts) -> bool:
    if not rule.name or rank_of(rule) == "higher":
        return False
    named = name_key(rule.name) if rank_of(rule) == "genus" else facts.key(rule.name)
    length = 1 if rank_of(rule) == "genus" else len(named)
    return taxon[:length] == named[:length]


def _read(rule: Rule, party: str, day: str) -> RuleReading:
    country, _, part = party.partition("-")
    own = [area for area in rule.territory if area.partition("-")[0] == country]
    whole = country in own or party in own
    values = {"rule": rule.instrument}
    if not rule.territory:
        reason = sentence("%(rule)s names it, and states no territory: where it holds cannot be told", **values)
        return RuleReading(rule, "not_told", reason)
    if own and not whole and part:
        own = []
    if not own:
        reason = sentence("%(rule)s names it, and holds in %(areas)s only", areas=tuple(rule.territory), **values)
        return RuleReading(rule, "elsewhere", reason)
    if rule.date is None:
        reason = sentence("%(rule)s names it, and has no date: whether it is in force cannot be told", **values)
        return RuleReading(rule, "not_told", reason)
    if rule.date > day:
        return RuleReading(rule, "later", sentence("%(rule)s will hold from %(day)s on", day=rule.date, **values))
    if not whole:
        reason = sentence(
            "%(rule)s, in force since %(day)s, holds in %(areas)s only", day=rule.date, areas=tuple(own), **values
        )
        return RuleReading(rule, "in_part", reason)
    return RuleReading(rule, "in_force", sentence("%(rule)s, in force since %(day)s", day=rule.date, **values))
