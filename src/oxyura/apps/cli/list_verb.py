"""`oxyura list`: a Party's national list as a pack of pages, tables and an archive."""

from __future__ import annotations

from pathlib import Path

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.policy.national_list import SECTIONS
from oxyura.publish.language import words_for
from oxyura.publish.party_pack import write_pack
from oxyura.publish.party_pack_eml import Publisher
from oxyura.publish.party_pack_summary import summarise_pack
from oxyura.publish.result_folder import check_destination
from oxyura.study.party_list import PartyList, gather_list

_MOST_SHOWN = 10


def run(
    party: str,
    studies: list[str],
    out: Path,
    *,
    griis: list[Path],
    since: Path | None,
    conventions: Path | None,
    synonyms: Path | None,
    publisher: str | None,
    contact: str | None,
    language: str,
    force: bool,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Draw up the list of a Party and write its pack to `out`, whole or not at all."""
    progress = say_progress(quiet or as_json)
    words_for(language)
    check_destination(out, kind="list", force=force)
    gathered = gather_list(
        party,
        studies,
        griis=griis,
        since=since,
        conventions=conventions,
        synonyms=synonyms,
        encoding=encoding,
        progress=progress,
    )
    progress("Writing the pack")
    read = [*griis, *(path for path in (since, conventions, synonyms) if path is not None)]
    folder = write_pack(
        gathered,
        out,
        language=language,
        publisher=Publisher((publisher or "").strip(), (contact or "").strip()),
        inputs=read,
        force=force,
    )
    if as_json:
        write_json(summarise_pack(gathered))
    elif not quiet:
        _show(gathered, folder)
    return 0


def _show(gathered: PartyList, folder: Path) -> None:
    drawn, out = gathered.drawn, console()
    answer = table(
        f"Alien species that restrictions might apply to: {gathered.party_name}",
        "Species",
        "Section",
        "In the Party",
        "Verdict",
    )
    for each in drawn.candidates[:_MOST_SHOWN]:
        cells = (each.section, each.standing, each.verdict)
        answer.add_row(clean(each.name), *(cell.replace("_", " ") for cell in cells))
    if drawn.candidates:
        out.print(answer)
    more = len(drawn.candidates) - _MOST_SHOWN
    counts = ", ".join(f"{len(drawn.in_section(section))} {section.replace('_', ' ')}" for section in SECTIONS)
    out.print(f"{f'… and {more} more. ' if more > 0 else ''}On the list: {counts}.")
    if gathered.checklist is not None:
        read = sum(each.rows_in for each in gathered.checklist.counts)
        aside = sum(each.quarantined for each in gathered.checklist.counts)
        out.print(f"Checklist: {read:,} rows read, {aside:,} set aside with the reason in quarantine.csv.")
    if gathered.changes is not None:
        number = len(gathered.changes)
        out.print(f"Since the earlier checklist: {number:,} difference{'s' * (number != 1)}, in changes.csv.")
    for faulty in drawn.faulty_rules:
        faults = "; ".join(faulty.faults)
        said = f"{faulty.rule.study}, regulations, row {faulty.rule.row}: {faults}."
        out.print(f"Note: {clean(said)}", style="yellow")
    for warning in gathered.warnings:
        out.print(f"Note: {clean(warning)}", style="yellow")
    out.print(f"Pack: {folder / 'first-page.html'}")
