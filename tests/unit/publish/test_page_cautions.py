from __future__ import annotations

from dataclasses import replace

from oxyura.publish.labels import read_labels
from oxyura.publish.language import words_for
from oxyura.publish.page_cautions import WARNINGS, group_cautions, list_absences, list_steps
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
    assert [group.title for group in groups] == ["Nothing limits the population: upper bounds", "Odd thing", "Bad cell"]
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
    assert list_absences(assessment, words_for("en")) == ("Without density the results are upper bounds.",)
    (step,) = list_steps(assessment, read_labels(assessment.study.tables))
    assert (step.tier, step.next_tier, step.migrants) == ("evidence", "screening", ("Grey Tern",))
    assert len(step.questions) == 2


def test_a_warning_of_the_checks_is_said_by_its_meaning_in_other_languages(assessment: Assessment) -> None:
    kind = WARNINGS["site_not_used"]
    caution = Caution(kind.code, "vital_rates.csv, row 7, column site_id", "Row 7: odd.")
    warned = replace(assessment, warnings=(caution,))

    def said(language: str) -> tuple[str, str, str]:
        (group,) = group_cautions(warned, read_labels(assessment.study.tables, words_for(language)))
        (statement,) = group.statements
        return group.title, statement.message, statement.places[0]

    assert said("en") == ("Site not used", "Row 7: odd.", "vital_rates.csv, row 7, column site_id")
    assert said("es") == (
        "Sitio sin usar",
        " ".join(words_for("es").gettext(text) for text in (kind.meaning, kind.remedy)),
        "vital_rates.csv, fila 7, columna site_id",
    )
    assert kind.meaning not in said("es")[1]
