"""Reading one cell as a name, a code, a date, an address or an outline."""

from __future__ import annotations

import datetime
import re
import unicodedata
from urllib.parse import urlsplit

from oxyura.schema.columns import Column
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.vocabularies import is_iucn_threat
from oxyura.study.cell_faults import Fault, shown
from oxyura.study.number_cells import PLAIN_NUMBER

LONGEST_IDENTIFIER = 64
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")

_COUNTRIES = frozenset(COUNTRY_CODES)
_OTHER_COUNTRY_CODES = {"UK": "GB", "EL": "GR"}
_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
_HOST = re.compile(r"[^\s/?#@\\<>\"]+")
_POINT = re.compile(r"POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(?:\s+\S+)?\s*\)", re.IGNORECASE)
_LONGEST_POINT = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def parse_identifier(column: Column, text: str) -> str | Fault:
    """Read a short name that other tables may use."""
    if IDENTIFIER.fullmatch(text):
        return text
    proposal = slug(text)
    return Fault(
        "bad_identifier",
        sentence(
            "'%(text)s' cannot be a name in %(name)s. Names have letters a to z, digits, '-', '_' and "
            "'.', at most %(longest_identifier)s, and begin with a letter or digit.",
            text=shown(text),
            name=column.name,
            longest_identifier=LONGEST_IDENTIFIER,
        ),
        sentence("Write for example %(proposal)s, and the same wherever the name is used.", proposal=proposal)
        if proposal
        else "Write a short name in plain letters, and the same wherever the name is used.",
    )


def slug(text: str) -> str:
    """Return an identifier made from any text; empty where no letter or digit is left."""
    plain = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^A-Za-z0-9_.]+", "-", plain)
    return joined.strip("-_.")[:LONGEST_IDENTIFIER].rstrip("-_.")


def parse_text(column: Column, text: str) -> str | Fault:
    """Read free text; line breaks become one kind, control characters are refused."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if hidden := _CONTROL.search(text):
        return Fault(
            "control_character",
            sentence(
                "The text in %(name)s holds the control character U+%(hidden)s.",
                name=column.name,
                hidden=f"{ord(hidden[0]):04X}",
            ),
            "Type the text again instead of pasting it.",
        )
    return text


def parse_choice(column: Column, text: str) -> str | Fault:
    """Read a word of the column's vocabulary, spelt exactly as there."""
    vocabulary = column.vocabulary
    if vocabulary is None or text in vocabulary:
        return text
    nearest = vocabulary.nearest(text)
    words = list(vocabulary.terms)
    remedy = sentence("Write %(nearest)s.", nearest=nearest) if nearest else sentence("Choose one of the words.")
    if len(words) <= 12:
        remedy = sentence("%(remedy)s Words: %(words)s.", remedy=remedy, words=", ".join(words))
    return Fault(
        "unknown_term", sentence("'%(text)s' is not a word for %(name)s.", text=shown(text), name=column.name), remedy
    )


def parse_country(column: Column, text: str) -> str | Fault:
    """Read an ISO 3166-1 alpha-2 code."""
    if text in _COUNTRIES:
        return text
    upper = text.upper()
    meant = upper if upper in _COUNTRIES else _OTHER_COUNTRY_CODES.get(upper)
    return Fault(
        "unknown_country",
        sentence("'%(text)s' is not a country code of ISO 3166-1.", text=shown(text)),
        sentence("Write %(meant)s.", meant=meant)
        if meant
        else "Write the two capital letters of the country, such as ES for Spain.",
    )


def parse_subdivision(column: Column, text: str) -> str | Fault:
    """Read an ISO 3166-2 code."""
    match = _SUBDIVISION.fullmatch(text)
    if match and match[1] in _COUNTRIES:
        return text
    return Fault(
        "bad_subdivision",
        sentence("'%(text)s' is not a code of ISO 3166-2.", text=shown(text)),
        "Write the country, a hyphen and the part, such as ES-CA for Cádiz.",
    )


