"""`oxyura introductions`: first records per period, and what they can tell of the rate of introduction."""

from __future__ import annotations

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.invaders.first_records import PeriodRate, rates_by_period
from oxyura.invaders.introduction_search import Range
from oxyura.invaders.introductions import SEARCH_CHANGE, Introductions, Reading, estimate_introductions
from oxyura.study.first_records import Establishment, FirstRecordsFound, find_first_records

INDICATOR = "6.1 Rate of invasive alien species establishment"
_VERDICTS = {
    "rising": "Introductions rise.",
    "falling": "Introductions fall.",
    "cannot_be_told": "Whether introductions rise or fall cannot be told.",
}


def run(
    location: str,
    *,
    use_effort: bool,
    period_years: int,
    country: str | None,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Estimate the introduction rate and tell it with its bounds."""
    progress = say_progress(quiet or as_json)
    found = find_first_records(location, country=country, encoding=encoding, use_effort=use_effort)
    periods = rates_by_period(found.records, period_years)
    estimated = estimate_introductions(
        found.records, use_effort=use_effort, recent_years=period_years, progress=progress
    )
    if as_json:
        write_json(_to_json(found, periods, estimated, period_years))
    elif not quiet:
        _show(found, periods, estimated)
    return 0


def _to_json(
    found: FirstRecordsFound, periods: tuple[PeriodRate, ...], estimated: Introductions, period_years: int
) -> dict[str, object]:
    answer = estimated.answer
    return {
        "source": found.name,
        "kind": found.kind,
        "from_year": found.records.first_year,
        "to_year": found.records.last_year,
        "first_records": found.records.total,
        "undated": found.undated,
        "verdict": estimated.trend,
        "verdict_text": _VERDICTS[estimated.trend],
        "reasons": list(estimated.reasons),
        "trend_per_year": _range(answer.trend),
        "recent_introductions_per_year": {
            "from_year": estimated.recent_years[0],
            "to_year": estimated.recent_years[1],
            # No estimate: the best fit may have any number of species come and go unseen.
            "low": estimated.recent.low,
            "high": estimated.recent.high,
        },
        "indicator": {
            "name": INDICATOR,
            "framework": "Kunming-Montreal Global Biodiversity Framework, Target 6",
            "what": "first records of alien species per year, not establishments",
            "period_years": period_years,
            "periods": [_period(period, found) for period in periods],
        },
        "assumptions": [_reading(reading) for reading in estimated.readings],
        "dispersion": estimated.dispersion,
        "largest_change_of_search_per_year": None if answer.ways == "detection_by_effort" else SEARCH_CHANGE,
        "notes": list(found.notes),
    }


def _range(values: Range) -> dict[str, float | None]:
    return {"estimate": values.estimate, "low": values.low, "high": values.high}


def _period(period: PeriodRate, found: FirstRecordsFound) -> dict[str, object]:
    settled = _settled(period, found)
    return {
        "from_year": period.from_year,
        "to_year": period.to_year,
        "first_records": period.records,
        "per_year": period.per_year,
        "low": period.low,
        "high": period.high,
        # Of the species first recorded then; null where the source does not speak of establishment.
        "established_at_least": None if settled is None else settled.known,
        "established_at_most": None if settled is None else settled.at_most,
    }


def _settled(period: PeriodRate, found: FirstRecordsFound) -> Establishment | None:
    """Return how many of the species first recorded in a period are established, as far as the source says."""
    if found.establishment is None:
        return None
    within = [each for year, each in found.establishment.items() if period.from_year <= year <= period.to_year]
    return Establishment(sum(each.known for each in within), sum(each.not_told for each in within))


def _reading(reading: Reading) -> dict[str, object]:
    return {
        "discovery": reading.ways,
        "negative_log_likelihood": reading.nll,
        "trend_per_year": _range(reading.trend),
        "parameters": dict(reading.parameters),
    }


def _show(found: FirstRecordsFound, periods: tuple[PeriodRate, ...], estimated: Introductions) -> None:
    out = console()
    out.print(clean(_VERDICTS[estimated.trend]), style="bold")
    for reason in estimated.reasons:
        out.print(clean(reason))
    began, ended = estimated.recent_years
    out.print(f"Introductions per year, {began} to {ended}: {_rate_in_words(estimated.recent)}.")
    title = f"First records, {clean(found.name)} (for CBD headline indicator 6.1)"
    told = () if found.establishment is None else ("Of these established",)
    listing = table(title, "Period", "Species", "Per year", *told)
    for period in periods:
        rate = f"{period.per_year:.2f}\n({period.low:.2f} to {period.high:.2f})"
        settled = _settled(period, found)
        known = () if settled is None else (_bounds_in_words(settled),)
        listing.add_row(f"{period.from_year} to {period.to_year}", f"{period.records:,}", rate, *known)
    out.print(listing)
    if told:
        out.print(
            "The indicator asks for establishments. In which year a species established is in no table, only whether "
            "it has: at least those that the study has as established, at most those too of which it does not say."
        )
    out.print("The intervals of the table are those of chance alone: they say nothing of what came and was not found.")
    for note in found.notes:
        out.print(f"Note: {clean(note)}", style="yellow")


def _bounds_in_words(settled: Establishment) -> str:
    return f"{settled.known:,}" if not settled.not_told else f"{settled.known:,} to {settled.at_most:,}"


def _rate_in_words(rate: Range) -> str:
    if rate.high is None:
        return f"{rate.low:.2g} or more, without an upper bound" if rate.low else "anything: no bound on either side"
    return f"{rate.low or 0.0:.2g} to {rate.high:.2g}"
