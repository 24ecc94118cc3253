"""One column of a study table: its kind, unit, range, key, vocabulary and what an empty cell means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oxyura.schema.sentences import sentence
from oxyura.schema.vocabularies import COUNTRY, YES_NO, Vocabulary

Kind = Literal[
    "identifier",
    "identifiers",
    "text",
    "texts",
    "choice",
    "boolean",
    "number",
    "integer",
    "country",
    "areas",
    "subdivision",
    "threat",
    "currency",
    "date",
    "url",
    "doi",
    "wkt",
]

NUMERIC_KINDS = frozenset({"number", "integer"})
LIST_KINDS = frozenset({"identifiers", "texts", "areas"})


@dataclass(frozen=True)
class Column:
    """The declaration of one column.

    Parameters
    ----------
    name : str
        Header as it stands in the file.
    kind : Kind
        How a cell is read. The plural kinds hold several values with ``;`` between.
    meaning : str
        What the column says, one line.
    required : bool
        Whether the column, and a value in every row, must be there.
    unit : str
        Unit of a number, empty where it has none.
    minimum, maximum : float, optional
        Closed range of a number.
    exclusive_minimum : bool
        Whether the minimum itself is outside the range.
    vocabulary : Vocabulary, optional
        The closed list of a ``choice``.
    references : tuple of str
        Tables in whose key the value, or each value of a list, must be found.
    null : str
        What an empty cell means.
    default : str
        The value that an empty cell stands for, where it stands for one.
    source : str
        Standard that defines the term, where there is one.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    vocabulary: Vocabulary | None = None
    references: tuple[str, ...] = ()
    null: str = ""
    default: str = ""
    source: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether cells hold numbers."""
        return self.kind in NUMERIC_KINDS

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several values with ``;`` between."""
        return self.kind in LIST_KINDS

    def range_in_words(self) -> str:
        """Say which numbers are accepted, as ``0 to 1`` or ``above 0``; empty without a range."""
        if self.minimum is not None and self.maximum is not None:
            return sentence("%(low)s to %(high)s", low=f"{self.minimum:g}", high=f"{self.maximum:g}")
        if self.minimum is not None:
            wording = "above %(number)s" if self.exclusive_minimum else "%(number)s or more"
            return sentence(wording, number=f"{self.minimum:g}")
        return sentence("at most %(number)s", number=f"{self.maximum:g}") if self.maximum is not None else ""


def key(name: str, meaning: str) -> Column:
    """Declare an identifier that names the rows of its own table."""
    return Column(name, "identifier", meaning, required=True)


def reference(
    name: str, table: str, meaning: str, *, required: bool = True, null: str = "", default: str = ""
) -> Column:
    """Declare an identifier that must stand in the key of `table`."""
    return Column(name, "identifier", meaning, required=required, references=(table,), null=null, default=default)


def references(name: str, tables: tuple[str, ...], meaning: str, *, null: str = "none") -> Column:
    """Declare a list of identifiers that must stand in the keys of `tables`."""
    return Column(name, "identifiers", meaning, references=tables, null=null)


def choice(
    name: str,
    vocabulary: Vocabulary,
    meaning: str,
    *,
    required: bool = False,
    null: str = "not stated",
    default: str = "",
) -> Column:
    """Declare a word from a closed list."""
    return Column(
        name,
        "choice",
        meaning,
        required=required,
        vocabulary=vocabulary,
        null=null,
        default=default,
        source=vocabulary.source,
    )


def flag(name: str, meaning: str, *, default: str) -> Column:
    """Declare a yes or no."""
    return Column(name, "boolean", meaning, vocabulary=YES_NO, null=f"stands for {default}", default=default)


def number(
    name: str,
    meaning: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    required: bool = False,
    null: str = "not known",
    default: str = "",
) -> Column:
    """Declare a decimal number with its range; `above` is a minimum that is itself excluded."""
    return Column(
        name,
        "number",
        meaning,
        required=required,
        unit=unit,
        minimum=low if above is None else above,
        maximum=high,
        exclusive_minimum=above is not None,
        null=null,
        default=default,
    )


def whole(
    name: str,
    meaning: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    required: bool = False,
    null: str = "not known",
    default: str = "",
) -> Column:
    """Declare a whole number with its range."""
    return Column(
        name,
        "integer",
        meaning,
        required=required,
        unit=unit,
        minimum=low,
        maximum=high,
        null=null,
        default=default,
    )


def text(name: str, meaning: str, *, required: bool = False, null: str = "not stated", source: str = "") -> Column:
    """Declare free text."""
    return Column(name, "text", meaning, required=required, null=null, source=source)


def limits(name: str, unit: str = "", *, low: float | None = None, high: float | None = None) -> tuple[Column, Column]:
    """Declare the 95 % limits ``<name>_low`` and ``<name>_high`` (plain ``low`` and ``high`` for ``value``)."""
    prefix = "" if name == "value" else f"{name}_"
    null = "no interval: the number is fixed and flagged"
    return (
        number(f"{prefix}low", f"lower 95 % limit of {name}", unit=unit, low=low, high=high, null=null),
        number(f"{prefix}high", f"upper 95 % limit of {name}", unit=unit, low=low, high=high, null=null),
    )


def country(name: str, meaning: str, *, null: str = "not stated") -> Column:
    """Declare an ISO 3166-1 alpha-2 code."""
    return Column(name, "country", meaning, vocabulary=COUNTRY, null=null, source=COUNTRY.source)


def areas(name: str, meaning: str, *, null: str = "not stated") -> Column:
    """Declare a list of countries (ISO 3166-1 alpha-2) and parts of countries (ISO 3166-2)."""
    return Column(name, "areas", meaning, null=null, source="ISO 3166-1 alpha-2, ISO 3166-2")


SOURCE_ID = reference(
    "source_id", "sources", "where the row's numbers come from", required=False, null="no source: flagged"
)
NOTES = text("notes", "anything a reader should know", null="nothing to add")
