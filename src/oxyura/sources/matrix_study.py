"""From a population matrix to the rows of a study: one site, a stage for each step of the year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oxyura.sources.matrix_screening import UsableMatrix
from oxyura.sources.model_rows import (
    DemographicModel,
    ModelClass,
    ModelMigrant,
    ModelRate,
    ModelShare,
    ModelSite,
    ModelStage,
)
from oxyura.sources.names import slug
from oxyura.sources.study_rows import SourceRow

_WEEKS = 52
_DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"]+")
_SOURCE = SourceRow(
    "comadre",
    "Salguero-Gómez, R. et al. (2016). COMADRE: a global data base of animal demography. Journal of Animal Ecology "
    "85 (2): 371-384.",
    doi="10.1111/1365-2656.12482",
    licence="COMADRE user agreement",
    note="The database that the file of matrices comes from.",
)


def rows_of_matrix(
    matrix: UsableMatrix, migrant_id: str, scientific_name: str, abundance: float | None
) -> DemographicModel:
    """Return a matrix as the rows of a study.

    Parameters
    ----------
    matrix : UsableMatrix
        As screened.
    migrant_id, scientific_name : str
        The migrant.
    abundance : float, optional
        Individuals of all classes, where somebody has said how many there are: no matrix does.

    Notes
    -----
    Survival of class j is the column sum of matU, transition to k its share U[k, j] / Σ U[·, j], fecundity the column
    of matF. A matrix whose step is a part of the year becomes as many equal stages.
    """
    return _Rows(matrix, migrant_id, scientific_name, abundance).model()


class _Rows:
    def __init__(self, matrix: UsableMatrix, migrant_id: str, scientific_name: str, abundance: float | None) -> None:
        self._matrix, self._migrant, self._name, self._abundance = matrix, migrant_id, scientific_name, abundance
        record = matrix.record
        first = slug(record.authors.split(";")[0]) or "matrix"
        self._source = "-".join(part for part in (first, slug(record.year), "matrix", slug(record.identifier)) if part)
        self._stages = ["year"] if matrix.steps == 1 else [f"step-{step + 1}" for step in range(matrix.steps)]
        self._classes = _class_names(record.classes, len(matrix.survival))
        self._site = f"{migrant_id[:40].strip('-')}-range"

    def model(self) -> DemographicModel:
        record, migrant = self._matrix.record, self._migrant
        note = f"matrix {record.identifier}: {record.title}"
        return DemographicModel(
            (self._source_row(), _SOURCE),
            (
                ModelSite(
                    self._site,
                    record.population[:200] or f"Range of {self._name}",
                    record.lat,
                    record.lon,
                    self._source,
                    "place of the matrix; coordinates as in the database" if record.lat is not None else "",
                ),
            ),
            ModelMigrant(
                migrant,
                self._name,
                record.population[:200],
                self._abundance,
                "" if self._abundance is None else "individuals",
                notes="abundance as given at the import: all classes count" if self._abundance is not None else "",
            ),
            tuple(
                ModelStage(
                    migrant, stage, place + 1, _WEEKS * place // len(self._stages) + 1,
                    _WEEKS * (place + 1) // len(self._stages), self._source,
                    "one step of the matrix; weeks divide the year evenly",
                )
                for place, stage in enumerate(self._stages)
            ),
            tuple(ModelClass(migrant, name, source_id=self._source, notes=note) for name in self._classes),
            tuple(
                ModelShare(migrant, stage, self._site, "", 1.0, "estimated", self._source, "one site for all")
                for stage in self._stages
            ),
            (),
            tuple(self._rates()),
            tuple(f"Matrix {record.identifier}: {flag}." for flag in self._matrix.flags),
            tuple(self._questions()),
        )  # fmt: skip

    def _source_row(self) -> SourceRow:
        record = self._matrix.record
        doi = record.doi if _DOI.fullmatch(record.doi) else ""
        where = "" if doi or not record.doi else f" {record.doi}."
        return SourceRow(
            self._source,
            f"{record.authors or 'Authors not stated'} ({record.year or 'year not stated'}).{where} Matrix "
            f"{record.identifier} as recorded in the COMADRE database: {record.title}.",
            doi=doi,
            licence="COMADRE user agreement",
            note="The publication itself was not read.",
        )

    def _rates(self) -> Iterator[ModelRate]:
        survival, births = self._matrix.survival, self._matrix.births
        for stage in self._stages:
            for column, class_ in enumerate(self._classes):
                lives = float(survival[:, column].sum())
                yield self._rate(stage, class_, "survival", "", min(lives, 1.0), "column sum of matU")
                for row, to_class in enumerate(self._classes):
                    passing = float(survival[row, column])
                    if row != column and passing > 0:
                        share = min(passing / lives, 1.0)
                        yield self._rate(stage, class_, "transition", to_class, share, "share of those that live")
                for row, to_class in enumerate(self._classes):
                    young = float(births[row, column])
                    if young > 0:
                        yield self._rate(stage, class_, "fecundity", to_class, young, "matA less matU")

    def _rate(self, stage: str, class_: str, rate: str, to_class: str, value: float, notes: str) -> ModelRate:
        return ModelRate(self._migrant, stage, "", class_, rate, to_class, value, self._source, notes)

    def _questions(self) -> Iterator[str]:
        if self._abundance is None:
            yield (
                "How many are there? (migrants: abundance, abundance_unit; or import with --abundance) No matrix says, "
                "and until then there is no growth."
            )
        yield "Which classes does the abundance count? (classes: counted)"
        yield "Which causes do these rates already contain? (vital_rates: observed_with)"
        yield "Is the migrant listed? (migrants: cms_appendix, or oxyura import species-plus)"


def _class_names(named: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return identifiers of the classes: their names, or class-1, class-2 … where they have none of their own."""
    names = tuple(slug(name) for name in named)
    if len(names) == count and len(set(names)) == count and all(names):
        return names
    return tuple(f"class-{number}" for number in range(1, count + 1))
