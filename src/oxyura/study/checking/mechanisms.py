"""Mechanisms as models: classes that fit, parameters that make a difference, nothing counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oxyura.schema.mechanism_tables import MODELS
from oxyura.schema.sentences import all_of, sentence
from oxyura.schema.table import Table
from oxyura.study.checking.findings import Finding, cell_text, find, row_text, word_text
from oxyura.study.checking.index import StudyIndex

Record = Mapping[str, object]

_ON_CLASSES = ("diseases", "predation", "egg_sinks")
_SAME_PAIRS = (
    "invader_id",
    "pure_classes",
    "hybrid_class",
    "hybrid_young_class",
    *(
        f"{name}{end}"
        for name in ("assortative_mating", "hybrid_fitness", "backcross")
        for end in ("", "_low", "_high")
    ),
)


def _records(table: Table) -> list[Record]:
    return list(table.records())


def _number(record: Record, name: str) -> float:
    value = record[name]
    return value if isinstance(value, float) else 0.0


def _meet(one: object, other: object) -> bool:
    """Tell whether two cells, blank for all, reach a place or class in common."""
    return one is None or other is None or one == other


def find_repeated_impact_ids(index: StudyIndex) -> Iterator[Finding]:
    """Find ids of models that an impact, or a model of another table, has too."""
    for position, name in enumerate(MODELS):
        table = index[name]
        others = ("impacts", *MODELS[:position])
        for at, impact in enumerate(table.words("impact_id")):
            shared = [other for other in others if impact in index.ids(other)]
            if shared:
                message = sentence("'%(impact)s' stands in %(shared)s too.", impact=impact, shared=all_of(shared))
                yield find("impact_id_twice", table, message, at=at, column="impact_id")


def find_models_without_evidence(index: StudyIndex) -> Iterator[Finding]:
    """Find models that stand on no evidence."""
    for name in MODELS:
        table = index[name]
        for at, evidence in enumerate(table.words("evidence")):
            if evidence == "none":
                message = "The evidence is none, and still a model is given."
                yield find("effect_without_evidence", table, message, at=at, column="evidence")


def _rates(name: str, record: Record) -> tuple[str, ...]:
    """Return the rates that a row of a model lowers."""
    if name == "predation":
        return (str(record["rate"]),)
    if name == "diseases":
        pairs = (("survival", "mortality"), ("fecundity", "fecundity_loss"))
        return tuple(rate for rate, column in pairs if _number(record, column) > 0)
    return ("fecundity",)


def find_two_models_on_one_target(index: StudyIndex) -> Iterator[Finding]:
    """Find rows of one table and one invader that reach one class at one place."""
    for name in _ON_CLASSES:
        table = index[name]
        records = _records(table)
        for at, record in enumerate(records):
            for earlier, other in enumerate(records[:at]):
                same = all(record[column] == other[column] for column in ("invader_id", "migrant_id", "stage"))
                reach = all(_meet(record[column], other[column]) for column in ("site_id", "class"))
                if same and reach and set(_rates(name, record)) & set(_rates(name, other)):
                    message = sentence(
                        "This row and %(rows)s say what '%(invader_id)s' does there.",
                        rows=row_text(table, [earlier]),
                        invader_id=record["invader_id"],
                    )
                    yield find("two_models_on_one_target", table, message, at=at, column="invader_id")


def find_models_beside_impacts(index: StudyIndex) -> Iterator[Finding]:
    """Find models of what an impact with an effect says already."""
    impacts = [record for record in _records(index["impacts"]) if record["effect"] is not None]
    for name in MODELS:
        table = index[name]
        for at, record in enumerate(_records(table)):
            twice = {
                str(impact["impact_id"])
                for impact in impacts
                if all(impact[column] == record[column] for column in ("invader_id", "migrant_id", "stage"))
                and impact["mechanism"] == record.get("mechanism", name)
                and impact["rate"] in _rates(name, record)
                and _meet(impact["site_id"], record["site_id"])
                and _meet(impact["class"], record.get("class"))
            }
            if twice:
                message = sentence(
                    "The impact %(twice)s gives an effect of '%(invader_id)s' on the same rate.",
                    twice=word_text(twice),
                    invader_id=record["invader_id"],
                )
                yield find("model_and_impact", table, message, at=at, column="impact_id")


def find_models_that_change_nothing(index: StudyIndex) -> Iterator[Finding]:
    """Find models that lack what would make a difference, and columns that have no meaning beside the others."""
    for name in MODELS:
        table = index[name]
        for at, record in enumerate(_records(table)):
            lacking = _lacking(name, record)
            if lacking is not None:
                shown = sentence("%(lacking)s is empty or 0, so nothing changes.", lacking=lacking)
                yield find("model_changes_nothing", table, shown, at=at, column=lacking)
            if name == "predation":
                yield from _unused_by_predation(table, record, at)


def _lacking(name: str, record: Record) -> str | None:
    """Return a column whose absence leaves a model without effect."""
    needed: tuple[str, ...]
    if name == "predation":
        needed = ("attack", "predators")
    elif name == "egg_sinks":
        needed = ("share_laid",)
    elif name == "hybridisation":
        # Hybrids that are there already are enough.
        needed = ()
    else:
        needed = ("prevalence",) if _rates(name, record) else ("mortality",)
    return next((column for column in needed if not _number(record, column) > 0), None)


def _unused_by_predation(table: Table, record: Record, at: int) -> Iterator[Finding]:
    handling, follows = _number(record, "handling") > 0, record["half_prey"] is not None
    if record["response"] == "type_i" and record["handling"] is not None:
        message = "handling has no meaning where the response is type_i: a kill takes no time."
        yield find("column_not_used", table, message, at=at, column="handling")
    if record["alternative_prey"] is not None and not (handling or follows):
        message = "alternative_prey makes no difference without handling or half_prey."
        yield find("column_not_used", table, message, at=at, column="alternative_prey")
    if record["alternative_id"] is not None and record["alternative_prey"] is None:
        message = "alternative_id is given, but alternative_prey is empty."
        yield find("other_prey_missing", table, message, at=at, column="alternative_prey", value="")
    if record["alternative_id"] == record["invader_id"]:
        message = sentence("'%(invader_id)s' would eat itself.", invader_id=record["invader_id"])
        yield find("other_prey_is_predator", table, message, at=at, column="alternative_id")


def find_models_out_of_reach(index: StudyIndex) -> Iterator[Finding]:
    """Find models of migrants without an annual cycle, of rates that are not there, of invaders that are nowhere."""
    fecund = {
        (record["migrant_id"], record["stage"])
        for record in _records(index["vital_rates"])
        if record["rate"] == "fecundity"
    }
    for name in MODELS:
        table = index[name]
        for at, record in enumerate(_records(table)):
            migrant, invader = str(record["migrant_id"]), str(record["invader_id"])
            if migrant in index.ids("migrants") and not index.is_full(migrant):
                message = sentence("'%(migrant)s' has no annual cycle for the model to act in.", migrant=migrant)
                yield find("model_not_used", table, message, at=at, column="migrant_id")
            elif _rates(name, record) == ("fecundity",) and (migrant, record["stage"]) not in fecund:
                message = sentence(
                    "'%(migrant)s' has no fecundity in stage '%(stage)s': the row has no effect.",
                    migrant=migrant,
                    stage=record["stage"],
                )
                yield find("no_rate_to_change", table, message, at=at, column="stage")
            nowhere = "present" not in index.statuses.get(invader, {}).values()
            if invader in index.ids("invaders") and nowhere and invader not in index.ids("arrivals"):
                message = sentence("'%(invader)s' is present nowhere, so the model acts nowhere.", invader=invader)
                yield find("invader_nowhere_present", table, message, at=at, column="invader_id")


def find_classes_of_hybridisation(index: StudyIndex) -> Iterator[Finding]:
    """Find pure classes that are not the migrant's, that are hybrids too, and classes that are neither."""
    table = index["hybridisation"]
    for at, record in enumerate(_records(table)):
        migrant, named = str(record["migrant_id"]), record["pure_classes"]
        pure = set(named) if isinstance(named, tuple) else set()
        classes = index.classes.get(migrant, frozenset())
        hybrid = {str(record[column]) for column in ("hybrid_class", "hybrid_young_class") if record[column]}
        for word in sorted(pure - classes if classes else ()):
            message = sentence("The migrant '%(migrant)s' has no class '%(word)s'.", migrant=migrant, word=word)
            yield find("unknown_class", table, message, at=at, column="pure_classes", value=word)
        if pure & hybrid:
            message = sentence("%(pure)s would be pure and hybrid.", pure=word_text(pure & hybrid))
            yield find("hybrids_are_pure", table, message, at=at, column="pure_classes")
        if classes - pure - hybrid:
            message = sentence("%(classes)s is neither pure nor hybrid.", classes=word_text(classes - pure - hybrid))
            yield find("neither_pure_nor_hybrid", table, message, at=at, column="pure_classes")


