"""A plan that is issued again says what changed, all of it and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from document_text import outline
from oxyura.publish.documents.action_plan_document import write_action_plan
from oxyura.publish.documents.tracing import untraced
from oxyura.schema.errors import InputError
from oxyura.study.action_planning import plan_actions
from oxyura.study.assessment import Assessment
from unit.publish.documents.planned import Records, assess, assessed, written


def issue(assessment: Assessment, place: Path) -> Path:
    return write_action_plan(assessment, plan_actions(assessment), place, formats=("html",))


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(assessed(), tmp_path_factory.mktemp("plans") / "first")


def two_populations(records: Records) -> None:
    """Give the study a second listed population with a year of its own."""
    for name in ("migrants", "stages", "distribution", "vital_rates", "impacts", "pressures"):
        mine = [row for row in records[name] if row["migrant_id"] == "marbled-pochard"]
        records[name] += [{**row, "migrant_id": "eastern-pochard"} for row in mine]
    for row in records["impacts"]:
        if row["migrant_id"] == "eastern-pochard":
            row["impact_id"] = f"eastern-{row['impact_id']}"


def since(assessment: Assessment, folder: Path) -> tuple[dict[str, Any], str]:
    document, files = written(assessment, since=folder)
    assert untraced(document, files) == []
    found = json.loads(next(file.content for file in files if file.name == "plan.json"))["changes"]
    return found, outline(document).split("## What changed since the earlier issue\n")[1].split("\n## ")[0]


def test_nothing_changed(earlier: Path) -> None:
    found, text = since(assess(), earlier)
    assert (found["inputs"], found["answers"], found["touched"]) == ([], [], [])
    assert "Nothing changed" in text


def test_one_survival_rate_lists_just_what_changed(tmp_path: Path) -> None:
    def lower(records: Records) -> None:
        two_populations(records)
        row = next(
            row
            for row in records["vital_rates"]
            if row["migrant_id"] == "eastern-pochard" and row["rate"] == "survival"
        )
        row["value"] = 0.65

    folder = issue(assess(two_populations), tmp_path / "first")
    found, text = since(assess(lower), folder)
    assert found["inputs"] == [
        {
            "place": "vital_rates",
            "row": "eastern-pochard / nonbreeding / all / survival",
            "name": "value",
            "old": "0.7",
            "new": "0.65",
        }
    ]
    assert "vital_rates | eastern-pochard / nonbreeding / all / survival | value | 0.7 | 0.65" in text
    changed = {change["place"] for change in found["answers"]}
    assert "migrant:eastern-pochard" in changed
    assert not any("marbled-pochard" in place for place in changed)
    assert {place.partition(":")[0] for place in changed} <= {"migrant", "threat", "pressure", "measure"}
    assert "Marbled Pochard" not in text


def test_rows_settings_and_actions_that_come_and_go_are_told(earlier: Path) -> None:
    def change(records: Records) -> None:
        records["measures"] = [row for row in records["measures"] if row["measure_id"] != "fence-and-trap"]
        records["presences"][1]["status"] = "present"
        records["presences"][1]["establishment_means"] = "introduced"

    found, text = since(assess(change), earlier)
    inputs = {(one["place"], one["row"], one["name"]): (one["old"], one["new"]) for one in found["inputs"]}
    assert inputs["measures", "fence-and-trap", ""] == ("fence-and-trap", None)
    assert inputs["presences", "common-carp / lagoon", "status"] == ("absent", "present")
    answers = {(one["place"], one["name"]): (one["old"], one["new"]) for one in found["answers"]}
    assert answers["threat:marbled-pochard:common-carp", ""][0] is None
    assert answers["measure:fence-and-trap", ""][1] is None
    assert "threat: Common Carp to Marbled Pochard | the whole row | nothing | there" in text


def test_a_table_that_was_touched_after_it_was_written_is_said_to_be(tmp_path: Path) -> None:
    folder = issue(assessed(), tmp_path / "first")
    table = folder / "tables" / "vital_rates.csv"
    table.write_text(table.read_text().replace("0.7", "0.9"))
    found, text = since(assess(), folder)
    assert found["touched"] == ["tables/vital_rates.csv"]
    assert "not as it was written" in text


def test_a_table_that_is_gone_or_no_text_is_no_crash(tmp_path: Path) -> None:
    folder = issue(assessed(), tmp_path / "first")
    (folder / "tables" / "sites.csv").unlink()
    (folder / "tables" / "invaders.csv").write_bytes(b"\xff\xfe\x00")
    found, _ = since(assess(), folder)
    assert set(found["touched"]) == {"tables/sites.csv", "tables/invaders.csv"}


def test_a_plan_may_be_issued_again_in_its_own_folder(tmp_path: Path) -> None:
    folder = issue(assessed(), tmp_path / "plan")
    again = write_action_plan(assessed(), plan_actions(assessed()), folder, formats=("html",), since=folder, force=True)
    assert json.loads((again / "plan.json").read_bytes())["changes"]["answers"] == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no plan.json"),
        (b"{", "cannot be read"),
        (b"[]", "no plan of this program"),
        (b'{"format": "oxyura-action-plan/1", "rows": []}', "no plan of this program"),
        (b'{"format": "another/9"}', "no plan of this program"),
        (b"[" * 100_000, "cannot be read"),
    ],
    ids=["none", "broken", "a list", "without rows", "another format", "too deep"],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "plan.json").write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        written(assessed(), since=tmp_path)
    assert "action-plan" in caught.value.remedy


def test_a_plan_that_points_outside_its_folder_is_not_followed(tmp_path: Path) -> None:
    folder = issue(assessed(), tmp_path / "first")
    plan = json.loads((folder / "plan.json").read_bytes())
    plan["tables"]["../../../etc/passwd"] = "00"
    plan["tables"]["tables/../../secret.csv"] = "00"
    (folder / "plan.json").write_text(json.dumps(plan))
    found, _ = since(assess(), folder)
    assert found["touched"] == []


def test_a_plan_of_another_study_is_refused(tmp_path: Path) -> None:
    folder = issue(assessed(), tmp_path / "first")
    plan = json.loads((folder / "plan.json").read_bytes())
    (folder / "plan.json").write_text(json.dumps({**plan, "study": "another"}))
    with pytest.raises(InputError, match="of the study 'another'"):
        written(assessed(), since=folder)
