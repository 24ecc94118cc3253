"""Sites: codes and coordinates that belong together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.index import StudyIndex


def find_subdivisions_elsewhere(index: StudyIndex) -> Iterator[Finding]:
    """Find subdivisions that belong to another country than the site's."""
    table = index.every("sites")
    columns = (table.texts("country"), table.texts("subdivision"))
    for at, (country, subdivision) in enumerate(zip(*columns, strict=True)):
        if country and subdivision and subdivision.partition("-")[0] != country:
            message = sentence(
                "The subdivision '%(subdivision)s' is not in the country '%(country)s'.",
                subdivision=subdivision,
                country=country,
            )
            yield find("subdivision_elsewhere", table, message, at=at, column="subdivision")


def find_half_coordinates(index: StudyIndex) -> Iterator[Finding]:
    """Find sites with a latitude and no longitude, or the reverse."""
    table = index["sites"]
    no_lat, no_lon = np.isnan(table.numbers("lat")), np.isnan(table.numbers("lon"))
    for at in np.flatnonzero(no_lat != no_lon).tolist():
        given, lacking = ("lon", "lat") if no_lat[at] else ("lat", "lon")
        message = sentence("%(given)s is given but %(lacking)s is empty.", given=given, lacking=lacking)
        yield find("half_coordinate", table, message, at=at, column=given)


RULES = (find_subdivisions_elsewhere, find_half_coordinates)
