"""The parts that a migrant's year is made of: stages, sites and classes, in order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.table import TableSet


@dataclass(frozen=True)
class Structure:
    """Stages, sites and classes of one migrant.

    Parameters
    ----------
    migrant_id : str
        The migrant.
    stages, sites, classes : tuple of str
        Names in order: by position, by the `sites` table, by first mention. The sites are those of `distribution`,
        `movements` and the sources of `hybridisation`.
    counted : bool array, shape (classes,)
        Classes that are part of the abundance.
    """

    migrant_id: str
    stages: tuple[str, ...]
    sites: tuple[str, ...]
    classes: tuple[str, ...]
    counted: NDArray[np.bool_]

    @property
    def stage_index(self) -> dict[str, int]:
        """Position of each stage."""
        return {name: position for position, name in enumerate(self.stages)}

    @property
    def site_index(self) -> dict[str, int]:
        """Position of each site."""
        return {name: position for position, name in enumerate(self.sites)}

    @property
    def class_index(self) -> dict[str, int]:
        """Position of each class."""
        return {name: position for position, name in enumerate(self.classes)}

    @property
    def n_states(self) -> int:
        """Number of site × class states."""
        return len(self.sites) * len(self.classes)


def read_structure(tables: TableSet, migrant_id: str) -> Structure:
    """Read the stages, sites and classes of one migrant.

    Raises
    ------
    InputError
        The migrant has no stages or no sites.
    """
    stages = tables["stages"].matching("migrant_id", migrant_id)
    order = np.argsort(stages.numbers("position"), kind="stable")
    names = stages.words("stage")
    used = _sites_of(tables, migrant_id)
    sites = tuple(site for site in tables["sites"].words("site_id") if site in used)
    if not names or not sites:
        raise InputError(
            sentence(
                "The migrant '%(migrant)s' has no sites." if names else "The migrant '%(migrant)s' has no stages.",
                migrant=migrant_id,
            ),
            remedy="Fill in the tables stages and distribution for it.",
        )
    classes = _classes_of(tables, migrant_id)
    return Structure(
        migrant_id,
        tuple(names[position] for position in order),
        sites,
        classes,
        _counted(tables, migrant_id, classes),
    )


def _sites_of(tables: TableSet, migrant_id: str) -> set[str]:
    sites = set(tables["distribution"].matching("migrant_id", migrant_id).words("site_id"))
    movements = tables["movements"].matching("migrant_id", migrant_id)
    # Nobody need be where hybrids come from, but what is done there matters.
    sources = tables["hybridisation"].matching("migrant_id", migrant_id).texts("source_site_id")
    named = (site for site in sources if site is not None)
    return sites.union(movements.words("from_site"), movements.words("to_site"), named)


def _classes_of(tables: TableSet, migrant_id: str) -> tuple[str, ...]:
    """Return every name in `class` and `to_class`, in the order of first mention."""
    names: dict[str, None] = {}
    for table, columns in (
        ("classes", ("class",)),
        ("vital_rates", ("class", "to_class")),
        ("distribution", ("class",)),
        ("movements", ("class",)),
    ):
        rows = tables[table].matching("migrant_id", migrant_id)
        for column in columns:
            names.update(dict.fromkeys(name for name in rows.texts(column) if name is not None))
    return tuple(names) or ("all",)


def _counted(tables: TableSet, migrant_id: str, classes: tuple[str, ...]) -> NDArray[np.bool_]:
    rows = tables["classes"].matching("migrant_id", migrant_id)
    answers = dict(zip(rows.words("class"), rows.words("counted", "yes"), strict=True))
    return np.array([answers.get(name, "yes") == "yes" for name in classes], dtype=bool)
