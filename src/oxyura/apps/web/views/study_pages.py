"""Everything that pages show of one study, and how it is kept with the run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from oxyura.apps.web.places import read_points
from oxyura.apps.web.views.figures import FigureMaker
from oxyura.apps.web.views.flyway_gaps import FlywayGap, list_flyway_gaps
from oxyura.apps.web.views.invader_page import InvaderPage, MeasureView, list_invaders, list_measures
from oxyura.apps.web.views.migrant_page import MigrantPage, list_migrants
from oxyura.apps.web.views.site_page import SitePage, list_sites
from oxyura.publish.labels import Source, read_labels
from oxyura.publish.language import Translation
from oxyura.publish.study_answer import StudyAnswer, answer_study

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from oxyura.policy.coherence import Coherence
    from oxyura.study.assessment import Assessment


@dataclass(frozen=True)
class Rule:
    """A rule that the study quotes, for the obligations of a Party."""

    instrument: str
    scientific_name: str
    territory: tuple[str, ...]
    date: str
    forbids: tuple[str, ...]
    url: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class MigrantListing:
    """On which appendices of CMS a population stands, and which instruments are about it."""

    migrant_id: str
    appendix: str
    instruments: tuple[str, ...]


@dataclass(frozen=True)
class OwnObligation:
    """A row of the study's table `obligations`; what it leaves open is empty."""

    obligation_id: str
    convention: str
    provision: str
    force: str
    task: str
    says: str
    role: str
    authority: str
    territory: tuple[str, ...]
    url: str
    citation: str


@dataclass(frozen=True)
class RunFacts:
    """With what the numbers were computed."""

    version: str
    seed: int
    draws: int
    horizon_years: int
    date: str


@dataclass(frozen=True)
class StudyPages:
    """Everything that pages show of one study, in one language."""

    language: str
    name: str
    title: str
    question: str
    run: RunFacts
    answer: StudyAnswer
    migrants: tuple[MigrantPage, ...]
    invaders: tuple[InvaderPage, ...]
    sites: tuple[SitePage, ...]
    measures: tuple[MeasureView, ...]
    flyway: tuple[FlywayGap, ...]
    rules: tuple[Rule, ...]
    sources: tuple[Source, ...]
    # Runs of an earlier version have none.
    listings: tuple[MigrantListing, ...] = ()
    obligations: tuple[OwnObligation, ...] = ()

    def migrant(self, migrant_id: str) -> MigrantPage | None:
        """Return a population, or None."""
        return next((each for each in self.migrants if each.migrant_id == migrant_id), None)

    def site(self, site_id: str) -> SitePage | None:
        """Return a place, or None."""
        return next((each for each in self.sites if each.site_id == site_id), None)

    def source(self, number: int) -> Source:
        """Return a source by its number in the study."""
        return self.sources[number - 1]


def view_study(assessment: Assessment, words: Translation, coherence: Coherence | None) -> StudyPages:
    """Return everything that pages show of an assessment, in one language; `coherence` is that of its Parties."""
    study, settings = assessment.study, assessment.study.settings
    labels = read_labels(study.tables, words)
    make = FigureMaker(study.tables, labels, assessment.draws, settings.horizon_years)
    points = read_points(study.tables)
    return StudyPages(
        words.language,
        study.name,
        settings.title,
        settings.question or "",
        RunFacts(
            assessment.version,
            settings.seed,
            assessment.draws,
            settings.horizon_years,
            words.date(str(settings.date)) if settings.date else "",
        ),
        answer_study(assessment, labels),
        list_migrants(assessment, points, make),
        list_invaders(assessment, make),
        list_sites(assessment, points, make),
        list_measures(assessment, make),
        list_flyway_gaps(study, coherence, words),
        _rules(assessment, make),
        tuple(labels.sources.values()),
        _listings(assessment),
        _obligations(assessment),
    )


def _listings(assessment: Assessment) -> tuple[MigrantListing, ...]:
    return tuple(
        MigrantListing(str(row["migrant_id"]), _text(row["cms_appendix"]), _texts(row["instruments"]))
        for row in assessment.study.tables["migrants"].records()
    )


def _obligations(assessment: Assessment) -> tuple[OwnObligation, ...]:
    tables = assessment.study.tables
    sources = dict(zip(tables["sources"].words("source_id"), tables["sources"].words("citation"), strict=True))
    return tuple(
        OwnObligation(
            _text(row["obligation_id"]),
            _text(row["convention"]),
            _text(row["provision"]),
            _text(row["force"]),
            _text(row["task"]),
            _text(row["says"]),
            _text(row["role"]),
            _text(row["authority"]),
            _texts(row["territory"]),
            _text(row["url"]),
            sources.get(_text(row["source_id"]), ""),
        )
        for row in tables["obligations"].records()
    )


def _rules(assessment: Assessment, make: FigureMaker) -> tuple[Rule, ...]:
    found = []
    for row in assessment.study.tables["regulations"].records():
        source = make.labels.source(_text(row["source_id"]))
        found.append(
            Rule(
                _text(row["instrument"]),
                _text(row["scientific_name"]),
                _texts(row["territory"]),
                make.words.date(_text(row["date"])),
                _texts(row["forbids"]),
                _text(row["url"]),
                () if source is None else (source.number,),
            )
        )
    return tuple(found)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _texts(cell: object) -> tuple[str, ...]:
    return tuple(str(each) for each in cell) if isinstance(cell, tuple) else ()


@cache
def _adapter() -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(StudyPages)


def prepare_reading() -> None:
    """Make ready what pages are read with, which takes a moment."""
    _adapter()


def to_bytes(pages: StudyPages) -> bytes:
    """Return the pages of a study as JSON."""
    return bytes(_adapter().dump_json(pages))


def from_bytes(content: bytes) -> StudyPages:
    """Return the pages of a study from JSON.

    Raises
    ------
    ValueError
        It was written by another version of the program.
    """
    found = _adapter().validate_json(content)
    assert isinstance(found, StudyPages)
    return found
