"""What a Party's study does not know yet, as plain questions, the most decisive first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oxyura.schema.sentences import Figure, sentence
from oxyura.schema.table import TableSet
from oxyura.study.party_casebook import sites_in

_UNEVIDENCED = 3
_STRENGTH = (
    "Its harm to %(migrant)s is demonstrated.",
    "Its harm to %(migrant)s is inferred.",
    "Its harm to %(migrant)s is an expert's judgement.",
)
_KINDS = ("presence", "distribution", "listing", "effect", "abundance", "survey")


@dataclass(frozen=True)
class Question:
    """One thing to find out.

    Parameters
    ----------
    text : str
        The question.
    table : str
        Where the answer goes, with its columns.
    why : str
        What hangs on it.
    migrant_id, invader_id, site_id : str
        What it is about; empty where it is about none or several.
    """

    text: str
    table: str
    why: str
    migrant_id: str = ""
    invader_id: str = ""
    site_id: str = ""


@dataclass(frozen=True)
class _Names:
    migrants: Mapping[str, str]
    invaders: Mapping[str, str]
    sites: Mapping[str, str]
    appendix: Mapping[str, int]


Ranked = tuple[tuple[int, int, int], Question]


def ask_party(
    tables: TableSet, party: str, strengths: Mapping[tuple[str, str], int], decide: Sequence[str]
) -> tuple[Question, ...]:
    """Return what is missing in a Party's study, most decisive first.

    Pairs with demonstrated evidence come before those with inferred evidence and those with none; within these,
    migrants of Appendix I before Appendix II before the others; then where, whether it is listed, how much, how many.

    Parameters
    ----------
    tables : TableSet
        The study.
    party : str
        ISO code.
    strengths : mapping
        0 demonstrated, 1 inferred, 2 expert, by migrant_id and invader_id.
    decide : sequence of str
        What the list of listings leaves to decide; each begins with a migrant_id.
    """
    names = _read_names(tables)
    best = {
        migrant: min((value for (own, _), value in strengths.items() if own == migrant), default=_UNEVIDENCED)
        for migrant in names.migrants
    }
    here = [str(record["site_id"]) for record in sites_in(tables, party)]
    shared = _places(tables, set(here))
    found = [
        *_ask_pairs(tables, names, strengths, shared),
        *_ask_places(names, party, best, shared),
        *_ask_listings(names, best, decide),
        *_ask_sizes(tables, names, strengths),
        *_ask_numbers(tables, names, best),
        *_ask_surveys(tables, names, here),
    ]
    # Sorting keeps the order of the tables among equals.
    return tuple(question for _, question in sorted(found, key=lambda each: each[0]))


def _rank(names: _Names, strength: int, migrant: str, kind: str) -> tuple[int, int, int]:
    return strength, names.appendix.get(migrant, 3), _KINDS.index(kind)


def _read_names(tables: TableSet) -> _Names:
    shown: list[dict[str, str]] = []
    for table, column in (("migrants", "migrant_id"), ("invaders", "invader_id")):
        rows = zip(
            tables[table].words(column),
            tables[table].texts("vernacular_name"),
            tables[table].words("scientific_name"),
            tables[table].texts("population") if table == "migrants" else [None] * len(tables[table]),
            strict=True,
        )
        shown.append(
            {
                key: f"{common or name}{f' ({population})' if population else ''}"
                for key, common, name, population in rows
            }
        )
    migrants = tables["migrants"]
    order = {
        key: 0 if appendix in ("I", "I/II") else 1 if appendix == "II" else 2 if instruments else 3
        for key, appendix, instruments in zip(
            migrants.words("migrant_id"), migrants.texts("cms_appendix"), migrants.lists("instruments"), strict=True
        )
    }
    sites = dict(zip(tables["sites"].words("site_id"), tables["sites"].words("name"), strict=True))
    return _Names(shown[0], shown[1], sites, order)


def _places(tables: TableSet, here: set[str]) -> dict[str, list[str]]:
    """Return the Party's sites of each migrant."""
    table = tables["distribution"]
    found: dict[str, dict[str, None]] = {}
    for migrant, site, share in zip(
        table.words("migrant_id"), table.words("site_id"), table.numbers("share"), strict=True
    ):
        if site in here and share > 0:
            found.setdefault(migrant, {})[site] = None
    return {migrant: list(sites) for migrant, sites in found.items()}


def _ask_pairs(
    tables: TableSet,
    names: _Names,
    strengths: Mapping[tuple[str, str], int],
    shared: Mapping[str, list[str]],
) -> Iterator[Ranked]:
    table = tables["presences"]
    status = {
        (invader, site): word
        for invader, site, word in zip(
            table.words("invader_id"), table.words("site_id"), table.words("status"), strict=True
        )
    }
    for (migrant, invader), strength in strengths.items():
        for site in shared.get(migrant, ()):
            if status.get((invader, site), "not_surveyed") == "not_surveyed":
                question = Question(
                    sentence(
                        "Is %(invader)s at %(site)s? Nobody has said.",
                        invader=names.invaders[invader],
                        site=names.sites[site],
                    ),
                    "presences (status)",
                    sentence(_STRENGTH[strength], migrant=names.migrants[migrant]),
                    migrant,
                    invader,
                    site,
                )
                yield _rank(names, strength, migrant, "presence"), question


