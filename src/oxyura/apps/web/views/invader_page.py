"""What a study says of an invader: where it is and since when, how it came, whom it harms, what worked against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.apps.web.views.addresses import slug_of
from oxyura.apps.web.views.figures import FigureMaker
from oxyura.apps.web.views.year_model import STATUSES
from oxyura.invaders.presence import read_presences
from oxyura.publish.labels import title_of
from oxyura.publish.measure_lines import MeasureLine, list_done, read_measures
from oxyura.schema.table import number_of, text_of

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment


@dataclass(frozen=True)
class Occurrence:
    """What is known of the invader at a site.

    Parameters
    ----------
    status : str
        ``present``, ``not_surveyed``, ``eradicated`` or ``absent``.
    alien : bool
        Whether it is alien there.
    degree, pathway : str
        How far it has got and how it came, in words; empty where the study does not say.
    first_year, last_year : str
        Of the records.
    """

    site_id: str
    site: str
    country: str
    status: str
    alien: bool
    degree: str
    pathway: str
    first_year: str
    last_year: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class MeasureView:
    """A measure, with whom it acts on and where.

    Parameters
    ----------
    state : str
        ``chosen``, ``offered``, ``succeeded``, ``failed`` or ``pending``.
    """

    measure_id: str
    line: MeasureLine
    invader_ids: tuple[str, ...]
    site_id: str
    state: str
    kind: str


@dataclass(frozen=True)
class InvaderPage:
    """Everything that one study says of an invader, except whom it harms: that stands with the migrants' pairs."""

    invader_id: str
    taxon: str
    name: str
    scientific_name: str
    group: str
    native_countries: tuple[str, ...]
    occurrences: tuple[Occurrence, ...]

    @property
    def present_at(self) -> int:
        """Number of sites where it is present as an alien."""
        return sum(each.alien and each.status == "present" for each in self.occurrences)


def list_invaders(assessment: Assessment, make: FigureMaker) -> tuple[InvaderPage, ...]:
    """Return what the study says of every invader, in its order."""
    occurrences = _occurrences(assessment, make)
    found = []
    for row in assessment.study.tables["invaders"].records():
        ident = str(row["invader_id"])
        species = make.labels.invader(ident)
        native = row["native_countries"]
        found.append(
            InvaderPage(
                ident,
                slug_of(species.scientific_name or ident),
                species.name,
                species.scientific_name,
                text_of(row["group"]) or "",
                native if isinstance(native, tuple) else (),
                tuple(occurrences.get(ident, ())),
            )
        )
    return tuple(found)


def _occurrences(assessment: Assessment, make: FigureMaker) -> Mapping[str, list[Occurrence]]:
    tables, words, labels = assessment.study.tables, make.words, make.labels
    presences, sites = read_presences(tables), tables["sites"]
    country = dict(zip(sites.words("site_id"), sites.words("country"), strict=True))
    found: dict[str, list[Occurrence]] = {}
    for row in tables["presences"].records():
        invader, site = str(row["invader_id"]), str(row["site_id"])
        presence, source = presences[invader, site], labels.source(text_of(row["source_id"]))
        first, last = number_of(row["first_year"]), number_of(row["last_year"])
        degree, pathway = text_of(row["degree_of_establishment"]) or "", text_of(row["pathway"]) or ""
        found.setdefault(invader, []).append(
            Occurrence(
                site,
                labels.site(site),
                country.get(site, ""),
                presence.status,
                presence.alien,
                words.term("degree", _spaced(degree)),
                words.term("pathway", _spaced(pathway)),
                "" if first is None else f"{first:.0f}",
                "" if last is None else f"{last:.0f}",
                () if source is None else (source.number,),
            )
        )
    for rows in found.values():
        rows.sort(key=lambda each: (STATUSES.index(each.status), each.site))
    return found


def _spaced(name: str) -> str:
    """Return a Darwin Core term as words, such as ``escape from confinement``."""
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in name).strip()


def list_measures(assessment: Assessment, make: FigureMaker) -> tuple[MeasureView, ...]:
    """Return every measure of the study: on offer, chosen, or taken, with how it ended."""
    lines = read_measures(assessment, make.labels)
    table = assessment.study.tables["measures"]
    done = dict(
        zip(
            (name for name, outcome in zip(table.words("measure_id"), table.texts("outcome"), strict=True) if outcome),
            list_done(assessment, lines, make.words),
            strict=True,
        )
    )
    plan = assessment.plan.chosen
    chosen = frozenset(() if plan is None else plan.measures)
    found = []
    for row in table.records():
        name = str(row["measure_id"])
        invaders = row["invader_ids"]
        state = text_of(row["outcome"]) or ("chosen" if name in chosen else "offered")
        found.append(
            MeasureView(
                name,
                done.get(name, lines[name]),
                invaders if isinstance(invaders, tuple) else (),
                text_of(row["site_id"]) or "",
                state,
                str(row["kind"]),
            )
        )
    return tuple(found)


def measure_title(measure_id: str) -> str:
    """Return a measure's short name in words."""
    return title_of(measure_id)
