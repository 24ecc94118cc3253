"""docs/reference/results.md names everything that an assessment writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oxyura.publish.assessment_files import make_files
from oxyura.publish.parquet_tables import EXPOSURE_COLUMNS, IMPACT_COLUMNS
from oxyura.publish.summary import population_json, summarise
from oxyura.study.assessment import Assessment
from oxyura.study.running import project_population


@pytest.fixture(scope="module")
def reference(repository: Path) -> dict[str, str]:
    """The text of each section by its heading."""
    text = (repository / "docs" / "reference" / "results.md").read_text("utf-8")
    return {part.split("\n", 1)[0]: part for part in text.split("\n## ")}


def unnamed(keys: Any, section: str) -> list[str]:
    return [key for key in keys if f"`{key}`" not in section]


def test_every_file_is_described(reference: dict[str, str], assessment: Assessment) -> None:
    files = [file.name for file in make_files(assessment)]
    names = {"tables/*.csv" if name.startswith("tables/") else name for name in files}
    assert [name for name in names if f"`{name}`" not in reference["# What an assessment writes"]] == []


def test_every_key_of_the_summary_is_described(reference: dict[str, str], assessment: Assessment) -> None:
    answer, section = summarise(assessment), reference["summary.json"]
    migrant = answer["migrants"]["marbled-pochard"]
    assert unnamed(answer, section) == []
    assert unnamed(migrant, section) == []
    for part in (migrant["abundance_at_horizon"], migrant["quasi_extinction_now"], migrant["exposure"][0]):
        assert unnamed(part, section) == []


def test_every_column_is_described(reference: dict[str, str]) -> None:
    assert unnamed(EXPOSURE_COLUMNS, reference["exposure.parquet"]) == []
    assert unnamed(IMPACT_COLUMNS, reference["impact.parquet"]) == []


def test_every_key_of_populations_is_described(reference: dict[str, str], assessment: Assessment) -> None:
    answer = population_json(project_population(assessment.study, deterministic=True))
    section = reference["population --json"]
    one = answer["migrants"]["marbled-pochard"]
    assert unnamed(one, section) == []
    assert unnamed(one["quasi_extinction"], section) == []
    assert unnamed(one["elasticities"][0], section) == []


def test_every_kind_of_entity_is_described(reference: dict[str, str], assessment: Assessment) -> None:
    metadata = make_files(assessment)[-1]
    section = reference["ro-crate-metadata.json"]
    names = {entity["@id"] for entity in json.loads(metadata.content)["@graph"]}
    kinds = {name.split("/")[0].split("-")[0] for name in names if name.startswith("#")}
    libraries = {"#scipy", "#numba", "#pyarrow", "#jinja2"}
    assert [kind for kind in kinds - libraries if kind not in section] == []
