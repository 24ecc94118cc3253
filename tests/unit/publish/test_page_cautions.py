from __future__ import annotations

from dataclasses import replace

from oxyura.publish.labels import read_labels
from oxyura.publish.page_cautions import TITLES, group_cautions, list_absences, list_steps
from oxyura.study.assessment import Assessment, Caution


def test_one_message_for_several_migrants_is_one_entry(assessment: Assessment) -> None:
    warnings = (
        Caution("no_density", "migrant marbled-pochard", "Nothing limits it."),
        Caution("odd_thing", "invader american-mink, migrant grey-tern", "Odd."),
        Caution("no_density", "migrant grey-tern", "Nothing limits it."),
        Caution("no_density", "", "Elsewhere."),
        Caution("bad_cell", "vital_rates.csv, row 7", "Look there."),
    )
    labels = read_labels(assessment.study.tables)
    groups = group_cautions(replace(assessment, warnings=warnings), labels)
    assert [group.title for group in groups] == [TITLES["no_density"], "Odd thing", "Bad cell"]
    assert [(one.message, one.places) for one in groups[0].statements] == [
        ("Nothing limits it.", ("Marbled Pochard", "Grey Tern")),
        ("Elsewhere.", ()),
    ]
    assert groups[1].statements[0].places == ("American Mink, Grey Tern",)
    assert groups[2].statements[0].places == ("vital_rates.csv, row 7",)


def test_long_lists_of_places_are_cut(assessment: Assessment) -> None:
    warnings = tuple(Caution("no_interval", f"migrant m{number}", "Fixed.") for number in range(50))
    (group,) = group_cautions(replace(assessment, warnings=warnings), read_labels(assessment.study.tables))
    assert (len(group.statements[0].places), group.statements[0].more) == (40, 10)


def test_missing_tables_and_next_steps(assessment: Assessment) -> None:
    assert list_absences(assessment) == ("Without density the results are upper bounds.",)
    (step,) = list_steps(assessment, read_labels(assessment.study.tables))
    assert (step.tier, step.next_tier, step.migrants) == ("evidence", "screening", ("Grey Tern",))
    assert len(step.questions) == 2
