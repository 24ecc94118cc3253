"""Every number of a report, and every form that a number of the answer or of the study may take on it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from oxyura.publish.coastline import SOURCE as COASTLINE_SOURCE
from oxyura.publish.labels import read_labels, title_of
from oxyura.publish.language import Translation, words_for
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.number_words import THIN
from oxyura.publish.page_cautions import name_place
from oxyura.publish.plan_files import plan_json
from oxyura.publish.summary import summarise
from oxyura.study.assessment import Assessment

EN = words_for("en")
NUMBER = {
    language: re.compile(rf"[+−]?\d(?:[\d{sign}{THIN}]*\d)?(?:{THIN}×{THIN}10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?:{THIN}%)?")
    for language, sign in (("en", "."), ("fr", ","), ("es", ","))
}
# Words of the page itself: the level of the intervals, the year, the scale of the coastline, a method, a checksum.
OF_THE_PAGE = {
    "en": ("52 weeks", "50, 80 and 95 %", f"within 0.05{THIN}% a year"),
    "fr": ("52 semaines", "50, 80 et 95 %", f"à 0,05{THIN}% près"),
    "es": ("52 semanas", "50, el 80 y el 95 %", f"un margen del 0,05{THIN}%"),
}
OF_EVERY_PAGE = (f"95{THIN}%", "95 %", "Lebreton (2005)", "SHA-256", "IUCN of 2020", "UICN de 2020")
# Marks of scales, and numbers that only point: to a source, to a site of the map.
POINTERS = {"scale", "cite", "site-number", "numbered"}
SILENT = {"style", "code"}
VOID = {"meta", "br", "hr"}
SPOKEN = ("aria-label", "title", "alt")


@dataclass(frozen=True)
class Printed:
    """A number as the page prints it, with the words around it."""

    number: str
    context: str


class Words(HTMLParser):
    """The texts of a page that may hold numbers which claim something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []
        self.feed(html.split("<body>", 1)[1].split("</body>", 1)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        classes = set((attributes.get("class") or "").split())
        silent = tag in SILENT or bool(classes & POINTERS) or self.silent
        if tag not in VOID:
            self.open.append((tag, silent))
        if not silent:
            self.texts.extend(value for name in SPOKEN if (value := attributes.get(name)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)

    @property
    def silent(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def printed_numbers(html: str, assessment: Assessment, spoken: Translation = EN) -> list[Printed]:
    """Return every number of a page, except those inside texts of the study and of the answer."""
    known = _texts(assessment, spoken)
    found = []
    for text in Words(html).texts:
        words = re.sub(r"[ \n]+", " ", text)
        for phrase in known:
            if phrase in words:
                words = re.sub(rf"(?<![\d.,{THIN}]){re.escape(phrase)}(?!\d)", " ", words)
        found.extend(Printed(match, words.strip()) for match in NUMBER[spoken.language].findall(words))
    return found


def untraced(html: str, assessment: Assessment, spoken: Translation = EN) -> list[Printed]:
    """Return the numbers of a page that come neither from the answer nor from the study."""
    allowed = admissible(assessment, spoken)
    return [printed for printed in printed_numbers(html, assessment, spoken) if printed.number not in allowed]


def admissible(assessment: Assessment, spoken: Translation = EN) -> set[str]:
    """Return every number of summary.json, portfolio.json, tables and settings, in the forms that the page gives it."""
    answer, plan = summarise(assessment), plan_json(assessment.plan)
    found = {form for path, value in (*_walk(answer), *_walk(plan)) for form in _forms(path, value, spoken)}
    found |= {form for migrant in answer["migrants"].values() for form in _of_courses(migrant, spoken)}
    found |= _of_tables(assessment, spoken) | _of_settings(assessment, spoken)
    found |= {spoken.exact(float(count)) for count in _counts(assessment, answer)}
    return found


def _walk(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _COURSES:
                yield from _walk(item, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, float(value)


# Long lists of which the page prints the ends only.
_COURSES = {
    "growth_variance",
    "target",
    "elasticities",
    "paths",
    "course",
    "by_year",
    "series",
    "risk",
    "trajectory",
    "trajectory_after",
    "spread_after",
    "counted",
    "years",
}


def _of_courses(migrant: Mapping[str, Any], spoken: Translation) -> Iterator[str]:
    """Yield how the page prints the ends of courses, and of what is counted again."""
    course = migrant["course"] or {}
    for name in ("now", "without_invaders", "after_portfolio"):
        for points in (course.get(name) or [])[:: max(1, len(course.get(name) or []) - 1)]:
            yield from (spoken.significant(point) for point in points)
    network = migrant["network"] or {}
    variance, target = network.get("growth_variance"), network.get("target")
    if variance is not None:
        unknown = variance["between_draws"] / (variance["between_draws"] + variance["within_draws"])
        yield from (spoken.percent(part) for part in (unknown, 1 - unknown))
    if target is not None:
        yield from (spoken.exact(target["abundance"]), spoken.percent(target["probability"]))
        yield str(target["year"]["median"])
    yield from (spoken.significant(row["value"], 2) for row in network.get("elasticities", [])[:8])
    for row in sorted(network.get("paths", []), key=lambda path: -path["part"]):
        yield from (spoken.percent(value) for value in (row["part"], *row["shares"], *row["survivals"]))
    calibration = migrant["calibration"]
    if calibration is not None:
        yield from (str(calibration["years"][at]) for at in (0, -1))
        for series in calibration["series"]:
            yield from (str(year) for year in series["years"])
            yield from (spoken.significant(series["expected"][at]["median"]) for at in (0, -1))
            yield from (spoken.exact(float(count)) for count in (len(series["counted"]), sum(series["inside"])))
    for counted in migrant["counted_growth"]:
        yield from (str(counted["years"][at]) for at in (0, -1))
        yield from (spoken.percent(value) for value in (counted["risk"] or [{}])[-1].values())


_GROWTH = re.compile(r"^(growth|lambda)_?(now|without_invaders|after.*|max)?$")
_GAIN = {"attribution", "attribution_total", "unexplained", "effect_on_growth", "objective", "gain", "gain_band"}
_GAIN |= {"loss_if_dropped", "gain_if_added", "difference"}
_SHARE = {"exposed", "not_surveyed", "probability", "effect_on_rate", "tolerable_mortality", "extra_mortality"}
_SHARE |= {"over_budget"}
_ANIMALS = {"abundance_at_horizon", "abundance_at_start", "young_lost_per_year", "young_lost_totals", "abundance_after"}
_ANIMALS |= {"tolerable_deaths", "share_of_tolerable"}
_AS_GIVEN = {"draws", "seed", "horizon_years", "threshold", "budget", "cost", "cost_low", "cost_high", "price_year"}
_AS_GIVEN |= {"evaluated", "frontier_end", "rates_without_interval"}


def _forms(path: tuple[str, ...], value: float, spoken: Translation) -> set[str]:
    """Return how the page may print a number of the answer, by its place there."""
    names, exact, significant = set(path), spoken.exact, spoken.significant
    yearly, ratio, percent = spoken.yearly, spoken.ratio, spoken.percent
    last = path[-1]
    if "gaps" in names:
        return {percent(value) if last in ("chance", "chance_of_change") else spoken.gain(value)}
    if "network" in names:
        return _of_network(names, value, spoken)
    if "calibration" in names:
        if names & {"growth_before", "growth_after", "growth_counted"}:
            return {yearly(value)}
        if last == "contraction":
            return {percent(max(value, 0.0))}
        return {significant(value)} if names & {"prior", "posterior"} else {exact(value)} & {exact(round(value))}
    if "decomposition" in names:
        steps = {"part": percent(value), "value": spoken.signed_gain(-value)}
        return {steps.get(last, spoken.signed_gain(value))}
    if "compensation" in names:
        if last == "most":
            return {percent(value)}
        if last != "median" or "lambda_without_invaders" in names:
            return set()
        return {yearly(value) if "growth_without_invaders" in names else spoken.signed_gain(value)}
    if "interactions" in names:
        return {spoken.signed_gain(value)}
    if "attribution_method" in names:
        return {exact(value)} if last == "orders" else set()
    if last == "error":
        return {spoken.gain(value)}
    if "unknown_responses" in names:
        return {significant(value)}
    if "purity_at_horizon" in names:
        return {percent(value), percent(1 - value)}
    if names & {"pooled_effects", "evidence"}:
        if last.startswith(("effect", "mean")):
            return {percent(value, signed=True)}
        return {percent(value)} if last == "i2" else set()
    if "growth_gained_without_invaders" in names:
        return {significant(100 * value), significant(100 * abs(value))}
    if "fit" in names:
        return {significant(value), exact(value), yearly(value), ratio(value)} if "profile" not in names else set()
    if names & _GAIN:
        return {spoken.signed_gain(value), significant(value)}
    if any(_GROWTH.match(name) for name in path):
        return {yearly(value), ratio(value), percent(abs(value - 1), all_digits=True)}
    if names & _SHARE:
        return {percent(value), percent(value, signed=True)}
    if names & _ANIMALS:
        return {significant(value), significant(abs(value)), exact(round(value)) if "point" in names else ""}
    if names & _AS_GIVEN:
        return {exact(value), f"{value:.0f}", significant(value)}
    return set()


def _of_network(names: set[str], value: float, spoken: Translation) -> set[str]:
    if "connectivity" in names:
        return {spoken.figure(f"{abs(value):.2f}"), spoken.figure(f"{value:.2f}".replace("-", "−"))}
    if "presence" in names:
        return {spoken.percent(value)}
    if "growth_change_if_gone" in names:
        return {spoken.signed_percent(value)}
    return {spoken.significant(value)}


def _of_tables(assessment: Assessment, spoken: Translation) -> set[str]:
    found, exact, percent = set(), spoken.exact, spoken.percent
    for table in assessment.study.tables:
        for column in table.spec:
            if not column.is_numeric:
                continue
            for value in (float(number) for number in table.columns[column.name] if not math.isnan(number)):
                if column.name in ("lat", "lon"):
                    found |= {spoken.figure(f"{abs(value):.2f}"), spoken.figure(f"{abs(round(value, 1)):.1f}")}
                elif column.unit in ("share", "proportion", "probability"):
                    found |= {percent(value), percent(value, signed=True), exact(value)}
                else:
                    found |= {exact(value), f"{value:.0f}" if column.kind == "integer" else exact(value)}
    return found


def _of_settings(assessment: Assessment, spoken: Translation) -> set[str]:
    settings, files = assessment.study.settings, assessment.study.files
    numbers = [
        settings.horizon_years,
        settings.draws,
        settings.quasi_extinction_threshold,
        *(f.size_bytes for f in files),
    ]
    budget = [] if settings.budget is None else [settings.budget.amount]
    years = {} if settings.budget is None else {str(settings.budget.price_year)}
    # The axis of effects runs from the loss of everything to none.
    return (
        {spoken.exact(float(number)) for number in (*numbers, *budget)}
        | {str(settings.seed), spoken.percent(-1.0)}
        | {*years, spoken.percent(0.0)}
    )


def _counts(assessment: Assessment, answer: Mapping[str, Any]) -> set[int]:
    """Return what the page counts: rows of tables, populations by verdict, populations of a sum, places not named."""
    tables, migrants = assessment.study.tables, answer["migrants"]
    counts = {len(tables[name]) for name in ("migrants", "invaders", "sites", "sources", "vital_rates")}
    by_verdict: dict[tuple[str, str], set[str]] = {}
    for pair in answer["pairs"]:
        by_verdict.setdefault((pair["invader"], pair["verdict"]), set()).add(pair["migrant"])
    counts |= {len(who) for who in by_verdict.values()}
    counts |= {len(total.migrants) for total in assessment.young_lost_totals}
    for migrant in assessment.migrants:
        if migrant.population is not None:
            year = migrant.population.year
            rates = [one for one in migrant.population.elasticities or () if abs(one.value) > 1e-6]
            paths = (
                [] if year.paths is None else [to for sites in year.paths.by_stage.values() for to in sites.values()]
            )
            counts |= {len(rates) - 8, sum(map(len, paths)) - 10, len(migrant.population.contributions.mean) - 15}
    for pooled in answer["pooled_effects"]:
        counts |= {len(pooled[name]) for name in ("records", "sources", "borrowed")}
    counts |= {max(0, len(answer["gaps"]) - 10)}
    counts |= {len(pair["sites"]) - 5 for pair in answer["pairs"]}
    counts.add(sum(row["verdict"] == "unproven" for row in migrants.values()))
    counts.add(sum(row["tier"] == "full" for row in migrants.values()))
    met: Counter[str] = Counter()
    for row in assessment.stage_exposures:
        if row.exposed > 0:
            met[row.migrant_id] += 1
    largest: dict[str, dict[str, float]] = {}
    for each in assessment.exposures:
        held = largest.setdefault(each.site_id, {})
        held[each.migrant_id] = max(held.get(each.migrant_id, 0.0), each.share)
    counts |= {sum(share == max(held.values()) for share in held.values()) - 1 for held in largest.values()}
    return counts | {count - 1 for count in met.values()}


def _texts(assessment: Assessment, spoken: Translation) -> list[str]:
    """Return the texts that stand on the page as they are, longest first."""
    study, settings = assessment.study, assessment.study.settings
    found = {*OF_THE_PAGE[spoken.language], *OF_EVERY_PAGE, f"Oxyura {assessment.version}"}
    found |= {study.name, settings.title, settings.question, spoken.date(settings.date)}
    found.add(spoken.gettext(COASTLINE_SOURCE))
    labels = read_labels(study.tables, spoken)
    found |= {name_place(warning.where, labels) for warning in (*assessment.warnings, *assessment.plan.warnings)}
    for table in study.tables:
        for column in table.spec:
            if column.is_numeric:
                continue
            for cell in table.columns[column.name]:
                for text in cell if isinstance(cell, tuple) else (cell,):
                    if text is not None:
                        found |= {str(text), title_of(str(text)), measure_name(str(text)), spoken.date(str(text))}
    found |= {file.name for file in study.files} | {file.sha256 for file in study.files}
    found |= {spoken.tell(said) for said in (*_strings(summarise(assessment)), *_strings(plan_json(assessment.plan)))}
    long = {re.sub(r"[ \n]+", " ", text).strip() for text in found}
    # A text that is nothing but a number would let that number pass anywhere.
    return sorted((text for text in long if re.search(r"\d", text) and _SAYS_MORE.search(text)), key=len)[::-1]


_SAYS_MORE = re.compile(r"[^\W\d]|^\d{4}-\d\d-\d\d$|^10\.\d+/|%")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value
