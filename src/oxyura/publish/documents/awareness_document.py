"""A brief of two pages for one audience: why it matters, the one act that is asked, and where the numbers come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.policy.awareness import Audience, speaks_to
from oxyura.publish.brief_text import clean, shorten
from oxyura.publish.documents.awareness_pictograms import draw_pictogram
from oxyura.publish.documents.document import Block, Bullets, Document, Paragraph, Picture, Section, Span
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.run import run_identifier
from oxyura.publish.documents.wording import bound_band, code, joined, linked, named, paragraph, plain, say
from oxyura.publish.labels import Labels, Species, read_labels
from oxyura.publish.language import Translation
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.publish.site_map import draw_sites
from oxyura.publish.year_ring import draw_rings
from oxyura.schema.errors import InputError
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.schema.table import text_of
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.pairs import Pair

# What a page has room for.
_MOST_INVADERS, _MOST_MIGRANTS, _MOST_SOURCES, _MOST_OPEN = 3, 3, 3, 2
_LONGEST_NAME, _LONGEST_CITATION, _LONGEST_GAP = 60.0, 150.0, 220.0
_MOST_SITES, _MOST_STAGES, _MOST_NUMBERED = 4, 6, 2
_RING_MM, _MAP_WIDTH_MM, _MAP_HEIGHT_MM, _PICTOGRAM_MM = 92.0, 130.0, 54.0, 46.0
_VIEW = re.compile(r'viewBox="0 0 (?P<width>[0-9.]+) (?P<height>[0-9.]+)"')
_CONCERNS = ("demonstrated_threat", "inferred_threat", "unproven")


@dataclass(frozen=True)
class Concern:
    """What a brief is about: the pairs, gravest first, and the pathways by which the invaders came.

    `pathways` is empty where the study states none.
    """

    pairs: tuple[Pair, ...]
    pathways: tuple[str, ...]

    @property
    def migrants(self) -> tuple[str, ...]:
        """The populations."""
        return tuple(dict.fromkeys(pair.migrant_id for pair in self.pairs))

    @property
    def invaders(self) -> tuple[str, ...]:
        """The invaders."""
        return tuple(dict.fromkeys(pair.invader_id for pair in self.pairs))


def find_concern(assessment: Assessment, *, migrant: str = "", pathway: str = "") -> Concern:
    """Return what a brief on a migrant, or on a pathway, is about.

    Raises
    ------
    InputError
        The study has no such migrant or pathway, or several migrants and none was named, or nothing speaks for a brief.
    """
    tables = assessment.study.tables
    known = tables["migrants"].words("migrant_id")
    if migrant and migrant not in known:
        raise InputError(
            f"The study has no migrant '{clean(migrant)[:60]}'.",
            where="--migrant",
            remedy=f"Choose one of: {', '.join(known)}.",
        )
    if not migrant and not pathway:
        if len(known) != 1:
            raise InputError(
                "The study has several migrants, and the brief is on one.",
                where="--migrant",
                remedy=f"Choose one of: {', '.join(known)}; or name a pathway with --pathway.",
            )
        migrant = known[0]
    came = _pathways(assessment)
    if pathway and all(pathway not in terms for terms in came.values()):
        stated = sorted({term for terms in came.values() for term in terms})
        raise InputError(
            f"No invader of the study came by the pathway '{clean(pathway)[:60]}'.",
            where="--pathway",
            remedy=f"Choose one of: {', '.join(stated)}."
            if stated
            else "The study states no pathway: fill in the column pathway of presences.",
        )
    pairs = [
        pair
        for pair in assessment.pairs
        if pair.judgement.verdict in _CONCERNS
        and (not migrant or pair.migrant_id == migrant)
        and (not pathway or pathway in came.get(pair.invader_id, ()))
    ]
    if not pairs:
        raise InputError(
            "No invader here is a threat, or may be one, by the evidence of the study: a brief would ask for something "
            "that nothing speaks for.",
            where="--pathway" if pathway else "--migrant",
            remedy="Choose another migrant or pathway.",
        )
    pairs.sort(key=lambda pair: _CONCERNS.index(pair.judgement.verdict))
    gravest = [pair for pair in pairs if pair.judgement.verdict == pairs[0].judgement.verdict]
    found = dict.fromkeys(one for pair in gravest for one in came.get(pair.invader_id, ()))
    return Concern(tuple(gravest), (pathway,) if pathway else tuple(found))


def _pathways(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name in ("presences", "arrivals"):
        for row in assessment.study.tables[name].records():
            pathway = text_of(row["pathway"])
            if pathway is not None:
                found.setdefault(str(row["invader_id"]), {})[pathway] = None
    return {invader: tuple(each) for invader, each in found.items()}


def awareness_document(assessment: Assessment, concern: Concern, audience: Audience, words: Translation) -> Document:
    """Return the brief; its numbers point into `summary.json`.

    Parameters
    ----------
    assessment : Assessment
    concern : Concern
        What it is about, as `find_concern` gives it.
    audience : Audience
    words : Translation
    """
    labels = read_labels(assessment.study.tables, words)
    return Document(
        words.tell(audience.act),
        words.say(
            "For %(audience)s: what it has to do with %(migrants)s",
            audience=_small(words.tell(audience.name)),
            migrants=words.joined([_short(labels.migrant(name).name) for name in concern.migrants[:_MOST_MIGRANTS]]),
        ),
        words.language,
        (
            _pictogram(audience, words),
            Section("why", words.gettext("Why it matters"), tuple(_why(assessment, concern, audience, labels))),
            Section("act", words.gettext("What we ask of you"), tuple(_act(audience, words))),
            Section("where", words.gettext("Where they meet"), tuple(_where(assessment, concern, labels))),
            Section("when", words.gettext("When they meet"), tuple(_when(assessment, concern, labels)), new_page=True),
            Section("known", words.gettext("What is not known"), tuple(_unknown(assessment, concern, labels))),
            Section(
                "from", words.gettext("Where this comes from"), tuple(_sources(assessment, concern, audience, labels))
            ),
        ),
        run_identifier(assessment),
        date=assessment.study.settings.date or "",
    )


def _short(text: str) -> str:
    return shorten(clean(text), _LONGEST_NAME)


def _species(species: Species) -> tuple[Span, ...]:
    if not species.scientific_name or species.scientific_name == species.name:
        return (named(_short(species.name)),)
    return (
        named(_short(species.name)), Span(" ("), named(_short(species.scientific_name), emphasised=True), Span(")")
    )  # fmt: skip


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _pictogram(audience: Audience, words: Translation) -> Picture:
    shown = {
        "rod": words.gettext("A fishing rod beside a tick."),
        "cage": words.gettext("A closed bird cage beside a tick."),
        "ship": words.gettext("A ship beside a tick."),
        "leaf": words.gettext("A leaf beside a tick."),
        "boot": words.gettext("A clean boot beside a tick."),
    }
    return Picture(draw_pictogram(audience.pictogram), shown[audience.pictogram], "", _PICTOGRAM_MM)


def _why(assessment: Assessment, concern: Concern, audience: Audience, labels: Labels) -> Iterator[Block]:
    words = labels.words
    invaders = joined(words, [_species(labels.invader(name)) for name in concern.invaders[:_MOST_INVADERS]])
    migrants = joined(words, [_species(labels.migrant(name)) for name in concern.migrants[:_MOST_MIGRANTS]])
    verdict = concern.pairs[0].judgement.verdict
    message = {
        "demonstrated_threat": "Species from elsewhere harm %(migrants)s, as studies show: %(invaders)s.",
        "inferred_threat": "Species from elsewhere harm %(migrants)s, as experts conclude: %(invaders)s.",
    }.get(verdict, "Species from elsewhere may harm %(migrants)s; studies do not decide it yet: %(invaders)s.")
    yield say(words, message, tone="lead", migrants=migrants, invaders=invaders)
    for name in concern.migrants[:_MOST_NUMBERED]:
        migrant = next(one for one in assessment.migrants if one.migrant_id == name)
        yield from _numbers(migrant, labels)
    yield paragraph(Span(words.tell(audience.why)))
    if concern.pathways and not speaks_to(audience, concern.pathways):
        yield say(
            words,
            "By the study these species came in another way: %(pathways)s. What is asked here keeps others out.",
            tone="caution",
            pathways=words.joined(
                [words.term("pathway", PATHWAY_TERMS.get(one, one)) for one in concern.pathways[:_MOST_INVADERS]]
            ),
        )
    elif not concern.pathways:
        yield plain(
            words.gettext("How these species came is not stated in the study; what is asked here keeps others out."),
            tone="caution",
        )


def _numbers(migrant: MigrantAssessment, labels: Labels) -> Iterator[Paragraph]:
    words, place = labels.words, (SUMMARY_FILE, "migrants", migrant.migrant_id)
    name = named(_short(labels.migrant(migrant.migrant_id).name))
    if migrant.population is not None:
        now = bound_band(words, migrant.population.now.growth_band, words.yearly, make_pointer(*place, "growth_now"))
        if migrant.population.alien_causes:
            without = migrant.population.scenarios[WITHOUT_INVADERS].growth_band
            yield say(
                words,
                "In the model %(name)s changes by %(now)s each year. Without the species from elsewhere it would be "
                "%(without)s.",
                name=name,
                now=now,
                without=bound_band(words, without, words.yearly, make_pointer(*place, "growth_without_invaders")),
            )
        else:
            yield say(
                words,
                "In the model %(name)s changes by %(now)s each year. How much of it the species from elsewhere cause "
                "is not known.",
                name=name,
                now=now,
            )
    if migrant.young_lost_per_year is not None:
        pointer = make_pointer(*place, "young_lost_per_year")
        lost = bound_band(words, migrant.young_lost_per_year, words.significant, pointer)
        yield say(words, "About %(lost)s young of %(name)s are lost to them each year.", lost=lost, name=name)


def _act(audience: Audience, words: Translation) -> Iterator[Block]:
    yield paragraph(Span(words.tell(audience.act), strong=True), tone="lead")
    yield Bullets(tuple((paragraph(Span(words.tell(step))),) for step in audience.steps), True)


def _where(assessment: Assessment, concern: Concern, labels: Labels) -> Iterator[Block]:
    words = labels.words
    sites = list(dict.fromkeys(site for pair in concern.pairs for site in pair.sites))
    names = [named(_short(labels.site(site))) for site in sites[:_MOST_SITES]]
    if not names:
        yield plain(words.gettext("The study names no site at which they meet."))
    elif len(sites) > _MOST_SITES:
        yield say(words, "They meet at %(sites)s and other sites.", sites=joined(words, names))
    else:
        yield say(words, "They meet at %(sites)s.", sites=joined(words, names))
    drawn = draw_sites(assessment, labels)
    if drawn.svg is not None:
        yield Picture(
            str(drawn.svg),
            words.gettext("A map of the sites of the study."),
            words.gettext("The sites of the study; filled: an invader is there."),
            _fitting_width(str(drawn.svg)),
        )


def _fitting_width(svg: str) -> float:
    """Return the width in millimetres at which a drawing keeps to the room that the first page has for it."""
    found = _VIEW.search(svg)
    shape = float(found["width"]) / float(found["height"]) if found else 1.0
    return min(_MAP_WIDTH_MM, _MAP_HEIGHT_MM * shape)


def _when(assessment: Assessment, concern: Concern, labels: Labels) -> Iterator[Block]:
    words, first = labels.words, concern.migrants[0]
    rings = draw_rings(assessment, labels, len(assessment.migrants))
    ring = next((one for one in rings if first in one.migrants), None)
    name = _short(labels.migrant(first).name)
    if ring is None:
        yield plain(words.gettext("The study does not say when in the year they meet."))
        return
    stages = words.joined([_small(stage) for _, stage, _ in ring.stages[:_MOST_STAGES]])
    yield say(words, "The year of %(name)s has these stages: %(stages)s.", name=named(name), stages=named(stages))
    yield Picture(
        str(ring.svg),
        words.say("The year of %(name)s as a ring, with its stages: %(stages)s.", name=name, stages=stages),
        words.say("The year of %(name)s; the inner rings show when it meets the invaders.", name=name),
        _RING_MM,
    )


def _unknown(assessment: Assessment, concern: Concern, labels: Labels) -> Iterator[Block]:
    words = labels.words
    positions = [
        position
        for position, gap in enumerate(assessment.gaps)
        if gap.unknown.migrant_id in concern.migrants or gap.unknown.invader_id in concern.invaders
    ][:_MOST_OPEN]
    if not positions:
        yield plain(words.gettext("The run finds no gap that would change a verdict or a choice."))
    for position in positions:
        said = shorten(clean(labels.tell(assessment.gaps[position].unknown.sentence)), _LONGEST_GAP)
        yield paragraph(Span(said, pointer=make_pointer(SUMMARY_FILE, "gaps", position, "sentence")))
    yield plain(
        words.gettext("What these species do to ecosystems beyond the populations named here is not in the model.")
    )


def _sources(assessment: Assessment, concern: Concern, audience: Audience, labels: Labels) -> Iterator[Block]:
    words = labels.words
    yield say(
        words,
        "Numbers: run %(run)s of the study “%(title)s”, %(date)s, with Oxyura.",
        tone="quiet",
        run=code(run_identifier(assessment)),
        title=named(_short(assessment.study.settings.title)),
        date=code(words.date(assessment.study.settings.date)) if assessment.study.settings.date else "–",
    )
    for source_id in _cited(assessment, concern)[:_MOST_SOURCES]:
        source = labels.source(source_id)
        if source is not None:
            yield say(
                words,
                "%(citation)s Licence: %(licence)s.",
                tone="quiet",
                citation=named(shorten(clean(source.citation), _LONGEST_CITATION)),
                licence=named(shorten(clean(source.licence), _LONGEST_NAME)),
            )
    yield say(
        words,
        "The same is asked by: %(citation)s",
        tone="quiet",
        citation=linked(audience.citation, audience.url),
    )


def _cited(assessment: Assessment, concern: Concern) -> Sequence[str]:
    """Return the sources of the records that the brief rests on."""
    found: dict[str, None] = {}
    for table in ("impacts", "evidence"):
        for row in assessment.study.tables[table].records():
            source = text_of(row["source_id"])
            if source is not None and row["migrant_id"] in concern.migrants and row["invader_id"] in concern.invaders:
                found[source] = None
    return list(found)
