"""A Party's list of alien species that restrictions might apply to, drawn up from evidence, checklist and rules.

What is on the list is decided by two things only: a record of harm to a listed migrant, or a rule that names the
species already. Being on a checklist, or being called invasive there, is no ground by itself; such species are counted
and named among those left out, each with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from oxyura.impacts.verdicts import Verdict
from oxyura.policy.legal_hooks import Ground, HookReading, hooks_about
from oxyura.policy.listed_facts import BASES, Basis, Entry, Pairing, PartyFacts, Sighting
from oxyura.policy.party_standing import Standing, is_within, tell_standing
from oxyura.policy.regulation_readings import RuleReading, faults_of, rules_about
from oxyura.policy.regulations import Regulation
from oxyura.policy.restriction_options import Option, OptionState, weigh_options
from oxyura.schema.conventions import Membership
from oxyura.schema.sentences import Sentence, sentence

Section = Literal["regulated", "regulated_elsewhere", "proposed", "examine"]
SECTIONS: tuple[Section, ...] = ("regulated", "regulated_elsewhere", "proposed", "examine")

_HARMFUL: tuple[Verdict, ...] = ("demonstrated_threat", "inferred_threat", "unproven")
_NATIVE = frozenset(("native", "nativeReintroduced", "nativeEndemic", "vagrant"))


@dataclass(frozen=True)
class Candidate:
    """A species of the list.

    Parameters
    ----------
    name : str
        Scientific name without authors.
    vernacular, group : str
        As a study or the checklist has them; may be empty.
    section : {'regulated', 'regulated_elsewhere', 'proposed', 'examine'}
        ``examine``: the harm is on record for migrants that no study here shows to use the Party, or they meet and no
        record speaks of an effect.
    standing : {'present', 'eradicated', 'doubtful', 'not_yet', 'not_told'}
        In the Party. ``not_yet``: known elsewhere, and neither the studies nor a checklist have it in the Party;
        ``not_told``: the same, and no checklist was given.
    standing_reasons : tuple of Sentence
        What says so; where checklist and study differ, both.
    pairings : tuple of Pairing
        Records against listed migrants, the gravest first.
    sightings : tuple of Sighting
        Where the studies have it.
    entry : Entry or None
        Of the national checklist.
    pathways : tuple of str
        Darwin Core terms, those of the Party first.
    rules : tuple of RuleReading
    options : tuple of Option
        Six, one for each restriction.
    hooks : tuple of HookReading
        Provisions that are about it, for any restriction.
    """

    name: str
    vernacular: str
    group: str
    section: Section
    standing: Standing
    standing_reasons: tuple[Sentence, ...]
    pairings: tuple[Pairing, ...]
    sightings: tuple[Sighting, ...]
    entry: Entry | None
    pathways: tuple[str, ...]
    rules: tuple[RuleReading, ...]
    options: tuple[Option, ...]
    hooks: tuple[HookReading, ...]

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict, of the nearest pairings; ``not_assessed`` where there are none."""
        return self.pairings[0].verdict if self.pairings else "not_assessed"

    @property
    def basis(self) -> Basis | None:
        """The nearest of its pairings to the Party."""
        return min((pairing.basis for pairing in self.pairings), key=BASES.index, default=None)


@dataclass(frozen=True)
class LeftOut:
    """A species that is not on the list, and why."""

    name: str
    listed_as: tuple[str, ...]
    is_invasive: str
    status: str
    reason: Sentence
    source: str


@dataclass(frozen=True)
class FaultyRule:
    """A row of `regulations` that leaves something out; it is read as far as it goes."""

    rule: Regulation
    faults: tuple[Sentence, ...]


@dataclass(frozen=True)
class NationalList:
    """The list of one Party.

    Parameters
    ----------
    party, date : str
        ISO code and day.
    candidates : tuple of Candidate
        By section, then by evidence.
    left_out : tuple of LeftOut
        Species of the checklist and of the studies that are not on the list.
    faulty_rules : tuple of FaultyRule
    memberships : tuple of Membership
        What the sources say of the Party; empty where no table of parties was given.
    """

    party: str
    date: str
    candidates: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    faulty_rules: tuple[FaultyRule, ...]
    memberships: tuple[Membership, ...]

    def in_section(self, section: Section) -> tuple[Candidate, ...]:
        """Return the species of one section."""
        return tuple(each for each in self.candidates if each.section == section)


def draw_up_list(facts: PartyFacts, memberships: Sequence[Membership] = ()) -> NationalList:
    """Draw up the list of a Party.

    Parameters
    ----------
    facts : PartyFacts
    memberships : sequence of Membership
        What the sources say of the Party, by convention.
    """
    gathered = _gather(facts)
    candidates, left_out = [], []
    for species in gathered:
        drawn = _judge(species, facts, memberships)
        if isinstance(drawn, Candidate):
            candidates.append(drawn)
        else:
            left_out.append(drawn)
    return NationalList(
        facts.party,
        facts.date,
        tuple(sorted(candidates, key=_order)),
        tuple(sorted(left_out, key=lambda each: each.name.casefold())),
        tuple(FaultyRule(rule, faults) for rule in facts.rules if (faults := faults_of(rule))),
        tuple(memberships),
    )


@dataclass
class _Species:
    """Everything that is known under one name."""

    name: str
    entries: list[Entry]
    pairings: list[Pairing]
    sightings: list[Sighting]

    @property
    def names(self) -> tuple[str, ...]:
        listed = (text for entry in self.entries for text in (entry.name, *entry.listed_as))
        own = (*(each.invader_name for each in self.pairings), *(each.invader_name for each in self.sightings))
        return tuple(dict.fromkeys((self.name, *listed, *own)))


