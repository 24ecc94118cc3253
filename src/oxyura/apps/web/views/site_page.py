"""What a study says of a place: where it is, who is there and when, what is there that does harm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.apps.web.places import Point
from oxyura.apps.web.views.figures import Figure, FigureMaker
from oxyura.apps.web.views.year_model import STATUSES
from oxyura.publish.language import Translation
from oxyura.schema.table import number_of, text_of

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment

# Some metre.
_OWNERS_DIGITS = 5


@dataclass(frozen=True)
class SitePage:
    """A place; who is there stands in the years of the migrants.

    Parameters
    ----------
    point : Point or None
        Where it may be shown.
    place : str
        The same in words.
    status : str
        The gravest of what is known of alien invaders there; ``none`` where the study names none.
    """

    site_id: str
    name: str
    country: str
    subdivision: str
    point: Point | None
    place: str
    area: Figure | None
    people: Figure | None
    designations: tuple[str, ...]
    sensitive: bool
    status: str
    sources: tuple[int, ...]


def list_sites(assessment: Assessment, points: dict[str, Point], make: FigureMaker) -> tuple[SitePage, ...]:
    """Return every place of the study, in its order."""
    words, labels = make.words, make.labels
    known = _known(assessment)
    found = []
    for row in assessment.study.tables["sites"].records():
        ident, source_id = str(row["site_id"]), text_of(row["source_id"])
        point, here = points.get(ident), known.get(ident, set())
        source, designations = labels.source(source_id), row["designations"]
        found.append(
            SitePage(
                ident,
                labels.site(ident),
                text_of(row["country"]) or "",
                text_of(row["subdivision"]) or "",
                point,
                say_point(point, words),
                _written(number_of(row["area_km2"]), words.gettext("Area"), "km²", source_id, make),
                _written(
                    number_of(row["people"]),
                    words.gettext("People who live there"),
                    words.gettext("people"),
                    source_id,
                    make,
                ),
                designations if isinstance(designations, tuple) else (),
                row["sensitive"] == "yes",
                next((status for status in STATUSES if status in here), "none"),
                () if source is None else (source.number,),
            )
        )
    return tuple(found)


def _known(assessment: Assessment) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in assessment.exposures:
        if row.alien and row.share > 0:
            found.setdefault(row.site_id, set()).add(row.presence)
    table = assessment.study.tables["presences"]
    for site, status in zip(table.words("site_id"), table.words("status"), strict=True):
        found.setdefault(site, set()).add(status)
    return found


def _written(value: float | None, what: str, unit: str, source_id: str | None, make: FigureMaker) -> Figure | None:
    if value is None:
        return None
    return make.written(make.words.exact(value), what, unit=unit, source_id=source_id)


def say_point(point: Point | None, words: Translation, *, is_exact: bool = False) -> str:
    """Return a place in words; `is_exact` where it is that of a sensitive site, shown to its owner."""
    if point is None:
        return words.gettext("no coordinates given")
    digits = 1 if point.generalised else _OWNERS_DIGITS if is_exact else 2
    values = {
        "lat": words.figure(f"{abs(point.lat):.{digits}f}"),
        "lon": words.figure(f"{abs(point.lon):.{digits}f}"),
        "north": words.pgettext("compass", "N") if point.lat >= 0 else words.pgettext("compass", "S"),
        "east": words.pgettext("compass", "E") if point.lon >= 0 else words.pgettext("compass", "W"),
    }
    if point.generalised:
        return words.say(
            "%(lat)s° %(north)s, %(lon)s° %(east)s (sensitive: the middle of a cell of a tenth of a degree)", **values
        )
    if is_exact:
        return words.say("%(lat)s° %(north)s, %(lon)s° %(east)s (sensitive: the exact place)", **values)
    return words.say("%(lat)s° %(north)s, %(lon)s° %(east)s", **values)
