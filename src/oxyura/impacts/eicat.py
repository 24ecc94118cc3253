"""EICAT over the records of this study: impact categories by the IUCN rules of 2020, each with what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from oxyura.impacts.eicat_records import (
    CERTAINTY,
    Confidence,
    ImpactRecord,
    PublishedCategory,
    read_impact_records,
    read_published,
)
from oxyura.schema.sentences import sentence
from oxyura.schema.table import TableSet

Category = Literal["DD", "MC", "MN", "MO", "MR", "MV"]

# From no reduction of performance found to what cannot be undone; DD stands beside the order.
SEVERITY: tuple[Category, ...] = ("MC", "MN", "MO", "MR", "MV")

SCOPE = "EICAT over the records of this study"

MECHANISM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "competition": "Competition",
        "predation": "Predation",
        "hybridisation": "Hybridisation",
        "disease_transmission": "Transmission of disease",
        "parasitism": "Parasitism",
        "poisoning": "Poisoning/toxicity",
        "biofouling": "Bio-fouling or other direct physical disturbance",
        "grazing": "Grazing/herbivory/browsing",
        "chemical": "Chemical impact on ecosystem",
        "physical": "Physical impact on ecosystem",
        "structural": "Structural impact on ecosystem",
        "indirect": "Indirect impacts through interaction with other species",
    }
)
"""The twelve mechanisms by their names in EICAT, in its order."""

_CONTROLLED = ("before_after_control_impact", "experiment", "exclosure")
_COMPARED = ("before_after", "control_impact")


@dataclass(frozen=True)
class ClassifiedRecord:
    """One record with its category: None where it cannot be used, and then `why` says why not.

    Parameters
    ----------
    record : ImpactRecord
    category : Category or None
    confidence : Confidence or None
    why : str
        The rule behind category and confidence, or why the record is set aside.
    """

    record: ImpactRecord
    category: Category | None
    confidence: Confidence | None
    why: str


@dataclass(frozen=True)
class EicatResult:
    """The category of an invader by one mechanism, or over all, on one migrant, or on any native species.

    Parameters
    ----------
    invader_id : str
    mechanism : str or None
        None: over all mechanisms.
    migrant_id : str or None
        None: on any native species that a record of this study names.
    category : Category
        The gravest of the records'; ``DD`` where none can be used.
    confidence : Confidence or None
        The best among the records that gave the category; None for ``DD``.
    given_by : tuple of ClassifiedRecord
        The records that gave the category; none for ``DD``.
    set_aside : tuple of ClassifiedRecord
        Records that could not be used, each with the reason.
    """

    invader_id: str
    mechanism: str | None
    migrant_id: str | None
    category: Category
    confidence: Confidence | None
    given_by: tuple[ClassifiedRecord, ...]
    set_aside: tuple[ClassifiedRecord, ...]

    def to_json(self) -> dict[str, object]:
        """Return everything by name, records by their names and reasons."""
        return {
            "scope": SCOPE,
            "invader": self.invader_id,
            "mechanism": self.mechanism,
            "migrant": self.migrant_id,
            "category": self.category,
            "confidence": self.confidence,
            "given_by": [{"evidence_id": one.record.evidence_id, "why": one.why} for one in self.given_by],
            "set_aside": [{"evidence_id": one.record.evidence_id, "why": one.why} for one in self.set_aside],
        }


@dataclass(frozen=True)
class Disagreement:
    """A published category that the records of this study do not give. Neither replaces the other."""

    published: PublishedCategory
    derived: Category
    sentence: str


@dataclass(frozen=True)
class EicatAssessment:
    """Everything on EICAT in one study.

    Parameters
    ----------
    results : tuple of EicatResult
        For each invader: over all mechanisms on any native species, by mechanism on any native species, by mechanism on
        each migrant.
    classified : tuple of ClassifiedRecord
        Every record, in the order of the table.
    published : tuple of PublishedCategory
        What others have published, as the column `eicat` of `impacts` has it.
    disagreements : tuple of Disagreement
    """

    results: tuple[EicatResult, ...]
    classified: tuple[ClassifiedRecord, ...]
    published: tuple[PublishedCategory, ...]
    disagreements: tuple[Disagreement, ...]

    def of(self, invader_id: str, mechanism: str | None = None, migrant_id: str | None = None) -> EicatResult | None:
        """Return one result; None where the study has no record of it."""
        wanted = (invader_id, mechanism, migrant_id)
        return next((one for one in self.results if (one.invader_id, one.mechanism, one.migrant_id) == wanted), None)


def assess_eicat(tables: TableSet, native: Collection[tuple[str, str]] = ()) -> EicatAssessment:
    """Derive EICAT categories from the records of a study, and hold published ones against them.

    Parameters
    ----------
    tables : TableSet
        `evidence` and `impacts` are used.
    native : collection of (invader_id, site_id)
        Presences that are native: EICAT is of alien taxa.

    Notes
    -----
    The categories are those of [IUCN2020]_, as [VoleryEtAl2020]_ explain them. Nothing else makes one: not the size of
    an effect, not a Red List category, not a Red List threat code.
    """
    classified = tuple(classify_record(record, native) for record in read_impact_records(tables))
    published = read_published(tables)
    results = classify_invaders(classified)
    return EicatAssessment(results, classified, published, _compare(published, results))


def classify_record(record: ImpactRecord, native: Collection[tuple[str, str]] = ()) -> ClassifiedRecord:
    """Return the category of one record, or why it has none.

    Notes
    -----
    | what the record shows | category |
    |---|---|
    | studied, and no reduction of the performance of individuals found | MC |
    | individuals do worse, such as fewer young; no decline shown | MN |
    | a population declines | MO |
    | a population has gone, and would return within ten years or three generations if the invader went | MR |
    | a population has gone for longer than that, or nobody knows whether it would return | MV |

    That an extinction of unknown reversibility counts as MV is the precautionary reading of this program, and its
    confidence is always low.
    """
    reason = _why_unusable(record, native)
    if reason:
        return ClassifiedRecord(record, None, None, reason)
    category, rule = _category(record)
    confidence, because = _confidence(record)
    return ClassifiedRecord(record, category, confidence, f"{rule} Confidence {confidence}: {because}.")


def classify_invaders(classified: Sequence[ClassifiedRecord]) -> tuple[EicatResult, ...]:
    """Return the categories of every invader that has a record, gravest record first to decide."""
    results: list[EicatResult] = []
    for invader in dict.fromkeys(one.record.invader_id for one in classified):
        of_invader = [one for one in classified if one.record.invader_id == invader]
        results.append(_gravest(invader, None, None, of_invader))
        named = {one.record.mechanism for one in of_invader}
        mechanisms = [name for name in (*MECHANISM_NAMES, *sorted(named - set(MECHANISM_NAMES))) if name in named]
        for mechanism in mechanisms:
            by_mechanism = [one for one in of_invader if one.record.mechanism == mechanism]
            results.append(_gravest(invader, mechanism, None, by_mechanism))
        for migrant in dict.fromkeys(one.record.migrant_id for one in of_invader):
            for mechanism in mechanisms:
                on_migrant = [
                    _of_migrant(one)
                    for one in of_invader
                    if one.record.migrant_id == migrant and one.record.mechanism == mechanism
                ]
                if on_migrant:
                    results.append(_gravest(invader, mechanism, migrant, on_migrant))
    return tuple(results)


def _of_migrant(one: ClassifiedRecord) -> ClassifiedRecord:
    """Set aside what was found on another taxon: it says what the invader can do, not what it did to the migrant."""
    taxon = one.record.studied_taxon
    if one.category is None or taxon is None:
        return one
    return ClassifiedRecord(one.record, None, None, f"It was found on {taxon}, not on the migrant.")


def _gravest(
    invader: str, mechanism: str | None, migrant: str | None, records: Sequence[ClassifiedRecord]
) -> EicatResult:
    set_aside = tuple(one for one in records if one.category is None)
    for category in reversed(SEVERITY):
        given_by = tuple(one for one in records if one.category == category)
        if given_by:
            confidence = max((one.confidence or "low" for one in given_by), key=CERTAINTY.index)
            return EicatResult(invader, mechanism, migrant, category, confidence, given_by, set_aside)
    return EicatResult(invader, mechanism, migrant, "DD", None, (), set_aside)


def _why_unusable(record: ImpactRecord, native: Collection[tuple[str, str]]) -> str:
    if record.consequence == "unknown":
        return sentence("It does not tell what became of individuals or populations.")
    if record.site_id is not None and (record.invader_id, record.site_id) in native:
        return sentence("The invader is native at %(sites)s, and EICAT is of alien taxa.", sites=(record.site_id,))
    if record.borrowed and record.studied_taxon is None:
        return sentence("It is borrowed, and does not say from which taxon: it may be of another invader.")
    if record.consequence == "no_effect" and record.design == "expert":
        return sentence("Nobody has studied it: minimal concern needs a study that found no reduction.")
    if record.consequence != "no_effect" and record.direction is not None and record.direction > 0:
        return sentence("The rate is higher with the invader: EICAT classes harm only.")
    return ""


def _category(record: ImpactRecord) -> tuple[Category, str]:
    if record.consequence == "no_effect":
        return "MC", "Studied, and no reduction of performance was found."
    if record.consequence == "performance":
        return "MN", "Individuals do worse; no decline of a population is shown."
    if record.consequence == "decline":
        return "MO", "A population declines; it is still there."
    if record.reversible:
        return "MR", "A population has gone, and would return if the invader went."
    if record.reversible is None:
        return "MV", "A population has gone; whether it would return is not known, which is read with precaution."
    return "MV", "A population has gone, and would not return if the invader went."


def _confidence(record: ImpactRecord) -> tuple[Confidence, str]:
    """Return how sure a category is, and why.

    What is recorded holds, for whoever read the study knows its scale and what may confound it. Else the design says
    how far other causes are ruled out.
    """
    if record.consequence == "local_extinction" and record.reversible is None:
        return "low", "whether it is reversible is not known"
    if record.confidence is not None:
        return record.confidence, "as recorded"
    if record.design in _CONTROLLED and record.has_interval:
        return "high", "the design rules other causes out, and the size has an interval"
    if record.design in _CONTROLLED:
        return "medium", "the design rules other causes out, and no interval is given"
    if record.design in _COMPARED:
        return "medium", "one comparison, which other causes may share"
    if record.design == "genetic" and record.mechanism == "hybridisation":
        return "medium", "genes show that they interbreed"
    return "low", "nothing is compared"


def _compare(published: Sequence[PublishedCategory], results: Sequence[EicatResult]) -> tuple[Disagreement, ...]:
    """Return the published categories that the records on the same migrant and mechanism do not give."""
    derived = {(one.invader_id, one.mechanism, one.migrant_id): one for one in results}
    found = []
    for one in published:
        result = derived.get((one.invader_id, one.mechanism, one.migrant_id))
        if result is not None and result.category != one.category:
            found.append(Disagreement(one, result.category, _difference(one, result)))
    return tuple(found)


def _difference(published: PublishedCategory, result: EicatResult) -> str:
    name = MECHANISM_NAMES.get(published.mechanism, "mechanism not stated").lower()
    said = f"{published.impact_id}: published as {published.category} ({name})"
    if result.category == "DD":
        return f"{said}; no record of this study on this migrant can be used, so here it is data deficient (DD)."
    records = ", ".join(one.record.evidence_id for one in result.given_by)
    graver = result.category in SEVERITY[_rank(published.category) + 1 :]
    verb = "show more" if graver else "do not show that"
    return f"{said}; the records of this study {verb}: {result.category} ({records})."


def _rank(category: str) -> int:
    """Return the place in the order of severity; -1 for data deficient."""
    return next((place for place, one in enumerate(SEVERITY) if one == category), -1)
