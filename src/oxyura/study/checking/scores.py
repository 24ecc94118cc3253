"""Impact scores stay ordinal, and limits of feasibility stay facts to weigh."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import all_of, declared, sentence
from oxyura.study.checking.acting import has_effect
from oxyura.study.checking.findings import Finding, find, number_text
from oxyura.study.checking.index import StudyIndex

_AGAINST = ("eradicate",)


def find_scores_without_scale(index: StudyIndex) -> Iterator[Finding]:
    """Find scores of which nobody knows the ends."""
    table = index["impacts"]
    scored = ~np.isnan(table.numbers("impact_score"))
    bare = np.array([scale is None for scale in table.columns["score_scale"]], dtype=bool)
    for at in np.flatnonzero(scored & bare).tolist():
        message = sentence(
            "The score %(numbers)s has no scale.", numbers=number_text(table.numbers("impact_score")[at])
        )
        yield find("score_without_scale", table, message, at=at, column="score_scale")


def find_sizes_of_unstated_rates(index: StudyIndex) -> Iterator[Finding]:
    """Find effects with a size on a rate that the row does not name."""
    table = index["impacts"]
    unstated = np.array([rate == "vital_rates" for rate in table.columns["rate"]], dtype=bool)
    for at in np.flatnonzero(unstated & has_effect(table)).tolist():
        message = "The effect has a size, but the row does not say on which rate."
        yield find("rate_not_stated", table, message, at=at, column="rate")


def find_measures_beyond_feasibility(index: StudyIndex) -> Iterator[Finding]:
    """Find eradications on offer beyond what a source held to be feasible: said, never forbidden."""
    measures, limits, sites = index["measures"], index["feasibility"], index.every("sites")
    held = {
        invader: (area, people)
        for invader, area, people in zip(
            limits.words("invader_id"),
            limits.numbers("largest_area_km2"),
            limits.numbers("most_people"),
            strict=True,
        )
    }
    places = dict(
        zip(sites.words("site_id"), zip(sites.numbers("area_km2"), sites.numbers("people"), strict=True), strict=True)
    )
    rows = zip(
        measures.words("kind"),
        measures.words("site_id"),
        measures.lists("invader_ids"),
        measures.texts("outcome"),
        strict=True,
    )
    for at, (kind, site, invaders, outcome) in enumerate(rows):
        if kind not in _AGAINST or outcome is not None or site not in places:
            continue
        for invader in dict.fromkeys(invaders):
            beyond = list(_beyond(places[site], held.get(invader, (np.nan, np.nan))))
            if beyond:
                message = sentence(
                    "'%(site)s' has %(beyond)s, beyond what feasibility says of '%(invader)s'.",
                    site=site,
                    beyond=all_of(beyond),
                    invader=invader,
                )
                yield find("beyond_feasibility", measures, message, at=at, column="site_id")


def _beyond(place: tuple[float, float], held: tuple[float, float]) -> Iterator[str]:
    for value, most, unit in zip(place, held, ("km²", "people"), strict=True):
        # A comparison with what is not known is never true.
        if value > most:
            yield sentence(
                "%(number)s %(unit)s (up to %(most)s)",
                number=number_text(value),
                unit=declared(unit),
                most=number_text(most),
            )


RULES = (find_scores_without_scale, find_sizes_of_unstated_rates, find_measures_beyond_feasibility)
