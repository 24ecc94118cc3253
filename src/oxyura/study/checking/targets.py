"""The rates that a study has, so that a rule can ask whether a cause reaches any of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from oxyura.study.checking.grouping import combine, first_of_each
from oxyura.study.checking.index import StudyIndex


@dataclass(frozen=True)
class Target:
    """What a row of a cause or scenario names; None means all."""

    rate: str
    migrant: str | None = None
    stage: str | None = None
    site: str | None = None
    class_: str | None = None
    to_class: str | None = None
    applies_to: str | None = None


Places = set[str | None]
Row = TypeVar("Row")


class Targets:
    """Every rate of a study by what a cause may name."""

    def __init__(self, index: StudyIndex) -> None:
        self._index = index
        self._known: dict[Target, bool] = {}
        self._rates: dict[str, dict[tuple[str, str], dict[tuple[str, str | None], Places]]] = {}
        self._density: dict[tuple[str, str], list[tuple[str | None, str]]] = defaultdict(list)
        table = index["density"]
        felt = [
            earlier or stage
            for earlier, stage in zip(table.texts("carry_over_stage"), table.words("stage"), strict=True)
        ]
        columns = (table.words("migrant_id"), felt, table.texts("site_id"))
        for migrant, stage, site, applies_to in zip(*columns, table.words("applies_to", "all"), strict=True):
            self._density[migrant, stage].append((site, applies_to))

    def exist(self, target: Target) -> bool:
        """Tell whether some rate of the study is what `target` names."""
        if target not in self._known:
            if target.rate == "path_survival":
                found = target.migrant is None or self._index.is_full(target.migrant)
            elif target.rate == "capacity":
                found = any(
                    target.site in (None, site) or site is None
                    for rows in _chosen(self._density, target)
                    for site, applies_to in rows
                    if target.applies_to in (None, applies_to)
                )
            else:
                found = any(
                    target.site is None or target.site in sites or None in sites
                    for rows in _chosen(self._rows_of(target.rate), target)
                    for (class_, to_class), sites in rows.items()
                    if target.class_ in (None, class_) and target.to_class in (None, to_class)
                )
            self._known[target] = found
        return self._known[target]

    def _rows_of(self, rate: str) -> dict[tuple[str, str], dict[tuple[str, str | None], Places]]:
        """Return the sites of a rate's rows by migrant, stage, class and target class."""
        if not self._rates:
            self._rates = {name: defaultdict(dict) for name in ("survival", "fecundity", "transition")}
            columns = ("migrant_id", "stage", "rate", "class", "to_class", "site_id")
            table = self._index.every("vital_rates")
            key = combine(self._index.codes("vital_rates", column) for column in columns)
            chosen = first_of_each(key, ~self._index.broken("vital_rates"))
            rows = zip(*(table.columns[column][chosen] for column in columns), strict=True)
            for migrant, stage, name, class_, to_class, site in rows:
                target = class_ if name == "fecundity" and to_class is None else to_class
                places = self._rates.setdefault(name, defaultdict(dict))[migrant, stage]
                places.setdefault((class_, target), set()).add(site)
        return self._rates.get(rate, {})


def _chosen(rows: Mapping[tuple[str, str], Row], target: Target) -> Iterator[Row]:
    """Yield what stands under the migrant and the stage of `target`."""
    if target.migrant is not None and target.stage is not None:
        if (target.migrant, target.stage) in rows:
            yield rows[target.migrant, target.stage]
        return
    for (migrant, stage), found in rows.items():
        if target.migrant in (None, migrant) and target.stage in (None, stage):
            yield found
