"""The threats of an action plan: in descending priority, with what cannot be told apart and other pressures."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.policy import action_plan_rules as rules
from oxyura.policy.action_plan import Threat
from oxyura.publish.documents.action_plan_rows import band_pointer, rule_pointer
from oxyura.publish.documents.action_plan_words import PlanPage, basis_words, priority_words, species
from oxyura.publish.documents.document import Block, Bullets, Paragraph, Section, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import (
    Phrase,
    bound,
    bound_band,
    joined,
    named,
    paragraph,
    phrase,
    plain,
    say,
    tally,
)
from oxyura.publish.result_folder import SUMMARY_FILE

_MOST_THREATS = 40


def threats_section(page: PlanPage, threats: tuple[Threat, ...] | None = None) -> Section:
    """Return the threats in descending priority; of an audit only some of them, and nothing beside them."""
    blocks = _threats(page, page.plan.threats if threats is None else threats)
    beside = () if threats is not None else tuple(_beside(page))
    title = page.words.gettext("Threats, in descending priority")
    return Section("threats", title, (*blocks, *beside, *_rule(page)))


def _threats(page: PlanPage, threats: tuple[Threat, ...]) -> Iterator[Block]:
    words = page.words
    if not threats:
        yield plain(words.gettext("None of the invasive alien species of the study is shown to be a threat."))
        return
    yield Table(
        words.gettext("Threats from invasive alien species"),
        (
            words.gettext("Threat"),
            words.gettext("How and where"),
            words.gettext("Verdict"),
            words.gettext("Growth in the model"),
            words.gettext("Priority"),
        ),
        tuple(_threat_row(page, threat) for threat in threats[:_MOST_THREATS]),
        (21, 26, 15, 23, 15),
        captioned=False,
        row_headings=True,
    )
    if len(threats) > _MOST_THREATS:
        more = tally(words, len(threats) - _MOST_THREATS)
        yield say(words, "%(more)s more stand in plan.json.", tone="quiet", more=more)


def _threat_row(page: PlanPage, threat: Threat) -> tuple[tuple[Paragraph, ...], ...]:
    words, labels = page.words, page.labels
    how = words.joined([words.term("mechanism", one) for one in threat.mechanisms]) or words.gettext("not stated")
    stages = joined(words, [named(labels.stage(one)) for one in threat.stages])
    sites = page.sites(threat.sites) if threat.sites else (Span(words.gettext("they have not been seen to meet")),)
    return (
        (
            paragraph(species(labels.invader(threat.invader_id))),
            say(words, "to %(migrant)s", tone="quiet", migrant=page.migrants([threat.migrant_id])),
        ),
        (paragraph(how), paragraph(stages, tone="quiet"), paragraph(sites, tone="quiet")),
        (plain(words.term("verdict", threat.verdict)),),
        tuple(_size(page, threat)),
        (
            paragraph(Span(priority_words(threat.priority.word, words), strong=True)),
            plain(basis_words(threat.priority, words), tone="quiet"),
        ),
    )


def _size(page: PlanPage, threat: Threat) -> Iterator[Paragraph]:
    words = page.words
    if threat.alone is None:
        yield plain(words.gettext("of unknown size"))
        return
    alone = bound_band(words, threat.alone, words.signed_gain, band_pointer(threat.key, "alone"))
    yield say(words, "%(share)s a year without it", share=alone)
    if is_harm(threat):
        yield say(
            words,
            "numbers %(shortfall)s lower in %(years)s years",
            tone="quiet",
            shortfall=shortfall_spans(page, threat),
            years=years_span(page),
        )
    if threat.share is not None and threat.is_shared:
        pointer = make_pointer(SUMMARY_FILE, "migrants", threat.migrant_id, "attribution", threat.invader_id)
        yield say(
            words,
            "its share in the model, among all causes together: %(share)s a year",
            tone="quiet",
            share=bound_band(words, threat.share, words.signed_gain, pointer),
        )
    if threat.unsized:
        rates = joined(words, list(dict.fromkeys(page.labels.rate(one.rate) for one in threat.unsized)))
        yield say(words, "besides, of unknown size: on %(rates)s", tone="quiet", rates=rates)


def _beside(page: PlanPage) -> Iterator[Block]:
    """Yield what cannot be told apart, other pressures, and what is no threat."""
    words, plan = page.words, page.plan
    for migrant, group in plan.confounded:
        yield say(
            words,
            "For %(migrant)s these data cannot tell the effects of %(causes)s apart: they act on one kind of rate, and "
            "the size of one of them at least is not known.",
            tone="caution",
            migrant=page.migrants([migrant]),
            causes=page.causes(group),
        )
    yield from _pressures(page)
    for pairs, message in (
        (plan.past, words.gettext("Gone from where they met, and to be kept out:")),
        (plan.dismissed, words.gettext("Studied or weighed, with no impact demonstrated; no action is proposed:")),
        (plan.open_pairs, words.gettext("They meet, and nothing is on record; see what has to be found out:")),
    ):
        if pairs:
            by_migrant: dict[str, list[str]] = {}
            for migrant, invader in pairs:
                by_migrant.setdefault(migrant, []).append(invader)
            yield plain(message)
            yield Bullets(
                tuple(
                    (
                        say(
                            words,
                            "%(migrant)s: %(invaders)s",
                            migrant=page.migrants([migrant]),
                            invaders=page.invaders(invaders),
                        ),
                    )
                    for migrant, invaders in by_migrant.items()
                )
            )


def _pressures(page: PlanPage) -> Iterator[Block]:
    words, labels = page.words, page.labels
    if not page.plan.pressures:
        return
    yield plain(
        words.gettext(
            "Other pressures act on these populations, too. They are named here so that invasive alien species are not "
            "credited with what they do not cause; acting on them is a matter of other chapters:"
        )
    )
    items = []
    for one in page.plan.pressures:
        who: dict[str, Phrase] = {
            "pressure": named(labels.cause(one.pressure_id, "pressure")),
            "migrant": page.migrants([one.migrant_id]),
        }
        if one.alone is None:
            items.append((paragraph(phrase(words, "%(pressure)s on %(migrant)s: of unknown size", **who)),))
            continue
        alone = bound_band(words, one.alone, words.signed_gain, band_pointer(one.key, "alone"))
        said = phrase(words, "%(pressure)s on %(migrant)s: %(share)s a year without it", share=alone, **who)
        items.append((paragraph(said),))
    yield Bullets(tuple(items))


def _rule(page: PlanPage) -> Iterator[Block]:
    words = page.words

    def of(name: str, value: float) -> Span:
        return bound(words.percent(value), rule_pointer(name))

    yield say(
        words,
        "How priorities are given: for a harm of known size by how much lower numbers will be in %(years)s years than "
        "without it, all else as it is today: above %(large)s high, from %(small)s on medium, else low; a high one is "
        "essential where the population is expected to lose %(collapse)s of its numbers in that time, or to come near "
        "extinction with a chance of %(risk)s or more. For a harm of unknown size by the verdict: demonstrated high, "
        "inferred medium, unproven low. One step higher, up to high, where the harm cannot be undone (hybridisation), "
        "or the population is on CMS Appendix I. An unproven harm is read as a threat, with precaution.",
        tone="quiet",
        years=years_span(page),
        large=of("large", rules.LARGE),
        small=of("small", rules.SMALL),
        collapse=of("collapse", rules.COLLAPSE),
        risk=of("risk", rules.RISK),
    )


def is_harm(threat: Threat) -> bool:
    """Tell whether numbers are lower with a threat than without it, by the median."""
    return threat.shortfall is not None and threat.shortfall.median > 0


def shortfall_spans(page: PlanPage, threat: Threat) -> tuple[Span, ...]:
    """Return by what share numbers are lower in 20 years, with its limits, bound to the plan's rows."""
    if threat.shortfall is None:
        return (Span(page.words.gettext("of unknown size")),)
    return bound_band(page.words, threat.shortfall, page.words.percent, band_pointer(threat.key, "shortfall"))


def years_span(page: PlanPage) -> Span:
    """Return the years over which harm is counted, bound to the rules."""
    return bound(page.words.exact(rules.YEARS), rule_pointer("years"))
