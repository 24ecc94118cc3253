"""Policies, standards and climate measures: what they leave unstated, and words that mean nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oxyura.policy.climate_links import read_climate_measures
from oxyura.policy.climate_measures import read_climate_rules
from oxyura.policy.study_facts import StudyFacts
from oxyura.schema.policy_tables import ANY
from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table, TableSet, number_of, text_of
from oxyura.schema.vocabularies import MEASURE_KIND, PATHWAY
from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.index import StudyIndex
from oxyura.study.rule_files import shipped_climate_rules

_NORMS = ("policies", "instruments")


def find_unknown_pathways(index: StudyIndex) -> Iterator[Finding]:
    """Find words in lists of pathways that are no pathways."""
    for name in _NORMS:
        table = index.every(name)
        for at, words in enumerate(table.lists("pathways")):
            for word in words:
                if word not in PATHWAY and word.casefold() != ANY:
                    nearest = PATHWAY.nearest(word[:100])
                    yield find(
                        "unknown_pathway",
                        table,
                        sentence("'%(word)s' is no pathway.", word=word[:100]),
                        at=at,
                        column="pathways",
                        value=word,
                        remedy=sentence("Write %(nearest)s, or any for all pathways.", nearest=nearest)
                        if nearest
                        else "",
                    )


def find_what_norms_leave_out(index: StudyIndex) -> Iterator[Finding]:
    """Find policies and standards that name no taxon, territory, date or source, or end before they begin."""
    for name in _NORMS:
        table = index[name]
        for at, row in enumerate(table.records()):
            ident = str(row[table.spec.key[0]])
            named = bool(row.get("measure_ids"))
            if not row["taxa"] and not named:
                yield find(
                    "norm_without_taxon",
                    table,
                    sentence("'%(ident)s' names no taxon.", ident=ident),
                    at=at,
                    column="taxa",
                )
            if not row["territory"] and not named and row.get("reach") != "parties":
                yield find(
                    "norm_without_territory",
                    table,
                    sentence("'%(ident)s' has no territory.", ident=ident),
                    at=at,
                    column="territory",
                )
            if row["date"] is None and row["year"] is None:
                yield find(
                    "norm_without_date", table, sentence("'%(ident)s' has no date.", ident=ident), at=at, column="date"
                )
            if row["source_id"] is None:
                yield find(
                    "norm_without_source",
                    table,
                    sentence("'%(ident)s' names no source.", ident=ident),
                    at=at,
                    column="source_id",
                )
            yield from _ends_early(table, at, ident, row)


def _ends_early(table: Table, at: int, ident: str, row: Mapping[str, object]) -> Iterator[Finding]:
    until, date, year = text_of(row["until"]), text_of(row["date"]), number_of(row["year"])
    begins = date or (f"{year:04.0f}-01-01" if year is not None else None)
    if until is not None and begins is not None and until < begins:
        wording = (
            "'%(norm)s' ends on %(until)s and begins in %(begins)s."
            if date is None
            else "'%(norm)s' ends on %(until)s and begins on %(begins)s."
        )
        message = sentence(wording, norm=ident, until=until, begins=date or f"{year:.0f}")
        yield find("norm_ends_before_it_begins", table, message, at=at, column="until")


def find_unknown_kinds(index: StudyIndex) -> Iterator[Finding]:
    """Find kinds of measures that nothing knows."""
    policies, measures = index["policies"], index["climate_measures"]
    if not len(policies) and not len(measures):
        return
    ruled = set(shipped_climate_rules().words("kind"))
    own = set(measures.words("kind"))
    for at, kinds in enumerate(policies.lists("measure_kinds")):
        for kind in kinds:
            if kind not in MEASURE_KIND and kind not in ruled | own:
                message = sentence("'%(kind)s' is no kind of measure.", kind=kind[:100])
                yield find("unknown_measure_kind", policies, message, at=at, column="measure_kinds", value=kind)
    for at, kind in enumerate(measures.words("kind")):
        if kind not in ruled:
            message = sentence("No shipped rule is about the kind '%(kind)s'.", kind=kind)
            yield find("kind_without_rule", measures, message, at=at, column="kind")


def find_vague_climate_measures(index: StudyIndex) -> Iterator[Finding]:
    """Find climate measures without a place, and those that do not say what they plant or move."""
    table = index["climate_measures"]
    if not len(table):
        return
    planting = {rule.kind for rule in read_climate_rules(shipped_climate_rules()) if rule.route == "taxon"}
    facts = StudyFacts(TableSet({"climate_measures": table, "sites": index["sites"]}))
    for at, measure in enumerate(read_climate_measures(facts)):
        name = measure.climate_measure_id
        if not measure.sites:
            message = sentence("'%(name)s' is at no site of the study.", name=name)
            yield find("climate_measure_without_place", table, message, at=at, column="site_ids")
        if measure.kind in planting and not measure.taxa:
            message = sentence("'%(name)s' does not say what is planted, grown or moved.", name=name)
            yield find("climate_measure_without_taxon", table, message, at=at, column="taxa")


RULES = (
    find_unknown_pathways,
    find_what_norms_leave_out,
    find_unknown_kinds,
    find_vague_climate_measures,
)
