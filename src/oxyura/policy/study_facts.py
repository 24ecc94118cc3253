"""What policy asks of a study: places, invaders with their pathways, migrants by stage and site, known harm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from oxyura.invaders.presence import Presence, read_origins, read_presences
from oxyura.policy.subjects import Place, fold_name
from oxyura.schema.table import TableSet, number_of, text_of

# Shares are typed by hand: a sum this near to 1 is the whole population.
_WHOLE = 0.999


@dataclass(frozen=True)
class Invader:
    """An invader of the study.

    Parameters
    ----------
    invader_id, scientific_name : str
        Short and scientific name.
    group : str, optional
        Group, as the study calls it.
    pathways : tuple of str
        Darwin Core pathways of its presences and arrivals, in the order of the tables.
    """

    invader_id: str
    scientific_name: str
    group: str | None
    pathways: tuple[str, ...]


@dataclass(frozen=True)
class StayOfMigrant:
    """A share of a migrant that is at a site in a stage."""

    migrant_id: str
    stage: str
    site_id: str
    class_: str | None
    share: float
    share_low: float | None
    share_high: float | None
    survey_status: str
    cms_appendix: str | None


@dataclass(frozen=True)
class KnownHarm:
    """A row of `impacts`: what is known of an invader's harm to a migrant; an empty effect has no size."""

    migrant_id: str
    stage: str
    rate: str
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    evidence: str
    confidence: str
    source_id: str | None


class StudyFacts:
    """The tables of a study as policy questions need them."""

    def __init__(self, tables: TableSet) -> None:
        self.tables = tables

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The sites by site_id."""
        return {
            str(row["site_id"]): Place(str(row["site_id"]), text_of(row["country"]), text_of(row["subdivision"]))
            for row in self.tables["sites"].records()
        }

    @cached_property
    def presences(self) -> Mapping[tuple[str, str], Presence]:
        """The presences by invader_id and site_id."""
        return read_presences(self.tables)

    @cached_property
    def arrivals(self) -> tuple[tuple[str, str, str], ...]:
        """Invader, site and pathway wherever the study says how an invader came, or comes; each once."""
        found: dict[tuple[str, str, str], None] = {}
        for name in ("presences", "arrivals"):
            table = self.tables[name]
            columns = (table.words("invader_id"), table.words("site_id"), table.texts("pathway"))
            for invader, site, pathway in zip(*columns, strict=True):
                if pathway is not None:
                    found[invader, site, pathway] = None
        return tuple(found)

    @cached_property
    def invaders(self) -> Mapping[str, Invader]:
        """The invaders by invader_id."""
        pathways: dict[str, dict[str, None]] = defaultdict(dict)
        for invader, _, pathway in self.arrivals:
            pathways[invader][pathway] = None
        return {
            str(row["invader_id"]): Invader(
                str(row["invader_id"]),
                str(row["scientific_name"]),
                text_of(row["group"]),
                tuple(pathways[str(row["invader_id"])]),
            )
            for row in self.tables["invaders"].records()
        }

    def named(self, taxon: str) -> Invader | None:
        """Return the invader of that scientific name, or None."""
        wanted = fold_name(taxon)
        return next((one for one in self.invaders.values() if fold_name(one.scientific_name) == wanted), None)

    @cached_property
    def migrant_names(self) -> frozenset[str]:
        """Scientific names of the migrants, folded."""
        return frozenset(fold_name(name) for name in self.tables["migrants"].words("scientific_name"))

    def status(self, invader_id: str, site_id: str) -> str:
        """Return what is known of an invader at a site; what is not listed is not surveyed."""
        presence = self.presences.get((invader_id, site_id))
        return "not_surveyed" if presence is None else presence.status

    def origin(self, invader_id: str, site_id: str) -> tuple[bool, str]:
        """Return whether an invader is alien at a site, and what decided it (``default``: nothing)."""
        presence = self.presences.get((invader_id, site_id))
        if presence is not None:
            return presence.alien, presence.decided_by
        return self._origins(invader_id, site_id, None)

    @cached_property
    def _origins(self) -> Callable[[str, str, str | None], tuple[bool, str]]:
        return read_origins(self.tables)

    @cached_property
    def stays(self) -> tuple[StayOfMigrant, ...]:
        """The rows of `distribution` with the listing of their migrant."""
        migrants = self.tables["migrants"]
        listed = dict(zip(migrants.words("migrant_id"), migrants.texts("cms_appendix"), strict=True))
        return tuple(
            StayOfMigrant(
                str(row["migrant_id"]),
                str(row["stage"]),
                str(row["site_id"]),
                text_of(row["class"]),
                number_of(row["share"]) or 0.0,
                number_of(row["share_low"]),
                number_of(row["share_high"]),
                text_of(row["survey_status"]) or "not_surveyed",
                listed.get(str(row["migrant_id"])),
            )
            for row in self.tables["distribution"].records()
        )

    @cached_property
    def unaccounted(self) -> tuple[str, ...]:
        """Migrants of which some part, in some stage, is nowhere in `distribution`."""
        sums: dict[str, dict[tuple[str, str | None], float]] = {
            migrant: {} for migrant in self.tables["migrants"].words("migrant_id")
        }
        stages = self.tables["stages"]
        for migrant, stage in zip(stages.words("migrant_id"), stages.words("stage"), strict=True):
            sums.setdefault(migrant, {}).setdefault((stage, None), 0.0)
        for stay in self.stays:
            group = sums.setdefault(stay.migrant_id, {})
            if stay.class_ is not None and group.get((stay.stage, None)) == 0.0:
                del group[stay.stage, None]
            group[stay.stage, stay.class_] = group.get((stay.stage, stay.class_), 0.0) + stay.share
        return tuple(
            migrant for migrant, group in sums.items() if not group or any(total < _WHOLE for total in group.values())
        )

    def harm(self, invader_id: str, migrants: frozenset[str]) -> tuple[KnownHarm, ...]:
        """Return what `impacts` says of an invader's harm to some migrants."""
        return tuple(
            KnownHarm(
                str(row["migrant_id"]),
                str(row["stage"]),
                str(row["rate"]),
                number_of(row["effect"]),
                number_of(row["effect_low"]),
                number_of(row["effect_high"]),
                str(row["evidence"]),
                str(row["confidence"]),
                text_of(row["source_id"]),
            )
            for row in self.tables["impacts"].records()
            if row["invader_id"] == invader_id and row["migrant_id"] in migrants
        )
