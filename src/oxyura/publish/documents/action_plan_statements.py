"""What each action of a plan says, as one sentence."""

from __future__ import annotations

from oxyura.policy.action_plan import Action
from oxyura.publish.documents.action_plan_words import PlanPage
from oxyura.publish.documents.document import Span
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import Phrase, named, phrase
from oxyura.publish.result_folder import SUMMARY_FILE


def state_action(page: PlanPage, action: Action) -> tuple[Span, ...]:
    """Return an action as a sentence."""
    if action.kind in _KNOWING:
        return _about_knowledge(page, action)
    words = page.words
    values: dict[str, Phrase] = {
        "invaders": page.invaders(action.invaders),
        "migrants": page.migrants(action.migrants),
        "sites": page.sites(action.sites),
        "measures": page.measures(action.measures),
    }
    match action.kind:
        case "eradicate":
            return phrase(words, "Eradicate %(invaders)s at %(sites)s (%(measures)s).", **values)
        case "control":
            return phrase(words, "Control %(invaders)s at %(sites)s (%(measures)s).", **values)
        case "contain":
            return phrase(words, "Keep %(invaders)s from spreading from %(sites)s (%(measures)s).", **values)
        case "prevent":
            return phrase(words, "Prevent the arrival of %(invaders)s at %(sites)s (%(measures)s).", **values)
        case "detect":
            return phrase(words, "Find %(invaders)s early at %(sites)s (%(measures)s).", **values)
        case "protect":
            return phrase(
                words, "Lower %(pressures)s at %(sites)s (%(measures)s).", pressures=_pressures(page, action), **values
            )
        case "restore":
            return phrase(words, "Restore the habitat at %(sites)s (%(measures)s).", **values)
        case "reinforce":
            return phrase(words, "Reinforce %(migrants)s at %(sites)s (%(measures)s).", **values)
        case "design":
            return phrase(
                words,
                "Work out a measure against %(invaders)s at %(sites)s, with cost and chance of success, or tell what "
                "is done there already: the study has none on offer.",
                **values,
            )
        case "fund":
            return phrase(words, "Find the money for %(measures)s against %(invaders)s at %(sites)s.", **values)
        case "revisit":
            return phrase(words, "Weigh up %(measures)s against %(invaders)s again as soon as more is known.", **values)
        case "confirm":
            return phrase(
                words, "Search %(sites)s until %(invaders)s can be called gone, after %(measures)s.", **values
            )
        case "guard":
            return phrase(words, "Limit the harm that %(measures)s itself does to %(migrants)s.", **values)
        case "list":
            return phrase(
                words,
                "Put %(invaders)s on the national lists of species that restrictions might apply to, and restrict what "
                "brings them.",
                **values,
            )
    return phrase(
        words, "Keep %(invaders)s away from %(sites)s: biosecurity, early detection and rapid response.", **values
    )


_KNOWING = frozenset({"survey", "research", "find_pathway", "count"})


def _about_knowledge(page: PlanPage, action: Action) -> tuple[Span, ...]:
    words = page.words
    match action.kind:
        case "find_pathway":
            return phrase(
                words,
                "Find out by which pathways %(invaders)s came, and may come again.",
                invaders=page.invaders(action.invaders),
            )
        case "count":
            return phrase(
                words,
                "Count %(migrants)s by one protocol in all countries that they use, and hold the counts against the "
                "model.",
                migrants=page.migrants(action.migrants),
            )
    assert action.gap is not None
    settled = page.assessment.gaps[action.gap].unknown.would_settle
    pointer = make_pointer(SUMMARY_FILE, "gaps", action.gap, "would_settle")
    return page.told(settled, pointer)


def _pressures(page: PlanPage, action: Action) -> tuple[Span, ...]:
    names = [
        pressure
        for measure in page.plan.facts.measures
        if measure.measure_id in action.measures
        for pressure in measure.pressures
    ]
    return page.causes(names) if names else (named(page.words.gettext("other pressures")),)
