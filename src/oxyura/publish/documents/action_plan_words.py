"""The words of an action plan: how it calls priorities, time scales, roles, countries and causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from oxyura.policy.action_plan import ActionPlan, Role
from oxyura.policy.action_plan_rules import Priority, Rated, TimeScale
from oxyura.policy.guidelines import Guideline, read_guidelines
from oxyura.publish.brief_text import clean, shorten
from oxyura.publish.documents.document import Span
from oxyura.publish.documents.wording import Phrase, code, joined, named, phrase, tally
from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.page_purity import purity_of
from oxyura.schema.intervals import Band
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.sentences import Figure, Sentence
from oxyura.study.assessment import Assessment

_MOST_NAMES = 6
_LONGEST_HEAD = 70.0


@dataclass
class PlanPage:
    """A plan, the run behind it, and how its document calls things.

    Parameters
    ----------
    assessment : Assessment
    plan : ActionPlan
    labels : Labels
        In the language of the document.
    cited : list of str
        Guidelines in the order in which the document cites them; fills up while it is made.
    """

    assessment: Assessment
    plan: ActionPlan
    labels: Labels
    cited: list[str] = field(default_factory=list)

    @property
    def words(self) -> Translation:
        """The language of the document."""
        return self.labels.words

    def migrants(self, names: Iterable[str]) -> tuple[Span, ...]:
        """Return names of populations as in a sentence."""
        return self._some([named(self.labels.migrant(name).name) for name in names])

    def invaders(self, names: Iterable[str]) -> tuple[Span, ...]:
        """Return names of invaders as in a sentence."""
        return self._some([named(self.labels.invader(name).name) for name in names])

    def causes(self, names: Iterable[str]) -> tuple[Span, ...]:
        """Return names of invaders and pressures as in a sentence."""
        kinds = {pressure for migrant in self.plan.facts.migrants for pressure in migrant.pressures}
        return self._some([named(self.labels.cause(name, _kind(name in kinds))) for name in names])

    def sites(self, names: Sequence[str]) -> tuple[Span, ...]:
        """Return names of sites as in a sentence; without any, every site is meant."""
        if not names:
            return (Span(self.words.gettext("every site")),)
        return self._some([named(self.labels.site(name)) for name in names])

    def measures(self, names: Iterable[str]) -> tuple[Span, ...]:
        """Return names of measures as in a sentence."""
        return self._some([named(measure_name(name)) for name in names])

    def pathways(self, names: Iterable[str]) -> tuple[Span, ...]:
        """Return pathways as in a sentence."""
        return self._some(
            [(Span(self.words.term("pathway", PATHWAY_TERMS.get(name, name))),) for name in dict.fromkeys(names)]
        )

    def countries(self, codes: Sequence[str], *, unplaced: bool) -> tuple[Span, ...]:
        """Return the Parties that an action is applicable to, by the countries in which its sites lie."""
        words, names = self.words, self.plan.facts.country_names
        listed = self._some([named(words.term("country", names.get(each, each))) for each in codes])
        if not codes:
            return (Span(words.gettext("Parties whose areas it concerns; the study gives no country")),)
        if unplaced:
            return phrase(words, "%(countries)s, and Parties responsible beyond them", countries=listed)
        return listed

    def purity(self, migrant_id: str) -> Band | None:
        """Return the share of pure individuals at the horizon as things are; None without hybridisation."""
        migrant = next(one for one in self.assessment.migrants if one.migrant_id == migrant_id)
        found = purity_of(self.assessment, migrant)
        return None if found is None else found.now

    def told(self, text: str, pointer: str) -> tuple[Span, ...]:
        """Return a sentence that was made below the pages: its numbers bound, its sites and species as names."""
        wording = text.wording if isinstance(text, Sentence) else None
        if wording is None or wording.plural or wording.context:
            return (Span(clean(self.words.tell(text)), pointer=pointer),)
        values = {name: self._value(name, value, pointer) for name, value in wording.values.items()}
        return phrase(self.words, wording.message, **values)

    def _value(self, name: str, value: str | Sequence[str], pointer: str) -> Phrase:
        """Return what fills a placeholder of a sentence."""
        if not isinstance(value, str):
            return self.sites(value) if name == "sites" else self._some([self._word(one, pointer) for one in value])
        return self._word(value, pointer)

    def _word(self, value: str, pointer: str) -> Span:
        if isinstance(value, Figure | Sentence):
            return Span(clean(self.words.tell(value)), pointer=pointer)
        return named(value)

    def guideline(self, guideline_id: str) -> int:
        """Return the number by which the document cites a guideline."""
        if guideline_id not in self.cited:
            self.cited.append(guideline_id)
        return self.cited.index(guideline_id) + 1

    def guidance(self, guidelines: Iterable[str]) -> Span:
        """Return the citations of guidelines, such as ``[1, 4]``."""
        return code(f"[{', '.join(str(number) for number in sorted(map(self.guideline, guidelines)))}]")

    def _some(self, phrases: Sequence[Span | tuple[Span, ...]]) -> tuple[Span, ...]:
        """Return the first names, and how many more there are."""
        more = len(phrases) - _MOST_NAMES
        if more <= 1:
            return joined(self.words, phrases)
        others = phrase(self.words, "%(more)s more", more=tally(self.words, more))
        return joined(self.words, [*phrases[:_MOST_NAMES], others])


def headed(name: str) -> str:
    """Return a name of the study's fit for a title: without signs that turn or hide words, and not too long."""
    return shorten(clean(name), _LONGEST_HEAD)


