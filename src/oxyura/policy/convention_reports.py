"""What the national reports of conventions ask about invasive alien species, and where their forms differ."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

from oxyura.schema.conventions import Membership
from oxyura.schema.sentences import Sentence, sentence

Fact = Literal[
    "threats",
    "sites",
    "inventory",
    "pathways",
    "establishment",
    "rules",
    "strategy",
    "control",
    "outcome",
    "planned",
    "limits",
    "research",
]
FACTS: tuple[Fact, ...] = get_args(Fact)
ANNEXES = ("who-does-what", "funding", "monitoring")
"""What a report may come with, whatever the scheme."""
Covers = Literal["yes", "no", "cannot_be_told"]
Standing = Literal["bound", "not_bound", "disputed", "not_known", "no_treaty"]


@dataclass(frozen=True)
class Scheme:
    """A convention or agreement with national reports.

    Parameters
    ----------
    key : str
        As the command line calls it.
    short_name : str
        As people call it; where there is one, also its name in `oxyura.schema.conventions.CONVENTIONS`.
    treaty : bool
        Whether States are Parties to it; else they sign it.
    instrument : str
        It covers migrants of that instrument of the CMS family; empty: see `reach`.
    reach : {'listed', 'all', 'wetlands', 'europe', 'instrument'}
        What it covers.
    """

    key: str
    short_name: str
    treaty: bool
    reach: Literal["listed", "all", "wetlands", "europe", "instrument"]
    instrument: str = ""


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        scheme.key: scheme
        for scheme in (
            Scheme("cms", "CMS", True, "listed"),
            Scheme("cbd", "CBD", True, "all"),
            Scheme("ramsar", "Ramsar", True, "wetlands"),
            Scheme("bern", "Bern", True, "europe"),
            Scheme("aewa", "AEWA", True, "instrument", "AEWA"),
            Scheme("acap", "ACAP", True, "instrument", "ACAP"),
            Scheme("iosea", "IOSEA", False, "instrument", "IOSEA"),
            Scheme("eurobats", "EUROBATS", True, "instrument", "EUROBATS"),
        )
    }
)


@dataclass(frozen=True)
class ReportSection:
    """A section of a report.

    Parameters
    ----------
    section_id, scheme : str
    from_form : bool
        Whether the form asks it, as far as it was read; else the heading is ours.
    reference : str
        Its number in the form; empty where it has none.
    heading, asks : Sentence
        In our words.
    fact : Fact
        What answers it.
    citation, url, read : str
        Where it is written, and what was read of it.
    """

    section_id: str
    scheme: str
    from_form: bool
    reference: str
    heading: Sentence
    asks: Sentence
    fact: Fact
    citation: str
    url: str
    read: str


@dataclass(frozen=True)
class Coverage:
    """Whether a scheme covers a study.

    Parameters
    ----------
    answer : {'yes', 'no', 'cannot_be_told'}
    migrants : tuple of str
        migrant_ids that it covers.
    reason : Sentence
    """

    answer: Covers
    migrants: tuple[str, ...]
    reason: Sentence


@dataclass(frozen=True)
class Difference:
    """One fact, the schemes whose form asks it, and those whose form, as far as read, does not."""

    fact: Fact
    asked_by: tuple[str, ...]
    not_asked_by: tuple[str, ...]


@cache
def read_sections() -> tuple[ReportSection, ...]:
    """Return the sections that ship with the program, in the order of the file."""
    text = files("oxyura.policy").joinpath("rules/report_sections.csv").read_text("utf-8")
    return tuple(_section(row) for row in csv.DictReader(text.splitlines()))


def sections_of(scheme: str) -> tuple[ReportSection, ...]:
    """Return the sections of a scheme, in the order of its form."""
    return tuple(section for section in read_sections() if section.scheme == scheme)


def find_differences() -> tuple[Difference, ...]:
    """Return which form asks what, fact by fact; a scheme without a form that was read stands on neither side."""
    known = [key for key in SCHEMES if any(section.from_form for section in sections_of(key))]
    found = []
    for fact in FACTS:
        asked = {section.scheme for section in read_sections() if section.from_form and section.fact == fact}
        if asked:
            found.append(
                Difference(
                    fact,
                    tuple(key for key in known if key in asked),
                    tuple(key for key in known if key not in asked),
                )
            )
    return tuple(found)


def covers(
    scheme: Scheme,
    listings: Mapping[str, tuple[str | None, Sequence[str]]],
    designations: Iterable[str],
) -> Coverage:
    """Tell whether a scheme covers the taxa, or the sites, of a study.

    Parameters
    ----------
    scheme : Scheme
    listings : mapping of str to (str or None, sequence of str)
        Appendix of CMS and instruments of each migrant, by migrant_id.
    designations : iterable of str
        Designations of the sites.
    """
    if scheme.reach == "all":
        return Coverage("yes", tuple(listings), sentence("It covers all species and ecosystems."))
    if scheme.reach == "europe":
        return Coverage(
            "cannot_be_told",
            tuple(listings),
            sentence("The study does not say which species its appendices hold, so whether they are covered is asked."),
        )
    if scheme.reach == "wetlands":
        if any("ramsar" in name.casefold() for name in designations):
            return Coverage(
                "yes", tuple(listings), sentence("The study has a site that is a Wetland of International Importance.")
            )
        return Coverage(
            "cannot_be_told",
            tuple(listings),
            sentence(
                "The study names no Wetland of International Importance: whether its sites are wetlands is asked."
            ),
        )
    covered = tuple(name for name, (appendix, each) in listings.items() if _is_covered(scheme, appendix, each))
    if not covered:
        return Coverage(
            "no", (), sentence("It covers none of the populations of this study, as far as they are listed.")
        )
    return Coverage("yes", covered, sentence("It covers populations of this study."))


def standing_of(scheme: Scheme, memberships: Mapping[str, Membership]) -> Standing:
    """Tell whether a Party belongs to a scheme, by what the sources say of it."""
    if not scheme.treaty:
        return "no_treaty"
    known = memberships.get(scheme.short_name)
    return "not_known" if known is None else known.answer


def _is_covered(scheme: Scheme, appendix: str | None, instruments: Sequence[str]) -> bool:
    if scheme.reach == "listed":
        return appendix is not None
    return any(scheme.instrument.casefold() in name.casefold().split() for name in instruments)


def _section(row: Mapping[str, str]) -> ReportSection:
    fact = next(fact for fact in FACTS if fact == row["fact"])
    return ReportSection(
        row["section_id"],
        row["scheme"],
        row["kind"] == "form",
        row["reference"],
        sentence(row["heading"].replace("%", "%%")),
        sentence(row["asks"].replace("%", "%%")),
        fact,
        row["citation"],
        row["url"],
        row["read"],
    )