def _gather(facts: PartyFacts) -> tuple[_Species, ...]:
    """Put together what is known of one species; the checklist's name is kept where it has one."""
    found: dict[tuple[str, ...], _Species] = {}
    for entry in facts.entries:
        species = found.setdefault(facts.key(entry.name), _Species(entry.name, [], [], []))
        species.entries.append(entry)
        for text in entry.listed_as:
            found.setdefault(facts.key(text), species)

    def species_of(name: str) -> _Species:
        return found.setdefault(facts.key(name), _Species(name, [], [], []))

    for pairing in facts.pairings:
        species_of(pairing.invader_name).pairings.append(pairing)
    for sighting in facts.sightings:
        species_of(sighting.invader_name).sightings.append(sighting)
    unique = {id(species): species for species in found.values()}
    return tuple(unique.values())


def _judge(species: _Species, facts: PartyFacts, memberships: Sequence[Membership]) -> Candidate | LeftOut:
    entry = species.entries[0] if species.entries else None
    rules = rules_about(species.names, facts)
    on_record = [each for each in species.pairings if each.verdict in _HARMFUL]
    harmful = tuple(sorted(on_record, key=lambda each: (not asks_here(each), _far(each), each.rank)))
    regulated = any(rule.reach in ("in_force", "in_part") for rule in rules)
    if _is_native(species, entry, facts.party):
        return _left_out(species, entry, sentence("native in this Party, by the checklist or the study"))
    if not harmful and not regulated:
        return _left_out(species, entry, _why_left_out(species, rules))
    section = _section(harmful, rules, facts, regulated=regulated)
    pathways = _pathways(species.sightings, facts.party)
    group = next((each.group for each in species.sightings if each.group), "") or (entry.group if entry else "")
    listings = dict.fromkeys((each.appendix, each.instruments) for each in harmful)
    hooks = hooks_about(Ground(tuple(listings), group, frozenset(pathways)), memberships)
    standing, reasons = tell_standing(species.names, entry, species.sightings, facts)
    return Candidate(
        species.name,
        next((each.vernacular for each in species.sightings if each.vernacular), ""),
        group,
        section,
        standing,
        reasons,
        harmful,
        tuple(species.sightings),
        entry,
        pathways,
        rules,
        weigh_options(pathways, rules, hooks, _strength(harmful)),
        hooks,
    )


def _far(pairing: Pairing) -> bool:
    return pairing.basis == "elsewhere"


def asks_here(pairing: Pairing) -> bool:
    """Tell whether a pair asks for a restriction in the Party: its migrant uses it, and a record speaks of harm."""
    return pairing.on_record and not _far(pairing)


def _strength(harmful: Sequence[Pairing]) -> OptionState | None:
    if not harmful:
        return None
    near = [each for each in harmful if asks_here(each)]
    if not near:
        return "examine"
    return "precaution" if near[0].verdict == "unproven" else "proposed"


def _section(
    harmful: Sequence[Pairing], rules: Sequence[RuleReading], facts: PartyFacts, *, regulated: bool
) -> Section:
    if regulated:
        return "regulated"
    if not any(map(asks_here, harmful)):
        return "examine"
    elsewhere = {area.partition("-")[0] for rule in rules if rule.reach == "elsewhere" for area in rule.rule.territory}
    return "regulated_elsewhere" if elsewhere & facts.flyway else "proposed"


def _is_native(species: _Species, entry: Entry | None, party: str) -> bool:
    """Tell whether it is native in the whole Party, as far as anything says; alien in a part of it is alien."""
    here = [each for each in species.sightings if is_within(each.country, party)]
    known = [each for each in here if each.status == "present" and each.decided]
    if known:
        return not any(each.alien for each in known)
    return entry is not None and entry.means in _NATIVE


def _why_left_out(species: _Species, rules: Sequence[RuleReading]) -> Sentence:
    later = next((rule for rule in rules if rule.reach == "later"), None)
    if later is not None:
        return later.reason
    unsaid = next((rule for rule in rules if rule.reach == "not_told"), None)
    if unsaid is not None:
        return unsaid.reason
    decided = {each.rule for each in species.pairings}
    if "not_listed" in decided:
        return sentence("harm is on record, and the migrant is not listed under CMS")
    if any(each.verdict == "no_demonstrated_impact" for each in species.pairings):
        return sentence("studied, and no harm to a listed migrant is shown")
    if species.pairings:
        return sentence("it meets listed migrants, and no study here records an effect")
    if species.sightings:
        return sentence("no study here has a record of it with a migrant")
    return sentence("no study given here speaks of it: not assessed, which is not the same as harmless")


def _left_out(species: _Species, entry: Entry | None, reason: Sentence) -> LeftOut:
    if entry is not None:
        return LeftOut(species.name, entry.listed_as, entry.is_invasive, entry.status, reason, entry.source)
    return LeftOut(
        species.name, (), "not_stated", "", reason, ", ".join(studies_of(species.pairings, species.sightings))
    )


def studies_of(pairings: Iterable[Pairing], sightings: Iterable[Sighting]) -> tuple[str, ...]:
    """Return the studies that speak of a species, in their order."""
    named = (*(each.study for each in pairings), *(each.study for each in sightings))
    return tuple(dict.fromkeys(named))


def _pathways(sightings: Iterable[Sighting], party: str) -> tuple[str, ...]:
    """Return the ways by which it came, those into the Party first."""
    ordered = sorted(sightings, key=lambda each: not is_within(each.country, party))
    return tuple(dict.fromkeys(each.pathway for each in ordered if each.pathway))


def _order(candidate: Candidate) -> tuple[object, ...]:
    first = candidate.pairings[0].rank if candidate.pairings else (9, True, 9, 9, 0.0)
    return SECTIONS.index(candidate.section), first, candidate.name.casefold()
