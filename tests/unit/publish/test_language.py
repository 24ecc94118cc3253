from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from jinja2 import DictLoader, Environment

from oxyura.policy.awareness import audience_called
from oxyura.policy.obligations import shipped_obligations
from oxyura.publish import labels
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
        ("de %(low)s : %(high)s", "not set as the language is"),
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
    known = tool.list_faults("es", wanted)
    wanted.add("A sentence that nobody has translated")
    found = [fault for fault in tool.list_faults("es", wanted) if fault not in known]
    assert found == ["es: not in the catalogue: 'A sentence that nobody has translated'"]


def test_a_message_that_nothing_asks_for_is_found(tool: ModuleType) -> None:
    wanted = tool.read_messages()
    wanted.delete("Where")
    assert "fr: nothing asks for it: 'Where'" in tool.list_faults("fr", wanted)


def test_messages_are_found_in_templates_in_code_and_in_the_rooms_below(tool: ModuleType) -> None:
    wanted = tool.read_messages()
    for message in (
        "Go to the answer",
        "No invader with an effect of known size acts on it in this study.",
        "Read as a threat of unknown size until it is measured.",
        "Nobody has looked for it at %(number)s site that migrants use. Not surveyed is not absent.",
        "Without density the results are upper bounds: nothing limits the population.",
    ):
        assert wanted.get(message) is not None, message
    assert wanted.get("site not used", "caution") is not None


def test_messages_of_the_web_application_and_of_the_rules_are_found(tool: ModuleType) -> None:
    wanted = tool.read_messages()
    for message in (
        "Skip to the content",
        "As the study gives it.",
        str(audience_called("anglers").why),
        str(shipped_obligations()[0].says),
        "Convention on Biological Diversity",
    ):
        assert wanted.get(message) is not None, message
    assert wanted.get("widespread invasive", "degree") is not None


def test_words_that_only_look_like_messages_are_none(tool: ModuleType) -> None:
    wanted = tool.read_messages()
    assert not [word for word in ("name", "act", "why", "heading", "asks", "how", "role", "says") if wanted.get(word)]


EXTRACTED = """
def page(words, row, here):
    message = "Bound to a name"
    yield words.gettext("A call")
    yield f"{words.gettext('In an f-string')}: {row['key']}"
    yield say(words, "Words first %(number)s", number=1)
    yield say_count(words, "%(number)s site", "%(number)s sites", 2)
    yield words.pgettext("door", "Places")
    yield words.gettext("One way" if here else "The other")
    yield tuple(words.gettext(text) for text in ("Of a loop", "Of a loop, too"))
    yield words.gettext({"a": "In a table"}[here])
    yield words.gettext(message)
    yield sentence(row["name"])
    yield progress(f"Read {here}")
"""


def test_what_a_call_is_given_is_read_from_the_code(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(EXTRACTED, "utf-8")
    found = list(tool.extract_from_dir(str(tmp_path), [("**.py", tool.extract_calls)], {}, keywords=tool.KEYWORDS))
    assert sorted((str(message), context) for _, _, message, _, context in found) == [
        ("('%(number)s site', '%(number)s sites')", None),
        ("A call", None),
        ("Bound to a name", None),
        ("In a table", None),
        ("In an f-string", None),
        ("Of a loop", None),
        ("Of a loop, too", None),
        ("One way", None),
        ("Places", "door"),
        ("The other", None),
        ("Words first %(number)s", None),
    ]


def test_french_is_set_as_french(tool: ModuleType) -> None:
    assert tool.typeset("l'espèce : « une » ?", "fr") == "l’espèce\u00a0: «\u00a0une\u00a0»\u00a0?"
    assert tool.typeset("'oxyura check' : d'abord", "es") == "'oxyura check' : d'abord"


def test_both_languages_say_the_same_messages(tool: ModuleType) -> None:
    keys = [
        {(message.context, str(message.id)) for message in tool.translations(tool.read_catalogue(language))}
        for language in TRANSLATED
    ]
    assert keys[0] == keys[1]


def test_the_words_that_pages_use_have_a_translation() -> None:
    assert set(labels.RATE_WORDS.values()) <= set(TERMS["rate"])
    assert set(labels.PRESENCE_WORDS.values()) <= set(TERMS["presence"])


def test_the_stages_of_the_casebook_have_a_translation(repository: Path) -> None:
    found = set()
    for path in (repository / "src/oxyura/casebook").glob("*/stages.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            found |= {row["stage"].replace("_", " ") for row in csv.DictReader(stream)}
    assert found <= set(TERMS["stage"])
    assert "spawning migration" in found


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
        "{{ _('Where') }} {{ ngettext('%(number)s more pair is in <code>summary.json</code>.', "
        "'%(number)s more pairs are in <code>summary.json</code>.', 3, number='<3>') }} "
        "{{ pgettext('verdict', 'unproven') }}"
    )
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"], loader=DictLoader({"page": source}))
    environment.install_gettext_translations(FR, newstyle=True)  # type: ignore[attr-defined]
    assert environment.get_template("page").render() == (
        "Où &lt;3&gt; autres couples figurent dans <code>summary.json</code>. non établi"
    )


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="does not write in"):
        words_for("../fr")
