"""Whether an alien species is in a Party, by its checklist and by studies: both are heard, and both are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from oxyura.policy.listed_facts import Entry, PartyFacts, Sighting
from oxyura.policy.species_names import name_key
from oxyura.schema.sentences import Sentence, sentence

Standing = Literal["present", "eradicated", "doubtful", "not_yet", "not_told"]


def tell_standing(
    names: Sequence[str], entry: Entry | None, sightings: Sequence[Sighting], facts: PartyFacts
) -> tuple[Standing, tuple[Sentence, ...]]:
    """Tell whether a species is in the Party, and everything that says so; where sources differ, each is named.

    Parameters
    ----------
    names : sequence of str
        Scientific names of the species, synonyms too.
    entry : Entry or None
        Of the national checklist.
    sightings : sequence of Sighting
        Where the studies have it, in any country.
    facts : PartyFacts
        The Party, and its checklist for names alike.

    Returns
    -------
    {'present', 'eradicated', 'doubtful', 'not_yet', 'not_told'}
        ``not_yet``: known elsewhere, and neither the studies nor a checklist have it in the Party; ``not_told``: the
        same, and no checklist was given, or it has a name alike.
    tuple of Sentence
    """
    reasons: list[Sentence] = []
    states: list[Standing] = []
    if entry is not None:
        said, sense = _of_entry(entry)
        reasons.append(said)
        states.append(sense)
    here = [each for each in sightings if is_within(each.country, facts.party)]
    found: tuple[Standing, ...] = ("present", "eradicated")
    for status in found:
        sites = tuple(dict.fromkeys(each.site_name for each in here if each.status == status))
        if sites:
            states.append(status)
            reasons.append(_at_sites(status, sites))
    looked = tuple(dict.fromkeys(each.site_name for each in here if each.status == "absent"))
    if looked:
        reasons.append(sentence("looked for and not found at %(sites)s", sites=looked))
    alike: tuple[str, ...] = ()
    if facts.has_checklist and entry is None:
        alike = _alike(names, sightings, facts)
        reasons.append(_not_on_checklist(alike))
    if not states:
        abroad = tuple(sorted({each.country for each in sightings if each.status == "present" and each.country}))
        if abroad:
            reasons.append(sentence("present in %(countries)s", countries=abroad))
        told = (facts.has_checklist and not alike) or bool(looked)
        return ("not_yet" if told else "not_told"), tuple(reasons)
    order: tuple[Standing, ...] = ("present", "eradicated", "doubtful", "not_yet")
    return min(states, key=order.index), tuple(reasons)


def _alike(names: Sequence[str], sightings: Sequence[Sighting], facts: PartyFacts) -> tuple[str, ...]:
    """Return names of the checklist with the same epithet in another genus, which may be the same species."""
    stems = {_stem(words[1]) for name in names if len(words := name_key(name)) > 1}
    group = next((each.group for each in sightings if each.group), "")
    return tuple(
        entry.name
        for entry in facts.entries
        if len(words := name_key(entry.name)) > 1
        and _stem(words[1]) in stems
        and (not group or not entry.group or group.casefold() == entry.group.casefold())
    )


def _stem(epithet: str) -> str:
    """Return an epithet without the ending that follows the gender of its genus."""
    for ending in ("us", "um", "is", "er", "a", "e"):
        if epithet.endswith(ending) and len(epithet) > len(ending) + 3:
            return epithet.removesuffix(ending)
    return epithet


def _not_on_checklist(alike: tuple[str, ...]) -> Sentence:
    if not alike:
        return sentence("not on the national checklist")
    return sentence(
        "not on the national checklist, which has %(names)s: perhaps the same species under another name, to be looked "
        "up; a table of synonyms settles it",
        names=alike[:3],
    )


def _at_sites(status: str, sites: tuple[str, ...]) -> Sentence:
    if status == "present":
        return sentence("present at %(sites)s", sites=sites)
    return sentence("eradicated at %(sites)s", sites=sites)


def _of_entry(entry: Entry) -> tuple[Sentence, Standing]:
    match entry.status:
        case "present":
            if entry.is_invasive == "yes":
                return sentence("the national checklist has it as present and invasive"), "present"
            return sentence("the national checklist has it as present"), "present"
        case "eradicated":
            return sentence("the national checklist has it as eradicated"), "eradicated"
        case "absent":
            return sentence("the national checklist has it as absent"), "not_yet"
    return sentence("the national checklist has a doubtful or unstated report"), "doubtful"


def is_within(country: str | None, party: str) -> bool:
    """Tell whether a site's country is that of a Party."""
    return country is not None and country == party.partition("-")[0]
