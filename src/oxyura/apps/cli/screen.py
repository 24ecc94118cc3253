"""`oxyura screen`: climate measures, perverse policies, and pathways that no standard covers."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, say_progress, write_json
from oxyura.apps.cli.screen_rows import MARK, render_csv, screening_json
from oxyura.publish.language import words_for
from oxyura.publish.one_file import check_file, write_file
from oxyura.publish.screening_page import MARK as PAGE_MARK
from oxyura.publish.screening_page import render_screening
from oxyura.schema.errors import InputError
from oxyura.study.checked import read_study
from oxyura.study.measure_planning import plan_measures
from oxyura.study.package import Study
from oxyura.study.policy_screening import PolicyScreening, screen_measure_file, screen_study

_LONGEST = 160
_ANSWERS = {
    "opens_a_risk": "opens a risk",
    "no_risk_shown": "no risk shown",
    "cannot_be_told": "cannot be told",
    "blocks": "blocks",
    "no_block_shown": "no block shown",
    "opens_a_pathway": "opens a pathway",
    "no_opening_shown": "no opening shown",
    "covered": "covered",
    "gap": "gap",
}


def run(
    source: str,
    *,
    study: str | None,
    rules: Path | None,
    plan: bool,
    out: Path | None,
    force: bool,
    language: str,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Screen a study, or a CSV file of climate measures, and tell what was found."""
    words_for(language)
    if out is not None:
        if out.suffix.casefold() not in (".csv", ".html"):
            raise InputError(
                f"The file can end in .html or .csv, not in '{out.suffix[:20]}'.",
                where=str(out),
                remedy="Name a file such as screening.html, the page, or screening.csv, the table.",
            )
        check_file(out, force=force, is_ours=_is_ours)
    screening = _screen(source, study, rules, plan=plan, encoding=encoding, silent=quiet or as_json)
    if out is not None:
        page = out.suffix.casefold() == ".html"
        content = render_screening(screening, language).encode() if page else render_csv(screening)
        write_file(out, content, force=force, is_ours=_is_ours)
    if as_json:
        write_json(screening_json(screening))
    elif not quiet:
        _show(screening, out)
    return 0


def _is_ours(beginning: bytes) -> bool:
    return beginning.startswith(MARK.encode()) or PAGE_MARK.encode() in beginning


def _screen(
    source: str, study: str | None, rules: Path | None, *, plan: bool, encoding: str | None, silent: bool
) -> PolicyScreening:
    is_file = source.casefold().endswith(".csv")
    if not is_file and study is not None:
        raise InputError(
            f"'{source}' is a study itself.", where="--study", remedy="Name a CSV file of climate measures, or drop it."
        )
    if is_file and study is None:
        if plan:
            raise InputError("A plan needs a study.", where="--plan", remedy="Add --study STUDY.")
        return screen_measure_file(Path(source), rules=rules, encoding=encoding)
    loaded = read_study(study if is_file and study is not None else source, encoding=encoding)
    return screen_study(
        loaded,
        rules=rules,
        measures=Path(source) if is_file else None,
        portfolio=_portfolio(loaded, silent) if plan else None,
        encoding=encoding,
    )


def _portfolio(study: Study, silent: bool) -> tuple[str, ...]:
    chosen = plan_measures(study, progress=say_progress(silent)).chosen
    if chosen is None:
        raise InputError(
            "No best set of measures could be chosen.",
            where="--plan",
            remedy="See what 'oxyura plan' says of the study, or screen it without --plan.",
        )
    return tuple(chosen.measures)


def _show(screening: PolicyScreening, out: Path | None) -> None:
    screen = console()
    screen.print(_short(screening.title), style="bold")
    _show_climate(screen, screening)
    _show_policies(screen, screening)
    _show_gaps(screen, screening)
    for note in screening.notes:
        screen.print(f"Note: {clean(note)}", style="dim")
    if out is not None:
        screen.print(f"Written, with reasons and sources: {clean(str(out))}")


def _show_climate(screen: Console, screening: PolicyScreening) -> None:
    if not screening.climate_measures:
        return
    answer = table("Climate measures", "Measure", "Answer", "Why", "Safeguards")
    for one in screening.climate_measures:
        guards = dict.fromkeys(word for chain in one.chains for word in chain.rule.safeguards)
        answer.add_row(
            _short(one.measure.name), _ANSWERS[one.answer], clean(one.reason), clean("; ".join(guards)) or "none known"
        )
    screen.print(answer)


def _show_policies(screen: Console, screening: PolicyScreening) -> None:
    if not screening.policies:
        return
    answer = table("Rules and subsidies", "Policy", "Measures", "Pathways", "Why")
    for policy in screening.policies:
        blocked = [one.measure_id for one in policy.measures if one.answer == "blocks"]
        opened = [
            f"{one.scientific_name} by {one.pathway}" for one in policy.pathways if one.answer != "cannot_be_told"
        ]
        links = [link for one in policy.measures for link in one.links]
        links += [link for one in policy.pathways for link in one.links]
        open_ = [link.reason for link in links if link.holds != "yes"]
        reasons = list(dict.fromkeys((*blocked, *opened, *policy.not_stated, *open_)))
        answer.add_row(
            _short(policy.name),
            _ANSWERS[policy.blocks],
            _ANSWERS[policy.opens],
            clean(" ".join(_sentence(reason) for reason in reasons[:4])),
        )
    screen.print(answer)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _show_gaps(screen: Console, screening: PolicyScreening) -> None:
    gaps = screening.gaps
    if gaps.pairs:
        answer = table("Pathways and standards", "Invader", "Pathway", "Where", "Answer", "Standards")
        for pair in gaps.pairs:
            by = [one.standard_id for one in (*pair.covered_by, *pair.may_cover)]
            only = "" if by else f"general duties only: {', '.join(pair.general)}" if pair.general else "none"
            guidance = " (guidance only)" if pair.covered_by and not pair.binding else ""
            answer.add_row(
                _short(pair.scientific_name),
                pair.pathway,
                pair.area or "not given",
                f"{_ANSWERS[pair.answer]}{guidance}",
                clean(", ".join(by) or only),
            )
        screen.print(answer)
    for clash in gaps.contradictions:
        word = "contradict" if clash.answer == "yes" else "may contradict"
        screen.print(f"{clash.first_id} and {clash.second_id} {word} each other: {clean(clash.links[0].reason)}")
    if gaps.without_pathway:
        screen.print(f"No pathway is stated of: {clean(', '.join(gaps.without_pathway))}.", style="yellow")


def _short(text: str) -> str:
    cleaned = clean(text)
    return cleaned if len(cleaned) <= _LONGEST else f"{cleaned[: _LONGEST - 1]}…"
