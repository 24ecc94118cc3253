"""What a screening found, as JSON and as rows of one CSV file, a row per link of a chain."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from oxyura.policy.answers import Link
from oxyura.policy.climate_measures import RuleChain, ScreenedMeasure
from oxyura.policy.contradictions import Contradiction
from oxyura.policy.perverse_policies import CheckedPolicy
from oxyura.policy.standards import Standard
from oxyura.policy.standards_gaps import PathwayGap
from oxyura.study.delimited import escape_formula
from oxyura.study.policy_screening import PolicyScreening

COLUMNS = ("part", "id", "name", "answer", "against", "about", "where", "asked", "holds", "reason", "source")
MARK = "part,id,name,answer,against,about,where,asked,holds,reason,source"


def screening_json(screening: PolicyScreening) -> dict[str, Any]:
    """Return a screening as JSON keys and values."""
    used = {
        coverage.standard_id for pair in screening.gaps.pairs for coverage in (*pair.covered_by, *pair.may_cover)
    } | {standard for pair in screening.gaps.pairs for standard in pair.general}
    used |= {one for clash in screening.gaps.contradictions for one in (clash.first_id, clash.second_id)}
    return {
        "study": screening.name,
        "title": screening.title,
        "date": screening.on or None,
        "climate_measures": [_climate_json(one) for one in screening.climate_measures],
        "policies": [asdict(one) for one in screening.policies],
        "standards": {
            "pairs": [asdict(one) for one in screening.gaps.pairs],
            "contradictions": [asdict(one) for one in screening.gaps.contradictions],
            "invaders_without_pathway": list(screening.gaps.without_pathway),
            "cited": {
                one.standard_id: _standard_json(one) for one in screening.gaps.standards if one.standard_id in used
            },
        },
        "sources": screening.citations,
        "notes": list(screening.notes),
    }


def _climate_json(screened: ScreenedMeasure) -> dict[str, Any]:
    measure = screened.measure
    return {
        "climate_measure_id": measure.climate_measure_id,
        "name": measure.name,
        "kind": measure.kind,
        "date": measure.date,
        "source_id": measure.source_id,
        "sites": list(measure.sites),
        "answer": screened.answer,
        "reason": screened.reason,
        "safeguards": list(dict.fromkeys(word for chain in screened.chains for word in chain.rule.safeguards)),
        "chains": [_chain_json(chain) for chain in screened.chains],
    }


def _chain_json(chain: RuleChain) -> dict[str, Any]:
    return {**asdict(chain.rule), "answer": chain.answer, "species": [asdict(one) for one in chain.species]}


def _standard_json(standard: Standard) -> dict[str, Any]:
    return asdict(standard)


def render_csv(screening: PolicyScreening) -> bytes:
    """Return a screening as CSV, UTF-8; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(screening):
        writer.writerow([escape_formula(" ".join(row.get(column, "").split())) for column in COLUMNS])
    return text.getvalue().encode("utf-8", "replace")


def _rows(screening: PolicyScreening) -> Iterator[Mapping[str, str]]:
    for screened in screening.climate_measures:
        yield from _climate_rows(screened, screening.citations)
    for policy in screening.policies:
        yield from _policy_rows(policy, screening.citations)
    cited = {standard.standard_id: standard.citation for standard in screening.gaps.standards}
    for pair in screening.gaps.pairs:
        yield from _pair_rows(pair, cited)
    for clash in screening.gaps.contradictions:
        yield from _clash_rows(clash, cited)
    for note in screening.notes:
        yield {"part": "note", "reason": note}


def _climate_rows(screened: ScreenedMeasure, citations: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    measure = screened.measure
    base = {
        "part": "climate_measure",
        "id": measure.climate_measure_id,
        "name": measure.name,
        "answer": screened.answer,
    }
    yield {**base, "about": measure.kind, "where": ";".join(measure.sites), "reason": screened.reason} | {
        "source": citations.get(measure.source_id or "", "")
    }
    for chain in screened.chains:
        for word in chain.rule.safeguards:
            yield {**base, "against": chain.rule.rule_id, "asked": "safeguard", "reason": word} | {
                "source": chain.rule.citation
            }
        for species in chain.species:
            about = {"about": species.scientific_name, "where": ";".join(species.sites), "answer": species.answer}
            yield from _links({**base, **about, "against": chain.rule.rule_id}, species.links, chain.rule.citation)
            for harm in species.harm:
                size = "unknown size" if harm.effect is None else f"effect {harm.effect:g}"
                yield {
                    **base,
                    **about,
                    "against": chain.rule.rule_id,
                    "asked": "known harm",
                    "reason": f"{harm.migrant_id}, {harm.stage}, {harm.rate}: {size}, {harm.evidence}, "
                    f"{harm.confidence} confidence",
                    "source": citations.get(harm.source_id or "", ""),
                }


def _policy_rows(policy: CheckedPolicy, citations: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    source = citations.get(policy.source_id or "", "")
    base = {"part": "policy", "id": policy.policy_id, "name": policy.name}
    for answer in (policy.blocks, policy.opens):
        yield {**base, "answer": answer, "about": policy.effect, "source": source}
    for said in policy.not_stated:
        yield {**base, "asked": "not stated", "reason": said}
    for measure in policy.measures:
        row = {**base, "answer": measure.answer, "against": measure.measure_id, "where": measure.site_id or ""}
        yield from _links({**row, "about": measure.kind}, measure.links, source)
    for opened in policy.pathways:
        row = {**base, "answer": opened.answer, "against": opened.pathway, "where": opened.site_id}
        yield from _links({**row, "about": opened.scientific_name}, opened.links, source)


def _pair_rows(pair: PathwayGap, cited: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    base = {
        "part": "pathway",
        "id": pair.invader_id,
        "name": pair.scientific_name,
        "answer": pair.answer,
        "about": pair.pathway,
        "where": pair.area or "",
    }
    yield {**base, "asked": "general duties", "reason": "; ".join(pair.general)}
    for one in (*pair.covered_by, *pair.may_cover):
        yield from _links({**base, "against": one.standard_id}, one.links, cited.get(one.standard_id, ""))


def _clash_rows(clash: Contradiction, cited: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    base = {"part": "contradiction", "id": clash.first_id, "against": clash.second_id, "about": clash.act}
    answer = "contradict" if clash.answer == "yes" else "cannot_be_told"
    yield from _links({**base, "answer": answer}, clash.links, cited.get(clash.first_id, ""))


def _links(base: Mapping[str, str], links: Iterable[Link], source: str) -> Iterator[Mapping[str, str]]:
    for link in links:
        yield {**base, "asked": link.name, "holds": link.holds, "reason": link.reason, "source": source}
