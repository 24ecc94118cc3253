"""Two migratory networks through imported studies: contributions of nodes, growth, and what a node's removal does.

Inputs: data/networks, the workbooks published with Sample et al. (2019, 2020); values printed there to four decimals.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.readings import measure_contributions
from oxyura.annual_cycle.site_removal import measure_removals
from oxyura.study.importing_networks import find_metric_workbooks, import_metric_workbook, read_network
from oxyura.study.package import Study

PRINTED = {"abs": 1e-4, "rel": 0.0}
CONTRIBUTIONS = {"monarch": [1.0000, 0.9415, 1.2468, 0.7157], "hypothetical": [1.0946, 0.7804]}
REMOVALS = {"monarch-removal": [1.0, 1.0, 0.9629, 0.6449], "hypothetical-removal": [0.8725, 0.3612]}
NETWORKS = ["monarch", "hypothetical"]


def imported(data_dir: Path, network: str, folder: Path) -> Study:
    import_metric_workbook(data_dir / "networks" / network, folder, scientific_name="Migrans exempli")
    assert oxyura.check_study(folder).is_valid
    return oxyura.read_study(folder)


def population(study: Study) -> Population:
    (answer,) = oxyura.project_population(study, deterministic=True).values()
    return answer


def cycle_of(study: Study) -> Cycle:
    (migrant,) = study.tables["migrants"].words("migrant_id")
    return read_cycle(study.tables, migrant, Draws(1, 1, deterministic=True))


def workbook_numbers(data_dir: Path, name: str, cycle: Cycle) -> np.ndarray:
    """Return N of the workbooks, (1, seasons, classes, nodes), in the order of the model."""
    network = read_network(find_metric_workbooks(data_dir / "networks" / name))
    by_name = {class_.casefold(): class_ for class_ in network.classes}
    return np.array(
        [
            [
                [network.cells[by_name[class_], season].number for class_ in cycle.structure.classes]
                for season in network.seasons
            ]
        ]
    )


@pytest.mark.parametrize("network", NETWORKS)
def test_contributions_and_growth(data_dir: Path, tmp_path: Path, network: str) -> None:
    answer = population(imported(data_dir, network, tmp_path / "study"))

    assert list(answer.contributions.mean.values()) == pytest.approx(CONTRIBUTIONS[network], **PRINTED)
    assert answer.now.growth_band.median == pytest.approx(1.0, **PRINTED)
    assert answer.now.lambda_band.median == pytest.approx(1.0, **PRINTED)


@pytest.mark.parametrize("network", REMOVALS)
def test_removals(data_dir: Path, tmp_path: Path, network: str) -> None:
    removals = population(imported(data_dir, network, tmp_path / "study")).year.removals

    assert removals is not None
    assert [float(removal.effect[0]) for removal in removals] == pytest.approx(REMOVALS[network], **PRINTED)


@pytest.mark.parametrize("network", NETWORKS)
def test_numbers_of_every_season_as_weights_print_the_same(data_dir: Path, tmp_path: Path, network: str) -> None:
    cycle = cycle_of(imported(data_dir, network, tmp_path / "study"))
    number = workbook_numbers(data_dir, network, cycle)

    removals = measure_removals(cycle, number)
    assert removals is not None
    means = list(measure_contributions(cycle, number[0]).mean.values())
    assert means == pytest.approx(CONTRIBUTIONS[network], abs=5.1e-5)
    effects = [float(removal.effect[0]) for removal in removals]
    assert effects == pytest.approx(REMOVALS[f"{network}-removal"], abs=5.1e-5)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_study_keeps_the_numbers_of_the_workbook(data_dir: Path, tmp_path: Path, network: str) -> None:
    cycle = cycle_of(imported(data_dir, network, tmp_path / "study"))
    number = workbook_numbers(data_dir, network, cycle)

    starts = project(cycle, 1).starts
    np.testing.assert_allclose(starts[0, 0], number[0, 0], rtol=1e-12)
    # The workbooks give later numbers to a few digits, and the rates give them back.
    np.testing.assert_allclose(starts, number, rtol=2e-4, atol=1e-3)


def test_survival_above_one_is_survival_and_young(data_dir: Path, tmp_path: Path) -> None:
    study = imported(data_dir, "monarch", tmp_path / "study")
    rates = {(row["stage"], row["site_id"], row["rate"]): row["value"] for row in study.tables["vital_rates"].records()}

    assert rates["april", "node-s", "survival"] == 1.0
    assert rates["april", "node-s", "fecundity"] == pytest.approx(0.443046, abs=1e-12)
    assert rates["winter", "node-w", "survival"] == 0.9392001
    assert ("winter", "node-w", "fecundity") not in rates
    for site in study.tables["sites"].records():
        assert site["lat"] is None
        assert site["lon"] is None
    (migrant,) = study.tables["migrants"].records()
    assert migrant["cms_appendix"] is None
    assert migrant["abundance"] == 104369867


def test_juveniles_mature_and_do_not_breed(data_dir: Path, tmp_path: Path) -> None:
    study = imported(data_dir, "hypothetical", tmp_path / "study")
    rows = {
        (row["stage"], row["class"], row["rate"], row["to_class"]): row["value"]
        for row in study.tables["vital_rates"].records()
        if row["site_id"] == "node1"
    }

    assert rows["breeding", "juveniles", "survival", None] == 0.8
    assert rows["breeding", "juveniles", "transition", "adults"] == 1.0
    assert rows["breeding", "adults", "fecundity", "juveniles"] == 0.6665
    assert not [key for key in rows if key[1:3] == ("juveniles", "fecundity")]
