"""Impact indicators of a study's region, from its presences and its EICAT categories."""

from __future__ import annotations

from typing import Literal

from oxyura.impacts.eicat import EicatAssessment
from oxyura.impacts.regional_indicators import (
    CategoryRecord,
    Method,
    RegionScore,
    Scale,
    score_region,
    score_sites,
    score_species,
)
from oxyura.invaders.presence import read_presences
from oxyura.schema.table import TableSet


def indicate_impact(
    tables: TableSet,
    eicat: EicatAssessment,
    *,
    categories: Literal["records", "published"] = "records",
    method: Method = "precautionary",
    scale: Scale = "linear_from_0",
) -> RegionScore:
    """Score every site of a study, and the region, by one of the published aggregations.

    Parameters
    ----------
    tables : TableSet
        `sites`, `invaders` and `presences` are used. What is not listed is not surveyed; native presences do not count.
    eicat : EicatAssessment
        The categories.
    categories : {'records', 'published'}
        Those that the records of this study give, or those that others have published. They are never mixed.
    method : Method
    scale : Scale

    Notes
    -----
    Scores are ordinal: see :mod:`oxyura.impacts.regional_indicators`.
    """
    if categories == "published":
        records = [CategoryRecord(one.invader_id, one.mechanism, one.category) for one in eicat.published]
    else:
        records = [
            CategoryRecord(one.record.invader_id, one.record.mechanism, one.category)
            for one in eicat.classified
            if one.category is not None
        ]
    statuses = {key: one.status if one.alien else "absent" for key, one in read_presences(tables).items()}
    invaders, sites = tables["invaders"].words("invader_id"), tables["sites"].words("site_id")
    return score_region(score_sites(score_species(records, scale), statuses, invaders, sites, method), method, scale)
