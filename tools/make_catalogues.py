"""Keep the French and Spanish catalogues of pages and reports in step with the code.

    python tools/make_catalogues.py            bring the .po files in step with the code, compile them to .mo
    python tools/make_catalogues.py --check    fail where a translation is missing or wrong, or a .mo is not up to date

Messages are what `gettext`, `say` and their relatives are given in src/oxyura/publish and src/oxyura/apps/web, `_` in
their templates, what `sentence` and `count_sentence` are given in the rooms below, what errors, problems and steps say
there in so many words, every term of `language.TERMS`, and the sentences that are declared as data: what a table's
absence costs, what columns and settings mean, what limits and checks say, what the files of rules say. A message that
nothing asks for any more leaves the .po files, with its translation.
"""

from __future__ import annotations

import ast
import io
import re
import struct
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from oxyura.policy.awareness import read_audiences
from oxyura.policy.climate_measures import read_climate_rules
from oxyura.policy.convention_reports import read_sections
from oxyura.policy.legal_hooks import read_hooks
from oxyura.policy.monitoring_protocols import read_protocols
from oxyura.policy.obligations import shipped_obligations
from oxyura.publish.coastline import SOURCE as COASTLINE_SOURCE
from oxyura.publish.language import DOMAIN, LANGUAGES, TERMS
from oxyura.publish.page_cautions import WARNINGS
from oxyura.schema.conventions import CONVENTIONS
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.settings import SETTINGS
from oxyura.schema.tables import TABLES
from oxyura.sources.country_names import country_name
from oxyura.study.checking.catalogue import KINDS
from oxyura.study.rule_files import shipped_climate_rules

Keywords = dict[str, tuple[int | tuple[int, str], ...] | None]
# File, message (with its plural where it counts) and context.
Asked = tuple[str, "str | tuple[str, ...]", "str | None"]

PROGRAM = Path(__file__).resolve().parents[1] / "src" / "oxyura"
PUBLISH = PROGRAM / "publish"
WEB = PROGRAM / "apps" / "web"
BELOW: Keywords = {"sentence": (1,), "declared": (1,), "count_sentence": (1, 2)}
KEYWORDS: Keywords = {
    "_": (1,),
    "gettext": (1,),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "say": (1,),
    "say_count": (1, 2),
    **BELOW,
}
# Where errors, problems and reasons are made: the positions of what is said, beside the names `message` and `remedy`.
ERRORS: Mapping[str, tuple[int, ...]] = {
    "InputError": (0,),
    "LimitError": (0,),
    "ServiceMissingError": (0,),
    "NotFoundError": (0,),
    "DamagedError": (0,),
    "Problem": (2, 3),
    "Fault": (1, 2),
    "find": (2,),
    "find_setting": (3,),
    "Limit": (0, 2, 3),
    "_refused": (3, 4),
}
# Where work says how far it is.
STEPS: Mapping[str, tuple[int, ...]] = {"say": (0,), "_say": (0,), "progress": (0,)}
SAID_BY_NAME = ("message", "remedy")
# Rooms and modules below the pages of which a page may show an error.
SHOWN_ON_PAGES = (
    "schema",
    "spacetime",
    "migrants",
    "impacts",
    "annual_cycle",
    "actions",
    "register",
    "apps/web",
    "sources/conventions.py",
    "sources/delimited.py",
    "sources/dwca.py",
    "sources/griis.py",
    "sources/griis_files.py",
    "sources/griis_judgement.py",
    "sources/synonyms.py",
    *(
        f"study/{name}"
        for name in (
            "assessment.py", "calibrating.py", "cells.py", "checked.py", "checking", "decimal_marks.py", "delimited.py",
            "number_cells.py", "outside_workbook.py", "parquet_reading.py", "party_list.py", "party_migrants.py",
            "party_start.py", "preparing.py", "problem_log.py", "raw_tables.py", "reading.py", "running.py",
            "settings_reading.py", "table_names.py", "text_cells.py", "text_decoding.py", "tiers.py", "typed_tables.py",
            "workbook_reading.py",
        )
    ),
)  # fmt: skip
# Of these no page shows an error: they are about starting a server, or the command line alone calls them.
NOT_SHOWN = frozenset(
    PROGRAM / module
    for module in (
        "annual_cycle/diffusion.py",
        "annual_cycle/site_removal.py",
        "apps/web/opening.py",
        "apps/web/serve.py",
        "apps/web/settings.py",
        "migrants/connectivity.py",
        "register/database.py",
        "register/migrating.py",
    )
)
# Functions of `publish.documents.wording`, which are given the language first.
OF_WORDS: Keywords = {"say": (2,), "phrase": (2,), "say_count": (2, 3)}
OPTIONS = {"**.j2": {"newstyle_gettext": "true", "silent": "false"}}