def _ask_places(
    names: _Names, party: str, best: Mapping[str, int], shared: Mapping[str, list[str]]
) -> Iterator[Ranked]:
    for migrant, name in names.migrants.items():
        if migrant not in shared:
            question = Question(
                sentence(
                    "At which sites in %(party)s is %(migrant)s, in which stage of the year, and with which share?",
                    party=party,
                    migrant=name,
                ),
                "sites; stages; distribution (share)",
                sentence("Without it nothing can be said about whom it meets."),
                migrant,
            )
            yield _rank(names, best[migrant], migrant, "distribution"), question


def _ask_listings(names: _Names, best: Mapping[str, int], decide: Sequence[str]) -> Iterator[Ranked]:
    for text in decide:
        migrant = text.split(" ", 1)[0].rstrip(":")
        question = Question(
            text,
            "migrants (cms_appendix, instruments)",
            sentence("It decides whether the migrant is protected."),
            migrant,
        )
        yield _rank(names, best.get(migrant, _UNEVIDENCED), migrant, "listing"), question


def _ask_sizes(tables: TableSet, names: _Names, strengths: Mapping[tuple[str, str], int]) -> Iterator[Ranked]:
    evidence = tables["evidence"]
    sized = {
        (migrant, invader)
        for migrant, invader, scale in zip(
            evidence.words("migrant_id"), evidence.words("invader_id"), evidence.texts("scale"), strict=True
        )
        if scale is not None
    }
    impacts = tables["impacts"]
    pairs = zip(impacts.words("migrant_id"), impacts.words("invader_id"), strict=True)
    sized |= {pair for pair, effect in zip(pairs, impacts.numbers("effect"), strict=True) if not np.isnan(effect)}
    for (migrant, invader), strength in strengths.items():
        if (migrant, invader) not in sized:
            question = Question(
                sentence(
                    "By how much does %(invader)s change survival or breeding of %(migrant)s?",
                    invader=names.invaders[invader],
                    migrant=names.migrants[migrant],
                ),
                "evidence (effect, scale)",
                sentence("The harm is known, and its size is not."),
                migrant,
                invader,
            )
            yield _rank(names, strength, migrant, "effect"), question


def _ask_numbers(tables: TableSet, names: _Names, best: Mapping[str, int]) -> Iterator[Ranked]:
    table = tables["migrants"]
    for migrant, abundance in zip(table.words("migrant_id"), table.numbers("abundance"), strict=True):
        if np.isnan(abundance):
            question = Question(
                sentence("How many %(migrant)s are there, counted when?", migrant=names.migrants[migrant]),
                "migrants (abundance, abundance_unit, abundance_year)",
                sentence("Losses in animals, and every higher tier, need it."),
                migrant,
            )
            yield _rank(names, best[migrant], migrant, "abundance"), question


def _ask_surveys(tables: TableSet, names: _Names, here: Sequence[str]) -> Iterator[Ranked]:
    table = tables["presences"]
    waiting: dict[str, int] = dict.fromkeys(here, 0)
    for site, status in zip(table.words("site_id"), table.words("status"), strict=True):
        if site in waiting and status == "not_surveyed":
            waiting[site] += 1
    for site, count in waiting.items():
        if count:
            question = Question(
                sentence(
                    "Which of the %(count)s listed invaders of which nobody has said so are at %(site)s?",
                    count=Figure(f"{count:,}"),
                    site=names.sites[site],
                ),
                "presences (status)",
                sentence("A national list does not say where. 'oxyura import occurrences' reads records."),
                site_id=site,
            )
            yield (_UNEVIDENCED + 1, 0, _KINDS.index("survey")), question


def questions_page(party: str, questions: Sequence[Question], warnings: Sequence[str]) -> str:
    """Return the questions as a page in Markdown."""
    lines = [f"# What is not known yet: {party}", ""]
    lines += [
        "The most decisive come first: pairs with demonstrated harm, and migrants of Appendix I.",
        'Answer in the table that is named; only an empty cell means "not known".',
        "",
    ]
    for number, question in enumerate(questions, start=1):
        lines.append(f"{number}. {_plain(question.text)} {_plain(question.why)} → `{question.table}`")
    if warnings:
        lines += ["", "## What to know about this start", ""]
        lines += [f"- {_plain(warning)}" for warning in warnings]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return text from outside as one line that Markdown shows as it is."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line.replace("\\", "\\\\").replace("<", "&lt;").replace("[", "\\[").replace("`", "'")
