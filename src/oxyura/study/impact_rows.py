"""Every impact and pressure of a study, site by site: whether it acts there, and by which factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from oxyura.impacts.effects import exposed_factor, read_response
from oxyura.impacts.responses import response_bounds
from oxyura.invaders.presence import Presence
from oxyura.schema.table import TableSet, number_of, text_of


@dataclass(frozen=True)
class ImpactRow:
    """One effect at one site, at its point value.

    Parameters
    ----------
    effect_id, cause_id, kind : str
        impact_id and invader_id, or pressure_id twice; ``invader`` or ``pressure``.
    site_id : str or None
        The site; None for a pressure that acts everywhere.
    presence : str or None
        Of the invader at the site; None for a pressure.
    acts : bool
        Whether the cause is there and its size is known.
    factor : float or None
        By what the rate is multiplied where it acts; None where the size is not known.
    response : str
        How the effect grows with the invader's abundance.
    factor_low, factor_high : float or None
        Least and greatest factor over the forms that the effect may have; the factor itself where the form is known.
    """

    effect_id: str
    cause_id: str
    kind: str
    migrant_id: str
    stage: str
    site_id: str | None
    mechanism: str | None
    rate: str
    class_: str | None
    to_class: str | None
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    evidence: str
    confidence: str
    presence: str | None
    alien: bool
    acts: bool
    factor: float | None
    source_id: str | None
    response: str = "exponential"
    factor_low: float | None = None
    factor_high: float | None = None


def list_impacts(tables: TableSet, presences: Mapping[tuple[str, str], Presence]) -> tuple[ImpactRow, ...]:
    """List every row of `impacts` at every site of its migrant, then `pressures`.

    Precedence among rows of one impact is that of the annual cycle; the list shows the rows as they stand.
    """
    sites_of: dict[str, list[str]] = {}
    for migrant, site in zip(
        tables["distribution"].words("migrant_id"), tables["distribution"].words("site_id"), strict=True
    ):
        sites = sites_of.setdefault(migrant, [])
        if site not in sites:
            sites.append(site)
    found: list[ImpactRow] = []
    for record in tables["impacts"].records():
        named, invader = record["site_id"], str(record["invader_id"])
        here = [str(named)] if named is not None else sites_of.get(str(record["migrant_id"]), [])
        found.extend(
            _row(record, str(record["impact_id"]), invader, "invader", site, presences.get((invader, site)))
            for site in here
        )
    for record in tables["pressures"].records():
        pressure, place = str(record["pressure_id"]), text_of(record["site_id"])
        found.append(_row(record, pressure, pressure, "pressure", place, None))
    return tuple(found)


def _row(
    record: Mapping[str, object],
    effect_id: str,
    cause_id: str,
    kind: str,
    site: str | None,
    presence: Presence | None,
) -> ImpactRow:
    size = number_of(record["effect"])
    share, abundance = (1.0, 1.0) if presence is None else (presence.share_exposed, presence.relative_abundance)
    response = read_response(record)
    factor = factor_low = factor_high = None
    if size is not None:
        effect, exposed, relative = np.array(size), np.array(share), np.array(abundance)
        factor = float(exposed_factor(effect, exposed, relative, response))
        factor_low, factor_high = (
            float(1.0 + exposed * (bound - 1.0)) for bound in response_bounds(response, effect, relative)
        )
    there = kind == "pressure" or (presence is not None and presence.acts)

    return ImpactRow(
        effect_id=effect_id,
        cause_id=cause_id,
        kind=kind,
        migrant_id=str(record["migrant_id"]),
        stage=str(record["stage"]),
        site_id=site,
        mechanism=text_of(record.get("mechanism")),
        rate=str(record["rate"]),
        class_=text_of(record.get("class")),
        to_class=text_of(record.get("to_class")),
        effect=size,
        effect_low=number_of(record.get("effect_low")),
        effect_high=number_of(record.get("effect_high")),
        evidence=str(record["evidence"]),
        confidence=str(record["confidence"]),
        presence=None if kind == "pressure" else (presence.status if presence else "not_surveyed"),
        alien=kind == "pressure" or presence is None or presence.alien,
        acts=there and size is not None,
        factor=factor,
        source_id=text_of(record.get("source_id")),
        response=response.form,
        factor_low=factor_low,
        factor_high=factor_high,
    )