def find_immigrants_of_hybridisation(index: StudyIndex) -> Iterator[Finding]:
    """Find immigrants given twice or from nowhere, rows that disagree, and populations without a first share."""
    table = index["hybridisation"]
    records = _records(table)
    first: dict[tuple[object, ...], int] = {}
    known = {str(record["migrant_id"]) for record in _records(index["classes"]) if record["initial_share"] is not None}
    for at, record in enumerate(records):
        if record["immigrants"] is not None and record["immigrant_share"] is not None:
            message = "Both immigrants and immigrant_share are given."
            yield find("immigrants_given_twice", table, message, at=at, column="immigrant_share")
        earlier = first.setdefault(tuple(record[column] for column in ("migrant_id", "stage", "site_id")), at)
        for column in (column for column in _SAME_PAIRS if record[column] != records[earlier][column]):
            other = cell_text(table, column, earlier) or sentence("empty")
            message = sentence(
                "Row %(row)s for the same place and stage has %(other)s here.",
                row=int(table.rows[earlier]),
                other=other,
            )
            yield find("hybridisation_differs", table, message, at=at, column=column)
        if index.is_full(str(record["migrant_id"])) and record["migrant_id"] not in known:
            message = sentence("No class of '%(migrant_id)s' has an initial_share.", migrant_id=record["migrant_id"])
            yield find("initial_share_missing", table, message, at=at, column="migrant_id")
        column = "site_id" if record["source_site_id"] is None else "source_site_id"
        invader, source = str(record["invader_id"]), str(record[column])
        here = index.statuses.get(invader, {}).get(source)
        if invader in index.ids("invaders") and source in index.ids("sites") and here != "present":
            message = sentence(
                "'%(invader)s' is not known to be present at '%(source)s'.", invader=invader, source=source
            )
            yield find("source_without_presence", table, message, at=at, column=column)


def find_trends_of_other_measures(index: StudyIndex) -> Iterator[Finding]:
    """Find trends under a measure that acts on other invaders, or elsewhere."""
    measures = {str(record["measure_id"]): record for record in _records(index["measures"])}
    table = index["invader_trends"]
    for at, record in enumerate(_records(table)):
        measure = measures.get(str(record["measure_id"]))
        if measure is None:
            continue
        named = measure["invader_ids"]
        acts_on = isinstance(named, tuple) and record["invader_id"] in named
        if not acts_on or not _meet(measure["site_id"], record["site_id"]):
            message = sentence(
                "'%(measure_id)s' does not act on '%(invader_id)s' there.",
                measure_id=record["measure_id"],
                invader_id=record["invader_id"],
            )
            yield find("trend_of_other_measure", table, message, at=at, column="measure_id")


RULES = (
    find_repeated_impact_ids,
    find_models_without_evidence,
    find_two_models_on_one_target,
    find_models_beside_impacts,
    find_models_that_change_nothing,
    find_models_out_of_reach,
    find_classes_of_hybridisation,
    find_immigrants_of_hybridisation,
    find_trends_of_other_measures,
)