# French has a space that does not break before these signs, and its own apostrophe.
_FRENCH = ((re.compile(r" (?=[:;?!»])|(?<=«) "), "\u00a0"), (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "’"))
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?([a-zA-Z%])")


def catalogue_path(language: str, ending: str = "po") -> Path:
    return PUBLISH / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def translated_languages() -> tuple[str, ...]:
    return tuple(language for language in LANGUAGES if language != "en")


def read_messages() -> Catalog:
    """Return what the code asks for."""
    catalogue = Catalog()
    for file, message, context in _asked():
        catalogue.add(message, locations=[(file, 0)], context=context)
    return catalogue


@cache
def _asked() -> tuple[Asked, ...]:
    places = ((PUBLISH, KEYWORDS), (WEB, KEYWORDS), (PROGRAM, BELOW))
    found = (asked for place in places for asked in _extract(*place))
    return (*found, *(asked for place in SHOWN_ON_PAGES for asked in _said_in_errors(PROGRAM / place)), *_declared())


def _extract(place: Path, keywords: Keywords) -> Iterator[Asked]:
    """Yield the messages of a folder without those of the folders that are read by themselves."""
    methods: list[tuple[str, Any]] = [("**.py", extract_calls), ("**.j2", "jinja2")]
    found = extract_from_dir(
        str(place),
        methods,
        OPTIONS,
        keywords,
        directory_filter=lambda folder: Path(folder) not in (PUBLISH, WEB),
    )
    for file, _, message, _, context in sorted(found, key=lambda item: (item[0], item[1])):
        yield str((place / file).relative_to(PROGRAM)), message, context


