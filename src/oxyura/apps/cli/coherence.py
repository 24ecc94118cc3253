"""`oxyura coherence`: which Party's gap exposes whose migrant, and the additions that close the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.policy.coherence import Coherence, Question, Reading
from oxyura.policy.listing_reach import Listing
from oxyura.policy.route_exposure import Weights
from oxyura.publish.coherence_files import coherence_json, write_coherence
from oxyura.publish.coherence_page import MOST_PROPOSED, propose
from oxyura.publish.language import words_for
from oxyura.publish.result_folder import check_destination
from oxyura.schema.errors import InputError
from oxyura.study.checked import read_study
from oxyura.study.flyway_coherence import assess_flyway
from oxyura.study.publishable import publishable

_SAID = {"told": "By the tables alone", "possible": "With precaution"}


def run(
    studies: Sequence[str],
    *,
    out: Path | None,
    parties: Sequence[str],
    on: str | None,
    within_km: float | None,
    most: int,
    weights: Sequence[str],
    force: bool,
    language: str,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Find the gaps of a flyway, tell the best additions, and write the folder that was asked for."""
    progress = say_progress(quiet or as_json)
    words_for(language)
    question = Question(tuple(parties), _day(on), within_km, read_weights(weights), most)
    if out is not None:
        check_destination(out, kind="coherence", force=force)
    loaded = [publishable(read_study(study, encoding=encoding)) for study in studies]
    coherence = assess_flyway(loaded, question, progress=progress)
    folder = None if out is None else write_coherence(coherence, loaded, out, language=language, force=force)
    if as_json:
        write_json(coherence_json(coherence))
    elif not quiet:
        _show(coherence, folder)
    return 0


def read_weights(given: Sequence[str]) -> Weights:
    """Return the weights with those given as ``NAME=NUMBER`` in place of the usual ones.

    Raises
    ------
    InputError
        A name is none of the weights, or a number is none, or below 0.

    Examples
    --------
    >>> read_weights(["I=2"]).listing["I"]
    2.0
    """
    groups = {field.name: dict(getattr(Weights(), field.name)) for field in fields(Weights)}
    known = [name for group in groups.values() for name in group]
    for text in given:
        name, _, number = text.partition("=")
        group = next((group for group in groups.values() if name.strip() in group), None)
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if group is None or not 0 <= value <= 1_000_000:
            raise InputError(
                f"'{text}' is no weight.",
                where="--weight",
                remedy=f"Write NAME=NUMBER, a number from 0 on, NAME one of: {', '.join(known)}.",
            )
        group[name.strip()] = value
    return Weights(**groups)


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InputError(f"'{text}' is no day.", where="--date", remedy="Write it as 2026-01-31.") from error


def _show(coherence: Coherence, folder: Path | None) -> None:
    out = console()
    for reading in coherence.readings.values():
        out.print(_in_words(reading))
    if gaps := propose(coherence):
        listing = table(
            f"The additions that close the most with precaution, at most {MOST_PROPOSED}",
            "Party",
            "Invader",
            "Present",
            "Exposes",
            "Concerned",
        )
        for gap in gaps:
            listing.add_row(
                gap.listing.party,
                clean(coherence.names[gap.listing.taxon]),
                "yes" if gap.is_present else "no",
                clean(", ".join(dict.fromkeys(migrant for _, migrant in gap.migrants))),
                ", ".join(gap.concerned),
            )
        out.print(listing)
    for reading in coherence.readings.values():
        if reading.frontier:
            _show_frontier(reading, coherence)
    for note in coherence.notes:
        out.print(f"Note: {clean(note)}", style="yellow")
    if folder is not None:
        out.print(clean(f"Page: {folder / 'coherence.html'}"))


def _in_words(reading: Reading) -> str:
    if reading.total <= 0:
        return f"{_SAID[reading.name]}: no exposure counts."
    closed, closable = (100 * each / reading.total for each in (reading.closed_now, reading.closable))
    proven = "" if reading.is_smallest_proven else f" (at least {reading.fewest})"
    number = len(reading.smallest)
    return (
        f"{_SAID[reading.name]}: exposure {reading.total:.3g}, closed today {closed:.0f} %; "
        f"{number} addition{'' if number == 1 else 's'}{proven} would close {closable:.0f} % more."
    )


def _show_frontier(reading: Reading, coherence: Coherence) -> None:
    steps = table(
        f"{_SAID[reading.name]}: what each number of additions closes", "Additions", "Closes", "Proven", "New"
    )
    before: frozenset[Listing] = frozenset()
    for point in reading.frontier[:MOST_PROPOSED]:
        new = [f"{each.party}: {coherence.names[each.taxon]}" for each in point.listings if each not in before]
        before = frozenset(point.listings)
        share = 100 * point.closed / reading.closable if reading.closable > 0 else 0.0
        proven = "best" if point.gap <= 0 else f"within {100 * point.gap:.2g} %"
        steps.add_row(str(point.most), f"{share:.0f} %", proven, clean(", ".join(new)))
    console().print(steps)
