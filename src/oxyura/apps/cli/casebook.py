"""`oxyura casebook`: the studies that ship."""

from __future__ import annotations

from collections import Counter

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import console, write_json
from oxyura.study.casebook_studies import casebook_names
from oxyura.study.checked import read_study
from oxyura.study.running import judge_migrants
from oxyura.study.tiers import tiers_of


def run(*, as_json: bool, quiet: bool) -> int:
    """List the shipped studies with their titles and tiers."""
    entries = [_entry(name) for name in casebook_names()]
    if as_json:
        write_json({"studies": entries})
    elif not quiet:
        _show(entries)
    return 0


def _entry(name: str) -> dict[str, object]:
    study = read_study(name)
    tiers = tiers_of(study.tables)
    furthest = next((tier for tier in ("full", "screening") if tier in tiers.values()), "evidence")
    return {
        "name": name,
        "title": study.settings.title,
        "tier": furthest,
        "verdicts": judge_migrants(study),
    }


def _show(entries: list[dict[str, object]]) -> None:
    listing = table("Studies that ship with the program", "Name", "Title", "Data reach", "Verdicts")
    for entry in entries:
        verdicts = entry["verdicts"]
        counted = Counter(verdicts.values()) if isinstance(verdicts, dict) else Counter()
        told = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in counted.items())
        listing.add_row(str(entry["name"]), str(entry["title"]), str(entry["tier"]), told)
    out = console()
    out.print(listing)
    out.print("Use a name wherever a STUDY is asked for: oxyura assess NAME --out DIR")
