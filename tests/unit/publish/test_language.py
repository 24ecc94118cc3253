from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from jinja2 import DictLoader, Environment

from oxyura.publish import labels, page_evidence, page_verdicts
from oxyura.publish.language import LANGUAGES, TERMS, Translation, words_for
from oxyura.publish.number_words import THIN
from oxyura.schema.errors import InputError
from oxyura.schema.intervals import Band

EN, FR, ES = (words_for(language) for language in LANGUAGES)
TRANSLATED = ("fr", "es")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = Path(__file__).resolve().parents[3] / "tools" / "make_catalogues.py"
    spec = importlib.util.spec_from_file_location("make_catalogues", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_the_catalogue_compiled(tool: ModuleType, language: str) -> None:
    assert tool.list_faults(language, tool.read_messages()) == []


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ("", "no translation"),
        ("%(high)s", "placeholders left out, ['%(low)s']"),
        ("%(low)s à %(hihg)s", "placeholders that the message does not have, ['%(hihg)s']"),
        ("%(low)s à %(high)d", "placeholders that the message does not have, ['%(high)d']"),
        ("de %(low)s vers %(high)s", "the .mo is not that of the .po"),
    ],
)
def test_a_wrong_translation_is_found(
    tool: ModuleType, translation: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tool.read_catalogue("fr")
    catalogue.get("%(low)s to %(high)s").string = translation
    monkeypatch.setattr(tool, "read_catalogue", lambda language: catalogue)
    assert any(fault in found for found in tool.list_faults("fr", tool.read_messages()))


def test_a_message_that_is_new_is_missed(tool: ModuleType) -> None:
    wanted = tool.read_messages()
    wanted.add("A sentence that nobody has translated")
    assert tool.list_faults("es", wanted) == ["es: not in the catalogue: 'A sentence that nobody has translated'"]


def test_both_languages_say_the_same_messages(tool: ModuleType) -> None:
    keys = [
        {(message.context, str(message.id)) for message in tool.translations(tool.read_catalogue(language))}
        for language in TRANSLATED
    ]
    assert keys[0] == keys[1]


def test_the_words_that_pages_use_have_a_translation() -> None:
    assert set(labels.RATE_WORDS.values()) <= set(TERMS["rate"])
    assert set(labels.UNIT_WORDS.values()) <= set(TERMS["unit"])
    assert set(page_evidence.PRESENCE_WORDS.values()) <= set(TERMS["presence"])
    assert set(page_verdicts.VERDICT_WORDS.values()) == set(TERMS["verdict"])


@pytest.mark.parametrize("words", [FR, ES])
def test_terms_differ_from_english(words: Translation) -> None:
    assert words.term("verdict", "no_demonstrated_impact") != "no demonstrated impact"
    assert words.term("mechanism", "disease_transmission") != "disease transmission"
    assert words.term("stage", "by the river") == "by the river"
    assert words.term("stage", "") == ""
    # One word, two meanings.
    assert words.term("evidence", "none") != words.gettext("none")


def test_numbers_are_written_as_the_language_does() -> None:
    for words, decimal in ((EN, "."), (FR, ","), (ES, ",")):
        assert words.percent(-0.1052) == f"−10{decimal}5{THIN}%"
        assert words.yearly(1.0123) == f"+1{decimal}23{THIN}%"
        assert words.significant(1234567.0) == f"1{THIN}230{THIN}000"
        assert words.ratio(0.9886) == f"0{decimal}989"
        assert words.exact(0.5) == f"0{decimal}5"
        assert words.gain(0.02) == f"2{decimal}02{THIN}%"
    assert FR.limits(Band(2.0, 1.5, 2.5), FR.significant) == "1,50 à 2,50"
    assert ES.limits(Band(2.0, 2.0, 2.0), ES.significant) == "sin intervalo"
    assert [words.money(9.1e6, "GBP").replace(THIN, " ") for words in (EN, FR)] == ["GBP 9 100 000", "9 100 000 GBP"]


def test_dates_and_lists_are_those_of_the_language() -> None:
    assert [words.date("2026-11-22") for words in (EN, FR, ES)] == [
        "22 November 2026",
        "22 novembre 2026",
        "22 de noviembre de 2026",
    ]
    assert EN.date("<script>") == "<script>"
    assert [words.joined(["a", "b", "c"]) for words in (EN, FR, ES)] == ["a, b and c", "a, b et c", "a, b y c"]
    assert [ES.joined(["ratas", name]) for name in ("ibis", "hienas", "Íbices", "hurones")] == [
        "ratas e ibis",
        "ratas y hienas",
        "ratas e Íbices",
        "ratas y hurones",
    ]
    assert (EN.joined([]), EN.joined(["a"])) == ("", "a")


def test_plurals_follow_the_language() -> None:
    def more(words: Translation, number: int) -> str:
        return words.say_count("%(number)s more place", "%(number)s more places", number, number=number)

    assert [more(words, 1) for words in (EN, FR, ES)] == ["1 more place", "1 autre lieu", "1 lugar más"]
    assert [more(words, 2) for words in (EN, FR, ES)] == ["2 more places", "2 autres lieux", "2 lugares más"]
    # Nought is singular in French only.
    assert [more(words, 0) for words in (EN, FR, ES)] == ["0 more places", "0 autre lieu", "0 lugares más"]


def test_templates_speak_through_the_same_catalogue() -> None:
    source = (
        '{% trans %}Where{% endtrans %} {% trans left_out="<3>" %}{{ left_out }} more pairs are in '
        '<code>summary.json</code>.{% endtrans %} {{ pgettext("verdict", "unproven") }}'
    )
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"], loader=DictLoader({"page": source}))
    environment.install_gettext_translations(FR, newstyle=True)  # type: ignore[attr-defined]
    assert environment.get_template("page").render() == (
        "Où &lt;3&gt; autres couples figurent dans <code>summary.json</code>. non établi"
    )


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="does not write in"):
        words_for("../fr")