def parse_area(column: Column, text: str) -> str | Fault:
    """Read a code of a country (ISO 3166-1 alpha-2) or of a part of one (ISO 3166-2)."""
    return parse_subdivision(column, text) if "-" in text else parse_country(column, text)


def parse_threat(column: Column, text: str) -> str | Fault:
    """Read a class of the IUCN–CMP threats classification."""
    if is_iucn_threat(text):
        return text
    return Fault(
        "unknown_threat",
        sentence("'%(text)s' is not a class of the IUCN–CMP threats classification 3.3.", text=shown(text)),
        "Write its number, such as 5.4 for fishing or 8.1 for invasive species. "
        "In a spreadsheet, format the column as text first.",
    )


def parse_currency(column: Column, text: str) -> str | Fault:
    """Read an ISO 4217 code."""
    if CURRENCY.fullmatch(text):
        return text
    meant = {"€": "EUR", "£": "GBP"}.get(text) or (text.upper() if CURRENCY.fullmatch(text.upper()) else "")
    return Fault(
        "bad_currency",
        sentence("'%(text)s' is not a currency code.", text=shown(text)),
        sentence("Write %(meant)s.", meant=meant)
        if meant
        else "Write its three capital letters of ISO 4217, such as EUR.",
    )


def parse_date(column: Column, text: str) -> str | Fault:
    """Read a date written YYYY-MM-DD."""
    if DATE.fullmatch(text):
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            return Fault(
                "bad_date", sentence("%(text)s is no day of the calendar.", text=text), "Check year, month and day."
            )
        return text
    return Fault(
        "bad_date",
        sentence("'%(text)s' is not a date as this study writes it.", text=shown(text)),
        "Write year-month-day with all digits, such as 2026-03-09.",
    )


def parse_url(column: Column, text: str) -> str | Fault:
    """Read an address that begins with http or https and names a host."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - reading it checks the number
    except ValueError:
        host, parts = "", urlsplit("")
    good = parts.scheme in ("http", "https") and _HOST.fullmatch(host) and "@" not in parts.netloc
    if good and not re.search(r"[\s\\<>\"]", text) and not _CONTROL.search(text):
        return text
    return Fault(
        "bad_url",
        sentence("'%(text)s' is not a web address.", text=shown(text)),
        "Write the whole address, beginning with https:// or http://.",
    )


def parse_doi(column: Column, text: str) -> str | Fault:
    """Read a digital object identifier in its bare form."""
    if DOI.fullmatch(text) and not _CONTROL.search(text):
        return text
    bare = re.sub(r"^(?:https?://)?(?:dx\.)?(?:doi\.org/|doi:)\s*", "", text, flags=re.IGNORECASE)
    if bare != text and DOI.fullmatch(bare):
        return Fault("bad_doi", "The DOI is written as an address.", sentence("Write %(bare)s.", bare=shown(bare)))
    return Fault(
        "bad_doi",
        sentence("'%(text)s' is not a DOI.", text=shown(text)),
        "Write it from 10. on, such as 10.1000/182, or put an address into the column url.",
    )


def parse_outline(column: Column, text: str) -> str | Fault:
    """Read well-known text: POINT, POLYGON or MULTIPOLYGON, longitude first."""
    if len(text) <= _LONGEST_POINT and (point := _POINT.fullmatch(text)):
        numbers = [float(part) for part in point.groups() if PLAIN_NUMBER.fullmatch(part)]
        if len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90:
            return text
        message = "The point is no longitude and latitude."
    else:
        from oxyura.spacetime.outlines import read_outline

        try:
            read_outline(text)
        except InputError as error:
            message = error.message
        else:
            return text
    remedy = "Write POINT (lon lat), POLYGON ((lon lat, …)) or MULTIPOLYGON, in degrees WGS 84, longitude first."
    if text.upper().startswith("SRID"):
        remedy = "Leave out SRID=…; and give the coordinates in degrees WGS 84."
    return Fault("bad_outline", message, remedy)
