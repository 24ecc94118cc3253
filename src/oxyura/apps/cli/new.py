"""`oxyura new`: a study to fill in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from oxyura.apps.cli.reporting import clean, console, write_json
from oxyura.schema.errors import InputError
from oxyura.study.templates import create_study

_MOST_SHOWN = 10


def run(name: Path, *, xlsx: bool, as_json: bool, quiet: bool) -> int:
    """Create a study and say what to do next."""
    created = create_study(name, xlsx=xlsx)
    if as_json:
        write_json({"study": created.name, "kind": "workbook" if xlsx else "folder"})
    elif not quiet:
        print(f"Created {created}. It holds a worked example: replace its rows with your own, then run")
        print(f"  oxyura check {created}")
    return 0


def run_party(
    name: Path,
    party: str,
    griis: list[Path],
    *,
    listings: Path | None,
    listed_on: str | None,
    synonyms: Path | None,
    migrants: str | None,
    xlsx: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Create the study of a country from what is known, and ask what is missing."""
    from oxyura.study.party_start import PartyStart, start_from_party

    if not griis:
        raise InputError(
            "A country's study begins with its list of alien species.",
            where="--griis",
            remedy="Give its GRIIS checklist: --griis ARCHIVE.",
        )
    named = [part.strip() for part in (migrants or "").split(";") if part.strip()]
    start: PartyStart = start_from_party(
        name, party, griis, listings=listings, listed_on=listed_on, synonyms=synonyms, migrants=named, xlsx=xlsx
    )
    if as_json:
        write_json(
            {
                "study": start.study.name,
                "kind": "workbook" if start.study.suffix == ".xlsx" else "folder",
                "party": start.party,
                "listing_date": start.listing_date or None,
                "rows": {"migrants": start.migrants, "invaders": start.invaders, "sites": start.sites},
                "invaders_left_out": start.left_out,
                "borrowed_evidence": start.borrowed,
                "valid": start.check.is_valid,
                "questions": [asdict(question) for question in start.questions],
                "warnings": list(start.warnings),
            }
        )
        return 0
    if quiet:
        return 0
    out = console()
    out.print(f"Created {start.study}, which 'oxyura assess' can read as it is.", style="bold")
    out.print(
        f"{start.migrants:,} migrants, {start.invaders:,} invaders, {start.sites:,} sites; "
        f"{start.borrowed:,} records of evidence borrowed from elsewhere."
    )
    out.print(
        f"{start.left_out:,} alien species that the list does not call invasive, and the casebook holds nothing of, "
        "were left out; 'oxyura import griis' adds them."
    )
    if start.listing_date:
        out.print(f"Listings as of {start.listing_date}.")
    for warning in start.warnings:
        out.print(f"Note: {clean(warning)}", style="yellow")
    if start.questions:
        out.print("What to find out first:", style="bold")
        for number, question in enumerate(start.questions[:_MOST_SHOWN], start=1):
            out.print(f"  {number}. {clean(question.text)}")
        if len(start.questions) > _MOST_SHOWN:
            out.print(f"  … and {len(start.questions) - _MOST_SHOWN:,} more, in QUESTIONS.md.")
    return 0