def extract_calls(
    stream: IO[bytes], keywords: Collection[str], tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Yield the calls of a Python file that are given messages, for Babel: line, function, arguments, no comments.

    Notes
    -----
    Babel's own extractor knows words only: it takes a key such as ``row["name"]`` for a message, and sees no call
    inside an f-string. Here a message is a text given as argument, or every text that the argument may be: of a
    conditional, of a name bound in the file to texts or in a loop over them.
    """
    tree = ast.parse(stream.read())
    bound = _bound_texts(tree)
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        function, arguments = _name(call.func), call.args
        if isinstance(call.func, ast.Name) and function in OF_WORDS and "gettext" in keywords:
            # Babel is told of the message itself, under the name of the method that is given it first.
            function, arguments = {"phrase": "say"}.get(function, function), arguments[1:]
        if function not in keywords:
            continue
        choices = [_texts(argument, bound) or [None] for argument in arguments]
        for texts in product(*choices):
            if any(texts):
                yield call.lineno, function, texts, []


def _said_in_errors(place: Path) -> Iterator[Asked]:
    """Yield what errors, problems and steps of the modules at a place say in so many words."""
    for path in sorted(set(place.rglob("*.py")) - NOT_SHOWN) if place.is_dir() else [place]:
        tree = ast.parse(path.read_text("utf-8"))
        bound = _bound_texts(tree)
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or (_name(call.func) == "find" and isinstance(call.func, ast.Attribute)):
                continue
            positions = {**ERRORS, **STEPS}.get(_name(call.func))
            if positions is None:
                continue
            said = [call.args[at] for at in positions if at < len(call.args)]
            said += [item.value for item in call.keywords if item.arg in SAID_BY_NAME]
            for text in (text for argument in said for text in _texts(argument, bound)):
                if text and "%(" not in text:
                    yield str(path.relative_to(PROGRAM)), text.replace("%", "%%"), None


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _bound_texts(tree: ast.AST) -> dict[str, list[str | None]]:
    """Return the texts that each name of a file may stand for, as far as they are written there."""
    bound: dict[str, list[str | None]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case (
                ast.comprehension(target=ast.Name(id=name), iter=value) | ast.For(target=ast.Name(id=name), iter=value)
            ):
                pass
            case _:
                continue
        bound.setdefault(name, []).extend(_texts(value, {}))
    return bound


def _texts(value: ast.expr, bound: Mapping[str, list[str | None]]) -> list[str | None]:
    """Return every text that an expression may be, or hold."""
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=first, orelse=other):
            return [*_texts(first, bound), *_texts(other, bound)]
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Dict(values=parts):
            return [text for part in parts for text in _texts(part, bound)]
        case ast.Subscript(value=ast.Name() | ast.Dict() as whole):
            return _texts(whole, bound)
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Dict() as whole, attr="get"), args=[_, *instead]):
            return [text for part in (whole, *instead) for text in _texts(part, bound)]
        case ast.Name(id=name):
            return bound.get(name, [])
    return []


def _declared() -> Iterator[Asked]:
    """Yield the messages that are declared as data."""
    for context, terms in TERMS.items():
        for term in terms:
            yield "publish/language.py", term, context
    yield "publish/coastline.py", COASTLINE_SOURCE, None
    for hook in read_hooks():
        yield "policy/rules/legal_hooks.csv", str(hook.says).replace("%", "%%"), None
    yield from _of_rules()
    for name in CONVENTIONS.values():
        yield "schema/conventions.py", name, None
    for code in COUNTRY_CODES:
        yield "sources/country_names.py", country_name(code), "country"
    for spec in TABLES.values():
        if spec.absence:
            yield "schema/tables.py", spec.absence, None
        for column in spec:
            for text in (column.meaning if column.required else "", column.unit):
                if text:
                    yield "schema/tables.py", text.replace("%", "%%"), None
    for setting in SETTINGS:
        yield "schema/settings.py", setting.meaning, None
    for problem in KINDS.values():
        yield "study/checking/catalogue.py", problem.remedy.replace("%", "%%"), None
    for kind in WARNINGS.values():
        yield "study/checking/catalogue.py", kind.code.replace("_", " "), "caution"
        yield "study/checking/catalogue.py", kind.meaning, None
        yield "study/checking/catalogue.py", kind.remedy, None


def _of_rules() -> Iterator[Asked]:
    """Yield what the files of rules say in sentences."""
    files = ("audiences", "report_sections", "obligations", "monitoring_protocols", "climate_measures")
    said: dict[str, list[str]] = {name: [] for name in files}
    for audience in read_audiences().values():
        said["audiences"] += [audience.name, audience.act, *audience.steps, audience.why]
    for section in read_sections():
        said["report_sections"] += [section.heading, section.asks, section.read]
    for duty in shipped_obligations():
        said["obligations"] += [duty.says, duty.role]
    for rule in read_climate_rules(shipped_climate_rules()):
        said["climate_measures"] += [rule.mechanism, *rule.safeguards]
    for protocol in read_protocols().values():
        said["monitoring_protocols"] += [protocol.unit, protocol.how]
    for name, texts in said.items():
        yield from ((f"policy/rules/{name}.csv", str(text).replace("%", "%%"), None) for text in texts if text)


def read_catalogue(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        catalogue = Catalog(locale=language, project="Oxyura", charset="utf-8", fuzzy=False)
        catalogue.header_comment = f"# {DOMAIN}, {language}: kept by tools/make_catalogues.py"
        return catalogue
    with path.open("rb") as stream:
        return read_po(stream, locale=language, ignore_obsolete=True)


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as gettext reads it: the same translations give the same bytes, with any Babel."""
    texts = {"": f"Content-Type: text/plain; charset=utf-8\nPlural-Forms: {catalogue.plural_forms}\n"}
    for message in translations(catalogue):
        if is_translated(message):
            key = "\0".join(_forms(message.id))
            texts[f"{message.context}\4{key}" if message.context else key] = "\0".join(_forms(message.string))
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    n_pairs, start = len(pairs), 28
    data = b"".join(key + b"\0" for key, _ in pairs) + b"".join(text + b"\0" for _, text in pairs)
    index, place = [], start + 16 * n_pairs
    for column in (0, 1):
        for pair in pairs:
            index += [len(pair[column]), place]
            place += len(pair[column]) + 1
    # Magic number, revision, number of pairs, where the keys and the texts are indexed; no table of hashes.
    head = struct.pack("<7I", 0x950412DE, 0, n_pairs, start, start + 8 * n_pairs, 0, start + 16 * n_pairs)
    return head + struct.pack(f"<{len(index)}I", *index) + data


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def translations(catalogue: Catalog) -> Iterator[Message]:
    """Yield every message but the head."""
    return (message for message in catalogue if message.id)


def update(language: str, wanted: Catalog) -> int:
    """Bring a .po file in step and compile it; return how many messages have no translation."""
    catalogue = read_catalogue(language)
    for message in list(translations(catalogue)):
        message.locations = []
        if wanted.get(message.id, message.context) is None:
            catalogue.delete(message.id, message.context)
    for message in translations(wanted):
        present = catalogue.get(message.id, message.context)
        if present is not None and len(_forms(present.id)) != len(_forms(message.id)):
            # A message that has begun to count needs its forms anew.
            catalogue.delete(present.id, present.context)
            present = None
        if present is None:
            present = catalogue.add(message.id, context=message.context)
        present.locations = sorted(set(message.locations))
        forms = tuple(typeset(text, language) for text in _forms(present.string))
        present.string = forms if isinstance(present.id, list | tuple) else forms[0]
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    write_po(stream, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=True)
    head = (
        f"# Oxyura in the language {language}; tools/make_catalogues.py adds messages and compiles the .mo beside it.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    path.write_bytes(head.encode() + stream.getvalue())
    catalogue_path(language, "mo").write_bytes(compiled(read_catalogue(language)))
    return sum(not is_translated(message) for message in translations(catalogue))


def typeset(text: str, language: str) -> str:
    """Return a translation with the signs of its language.

    Examples
    --------
    >>> typeset("l'espèce : une", "fr")
    'l’espèce\\xa0: une'
    """
    for sign, right in _FRENCH if language == "fr" else ():
        text = sign.sub(right, text)
    return text


def is_translated(message: Message) -> bool:
    strings = _forms(message.string)
    return len(strings) == len(_forms(message.id)) and all(strings)


def placeholders(text: str) -> set[str]:
    return {found.group(0) for found in _PLACEHOLDER.finditer(text)}


def list_faults(language: str, wanted: Catalog) -> list[str]:
    """Return everything that is wrong with a language, one line each."""
    catalogue = read_catalogue(language)
    faults = []
    for message in translations(wanted):
        if catalogue.get(message.id, message.context) is None:
            faults.append(f"{language}: not in the catalogue: {message.id!r}")
    for message in translations(catalogue):
        if wanted.get(message.id, message.context) is None:
            faults.append(f"{language}: nothing asks for it: {message.id!r}")
        if message.fuzzy:
            faults.append(f"{language}: marked as unsure: {message.id!r}")
        if not is_translated(message):
            faults.append(f"{language}: no translation: {message.id!r}")
            continue
        if any(typeset(text, language) != text for text in _forms(message.string)):
            faults.append(f"{language}: not set as the language is: {message.id!r}")
        faults.extend(f"{language}: {fault}: {message.id!r}" for fault in _placeholder_faults(message))
    path = catalogue_path(language, "mo")
    if not path.exists() or path.read_bytes() != compiled(catalogue):
        faults.append(f"{language}: the .mo is not that of the .po")
    return faults


def _placeholder_faults(message: Message) -> Iterator[str]:
    originals, strings = _forms(message.id), _forms(message.string)
    # The form for one may leave the number out.
    allowed, needed = set().union(*map(placeholders, originals)), set.intersection(*map(placeholders, originals))
    for text in strings:
        if extra := placeholders(text) - allowed:
            yield f"placeholders that the message does not have, {sorted(extra)}"
        if missing := needed - placeholders(text):
            yield f"placeholders left out, {sorted(missing)}"
    if missing := placeholders(originals[-1]) - placeholders(strings[-1]):
        yield f"placeholders left out of the plural, {sorted(missing)}"


def main(arguments: list[str]) -> int:
    wanted = read_messages()
    if "--check" in arguments:
        faults = [fault for language in translated_languages() for fault in list_faults(language, wanted)]
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            print("Translate what is missing in the .po files, then run tools/make_catalogues.py.", file=sys.stderr)
        return 1 if faults else 0
    for language in translated_languages():
        open_messages = update(language, wanted)
        print(f"{language}: {len(read_catalogue(language))} messages, {open_messages} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
