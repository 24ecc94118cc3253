"""What a Party pack holds in short, for programs; the numbers of its pages point here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from oxyura import __version__
from oxyura.policy.list_changes import CHANGES
from oxyura.policy.listed_facts import Pairing
from oxyura.policy.national_list import SECTIONS, Candidate
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.party_pack_rows import MOST_ROWS, FirstRow, Offer, best_offer, first_rows
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.study.party_list import PartyList


def summarise_pack(gathered: PartyList) -> dict[str, Any]:
    """Return the pack in short: counts, the first rows, every species with its records, what is missing."""
    drawn, checklist, changes = gathered.drawn, gathered.checklist, gathered.changes
    changed = Counter(each.change for each in changes or ())
    return {
        "party": gathered.party,
        "date": drawn.date,
        "version": __version__,
        "studies": [each.study.name for each in gathered.studies],
        "counts": {section: len(drawn.in_section(section)) for section in SECTIONS},
        "checklist": None
        if checklist is None
        else {
            "rows_read": sum(each.rows_in for each in checklist.counts),
            "rows_used": sum(each.used for each in checklist.counts),
            "rows_set_aside": sum(each.quarantined for each in checklist.counts),
            "rows_of_other_countries": sum(
                is_of_another_country(row.column, row.reason) for row in checklist.quarantine
            ),
            "species": len(checklist.invaders),
            "reasons": dict(checklist.quarantine.reasons.most_common()),
            "lists": [source.citation for source in checklist.sources],
        },
        "first_rows": [_first_row(gathered, row) for row in first_rows(drawn.candidates)[:MOST_ROWS]],
        "species": [_species(each) for each in drawn.candidates],
        "not_listed": len(drawn.left_out),
        "not_listed_called_invasive": sum(each.is_invasive == "yes" for each in drawn.left_out),
        "left_out": dict(Counter(str(each.reason) for each in drawn.left_out).most_common()),
        "faulty_rules": [
            {
                "study": each.rule.study,
                "row": each.rule.row,
                "regulation_id": each.rule.regulation_id,
                "faults": [str(fault) for fault in each.faults],
            }
            for each in drawn.faulty_rules
        ],
        "conventions": {each.convention: each.answer for each in drawn.memberships} or None,
        "changes": None if changes is None else {change: changed[change] for change in CHANGES},
        "warnings": [str(warning) for warning in gathered.warnings],
    }


def is_of_another_country(column: str, reason: str) -> bool:
    """Tell whether a row was set aside only because it is about another country."""
    return column == "countryCode" and reason.startswith("The row is about ")


def places_in_summary(gathered: PartyList) -> dict[int, str]:
    """Return where each species, record, rule and option of the list stands in the summary, by its identity."""
    found = {}
    for number, candidate in enumerate(gathered.drawn.candidates):
        found[id(candidate)] = make_pointer(SUMMARY_FILE, "species", number)
        for key, parts in (("records", candidate.pairings), ("rules", candidate.rules), ("options", candidate.options)):
            for place, part in enumerate(parts):
                found[id(part)] = make_pointer(SUMMARY_FILE, "species", number, key, place)
    return found


def _first_row(gathered: PartyList, row: FirstRow) -> dict[str, Any]:
    pairing = row.pairing
    return {
        "migrant": pairing.migrant_name,
        "alien_species": row.candidate.name,
        "stages": list(dict.fromkeys(each.stage for each in row.pairings)),
        "sites": list(pairing.sites),
        "basis": pairing.basis,
        "verdict": pairing.verdict,
        "reasons": [str(reason) for reason in pairing.reasons],
        "sources": list(pairing.sources),
        "regulated": [reading.reach for reading in row.candidate.rules],
        "measure": _offer(best_offer(gathered, row)),
    }


def _offer(offer: Offer | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    texts = {name: offer.row[name] for name in ("measure_id", "kind", "site_id", "currency")}
    numbers = {name: offer.number(name) for name in ("cost", "cost_per_year", "price_year")}
    return {"study": offer.study, **texts, **numbers, "abroad": offer.abroad}


def _species(candidate: Candidate) -> dict[str, Any]:
    return {
        "scientific_name": candidate.name,
        "section": candidate.section,
        "standing": candidate.standing,
        "standing_reasons": [str(reason) for reason in candidate.standing_reasons],
        "verdict": candidate.verdict,
        "basis": candidate.basis,
        "pathways": list(candidate.pathways),
        "restrictions": {option.kind: option.state for option in candidate.options},
        "options": [
            {"restriction": option.kind, "state": option.state, "reason": str(option.reason)}
            for option in candidate.options
        ],
        "rules": [
            {"instrument": each.rule.instrument, "reach": each.reach, "reason": str(each.reason)}
            for each in candidate.rules
        ],
        "records": [_record(each) for each in candidate.pairings],
    }


def _record(pairing: Pairing) -> dict[str, Any]:
    return {
        "study": pairing.study,
        "migrant": pairing.migrant_name,
        "invader_id": pairing.invader_id,
        "stage": pairing.stage,
        "verdict": pairing.verdict,
        "basis": pairing.basis,
        "reasons": [str(reason) for reason in pairing.reasons],
        "would_settle": str(pairing.would_settle),
        "effects": [{"rate": rate, **band.to_json()} for rate, band in pairing.sizes],
    }
