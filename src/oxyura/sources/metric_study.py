"""From a network of nodes and seasons to the rows of a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oxyura.schema.errors import InputError
from oxyura.sources.metric_workbook import ClassSeason, MetricNetwork
from oxyura.sources.model_rows import (
    DemographicModel,
    ModelClass,
    ModelMigrant,
    ModelMove,
    ModelRate,
    ModelShare,
    ModelSite,
    ModelStage,
)
from oxyura.sources.names import slug
from oxyura.sources.study_rows import SourceRow

_WEEKS = 52


def rows_of_network(
    network: MetricNetwork,
    migrant_id: str,
    scientific_name: str,
    files: Mapping[str, str],
    known_sites: Mapping[str, str] | None = None,
) -> DemographicModel:
    """Return a network as the rows of a study.

    Parameters
    ----------
    network : MetricNetwork
        As read from its workbooks.
    migrant_id, scientific_name : str
        The migrant.
    files : mapping of str to str
        The workbooks' names, with the sha256 of each.
    known_sites : mapping of str to str, optional
        Names of sites that the study has, with their identifiers: a node of one of those names is that site.

    Notes
    -----
    A class j at a node keeps s_j of its number and gives t_j to each class that t feeds. Survival above 1 holds
    reproduction: it becomes survival 1 and the excess fecundity into the same class. Where s is 0 at every node, t is
    1 at most and feeds one other class alone, t is survival and everyone passes to that class; any other t is
    fecundity. Either way the numbers of the year are the workbook's. N makes the abundance (first season), the
    initial shares of the classes and the distribution of every season.
    """
    return _Rows(network, migrant_id, scientific_name, files, known_sites or {}).model()


class _Rows:
    def __init__(
        self,
        network: MetricNetwork,
        migrant_id: str,
        scientific_name: str,
        files: Mapping[str, str],
        known_sites: Mapping[str, str],
    ) -> None:
        self._network, self._migrant, self._name = network, migrant_id, scientific_name
        self._files, self._source = files, f"{migrant_id}-network"
        self._site = {node: known_sites.get(slug(node)) or _site_id(node) for node in network.nodes}
        if len(set(self._site.values())) < len(self._site):
            raise InputError(
                f"Two nodes would be one site of the study ({_some(sorted(self._site.values()), 10)}).",
                remedy="Give each node a name of its own, or import into a new study.",
            )
        self._excess: list[str] = []
        self._passing: list[str] = []

    def model(self) -> DemographicModel:
        rates, moves = tuple(self._rates()), tuple(self._moves())
        abundance, classes = self._classes()
        return DemographicModel(
            (self._source_row(),),
            tuple(ModelSite(site, _node_name(node), source_id=self._source) for node, site in self._site.items()),
            ModelMigrant(
                self._migrant,
                self._name,
                abundance=abundance,
                abundance_unit="individuals",
                source_id=self._source,
                notes=f"abundance: N of all nodes and classes in {self._network.seasons[0]}",
            ),
            tuple(self._stages()),
            classes,
            tuple(self._shares()),
            moves,
            rates,
            tuple(self._warnings()),
            (
                "Where are the nodes, and what are they called? (sites: name, country, lat, lon)",
                "In which weeks does each season begin and end? (stages: start_week, end_week)",
                "Is the migrant listed? (migrants: cms_appendix, or oxyura import species-plus)",
            ),
        )

    def _source_row(self) -> SourceRow:
        return SourceRow(
            self._source,
            f"Workbooks {', '.join(self._files)}, as given in the files imported.",
            licence="not stated in the files",
            note="Form of the inputs of Sample et al. (2019). "
            + " ".join(f"sha256 of {name}: {digest}." for name, digest in self._files.items()),
        )

    def _cell(self, class_: str, season: str) -> ClassSeason:
        return self._network.cells[class_, season]

    def _stages(self) -> Iterator[ModelStage]:
        seasons = self._network.seasons
        for place, season in enumerate(seasons):
            first, last = (_WEEKS * edge // len(seasons) for edge in (place, place + 1))
            yield ModelStage(
                self._migrant, slug(season), place + 1, first + 1, last, self._source,
                "weeks are not in the workbook: the year is divided evenly",
            )  # fmt: skip

    def _classes(self) -> tuple[float, tuple[ModelClass, ...]]:
        first = self._network.seasons[0]
        number = {class_: sum(self._cell(class_, first).number) for class_ in self._network.classes}
        total = sum(number.values())
        return total, tuple(
            ModelClass(
                self._migrant,
                slug(class_),
                count / total if total > 0 else None,
                self._source,
                f"N in {first}: {count:.10g}",
            )
            for class_, count in number.items()
        )

    def _shares(self) -> Iterator[ModelShare]:
        for season in self._network.seasons:
            for class_ in self._network.classes:
                number = self._cell(class_, season).number
                total = sum(number)
                for node, count in zip(self._network.nodes, number, strict=True):
                    if count > 0:
                        yield ModelShare(
                            self._migrant, slug(season), self._site[node], slug(class_), count / total, "estimated",
                            self._source, f"N of the workbook: {count:.10g}",
                        )  # fmt: skip

    def _moves(self) -> Iterator[ModelMove]:
        seasons, nodes = self._network.seasons, self._network.nodes
        for place, season in enumerate(seasons):
            legs = slug(season), slug(seasons[(place + 1) % len(seasons)])
            for class_ in self._network.classes:
                cell = self._cell(class_, season)
                journeys = [
                    (left, reached, share, cell.path_survival[left][reached])
                    for left, shares in enumerate(cell.transition)
                    for reached, share in enumerate(shares)
                    if share > 0
                ]
                # Without any row everyone would be taken to move as little as can be, and not to be lost.
                for left, reached, share, survival in journeys or [(0, 0, 0.0, 0.0)]:
                    yield ModelMove(
                        self._migrant, legs[0], self._site[nodes[left]], legs[1], self._site[nodes[reached]],
                        slug(class_), share, survival, self._source,
                    )  # fmt: skip

    def _rates(self) -> Iterator[ModelRate]:
        for season in self._network.seasons:
            for class_ in self._network.classes:
                cell = self._cell(class_, season)
                passes_to = self._passes_to(class_, cell)
                if passes_to:
                    self._passing.append(f"{class_} to {passes_to} in {season}")
                for place, node in enumerate(self._network.nodes):
                    yield from self._rates_at(season, class_, cell, place, self._site[node], passes_to)

    def _rates_at(
        self, season: str, class_: str, cell: ClassSeason, place: int, site: str, passes_to: str
    ) -> Iterator[ModelRate]:
        s, t = cell.survival[place], cell.reproduction[place]

        def row(rate: str, value: float, to_class: str = "", notes: str = "") -> ModelRate:
            return ModelRate(
                self._migrant, slug(season), site, slug(class_), rate, slug(to_class), value, self._source, notes
            )

        if passes_to:
            yield row("survival", t, notes=f"s 0, t {t:.10g}: those that live pass on")
            yield row("transition", 1.0, passes_to)
            return
        young = {other: t for other, fed in zip(self._network.classes, cell.feeds, strict=True) if fed and t > 0}
        if s > 1:
            young[class_] = young.get(class_, 0.0) + (s - 1.0)
            self._excess.append(f"{class_} at {_node_name(self._network.nodes[place])} in {season}")
        notes = f"s {s:.10g} in the workbook: the excess over 1 is fecundity" if s > 1 else ""
        yield row("survival", min(s, 1.0), notes=notes)
        for other, value in young.items():
            yield row("fecundity", value, other, notes if other == class_ else "")

    def _passes_to(self, class_: str, cell: ClassSeason) -> str:
        """Return the one other class that everyone who lives passes to; empty where t is reproduction."""
        fed = [other for other, yes in zip(self._network.classes, cell.feeds, strict=True) if yes]
        lives_on = any(cell.survival) or not any(cell.reproduction) or max(cell.reproduction) > 1
        return "" if lives_on or len(fed) != 1 or fed[0] == class_ else fed[0]

    def _warnings(self) -> Iterator[str]:
        if self._excess:
            yield (
                f"Survival is above 1 {len(self._excess)} times, and so holds reproduction: it became survival 1 and "
                f"fecundity into the same class ({_some(self._excess)})."
            )
        if self._passing:
            yield f"Nobody stays in the class, so t is survival on the way to the next: {_some(self._passing)}."
        yield (
            "N of the workbook makes abundance, initial shares and the distribution of every season, and stands in the "
            "notes there. Numbers after the first season follow from the rates."
        )


def _some(names: list[str], most: int = 3) -> str:
    more = f"; and {len(names) - most} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def _site_id(node: str) -> str:
    name = slug(node)
    return f"node-{name}" if len(name) < 2 or name.isdigit() else name


def _node_name(node: str) -> str:
    return f"Node {node}" if len(node) < 2 or node.isdigit() else node