def _kind(is_pressure: bool) -> str:
    return "pressure" if is_pressure else "invader"


def guidelines_by_id() -> Mapping[str, Guideline]:
    """Return the guidelines that ship, by guideline_id."""
    return MappingProxyType({one.guideline_id: one for one in read_guidelines()})


def species(one: Species) -> tuple[Span, ...]:
    """Return a species with its scientific name in italics."""
    if not one.scientific_name or one.scientific_name == one.name:
        return (named(one.name),)
    return (named(one.name), Span(" ("), named(one.scientific_name, emphasised=True), Span(")"))


def priority_words(priority: Priority, words: Translation) -> str:
    """Return a priority as the form calls it."""
    return {
        "essential": words.pgettext("priority", "essential"),
        "high": words.pgettext("priority", "high"),
        "medium": words.pgettext("priority", "medium"),
        "low": words.pgettext("priority", "low"),
    }[priority]


def basis_words(rated: Rated, words: Translation) -> str:
    """Say what a priority rests on."""
    basis = {
        "shortfall": words.gettext("by the size of the harm in the model"),
        "verdict": words.gettext("by the verdict, for no size is known"),
        "gap": words.gettext("by what closing the gap may change"),
        "threat": words.gettext("that of the gravest threat it is against"),
        "count": words.gettext("the plan cannot be judged without it"),
    }[rated.basis]
    match rated.raised:
        case "appendix":
            return words.say("%(basis)s; one step higher, for the population is on CMS Appendix I", basis=basis)
        case "irreversible":
            return words.say("%(basis)s; one step higher, for the harm cannot be undone", basis=basis)
    return basis


def time_words(scale: TimeScale, words: Translation) -> str:
    """Return a time scale as the form calls it."""
    return {
        "immediate": words.pgettext("time scale", "immediate"),
        "short": words.pgettext("time scale", "short"),
        "medium": words.pgettext("time scale", "medium"),
        "long": words.pgettext("time scale", "long"),
        "ongoing": words.pgettext("time scale", "ongoing"),
    }[scale]


def role_words(role: Role, words: Translation) -> str:
    """Return a role; a plan names no organisation."""
    return {
        "environment_authority": words.gettext("authority for nature conservation"),
        "site_manager": words.gettext("managers of the site"),
        "control_experts": words.gettext("experts in eradication and control"),
        "funders": words.gettext("funders"),
        "scientific_advisers": words.gettext("scientific advisers"),
        "monitoring_bodies": words.gettext("monitoring bodies"),
        "border_authorities": words.gettext("customs, plant and animal health authorities"),
        "carriers": words.gettext("carriers and visitors"),
        "sector": words.gettext("the sector that causes the pressure"),
        "research_institutions": words.gettext("research institutions"),
        "secretariat": words.gettext("secretariat of the instrument, for coordination"),
    }[role]
