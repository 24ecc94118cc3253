"""A demographic model from outside into a study: what is new is added, what a person wrote is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet
from oxyura.schema.tables import TABLES
from oxyura.sources.model_rows import DemographicModel, ModelMigrant
from oxyura.sources.names import slug
from oxyura.study.reading import read_study
from oxyura.study.writing import RowsAdded, add_rows

# Rows of these tables together are the model: those of two models must not be mixed.
_MODEL_TABLES = ("stages", "classes", "distribution", "movements", "vital_rates")


def tables_of(study: Path) -> TableSet:
    """Return the tables of a study; none where there is no study yet."""
    return read_study(study).tables if study.exists() else TableSet({})


def known_sites(tables: TableSet) -> dict[str, str]:
    """Return the sites of a study by name, as an identifier would be made from it."""
    sites = tables["sites"]
    return dict(zip(map(slug, sites.words("name")), sites.words("site_id"), strict=True))


def choose_migrant(tables: TableSet, migrant_id: str | None, name: str | None, otherwise: str) -> tuple[str, str]:
    """Return the identifier and scientific name of the migrant that a model is of.

    Parameters
    ----------
    tables : TableSet
        Of the study.
    migrant_id, name : str, optional
        As asked for.
    otherwise : str
        What the migrant is called where nothing is asked for and the study does not have just one.
    """
    table = tables["migrants"]
    migrants = dict(zip(table.words("migrant_id"), table.words("scientific_name"), strict=True))
    if migrant_id is None and name is None and len(migrants) == 1:
        return next(iter(migrants.items()))
    by_name = {known.casefold(): known_id for known_id, known in migrants.items()}
    chosen = migrant_id or by_name.get((name or "").casefold()) or slug(name or otherwise) or "migrant"
    return chosen, migrants.get(chosen) or name or f"{otherwise} (scientific name not given)"


def write_model(model: DemographicModel, into: Path, tables: TableSet, warnings: list[str]) -> tuple[RowsAdded, ...]:
    """Add the rows of a model to a study.

    Rows that the study has stay as they are, with a warning where they differ.

    Raises
    ------
    InputError
        The study has rows of another model for the migrant, or cannot be written to.
    """
    found: Mapping[str, Sequence[Any]] = {
        "sources": model.sources,
        "sites": model.sites,
        "migrants": (model.migrant,),
        "stages": model.stages,
        "classes": model.classes,
        "distribution": model.shares,
        "movements": model.moves,
        "vital_rates": model.rates,
    }
    records = {name: [_cells(row) for row in rows] for name, rows in found.items()}
    for name in _MODEL_TABLES:
        _refuse_another_model(name, records[name], tables, model.migrant.migrant_id)
    written, differing = [], []
    for name, rows in records.items():
        have = _known(tables, name)
        added = [row for row in rows if _key(name, row) not in have]
        if name == "migrants":
            added += _blanks_filled(model.migrant, have, warnings)
        elif name in _MODEL_TABLES:
            changed = sum(_differs(row, have[_key(name, row)]) for row in rows if _key(name, row) in have)
            differing += [f"{changed} of {name}"] if changed else []
        done = add_rows(into, name, added) if rows else RowsAdded(name)
        written.append(RowsAdded(name, done.added, done.updated, len(rows) - done.added - done.updated))
    if differing:
        warnings.append(f"The study has rows that differ from the import, and they stay: {', '.join(differing)}.")
    return tuple(written)


def _refuse_another_model(name: str, rows: list[dict[str, object]], tables: TableSet, migrant_id: str) -> None:
    new = {_key(name, row) for row in rows}
    other = [key for key, row in _known(tables, name).items() if row["migrant_id"] == migrant_id and key not in new]
    if other:
        raise InputError(
            f"The study has {len(other)} rows of {name} for {migrant_id} that are not of this import: two models of "
            "one population cannot be mixed.",
            where=f"table {name}",
            remedy="Import into a new study, or give the population another name with --migrant.",
        )


def _blanks_filled(
    migrant: ModelMigrant, have: Mapping[tuple[object, ...], dict[str, object]], warnings: list[str]
) -> list[dict[str, object]]:
    """Return what the import knows of a migrant that the study has, where the study says nothing."""
    before = have.get((migrant.migrant_id,))
    if before is None or migrant.abundance is None:
        return []
    if before["abundance"] is None:
        return [
            {
                "migrant_id": migrant.migrant_id,
                "abundance": migrant.abundance,
                "abundance_unit": migrant.abundance_unit,
            }
        ]
    if before["abundance"] != migrant.abundance:
        warnings.append(
            f"The study says that the abundance of {migrant.migrant_id} is {before['abundance']:.10g}, and that stays; "
            f"the import says {migrant.abundance:.10g}."
        )
    return []


def _known(tables: TableSet, name: str) -> dict[tuple[object, ...], dict[str, object]]:
    return {_key(name, dict(record)): dict(record) for record in tables[name].records()}


def _key(name: str, row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row.get(column) for column in TABLES[name].key)


def _differs(row: Mapping[str, object], before: Mapping[str, object]) -> bool:
    return any(
        before.get(name) != value
        for name, value in row.items()
        if name in ("value", "share", "survival", "initial_share", "position")
    )


def _cells(row: Any) -> dict[str, object]:
    cells = {"class" if name == "class_" else name: value for name, value in asdict(row).items()}
    return {name: value for name, value in cells.items() if value not in (None, "", ())}
